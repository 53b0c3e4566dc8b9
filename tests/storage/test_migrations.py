"""The schema and its ladder: what is declared stands in the file, and an old file climbs safely."""

import random
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from time import perf_counter, sleep
from typing import Any

import pytest

from servicedesk.domain.errors import DamagedError, NoSpaceError, ServiceDeskError
from servicedesk.storage import backup, driver, migrations, opening
from servicedesk.storage.engine import Store
from servicedesk.storage.health import schema_objects
from tests.builders import FixedTime, dump, given_call, given_case, open_desk
from tests.storage.processes import Child, Tell, run_all

ROOT = Path(__file__).parents[2]


# R6: the schema


def test_the_frozen_schema_is_what_the_tables_declare() -> None:
    printed = subprocess.run(
        [sys.executable, "scripts/schema.py"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert printed.stdout == migrations.SCHEMA_FILE.read_text(encoding="utf-8")


def test_the_newest_step_is_the_version_that_is_opened() -> None:
    assert max(migrations.steps()) == opening.SCHEMA_VERSION
    assert sorted(migrations.steps()) == list(range(1, opening.SCHEMA_VERSION + 1))


@pytest.fixture
def tables(tmp_path: Path) -> Any:
    with closing(Store.open(tmp_path / "desk.db")) as store, store.bare() as db:
        yield (
            db,
            [
                row[1]
                for row in db.execute("PRAGMA table_list").fetchall()
                if row[2] == "table" and not row[1].startswith("sqlite_")
            ],
        )


def test_every_table_is_strict(tables: Any) -> None:
    db, names = tables
    strict = {row[1] for row in db.execute("PRAGMA table_list").fetchall() if row[5]}
    assert len(names) > 10
    assert set(names) - strict == set()


def test_a_number_is_never_used_twice(tables: Any) -> None:
    db, names = tables
    # A sum has the number of what it is of.
    for name in set(names) - {"row_sums"}:
        (sql,) = db.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (name,)).fetchone()
        assert "AUTOINCREMENT" in sql, name


def test_every_time_is_checked_by_the_database_itself(tables: Any) -> None:
    db, names = tables
    for name in names:
        (sql,) = db.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (name,)).fetchone()
        for row in db.execute(f"PRAGMA table_info({name})").fetchall():
            if row[1].endswith("_at") or row[1] in {"at", "snoozed_until"}:
                assert f"{row[1]}_is_a_time" in sql, (name, row[1])


@pytest.mark.parametrize(
    "value",
    ["not a date", "2026-11-21", "2026-11-21T09:12:00", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z", ""],
)
def test_no_other_text_gets_into_a_time(tables: Any, value: str) -> None:
    db, _names = tables
    with pytest.raises(driver.IntegrityError, match="CHECK"):
        db.execute("INSERT INTO drafts (started_at, updated_at) VALUES (?, '2026-11-21T09:12:00Z')", (value,))


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [("cases", "state", "lost"), ("cases", "kind", "ticket"), ("cases", "priority", 5),
     ("cases", "priority", "high"), ("calls", "direction", "up"), ("followups", "method", "pigeon"),
     ("customers", "kind", "alien"), ("cases", "customer_id", "李伟"), ("cases", "subject", b"bytes"),
     ("cases", "satisfaction", 101)],
)  # fmt: skip
def test_no_other_value_gets_into_a_column(tables: Any, table: str, column: str, value: Any) -> None:
    db, _names = tables
    moment = "2026-11-21T09:12:00Z"
    needed = {"cases": "received_at", "calls": "rang_at", "followups": "due_at"}
    names = ["created_at", "updated_at", *([needed[table]] if table in needed else [])]
    marks = ", ".join("?" * (len(names) + 1))
    with pytest.raises(driver.IntegrityError):
        db.execute(
            f"INSERT INTO {table} ({', '.join([*names, column])}) VALUES ({marks})",
            [*[moment] * len(names), value],
        )


def test_words_of_the_schema_and_of_the_queries_are_the_same() -> None:
    from servicedesk.storage.tables import cases
    from servicedesk.storage.term_sql import IS_OPEN

    assert str(cases.IS_OPEN) == IS_OPEN


