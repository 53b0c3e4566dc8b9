"""The action table and the user's keymap laid over it."""

from pathlib import Path

import pytest

from servicedesk import i18n
from servicedesk.keys.actions import (
    ACTIONS,
    BY_ID,
    GROUPS,
    SCREENS,
    Keys,
    Scope,
    in_scopes,
    key_shown,
    keys_markdown,
)
from servicedesk.keys.keymap import check, clashes, from_document, load, refusal
from servicedesk.tui.frame.keys_screen import page_of

ACTIONS_OF_QUEUE = in_scopes((Scope.APP, Scope.CASE, Scope.LIST))


def faults_of(document: dict[str, object]) -> list[str]:
    return [str(fault) for fault in from_document(document).faults]


def test_every_action_has_an_id_of_its_own_and_a_method_name() -> None:
    assert len(BY_ID) == len(ACTIONS)
    assert len({action.method for action in ACTIONS}) == len(ACTIONS)
    assert all(action.method.isidentifier() for action in ACTIONS)


def test_every_scope_stands_on_a_screen_and_every_group_is_shown() -> None:
    assert {scope for scopes in SCREENS.values() for scope in scopes} == set(Scope)
    assert {action.group for action in ACTIONS} == set(GROUPS)


def test_the_shipped_keys_have_one_owner_on_each_screen() -> None:
    assert clashes({}) == []


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_the_shipped_keys_are_keys_that_terminals_send(action) -> None:
    assert [reason for key in action.key_list if (reason := refusal(key, action))] == []


def test_every_function_key_has_a_second_key() -> None:
    alone = [a.id for a in ACTIONS if a.key_list and all(k[0] == "f" and k[1:].isdigit() for k in a.key_list)]
    assert alone == []


def test_in_forms_no_letter_is_a_command() -> None:
    assert [a.id for a in in_scopes((Scope.FORM,)) if any(len(key) == 1 for key in a.key_list)] == []


def test_a_key_that_another_action_has_is_refused_on_the_same_screen_only() -> None:
    assert faults_of({"case.snooze": "x"}) == ["case.snooze: x already means case.solve on the same screen."]
    assert faults_of({"calendar.month": "F"}) == []
    assert faults_of({"case.snooze": "："}) == [
        "case.snooze: ： already means app.palette on the same screen."
    ]


def test_two_actions_may_swap_their_keys() -> None:
    keymap = from_document({"case.snooze": "a", "case.assign": "s"})
    assert keymap.faults == ()
    assert keymap.overrides == {"case.snooze": ("a",), "case.assign": ("s",)}


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        ("ctrl+h", "ctrl+h is Backspace to a terminal."),
        ("ctrl+i", "ctrl+i is Tab to a terminal."),
        ("ctrl+m", "ctrl+m is Enter to a terminal."),
        ("alt+x", "Terminals do not send alt+x reliably."),
        ("ctrl+shift+p", "Terminals do not send ctrl+shift+p reliably."),
        ("ctrl+enter", "Terminals do not send ctrl+enter reliably."),
        ("ctrl+space", "ctrl+Space belongs to the input method."),
        ("shift+a", "Write A for shift+a."),
        ("banana", "There is no key banana."),
    ],
)
def test_keys_that_never_arrive_are_refused_with_the_reason(key: str, reason: str) -> None:
    assert faults_of({"case.snooze": key}) == [f"case.snooze: {reason}"]


def test_unknown_actions_are_named_with_the_nearest_one() -> None:
    assert faults_of({"case.snoze": "S"}) == [
        "case.snoze: There is no such action; did you mean case.snooze?"
    ]
    assert faults_of({"[/x]": "S"}) == ["[/x]: There is no such action; servicedesk keys lists them."]


@pytest.mark.parametrize("value", ["", [], 7, {}, [1]])
def test_an_action_without_keys_is_a_fault_and_never_a_crash(value: object) -> None:
    assert from_document({"case.snooze": value}).overrides == {}


def test_a_sound_line_is_used_beside_a_faulty_one(tmp_path: Path) -> None:
    path = tmp_path / "keymap.toml"
    path.write_text('[keys]\ncase.snooze = ["ctrl+x", "ctrl+y"]\ncase.edit = "alt+e"\n', encoding="utf-8")
    assert load(path).overrides == {"case.snooze": ("ctrl+x", "ctrl+y")}
    assert [fault.where for fault in check(path)] == ["case.edit"]


def test_files_that_are_no_keymap_are_one_fault(tmp_path: Path) -> None:
    path = tmp_path / "keymap.toml"
    assert check(path) == []
    assert check(None) == []
    for wrong in (b"keys = [", b"\xff\xfe\x00", b"case.snooze = 1\ncase.snooze = 2"):
        path.write_bytes(wrong)
        assert len(check(path)) == 1
    assert "a folder, not a file" in str(check(tmp_path)[0])


def test_the_users_keys_show_in_footer_and_help() -> None:
    keys = Keys({"case.snooze": ("S",)})
    footer = keys.footer(in_scopes((Scope.CASE,)))
    assert ("S", "snooze") in [entry[:2] for entry in footer]
    assert [keys.shown(BY_ID[name]) for name in ("case.snooze", "call.new")] == ["S", "F2 ctrl+n"]


def test_eight_entries_of_the_queue_fit_eighty_columns() -> None:
    entries = [(action.footer, f"{key} {label}  ") for key, label, action in Keys().footer(ACTIONS_OF_QUEUE)]
    lasting = [text for rank, text in entries if rank >= 80]
    others = [text for rank, text in entries if rank < 80]
    assert len(lasting) == 3
    assert len(" 2 marked " + "".join(others[:5] + lasting).rstrip()) <= 80


def test_the_docs_table_names_every_action_with_its_keys() -> None:
    table = keys_markdown()
    assert [action.id for action in ACTIONS if f"`{action.id}`" not in table] == []
    assert "| `F2` `ctrl+n` | everywhere |" in table


def test_keys_are_shown_as_people_call_them() -> None:
    assert [key_shown(k) for k in ("pagedown", "f2", "ctrl+s", "escape", "f", "+", "!")] == [
        "PgDn", "F2", "ctrl+s", "Esc", "f", "+", "!",
    ]  # fmt: skip


def test_the_module_needs_no_front_end_framework() -> None:
    import subprocess
    import sys

    code = "import sys, servicedesk.keys.keymap; print([m for m in ('textual', 'rich') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_words_are_translated_when_they_are_asked_for() -> None:
    i18n.activate("zh")
    try:
        assert keys_markdown()
        assert page_of(ACTIONS, Keys())
    finally:
        i18n.activate("en")
