"""Which sheet of a workbook holds the records: the one named, else the one whose columns are known."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from servicedesk.domain.errors import UsageError
from servicedesk.domain.text import brief
from servicedesk.exchange.mapping import detect_kind
from servicedesk.exchange.rows import ReadOptions
from servicedesk.exchange.sheet_head import SheetHead, find_head, names_in
from servicedesk.exchange.workbook_faults import damaged_sheet
from servicedesk.i18n import _, ngettext

_SHOWN_SHEETS = 30


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet that may be read: its place in the workbook, its size, and where its columns are named."""

    place: int
    name: str
    is_hidden: bool
    rows: int
    columns: int
    head: SheetHead
    known: int
    """How many names of columns are ours."""
    has_rows: bool
    """Whether anything stands below the names."""


def choose_sheet(told: dict[str, Any], options: ReadOptions) -> Sheet:
    """The sheet to read of those that the process `told`; UsageError with a list when that is not clear."""
    sheets: Sequence[dict[str, Any]] = told["sheets"]
    chosen = told["chosen"]
    if chosen is not None:
        return _sheet(chosen, sheets[chosen], options)
    seen = [(place, one) for place, one in enumerate(sheets) if not one["hidden"] and one.get("head")]
    if not seen:
        raise _nothing(sheets)
    if len(seen) == 1:
        return _sheet(*seen[0], options)
    found = []
    for place, one in seen:
        try:
            found.append(_sheet(place, one, options))
        except UsageError:
            continue  # a cover, or a picture with a word beside it
    meant = [one for one in found if one.has_rows]
    known = _of_kind([one for one in meant if one.known > 1], options.kind)
    if len(known) == 1:
        return known[0]
    if not known and len(meant) == 1:
        return meant[0]
    raise _which(sheets, known or meant)


def _of_kind(known: Sequence[Sheet], wanted: str) -> Sequence[Sheet]:
    """Those of the sheets that are surely records, of the kind that is wanted if it is named."""
    kinds: list[str] = []
    for one in known:
        try:
            kinds.append(detect_kind(one.head.headers))
        except UsageError:
            kinds.append("")
    sure = [one for one, kind in zip(known, kinds, strict=True) if kind and wanted in {"auto", kind}]
    return sure or known


def _sheet(place: int, one: dict[str, Any], options: ReadOptions) -> Sheet:
    rows = table_rows(one.get("head") or [])
    if not rows:
        if one.get("error"):
            raise damaged_sheet(str(one["name"]))
        raise UsageError(
            _("The sheet {name} is blank.").format(name=_shown(one)),
            _("Name another one with --sheet."),
        )
    head = find_head(rows, options)
    return Sheet(
        place,
        one["name"],
        one["hidden"],
        one["rows"],
        one["columns"],
        head,
        names_in([head.headers]),
        len(rows) > head.skip,
    )


def table_rows(head: Sequence[tuple[int, list[str]]]) -> list[list[str]]:
    """The first rows of a sheet, the blank ones between them as well: the place of a row is its number."""
    rows: list[list[str]] = []
    for number, cells in head:
        rows += [[] for _blank in range(number - 1 - len(rows))]
        rows.append(cells)
    return rows


def sheet_notes(told: dict[str, Any], sheet: Sheet) -> tuple[str, ...]:
    """Which of several sheets is read, in words."""
    others = len(told["sheets"]) - 1
    if not others:
        return ()
    if told["chosen"] is not None:
        # Others may be read as well: all sheets of a whole desk are, each for itself.
        return (_("Sheet “{name}” is read.").format(name=brief(sheet.name, 60)),)
    return (
        ngettext(
            "Sheet “{name}” is read, {count} other is not (--sheet).",
            "Sheet “{name}” is read, {count} others are not (--sheet).",
            others,
        ).format(name=brief(sheet.name, 60), count=others),
    )


def _which(sheets: Sequence[dict[str, Any]], meant: Sequence[Sheet]) -> UsageError:
    listed = [
        (place, one) for place, one in enumerate(sheets) if not meant or any(place == m.place for m in meant)
    ]
    lines = [
        f"{place + 1}: {_shown(one)} ({one.get('rows', 0)} × {one.get('columns', 0)})"
        for place, one in listed[:_SHOWN_SHEETS]
    ]
    return UsageError(
        _("Several sheets of the workbook could be meant (rows × columns): {sheets}.").format(
            sheets="; ".join(lines)
        ),
        _("Say which with --sheet NAME or --sheet N, or name the kind of records."),
    )


def _nothing(sheets: Sequence[dict[str, Any]]) -> UsageError:
    faulty = next((one for one in sheets if one.get("error")), None)
    if faulty is not None:
        return damaged_sheet(str(faulty["name"]))
    if any(one["hidden"] for one in sheets):
        return UsageError(
            _("No sheet of the workbook that can be seen holds any rows."),
            _("Name a hidden one with --sheet: {names}.").format(
                names=_(", ").join(_shown(one) for one in sheets if one["hidden"])
            ),
        )
    return UsageError(_("The workbook holds no rows."), _("Its first row must name the columns."))


def _shown(one: dict[str, Any]) -> str:
    return brief(str(one["name"]), 40)
