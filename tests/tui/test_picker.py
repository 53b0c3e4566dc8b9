"""The two popups: menu and question."""

from typing import Any

from textual.app import App
from textual.events import Key, Paste
from textual.keys import _character_to_key

from servicedesk.tui.forms.choice import Choice, runs_of
from servicedesk.tui.forms.fields import LineField, NoteField
from servicedesk.tui.forms.picker import DIGITS, WORD_ENDS, NamePicker, Picker, Reads
from servicedesk.tui.forms.prompt import Prompt
from tests.tui.conftest import read_screen, type_character, wait_until
from tests.tui.test_row_list import HOSTILE

CHOICES = [
    Choice("1h", "in an hour", key="1"),
    Choice("tonight", "tonight [/x]", key="2", note="18:00"),
    Choice("mon", "星期一", key="m", on=True),
]


class PopupApp(App[None]):
    def __init__(self, popup: Any) -> None:
        super().__init__()
        self.popup = popup
        self.answers: list[str | None] = []

    def on_mount(self) -> None:
        self.push_screen(self.popup, self.answers.append)

    def action_act(self, action_id: str) -> None:
        assert action_id == "call.new"
        self.answers.append("F2")


async def answer(popup: Any, *keys: str) -> list[str | None]:
    app = PopupApp(popup)
    async with app.run_test() as pilot:
        await wait_until(pilot, lambda: app.screen is popup and popup.focused)
        await pilot.press(*keys)
        await wait_until(pilot, lambda: app.answers)
    return app.answers


def press_in_a_row(app: App[None], text: str, at: float | None = None) -> float:
    """Press these keys at one moment (`at`, else now), however slow the machine; give it back."""
    for character in text:
        key = Key("enter" if character == "\r" else _character_to_key(character), character)
        at = key.time if at is None else at
        key.time = at
        app.post_message(key)
    return at or 0.0


async def test_a_key_takes_its_choice_at_once() -> None:
    assert await answer(Picker("Snooze", CHOICES), "2") == ["tonight"]


async def test_the_full_width_digit_is_the_same_key() -> None:
    popup = Picker("Snooze", CHOICES)
    app = PopupApp(popup)
    async with app.run_test() as pilot:
        await wait_until(pilot, lambda: popup.focused)
        assert "tonight [/x]  18:00" in read_screen(app)
        await type_character(pilot, "１")
        await wait_until(pilot, lambda: app.answers == ["1h"])


async def test_arrows_and_letters_move_from_what_is_already_so() -> None:
    assert await answer(Picker("Snooze", CHOICES), "enter") == ["mon"]
    assert await answer(Picker("Snooze", CHOICES), "up", "enter") == ["tonight"]
    assert await answer(Picker("Snooze", CHOICES), "k", "k", "enter") == ["1h"]


async def test_escape_takes_nothing_and_f2_works_in_a_popup() -> None:
    assert await answer(Picker("Snooze", CHOICES), "escape") == [None]
    assert await answer(Picker("Snooze", CHOICES), "f2") == ["F2"]
    assert await answer(Prompt("Note"), "f2") == ["F2"]


async def test_typing_narrows_the_choices() -> None:
    assert await answer(Picker("Owner", CHOICES, typing=True), *"TONIG", "enter") == ["tonight"]
    assert await answer(Picker("Owner", CHOICES, typing=True), "up", "enter") == ["tonight"]


async def test_what_was_typed_is_a_line_of_its_own_and_the_first_that_it_narrows_to_is_marked() -> None:
    assert await answer(NamePicker("View", CHOICES, free=True), *"leak", "enter") == ["leak"]
    assert await answer(Picker("Label", CHOICES, free=True), *"tonight [/x]", "enter") == ["tonight"]
    departments = [Choice("Logistics [/]", "Logistics [/]"), Choice("IT", "IT")]
    assert await answer(Picker("To", departments, free=True), *"log", "enter") == ["Logistics [/]"]
    assert await answer(Picker("To", departments, free=True), *"log", "down", "enter") == ["log"]
    refusing = Picker("Label", CHOICES, free=True, check=lambda _text: "No [/x] label.")
    app = PopupApp(refusing)
    async with app.run_test() as pilot:
        await wait_until(pilot, lambda: refusing.focused)
        await pilot.press(*"zz", "enter")
        await wait_until(pilot, lambda: "No [/x] label." in read_screen(app))
        assert app.answers == []


