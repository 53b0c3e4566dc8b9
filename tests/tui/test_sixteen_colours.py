"""In sixteen colours each terminal has its own: what we give a ground is legible in all of them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.color import Color, ColorType
from rich.color_triplet import ColorTriplet
from rich.style import Style
from textual.app import App
from textual.widgets import OptionList

from servicedesk.services.desk import Desk
from servicedesk.tui.base.themes import SIXTEEN
from servicedesk.tui.calendar.calendar_screen import CalendarScreen
from servicedesk.tui.forms.fields import LineField
from servicedesk.tui.forms.picker import Picker
from servicedesk.tui.today.board import Board
from tests.builders import FixedTime, open_desk
from tests.tui.case_keys_desk import NOW, fill, in_front, queue, rows
from tests.tui.conftest import wait_until
from tests.tui.test_contrast import LEAST, ratio

# Black, red, green, yellow, blue, magenta, cyan, white, then the bright ones.
PALETTES = {
    "xterm": "000000 cd0000 00cd00 cdcd00 0000ee cd00cd 00cdcd e5e5e5 "
    "7f7f7f ff0000 00ff00 ffff00 5c5cff ff00ff 00ffff ffffff",
    "Linux console": "000000 aa0000 00aa00 aa5500 0000aa aa00aa 00aaaa aaaaaa "
    "555555 ff5555 55ff55 ffff55 5555ff ff55ff 55ffff ffffff",
    "VS Code": "000000 cd3131 0dbc79 e5e510 2472c8 bc3fbc 11a8cd e5e5e5 "
    "666666 f14c4c 23d18b f5f543 3b8eea d670d6 29b8db e5e5e5",
}
GROUNDS = {"on dark": (7, 0), "on light": (0, 15)}
"""Which of the sixteen the terminal's own words and ground are."""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    path = tmp_path / "desk.db"
    with open_desk(path, FixedTime(NOW), db=path) as desk:
        fill(desk)
        yield desk


def grounded(app: App[Any]) -> list[tuple[str, Style]]:
    """The words in sight whose ground is not the terminal's own."""
    return [
        (segment.text.strip(), segment.style)
        for strip in app.screen._compositor.render_strips()
        for segment in strip
        if segment.style
        and segment.text.strip(" ▀▄█▌▏│╭╮╰╯─")
        and (segment.style.reverse or not _is_default(segment.style.bgcolor))
    ]


def _is_default(colour: Color | None) -> bool:
    return colour is None or colour.type is ColorType.DEFAULT


def illegible(words: list[tuple[str, Style]]) -> dict[str, float]:
    """Those of less than the least contrast, in any of the palettes, dark or light."""
    found = {}
    for name, values in PALETTES.items():
        palette = [ColorTriplet(*bytes.fromhex(value)) for value in values.split()]
        for way, own in GROUNDS.items():
            for text, style in words:
                seen = [
                    palette[own[place] if _is_default(one) or one is None else one.number or 0]
                    for place, one in enumerate((style.color, style.bgcolor))
                ]
                if (contrast := ratio(*seen)) < LEAST:
                    found[f"{text}, {name} {way}"] = round(contrast, 1)
    return found


async def test_the_row_under_the_cursor_is_the_most_legible_one_in_all_terminals(desk: Desk) -> None:
    async with queue(desk) as pilot:
        app = pilot.app
        app.theme = SIXTEEN
        await pilot.pause()
        here = grounded(app)
        assert any("C-1" in text for text, _style in here)
        assert all(style.reverse and style.color is None for _text, style in here)
        assert illegible(here) == {}
        # The keys are elsewhere: no ground, a thin sign and a line below the words.
        app.screen.set_focus(None)
        await pilot.pause()
        assert grounded(app) == []
        strip = app.screen._compositor.render_strips()[rows(pilot).region.y + 1]
        assert strip.text.startswith("▏")
        assert all(segment.style.underline for segment in strip if "C-1" in segment.text)


async def test_boxes_today_calendar_and_selected_words_are_legible_in_all_terminals(desk: Desk) -> None:
    async with queue(desk) as pilot:
        app = pilot.app
        app.theme = SIXTEEN
        # What Enter takes stands out also while the field has the keys.
        await pilot.press("a")
        await in_front(pilot, Picker)
        await wait_until(pilot, lambda: app.screen.query_one(OptionList).highlighted is not None)
        options = app.screen.query_one(OptionList)
        marked = str(options.get_option_at_index(options.highlighted or 0).prompt).split()
        assert app.screen.query_one(LineField).has_focus
        assert marked[-1] in " ".join(text for text, _style in grounded(app))
        app.screen.query_one(LineField).value = "li"
        app.screen.query_one(LineField).select_all()
        await pilot.pause()
        assert any("li" in text for text, _style in grounded(app))
        assert illegible(grounded(app)) == {}
        await pilot.press("escape", "5")
        await wait_until(pilot, lambda: isinstance(app.screen, CalendarScreen) and app.screen.is_current)
        assert illegible(grounded(app)) == {}
        await pilot.press("1")
        await wait_until(pilot, lambda: app.screen.query(Board) and app.screen.query_one(Board).figures)
        await wait_until(pilot, lambda: grounded(app))
        assert illegible(grounded(app)) == {}
