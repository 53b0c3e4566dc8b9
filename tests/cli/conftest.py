"""The program without a process: arguments in, exit code and streams out, on a Friday morning in Shanghai."""

import io
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import time_machine

from servicedesk import i18n
from servicedesk.cli.app import run
from tests.builders import NOW


@dataclass(frozen=True)
class Result:
    """What one run gave."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as the JSON that it must be."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[str]:
        """The lines of standard output."""
        return self.out.splitlines()


class Program:
    """Runs commands on one desk."""

    def __init__(
        self, path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.path = path
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def __call__(self, *arguments: str, typed: bytes = b"") -> Result:
        """Run with these arguments, `typed` on standard input."""
        self._monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed), encoding="utf-8"))
        return self.run(*arguments)

    def run(self, *arguments: str) -> Result:
        """Run with these arguments and standard input as it is."""
        self._capsys.readouterr()
        code = run(list(arguments))
        i18n.activate("en")
        captured = self._capsys.readouterr()
        return Result(code, captured.out, captured.err)

    def ok(self, *arguments: str, typed: bytes = b"") -> Result:
        """Run what must succeed."""
        result = self(*arguments, typed=typed)
        assert result.code == 0, result.err
        return result

    def number(self, *arguments: str) -> str:
        """Run a write with --quiet; return the number it prints."""
        return self.ok(*arguments, "-q").out.strip()


@pytest.fixture
def program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Program]:
    """The program with an own file, as anna in Shanghai."""
    for name, value in {"DB": str(tmp_path / "desk.db"), "TZ": "Asia/Shanghai", "ACTOR": "anna"}.items():
        monkeypatch.setenv(f"SERVICEDESK_{name}", value)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    with time_machine.travel(NOW, tick=False):
        yield Program(tmp_path / "desk.db", monkeypatch, capsys)