async def test_where_words_narrow_to_nothing_enter_takes_nothing_and_says_so() -> None:
    popup = Picker("Cause", CHOICES, typing=True)
    app = PopupApp(popup)
    async with app.run_test() as pilot:
        await wait_until(pilot, lambda: popup.focused)
        await pilot.press(*"tonig")
        await wait_until(pilot, lambda: "in an hour" not in read_screen(app))
        box = popup.query_one("Vertical").region
        await pilot.press("质")
        await wait_until(pilot, lambda: "No match" in read_screen(app))
        assert popup.query_one("Vertical").region == box
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: "There is no such line." in read_screen(app))
        assert app.answers == []
        await pilot.press("backspace")
        await wait_until(pilot, lambda: "No match" not in read_screen(app))
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.answers == ["tonight"])


async def test_a_list_without_lines_that_takes_new_values_says_nothing_of_a_fit() -> None:
    popup = Picker("Label", [], free=True)
    app = PopupApp(popup)
    async with app.run_test() as pilot:
        await wait_until(pilot, lambda: popup.focused)
        assert "No match" not in read_screen(app)
        await pilot.press("质")
        await wait_until(pilot, lambda: "+ new: 质" in read_screen(app))
        assert "No match" not in read_screen(app)


async def test_what_a_text_is_read_as_is_marked_and_a_key_only_marks_where_one_may_type() -> None:
    def read(text: str) -> tuple[list[Choice], str]:
        return ([Choice("\0read", "until Monday [/]")], "") if text == "mon 9am" else ([], "No time [/].")

    def popup() -> Picker:
        return Picker("Snooze", CHOICES, reads=Reads(read, "a time"))

    assert await answer(popup(), *"mon 9am", "enter") == ["\0read"]
    assert await answer(popup(), "2", "enter") == ["tonight"]
    refusing = popup()
    app = PopupApp(refusing)
    async with app.run_test() as pilot:
        await wait_until(pilot, lambda: refusing.focused)
        # What only stands in a note is no name of the line.
        await pilot.press(*"18", "enter")
        await wait_until(pilot, lambda: "No time [/]." in read_screen(app))
        assert app.answers == []
        await pilot.press("backspace", "backspace", *"mon 9am")
        await wait_until(pilot, lambda: "until Monday [/]" in read_screen(app))


async def test_words_typed_into_a_menu_without_a_field_take_no_line() -> None:
    popup = Picker("Wait", CHOICES)
    app = PopupApp(popup)
    async with app.run_test() as pilot:
        await wait_until(pilot, lambda: popup.focused)
        press_in_a_row(app, "fri 2\r")
        await wait_until(pilot, lambda: "No line has that key" in read_screen(app))
        assert app.answers == []
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: app.answers)
    assert await answer(Picker("Wait", CHOICES), "q", "2") == ["tonight"]


async def test_after_a_pause_a_key_is_that_of_a_line_whatever_was_pressed_before() -> None:
    popup = Picker("Wait", CHOICES)
    app = PopupApp(popup)
    async with app.run_test() as pilot:
        await wait_until(pilot, lambda: popup.focused)
        ended = press_in_a_row(app, "ccc2")
        await wait_until(pilot, lambda: "wait a moment" in read_screen(app))
        assert app.answers == []
        press_in_a_row(app, "2", at=ended + WORD_ENDS + 0.1)
        await wait_until(pilot, lambda: app.answers == ["tonight"])


async def test_enter_takes_no_line_after_words_however_long_ago_they_were_typed() -> None:
    popup = Picker("Wait", CHOICES)
    app = PopupApp(popup)
    async with app.run_test() as pilot:
        await wait_until(pilot, lambda: popup.focused)
        ended = press_in_a_row(app, "fri")
        press_in_a_row(app, "z\r", at=ended + WORD_ENDS + 0.1)
        await wait_until(pilot, lambda: "No line has that key" in read_screen(app))
        assert app.answers == []


