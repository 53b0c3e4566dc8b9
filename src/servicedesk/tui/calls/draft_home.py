"""Give a call that was begun and not saved to the customer or the case it belongs to, or to none.

The form need not be opened for it: its clock, its words and its draft stay as they are.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from servicedesk.domain.caller_field import read_caller_field
from servicedesk.domain.caller_names import is_called
from servicedesk.domain.draft_words import draft_in_words
from servicedesk.domain.numbers import format_number
from servicedesk.domain.text import clean_line
from servicedesk.i18n import _
from servicedesk.tui.base.handler import Handler, nothing_changed
from servicedesk.tui.calls.call_home import homes
from servicedesk.tui.calls.call_words import CallWords, behind
from servicedesk.tui.forms.asking import choose
from servicedesk.tui.frame.desk_screen import DeskScreen
from servicedesk.tui.frame.other_case import OtherCase
from servicedesk.tui.frame.which_customer import WhichCustomer

if TYPE_CHECKING:
    from servicedesk.domain.rows.cases import CaseRow
    from servicedesk.domain.rows.today import DraftRow
    from servicedesk.services.drafts import GivenDraft

SHOWN = 40
"""Characters of the call by which it is named."""


class DraftHome(Handler):
    """To another customer, another case, or to none."""

    def __init__(self, screen: DeskScreen, draft: "Callable[[], DraftRow | None]") -> None:
        """On the call to finish that `draft` gives."""
        super().__init__(screen)
        self._draft, self._reload = draft, screen.load
        self.customer, self.other = WhichCustomer(screen), OtherCase(screen)

    def action_today_rehome(self) -> None:
        """Ask where the call belongs."""
        row = self._draft()
        if row is None:
            return
        words = CallWords.from_body(row.body)
        title = f"{_named(row)}  {_('Belongs where?')}"

        def chosen(where: str | None) -> None:
            if where == "customer":
                present = clean_line(words.who) if words.customer_id is not None else ""
                self.customer.pick(title, partial(self._to_customer, row, words), present=present)
            elif where == "case":
                to_case = partial(self._to_case, row, words)
                self.other.pick_of(words.customer_id, words.case_id, title, to_case)
            elif where == "no_customer":
                self._give(row, of_nobody(words), _("belongs to nobody now"))
            elif where == "no_case":
                self._give(row, about(words, None), _("is about no case now"))

        is_somebodys = bool(words.customer_id or words.who or words.case_id)
        choose(self.app, title, homes(words.case_id, is_somebodys=is_somebodys), chosen)

    def _to_customer(self, row: "DraftRow", words: CallWords, customer_id: int | None, name: str) -> None:
        if customer_id is not None:
            given = of_customer(words, customer_id, name, self.desk.settings.region)
            self._give(row, given, _("belongs to {name} now").format(name=name))

    def _to_case(self, row: "DraftRow", words: CallWords, case: "CaseRow") -> None:
        if case.customer_id is not None:
            words = of_customer(words, case.customer_id, case.customer_name, self.desk.settings.region)
        said = _("is about {number} ({subject}) now").format(
            number=format_number("case", case.id), subject=case.subject[:SHOWN]
        )
        self._give(row, about(words, case.id), said)

    def _give(self, row: "DraftRow", words: CallWords, said: str) -> None:
        text = _("“{call}” {belongs}").format(call=_named(row), belongs=said)

        def given(done: "GivenDraft | None") -> None:
            if done is None:
                self.desk_app.say(nothing_changed())
            self._reload()

        body = words.to_body()
        self.change(self.desk.drafts.give, row, body, said=lambda done: text if done else "", then=given)


def _named(row: "DraftRow") -> str:
    return draft_in_words(row.body)[:SHOWN] or _("a call")


def of_customer(words: CallWords, customer_id: int, name: str, region: str) -> CallWords:
    """As a call of this customer, about none of the cases of somebody else; what was typed stays.

    `region` reads the number that was typed.
    """
    typed, note = words.typed, words.note
    if words.customer_id is None:
        found = read_caller_field(words.who, region)
        typed = found.caller
        note = behind(note, found.text) if found.text else note
    given = replace(
        words,
        who=clean_line(name),
        typed=typed,
        customer_id=customer_id,
        case_id=words.case_id if customer_id == words.customer_id else None,
        is_new=False,
        note=note,
    )
    if words.customer_id is None and typed and not given.caller_typed() and not is_called(typed, name):
        # With a number it would stay as the one who spoke; alone it says nothing of the customer.
        return replace(given, note=behind(note, typed))
    return given


def of_nobody(words: CallWords) -> CallWords:
    """As a call of nobody about no case; what was typed for the caller stands in the note."""
    typed = words.caller_typed()
    note = behind(words.note, typed) if typed else words.note
    return replace(words, who="", typed="", customer_id=None, case_id=None, is_new=False, note=note)


def about(words: CallWords, case_id: int | None) -> CallWords:
    """As a call about this case, which opens none, or about none."""
    return replace(words, case_id=case_id, kind="" if case_id is not None else words.kind)
