"""Importing from a screen: the look at a file, its columns, the run, an end on the way, what goes wrong."""

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot

from servicedesk import i18n
from servicedesk.domain.errors import BusyError, NoSpaceError
from servicedesk.services.desk import Desk
from servicedesk.services.exporting import ExportRequest
from servicedesk.services.importing import ImportService, run
from servicedesk.tui.files.import_lines import COLUMNS, READING, REJECTED, ROWS
from servicedesk.tui.files.import_screen import ImportScreen
from tests.builders import given_case
from tests.tui.conftest import read_screen, wait_until
from tests.tui.files_desk import files_app, found, front, is_front, name_of, shows

REGISTER = """工单标题,客户,手机,受理日期,状态
空调漏水 [/]x[b],张伟,13800001111,2026-10-03 10:20,已关闭
咖啡机不加热,李娜,13800001112,2026-10-05 09:00,处理中
发错颜色,陈静,13800001114,昨天的昨天,已关闭
"""
ODD = "Angabe A,Angabe B,Angabe C\nKaffee kalt,Anna Schmidt,+44 20 7946 0411\n"


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """A register that is understood but for one row."""
    return written(tmp_path / "旧台账[b].csv", REGISTER)


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


@asynccontextmanager
async def looking(desk: Desk, path: Path, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Pilot[None]]:
    """The screen of this file, once it has been read."""
    async with files_app(desk, size=size) as pilot:
        pilot.app.push_screen(ImportScreen(str(path)))
        await is_read(pilot)
        yield pilot


async def is_read(pilot: Pilot[None]) -> None:
    """Wait until the file in front has been read."""

    def has_been_read() -> bool:
        if name_of(pilot) != "ImportScreen" or front(pilot).is_reading:
            return False
        state = front(pilot).state
        return bool(state.preview or state.folder or state.fault)

    await wait_until(pilot, has_been_read)


async def to_part(pilot: Pilot[None], part: str) -> None:
    """Turn to a part."""
    while front(pilot).part != part:
        await pilot.press("]")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.parametrize("language", ["en", "zh_CN"])
async def test_a_file_shows_its_columns_its_rows_what_is_rejected_and_how_it_is_read(
    desk: Desk, register: Path, language: str, size: tuple[int, int]
) -> None:
    i18n.activate(language)
    expected = {
        COLUMNS: ["工单标题", "13800001111" if size[0] > 80 else "空调漏水 [/]x[b]", "[b].csv"],
        ROWS: ["空调漏水 [/]x[b]", "李娜", "新增" if language == "zh_CN" else "new record"],
        REJECTED: ["受理日期", "4"],
        READING: ["utf-8", "编码" if language == "zh_CN" else "Encoding"],
    }
    async with looking(desk, register, size) as pilot:
        for part, words in expected.items():
            await to_part(pilot, part)
            shown = read_screen(pilot.app)
            for word in words:
                assert word in shown, (part, word, shown)
            assert all(cell_len(line) <= size[0] for line in shown.splitlines())
        assert desk.lists.count("case", "") == 0


async def test_the_import_tells_its_counts_where_the_rejects_are_and_how_it_is_taken_back(
    desk: Desk, register: Path
) -> None:
    async with looking(desk, register) as pilot:
        await pilot.press("ctrl+s")
        await is_front(pilot, "ResultPopup")
        shown = read_screen(pilot.app).replace("│", "")
        assert "Imported as R-1" in shown
        assert "2 new" in shown
        assert "rejects.csv" in shown
        assert "u take it back" in shown
        assert desk.lists.count("case", "") == 2
        assert register.with_name("旧台账[b].csv.rejects.csv").exists()
        await pilot.press("u")
        await is_front(pilot, "ImportScreen")
        assert desk.lists.count("case", "") == 0
        await shows(pilot, "U brings it back.")


async def test_a_file_that_fits_nothing_is_mapped_column_by_column_and_saved_as_a_profile(
    desk: Desk, tmp_path: Path
) -> None:
    odd = written(tmp_path / "alt.csv", ODD)
    async with looking(desk, odd) as pilot:
        await shows(pilot, "No column of the file is known.")
        await to_part(pilot, COLUMNS)
        await pilot.press("enter")
        await shows(pilot, "What are the rows of the file?")
        await pilot.press("down", "enter")
        await shows(pilot, "Angabe A: Kaffee kalt")
        await pilot.press(*"subject")
        await pilot.press("enter")
        await is_read(pilot)
        for name in ("customer", "phone"):
            await pilot.press("j", "enter")
            await is_front(pilot, "Picker")
            await pilot.press(*name, "enter")
            await is_read(pilot)
        assert front(pilot).state.request.columns == {
            "Angabe A": "subject", "Angabe B": "customer", "Angabe C": "phone",
        }  # fmt: skip
        await shows(pilot, "1 new")
        await pilot.press("s")
        await is_front(pilot, "Prompt")
        await pilot.press(*"alte_liste", "enter")
        await shows(pilot, "The profile is in")
        assert found(desk.settings.config.parent / "profiles", "*.toml")
        written(tmp_path / "noch eine.csv", ODD.replace("kalt", "lau"))
        pilot.app.push_screen(ImportScreen(str(tmp_path / "noch eine.csv")))
        await wait_until(pilot, lambda: front(pilot).state.path.name == "noch eine.csv")
        await is_read(pilot)
        await shows(pilot, "by the profile alte_liste")