async def test_one_line_is_saved_with_enter_and_cleaned() -> None:
    assert await answer(Prompt("Owner", "  Ann\tLee "), "!", "enter") == ["Ann Lee!"]


async def test_a_note_is_saved_with_ctrl_s_and_keeps_its_lines() -> None:
    assert await answer(Prompt("Note", multiline=True), *"ab", "enter", "c", "ctrl+s") == ["ab\nc"]


async def test_escape_asks_again_when_words_would_be_lost() -> None:
    popup = Prompt("Note", "as it was", multiline=True)
    app = PopupApp(popup)
    async with app.run_test() as pilot:
        await wait_until(pilot, lambda: popup.focused)
        await pilot.press("x", "escape")
        await wait_until(pilot, lambda: "Esc again" in read_screen(app))
        assert app.answers == []
        await pilot.press("escape")
        await wait_until(pilot, lambda: app.answers == [None])
    assert await answer(Prompt("Note", "as it was", multiline=True), "escape") == [None]


async def test_a_refused_answer_stays_in_the_field() -> None:
    popup = Prompt(
        "When", check=lambda text: "No such time [/x]." if text == "never" else None, hint="fri 15:00"
    )
    app = PopupApp(popup)
    async with app.run_test() as pilot:
        await wait_until(pilot, lambda: popup.focused)
        assert "fri 15:00" in read_screen(app)
        await pilot.press(*"never", "enter")
        await wait_until(pilot, lambda: "No such time [/x]." in read_screen(app))
        assert popup.query_one(LineField).value == "never"


async def test_hostile_text_is_harmless_in_titles_fields_and_pastes() -> None:
    popup = Prompt(HOSTILE, HOSTILE, multiline=True)
    app = PopupApp(popup)
    async with app.run_test() as pilot:
        await wait_until(pilot, lambda: popup.focused)
        app.post_message(Paste("第一行\r\n" + HOSTILE))
        await wait_until(pilot, lambda: "第一行" in popup.text)
        shown = read_screen(app)
        assert not any(c in shown for c in "\x1b\x00\u202e\ud800")
        assert "第一行\n" in popup.query_one(NoteField).text
    menu = Picker(HOSTILE, [Choice("a", HOSTILE, note=HOSTILE)])
    app = PopupApp(menu)
    async with app.run_test() as pilot:
        await wait_until(pilot, lambda: menu.focused)
        assert not any(c in read_screen(app) for c in "\x1b\x00\u202e\ud800")


async def test_a_choice_named_by_the_words_comes_before_one_that_only_mentions_them() -> None:
    causes = [Choice("area", "物流 ...", note="承运商延误"), Choice("late", "物流 / 承运商延误 [/]")]
    assert await answer(Picker("Cause", causes, typing=True), *"承运商", "enter") == ["late"]


async def test_a_new_value_is_offered_by_name_until_it_is_the_name_of_another() -> None:
    popup = Picker("Department", [Choice("物流部", "物流部")], free=True)
    app = PopupApp(popup)
    async with app.run_test() as pilot:
        await wait_until(pilot, lambda: popup.focused)
        await pilot.press(*"物流")
        await wait_until(pilot, lambda: "+ new: 物流" in read_screen(app))
        await pilot.press("部")
        await wait_until(pilot, lambda: "new:" not in read_screen(app))
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.answers == ["物流部"])


async def test_the_fault_of_a_menu_keeps_its_place_in_the_lowest_window() -> None:
    choices = [Choice(str(n), f"choice {n} [/]") for n in range(40)]
    popup = Picker("Label", choices, reads=Reads(lambda _text: ([], "No time [/]."), "a time"))
    app = PopupApp(popup)
    async with app.run_test(size=(60, 15)) as pilot:
        await wait_until(pilot, lambda: popup.focused)
        await pilot.press("1")
        popup._say("No time [/].")
        await wait_until(pilot, lambda: "No time [/]." in read_screen(app))
        assert read_screen(app).count("choice 1") >= 6


