"""Whatever a screen shows for a value of a closed list, in either language, the shell reads as that value."""

from collections.abc import Callable
from typing import Any

import pytest

from servicedesk.cli.record.choices import kind_meant
from servicedesk.domain.call_backs import outcome_by_direction
from servicedesk.domain.records import RECORDS
from servicedesk.domain.words.lists import LISTS
from servicedesk.i18n import in_every_language
from tests.cli.conftest import Program

Say = Callable[[Program, str], Any]


def edit(noun: str, number: str, option: str, name: str) -> Say:
    """Says a word with an option of `edit` and reads the field."""

    def say(program: Program, word: str) -> Any:
        program.ok(noun, "edit", number, option, word)
        return program.ok(noun, "show", number, "--json").json[name]

    return say


def assess(option: str, name: str) -> Say:
    def say(program: Program, word: str) -> Any:
        program.ok("case", "assess", "C-1", option, word)
        return program.ok("case", "show", "C-1", "--json").json[name]

    return say


def statement(program: Program, word: str) -> Any:
    program.ok("case", "statement", "C-1", "x", "--side", word)
    return program.ok("case", "show", "C-1", "--json").json["statements"][-1]["side"]


def outcome(program: Program, word: str) -> Any:
    program.ok("case", "outcome", "C-1", word)
    return program.ok("case", "show", "C-1", "--json").json["outcome"]


def link(program: Program, word: str) -> Any:
    program.ok("case", "link", "C-1", "C-2", "--as", word)
    (found,) = program.ok("case", "show", "C-1", "--json").json["links"]
    program.ok("case", "unlink", "C-1", "C-2")
    return found["relation"]


def remedy(program: Program, word: str) -> Any:
    program.ok("case", "remedy", "C-1", word)
    return program.ok("case", "show", "C-1", "--json").json["remedies"][-1]["kind"]


def contact(program: Program, word: str) -> Any:
    program.ok("customer", "edit", "CU-1", "--add-contact", f"Jo, {word}")
    found: Any = program.ok("customer", "show", "CU-1", "--json").json["contacts"][-1]["role"]
    program.ok("customer", "edit", "CU-1", "--remove-contact", "Jo")
    return found


SAID: dict[str, Say | None] = {
    "case_kind": edit("case", "C-1", "--kind", "kind"),
    "case_state": None,
    "priority": edit("case", "C-1", "--priority", "priority"),
    "relation": link,
    "complaint_outcome": outcome,
    "side": statement,
    "channel": edit("case", "C-1", "--channel", "channel"),
    "direction": edit("call", "CL-1", "--direction", "direction"),
    "outcome": edit("call", "CL-1", "--outcome", "result"),
    "customer_kind": edit("customer", "CU-1", "--kind", "kind"),
    "tier": edit("customer", "CU-1", "--tier", "tier"),
    "role": contact,
    "followup_state": None,
    "method": edit("followup", "F-1", "--method", "method"),
    "promise_state": None,
    "promise_outcome": None,
    "severity": assess("--severity", "severity"),
    "complexity": assess("--complexity", "complexity"),
    "impact": assess("--impact", "impact"),
    "remedy": remedy,
    "yes_no": assess("--safety", "safety"),
}
"""How the shell is told a value of each list. None: verbs and what was worked out say it, no option does."""


@pytest.fixture
def desk(program: Program) -> Program:
    program.ok("customer", "add", "李伟", "--phone", "138 0000 1111")
    program.ok("case", "open", "漏水", "--customer", "CU-1")
    program.ok("case", "open", "又漏水", "--customer", "CU-1")
    program.ok("call", "add", "138 0000 1111 漏水", "--case", "C-1")
    program.ok("followup", "add", "fri", "回访", "--customer", "CU-1")
    return program


def test_how_the_shell_is_told_is_known_of_every_list() -> None:
    assert set(SAID) == set(LISTS)


@pytest.mark.parametrize("name", [name for name, say in SAID.items() if say])
def test_the_shell_reads_every_label(desk: Program, name: str) -> None:
    words, say = LISTS[name], SAID[name]
    assert say is not None
    for word in words.words:
        for label in dict.fromkeys((words.codes[word.value], *in_every_language(word.label))):
            allowed = {str(word.value), words.codes[word.value], str(bool(word.value))}
            if name == "outcome":
                # The call came in: who was not answered was missed.
                allowed.add(outcome_by_direction(str(word.value), "in"))
            assert str(say(desk, label)) in allowed


@pytest.mark.parametrize("word", ["上级工单", "相关", "上级", "后续工单", "上一工单", "重复", "与之重复"])
def test_relations_are_said_in_chinese(desk: Program, word: str) -> None:
    assert link(desk, word) == LISTS["relation"].read(word)


def test_an_unknown_relation_is_refused_in_words_that_are_read(desk: Program) -> None:
    refused = desk("case", "link", "C-1", "C-2", "--as", "表亲", "--lang", "zh")
    assert refused.code == 2
    assert "上级工单、重复于、相关、上一工单" in refused.err


def test_kinds_of_records_are_named_as_they_are_shown() -> None:
    for kind in RECORDS.values():
        for label in (*in_every_language(kind.label), *in_every_language(kind.plural)):
            assert kind_meant(label) == kind.name, label


def test_the_order_of_day_and_month_is_set_once_and_holds_wherever_a_date_is_typed(program: Program) -> None:
    asked = program("followup", "add", "03/04", "对账")
    assert (asked.code, "config set date_order" in asked.err) == (2, True)
    program.ok("config", "set", "date_order", "dmy")
    program.ok("followup", "add", "03/04 10:00", "对账 [b]")
    program.ok("call", "add", "刘先生 漏水 @03/04")
    program.ok(
        "promise", "add", "回电", "--by", "3.4. 15:00", "--case", program.number("case", "open", "漏水")
    )
    assert len(program.ok("followup", "list", "due:03/04", "--json").json) == 2
    assert len(program.ok("promise", "list", "due:03.04", "--json").json) == 1
