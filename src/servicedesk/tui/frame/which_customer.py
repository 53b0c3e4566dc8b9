"""Which customer is meant: found by part of a name or number, or a new one; who was found is seen first.

WhichCustomer(screen).pick(_("Belongs to whom?"), then)
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from servicedesk.domain.numbers import format_number
from servicedesk.domain.text import clean_line
from servicedesk.i18n import _
from servicedesk.tui.base.handler import Handler
from servicedesk.tui.forms.asking import choose
from servicedesk.tui.forms.choice import KEYS, Choice

if TYPE_CHECKING:
    from servicedesk.domain.rows.customers import CustomerRow
    from servicedesk.services.desk import Desk

NOBODY = "\0nobody"
STAYS = "\0stays"
NEW = "\0new"
"""Before the words of a new card. What is typed holds no such character."""

Then = Callable[[int | None, str], object]
"""Gets the customer and the name; None and a blank for nobody."""


class WhichCustomer(Handler):
    """Asks for a customer."""

    def pick(self, title: str, then: Then, *, nobody: str = "", present: str = "") -> None:
        """A number or a name finds one; `nobody` is the line that takes none, if there may be none.

        `present` is whose it is now: the first line, which leaves it so.
        """
        from servicedesk.tui.forms.picker import Reads

        by_value: dict[str, CustomerRow] = {}

        def taken(text: str | None) -> None:
            if text == NOBODY:
                then(None, "")
            elif text and text.startswith(NEW):
                self._make(text.removeprefix(NEW), then)
            elif text and text != STAYS:
                offer(text)

        def offer(text: str) -> None:

            def chosen(value: str | None) -> None:
                if value in by_value:
                    then(by_value[value].id, by_value[value].name)
                elif value is not None:
                    taken(value)

            choices = [_choice(row, key) for row, key in zip(by_value.values(), KEYS, strict=False)]
            choose(self.app, title, [*choices, _new_line(text)], chosen)

        reads = Reads(_meant, _("part of a name or number"), partial(_lacks, self.desk, by_value))
        choices = [Choice(STAYS, present, note=_("stays so"), on=True)] if present else []
        if nobody:
            choices.append(Choice(NOBODY, nobody, on=not present))
        choose(self.app, title, choices, taken, reads=reads)

    def _make(self, text: str, then: Then) -> None:
        """Make a card of a name and a number, wherever it stands, in an action of its own."""
        from servicedesk.domain.caller_line import name_and_number, numbers_in
        from servicedesk.domain.phones import plain_phone
        from servicedesk.services.calls import no_phone

        region = self.desk.settings.region
        if any(not place.is_phone for place in numbers_in(clean_line(text), region)):
            self.desk_app.report(no_phone())
            return
        name, number = name_and_number(text, region)
        name = name or plain_phone(number, region)

        def made(customer_id: int) -> None:
            then(customer_id, name)

        said = _("New card: {name}").format(name=name)
        self.change(_add, self.desk, name, number, said=said, then=made)


def _add(desk: "Desk", name: str, number: str) -> int:
    from servicedesk.services.customers import NewCustomer

    return desk.customers.add(NewCustomer({"name": name}, phones=[number] if number else [])).id


def _lacks(desk: "Desk", found: "dict[str, CustomerRow]", text: str) -> str:
    """Why nobody is meant by `text`; whom it may mean is put into `found`, by the value of a line."""
    if text in {NOBODY, STAYS} or text.startswith(NEW):
        return ""
    found.clear()
    found.update((str(row.id), row) for row in desk.customers.candidates(text))
    return "" if found else _("Nobody was found by that: mend the words, or take the line of a new card.")


def _meant(text: str) -> tuple[list[Choice], str]:
    """What may be done with what was typed: look for it, or make a card of it."""
    return [Choice(text, _("search: {words}").format(words=text)), _new_line(text)], ""


def _new_line(text: str) -> Choice:
    return Choice(f"{NEW}{text}", _("+ new customer: {words}").format(words=text))


def _choice(row: "CustomerRow", key: str) -> Choice:
    note = "  ".join(part for part in (row.company, format_number("customer", row.id)) if part)
    return Choice(str(row.id), row.name or row.phone, key=key, note=note)
