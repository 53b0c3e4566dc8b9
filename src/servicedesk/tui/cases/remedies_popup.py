"""RemediesPopup: the remedies of a case; add one, approve it, carry it out, take it off."""

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from textual.content import Content

from servicedesk.domain.money import format_money
from servicedesk.domain.numbers import format_number
from servicedesk.domain.rows.complaints import Remedy
from servicedesk.domain.words.complaints import REMEDIES
from servicedesk.i18n import _
from servicedesk.tui.base.safe import plain
from servicedesk.tui.forms.asking import ask, needed
from servicedesk.tui.forms.lines_popup import Lines, LinesPopup


class RemediesPopup(LinesPopup[Sequence[Remedy]]):
    """The remedies of one case."""

    KEYS: ClassVar[Mapping[str, str]] = {"a": "add"}
    LINE_KEYS: ClassVar[Mapping[str, str]] = {"y": "approve", "x": "finish", "D": "remove"}

    def __init__(self, case_id: int, remedies: Sequence[Remedy], add: Callable[[], object]) -> None:
        """`add` opens the form for another one."""
        super().__init__(_("Remedies of {number}").format(number=format_number("case", case_id)))
        self.case_id = case_id
        self.state = remedies
        self.do_add = add

    def read(self) -> Sequence[Remedy]:
        """The remedies as they stand now."""
        return self.desk.cases.dossier(self.case_id).remedies

    def lines(self, state: Sequence[Remedy]) -> Lines:
        """A line a remedy."""
        return [(str(remedy.id), _line(remedy)) for remedy in state]

    def usual_line(self) -> str:
        """The keys."""
        return _("a add  y approve  x done  D remove  Esc leave")

    def do_approve(self, key: str) -> None:
        """Ask who approved it."""

        def typed(name: str | None) -> None:
            if name:
                approve = self.desk.remedies.approve
                self.change(approve, self.case_id, int(key), name, said=_("approved"))

        ask(self.app, _("Approved by whom?"), typed, check=needed(_("Give a name.")))

    def do_finish(self, key: str) -> None:
        """The customer has got it."""
        self.change(self.desk.remedies.finish, self.case_id, int(key), said=_("done"))

    def do_remove(self, key: str) -> None:
        """Take it off the case."""
        self.change(self.desk.remedies.remove, self.case_id, int(key), said=_("removed"))


def _line(remedy: Remedy) -> Content:
    cost = f"  {format_money(remedy.cost_cents, remedy.currency)}" if remedy.cost_cents else ""
    approver = f"  {_('approved by {name}').format(name=remedy.approver)}" if remedy.approver else ""
    done = ("✓ ", "$text-success") if remedy.done_at else ("· ", "$text-muted")
    words = f"  {plain(remedy.words)}" if remedy.words else ""
    return Content.assemble(
        done, _(REMEDIES.labels[remedy.kind]), cost, words, (plain(approver), "$text-muted")
    )
