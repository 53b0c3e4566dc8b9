"""Every word is legible on every ground, the row under the cursor too, and no state is colour alone."""

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from rich.color import Color, ColorSystem
from rich.color_triplet import ColorTriplet
from textual.app import App, ComposeResult
from textual.theme import BUILTIN_THEMES

from servicedesk.tui.base import glyphs, themes
from servicedesk.tui.base.themes import COLOURS, GROUNDS, OWN, SIXTEEN, WORDS
from servicedesk.tui.lists.list_columns import KINDS, ListColumn, fitted
from servicedesk.tui.lists.row_list import RowList
from tests.tui.conftest import read_screen
from tests.tui.test_row_list import Numbers

LEAST = 4.5
"""WCAG's for words."""
UNDER = {**GROUNDS, **{name: COLOURS[name] for name in ("background", "surface", "panel")}}
SHADES = {"plain": COLOURS["foreground"], **WORDS}


def _luminance(colour: ColorTriplet) -> float:
    def linear(value: int) -> float:
        share = value / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    return sum(weight * linear(part) for weight, part in zip((0.2126, 0.7152, 0.0722), colour, strict=True))


def ratio(one: ColorTriplet, other: ColorTriplet) -> float:
    """WCAG's contrast of two colours."""
    light, dark = sorted(map(_luminance, (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _seen(shade: str, system: ColorSystem) -> ColorTriplet:
    return Color.parse(shade).downgrade(system).get_truecolor()


def _pairs(place: int) -> Iterator[tuple[str, str, str, str]]:
    for (word, shades), (ground, grounds) in itertools.product(SHADES.items(), UNDER.items()):
        yield word, ground, shades[place], grounds[place]


@pytest.mark.parametrize(
    "system", [ColorSystem.TRUECOLOR, ColorSystem.EIGHT_BIT], ids=lambda system: system.name
)
@pytest.mark.parametrize("place", [0, 1], ids=OWN[:2])
def test_every_kind_of_word_is_legible_on_every_ground(place: int, system: ColorSystem) -> None:
    found = {
        f"{word} on {ground}": round(ratio(_seen(shade, system), _seen(under, system)), 1)
        for word, ground, shade, under in _pairs(place)
    }
    assert {pair: ratio for pair, ratio in found.items() if ratio < LEAST} == {}
    # The row with the cursor does not look like those around it.
    cursor, ground = (_seen(UNDER[name][place], system) for name in ("block-cursor-background", "background"))
    assert cursor != ground


def test_of_sixteen_colours_each_purpose_has_its_own() -> None:
    shades = [colours[2] for name, colours in SHADES.items() if name != "plain"]
    assert len(set(shades)) == len(shades)
    assert all(shade.startswith("ansi_") for shade in shades)
    assert BUILTIN_THEMES[SIXTEEN].ansi
    assert themes.fitting("desk-light", "standard") == SIXTEEN
    assert themes.fitting("desk-light", "256") == "desk-light"
    assert themes.fitting("dracula", "standard") == "dracula"


COLUMNS = [
    ListColumn("number", "Number", 6, lambda row, _context: [(f"C-{row[0]}", "accent")]),
    ListColumn("late", "Late", 8, lambda _row, _context: [("! 2 h", "error")]),
    ListColumn("text", "Text", None, lambda _row, _context: [("漏水，第二次来电", "muted")]),
]


class _Lists(App[None]):
    def __init__(self, theme: str) -> None:
        super().__init__()
        self.theme = theme

    def compose(self) -> ComposeResult:
        yield RowList(COLUMNS, source=Numbers([1, 2, 3]))


def _row(app: App[Any], line: int) -> list[Any]:
    strips = app.screen._compositor.render_strips()
    return list(strips[line])


@pytest.mark.parametrize("theme", OWN[:2])
async def test_late_keeps_its_colour_under_the_cursor_and_a_sign_stands_before_it(theme: str) -> None:
    app = _Lists(theme)
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.pause()
        here, below = _row(app, 1), _row(app, 2)
        late, plain_late = (next(s for s in row if "2 h" in s.text) for row in (here, below))
        assert late.style.color == plain_late.style.color
        assert late.style.bgcolor != plain_late.style.bgcolor
        assert next(s for s in here if "C-" in s.text).style.bold
        assert read_screen(app).splitlines()[1].startswith("▌ C-")
        app.screen.set_focus(None)
        await pilot.pause()
        # The keys are elsewhere: another ground and a thinner sign.
        assert read_screen(app).splitlines()[1].startswith("▏ C-")
        assert next(s for s in _row(app, 1) if "2 h" in s.text).style.bgcolor != late.style.bgcolor


async def test_without_colour_the_row_is_reversed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = _Lists(OWN[0])
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.pause()
        assert all(segment.style.reverse for segment in _row(app, 1)[:-1])
        assert not any(segment.style.reverse for segment in _row(app, 2))


def test_signs_of_ascii_alone_are_ascii() -> None:
    try:
        glyphs.choose("ascii")
        assert all(sign.isascii() for sign in glyphs.glyphs())
        assert fitted("Water tastes of plastic", 10) == "Water t..."
        glyphs.choose("of no set")
        assert glyphs.glyphs() is glyphs.ASCII
    finally:
        glyphs.choose("blocks")
    assert fitted("Water tastes of plastic", 10) == "Water tas…"


def test_every_kind_of_a_list_has_a_colour_of_its_own() -> None:
    assert set(KINDS) - {"strong"} <= {name.removeprefix("text-") for name in WORDS}
