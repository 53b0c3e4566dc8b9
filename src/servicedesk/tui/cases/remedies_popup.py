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
from servicedesk.tui.forms.asking import ask
from servicedesk.tui.forms.lines_popup import Lines, LinesPopup


class RemediesPopup(LinesPopup[Sequence[Remedy]]):
    """The remedies of one case."""

    KEYS: ClassVar[Mapping[str, str]] = {"a": "add", "y": "approve", "x": "finish", "D": "remove"}

    def __init__(self, case_id: int, remedies: Sequence[Remedy], add: Callable[[], object]) -> None:
        """`add` opens the form for another one."""
        super().__init__(_("Remedies of {number}").format(number=format_number("case", case_id)))
        self.case_id = case_id
        self.state = remedies
        self._add = add

    def read(self) -> Sequence[Remedy]:
        """The remedies as they stand now."""
        return self.desk.cases.dossier(self.case_id).remedies

    def lines(self, state: Sequence[Remedy]) -> Lines:
        """A line a remedy."""
        return [(str(remedy.id), _line(remedy)) for remedy in state]

    def usual_line(self) -> str:
        """The keys."""
        return _("a add  y approve  x done  D remove  Esc leave")

    def do_add(self) -> None:
        """Another remedy."""
        self._add()

    def do_approve(self) -> None:
        """Ask who approved it."""
        key = self.cursor_key

        def typed(name: str | None) -> None:
            if name and key is not None:
                approve = self.desk.remedies.approve
                self.change(approve, self.case_id, int(key), name, said=_("approved"))

        if key is not None:
            ask(self.app, _("Approved by whom?"), typed, check=_not_empty)

    def do_finish(self) -> None:
        """The customer has got it."""
        if self.cursor_key is not None:
            remedy_id = int(self.cursor_key)
            self.change(self.desk.remedies.finish, self.case_id, remedy_id, said=_("done"))

    def do_remove(self) -> None:
        """Take it off the case."""
        if self.cursor_key is not None:
            remedy_id = int(self.cursor_key)
            self.change(self.desk.remedies.remove, self.case_id, remedy_id, said=_("removed"))


def _line(remedy: Remedy) -> Content:
    cost = f"  {format_money(remedy.cost_cents, remedy.currency)}" if remedy.cost_cents else ""
    approver = f"  {_('approved by {name}').format(name=remedy.approver)}" if remedy.approver else ""
    done = ("✓ ", "$text-success") if remedy.done_at else ("· ", "$text-muted")
    words = f"  {plain(remedy.words)}" if remedy.words else ""
    return Content.assemble(
        done, _(REMEDIES.labels[remedy.kind]), cost, words, (plain(approver), "$text-muted")
    )


def _not_empty(text: str) -> str | None:
    return None if text else _("Give a name.")
