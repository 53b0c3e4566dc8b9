"""ChosenRows: what keys work on."""

from collections.abc import Callable
from typing import Any

from servicedesk.tui.lists.row_list import RowList


class ChosenRows:
    """The rows of a list that are meant."""

    def __init__(self, rows: Callable[[], RowList]) -> None:
        """`rows` is the list, once it is there."""
        self.rows = rows

    def selection(self) -> list[int]:
        """The marked records, else the one under the cursor."""
        return self.rows().selection()

    @property
    def record(self) -> Any:
        """The row under the cursor, or None."""
        return self.rows().cursor_record

    def served(self) -> None:
        """A change was made: let the marks go."""
        self.rows().clear_marks()
