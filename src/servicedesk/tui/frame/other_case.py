"""Which other case is meant: one of the same customer, or found by its number or its words."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from servicedesk.domain.errors import UsageError
from servicedesk.domain.numbers import format_number, parse_number
from servicedesk.domain.words.cases import CASE_STATES
from servicedesk.i18n import _
from servicedesk.tui.base.handler import Handler
from servicedesk.tui.forms.asking import choose
from servicedesk.tui.forms.choice import Choice

if TYPE_CHECKING:
    from servicedesk.domain.rows.cases import CaseRow
    from servicedesk.services.desk import Desk

FOUND = 20
"""So many cases are offered for the words of one search."""

LOOKED_AT = 100
"""Of so many those are offered that may be taken."""


class OtherCase(Handler):
    """Asks for a case."""

    def pick(self, row: "CaseRow", title: str, then: "Callable[[CaseRow], object]") -> None:
        """Offer the other open cases of the customer; a number or words find any other case."""
        self.pick_of(row.customer_id, row.id, title, then)

    def pick_of(
        self,
        customer_id: int | None,
        but: int | None,
        title: str,
        then: "Callable[[CaseRow], object]",
        *,
        only_open: bool = False,
    ) -> None:
        """As pick(), for whatever is of that customer; the case `but` is not offered.

        With `only_open` one that has ended is not found either: nothing comes of it any more.
        """
        rows: list[CaseRow] = []

        def lacks(text: str) -> str:
            found, fault = _found(self.desk, text, but, only_open=only_open)
            rows[:] = found
            return fault

        def taken(text: str | None) -> None:
            if not text:
                return
            if len(rows) == 1:
                then(rows[0])
                return
            by_key = {str(one.id): one for one in rows}

            def chosen(key: str | None) -> None:
                if key is not None:
                    then(by_key[key])

            choose(self.app, title, [case_choice(one) for one in rows], chosen)

        def offer(others: "list[CaseRow]") -> None:
            from servicedesk.tui.forms.picker import Reads

            reads = Reads(_search, _("the number of a case, or words in it"), lacks)
            choose(self.app, title, [case_choice(one) for one in others], taken, reads=reads)

        self.run_service(_others_of, self.desk, customer_id, but, then=offer, group="pick", opens=True)


def case_choice(row: "CaseRow", *, on: bool = False) -> Choice:
    """A case to choose from: number, subject, state, customer."""
    number = format_number("case", row.id)
    note = "  ".join(part for part in (_(CASE_STATES.labels[row.state]), row.customer_name) if part)
    return Choice(str(row.id), f"{number}  {row.subject[:40]}", note=note, on=on)


def _search(text: str) -> tuple[list[Choice], str]:
    """The line that looks for a case by what was typed."""
    return [Choice(text, _("search: {words}").format(words=text))], ""


def _others_of(desk: "Desk", customer_id: int | None, but: int | None) -> "list[CaseRow]":
    if customer_id is None:
        return []
    return [one for one in desk.links.open_cases_of(customer_id) if one.id != but]


def _found(desk: "Desk", text: str, but: int | None, *, only_open: bool) -> "tuple[list[CaseRow], str]":
    """The cases that a number or words mean, newest first, or why there are none.

    A merged one is none of them: what is done with it is done where it stands.
    """
    try:
        ids = [parse_number(text, "case")]
    except UsageError:
        ids = []
    found: dict[int, CaseRow] = desk.lists.rows("case", ids)
    if not found:
        ids = [hit.id for hit in desk.search.find(text, ("case",), LOOKED_AT)]
        found = desk.lists.rows("case", ids)
    others = [found[case_id] for case_id in ids if case_id in found and case_id != but]
    meant = [one for one in others if (one.is_open if only_open else one.merged_into is None)]
    return meant[:FOUND], "" if meant else _why_none(others)


def _why_none(others: "list[CaseRow]") -> str:
    """Why none of the cases that were found may be taken."""
    if not others:
        return _("No other case matches.")
    number = format_number("case", others[0].id)
    if others[0].merged_into is not None:
        into = format_number("case", others[0].merged_into)
        return _("{number} stands in {other} now: name that one.").format(number=number, other=into)
    if len(others) == 1:
        return _("{number} has ended: only an open case can be waited for.").format(number=number)
    return _("All that match have ended: only an open case can be waited for.")
