"""The screen of the desk rules: names and texts, editing with the fault shown live, resetting."""

from datetime import timedelta

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Static, TextArea

from servicedesk import i18n
from servicedesk.domain.policies import POLICIES
from servicedesk.services.desk import Desk
from servicedesk.tui.cases.long_text import LongText
from servicedesk.tui.forms.prompt import Prompt
from servicedesk.tui.rules.rules_editor import RulesEditor
from tests.builders import HOSTILE, NOW, given_case
from tests.tui.conftest import read_screen, wait_until
from tests.tui.rules_desk import front, is_read, rules_app, says, text_of, toast

NAME = "policies"


async def edit(pilot: Pilot[None], name: str) -> None:
    """Open the text of these rules."""
    await pilot.press(*["j"] * list(POLICIES).index(name), "e")
    await wait_until(pilot, lambda: isinstance(front(pilot), RulesEditor))


def line(pilot: Pilot[None]) -> Static:
    found: Static = front(pilot).query_one("#rules-line", Static)
    return found


def page(pilot: Pilot[None]) -> str:
    """What the page of the chosen rules says."""
    return "\n".join(part.plain for part in front(pilot).query_one(LongText).paragraphs)


WORDS = {
    "en": {
        "calendar": "Mon–Fri  09:00-12:00, 13:00-18:00",
        "targets": "first reply: 1 h",
        "handling": "Currency",
    },
    "zh_CN": {"calendar": "周一–周五  09:00-12:00", "targets": "首次答复：1 小时", "handling": "币种"},
}


@pytest.mark.parametrize("language", ["en", "zh_CN"])
async def test_names_stand_at_the_left_and_a_page_to_read_at_the_right(desk: Desk, language: str) -> None:
    i18n.activate(language)
    async with rules_app(desk, NAME) as pilot:
        for name in POLICIES:
            assert front(pilot).chosen.name == name
            shown = page(pilot)
            assert WORDS[language].get(name, "") in shown
            # Neither a comment nor a name of TOML stands there.
            assert not [part for part in ("# ", "[[", "day_hours", "first_response", '" = ') if part in shown]
            await pilot.press("j")


async def test_own_rules_are_marked_and_shown_literally(desk: Desk) -> None:
    name = HOSTILE.replace("\x1b", "").replace("\x07", "").replace("\u202e", "").replace('"', "'")
    when = 'weekday = "sat"\nevery = 2\nfrom = 2026-01-03\nhours = ["09:00-12:00"]'
    duty = f'[[duty]]\nname = """{name}"""\n{when}'
    desk.policies.set("calendar", f"# 我们的\nday_hours = 7\n{duty}")
    async with rules_app(desk, NAME, (120, 30)) as pilot:
        text = read_screen(pilot.app)
        assert "* Working calendar" in text
        assert "every other Sat 09:00-12:00  [/] [@click=app.quit]漏水[/]" in text
        assert "A working day of 7 hours" in text
        assert "the desk's own" in text_of(pilot, "#rules-about")


async def test_reasons_that_stop_the_clock_for_others_than_the_customer_are_named(desk: Desk) -> None:
    desk.policies.set("waiting", '[[reason]]\nname = "缺货 [b]"\nwhom = "supplier"\npauses = true\n')
    async with rules_app(desk, NAME) as pilot:
        await pilot.press(*"j" * desk.policies.names().index("waiting"))
        await wait_until(pilot, lambda: "stands still for: 缺货 [b]" in text_of(pilot, "#rules-about"))


async def test_a_fault_is_said_while_one_types_and_what_is_faulty_is_not_saved(desk: Desk) -> None:
    given_case(desk)
    shipped = desk.policies.text("targets")
    async with rules_app(desk, NAME) as pilot:
        await edit(pilot, "targets")
        await pilot.press("x")
        await wait_until(pilot, lambda: "targets: line 1 cannot be read" in str(line(pilot).render()))
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: line(pilot).has_class("-fault"))
        assert isinstance(front(pilot), RulesEditor)
        assert not desk.policies.is_own("targets")
        await pilot.press("backspace", "#")
        await wait_until(pilot, lambda: not line(pilot).has_class("-fault"))
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: is_read(pilot, NAME))
        assert desk.policies.text("targets") == f"#{shipped}"
        assert toast(pilot).startswith(
            "Saved: Service targets. The clocks of 1 open case were computed anew."
        )
        await says(pilot, "* Service targets")
        await pilot.press("u")
        await wait_until(pilot, lambda: not desk.policies.is_own("targets"))


async def test_escape_keeps_what_was_typed_and_says_so_and_a_key_throws_it_away(desk: Desk) -> None:
    async with rules_app(desk, NAME) as pilot:
        await edit(pilot, "targets")
        await pilot.press("escape")
        await wait_until(pilot, lambda: is_read(pilot, NAME))
        await pilot.press("e")
        await wait_until(pilot, lambda: isinstance(front(pilot), RulesEditor))
        await pilot.press("x", "escape")
        await wait_until(pilot, lambda: is_read(pilot, NAME))
        assert "What you typed is kept" in toast(pilot)
        assert not desk.policies.is_own("targets")
        await pilot.press("e")
        await says(pilot, "Draft kept from")
        assert front(pilot).query_one(TextArea).text.startswith("x")
        await pilot.press("f9", "escape")
        await wait_until(pilot, lambda: is_read(pilot, NAME))
        await pilot.press("e")
        await wait_until(pilot, lambda: isinstance(front(pilot), RulesEditor))
        assert not front(pilot).query_one(TextArea).text.startswith("x")


