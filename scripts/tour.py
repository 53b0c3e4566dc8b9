"""A walk past every screen of the demo desk: what the pictures are taken of, and what tests compare.

    python scripts/tour.py FOLDER            # all pictures, and a page that shows them
    python scripts/tour.py FOLDER queue why  # those alone, at both sizes and in both languages

The walk changes nothing that the next picture shows: boxes are left with Esc, and nothing is saved.
"""

import asyncio
import html
import itertools
import os
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

os.environ["TEXTUAL_ANIMATIONS"] = "none"
os.environ["TEXTUAL_COLOR_SYSTEM"] = "truecolor"

from textual.app import App
from textual.pilot import Pilot

from servicedesk import i18n
from servicedesk.services.context import Clock
from servicedesk.services.desk import Desk
from servicedesk.settings import Settings
from servicedesk.tui.app import ServiceDeskApp

sys.path.append(str(Path(__file__).parent))
from screenshots import NOW, REGISTER, wait_for, with_wide_characters

SIZES = ((80, 24), (120, 40))
LANGUAGES = ("en", "zh_CN")
THEMES = ("desk-dark", "desk-light")


class Stop(NamedTuple):
    """One picture: its name, the keys that lead to it from the stop before, and those that leave it."""

    name: str
    keys: tuple[str, ...]
    leave: tuple[str, ...] = ()


ASIDE = ("import", "first_start", "tutor")
"""What no key of the walk leads to."""
LIST = "旧台账.csv"
ESC = ("escape",)
STOPS: tuple[Stop, ...] = (
    Stop("today", ("1",)),
    Stop("calls", ("2", "down")),
    Stop("call_form", ("f2",)),
    Stop("call_form_typed", (*"0000 11", "tab", *"leaks again"), ("ctrl+u", *ESC)),
    Stop("queue", ("3", "down")),
    Stop("why", ("=",), ESC),
    Stop("dossier", ("d",), ESC),
    Stop("go_on", ("x",), ESC),
    Stop("owner", ("a",), ESC),
    Stop("promise", ("@",), ESC),
    Stop("note", ("c",), ESC),
    Stop("wait", ("w",), ESC),
    Stop("hand_off", ("h",), ESC),
    Stop("snooze", ("s",), ESC),
    Stop("complaint_file", ("E",), ESC),
    Stop("cause", ("C",), ESC),
    Stop("evidence", ("Q",), ESC),
    Stop("remedy", ("$",), ESC),
    Stop("checklist", ("#",), ESC),
    Stop("macro", ("M",), ESC),
    Stop("merge", ("m",), ESC),
    Stop("link", ("L",), ESC),
    Stop("labels", ("l",), ESC),
    Stop("edit_case", ("e",), ESC),
    Stop("late", ("ctrl+l",), ESC),
    Stop("views", ("F",), ESC),
    Stop("give_away", ("R",), ESC),
    Stop("filter", ("slash", *"state:waiting"), ("escape", "escape")),
    Stop("keys", ("question_mark",), ESC),
    Stop("palette", ("colon", *"li"), ESC),
    Stop("customers", ("4", "down")),
    Stop("card", ("enter",)),
    Stop("card_second_tab", ("]",)),
    Stop("card_third_tab", ("]",), ESC),
    Stop("promises", ("1", "tab", "tab", "up", "enter"), ESC),
    Stop("calendar", ("5",)),
    Stop("book", ("n",), ESC),
    Stop("week", ("w",)),
    Stop("agenda", ("a",), ("m",)),
    Stop("working_calendar", ("W",)),
    Stop("desk_rules", ("p",), ("escape", "escape")),
)
"""Every screen and box, in the order of the walk."""


@asynccontextmanager
async def demo_app(
    folder: Path, language: str, size: tuple[int, int], theme: str = ""
) -> AsyncIterator[tuple[ServiceDeskApp, Pilot[None]]]:
    """The screens on the demo desk of `demo_desk`, the clock standing still."""
    i18n.activate(language)
    settings = _settings(folder)
    app = ServiceDeskApp(
        lambda: Desk.open(settings, clock=Clock(lambda: NOW)), first_screen="today", theme=theme
    )
    async with app.run_test(size=size) as pilot:
        await wait_for(pilot, lambda: app.is_desk_open)
        yield app, pilot


