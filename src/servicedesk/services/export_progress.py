"""How far an export has come, told to who waits for it."""

from collections.abc import Callable, Iterable, Iterator

from servicedesk.exchange.rows import Objects, TextRow

OFTEN = 250
"""Rows from one telling to the next."""


class RowsHeard:
    """Counts the rows of an export, of all its files; `tell` gets the count and may raise to end it."""

    def __init__(self, tell: Callable[[int], object]) -> None:
        self.tell = tell
        self.count = 0

    def through(self, rows: Iterable[TextRow]) -> Iterator[TextRow]:
        """The rows as they are."""
        for row in rows:
            if self.count % OFTEN == 0:
                self.tell(self.count)
            self.count += 1
            yield row
        self.tell(self.count)

    def through_objects(self, objects: Iterable[Objects]) -> Iterator[Objects]:
        """The objects as they are; as many are made together as are told of together."""
        for some in objects:
            self.tell(self.count)
            self.count += some[0]
            yield some
        self.tell(self.count)
