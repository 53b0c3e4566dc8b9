"""A script reads the desk through SQLModel, and cannot write through it."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, delete, select, update

import servicedesk
from servicedesk import scripting
from servicedesk.domain.errors import (
    DamagedError,
    NewerVersionError,
    NoDatabaseError,
    NotOursError,
    RefusedError,
)
from servicedesk.scripting import Case, Customer
from servicedesk.services.demo import fill
from servicedesk.services.desk import Desk
from servicedesk.storage import driver, opening
from tests.builders import dump, given_call, given_case, given_customer, open_desk

ROOT = Path(__file__).parents[1]
EXAMPLES = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "scripting.md").read_text("utf-8"), re.DOTALL)
SECRET = "138 0000 4321"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path / "desk.db") as desk:
        customer = given_customer(desk)
        given_case(desk, "[/] 空调漏水", customer_id=customer)
        given_call(desk)
        yield desk


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    with open_desk(path, time=lambda: datetime.now(UTC)) as desk:  # type: ignore[arg-type]
        fill(desk, 120)
    return path


def test_a_script_selects_typed_records(desk: Desk) -> None:
    with servicedesk.session(desk.store.path) as session:
        assert isinstance(session, Session)
        case = session.exec(select(Case).where(Case.subject == "[/] 空调漏水")).one()
        assert session.get_one(Customer, case.customer_id).name == "李伟 [b]"
        assert scripting.to_time(case.created_at) == desk.clock.now()
        assert scripting.to_text(desk.clock.now()) == case.created_at


@pytest.mark.parametrize("example", EXAMPLES, ids=range(len(EXAMPLES)))
def test_the_examples_of_the_document_run_on_a_demo_desk(
    demo: Path, example: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SERVICEDESK_DB", str(demo))
    exec(compile(example, "docs/scripting.md", "exec"), {})  # noqa: S102 - our own document
    assert len(capsys.readouterr().out.splitlines()) >= 3


def test_there_are_three_examples_and_the_first_has_ten_lines_at_most() -> None:
    assert len(EXAMPLES) == 3
    assert len([line for line in EXAMPLES[0].splitlines() if line.strip()]) <= 10


def test_a_script_sees_one_moment_whatever_is_saved_meanwhile(desk: Desk) -> None:
    with servicedesk.session(desk.store.path) as session:
        seen = session.exec(select(Case.id)).all()
        given_case(desk, "meanwhile")
        assert session.exec(select(Case.id)).all() == seen
    with servicedesk.session(desk.store.path) as session:
        assert len(session.exec(select(Case.id)).all()) == len(seen) + 1


def test_the_moment_is_that_of_the_opening(desk: Desk) -> None:
    with servicedesk.session(desk.store.path) as session:
        given_case(desk, "before the first question")
        assert len(session.exec(select(Case.id)).all()) == 1


ENDINGS: dict[str, Callable[[Session], Any]] = {
    "commit": Session.commit,
    "rollback": Session.rollback,
    "close": Session.close,
    "a savepoint": lambda session: session.begin_nested().commit(),
    "commit as text": lambda session: session.execute(text("COMMIT")),
    "rollback as text": lambda session: session.execute(text("ROLLBACK")),
    "commit of the driver": lambda session: _driver(session).commit(),
    "rollback of the driver": lambda session: _driver(session).rollback(),
}


@pytest.mark.parametrize("end", ENDINGS.values(), ids=ENDINGS)
def test_nothing_that_a_script_ends_lets_newer_saves_in(desk: Desk, end: Callable[[Session], Any]) -> None:
    with servicedesk.session(desk.store.path) as session:
        seen = session.exec(select(Case.id)).all()
        given_case(desk, "meanwhile")
        end(session)
        assert session.exec(select(Case.id)).all() == seen
        end(session)
        assert session.exec(select(Case.id)).all() == seen


def _driver(session: Session) -> Any:
    return session.connection().connection.driver_connection


def _change_a_record(session: Session) -> None:
    session.exec(select(Case)).first().subject = SECRET  # type: ignore[union-attr]
    session.commit()


def _change_and_ask_again(session: Session) -> None:
    session.exec(select(Case)).first().subject = SECRET  # type: ignore[union-attr]
    session.exec(select(Customer)).all()


def _add_a_record(session: Session) -> None:
    session.add(Customer(name=SECRET, created_at="2026-11-21T09:12:00Z", updated_at="2026-11-21T09:12:00Z"))
    session.flush()


def _delete_a_record(session: Session) -> None:
    session.delete(session.exec(select(Customer)).first())
    session.commit()


def _send(session: Session, *statements: str) -> None:
    for statement in statements:
        session.execute(text(statement))


WRITES: dict[str, Callable[[Session], Any]] = {
    "a changed record": _change_a_record,
    "a changed record, then a question": _change_and_ask_again,
    "a new record": _add_a_record,
    "a deleted record": _delete_a_record,
    "an update": lambda session: session.exec(update(Case).values(subject=SECRET)),
    "a delete": lambda session: session.exec(delete(Case)),
    "an update as text": lambda session: session.execute(text(f"UPDATE cases SET subject = '{SECRET}'")),
    "a write once that is switched off": lambda session: _send(
        session, "PRAGMA query_only = OFF", "DELETE FROM case_notes", "DELETE FROM cases"
    ),
    "a dropped table": lambda session: session.execute(text("DROP TABLE views")),
    "a write after a commit": lambda session: [session.commit(), session.execute(text("DELETE FROM cases"))],
    "a mode": lambda session: session.execute(text("PRAGMA user_version = 99")),
    "a table for a moment": lambda session: session.execute(text("CREATE TEMP TABLE mine (x)")),
    "the schema": lambda session: session.execute(text("UPDATE sqlite_master SET sql = ''")),
    "a copy": lambda session: session.execute(text("VACUUM INTO 'copy.db'")),
    "another file": lambda session: session.execute(text("ATTACH 'new.db' AS other")),
    "the driver": lambda session: _driver(session).execute("DELETE FROM cases"),
    "another file by the driver": lambda session: _driver(session).execute("ATTACH 'new.db' AS other"),
    "the switch by the driver": lambda session: _driver(session).execute("PRAGMA query_only = OFF"),
    "the copy by the driver": lambda session: _driver(session).execute("VACUUM INTO 'copy.db'"),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_whatever_would_write_is_refused_in_one_clear_error(
    desk: Desk, write: Callable[[Session], Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    before = dump(desk, without=())
    path = desk.store.path
    with pytest.raises(RefusedError, match="only reads") as refused, servicedesk.session(path) as session:
        write(session)
    assert "command line" in refused.value.hint
    assert SECRET not in f"{refused.value} {refused.value.hint}"
    assert dump(desk, without=()) == before
    assert list(Path.cwd().iterdir()) == []


def test_the_desk_cannot_be_attached_for_writing_though_the_switch_is_tried_first(desk: Desk) -> None:
    before = dump(desk, without=())
    path = desk.store.path
    with servicedesk.session(path) as session:
        connection = _driver(session)
        for statement in (
            "PRAGMA query_only = OFF",
            f"ATTACH 'file:{path}?mode=rwc' AS w",
            "UPDATE cases SET subject = ''",
        ):
            with pytest.raises(driver.Error):
                connection.execute(statement)
        assert connection.execute("PRAGMA query_only").fetchone() == (1,)
        assert len(connection.execute("PRAGMA database_list").fetchall()) == 1
    assert dump(desk, without=()) == before


def test_whatever_only_reads_is_answered(desk: Desk) -> None:
    with servicedesk.session(desk.store.path) as session:
        inspector = inspect(session.connection())
        assert {"cases", "customers"} <= set(inspector.get_table_names())
        assert "subject" in {column["name"] for column in inspector.get_columns("cases")}
        assert inspector.get_indexes("case_notes")
        assert inspector.get_foreign_keys("cases")
        for name in inspector.get_table_names():
            session.execute(text(f"SELECT * FROM {name}")).all()
        found = session.execute(text("SELECT count(*) FROM cases_search WHERE cases_search MATCH 'x'"))
        assert found.scalar() == 0
        numbers = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 9)"
        assert session.execute(text(f"{numbers} SELECT sum(x) FROM n")).scalar() == 45


BROKEN = """
import sys
from importlib.abc import MetaPathFinder
class Broken(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name == {library!r}:
            raise {error}
sys.meta_path.insert(0, Broken())
{use}
"""
USES = ("import servicedesk; servicedesk.session('none.db').__enter__()", "import servicedesk.scripting")


@pytest.mark.parametrize("use", USES, ids=["session", "records"])
@pytest.mark.parametrize("library", ["sqlmodel", "sqlalchemy", "pydantic", "pydantic_core"])
@pytest.mark.parametrize(
    "error", [f"{kind}('theirs')" for kind in ("ImportError", "RuntimeError", "BaseException")]
)
def test_a_missing_or_broken_library_is_told_in_one_line(library: str, error: str, use: str) -> None:
    said = _with_broken(library, error, use).stderr
    last = said.strip().splitlines()[-1]
    assert last.startswith("servicedesk.domain.errors.ServiceDeskError: SQLModel or a library"), said
    assert "install servicedesk again" in last
    assert "theirs" not in said
    assert said.count("Traceback") == 1


@pytest.mark.parametrize("use", USES, ids=["session", "records"])
@pytest.mark.parametrize(("error", "code"), [("SystemExit(7)", 7), ("KeyboardInterrupt", -2)])
def test_who_ends_a_script_while_it_loads_ends_it(use: str, error: str, code: int) -> None:
    ended = _with_broken("sqlmodel", error, use)
    assert ended.returncode in {code, 128 - code}
    assert "ServiceDeskError" not in ended.stderr


def _with_broken(library: str, error: str, use: str) -> subprocess.CompletedProcess[str]:
    code = BROKEN.format(library=library, error=error, use=use)
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


def test_a_record_set_to_what_it_is_stands_in_nobodys_way(desk: Desk) -> None:
    with servicedesk.session(desk.store.path) as session:
        case = session.exec(select(Case)).first()
        assert case is not None
        case.subject = str(case.subject)
        session.commit()


def test_a_mistake_in_a_script_is_told_by_sqlalchemy_without_the_values(desk: Desk) -> None:
    sql = text("SELECT nonsense FROM cases WHERE subject = :secret")
    path = desk.store.path
    with pytest.raises(OperationalError, match="nonsense") as refused, servicedesk.session(path) as session:
        session.execute(sql, {"secret": SECRET})
    assert SECRET not in str(refused.value)


def test_the_desk_of_the_settings_is_opened_where_none_is_named(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SERVICEDESK_DB", str(desk.store.path))
    with servicedesk.session() as session:
        assert session.exec(select(Case)).first() is not None


def test_no_file_is_made_where_there_is_no_desk(tmp_path: Path) -> None:
    with pytest.raises(NoDatabaseError), servicedesk.session(tmp_path / "none.db"):
        pass
    assert list(tmp_path.iterdir()) == []


def _set_version(path: Path, version: int) -> None:
    with closing(driver.connect(str(path), isolation_level=None)) as db:
        db.execute(f"PRAGMA user_version = {version}")


def _other_program(path: Path) -> None:
    path.unlink()
    with closing(driver.connect(str(path), isolation_level=None)) as db:
        db.execute("CREATE TABLE theirs (x)")


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (lambda path: path.write_bytes(b""), NoDatabaseError),
        (lambda path: path.write_bytes(b"x"), DamagedError),
        (lambda path: path.write_bytes(b"no database at all" * 500), DamagedError),
        (_other_program, NotOursError),
        (lambda path: _set_version(path, opening.SCHEMA_VERSION + 1), NewerVersionError),
        (lambda path: _set_version(path, opening.SCHEMA_VERSION - 1), RefusedError),
    ],
    ids=["empty", "one byte", "rubbish", "another program's", "newer", "older"],
)
def test_a_file_that_is_no_desk_of_today_is_told_as_everywhere(
    tmp_path: Path, spoil: Callable[[Path], Any], error: type[Exception]
) -> None:
    path = tmp_path / "desk.db"
    open_desk(path).close()
    spoil(path)
    before = path.read_bytes()
    with pytest.raises(error), servicedesk.session(path):
        pass
    assert path.read_bytes() == before


def test_every_record_with_a_kind_of_its_own_is_there_for_scripts() -> None:
    from servicedesk.storage.schema_map import KIND_BY_TABLE, OWNED_TABLES

    exported = {getattr(getattr(scripting, name), "__tablename__", "") for name in scripting.__all__}
    owned = {table for tables in OWNED_TABLES.values() for table, _column in tables}
    assert {*KIND_BY_TABLE, *owned} <= exported
    assert set(scripting.__all__) <= set(vars(scripting))


def test_the_package_itself_loads_nothing() -> None:
    code = "import sys, servicedesk; print(sorted(name for name in sys.modules if 'servicedesk.' in name))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
