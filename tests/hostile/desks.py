"""Desks whose every text is hostile: entered through the services, or written behind the gate's back."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from servicedesk.domain.rows.customers import Contact
from servicedesk.services.calls import NewCall
from servicedesk.services.case_rows import NewCase
from servicedesk.services.customers import NewCustomer
from servicedesk.services.desk import Desk
from servicedesk.services.followups import NewFollowUp
from servicedesk.settings import Settings
from servicedesk.storage import driver
from tests.builders import allow_any_cause
from tests.hostile.hostile import TEXTS, HostileText, storable

CARD_FIELDS = (
    "name", "tier", "company", "industry", "company_size", "website", "region", "address", "wechat",
    "banner", "source", "owner", "birthday", "customer_since", "note",
)  # fmt: skip


def open_desk(path: Path, **flags: str) -> Desk:
    """The desk at `path`, anna's in Shanghai, on the clock of this machine."""
    given = {"timezone": "Asia/Shanghai", "actor": "anna", "lang": "en"} | flags
    return Desk.open(Settings.load({}, db=path, **given))


def fill(desk: Desk, texts: Sequence[HostileText] = TEXTS) -> None:
    """As many records of each kind as texts, each field of each record holding another of them."""
    now = datetime.now(UTC).replace(microsecond=0)
    allow_any_cause(desk)
    for place in range(len(texts)):
        turn = _Turn(texts, place)
        customer_id = desk.customers.add(
            NewCustomer(
                {name: turn.next() for name in CARD_FIELDS},
                phones=[f"138 0000 {place:04d} {turn.next()}"],
                emails=[turn.next()],
                contacts=[Contact(*(turn.next() for _part in range(5)))],
                tags=[turn.next(), turn.next()],
            )
        ).id
        case_id = desk.cases.open(
            NewCase(
                turn.next(),
                description=turn.next(),
                customer_id=customer_id,
                priority=place % 4 + 1,
                labels=[turn.next()],
                owner=turn.next(),
                category=turn.next(),
                channel="phone",
                department=turn.next(),
                due_at=now + timedelta(hours=place - 20),
            )
        ).id
        desk.cases.note([case_id], turn.next())
        desk.cases.edit(case_id, {"cause": turn.next()})
        _move(desk, case_id, place, turn)
        call = desk.calls.log(
            NewCall(
                turn.next(),
                turn.next(),
                customer_id=customer_id,
                case_id=case_id,
                handler=turn.next(),
                category=turn.next(),
                rang_at=now - timedelta(minutes=place + 1),
            )
        )
        if place % 7 == 6:
            desk.calls.void([call.call_id], turn.next())
        booked = desk.followups.book(
            NewFollowUp(
                now + timedelta(hours=place - 30),
                customer_id,
                case_id,
                purpose=turn.next(),
                owner=turn.next(),
            )
        )
        if place % 5 == 1:
            desk.followups.hold([booked.id], turn.next())
        elif place % 5 == 2:
            desk.followups.miss([booked.id], turn.next())
        if place % 4 == 0:
            desk.drafts.keep({"who": turn.next(), "summary": turn.next(), "note": turn.next()})
        desk.lists.save_view(("case", "call", "customer")[place % 3], turn.next(), "")


def _move(desk: Desk, case_id: int, place: int, turn: "_Turn") -> None:
    if place % 6 == 3:
        desk.moves.wait([case_id], turn.next())
    elif place % 6 == 4:
        desk.moves.solve([case_id], turn.next())
    elif place % 6 == 5:
        desk.moves.solve([case_id], turn.next())
        desk.moves.tell([case_id], turn.next())


class _Turn:
    """Hands out the texts, beginning with another one for each record."""

    def __init__(self, texts: Sequence[HostileText], place: int) -> None:
        self._texts = texts
        self._place = place

    def next(self) -> str:
        """The next text."""
        self._place += 1
        return self._texts[self._place % len(self._texts)].text


# Columns that SQLite itself holds to a form, and those that name records, times and tables.
_FORMED = frozenset(
    {
        "uid",
        "kind",
        "state",
        "direction",
        "outcome",
        "method",
        "digits",
        "digits_reversed",
        "key",
        "verb",
        "on_day",
    }
)
_LOGS = {"events": "changes", "drafts": "body", "import_runs": "notes"}


def spoil(path: Path, texts: Sequence[HostileText] = TEXTS) -> int:
    """Write raw hostile texts into every text of the file, past every gate; the number of columns."""
    database = driver.connect(str(path), isolation_level=None)
    try:
        database.execute("BEGIN IMMEDIATE")
        columns = _text_columns(database)
        for turn, (table, column) in enumerate(columns):
            rows = database.execute(f"SELECT rowid, {column} FROM {table}").fetchall()
            for row_id, held in rows:
                text = texts[(row_id + turn * 5) % len(texts)].text
                if _LOGS.get(table) == column:
                    written = json.dumps(_spoilt(json.loads(held), texts, row_id))
                else:
                    written = storable(text)
                    if column in {"external_source", "external_id", "name"} or table == "marks":
                        # Unique together, some of them.
                        written = f"{written} {row_id}"
                database.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (written, row_id))
        database.execute("COMMIT")
    finally:
        database.close()
    return len(columns)


def _text_columns(database: Any) -> list[tuple[str, str]]:
    tables = database.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '%search%'"
        " AND name NOT LIKE 'sqlite%' ORDER BY name"
    ).fetchall()
    found = []
    for (table,) in tables:
        for _place, column, type_name, *_rest in database.execute(f"PRAGMA table_info({table})"):
            is_formed = (
                column in _FORMED
                or column == "at"
                or column.endswith(("_at", "_until", "_since", "_for", "_from"))
            )
            if type_name == "TEXT" and not is_formed and (table, column) != ("marks", "name"):
                found.append((table, f'"{column}"' if column in {"query", "key"} else column))
    return found


def _spoilt(value: Any, texts: Sequence[HostileText], place: int) -> Any:
    """JSON with a hostile text in the place of each value that a person wrote; surrogates as escapes."""
    if isinstance(value, dict):
        return {
            name: part
            if name in {"op", "table", "uid", "kind", "state"} or name.endswith(("_at", "_until", "_id"))
            else _spoilt(part, texts, place + turn + 1)
            for turn, (name, part) in enumerate(value.items())
        }
    if isinstance(value, list):
        return [_spoilt(part, texts, place + turn + 1) for turn, part in enumerate(value)]
    return texts[place % len(texts)].text if isinstance(value, str) else value
