"""Why a case stands where it stands, and its dossier: two readings from the queue."""

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Input

from servicedesk import i18n
from servicedesk.domain.clock_words import exact_words
from servicedesk.services.desk import Desk
from servicedesk.tui.app import ServiceDeskApp
from servicedesk.tui.cases.clock_popup import ClockPopup
from servicedesk.tui.cases.dossier_reader import DossierReader
from servicedesk.tui.cases.long_text import AT_ONCE, LongText
from servicedesk.tui.cases.queue_screen import QueueScreen
from tests.builders import HOSTILE, FixedTime, given_case, given_customer, open_desk
from tests.tui.conftest import WaitFor, read_screen, wait_until

NOW = datetime(2026, 11, 20, 1, 12, tzinfo=UTC)
"""Friday, 09:12 in Shanghai; the desk works 9-12 and 13-18."""


@pytest.fixture
def clock() -> FixedTime:
    """The clock of the desk."""
    return FixedTime(NOW)


@pytest.fixture
def desk(tmp_path: Path, clock: FixedTime) -> Iterator[Desk]:
    """A complaint received at 09:12, waiting for the customer from 10:12 to 14:12; it is 15:12."""
    path = tmp_path / "desk.db"
    with open_desk(path, clock, db=path) as desk:
        given_case(desk, HOSTILE, customer_id=given_customer(desk, "李伟 [b]"))
        clock.advance(hours=1)
        desk.policies.set("waiting", '[[reason]]\nname = "等客户[/]回复"\nwhom = "customer"\n')
        desk.moves.wait([1], "等客户[/]回复")
        clock.advance(hours=4)
        desk.moves.work([1])
        clock.advance(hours=1)
        yield desk


@asynccontextmanager
async def queue(desk: Desk, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Pilot[None]]:
    """The app on its queue with the one case."""
    app = ServiceDeskApp(lambda: Desk.open(desk.settings, clock=desk.clock), first_screen="queue")
    async with app.run_test(size=size, notifications=True) as pilot:
        await wait_until(pilot, lambda: isinstance(app.screen, QueueScreen) and app.screen.rows.count == 1)
        yield pilot


async def opened(pilot: Pilot[None], key: str) -> str:
    """The whole text of the popup that `key` opens."""
    await pilot.press(key)
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, ClockPopup | DossierReader))
    await wait_until(pilot, lambda: text_of(pilot.app))
    return text_of(pilot.app)


def text_of(app: App[None]) -> str:
    """What the popup in front holds, also below its edge."""
    found = app.screen.query(LongText)
    return "\n".join(paragraph.plain for paragraph in found.first().paragraphs) if found else ""


async def test_each_stretch_of_time_says_whether_it_counts_and_why(desk: Desk) -> None:
    async with queue(desk) as pilot:
        text = await opened(pilot, "=")
        assert "+ counted   – not counted" in text
        first, solution = re.sub(" {2,}", "  ", text).split("\nsolution: ")
        # A first response that is owed goes on while we wait; a lunch break counts for nobody.
        assert "first response: 5 h of 1 h used · late by 4 h" in first
        assert "today 12:00 – 13:00  1 h  – lunch break" in first
        assert "today 09:12 – 10:12  1 h  + working hours" in solution
        assert "today 10:12 – 14:12  4 h  – waiting: 等客户[/]回复" in solution
        assert "today 14:12 – 15:12  1 h  + working hours" in solution
        assert "2 h  counted in all" in solution
        assert "targets for complaint: first response 1 h" in solution
        assert "Asia/Shanghai" in solution


async def test_the_urgency_is_printed_as_a_sum_that_adds_up(desk: Desk) -> None:
    async with queue(desk) as pilot:
        text = await opened(pilot, "=")
    total = desk.clocks.explain(1).urgency.total
    after = text.split(f"Urgency {total}\n")[1].split("\nRules")[0].splitlines()
    points = [int(line.split()[0]) for line in after if line.split() and line.split()[0].startswith("+")]
    assert points
    assert sum(points) == total
    assert f"={total}" in after[len(points)]


async def test_another_time_is_asked_for_and_shown(desk: Desk, wait_for: WaitFor) -> None:
    async with queue(desk) as pilot:
        await opened(pilot, "=")
        await pilot.press("t", *"yesterdayish", "enter")
        await wait_for(pilot, lambda: not isinstance(pilot.app.screen, ClockPopup))
        pilot.app.screen.query_one(Input).value = "10:00"
        await pilot.press("enter")
        await wait_for(pilot, lambda: "48 min of 1 h used" in text_of(pilot.app))
        assert "as of today 10:00" in read_screen(pilot.app)
        assert "waiting" not in text_of(pilot.app)


