"""An answer that cannot be written changes no truth: what is saved is saved, and 1 means nothing changed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.builders import given_case
from tests.hostile import desks
from tests.hostile.terminal import bare_environment

WRITES = (
    "case note C-1 好 [b]",
    "case open 漏水",
    "call add 138 0000 1111 漏水",
    "customer add 李伟",
    "-q case open 漏水",
)
READS = ("case list", "today", "--help", "config show", "export case --format csv")
PLACES = (">/dev/full", ">&-", "2>/dev/full", "2>&-", ">&- 2>&-", ">/dev/full 2>/dev/full")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A desk with a case."""
    path = tmp_path / "desk.db"
    with desks.open_desk(path) as desk:
        given_case(desk, "空调漏水")
    return path


def run(path: Path, words: str, places: str) -> tuple[int, str]:
    """One command with its output sent to `places`; its exit code and what was heard of it."""
    command = [sys.executable, "-m", "servicedesk", "--db", str(path), *words.split()]
    done = subprocess.run(
        ["bash", "-c", f'"$@" {places}', "bash", *command],
        capture_output=True, text=True, env=bare_environment(path.parent), check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def events(path: Path) -> int:
    with desks.open_desk(path) as desk:
        return len(desk.history.newest(1000))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a system without /dev/full")
@pytest.mark.parametrize("places", PLACES)
def test_what_was_saved_is_done_whatever_becomes_of_the_answer(path: Path, places: str) -> None:
    for words in WRITES:
        before = events(path)
        code, heard = run(path, words, places)
        assert code == 0, (words, heard)
        assert events(path) > before
        assert "Traceback" not in heard
        assert "AttributeError" not in heard
        assert "servicedesk:" not in heard


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a system without /dev/full")
@pytest.mark.parametrize(
    ("places", "code"), [(">/dev/full", 15), (">&-", 1), ("2>&-", 0), ("2>/dev/full", 0)]
)
def test_a_reading_whose_output_is_lost_says_so_and_a_full_disk_is_15(
    path: Path, places: str, code: int
) -> None:
    for words in READS:
        found, heard = run(path, words, places)
        assert found == code, (words, heard)
        assert heard.count("\n") <= 1 or code == 0
        assert "AttributeError" not in heard


def test_a_fault_is_noted_in_the_log_without_a_value_and_for_the_owner_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from servicedesk.cli.frame import diagnostics
    from servicedesk.settings import log_file

    log = tmp_path / "log" / "servicedesk.log"
    monkeypatch.setenv("SERVICEDESK_LOG", str(log))
    with pytest.raises(KeyError) as raised:
        os.environ["李伟 138 0000 1111"]
    assert diagnostics.crash(raised.value) == 1
    text = log.read_text(encoding="utf-8")
    assert "KeyError at" in text
    assert "test_answers" in text
    assert "李伟" not in text
    assert log.stat().st_mode & 0o777 == 0o600
    log.write_text("x" * (log_file.LARGEST + 1), encoding="utf-8")
    assert log_file.note("新的一行")
    assert log.read_text(encoding="utf-8").endswith("新的一行\n")
    assert log.with_name("servicedesk.log.1").exists()
    monkeypatch.setenv("SERVICEDESK_LOG", "/proc/nowhere/x.log")
    assert not log_file.note("不行")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a system without /dev/full")
@pytest.mark.parametrize("places", [">/dev/full", ">&-"])
def test_a_made_up_desk_is_made_whatever_becomes_of_the_answer(tmp_path: Path, places: str) -> None:
    code, heard = run(tmp_path / "demo.db", "demo --fill-only --size 3", places)
    assert code in {0, 3}, heard
    assert (tmp_path / "demo.db").exists()
