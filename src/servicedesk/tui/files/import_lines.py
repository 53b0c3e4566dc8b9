"""The lines of an import screen: columns, rows, rejected rows, how the file is read; and more of each."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from textual.content import Content

from servicedesk.domain.records import KINDS
from servicedesk.domain.text import brief
from servicedesk.domain.wording import before_value, listed
from servicedesk.exchange.column_labels import column_label
from servicedesk.i18n import N_, _, ngettext
from servicedesk.services.import_words import BECOMES, counts_words, kind_words, reason_words, value_words
from servicedesk.services.importing import Reject, ShownRow
from servicedesk.tui.base.safe import plain, styled
from servicedesk.tui.files.import_settings import SETTINGS
from servicedesk.tui.files.import_state import GUESS, MINE, OUT, SURE, UNKNOWN, ImportState
from servicedesk.tui.lists.list_columns import fitted

COLUMNS, ROWS, REJECTED, READING, FILES = "columns", "rows", "rejected", "reading", "files"
PARTS: dict[str, str] = {
    COLUMNS: N_("Columns"),
    FILES: N_("Files"),
    ROWS: N_("Rows"),
    REJECTED: N_("Rejected"),
    READING: N_("How it is read"),
}
_SIGNS = {
    MINE: "bold $text-accent",
    GUESS: "$text-warning",
    SURE: "",
    OUT: "$text-muted",
    UNKNOWN: "$text-muted",
}
_LOOKS = {
    "new": "$text-success",
    "updated": "$text-accent",
    "unchanged": "$text-muted",
    "rejected": "$text-error",
}
_NOT_SHOWN = {"customer_id", "case_id", "call_id", "card"}
LABEL = 18
"""Cells for the name of what is said about the file."""

Shown = Callable[[datetime], str]


class ImportLine(NamedTuple):
    """A line of the list: what stands behind it, how it looks, and what is told beside the list."""

    key: str
    words: Content
    more: Content


def parts_of(state: ImportState) -> dict[str, int | None]:
    """The parts that there are to show, with how many lines each has."""
    if state.folder is not None:
        return {FILES: len(state.folder.files), READING: None}
    counts: dict[str, int | None] = {COLUMNS: len(state.look.headers) if state.look else 0}
    if state.preview:
        counts[ROWS] = len(state.preview.rows)
        counts[REJECTED] = state.preview.report.rejected
    return counts | {READING: None}


def lines_of(part: str, state: ImportState, width: int, shown: Shown) -> list[ImportLine]:
    """The lines of a part, in so many cells."""
    if part == READING:
        return _settings(state, width)
    if part == FILES:
        return _files(state)
    if part == COLUMNS:
        return _columns(state, width)
    if state.preview is None:
        return []
    if part == ROWS:
        return [_row(row, state.kind, width, shown) for row in state.preview.rows]
    return _rejects(state, width)


def _columns(state: ImportState, width: int) -> list[ImportLine]:
    if state.look is None:
        return []
    targets, wide = state.targets(), max(width - 6, 24)
    header_cells, label_cells = wide * 3 // 10, wide * 35 // 100
    lines = []
    for place, header in enumerate(state.look.headers):
        its = targets.get(place, [])
        sign = state.sign(header, its)
        label = _labels(its, state.kind, sign)
        samples = list(state.samples(place))
        words = Content.assemble(
            (fitted(header or _("(no name)"), header_cells), "bold" if its else "$text-muted"),
            (f" {sign} ", _SIGNS[sign]),
            (fitted(label, label_cells), "" if its else "$text-muted"),
            "  ",
            (fitted(samples[0] if samples else "", wide - header_cells - label_cells - 1), "$text-muted"),
        )
        lines.append(ImportLine(str(place), words, _column_more(state, header, its, samples)))
    return lines


def _labels(targets: Sequence[str], kind: str, sign: str) -> str:
    """The fields of a column in words."""
    if not targets:
        return _("not known yet") if sign == UNKNOWN else _("left out")
    return listed(column_label(name, kind) for name in targets)


def _column_more(state: ImportState, header: str, targets: list[str], samples: list[str]) -> Content:
    how = {
        MINE: _("As you specified."),
        GUESS: _("Guessed from the header."),
        SURE: _("By the profile, or a header of ours."),
        OUT: _("Nothing is read from it."),
        UNKNOWN: _("Known once the file is read without a fault; Enter says what it is."),
    }[state.sign(header, targets)]
    labels = _labels(targets, state.kind, state.sign(header, targets))
    values = [(f"\n  {plain(sample)}", "") for sample in samples] or [(f"\n  {_('(blank)')}", "$text-muted")]
    return styled(
        (f"{plain(brief(header, 200))}\n", "bold"),
        (f"→ {labels}\n", "$text-accent" if targets else "$text-muted"),
        (how, "$text-muted"),
        *values,
    )


def _row(row: ShownRow, kind: str, width: int, shown: Shown) -> ImportLine:
    told = [words for name, words in _values(row.values, kind, shown) if name not in {"uid", "number"}]
    rest = reason_words(row.reject) if row.reject else "  ".join(told)
    becomes = _(BECOMES[row.becomes])
    words = Content.assemble(
        (f"{row.line:>5} ", "$text-muted"),
        (fitted(becomes, 10), _LOOKS[row.becomes]),
        " ",
        (fitted(rest, max(width - 18, 10)), ""),
    )
    parts: list[tuple[str, str]] = [
        (_("Line {line}: {becomes}").format(line=row.line, becomes=becomes), "bold"),
    ]
    if row.reject:
        parts.append((f"\n{plain(reason_words(row.reject))}", "$text-error"))
    parts += _value_lines(row.values, kind, shown)
    for part in row.parts:
        head = f"{_(KINDS[part.kind].label)}: {_(BECOMES[part.becomes])}"
        parts += [(f"\n{head}", "bold"), *_value_lines(part.values, part.kind, shown)]
    return ImportLine(str(row.line), words, styled(*parts))


def _value_lines(values: Mapping[str, Any], kind: str, shown: Shown) -> list[tuple[str, str]]:
    lines = []
    for name, words in _values(values, kind, shown):
        lines += [(f"\n{before_value(column_label(name, kind))}", "$text-muted"), (plain(words), "")]
    return lines


def _values(values: Mapping[str, Any], kind: str, shown: Shown) -> list[tuple[str, str]]:
    return [
        (name, value_words(name, kind, value, shown))
        for name, value in values.items()
        if name not in _NOT_SHOWN and value not in (None, "", [])
    ]


def _rejects(state: ImportState, width: int) -> list[ImportLine]:
    report = state.preview.report if state.preview else None
    lines = [_reject(reject, width) for reject in report.rejects] if report else []
    if report and (more := report.rejected - len(lines)) > 0:
        words = ngettext("... and {count} more.", "... and {count} more.", more).format(count=more)
        lines.append(ImportLine("", styled((words, "$text-muted")), styled((words, ""))))
    return lines


def _reject(reject: Reject, width: int) -> ImportLine:
    reason = reason_words(reject)
    words = Content.assemble(
        (f"{reject.line:>6}  ", "$text-muted"), (fitted(reason, max(width - 8, 10)), "$text-error")
    )
    head = _("Line {line} is rejected: {reason}").format(line=reject.line, reason=plain(reason))
    return ImportLine(str(reject.line), words, styled((head, "")))


def _files(state: ImportState) -> list[ImportLine]:
    files = state.folder.files if state.folder else ()
    lines = []
    for file in files:
        words = f"{before_value(kind_words(file.kind))}{counts_words(file)}"
        notes = [(f"\n{plain(note)}", "") for note in file.notes]
        rejects = [
            (f"\n{reject.line}: {plain(reason_words(reject))}", "$text-error") for reject in file.rejects
        ]
        lines.append(ImportLine("", styled((words, "")), styled((words, "bold"), *notes, *rejects)))
    return lines


def _settings(state: ImportState, width: int) -> list[ImportLine]:
    # The notes first: behind so many settings they would stand below the end of a small screen.
    notes = state.preview.report.notes if state.preview else ()
    lines = [
        ImportLine("", styled((fitted(f"· {note}", width), "$text-muted")), styled((plain(note), "")))
        for note in notes
    ]
    for setting in SETTINGS:
        if not setting.is_for(state):
            continue
        value = setting.shown(state)
        is_said = setting.is_said(state)
        words = Content.assemble(
            (fitted(_(setting.label), LABEL), "$text-muted"),
            (f" {MINE if is_said else ' '} ", _SIGNS[MINE]),
            (fitted(value, max(width - LABEL - 4, 10)), "bold" if is_said else ""),
        )
        more = styled(
            (f"{_(setting.label)}\n", "bold"), (f"{plain(value)}\n\n", ""), (_(setting.help), "$text-muted")
        )
        lines.append(ImportLine(setting.name, words, more))
    return lines
