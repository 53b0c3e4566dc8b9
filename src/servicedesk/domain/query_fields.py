"""The words that each list understands before a colon: they stand beside the fields of its kind."""

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType

from servicedesk.domain.records import RECORDS
from servicedesk.domain.records.query_field import QueryField
from servicedesk.domain.words.reading import fold_word, in_simplified

FIELDS_BY_KIND: Mapping[str, Mapping[str, QueryField]] = MappingProxyType(
    {
        kind: MappingProxyType(
            {field.name: field for field in import_module(f"servicedesk.domain.records.{kind}").QUERY_FIELDS}
        )
        for kind in RECORDS
    }
)


def field_named(fields: Mapping[str, QueryField], key: str) -> QueryField | None:
    """The field that `key` means in either language, with any separators, in any script; None for none."""
    for query_field in fields.values():
        if key == query_field.name or key in query_field.aliases:
            return query_field
    by_word = {
        fold_word(word): query_field
        for query_field in fields.values()
        for word in (query_field.name, *query_field.aliases)
    }
    folded = fold_word(key)
    return by_word.get(folded) or by_word.get(in_simplified(folded))
