"""A damaged file is told on the screens, of a sound one nothing is said."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from servicedesk.services import daily_check
from servicedesk.services.desk import Desk
from tests.builders import FixedTime, open_desk
from tests.services.test_daily_check import spoil
from tests.tui.calendar_desk import said
from tests.tui.case_keys_desk import NOW, fill, queue
from tests.tui.conftest import wait_until


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A desk in which it is looked for damage at once."""
    monkeypatch.setattr("servicedesk.tui.frame.ticks.CHECK_FIRST", 0.01)
    with open_desk(tmp_path / "desk.db", FixedTime(NOW), actor="me") as desk:
        fill(desk)
    return tmp_path / "desk.db"


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> Iterator[Event]:
    """Set once the look has ended."""
    done = Event()
    look = daily_check.look

    def tell(desk: Desk) -> str:
        try:
            return look(desk)
        finally:
            done.set()

    monkeypatch.setattr(daily_check, "look", tell)
    yield done
    done.set()


async def test_a_damaged_file_is_told_while_one_works(path: Path) -> None:
    spoil(path)
    with open_desk(path, FixedTime(NOW), db=path, actor="me") as desk:
        async with queue(desk) as pilot:
            await wait_until(pilot, lambda: "servicedesk restore" in said(pilot))


async def test_of_a_sound_file_nothing_is_said(path: Path, looked: Event) -> None:
    with open_desk(path, FixedTime(NOW), db=path, actor="me") as desk:
        async with queue(desk) as pilot:
            await wait_until(pilot, looked.is_set)
            assert "damaged" not in said(pilot)
            assert not daily_check.is_due(desk)
