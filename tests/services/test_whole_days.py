"""Whole-day follow-ups: each keeps its day, whoever looks at it from whichever zone."""

import csv
import operator
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from servicedesk.services.desk import Desk
from servicedesk.services.followups import NewFollowUp
from servicedesk.services.maintenance import MaintenanceService
from servicedesk.storage import followups, row_sums, whole_day_sql
from tests.builders import HOSTILE, FixedTime, given_case, given_customer, given_followup, open_desk
from tests.services.exchange_steps import counts, export, take_in
from tests.storage.test_migrations import desk_of_schema

ZONES = ("Asia/Shanghai", "America/New_York", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Africa/Cairo")
"""The farthest east and the farthest west, and one in which days begin at one o'clock."""
DAY = date(2026, 12, 3)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "桌面.db"


def at(day: date, clock: str = "09:00", zone: str = ZONES[0]) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), ZoneInfo(zone))


def seen_from(path: Path, zone: str, now: datetime | None = None, **flags: object) -> Desk:
    return open_desk(
        path, FixedTime((now or at(date(2026, 11, 20), zone=zone)).astimezone(UTC)), timezone=zone, **flags
    )


def day_of(desk: Desk, followup_id: int) -> date:
    found = desk.followups.get(followup_id)
    assert found is not None
    return found.due_at.astimezone(desk.zone).date()


def booked(path: Path, day: date = DAY, zone: str = ZONES[0], **fields: Any) -> int:
    with seen_from(path, zone) as desk:
        return given_followup(desk, at(day, zone=zone), all_day=True, **fields)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("booked_in", ZONES[1:3])
def test_a_whole_day_is_the_same_day_in_every_zone(path: Path, booked_in: str, zone: str) -> None:
    followup_id = booked(path, zone=booked_in, purpose=f"回访 {HOSTILE}")
    with seen_from(path, zone) as desk:
        assert day_of(desk, followup_id) == DAY
        agenda = desk.followups.agenda(DAY - timedelta(days=2), 5)
        assert [day.day for day in agenda if day.followups] == [DAY]
        for query, ids in (("due:2026-12-03", [followup_id]), ("due:2026-12-02", []), ("due:2026-12-04", [])):
            assert desk.lists.ids("followup", query).tolist() == ids
    for hours, is_late in ((-24, False), (0, False), (23, False), (24, True)):
        now = at(DAY, "00:30", zone).astimezone(UTC) + timedelta(hours=hours)
        with seen_from(path, zone, now) as desk:
            row = desk.followups.get(followup_id)
            assert row is not None
            assert row.is_overdue(now, desk.zone) == is_late
            assert [one.id for one in desk.followups.overdue()] == [followup_id] * is_late
            assert [one.id for one in desk.today.board().followups] == [followup_id]


def test_a_time_of_day_is_the_same_moment_in_every_zone(path: Path) -> None:
    with seen_from(path, ZONES[0]) as desk:
        followup_id = given_followup(desk, at(DAY), purpose="九点整")
    with seen_from(path, ZONES[1]) as desk:
        row = desk.followups.get(followup_id)
        assert row is not None
        assert (row.due_at, row.on_day) == (at(DAY), None)
        assert day_of(desk, followup_id) == DAY - timedelta(days=1)


@pytest.mark.parametrize("zone", ZONES)
def test_who_moves_a_whole_day_moves_it_from_the_day_that_all_see(path: Path, zone: str) -> None:
    followup_id = booked(path)
    with seen_from(path, zone) as desk:
        desk.followups.move_days([followup_id], 1)
        desk.followups.move_days([followup_id], 1)
    with seen_from(path, ZONES[0]) as desk:
        assert day_of(desk, followup_id) == DAY + timedelta(days=2)
        desk.undo.undo()
        assert day_of(desk, followup_id) == DAY + timedelta(days=1)
    with seen_from(path, zone) as desk:
        desk.followups.move_to_day([followup_id], DAY + timedelta(days=30))
    with seen_from(path, ZONES[2]) as desk:
        assert day_of(desk, followup_id) == DAY + timedelta(days=30)
        history = desk.history.of("followup", followup_id)
        told = [(change.field, change.after) for line in history for change in line.changes]
        assert ("on_day", "2027-01-02") in told
        assert "due_at" not in {field for field, _after in told}


