"""What every verb that changes cases or follow-ups does: find them, act on all in one step, say so."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from servicedesk.cli.frame import context, output
from servicedesk.cli.record import targets
from servicedesk.domain.numbers import format_number
from servicedesk.i18n import N_, _

if TYPE_CHECKING:
    from servicedesk.domain.rows.history import Change
    from servicedesk.services.desk import Desk

NONE_FOUND = {
    "case": N_("No case matches; nothing was changed."),
    "followup": N_("No follow-up matches; nothing was changed."),
    "promise": N_("No promise matches; nothing was changed."),
}


class Asked(NamedTuple):
    """One verb at work: what the words mean, whether many may change, and how the echo begins."""

    kind: str
    words: Sequence[str]
    yes: bool
    done: str
    always: str = ""
    """A query added to every query."""


def change_records(asked: Asked, act: Callable[["Desk", list[int]], "Change"], more: str = "") -> None:
    """Act on the records that are meant; `more` is what the echo says after its first sentence."""
    with context.open_desk() as desk:
        ids = targets.ids(desk, asked.kind, asked.words, yes=asked.yes, always=asked.always)
        if not ids:
            output.saved([], _(NONE_FOUND[asked.kind]), numbers=[], action=None)
            return
        change = act(desk, ids)
    shown = [format_number(asked.kind, record_id) for record_id in ids]
    sentence = _(asked.done).format(numbers=targets.shown(asked.kind, ids))
    words = [sentence, more, _("Undo with: servicedesk undo")]
    values: dict[str, Any] = {"numbers": shown, "action": change.action}
    output.saved(shown, " ".join(part for part in words if part), **values)


def tell_changed(kind: str, record_id: int, sentence: str, action: int) -> None:
    """Report a write to one record; the `sentence` holds {number}."""
    shown = format_number(kind, record_id)
    words = f"{sentence.format(number=shown)} {_('Undo with: servicedesk undo')}"
    output.saved([shown], words, number=shown, action=action)
