"""Marks of a list: record ids, and the range that is being drawn from an anchor to the cursor."""

from array import array


class Marks:
    """Which records are marked; positions are those of the ids that are handed in."""

    def __init__(self) -> None:
        """Nothing is marked."""
        self.kept: set[int] = set()
        self.anchor: int | None = None

    def __bool__(self) -> bool:
        return bool(self.kept) or self.anchor is not None

    def span(self, cursor: int) -> range:
        """The positions of the range, empty if none is being drawn."""
        if self.anchor is None:
            return range(0)
        return range(min(self.anchor, cursor), max(self.anchor, cursor) + 1)

    def all(self, ids: "array[int]", cursor: int) -> set[int]:
        """The kept marks with the range."""
        span = self.span(cursor)
        return self.kept.union(ids[span.start : span.stop]) if span else self.kept

    def toggle(self, record_id: int) -> None:
        """Mark a record, or take its mark away."""
        self.kept = self.kept ^ {record_id}

    def toggle_all(self, ids: "array[int]") -> None:
        """Mark every record of `ids`, or none of them if all are marked."""
        everything = set(ids)
        self.anchor = None
        self.kept = self.kept - everything if everything <= self.kept else self.kept | everything

    def keep_range(self, ids: "array[int]", cursor: int) -> None:
        """Make the range into marks."""
        self.kept = set(self.all(ids, cursor))
        self.anchor = None

    def clear(self) -> bool:
        """Take all away; whether there were any."""
        had = bool(self)
        self.kept = set()
        self.anchor = None
        return had

    def selection(self, ids: "array[int]", cursor: int) -> list[int]:
        """The marked ids in list order, those outside it last; without marks the id under the cursor."""
        marks = self.all(ids, cursor)
        if marks:
            shown = [record_id for record_id in ids if record_id in marks]
            return shown + sorted(marks.difference(shown))
        return [ids[cursor]] if cursor < len(ids) else []