def test_a_whole_day_that_is_moved_to_its_own_day_stays_as_it_is(path: Path) -> None:
    followup_id = booked(path)
    with seen_from(path, ZONES[1]) as desk:
        assert desk.followups.move_to_day([followup_id], DAY).action == 0
        assert desk.followups.edit(followup_id, {"due_at": at(DAY, "15:00", ZONES[1])}).action == 0


@pytest.mark.parametrize("zone", ZONES)
def test_a_whole_day_that_gets_a_time_of_day_is_on_its_day(path: Path, zone: str) -> None:
    followup_id = booked(path)
    with seen_from(path, zone) as desk:
        desk.followups.edit(followup_id, {"all_day": False})
        row = desk.followups.get(followup_id)
        assert row is not None
        assert (row.on_day, day_of(desk, followup_id)) == (None, DAY)
        desk.followups.edit(followup_id, {"all_day": True})
        desk.undo.undo()
        desk.undo.undo()
    with seen_from(path, ZONES[0]) as desk:
        assert day_of(desk, followup_id) == DAY
        row = desk.followups.get(followup_id)
        assert row is not None
        assert (row.all_day, row.due_at) == (True, at(DAY))


@pytest.mark.parametrize("zone", ZONES[1:])
@pytest.mark.parametrize("held_at", ["00:10", "23:50"])
def test_a_series_of_whole_days_goes_on_on_its_days_wherever_they_are_held(
    path: Path, zone: str, held_at: str
) -> None:
    ids = [booked(path, repeat="daily", purpose="每天"), booked(path, repeat="每周", purpose="每周")]
    with seen_from(path, zone, at(DAY, held_at, zone)) as desk:
        following = [one for one in desk.followups.hold(ids).ids if one not in ids]
        days = [DAY + timedelta(days=1), DAY + timedelta(days=7)]
        assert [day_of(desk, one) for one in following] == days
        assert [found.passed for found in desk.followups.next_of(ids)] == [0, 0]
        for followup_id in [*ids, *following]:
            row = desk.followups.get(followup_id)
            assert row is not None
            assert row.planned_for == row.due_at
        desk.followups.move_days([following[1]], 1, and_later=True)
    with seen_from(path, ZONES[0], at(DAY + timedelta(days=8))) as desk:
        assert [day_of(desk, one) for one in following] == [days[0], days[1] + timedelta(days=1)]
        (later,) = desk.followups.hold([following[1]]).ids[1:]
        assert day_of(desk, later) == DAY + timedelta(days=15)


def test_a_new_repeat_is_counted_from_the_day_that_all_see(path: Path) -> None:
    followup_id = booked(path)
    with seen_from(path, ZONES[1]) as desk:
        desk.followups.edit(followup_id, {"repeat": "weekly"})
        row = desk.followups.get(followup_id)
        assert row is not None
        assert (row.on_day, row.anchor) == ("2026-12-03", "2026-12-03[America/New_York]")


@pytest.mark.parametrize("zone", ZONES[1:])
def test_cards_and_dossiers_show_the_day_that_the_calendar_shows(path: Path, zone: str) -> None:
    with seen_from(path, ZONES[0]) as desk:
        customer_id = given_customer(desk)
        case_id = given_case(desk, customer_id=customer_id)
        given_followup(desk, at(DAY), case_id=case_id, all_day=True)
    with seen_from(path, zone) as desk:
        for rows in (
            desk.customers.file(customer_id).followups,
            desk.cases.dossier(case_id).followups,
            desk.lists.page("followup"),
        ):
            assert [row.due_at.astimezone(desk.zone).date() for row in rows] == [DAY]


# Files


@pytest.mark.parametrize(
    ("zone", "suffix"), [*zip(ZONES, ("csv", "jsonl", "xlsx", "csv", "csv"), strict=True)]
)
def test_a_file_takes_the_day_to_a_desk_in_another_zone(
    path: Path, tmp_path: Path, zone: str, suffix: str
) -> None:
    booked(path, repeat="weekly", purpose="每周[b]", zone=zone)
    file = tmp_path / f"回访.{suffix}"
    with seen_from(path, zone) as desk:
        export(desk, "followup", file)
    with seen_from(tmp_path / "other.db", ZONES[1]) as other:
        assert counts(take_in(other, file)) == (1, 0, 0, 0)
        assert day_of(other, 1) == DAY
        assert counts(take_in(other, file)) == (0, 0, 1, 0)
    with seen_from(path, zone) as desk:
        desk.followups.move_days([1], 5)
        export(desk, "followup", file)
    with seen_from(tmp_path / "other.db", ZONES[1]) as other:
        assert counts(take_in(other, file)) == (0, 1, 0, 0)
        assert day_of(other, 1) == DAY + timedelta(days=5)


