"""What every test stands on: a bare machine, English, compiled catalogues, and no skip that goes unseen."""

import os
import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from servicedesk import i18n

if TYPE_CHECKING:
    from servicedesk.services.desk import Desk
    from tests.builders import FixedTime

REQUIRE_CORPUS = os.environ.get("SERVICEDESK_REQUIRE_CORPUS") == "1"
# No property has a clock in it, or a busy machine would fail a change: `deadline` times each example,
# `too_slow` the making of its data. A fixture is made once for all examples, which its tests reckon with.
CLOCKLESS = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
settings.register_profile("servicedesk", deadline=None, suppress_health_check=CLOCKLESS)
settings.load_profile("servicedesk")

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"


MEMORY = Path("/dev/shm")  # noqa: S108 - pytest makes a folder of its own in it
ROOM = 4 * 1024**3
"""Bytes that must be free there: more than all desks of the suite take at any time."""


def pytest_configure(config: pytest.Config) -> None:
    """Put the desks of the tests in memory: each save is flushed, on a disk that is half the suite's time.

    The long proofs (`-m slow`), a machine without room and a folder that was chosen are left alone.
    """
    if (
        config.option.markexpr != "slow"
        and os.access(MEMORY, os.W_OK)
        and shutil.disk_usage(MEMORY).free > ROOM
    ):
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
    if os.environ.get("STATEMENTS_FROM_TABLES") == "1":
        # SQLAlchemy makes the statements itself, as in the screens.
        from servicedesk.storage.dialect import SQLITE
        from servicedesk.storage.statements import write_with
        from servicedesk.storage.tables.statements import FromTables

        write_with(FromTables(SQLITE))


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real files; a test that asks for it is skipped where it is absent."""
    if not CORPUS.is_dir():
        pytest.skip("the corpus of real files is not beside this repository")
    return CORPUS


_HOMES = count()


@pytest.fixture(autouse=True)
def _bare_machine(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting, folder or language of the developer's own reaches a test."""
    for name in list(os.environ):
        if name.startswith("SERVICEDESK_") or name in {
            "LC_ALL",
            "LC_MESSAGES",
            "LANGUAGE",
            "NO_COLOR",
            "TEXTUAL_THEME",
        }:
            monkeypatch.delenv(name)
    # Its own for each test: what one saves there, such as a profile, is nothing that another finds.
    home = tmp_path_factory.getbasetemp() / "homes" / str(next(_HOMES))
    for variable in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(variable, str(home / variable.lower()))
    monkeypatch.setenv("LANG", "C.UTF-8")
    # Days of the week alone, unless a test is about holidays.
    monkeypatch.setenv("SERVICEDESK_HOLIDAYS", "none")


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Each test begins and leaves in English."""
    i18n.activate("en")
    yield
    i18n.activate("en")


def pytest_sessionstart(session: pytest.Session) -> None:
    """Compile the catalogues that are older than their source, once and not in every worker."""
    if not hasattr(session.config, "workerinput"):
        compile_catalogues()


def compile_catalogues() -> None:
    """Write each `messages.mo` that is missing or older than its `messages.po`."""
    for po_path in i18n.LOCALE_DIR.rglob("*.po"):
        mo_path = po_path.with_suffix(".mo")
        if mo_path.exists() and mo_path.stat().st_mtime >= po_path.stat().st_mtime:
            continue
        from babel.messages.mofile import write_mo
        from babel.messages.pofile import read_po

        with po_path.open("rb") as po_file:
            catalogue = read_po(po_file, locale=po_path.parts[-3])
        unfinished = mo_path.with_suffix(f".{os.getpid()}.new")
        with unfinished.open("wb") as mo_file:
            write_mo(mo_file, catalogue)
        unfinished.replace(mo_path)


_skipped: list[str] = []


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Remember what was skipped; an expected failure is not a skip."""
    if report.skipped and not hasattr(report, "wasxfail"):
        _skipped.append(report.nodeid)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """A module that skips itself as a whole counts too."""
    if report.skipped:
        _skipped.append(report.nodeid)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where the corpus must be there, a skipped test is a failure: nothing may go untried unseen."""
    if REQUIRE_CORPUS and _skipped and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name the skipped tests that made the run fail."""
    if REQUIRE_CORPUS and _skipped:
        terminalreporter.section("skipped where nothing may be skipped", red=True, bold=True)
        for nodeid in _skipped:
            terminalreporter.line(nodeid)


@pytest.fixture
def time() -> "FixedTime":
    """The clock of `desk`: it stands still until told."""
    from tests.builders import FixedTime

    return FixedTime()


@pytest.fixture
def desk(tmp_path: Path, time: "FixedTime") -> "Iterator[Desk]":
    """An empty desk, anna's, in Shanghai."""
    from tests.builders import open_desk

    with open_desk(tmp_path / "desk.db", time) as opened:
        yield opened
