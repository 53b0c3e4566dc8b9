"""What a desk begins with: the holidays of its country, or a word that it has none, said once in a line."""

from pathlib import Path

import pytest

from servicedesk.settings.countries import country_of_zone
from tests.cli.conftest import Program


@pytest.fixture
def anew(program: Program, monkeypatch: pytest.MonkeyPatch) -> Program:
    """A machine that says nothing of holidays."""
    monkeypatch.delenv("SERVICEDESK_HOLIDAYS")
    return program


def test_a_new_desk_takes_over_the_holidays_of_its_time_zone_and_says_so_once(anew: Program) -> None:
    first = anew.ok("call", "add", "13800001111 空调[/]漏水 @+1d")
    said = "The new desk has the public holidays of CN: 2026, 2027. The make-up days of 2027"
    assert next(line for line in first.err.splitlines() if "new desk" in line).startswith(said)
    assert "H  2026-10-01" in anew.ok("calendar", "show", "2026").out
    assert "new desk" not in anew.ok("call", "add", "13800002222 水龙头").err
    # Two steps back are the two calls: the holidays stay.
    anew.ok("undo")
    anew.ok("undo")
    assert "2026: public holidays of mainland China." in anew.ok("calendar", "show", "2026-02").out


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        (
            {"TZ": "UTC"},
            "its time zone does not say of which country. Run `servicedesk calendar seed CN 2026`",
        ),
        ({"TZ": "Europe/Berlin"}, "has the public holidays of DE: 2026, 2027."),
        ({"HOLIDAYS": "de-by"}, "has the public holidays of DE-BY: 2026, 2027."),
        ({"HOLIDAYS": "XX"}, "those of XX could not be taken over."),
    ],
)
def test_where_they_come_from_and_why_there_are_none(
    anew: Program, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], words: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(f"SERVICEDESK_{name}", value)
    opened = anew("case", "open", "漏水 [b]", "--json")
    assert (opened.code, opened.json["number"]) == (0, "C-1")
    assert len([line for line in opened.err.splitlines() if words in line]) == 1


def test_the_region_that_was_set_goes_before_the_zone(anew: Program, tmp_path: Path) -> None:
    anew.ok("config", "set", "region", "SG")
    assert "public holidays of SG" in anew.ok("case", "open", "漏水").err


def test_a_first_command_that_fails_has_changed_nothing_else(anew: Program) -> None:
    failed = anew("case", "open", "漏水", "--customer", "CU-7")
    assert failed.code == 4
    assert "holidays of CN" not in failed.err
    assert not anew.path.exists()
    assert "holidays of CN" in anew.ok("case", "open", "漏水").err


def test_who_wants_none_is_not_told(program: Program) -> None:
    assert "new desk" not in program.ok("case", "open", "漏水").err
    assert "none of the holidays" not in program.ok("today").out


@pytest.mark.parametrize(
    ("zone", "country"),
    [("Asia/Shanghai", "CN"), ("PRC", "CN"), ("Asia/Kashgar", "CN"), ("Asia/Hong_Kong", "HK"), ("UTC", ""),
     ("America/Adak", "US"), ("../../etc/passwd", ""), ("", "")],
)  # fmt: skip
def test_a_zone_tells_its_country(zone: str, country: str) -> None:
    assert country_of_zone(zone) == country
