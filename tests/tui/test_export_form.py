"""Exporting from a screen: the list in front, names of files, what is there already, an end on the way."""

import json
from pathlib import Path

import pytest

from servicedesk import i18n
from servicedesk.domain.errors import NoSpaceError
from servicedesk.services import export_progress
from servicedesk.services.desk import Desk
from servicedesk.services.exporting import ExportService
from tests.builders import HOSTILE, given_case
from tests.tui.conftest import read_screen, wait_until
from tests.tui.files_desk import begin, files_app, found, front, is_front, name_of, shows


async def fill(pilot, **texts: str) -> None:
    """Put texts into the fields of the form."""
    for name, text in texts.items():
        front(pilot).query_one(f"#field-{name}").value = text
    await pilot.pause()


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.parametrize("language", ["en", "zh_CN"])
async def test_all_records_go_into_a_folder_named_after_the_day(
    desk: Desk, tmp_path: Path, language: str, size: tuple[int, int]
) -> None:
    i18n.activate(language)
    given_case(desk)
    async with files_app(desk, "export", size) as pilot:
        await fill(pilot, kind="all", path=f"{tmp_path}/", query="")
        await pilot.press("ctrl+s")
        await is_front(pilot, "ResultPopup")
        folder = found(tmp_path, "servicedesk-*")[0]
        assert (folder / "cases.csv").read_text(encoding="utf-8-sig").count("\n") == 2
        assert "cases.csv" in read_screen(pilot.app)


async def test_an_export_begins_with_the_list_that_is_in_front(desk: Desk, tmp_path: Path) -> None:
    given_case(desk, kind="complaint", subject=f"漏水 {HOSTILE}")
    given_case(desk, kind="request")
    async with files_app(desk, first="queue") as pilot:
        await wait_until(pilot, lambda: front(pilot).view.name)
        front(pilot).show_query("kind:complaint")
        await wait_until(pilot, lambda: "kind:complaint" in front(pilot).full_query)
        begin(pilot, "export")
        await is_front(pilot, "FieldsForm")
        assert "kind:complaint" in front(pilot).query_one("#field-query").value
        await fill(pilot, path=str(tmp_path / "投诉.jsonl"), columns="subject，kind")
        await pilot.press("ctrl+s")
        await is_front(pilot, "ResultPopup")
        rows = (tmp_path / "投诉.jsonl").read_text(encoding="utf-8").splitlines()
        assert [json.loads(row)["kind"] for row in rows] == ["complaint"]


async def test_a_file_that_is_there_is_replaced_only_when_asked(desk: Desk, tmp_path: Path) -> None:
    there = tmp_path / "旧.csv"
    there.write_text("old")
    async with files_app(desk, "export") as pilot:
        await fill(pilot, kind="cases", path=str(there))
        await pilot.press("ctrl+s")
        await is_front(pilot, "Picker")
        await pilot.press("k")
        await is_front(pilot, "FieldsForm")
        assert there.read_text() == "old"
        await pilot.press("ctrl+s")
        await is_front(pilot, "Picker")
        await pilot.press("r")
        await is_front(pilot, "ResultPopup")
        assert there.read_text() != "old"


async def test_what_cannot_be_is_told_in_the_form_and_what_was_typed_stays(
    desk: Desk, tmp_path: Path
) -> None:
    async with files_app(desk, "export") as pilot:
        await fill(pilot, kind="cases", path=str(tmp_path / "a.csv"), columns="nummer[/]")
        await pilot.press("ctrl+s")
        await shows(pilot, "There is no column nummer[/].")
        assert name_of(pilot) == "FieldsForm"
        assert front(pilot).query_one("#field-columns").value == "nummer[/]"
        assert found(tmp_path, "*.csv") == []


async def test_a_full_disk_is_told_in_the_form(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object) -> None:
        raise NoSpaceError("The disk is full.", "Make room.")

    monkeypatch.setattr(ExportService, "run", full)
    async with files_app(desk, "export") as pilot:
        await fill(pilot, kind="cases", path=str(tmp_path / "a.csv"))
        await pilot.press("ctrl+s")
        await shows(pilot, "The disk is full. Make room.")


async def test_who_stops_an_export_finds_nothing_of_it(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_progress, "OFTEN", 1)
    for _turn in range(3):
        given_case(desk)
    async with files_app(desk, "export") as pilot:
        await fill(pilot, kind="all", query="", path=str(tmp_path / "whole"))
        through = export_progress.RowsHeard.through

        def stopped(self: export_progress.RowsHeard, rows: object) -> object:
            for row in through(self, rows):  # type: ignore[arg-type]
                yield row
                pilot.app.call_from_thread(front(pilot).keep_words)

        monkeypatch.setattr(export_progress.RowsHeard, "through", stopped)
        await pilot.press("ctrl+s")
        await shows(pilot, "Stopped; nothing of it was kept.")
        assert name_of(pilot) == "FieldsForm"
        assert found(tmp_path, "*whole*") == []
