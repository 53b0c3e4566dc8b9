"""Times of an end that rows of other programs give to cases which they call open.

A register has when somebody last worked on a case, 处理时间, and whether it is solved: no. A case is not open
and solved at once: what the row says of its state holds, and the time is kept in words.
"""

from collections.abc import Mapping as Map
from collections.abc import Sequence
from typing import Any

from servicedesk.domain.case_states import UNSOLVED_STATES
from servicedesk.domain.text import clean_line
from servicedesk.exchange.cell_looks import is_denied, yes_means
from servicedesk.exchange.mapped import Mapping

_ENDS = ("solved_at", "closed_at")
_DENIED = {"solved": ("solved_at", "told_at", "closed_at"), "closed": ("closed_at",)}
"""What there is not of a case of which a column that would mean that state says no."""


class OpenCases:
    """Finds the times of an end in rows whose case has not ended, as `mapping` reads them."""

    def __init__(self, mapping: Mapping) -> None:
        by_name = {one.target: one for one in mapping.mapped}
        is_read = mapping.kind == "case" and not mapping.is_own and not mapping.is_part
        names = ("solved_at", "told_at", "closed_at") if is_read else ()
        self._times = [(name, by_name[name].sources) for name in names if name in by_name]
        self._headers = mapping.headers
        state = by_name.get("state")
        self._asked = state.sources[0] if state else 0
        yes = yes_means("case", "state", mapping.headers[self._asked]).values() if state else ()
        self._denied = next((denied for word, denied in _DENIED.items() if word in yes), ())

    def __bool__(self) -> bool:
        return bool(self._times)

    def too_far(self, cells: Sequence[str], values: Map[str, Any]) -> list[tuple[str, str, str]]:
        """(field, header, cell) of each time that says more than the state of the row."""
        not_there = self._not_there(cells, values)
        return [
            (
                name,
                clean_line(self._headers[sources[0]])[:200],
                clean_line(" ".join(cells[source] for source in sources)),
            )
            for name, sources in self._times
            if name in not_there and values.get(name) is not None
        ]

    def _not_there(self, cells: Sequence[str], values: Map[str, Any]) -> Sequence[str]:
        state = values.get("state")
        if state is None:
            return self._denied if self._denied and is_denied(cells[self._asked]) else ()
        return _ENDS if state in UNSOLVED_STATES else ()
