"""What columns mean in a file of another program: its numbers are not ours, creation is receipt."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from servicedesk.domain.text import brief
from servicedesk.domain.words.foreign import knows
from servicedesk.exchange.column import Column
from servicedesk.exchange.column_labels import column_label
from servicedesk.exchange.columns import COLUMNS_BY_KIND, column_named
from servicedesk.exchange.mapped import MappedColumn
from servicedesk.i18n import _

REFERENCES = ("customer_id", "case", "call", "merged_into", "follows")
"""Fields that name another record, in files of other programs by the id that it has there."""
_OURS = frozenset({"opened", "links", "merges", "handoffs", "steps"})
"""Lists that only our own files have: their numbers and shape mean nothing in files of other programs."""
_ALMOST_ALL = 0.9


def share_of_choices(choices: str, index: int, sample: Sequence[Sequence[str]]) -> float:
    """The share of the filled cells of a column that are words of the closed list."""
    cells = [row[index] for row in sample if index < len(row) and row[index].strip()]
    known = {cell: knows(choices, cell) is not None for cell in set(cells)}
    return sum(known[cell] for cell in cells) / len(cells) if cells else 1.0


@dataclass(frozen=True)
class Foreign:
    """Reads `mapped`, the columns of a file so far, as those of another program; `notes` tells of it."""

    kind: str
    headers: Sequence[str]
    sample: Sequence[Sequence[str]]
    named: Collection[str]
    """The fields that the user has named himself."""
    mapped: dict[str, MappedColumn]
    notes: list[str]

    def read(self) -> None:
        """What differs in a file of another program: numbers are not ours, creation is receipt."""
        own = COLUMNS_BY_KIND[self.kind][0]
        if own.name not in self.named and (number := self.mapped.pop(own.name, None)):
            if "external_id" in self.mapped:
                self.notes.append(
                    _("Column {header} is left out: {field} is read from {chosen}.").format(
                        header=self._header(number),
                        field=column_label("external_id", self.kind),
                        chosen=self._header(self.mapped["external_id"]),
                    )
                )
            else:
                self._move(number, "external_id")
        for name in _OURS.difference(self.named):
            self.mapped.pop(name, None)
        for name in REFERENCES:
            if name not in self.named and (reference := self.mapped.pop(name, None)):
                self._move(reference, f"{name.removesuffix('_id')}_external_id")
        if (
            self.kind == "case"
            and "received_at" not in self.mapped
            and (created := self.mapped.pop("created_at", None))
        ):
            self._move(created, "received_at")
        self._read_state_from_result()
        self._read_priority_from_severity()

    def _move(self, mapped: MappedColumn, target: str) -> None:
        column = column_named(self.kind, target) or Column(target, "line", target, target)
        self.mapped[target] = replace(mapped, target=target, column=column)

    def _read_state_from_result(self) -> None:
        """`Closed with explanation` is the result of a complaint and its state in one."""
        result = self.mapped.get("result")
        if self.kind != "case" or result is None or "state" in self.mapped:
            return
        cells = [row[result.sources[0]] for row in self.sample if len(row) > result.sources[0]]
        if not any(cells) or share_of_choices("case_state", result.sources[0], self.sample) < _ALMOST_ALL:
            return
        state = column_named("case", "state")
        if state:
            self.mapped["state"] = MappedColumn("state", state, result.sources)
            self.notes.append(
                _("The state is read from column {header} too.").format(header=self._header(result))
            )

    def _read_priority_from_severity(self) -> None:
        """Where nobody says how urgent a case is, how bad it is must say it."""
        severity = self.mapped.get("severity")
        if severity is None or "priority" in self.mapped:
            return
        if share_of_choices("priority", severity.sources[0], self.sample) < _ALMOST_ALL:
            return
        if priority := column_named("case", "priority"):
            self.mapped["priority"] = MappedColumn("priority", priority, severity.sources)
            self.notes.append(
                _("The priority is read from column {header} too.").format(header=self._header(severity))
            )

    def _header(self, mapped: MappedColumn) -> str:
        return brief(self.headers[mapped.sources[0]])
