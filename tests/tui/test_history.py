"""The history on the screen: sentences that hang beside their time, and every field one key deeper."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.app import App
from textual.content import Content

from servicedesk.services.desk import Desk
from servicedesk.tui.cases.dossier_reader import DossierReader
from servicedesk.tui.cases.long_text import Hanging, LongText, laid_out
from tests.builders import FixedTime, open_desk
from tests.tui.case_keys_desk import NOW, fill, in_front, queue
from tests.tui.conftest import read_screen, wait_until

LONG = "零件明天到，到了就装 " * 12


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Four cases, at ten o'clock."""
    path = tmp_path / "desk.db"
    with open_desk(path, FixedTime(NOW), db=path) as desk:
        fill(desk)
        yield desk


def text_of(app: App[None]) -> str:
    """All of the text that is read, also what is out of sight."""
    found = app.screen.query(LongText)
    return "\n".join(paragraph.plain for paragraph in found.first().paragraphs) if found else ""


def test_what_is_too_long_goes_on_under_the_words_in_both_scripts() -> None:
    head = Content("今天 15:00  小林  ")
    for words in ("took it back from after-sales " * 5, "零件明天到，到了就装" * 8, "[b]" * 40):
        first, *more = laid_out(Hanging(head, Content(words)), 48).plain.split("\n")
        assert first.startswith(head.plain)
        assert len(more) > 1
        indent = cell_len(head.plain)
        assert all(line.startswith(" " * indent) and cell_len(line.rstrip()) <= 48 for line in more)
    # In a window with no room beside the head the words are not squeezed.
    assert "\n" not in laid_out(Hanging(head, Content("漏水")), 20).plain


async def test_the_history_says_what_happened_and_one_key_later_which_fields_changed(desk: Desk) -> None:
    desk.moves.work([1])
    desk.moves.wait([1], "等配件 [/]")
    desk.moves.solve([1], LONG)
    async with queue(desk) as pilot:
        await wait_until(pilot, lambda: "set it to wait for 等配件 [/]" in text_of(pilot.app))
        assert "State: " not in text_of(pilot.app)
        await pilot.press("tab", "G")
        await wait_until(pilot, lambda: "零件明天到" in read_screen(pilot.app))
        # Nothing of the sentence goes back to the first cell.
        lines = read_screen(pilot.app).splitlines()
        begin = next(number for number, line in enumerate(lines) if "solved it" in line)
        hung = [line for line in lines[begin:] if "零件明天到" in line]
        assert len(hung) > 2
        assert all(line.startswith(" " * 10) for line in hung if "solved it" not in line)
        await pilot.press("o")
        await wait_until(pilot, lambda: "State: working → waiting" in text_of(pilot.app))
        await pilot.press("o")
        await wait_until(pilot, lambda: "State: " not in text_of(pilot.app))


async def test_the_dossier_has_the_fields_one_key_deeper(desk: Desk) -> None:
    desk.moves.solve([1], "换了阀 [/]")
    async with queue(desk) as pilot:
        await pilot.press("d")
        await in_front(pilot, DossierReader)
        await wait_until(pilot, lambda: "solved it: 换了阀 [/]" in text_of(pilot.app))
        assert "State: new → solved" not in text_of(pilot.app)
        await pilot.press("d")
        await wait_until(pilot, lambda: "State: new → solved" in text_of(pilot.app))
