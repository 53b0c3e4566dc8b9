"""`servicedesk tutor`: where its desk stands, what is left of it, and the way there from the screens."""

import os
import signal
from pathlib import Path
from typing import Any

import pytest

from servicedesk.cli.frame import screens
from servicedesk.cli.frame.throw_away import throw_away_folder
from servicedesk.settings import Settings
from servicedesk.tui import run
from tests.cli.conftest import Program


@pytest.fixture
def desks(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files of the desks on which the lessons were begun; on each a call is logged."""
    seen: list[Path] = []

    def begin(open_desk: Any, _settings: Settings, **_arguments: Any) -> int:
        from servicedesk.services.calls import NewCall

        with open_desk() as desk:
            desk.calls.log(NewCall("李伟 [b]", "漏水 [/]"))
            seen.append(desk.settings.db)
            assert seen[-1].exists()
        return 0

    monkeypatch.setattr(screens, "require_terminal", lambda _hint: None)
    monkeypatch.setattr(run, "open_tutor", begin)
    return seen


def test_the_desk_of_the_lessons_is_no_other_desk_and_gone_afterwards(
    program: Program, desks: list[Path]
) -> None:
    assert program("tutor").code == 0
    (path,) = desks
    assert path != program.path
    assert not path.parent.exists()
    assert not program.path.exists()


def test_a_desk_of_ones_own_is_never_given_to_the_lessons(program: Program, desks: list[Path]) -> None:
    refused = program("--db", str(program.path), "tutor")
    assert (refused.code, desks) == (2, [])
    assert "--db" in refused.err


def test_without_a_terminal_the_command_says_how_to_get_on(program: Program) -> None:
    result = program("tutor")
    assert result.code == 2
    assert "--help" in result.err


@pytest.mark.parametrize(("language", "words"), [("en", "Eight lessons"), ("zh", "八课")])
def test_the_help_says_what_one_learns(program: Program, language: str, words: str) -> None:
    page = program.ok("--lang", language, "tutor", "--help").out
    assert "servicedesk tutor" in page
    assert words in page


def test_who_leaves_the_screens_for_the_tutor_comes_back_to_them(
    program: Program, desks: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    left = [run.FOR_TUTOR, 0]
    monkeypatch.setattr(
        run, "open_screens", lambda opening, _settings, **_arguments: (opening().close(), left.pop(0))[1]
    )
    own = Settings.load(None, db=str(program.path))
    assert screens.open_screens(own) == 0
    assert (left, len(desks)) == ([], 1)
    assert own.db not in desks


def test_a_signal_takes_the_folder_away_before_the_program_ends() -> None:
    before = signal.getsignal(signal.SIGTERM)
    folders = []

    def end_within() -> None:
        with throw_away_folder() as folder:
            folders.append(folder)
            (folder / "tutor.db").write_bytes(b"...")
            os.kill(os.getpid(), signal.SIGTERM)

    with pytest.raises(SystemExit) as ended:
        end_within()
    assert ended.value.code == 128 + signal.SIGTERM
    assert not folders[0].exists()
    assert signal.getsignal(signal.SIGTERM) == before
