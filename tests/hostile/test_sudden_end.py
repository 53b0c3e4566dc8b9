"""kill -9 in the middle of typing: at most a second of words is lost, and the call goes on where it was."""

import os
import signal
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from textual.drivers._writer_thread import MAX_QUEUED_WRITES, WriterThread

from servicedesk.domain.rows.today import DraftRow
from servicedesk.tui.base.driver import MayBeGone
from tests.hostile import desks
from tests.hostile.terminal import Terminal

LOST = 1.0
"""Seconds of typing that may be lost, on a machine that shows what is typed at once."""

ECHOES = 3
"""So many times as long as a word takes to be seen, the way to the file may take besides."""


def the_draft(path: Path) -> DraftRow | None:
    """The draft in the file, as another process sees it."""
    with desks.open_desk(path) as desk:
        drafts = desk.drafts.all()
        return drafts[0] if drafts else None


def type_for(terminal: Terminal, seconds: float) -> tuple[list[tuple[float, str]], float]:
    """Type without a pause; what stood on the screen at which moment, and the longest wait for a word."""
    typed: list[tuple[float, str]] = []
    text = ""
    slowest = 0.0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        # A word that has not been seen before: when it is on the screen, it is in the form.
        word = f"漏{len(typed)}水"
        sent = time.monotonic()
        terminal.send(f" {word}")
        terminal.until(word)
        text += f" {word}"
        typed.append((time.monotonic(), text))
        slowest = max(slowest, time.monotonic() - sent)
    return typed, slowest


@pytest.mark.parametrize("seconds", [1.6, 2.3, pytest.param(3.1, marks=pytest.mark.slow)])
def test_a_killed_program_loses_at_most_a_second_of_typing(tmp_path: Path, seconds: float) -> None:
    path = tmp_path / "desk.db"
    with Terminal(path, size=(200, 40)) as terminal:
        terminal.until("Nothing here yet")
        terminal.press("f2")
        terminal.until("Esc keeps a draft")
        terminal.send("李伟 138 0000 1111")
        terminal.press("tab")
        typed, slowest = type_for(terminal, seconds)
        terminal.kill()
        killed = time.monotonic()
    must_be_there = [text for moment, text in typed if moment < killed - LOST - ECHOES * slowest]
    draft = the_draft(path)
    # A machine that is very busy may not have come to the first save.
    assert draft is not None or not must_be_there
    if draft is not None:
        assert draft.body["who"] == "李伟 138 0000 1111"
        kept = draft.body.get("summary", "")
        assert typed[-1][1].startswith(kept)
        assert kept.startswith(must_be_there[-1] if must_be_there else "")


def test_after_a_kill_today_lists_the_call_and_enter_goes_on_with_it_from_its_first_ring(
    tmp_path: Path,
) -> None:
    path = tmp_path / "desk.db"
    with Terminal(path) as terminal:
        terminal.until("Nothing here yet")
        terminal.press("f2")
        terminal.until("Esc keeps a draft")
        terminal.send("李伟 138 0000 1111\t空调漏水\t\t!high")
        terminal.until(lambda: (draft := the_draft(path)) is not None and draft.body.get("note") == "!high")
        terminal.kill()
    draft = the_draft(path)
    assert draft is not None
    rang_at = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=7)
    ring_seven_minutes_ago(path, rang_at)
    with Terminal(path) as terminal:
        terminal.until("Calls to finish 1")
        terminal.until("李伟 138 0000")
        terminal.press("end", "enter")
        terminal.until("Call 07:")
        for words in ("李伟 138 0000 1111", "空调漏水", "!high"):
            terminal.until(words)
        terminal.press("ctrl+s")
        terminal.until("Saved CL-1")
        assert terminal.leave() == 0
    assert the_draft(path) is None
    with desks.open_desk(path) as desk:
        call = desk.calls.get(1)
        assert call is not None
        assert call.rang_at == rang_at
        assert call.summary == "空调漏水"


def ring_seven_minutes_ago(path: Path, rang_at: datetime) -> None:
    """Let the call have begun earlier, as if the program had lain dead meanwhile."""
    from servicedesk.storage.moments import stored

    with desks.open_desk(path) as desk, desk.writing() as transaction:
        transaction.connection.execute("UPDATE drafts SET started_at = ?", (stored(rang_at),))


def test_a_kill_at_any_moment_of_a_save_leaves_the_call_or_its_draft(tmp_path: Path) -> None:
    for attempt in range(4):
        path = tmp_path / f"desk{attempt}.db"
        with Terminal(path) as terminal:
            terminal.until("Nothing here yet")
            terminal.press("f2")
            terminal.until("Esc keeps a draft")
            terminal.send("李伟\t空调漏水")
            terminal.until(
                lambda path=path: (
                    (draft := the_draft(path)) is not None and draft.body.get("summary") == "空调漏水"
                )
            )
            terminal.press("ctrl+s")
            end = time.monotonic() + attempt * 0.02
            terminal.until(lambda end=end: time.monotonic() >= end)
            terminal.kill()
        with desks.open_desk(path) as desk:
            drafts, call = desk.drafts.all(), desk.calls.get(1)
            assert (len(drafts) == 1) != (call is not None)
            if call is None:
                assert drafts[0].body["summary"] == "空调漏水"
            else:
                assert call.summary == "空调漏水"


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (None, 129), (signal.SIGINT, 130)]
)
def test_whoever_is_told_to_end_leaves_a_whole_terminal_and_keeps_what_was_typed(
    tmp_path: Path, number: int | None, code: int
) -> None:
    path = tmp_path / "desk.db"
    with Terminal(path) as terminal:
        terminal.until("Nothing here yet")
        terminal.press("f2")
        terminal.until("Esc keeps a draft")
        terminal.send("李伟 138 0000 1111\t空调漏水 [b]")
        terminal.until("空调漏水 [b]")
        if number is None:
            assert terminal.hang_up() == code
        else:
            terminal.tell(number)
            assert terminal.exit_code() == code
            written = bytes(terminal.written)
            for mode in (b"1049", b"1000", b"2004"):
                assert written.rfind(b"\x1b[?" + mode + b"l") > written.rfind(b"\x1b[?" + mode + b"h")
    draft = the_draft(path)
    assert draft is not None
    assert (draft.body["who"], draft.body["summary"]) == ("李伟 138 0000 1111", "空调漏水 [b]")


def test_a_terminal_closed_while_the_form_of_a_call_opens_ends_the_program(tmp_path: Path) -> None:
    # How far the form has come at that moment depends on the machine.
    for _attempt in range(3):
        with Terminal(tmp_path / "desk.db") as terminal:
            terminal.until("Nothing here yet")
            terminal.press("f2")
            assert terminal.hang_up() == 129


def test_a_terminal_that_is_gone_takes_everything_that_is_written_to_it() -> None:
    ours, theirs = os.openpty()
    with os.fdopen(theirs, "w", encoding="utf-8") as gone:
        os.close(ours)
        writer = WriterThread(MayBeGone(gone))  # type: ignore[arg-type]
        writer.start()
        for _picture in range(2 * MAX_QUEUED_WRITES):
            assert writer.is_alive()
            writer.write("漏水")
        writer.stop()
        with suppress(OSError):
            gone.close()
