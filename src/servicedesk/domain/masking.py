"""A read model with what is personal in it made unreadable, for a copy that leaves the desk.

What is known of the people is found however it is written: in full width, in Chinese numerals, with blanks,
dashes and invisible signs in between. What nobody knows is found by its form: mobile numbers, addresses of
e-mail, identity cards. Nothing else is changed: amounts, times and the numbers of orders stay.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple

from servicedesk.domain import mask_forms, mask_patterns, titled_names
from servicedesk.domain.personal import Value
from servicedesk.domain.phones import mask_phone
from servicedesk.domain.rows.history import FieldChange

HIDDEN = "***"


class Place(NamedTuple):
    """Where a text stands: a name alone says little, for `what` is a verb in one row and words in another."""

    owner: str = ""
    """The class of the read model; of a change in a history the kind of record that was changed."""
    field: str = ""


NOWHERE = Place()
Change = Callable[[str, Place], str]
"""What becomes of a text, given the place in which it stands."""


def each_text(value: Any, change: Change, place: Place = NOWHERE) -> Any:
    """`value` with every text in it changed, through dataclasses, tuples, lists and maps."""
    if isinstance(value, str):
        return change(value, place)
    owner = type(value).__name__
    if isinstance(value, FieldChange):
        # What it holds is the value of another field.
        changed = Place(value.kind, value.field)
        before, after = (each_text(part, change, changed) for part in (value.before, value.after))
        return replace(value, before=before, after=after)
    if isinstance(value, tuple):
        if hasattr(value, "_fields"):
            named: Any = value
            return named._make(
                each_text(part, change, Place(owner, of)) for of, part in named._asdict().items()
            )
        return tuple(each_text(part, change, place) for part in value)
    if isinstance(value, list):
        return [each_text(part, change, place) for part in value]
    if isinstance(value, dict):
        return {of: each_text(part, change, Place(place.owner, str(of))) for of, part in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        held = ((field.name, getattr(value, field.name)) for field in fields(value) if field.init)
        return replace(value, **{of: each_text(part, change, Place(owner, of)) for of, part in held})
    return value


def masker(known: Iterable[Value], mask: str, *, in_full: bool = False) -> Callable[[str], str]:
    """What hides in a text what `mask` (one of MASKS) says, of these people and of whoever is named so.

    With `in_full` a name is hidden only where all of it stands: for texts that name somebody else.
    """
    steps = [_Search(step) for step in mask_patterns.steps(known, mask, in_full=in_full)]

    def hide(text: str) -> str:
        for step in steps:
            parts, place = [], 0
            for kind, found in step.all_in(mask_patterns.folded(text)):
                written = text[found.start() : found.end()]
                parts += [text[place : found.start()], _hidden(kind, found[0], written)]
                place = found.end()
            text = "".join([*parts, text[place:]]) if parts else text
        return text

    return hide


class _Search:
    """Finds what one step looks for, as one pattern of all its ways in their order would.

    What anybody may have is compiled once, what is known of somebody when its signs stand in a text.
    """

    def __init__(self, step: mask_patterns.Step) -> None:
        orders = {kind: order for kind, (order, _pattern) in step.by_form.items()}
        ways = tuple((kind, pattern) for kind, (_order, pattern) in step.by_form.items())
        people = [_OfSomebody(known) for known in step.known]
        finders: list[_Finder] = [_ByForm(ways, orders), *people] if ways else [*people]
        self._finders = sorted(finders, key=attrgetter("order"))

    def all_in(self, signs: str) -> Iterator[tuple[str, re.Match[str]]]:
        """What stands in the folded text, one behind the other, with its kind."""
        bare = mask_patterns.bare(signs)
        found: dict[_Finder, _Found | None] = {
            finder: None for finder in self._finders if finder.may_find(signs, bare)
        }
        place = 0
        # Nothing is found at the end, where there is no sign any more.
        while place < len(signs) and (best := self._first(found, signs, place)):
            yield best.kind, best.match
            place = best.match.end()

    def _first(self, found: "dict[_Finder, _Found | None]", signs: str, place: int) -> "_Found | None":
        """The first that begins at `place` or behind it; of several at one sign the first in order."""
        best: _Found | None = None
        for finder, known in list(found.items()):
            if best is not None and best.match.start() == place and best.order < finder.order:
                # None of the others can come before it.
                break
            held = known if known and known.match.start() >= place else finder.find(signs, place)
            if held is None:
                del found[finder]
                continue
            found[finder] = held
            if best is None or (held.match.start(), held.order) < (best.match.start(), best.order):
                best = held
        return best


class _Found(NamedTuple):
    match: re.Match[str]
    kind: str
    order: int


class _ByForm:
    """What is found whosever it is."""

    def __init__(self, ways: tuple[tuple[str, str], ...], orders: dict[str, int]) -> None:
        self._find = _compiled(ways)
        self._orders = orders
        self.order = min(orders.values())

    def may_find(self, signs: str, _bare: str) -> bool:
        return mask_patterns.MAY_HAVE_A_FORM.search(signs) is not None

    def find(self, signs: str, place: int) -> _Found | None:
        match = self._find.search(signs, place)
        return _Found(match, kind := str(match.lastgroup), self._orders[kind]) if match else None


class _OfSomebody:
    """One value that is known of somebody."""

    def __init__(self, known: mask_patterns.Known) -> None:
        self._known = known
        self._pattern: re.Pattern[str] | None = None
        self.order = known.order

    def may_find(self, _signs: str, bare: str) -> bool:
        return any(sign in bare for sign in self._known.signs)

    def find(self, signs: str, place: int) -> _Found | None:
        if self._pattern is None:
            self._pattern = re.compile("|".join(dict.fromkeys(self._known.ways())) or _NOTHING)
        match = self._pattern.search(signs, place)
        return _Found(match, self._known.kind, self.order) if match else None


_Finder = _ByForm | _OfSomebody
_NOTHING = r"(?!)"


@cache
def _compiled(ways: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in ways))


def _hidden(kind: str, signs: str, written: str) -> str:
    """What stands in the place of `written`; itself, where it only looks like something personal."""
    if (shown := _SHOWN.get(kind)) is not None:
        return shown(signs, written)
    if (is_one := _SURE.get(kind)) is not None and not is_one(signs, written):
        return written
    return HIDDEN


def _phone(signs: str, _written: str) -> str:
    return mask_phone(mask_patterns.number_of(signs)) if mask_patterns.is_one_number(signs) else HIDDEN


def _dialled(signs: str, written: str) -> str:
    number = mask_forms.dialled_of(signs)
    return written[:-number] + mask_phone(mask_patterns.number_of(signs[-number:]))


def _given(_signs: str, written: str) -> str:
    # No sign of it: beside the first one of the whole name it would tell more than half.
    return "*" * min(len(written), 2)


def _titled(signs: str, written: str) -> str:
    title, is_sure = titled_names.title_of(signs)
    name = written[title:]
    return written[:title] + (_initial(name) if is_sure or name[:1].isupper() else name)


def _labelled(signs: str, written: str) -> str:
    return written[: -mask_forms.value_of(signs)] + HIDDEN


def _word(_signs: str, written: str) -> str:
    # A part of a name is one only where it is written as one: Will, not will.
    return f"{written[0]}**" if written[0].isupper() else written


def _initial(name: str) -> str:
    """The name with its first sign alone; a surname of one sign is all of it."""
    return f"{name.strip()[:1]}**" if len(name.strip()) > 1 else "*"


_SHOWN: dict[str, Callable[[str, str], str]] = {
    "phone": _phone,
    "dialled": _dialled,
    "name": lambda _signs, written: _initial(written),
    "given": _given,
    "titled": _titled,
    "labelled": _labelled,
    "word": _word,
}
"""By kind what of it stays; of the others nothing."""
_SURE: dict[str, Callable[[str, str], bool]] = {
    "street": lambda _signs, written: mask_forms.is_street(written),
    "postcode": lambda _signs, written: mask_forms.is_postcode(written),
    "number": lambda signs, _written: not mask_forms.is_ours(signs),
    "card": lambda signs, _written: mask_forms.is_card(signs),
}
"""By kind whether it is what it looks like; of the others all are."""
