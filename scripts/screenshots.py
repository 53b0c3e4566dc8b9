"""Takes the pictures in docs/screens/ from the demo desk, and writes the key tables of docs/keys.md.

python scripts/screenshots.py            # pictures and key tables
python scripts/screenshots.py --keys     # the key tables alone
"""

import asyncio
import html
import itertools
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

os.environ["TEXTUAL_ANIMATIONS"] = "none"
os.environ["TEXTUAL_COLOR_SYSTEM"] = "truecolor"

from rich.cells import cell_len
from textual.pilot import Pilot

from servicedesk import i18n
from servicedesk.keys.actions import keys_markdown
from servicedesk.services.context import Clock
from servicedesk.services.desk import Desk
from servicedesk.settings import Settings
from servicedesk.tui.app import ServiceDeskApp

sys.path.append(str(Path(__file__).parent))
from jobs import jobs_table

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "screens"
KEYS = ROOT / "docs" / "keys.md"
NOW = datetime(2026, 11, 20, 2, 20, tzinfo=UTC)
SIZE = (110, 32)

STEPS: dict[str, tuple[str, ...]] = {
    "today": ("1",),
    "calls": ("2", "down"),
    "queue": ("3", "down", "space", "space"),
    "customers": ("4", "down"),
    "customer": ("4", "down", "down", "enter"),
    "calendar": ("5",),
    "why": ("3", "down", "="),
    "working_calendar": ("5", "W"),
    "desk_rules": ("5", "W", "p", "down"),
    "import": (":", *"import", "enter", *"旧台账.csv", "enter"),
    "call_form": ("f2", *"0000 11", "tab", *"空调漏水，第二次来电"),
}
"""The keys that lead to each picture."""
REGISTER = """受理日期,客户,手机,投诉内容,处理情况,状态
2026-10-03 10:20,张伟,138 0000 1111,空调漏水,师傅已上门更换水管,已关闭
2026-10-05 09:00,李娜,138 0000 1112,咖啡机不加热,等配件,处理中
2026-10-06 14:30,陈静,138 0000 1113,发错颜色,已换货并致歉,已关闭
昨天,王芳,138 0000 1114,门铃不响,,处理中
"""
"""What the picture of an import looks at."""


def keys_page() -> str:
    """docs/keys.md: the commonest jobs, then every action with its keys, from the tables themselves."""
    source = (
        "Made by `scripts/screenshots.py --keys` from the tables in `scripts/jobs.py` and"
        " `src/servicedesk/keys/actions.py`."
    )
    jobs = f"## The commonest jobs\n\nA test presses these keys.\n\n{jobs_table()}"
    return f"# Keys\n\n{source}\n\n{jobs}\n## All keys\n\n{keys_markdown()}"


_TEXT = re.compile(r'<text ([^>]*?)x="([0-9.]+)" ([^>]*?)textLength="([0-9.]+)"([^>]*)>([^<]*)</text>')


def with_wide_characters(svg: str) -> str:
    """`svg` with Chinese in its place: Rich counts every character as one cell wide in a picture."""
    texts = ((html.unescape(found[6]), float(found[4])) for found in _TEXT.finditer(svg))
    cell = next(length / len(words) for words, length in texts if cell_len(words) == len(words))

    def placed(found: re.Match[str]) -> str:
        before, x, between, _length, after, text = found.groups()
        words = html.unescape(text)
        if cell_len(words) == len(words):
            return found[0]
        parts, cells = [], 0
        for _wide, run in itertools.groupby(words, key=lambda character: cell_len(character) > 1):
            piece = "".join(run)
            size = cell_len(piece)
            parts.append(
                f'<text {before}x="{float(x) + cells * cell:g}" {between}textLength="{size * cell:g}"{after}>'
                f"{html.escape(piece).replace(' ', '&#160;')}</text>"
            )
            cells += size
        return "".join(parts)

    return _TEXT.sub(placed, svg)


async def take(name: str, settings: Settings) -> None:
    """One picture."""
    app = ServiceDeskApp(lambda: Desk.open(settings, clock=Clock(lambda: NOW)), first_screen="today")
    async with app.run_test(size=SIZE) as pilot:
        await wait_for(pilot, lambda: app.is_desk_open)
        for key in STEPS[name]:
            await pilot.press(key)
            await settle(pilot)
        svg = with_wide_characters(app.export_screenshot(title="servicedesk"))
        (PICTURES / f"{name}.svg").write_text(svg, encoding="utf-8")


async def wait_for(pilot: Pilot[None], condition: Callable[[], object]) -> None:
    """Let the app run until `condition` holds."""
    end = time.monotonic() + 20
    while not condition() and time.monotonic() < end:
        await pilot.pause(0.01)


async def settle(pilot: Pilot[None]) -> None:
    """Let workers finish and their answers be drawn."""
    await pilot.pause(0.3)
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


def main() -> None:
    """All pictures, then the key tables."""
    i18n.activate("en")
    KEYS.write_text(keys_page(), encoding="utf-8")
    if "--keys" in sys.argv:
        return
    from servicedesk.services.demo import fill

    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.load({}, db=Path(folder) / "demo.db", actor="lin", timezone="Asia/Shanghai")
        with Desk.open(settings, clock=Clock(lambda: NOW)) as desk:
            fill(desk)
        (Path(folder) / "旧台账.csv").write_text(REGISTER, encoding="utf-8")
        os.environ["HOME"] = folder
        for name in STEPS:
            asyncio.run(take(name, settings))
            print(name)


if __name__ == "__main__":
    main()
