"""Whom a save takes the caller for, said before it: a customer, a new one, or nobody; who else it can be."""

from collections.abc import Sequence
from dataclasses import dataclass

from servicedesk.domain.caller_names import other_name
from servicedesk.domain.numbers import format_number
from servicedesk.domain.rows.customers import CustomerRow
from servicedesk.domain.text import clean_line
from servicedesk.domain.wording import listed
from servicedesk.i18n import _

_NEW = "bold reverse $text-accent"
_NOBODY = "bold $text-warning"


@dataclass(frozen=True, slots=True)
class Others:
    """Customers who can be meant by what was typed, but are not taken."""

    sharing: Sequence[CustomerRow] = ()
    """All who have the number, where several do and nothing says which one is meant."""
    same_name: Sequence[CustomerRow] = ()
    """Who are called as typed, though the number is not theirs."""


NO_OTHERS = Others()


@dataclass(frozen=True, slots=True)
class CallerSaid:
    """What a save knows of the caller; `typed` is what was typed of them, `customer` whom it takes."""

    typed: str
    customer: CustomerRow | None
    is_new: bool
    """Whether somebody new is meant, whatever card fits."""
    is_known_new: bool
    """Whether the desk has said that nobody is known."""
    makes_card: bool
    is_out: bool
    others: Others
    namesake: CustomerRow | None
    region: str


def customer_in_words(said: CallerSaid, who: str) -> list[tuple[str, str]]:
    """The customer of the call, and the name of the one who speaks where it is another; `who` as shown."""
    if said.customer is not None:
        return [(_with_other(said.customer.name, said), "bold")]
    if not who:
        return []
    if said.is_new:
        if said.namesake is not None:
            other = format_number("customer", said.namesake.id)
            return [(_("new customer, not {number}: {who}").format(number=other, who=who), _NEW)]
    elif said.others.sharing or (said.is_known_new and not said.makes_card):
        return [(_("{who}, no customer").format(who=who), _NOBODY)]
    return [(_("new customer: {who}").format(who=who), _NEW) if said.is_known_new else (who, "bold")]


def _with_other(customer: str, said: CallerSaid) -> str:
    other = "" if said.is_new else other_name(said.typed, customer, said.region)
    if not other:
        return customer
    text = _("{name} (spoken to: {other})") if said.is_out else _("{name} (caller: {other})")
    return text.format(name=customer, other=other)


def who_else(others: Others, known: CustomerRow | None, field: str) -> list[str]:
    """That the number is that of several people, or the name somebody else's, in words, with their names.

    `field` is what the field is called in which Enter takes one.
    """
    if others.sharing:
        text = _("The number is that of {names}: Enter in “{field}” takes one, else no customer is taken.")
        return [text.format(names=_names(others.sharing), field=field)]
    if not others.same_name:
        return []
    names = listed(f"{clean_line(row.name)} {format_number('customer', row.id)}" for row in others.same_name)
    if known is None:
        return [_("Same name, another number: {names}.").format(names=names)]
    text = _("The number is that of {name}, the name that of {names}: Enter in “{field}” takes one.")
    return [text.format(name=clean_line(known.name), names=names, field=field)]


def _names(rows: Sequence[CustomerRow]) -> str:
    return listed(clean_line(row.name) for row in rows)
