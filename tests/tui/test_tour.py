"""Every screen and box of the demo desk as plain text: both sizes, both languages."""

import re
from pathlib import Path

import pytest
from scripts.screenshots import REGISTER
from scripts.tour import ASIDE, LANGUAGES, LIST, SIZES, STOPS, aside, demo_app, demo_desk, walk
from syrupy.assertion import SnapshotAssertion
from textual.pilot import Pilot

from tests.tui import at_rest
from tests.tui.conftest import read_screen, wait_until

SIZE_NAMES = [f"{width}x{height}" for width, height in SIZES]
ENOUGH = 4
"""Equal looks, one after the other, after which a picture is thought to stay as it is."""


async def stay(pilot: Pilot[None]) -> None:
    """Rest until the picture is the same a few times: what is laid out anew asks for another layout."""
    looks: list[str] = []

    def is_the_same() -> bool:
        looks.append(read_screen(pilot.app))
        return len(looks) >= ENOUGH and len(set(looks[-ENOUGH:])) == 1

    await pilot.pause()
    await wait_until(pilot, is_the_same)


def is_cut(picture: str) -> bool:
    """Whether the title or the keys in the frame of a box end in dots."""
    return bool(re.search("╭[^╮]*…─*╮|╰[^╯]*…─*╯", picture))


@pytest.fixture
def _wait_for_what_comes_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """A preview, or the counts of views, are put off until after the first picture: here they are awaited."""
    monkeypatch.setattr(at_rest, "A_MOMENT", 2)
    monkeypatch.setattr(at_rest, "HELD", 5_000)
    monkeypatch.setattr(at_rest, "PATIENCE", 20_000)


@pytest.mark.usefixtures("_wait_for_what_comes_later")
@pytest.mark.parametrize("size", SIZES, ids=SIZE_NAMES)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_screen_looks_as_its_picture(
    language: str, size: tuple[int, int], tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    demo_desk(tmp_path, language)
    pictures: dict[str, str] = {}
    async with demo_app(tmp_path, language, size) as (app, pilot):
        await wait_until(pilot, lambda: app.changes)

        def look(name: str) -> None:
            pictures[name] = read_screen(app)

        await walk(pilot, look, stay)
        assert app.unexpected == []
    assert list(pictures) == [stop.name for stop in STOPS]
    assert [name for name, picture in pictures.items() if is_cut(picture)] == []
    assert "Esc" in pictures["dossier"].splitlines()[-1]
    for name, picture in pictures.items():
        assert picture == snapshot(name=name), name


@pytest.mark.usefixtures("_wait_for_what_comes_later")
@pytest.mark.parametrize("size", SIZES, ids=SIZE_NAMES)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_no_key_of_the_walk_leads_to_looks_as_its_picture(
    language: str,
    size: tuple[int, int],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    snapshot: SnapshotAssertion,
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / LIST).write_text(REGISTER, encoding="utf-8")
    pictures: dict[str, str] = {}
    async for name, pilot in aside(tmp_path, language, size):
        await stay(pilot)
        pictures[name] = read_screen(pilot.app)
    assert tuple(pictures) == ASIDE
    for name, picture in pictures.items():
        assert picture == snapshot(name=name), name
