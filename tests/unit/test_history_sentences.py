"""The history is told in sentences: one for every kind of event there is, in both languages."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

import servicedesk
from servicedesk.domain.history_sentences import SENTENCES, told, unsaid_twice
from servicedesk.domain.rows.history import FieldChange, HistoryLine
from servicedesk.domain.wording import VERBS
from servicedesk.domain.words.followups import FOLLOWUP_STATES
from servicedesk.i18n import activate, in_every_language

AT = datetime(2026, 11, 25, 7, 0, tzinfo=UTC)
BESIDE_EVENTS = {"call", "note", *(f"followup.{state}" for state in FOLLOWUP_STATES.values)}
SERVICES = Path(servicedesk.__file__).parent / "services"
RECORDED = re.compile(r'"((?:case|promise|followup|call|customer|plan|view)\.[a-z_]+)"')


@pytest.fixture(params=["en", "zh_CN"])
def in_language(request: pytest.FixtureRequest) -> Iterator[str]:
    activate(request.param)
    yield request.param
    activate("en")


def happened(what: str, *changes: FieldChange, text: str = "", record_id: int | None = 7) -> str:
    line = HistoryLine(AT, "Dana", what, text, record_id, changes=changes)
    return str(told(line, lambda at: f"{at:%d %H:%M}"))


def changed(field: str, before: object, after: object, kind: str = "case") -> FieldChange:
    return FieldChange(field, before, after, kind)


def test_every_verb_of_the_log_and_all_beside_it_has_a_sentence() -> None:
    assert set(SENTENCES) == set(VERBS) | BESIDE_EVENTS


def test_every_verb_that_a_service_records_has_a_sentence() -> None:
    """A new move is found by its name in the services, before anybody adds a word for it."""
    # What the tutor names are the keys' actions.
    paths = [path for path in SERVICES.rglob("*.py") if path.parent.name != "tutor"]
    found = {verb for path in paths for verb in RECORDED.findall(path.read_text(encoding="utf-8"))}
    assert len(found) > 50
    assert found - set(SENTENCES) == set()


def test_every_way_to_say_it_is_translated_and_names_the_same_values() -> None:
    names = re.compile(r"\{(\w+)\}")
    for what, sentence in SENTENCES.items():
        assert names.findall(sentence.ways[-1]) == [], what
        for way in sentence.ways:
            english, chinese = in_every_language(way)
            assert english != chinese, way
            assert sorted(names.findall(english)) == sorted(names.findall(chinese)), way


def test_a_sentence_is_told_even_where_nothing_is_known_of_what_changed(in_language: str) -> None:
    for what in SENTENCES:
        words = happened(what)
        assert words, what
        assert "." not in words, what
        assert "{" not in words
        assert "\x00" not in words


def test_what_happened_is_told_not_which_field_changed() -> None:
    back = [
        changed("department", "after-sales", ""),
        changed("back_words", "", "part is in the van", "handoff"),
    ]
    assert happened("case.back", *back) == "took it back from after-sales: “part is in the van”"
    due = changed("due_at", None, "2026-11-27T07:00:00Z")
    assert happened("case.assign", changed("owner", "", "Dana"), due) == "took it over; due 27 07:00"
    assert happened("case.assign", changed("owner", "Li", "Zoe")) == "reassigned it from Li to Zoe"
    assert happened("case.wait", changed("waiting_case_id", None, 9)) == "set it to wait for C-9"
    assert happened("case.merge", changed("merged_into", None, 9)) == "merged it into C-9"
    assert happened("promise.keep", text="call back") == "kept promise P-7: “call back”"
    assert happened("case.edit", changed("facts", "", "x" * 90)) == "changed facts found"
    labels = [changed("label", None, "leak"), changed("label", None, "kitchen"), changed("label", "a", None)]
    assert happened("case.label", *labels) == "put on +leak +kitchen, took off +a"


def test_a_latin_name_stands_apart_from_chinese_words_and_a_chinese_one_does_not() -> None:
    activate("zh_CN")
    try:
        assert happened("case.assign", changed("owner", "小林", "Zoe")) == "由小林改派给 Zoe"
        assert happened("case.assign", changed("owner", "Zoe", "小林")) == "由 Zoe 改派给小林"
    finally:
        activate("en")


def test_words_of_strangers_stay_words() -> None:
    hostile = "[/]{owner} \x1b[31m“x”\nC-9 closed"
    words = happened("case.solve", changed("result", "", hostile))
    assert words.startswith("solved it: “[/]{owner} ")
    assert "\n" not in words
    assert "\x1b" not in words


def test_a_note_that_an_event_quotes_is_told_once() -> None:
    note = changed("note", None, "customer called it off")
    lines = (
        HistoryLine(AT, "Dana", "case.cancel", "", 7, changes=(note,)),
        HistoryLine(AT, "Dana", "note", "customer called it off"),
        HistoryLine(AT, "Zoe", "note", "customer called it off"),
    )
    assert [(line.actor, line.what) for line in unsaid_twice(lines)] == [
        ("Dana", "case.cancel"),
        ("Zoe", "note"),
    ]
