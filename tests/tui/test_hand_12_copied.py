"""Copied is said only of what was: inside tmux its buffer is asked, a terminal gives no answer."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tui.call_desk import BRACKETS, CallDesk, filled, opened, toasts
from tests.tui.conftest import wait_until


@pytest.fixture
def made(tmp_path: Path) -> Iterator[CallDesk]:
    with (made := filled(tmp_path)).desk:
        yield made


async def test_what_is_copied_is_loaded_into_tmux_or_said_to_be_sent(
    made: CallDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmux, held = tmp_path / "tmux", tmp_path / "held"
    tmux.write_text(f'#!/bin/sh\n[ "$*" = "load-buffer -w -" ] && exec cat > "{held}"\n', encoding="utf-8")
    tmux.chmod(0o755)

    async with opened(made.desk, "calls") as (app, pilot):
        await wait_until(pilot, lambda: app.screen.rows.count == 4)
        await pilot.press("j", "Y")
        await wait_until(pilot, lambda: "Sent to the terminal." in toasts(app))
        monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
        monkeypatch.setenv("TMUX", "default,1,0")
        await pilot.press("Y")
        await wait_until(pilot, lambda: "Copied." in toasts(app))
        assert held.read_text(encoding="utf-8").endswith(f"{BRACKETS}\nsecond line")
        tmux.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
        await pilot.press("Y")
        await wait_until(pilot, lambda: "Sent to the terminal." in toasts(app))
