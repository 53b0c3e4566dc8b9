"""Policies as a whole: the shipped texts, and any text at all, read without harm."""

import tracemalloc
from collections.abc import Iterator
from dataclasses import FrozenInstanceError, fields, is_dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicedesk import i18n
from servicedesk.domain.policies import POLICIES
from servicedesk.domain.policies.reading import (
    LARGEST,
    Duration,
    PolicyError,
    Section,
    fold,
    nearest,
    parse_duration,
    read,
)
from tests.builders import HOSTILE

NAMES = tuple(POLICIES)
DEFAULTS = {name: POLICIES[name].default() for name in NAMES}


class Odd:
    """A language whose every text has quotation marks, backslashes and Chinese in it."""

    def gettext(self, message: str) -> str:
        return f'"\\【{message}】中文\\"'


@pytest.fixture(params=["en", "zh_CN", "odd"])
def tongue(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    before = i18n.language()
    i18n.activate("en" if request.param == "odd" else request.param)
    if request.param == "odd":
        monkeypatch.setattr(i18n, "_active", Odd())
    yield request.param
    monkeypatch.undo()
    i18n.activate(before)


def fault_of(name: str, text: str) -> str:
    """The one line with which `text` is refused."""
    with pytest.raises(PolicyError) as caught:
        POLICIES[name].parse(text)
    assert "\n" not in caught.value.message
    return caught.value.message


def test_the_policies_stand_in_the_order_in_which_they_are_shown() -> None:
    assert NAMES == (
        "calendar", "targets", "urgency", "waiting", "sources", "causes", "checklists", "macros", "handling",
    )  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_policy_can_be_read_in_every_language(name: str, tongue: str) -> None:
    policy = POLICIES[name].parse(POLICIES[name].default())
    assert is_dataclass(policy)
    with pytest.raises((FrozenInstanceError, AttributeError)):
        setattr(policy, fields(policy)[0].name, None)


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_policy_is_a_policy_too_and_a_byte_order_mark_does_not_matter(name: str) -> None:
    assert POLICIES[name].parse("") == POLICIES[name].parse("\ufeff\r\n# 只有注释\r\n")


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_does_not_exist_is_refused_with_its_document_and_its_place(name: str) -> None:
    assert fault_of(name, 'zzz = "漏水"').startswith(f"{name}: zzz: ")


def test_a_misspelt_name_is_answered_with_the_nearest() -> None:
    assert fault_of("targets", '[[target]]\nkind = "complaint"\nresolv = "4h"') == (
        "targets: target 1, resolv: there is no such name here; did you mean resolve?"
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [('a = "x"\nb = ', 2), ("# 注\n\nb 3", 3), ('a = "one\ntwo"', 1), ("[a]\n[a]", 2), ("a = 1\na = 2", 2)],
)
def test_a_fault_of_writing_names_its_line(text: str, line: int) -> None:
    assert fault_of("handling", text).startswith(f"handling: line {line}")


SIZE = 190_000
MONSTROUS = {
    "lists in lists": "a = " + "[" * SIZE,
    "tables in tables": "a = " + "{a=" * (SIZE // 3),
    "a name of parts": ".".join(["a"] * (SIZE // 2)) + " = 1",
    "a name of quoted parts": ".".join(['" "'] * (SIZE // 4)) + " = 1",
    "a name of escaped parts": '"\\"".' * (SIZE // 5) + "a = 1",
    "a name of long parts": ("b" * 101 + ".") * (SIZE // 102) + "a = 1",
    "a header of parts": "[" + ".".join(["漏".join('""')] * (SIZE // 6)) + "]",
    "quotation marks": '"' * SIZE,
    "escaped quotation marks": '"' + '\\"' * (SIZE // 2),
    "a long word": "a" * SIZE,
    "blanks": "a " + " " * SIZE + ".",
    "a number": "a = " + "9" * SIZE,
    "too long": "#" * (LARGEST + 1),
    "too long in bytes": "#" * 10 + "漏" * (LARGEST // 3 + 1),
    "control characters": "\x00\x1b]52;c;AAAA\x07 = 1",
    "a lone surrogate": "a = '\ud800'",
    "nothing that is TOML": HOSTILE,
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("text", MONSTROUS.values(), ids=MONSTROUS)
def test_a_monstrous_text_is_refused_in_one_line(name: str, text: str) -> None:
    message = fault_of(name, text)
    assert len(message) < 400
    assert message.isprintable()


def test_a_name_of_very_many_parts_does_not_eat_the_memory() -> None:
    tracemalloc.start()
    try:
        for kind in ("a name of parts", "a name of escaped parts", "a name of long parts"):
            fault_of("handling", MONSTROUS[kind])
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 150_000_000


ODD_VALUES = [
    r"true",
    r"-1",
    r"3",
    r"1.5",
    r"inf",
    r"nan",
    r'"x"',
    r'""',
    r"[]",
    r"[1]",
    r'["a", ["b"]]',
    r"{}",
    r"{a = 1}",
    r"07:00:00",
    r"2026-11-20",
    r"2026-11-20T09:00:00Z",
    r'"\u202e漏水"',
    r'"complaint"',
    r'"1h"',
    r'"99999999d"',
    r'"１ｈ"',
    r"9e99",
    r"100000000000",
    r"[[]]",
    r'"/"',
    r'" / "',
    r'"-2d"',
    r'"\u0000"',
]


def read_or_refused(name: str, text: str) -> str:
    """What is said about `text`; empty when it is a policy."""
    try:
        POLICIES[name].parse(text)
    except PolicyError as error:
        return error.message
    return ""


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=60)
@given(data=st.data())
def test_a_shipped_policy_with_any_line_changed_is_read_or_refused_in_one_line(
    name: str, data: st.DataObject
) -> None:
    lines = DEFAULTS[name].splitlines()
    for _round in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(lines) - 1))
        key = lines[at].partition("=")[0]
        kind = data.draw(st.sampled_from(["value", "value", "text", "drop", "twice"]))
        if kind == "value":
            lines[at] = f"{key}= {data.draw(st.sampled_from(ODD_VALUES))}"
        elif kind == "text":
            lines[at] = data.draw(st.text(max_size=40))
        elif kind == "drop":
            lines[at] = ""
        else:
            lines.insert(at, lines[at])
    said = read_or_refused(name, "\n".join(lines))
    assert len(said.splitlines()) <= 1
    assert len(said) < 600
    assert said.startswith(name if said else "")


@settings(max_examples=60)
@given(text=st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    for name in NAMES:
        assert len(read_or_refused(name, text).splitlines()) <= 1


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("30m", 1800), ("4h", 14_400), ("1h30m", 5400), ("1h 30m", 5400), ("2d", 57_600), ("1d4h", 43_200),
        ("２Ｈ", 7200), ("2天", 57_600), ("4小时", 14_400), ("1小时30分钟", 5400), ("90min", 5400),
    ],
)  # fmt: skip
def test_a_length_of_time_is_read_as_people_write_it(text: str, seconds: int) -> None:
    length = parse_duration(text)
    assert length is not None
    assert length.seconds() == seconds
    assert parse_duration(str(length)) == length


@pytest.mark.parametrize(
    "text", ["", "0m", "0d", "4", "-4h", "4x", "h", "1m1h", "1.5h", "99999999h", "漏水", "4h" * 90]
)
def test_what_is_no_length_of_time_is_none(text: str) -> None:
    assert parse_duration(text) is None


def test_a_day_is_as_long_as_the_calendar_says() -> None:
    assert Duration(3600, 2).seconds(27_000) == 3600 + 2 * 27_000


def test_names_are_compared_whatever_their_width_case_and_blanks() -> None:
    assert fold(" ＶＩＰ　客户 ") == fold("vip 客户")
    assert nearest("delivry", ["Delivery", "产品"]) == "Delivery"
    assert nearest("zzz", ["Delivery"]) == ""


@pytest.mark.parametrize(
    ("written", "words"),
    [("true", "whole number"), ('"3"', "whole number"), ("11", "from 0 to 10"), ("-1", "from 0 to 10")],
)
def test_a_number_must_be_a_number_in_its_range(written: str, words: str) -> None:
    with pytest.raises(PolicyError, match=words):
        read("handling", f"n = {written}").whole("n", 5, most=10)


def test_a_place_in_a_message_never_carries_what_a_terminal_obeys() -> None:
    section = Section("causes", "area 1", {})
    assert section.fault("\x1b]0;x\x07\n漏水", "x").message == "causes: area 1, ]0;x 漏水: x"
