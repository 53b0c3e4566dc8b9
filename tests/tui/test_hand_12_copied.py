"""Copied is said only of what was: inside tmux its buffer is asked, a terminal gives no answer."""

from collections.abc import Iterator
from dataclasses import replace
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
        await wait_until(pilot, lambda: "Sent to the terminal: CL-3" in toasts(app))
        monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
        monkeypatch.setenv("TMUX", "default,1,0")
        await pilot.press("Y")
        await wait_until(pilot, lambda: "Copied: CL-3" in toasts(app))
        assert "… …" in toasts(app)
        assert held.read_text(encoding="utf-8").endswith(f"{BRACKETS}\nsecond line")
        await pilot.press("y")
        await wait_until(pilot, lambda: f"Copied: {app.screen.record.phone} (" in toasts(app))
        assert held.read_text(encoding="utf-8") == app.screen.record.phone
        tmux.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
        await pilot.press("Y")
        await wait_until(pilot, lambda: "Sent to the terminal: CL-3" in toasts(app))


async def test_a_masked_number_is_copied_whole_and_named_masked(made: CallDesk) -> None:
    made.desk.settings = replace(made.desk.settings, mask_phones=True)
    async with opened(made.desk, "calls") as (app, pilot):
        await wait_until(pilot, lambda: app.screen.rows.count == 4)
        await pilot.press("j")
        phone = app.screen.record.phone
        for key in ("y", "Y"):
            await pilot.press(key)
            await wait_until(pilot, lambda key=key: ("*" if key == "y" else "CL-3") in toasts(app))
            assert phone in app.clipboard
            assert phone not in toasts(app)
