"""An option that a list does not have, but a word of its query: `--owner me` is meant as owner:me."""

from collections.abc import Mapping, Sequence
from typing import Any

from servicedesk.domain.near_words import nearest
from servicedesk.domain.query_fields import FIELDS_BY_KIND, field_named
from servicedesk.domain.records.query_field import DATE, ENUM, FLAG, LABEL, NUMBER, QueryField
from servicedesk.i18n import _

FROM, TO = (
    frozenset({"since", "from", "after", "start", "begin"}),
    frozenset({"until", "before", "to", "end"}),
)
"""What people call the ends of a time, without saying of which."""
AS_WORDS = {
    "name": ("customer", "name"),
    "tag": ("label", "tag"),
    "user": ("owner", "handler"),
    "agent": ("owner", "handler"),
    "by": ("owner", "handler"),
    "subject": ("text",),
    "title": ("text",),
    "summary": ("text",),
    "date": ("received", "started", "due", "created"),
}
"""What other programs call it: the query words that a list may have for it."""
AS_OPTIONS = {
    "--order": "--sort",
    "--order-by": "--sort",
    "--sort-by": "--sort",
    "--desc": "--reverse",
    "--fields": "--columns",
    "--max": "--limit",
    "--top": "--limit",
    "--count": "--limit",
    "--format": "--json",
    "--out": "--output",
    "--file": "--output",
}
"""What other programs call an option of ours."""


def option_meant(typed: str, known: Sequence[str]) -> str:
    """The option by another name, or the nearest one; "" for none."""
    other = AS_OPTIONS.get(typed, "")
    return other if other in known else nearest(typed, known)


def words_for(typed: str, arguments: Sequence[str], *, only_exact: bool) -> str:
    """The command that says as a query what the option `typed` was meant to say; "" where there is none."""
    from servicedesk.cli.frame import context

    noun = context.current().noun
    kind = {"complaint": "case", "export": arguments[1] if len(arguments) > 1 else ""}.get(noun, noun)
    fields = FIELDS_BY_KIND.get(kind)
    if fields is None:
        return ""
    word = _query_word(typed.lstrip("-").casefold(), fields, only_exact=only_exact)
    quoted = f"'{word}'" if set(word) & set("<>") else word
    return " ".join(["servicedesk", *arguments[:2], quoted]) if word else ""


def is_query_word(typed: str) -> bool:
    """Whether some list has a word of that name, so that an option which is only like it is not meant."""
    return any(field_named(fields, typed.lstrip("-").casefold()) for fields in FIELDS_BY_KIND.values())


def _query_word(name: str, fields: Mapping[str, QueryField], *, only_exact: bool) -> str:
    if not only_exact:
        near = nearest(name, [field.name for field in fields.values()])
        return f"{fields[near].shown()}:{_value(fields[near])}" if near else ""
    dates = sorted((field for field in fields.values() if field.type == DATE), key=lambda one: not one.past)
    if name in FROM | TO and dates:
        return f"{dates[0].shown()}:{'>=' if name in FROM else '<='}{_day(dates[0])}"
    for other in (name, *AS_WORDS.get(name, ())):
        if field := field_named(fields, other):
            return f"{field.shown()}:{_value(field)}"
    for field in fields.values():
        if field.type in {ENUM, FLAG} and (value := field.read(name)) is not None:
            return f"{field.shown()}:{_in_words(field, value)}"
    return ""


def _value(field: QueryField) -> str:
    """A value that may stand behind the word."""
    if field.type == DATE:
        return _day(field)
    if field.type == LABEL:
        return _("NAME")
    words = field.words
    if words is not None and words.values:
        return _in_words(field, words.values[-1] if field.type == NUMBER else words.values[0])
    if field.type == NUMBER or field.name == "phone":
        return "100"
    return "C-231" if field.record == "case" else _("NAME")


def _in_words(field: QueryField, value: Any) -> str:
    words = field.words
    assert words is not None  # noqa: S101 - it has read the value
    return "-".join(words.shown()[words.values.index(value)].split())


def _day(field: QueryField) -> str:
    return _("yesterday") if field.past else _("today")