@pytest.mark.parametrize(
    ("cells", "day"),
    [
        ({"on_day": "2026-12-24"}, "2026-12-24"),
        ({"due_at": "2026-12-24T01:00:00Z"}, "2026-12-24"),
        ({"due_at": "2026-12-24"}, "2026-12-24"),
        ({"due_at": "2026-12-04T01:00:00Z"}, "2026-12-04"),
        ({"on_day": ""}, "2026-12-03"),
        ({"on_day": "2026-12-24", "all_day": "no"}, None),
        ({"all_day": "no"}, None),
    ],
)
def test_whichever_of_day_and_time_is_edited_in_a_file_counts(
    path: Path, tmp_path: Path, cells: dict[str, str], day: str | None
) -> None:
    booked(path)
    file = tmp_path / "回访.csv"
    with seen_from(path, ZONES[0]) as desk:
        export(desk, "followup", file, raw=True)
        with file.open(encoding="utf-8-sig", newline="") as read:
            (line,) = csv.DictReader(read)
        columns = {"on_day": "All-day date", "due_at": "Due", "all_day": "All day"}
        assert [line[name] for name in columns.values()] == ["2026-12-03", "2026-12-03T01:00:00Z", "yes"]
        line |= {columns[name]: cell for name, cell in cells.items()}
        with file.open("w", encoding="utf-8-sig", newline="") as written:
            writer = csv.DictWriter(written, list(line))
            writer.writeheader()
            writer.writerow(line)
        take_in(desk, file)
        row = desk.followups.get(1)
        assert row is not None
        assert row.on_day == day
        if day:
            assert str(day_of(desk, 1)) == day


def test_a_day_in_a_file_that_is_no_day_rejects_its_row(path: Path, tmp_path: Path) -> None:
    file = tmp_path / "回访.csv"
    file.write_text("Purpose,Due,All day,All-day date\n对账,2026-12-03,yes,2026-13-40\n", encoding="utf-8")
    with seen_from(path, ZONES[0]) as desk:
        assert counts(take_in(desk, file, kind="followup"))[3] == 1


