"""What an import tells, in the user's words: columns, cells, rows and counts, for shell and screens alike."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from servicedesk.domain.numbers import format_number
from servicedesk.domain.records import KINDS, PARTS
from servicedesk.domain.records.by_kind import in_files
from servicedesk.domain.records.field import Field
from servicedesk.domain.text import brief
from servicedesk.domain.wording import before_value, counted, listed
from servicedesk.domain.words.lists import LISTS
from servicedesk.i18n import N_, _, ngettext

if TYPE_CHECKING:
    from servicedesk.services.importing import ImportReport, Reject
    from servicedesk.services.importing.setup import SetupReport

Shown = Callable[[datetime], str]
"""A time as people read it."""

_PART_OF_FILE = {kind.file: kind.name for kind in PARTS.values()}


def value_words(name: str, kind: str, value: Any, shown: Shown) -> str:
    """What was read from a cell, as people read it."""
    from servicedesk.exchange.column import NESTED_TYPES
    from servicedesk.exchange.columns import column_named

    column = column_named(kind, name)
    if column is None:
        return _plain(value, shown)
    if column.type == "yes_no":
        return _said("yes_no", value, shown)
    if column.choices:
        return _said(column.choices, value, shown)
    if column.type in NESTED_TYPES:
        return "; ".join(_part(_PART_OF_FILE[name], one, shown) for one in value)
    if column.type in {"id", "ref"}:
        return format_number(column.of, value)
    return _plain(value, shown)


def _part(part: str, one: Any, shown: Shown) -> str:
    if not isinstance(one, dict):
        return _plain(one, shown)
    fields = in_files(part)
    said = (
        _of_part(fields.get(name), value, shown) for name, value in one.items() if value not in (None, "")
    )
    return listed(words for words in said if words)


def _of_part(field: Field | None, value: Any, shown: Shown) -> str:
    if field is None:
        return _plain(value, shown)
    if field.type == "ref":
        return format_number(field.words, value)
    if field.type == "money":
        return f"{value / 100:.2f}" if value else ""
    if field.words == "yes_no" or field.words in LISTS:
        return _said(field.words, value, shown)
    return _plain(value, shown)


def _said(words: str, value: Any, shown: Shown) -> str:
    label = LISTS[words].labels.get(value)
    return _plain(value, shown) if label is None else _(label)


def _plain(value: Any, shown: Shown) -> str:
    if isinstance(value, datetime):
        return shown(value)
    if isinstance(value, list):
        return "; ".join(_plain(one, shown) for one in value)
    return str(value)


def kind_words(kind: str) -> str:
    """The records of a kind; what stands there where it is none: the setup of a desk, a damaged run."""
    return _(KINDS[kind].plural) if kind in KINDS else _(_OTHERS.get(kind, kind))


_OTHERS = {"setup": N_("rules, recurring cases and views")}


BECOMES = {
    "new": N_("new record"),
    "updated": N_("updated"),
    "unchanged": N_("unchanged"),
    "rejected": N_("rejected"),
}

ORDERS = {"dmy": N_("day, month, year"), "mdy": N_("month, day, year"), "ymd": N_("year, month, day")}


def how_read(report: "ImportReport") -> str:
    """As what the file was read, and how."""
    how = [report.format]
    if report.encoding not in {"", "utf-8", "utf-8-sig"}:
        how.append(report.encoding)
    if report.delimiter not in {"", ","}:
        how.append(_DELIMITERS.get(report.delimiter, report.delimiter))
    kind, said = _(KINDS[report.kind].plural), _(", ").join(how)
    if report.profile:
        return _("Read as {kind} ({how}), by the profile {name}.").format(
            kind=kind, how=said, name=report.profile
        )
    return _("Read as {kind} ({how}).").format(kind=kind, how=said)


_DELIMITERS = {"\t": "tab"}


def reason_words(reject: "Reject") -> str:
    """Why a row is rejected, behind the name of its column."""
    return f"{before_value(brief(reject.column))}{reject.reason}" if reject.column else reject.reason


def counts_words(report: "ImportReport | SetupReport") -> str:
    """How many rows were read, and what became of them."""
    rows = ngettext("{count} row read", "{count} rows read", report.read).format(count=report.read)
    counts = _("{new} new, {updated} updated, {unchanged} unchanged, {rejected} rejected").format(
        new=report.new, updated=report.updated, unchanged=report.unchanged, rejected=report.rejected
    )
    words = _("{rows}: {counts}.").format(rows=rows, counts=counts)
    if report.customers_new:
        made = ngettext(
            "{count} customer was made for them.",
            "{count} customers were made for them.",
            report.customers_new,
        )
        words = f"{words} {made.format(count=report.customers_new)}"
    for told in _related(getattr(report, "related", {})):
        words = f"{words} {told}"
    return words


def _related(related: Mapping[str, Mapping[str, int]]) -> Iterator[str]:
    """What became of the records that stood in the rows beside their own."""
    kinds = [kind for kind in related if kind != "customer"]
    for name, spoken in (("new", N_("Made with them: {records}.")), ("updated", N_("Updated: {records}."))):
        counts = [counted(kind, count) for kind in kinds if (count := related[kind].get(name, 0))]
        if counts:
            yield _(spoken).format(records=listed(counts))
