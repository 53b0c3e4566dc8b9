"""FormDraft: what is typed into a popup reaches the file within a second, and comes back when it opens again.

    self.draft = FormDraft(self, "case.edit 231")     # the same key for the same form of the same record

What was saved or thrown away (by a key, or by taking everything typed back) ends the draft.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from textual.timer import Timer

from servicedesk.domain.date_format import format_when
from servicedesk.i18n import _
from servicedesk.keys.form_names import BEFORE

if TYPE_CHECKING:
    from servicedesk.domain.rows.today import DraftRow
    from servicedesk.services.desk import Desk
    from servicedesk.services.drafts import DraftService
    from servicedesk.settings.words_aside import Aside
    from servicedesk.tui.front import Front

PAUSE = 0.7
"""Seconds from the first change on until what is typed is written."""


class Drafted(Protocol):
    """A popup as its draft sees it."""

    run_service: Any

    @property
    def set_timer(self) -> Callable[..., Timer]:
        """Have something called later."""

    @property
    def desk(self) -> "Desk":
        """The open desk."""

    @property
    def desk_app(self) -> "Front":
        """The app."""

    def first_texts(self) -> dict[str, str]:
        """What the form was opened with, by field."""

    def typed_texts(self) -> dict[str, str]:
        """What stands otherwise in it now."""

    def put_texts(self, texts: Mapping[str, str]) -> None:
        """Show these, as if they had been typed."""

    def say(self, words: str, *, fault: bool) -> None:
        """Show a line below the fields."""


@dataclass(frozen=True, eq=False)
class FormWords:
    """What stood in a form `typed_at` a time, to be called in the writing thread until it is written."""

    drafts: "DraftService"
    key: str
    body: Mapping[str, str]
    typed_at: datetime

    def __call__(self) -> None:
        self.drafts.keep_form(self.key, self.body)

    def aside(self, desk: "Desk") -> "Aside":
        """The same, for a file that cannot be written to."""
        return desk.aside.of_form(self.key, self.body, self.typed_at)


class FormDraft:
    """The draft of one popup; without a key it keeps nothing."""

    def __init__(self, popup: Drafted, key: str = "") -> None:
        """`key` names the form and its record, and goes into no text that is shown."""
        self._popup = popup
        self._key = key
        self._kept: dict[str, str] = {}
        self._timer: Timer | None = None
        self._is_read = False
        self._is_over = not key
        self._is_back = False
        """Whether what the file holds is not known, for the words were at the next step."""
        self._waiting: Callable[[], object] | None = None

    @property
    def is_kept(self) -> bool:
        """Whether what is typed is kept."""
        return bool(self._key)

    def when_read(self, then: Callable[[], object]) -> None:
        """Call `then` once it is known what was left here before."""
        if self._is_read:
            then()
        else:
            self._waiting = then

    def when_known(self, then: Callable[[], object]) -> None:
        """As when_read(); at once where nothing is kept."""
        if self._is_over:
            then()
        else:
            self.when_read(then)

    def begin(self) -> None:
        """The form is open: see whether it was left with words in it."""
        if self._is_over or self._is_read:
            return
        waiting = self._popup.desk_app.words.waiting(self._key)
        if isinstance(waiting, FormWords):
            # The file has not got them yet: what it holds is older.
            self._found(waiting.body, waiting.typed_at)
        elif waiting is not None:
            self._found()
        else:
            read = self._popup.desk.drafts.of_form
            self._popup.run_service(
                read, self._key, then=self._read, failed=lambda _error: self._found(), group="draft"
            )

    def changed(self) -> None:
        """Something was typed; let the draft follow."""
        if not self._is_over and self._timer is None:
            self._timer = self._popup.set_timer(PAUSE, self.keep)

    def keep(self) -> None:
        """Write what stands in the form, if it differs from what the file holds."""
        self._stop()
        if self._is_over:
            return
        if not self._is_read:
            # It would be written over what was left here.
            self.changed()
            return
        texts = self._popup.typed_texts()
        if texts == self._kept and not self._is_back:
            return
        self._kept, self._is_back = texts, False
        drafts, first = self._popup.desk.drafts, self._popup.first_texts()
        body = texts | {f"{BEFORE}{name}": first[name] for name in texts}
        now = self._popup.desk.clock.now()
        words = FormWords(drafts, self._key, body, now)
        self._popup.desk_app.words.keep(self._key, words if texts else partial(drafts.drop_form, self._key))

    def end(self) -> None:
        """The words go on elsewhere, which then ends the draft or keeps it."""
        self._stop()
        self._is_over = True

    def hand_on(self) -> None:
        """The words go on to the next step, and are kept until that ends the draft: once all is saved."""
        if not self._is_over:
            # They stand for what was left here before, which would come back behind them.
            self._is_read = True
            self.keep()
            self.end()

    def go_on(self) -> None:
        """The words have come back from the next step."""
        self._is_read = self._is_back = True

    def drop(self) -> None:
        """The words are saved, or thrown away."""
        if not self._is_over:
            self.end()
            if self._kept or self._is_back or self._key in self._popup.desk_app.words.owners:
                forget = partial(self._popup.desk.drafts.drop_form, self._key)
                self._popup.desk_app.words.keep(self._key, forget)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def _read(self, draft: "DraftRow | None") -> None:
        if draft is None:
            self._found()
        else:
            self._found(draft.body, draft.updated_at)

    def _found(self, body: Mapping[str, str] | None = None, typed_at: datetime | None = None) -> None:
        self._is_read = True
        if body is not None and typed_at is not None and not self._is_over:
            self._take_over(body, typed_at)
        if self._waiting is not None:
            self._waiting()

    def _take_over(self, body: Mapping[str, str], typed_at: datetime) -> None:
        """Show what was left here, with what has been typed since."""
        popup, first = self._popup, self._popup.first_texts()
        typed = popup.typed_texts()
        texts = {name: text for name, text in body.items() if text != first.get(name, text)}
        self._kept = {name: text for name, text in body.items() if not name.startswith(BEFORE)}
        if not texts:
            # What it held stands in the record.
            self.keep()
            return
        # Who was quicker than the file goes on behind what was left, or wins where something stood before.
        together = {
            name: typed[name] if first[name] else text + typed[name]
            for name, text in texts.items()
            if name in typed
        }
        popup.put_texts(texts | together)
        when = format_when(typed_at, popup.desk.clock.now(), popup.desk.zone)
        words = _("Draft kept from {when}. F9 empties the form.").format(when=when)
        if any(body.get(f"{BEFORE}{name}", first[name]) != first[name] for name in texts):
            words += " " + _("Somebody has changed the record since.")
        popup.say(words, fault=False)
        if together:
            self.changed()
