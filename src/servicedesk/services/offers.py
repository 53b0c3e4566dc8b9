"""What the shell offers while a word is typed, from a desk that is read as it is, without opening it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from servicedesk.storage import driver, offers


class Offers:
    """The words that a desk has for the tab key; none where the desk cannot be read."""

    def __init__(self, db: driver.Connection | None) -> None:
        """Of the desk behind `db`; None for no desk."""
        self._db = db

    def numbers(self, kind: str, digits: str) -> list[tuple[int, str]]:
        """The newest records whose number begins with `digits`, each with its text; open cases first."""
        return [] if self._db is None else offers.numbers(self._db, kind, digits)

    def callers(self, typed: str) -> list[tuple[int, str]]:
        """Customers whom `typed` may mean, with their names."""
        return [] if self._db is None else offers.callers(self._db, typed)

    def view_names(self, kind: str) -> list[str]:
        """The desk's own views of a list."""
        return [] if self._db is None else offers.view_names(self._db, kind)

    def owners(self) -> list[str]:
        """Who looks after open cases."""
        return [] if self._db is None else offers.owners(self._db)

    def labels(self, kind: str) -> list[str]:
        """The labels of cases, the tags of customers."""
        return [] if self._db is None else offers.labels(self._db, kind)


@contextmanager
def offers_of(path: Path) -> Iterator[Offers]:
    """Those of the desk at `path`, whatever that is: nothing is written, and nothing fails."""
    with offers.glance(path) as db:
        yield Offers(db)
