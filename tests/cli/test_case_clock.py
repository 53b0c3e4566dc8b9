"""`servicedesk case explain` and `whatif`: the clock says why, as words and as JSON, then and now."""

from pathlib import Path

import pytest

from tests.cli.conftest import Program


@pytest.fixture
def desk(program: Program) -> Program:
    """A complaint received on Thursday at 11:00, an hour before lunch, acknowledged at 13:30."""
    program.ok("complaint", "open", "空调漏水", "--received", "2026-11-19 11:00")
    program.ok("case", "acknowledge", "C-1", "--at", "2026-11-19 13:30")
    return program


def test_every_interval_is_told_counted_or_not_and_why(desk: Program) -> None:
    shown = desk.ok("case", "explain", "C-1").out
    assert "first response: 1 h 30 min of 1 h used; met, late by 30 min" in shown
    assert "not counted: lunch break" in shown
    assert "Urgency" in shown
    clock = desk.ok("case", "explain", "C-1", "--json").json["clocks"][0]
    assert [(part["counted"], part["seconds"]) for part in clock["intervals"]] == [
        (True, 3600),
        (False, 3600),
        (True, 1800),
    ]
    assert clock["used_seconds"] == sum(part["seconds"] for part in clock["intervals"] if part["counted"])


def test_it_is_told_as_it_stood_then(desk: Program) -> None:
    then = desk.ok("case", "explain", "C-1", "--as-of", "2026-11-19 11:30", "--json").json
    assert (then["clocks"][0]["used_seconds"], then["clocks"][0]["met"]) == (1800, False)
    assert then["deadline_kind"] == "first_response"


def test_it_is_told_in_chinese(desk: Program) -> None:
    assert "C-1" in desk.ok("--lang", "zh", "case", "explain", "C-1").out


def test_another_calendar_and_other_targets_are_tried_without_changing_anything(
    desk: Program, tmp_path: Path
) -> None:
    calendar, targets = tmp_path / "calendar.toml", tmp_path / "targets.toml"
    desk.ok("calendar", "export", "-o", str(calendar))
    calendar.write_text(
        calendar.read_text(encoding="utf-8").replace('"09:00-12:00"', '"09:00-11:30"'), encoding="utf-8"
    )
    desk.ok("policy", "export", "targets", "-o", str(targets))
    before = desk.ok("case", "explain", "C-1", "--json").json
    tried = desk.ok("case", "explain", "C-1", "--calendar", str(calendar), "--json").json
    assert tried["clocks"][0]["used_seconds"] == 3600
    found = desk.ok("case", "whatif", "--calendar", str(calendar), "--json").json
    assert (found["cases"], found["changed"]) == (1, ["C-1"])
    assert found["first_response"] == {
        "now": {"in_time": 0, "late": 1, "open": 0},
        "then": {"in_time": 1, "late": 0, "open": 0},
    }
    assert desk.ok("case", "whatif", "--targets", str(targets), "--json").json["changed"] == []
    assert desk.ok("case", "explain", "C-1", "--json").json == before


@pytest.mark.parametrize("text", ["[week]\nmon = ['13:00-12:00']", "坏 = [", "\0", ""])
def test_a_document_that_cannot_be_read_is_refused_in_one_line(
    desk: Program, tmp_path: Path, text: str
) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text(text, encoding="utf-8")
    result = desk("case", "whatif", "--calendar", str(broken))
    assert result.code == 2
    assert result.err.count("\n") == 1


def test_whom_to_ask_again_is_listed(desk: Program) -> None:
    assert desk.ok("case", "nudges", "--json").json == []
    assert desk.ok("case", "nudges").lines == ["Nobody is to be asked again now."]
