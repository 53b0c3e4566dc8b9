"""The desk's own rules: what is kept, what is refused, what undo brings back, and files of rules."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest

from servicedesk import i18n
from servicedesk.domain.errors import NotFoundError, RefusedError, ServiceDeskError, StaleError, UsageError
from servicedesk.domain.policies.reading import LARGEST, PolicyError
from servicedesk.domain.wording import verb_label
from servicedesk.domain.worktime_rules import DayRule, DutyDays, HoursRange, Interval, YearDay
from servicedesk.services.desk import Desk
from servicedesk.services.policy_files import MOST_BYTES, read_rules, write_rules
from tests.builders import HOSTILE, FixedTime, dump, given_case, open_desk

MORNING = (Interval(540, 720),)
SATURDAY = date(2026, 11, 21)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_document_is_shipped_sound_and_not_the_desks_own(desk: Desk, language: str) -> None:
    i18n.activate(language)
    assert desk.policies.names()[0] == "calendar"
    for name in desk.policies.names():
        assert not desk.policies.is_own(name)
        assert desk.policies.check(name, desk.policies.text(name))
        assert desk.policies.parsed(name) is not None


def test_a_name_that_no_document_has_is_not_found(desk: Desk) -> None:
    for call in (desk.policies.text, desk.policies.parsed, desk.policies.reset, desk.policies.is_own):
        with pytest.raises(NotFoundError, match="no rules called"):
            call(HOSTILE)
    with pytest.raises(NotFoundError):
        desk.policies.set("../calendar", "")


def test_an_own_document_is_kept_with_its_comments_and_line_feeds(desk: Desk) -> None:
    change = desk.policies.set("calendar", "\r\n# 门店时间 \x1b[31m\r\nday_hours = 7\r\n\r\n")
    assert desk.policies.text("calendar") == "# 门店时间 [31m\nday_hours = 7\n"
    assert desk.policies.is_own("calendar")
    assert desk.policies.parsed("calendar").day_minutes == 7 * 60
    assert change.verb == "policy.set.calendar"


@pytest.mark.parametrize(
    "text",
    ["[week", "day_hours = -1", HOSTILE, "[week]\nmon = ['13:00-12:00']", "[week]\n", "x" * (LARGEST + 1)],
)
def test_a_faulty_document_is_refused_in_one_line_and_nothing_changes(desk: Desk, text: str) -> None:
    desk.policies.set("calendar", "day_hours = 7")
    before = dump(desk)
    with pytest.raises(PolicyError) as refused:
        desk.policies.set("calendar", text)
    assert refused.value.message.startswith("calendar:")
    assert "\n" not in refused.value.message
    assert dump(desk) == before
    assert len(desk.history.newest()) == 1


def test_what_says_the_same_changes_nothing(desk: Desk) -> None:
    assert desk.policies.set("targets", desk.policies.text("targets")).action == 0
    assert not desk.policies.is_own("targets")
    desk.policies.set("calendar", "day_hours = 7")
    assert desk.policies.set("calendar", "day_hours = 7\r\n").action == 0
    assert desk.policies.reset("targets").action == 0
    assert len(desk.history.newest()) == 1


def test_undo_and_redo_walk_through_all_versions_of_a_document(desk: Desk) -> None:
    shipped = desk.policies.text("calendar")
    texts = [shipped]
    for hours in (5, 6, 7):
        desk.policies.set("calendar", f"day_hours = {hours}")
        texts.append(f"day_hours = {hours}\n")
    desk.policies.reset("calendar")
    texts.append(shipped)
    for expected in reversed(texts[:-1]):
        desk.undo.undo()
        assert desk.policies.text("calendar") == expected
    for expected in texts[1:]:
        desk.undo.redo()
        assert desk.policies.text("calendar") == expected
    assert not desk.policies.is_own("calendar")


def test_a_version_that_somebody_else_has_replaced_is_refused(desk: Desk, tmp_path: Path) -> None:
    shown = desk.policies.get("calendar").version
    with open_desk(tmp_path / "desk.db", actor="bob") as other:
        other.policies.set("calendar", "day_hours = 6")
    with pytest.raises(StaleError, match="Working calendar"):
        desk.policies.set("calendar", "day_hours = 7", shown)
    assert desk.policies.text("calendar") == "day_hours = 6\n"
    assert desk.policies.set("calendar", "day_hours = 7", desk.policies.get("calendar").version).action


def test_no_version_comes_twice_whatever_is_undone_or_reset_meanwhile(desk: Desk) -> None:
    seen: dict[int, str] = {}
    keep, take = partial(desk.policies.set, "calendar"), partial(desk.policies.reset, "calendar")
    steps: list[Callable[[], object]] = []
    for hours in (5, 6):
        texts = (f"day_hours = {hours}", f"day_hours = 1{hours}")
        steps += [*(partial(keep, text) for text in texts), desk.undo.undo, take]
    for step in steps:
        step()
        found = desk.policies.get("calendar")
        if found.version:
            assert seen.setdefault(found.version, found.text) == found.text
    assert len(seen) == 6


def test_a_changed_rule_moves_the_deadline_of_every_open_case_and_undo_moves_it_back(
    desk: Desk, time: FixedTime
) -> None:
    case_id = given_case(desk, HOSTILE)
    before = deadline(desk, case_id)
    assert desk.policies.open_cases() == 1
    desk.policies.set_day(DayRule(time().astimezone(desk.zone).date(), "closed", "停电 [/]"))
    assert deadline(desk, case_id) > before
    desk.undo.undo()
    assert deadline(desk, case_id) == before


def deadline(desk: Desk, case_id: int) -> str:
    with desk.reading() as db:
        found = db.execute("SELECT deadline_at FROM cases WHERE id = ?", (case_id,)).fetchone()
    assert found[0]
    return str(found[0])


# The working calendar


def test_a_year_is_taken_over_with_its_make_up_days_and_says_when_they_are_not_known(desk: Desk) -> None:
    known = desk.policies.seed("cn", 2026)
    assert (known.country, known.announced, known.holidays > 20, known.make_up_days) == ("CN", True, True, 6)
    calendar = desk.clocks.calendar()
    assert calendar.hours(date(2026, 2, 14)).reason == "make_up"
    assert calendar.hours(date(2026, 10, 1)).reason == "holiday"
    assert desk.policies.seed("CN", 2030).announced is False
    assert desk.clocks.calendar().doubt_of(2030) == "unannounced"
    assert desk.policies.seed("DE", 2026).announced is None


@pytest.mark.parametrize(
    ("country", "year"), [("Atlantis", 2026), ("CN", 1066), (HOSTILE, 2026), ("CN", 10**9)]
)
def test_an_unknown_country_or_year_is_refused(desk: Desk, country: str, year: int) -> None:
    with pytest.raises(UsageError):
        desk.policies.seed(country, year)
    assert desk.history.newest() == []


def test_days_week_seasons_and_duty_are_set_and_taken_away_each_in_one_action(desk: Desk) -> None:
    policies = desk.policies
    policies.set_day(DayRule(SATURDAY, "make_up", "调休 [/]"))
    policies.set_week([5, 6], MORNING)
    policies.set_range(HoursRange("夏季", YearDay(6, 15), YearDay(9, 15), MORNING))
    policies.set_duty(DutyDays("值班", 6, SATURDAY, MORNING, every=2))
    calendar = desk.clocks.calendar()
    assert calendar.hours(SATURDAY).name == "调休 [/]"
    assert calendar.hours(SATURDAY + timedelta(days=1)).reason == "duty"
    assert calendar.hours(date(2026, 7, 1)).reason == "range"
    policies.clear_day(SATURDAY)
    policies.clear_range("夏季")
    policies.clear_duty("值班")
    assert desk.clocks.calendar().hours(SATURDAY).intervals == MORNING
    assert len(desk.history.newest()) == 7
    for _action in range(7):
        desk.undo.undo()
    assert not policies.is_own("calendar")


def test_what_the_calendar_cannot_be_is_refused_and_what_is_not_there_is_not_found(desk: Desk) -> None:
    with pytest.raises(PolicyError, match="working day"):
        desk.policies.set_week(range(7), ())
    with pytest.raises(PolicyError, match="hours are missing"):
        desk.policies.set_day(DayRule(SATURDAY, "half"))
    for call in (
        partial(desk.policies.clear_day, SATURDAY),
        partial(desk.policies.clear_range, HOSTILE),
        partial(desk.policies.clear_duty, ""),
    ):
        with pytest.raises(NotFoundError):
            call()
    assert desk.history.newest() == []


def test_the_history_says_which_rules_and_which_lines_were_changed(desk: Desk) -> None:
    desk.policies.set("calendar", "day_hours = 7\n# 注释")
    desk.policies.set("calendar", "day_hours = 6\n# 注释")
    desk.policies.reset("calendar")
    lines = desk.history.newest()
    assert [verb_label(line.verb) for line in lines] == [
        "back to the shipped rules: Working calendar",
        "changed the rules: Working calendar",
        "changed the rules: Working calendar",
    ]
    (change,) = lines[1].changes
    assert (change.before, change.after) == ("day_hours = 7", "day_hours = 6")
    assert verb_label("undo policy.set.targets") == "undone: changed the rules: Service targets"


# Files


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_file_of_rules_is_read_in_the_encodings_of_imports(tmp_path: Path, encoding: str) -> None:
    text = "# 客户服务部的工作时间：上午九点到十二点，下午一点到六点，周末休息\nday_hours = 7\n"
    (tmp_path / "时间.toml").write_bytes(text.encode(encoding))
    assert read_rules(tmp_path / "时间.toml") == text


@pytest.mark.parametrize(
    "block",
    [
        b"",
        b"\0" * 5000,
        b"\x7fELF\x02\x01\x01\0\0\0\xff\xfe\xfd" * 40,
        b"x" * (MOST_BYTES + 1),
        b"\xff\xfe\0",
    ],
    ids=["empty", "zeros", "binary", "large", "torn"],
)
def test_what_is_no_text_or_too_large_is_refused_in_a_line(tmp_path: Path, block: bytes) -> None:
    (tmp_path / "rules.toml").write_bytes(block)
    with pytest.raises(UsageError) as refused:
        read_rules(tmp_path / "rules.toml")
    assert "\n" not in refused.value.message


def test_an_endless_file_is_not_read() -> None:
    with pytest.raises(UsageError, match="no plain file"):
        read_rules("/dev/zero")


def test_a_file_that_is_not_there_or_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        read_rules(tmp_path / "nothing.toml")
    with pytest.raises(UsageError):
        read_rules(tmp_path)
    with pytest.raises(ServiceDeskError):
        read_rules("a\0b")
    with pytest.raises(UsageError):
        write_rules(tmp_path, "x")


def test_a_file_is_written_whole_and_never_over_another(tmp_path: Path, desk: Desk) -> None:
    i18n.activate("zh_CN")
    place = write_rules(tmp_path / "日历.toml", desk.policies.text("calendar")).path
    assert read_rules(place) == desk.policies.text("calendar")
    with pytest.raises(RefusedError, match=r"日历\.toml"):
        write_rules(place, "x")
    write_rules(place, "y = 1\n", force=True)
    assert place.read_bytes() == b"y = 1\n"
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".part"] == []


def test_only_rules_that_move_clocks_have_them_computed_anew(desk: Desk) -> None:
    from servicedesk.storage import clock_cache

    given_case(desk)
    with desk.reading() as db:
        before = clock_cache.stamp(db)
    for name in ("causes", "checklists", "macros", "handling"):
        desk.policies.set(name, desk.policies.text(name) + "# 我们的 [b]\n")
        with desk.reading() as db:
            assert clock_cache.stamp(db) == before
    for name in ("calendar", "targets", "urgency", "waiting"):
        desk.policies.set(name, desk.policies.text(name) + "# 我们的 [b]\n")
        with desk.reading() as db:
            now = clock_cache.stamp(db)
            assert now != before
            assert clock_cache.is_current(db)
        before = now
