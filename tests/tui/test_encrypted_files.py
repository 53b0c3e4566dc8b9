"""Encrypted files on the screens: to whom a file goes is said in the form, and with which key one is read."""

from pathlib import Path

import pyrage
import pytest
from textual import events

from servicedesk import i18n
from servicedesk.services.desk import Desk
from servicedesk.services.exporting import ExportRequest
from servicedesk.services.maintenance import MaintenanceService
from servicedesk.tui.files.import_screen import ImportScreen
from tests.builders import given_case
from tests.tui.conftest import wait_until
from tests.tui.files_desk import files_app, found, front, is_front, name_of, shows

OURS = pyrage.x25519.Identity.generate()
KEY = str(OURS.to_public())
SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)])
LANGUAGES = pytest.mark.parametrize("language", ["en", "zh_CN"])


@pytest.fixture
def identity(tmp_path: Path) -> Path:
    """The file with our secret key."""
    place = tmp_path / "钥匙[b].txt"
    place.write_text(f"{OURS}\n")
    return place


async def to_field(pilot, name: str) -> None:
    """Go to a field as people do."""
    for _turn in range(12):
        if pilot.app.focused.id == f"field-{name}":
            return
        await pilot.press("tab")
    raise AssertionError(name)


async def typed(pilot, name: str, text: str) -> None:
    """Paste into a field, behind what stands there."""
    await to_field(pilot, name)
    field = front(pilot).query_one(f"#field-{name}")
    field.post_message(events.Paste(text))
    await wait_until(pilot, lambda: text.strip() in field.value)


@SIZES
@LANGUAGES
async def test_an_export_is_encrypted_to_the_key_that_the_form_is_told(
    desk: Desk, tmp_path: Path, language: str, size: tuple[int, int]
) -> None:
    i18n.activate(language)
    given_case(desk, subject="漏水")
    async with files_app(desk, "export", size) as pilot:
        await to_field(pilot, "keys")
        await shows(pilot, {"en": "Encrypt to", "zh_CN": "加密给"}[language])
        front(pilot).query_one("#field-kind").value = "case"
        front(pilot).query_one("#field-path").value = f"{tmp_path}/c.csv"
        front(pilot).query_one("#field-query").value = ""
        await typed(pilot, "keys", KEY)
        await pilot.press("ctrl+s")
        await is_front(pilot, "ResultPopup")
        assert "漏水".encode() in pyrage.decrypt((tmp_path / "c.csv.age").read_bytes(), [OURS])
        assert found(tmp_path, "c.csv") == []


async def test_an_encrypted_file_that_is_there_is_replaced_only_when_asked(
    desk: Desk, tmp_path: Path
) -> None:
    (tmp_path / "c.csv.age").write_bytes(b"old")
    (tmp_path / "d.db.age").write_bytes(b"old")
    for what, name in (("export", "c.csv"), ("backup", "d.db")):
        async with files_app(desk, what) as pilot:
            front(pilot).query_one("#field-path").value = str(tmp_path / name)
            front(pilot).query_one("#field-keys").value = KEY
            if what == "export":
                front(pilot).query_one("#field-kind").value = "case"
            await pilot.press("ctrl+s")
            await is_front(pilot, "Picker")
            await pilot.press("k")
            assert (tmp_path / f"{name}.age").read_bytes() == b"old"
            await pilot.press("ctrl+s")
            await is_front(pilot, "Picker")
            await pilot.press("r")
            await is_front(pilot, "ResultPopup")
            assert pyrage.decrypt((tmp_path / f"{name}.age").read_bytes(), [OURS])


@SIZES
@LANGUAGES
async def test_a_backup_is_encrypted_to_the_keys_in_a_file_and_the_next_one_too(
    desk: Desk, tmp_path: Path, identity: Path, language: str, size: tuple[int, int]
) -> None:
    i18n.activate(language)
    given_case(desk)
    keys = tmp_path / "公钥.txt"
    keys.write_text(f"# 审计员\n{KEY}\n", "utf-8")
    async with files_app(desk, "backup", size) as pilot:
        front(pilot).query_one("#field-path").value = str(tmp_path / "stick.db")
        await typed(pilot, "keys", str(keys))
        await pilot.press("ctrl+s")
        await is_front(pilot, "ResultPopup")
        made = tmp_path / "stick.db.age"
        assert MaintenanceService(desk.store.path).verify(made, identity)["case"] == 1
        await pilot.press("escape")
        pilot.app.action_act("app.export")
        await is_front(pilot, "FieldsForm")
        assert front(pilot).query_one("#field-keys").value == str(keys)


