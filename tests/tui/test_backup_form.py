"""Backing up from a screen: where to, progress, an end on the way, what stands there already."""

import threading
from pathlib import Path

import pytest

from servicedesk import i18n
from servicedesk.domain.errors import NoSpaceError
from servicedesk.services.desk import Desk
from servicedesk.services.maintenance import MaintenanceService
from tests.builders import given_case
from tests.tui.conftest import read_screen, wait_until
from tests.tui.files_desk import files_app, front, is_front, name_of, shows, type_over


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.parametrize(("language", "words"), [("en", "The copy is whole:"), ("zh_CN", "副本完整")])
async def test_a_backup_is_made_beside_the_desk_when_nothing_else_is_said(
    desk: Desk, language: str, words: str, size: tuple[int, int]
) -> None:
    i18n.activate(language)
    given_case(desk)
    async with files_app(desk, "backup", size) as pilot:
        await pilot.press("ctrl+s")
        await is_front(pilot, "ResultPopup")
        await shows(pilot, words)
        made = list((desk.store.path.parent / "backups").iterdir())
        assert len(made) == 1
        assert MaintenanceService(desk.store.path).verify(made[0])["case"] == 1
        await pilot.press("escape")
        await is_front(pilot, "CustomersScreen")


async def test_a_file_that_is_there_is_replaced_only_when_asked(desk: Desk, tmp_path: Path) -> None:
    there = tmp_path / "旧[b]备份.db"
    there.write_bytes(b"old")
    async with files_app(desk, "backup") as pilot:
        await type_over(pilot, str(there))
        await pilot.press("ctrl+s")
        await is_front(pilot, "Picker")
        assert "旧[b]备份.db" in read_screen(pilot.app)
        await pilot.press("k")
        await is_front(pilot, "FieldsForm")
        assert there.read_bytes() == b"old"
        await pilot.press("ctrl+s")
        await is_front(pilot, "Picker")
        await pilot.press("r")
        await is_front(pilot, "ResultPopup")
        assert there.read_bytes().startswith(b"SQLite format 3")


async def test_who_stops_a_backup_is_asked_and_no_copy_stays(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    going = threading.Event()
    whole = MaintenanceService.backup

    def held(self: MaintenanceService, *args: object, progress: object, **options: object) -> object:
        def tell(percent: int) -> None:
            going.wait(20)
            progress(percent)  # type: ignore[operator]

        return whole(self, *args, progress=tell, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(MaintenanceService, "backup", held)
    given_case(desk)
    async with files_app(desk, "backup") as pilot:
        await pilot.press("ctrl+s")
        await is_front(pilot, "WorkPopup")
        await pilot.press("escape")
        await shows(pilot, "Stop it and take everything back?")
        await pilot.press("n")
        await shows(pilot, "Esc stop")
        await pilot.press("escape", "y")
        await shows(pilot, "Stopping, and undoing everything")
        going.set()
        await is_front(pilot, "FieldsForm")
        await shows(pilot, "Stopped; nothing of it was kept.")
        assert list((desk.store.path.parent / "backups").iterdir()) == []


async def test_a_full_disk_is_told_in_the_form_and_what_was_typed_stays(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object, **_options: object) -> None:
        raise NoSpaceError("The disk is full.", "Make room.")

    monkeypatch.setattr(MaintenanceService, "backup", full)
    async with files_app(desk, "backup") as pilot:
        await type_over(pilot, str(tmp_path / "stick.db"))
        await pilot.press("ctrl+s")
        await shows(pilot, "The disk is full. Make room.")
        assert name_of(pilot) == "FieldsForm"
        assert front(pilot).query_one("#field-path").value == str(tmp_path / "stick.db")


async def test_a_number_that_is_none_is_refused_where_it_was_typed(desk: Desk) -> None:
    async with files_app(desk, "backup") as pilot:
        await pilot.press("tab", *"zwei")
        await pilot.press("ctrl+s")
        await shows(pilot, "Write a number")


async def test_who_quits_on_the_way_leaves_no_copy(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    going = threading.Event()
    whole = MaintenanceService.backup

    def held(self: MaintenanceService, *args: object, progress: object, **options: object) -> object:
        def tell(percent: int) -> None:
            going.wait(20)
            progress(percent)  # type: ignore[operator]

        return whole(self, *args, progress=tell, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(MaintenanceService, "backup", held)
    given_case(desk)
    async with files_app(desk, "backup") as pilot:
        await pilot.press("ctrl+s")
        await is_front(pilot, "WorkPopup")
        await wait_until(pilot, lambda: front(pilot)._work is not None)
        popup = front(pilot)
        await pilot.press("ctrl+q")
        await wait_until(pilot, lambda: popup._is_stopped)
        going.set()
    assert list((desk.store.path.parent / "backups").iterdir()) == []
