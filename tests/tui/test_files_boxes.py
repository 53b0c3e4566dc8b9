"""The boxes of files keep the keys: no letter typed into one does anything to the screens behind it."""

import string
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from textual.events import Key
from textual.pilot import Pilot
from textual.widgets import Input

from servicedesk import i18n
from servicedesk.services.desk import Desk
from servicedesk.services.importing import ImportRequest, ImportService, Preview
from servicedesk.tui.files import file_picker
from servicedesk.tui.files.import_lines import READING
from servicedesk.tui.files.places import places_of
from tests.builders import given_case
from tests.tui.conftest import read_screen
from tests.tui.files_desk import files_app, front, is_front, name_of, shows
from tests.tui.test_import_screen import is_read, looking, register, to_part, written

__all__ = ["register"]

KEYS = [
    *string.ascii_letters, *string.digits, "slash", "full_stop", "colon", "question_mark",
    "left_square_bracket", "right_square_bracket", "tab",
    "f3", "f4", "f5", "f6", "f7", "f8", "f9", "f10", "ctrl+r", "ctrl+s",
]  # fmt: skip
"""All but what leaves, takes, quits, or answers the phone."""


async def press_all(pilot: Pilot[None], desk: Desk, *, but: str = "") -> None:
    """Press every key; the box stays in front, and the desk and the screens behind it stay as they are."""
    stack, version = list(pilot.app.screen_stack), desk.store_version()
    for key in KEYS:
        if key not in but:
            await pilot.press(key)
            assert pilot.app.screen_stack == stack, key
            assert desk.store_version() == version, key


async def test_no_letter_in_the_result_of_an_export_does_anything(desk: Desk, tmp_path: Path) -> None:
    given_case(desk)
    async with files_app(desk, "export") as pilot:
        front(pilot).query_one("#field-path").value = f"{tmp_path}/"
        await pilot.press("ctrl+s")
        await is_front(pilot, "ResultPopup")
        await press_all(pilot, desk)
        assert desk.lists.count("case", "") == 1


async def test_no_letter_in_the_result_of_a_backup_does_anything(desk: Desk, tmp_path: Path) -> None:
    given_case(desk)
    async with files_app(desk, "backup") as pilot:
        front(pilot).query_one("#field-path").value = f"{tmp_path}/"
        await pilot.press("ctrl+s")
        await is_front(pilot, "ResultPopup")
        await press_all(pilot, desk)


async def test_no_letter_but_that_of_undo_in_the_result_of_an_import_does_anything(
    desk: Desk, register: Path
) -> None:
    async with looking(desk, register) as pilot:
        await pilot.press("ctrl+s")
        await is_front(pilot, "ResultPopup")
        await press_all(pilot, desk, but="uz")
        assert desk.lists.count("case", "") == 2


async def test_undo_in_the_result_takes_back_that_run_alone_whatever_was_done_since(
    desk: Desk, register: Path
) -> None:
    given_case(desk, subject="earlier")
    async with looking(desk, register) as pilot:
        await pilot.press("ctrl+s")
        await is_front(pilot, "ResultPopup")
        given_case(desk, subject="later")
        for _again in range(3):
            pilot.app.post_message(Key("u", "u"))
        await is_front(pilot, "ImportScreen")
        await shows(pilot, "U brings it back.")
        assert {row.subject for row in desk.lists.page("case", "")} == {"earlier", "later"}


async def test_an_undo_that_is_refused_is_told_in_the_box_which_stays(desk: Desk, register: Path) -> None:
    async with looking(desk, register) as pilot:
        await pilot.press("ctrl+s")
        await is_front(pilot, "ResultPopup")
        desk.importing.undo(1)
        await pilot.press("u")
        await shows(pilot, "already undone")
        assert name_of(pilot) == "ResultPopup"
        await pilot.press("escape")
        await is_front(pilot, "ImportScreen")


