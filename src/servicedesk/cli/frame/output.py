"""The one writer of standard output: tables for people, JSON, JSON Lines and CSV for programs.

A list is described once, as Fields; every shape is made from them. Names of fields are the canonical ones
of `exchange/columns.py`. Everything that leaves has passed `domain.text.clean`: no control byte reaches a
terminal.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import chain
from typing import Any, NamedTuple

from servicedesk.cli.frame import context, diagnostics
from servicedesk.cli.frame.cells import cut, pad, width
from servicedesk.domain.errors import NotFoundError, UsageError
from servicedesk.domain.text import clean, clean_line
from servicedesk.i18n import _

GAP = "  "
WIDEST = 40
"""Cells that a column may take unless it is the last one."""

LAST_KEEPS, NARROWEST = 20, 4
"""Cells that the last column keeps before others give way, and that every column keeps."""


class Field(NamedTuple):
    """One field of a list: its canonical name, its header for people, its value, and how people see it."""

    name: str
    title: str
    value: Callable[[Any], Any]
    """The value as programs get it: text, number, bool, aware datetime, list of these, None."""
    shown: Callable[[Any], str] | None = None
    """The value in words; left out, the value itself."""
    right: bool = False


class Shape(NamedTuple):
    """How the user wants a list: `columns` names with commas; `fail_empty` makes an empty list exit 4."""

    columns: str = ""
    fail_empty: bool = False
    heads: Mapping[int, str] = {}
    """What people read above the row of that place, where a group begins."""


def line(text: str = "") -> None:
    """A line for people."""
    _write(clean(text).replace("\n", " ") + "\n")


def text(words: str) -> None:
    """Several lines for people."""
    _write(clean(words).rstrip("\n") + "\n")


def listing(
    fields: Sequence[Field], rows: Iterable[Any], *, default: Sequence[str], shape: Shape | None = None
) -> None:
    """Print a list in the format of this run; `default` names the columns of the table for people.

    Programs get the rows as they come, people after the last one: the widths of the columns depend on it.
    """
    shape = shape or Shape()
    wanted = context.current().format
    chosen = _chosen(fields, shape.columns) or (fields if wanted else _chosen(fields, ",".join(default)))
    found = iter(rows)
    first = next(found, None)
    if first is None and shape.fail_empty:
        raise NotFoundError(_("Nothing found."))
    found = chain([] if first is None else [first], found)
    if wanted in {"json", "jsonl"}:
        _print_json((_plain(chosen, row) for row in found), lines=wanted == "jsonl")
    elif context.current().wants_labels:
        _write_csv([[_(field.title) for field in chosen]])
        _write_csv([_cell(clean_line(_words(field, row))) for field in chosen] for row in found)
    elif wanted == "csv":
        _write_csv([[field.name for field in chosen]])
        _write_csv([_cell(field.value(row)) for field in chosen] for row in found)
    elif first is not None:
        _print_table(chosen, list(found), shape.heads)
    else:
        diagnostics.say(_("Nothing found."))


def record(values: Mapping[str, Any], words: Callable[[], str]) -> None:
    """Print one record: as an object for programs, else the `words` for people."""
    wanted = context.current().format
    if wanted in {"json", "jsonl"}:
        _write(to_json(json_value(values), indent=wanted == "json") + "\n")
    elif wanted == "csv":
        say_of_labels()
        _write_csv([list(values), [_cell(value) for value in values.values()]])
    else:
        text(words())


def say_of_labels() -> None:
    """Say that --labels changes nothing where what is printed is no list with columns."""
    if context.current().wants_labels:
        diagnostics.say(_("--labels is for lists with columns; here fields and values keep their names."))


def objects(values: Sequence[Mapping[str, Any]]) -> None:
    """Print objects that are made already: JSON, JSON Lines or CSV."""
    wanted = context.current().format
    if wanted == "csv":
        say_of_labels()
        names = list(values[0]) if values else []
        _write_csv([names, *([_cell(value.get(name)) for name in names] for value in values)])
    else:
        _print_json(
            ({name: json_value(part) for name, part in value.items()} for value in values),
            lines=wanted == "jsonl",
        )


def entries(
    found: Iterable[Any],
    value: Callable[[Any], Mapping[str, Any]],
    words: Callable[[Any], str],
    nothing: str = "",
) -> None:
    """Print a short list that has no columns: objects for programs, else a line each, or `nothing`."""
    if context.current().format:
        objects([value(one) for one in found])
        return
    lines = [words(one) for one in found]
    for one in lines or filter(None, [nothing]):
        line(one)


def sentences(
    found: Sequence[Any],
    value: Callable[[Any], Mapping[str, Any]],
    words: Callable[[Sequence[Any]], Sequence[str]],
) -> None:
    """As entries(), for lines whose columns depend on all of them."""
    if context.current().format:
        objects([value(one) for one in found])
        return
    for one in words(found):
        text(one)


def numbered(
    found: Iterable[Any], value: Callable[[Any], Any], words: Callable[[Any], str], nothing: str
) -> None:
    """As entries(), each with the place by which another command names it."""

    def as_line(at: tuple[int, Any]) -> str:
        return f"{at[0]}  {words(at[1])}"

    entries(enumerate(found, 1), lambda at: {"place": at[0], **value(at[1])}, as_line, nothing)


def saved(ids: Sequence[str], words: str, **values: Any) -> None:
    """Report a write: with --quiet the `ids`, with --json one object, else the words on standard error.

    A write that makes files and no record has no `ids`: cron mails whatever is printed.

    The object holds `values`: `number` or the like for one record, `numbers` for several, and `action`.
    """
    run = context.current()
    if run.quiet:
        for number in ids:
            line(number)
    elif run.format:
        record(values, str)
    else:
        diagnostics.say(words)


def to_json(value: Any, *, indent: bool = False) -> str:
    """`value` as JSON text, Chinese as it is."""
    import json

    return json.dumps(value, ensure_ascii=False, indent=2 if indent else None, default=_unreadable)


def json_value(value: Any) -> Any:
    """A value as JSON holds it: times in UTC with Z, clean texts, lists."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(name): json_value(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [json_value(part) for part in value]
    return value


