"""Every command with nothing, a wrong word, an unknown option, an impossible number: one line each time."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from servicedesk.cli.frame.commands import DEFAULT, ENTRIES
from servicedesk.cli.lazy import DeskGroup, load
from tests.cli.conftest import Program

ELSEWHERE = {"demo", "tutor", "complaint"}
"""Two open screens; the verbs of complaints are those of cases."""
TRIES = ((), ("xyzzy",), ("--nonsense",), ("99999999999999999999",), ("C-9", "x:y", "z"), ("C-1", "--by"))
SUGGESTIONS = ("Did you mean", "Like this", "See:", "您是不是想写", "例如：", "参见")
_OF_THE_PROGRAM = re.compile(r"servicedesk [^，。；]*|“[^”]*”|`[^`]*`|--?[\w-]+|\S+[:/.=]\S+|[A-Z]{2,}")


def commands() -> Iterator[tuple[str, ...]]:
    for name, entry in ENTRIES.items():
        if name in ELSEWHERE:
            continue
        command = load(name, entry)
        if not isinstance(command, DeskGroup):
            yield (name,)
            continue
        for verb in command.declarations:
            yield (name,) if verb == DEFAULT else (name, verb)


def test_every_command_that_is_tried_wrongly_answers_in_one_line_of_the_language(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setenv("EDITOR", "true")
    program.ok("case", "open", "漏水 +leak")
    tried = 0
    for place, command in enumerate(commands()):
        for turn, words in enumerate(TRIES):
            language = ("en", "zh")[(place + turn) % 2]
            done = program(*command, *words, "--lang", language)
            said = (*command, *words, language, done.err)
            assert done.code in {0, 2, 3, 4, 5, 10}, said
            assert "Traceback" not in done.err, said
            tried += 1
            if done.code in {0, 3}:
                continue
            assert done.err.count("\n") == 1, said
            assert sum(done.err.count(sign) for sign in SUGGESTIONS) <= 1, said
            if language == "zh":
                left = _OF_THE_PROGRAM.sub(" ", done.err)
                assert not re.search(r"[A-Za-z]{2,}( [A-Za-z]{2,}){2}", left), said
    assert tried > 500
