"""A call log that tells no result is not one of answered calls."""

from pathlib import Path

import pytest

from servicedesk.services.desk import Desk
from tests.services.exchange_steps import another_desk, counts, export, take_in
from tests.services.test_import import column, write


def test_a_call_of_which_no_result_is_known_has_none(desk: Desk, tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "来电时间,来电号码,通话时长\n2026-03-02 09:15,13800000001,0\n2026-03-02 09:25,13800000002,65\n"
        "2026-03-02 09:35,13800000003,\n",
    )
    assert counts(take_in(desk, path)) == (3, 0, 0, 0)
    assert column(desk, "calls", "outcome") == ["", "", ""]
    assert column(desk, "calls", "answered_at") == [None, "2026-03-02T01:25:00Z", None]
    assert desk.calls.get(1).outcome == ""
    assert counts(take_in(desk, path)) == (0, 0, 3, 0)


@pytest.mark.parametrize(("result", "outcome", "is_answered"), [
    ("已接", "answered", True), ("无人接听", "abandoned", False), ("", "", False),
    ("wrong number", "wrong_number", True),
])  # fmt: skip
def test_a_result_tells_whether_somebody_answered(
    desk: Desk, tmp_path: Path, result: str, outcome: str, is_answered: bool
) -> None:
    take_in(desk, write(tmp_path, f"Time,Caller Number,Call Result\n2026-03-02 09:15,13800000001,{result}\n"))
    assert column(desk, "calls", "outcome") == [outcome]
    assert (column(desk, "calls", "answered_at") != [None]) == is_answered


def test_what_was_said_tells_that_somebody_answered(desk: Desk, tmp_path: Path) -> None:
    take_in(desk, write(tmp_path, "来电时间,来电号码,通话内容\n2026-03-02 09:15,13800000001,空调漏水\n"))
    assert column(desk, "calls", "answered_at") == ["2026-03-02T01:15:00Z"]
    assert column(desk, "calls", "outcome") == [""]


@pytest.mark.parametrize("suffix", ["csv", "jsonl"])
def test_no_result_goes_out_and_comes_in_as_none(desk: Desk, tmp_path: Path, suffix: str) -> None:
    take_in(desk, write(tmp_path, "Time,Caller Number\n2026-03-02 09:15,13800000001\n"))
    path = tmp_path / f"calls.{suffix}"
    export(desk, "call", path)
    assert counts(take_in(desk, path)) == (0, 0, 1, 0)
    with another_desk(tmp_path) as other:
        take_in(other, path)
        assert column(other, "calls", "outcome") == [""]
        again = tmp_path / f"again.{suffix}"
        export(other, "call", again)
        assert again.read_bytes() == path.read_bytes()


def test_a_call_that_is_logged_here_is_answered_unless_told_otherwise(desk: Desk) -> None:
    from tests.builders import given_call

    given_call(desk)
    assert column(desk, "calls", "outcome") == ["answered"]
