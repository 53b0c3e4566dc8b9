"""Give a call to the customer or the case it belongs to, or to none."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from servicedesk.domain.numbers import format_number
from servicedesk.i18n import _, ngettext
from servicedesk.tui.base.handler import Handler, nothing_changed
from servicedesk.tui.forms.asking import choose
from servicedesk.tui.forms.choice import Choice
from servicedesk.tui.frame.desk_screen import DeskScreen
from servicedesk.tui.frame.other_case import OtherCase
from servicedesk.tui.frame.which_customer import WhichCustomer
from servicedesk.tui.lists.chosen_rows import ChosenRows

if TYPE_CHECKING:
    from servicedesk.domain.rows.calls import CallRow
    from servicedesk.domain.rows.cases import CaseRow
    from servicedesk.services.rehoming import NewHome


class CallHome(Handler):
    """To another customer, another case, or to none."""

    def __init__(self, screen: DeskScreen, chosen: ChosenRows) -> None:
        """On these calls."""
        super().__init__(screen)
        self.chosen = chosen
        self.customer, self.other = WhichCustomer(screen), OtherCase(screen)

    def action_call_rehome(self) -> None:
        """Ask where the calls belong."""
        call: CallRow | None = self.chosen.record
        if call is None:
            return
        ids = self.chosen.selection()
        title = f"{_counted(ids)}  {_('Belongs where?')}"
        is_this = list(ids) == [call.id]

        def to_customer(customer_id: int | None, name: str) -> None:
            if is_this and customer_id == call.customer_id:
                # Theirs already: it stays about its case.
                self.desk_app.say(nothing_changed())
            else:
                self._to_customer(ids, customer_id, name)

        def chosen(where: str | None) -> None:
            if where == "customer":
                self.customer.pick(title, to_customer, present=call.customer_name if is_this else "")
            elif where == "case":
                self.other.pick_of(call.customer_id, call.case_id, title, partial(self._to_case, ids))
            elif where is not None:
                self._to_none(ids, where)

        is_somebodys = bool(call.customer_id or call.case_id)
        where = homes(call.case_id, is_somebodys=is_somebodys, is_only=is_this)
        choose(self.app, title, where, chosen)

    def _to_customer(self, ids: Sequence[int], customer_id: int | None, name: str) -> None:
        from servicedesk.services.rehoming import NewHome

        # It is about a case of somebody else's: with the customer the call leaves that, too.
        home = NewHome(customer_id=customer_id, no_case=True)
        self._move(ids, home, _("belongs to {name} now").format(name=name))

    def _to_case(self, ids: Sequence[int], case: "CaseRow") -> None:
        from servicedesk.services.rehoming import NewHome

        words = _("is about {number} ({subject}) now").format(
            number=format_number("case", case.id), subject=case.subject[:40]
        )
        self._move(ids, NewHome(customer_id=case.customer_id, case_id=case.id), words)

    def _to_none(self, ids: Sequence[int], where: str) -> None:
        from servicedesk.services.rehoming import NewHome

        if where == "no_case":
            self._move(ids, NewHome(no_case=True), _("is about no case now"))
        else:
            self._move(ids, NewHome(no_customer=True, no_case=True), _("belongs to nobody now"))

    def _move(self, ids: Sequence[int], home: "NewHome", words: str) -> None:
        self.change(self.desk.rehoming.move_calls, list(ids), home, said=f"{_counted(ids)} {words}")
        self.chosen.served()


def homes(case_id: int | None, *, is_somebodys: bool = True, is_only: bool = True) -> list[Choice]:
    """Where a call may belong that is about this case, or about none; nowhere that it is already.

    `is_somebodys` says that a caller or a case stands with it. Of several calls (`is_only` False) the others
    may have what this one lacks: then all is offered.
    """
    case = _("off its case") if case_id else ""
    choices = [
        Choice("customer", _("to another customer"), key="c", note=case),
        Choice("case", _("to another case"), key="a", note=_("and to its customer")),
    ]
    if is_somebodys or not is_only:
        choices.append(Choice("no_customer", _("to no customer"), key="n", note=case))
    if case_id or not is_only:
        choices.append(Choice("no_case", _("to no case"), key="o"))
    return choices


def _counted(ids: Sequence[int]) -> str:
    if len(ids) == 1:
        return format_number("call", ids[0])
    return ngettext("{count} call", "{count} calls", len(ids)).format(count=len(ids))