async def test_who_is_slower_is_told_and_keeps_what_he_typed(desk: Desk) -> None:
    async with rules_app(desk, NAME) as pilot:
        await edit(pilot, "calendar")
        await pilot.press("#")
        desk.policies.set("calendar", "day_hours = 6")
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: "Somebody else changed these rules" in str(line(pilot).render()))
        assert front(pilot).text.startswith("##")
        assert desk.policies.text("calendar") == "day_hours = 6\n"


async def test_who_was_slower_reads_what_they_wrote_and_saves_over_it_only_knowing_it(desk: Desk) -> None:
    async with rules_app(desk, NAME) as pilot:
        await edit(pilot, "calendar")
        await pilot.press("#")
        for theirs in ("day_hours = 6", "# 早班 [/] [@click=app.quit]漏水\nday_hours = 7"):
            desk.policies.set("calendar", theirs)
            await pilot.press("ctrl+s")
            wrote = f"They wrote: {theirs.replace(chr(10), '; ')}. ctrl+s saves yours over it"
            await wait_until(pilot, lambda wrote=wrote: wrote in " ".join(str(line(pilot).render()).split()))
            assert desk.policies.text("calendar") == f"{theirs}\n"
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: is_read(pilot, NAME))
        assert desk.policies.text("calendar").startswith("##")


async def test_reset_takes_the_shipped_rules_and_undo_brings_the_own_back(desk: Desk) -> None:
    desk.policies.set("calendar", "day_hours = 7")
    async with rules_app(desk, NAME) as pilot:
        await pilot.press("R")
        await wait_until(pilot, lambda: not desk.policies.is_own("calendar"))
        await wait_until(pilot, lambda: "  Working calendar" in read_screen(pilot.app))
        assert toast(pilot).startswith("The shipped rules hold again: Working calendar.")
        await wait_until(pilot, lambda: not front(pilot).chosen.is_own)
        await pilot.press("R")
        await wait_until(pilot, lambda: toast(pilot) == "The shipped rules hold already.")
        await pilot.press("u")
        await wait_until(pilot, lambda: desk.policies.text("calendar") == "day_hours = 7\n")


async def test_what_another_window_changes_is_shown_and_the_cursor_stays(desk: Desk) -> None:
    async with rules_app(desk, NAME) as pilot:
        await pilot.press("j", "j", "ctrl+d")
        desk.policies.set("targets", desk.policies.text("targets") + "# von nebenan\n")
        await says(pilot, "* Service targets")
        assert front(pilot).chosen.name == "urgency"


async def test_palette_words_lead_here(desk: Desk) -> None:
    async with rules_app(desk, "working_calendar") as pilot:
        await pilot.press("ctrl+p")
        await wait_until(pilot, lambda: not is_read(pilot, "working_calendar"))
        await pilot.press(*"checklists and more")
        await says(pilot, "Desk rules: targets, causes, checklists and more")
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: is_read(pilot, NAME))


@pytest.mark.parametrize(("keys", "hours"), [("n", 16), ("b", 5), ("2099-06-01", 16)])
async def test_targets_that_would_judge_the_past_otherwise_ask_from_when(
    desk: Desk, keys: str, hours: int
) -> None:
    case_id = given_case(desk, received_at=NOW - timedelta(minutes=9))
    text = '[[target]]\nkind = "complaint"\nresolve = "5h"\n'
    async with rules_app(desk, NAME) as pilot:
        await edit(pilot, "targets")
        front(pilot).query_one("NoteField").load_text(text)
        await pilot.press("ctrl+s")
        await says(pilot, "From when does it hold?")
        await pilot.press("escape")
        await wait_until(pilot, lambda: isinstance(front(pilot), RulesEditor))
        assert not desk.policies.is_own("targets")
        await pilot.press("ctrl+s")
        await says(pilot, "From when does it hold?")
        await pilot.press(*keys)
        if keys == "2099-06-01":
            await says(pilot, "from Monday 1 June 2099")
        await pilot.press("enter")
        await wait_until(pilot, lambda: is_read(pilot, NAME))
        resolve = desk.clocks.explain(case_id).clocks.resolve
        assert resolve is not None
        assert resolve.target_seconds == hours * 3600
        if keys == "2099-06-01":
            assert "They hold from Monday 1 June 2099" in toast(pilot)
            await says(pilot, "valid from Monday 1 June 2099")


async def test_what_is_typed_takes_the_place_of_a_proposed_name_and_goes_on_behind_a_text() -> None:
    app: App[None] = App()
    async with app.run_test(size=(80, 24)) as pilot:
        for proposed, expected in ((True, "x"), (False, "calendar.tomlx")):
            prompt = Prompt("Write to?", "calendar.toml")
            prompt.proposed = proposed
            app.push_screen(prompt)
            await wait_until(pilot, lambda prompt=prompt: app.screen is prompt and app.focused)
            await pilot.press("x")
            await wait_until(pilot, lambda prompt=prompt, expected=expected: prompt.text == expected)
