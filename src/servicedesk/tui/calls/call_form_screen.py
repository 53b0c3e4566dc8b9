"""Log a call: the clock runs from the key on, and nothing that was typed is lost.

"Who" finds the caller while one types, "What" takes the words, "Kind" opens a case, "Note" is the quick
note, F4 adds "Promise"; the line below says what a save will make. F2 parks this call and begins another,
F3 goes on with a parked one. CallFields are the widgets, CallCaller and CallPromise what the desk
adds to them, CallWords are the values, DraftKeeper is the file's side; this module begins, parks and saves.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import ClassVar

from textual import events, on
from textual.binding import BindingType
from textual.timer import Timer
from textual.widgets import Input, Static

from servicedesk.domain.draft_words import draft_in_words
from servicedesk.domain.numbers import format_number
from servicedesk.domain.rows.cases import CaseRow
from servicedesk.domain.rows.customers import CustomerRow
from servicedesk.domain.rows.today import DraftRow
from servicedesk.domain.text import brief, clean_line
from servicedesk.domain.wait_words import CameBack
from servicedesk.i18n import N_, _, ngettext
from servicedesk.keys.actions import BY_ID, Action, Scope
from servicedesk.tui.base.bindings import bindings_for
from servicedesk.tui.base.handler import Handler
from servicedesk.tui.base.safe import plain, styled
from servicedesk.tui.calls import call_lookup, call_words
from servicedesk.tui.calls.call_awaited import CallAwaited
from servicedesk.tui.calls.call_caller import CallCaller
from servicedesk.tui.calls.call_doubts import CallDoubts
from servicedesk.tui.calls.call_fields import CallFields
from servicedesk.tui.calls.call_given import CallGiven
from servicedesk.tui.calls.call_labels import nothing_yet
from servicedesk.tui.calls.call_promise import CallPromise
from servicedesk.tui.calls.call_words import CallWords
from servicedesk.tui.calls.caller_pane import Glance
from servicedesk.tui.calls.caller_words import Others
from servicedesk.tui.calls.draft_keeper import PAUSE, DraftKeeper, TypedCall
from servicedesk.tui.calls.who_field import WhoField
from servicedesk.tui.forms.fields import LineField
from servicedesk.tui.front import CallOut
from servicedesk.tui.lists.list_columns import fitted

SECOND = 1.0
"""Seconds between two pictures of the clock."""

SHOWN_PARKED = 14
"""Cells of the parked call to which the key goes."""

SHOWN_CALL = 40
"""Characters of a call that is named in the line of the clock."""


class CallFormScreen(CallFields):
    """The form."""

    NAME = "call_form"
    SCOPES = (Scope.FORM,)
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Scope.FORM)
    CSS_PATH = "call_form.tcss"
    AUTO_FOCUS = "#who"

    def __init__(
        self,
        customer_id: int | None = None,
        case_id: int | None = None,
        draft_id: int | None = None,
        resume: bool = False,
        out: CallOut | None = None,
    ) -> None:
        """Begin with a customer, about a case, or go on with a draft (`resume`: the one parked last).

        `out` is said of a call that we make; the first key may then be the letter of its outcome.
        """
        super().__init__()
        self._out = out
        self.lookup = CallCaller(self)
        self.promise = CallPromise(self)
        self.awaited = CallAwaited(self)
        self.doubts = CallDoubts(self)
        self.given = CallGiven(self, self.lookup)
        self._open_with = (customer_id, case_id)
        self._draft_id = draft_id
        self._resume = resume
        self._keeper: DraftKeeper | None = None
        self._parked: list[DraftKeeper] = []
        self._keep_timer: Timer | None = None

    def make_handlers(self) -> Iterable[Handler]:
        """What knows the caller, the promise, who waits for this call, and what is odd about its length."""
        return (self.lookup, self.promise, self.awaited, self.doubts, self.given)

    def offered(self) -> list[Action]:
        """F2 parks this call here, and the footer says so."""
        parks = {"call.new": N_("park")}
        found = super().offered()
        return [one._replace(label=parks[one.id]) if one.id in parks else one for one in found]

    def cases(self) -> Sequence[CaseRow]:
        """The caller's open cases, and the one that the form was opened with."""
        return self.lookup.cases()

    def caller(self) -> CustomerRow | None:
        """The customer taken, or else the one that a save would recognise."""
        return self.lookup.customer()

    def others(self) -> Others:
        """Who else can be meant by the number or the name that was typed."""
        return self.lookup.others()

    def tab_stays(self) -> bool:
        """Tab may take the only candidate, or give them back."""
        return self.lookup.tab()

    def other_key(self) -> None:
        """What Tab took in "Who" stays."""
        self.lookup.other_key()

    def namesake(self) -> CustomerRow | None:
        """Who has the very name or number in "Who", where nobody is taken."""
        return self.lookup.namesake()

    def is_known_part(self) -> bool:
        """Whether somebody is known to have the part of a number in "Who"."""
        return self.lookup.is_known_part()

    def new_doubt(self) -> list[str]:
        """That what stands in "Who" may look for somebody, once a save has stopped at it."""
        return self.lookup.new_doubt()

    def is_looked_up(self) -> bool:
        """Whether the desk has said who has the name or number in "Who"."""
        return self.lookup.is_looked_up()

    def ends(self) -> CameBack | None:
        """The case whose wait a save would end."""
        return self.awaited.found

    def fill(self, words: CallWords) -> None:
        """Show another call, and its promise if it has one."""
        super().fill(words)
        self.promise.fill(words)

    @on(Input.Changed, "#who")
    def _who_typed(self, event: Input.Changed) -> None:
        event.stop()
        self.lookup.typed(event.value)

    @on(events.DescendantBlur)
    def _left_field(self, event: events.DescendantBlur) -> None:
        if event.widget.id == "what":
            self.other_key()
        if self._keeper is not None and (self.focused is None or self.focused.id != "who"):
            self.lookup.part()

    @on(Input.Changed, "#promise")
    def _promise_typed(self, event: Input.Changed) -> None:
        event.stop()
        self.promise.typed(event.value)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        if event.input.id == "who":
            self.lookup.take_pointed()
            self.query_one("#what").focus()
        else:
            self.go_on()

    def on_screen_suspend(self) -> None:
        """A box was opened over the form: a Tab behind it is none right behind the last one."""
        self.other_key()

    def on_mount(self) -> None:
        """Start the clock; then see with whom or what the form was opened."""
        self.query_one("#who", WhoField).phone_region = self.desk.settings.region
        self.query_one("#handler", LineField).placeholder = plain(self.desk.actor)
        words = CallWords()
        if self._out is not None:
            words = replace(words, direction="out", for_followup_id=self._out.followup_id, who=self._out.who)
        self._begin(DraftKeeper(self.desk, self.desk.clock.now()), words)
        self.set_interval(SECOND, self.tick)
        self.set_interval(SECOND, self.doubts.tick)
        customer_id, case_id = self._open_with
        if self._draft_id is not None or self._resume:
            self.change(call_lookup.own_drafts, self.desk, then=self._go_on_with_draft, opens=True)
        elif case_id is not None:
            look = partial(call_lookup.look_at_row, self.desk, customer_id, case_id)
            self.run_service(look, then=self._begin_about, opens=True)
        elif customer_id is not None:
            self.run_service(call_lookup.look_at, self.desk, customer_id, then=self._begin_with, opens=True)

    def load(self) -> None:
        """Somebody has written: count the parked calls again, and look again at the caller taken."""
        self.run_service(call_lookup.own_drafts, self.desk, then=self._show_parked, group="parked")
        if self.words.customer_id is not None:
            self.lookup.look_again(self.words.customer_id)
        self.awaited.look_again()
        self.doubts.look()
        self.given.look()

    def on_unmount(self) -> None:
        """The program ends: what stands here is kept first."""
        if self._keeper is not None:
            self._keep()

    # Beginning

    @property
    def keeper(self) -> DraftKeeper:
        """The draft of the call in the form."""
        if self._keeper is None:
            raise RuntimeError("the form is not mounted yet")
        return self._keeper

    def _begin(self, keeper: DraftKeeper, words: CallWords) -> None:
        """Show a call, an empty one or one to go on with."""
        self._keeper = keeper
        self.started_at = keeper.started_at
        self.doubts.begin(keeper)
        self.given.begin(keeper)
        self.warned_of = ""
        self.begins_at_outcome = False
        self._stop_timer()
        self.lookup.forget()
        self.fill(words)
        self.lookup.look_at_words()
        self.query_one("#what" if words.customer_id is not None else "#who").focus()
        self.show_clock()
        self.load()

    def _begin_with(self, glance: Glance | None) -> None:
        self._begin_about((None, glance))

    def _begin_about(self, found: tuple[CaseRow | None, Glance | None]) -> None:
        """The customer or the case from which the form was opened; what somebody typed meanwhile wins."""
        case, glance = found
        if self.words.is_blank and found != (None, None):
            if case is not None and glance is not None and case.customer_id not in {None, glance.customer.id}:
                text = _("Not about {number}: it is another customer's.")
                self.tell(text.format(number=format_number("case", case.id)))
                case = None
            if glance is not None and self.words.for_followup_id is not None:
                self.put(for_customer_id=glance.customer.id, for_name=clean_line(glance.customer.name))
            self.lookup.begin_with(glance, case)
            self.keeper.untouched = self.words
            self.begins_at_outcome = self.words.direction == "out"
            self.query_one("#outcome" if self.begins_at_outcome else "#what").focus()

    def _go_on_with_draft(self, drafts: list[DraftRow]) -> None:
        others = self._others(drafts)
        if self._draft_id is not None:
            found = next((one for one in others if one.draft_id == self._draft_id), None)
        else:
            found = others[0] if others else None
        if found is None:
            self.tell(_("No other call is parked."))
        elif self.words.is_blank:
            self._open_draft(found)

    def _open_draft(self, keeper: DraftKeeper) -> None:
        words = keeper.kept or CallWords()
        if keeper.left_at is not None:
            words = words.hung_up_if_left(keeper.left_at, self.desk.clock.now())
            keeper.left_at = None
        # The hour of hanging up was read off the draft, not typed: passing by writes nothing.
        keeper.kept = words
        self._begin(keeper, words)
        if words.ended_at is None:
            self.tell(_("Resumed: {call}").format(call=self._named(keeper)))
        else:
            # Since when it is stands beside the hour of hanging up.
            key = self.desk_app.keys.shown(BY_ID["form.hang_up"])
            said = _("Resumed: {call}").format(call=_in_words(words))
            self.tell(f"{said}{call_words.clock_hint(words, key)}")

    def _named(self, keeper: DraftKeeper) -> str:
        """Who is in a call that was begun, what about, and since when."""
        since = f"{keeper.started_at.astimezone(self.desk.zone):%H:%M}"
        return _("{call}, since {time}").format(call=_in_words(keeper.kept or CallWords()), time=since)

    # Drafts

    def _begun(self, drafts: list[DraftRow]) -> list[DraftKeeper]:
        """The calls that were begun, this one too, the one last worked on first."""
        # What could not be written yet is what was typed last.
        found = [one for one in reversed(self.desk_app.words.owners) if isinstance(one, DraftKeeper)]
        held = {one.draft_id: one for one in (self.keeper,) if one not in found}
        unwritten = {one.draft_id for one in found}
        found += [
            held.get(draft.id) or DraftKeeper.of(self.desk, draft)
            for draft in drafts
            if draft.id not in unwritten
        ]
        return [one for one in found if one.has_words]

    def _others(self, drafts: list[DraftRow]) -> list[DraftKeeper]:
        """The other calls that were begun: from this one on to those longer left, then the last again."""
        begun = self._begun(drafts)
        place = next((i for i, one in enumerate(begun) if one is self.keeper), -1)
        return begun[place + 1 :] + begun[: max(place, 0)]

    def _show_parked(self, drafts: list[DraftRow]) -> None:
        others = self._others(drafts)
        text = ""
        if others:
            words, count = others[0].kept or CallWords(), len(others)
            who = fitted(draft_in_words(words.to_body()), SHOWN_PARKED).rstrip()
            text = ngettext("{count} parked: F3 {who}", "{count} parked: F3 {who}", count)
            text = text.format(count=count, who=who)
        self.query_one("#parked", Static).update(styled((text, "bold $text-warning")))
        # What the clock's line has room for is known once this stands beside it.
        self.call_after_refresh(self.show_clock)

    def words_changed(self) -> None:
        """Let the draft follow within PAUSE seconds."""
        self.awaited.look()
        self.lookup.show_hint()
        if self._keep_timer is None:
            self._keep_timer = self.set_timer(PAUSE, self._keep)

    def has_typed(self) -> None:
        """The call went on until now."""
        self.doubts.typed()

    def _stop_timer(self) -> None:
        if self._keep_timer is not None:
            self._keep_timer.stop()
            self._keep_timer = None

    def _keep(self) -> None:
        """Write the draft if it differs from what the file holds."""
        self._keep_timer = None
        keeper, words = self.keeper, self.words
        if not keeper.wants(words):
            return
        self._write(keeper, words)

    def _write(self, keeper: DraftKeeper, words: CallWords) -> None:
        keeper.is_to_hold(words)
        self.desk_app.words.keep(keeper, TypedCall(keeper, words, self.desk.clock.now(), keeper.adopted))

    def keep_words(self) -> None:
        """The program is about to end: keep what stands here."""
        self._stop_timer()
        if self._keeper is not None:
            self.take_typed()
            self._keep()

    def level_out(self) -> bool:
        """Esc: nothing is asked, the draft is kept. Unlike a call that is parked, it has been hung up."""
        self._stop_timer()
        if self.words.ended_at is None and not self.keeper.is_empty(self.words):
            self.words = replace(self.words, ended_at=self.desk.clock.now())
        self._keep()
        self.keeper.left()
        return False

    def take_second_call(self) -> bool:
        """Park this call and begin another."""
        self._stop_timer()
        self._keep()
        said = ""
        if not self.keeper.is_ending and not self.keeper.is_empty(self.words):
            self.keeper.kept = self.words
            self.keeper.left()
            self._parked.append(self.keeper)
            said = _("Parked: {call}. F3 resumes it.").format(call=self._named(self.keeper))
        self._begin(DraftKeeper(self.desk, self.desk.clock.now()), CallWords())
        if said:
            self.tell(said)
        return True

    def take_parked_call(self) -> bool:
        """Keep this call and go on with the next parked one."""
        self._stop_timer()
        self._keep()
        self.change(call_lookup.own_drafts, self.desk, then=self._open_next, opens=True)
        return True

    def _open_next(self, drafts: list[DraftRow]) -> None:
        others = self._others(drafts)
        if not others:
            self.tell(_("No other call is parked."))
            return
        found = others[0]
        known = {found, found.draft_id} - {None}
        self._parked = [one for one in self._parked if one not in known and one.draft_id not in known]
        self._open_draft(found)

    # Saving

    def action_form_case(self) -> None:
        """About the next open case, after the last about none."""
        if not self.cases():
            self.tell(_("This customer has no open case."))
            return
        ids: list[int | None] = [None, *(case.id for case in self.cases())]
        place = ids.index(self.words.case_id) if self.words.case_id in ids else 0
        self.put(case_id=ids[(place + 1) % len(ids)], kind="")
        self.show_choices()

    def action_form_hang_up(self) -> None:
        """The conversation ended now; again: it goes on."""
        self.put(ended_at=None if self.words.ended_at else self.desk.clock.now())
        self.show_clock()

    def action_form_answered(self) -> None:
        """It rang until now; again: it was answered at once."""
        self.put(answered_at=None if self.words.answered_at else self.desk.clock.now())
        self.show_clock()

    def action_form_save(self) -> None:
        """Save; first stop at a quick note of which something would not be done."""
        if self.keeper.is_ending or not self.lookup.settled(self.action_form_save):
            return
        self.part()
        words, note = self.words, self.note()
        if not words.is_savable:
            self.tell(nothing_yet(words.direction))
            self.query_one("#who").focus()
            return
        if call_words.promise_fault(words, self.desk.clock.now()):
            # Unlike a word of the note it was said to somebody: it is never saved away.
            self.promise.action_form_promise()
            self.show_echo()
            return
        found = call_words.faults(words, note)
        if found and self.warned_of != words.note:
            self.warned_of = words.note
            self.query_one("#note").focus()
            self.show_echo()
            return
        if self.lookup.stops_at_new():
            self.query_one("#who").focus()
            self.show_echo()
            return
        if not self.doubts.ask(then=self._save):
            self._save()

    def _save(self) -> None:
        """Log the call as it stands now."""
        keeper = self.keeper
        if keeper.is_ending:
            return
        self._stop_timer()
        keeper.is_ending = True
        words, note, setting = self.words, self.note(), self.setting()
        new = words.to_call(note, setting.rang_at, setting.now, setting.actor, setting.caller_id)
        self.change(
            keeper.save,
            new,
            words,
            said=lambda logged: call_words.saved_in_words(logged, words, note, setting),
            then=lambda _logged: self._saved(keeper),
            failed=partial(self._save_failed, keeper, words),
        )

    def _saved(self, keeper: DraftKeeper) -> None:
        """Another call is in the form if F2 came first; under a box the form waits until that has closed."""
        if keeper is self.keeper and self.app.screen is self:
            self._go_back()

    def on_screen_resume(self) -> None:
        """What lay over the form has closed: the call may have been saved in the meantime."""
        if self._keeper is not None and self._keeper.is_saved and self.app.screen is self:
            self._go_back()

    def _go_back(self) -> None:
        """To where the user was: to a call parked from here, else to the screen below."""
        if self._parked:
            # Another call under the fingers: it is said which.
            self._open_draft(self._parked.pop())
        else:
            self.app.pop_screen()

    def _save_failed(self, keeper: DraftKeeper, words: CallWords, error: Exception) -> None:
        """The form stays as it is, and its draft is kept."""
        keeper.is_ending = False
        self.desk_app.report(error)
        if keeper.wants(words):
            self._write(keeper, words)
        if keeper is self.keeper:
            self.given.look()


def _in_words(words: CallWords) -> str:
    return brief(draft_in_words(words.to_body()), SHOWN_CALL) or _("a call")