async def test_a_column_is_left_out_and_taken_in_again(desk: Desk, register: Path) -> None:
    async with looking(desk, register) as pilot:
        await pilot.press("j", "j", "x")
        await is_read(pilot)
        assert front(pilot).state.targets().keys() == {0, 1, 3, 4}
        assert front(pilot).line.key == "2"
        await pilot.press("x")
        await is_read(pilot)
        assert front(pilot).state.targets()[2] == ["phone"]


async def test_what_was_said_of_a_file_stands_there_again_when_it_is_looked_at_again(
    desk: Desk, register: Path
) -> None:
    async with looking(desk, register) as pilot:
        await pilot.press("j", "j", "x")
        await is_read(pilot)
        await pilot.press("escape")
        await is_front(pilot, "CustomersScreen")
        pilot.app.push_screen(ImportScreen(str(register)))
        await is_front(pilot, "ImportScreen")
        await is_read(pilot)
        assert front(pilot).state.request.columns == {"手机": "-"}


async def test_an_encoding_that_is_not_clear_is_a_question_with_a_line_as_each_reads_it(
    desk: Desk, tmp_path: Path
) -> None:
    file = written(tmp_path / "lists.csv", "subject,customer\nPrzyłącze,Łukasz\n", "cp1250")
    async with looking(desk, file) as pilot:
        assert front(pilot).part == READING
        await shows(pilot, "The encoding of the file is not clear.")
        assert "--encoding" not in read_screen(pilot.app)
        await pilot.press(*"jjjj", "enter")
        await is_front(pilot, "Picker")
        await shows(pilot, "cp1250")
        await pilot.press(*"cp1250", "enter")
        await is_read(pilot)
        await shows(pilot, "1 new")


async def test_the_sheet_of_a_workbook_is_a_question(desk: Desk, tmp_path: Path) -> None:
    given_case(desk, subject="漏水")
    book = tmp_path / "desk.xlsx"
    desk.exporting.run(ExportRequest("all", book))
    async with looking(desk, book) as pilot:
        await to_part(pilot, READING)
        while front(pilot).line.key != "sheet":
            await pilot.press("j")
        await pilot.press("enter")
        await is_front(pilot, "Picker")
        await shows(pilot, "Cases")
        await pilot.press("down", "down", "enter")
        await is_read(pilot)
        assert front(pilot).state.request.sheet is not None


async def test_who_stops_an_import_is_asked_and_nothing_of_it_stays(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "BATCH", 1)
    going = threading.Event()
    take, rows = ImportService.run, "".join(f"题{n},客{n}\n" for n in range(5))
    file = written(tmp_path / "many.csv", f"subject,customer\n{rows}")

    def held(self: ImportService, request: object, progress: object) -> object:
        def tell(count: int) -> None:
            if count == 2:
                going.wait(20)
            progress(count)  # type: ignore[operator]

        return take(self, request, tell)  # type: ignore[arg-type]

    monkeypatch.setattr(ImportService, "run", held)
    async with looking(desk, file) as pilot:
        await pilot.press("ctrl+s")
        await is_front(pilot, "WorkPopup")
        await wait_until(pilot, lambda: front(pilot).counted.count == 1)
        assert front(pilot).counted.total == 5
        await pilot.press("escape")
        await shows(pilot, "Stop it and take everything back?")
        await pilot.press("y")
        going.set()
        await is_read(pilot)
        await shows(pilot, "Stopped; nothing of it was kept.")
        assert desk.lists.count("case", "") == 0
        assert desk.importing.runs() == []
        assert found(tmp_path, "*.rejects*") == []


