"""`servicedesk calendar`: shown, changed day by day, and working time counted with it."""

from pathlib import Path

import pytest

from tests.builders import HOSTILE
from tests.cli.conftest import Program


@pytest.fixture
def calendar(program: Program) -> Program:
    """A desk with the public holidays of 2026."""
    program.ok("calendar", "seed", "CN", "2026")
    return program


def test_without_a_file_nothing_is_shown_and_nothing_is_made(program: Program) -> None:
    assert program("calendar", "show").code == 10
    assert not program.path.exists()


def test_seeding_counts_and_says_when_make_up_days_are_not_announced(program: Program) -> None:
    known = program.ok("calendar", "seed", "CN", "2026")
    assert "Took over 2026 of CN: 33 holidays, 6 make-up days." in known.err
    assert "announced" not in known.err
    later = program.ok("calendar", "seed", "2030", "--json")
    assert later.json["country"] == "CN"
    assert later.json["announced"] is False
    assert "2030 are not announced yet" in later.err
    assert "2030: the make-up days of CN are not announced yet" in program.ok("calendar", "show", "2030").out


@pytest.mark.parametrize(
    "words", [("Atlantis", "2026"), ("CN", "1066"), (HOSTILE,), ("CN", "999999"), ("CN", "x")]
)
def test_an_unknown_country_or_year_is_refused_in_a_line(program: Program, words: tuple[str, ...]) -> None:
    result = program("calendar", "seed", *words)
    assert result.code == 2
    assert len(result.err.splitlines()) == 1


def test_a_year_is_shown_with_its_hours_signs_words_and_special_days(calendar: Program) -> None:
    lines = calendar.ok("calendar", "show", "2026").lines
    assert lines[0] == "2026  Asia/Shanghai  1 d = 8 h"
    assert "  Mon–Fri    09:00-12:00, 13:00-18:00" in lines
    assert any("16H17H18H19H20H21H22H" in line for line in lines)
    assert any("14M" in line for line in lines)
    assert any(line.startswith("H  2026-10-01 Thu – 10-04 Sun  holiday (National Day)") for line in lines)
    assert max(map(len, lines)) <= 110


def test_a_month_is_shown_day_by_day(calendar: Program) -> None:
    text = calendar.ok("calendar", "show", "2026-02").out
    assert "16H17H18H19H20H21H22H" in text
    assert (
        "M  2026-02-14  Sat   09:00-12:00, 13:00-18:00    make-up working day (instead of 2026-02-20)" in text
    )
    assert "H  2026-02-15  Sun   –                           holiday (Chinese New Year's Eve)" in text


def test_programs_get_every_day_of_the_year_with_its_hours(calendar: Program) -> None:
    found = calendar.ok("calendar", "show", "2026", "--json").json
    assert len(found["days"]) == 365
    by_day = {day["date"]: day for day in found["days"]}
    assert by_day["2026-02-14"] == {
        "date": "2026-02-14",
        "weekday": "sat",
        "kind": "make_up",
        "name": "instead of 2026-02-20",
        "hours": ["09:00-12:00", "13:00-18:00"],
        "minutes": 480,
        "source": "seed",
    }
    assert found["week"]["sun"] == []
    assert found["seeded"] == [{"year": 2026, "country": "CN", "announced": True}]
    assert len(calendar.ok("calendar", "show", "2026-02", "--csv").lines) == 1 + 28


