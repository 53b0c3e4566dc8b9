"""DraftKeeper: what is typed into the call form reaches the file within a second, whatever happens next.

The first change after a write starts a clock of PAUSE seconds; when it has run out everything typed by then
is written. So nobody loses more than that second, neither after a pause nor in the middle of typing. All
writes go through the one writing thread, in order: there alone the draft's id is known and changed.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Self

from servicedesk.domain.rows.today import DraftRow
from servicedesk.tui.calls.call_words import CallWords

if TYPE_CHECKING:
    from servicedesk.services.calls import LoggedCall, NewCall
    from servicedesk.services.desk import Desk
    from servicedesk.settings.words_aside import Aside

PAUSE = 0.7


@dataclass(frozen=True, eq=False)
class TypedCall:
    """What stood in the call form `typed_at` a time; called in the writing thread until it is written."""

    keeper: "DraftKeeper"
    words: CallWords
    typed_at: datetime

    def __call__(self) -> None:
        self.keeper.write(self.words)

    def aside(self, desk: "Desk") -> "Aside | None":
        """The same, for a file that cannot be written to; None where nothing would be missed."""
        keeper = self.keeper
        if keeper.is_saved or keeper.is_empty(self.words):
            return None
        return desk.aside.of_call(keeper.draft_id, self.words.to_body(), keeper.started_at, self.typed_at)


@dataclass(eq=False)
class DraftKeeper:
    """The draft of one call; a parked or reopened call gets a keeper of its own."""

    desk: "Desk"
    started_at: datetime
    draft_id: int | None = None
    kept: CallWords | None = None
    """What the file holds, as far as asked for."""
    untouched: CallWords | None = None
    """How the form was opened: from a customer's card it is not blank, and yet nobody has typed."""
    left_at: datetime | None = None
    """When somebody last typed into a draft that was read from the file."""
    is_ending: bool = False
    """Whether its call is being logged, or was: no key logs it a second time."""
    _saved: bool = False
    _kept_start: datetime | None = None
    """Since when the call is, as the file holds it: an answer to a doubt may correct it."""

    @classmethod
    def of(cls, desk: "Desk", draft: DraftRow) -> Self:
        """The keeper of a draft that stands in the file."""
        kept = CallWords.from_body(draft.body)
        found = cls(desk, draft.started_at, draft.id, kept, left_at=draft.updated_at)
        found._kept_start = draft.started_at
        return found

    @property
    def is_saved(self) -> bool:
        """Whether the call was logged."""
        return self._saved

    @property
    def has_words(self) -> bool:
        """Whether there is something to go on with."""
        return not self._saved and self.kept is not None and not self.is_empty(self.kept)

    def left(self) -> None:
        """Somebody turns to something else: this is the one to come back to."""
        if self.draft_id is not None:
            self.desk.drafts.worked_on(self.draft_id)

    def is_empty(self, words: CallWords) -> bool:
        """Whether nothing would be missed if `words` were lost."""
        return words.is_blank or words == self.untouched

    def wants(self, words: CallWords) -> bool:
        """Whether `words` must still be written."""
        if self.kept is None:
            return not self.is_empty(words)
        return words != self.kept or self.started_at != self._kept_start

    def is_to_hold(self, words: CallWords) -> None:
        """These are on their way into the file."""
        self.kept, self._kept_start = words, self.started_at

    def write(self, words: CallWords) -> None:
        """Keep `words`, or throw the draft away when nothing is left of it; call it in the writing thread."""
        if self._saved:
            return
        if self.is_empty(words):
            if self.draft_id is not None:
                self.desk.drafts.discard(self.draft_id)
                self.draft_id = None
            return
        self.draft_id = self.desk.drafts.keep(
            words.to_body(), draft_id=self.draft_id, started_at=self.started_at
        )

    def save(self, new: "NewCall") -> "LoggedCall":
        """Log the call and end its draft in one transaction; call it in the writing thread."""
        logged = self.desk.calls.log(replace(new, draft_id=self.draft_id))
        self._saved = True
        return logged
