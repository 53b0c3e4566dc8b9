"""DraftKeeper: what is typed into the call form reaches the file within a second, whatever happens next.

The first change after a write starts a clock of PAUSE seconds; when it has run out everything typed by then
is written. So nobody loses more than that second, neither after a pause nor in the middle of typing. All
writes go through the one writing thread, in order: there alone the draft's id is known and changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Self

from servicedesk.domain.draft_merge import is_given, names_another
from servicedesk.domain.errors import RefusedError
from servicedesk.domain.rows.today import DraftRow
from servicedesk.i18n import _
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
    adopted: int = 0
    """How often whom the call was given to had been taken over into these words."""

    def __call__(self) -> None:
        self.keeper.write(self.words, self.adopted)

    def aside(self, desk: "Desk") -> "Aside | None":
        """The same, for a file that cannot be written to; None where nothing would be missed."""
        keeper = self.keeper
        if keeper.is_saved or keeper.is_empty(self.words):
            return None
        return desk.aside.of_call(keeper.draft_id, self.words.to_body(), keeper.started_at, self.typed_at)


@dataclass(frozen=True, slots=True)
class GivenAway:
    """A call that was given to somebody while it stood in the form."""

    seen: Mapping[str, str]
    """The draft as it was before, from which the words in the form come."""
    held: Mapping[str, str]
    adopted: int
    """How often the form had taken such news over before."""


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
    adopted: int = 0
    """How often whom the call was given to has been taken over into the form."""
    _written: Mapping[str, str] | None = None
    """The draft as this form last wrote or read it: what differs was given by somebody else."""
    _news: GivenAway | None = None
    """The last of it; from then on until it has been taken over the form says whose it was before."""

    @classmethod
    def of(cls, desk: "Desk", draft: DraftRow) -> Self:
        """The keeper of a draft that stands in the file."""
        kept = CallWords.from_body(draft.body)
        found = cls(desk, draft.started_at, draft.id, kept, left_at=draft.updated_at)
        found._kept_start, found._written = draft.started_at, draft.body
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

    def write(self, words: CallWords, adopted: int = 0) -> None:
        """Keep `words`, or throw the draft away when nothing is left of it; call it in the writing thread."""
        if self._saved:
            return
        if self.is_empty(words):
            if self.draft_id is not None:
                self.desk.drafts.discard(self.draft_id)
                self.draft_id = self._written = None
            return
        news = self._news if self._news is not None and self._news.adopted >= adopted else None
        seen = self._written if news is None else news.seen
        kept = self.desk.drafts.keep_call(words.to_body(), self.draft_id, self.started_at, seen)
        self.draft_id, self._written = kept.draft_id, kept.body
        if news is None and seen is not None and kept.given is not None:
            self._news = GivenAway(seen, kept.given, self.adopted)

    def look(self) -> GivenAway | None:
        """Whom the call was given to, if the form has not taken it over; call it in the writing thread."""
        row = None if self.draft_id is None or self._saved else self.desk.drafts.call(self.draft_id)
        if row is not None and self._written is not None and is_given(self._written, row.body):
            waiting = self._unadopted()
            self._news = GivenAway(waiting.seen if waiting else self._written, row.body, self.adopted)
            self._written = row.body
        return self._unadopted()

    def _unadopted(self) -> GivenAway | None:
        return self._news if self._news is not None and self._news.adopted >= self.adopted else None

    def save(self, new: "NewCall", words: CallWords) -> "LoggedCall":
        """Log the call and end its draft in one transaction; call it in the writing thread.

        RefusedError where it was given to somebody since, whom `words` do not show.
        """
        news = self.look()
        if news is not None and not names_another(words.to_body(), news.seen):
            raise RefusedError(
                _("The call was given to somebody else while you typed."),
                _("Look whose it is, then save again."),
            )
        logged = self.desk.calls.log(replace(new, draft_id=self.draft_id))
        self._saved = True
        return logged