def test_a_new_file_and_one_that_has_climbed_have_one_schema(tmp_path: Path) -> None:
    first = first_desk(tmp_path / "old.db")
    open_desk(first).close()
    open_desk(tmp_path / "new.db").close()
    with opening.looking_into(first) as old, opening.looking_into(tmp_path / "new.db") as new:
        assert schema_objects(old) == schema_objects(new)


def first_desk(path: Path) -> Path:
    """A file as the first schema left it, with a case, what hangs on it, and a number used up."""
    with closing(driver.connect(str(path), isolation_level=None)) as db:
        opening.prepare(db)
        for statement in str(migrations.steps()[1]).split(";\n"):
            db.execute(statement)
        moment = "2026-11-19T01:00:00Z"
        db.execute(
            "INSERT INTO customers (uid, created_at, updated_at, name) VALUES ('u', ?, ?, '王秀英')",
            (moment, moment),
        )
        for number in range(3):
            db.execute(
                "INSERT INTO cases (uid, created_at, updated_at, received_at, subject, customer_id, due_at)"
                " VALUES (?, ?, ?, ?, '漏水[/]', 1, '2026-11-19T09:00:00Z')",
                (f"c{number}", moment, moment, moment),
            )
        db.execute("INSERT INTO case_notes (case_id, at, text) VALUES (1, ?, '三楼')", (moment,))
        db.execute(
            "INSERT INTO calls (uid, created_at, updated_at, rang_at, case_id) VALUES ('l', ?, ?, ?, 1)",
            (moment, moment, moment),
        )
        db.execute("DELETE FROM cases WHERE id = 3")
        db.execute(f"PRAGMA application_id = {opening.APPLICATION_ID}")
        db.execute("PRAGMA user_version = 1")
    return path


@contextmanager
def desk_of_schema(number: int, path: Path) -> Iterator[driver.Connection]:
    """A connection to first_desk(), climbed to that schema and no further."""
    with closing(driver.connect(str(first_desk(path)), isolation_level=None)) as db:
        opening.prepare(db)
        db.execute("PRAGMA foreign_keys = OFF")
        db.execute("PRAGMA legacy_alter_table = ON")
        for step in range(2, number + 1):
            db.executescript(str(migrations.steps()[step]))
        db.execute(f"PRAGMA user_version = {number}")
        yield db


def test_the_waiting_reasons_of_an_older_desk_mean_what_they_meant_and_are_told_of(tmp_path: Path) -> None:
    path = tmp_path / "first.db"
    with desk_of_schema(2, path) as db:
        db.execute(
            "INSERT INTO policies (updated_at, name, body) VALUES (?, 'waiting', ?)",
            (
                "2026-11-19T01:00:00Z",
                '# 我们的 [b]\n[[reason]]\nname = "缺货"\nwhom = "supplier"\n',
            ),
        )
    with open_desk(path) as desk:
        waiting = desk.policies.parsed("waiting")
        # Other words never were its own.
        assert [waiting.find(name).pauses for name in ("缺货", "等领导")] == [True, False]
        assert waiting.odd_pauses() == ("缺货",)


def test_a_customer_who_came_back_to_an_older_desk_is_found_by_its_new_index(tmp_path: Path) -> None:
    path = tmp_path / "fourth.db"
    with desk_of_schema(4, path) as db:
        db.execute(
            "UPDATE cases SET state = 'closed', closed_at = '2026-11-19T02:00:00Z',"
            " nudge_at = '2026-11-19T03:00:00Z' WHERE id = 2"
        )
        db.execute("UPDATE calls SET case_id = 2, rang_at = '2026-11-19T03:00:00Z'")
    with open_desk(path) as desk:
        assert list(desk.lists.ids("case", "is:came-back")) == [2]
        assert desk.today.board().came_back == 1


