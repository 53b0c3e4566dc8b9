"""`servicedesk promise`."""

import pytest

from tests.builders import HOSTILE
from tests.cli.conftest import Program


@pytest.fixture
def case(program: Program) -> str:
    """A complaint of a customer."""
    program.ok("call", "add", "13800001111 空调漏水 !high")
    return "C-1"


def test_of_our_own_estimate_the_time_to_tell_is_made_and_printed(program: Program, case: str) -> None:
    made = program.ok("promise", "add", f"{case} call back with the price", "--in", "60m")
    assert "P-1" in made.err
    assert "today 10:42 (we expect today 10:12)" in made.err
    row = program.ok("promise", "show", "P-1", "--json").json
    assert (row["due_at"], row["estimate_at"]) == ("2026-11-20T02:42:00Z", "2026-11-20T02:12:00Z")
    assert (row["case"], row["customer_id"], row["owner"]) == (case, "CU-1", "anna")
    assert (row["text"], row["state"], row["outcome"]) == ("call back with the price", "open", "open")


def test_within_a_day_is_told_as_it_was_said_and_working_hours_are_expected(
    program: Program, case: str
) -> None:
    program.ok("promise", "add", case, "回电", "--in", "24小时内")
    program.ok("promise", "add", case, "call back", "--in", "2 working hours")
    told, own = (program.ok("promise", "show", number, "--json").json for number in "12")
    assert (told["due_at"], told["estimate_at"]) == ("2026-11-21T01:12:00Z", None)
    assert own["estimate_at"] == "2026-11-20T03:12:00Z"


@pytest.mark.parametrize(
    ("typed", "due"),
    [
        (["15:30"], "2026-11-20T07:30:00Z"),
        (["明天下午三点"], "2026-11-21T07:00:00Z"),
        (["tomorrow"], "2026-11-21T10:00:00Z"),
        (["15:30", "--in", "60m"], "2026-11-20T07:30:00Z"),
        (["early december"], "2026-12-10T10:00:00Z"),
    ],
)
def test_a_time_to_tell_stands_as_it_was_given(
    program: Program, case: str, typed: list[str], due: str
) -> None:
    program.ok("promise", "add", case, "回电", "--by", *typed)
    assert program.ok("promise", "show", "1", "--json").json["due_at"] == due


@pytest.mark.parametrize(
    ("typed", "due"),
    [
        ("节后", "2027-01-04T10:00:00Z"), ("元旦后", "2027-01-04T10:00:00Z"),
        ("国庆后", "2027-10-06T10:00:00Z"), ("3个工作日", "2026-11-25T10:00:00Z"),
    ],
)  # fmt: skip
def test_a_day_after_a_holiday_is_told_by_the_calendar_of_the_desk(
    program: Program, case: str, typed: str, due: str
) -> None:
    refused = program("promise", "add", case, "回电", "--by", "国庆后")
    assert (refused.code, "calendar seed" in refused.err) == (2, True)
    program.ok("calendar", "seed", "CN", "2027")
    program.ok("promise", "add", case, "回电", "--by", typed)
    assert program.ok("promise", "show", "1", "--json").json["due_at"] == due


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["C-1", "x"], 2),
        (["x", "--by", "15:30"], 2),
        (["C-1", "--by", "15:30"], 5),
        (["C-1", "x", "--by", "yesterday"], 5),
        (["C-1", "x", "--by", "10:00", "--in", "3h"], 5),
        (["C-1", "x", "--in", "2026-11-20 08:00", "--by", "15:30"], 5),
        (["C-99", "x", "--by", "15:30"], 4),
        (["C-1", "x", "--by", "bananas"], 2),
        (["CU-1", "x", "--by", "9999999999d"], 2),
    ],
)
def test_what_cannot_be_promised_is_refused_in_one_line(
    program: Program, case: str, arguments: list[str], code: int
) -> None:
    refused = program("promise", "add", *arguments)
    assert refused.code == code
    assert len(refused.err.strip().splitlines()) == 1
    assert program.ok("promise", "list", "--json").json == []