@pytest.mark.parametrize(
    ("options", "kind", "hours"),
    [
        (("--open", "--name", "调休 [/]"), "make_up", ["09:00-12:00", "13:00-18:00"]),
        (("--like", "周一", "--name", HOSTILE), "make_up", ["09:00-12:00", "13:00-18:00"]),
        (("--open", "--hours", "10:00-11:00"), "make_up", ["10:00-11:00"]),
        (("--closed",), "closed", []),
        (("--holiday", "--name", "店庆"), "holiday", []),
        (("--half", "--hours", "09:00-12:00"), "half", ["09:00-12:00"]),
        (("--hours", "８:００－９:００，10:00-24:00"), "other", ["08:00-09:00", "10:00-24:00"]),
    ],
)
def test_a_date_gets_a_rule_of_its_own_and_loses_it_again(
    program: Program, options: tuple[str, ...], kind: str, hours: list[str]
) -> None:
    program.ok("calendar", "day", "2026-11-28", *options)
    (shown,) = [
        day
        for day in program.ok("calendar", "show", "2026-11", "--json").json["days"]
        if day["date"] == "2026-11-28"
    ]
    assert (shown["kind"], shown["hours"], shown["source"]) == (kind, hours, "desk")
    program.ok("calendar", "day", "2026-11-28", "--clear")
    assert program("calendar", "day", "2026-11-28", "--clear").code == 4


def test_a_half_day_without_hours_is_the_morning_of_that_weekday(program: Program) -> None:
    assert "half day 09:00-12:00." in program.ok("calendar", "day", "2026-11-27", "--half").err
    assert program("calendar", "day", "2026-11-28", "--half").code == 2


