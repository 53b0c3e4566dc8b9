"""Give a case to the customer whose it is; what goes along is said."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from servicedesk.domain.wording import counted_records, said_with
from servicedesk.i18n import _
from servicedesk.tui.cases.case_handler import CaseHandler, ChosenCases, counted
from servicedesk.tui.frame.which_customer import WhichCustomer

if TYPE_CHECKING:
    from servicedesk.domain.rows.cases import CaseRow
    from servicedesk.domain.rows.history import Change


class BelongsTo(CaseHandler):
    """To another customer."""

    def __init__(self, chosen: ChosenCases) -> None:
        """It asks for a customer."""
        super().__init__(chosen)
        self.customer = WhichCustomer(chosen.screen)

    def action_case_rehome(self) -> None:
        """Ask whose the cases are, and give them there."""
        self.with_rows(self._ask)

    def _ask(self, rows: "list[CaseRow]") -> None:
        ids, owners = [row.id for row in rows], {row.customer_id: row.customer_name for row in rows}
        title = f"{counted(ids)}  {_('Which customer does it belong to?')}"
        present = "" if None in owners else _(", ").join(owners.values())
        give = partial(self._give, ids)
        self.customer.pick(title, give, nobody=_("not known who"), present=present)

    def _give(self, ids: Sequence[int], customer_id: int | None, name: str) -> None:
        words = _("belongs to {name} now").format(name=name) if name else _("belongs to nobody now")

        def said(change: "Change") -> str:
            along = [(kind, number) for kind, number in change.kinds if kind != "case"]
            done = f"{counted(ids)} {words}"
            return (
                said_with(done, _("with {records}").format(records=counted_records(along))) if along else done
            )

        self.change(self.desk.rehoming.move_cases, list(ids), customer_id, said=said)
        self.chosen.remember(lambda again: self._give(again, customer_id, name))
