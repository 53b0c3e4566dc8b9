"""The cells that are not what their column is for, or came damaged: how many, and where."""

import re
from collections import Counter
from collections.abc import Sequence

from servicedesk.domain.text import brief
from servicedesk.exchange.unlisted_words import SHOWN
from servicedesk.i18n import ngettext

_STRAY = re.compile("[\0-\x08\x0e-\x1f\x7f\ud800-\udfff]")
"""Control signs that no program writes into a text, and halves of characters."""


def has_stray(text: str) -> bool:
    """Whether a text holds a sign that belongs to none."""
    return _STRAY.search(text) is not None


class OddCells:
    """Counts the cells that are not what their column is for, and damaged ones, with their first lines."""

    def __init__(self) -> None:
        self._lines: dict[tuple[str, str], list[int]] = {}
        self._all: Counter[tuple[str, str]] = Counter()
        self._stray_lines: list[int] = []
        self._strays = 0

    def add(self, header: str, reason: str, line: int) -> None:
        """Count one, in the column `header` at `line`."""
        self._all[header, reason] += 1
        lines = self._lines.setdefault((header, reason), [])
        if len(lines) <= SHOWN:
            lines.append(line)

    def add_strays(self, cells: Sequence[str], line: int) -> None:
        """Count the cells of a row that hold a sign of no text, which is left out of them."""
        if count := sum(has_stray(cell) for cell in cells):
            self._strays += count
            if len(self._stray_lines) <= SHOWN:
                self._stray_lines.append(line)

    def notes(self) -> list[str]:
        """What was counted, in words."""
        strays = [
            ngettext(
                "Signs that are in no text (such as NUL) were left out of {count} cell, in line {lines}.",
                "Signs that are in no text (such as NUL) were left out of {count} cells, in lines {lines}.",
                self._strays,
            ).format(count=self._strays, lines=_numbered(self._stray_lines))
        ]
        return (strays if self._strays else []) + [
            ngettext(
                "Column {header}: {count} cell is kept in words ({reason}): line {lines}.",
                "Column {header}: {count} cells are kept in words ({reason}): lines {lines}.",
                count,
            ).format(header=brief(header), count=count, reason=reason, lines=_numbered(lines))
            for (header, reason), count in sorted(self._all.items())
            for lines in (self._lines[header, reason],)
        ]


def _numbered(lines: list[int]) -> str:
    return ", ".join(map(str, lines[:SHOWN])) + (" …" if len(lines) > SHOWN else "")
