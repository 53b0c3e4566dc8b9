"""What a list shows is understood when it is typed back: heads of columns, and the words in them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from types import ModuleType

import pytest

from servicedesk.domain.errors import UsageError
from servicedesk.domain.queries import Term, parse_query
from servicedesk.domain.query_fields import FIELDS_BY_KIND
from servicedesk.domain.reading_times import ReadingTimes
from servicedesk.domain.words import calls, cases, customers, followups
from servicedesk.domain.words.conditions import CONDITIONS
from servicedesk.domain.words.word import WordList
from servicedesk.i18n import in_every_language, in_language
from servicedesk.tui.calendar import agenda_columns, followup_columns
from servicedesk.tui.calls import call_columns
from servicedesk.tui.cases import case_columns
from servicedesk.tui.customers import customer_columns
from servicedesk.tui.lists.list_columns import ListColumn
from servicedesk.tui.today import promise_columns

NOW = datetime(2026, 11, 25, 8, tzinfo=UTC)
COLUMNS = {
    "case": [case_columns],
    "call": [call_columns],
    "customer": [customer_columns],
    "promise": [promise_columns],
    "followup": [agenda_columns, followup_columns],
}
SHOWN = {
    "case": [cases.CASE_KINDS, cases.CASE_STATES, cases.PRIORITIES, customers.TIERS, calls.CHANNELS],
    "call": [calls.DIRECTIONS, calls.CHANNELS, calls.OUTCOMES],
    "customer": [customers.CUSTOMER_KINDS, customers.TIERS],
    "promise": [followups.PROMISE_STATES, followups.PROMISE_OUTCOMES],
    "followup": [followups.FOLLOWUP_STATES, followups.METHODS],
}


def only(kind: str, text: str) -> Term:
    (group,) = parse_query(text, FIELDS_BY_KIND[kind], NOW, ReadingTimes(UTC), "ann").groups
    (term,) = group.alternatives
    return term


def refusal(kind: str, text: str) -> str:
    """Why a query is not understood; "" for one that is."""
    try:
        only(kind, text)
    except UsageError as error:
        return error.message
    return ""


def heads(modules: list[ModuleType]) -> Iterator[str]:
    """The heads of all columns in either language, each of the two names where one head has two."""
    for module in modules:
        for value in vars(module).values():
            for column in value if isinstance(value, tuple) else (value,):
                if isinstance(column, ListColumn) and column.header.strip():
                    for head in in_every_language(column.header):
                        yield from head.replace("、", ", ").split(", ")


@pytest.mark.parametrize("kind", sorted(COLUMNS))
def test_the_head_of_a_column_is_a_word_of_its_list_or_is_told_the_word_that_works(kind: str) -> None:
    found = list(heads(COLUMNS[kind]))
    assert len(found) > 8
    for head in found:
        fault = refusal(kind, f'"{head}":')
        if "needs a value" in fault:
            fault = refusal(kind, f'"{head}":x')
        asked = fault.partition("Did you mean ")[2].rstrip("?")
        if fault:
            # What is proposed can be typed.
            assert asked, (head, fault)
            only(kind, f"{asked}fri" if asked.endswith(":") else asked)


@pytest.mark.parametrize("kind", sorted(SHOWN))
def test_every_word_that_a_list_shows_is_understood_behind_its_head(kind: str) -> None:
    def asked(words: WordList[str] | WordList[int]) -> str:
        return next(field.name for field in FIELDS_BY_KIND[kind].values() if field.closed_list == words.name)

    for words in SHOWN[kind]:
        for value, label in words.labels.items():
            for shown in (*in_every_language(label), in_language(label, "zh_CN").upper()):
                assert only(kind, f'{asked(words)}:"{shown}"').values == (value,), shown


def test_late_is_a_word_for_overdue_and_so_is_each_way_to_say_it() -> None:
    for kind in ("case", "followup", "promise"):
        for word in ("late", "overdue", "past-due", "逾期", "超时", "已超时", "超期", "過期"):
            assert only(kind, f"is:{word}") == only(kind, "is:overdue"), (kind, word)
    for word in ("late", "超时", "逾期"):
        assert only("case", f"-state:{word}") == Term("is", "=", ("overdue",), negated=True)
    assert CONDITIONS.read("late-entry") == "entered-late"


def test_how_a_record_stands_is_understood_whichever_word_asks_for_it() -> None:
    assert only("case", "is:waiting") == only("case", "state:waiting")
    assert only("case", "是:待反馈") == only("case", "state:solved")
    assert only("case", "is:urgent") == only("case", "priority:urgent")
    assert (
        only("promise", "state:broken") == only("promise", "状态:失约") == only("promise", "outcome:broken")
    )
    assert only("case", "state:new,waiting").field == "state"
    with pytest.raises(UsageError, match="no value"):
        only("case", "state:new,overdue")


def test_a_value_typed_as_a_word_is_told_the_word_it_belongs_to() -> None:
    for typed, meant in (("late:", "is:late"), ("投诉:x", "kind:投诉"), ("age:3d", "received:")):
        with pytest.raises(UsageError, match=f"Did you mean {meant}"):
            only("case", typed)


def test_a_number_or_a_part_of_the_subject_is_asked_for_by_the_head_of_its_column() -> None:
    assert only("case", "编号:C-231,7") == Term("number", "=", (231, 7))
    assert only("case", "Subject:漏水") == Term("subject", "=", ("漏水",))
    assert only("case", "电话:1380").field == only("followup", "phone:1380").field == "phone"
    assert only("case", "Urg.:>80") == only("case", "分值:>80") == Term("urgency", ">", (80,))
