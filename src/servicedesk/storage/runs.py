"""Import runs: what each import of a file came to, and whether it still stands."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from servicedesk.domain.errors import NotFoundError
from servicedesk.domain.numbers import format_number
from servicedesk.domain.rows.runs import RunRow
from servicedesk.domain.unreadable import marked
from servicedesk.i18n import _
from servicedesk.storage import driver
from servicedesk.storage.fits import misfits
from servicedesk.storage.json_text import kept_notes
from servicedesk.storage.moments import loaded, readable, stored
from servicedesk.storage.rows import Rows

COUNTS = ("read", "new", "updated", "unchanged", "rejected")
_TEXTS = ("actor", "kind", "source", "file_name")
_COLUMNS = ("id", "at", *_TEXTS, *COUNTS, "action", "notes")


def begin(db: driver.Connection, values: Mapping[str, str], actor: str, now: datetime) -> int:
    """Number a run; `values` are kind, source and file_name. Its counts follow with finish()."""
    return Rows(db).insert("import_runs", {"at": stored(now), "actor": actor, **values})


def finish(
    db: driver.Connection, run_id: int, counts: Mapping[str, int], action: int, notes: Sequence[str]
) -> None:
    """Write what the run came to; `action` is 0 when it changed nothing."""
    told = {"action": action or None, "notes": json.dumps(list(notes), ensure_ascii=False)}
    Rows(db).update("import_runs", run_id, {**{name: counts[name] for name in COUNTS}, **told})


def run(db: driver.Connection, run_id: int) -> RunRow:
    """One run; NotFoundError if there is none."""
    found = Rows(db).find("import_runs", id=run_id)
    if found is None:
        raise NotFoundError(_("There is no {number}.").format(number=format_number("run", run_id)))
    return _row(db, found)


def newest(db: driver.Connection, limit: int) -> list[RunRow]:
    """The newest runs, newest first."""
    sql = f"SELECT {', '.join(_COLUMNS)} FROM import_runs ORDER BY id DESC LIMIT ?"
    found = db.execute(sql, (limit,)).fetchall()
    return [_row(db, dict(zip(_COLUMNS, row, strict=True))) for row in found]


def standing_action(db: driver.Connection, action: int) -> int | None:
    """The action by which `action` stands now: itself, the redo of its undo, or None when it is undone."""
    stands = True
    while (annulled_by := _annulled_by(db, action)) is not None:
        action, stands = annulled_by, not stands
    return action if stands else None


def _annulled_by(db: driver.Connection, action: int) -> int | None:
    found = db.execute("SELECT annulled_by FROM events WHERE action = ? LIMIT 1", (action,)).fetchone()
    return found[0] if found else None


def _row(db: driver.Connection, row: Mapping[str, Any]) -> RunRow:
    action = row["action"]
    texts = {name: readable("" if row[name] is None else row[name]) for name in _TEXTS}
    told: dict[str, Any] = {
        **row,
        **texts,
        "at": loaded(row["at"]),
        "undone": action is not None and standing_action(db, action) is None,
        "notes": tuple(kept_notes(row["notes"]) or ()),
    }
    if not texts.items() <= row.items() or misfits("import_runs", row):
        told["file_name"] = marked(told["file_name"])
    return RunRow(**told)