async def test_a_long_menu_with_a_field_leaves_no_empty_lines() -> None:
    popup = Picker("Label", [Choice(str(n), f"choice {n} [/]") for n in range(40)], free=True)
    app = PopupApp(popup)
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_until(pilot, lambda: popup.focused)
        await wait_until(pilot, lambda: "choice 13" in read_screen(app))
        lines = [line.strip() for line in read_screen(app).splitlines() if "│" in line]
        assert lines[-1].replace("│", "").strip() != ""


async def test_tab_fills_the_field_of_a_form_with_the_marked_line_and_takes_nothing_in_other_lists() -> None:
    def causes(**options: Any) -> Picker:
        return Picker(
            "Cause", [Choice("漏水 [/]", "漏水 [/]"), Choice("噪音", "噪音")], typing=True, **options
        )

    begun = causes(field_text="噪")
    assert await answer(begun, "tab") == ["噪音"]
    assert begun.by_tab
    # A Tab that took nothing is none any more once something else is typed.
    mended = causes(field_text="嘈")
    assert await answer(mended, "tab", "backspace", "噪", "enter") == ["噪音"]
    assert not mended.by_tab
    other = causes()
    app = PopupApp(other)
    async with app.run_test() as pilot:
        await wait_until(pilot, lambda: other.focused)
        await pilot.press("噪", "tab", "音")
        assert other.query_one(LineField).value == "噪音"
        assert app.answers == []


async def test_a_key_that_does_not_act_at_once_is_not_shown_and_the_field_says_what_to_type() -> None:
    for popup, are_shown in (
        (Picker("Snooze", CHOICES), True),
        (Picker("Snooze", CHOICES, typing=True), False),
        (Picker("Snooze", CHOICES, reads=Reads(lambda _text: ([], ""), "the number of a case")), False),
    ):
        app = PopupApp(popup)
        async with app.run_test() as pilot:
            await wait_until(pilot, lambda popup=popup: popup.focused)  # type: ignore[misc]
            assert ("1 in an hour" in read_screen(app)) is are_shown
            assert ("the number of a case" in read_screen(app)) is bool(popup.reads)


async def test_letters_find_a_chinese_name_by_pinyin_and_initials_the_exact_one_first() -> None:
    people = [Choice(name, name) for name in ("小林子", "小林", "财务部", "xlsx", "[/x] 王芳")]
    popup = Picker("Who?", people, free=True)
    app = PopupApp(popup)
    async with app.run_test() as pilot:
        await wait_until(pilot, lambda: app.screen is popup and popup.focused)

        async def shown(typed: str) -> list[str]:
            popup.query_one(LineField).value = typed
            await pilot.pause()
            return [choice.value for choice in popup._shown]

        # What holds the letters themselves comes first, the line of a new name last.
        assert await shown("xl") == ["xlsx", "小林", "小林子", "xl"]
        assert await shown("XiaoLin") == ["小林", "小林子", "XiaoLin"]
        assert await shown("cw") == ["财务部", "cw"]
        assert await shown("fang") == ["[/x] 王芳", "fang"]
        assert await shown("小林") == ["小林", "小林子"]
        await shown("cw")
        await pilot.press("enter")
        assert app.answers == ["财务部"]


async def test_the_frame_names_the_keys_and_no_list_knows_the_arrows_alone() -> None:
    orders = [Choice(name, name) for name in ("first [/]", "第二")]
    assert await answer(Picker("Order", orders), "2") == ["第二"]
    columns = [Choice(f"c{n}", f"column {n}") for n in range(DIGITS + 1)]
    assert await answer(Picker("Column", columns), *"umn 7", "enter") == ["c7"]
    for popup, keys in (
        (Picker("Order", orders), "1 2 or Enter take · Esc leave"),
        (Picker("Snooze", CHOICES), "1 2 m or Enter take · Esc leave"),
        (Picker("Column", columns), "type to find · Enter take · Esc leave"),
    ):
        app = PopupApp(popup)
        async with app.run_test() as pilot:
            await wait_until(pilot, lambda popup=popup: popup.focused)  # type: ignore[misc]
            (frame,) = [line for line in read_screen(app).splitlines() if "╰" in line]
            assert keys in frame


def test_keys_are_named_in_few_words() -> None:
    assert runs_of("1234ABx") == "1–4 A B x"
    assert runs_of([]) == ""
