"""`servicedesk followup`."""

import pytest

from tests.cli.conftest import Program


@pytest.mark.parametrize(
    ("typed", "due", "all_day", "purpose"),
    [
        (["mon 15:00", "is the tap dry?"], "2026-11-23T07:00:00Z", False, "is the tap dry?"),
        (["+3d", "看看"], "2026-11-23T01:00:00Z", True, "看看"),
        (["明天下午三点", "回访"], "2026-11-21T07:00:00Z", False, "回访"),
        (["tomorrow", "send", "the", "price"], "2026-11-21T01:00:00Z", True, "send the price"),
    ],
)
def test_a_follow_up_is_booked_with_when_then_what_for(
    program: Program, typed: list[str], due: str, all_day: bool, purpose: str
) -> None:
    program.ok("followup", "add", *typed)
    row = program.ok("followup", "show", "F-1", "--json").json
    assert (row["due_at"], row["all_day"], row["purpose"], row["owner"]) == (due, all_day, purpose, "anna")


def test_a_follow_up_of_a_case_belongs_to_its_customer(program: Program) -> None:
    program.ok("call", "add", "13800001111 漏水 !high")
    program.ok("followup", "add", "mon", "--case", "C-1", "--method", "上门", "--repeat", "每月")
    row = program.ok("followup", "show", "1", "--json").json
    assert (row["customer_id"], row["case"], row["method"]) == ("CU-1", "C-1", "visit")
    assert row["repeat"]


def test_without_a_time_nothing_is_booked(program: Program) -> None:
    assert program("followup", "add", "call", "her").code == 2
    assert program("followup", "add").code == 2
    assert program("followup", "add", "mon").code == 2


def test_follow_ups_are_held_missed_moved_and_called_off(program: Program) -> None:
    for purpose in ("a", "b", "c", "d"):
        program.ok("followup", "add", "mon 10:00", purpose)
    program.ok("followup", "held", "F-1", "she", "is", "content")
    program.ok("followup", "missed", "F-2", "--reason", "nobody at home")
    program.ok("followup", "move", "F-3", "tue 11:00")
    program.ok("followup", "move", "F-3", "--days", "-1")
    program.ok("followup", "cancel", "F-4")
    rows = {row["number"]: row for row in program.ok("followup", "list", "--json").json}
    assert [rows[f"F-{n}"]["state"] for n in (1, 2, 3, 4)] == ["held", "missed", "planned", "cancelled"]
    assert rows["F-1"]["result"] == "she is content"
    assert rows["F-2"]["reason_skipped"] == "nobody at home"
    assert rows["F-3"]["due_at"] == "2026-11-23T03:00:00Z"
    assert program("followup", "missed", "F-3").code == 2
    assert program("followup", "held", "F-1").code == 5


def test_many_are_moved_by_a_query(program: Program) -> None:
    program.ok("followup", "add", "mon", "a")
    program.ok("followup", "add", "tue", "b")
    program.ok("followup", "move", "state:planned", "--to", "2026-12-01")
    assert {row["due_at"] for row in program.ok("followup", "list", "--json").json} == {
        "2026-12-01T01:00:00Z"
    }


def test_fields_are_changed(program: Program) -> None:
    program.ok("followup", "add", "mon", "a")
    program.ok("followup", "edit", "1", "--purpose", "b", "--at", "tue 10:00", "--method", "email")
    row = program.ok("followup", "show", "1", "--json").json
    assert (row["purpose"], row["due_at"], row["method"]) == ("b", "2026-11-24T02:00:00Z", "email")
    assert program("followup", "edit", "1").code == 2


def test_the_agenda_pins_what_is_overdue(program: Program) -> None:
    program.ok("followup", "add", "2026-11-18 10:00", "late one")
    program.ok("followup", "add", "mon 10:00", "coming")
    program.ok("followup", "add", "2026-12-24", "far away")
    page = program.ok("followup", "agenda").out
    assert page.index("Overdue") < page.index("late one") < page.index("coming")
    assert "far away" not in page
    assert [row["purpose"] for row in program.ok("followup", "agenda", "--json").json] == [
        "late one",
        "coming",
    ]
    assert "far away" in program.ok("followup", "agenda", "2026-12-24").out
    assert program("followup", "agenda", "2027-01-01", "--fail-empty").code == 4
