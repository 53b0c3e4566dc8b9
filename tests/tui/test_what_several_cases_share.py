"""A box about several marked cases marks only what all of them have."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from servicedesk.services.desk import Desk
from servicedesk.tui.forms.picker import Picker
from tests.builders import FixedTime, open_desk
from tests.tui.case_keys_desk import NOW, fill, in_front, queue
from tests.tui.conftest import read_screen


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    path = tmp_path / "desk.db"
    with open_desk(path, FixedTime(NOW), db=path) as desk:
        fill(desk)
        desk.cases.assign([1, 2], "Dana [/]")
        desk.cases.assign([3, 4], "小林")
        desk.cases.label([1, 2], add=["漏水"])
        desk.cases.label([1], add=["leak"])
        yield desk


async def test_what_is_marked_in_a_box_about_several_cases_is_what_all_of_them_have(desk: Desk) -> None:
    async with queue(desk, at=1, size=(120, 40)) as pilot:

        async def marked(key: str) -> list[str]:
            await pilot.press(key)
            await in_front(pilot, Picker)
            box = pilot.app.screen
            assert isinstance(box, Picker)
            assert read_screen(pilot.app)
            found = [choice.label for choice in box.choices if choice.on]
            await pilot.press("escape")
            return found

        assert await marked("!") == ["urgent"]
        await pilot.press("*")
        assert await marked("!") == await marked("a") == await marked("l") == []
        await pilot.press("escape", "g", "space", "space")
        assert await marked("!") == []
        assert await marked("a") == ["Dana [/]"]
        assert await marked("l") == ["漏水"]
