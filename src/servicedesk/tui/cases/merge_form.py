"""MergeForm: the fields in which two cases differ; Space says which value stands, ctrl+s merges."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from textual.binding import BindingType
from textual.content import Content

from servicedesk.domain.date_format import format_when
from servicedesk.domain.merging import MergeField
from servicedesk.domain.numbers import format_number
from servicedesk.domain.rows.cases import CaseRow
from servicedesk.domain.wording import before_value, field_label, value_label
from servicedesk.i18n import _
from servicedesk.tui.base.safe import plain
from servicedesk.tui.forms.lines_popup import Lines, LinesPopup

SHOWN = 56
"""Cells of one value."""


class MergeForm(LinesPopup[Sequence[MergeField]]):
    """What stands after a merge of one case into another."""

    LINE_KEYS: ClassVar[Mapping[str, str]] = {" ": "switch", "enter": "switch"}
    BINDINGS: ClassVar[list[BindingType]] = [("ctrl+s", "merge", "")]

    def __init__(
        self,
        source: CaseRow,
        target: CaseRow,
        fields: Sequence[MergeField],
        merge: Callable[[Sequence[str]], object],
    ) -> None:
        """`merge` gets the names of the fields that are taken from the source."""
        names = {"source": format_number("case", source.id), "target": format_number("case", target.id)}
        super().__init__(_("Merge {source} into {target}: which values stand?").format(**names))
        self.source = source
        self.target = target
        self.state = fields
        self.taken: set[str] = set()
        self._merge = merge

    def read(self) -> Sequence[MergeField]:
        """The differences as they stand now."""
        return self.desk.merging.differences(self.source.id, self.target.id)

    def lines(self, state: Sequence[MergeField]) -> Lines:
        """Each field with both values, the one that stands with a sign."""
        return [(field.name, self._line(field)) for field in state]

    def _line(self, field: MergeField) -> Content:
        is_source = field.fills or field.name in self.taken
        parts: list[tuple[str, str]] = [(before_value(field_label(field.name, "case")), "$text-muted")]
        for row, value, stands in (
            (self.target, field.target_value, not is_source),
            (self.source, field.source_value, is_source),
        ):
            number = format_number("case", row.id)
            sign = "*" if stands else " "
            text = self._value(field.name, value, row)
            parts.append((f"\n  {sign} {number}  {text}", "bold" if stands else "$text-muted"))
        return Content.assemble(*parts)

    def _value(self, name: str, value: object, row: CaseRow) -> str:
        if name == "customer_id":
            text = row.customer_name or "–"
        elif isinstance(value, datetime):
            text = format_when(value, self.desk.clock.now(), self.desk.zone)
        else:
            text = value_label("case", name, value)
        line = plain(text[:SHOWN])
        return line if cell_len(line) < SHOWN else f"{set_cell_size(line, SHOWN - 1).rstrip()}…"

    def usual_line(self) -> str:
        """The keys."""
        return _("Space the other value  ctrl+s merge  Esc close")

    def do_switch(self, name: str) -> None:
        """The other value of the field stands."""
        field = next(field for field in self.state or () if field.name == name)
        if field.fills:
            self.desk_app.say(_("The other case has no value there."))
            return
        if name == "received_at" and field.source_value > field.target_value:
            self.desk_app.say(_("The earlier time of receipt stands."))
            return
        self.taken ^= {name}
        self.show(self.state or ())

    def action_merge(self) -> None:
        """Merge with what is chosen."""
        known = {field.name for field in self.state or ()}
        self._merge(sorted(self.taken & known))
        self.dismiss(None)
