"""Waits of other programs: `Waiting on Third Party` is a state and says whose time it is."""

from collections.abc import Mapping
from typing import Any

from servicedesk.domain.case_states import WAITING
from servicedesk.domain.text import brief
from servicedesk.domain.words.awaited import awaited
from servicedesk.domain.words.reading import fold_word
from servicedesk.i18n import ngettext

WAITS_FOR = "waits_for"
"""Whom the case of a row waits for: customer, supplier, department; beside the values of its fields."""
_MARK = f"{WAITING}:"


def whom_said(reason: str) -> str:
    """Whom a waiting reason is for that a profile gives as `waiting:customer`; '' for other words."""
    return reason.removeprefix(_MARK) if reason.startswith(_MARK) else ""


def state_of(word: str) -> str:
    """`waiting:customer`, as a profile says whom a state waits for, without that."""
    return WAITING if word.startswith(_MARK) else word


def tell_awaited(values: dict[str, Any], word: str, words: Mapping[str, str] | None) -> bool:
    """Put beside a row that waits whom it waits for, by the `word` of its state; False where nothing says so.

    `words` are those of the profile for states.
    """
    if values.get("state") != WAITING or values.get("waiting_reason"):
        return True
    ours = {fold_word(theirs): our_word for theirs, our_word in (words or {}).items()}.get(
        fold_word(word), ""
    )
    whom = whom_said(ours) or awaited(word)
    if whom:
        values[WAITS_FOR] = whom
    return bool(whom)


def awaited_note(header: str, count: int) -> str:
    """What is said of a column of states with waits of which nothing says whom they are for."""
    return ngettext(
        "Column {header}: {count} case waits, and nothing says for whom: the clock runs on.",
        "Column {header}: {count} cases wait, and nothing says for whom: the clock runs on.",
        count,
    ).format(header=brief(header), count=count)
