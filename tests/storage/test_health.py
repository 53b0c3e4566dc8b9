"""Doctor tells what is wrong in words, and leaves the file as it is; salvage saves what can be read."""

import os
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

import pytest

from servicedesk.domain.errors import DamagedError, NoDatabaseError, RefusedError, UsageError
from servicedesk.services.context import Clock
from servicedesk.services.maintenance import Finding, MaintenanceService, exit_code
from servicedesk.storage import driver, filesystems, health, search_index
from servicedesk.storage.opening import SCHEMA_VERSION, looking_into
from servicedesk.storage.salvage import salvage
from tests.builders import FixedTime, dump, given_call, given_case, given_customer, given_followup, open_desk
from tests.spoiling import spoil
from tests.storage.test_migrations import first_desk


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The file of a desk with a hundred of everything."""
    place = tmp_path_factory.mktemp("made") / "desk.db"
    with open_desk(place) as desk:
        for number in range(100):
            customer_id = given_customer(desk, f"李伟{number}", f"138 0000 {number:04d}", tags=["老客户"])
            case_id = given_case(
                desk, f"空调漏水 {number}", customer_id=customer_id, labels=["漏水"], description="水" * 300
            )
            given_call(desk, f"138 0000 {number:04d}", f"来电 {number}")
            given_followup(desk, case_id=case_id)
    return place.read_bytes()


@pytest.fixture
def path(made: bytes, tmp_path: Path) -> Path:
    """That file, to be damaged."""
    place = tmp_path / "desk.db"
    place.touch(0o600)
    place.write_bytes(made)
    return place


@pytest.fixture
def service(path: Path) -> MaintenanceService:
    return MaintenanceService(path, Clock(FixedTime()))


def levels(found: list[Finding]) -> dict[str, str]:
    """The worst level of each topic."""
    order = [health.OK, health.WARNING, health.FAULT, health.DAMAGE]
    worst: dict[str, str] = {}
    for finding in found:
        worst[finding.topic] = max(worst.get(finding.topic, health.OK), finding.level, key=order.index)
    return worst


def by_force(path: Path, *statements: str) -> None:
    """Change the file as another program would."""
    with closing(driver.connect(str(path), isolation_level=None)) as db:
        for statement in statements:
            db.execute(statement)


@pytest.mark.parametrize("full", [True, False])
def test_a_sound_desk_is_well_and_stays_as_it_is(
    service: MaintenanceService, path: Path, *, full: bool
) -> None:
    before = path.read_bytes()
    found = service.doctor(full=full)
    assert set(levels(found)) == {
        "sqlite", "encryption", "mode", "space", "pages", "references", "schema", "search", "counts",
        "clocks", "calendar", "log", "values", *(["sums"] if full else []),
    }  # fmt: skip
    # This desk has taken over no public holidays.
    assert levels(found)["calendar"] == health.WARNING
    assert {level for topic, level in levels(found).items() if topic != "calendar"} == {health.OK}
    assert exit_code(found) == 0
    assert any("100 customers, 100 calls, 100 cases, 100 follow-ups" in finding.text for finding in found)
    assert path.read_bytes() == before
    assert {place.name for place in path.parent.iterdir()} <= {"desk.db", "desk.db-wal", "desk.db-shm"}


def test_a_desk_in_use_is_looked_at_without_a_stop(service: MaintenanceService, path: Path) -> None:
    with open_desk(path) as desk, desk.writing() as _transaction:
        assert exit_code(service.doctor(full=True)) == 0


def test_where_there_is_no_desk_the_machine_is_looked_at(tmp_path: Path) -> None:
    found = MaintenanceService(tmp_path / "none.db").doctor()
    assert levels(found) == {"sqlite": health.OK, "log": health.OK, "file": health.WARNING}
    assert list(tmp_path.iterdir()) == []


def test_the_bug_of_the_driver_is_named(service: MaintenanceService, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver, "sqlite_version", lambda: driver.SQLiteVersion("sqlite3", (3, 40, 1)))
    (finding,) = [finding for finding in service.doctor() if finding.topic == "sqlite"]
    assert finding.level == health.WARNING
    assert "3.40.1" in finding.text
    assert "WAL-reset" in finding.text


def test_a_file_that_others_may_open_is_told_and_mended(service: MaintenanceService, path: Path) -> None:
    path.chmod(0o644)
    found = service.doctor()
    assert levels(found)["mode"] == health.WARNING
    assert exit_code(found) == 0
    assert levels(service.doctor(fix=True))["mode"] == health.OK
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_disk_almost_full_is_told(service: MaintenanceService, monkeypatch: pytest.MonkeyPatch) -> None:
    import shutil
    from types import SimpleNamespace

    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=1000))
    assert levels(service.doctor())["space"] == health.WARNING


def test_a_network_drive_is_told(
    service: MaintenanceService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"server:/x {tmp_path} nfs rw 0 0\n")
    monkeypatch.setattr(filesystems, "MOUNTS", mounts)
    assert levels(service.doctor())["place"] == health.FAULT


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("DROP INDEX cases_queue", "Missing from the file: cases_queue"),
        ("CREATE TABLE 外来 (x)", "Not made by servicedesk: 外来"),
        ("CREATE TRIGGER 触发 AFTER INSERT ON cases BEGIN SELECT 1; END", "Not made by servicedesk: 触发"),
        ("ALTER TABLE cases ADD COLUMN 多 TEXT", "Changed by another program: cases"),
        ("DROP TABLE calls_search", "Missing from the file: calls_search"),
    ],
)
def test_a_schema_that_somebody_changed_is_told(
    service: MaintenanceService, path: Path, statement: str, words: str
) -> None:
    by_force(path, statement)
    found = service.doctor()
    assert exit_code(found) == 1
    assert any(words in finding.text for finding in found)


SEARCH_FAULTS = [
    "DELETE FROM cases_search WHERE rowid = 100",
    "DELETE FROM cases_search WHERE rowid = 7",
    "UPDATE cases_search SET subject = '别 的' WHERE rowid = 7",
    "INSERT INTO calls_search (rowid, body) VALUES (5000, '没 有')",
    "UPDATE customers SET name = '改名' WHERE id = 50",
    "DELETE FROM followups_search",
]


@pytest.mark.parametrize("full", [True, False])
@pytest.mark.parametrize("statement", SEARCH_FAULTS)
def test_search_rows_that_are_wrong_are_told_and_mended(
    service: MaintenanceService, path: Path, statement: str, *, full: bool
) -> None:
    by_force(path, statement)
    found = service.doctor(full=full)
    assert levels(found)["search"] == health.FAULT
    is_of_a_record = statement.startswith("UPDATE customers ")
    assert exit_code(found) == (13 if full and is_of_a_record else 1)
    with open_desk(path) as desk:
        before = {
            table: rows for table, rows in dump(desk, without=()).items() if not table.endswith("_search")
        }
    assert exit_code(service.doctor(full=True, fix=True)) == (13 if is_of_a_record else 0)
    service.accept()
    assert exit_code(service.doctor(full=True)) == 0
    with open_desk(path) as desk:
        after = {
            table: rows for table, rows in dump(desk, without=()).items() if not table.endswith("_search")
        }
        assert after == before
        assert len(desk.lists.ids("case", "漏水")) == 100
        assert desk.history.newest(1)[0].actor == "anna"


def test_wrong_search_rows_are_counted(path: Path) -> None:
    by_force(path, *SEARCH_FAULTS)
    with looking_into(path) as db:
        found = {
            kind: search_index.count_wrong(db, kind) for kind in ("customer", "call", "case", "followup")
        }
    # The customer's new name is missing in its own row and in those of its case, its call and its follow-up.
    assert found == {"customer": 1, "call": 2, "case": 3, "followup": 100}


def test_a_reference_to_nothing_is_damage(service: MaintenanceService, path: Path) -> None:
    by_force(path, "UPDATE cases SET customer_id = 999 WHERE id < 4")
    found = service.doctor()
    assert levels(found)["references"] == health.DAMAGE
    assert exit_code(found) == 13
    assert any("3 rows" in finding.text and "cases" in finding.text for finding in found)


@pytest.mark.parametrize(
    "make",
    [
        lambda path: path.write_bytes("客户,电话\n".encode() * 1000),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(path.read_bytes()[:5000]),
        lambda path: by_force(path, "PRAGMA user_version = 99"),
        lambda path: by_force(path, "PRAGMA application_id = 7"),
    ],
    ids=["text", "empty", "cut off", "newer", "not ours"],
)
def test_any_file_can_be_looked_at(
    service: MaintenanceService, path: Path, make: Callable[[Path], object]
) -> None:
    make(path)
    before = path.read_bytes()
    assert exit_code(service.doctor(full=True)) in {1, 13}
    assert path.read_bytes() == before


def destroy(path: Path, pages: int, seed: int) -> None:
    """Overwrite some pages, but not the first, as a failing disk does."""
    size = path.stat().st_size // 4096
    with path.open("r+b") as file:
        for page in Random(seed).sample(range(1, size), pages):
            file.seek(page * 4096)
            file.write(Random(seed + page).randbytes(4096))


@pytest.mark.parametrize("seed", range(6))
def test_damage_is_told_and_nothing_is_changed(service: MaintenanceService, path: Path, seed: int) -> None:
    destroy(path, 3, seed)
    before = path.read_bytes()
    found = service.doctor(full=True)
    assert exit_code(found) == 13
    assert "李伟" not in repr(found)
    with pytest.raises(RefusedError, match="damaged"):
        service.doctor(fix=True)
    assert path.read_bytes() == before


# Salvage


def rows_of(path: Path) -> dict[str, dict[Any, Any]]:
    """Every row by table and number, as they are read without a service."""
    with looking_into(path) as db:
        tables = [
            row[0]
            for row in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
            if "_search" not in row[0] and not row[0].startswith("sqlite_") and row[0] != "row_sums"
        ]
        return {
            table: {row[0]: tuple(row) for row in db.execute(f"SELECT rowid, * FROM {table}").fetchall()}
            for table in tables
        }


def test_of_a_sound_file_everything_is_saved(service: MaintenanceService, path: Path, tmp_path: Path) -> None:
    target = tmp_path / "saved.db"
    report = service.salvage(target)
    assert rows_of(target) == rows_of(path)
    assert {part.missing for part in report} == {0}
    assert all(part.is_complete and not part.detached for part in report)
    assert exit_code(MaintenanceService(target).doctor(full=True)) == 0
    assert target.stat().st_mode & 0o777 == 0o600
    with open_desk(target) as desk:
        # Numbers are not used again, as if nothing had happened.
        assert given_case(desk) == 101


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("pages", [1, 5, 20])
def test_of_a_damaged_file_what_can_be_read_is_saved_and_the_rest_is_counted(
    path: Path, tmp_path: Path, pages: int, seed: int
) -> None:
    whole = rows_of(path)
    destroy(path, pages, seed)
    before = path.read_bytes()
    target = tmp_path / "saved.db"
    try:
        report = salvage(path, target)
    except DamagedError:
        # Where the page of the schema itself is hit, nothing can be found.
        assert not target.exists()
        assert path.read_bytes() == before
        return
    assert path.read_bytes() == before
    saved = rows_of(target)
    for part in report:
        held, old = saved[part.table], whole[part.table]
        assert part.saved == len(held)
        if part.is_complete:
            assert part.saved + part.missing >= len(old)
        for number, row in held.items():
            known = old[number]
            if part.detached:
                assert all(one == other or one is None for one, other in zip(row, known, strict=True))
            else:
                assert row == known
    assert exit_code(MaintenanceService(target).doctor(full=True)) == 0


def test_most_rows_survive_five_lost_pages_of_two_hundred(path: Path, tmp_path: Path) -> None:
    first, whole = path.read_bytes(), sum(map(len, rows_of(path).values()))
    shares = []
    for seed in range(20):
        path.write_bytes(first)
        destroy(path, 5, seed)
        shares.append(sum(part.saved for part in salvage(path, tmp_path / f"{seed}.db")) / whole)
    # 94 to 96 % here: which rows share a page differs with their uids, which are random.
    assert sum(shares) / len(shares) > 0.9


def test_rows_whose_record_is_lost_go_with_it_and_others_lose_the_reference(
    path: Path, tmp_path: Path
) -> None:
    by_force(path, "DELETE FROM cases WHERE id <= 10", "DELETE FROM customers WHERE id > 90")
    target = tmp_path / "saved.db"
    report = {part.table: part for part in salvage(path, target)}
    assert (report["case_labels"].saved, report["case_labels"].missing) == (90, 10)
    assert (report["customer_phones"].saved, report["customer_phones"].missing) == (90, 10)
    assert report["cases"].detached == 10
    assert report["followups"].detached == 20
    with open_desk(target) as desk, desk.store.bare() as db:
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []


def test_what_is_only_in_the_log_is_saved_too(path: Path, tmp_path: Path) -> None:
    with open_desk(path) as desk:
        case_id = given_case(desk, "刚写的")
        with looking_into(path):
            report = {part.table: part for part in salvage(path, tmp_path / "saved.db")}
    assert report["cases"].saved == 101
    with open_desk(tmp_path / "saved.db") as saved:
        assert saved.cases.get(case_id).row.subject == "刚写的"


def test_nothing_is_saved_over_anything(service: MaintenanceService, path: Path, tmp_path: Path) -> None:
    target = tmp_path / "x.db"
    target.write_text("别人的")
    link = tmp_path / "link.db"
    link.symlink_to(tmp_path / "none.db")
    before = path.read_bytes()
    for place in (target, link, path):
        with pytest.raises((UsageError, RefusedError), match=r"there already|not written over"):
            service.salvage(place)
    assert (target.read_text(), path.read_bytes()) == ("别人的", before)
    with pytest.raises(NoDatabaseError):
        MaintenanceService(tmp_path / "none.db").salvage(tmp_path / "y.db")


def test_of_what_is_no_desk_nothing_is_saved_and_nothing_left(tmp_path: Path) -> None:
    place = tmp_path / "客户.csv"
    place.write_bytes(os.urandom(100_000))
    with pytest.raises(DamagedError):
        salvage(place, tmp_path / "saved.db")
    assert sorted(found.name for found in tmp_path.iterdir()) == ["客户.csv"]


def test_a_deadline_that_the_history_does_not_give_is_found_and_mended(tmp_path: Path) -> None:
    with open_desk(tmp_path / "desk.db") as desk:
        case_id = given_case(desk, "漏水")
        right = desk.cases.get(case_id).row.deadline_at
        with desk.store.bare() as db:
            db.execute("UPDATE cases SET deadline_at = '2030-01-01T00:00:00Z', urgency = 7")
        service = MaintenanceService(desk.store.path, desk.clock)
        assert [finding.level for finding in service.doctor() if finding.topic == "clocks"] == ["fault"]
        mended = service.doctor(fix=True, full=True)
        assert [finding.level for finding in mended if finding.topic == "clocks"] == ["ok"]
        assert desk.cases.get(case_id).row.deadline_at == right


# A file of an older version


@pytest.mark.parametrize("full", [True, False])
def test_an_older_desk_that_is_whole_is_said_to_be_so_and_stays_as_it_is(
    tmp_path: Path, *, full: bool
) -> None:
    path = first_desk(tmp_path / "desk.db")
    path.chmod(0o600)
    before = path.read_bytes()
    found = MaintenanceService(path, Clock(FixedTime())).doctor(full=full)
    assert set(levels(found).values()) == {health.OK}
    assert exit_code(found) == 0
    (schema,) = [finding for finding in found if finding.topic == "schema"]
    said = "The file is older, and whole: it has schema 1, this version makes {newest}."
    assert schema.text == said.format(newest=SCHEMA_VERSION)
    assert path.read_bytes() == before


def test_an_older_desk_that_is_damaged_is_not_called_whole(tmp_path: Path) -> None:
    path = first_desk(tmp_path / "desk.db")
    spoil(path, "cases", "received_at", 2, "2026-31-19T01:00:00Z")
    found = MaintenanceService(path, Clock(FixedTime())).doctor()
    assert exit_code(found) == 13
    assert levels(found)["schema"] == health.WARNING
    assert any("cases C-2 (received_at)" in finding.text for finding in found)


def test_a_copy_that_was_made_by_hand_without_the_log_is_told_from_the_desk(tmp_path: Path) -> None:
    path, copy = tmp_path / "desk.db", tmp_path / "elsewhere" / "desk.db"
    copy.parent.mkdir()
    with open_desk(path) as desk:
        given_case(desk, "空调漏水")
    with open_desk(path) as desk:
        given_case(desk, "在日志里")
        shutil.copyfile(path, copy)
        assert path.with_name("desk.db-wal").stat().st_size > 0

    def told(place: Path) -> list[str]:
        found = MaintenanceService(place, Clock(FixedTime())).doctor()
        return [one.text for one in found if one.topic == "copy"]

    assert "(-wal)" in told(copy)[0]
    assert told(path) == []
    assert told(MaintenanceService(path, Clock(FixedTime())).backup(tmp_path / "whole.db").path) == []
    service = MaintenanceService(path, Clock(FixedTime()))
    service.restore(tmp_path / "whole.db", replace=True)
    assert told(path) == []
    # Whoever goes on with the copy knows it.
    with open_desk(copy) as desk:
        given_case(desk, "接着做")
    assert told(copy) == []
