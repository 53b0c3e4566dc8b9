"""A call that was begun and is typed on while it is given to somebody: both are kept.

What was typed stays as it was typed; whose the call is comes from whoever said so last.
"""

from collections.abc import Mapping

WHOSE = ("who", "typed", "customer_id", "is_new", "case_id")
"""By which fields of a draft it belongs to a customer and a case."""


def is_given(seen: Mapping[str, str], held: Mapping[str, str]) -> bool:
    """Whether a draft that was seen as `seen` has been given to somebody else since, and is `held` now."""
    return any(seen.get(name) != held.get(name) for name in WHOSE)


def names_another(typed: Mapping[str, str], seen: Mapping[str, str]) -> bool:
    """Whether who types has said whose it is after she saw it as `seen`."""
    return is_given(seen, typed)


def given(typed: Mapping[str, str], seen: Mapping[str, str], held: Mapping[str, str]) -> dict[str, str]:
    """What stands in a form, `typed`, with whose the draft is by `held`, unless the form says that anew.

    `seen` is what both began with.
    """
    if not is_given(seen, held) or names_another(typed, seen):
        return dict(typed)
    kept = {name: text for name, text in typed.items() if name not in WHOSE}
    kept |= {name: held[name] for name in WHOSE if name in held}
    if "case_id" in kept:
        # A call about a case opens none.
        kept.pop("kind", None)
    before, after = seen.get("note", ""), held.get("note", "")
    if after != before and after.startswith(before):
        # What named the caller before is a word of the note now.
        kept["note"] = f"{kept.get('note', '')}{after.removeprefix(before)}".strip()
    return kept