async def test_no_letter_in_the_progress_of_an_import_nor_in_its_question_does_anything(
    desk: Desk, register: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    going, take = threading.Event(), ImportService.run

    def held(self: ImportService, request: ImportRequest, progress: object) -> object:
        going.wait(60)
        return take(self, request, progress)  # type: ignore[arg-type]

    given_case(desk)
    monkeypatch.setattr(ImportService, "run", held)
    async with looking(desk, register) as pilot:
        await pilot.press("ctrl+s")
        await is_front(pilot, "WorkPopup")
        await press_all(pilot, desk)
        await pilot.press("escape")
        await shows(pilot, "Stop it and take everything back?")
        await press_all(pilot, desk, but="yYnN")
        going.set()
        await is_front(pilot, "ResultPopup")


async def test_letters_typed_in_the_picker_of_files_stand_in_its_field_alone(
    desk: Desk, register: Path
) -> None:
    given_case(desk)
    async with looking(desk, register) as pilot:
        await pilot.press("o")
        await is_front(pilot, "FilePicker")
        await press_all(pilot, desk)
        assert string.ascii_letters in front(pilot).typed


async def test_letters_that_answer_no_question_do_nothing_there(desk: Desk, tmp_path: Path) -> None:
    there = tmp_path / "a.csv"
    there.write_text("old")
    given_case(desk)
    async with files_app(desk, "export") as pilot:
        front(pilot).query_one("#field-kind").value = "cases"
        front(pilot).query_one("#field-path").value = str(there)
        await pilot.press("ctrl+s")
        await is_front(pilot, "Picker")
        await press_all(pilot, desk, but="kr")
        assert there.read_text() == "old"


async def test_a_name_that_no_profile_can_have_is_told_in_the_box_which_keeps_it(
    desk: Desk, register: Path
) -> None:
    async with looking(desk, register) as pilot:
        await pilot.press("s")
        await is_front(pilot, "Prompt")
        await pilot.press(*"my", "space", *"list", "enter")
        await shows(pilot, "my list is no name for a profile.")
        assert name_of(pilot) == "Prompt"
        assert front(pilot).text == "my list"
        await pilot.press("ctrl+u", *"mylist", "enter")
        await shows(pilot, "The profile is in")
        assert desk.lists.count("case", "") == 0


async def test_enter_on_a_typed_folder_opens_it_and_takes_no_file_used_last(
    desk: Desk, register: Path, tmp_path: Path
) -> None:
    (tmp_path / "neu").mkdir()
    written(tmp_path / "neu" / "b.csv", "subject,customer\n漏水,李娜\n")
    async with looking(desk, register) as pilot:
        places_of(pilot.app).used(register, to_read=True)
        await pilot.press("o")
        await shows(pilot, "used last")
        front(pilot).query_one("#file-path").value = f"{tmp_path}/neu/"
        await pilot.press("enter")
        await shows(pilot, "b.csv")
        assert name_of(pilot) == "FilePicker"
        assert [entry.path.name for entry in front(pilot).entries] == ["b.csv"]
        await pilot.press("enter")
        await is_read(pilot)
        assert front(pilot).state.path.name == "b.csv"


async def test_enter_that_comes_before_the_list_is_there_goes_by_what_is_typed(
    desk: Desk, register: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path / "zz.csv", "subject,customer\n漏水,李娜\n")
    going, listing = threading.Event(), file_picker.listing_of

    def held(asked: str, last: object) -> object:
        if asked.endswith("zz.csv"):
            going.wait(60)
        return listing(asked, last)  # type: ignore[arg-type]

    monkeypatch.setattr(file_picker, "listing_of", held)
    async with looking(desk, register) as pilot:
        places_of(pilot.app).used(register, to_read=True)
        await pilot.press("o")
        await shows(pilot, "used last")
        front(pilot).query_one("#file-path").value = f"{tmp_path}/zz.csv"
        front(pilot).query_one("#file-path").post_message(
            Input.Submitted(front(pilot).query_one("#file-path"), "")
        )
        going.set()
        await is_front(pilot, "ImportScreen")
        await is_read(pilot)
        assert front(pilot).state.path.name == "zz.csv"


async def test_a_whole_path_typed_behind_the_folder_that_stands_there_takes_its_place(
    desk: Desk,
) -> None:
    places = {"/": "slash", "~": "tilde"}
    async with files_app(desk, "import") as pilot:
        assert front(pilot).typed.endswith("/")
        await pilot.press(*(places.get(one, one) for one in "/usr/lib"))
        assert front(pilot).typed == "/usr/lib"
        await pilot.press("slash", "tilde", "slash", "a")
        assert front(pilot).typed == "~/a"


@pytest.mark.parametrize("language", ["en", "zh_CN"])
async def test_all_notes_stand_at_the_head_of_how_the_file_is_read_on_a_small_screen(
    desk: Desk, register: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    i18n.activate(language)
    preview, notes = ImportService.preview, ("the first [b]", "漏水的第二条", "the third")

    def noted(self: ImportService, *args: object) -> Preview:
        found = preview(self, *args)  # type: ignore[arg-type]
        return replace(found, report=replace(found.report, notes=notes))

    monkeypatch.setattr(ImportService, "preview", noted)
    async with looking(desk, register) as pilot:
        await shows(pilot, "(+2: How it is read)" if language == "en" else "(+2: ")
        await to_part(pilot, READING)
        for note in notes:
            assert f"· {note}" in read_screen(pilot.app)


async def test_a_file_that_lacks_the_order_of_its_dates_alone_is_asked_for_it_at_once(
    desk: Desk, tmp_path: Path
) -> None:
    rows = "subject,customer,received\n漏水,李娜,03/04/2026\n[b]x,张伟,05/06/2026\n"
    async with looking(desk, written(tmp_path / "d.csv", rows)) as pilot:
        await shows(pilot, "do not tell the day from the month")
        assert front(pilot).part == READING
        assert front(pilot).line.key == "date_order"
        await pilot.press("enter")
        await is_front(pilot, "Picker")
        await pilot.press("down", "enter")
        await is_read(pilot)
        await shows(pilot, "2 new")