@pytest.mark.parametrize(
    ("repeat", "dates", "following"),
    [
        # Every 31st had become every 28th: it comes again.
        ("FREQ=MONTHLY", ["2027-01-31", "2027-02-28"], "2027-03-31"),
        ("FREQ=MONTHLY", ["2027-02-28"], "2027-03-28"),
        ("FREQ=MONTHLY", ["2027-01-31", "2027-03-15"], "2027-04-15"),
        ("FREQ=YEARLY", ["2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28"], "2028-02-29"),
        ("FREQ=WEEKLY", ["2027-01-25", "2027-02-01"], "2027-02-08"),
    ],
)
def test_the_repeating_follow_ups_of_an_older_desk_have_a_series_and_their_day_again(
    tmp_path: Path, repeat: str, dates: list[str], following: str
) -> None:
    path = first_desk(tmp_path / "first.db")
    with closing(driver.connect(str(path), isolation_level=None)) as db:
        opening.prepare(db)
        for number, day in enumerate(dates):
            db.execute(
                "INSERT INTO followups"
                " (uid, created_at, updated_at, customer_id, due_at, purpose, state, repeat)"
                " VALUES (?, ?, ?, 1, ?, '对账 [b]', ?, ?)",
                (
                    f"f{number}",
                    *["2026-11-19T01:00:00Z"] * 2,
                    f"{day}T01:00:00Z",
                    "planned" if day == dates[-1] else "held",
                    repeat,
                ),
            )
    time = FixedTime(datetime.fromisoformat(f"{dates[-1]}T03:00:00Z"))
    with open_desk(path, time) as desk:
        change = desk.followups.hold([len(dates)])
        booked = desk.followups.get(change.ids[1])
        assert booked is not None
        assert booked.due_at == booked.planned_for == datetime.fromisoformat(f"{following}T01:00:00Z")
        assert booked.series == f"f{len(dates) - 1}"


def test_a_desk_of_the_first_schema_opens_with_everything_in_it(tmp_path: Path) -> None:
    with open_desk(first_desk(tmp_path / "desk.db")) as desk:
        found = desk.cases.dossier(1)
        assert (found.case.row.subject, found.case.row.customer_name) == ("漏水[/]", "王秀英")
        assert [line.text for line in found.history if line.text == "三楼"] == ["三楼"]
        assert found.case.row.deadline_at is not None
        assert desk.lists.ids("case", "is:overdue").tolist() == [1, 2]
        # The number of a case that was deleted is not given away again.
        assert given_case(desk, "新的") == 4


def test_the_calls_of_an_older_desk_are_as_they_were_and_one_may_have_no_result(tmp_path: Path) -> None:
    path = tmp_path / "fourth.db"
    with desk_of_schema(4, path) as db:
        moment = "2026-11-19T01:00:00Z"
        for number in range(2):
            db.execute(
                "INSERT INTO calls (uid, created_at, updated_at, rang_at, case_id, summary, outcome)"
                " VALUES (?, ?, ?, ?, 1, '漏水[/]', 'call_back')",
                (f"l{number}", moment, moment, moment),
            )
        db.execute("UPDATE cases SET call_id = 2 WHERE id = 1")
        db.execute("DELETE FROM calls WHERE id = 3")
    with open_desk(path) as desk:
        assert [desk.calls.get(number).outcome for number in (1, 2)] == ["answered", "call_back"]
        assert desk.cases.dossier(1).case.row.subject == "漏水[/]"
        with desk.writing() as transaction:
            transaction.connection.execute("UPDATE calls SET outcome = '' WHERE id = 1")
        assert desk.calls.get(1).outcome == ""
        # The number of a call that was deleted is not given away again.
        assert given_call(desk).call_id == 4


def test_a_desk_of_the_fifth_schema_takes_calls_nobody_answered_and_cases_that_wait_for_cases(
    tmp_path: Path,
) -> None:
    path = tmp_path / "fifth.db"
    with desk_of_schema(5, path) as db:
        db.execute(
            "UPDATE calls SET outcome = 'abandoned', direction = 'out', summary = '漏水[/]' WHERE id = 1"
        )
    with open_desk(path) as desk:
        call = desk.calls.get(1)
        # How an old call ended is not told anew.
        assert call is not None
        assert (call.outcome, call.summary) == ("abandoned", "漏水[/]")
        new = desk.calls.get(given_call(desk, direction="out", outcome="no_answer").call_id)
        assert new is not None
        assert (new.id, new.answered_at) == (2, None)
        with desk.writing() as transaction:
            transaction.connection.execute("UPDATE cases SET waiting_case_id = 2 WHERE id = 1")
    with closing(driver.connect(str(path), isolation_level=None)) as db:
        opening.prepare(db)
        for wrong in (1, 77):
            with pytest.raises(driver.IntegrityError):
                db.execute("UPDATE cases SET waiting_case_id = ? WHERE id = 1", (wrong,))


