"""What a change of one record refuses, and that nothing of a refused one stays."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from servicedesk.domain.errors import NotFoundError, RefusedError, ServiceDeskError, StaleError
from servicedesk.services.desk import Desk
from servicedesk.storage import driver
from servicedesk.storage.moments import stored
from servicedesk.storage.rows import Rows
from tests.builders import FixedTime, dump, given_case, given_customer, open_desk
from tests.storage.processes import Child, Tell

MOMENT = "2026-11-21T09:12:00Z"
SECRET = "李伟 138 0000 1234"


@pytest.fixture
def desk(tmp_path: Path) -> Any:
    with open_desk(tmp_path / "desk.db") as desk:
        yield desk


def another_is_faster(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have every row that is read change before it is written."""
    read = Rows.row

    def row(self: Rows, table: str, row_id: int, *, lock: bool = False) -> dict[str, Any]:
        held = read(self, table, row_id, lock=lock)
        self.connection.execute(
            f"UPDATE {table} SET version = version + 1, owner = 'ben' WHERE id = ?", (row_id,)
        )
        return held

    monkeypatch.setattr(Rows, "row", row)


def test_a_row_that_changes_between_reading_and_writing_it_is_not_overwritten(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = given_case(desk, owner="anna")
    before = dump(desk, without=())
    another_is_faster(monkeypatch)
    with pytest.raises(StaleError) as refused, desk.writing() as transaction:
        transaction.update("cases", case_id, {"owner": "王", "subject": "漏水了"})
    assert refused.value.conflicts["owner"][1:] == ("ben", "王")
    assert set(refused.value.conflicts) == {"owner", "subject"}
    assert dump(desk, without=()) == before


def test_a_version_that_was_shown_is_checked_before_anything_is_written(desk: Desk) -> None:
    case_id = given_case(desk, owner="anna")
    desk.cases.edit(case_id, {"owner": "ben"})
    with pytest.raises(StaleError) as refused, desk.writing() as transaction:
        transaction.require_version("cases", case_id, 1, {"owner": "王"})
    assert refused.value.conflicts == {"owner": (None, "ben", "王")}


def test_a_change_moves_the_version_on_by_one(desk: Desk) -> None:
    case_id = given_case(desk)
    with desk.writing() as transaction:
        for number in range(3):
            transaction.update("cases", case_id, {"owner": f"王{number}"})
        transaction.record("case.edit", "case", case_id)
        assert transaction.row("cases", case_id)["version"] == 4


def test_a_change_is_dated_when_it_is_made(tmp_path: Path) -> None:
    time = FixedTime()
    with open_desk(tmp_path / "later.db", time) as desk:
        case_id = given_case(desk)
        for _turn in range(2):
            now = stored(time.advance(hours=1))
            desk.cases.edit(case_id, {"owner": f"王 {now}"})
            with desk.writing() as transaction:
                assert transaction.row("cases", case_id)["updated_at"] == now


def test_the_line_of_a_new_row_leaves_out_what_every_change_touches(desk: Desk) -> None:
    with desk.writing() as transaction:
        row = {"name": "mine", "body": "[b]", "updated_at": MOMENT, "version": 3}
        transaction.record("policy.set", "policy", transaction.insert("policies", row))
        [(changes,)] = transaction.rows("SELECT changes FROM events ORDER BY id DESC LIMIT 1")
    [change] = json.loads(changes)
    assert change["row"] == {"name": "mine", "body": "[b]"}


@pytest.mark.parametrize("table", ["cases", "drafts"])
def test_a_change_that_meets_no_row_is_an_error(desk: Desk, table: str) -> None:
    values = {"updated_at": MOMENT}
    for version in (None, 1) if table == "cases" else (None,):
        with pytest.raises(NotFoundError), desk.writing() as transaction:
            transaction.unlogged.update(table, 77, values, version)


@pytest.mark.parametrize("name", ["nonsense", "id; DROP TABLE cases; --", "客户"])
def test_a_name_that_is_no_column_is_refused_before_any_sql(desk: Desk, name: str) -> None:
    case_id = given_case(desk)
    with desk.store.bare() as db:
        sent: list[str] = []
        db.set_trace_callback(sent.append)
        try:
            rows = Rows(db)
            for attempt in (
                lambda: rows.insert("cases", {name: SECRET}),
                lambda: rows.update("cases", case_id, {name: SECRET}),
                lambda: rows.upsert("export_cursors", ("name",), {name: SECRET}),
                lambda: rows.find("cases", **{name: SECRET}),
                lambda: rows.owned("case_notes", name, case_id),
            ):
                with pytest.raises(KeyError) as refused:
                    attempt()
                assert SECRET not in str(refused.value)
        finally:
            db.set_trace_callback(None)
    assert sent == []


def add_to_first_case(desk: Desk, table: str, values: dict[str, Any]) -> None:
    """Insert a row and commit it with a line of the history."""
    with desk.writing() as transaction:
        transaction.insert(table, values)
        transaction.record("case.note", "case", 1)


@pytest.mark.parametrize(
    ("table", "values", "error"),
    [
        ("case_notes", {"case_id": 99, "at": MOMENT, "text": SECRET}, RefusedError),
        ("case_notes", {"case_id": 1, "at": SECRET}, ServiceDeskError),
        ("case_notes", {"case_id": SECRET, "at": MOMENT}, ServiceDeskError),
        (
            "cases",
            {"subject": SECRET, "kind": SECRET, "received_at": MOMENT},
            ServiceDeskError,
        ),
    ],
    ids=["a reference to nothing", "no time", "no number", "no known word"],
)
def test_what_the_file_itself_refuses_is_told_without_a_value(
    desk: Desk, table: str, values: dict[str, Any], error: type[ServiceDeskError]
) -> None:
    given_case(desk)
    before = dump(desk, without=())
    with pytest.raises(error) as refused:
        add_to_first_case(desk, table, values)
    assert SECRET not in f"{refused.value} {refused.value.hint}"
    assert dump(desk, without=()) == before


def test_a_row_that_comes_back_keeps_its_number_and_the_next_gets_a_new_one(desk: Desk) -> None:
    first = given_customer(desk)
    with desk.writing() as transaction:
        transaction.delete("customers", first)
        transaction.record("customer.delete", "customer", first)
    desk.undo.undo()
    assert desk.customers.card(first).fields["name"] == "李伟 [b]"
    assert given_customer(desk, "王芳", "138 0000 2222") == first + 1


def test_kill_9_between_a_change_and_its_commit_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "killed.db"
    with open_desk(path) as desk:
        case_id = given_case(desk, owner="anna")
        before = dump(desk, without=())

    def change(tell: Tell) -> None:
        with open_desk(path) as desk, desk.writing() as transaction:
            transaction.update("cases", case_id, {"owner": "ben"})
            transaction.record("case.edit", "case", case_id)
            tell("written")
            os.read(reading, 1)

    reading, writing = os.pipe()
    with Child(change) as child:
        child.wait_for()
        child.kill()
    os.close(reading)
    os.close(writing)
    with open_desk(path) as desk:
        assert dump(desk, without=()) == before


def test_four_processes_lose_no_change_of_one_case(tmp_path: Path) -> None:
    path, changes = tmp_path / "shared.db", 15
    with open_desk(path) as desk:
        case_id = given_case(desk)

    def count_up(who: str, tell: Tell) -> None:
        with open_desk(path, actor=who) as desk:
            saved = late = 0
            while saved < changes:
                case = desk.cases.get(case_id)
                seen = int(case.fields["category"] or 0)
                try:
                    desk.cases.edit(case_id, {"category": str(seen + 1)}, version=case.fields["version"])
                except StaleError:
                    late += 1
                else:
                    saved += 1
            tell(f"{saved} {late}")

    children = [Child(lambda tell, who=who: count_up(who, tell)) for who in ("anna", "ben", "王芳", "小李")]
    told = [child.finish() for child in children]
    assert [child.code for child in children] == [0] * 4, told
    with open_desk(path) as desk:
        case = desk.cases.get(case_id)
        assert case.fields["category"] == str(4 * changes)
        assert case.fields["version"] == 1 + 4 * changes


def test_the_error_of_the_driver_is_never_what_a_user_sees(desk: Desk) -> None:
    with pytest.raises(ServiceDeskError) as refused, desk.writing() as transaction:
        transaction.unlogged.insert("drafts", {"started_at": SECRET, "updated_at": SECRET})
    assert isinstance(refused.value.__cause__, driver.IntegrityError)
    assert SECRET not in str(refused.value)
