"""What lies on top is drawn whole: messages and popups over the borders below them."""

from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.containers import Horizontal
from textual.pilot import Pilot
from textual.screen import ModalScreen, Screen
from textual.widgets import Static
from textual.widgets._toast import Toast

from servicedesk import i18n
from servicedesk.services.desk import Desk
from servicedesk.tui.app import ServiceDeskApp
from servicedesk.tui.base.whole_characters import draw_whole
from servicedesk.tui.forms.prompt import Prompt
from tests.builders import FixedTime, open_desk
from tests.tui.case_keys_desk import NOW, fill, in_front
from tests.tui.conftest import read_screen, wait_until

WIDE = "等待旧机退回，[/] 空调漏水第二次"


class Terminal:
    """What a terminal shows of what it is sent: cells, where half a character that is overwritten is gone."""

    def __init__(self, app: App[object]) -> None:
        self.app = app
        self.cells: list[list[str]] = []

    def take(self) -> None:
        """Let the screen in front send what has changed, or all of it the first time."""
        screen = self.app.screen
        compositor = screen._compositor
        width, height = screen.size
        if not self.cells:
            self.cells = [[" "] * width for _line in range(height)]
            compositor._dirty_regions.clear()
            for y, strip in enumerate(compositor.render_strips()):
                self._write(0, y, strip.text)
            return
        update = compositor.render_partial_update()
        x = y = 0
        for part in [] if update is None else list(self.app.console.render(update)):
            if part.control:
                code = part.control[0]
                x, y = int(code[1]), int(code[2])  # type: ignore[misc]
            elif part.text != "\n":
                self._write(x, y, part.text)
                x += cell_len(part.text)

    def _write(self, x: int, y: int, text: str) -> None:
        line = self.cells[y]
        for character in text:
            size = cell_len(character)
            if line[x] == "" and x:
                line[x - 1] = " "
            if x + size < len(line) and line[x + size] == "":
                line[x + size] = " "
            line[x] = character
            line[x + 1 : x + size] = [""] * (size - 1)
            x += size

    @property
    def text(self) -> str:
        """What can be read."""
        return "\n".join("".join(line) for line in self.cells)


class Striped(Screen[None]):
    """A screen whose every second column is a border, with a box of wide characters over it."""

    CSS = """
    Striped { layers: below above; }
    Horizontal { layer: below; }
    .stripe { width: 2; height: 100%; border-left: solid white; }
    #box { layer: above; width: auto; height: 1; }
    """

    def __init__(self, offset: int) -> None:
        super().__init__()
        draw_whole(self)
        self.offset_of_box = offset

    def compose(self) -> ComposeResult:
        with Horizontal():
            for _place in range(39):
                yield Static("水", classes="stripe", markup=False)
        box = Static(WIDE, id="box", markup=False)
        box.styles.offset = (self.offset_of_box, 3)
        yield box


@pytest.mark.parametrize("offset", range(6))
async def test_a_box_over_borders_in_all_columns_loses_no_character_wherever_it_stands(offset: int) -> None:
    app: App[None] = App()
    async with app.run_test(size=(78, 8)) as pilot:
        screen = Striped(offset)
        app.push_screen(screen)
        await wait_until(pilot, lambda: app.screen is screen and screen.query("#box"))
        terminal = Terminal(app)
        terminal.take()
        assert WIDE in read_screen(app)
        assert WIDE in terminal.text
        for stripe in screen.query(".stripe").results(Static):
            # What changes below may end in the middle of a character above.
            screen._compositor._dirty_regions = {stripe.region}
            terminal.take()
            assert WIDE in terminal.text


class Popup(ModalScreen[None]):
    """A popup over the stripes."""

    CSS = "Popup { align: center middle; } #inner { width: auto; height: auto; border: round white; }"

    def compose(self) -> ComposeResult:
        yield Static(WIDE, id="inner", markup=False)


async def test_a_popup_over_borders_loses_no_character() -> None:
    app: App[None] = App()
    async with app.run_test(size=(78, 8), notifications=True) as pilot:
        app.push_screen(Striped(1))
        popup = Popup()
        draw_whole(popup)
        app.push_screen(popup)
        await wait_until(pilot, lambda: app.screen is popup and popup.query("#inner"))
        app.notify(f"甲{WIDE}", markup=False)
        await wait_until(pilot, lambda: popup.query(Toast))
        shown = read_screen(app)
        assert f"│{WIDE}│" in shown
        assert f"甲{WIDE}" in shown


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (101, 30)])
async def test_a_message_over_any_screen_loses_no_character(tmp_path: Path, size: tuple[int, int]) -> None:
    i18n.activate("zh_CN")
    with open_desk(tmp_path / "desk.db", FixedTime(NOW), db=tmp_path / "desk.db") as desk:
        fill(desk)
        app = ServiceDeskApp(lambda: Desk.open(desk.settings, clock=desk.clock), first_screen="queue")
        async with app.run_test(size=size, notifications=True) as pilot:
            await wait_until(pilot, lambda: app.changes)
            for name in ("today", "calls", "queue", "customers", "calendar", "call_form"):
                app.open(name)
                await wait_until(pilot, lambda name=name: getattr(app.screen, "NAME", "") == name)
                await every_message_is_whole(app, pilot)
            app.push_screen(Prompt("问题", "答案"))
            await in_front(pilot, Prompt)
            await every_message_is_whole(app, pilot)


async def every_message_is_whole(app: ServiceDeskApp, pilot: Pilot[None]) -> None:
    """Say messages whose wide characters begin in each of two columns, and read them."""
    for before in ("C-243 ", "C-1 "):
        words = before + WIDE * 2
        app.say(words, timeout=600)
        await wait_until(pilot, lambda words=words: said(app) == [words.replace(" ", "")])


def said(app: ServiceDeskApp) -> list[str]:
    """The messages in front as they can be read on the screen, without blanks and line breaks."""
    strips = app.screen._compositor.render_strips()
    found = []
    for toast in app.screen.query(Toast):
        region = toast.content_region
        lines = [strips[y].crop(region.x, region.right).text for y in region.line_range]
        found.append("".join(lines).replace(" ", ""))
    return found


async def test_a_message_stands_in_the_screen_in_front_alone(tmp_path: Path) -> None:
    with open_desk(tmp_path / "desk.db", FixedTime(NOW), db=tmp_path / "desk.db") as desk:
        fill(desk)
        app = ServiceDeskApp(lambda: Desk.open(desk.settings, clock=desk.clock), first_screen="queue")
        async with app.run_test(size=(120, 40), notifications=True) as pilot:
            await wait_until(pilot, lambda: app.changes)
            app.say("Only once.")
            await wait_until(pilot, lambda: "Only once." in read_screen(app))
            app.push_screen(Prompt("Question", "Answer"))
            await in_front(pilot, Prompt)
            await wait_until(pilot, lambda: said(app) == ["Onlyonce."])
            await wait_until(pilot, lambda: read_screen(app).count("Only once.") == 1)
            await pilot.press("escape")
            await wait_until(pilot, lambda: said(app) == ["Onlyonce."])
