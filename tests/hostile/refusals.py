"""What every refusal must be: in one harmless line, with nothing changed, and not after an endless search."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from servicedesk.domain.errors import ServiceDeskError
from servicedesk.services.desk import Desk
from tests.builders import dump
from tests.cli.conftest import Result
from tests.hostile.hostile import FORBIDDEN

RUNAWAY = 60.0
"""Seconds of this process's own work after which something is taken to go on for ever: a hundred times and
more of what anything here needs. What other programs do on the machine meanwhile does not count."""


@contextmanager
def comes_to_an_end() -> Iterator[None]:
    """What is done in it does not search for ever."""
    begun = time.process_time()
    yield
    assert time.process_time() - begun < RUNAWAY


def everything(desk: Desk) -> tuple[dict[str, list[Any]], int]:
    """All rows with their versions, and how many lines the history has."""
    with desk.reading() as db:
        lines = db.execute("SELECT count(*) FROM events").fetchone()[0]
    return dump(desk, without=()), lines


def refused(desk: Desk, action: Callable[[], object], *kinds: type[ServiceDeskError]) -> ServiceDeskError:
    """The error of an action that must change nothing, come to an end, and say so in one harmless line."""
    before = everything(desk)
    with comes_to_an_end(), pytest.raises(kinds or ServiceDeskError) as caught:
        action()
    assert everything(desk) == before
    error = caught.value
    for words in (error.message, error.hint):
        assert "\n" not in words
        assert not FORBIDDEN.search(words)
        assert len(words) < 400
    return error


def one_line(done: Result, *codes: int) -> Result:
    """A refusal by the command line: nothing on standard output, one harmless line and its code."""
    assert done.code in codes, (done.code, done.err)
    assert len(done.err.splitlines()) == 1, done.err
    assert done.out == ""
    assert not FORBIDDEN.search(done.err)
    assert "Unexpected" not in done.err
    return done
