"""What screens, popups and the palette know of the app: the desk it holds, its keys, its ways about.

They meet the app through this alone, so that it can know all of them while none of them knows it.
"""

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, cast

from textual.app import App
from textual.notifications import SeverityLevel
from textual.screen import Screen

if TYPE_CHECKING:
    from servicedesk.keys.actions import Keys
    from servicedesk.services.desk import Desk


class Unwritten(Protocol):
    """The words that the file does not hold yet, by what they belong to (frame/kept_words.py)."""

    @property
    def owners(self) -> list[object]:
        """What has such words, the last one last."""

    def waiting(self, owner: object) -> Callable[[], object] | None:
        """What is to be written for this owner; None for nothing."""

    def keep(self, owner: object, write: Callable[[], object]) -> None:
        """Have `write` put what was typed into the file, and try until it has."""


class Front(Protocol):
    """The app as its screens see it; ServiceDeskApp is one."""

    changes: int
    """How often the desk has changed; 0 before it is open."""
    gone: str
    """Why the file is not the desk's any more; empty as long as it is."""
    keys: "Keys"
    changed_nothing: bool
    """Whether the last thing that was done found everything so already: an undo would take back another."""
    unexpected: list[BaseException]
    """The faults of ours that were told of so far."""

    @property
    def desk(self) -> "Desk":
        """The open desk; RuntimeError before that."""

    @property
    def is_desk_open(self) -> bool:
        """Whether `desk` may be used."""

    @property
    def writing(self) -> Executor:
        """The one thread that writes."""

    def hold_keys(self, ended: Callable[[], bool]) -> None:
        """Let the keys that come from now on wait until `ended`: a box is being opened that they are for."""

    def drop_keys(self) -> None:
        """Let go what was typed in one go behind the present key: the box it was for is being closed."""

    def look_for_changes(self) -> None:
        """Notice one's own write at once."""

    def open(self, name: str, **arguments: Any) -> None:
        """Go to a tab and tell it `arguments`, or lay another screen on top of the present one."""

    def say(
        self,
        text: str,
        *,
        undoable: bool = False,
        severity: SeverityLevel = "information",
        timeout: float = 5,
    ) -> None:
        """A toast; with `undoable` it names the key that takes the action back."""

    def copy(self, text: str) -> None:
        """Put `text` on the clipboard, and say so."""

    def report(self, error: BaseException) -> None:
        """Tell the user of an error in a worker."""

    def log_call(self, customer_id: int | None = None) -> None:
        """Open the call form, with this customer if there is one."""

    @property
    def words(self) -> "Unwritten":
        """What was typed and is not written yet."""

    def close_screen(self) -> None:
        """Close the screen in front; on the first level quit."""


def front_of(app: App[Any]) -> Front:
    """The running app, by what its screens may use of it."""
    return cast("Front", app)


def front_screen(app: App[Any]) -> Screen[Any] | None:
    """The screen in front; None once the screens are being closed, when nobody is left to tell anything."""
    stack = app.screen_stack
    return stack[-1] if stack else None


@dataclass(frozen=True, slots=True)
class CallOut:
    """A call that we make, for this follow-up if there is one; `who` is the number of somebody unknown."""

    followup_id: int | None = None
    who: str = ""


def call_out(
    front: Front,
    customer_id: int | None,
    case_id: int | None = None,
    followup_id: int | None = None,
    who: str = "",
) -> None:
    """Open the call form for a call that goes out: with the customer, else with that of the case, or `who`.

    It is about the case if that is the customer's.
    """
    of_row = {"customer_id": customer_id, "case_id": case_id}
    known: dict[str, Any] = {name: value for name, value in of_row.items() if value is not None}
    front.open("call_form", out=CallOut(followup_id, "" if known else who), **known)


OPENS = {"case": "queue", "call": "calls", "customer": "customer"}
"""The screens on which records open."""


def open_first(front: Front, row: Any, *kinds: str) -> bool:
    """Open the first of these records that `row` names; False when it names none."""
    for kind in kinds:
        if (record_id := getattr(row, f"{kind}_id")) is not None:
            front.open(OPENS[kind], **{f"{kind}_id": record_id})
            return True
    return False
