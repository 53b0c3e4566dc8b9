"""The palette: what was typed as it stands is on top, and Enter takes that and nothing before it."""

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.command import CommandList
from textual.events import Key
from textual.pilot import Pilot

from servicedesk.i18n import activate
from servicedesk.services.desk import Desk
from servicedesk.tui.frame import commands
from tests.builders import HOSTILE, given_call, given_case, given_customer
from tests.tui.call_desk import filled
from tests.tui.call_form_steps import candidates, form, put
from tests.tui.conftest import read_screen, wait_until
from tests.tui.files_desk import files_app, front, shows


async def typed(pilot: Pilot[None], words: str) -> list[str]:
    """What the palette offers for these words, in order."""
    await pilot.press("ctrl+p")
    await pilot.press(*words)
    await pilot.pause()
    options: list[Any] = pilot.app.screen.query_one(CommandList).options
    found = [option.prompt.plain for option in options]
    await pilot.press("escape")
    return found


async def test_a_number_or_a_name_stands_above_actions_with_such_letters(desk: Desk) -> None:
    for number in range(3):
        given_case(desk, f"空调漏水 {number}")
    given_customer(desk, "Zoe Grant", "138 3456 7812")
    given_customer(desk, "Lea Lee", "345678 001")
    case_id = given_case(desk, "Quiet [/] subject", description=f"{HOSTILE} 滤芯 changed twice")
    given_call(desk, "Zoe Grant")
    async with files_app(desk, first="customers") as pilot:
        ones = await typed(pilot, "1")
        assert [line.split()[1] for line in ones[:3]] == ["C-1", "CL-1", "CU-1"]
        assert "CU-1" in (await typed(pilot, "zoe grant"))[0]
        undo, *_rest = await typed(pilot, "undo")
        assert undo.startswith("Undo the last action  ")
        assert (await typed(pilot, "lea"))[0].split()[1] == "CU-2"
        # A middle part is found though another number begins so, and the place is told.
        assert {line.split()[1] for line in await typed(pilot, "345678")} == {"CU-1", "CU-2"}
        (found,) = [line for line in await typed(pilot, "滤芯") if f"C-{case_id}" in line]
        assert "滤芯 changed twice" in found


async def test_each_is_one_line_with_its_key_and_scattered_letters_find_no_action(tmp_path: Path) -> None:
    made = filled(tmp_path)
    for language, query, found, left_out in (
        ("en", "li", "Filter the list", "Choose the order"),
        ("zh_CN", "关联", "与另一个工单关联", "选择排序"),
    ):
        activate(language)
        async with files_app(made.desk, first="queue") as pilot:
            await pilot.press("ctrl+p")
            front(pilot).query_one("CommandInput").insert_text_at_cursor(query)
            await shows(pilot, found)
            lines = read_screen(pilot.app).splitlines()
            assert not any(left_out in line for line in lines)
            assert "🔎" not in "".join(lines)
            (line,) = [line for line in lines if found in line]
            key = line[line.index(found) + len(found) :].split("│")[0]
            assert key.split() in (["/"], ["L"])
            # The initials of the words, of Chinese ones by their syllables.
            await pilot.press(*["backspace"] * len(query))
            front(pilot).query_one("CommandInput").insert_text_at_cursor(
                "cto" if language == "en" else "xzpx"
            )
            await shows(pilot, left_out)
            await pilot.press("escape")


async def test_a_palette_that_finds_nothing_says_so_in_the_language_of_the_screen(desk: Desk) -> None:
    async with files_app(desk, first="customers") as pilot:
        for key in (":", "ctrl+p"):
            await pilot.press(key, *"[/]zq")
            await shows(pilot, "Nothing of that name.")
            await pilot.press("escape")


async def test_a_name_and_enter_in_one_go_open_the_card(desk: Desk) -> None:
    for number in range(30):
        given_customer(desk, f"Customer {number}", f"139 0000 {number:04}")
    given_customer(desk, "陈伟", "138 3456 7812")
    async with files_app(desk, first="queue") as pilot:
        await pilot.press("ctrl+p")
        for character in "陈炜":
            front(pilot).query_one("CommandInput").insert_text_at_cursor(character)
        await shows(pilot, "similar:")
        assert "陈伟" in read_screen(pilot.app)
        await pilot.press("escape", "ctrl+p")
        await pilot.press(*"customer 29", "enter")
        await wait_until(pilot, lambda: type(front(pilot)).__name__ == "CustomerScreen")
        await shows(pilot, "139 0000 0029")