async def aside(
    folder: Path, language: str, size: tuple[int, int], theme: str = ""
) -> AsyncIterator[tuple[str, Pilot[Any]]]:
    """The screens of ASIDE, each open as long as it is looked at; HOME is `folder`, for they show paths."""
    from servicedesk.tui.files.import_screen import ImportScreen
    from servicedesk.tui.first.first_start import FirstStart
    from servicedesk.tui.tutor.tutor_app import TutorApp

    async with demo_app(folder, language, size, theme) as (app, pilot):
        reading = ImportScreen(str(folder / LIST))
        await app.push_screen(reading)
        await wait_for(pilot, lambda: reading.state.preview is not None and not reading.is_reading)
        yield ASIDE[0], pilot
    nowhere = Settings.load({}, db="/srv/shop/desk.db", lang=language, timezone="Asia/Shanghai")
    first = FirstStart(nowhere, NOW.year)
    first.theme = theme or first.theme
    async with first.run_test(size=size) as pilot:
        yield ASIDE[1], pilot
    i18n.activate(language)
    settings = Settings.load({}, db=folder / "tutor.db", actor="lin", timezone="Asia/Shanghai")
    lessons = TutorApp(lambda: Desk.open(settings, clock=Clock(lambda: NOW)), theme=theme)
    async with lessons.run_test(size=size) as pilot:
        await wait_for(pilot, lambda: lessons.shown.place is not None)
        yield ASIDE[2], pilot


def _settings(folder: Path) -> Settings:
    return Settings.load({}, db=folder / "demo.db", actor="lin", timezone="Asia/Shanghai")


def demo_desk(folder: Path, language: str) -> None:
    """Put the demo desk, and a register to import, into `folder`."""
    from servicedesk.services.demo import fill

    i18n.activate(language)
    with Desk.open(_settings(folder), clock=Clock(lambda: NOW)) as desk:
        fill(desk, language=i18n.language()[:2])
    (folder / LIST).write_text(REGISTER, encoding="utf-8")


async def walk(
    pilot: Pilot[None],
    look: Callable[[str], None],
    rest: Callable[[Pilot[None]], Awaitable[None]],
) -> None:
    """Go past all stops, resting before each look."""
    for stop in STOPS:
        await press(pilot, stop.keys, rest)
        look(stop.name)
        await press(pilot, stop.leave, rest)


async def press(
    pilot: Pilot[None], keys: tuple[str, ...], rest: Callable[[Pilot[None]], Awaitable[None]]
) -> None:
    """One key after the other, each once what came of the last is there."""
    for key in keys:
        await pilot.press(key)
        await rest(pilot)


async def _take(source: Path, target: Path, language: str, size: tuple[int, int], theme: str) -> list[str]:
    taken: list[str] = []
    wanted = set(sys.argv[2:])

    def look(app: App[Any], name: str) -> None:
        if wanted and name not in wanted:
            return
        picture = f"{name}.{language}.{size[0]}x{size[1]}.{theme.rpartition('-')[2]}.svg"
        svg = with_wide_characters(app.export_screenshot(title=name))
        (target / picture).write_text(svg, encoding="utf-8")
        taken.append(picture)

    async with demo_app(source, language, size, theme) as (app, pilot):
        await walk(pilot, partial(look, app), _settle)
    async for name, beside in aside(source, language, size, theme):
        await _settle(beside)
        look(beside.app, name)
    return taken


async def _settle(pilot: Pilot[None]) -> None:
    """Wait a moment for what is put off until after the picture, then for the workers."""
    await pilot.pause(0.06)
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


def page_of(pictures: list[str]) -> str:
    """A page that shows the pictures, one screen below the other."""
    figures = "".join(
        f'<figure id="{html.escape(name)}"><img src="{html.escape(name)}" alt="{html.escape(name)}">'
        f"<figcaption>{html.escape(name)}</figcaption></figure>\n"
        for name in sorted(pictures)
    )
    style = "body{background:#333;color:#ccc;font-family:sans-serif}img{max-width:100%}"
    return f"<!doctype html><meta charset='utf-8'><title>servicedesk</title><style>{style}</style>\n{figures}"


def main() -> None:
    """All pictures, or those that are named."""
    if len(sys.argv) < 2:
        sys.exit("scripts/tour.py FOLDER [STOP ...]")
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    pictures: list[str] = []
    for language in LANGUAGES:
        with tempfile.TemporaryDirectory() as folder:
            demo = Path(folder, "demo")
            demo.mkdir()
            demo_desk(demo, language)
            os.environ["HOME"] = folder
            for size, theme in itertools.product(SIZES, THEMES):
                # A walk leaves its drafts on the desk: each has a desk of its own.
                own = Path(folder, "x".join(map(str, size)), theme)
                shutil.copytree(demo, own)
                pictures += asyncio.run(_take(own, target, language, size, theme))
                print(language, size, theme)
    (target / "index.html").write_text(page_of(pictures), encoding="utf-8")


if __name__ == "__main__":
    main()
