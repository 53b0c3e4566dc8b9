"""Import runs: what each import of a file came to, and whether it still stands."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from servicedesk.domain.errors import NotFoundError
from servicedesk.domain.numbers import format_number
from servicedesk.domain.rows import RunRow
from servicedesk.i18n import _
from servicedesk.storage import driver
from servicedesk.storage.moments import loaded, stored

_COLUMNS = "id, at, actor, kind, source, file_name, read, new, updated, unchanged, rejected, action, notes"


def begin(db: driver.Connection, values: Mapping[str, str], actor: str, now: datetime) -> int:
    """Number a run; `values` are kind, source and file_name. Its counts follow with finish()."""
    cursor = db.execute(
        "INSERT INTO import_runs (at, actor, kind, source, file_name) VALUES (?, ?, ?, ?, ?)",
        (stored(now), actor, values["kind"], values["source"], values["file_name"]),
    )
    return int(cursor.lastrowid)


def finish(
    db: driver.Connection, run_id: int, counts: Mapping[str, int], action: int, notes: Sequence[str]
) -> None:
    """Write what the run came to; `action` is 0 when it changed nothing."""
    db.execute(
        "UPDATE import_runs SET read = ?, new = ?, updated = ?, unchanged = ?, rejected = ?, action = ?,"
        " notes = ? WHERE id = ?",
        (
            *(counts[name] for name in ("read", "new", "updated", "unchanged", "rejected")),
            action or None,
            json.dumps(list(notes), ensure_ascii=False),
            run_id,
        ),
    )


def run(db: driver.Connection, run_id: int) -> RunRow:
    """One run; NotFoundError if there is none."""
    found = db.execute(f"SELECT {_COLUMNS} FROM import_runs WHERE id = ?", (run_id,)).fetchone()
    if found is None:
        raise NotFoundError(_("There is no {number}.").format(number=format_number("run", run_id)))
    return _row(db, found)


def newest(db: driver.Connection, limit: int) -> list[RunRow]:
    """The newest runs, newest first."""
    found = db.execute(f"SELECT {_COLUMNS} FROM import_runs ORDER BY id DESC LIMIT ?", (limit,)).fetchall()
    return [_row(db, row) for row in found]


def standing_action(db: driver.Connection, action: int) -> int | None:
    """The action by which `action` stands now: itself, the redo of its undo, or None when it is undone."""
    stands = True
    while (annulled_by := _annulled_by(db, action)) is not None:
        action, stands = annulled_by, not stands
    return action if stands else None


def _annulled_by(db: driver.Connection, action: int) -> int | None:
    found = db.execute("SELECT annulled_by FROM events WHERE action = ? LIMIT 1", (action,)).fetchone()
    return found[0] if found else None


def _row(db: driver.Connection, row: Sequence[Any]) -> RunRow:
    action = row[11]
    return RunRow(
        id=row[0],
        at=loaded(row[1]),
        actor=row[2],
        kind=row[3],
        source=row[4],
        file_name=row[5],
        read=row[6],
        new=row[7],
        updated=row[8],
        unchanged=row[9],
        rejected=row[10],
        action=action,
        undone=action is not None and standing_action(db, action) is None,
        notes=tuple(json.loads(row[12])),
    )