# What is asked of the table


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Whole days and times of three weeks in which clocks change, booked from everywhere."""
    rng, path = Random("整天"), tmp_path_factory.mktemp("zones") / "desk.db"
    for zone in ZONES:
        minutes = [rng.choice((0, 540, rng.randrange(1440))) + 1440 * rng.randrange(20) for _one in range(24)]
        new = [
            NewFollowUp(
                at(FIRST, "00:00", zone) + timedelta(minutes=one), purpose="回访", all_day=number % 3 > 0
            )
            for number, one in enumerate(minutes)
        ]
        with seen_from(path, zone) as desk:
            desk.followups.book_all(new)
    with seen_from(path, ZONES[0]) as desk:
        yield desk


FIRST = date(2026, 10, 22)


@given(
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    minutes=st.integers(0, 20 * 1440) | st.integers(0, 20).map(lambda days: days * 1440),
)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_lists_mean_the_rows_that_are_shown_then(crowded: Desk, zone: ZoneInfo, minutes: int) -> None:
    asked = at(FIRST, "00:00", str(zone)) + timedelta(minutes=minutes)
    with crowded.reading() as db:
        shown = followups.rows(db, range(1, 24 * len(ZONES) + 1), zone)

        def asks(condition: Any) -> set[int]:
            sql = f"SELECT id FROM followups WHERE {condition.sql}"
            return {row[0] for row in db.execute(sql, condition.parameters)}

        for op, holds in COMPARE.items():
            wanted = {number for number, row in shown.items() if holds(row.due_at, asked.astimezone(UTC))}
            assert asks(whole_day_sql.due(op, asked, zone)) == wanted, op
        late = {number for number, row in shown.items() if row.is_overdue(asked, zone)}
        assert asks(whole_day_sql.passed(asked, zone)) == late
        end = asked + timedelta(days=2)
        between = followups.between(db, asked, end, zone)
        ordered = sorted(shown.values(), key=lambda row: (row.due_at, row.id))
        assert between == [row for row in ordered if asked <= row.due_at < end]


COMPARE = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


# Desks of earlier schemas


@pytest.mark.parametrize("opened_in", ZONES[1:3])
@pytest.mark.parametrize(
    ("moment", "anchor", "stamp"),
    [
        ("2026-12-03T01:00:00Z", "", "Asia/Shanghai"),
        ("2026-12-02T16:00:00Z", "", "Asia/Shanghai"),
        ("2026-12-02T16:00:00Z", "2026-12-03[Asia/Shanghai]", ""),
        ("2026-12-02T16:00:00Z", "2026-12-02T16:00:00Z", "Asia/Shanghai"),
        ("2026-12-02T16:00:00Z", "2026-12-03[Asia/Shanghai]", "Nowhere/坏"),
    ],
)
def test_the_whole_days_of_an_older_desk_have_their_day_whoever_opens_it_first(
    path: Path, moment: str, anchor: str, stamp: str, opened_in: str
) -> None:
    desk_of_schema_3(path, moment, anchor, stamp)
    with seen_from(path, opened_in) as desk:
        assert day_of(desk, 1) == DAY
        row = desk.followups.get(1)
        assert row is not None
        assert row.anchor == ("2026-12-03[Asia/Shanghai]" if anchor else "")
        timed = desk.followups.get(2)
        assert timed is not None
        assert (timed.on_day, timed.due_at) == (None, datetime.fromisoformat(moment))
        following = desk.followups.hold([1]).ids[1:]
        assert [day_of(desk, one) for one in following] == [DAY + timedelta(days=7)] * bool(anchor)
        with desk.reading() as db:
            assert list(row_sums.unlike(db)) == []


def test_what_is_saved_of_a_damaged_older_desk_has_its_day_too(path: Path, tmp_path: Path) -> None:
    desk_of_schema_3(path, "2026-12-02T16:00:00Z", "", "Asia/Shanghai")
    MaintenanceService(path, zone=ZONES[1]).salvage(tmp_path / "saved.db")
    with seen_from(tmp_path / "saved.db", ZONES[1]) as desk:
        assert day_of(desk, 1) == DAY


def test_without_a_zone_of_its_own_the_day_of_an_older_desk_is_that_of_who_opens_it(path: Path) -> None:
    desk_of_schema_3(path, "2026-12-03T14:30:00Z", "", "")
    with seen_from(path, ZONES[2]) as desk:
        assert day_of(desk, 1) == date(2026, 12, 4)
    with seen_from(path, ZONES[1]) as desk:
        assert day_of(desk, 1) == date(2026, 12, 4)


def test_a_move_of_before_the_climb_is_taken_back_to_its_day(path: Path) -> None:
    followup_id = booked(path)
    with seen_from(path, ZONES[0]) as desk:
        desk.followups.move_days([followup_id], 3)
        with desk.store.bare() as db:
            # As the events of schema 3 tell it.
            db.execute(
                "UPDATE events SET changes = replace(replace(changes, ',\"on_day\":\"2026-12-03\"', ''),"
                " ',\"on_day\":\"2026-12-06\"', '')"
            )
            assert db.execute("SELECT count(*) FROM events WHERE changes LIKE '%on_day%'").fetchone() == (0,)
        desk.undo.undo()
        assert day_of(desk, followup_id) == DAY
        row = desk.followups.get(followup_id)
        assert row is not None
        assert row.on_day == DAY.isoformat()


def desk_of_schema_3(path: Path, moment: str, anchor: str, stamp: str) -> None:
    """A desk with a whole day and a time at that moment, as schema 3 kept them."""
    with desk_of_schema(3, path) as db:
        series = ("FREQ=WEEKLY", anchor, "整天", moment) if anchor else ("", "", "", None)
        for uid, all_day in (("整天", 1), ("九点", 0)):
            db.execute(
                "INSERT INTO followups (uid, created_at, updated_at, customer_id, due_at, all_day, purpose,"
                " repeat, anchor, series, planned_for) VALUES (?, ?, ?, 1, ?, ?, '对账 [b]', ?, ?, ?, ?)",
                (uid, moment, moment, moment, all_day, *(series if all_day else ("", "", "", None))),
            )
        if stamp:
            db.execute("INSERT INTO clock_stamp (zone, at) VALUES (?, ?)", (stamp, moment))
