"""No text column is forgotten by a mask: each is filled with what is personal, which is then looked for.

The judge walks the tables and the history, not a list of what a dossier shows: a column of tomorrow is in it.
"""

import json
import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from servicedesk.domain.personal import PERSONAL as PERSONAL_FIELDS
from servicedesk.domain.records import KINDS, PARTS, RECORDS
from servicedesk.domain.records.by_kind import FIELDS
from servicedesk.domain.records.field import Field, has
from servicedesk.domain.records.shared import COMPUTED
from servicedesk.domain.rows.customers import Contact
from servicedesk.domain.words.masks import ALL, CONTACT, MASKS, NAMES, NOTHING, PHONES
from servicedesk.services.desk import Desk
from servicedesk.services.evidence import NewEvidence, NewStatement
from servicedesk.services.promises import NewPromise
from servicedesk.services.remedies import NewRemedy
from tests.builders import FixedTime, given_call, given_case, given_customer, given_followup, open_desk
from tests.services.test_dossier_masking import every_format
from tests.unit.test_masking_writings import bare

PERSONAL = {
    PHONES: ("13812345678", "13900005555"),
    CONTACT: ("sunlihua@example.com", "110101199003071234", "slh_1985", "建国路88号3号楼501"),
    NAMES: ("孙丽华",),
    ALL: ("20261388",),
}
"""By mask what it hides, besides what the weaker ones hide."""
SHOWN_FIELDS = (
    "what",
    "from_whom",
    "kept_where",
    "speaker",
    "words",
    "back_words",
    "text",
    "reason",
    "told_words",
)
"""Some of those that stand in the file by their names."""
EVERYTHING = " ".join(value for values in PERSONAL.values() for value in values)


def is_filled(field: Field) -> bool:
    # Choices too: a damaged desk, or one from a file, has anything in those that no check keeps.
    is_text = field.type in {"line", "text", "day", "choice"}
    return is_text and field.excused != COMPUTED


KNOWN = {("call", "phone"): " / ".join(PERSONAL[PHONES]), ("case", "on_behalf_of"): "孙丽华"}
"""Columns from which the masks know what to look for, beside the card; what is on the card stays."""
FILLED = {
    (KINDS[kind].table, field.name): KNOWN.get((kind, field.name), EVERYTHING)
    for kind in (*RECORDS, *PARTS)
    for field in FIELDS[kind]
    if is_filled(field) and ((kind, field.name) in KNOWN or (kind, field.name) not in PERSONAL_FIELDS)
}


def worked_to_the_end(desk: Desk, time: FixedTime) -> int:
    """A complaint with a row in every table, whose history has every field."""
    card = given_customer(
        desk,
        "孙丽华",
        "13812345678",
        emails=["sunlihua@example.com"],
        wechat="slh_1985",
        address="北京市朝阳区建国路88号3号楼501",
        contacts=[Contact("孙丽华", "buyer", "13900005555", "sunlihua@example.com", "x")],
        tags=["x"],
    )
    call = given_call(desk, "", "x", customer_id=card, case_kind="complaint", answered_at=time.moment)
    case = call.case_id
    assert case is not None
    edited = [field.name for field in FIELDS["case"] if has(field, "edit") and field.type in {"line", "text"}]
    kept = {"cause": "", "source": "12345"}
    desk.cases.edit(case, {"channel": "phone", **{name: kept.get(name, "x") for name in edited}})
    desk.complaints.acknowledge([case], how="phone")
    desk.cases.label([case], add=["x"])
    desk.cases.note([case], "x")
    desk.moves.wait([case], "x")
    time.advance(hours=1)
    desk.handoffs.hand_off([case], "logistics", words="x")
    desk.handoffs.back([case], "x")
    desk.promises.make(NewPromise("x", due_at=time.moment + timedelta(hours=1), case_id=case))
    (promise,) = desk.promises.of_case(case)
    desk.promises.retell(promise.id, time.moment + timedelta(hours=3), "x", how="phone", words="x")
    desk.remedies.add([case], NewRemedy("refund", "x", 120_000, "wei"))
    desk.checklists.add([case], "x")
    desk.evidence.add([case], NewEvidence("x", "x", kept_where="x"))
    desk.evidence.say([case], NewStatement("customer", "x", "x"))
    given_followup(desk, case_id=case, customer_id=card, purpose="x")
    double = given_case(desk, "x", customer_id=card, description="x")
    desk.merging.merge([double], case, reason="x")
    desk.links.link(case, given_case(desk, "x", customer_id=card), "related")
    desk.moves.solve([case], "x")
    desk.moves.tell([case], "x", how="phone")
    desk.complaints.answer([case], False, options="x")
    desk.complaints.waive_followup([case], "x")
    desk.moves.close([case], override="x")
    return case


def filled(changes: Any, table: str = "") -> Any:
    """What a line of the history tells, with every text of a column that is filled."""
    if isinstance(changes, list):
        return [filled(one, table) for one in changes]
    if not isinstance(changes, dict):
        return changes
    table = changes.get("table", table)
    return {
        name: FILLED[table, name] if value and (table, name) in FILLED else filled(value, table)
        for name, value in changes.items()
    }


def fill(path: Path) -> None:
    """Put everything personal into every text column, and into every line of the history."""
    with sqlite3.connect(path) as db:
        triggers = db.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for name, _sql in triggers:
            db.execute(f'DROP TRIGGER "{name}"')
        db.execute(
            "INSERT INTO case_waits (case_id, since_at, until_at) VALUES (1, ?, ?)",
            ("2026-11-19T01:00:00Z", "2026-11-19T02:00:00Z"),
        )
        for (table, name), words in FILLED.items():
            try:
                rows = db.execute(f"UPDATE {table} SET {name} = ? || ' ' || id", (words,)).rowcount
            except sqlite3.IntegrityError:
                # No words can ever stand in a column that has a check of its own.
                continue
            assert rows, f"{table} has no row to be filled"
        for number, changes in db.execute("SELECT id, changes FROM events").fetchall():
            words = json.dumps(filled(json.loads(changes)), ensure_ascii=False)
            db.execute("UPDATE events SET changes = ? WHERE id = ?", (words, number))
        for _name, sql in triggers:
            db.execute(sql)
    db.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """By mask the dossier in its four formats, of a desk that has what is personal in every text."""
    path, time = tmp_path_factory.mktemp("filled") / "desk.db", FixedTime()
    with open_desk(path, time) as desk:
        case = worked_to_the_end(desk, time)
    fill(path)
    with open_desk(path, time) as desk:
        return {mask: list(every_format(desk.dossiers.staged(case, mask=mask))) for mask in MASKS.values}


@pytest.mark.parametrize("mask", MASKS.values)
def test_whatever_column_something_personal_stands_in_each_mask_hides_it(
    pages: dict[str, list[str]], mask: str
) -> None:
    for page in pages[mask]:
        plain = bare(page)
        for of, values in PERSONAL.items():
            is_hidden = mask != NOTHING and MASKS.values.index(of) <= MASKS.values.index(mask)
            for value in values:
                assert (bare(value) in plain) != is_hidden, (mask, value)


def test_columns_that_a_dossier_shows_were_filled(pages: dict[str, list[str]]) -> None:
    """Each of them is in the file whole, at least once for each place that shows it."""
    assert pages[NOTHING][-1].count(EVERYTHING) > len(SHOWN_FIELDS)
    for name in SHOWN_FIELDS:
        assert f'"{name}": "{EVERYTHING} ' in pages[NOTHING][-1], name
