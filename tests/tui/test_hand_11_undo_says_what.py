"""Undo names the record, whose it is and what it is about, and the key that brings it back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from servicedesk.domain.reversal_words import reversal_words
from servicedesk.i18n import activate
from servicedesk.services.desk import Desk
from tests.builders import FixedTime, given_call, open_desk
from tests.tui.case_keys_desk import NOW, fill, queue
from tests.tui.conftest import read_screen, wait_until


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    path = tmp_path / "desk.db"
    with open_desk(path, FixedTime(NOW), db=path) as desk:
        fill(desk)
        yield desk


async def test_undo_and_redo_say_what_went_and_which_key_goes_the_other_way(desk: Desk) -> None:
    desk.cases.assign([4], "Dana")
    async with queue(desk, at=4, size=(120, 40)) as pilot:

        def shown() -> str:
            return " ".join(read_screen(pilot.app).replace("▌", " ").split())

        await pilot.press("u")
        await wait_until(
            pilot,
            lambda: "Undone: assigned C-4 王芳 (Invoice charged twice). U brings it back." in shown(),
        )
        await pilot.press("U")
        await wait_until(
            pilot,
            lambda: "Done again: assigned C-4 王芳 (Invoice charged twice). u takes it back." in shown(),
        )
    assert desk.cases.get(4).row.owner == "Dana"


def test_what_an_action_made_is_named_though_it_is_gone_and_several_are_counted(desk: Desk) -> None:
    number = given_call(desk, who="Zoe Grant 07700 900123", summary="pump [/] leaks").call_id
    assert reversal_words(desk.undo.undo()) == (
        f"Undone: logged a call, CL-{number} Zoe Grant (pump [/] leaks), 2 records in all."
    )
    desk.cases.edit(1, {"subject": "水" * 60})
    desk.cases.snooze([1], NOW.replace(day=25))
    words = reversal_words(desk.undo.undo())
    assert words == f"Undone: snoozed C-1 李伟 [b] ({'水' * 40}…)."
    desk.cases.assign([1, 2, 3], "Dana")
    assert reversal_words(desk.undo.undo()) == "Undone: assigned, 3 cases."
    activate("zh_CN")
    assert reversal_words(desk.undo.redo()) == "重做：分派，3 个工单。"