async def test_what_is_typed_behind_enter_changes_nothing_of_what_enter_takes(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("陈伟", "陈伟国"):
        given_customer(desk, name)
    find, come = commands._found, threading.Event()

    def slow(*asked: Any) -> object:
        come.wait(10)
        return find(*asked)

    monkeypatch.setattr(commands, "_found", slow)
    async with files_app(desk, first="queue") as pilot:
        await pilot.press("ctrl+p")
        for key in ("陈", "伟", "enter", "国", "enter"):
            pilot.app.post_message(Key(key, "\r" if key == "enter" else key))
        await wait_until(pilot, lambda: getattr(front(pilot), "_entered", None))
        come.set()
        await wait_until(
            pilot, lambda: [getattr(s, "customer_id", 0) for s in pilot.app.screen_stack] == [0, 1]
        )


async def test_the_roster_says_that_those_only_sound_like_it(desk: Desk) -> None:
    given_customer(desk, "Łukasz Kowalski")
    given_customer(desk, "Zoe Grant")
    async with files_app(desk, first="customers") as pilot:
        await shows(pilot, "Zoe Grant")
        await pilot.press("/", *"lukasz", "enter")
        await shows(pilot, "Nothing for lukasz; similar:")
        await shows(pilot, "Łukasz Kowalski  CU-1")
        assert "Zoe" not in read_screen(pilot.app)
        await pilot.press("escape")
        await shows(pilot, "Zoe Grant")
        assert "similar:" not in read_screen(pilot.app)


async def test_who_proposes_a_like_name_and_takes_it_only_when_pointed_at(tmp_path: Path) -> None:
    made = filled(tmp_path)
    with made.desk:
        async with form(made.desk) as (app, pilot):
            await put(pilot, "who", "李炜")
            await shows(pilot, "Nothing for 李炜; similar:")
            assert "李伟" in candidates(app)
            await pilot.press("enter")
            assert app.screen.words.customer_id is None
            app.screen.query_one("#who").focus()
            await pilot.press("down", "enter")
            await wait_until(pilot, lambda: app.screen.words.customer_id in {made.vip, made.newcomer})


async def test_a_filter_underlines_what_it_found_and_says_where_else_it_stands(desk: Desk) -> None:
    given_case(desk, "漏水 once", description="nothing else")
    given_case(desk, "quiet", description=f"{'很久以前 ' * 9} then 漏水 [/] again", kind="complaint")
    async with files_app(desk, size=(120, 30), first="queue") as pilot:
        await shows(pilot, "quiet")
        await pilot.press("/")
        front(pilot).query_one("#filter-text").insert_text_at_cursor("漏水")
        await pilot.press("enter")
        await wait_until(pilot, lambda: underlined(pilot) >= {"漏水"})
        await pilot.press("home")
        for _row in range(2):
            if front(pilot).record.subject == "quiet":
                await shows(pilot, "then 漏水 [/] again")
            else:
                await wait_until(pilot, lambda: "then 漏水" not in line_of_list(pilot))
            await pilot.press("down")
        await pilot.press("escape")
        await wait_until(pilot, lambda: "漏水" not in underlined(pilot))


def underlined(pilot: Pilot[None]) -> set[str]:
    """The texts on the screen that are underlined."""
    strips = pilot.app.screen._compositor.render_strips()
    return {
        segment.text for strip in strips for segment in strip if segment.style and segment.style.underline
    }


def line_of_list(pilot: Pilot[None]) -> str:
    """The line above the list."""
    return read_screen(pilot.app).splitlines()[1]


async def test_the_queue_says_once_that_due_means_more_than_the_time_set_by_hand(desk: Desk) -> None:
    given_case(desk, "late by promise", due_at=desk.clock.now() + timedelta(days=90))
    async with files_app(desk, size=(120, 30), first="queue") as pilot:
        await shows(pilot, "late by promise")
        await pilot.press("/", *"due:<10d", "enter")
        await pilot.pause()
        assert "set-due:" not in read_screen(pilot.app)
        await pilot.press("/", *[*["backspace"] * 3, *"200d"], "enter")
        await pilot.pause()
        assert "set-due:" not in read_screen(pilot.app)
        await pilot.press("/", *[*["backspace"] * 5, *">80d"], "enter")
        await shows(pilot, "set-due:")


async def test_letters_spell_an_action_in_chinese(desk: Desk) -> None:
    from servicedesk import i18n
    from servicedesk.domain.pinyin import name_keys
    from servicedesk.keys.actions import BY_ID

    i18n.activate("zh_CN")
    action = BY_ID["app.undo"]
    whole, initials = name_keys(i18n._(action.label))
    async with files_app(desk, first="customers") as pilot:
        for letters in (whole, initials):
            assert i18n._(action.help).rstrip("。") in (await typed(pilot, letters))[0], letters
