"""A read model with what is personal in it made unreadable, for a copy that leaves the desk.

What is known of the people is found however it is written: in full width, in Chinese numerals, with blanks,
dashes and invisible signs in between. What nobody knows is found by its form: mobile numbers, addresses of
e-mail, identity cards. Nothing else is changed: amounts, times and the numbers of orders stay.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass, replace
from typing import Any

from servicedesk.domain import mask_patterns, titled_names
from servicedesk.domain.personal import Value
from servicedesk.domain.phones import mask_phone
from servicedesk.domain.rows.history import FieldChange

HIDDEN = "***"

Change = Callable[[str, str], str]
"""What becomes of a text, given the name of the field that holds it."""


def each_text(value: Any, change: Change, name: str = "") -> Any:
    """`value` with every text in it changed, through dataclasses, tuples, lists and maps."""
    if isinstance(value, str):
        return change(value, name)
    if isinstance(value, FieldChange):
        # What it holds is the value of another field.
        before, after = (each_text(part, change, value.field) for part in (value.before, value.after))
        return replace(value, before=before, after=after)
    if isinstance(value, tuple):
        if hasattr(value, "_fields"):
            named: Any = value
            return named._make(each_text(part, change, of) for of, part in named._asdict().items())
        return tuple(each_text(part, change, name) for part in value)
    if isinstance(value, list):
        return [each_text(part, change, name) for part in value]
    if isinstance(value, dict):
        return {of: each_text(part, change, str(of)) for of, part in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        held = ((field.name, getattr(value, field.name)) for field in fields(value) if field.init)
        return replace(value, **{of: each_text(part, change, of) for of, part in held})
    return value


def masker(known: Iterable[Value], mask: str) -> Callable[[str], str]:
    """What hides in a text what `mask` (one of MASKS) says, of these people and of whoever is named so."""
    steps = [
        re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in patterns.items()))
        for patterns in mask_patterns.patterns(known, mask)
        if patterns
    ]

    def hide(text: str) -> str:
        for find in steps:
            signs = mask_patterns.folded(text)
            parts, place = [], 0
            for found in find.finditer(signs):
                written = text[found.start() : found.end()]
                parts += [text[place : found.start()], _hidden(found, written)]
                place = found.end()
            text = "".join([*parts, text[place:]])
        return text

    return hide


def _hidden(found: re.Match[str], written: str) -> str:
    """What stands in the place of `written`; itself, where it only looks like something personal."""
    kind, signs = found.lastgroup, found[0]
    if kind == "phone":
        return mask_phone(mask_patterns.number_of(signs))
    if kind == "name":
        return _initial(written)
    if kind == "titled":
        title, is_sure = titled_names.title_of(signs)
        name = written[title:]
        return written[:title] + (_initial(name) if is_sure or name[:1].isupper() else name)
    if kind == "labelled":
        return written[: -mask_patterns.value_of(signs)] + HIDDEN
    if kind == "word":
        # A part of a name is one only where it is written as one: Will, not will.
        return f"{written[0]}**" if written[0].isupper() else written
    if kind == "street":
        is_name = all(word[0].isupper() or word[0].isdigit() for word in written.split()[:-1])
        return HIDDEN if is_name else written
    if (kind == "number" and mask_patterns.is_ours(signs)) or (
        kind == "card" and not mask_patterns.is_card(signs)
    ):
        return written
    return HIDDEN


def _initial(name: str) -> str:
    """The name with its first sign alone; a surname of one sign is all of it."""
    return f"{name.strip()[:1]}**" if len(name.strip()) > 1 else "*"
