"""What was done: changes, events, lines of a history."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Change:
    """What one action did: `action` is the number that undo takes, `ids` the records it touched.

    `verb` is what the user did. `subject` is told of an undo or redo: the record, as (kind, id), to which the
    user did it, unless it was done to several.
    """

    action: int
    verb: str
    ids: tuple[int, ...]
    subject: tuple[str, int] | None = None
    judges_past: bool = False
    """Whether it changed the hours of days that are over: what was due on them is judged anew."""
    kinds: tuple[tuple[str, int], ...] = ()
    """How many records of each kind were touched."""

    named: tuple[str, str] = ("", "")
    """Of the `subject` of an undo or redo: the customer, and what it is about; blank where there is none."""

    @property
    def count(self) -> int:
        """How many records were touched."""
        return len(self.ids)

    @property
    def id(self) -> int:
        """The one record that was touched (the first, of several)."""
        return self.ids[0]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """Before and after of one field; None means empty. `kind` is the record or part that has the field."""

    field: str
    before: Any
    after: Any
    kind: str


@dataclass(frozen=True, slots=True)
class EventLine:
    """One line of the append-only history."""

    id: int
    at: datetime
    actor: str
    verb: str
    kind: str
    subject_id: int | None
    action: int
    run_id: int | None
    undoes: int | None
    annulled_by: int | None
    changes: tuple[FieldChange, ...]
    happened_at: datetime | None = None
    """When it happened, of what was written down later."""
    is_undone: bool = False
    """Whether it was taken back, and not done again since."""
    customer: str = ""
    """Whose the record is, in a list of many records."""


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One line of a dossier: a call, a note, a follow-up or a change, in order of time.

    `what` is `call`, `note`, `followup` or an event's verb; `text` is the customer's or the desk's own words;
    `changes` are given for events only, `direction` and `channel` for calls. `case_id` is the case
    that a line of a merged case comes from.
    """

    at: datetime
    actor: str
    what: str
    text: str
    record_id: int | None = None
    direction: str = ""
    changes: tuple[FieldChange, ...] = ()
    case_id: int | None = None
    channel: str = ""
    recorded_at: datetime | None = None
    """When it was written down, where that was later than `at`."""