def picked(row: Any, names: str) -> dict[str, Any]:
    """What programs get of a row whose attributes have the names that they know them by."""
    return {name: getattr(row, name) for name in names.split()}


def _plain(fields: Sequence[Field], row: Any) -> dict[str, Any]:
    return {field.name: json_value(field.value(row)) for field in fields}


def _chosen(fields: Sequence[Field], columns: str) -> list[Field]:
    by_name = {field.name: field for field in fields}
    chosen = []
    for name in (part.strip() for part in columns.replace("，", ",").split(",")):
        if not name:
            continue
        if name not in by_name:
            known = ", ".join(by_name)
            raise UsageError(
                _("There is no column {name}.").format(name=clean_line(name)[:40]),
                _("Columns are: {names}").format(names=known),
            )
        chosen.append(by_name[name])
    return chosen


def _print_json(found: Iterator[dict[str, Any]], *, lines: bool) -> None:
    before = "" if lines else "["
    for values in found:
        _write(before + ("" if lines else "\n") + to_json(values) + ("\n" if lines else ""))
        before = "" if lines else ","
    if not lines:
        _write("[]\n" if before == "[" else "\n]\n")


def _cell(value: Any) -> str:
    from servicedesk.exchange.neutral import neutralise

    plain = json_value(value)
    if plain is None:
        return ""
    if isinstance(plain, bool):
        return "true" if plain else "false"
    if isinstance(plain, list) and all(isinstance(part, str) for part in plain):
        plain = "; ".join(plain)
    # What a spreadsheet would take for a formula is made harmless, as in an export.
    return neutralise(plain) if isinstance(plain, str) else to_json(plain)


def _write_csv(lines: Iterable[Sequence[str]]) -> None:
    import csv

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerows(lines)


def _print_table(fields: Sequence[Field], rows: Sequence[Any], heads: Mapping[int, str]) -> None:
    cells = [[clean_line(_words(field, row)) for field in fields] for row in rows]
    titles = [_(field.title) for field in fields]
    widths = [max(width(row[place]) for row in (titles, *cells)) for place in range(len(fields))]
    widths = [min(cells_wide, WIDEST) for cells_wide in widths[:-1]] + widths[-1:]
    if (room := terminal_width()) is not None:
        widths = _fitted(widths, room - len(GAP) * (len(widths) - 1))
    for place, row in enumerate((titles, *cells), -1):
        if place in heads:
            line(heads[place])
        parts = [
            pad(cut(text, cells_wide), cells_wide, right=field.right)
            for field, text, cells_wide in zip(fields, row, widths, strict=True)
        ]
        _write(GAP.join(parts).rstrip() + "\n")


def _fitted(widths: list[int], room: int) -> list[int]:
    """The widths made to fit: the last column gives first, then always the widest, none below NARROWEST."""
    fitted = [*widths[:-1], max(min(widths[-1], room - sum(widths[:-1])), min(widths[-1], LAST_KEEPS))]
    while sum(fitted) > room and max(fitted) > NARROWEST:
        fitted[fitted.index(max(fitted))] -= 1
    return fitted


def _words(field: Field, row: Any) -> str:
    if field.shown is not None:
        return field.shown(row)
    value = field.value(row)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list | tuple):
        return " ".join(str(part) for part in value)
    return "" if value is None else str(value)


def terminal_width() -> int | None:
    """The width that lines must keep; None when they go elsewhere than to a terminal."""
    if not sys.stdout.isatty():
        return None
    import shutil

    return shutil.get_terminal_size().columns


def _write(words: str) -> None:
    sys.stdout.write(words)


class Utf8:
    """Standard output for an export in UTF-8: a desk from elsewhere may hold what a terminal would obey."""

    def __init__(self) -> None:
        import re

        # What domain.text.clean drops, in UTF-8; carriage returns end the lines of a CSV.
        self._without_harm = re.compile(
            rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\xc2[\x80-\x9f]|\xd8\x9c|\xe2\x80[\x8e\x8f\xa8-\xae]"
            rb"|\xe2\x81[\xa0-\xa4\xa6-\xaf]|\xef\xbb\xbf|\xef\xbf[\xb9-\xbb\xbe\xbf]|\r(?!\n)"
        ).sub
        self._stream = sys.stdout.buffer

    def write(self, block: bytes, /) -> int:
        """Write `block`, harmless; it ends where a character ends."""
        return self._stream.write(self._without_harm(b"", block))

    def flush(self) -> None:
        """Pass on what is written."""
        self._stream.flush()


def _unreadable(value: object) -> str:
    """What no column may hold, for programs: bytes in a text are damage, which doctor names."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    raise TypeError(type(value).__name__)
