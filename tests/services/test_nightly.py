"""A night's set: of one moment, whole or absent, what it goes on from, which sets stay, and its check."""

import csv
import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from servicedesk.domain.errors import BusyError, DamagedError, NoSpaceError, UsageError
from servicedesk.services import night_sets, nightly
from servicedesk.services.desk import Desk
from servicedesk.services.maintenance import MaintenanceService
from servicedesk.services.night_sets import FULL, INCREMENTAL, Kept
from servicedesk.services.nightly import Night, NightlyService, NightPlan
from servicedesk.settings import night_places, room
from servicedesk.settings.night_places import LATEST, LATEST_LINK
from tests.builders import HOSTILE, FixedTime, given_case, given_customer


@pytest.fixture
def night(desk: Desk, tmp_path: Path) -> NightlyService:
    """The nights of a desk with a case."""
    given_case(desk, HOSTILE)
    return NightlyService(replace(desk.settings, db=desk.store.path), desk.clock)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Where the sets stand."""
    folder = tmp_path / "夜间 [b] %d"
    folder.mkdir()
    return folder


def run(night: NightlyService, out: Path, **more: object) -> Night:
    return night.run(NightPlan(out, **more))  # type: ignore[arg-type]


def names(out: Path) -> list[str]:
    return [kept.name for kept in night_sets.all_sets(out)]


def subjects(kept: Kept) -> list[str]:
    text = (kept.path / "export" / "cases.jsonl").read_text(encoding="utf-8")
    return [json.loads(line)["subject"] for line in text.splitlines()]


def test_a_set_holds_a_backup_an_export_the_figures_and_what_it_says_of_them(
    desk: Desk, night: NightlyService, out: Path
) -> None:
    made = run(night, out)
    assert made.is_well
    assert {path.name for path in made.kept.path.iterdir()} == {
        "desk.db",
        "export",
        "today.json",
        "manifest.json",
    }
    assert night_sets.faults(made.kept) == []
    assert night_sets.read(made.kept.path) == made.kept.told
    assert made.kept.told.counts == {"customer": 0, "case": 1, "call": 0, "followup": 0, "promise": 0}
    assert json.loads((out / LATEST).read_text())["set"] == made.kept.name
    assert (out / LATEST_LINK).resolve() == made.kept.path
    assert json.loads((made.kept.path / "today.json").read_text())["new_cases"] == 1
    assert made.kept.path.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in made.kept.path.rglob("*.json*")} == {0o600}


def test_a_second_run_on_the_same_day_is_a_new_set_with_the_same_bytes(
    desk: Desk, night: NightlyService, out: Path
) -> None:
    first, second = run(night, out), run(night, out)
    assert [first.kept.name[-6:], second.kept.name[-6:]] == ["000001", "000002"]
    assert first.kept.told.files == second.kept.told.files
    assert (out / LATEST_LINK).resolve() == second.kept.path


def test_the_number_of_a_set_goes_up_when_the_clock_was_set_back(
    desk: Desk, night: NightlyService, out: Path, time: FixedTime
) -> None:
    first = run(night, out)
    time.advance(days=-40)
    second = run(night, out)
    assert second.kept.name < first.kept.name
    assert names(out) == [first.kept.name, second.kept.name]
    assert night_sets.all_sets(out)[-1].name == second.kept.name


def test_an_incremental_set_holds_what_changed_since_with_what_was_deleted(
    desk: Desk, night: NightlyService, out: Path
) -> None:
    gone = given_customer(desk)
    first = run(night, out, incremental=True)
    assert first.kept.told.kind == FULL
    desk.undo.undo()
    given_case(desk, "今晚 [/]")
    second = run(night, out, incremental=True)
    assert (second.kept.told.kind, second.kept.told.base) == (INCREMENTAL, first.kept.name)
    assert subjects(second.kept) == ["今晚 [/]"]
    lines = (second.kept.path / "export" / "customers.jsonl").read_text().splitlines()
    assert [(one["id"], bool(one["deleted_at"])) for one in map(json.loads, lines)] == [(f"CU-{gone}", True)]
    assert night.verify(out).rows == 2


def test_each_seventh_set_is_full_and_so_is_one_after_a_ruined_or_foreign_one(
    desk: Desk, night: NightlyService, out: Path
) -> None:
    kinds = [run(night, out, incremental=True).kept.told.kind for _night in range(9)]
    assert kinds == [FULL, *[INCREMENTAL] * 6, FULL, INCREMENTAL]
    for kept in night_sets.all_sets(out)[-2:]:
        (kept.path / "today.json").write_text("{}")
    # The newest that is whole is one that seven are read with.
    assert run(night, out, incremental=True).kept.told.kind == FULL


def test_a_desk_that_a_backup_was_brought_back_to_begins_anew(
    desk: Desk, night: NightlyService, out: Path, tmp_path: Path, time: FixedTime
) -> None:
    first = run(night, out)
    given_case(desk, "lost")
    run(night, out, incremental=True)
    desk.close()
    other = replace(night.settings, db=tmp_path / "other.db")
    (tmp_path / "other.db").write_bytes((first.kept.path / "desk.db").read_bytes())
    time.advance(minutes=1)
    with Desk.open(other, clock=desk.clock) as again:
        given_case(again, "another")
    made = NightlyService(other, desk.clock).run(NightPlan(out, incremental=True))
    assert made.kept.told.kind == FULL


def test_only_so_many_sets_stay_and_what_they_stand_on(desk: Desk, night: NightlyService, out: Path) -> None:
    for _night in range(4):
        run(night, out)
    made = run(night, out, keep=2)
    assert names(out) == ["2026-11-20-000004", "2026-11-20-000005"]
    assert made.forgotten == ["2026-11-20-000001", "2026-11-20-000002", "2026-11-20-000003"]
    for _night in range(3):
        run(night, out, incremental=True, keep=1)
    assert [name[-1] for name in names(out)] == ["5", "6", "7", "8"]
    run(night, out, keep=1)
    assert [name[-1] for name in names(out)] == ["9"]


def test_what_it_did_not_write_or_somebody_changed_stays_and_is_not_counted(
    desk: Desk, night: NightlyService, out: Path, tmp_path: Path, time: FixedTime
) -> None:
    for _night in range(3):
        run(night, out)
    first, second, _third = night_sets.all_sets(out)
    (first.path / "note.txt").write_text("mine")
    (second.path / "today.json").write_text("{}" + " " * (second.told.files["today.json"].bytes - 2))
    (out / "2026-11-19-000000").mkdir()
    (out / "notes").mkdir()
    made = run(night, out, keep=1)
    assert [name[-1] for name in names(out)] == ["1", "2", "4"]
    assert made.forgotten == ["2026-11-20-000003"]
    assert (out / "2026-11-19-000000").is_dir()
    assert (out / "notes").is_dir()
    other = tmp_path / "other.db"
    settings = replace(night.settings, db=other)
    time.advance(minutes=1)
    with Desk.open(settings, clock=desk.clock) as another:
        given_case(another)
    NightlyService(settings, desk.clock).run(NightPlan(out, keep=1))
    assert [name[-1] for name in names(out)] == ["1", "2", "4", "5"]


def test_two_desks_that_begin_with_the_same_change_never_touch_each_others_sets(
    desk: Desk, night: NightlyService, out: Path, tmp_path: Path
) -> None:
    first = run(night, out)
    settings = replace(night.settings, db=tmp_path / "other.db")
    twin = NightlyService(settings, desk.clock)
    with Desk.open(settings, clock=desk.clock) as another:
        given_case(another, HOSTILE)
        with another.store.bare() as db, desk.store.bare() as ours:
            # Down to the last letter, chance included.
            for column in ("at", "changes"):
                (value,) = ours.execute(f"SELECT {column} FROM events WHERE id = 1").fetchone()
                db.execute(f"UPDATE events SET {column} = ? WHERE id = 1", (value,))
    made = twin.run(NightPlan(out, incremental=True, keep=1))
    assert made.kept.told.desk == first.kept.told.desk
    assert (made.kept.told.kind, made.forgotten) == (FULL, [])
    assert night.verify(out, made.kept.name).live == "other"
    assert run(night, out, keep=1).forgotten == [first.kept.name]
    assert twin.run(NightPlan(out, keep=1)).forgotten == [made.kept.name]


@pytest.mark.parametrize("way", ["copied", "restored", "mended"])
def test_a_copy_of_the_desk_goes_on_with_its_sets(
    desk: Desk, night: NightlyService, out: Path, tmp_path: Path, way: str
) -> None:
    first = run(night, out)
    place = tmp_path / "again.db"
    if way == "copied":
        desk.close()
        place.write_bytes(desk.store.path.read_bytes())
    else:
        MaintenanceService(place, desk.clock).restore(first.kept.path / "desk.db")
    if way == "mended":
        MaintenanceService(place, desk.clock).doctor(fix=True)
    again = NightlyService(replace(night.settings, db=place), desk.clock)
    made = again.run(NightPlan(out, incremental=True))
    assert (made.kept.told.kind, made.kept.told.base) == (INCREMENTAL, first.kept.name)
    assert again.run(NightPlan(out, keep=1)).forgotten == [first.kept.name, made.kept.name]


@pytest.mark.parametrize("incremental", [False, True])
def test_a_set_that_is_ahead_of_the_desk_stays_with_what_it_stands_on_and_is_told(
    desk: Desk, night: NightlyService, out: Path, tmp_path: Path, time: FixedTime, *, incremental: bool
) -> None:
    first = run(night, out)
    given_customer(desk, "今天 [/]")
    ahead = run(night, out, incremental=incremental, keep=2)
    place = tmp_path / "again.db"
    MaintenanceService(place, desk.clock).restore(first.kept.path / "desk.db")
    again = NightlyService(replace(night.settings, db=place), desk.clock)
    made = again.run(NightPlan(out, keep=1))
    assert (made.ahead, made.is_well) == ([ahead.kept.name], False)
    assert made.forgotten == ([] if incremental else [first.kept.name])
    assert again.verify(out, ahead.kept.name).live == "other"
    # With another change under the same number it is no nearer.
    time.advance(minutes=1)
    with Desk.open(again.settings, clock=desk.clock) as other:
        given_customer(other, "明天")
    for kept in (made.kept.name, "2026-11-20-000004"):
        made = again.run(NightPlan(out, keep=1))
        assert (made.ahead, kept in made.forgotten) == ([ahead.kept.name], True)
    # The desk that has all of it keeps house as ever; the copy's sets are ahead of it.
    last = run(night, out, keep=1)
    assert ahead.kept.name in last.forgotten
    assert (list(last.ahead), names(out)) == ([made.kept.name], [made.kept.name, last.kept.name])


@pytest.mark.parametrize("number", [-1, 1 << 70])
def test_a_set_of_a_change_that_cannot_be_stays_and_harms_nothing(
    desk: Desk, night: NightlyService, out: Path, number: int
) -> None:
    first = run(night, out)
    night_sets.describe(first.kept.path, replace(first.kept.told, change_number=number))
    made = run(night, out, keep=1, incremental=True)
    assert (made.kept.told.kind, made.forgotten, made.ahead) == (FULL, [], [first.kept.name])


def test_a_desk_goes_on_after_a_climb_and_when_it_was_empty_before(
    desk: Desk, night: NightlyService, out: Path, tmp_path: Path
) -> None:
    first = run(night, out)
    # As a climb to this schema leaves it.
    with desk.store.bare() as db:
        db.execute("PRAGMA schema_version = 7")
    night_sets.describe(first.kept.path, replace(first.kept.told, schema=first.kept.told.schema - 1))
    assert run(night, out, keep=1).forgotten == [first.kept.name]
    empty = replace(night.settings, db=tmp_path / "empty.db", holidays="none")
    with Desk.open(empty, clock=desk.clock) as other:
        second = NightlyService(empty, desk.clock).run(NightPlan(out))
        assert second.kept.told.desk == ""
        given_case(other)
    assert NightlyService(empty, desk.clock).run(NightPlan(out, keep=1)).forgotten == [second.kept.name]


def test_a_set_under_another_name_is_none_and_no_number_is_given_twice(
    desk: Desk, night: NightlyService, out: Path
) -> None:
    first = run(night, out)
    shutil.copytree(first.kept.path, out / "2026-11-20-000009")
    made = run(night, out, keep=1)
    assert (made.kept.name[-2:], made.forgotten) == ("10", [first.kept.name])
    assert list(made.damaged) == ["2026-11-20-000009"]
    shutil.rmtree(made.kept.path)
    made = run(night, out)
    assert (made.kept.name[-2:], made.gone) == ("11", ["2026-11-20-000010"])


def test_rows_that_are_not_as_they_were_written_are_told_and_push_out_no_sound_set(
    desk: Desk, night: NightlyService, out: Path
) -> None:
    sound = run(night, out)
    with desk.store.bare() as db:
        db.execute("UPDATE cases SET subject = 'flipped'")
    for _night in range(3):
        made = run(night, out, keep=1)
        assert (made.unlike, made.is_well, made.kept.told.is_sound) == (1, False, False)
    assert names(out) == [sound.kept.name, made.kept.name]


def test_a_damaged_desk_ends_the_night_without_a_set(desk: Desk, night: NightlyService, out: Path) -> None:
    first = run(night, out)
    with desk.store.bare() as db:
        db.execute("PRAGMA foreign_keys = 0")
        db.execute("UPDATE cases SET customer_id = 999")
    with pytest.raises(DamagedError):
        run(night, out, keep=1)
    assert names(out) == [first.kept.name]
    assert (out / LATEST_LINK).resolve() == first.kept.path


def test_two_runs_at_a_time_are_refused_at_once(desk: Desk, night: NightlyService, out: Path) -> None:
    with night_sets.locked(out), pytest.raises(BusyError, match="Another nightly"):
        run(night, out)
    assert names(out) == []
    run(night, out)


def test_a_folder_that_is_not_there_is_never_made(desk: Desk, night: NightlyService, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for place in (tmp_path / "mount" / "desk", tmp_path / "file", tmp_path / "loop", Path("a\0b")):
        with pytest.raises(UsageError):
            run(night, place)
    assert not (tmp_path / "mount").exists()


def test_a_link_to_the_folder_is_followed_and_replaced_by_nothing(
    desk: Desk, night: NightlyService, out: Path, tmp_path: Path
) -> None:
    (tmp_path / "link").symlink_to(out)
    assert run(night, tmp_path / "link").kept.path.parent == out
    assert (tmp_path / "link").is_symlink()


@pytest.mark.parametrize("kind", ["folder", "fifo", "file", "link"])
def test_what_stands_in_the_place_of_latest_is_not_touched_and_told(
    desk: Desk, night: NightlyService, out: Path, tmp_path: Path, kind: str
) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious")
    for name in (LATEST, LATEST_LINK):
        if kind == "folder":
            (out / name).mkdir()
        elif kind == "fifo":
            os.mkfifo(out / name)
        elif kind == "file" and name == LATEST_LINK:
            (out / name).write_text("mine")
        elif kind == "link" and name == LATEST:
            (out / name).symlink_to(victim)
    made = run(night, out)
    assert made.unmoved
    assert not made.is_well
    assert victim.read_text() == "precious"
    assert night_sets.faults(made.kept) == []


def test_a_fifo_in_the_place_of_the_lock_holds_nobody_up(
    desk: Desk, night: NightlyService, out: Path
) -> None:
    os.mkfifo(out / night_places.LOCK)
    run(night, out)
    (out / night_places.LOCK).unlink()
    (out / night_places.LOCK).symlink_to(out / "elsewhere")
    with pytest.raises(Exception, match="cannot be written"):
        run(night, out)
    assert not (out / "elsewhere").exists()


def test_room_is_looked_for_before_anything_is_written(
    desk: Desk, night: NightlyService, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "free", lambda _folder: 100_000)
    with pytest.raises(NoSpaceError, match="MB free"):
        run(night, out)
    assert [path.name for path in out.iterdir()] == [night_places.LOCK]


@pytest.mark.parametrize(
    "change",
    [
        {"files": {"../../victim": {"sha256": "x", "bytes": 1, "rows": None}}},
        {"files": {"/etc/passwd": {"sha256": "x", "bytes": 1, "rows": None}}},
        {"files": []},
        {"sequence": "1"},
        {"desk": None},
        {"more": 1},
    ],
)
def test_a_manifest_from_elsewhere_is_no_set_and_harms_nothing(
    desk: Desk, night: NightlyService, out: Path, change: dict[str, object]
) -> None:
    made = run(night, out)
    told = json.loads((made.kept.path / "manifest.json").read_text())
    (made.kept.path / "manifest.json").write_text(json.dumps(told | change))
    assert night_sets.read(made.kept.path) is None
    assert run(night, out, keep=1).forgotten == []
    assert made.kept.path.is_dir()
    (made.kept.path / "manifest.json").write_text("[" * 100_000)
    assert night_sets.read(made.kept.path) is None


def test_a_set_of_tables_is_checked_in_the_language_that_it_was_written_in(
    desk: Desk, night: NightlyService, out: Path
) -> None:
    from servicedesk import i18n

    try:
        i18n.activate("zh")
        made = run(night, out, format="csv")
        with (made.kept.path / "export" / "cases.csv").open(encoding="utf-8-sig", newline="") as file:
            assert "状态" in next(csv.reader(file))
        i18n.activate("en")
        assert night.verify(out).rows == 1
        assert i18n.language() == "en"
    finally:
        i18n.activate("en")


def test_a_set_that_stands_on_a_day_of_the_desks_zone_is_named_by_it(
    desk: Desk, night: NightlyService, out: Path, time: FixedTime
) -> None:
    time.moment = time.moment.replace(hour=20)
    assert run(night, out).kept.name.startswith("2026-11-21")


def test_the_plan_asks_for_a_format_that_there_is(night: NightlyService, out: Path) -> None:
    for plan in (NightPlan(out, "docx"), NightPlan(out, keep=0)):
        with pytest.raises(UsageError):
            night.run(plan)
    assert nightly.KEEP == 14
