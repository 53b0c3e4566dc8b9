"""What an import tells: one object for programs, lines on standard error for people."""

from typing import TYPE_CHECKING, Any

from servicedesk.cli.frame import diagnostics, moments
from servicedesk.cli.frame.cells import cut, pad, width, wrap
from servicedesk.cli.frame.output import Field, picked
from servicedesk.domain.numbers import format_number
from servicedesk.domain.records import KINDS
from servicedesk.domain.text import brief, brief_list, clean_line, sentences
from servicedesk.domain.wording import before_value
from servicedesk.exchange.column_labels import column_label
from servicedesk.exchange.part_names import CARD
from servicedesk.exchange.unlisted_words import all_words
from servicedesk.i18n import N_, _, ngettext
from servicedesk.services.import_words import (
    BECOMES,
    ORDERS,
    counts_words,
    how_read,
    kind_words,
    reason_words,
    value_words,
)
from servicedesk.settings.lasting import unsure_words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

    from servicedesk.services.importing import ImportReport, Preview, Reject

SHOWN_REJECTS = 5

RUN_FIELDS: tuple[Field, ...] = (
    Field("run", N_("Run"), lambda row: format_number("run", row.id)),
    Field("at", N_("Time"), lambda row: row.at, lambda row: moments.shown(row.at)),
    Field("actor", N_("Who"), lambda row: row.actor),
    Field("kind", N_("Kind"), lambda row: row.kind, lambda row: kind_words(row.kind)),
    Field("source", N_("Source"), lambda row: row.source),
    Field("file_name", N_("File"), lambda row: row.file_name),
    Field("read", N_("Read"), lambda row: row.read, right=True),
    Field("new", N_("New"), lambda row: row.new, right=True),
    Field("updated", N_("Updated"), lambda row: row.updated, right=True),
    Field("unchanged", N_("Unchanged"), lambda row: row.unchanged, right=True),
    Field("rejected", N_("Rejected"), lambda row: row.rejected, right=True),
    Field("undone", N_("Undone"), lambda row: row.undone, lambda row: _("undone") if row.undone else ""),
)
RUN_TABLE = (
    "run",
    "at",
    "kind",
    "source",
    "file_name",
    "read",
    "new",
    "updated",
    "unchanged",
    "rejected",
    "undone",
)


def report_values(report: "ImportReport") -> dict[str, Any]:
    """The report for programs."""
    return {
        "run": None if report.run is None else format_number("run", report.run),
        **picked(report, "kind read new updated unchanged rejected customers_new"),
        "rejects_file": None if report.rejects_file is None else str(report.rejects_file),
        "rejects": [_reject_values(reject) for reject in report.rejects],
        **picked(report, "format encoding delimiter"),
        "mapping": dict(report.mapping),
        "ignored": list(report.ignored),
        "notes": list(report.notes),
        **picked(report, "dry_run failure profile"),
        "date_orders": dict(report.date_orders),
        "related": {kind: dict(counts) for kind, counts in report.related.items()},
        "unlisted": [
            {
                "column": column.header,
                "count": column.cells,
                "words": [{"word": word, "count": count} for word, count in column.words],
                "more": column.has_more,
            }
            for column in report.unlisted
        ],
    }


def say_report(report: "ImportReport") -> None:
    """The report for people."""
    for line in _what_was_read(report):
        diagnostics.say(line)
    say_rejects(report)
    if report.failure:
        return
    diagnostics.say(counts_words(report))
    if report.rejects_file:
        diagnostics.say(_("The rejected rows are in {path}.").format(path=report.rejects_file))
    if report.dry_run:
        diagnostics.say(_("This was a dry run: nothing was changed."))
    elif report.run is not None and report.changed:
        number = format_number("run", report.run)
        diagnostics.say(_("Take it back with: servicedesk import undo {number}").format(number=number))


def say_rejects(report: "ImportReport") -> None:
    """The first of the rejected rows, and a warning where the file of all of them is not sure."""
    for line in _rejects(report):
        diagnostics.say(line)
    if not report.are_rejects_sure:
        path = _("The rejected rows are in {path}.").format(path=report.rejects_file)
        diagnostics.warn(sentences(path, unsure_words()))


def preview_values(preview: "Preview") -> dict[str, Any]:
    """The preview for programs."""
    rows = [
        {
            "line": row.line,
            "becomes": row.becomes,
            "values": _said(row.values),
            "reject": None if row.reject is None else _reject_values(row.reject),
            "parts": [
                {"kind": part.kind, "becomes": part.becomes, "values": _said(part.values)}
                for part in row.parts
            ],
        }
        for row in preview.rows
    ]
    return report_values(preview.report) | {"rows": rows}


