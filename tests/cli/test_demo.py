"""`servicedesk demo`: what it makes, where, and what it leaves behind."""

import json
from pathlib import Path
from typing import Any

import pytest

from servicedesk.domain.errors import ServiceDeskError
from servicedesk.services.demo import USUAL_SIZE
from servicedesk.services.desk import Desk
from tests.builders import open_desk
from tests.cli.conftest import Program
from tests.services.test_demo import dump, rows


def test_fill_only_makes_a_file_and_says_what_is_in_it(program: Program, tmp_path: Path) -> None:
    path = tmp_path / "新 desk.db"
    made = program.ok("demo", "--fill-only", "--db", str(path), "--json").json
    assert made["path"] == str(path)
    assert made["cases"] == USUAL_SIZE
    assert path.stat().st_mode & 0o777 == 0o600
    assert json.loads(program.ok("case", "list", "--db", str(path), "is:overdue", "--json").out)


def test_as_of_and_seed_fix_the_desk(program: Program, tmp_path: Path) -> None:
    for name in ("a.db", "b.db"):
        program.ok(
            "demo",
            "--fill-only",
            "--size",
            "30",
            "--seed",
            "9",
            "--as-of",
            "2025-03-01",
            "--db",
            str(tmp_path / name),
        )
    with open_desk(tmp_path / "a.db") as first, open_desk(tmp_path / "b.db") as second:
        assert dump(first) == dump(second)
        assert rows(first, "events")[-1]["at"] < "2025-03-01"


def test_a_file_that_is_there_is_never_overwritten(program: Program, tmp_path: Path) -> None:
    path = tmp_path / "mine.db"
    path.write_bytes(b"something else")
    result = program("demo", "--fill-only", "--db", str(path))
    assert result.code == 5
    assert "--db" in result.err
    assert path.read_bytes() == b"something else"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["--size", "0"], 2), (["--size", "many"], 2), (["--as-of", "明天"], 2), (["--as-of", "2026-02-30"], 2)],
)
def test_a_wrong_option_is_said_and_leaves_no_file(
    program: Program, tmp_path: Path, arguments: list[str], code: int
) -> None:
    path = tmp_path / "demo.db"
    assert program("demo", "--fill-only", "--db", str(path), *arguments).code == code
    assert list(tmp_path.glob("demo.db*")) == []


def test_the_help_is_in_the_language_of_the_reader(program: Program) -> None:
    page = program.ok("--lang", "zh", "demo", "--help").out
    assert "全部虚构" in page
    assert "believable" not in page


def test_without_a_terminal_the_command_says_how_to_get_on(program: Program) -> None:
    result = program("demo")
    assert result.code == 2
    assert "--fill-only" in result.err


def test_the_throw_away_desk_is_gone_when_the_screens_close(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    from servicedesk.cli.frame import screens

    seen: list[Path] = []

    def look(settings: Any) -> int:
        seen.append(settings.db)
        with Desk.open(settings) as desk:
            assert desk.lists.count("case", "")
        return 0

    monkeypatch.setattr(screens, "require_terminal", lambda _hint: None)
    monkeypatch.setattr(screens, "open_screens", look)
    assert program("demo", "--size", "5").code == 0
    assert not seen[0].exists()
    assert not seen[0].parent.exists()


def test_a_failure_on_the_way_leaves_no_half_made_file(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from servicedesk.services import demo

    def fail(*_arguments: Any) -> None:
        raise ServiceDeskError("the disk went away")

    monkeypatch.setattr(demo, "fill", fail)
    assert program("demo", "--fill-only", "--db", str(tmp_path / "demo.db")).code == 1
    assert list(tmp_path.glob("demo.db*")) == []
