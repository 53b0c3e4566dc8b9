"""A case that a file calls open has no time of an end, and an answer to the customer ends none."""

from pathlib import Path

import pytest

from servicedesk.services.desk import Desk
from tests.services.exchange_steps import counts, take_in
from tests.services.test_import import column, write
from tests.services.test_import_kept_words import notes_of, records


@pytest.mark.parametrize(
    "header", ["Date of response", "Response date", "回复时间", "回覆日期", "Antwort am"]
)
def test_when_the_customer_was_answered_solves_nothing(desk: Desk, tmp_path: Path, header: str) -> None:
    path = write(tmp_path, f"投诉人,投诉内容,{header}\n王小明,漏水,2026-03-05 10:00\n")
    assert counts(take_in(desk, path)) == (1, 0, 0, 0)
    assert column(desk, "cases", "state") == ["new"]
    assert column(desk, "cases", "solved_at") == [None]
    assert column(desk, "cases", "first_reply_at") != [None]


def test_a_case_that_a_file_calls_open_is_not_solved(desk: Desk, tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "Customer name,Subject,Date resolved,Date closed,Status\n"
        "Ann,leak,2026-03-05,2026-03-06,open\nBob,late,2026-03-06,,in progress\n"
        "Cid,rude,2026-03-07,,\nDee,cold,2026-03-08,2026-03-09,closed\n",
    )
    assert counts(take_in(desk, path)) == (4, 0, 0, 0)
    assert column(desk, "cases", "state") == ["new", "working", "solved", "closed"]
    assert [at is not None for at in column(desk, "cases", "solved_at")] == [False, False, True, True]
    assert [at is not None for at in column(desk, "cases", "closed_at")] == [False, False, False, True]
    assert notes_of(desk, 1) == ["Date resolved: 2026-03-05", "Date closed: 2026-03-06"]
    assert notes_of(desk, 2) == ["Date resolved: 2026-03-06"]
    before = records(desk)
    assert counts(take_in(desk, path)) == (0, 0, 4, 0)
    assert records(desk) == before


@pytest.mark.parametrize(("asked", "ends", "states"), [
    ("是否解决", "处理时间", ["solved", "new", "solved"]),
    ("是否结案", "处理时间", ["closed", "solved", "solved"]),
    ("是否结案", "结案时间", ["closed", "new", "closed"]),
])  # fmt: skip
def test_who_says_that_it_is_not_solved_is_believed(
    desk: Desk, tmp_path: Path, asked: str, ends: str, states: list[str]
) -> None:
    path = write(
        tmp_path,
        f"投诉人,投诉内容,{asked},{ends}\n甲,漏水,是,2026-03-05\n乙,迟到,否,2026-03-18\n丙,态度,,2026-04-25\n",
    )
    assert counts(take_in(desk, path)) == (3, 0, 0, 0)
    assert column(desk, "cases", "state") == states
    assert notes_of(desk, 2) == ([f"{ends}: 2026-03-18"] if states[1] == "new" else [])


def test_a_state_that_is_in_no_list_says_nothing_against_the_times(desk: Desk, tmp_path: Path) -> None:
    path = write(tmp_path, "投诉人,投诉内容,状态,解决时间\n甲,漏水,老样子,2026-03-05\n乙,漏水,处理中,\n")
    assert counts(take_in(desk, path)) == (2, 0, 0, 0)
    assert column(desk, "cases", "state") == ["solved", "working"]
    assert notes_of(desk, 1) == ["状态: 老样子"]


def test_an_old_register_of_open_cases_keeps_its_times_as_history(desk: Desk, tmp_path: Path) -> None:
    path = write(tmp_path, "投诉人,投诉内容,状态,解决时间\n甲,漏水,处理中,2026-03-05 10:00\n")
    assert counts(take_in(desk, path, state="closed")) == (1, 0, 0, 0)
    assert column(desk, "cases", "solved_at") == column(desk, "cases", "closed_at") != [None]
    before = records(desk)
    assert counts(take_in(desk, path)) == (0, 0, 1, 0)
    assert records(desk) == before
