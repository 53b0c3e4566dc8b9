"""A call that is given to somebody, on Today or in another window, while it stands in the form.

The form shows whose it is from then on, and every word that was typed. Whoever was named in the form after it
was given stays; that it was given is said.
"""

from servicedesk.domain.draft_merge import given, names_another
from servicedesk.domain.text import clean_line
from servicedesk.i18n import _
from servicedesk.tui.base.handler import Handler
from servicedesk.tui.calls.call_caller import CallCaller
from servicedesk.tui.calls.call_fields import CallFields
from servicedesk.tui.calls.call_words import CallWords
from servicedesk.tui.calls.draft_keeper import DraftKeeper, GivenAway


class CallGiven(Handler):
    """Takes over into the form whom its call was given to."""

    def __init__(self, form: CallFields, lookup: CallCaller) -> None:
        """No call yet."""
        super().__init__(form)
        self.form, self.lookup = form, lookup
        self._keeper: DraftKeeper | None = None

    def begin(self, keeper: DraftKeeper) -> None:
        """This call is shown from now on."""
        self._keeper = keeper

    def look(self) -> None:
        """Somebody has written: it may have been the draft of this call."""
        keeper = self._keeper
        if keeper is not None:
            # In the writing thread, behind the writes of this form; what fails there is told by them.
            self.change(keeper.look, then=lambda news: self._take(keeper, news), failed=lambda _error: None)

    def _take(self, keeper: DraftKeeper, news: GivenAway | None) -> None:
        if news is None or keeper is not self._keeper or keeper.is_ending or news.adopted < keeper.adopted:
            return
        self.form.take_typed()
        typed = self.form.words.to_body()
        keeper.adopted += 1
        name = clean_line(news.held.get("who", "")) or _("nobody")
        if names_another(typed, news.seen):
            self.form.tell(_("Given to {name} meanwhile; it stays with whom you named.").format(name=name))
            return
        self.form.show_given(CallWords.from_body(given(typed, news.seen, news.held)))
        self.lookup.forget()
        self.lookup.look_at_words()
        self.form.tell(_("Given meanwhile: the call belongs to {name} now.").format(name=name))