async def test_all_of_it_is_copied_and_escape_leads_back(desk: Desk, wait_for: WaitFor) -> None:
    async with queue(desk) as pilot:
        await opened(pilot, "=")
        await pilot.press("y")
        copied = pilot.app.clipboard
        assert copied.startswith("C-1  [/] [@click=app.quit]漏水")
        assert "not counted: waiting: 等客户[/]回复" in copied
        assert "\x1b" not in copied
        await pilot.press("escape")
        await wait_for(pilot, lambda: isinstance(pilot.app.screen, QueueScreen))


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_no_line_of_the_explanation_is_cut_off_or_broken_at_eighty_cells(
    desk: Desk, language: str
) -> None:
    i18n.activate(language)
    async with queue(desk) as pilot:
        await opened(pilot, "=")
        shown = pilot.app.screen.query_one(LongText)
        lines = [
            paragraph for paragraph in shown.paragraphs if paragraph.plain.startswith(("  today", "  今天"))
        ]
        assert len(lines) >= 6
        assert max(line.cell_length for line in lines) <= shown.size.width - 2


async def test_a_year_whose_make_up_days_are_not_announced_is_said(desk: Desk) -> None:
    seeded = '\n[seeded]\n2026 = { country = "CN", announced = false }\n'
    desk.policies.set("calendar", desk.policies.text("calendar") + seeded)
    async with queue(desk) as pilot:
        assert "2026 are not announced yet" in await opened(pilot, "=")


async def test_the_dossier_says_first_what_each_stage_lacks(desk: Desk) -> None:
    async with queue(desk) as pilot:
        text = await opened(pilot, "d")
        head = text.splitlines()[1:13]
        assert any("✗ " in line and "Investigation" in line and "Cause" in line for line in head)
        assert len({line.split()[1] for line in head if "7." in line}) >= 8
        assert "7.2  Receipt" in text
        assert HOSTILE[:20] in text
        assert "\x1b" not in text


async def test_the_dossier_is_saved_in_the_layout_that_the_name_says(
    desk: Desk, wait_for: WaitFor, tmp_path: Path
) -> None:
    async with queue(desk) as pilot:
        await opened(pilot, "d")
        for name, begins in (("file.html", "<!DOCTYPE html>"), ("file.md", "# ")):
            await pilot.press("s")
            await wait_for(pilot, lambda: bool(pilot.app.screen.query(Input)))
            pilot.app.screen.query_one(Input).value = str(tmp_path / name)
            await pilot.press("enter")
            await wait_for(pilot, (tmp_path / name).exists)
            written = (tmp_path / name).read_text(encoding="utf-8")
            assert written.lower().startswith(begins.lower())
            assert "漏水" in written


async def test_what_the_dossier_hides_is_one_key_and_what_is_shown_is_saved(
    desk: Desk, wait_for: WaitFor, tmp_path: Path
) -> None:
    async with queue(desk) as pilot:
        assert "李伟" in await opened(pilot, "d")
        for shown in ("Phone numbers are masked.", "Masked are phone numbers", "Masked are names"):
            await pilot.press("m")
            await wait_for(pilot, lambda words=shown: words in text_of(pilot.app))
        await pilot.press("s")
        await wait_for(pilot, lambda: bool(pilot.app.screen.query(Input)))
        pilot.app.screen.query_one(Input).value = str(tmp_path / "file.md")
        await pilot.press("enter")
        await wait_for(pilot, (tmp_path / "file.md").exists)
        assert "李伟" not in (tmp_path / "file.md").read_text(encoding="utf-8")
        await pilot.press("m", "m")
        await wait_for(pilot, lambda: "Masked" not in text_of(pilot.app) and "李伟" in text_of(pilot.app))


async def test_a_file_that_is_there_already_is_not_written_over(
    desk: Desk, wait_for: WaitFor, tmp_path: Path
) -> None:
    kept = tmp_path / "kept.md"
    kept.write_text("mine", encoding="utf-8")
    async with queue(desk) as pilot:
        await opened(pilot, "d")
        await pilot.press("s")
        await wait_for(pilot, lambda: bool(pilot.app.screen.query(Input)))
        pilot.app.screen.query_one(Input).value = str(kept)
        await pilot.press("enter")
        await wait_for(pilot, lambda: "exists already" in read_screen(pilot.app))
        assert kept.read_text(encoding="utf-8") == "mine"


async def test_a_long_history_is_drawn_as_far_as_it_is_read(desk: Desk, wait_for: WaitFor) -> None:
    for number in range(3 * AT_ONCE):
        desk.cases.note([1], f"note {number} 备注[/]")
    async with queue(desk) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, QueueScreen)
        await wait_for(pilot, lambda: len(screen.preview.paragraphs) > 3 * AT_ONCE)
        await pilot.press("enter", "end")
        await wait_for(pilot, lambda: "opened the case" in read_screen(pilot.app))


async def test_stretches_show_their_seconds_and_add_up(desk: Desk, clock: FixedTime) -> None:
    clock.advance(hours=1, seconds=-25)
    desk.moves.wait([1], "等客户[/]回复")
    clock.advance(hours=2)
    async with queue(desk, (120, 40)) as pilot:
        text = await opened(pilot, "=")
        assert ":35 – " in text
        assert "min 35 s" in text


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 min"), (45, "45 s"), (60, "1 min"), (6930, "1 h 55 min 30 s"), (7200, "2 h"), (7205, "2 h 5 s")],
)
def test_an_exact_length_hides_no_second(seconds: int, words: str) -> None:
    assert exact_words(seconds) == words
