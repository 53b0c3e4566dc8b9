"""The installed program as a process: what a runner inside the interpreter cannot show."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Program

Run = Callable[..., "subprocess.CompletedProcess[bytes]"]


@pytest.fixture
def process(tmp_path: Path) -> Run:
    """Runs the program as a process of its own, with an own file and no settings."""

    def run(
        *arguments: str | bytes, typed: bytes = b"", **environ: str
    ) -> "subprocess.CompletedProcess[bytes]":
        folders = {"SERVICEDESK_DB": str(tmp_path / "desk.db"), "XDG_CONFIG_HOME": str(tmp_path)}
        return subprocess.run(
            [sys.executable, "-m", "servicedesk", *arguments],
            capture_output=True,
            input=typed,
            env={**os.environ, **folders, "LANG": "C.UTF-8", **environ},
            timeout=60,
            check=False,
        )

    return run


def test_arguments_that_are_no_utf8_are_taken_as_text(process: Run) -> None:
    done = process("call", "add", b"138 0000 1111 \xff\xfe caf\xe9", "--json")
    assert done.returncode == 0, done.stderr
    assert b'"call_id": "CL-1"' in done.stdout
    assert process("call", "list").returncode == 0


@pytest.mark.parametrize("locale", ["C", "en_US.ISO-8859-1"])
def test_chinese_is_printed_as_utf8_whatever_the_locale(process: Run, program: Program, locale: str) -> None:
    program.ok("case", "open", "空调漏水")
    done = process("case", "list", "--json", LC_ALL=locale)
    assert done.returncode == 0, done.stderr
    assert "空调漏水" in done.stdout.decode("utf-8")
    old = process("case", "list", PYTHONIOENCODING="ascii", LC_ALL=locale)
    assert old.returncode == 0, old.stderr


def test_a_reader_that_goes_away_is_no_error(program: Program, tmp_path: Path) -> None:
    for number in range(3):
        program.ok("case", "open", f"case {number} " + "x" * 60_000)
    program = f"{sys.executable} -m servicedesk case list --json --db {tmp_path}/desk.db"
    command = f"{program} | head -c 10; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60, check=False)
    assert done.stderr == ""
    assert done.stdout.endswith("0\n")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_page_of_help_comes_in_both_languages(program: Program, language: str) -> None:
    for words in ([], ["case"], ["case", "snooze"], ["today"]):
        done = program.ok(*words, "--help", "--lang", language)
        assert done.err == ""
        assert ("用法：servicedesk" if language == "zh" else "Usage: servicedesk") in done.out


def test_the_language_is_that_of_the_flag_then_the_variable_then_the_locale(
    process: Run, program: Program
) -> None:
    program.ok("case", "open", "x")

    def speaks_chinese(*arguments: str, **environ: str) -> bool:
        return "未处理" in process("case", "show", "1", *arguments, **environ).stdout.decode()

    assert speaks_chinese(LC_ALL="zh_CN.UTF-8")
    assert not speaks_chinese(LC_ALL="zh_CN.UTF-8", SERVICEDESK_LANG="en")
    assert speaks_chinese("--lang", "zh", SERVICEDESK_LANG="en")


def test_completion_offers_commands_verbs_and_options(process: Run) -> None:
    def offered(line: str) -> set[str]:
        words = line.split(" ")
        done = process(_SERVICEDESK_COMPLETE="complete_bash", COMP_WORDS=line, COMP_CWORD=str(len(words) - 1))
        assert done.returncode == 0, done.stderr
        return set(done.stdout.decode().split())

    assert {"call", "case"} <= offered("servicedesk ca")
    assert {"snooze", "solve", "show", "source", "split", "statement", "step"} == offered(
        "servicedesk case s"
    )
    assert "--until" in offered("servicedesk case snooze --un")
    assert "case" in offered("servicedesk --db x cas")


def test_an_interrupt_exits_with_130(process: Run, tmp_path: Path) -> None:
    code = (
        "import sys, servicedesk.cli.frame.output as output\n"
        "def interrupt(*_a, **_k): raise KeyboardInterrupt\n"
        "output.listing = interrupt\n"
        "sys.argv = ['servicedesk', 'config', 'show']\n"
        "from servicedesk.launcher import main\n"
        "main()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")