def test_promises_are_kept_told_anew_and_withdrawn(program: Program, case: str) -> None:
    for text in ("a", "b", "c"):
        program.ok("promise", "add", case, text, "--by", "15:30")
    assert program("promise", "keep", "P-1", "--at", "09:00").code == 5
    program.ok("promise", "keep", "P-1")
    again = program.ok("promise", "retell", "P-2", "mon 10:00", "--reason", "the part is late", "-q")
    assert again.out == "P-4\n"
    assert program("promise", "withdraw", "P-3").code == 2
    program.ok("promise", "withdraw", "P-3", "she", "found", "it")
    rows = {row["number"]: row for row in program.ok("promise", "list", "--json").json}
    assert [rows[f"P-{n}"]["outcome"] for n in (1, 2, 3, 4)] == ["kept", "slipped", "withdrawn", "open"]
    assert (rows["P-2"]["reason"], rows["P-3"]["reason"]) == ("the part is late", "she found it")
    assert (rows["P-4"]["follows"], rows["P-4"]["text"]) == ("P-2", "b")
    assert program("promise", "keep", "P-1").code == 5
    assert program("promise", "retell", "P-4").code == 2
    program.ok("undo", "--quiet")
    assert program.ok("promise", "show", "P-3", "--json").json["state"] == "open"


def test_a_length_of_time_is_our_estimate_when_told_anew_too(program: Program, case: str) -> None:
    program.ok("promise", "add", case, "a", "--by", "15:30")
    told = program.ok("promise", "retell", "P-1", "60m")
    assert "P-2 by today 10:42 (we expect today 10:12) instead of P-1" in told.err


def test_lists_have_the_words_of_promises_and_go_to_programs(program: Program, case: str) -> None:
    program.ok("promise", "add", case, HOSTILE, "--by", "15:30")
    program.ok("promise", "add", case, "报价单", "--by", "mon")
    program.ok("promise", "keep", "P-2")
    assert [row["number"] for row in program.ok("promise", "list", "is:open", "--json").json] == ["P-1"]
    assert [row["number"] for row in program.ok("promise", "list", "报价", "--json").json] == ["P-2"]
    assert len(program.ok("promise", "list", "case:C-1", "--jsonl").lines) == 2
    page = program.ok("promise", "list", "--csv", "--columns", "number,due_at,text").lines
    assert page[:2] == ["number,due_at,text", "P-2,2026-11-23T10:00:00Z,报价单"]
    assert "\x1b" not in program.ok("promise", "list").out
    assert program("promise", "list", "is:lateish").code == 2
    assert [hit["number"] for hit in program.ok("search", "报价", "--json").json] == ["P-2"]
    assert [hit["number"] for hit in program.ok("search", "p-1", "--json").json] == ["P-1"]


def test_many_are_kept_by_a_query_that_means_open_ones_alone(program: Program, case: str) -> None:
    for text in ("a", "b", "c"):
        program.ok("promise", "add", case, text, "--by", "15:30")
    program.ok("promise", "keep", "P-1")
    program.ok("promise", "keep", "case:C-1")
    assert {row["state"] for row in program.ok("promise", "list", "--json").json} == {"done"}


def test_the_rate_counts_by_told_time_and_always_says_of_how_many(program: Program, case: str) -> None:
    assert "none yet of 0" in program.ok("promise", "rate").out
    for text in ("a", "b", "c"):
        program.ok("promise", "add", case, text, "--by", "15:30")
    program.ok("promise", "add", case, "later", "--by", "mon")
    program.ok("promise", "keep", "P-1", "P-4")
    program.ok("promise", "retell", "P-2", "16:00")
    found = program.ok("promise", "rate", "--json").json
    assert [found[name] for name in ("kept", "slipped", "broken", "open", "n", "share")] == [
        1, 1, 0, 2, 2, 0.5,
    ]  # fmt: skip
    assert "50 % of 2" in program.ok("promise", "rate", "--since", "30d").out
    assert program("promise", "rate", "--since", "today", "--until", "yesterday").code == 2
