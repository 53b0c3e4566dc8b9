"""Closing cases, and what must be mended first where a gate is not met."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from servicedesk.i18n import _
from servicedesk.tui.cases.case_handler import CaseHandler, ChosenCases

if TYPE_CHECKING:
    from servicedesk.services.closing import GateLine
    from servicedesk.services.desk import Desk

Mend = Callable[[Sequence[int]], object]


class Gates(CaseHandler):
    """Closes cases."""

    def __init__(self, chosen: ChosenCases, mends: Mapping[str, Mend]) -> None:
        """`mends` opens, for each gate, what records the missing thing on the cases."""
        super().__init__(chosen)
        self.mends = mends

    def close_cases(self, ids: Sequence[int]) -> None:
        """Close cases; where a gate is not met, show what is missing and how to mend it."""

        def seen(gates: "dict[int, tuple[GateLine, ...]]") -> None:
            if all(gate.is_met for lines in gates.values() for gate in lines):
                self.apply_to(ids, _("closed"), self.desk.moves.close)
            else:
                from servicedesk.tui.cases.gates_popup import GatesPopup

                self.app.push_screen(GatesPopup(list(ids), gates, self.mend, self.close_all))

        self.run_service(gates_of, self.desk, ids, then=seen, group="gates")

    def close_all(self, ids: Sequence[int], override: str) -> None:
        """Close these cases, all or none; `override` says why although something is missing."""
        said = _("closed, by override") if override else _("closed")
        self.apply_to(ids, said, lambda case_ids: self.desk.moves.close(case_ids, override=override))

    def mend(self, gate: str, ids: Sequence[int]) -> None:
        """Open what records the missing thing on these cases."""
        self.mends[gate](ids)


def gates_of(desk: "Desk", ids: Sequence[int]) -> "dict[int, tuple[GateLine, ...]]":
    """The gates of each case, met or not."""
    return {case_id: desk.moves.gates(case_id) for case_id in ids}