async def test_escape_stops_the_reading_before_it_leaves_the_screen(
    desk: Desk, register: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    going = threading.Event()
    preview = ImportService.preview

    def held(self: ImportService, *args: object) -> object:
        going.wait(20)
        return preview(self, *args)  # type: ignore[arg-type]

    async with looking(desk, register) as pilot:
        monkeypatch.setattr(ImportService, "preview", held)
        await pilot.press("r")
        await shows(pilot, "Reading: ")
        await pilot.press("ctrl+s")
        await shows(pilot, "The file is still being read.")
        await pilot.press("escape")
        await shows(pilot, "Looking through the rows was stopped")
        going.set()
        await pilot.press("r")
        await is_read(pilot)
        await shows(pilot, "2 new")
        await pilot.press("escape")
        await is_front(pilot, "CustomersScreen")


@pytest.mark.parametrize(
    "error", [NoSpaceError("The disk is full.", "Make room."), BusyError("Another program is writing.", "")]
)
async def test_what_keeps_an_import_from_being_made_is_told_and_the_columns_stay(
    desk: Desk, register: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def refused(*_args: object) -> None:
        raise error

    async with looking(desk, register) as pilot:
        monkeypatch.setattr(ImportService, "run", refused)
        await pilot.press("j", "x")
        await is_read(pilot)
        said = dict(front(pilot).state.request.columns)
        await pilot.press("ctrl+s")
        await shows(pilot, str(error))
        assert front(pilot).state.request.columns == said != {}


async def test_hostile_headers_and_cells_are_shown_literally(desk: Desk, tmp_path: Path) -> None:
    cell = "[@click=app.quit]\x1b[31m漏[/]" + "水" * 300
    file = written(tmp_path / "[red]x[.csv", f"Subject,[b]Kunde[,\x1b[2JOther\n{cell},\u202e客,=cmd()\n")
    async with looking(desk, file) as pilot:
        for _part in range(4):
            shown = read_screen(pilot.app)
            assert "\x1b" not in shown
            assert all(cell_len(line) <= 80 for line in shown.splitlines())
            await pilot.press("]")
        await to_part(pilot, COLUMNS)
        assert "[b]Kunde[" in read_screen(pilot.app)


async def test_the_folder_of_a_whole_desk_is_taken_in_as_one(desk: Desk, tmp_path: Path) -> None:
    given_case(desk)
    desk.exporting.run(ExportRequest("all", tmp_path / "whole"))
    async with looking(desk, tmp_path / "whole") as pilot:
        await shows(pilot, "A whole desk: 0 new")
        await pilot.press("ctrl+s")
        await is_front(pilot, "ResultPopup")


async def test_a_file_is_found_by_typing_and_a_name_is_completed(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "ordner [x]").mkdir()
    written(tmp_path / "ordner [x]" / "表[b].csv", REGISTER)
    async with files_app(desk, "import") as pilot:
        front(pilot).query_one("#file-path").value = f"{tmp_path}/ord"
        await shows(pilot, "ordner [x]/")
        await pilot.press("tab")
        await shows(pilot, "表[b].csv")
        await pilot.press("enter")
        await is_read(pilot)
        await shows(pilot, "2 new")
        await pilot.press("o")
        await shows(pilot, "used last")


async def test_a_file_that_is_not_there_and_a_folder_that_cannot_be_read_are_told_in_place(
    desk: Desk, tmp_path: Path
) -> None:
    async with files_app(desk, "import") as pilot:
        front(pilot).query_one("#file-path").value = f"{tmp_path}/nichts [b].csv"
        await wait_until(pilot, lambda: not front(pilot).entries)
        await pilot.press("enter")
        await shows(pilot, "There is no file nichts [b].csv.")
        front(pilot).query_one("#file-path").value = f"{tmp_path}/fehlt/"
        await shows(pilot, "cannot be read: No such file or directory.")


async def test_a_call_taken_meanwhile_is_not_disturbed_by_the_end_of_the_import(
    desk: Desk, register: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    going = threading.Event()
    take = ImportService.run

    def held(self: ImportService, request: object, progress: object) -> object:
        going.wait(20)
        return take(self, request, progress)  # type: ignore[arg-type]

    monkeypatch.setattr(ImportService, "run", held)
    async with looking(desk, register) as pilot:
        await pilot.press("ctrl+s")
        await is_front(pilot, "WorkPopup")
        popup = front(pilot)
        await pilot.press("f2")
        await is_front(pilot, "CallFormScreen")
        going.set()
        await wait_until(pilot, lambda: popup._end is not None)
        assert name_of(pilot) == "CallFormScreen"
        pilot.app.pop_screen()
        await is_front(pilot, "ResultPopup")
        assert desk.lists.count("case", "") == 2


async def test_a_guess_of_the_encoding_is_told_with_a_line_of_the_file(desk: Desk, tmp_path: Path) -> None:
    file = written(tmp_path / "old.csv", REGISTER, "gb18030")
    async with looking(desk, file) as pilot:
        await shows(pilot, "Read as gb18030: ")
        assert "空调漏水" in read_screen(pilot.app)
