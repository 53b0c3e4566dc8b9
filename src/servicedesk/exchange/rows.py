"""Row types that the steps of an import hand on: RawRow, CanonicalRow, and RowError for a rejected one."""

from collections.abc import Sequence
from typing import Any, NamedTuple


class RowError(Exception):
    """Why a row is rejected: a stable `code`, a `reason` in words, a `column` header ('' for the row)."""

    def __init__(self, code: str, reason: str, column: str = "") -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.column = column


class RawRow(NamedTuple):
    """The cells of one row as they stand in the file, in the order of its headers.

    `line` is the line where the row begins; a row with a `fault` could not be cut into cells.
    """

    line: int
    cells: Sequence[str]
    fault: RowError | None = None


class CanonicalRow(NamedTuple):
    """The typed values of one row by field; None where the cell is blank."""

    line: int
    values: dict[str, Any]
