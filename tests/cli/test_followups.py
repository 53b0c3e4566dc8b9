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


def test_a_day_alone_keeps_the_time_of_day_or_that_it_is_the_whole_day(program: Program) -> None:
    program.ok("followup", "add", "mon", "整天")
    program.ok("followup", "add", "mon 10:00", "十点")
    assert "To Tuesday 1 December 2026. " in program.ok("followup", "move", "F-1", "2026-12-01").err
    assert "To Tuesday 1 December 2026 10:00. " in program.ok("followup", "move", "F-2", "2026-12-01").err
    assert "To Wednesday 2 December 2026. " in program.ok("followup", "move", "F-1", "F-2", "2026-12-02").err
    rows = program.ok("followup", "list", "--json").json
    assert {(row["number"], row["on_day"], row["due_at"]) for row in rows} == {
        ("F-1", "2026-12-02", "2026-12-02T01:00:00Z"),
        ("F-2", None, "2026-12-02T02:00:00Z"),
    }


def test_a_follow_up_that_is_late_when_it_is_booked_is_said_to_be(program: Program) -> None:
    assert "That time has passed." in program.ok("followup", "add", "2026-11-18 10:00", "补录 [b]").err
    assert "passed" not in program.ok("followup", "add", "today", "对账").err


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


def test_a_repeat_says_how_it_is_counted_and_where_its_first_date_is(program: Program) -> None:
    said = program.ok("followup", "add", "2026-12-02", "看看", "--repeat", "every monday").err
    assert "Monday 7 December 2026" in said
    assert "Wednesday 2 December 2026 is no day of this repeat" in said
    assert "every week on Mon, from plan" in said
    assert program.ok("followup", "show", "1", "--json").json["due_at"] == "2026-12-07T01:00:00Z"
    said = program.ok("followup", "add", "mon", "x", "--repeat", "每两周，按上次联系").err
    assert "every 2 weeks, next working day, from contact" in said
    asked = program("followup", "add", "mon", "x", "--repeat", "每隔两周")
    assert (asked.code, "每2周" in asked.err, "每3周" in asked.err) == (2, True, True)
    assert len(program.ok("followup", "list", "--json").json) == 2


def test_one_date_is_moved_or_all_later_ones_with_it(program: Program) -> None:
    program.ok("followup", "add", "2026-11-23", "看看", "--repeat", "每周一")
    program.ok("followup", "move", "F-1", "2026-11-25")
    assert "Planned for" in program.ok("followup", "show", "F-1").out
    held = program.ok("followup", "held", "F-1").err
    assert "Next: F-2 on Monday 30 November 2026." in held
    moved = program.ok("followup", "move", "F-2", "2026-12-02", "--and-later").err
    assert "all later ones" in moved
    assert "every week on Wed" in program.ok("followup", "show", "F-2").out
    program.ok("followup", "add", "mon", "once")
    assert program("followup", "move", "F-3", "--days", "1", "--and-later").code == 5


def test_dates_that_went_by_are_said_to_count_once(program: Program) -> None:
    program.ok("followup", "add", "2026-11-02", "看看", "--repeat", "每周一")
    said = program.ok("followup", "missed", "F-1", "--reason", "没人接").err
    assert "Next: F-2 on Monday 23 November 2026." in said
    assert "2 planned dates went by" in said


def test_another_repeat_says_where_the_follow_up_went(program: Program) -> None:
    program.ok("followup", "add", "2026-11-23", "看看")
    said = program.ok("followup", "edit", "F-1", "--repeat", "last working day of the month").err
    assert "every month on the last working day, from plan" in said
    assert program.ok("followup", "show", "F-1", "--json").json["due_at"] == "2026-11-30T01:00:00Z"
