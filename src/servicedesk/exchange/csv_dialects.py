"""How the cells of a table are kept apart and quoted: delimiters, other quotes, escapes, rows in quotes."""

import csv
import re
from collections.abc import Callable, Sequence

from servicedesk.domain.errors import UsageError
from servicedesk.exchange.lines import LINE_LIMIT
from servicedesk.exchange.sheet_head import names_in
from servicedesk.i18n import _

DELIMITERS = (",", ";", "\t", "|", "，")
_RARE = ("；", "、", "~", "^", "¦", "\x01", "\x1f")
"""Taken only where they cut the column names into ones that we know."""

_LOOKED_AT = 30
_MOST_TITLES = 5
_SEPARATOR_LINE = re.compile(r'"?sep\s*=\s*(.)(?:"|\1|\s)*', re.IGNORECASE)
_ESCAPED_QUOTE = re.compile(r'\\"')
_CURLY = str.maketrans("“”„‟", '""""')
_IN_APOSTROPHES = re.compile(r"\s*'[^']*'\s*")

MendLine = Callable[[str], str]
"""What makes of a line one with the quotes of CSV."""


def declared(first: str) -> str | None:
    """The delimiter that a first line `sep=;` declares, as spreadsheets do."""
    match = _SEPARATOR_LINE.fullmatch(first.strip("\r\n\ufeff "))
    return match[1] if match else None


def named(given: str) -> str:
    """The delimiter that the user means; UsageError for what cannot be one."""
    meant = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}.get(given.lower(), given)
    if len(meant) != 1 or meant in '"\r\n':
        raise UsageError(
            _("The delimiter must be one character."), _("For example --delimiter ';' or --delimiter tab.")
        )
    return meant


def voted(begin: Sequence[str], prefer: str) -> str:
    """The delimiter that cuts the column names into most that we know, or else most rows as the header."""

    def votes(delimiter: str) -> tuple[int, bool, bool, bool, int]:
        records = [record for record in records_in(begin, delimiter) if any(cell.strip() for cell in record)]
        widths = [len(record) for record in records[:_LOOKED_AT]]
        names = names_in(records)
        best = (names, False, False, False, 0)
        # The header is the first line, or one below titles.
        for place, width in enumerate(widths[: _MOST_TITLES + 1]):
            if width >= (3 if place else 2) and all(title == 1 for title in widths[:place]):
                below = widths[place + 1 :]
                alike = below.count(width)
                if place and alike < 2:
                    continue  # one row of another shape makes no title of the header
                best = max(
                    best,
                    (names, alike * 2 >= len(below), place == 0, delimiter == prefer, width * (alike + 1)),
                )
        return best

    best = max(DELIMITERS, key=votes)
    if votes(best)[0]:
        return best
    rare = max(_RARE, key=lambda delimiter: names_in(records_in(begin, delimiter)))
    return rare if names_in(records_in(begin, rare)) else best


def records_in(begin: Sequence[str], delimiter: str, *, spaced: bool = False) -> list[list[str]]:
    """The records in the lines `begin`, as far as they can be cut."""
    csv.field_size_limit(LINE_LIMIT)
    records: list[list[str]] = []
    reader = csv.reader(begin, delimiter=delimiter, strict=False, skipinitialspace=spaced)
    try:
        records.extend(reader)
    except csv.Error:
        return records
    return records


def mending(begin: Sequence[str], delimiter: str | None) -> MendLine | None:
    """What turns lines that quote in another way into those of CSV; None where nothing speaks for it."""
    first = next((line.strip() for line in begin if line.strip()), "")
    tries: list[MendLine] = []
    if any(_ESCAPED_QUOTE.search(line) for line in begin):
        tries.append(_doubled)
    if first.startswith(("“", "„", "”")):
        tries.append(_straight)
    if first.startswith("'") and '"' not in first:
        tries.append(_quoted)
    if first.startswith('"') and first.endswith('"') and len(first) > 1:
        tries.append(_unwrapped)
    before = _fitness(begin, delimiter)
    for mend in tries:
        if _fitness([mend(line) for line in begin], delimiter) > before:
            return mend
    return None


def _fitness(begin: Sequence[str], delimiter: str | None) -> tuple[int, int]:
    """How well lines can be cut: names that we know, rows of the width of most, less those that cannot be."""
    chosen = delimiter or voted(begin, "")
    records = [record for record in records_in(begin, chosen) if any(cell.strip() for cell in record)]
    widths = [len(record) for record in records]
    usual = max(set(widths), key=widths.count, default=0)
    faults = 0
    reader = csv.reader(begin, delimiter=chosen, strict=True)
    for _line in begin:
        try:
            next(reader)
        except csv.Error:
            faults += 1
        except StopIteration:
            break
    return names_in(records), (widths.count(usual) if usual > 1 else 0) - 2 * faults


def _doubled(line: str) -> str:
    """`"said \\"hi\\""`: a backslash stands before quotes within a cell; other backslashes are letters."""
    return line.replace('\\"', '""')


def _straight(line: str) -> str:
    return line.translate(_CURLY)


def _quoted(line: str) -> str:
    """`'Li, Wei';'x'`: apostrophes around the cells."""
    return re.sub(r"(?<![^,;|\t\r\n])'((?:[^']|'')*)'(?![^,;|\t\r\n])", _in_quotes, line)


def _in_quotes(match: re.Match[str]) -> str:
    inner = match[1].replace("''", "'").replace('"', '""')
    return f'"{inner}"'


def _unwrapped(line: str) -> str:
    """`"Li,""x"",1"`: a whole row within quotes."""
    bare = line.strip()
    if len(bare) < 2 or bare[0] != '"' or bare[-1] != '"':
        return line
    inner = bare[1:-1].replace('""', '"')
    return f"{inner}\n"
