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


@pytest.mark.parametrize(("word", "direction", "outcome"), [
    ("未接", "in", "abandoned"), ("拒接", "in", "abandoned"), ("missed", "in", "abandoned"),
    ("Verpasst", "in", "abandoned"), ("呼出未接通", "out", "no_answer"), ("已接", "in", "answered"),
    ("呼入", "in", ""), ("去电", "out", ""),
])  # fmt: skip
def test_a_word_for_the_direction_tells_what_came_of_the_call(
    desk: Desk, tmp_path: Path, word: str, direction: str, outcome: str
) -> None:
    text = f"日期,电话,通话时长,呼叫方向\n2026-03-02 09:15,13800000001,45,{word}\n"
    take_in(desk, write(tmp_path, text), kind="call")
    assert column(desk, "calls", "direction") == [direction]
    assert column(desk, "calls", "outcome") == [outcome]
    # What a call that nobody took lasted is how long it rang.
    assert (column(desk, "calls", "answered_at") == [None]) == (outcome in {"abandoned", "no_answer"})
    assert column(desk, "calls", "ended_at") == ["2026-03-02T01:15:45Z"]


def test_a_result_of_its_own_goes_before_the_word_for_the_direction(desk: Desk, tmp_path: Path) -> None:
    text = "日期,电话,呼叫方向,通话结果\n2026-03-02 09:15,13800000001,未接,需回电\n"
    take_in(desk, write(tmp_path, text), kind="call")
    assert column(desk, "calls", "outcome") == ["call_back"]


@pytest.mark.parametrize(("area", "third"), [
    ("Landes-/Ortsnetzbereich;", ("in", "abandoned")), ("", ("out", "")),
])  # fmt: skip
def test_the_types_of_a_fritzbox_are_directions_and_results(
    desk: Desk, tmp_path: Path, area: str, third: tuple[str, str]
) -> None:
    blank = ";" if area else ""
    rows = "".join(
        f"{kind};28.02.26 1{kind}:05;Anna Zoll;0171555025{kind};{blank}Büro;5550250;{lasted}\n"
        for kind, lasted in ((1, "0:03"), (2, "0:00"), (3, "0:00"), (4, "1:12"))
    )
    head = f"sep=;\nTyp;Datum;Name;Rufnummer;{area}Nebenstelle;Eigene Rufnummer;Dauer\n"
    report = take_in(desk, write(tmp_path, head + rows))
    assert report.profile.startswith("fritzbox")
    assert column(desk, "calls", "direction") == ["in", "in", third[0], "out"]
    assert column(desk, "calls", "outcome") == ["answered", "abandoned", third[1], ""]
    assert column(desk, "calls", "phone") == [f"0171555025{kind}" for kind in (1, 2, 3, 4)]
    assert column(desk, "calls", "ended_at")[3] == "2026-02-28T07:17:00Z"


def test_a_result_of_an_action_is_the_result_of_the_call(desk: Desk, tmp_path: Path) -> None:
    head = "Direction,From,To,Extension,Date,Time,Action,Action Result,Duration\n"
    rows = "".join(
        f"Incoming,(650) 555-013{n},(650) 555-0100,101 - Desk,03/13/2026,9:15 AM,Phone Call,{result},0:20\n"
        for n, result in enumerate(("Accepted", "Missed", "Voicemail"))
    )
    take_in(desk, write(tmp_path, head + rows))
    assert column(desk, "calls", "outcome") == ["answered", "abandoned", "call_back"]
    assert column(desk, "calls", "handler") == ["101 - Desk"] * 3
