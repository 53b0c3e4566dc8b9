"""Which customer is meant: found by part of a name or number, or a new one; who was found is seen first.

WhichCustomer(screen).pick(_("Belongs to whom?"), then)

Whom the words find stands in a second box, below the words: who was not meant is found by typing on there.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from servicedesk.domain.errors import ServiceDeskError
from servicedesk.domain.numbers import format_number
from servicedesk.domain.text import clean_line, sentences
from servicedesk.domain.wording import sounding_like
from servicedesk.i18n import _, ngettext
from servicedesk.tui.base.handler import Handler
from servicedesk.tui.forms.asking import choose
from servicedesk.tui.forms.choice import Choice

if TYPE_CHECKING:
    from servicedesk.domain.rows.customers import CustomerRow
    from servicedesk.services.customers import NewCustomer
    from servicedesk.services.desk import Desk

OURS = "\0"
"""What is typed holds no such character."""
NOBODY = f"{OURS}nobody"
STAYS = f"{OURS}stays"
NEW = f"{OURS}new"
"""Before the words of a new card."""
KNOWN = f"{OURS}known"
"""Before the number and the name of a customer."""

SHOWN = 12
"""So many of those found are offered; more words find the others."""

COUNTED = 200
"""So many are counted; a box that says of more how many there are would read for a moment."""

Then = Callable[[int | None, str], object]
"""Gets the customer and the name; None and a blank for nobody."""

Meant = Callable[[str], tuple[list[Choice], str]]
"""What may be meant by what was typed, as Reads has it."""


class Found(NamedTuple):
    """Whom words mean, best first."""

    rows: "Sequence[CustomerRow]" = ()
    are_near: bool = False
    """Whether they only sound like the words."""

    def below(self, title: str, words: str) -> str:
        """The title, and below it that they only sound like the words, or how many more fit."""
        title = title.partition("\n")[0]
        more = len(self.rows) - SHOWN
        if self.are_near:
            said = sounding_like(words)
        elif len(self.rows) >= COUNTED:
            said = _("More than {count} found: more words narrow it.").format(count=COUNTED)
        elif more > 0:
            said = ngettext(
                "{count} more found: more words narrow it.", "{count} more found: more words narrow it.", more
            ).format(count=more)
        else:
            return title
        return f"{title}\n{said}"


class WhichCustomer(Handler):
    """Asks for a customer."""

    def pick(self, title: str, then: Then, *, nobody: str = "", present: str = "") -> None:
        """A number or a name finds one; `nobody` is the line that takes none, if there may be none.

        `present` is whose it is now: the first line, which leaves it so.
        """
        choices = [Choice(STAYS, present, note=_("stays so"), on=True)] if present else []
        if nobody:
            choices.append(Choice(NOBODY, nobody, on=not present))
        self._offer(title, choices, then, _meant)

    def _offer(self, title: str, choices: list[Choice], then: Then, meant: Meant, words: str = "") -> None:
        """Ask in a box, in whose field `words` stand already; then in another one for whom they find."""
        from servicedesk.tui.forms.picker import Reads

        looked_up = Found()

        def lacks(value: str) -> str:
            nonlocal looked_up
            if value.startswith(OURS):
                return _why_no_card(self.desk, value)
            looked_up = _find(self.desk, value)
            none = _("Nobody was found by that: change the words, or take the line of a new card.")
            return "" if looked_up.rows else none

        def taken(value: str | None) -> None:
            if value == NOBODY:
                then(None, "")
            elif value and value.startswith(NEW):
                self._make(value.removeprefix(NEW), then)
            elif value and value.startswith(KNOWN):
                customer_id, _sign, name = value.removeprefix(KNOWN).partition(OURS)
                then(int(customer_id), name)
            elif value and value != STAYS:
                found(value)

        def found(text: str) -> None:
            lines = [_line(row) for row in looked_up.rows[:SHOWN]]

            def now_meant(typed: str) -> tuple[list[Choice], str]:
                return ([*lines, _new_line(typed)], "") if typed == text else _meant(typed)

            self._offer(looked_up.below(title, text), [], then, now_meant, text)

        hint = _("part of a name or number")
        choose(self.app, title, choices, taken, reads=Reads(meant, hint, lacks, words))

    def _make(self, text: str, then: Then) -> None:
        """Make a card of a name and a number, wherever it stands, in an action of its own."""
        new = _card_of(self.desk, text)
        name = new.fields["name"]

        def made(customer_id: int) -> None:
            then(customer_id, name)

        said = _("New card: {name}").format(name=name)
        self.change(_add, self.desk, new, said=said, then=made)


def _find(desk: "Desk", words: str) -> Found:
    """Whom the words may mean; where they mean nobody, whose name sounds so."""
    rows = desk.customers.candidates(words, COUNTED)
    return Found(rows) if rows else Found(desk.customers.sounding_like(words), are_near=True)


def _card_of(desk: "Desk", text: str) -> "NewCustomer":
    """The card that is made of a name and a number; UsageError where what is no phone number is none."""
    from servicedesk.domain.caller_line import name_and_number, numbers_in
    from servicedesk.domain.phones import plain_phone
    from servicedesk.services.calls import no_phone
    from servicedesk.services.customers import NewCustomer

    region = desk.settings.region
    if any(not place.is_phone for place in numbers_in(clean_line(text), region)):
        raise no_phone()
    name, number = name_and_number(text, region)
    return NewCustomer({"name": name or plain_phone(number, region)}, phones=[number] if number else [])


def _why_no_card(desk: "Desk", value: str) -> str:
    """Why no card can be made of the words of a new one: they stay in the box to be mended."""
    from servicedesk.services.customers import customer_values

    try:
        if value.startswith(NEW):
            customer_values(_card_of(desk, value.removeprefix(NEW)).fields)
    except ServiceDeskError as error:
        return sentences(error.message, error.hint)
    return ""


def _add(desk: "Desk", new: "NewCustomer") -> int:
    return desk.customers.add(new).id


def _meant(text: str) -> tuple[list[Choice], str]:
    """What may be done with what was typed: look for it, or make a card of it."""
    return [Choice(text, _("search: {words}").format(words=text)), _new_line(text)], ""


def _new_line(text: str) -> Choice:
    return Choice(f"{NEW}{text}", _("+ new customer: {words}").format(words=text))


def _line(row: "CustomerRow") -> Choice:
    """A customer to choose: two of one name are told apart by their numbers and companies."""
    number = format_number("customer", row.id)
    phone = row.phone if row.phone != row.name else ""
    note = "  ".join(part for part in (phone, row.company, number) if part)
    return Choice(f"{KNOWN}{row.id}{OURS}{row.name}", row.name or row.phone, note=note)