def _said(values: "Mapping[str, Any]") -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


WIDTH = 80
"""Cells of a line of a preview."""
_LABEL = 24
"""At most so many of them for the name of a field."""


def preview_words(preview: "Preview") -> str:
    """The preview for people: how the file is read, its columns, the first rows, what would be rejected."""
    report = preview.report
    lines = [how_read(report)]
    for order, spoken in ORDERS.items():
        headers = [header for header, read in report.date_orders.items() if read == order]
        if headers:
            words = _("Dates are read as {order}: {names}").format(order=_(spoken), names=brief_list(headers))
            lines += wrap(words, WIDTH)
    if report.is_own:
        lines.append(_own_columns())
    else:
        named = {column_label(name, report.kind): header for name, header in report.mapping.items()}
        room = min(max(map(width, named), default=0), _LABEL)
        lines += ["", *(_line(f"  {pad(label, room)} ← ", header) for label, header in named.items())]
    for words in (*_left_out(report), *report.notes, *filter(None, map(all_words, report.unlisted))):
        lines += wrap(words, WIDTH)
    for row in preview.rows:
        lines += ["", _("Line {line}: {becomes}").format(line=row.line, becomes=_(BECOMES[row.becomes]))]
        if row.reject:
            lines += _indented(reason_words(row.reject))
        lines += _values_lines(row.values, report.kind, "  ", _OF_CARD)
        for part in row.parts:
            head = before_value(_(KINDS[part.kind].label))
            lines += [
                f"  {head}{_(BECOMES[part.becomes])}",
                *_values_lines(part.values, part.kind, "    ", _OF_PARTS),
            ]
    shown = {row.line for row in preview.rows}
    further = [reject for reject in report.rejects if reject.line not in shown]
    if further:
        lines += ["", _("Further rows that would be rejected:")]
        for reject in further:
            words = _("Line {line} is rejected: {reason}").format(
                line=reject.line, reason=reason_words(reject)
            )
            lines += _indented(words)
    return "\n".join([*lines, "", *wrap(counts_words(report), WIDTH)])


def _values_lines(
    values: "Mapping[str, Any]", kind: str, indent: str, left_out: "AbstractSet[str]"
) -> list[str]:
    card = [(CARD, f"{CARD}.{name}", name, value) for name, value in (values.get("card") or {}).items()]
    own = [(kind, name, name, value) for name, value in values.items() if name not in left_out]
    return [
        _line(
            f"{indent}{before_value(column_label(full, kind))}",
            value_words(name, of, value, moments.shown),
        )
        for of, full, name, value in (*own, *card)
        if value not in (None, "", [])
    ]


_OF_CARD = {"card"}
_OF_PARTS = {"customer_id", "case_id", "call_id", *_OF_CARD}
"""Of a part its row says whose it is; what is said of the customer beyond its own columns stands apart."""


def _line(before: str, text: str) -> str:
    """One line of the preview; what is too long for it ends in an ellipsis, and stands whole in --json."""
    return before + cut(clean_line(text), max(WIDTH - width(before), 20))


def _indented(words: str) -> list[str]:
    return [f"  {line}" for line in wrap(words, WIDTH - 2)]


def _what_was_read(report: "ImportReport") -> list[str]:
    names = ", ".join(
        f"{column_label(name, report.kind)} ← {brief(header)}" for name, header in report.mapping.items()
    )
    columns = _own_columns() if report.is_own else _("Columns: {names}").format(names=names)
    lines = [how_read(report), columns]
    return [*lines, *_left_out(report), *report.notes]


def _own_columns() -> str:
    return _("The columns are those of our own exports.")


def _left_out(report: "ImportReport") -> list[str]:
    if not report.ignored:
        return []
    return [_("Columns left out: {names}").format(names=brief_list(report.ignored))]


def _rejects(report: "ImportReport") -> list[str]:
    lines = [
        _("Line {line} is rejected: {reason}").format(line=reject.line, reason=reason_words(reject))
        for reject in report.rejects[:SHOWN_REJECTS]
    ]
    if more := report.rejected - len(lines):
        lines.append(ngettext("... and {count} more.", "... and {count} more.", more).format(count=more))
    return lines


def _reject_values(reject: "Reject") -> dict[str, Any]:
    return picked(reject, "line column reason code")