# R7: the ladder, with a step that no release has taken


def a_step(db: driver.Connection) -> None:
    """What a release may do: a column, a table made anew and renamed, a value worked out in Python."""
    db.execute("ALTER TABLE cases ADD COLUMN 紧急 INTEGER NOT NULL DEFAULT 0")
    db.execute("UPDATE cases SET 紧急 = 1 WHERE priority = 4")
    (sql,) = db.execute("SELECT sql FROM sqlite_schema WHERE name = 'case_labels'").fetchone()
    db.execute(re.sub("case_labels", "case_labels_new", sql, count=1))
    db.execute("INSERT INTO case_labels_new SELECT * FROM case_labels")
    db.execute("DROP TABLE case_labels")
    db.execute("ALTER TABLE case_labels_new RENAME TO case_labels")


TODAY = opening.SCHEMA_VERSION
TEXT_STEP = "CREATE TABLE 备注 (id INTEGER PRIMARY KEY) STRICT;\nINSERT INTO 备注 VALUES (7);\n"


@pytest.fixture
def old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of today that two later releases are to open."""
    path = tmp_path / "desk.db"
    with open_desk(path) as desk:
        for number in range(20):
            given_case(desk, f"漏水 {number}", labels=["漏水", "急"], priority=4)
    monkeypatch.setattr(opening, "SCHEMA_VERSION", TODAY + 2)
    ladder = migrations.steps() | {TODAY + 1: a_step, TODAY + 2: TEXT_STEP}
    monkeypatch.setattr(migrations, "steps", lambda: ladder)
    return path


def version_of(path: Path) -> int:
    with opening.looking_into(path) as db:
        return int(db.execute("PRAGMA user_version").fetchone()[0])


def test_an_old_file_climbs_step_by_step_and_is_kept_as_it_was(old: Path) -> None:
    with open_desk(old) as desk:
        with desk.reading() as db:
            assert db.execute("SELECT count(*), sum(紧急) FROM cases").fetchone() == (20, 20)
            # Dropping and renaming a table with foreign keys on would have emptied others.
            assert db.execute("SELECT count(*) FROM case_labels").fetchone()[0] == 40
            assert db.execute("SELECT id FROM 备注").fetchone()[0] == 7
            assert db.execute("PRAGMA foreign_keys").fetchone()[0] == 1
        assert desk.cases.get(1).row.labels == ("漏水", "急")
        given_case(desk)
    kept = backup.migration_backup_path(old, TODAY)
    assert version_of(kept) == TODAY
    assert backup.require_sound(kept) == TODAY
    assert kept.stat().st_mode & 0o777 == 0o600
    assert sorted(place.name for place in old.parent.iterdir()) == ["desk.db", kept.name]


def test_a_file_that_has_climbed_is_not_copied_again(old: Path) -> None:
    open_desk(old).close()
    kept = backup.migration_backup_path(old, TODAY)
    before = kept.read_bytes()
    open_desk(old).close()
    assert kept.read_bytes() == before


def test_a_process_that_comes_second_leaves_the_copy_of_the_first(old: Path) -> None:
    kept = backup.migration_backup_path(old, TODAY)
    run_all([lambda _tell: open_desk(old).close()] * 4)
    assert version_of(old) == TODAY + 2
    assert version_of(kept) == TODAY
    # One that saw today's version and was held up until the others had climbed.
    with closing(driver.connect(str(old), isolation_level=None)) as late:
        opening.prepare(late)
        migrations.climb(late, old, TODAY)
    assert version_of(kept) == TODAY
    assert version_of(old) == TODAY + 2


@pytest.mark.parametrize(
    "fault",
    [
        "CREATE TABLE 坏 (id INTEGER PRIMARY KEY);\nNO SQL AT ALL",
        "DELETE FROM cases WHERE id < 5",
        "UPDATE case_labels SET case_id = 999",
    ],
)
def test_a_step_that_fails_leaves_the_file_on_the_step_before(
    old: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    with opening.looking_into(old) as db:
        before = db.execute("SELECT name, sql FROM sqlite_schema").fetchall()
        labels = db.execute("SELECT * FROM case_labels").fetchall()
    ladder = migrations.steps() | {TODAY + 1: fault}
    monkeypatch.setattr(migrations, "steps", lambda: ladder)
    with pytest.raises(ServiceDeskError):
        Store.open(old)
    assert version_of(old) == TODAY
    with opening.looking_into(old) as db:
        assert db.execute("SELECT name, sql FROM sqlite_schema").fetchall() == before
        assert db.execute("SELECT * FROM case_labels").fetchall() == labels
        assert db.execute("SELECT count(*) FROM cases").fetchone()[0] == 20


def test_no_step_is_taken_without_a_whole_copy(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_path: Path) -> int:
        raise DamagedError("坏")

    monkeypatch.setattr(backup, "require_sound", refuse)
    with pytest.raises(DamagedError):
        Store.open(old)
    monkeypatch.undo()
    assert version_of(old) == TODAY
    assert [place.name for place in old.parent.iterdir() if "tmp" in place.name] == []


def test_a_disk_too_full_for_the_copy_leaves_everything(old: Path) -> None:
    import resource
    import signal

    before = old.read_bytes()

    def work(tell: Tell) -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
        try:
            Store.open(old)
        except NoSpaceError as error:
            tell(f"{error.exit_code}")

    assert run_all([work]) == [["15"]]
    assert old.read_bytes() == before
    assert [place.name for place in old.parent.iterdir() if "tmp" in place.name or "bak" in place.name] == []


def climbing(old: Path) -> Child:
    """A process that climbs, and tells when it begins and when it is up."""

    def climb(tell: Tell) -> None:
        tell("go")
        open_desk(old).close()
        tell("done")

    return Child(climb)


def kill_while_climbing(old: Path, chance: random.Random, longest: float) -> int:
    """Kill a process somewhere on its way up, within `longest` seconds; return the version that it left."""
    with climbing(old) as child:
        child.wait_for()
        sleep(chance.random() * longest)
        child.kill()
    return version_of(old)


def kill_all_the_way_up(old: Path, turns: int) -> set[int]:
    found = set()
    first = old.read_bytes()
    kept = backup.migration_backup_path(old, TODAY)
    with climbing(old) as child:
        child.wait_for()
        began = perf_counter()
        child.wait_for(2)
        # Some are to be killed on their way and some at its end, however fast the machine climbs.
        longest = 1.5 * (perf_counter() - began)
    for turn in range(turns):
        for place in old.parent.iterdir():
            place.unlink()
        old.write_bytes(first)
        version = kill_while_climbing(old, random.Random(turn), longest)
        found.add(version)
        with opening.looking_into(old) as db:
            columns = {row[1] for row in db.execute("PRAGMA table_info(cases)").fetchall()}
            tables = {row[0] for row in db.execute("SELECT name FROM sqlite_schema").fetchall()}
            assert ("紧急" in columns, "备注" in tables, "case_labels" in tables) == (
                version > TODAY, version > TODAY + 1, True,
            )  # fmt: skip
            assert "case_labels_new" not in tables
        if version > TODAY:
            assert backup.require_sound(kept) == TODAY
        with open_desk(old) as desk:
            assert len(desk.lists.ids("case", "+漏水")) == 20
        assert version_of(old) == TODAY + 2
        assert backup.require_sound(kept) == TODAY
    return found


def test_kill_9_while_climbing_leaves_a_whole_step(old: Path) -> None:
    kill_all_the_way_up(old, 25)


@pytest.mark.slow
def test_kill_9_while_climbing_leaves_a_whole_step_many_times(old: Path) -> None:
    assert len(kill_all_the_way_up(old, 200)) > 1


def test_what_was_saved_before_a_climb_can_be_undone_after_it(old: Path) -> None:
    with open_desk(old) as desk:
        assert desk.undo.undo().count == 1
        assert len(desk.lists.ids("case")) == 19
        given_call(desk)
        assert dump(desk)["calls"] != []
