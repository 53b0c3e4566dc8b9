"""Whether the name typed beside a number is that of its customer, and where another one is kept.

A number finds the customer, but somebody else may be speaking: his wife, a colleague, another tenant.
What was typed of them stays with the call.
"""

from servicedesk.domain.caller_line import name_and_number
from servicedesk.domain.search_terms import is_cjk, segment
from servicedesk.domain.surnames import COMPOUND_SURNAMES, TITLES
from servicedesk.domain.text import clean_line
from servicedesk.domain.words.calls import UNANSWERED
from servicedesk.i18n import N_, _, in_every_language

_CALLER, _SPOKEN_TO = N_("caller: {name}"), N_("spoken to: {name}")
_LATIN_TITLES = frozenset({"mr", "mrs", "ms", "miss", "dr"})


def is_called(typed: str, name: str) -> bool:
    """Whether `typed` means whom a card calls `name`: the same name, words of it, or surname and title."""
    words = segment(typed).split()
    if words == segment(name).split():
        return True
    if any(map(is_cjk, typed)):
        surname = next((typed.removesuffix(title) for title in TITLES if typed.endswith(title)), "").strip()
        is_surname = len(surname) == 1 or surname in COMPOUND_SURNAMES
        # 李平 is not 李平平, but 李先生 may be either.
        return is_surname and segment(name).split()[: len(surname)] == segment(surname).split()
    named = [word for word in words if word not in _LATIN_TITLES]
    return bool(named) and set(named) <= set(segment(name).split())


def other_name(who: str, customer_name: str, region: str = "CN") -> str:
    """The name beside the number in `who` where it is not the customer's; empty where there is none."""
    name, number = name_and_number(who, region)
    return name if number and name and not is_called(name, customer_name) else ""


def with_caller(summary: str, caller: str, direction: str) -> str:
    """What was said in a call, below the name of the one who spoke where the customer is called otherwise."""
    if not caller:
        return summary
    text = _(_SPOKEN_TO if direction == "out" else _CALLER)
    return "\n".join(part for part in (text.format(name=clean_line(caller)), summary) if part.strip())


def caller_line(summary: str, caller: str) -> str:
    """The first line of what was said where it names `caller`, in whatever language it was written; or ''."""
    head = summary.partition("\n")[0]
    texts = in_every_language(_CALLER) | in_every_language(_SPOKEN_TO)
    return head if caller and head in {text.format(name=clean_line(caller)) for text in texts} else ""


def makes_card(name: str, outcome: str, *, leads_on: bool) -> bool:
    """Whether an unknown caller becomes a customer: not a bare number whose call nobody took.

    `leads_on` says that a case, a follow-up or a promise comes out of the call.
    """
    return bool(name) or leads_on or outcome not in UNANSWERED
