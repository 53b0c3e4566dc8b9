"""The tables of query words are complete, consistent, and known to the SQL that answers them."""

import pytest

from servicedesk.cli.record.fields import FIELDS
from servicedesk.domain.query_fields import FIELDS_BY_KIND, field_named
from servicedesk.domain.records.case import FIELDS as CASE_FIELDS
from servicedesk.domain.records.query_field import DATE, ENUM, FLAG, LABEL, NUMBER, RECORD, TEXT
from servicedesk.i18n import in_every_language
from servicedesk.storage.query_sql import fields_with_sql

KINDS = sorted(FIELDS_BY_KIND)


@pytest.mark.parametrize("kind", KINDS)
def test_no_word_means_two_fields(kind: str) -> None:
    words = [word for field in FIELDS_BY_KIND[kind].values() for word in (field.name, *field.aliases)]
    assert len(words) == len(set(words))


@pytest.mark.parametrize("kind", KINDS)
def test_every_word_is_found_in_any_spelling(kind: str) -> None:
    fields = FIELDS_BY_KIND[kind]
    for name, field in fields.items():
        assert field.name == name
        assert field.type in {ENUM, DATE, NUMBER, TEXT, LABEL, FLAG, RECORD}
        assert field.help
        for word in (name, *field.aliases):
            for spelled in (word, word.upper(), word.replace(" ", "-")):
                assert field_named(fields, spelled) is field
    assert field_named(fields, "狀態") is fields.get("state")
    assert field_named(fields, "nosuchword") is None


@pytest.mark.parametrize("kind", KINDS)
def test_every_word_has_a_chinese_one(kind: str) -> None:
    for field in FIELDS_BY_KIND[kind].values():
        assert any(not alias.isascii() for alias in field.aliases)


@pytest.mark.parametrize("kind", KINDS)
def test_every_word_can_be_answered(kind: str) -> None:
    assert set(FIELDS_BY_KIND[kind]) <= set(fields_with_sql(kind))


KEY_BY_COLUMN = {
    "labels": "label", "tags": "tag", "received_at": "received", "due_at": "due", "deadline_at": "due",
    "clock_level": "level", "snoozed_until": "snoozed", "updated_at": "updated", "created_at": "created",
    "last_call_at": "last", "started_at": "rang", "result": "outcome", "made_at": "made",
    "solved_at": "solved", "closed_at": "closed",
}  # fmt: skip
NO_KEYS = {
    ("call", "reason"),
    ("followup", "result"),
    ("promise", "text"),
    ("call", "summary"),
    ("case", "due_at"),
}
"""Columns whose name is a key of another meaning."""


def shown_columns(kind: str) -> list[tuple[str, str]]:
    """The label of each column that lists and sheets show, with the key that filters by it."""
    labels = [(field.name, field.title) for field in FIELDS[kind]]
    if kind == "case":
        described = {field.name: field.label for field in CASE_FIELDS}
        labels += [
            (name, described[name])
            for name in (
                "category",
                "cause",
                "product",
                "department",
                "channel",
                "severity",
                "solved_at",
                "closed_at",
            )
        ]
    pairs = [(KEY_BY_COLUMN.get(name, name), label) for name, label in labels if (kind, name) not in NO_KEYS]
    return [(key, label) for key, label in pairs if key in FIELDS_BY_KIND[kind]]


@pytest.mark.parametrize(
    ("kind", "key", "label"), [(kind, *pair) for kind in KINDS for pair in shown_columns(kind)]
)
def test_what_screens_call_a_field_is_a_key_that_filters_by_it(kind: str, key: str, label: str) -> None:
    for shown in in_every_language(label):
        assert field_named(FIELDS_BY_KIND[kind], shown) is FIELDS_BY_KIND[kind][key], shown


@pytest.mark.parametrize(
    ("kind", "keys"),
    [
        (
            "case",
            {"处理部门": "department", "投诉类型": "category", "来源渠道": "channel", "搁置": "snoozed"},
        ),
        (
            "case",
            {
                "到期时间": "due",
                "应办事项": "due",
                "处理期限": "set-due",
                "紧急程度": "priority",
                "類別": "category",
            },
        ),
        ("customer", {"等级": "tier", "客户等级": "tier", "性质": "kind"}),
        ("call", {"来电号码": "phone", "处理结果": "outcome", "经办人": "handler"}),
        ("followup", {"回访时间": "due", "回访人": "owner"}),
        ("promise", {"承诺人": "owner", "承诺时限": "due"}),
    ],
)
def test_older_names_of_fields_and_those_of_registers_are_keys(kind: str, keys: dict[str, str]) -> None:
    for word, key in keys.items():
        assert field_named(FIELDS_BY_KIND[kind], word) is FIELDS_BY_KIND[kind][key], word


def test_the_help_of_due_names_the_word_for_what_was_set_by_hand() -> None:
    fields = FIELDS_BY_KIND["case"]
    assert "set-due:" in fields["due"].help
    assert field_named(fields, "deadline") is fields["due"]
    assert fields["set-due"].type == fields["due"].type