@pytest.mark.parametrize(
    "words",
    [
        ("day", "2026-02-14"),
        ("day", "2026-02-14", "--open", "--closed"),
        ("day", "2026-02-30", "--closed"),
        ("day", HOSTILE, "--closed"),
        ("day", "2026-02-14", "--closed", "--hours", "09:00-12:00"),
        ("day", "2026-02-14", "--hours", "13:00-12:00"),
        ("week", "sat"),
        ("week", "sat", "09:00-12:00", "--closed"),
        ("week", "xx", "--closed"),
        ("week", "mon-fri-sat", "--closed"),
        ("week", "mon", "09:00-12:00", "11:00-13:00"),
        ("week", "mon-sun", "--closed"),
        ("range", "add", "x", "--from", "06-15"),
        ("range", "add", "x", "--from", "06-15", "--to", "02-30", "--closed"),
        ("range", "put", "x"),
        ("duty", "add", "x"),
        ("duty", "add", "x", "--weekday", "sat", "--every", "99", "--hours", "09:00-12:00"),
        ("show", "2300"),
        ("show", HOSTILE),
        ("deadline", "2026-02-13 17:00", "-4h"),
        ("time", "yesterdayish", "now"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line_and_changes_nothing(
    calendar: Program, words: tuple[str, ...]
) -> None:
    before = calendar.ok("calendar", "export").out
    result = calendar("calendar", *words)
    assert result.code == 2, result.err
    assert len(result.err.splitlines()) == 1
    assert calendar.ok("calendar", "export").out == before


def test_weekdays_seasons_and_duty_are_said_in_both_languages(program: Program) -> None:
    program.ok("calendar", "week", "周一至周五", "08:30-12:00", "13:30-17:30")
    program.ok("calendar", "week", "sat,sun", "10:00-12:00")
    program.ok(
        "calendar", "range", "add", "夏季", "--from", "6月15日", "--to", "09-15", "--hours", "08:00-11:00",
        "--weekdays", "mon-fri",
    )  # fmt: skip
    program.ok(
        "calendar", "duty", "add", "值班", "--weekday", "sun", "--every", "2", "--hours", "09:00-17:00"
    )
    found = program.ok("calendar", "show", "2026", "--json").json
    assert found["week"]["fri"] == ["08:30-12:00", "13:30-17:30"]
    assert found["week"]["sun"] == ["10:00-12:00"]
    (season,), (duty,) = found["ranges"], found["duties"]
    assert (season["from"], season["to"], season["week"]["mon"]) == ("06-15", "09-15", ["08:00-11:00"])
    assert (duty["weekday"], duty["every"], duty["from"]) == ("sun", 2, "2026-11-20")
    program.ok("calendar", "range", "remove", "夏季")
    program.ok("calendar", "duty", "remove", "值班")
    assert program("calendar", "range", "remove", HOSTILE).code == 4


def test_working_time_is_counted_and_each_stretch_has_its_reason(calendar: Program) -> None:
    words = ("calendar", "time", "2026-02-13 17:00", "2026-02-16 10:00")
    assert calendar.ok(*words).out == "9 h\n"
    text = calendar.ok(*words, "--explain").out
    assert "2026-02-14 Sat 09:00 – 12:00" in text
    assert "lunch break" in text
    assert "holiday (Chinese New Year's Eve)" in text
    found = calendar.ok(*words, "--explain", "--json").json
    assert (
        sum(part["seconds"] for part in found["segments"] if part["counted"]) == found["seconds"] == 9 * 3600
    )


def test_the_end_of_a_stretch_is_the_first_one_after_its_start_and_both_are_said(calendar: Program) -> None:
    counted = calendar.ok("calendar", "time", "2026-11-06 17:00", "monday 10:00")
    assert "Friday 6 November 2026 17:00 – Monday 9 November 2026 10:00" in counted.err
    assert calendar.ok("calendar", "time", "2026-11-16", "end of november", "--json").json["to"] == (
        "2026-11-30T10:00:00Z"
    )
    for length in ("一个半小时", "90 minutes", "1h30m"):
        assert calendar.ok("calendar", "deadline", "2026-11-25 10:00", length, "--json").json["deadline"] == (
            "2026-11-25T03:30:00Z"
        )


def test_a_deadline_is_told_with_the_days_of_the_calendar(calendar: Program) -> None:
    assert calendar.ok("calendar", "deadline", "2026-02-13 17:00", "1d").out.startswith(
        "Saturday 14 February"
    )
    found = calendar.ok("calendar", "deadline", "2026-02-13 17:00", "4h", "--json").json
    assert found["deadline"] == "2026-02-14T04:00:00Z"
    calendar.ok("calendar", "seed", "CN", "2030")
    assert "2030 are not announced" in calendar.ok("calendar", "deadline", "2030-05-01", "4h").err


def test_working_days_by_their_name_end_with_the_work_of_the_last(calendar: Program) -> None:
    for words in ("2个工作日", "2個工作天", "2 Working Days"):
        found = calendar.ok("calendar", "deadline", "2026-11-25 10:20", words, "--json").json
        assert found["deadline"] == "2026-11-27T10:00:00Z"
    assert calendar("calendar", "deadline", "2026-11-25 10:20", "没有工作日").code == 2


def test_a_query_reads_days_by_the_calendar_of_the_desk(calendar: Program) -> None:
    calendar.ok("calendar", "seed", "CN", "2027")
    for day in ("2027-01-01", "2027-01-04"):
        calendar.ok("followup", "add", day, "回访")
    assert [row["number"] for row in calendar.ok("followup", "list", "due:节后", "--json").json] == ["F-2"]
    assert calendar.ok("followup", "list", "due:<节后", "--json").json[0]["number"] == "F-1"


def test_a_calendar_goes_into_a_file_and_comes_back(calendar: Program, tmp_path: Path) -> None:
    file = tmp_path / "日历.toml"
    calendar.ok("calendar", "export", "-o", str(file))
    assert calendar("calendar", "export", "-o", str(file)).code == 5
    calendar.ok("policy", "reset", "calendar")
    assert "22" not in calendar.ok("calendar", "export").out
    dry = calendar.ok("calendar", "import", str(file), "--dry-run")
    assert '+2026-10-10 = { kind = "make_up"' in dry.out
    assert "dry run" in dry.err
    calendar.ok("calendar", "import", "-", typed=file.read_bytes())
    assert calendar.ok("calendar", "export").out == file.read_text(encoding="utf-8")
    assert "already" in calendar.ok("calendar", "import", str(file)).err


def test_a_year_without_its_holidays_is_said_wherever_time_is_counted_in_it(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = program.number("case", "open", "空调漏水 [/]", "--due", "2027-01-04 12:00")
    assert "doubt" not in program.ok("case", "explain", number).out
    # A desk of an older version: nobody asked it for the holidays of its country.
    monkeypatch.delenv("SERVICEDESK_HOLIDAYS")
    known = "The public holidays of {} were not taken over"
    assert known.format(2026) in program.ok("case", "explain", number).out
    assert known.format(2026) in program.ok("today").out
    shown = program.ok("case", "show", number)
    assert known.format(2027) in shown.out
    doubts = [{"year": 2026, "doubt": "unseeded"}, {"year": 2027, "doubt": "unseeded"}]
    assert program.ok("case", "show", number, "--json").json["doubts"] == doubts
    counted = program.ok("calendar", "time", "2026-12-31 17:00", "2028-01-03 10:00")
    assert [line for line in counted.err.splitlines() if "not taken over" in line] == [
        f"{known.format(year)}: they count as working days. Run `servicedesk calendar seed CN {year}`;"
        f" `seed none {year}` if none are needed."
        for year in (2026, 2027, 2028)
    ]
    doctor = program.ok("doctor").out
    assert f"warning: {known.format(2026)}" in doctor
    assert program.ok("calendar", "seed", "none", "2026").err.startswith(
        "2026: no public holidays are needed."
    )
    assert "not taken over" not in program.ok("doctor").out
    assert "not taken over" not in program.ok("calendar", "time", "2026-12-31", "2028-01-03").err
    program.ok("calendar", "seed", "CN", "2027")
    assert "The make-up days of 2027 are not announced" in program.ok("doctor").out
    assert "2027 are not announced" in program.ok("calendar", "deadline", "2027-05-01", "4h").err
    assert program.ok("case", "show", number, "--json").json["doubts"] == [
        {"year": 2027, "doubt": "unannounced"}
    ]


def test_a_time_that_the_clock_skips_is_refused_and_one_that_comes_twice_says_which(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SERVICEDESK_TZ", "Europe/Berlin")
    refused = program("case", "open", "漏水", "--due", "2027-03-28 02:30")
    assert refused.code == 2
    assert refused.err == (
        "servicedesk: There is no 02:30 on 2027-03-28: the clock goes forward over it. Write it like 03:30.\n"
    )
    number = program.number("case", "open", "漏水", "--due", "2027-10-31 02:30")
    assert "02:30+02:00" in program.ok("case", "show", number).out
    program.ok("case", "edit", number, "--due", "2027-10-31 02:30+01:00")
    assert program.ok("case", "show", number, "--json").json["due_at"] == "2027-10-31T01:30:00Z"
    counted = program.ok("calendar", "time", "2027-03-27 12:00", "2027-03-28 12:00", "--json").json
    assert counted["to"] == "2027-03-28T10:00:00Z"


def test_a_change_of_days_that_are_over_says_that_the_past_is_judged_anew(program: Program) -> None:
    said = "what was due then is judged anew"
    assert said not in program.ok("calendar", "day", "2026-11-10", "--closed").err
    program.ok("case", "open", "水")
    program.ok("case", "edit", "C-1", "--received", "2026-11-16 9:00", "--reason", "记错")
    assert said in program.ok("calendar", "day", "2026-11-17", "--closed").err
    assert said in program.ok("calendar", "day", "2026-11-17", "--clear").err
    # A day off already, one before the first case, and days to come.
    assert said not in program.ok("calendar", "day", "2026-11-15", "--closed").err
    assert said not in program.ok("calendar", "day", "2026-11-09", "--closed").err
    assert said not in program.ok("calendar", "day", "2026-12-24", "--closed").err
    # What holds from a time on reaches back only where --from says so.
    season = ("calendar", "range", "add", "盘点 [/]", "--from", "11-18", "--to", "11-19", "--closed")
    assert said not in program.ok(*season).err