@pytest.mark.parametrize("what", ["export", "backup"])
async def test_what_is_no_key_is_told_in_the_form_and_a_secret_one_is_not_repeated(
    desk: Desk, tmp_path: Path, what: str
) -> None:
    async with files_app(desk, what, (120, 40)) as pilot:
        front(pilot).query_one("#field-path").value = str(tmp_path / "x")
        front(pilot).query_one("#field-keys").value = "nobody[/].txt"
        await pilot.press("ctrl+s")
        await shows(pilot, "nobody[/].txt is no key")
        front(pilot).query_one("#field-keys").value = str(OURS)
        await pilot.press("ctrl+s")
        await shows(pilot, "That is a secret key")
        assert name_of(pilot) == "FieldsForm"
        assert found(tmp_path, "x*") == []


@pytest.mark.parametrize("what", ["export", "backup"])
@pytest.mark.parametrize("is_pasted", [False, True])
async def test_a_whole_path_that_is_typed_or_pasted_takes_the_place_of_the_folder_that_is_proposed(
    desk: Desk, tmp_path: Path, what: str, *, is_pasted: bool
) -> None:
    async with files_app(desk, what) as pilot:
        await to_field(pilot, "path")
        field = front(pilot).query_one("#field-path")
        field.cursor_position = len(field.value)
        assert field.value.endswith("/")
        if is_pasted:
            field.post_message(events.Paste(f"{tmp_path}/a.x\n"))
        else:
            await pilot.press("/", "a")
        await wait_until(pilot, lambda: field.value == (f"{tmp_path}/a.x" if is_pasted else "/a"))
        field.value = "~/b/"
        field.cursor_position = 4
        await pilot.press("c")
        await wait_until(pilot, lambda: field.value == "~/b/c")


@SIZES
@LANGUAGES
async def test_an_encrypted_file_asks_for_its_key_and_is_read_with_it(
    desk: Desk, tmp_path: Path, identity: Path, language: str, size: tuple[int, int]
) -> None:
    i18n.activate(language)
    given_case(desk, subject="漏水")
    place = tmp_path / "cases.xlsx.age"
    desk.exporting.run(ExportRequest("case", place, keys=[KEY]))
    async with files_app(desk, size=size) as pilot:
        pilot.app.push_screen(ImportScreen(str(place)))
        label = {"en": "Secret key", "zh_CN": "私钥"}[language]
        await wait_until(pilot, lambda: name_of(pilot) == "ImportScreen" and bool(front(pilot).state.fault))
        await shows(pilot, label)
        assert front(pilot).line.key == "identity"
        await pilot.press("enter")
        await is_front(pilot, "FilePicker")
        front(pilot).query_one("#file-path").value = str(identity)
        await pilot.press("enter")
        await wait_until(pilot, lambda: name_of(pilot) == "ImportScreen" and bool(front(pilot).state.preview))
        assert "钥匙[b].txt" in front(pilot).state.request.identity
        assert identity not in front(pilot).places.files
        front(pilot).questions.ask("sheet", front(pilot).state)
        await is_front(pilot, "Picker")
        await pilot.press("escape")
        await is_front(pilot, "ImportScreen")
        await pilot.press("ctrl+s")
        await is_front(pilot, "ResultPopup")


async def test_a_wrong_key_can_be_changed_for_the_right_one(
    desk: Desk, tmp_path: Path, identity: Path
) -> None:
    given_case(desk)
    place, other = tmp_path / "whole", tmp_path / "other.txt"
    other.write_text(f"{pyrage.x25519.Identity.generate()}\n")
    desk.exporting.run(ExportRequest("all", place, keys=[KEY]))
    async with files_app(desk) as pilot:
        pilot.app.push_screen(ImportScreen(str(place)))
        for key, words in ((other, "was not encrypted to this key"), (identity, "A whole desk")):
            await wait_until(
                pilot, lambda: name_of(pilot) == "ImportScreen" and bool(front(pilot).state.needs_key)
            )
            assert front(pilot).line.key == "identity"
            await pilot.press("enter")
            await is_front(pilot, "FilePicker")
            front(pilot).query_one("#file-path").value = str(key)
            await pilot.press("enter")
            await is_front(pilot, "ImportScreen")
            await shows(pilot, words)
