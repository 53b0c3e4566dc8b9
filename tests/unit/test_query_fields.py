"""The tables of query words are complete, consistent, and known to the SQL that answers them."""

import pytest

from servicedesk.domain import calls, case_states, cases, customers, followups
from servicedesk.domain.query_fields import DATE, ENUM, FIELDS_BY_KIND, FLAG, LABEL, NUMBER, RECORD, TEXT
from servicedesk.storage.query_sql import fields_with_sql

KINDS = sorted(FIELDS_BY_KIND)


@pytest.mark.parametrize("kind", KINDS)
def test_no_word_means_two_fields(kind: str) -> None:
    words = [word for field in FIELDS_BY_KIND[kind].values() for word in (field.name, *field.aliases)]
    assert len(words) == len(set(words))


@pytest.mark.parametrize("kind", KINDS)
def test_every_word_is_written_as_it_is_looked_up(kind: str) -> None:
    for name, field in FIELDS_BY_KIND[kind].items():
        assert field.name == name
        assert field.type in {ENUM, DATE, NUMBER, TEXT, LABEL, FLAG, RECORD}
        assert field.help
        for word in (name, *field.aliases, *field.values):
            assert word == word.casefold().strip()
            assert " " not in word


@pytest.mark.parametrize("kind", KINDS)
def test_every_word_has_a_chinese_one(kind: str) -> None:
    for field in FIELDS_BY_KIND[kind].values():
        assert any(not alias.isascii() for alias in field.aliases)
        for meant in set(field.values.values()):
            assert any(not word.isascii() for word, value in field.values.items() if value == meant)


@pytest.mark.parametrize("kind", KINDS)
def test_every_word_can_be_answered(kind: str) -> None:
    assert set(FIELDS_BY_KIND[kind]) <= set(fields_with_sql(kind))


@pytest.mark.parametrize(
    ("kind", "field", "canonical"),
    [
        ("case", "kind", cases.KINDS),
        ("case", "state", case_states.STATES),
        ("case", "priority", cases.PRIORITIES),
        ("case", "channel", calls.CHANNELS),
        ("call", "direction", calls.DIRECTIONS),
        ("call", "outcome", calls.OUTCOMES),
        ("customer", "kind", customers.KINDS),
        ("followup", "state", followups.STATES),
        ("followup", "method", followups.METHODS),
    ],
)
def test_values_are_those_of_the_trade(kind: str, field: str, canonical: tuple[object, ...]) -> None:
    assert set(FIELDS_BY_KIND[kind][field].values.values()) == set(canonical)
