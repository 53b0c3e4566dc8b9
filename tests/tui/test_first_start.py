"""The first start: one screen, and behind it a desk with its language, holidays, hours and lists."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from servicedesk.cli.first_start import is_first_start
from servicedesk.domain.policies.calendar import parse_hours
from servicedesk.i18n import activate
from servicedesk.services.desk import Desk
from servicedesk.services.first_start import DEMO, DESK, Beginning, Chosen, faults, file_of, make, proposed
from servicedesk.settings import Settings
from servicedesk.settings.table import DEFAULT
from servicedesk.tui.first.first_start import FirstStart
from tests.tui.conftest import read_screen, wait_until


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """A machine in Shanghai where nothing has been said."""
    monkeypatch.delenv("SERVICEDESK_HOLIDAYS", raising=False)
    monkeypatch.delenv("SERVICEDESK_CONFIG", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    yield Settings.load(None, db=str(tmp_path / "new.db"), timezone="Asia/Shanghai", lang="en")
    activate("en")


async def chosen(settings: Settings, *keys: str) -> Chosen | None:
    app = FirstStart(settings, 2026)
    async with app.run_test() as pilot:
        await wait_until(pilot, lambda: "Welcome" in read_screen(app))
        await pilot.press(*keys)
    return app.return_value


async def test_esc_takes_what_is_proposed_and_enter_makes_the_desk_of_what_stands_there(
    settings: Settings,
) -> None:
    taken = await chosen(settings, "escape")
    assert taken == Chosen(DESK, proposed(settings))
    assert taken.beginning.country == "CN"
    assert await chosen(settings, "ctrl+q") is None
    assert await chosen(settings, "enter") == taken
    assert (await chosen(settings, "f5") or taken).what == DEMO
    typed = await chosen(settings, "down", "ctrl+u", *"DE", "down", "ctrl+u", *"08:00-16:00", "enter")
    assert typed == Chosen(DESK, Beginning("en", "DE", "08:00-16:00"))
    words = make(settings, typed.beginning)
    assert "holidays of DE" in words
    with Desk.open(Settings.load(None, db=str(settings.db), timezone="Asia/Shanghai")) as desk:
        week = desk.policies.parsed("calendar").week
        assert week[0] == week[4] == parse_hours("08:00-16:00")
        assert week[5] == ()
        assert desk.settings.holidays == "DE"


async def test_the_screen_speaks_the_language_that_is_chosen_and_says_what_cannot_be(
    settings: Settings,
) -> None:
    app = FirstStart(settings, 2026)
    async with app.run_test() as pilot:
        await wait_until(pilot, lambda: "Welcome" in read_screen(app))
        await pilot.press("2")
        await wait_until(pilot, lambda: "欢迎使用" in read_screen(app))
        await pilot.press("down", "ctrl+u", *"[/]", "down", "down", *"no such.csv", "enter")
        await wait_until(
            pilot, lambda: "! 请写国家代码" in read_screen(app) and "! 没有这个文件" in read_screen(app)
        )
        assert app.is_running
        await pilot.press("escape")
    assert app.return_value == Chosen(DESK, Beginning("zh_CN", "CN", proposed(settings).hours))


def test_what_cannot_be_is_named_by_field_and_nothing_is_kept_of_it(
    settings: Settings,
) -> None:
    assert set(faults(Beginning("en", "Atlantis", "9-25", "/nowhere/list.csv"))) == {
        "country",
        "hours",
        "file",
    }
    assert set(faults(Beginning("en", "QQ", ""))) == {"country"}
    assert faults(Beginning("en", "", "")) == {}
    assert not settings.db.exists()
    make(settings, Beginning("en", "", ""))
    assert 'holidays = "none"' in settings.config.read_text(encoding="utf-8")


def test_a_list_is_found_from_home_and_one_that_cannot_be_read_is_said_in_a_line(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "客户.csv").write_text("Name\n李伟\n", encoding="utf-8")
    here = replace(proposed(settings), file=" ~/客户.csv ")
    assert faults(here) == {}
    # The same place for the check and for the screen that reads it.
    assert file_of(here) == str(tmp_path / "客户.csv")
    words = {
        text: faults(replace(here, file=text))["file"]
        for text in ("~nobody-here/x.csv", str(tmp_path), "x" * 5000, "a\0b.csv", "~/客户.csv/x")
    }
    assert words["~nobody-here/x.csv"] == words["~/客户.csv/x"] == "There is no such file."
    assert words[str(tmp_path)] == "That is a folder: write the name of a file."

    def refuse(_place: Path, *_mode: str) -> None:
        raise PermissionError(13, "Permission denied")

    for name in ("is_dir", "open"):
        with monkeypatch.context() as patched:
            patched.setattr(Path, name, refuse)
            assert faults(here) == {"file": "The file cannot be read: Permission denied."}


def test_it_is_asked_once_and_not_of_who_names_a_file(settings: Settings) -> None:
    assert not is_first_start(settings)
    unnamed = replace(settings, origins={**settings.origins, "db": DEFAULT})
    assert is_first_start(unnamed)
    make(settings, proposed(settings))
    assert not is_first_start(unnamed)
