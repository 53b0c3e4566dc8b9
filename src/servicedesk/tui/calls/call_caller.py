"""Who is calling: candidates while one types, the one taken, and what must be known of them.

The desk is asked SETTLE seconds after the last key in "Who". Answers never move the focus; an answer to words
that have changed since is dropped.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, partial

from textual.timer import Timer
from textual.widgets import Input

from servicedesk.domain.caller_field import CallerField, read_caller_field
from servicedesk.domain.caller_line import name_and_number
from servicedesk.domain.caller_names import makes_card
from servicedesk.domain.phones import digits_of
from servicedesk.domain.rows.cases import CaseRow
from servicedesk.domain.rows.customers import CustomerRow
from servicedesk.domain.text import clean_line
from servicedesk.domain.wording import sounding_like
from servicedesk.i18n import _
from servicedesk.tui.base.handler import Acts, Handler
from servicedesk.tui.calls import call_lookup
from servicedesk.tui.calls.call_fields import CallFields
from servicedesk.tui.calls.call_words import WHOLE_NUMBER, behind
from servicedesk.tui.calls.caller_pane import CallerPane, Glance, Moment
from servicedesk.tui.calls.caller_tab import CallerTab, taken_by_tab
from servicedesk.tui.calls.caller_words import NO_OTHERS, Others
from servicedesk.tui.forms.fields import LineField
from servicedesk.tui.lists.list_columns import fitted

SETTLE = 0.12

SHOWN_NAME = 12
"""Cells of a name in what is said beside the clock: what a key does then must not be cut."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom a key takes once the desk has answered to what was typed."""

    typed: str
    by_tab: bool = False
    """Whether only the one who alone can be meant is taken."""
    pointed_at: CustomerRow | None = None
    """The candidate to which the pointer was moved before the key."""
    is_tabbed_twice: bool = False
    """Whether Tab was pressed again right behind it: somebody new is meant."""
    is_settled: bool = False
    """Whether another key was pressed since: a later Tab takes nothing back."""


class CallCaller(Handler):
    """Finds the caller among the desk's customers."""

    def __init__(self, form: CallFields) -> None:
        """Nobody yet."""
        super().__init__(form)
        self.form = form
        self._found = call_lookup.Found("")
        self._glance: Glance | None = None
        self._case: CaseRow | None = None
        self._wanted: Wanted | None = None
        self._tab = CallerTab()
        self._lookup_timer: Timer | None = None
        self._then: Callable[[], object] | None = None
        """What waits for the answer to what was typed."""
        self._told_of = ""
        """The words of which it was said that a save makes a new customer of them."""

    def cases(self) -> tuple[CaseRow, ...]:
        """The caller's open cases, and the one that the form was opened with."""
        cases = (
            self._glance.cases if self._glance is not None and self.form.words.customer_id is not None else ()
        )
        if self._case is not None and all(case.id != self._case.id for case in cases):
            cases = (self._case, *cases)
        return cases

    def customer(self) -> CustomerRow | None:
        """The customer taken, or else the one that a save would recognise."""
        if self.form.words.customer_id is None:
            return None if self.form.words.is_new else self.namesake()
        return self._glance.customer if self._glance is not None else None

    def namesake(self) -> CustomerRow | None:
        """Who has the very name or number in "Who", where nobody is taken."""
        is_open = self.form.words.customer_id is None and self.is_looked_up()
        return self._found.known if is_open else None

    def is_looked_up(self) -> bool:
        """Whether the desk has answered to what stands in "Who"."""
        return self.form.words.customer_id is not None or self._found.typed == self._asked()

    def others(self) -> Others:
        """Who else can be meant by the number or the name in "Who", where nobody is taken."""
        is_open = self.form.words.customer_id is None and self.is_looked_up() and not self.form.words.is_new
        return Others(self._found.sharing, self._found.same_name) if is_open else NO_OTHERS

    def is_known_part(self) -> bool:
        """Whether the part of a number that stands in "Who" is somebody's."""
        return bool(self._found.known or self._found.sharing) and self.is_looked_up()

    def _line(self) -> CallerField:
        return read_caller_field(self.form.words.who, self.desk.settings.region)

    def _asked(self) -> str:
        """For whom the desk is asked."""
        return self._line().caller

    def part(self) -> None:
        """Nobody types in "Who" any more: what belongs to the note goes there."""
        if self._line().is_part and not self.is_looked_up():
            # Whether it is a number is known when the answer comes.
            return
        self.form.part()

    def forget(self) -> None:
        """Nobody yet."""
        self._stop_looking()
        self._found = call_lookup.Found("")
        self._glance = self._case = None
        self._wanted = self._then = None
        self._told_of = ""
        self._tab.forget()

    def settled(self, then: Callable[[], object]) -> bool:
        """Whether the desk has answered to what stands in "Who"; else `then` is called once it has."""
        if self.is_looked_up() or not self._asked():
            return True
        self._then = then
        self._look_up(opens=True)
        return False

    def stops_at_new(self) -> bool:
        """Whether a save stops before it makes a new customer of what rather looks for one; it stops once."""
        words = self._asked()
        if words == self._told_of or not self._looks_for_somebody():
            return False
        self._told_of = words
        return True

    def new_doubt(self) -> list[str]:
        """That what was typed may look for somebody, once a save has stopped at it."""
        if not self._told_of or self._told_of != self._asked() or not self._looks_for_somebody():
            return []
        row = self.form.query_one(CallerPane).pointed_at or self._found.candidates[0]
        text = _("“{words}” would be a new customer; Enter takes {name}.")
        return [text.format(words=self._told_of, name=clean_line(row.name))]

    def _looks_for_somebody(self) -> bool:
        """Whether these are initials or a part of a name of somebody, of whom a save would make a card."""
        found, words = self._found, self.form.words
        if words.customer_id is not None or words.is_new or found.typed != self._asked():
            return False
        number = digits_of(name_and_number(found.typed, self.desk.settings.region)[1])
        is_doubtful = bool(found.candidates) and not (found.are_near or found.sharing or found.known)
        return is_doubtful and len(number) < WHOLE_NUMBER

    def look_at_words(self) -> None:
        """Look at the customer and the case that stand in the words."""
        self.form.query_one(CallerPane).show((), None, moment=self._moment, hint=self._hint())
        if self.form.words.customer_id is not None:
            self.look_again(self.form.words.customer_id)
        elif self.form.words.who:
            if self.form.words.is_new:
                self._tab.declined = self._asked()
            self._look_up()
        if self.form.words.case_id is not None:
            self.run_service(
                call_lookup.look_at_case,
                self.desk,
                self.form.words.case_id,
                then=lambda found: self._show_case(found[0]),
                group="case",
            )

    def begin_with(self, glance: Glance | None, case: CaseRow | None = None) -> None:
        """The form was opened with a customer, or about a case; nobody has typed."""
        self._case = case
        if glance is not None:
            self.take(glance.customer, glance)
        if case is not None:
            self.form.put(case_id=case.id)
            self.form.show_choices()

    @property
    def _moment(self) -> Moment:
        shown = self.form.moment.shown_phone
        return Moment(self.desk.clock.now(), self.desk.zone, shown, self.form.case_key)

    def _hint(self) -> str:
        who = self._asked()
        if who == self._tab.declined != "":
            return _("Enter picks >  else a new customer")
        if self._found.are_near:
            return _("Down selects; saving adds a new customer.")
        if (meant := self._meant()) is not None:
            if len(self._found.candidates) == 1:
                return _("Enter, Tab pick >  Tab Tab: new customer")
            return _("Enter picks >  Tab Tab: new  Tab: {name}").format(name=clean_line(meant.name))
        if self._found.candidates:
            return _("Enter picks >  Up/Down  Tab picks nobody")
        if self._found.known is None and who and self._found.typed == who:
            return self._new_hint(who)
        return "" if who else _("Any part of a number or name, or initials.")

    def _new_hint(self, who: str) -> str:
        name, _number = name_and_number(who, self.desk.settings.region)
        words = self.form.words
        if not makes_card(name, words.outcome, leads_on=words.leads_on(self.form.note())):
            return _("No match: the number is kept, no customer is added.")
        return _("No match: saving adds a new customer.")

    def show_hint(self) -> None:
        """Say anew what a save makes of words that nobody is found by: how the call ended changes it."""
        if self.form.words.customer_id is None and self._found.typed == self._asked() != "":
            pane = self.form.query_one(CallerPane)
            pane.hint = self._hint()
            pane.refresh()

    def _stop_looking(self) -> None:
        if self._lookup_timer is not None:
            self._lookup_timer.stop()
            self._lookup_timer = None

    def _look_up(self, *, opens: bool = False) -> None:
        self._stop_looking()
        typed = self._asked()
        if not typed or self.form.words.customer_id is not None:
            self._show_found(call_lookup.Found(typed))
            return
        pointed = self.form.query_one(CallerPane).pointed_at
        self.run_service(
            call_lookup.find_caller,
            self.desk,
            typed,
            pointed.id if pointed else None,
            then=self._show_found,
            failed=self._found_nothing_out,
            group="candidates",
            opens=opens,
        )

    def _found_nothing_out(self, error: Exception) -> None:
        """The desk could not answer: what a later look finds is not taken by an earlier key."""
        self._wanted = self._then = None
        self.desk_app.report(error)

    def _show_found(self, found: call_lookup.Found) -> None:
        if self.form.words.customer_id is not None or found.typed != self._asked():
            return
        self._found = found
        self._glance = found.glance
        pane = self.form.query_one(CallerPane)
        heading = sounding_like(found.typed) if found.are_near else ""
        if found.are_near and found.same_name:
            heading = _("Same name, another number:")
        pane.show(found.candidates, found.glance, moment=self._moment, hint=self._hint(), heading=heading)
        wanted, self._wanted = self._wanted, None
        if wanted is not None and wanted.typed == found.typed:
            self._take_wanted(wanted)
        is_left = self.form.focused is not None and self.form.focused.id != "who"
        if is_left and self.form.words.customer_id is None:
            self.part()
        self.form.show_echo()
        then, self._then = self._then, None
        if then is not None:
            then()

    def _take_wanted(self, wanted: Wanted) -> None:
        """The desk has answered to what was typed before Enter or Tab."""
        pane, meant = self.form.query_one(CallerPane), wanted.pointed_at
        pointed = pane.pointed_at
        if meant is None and pointed is not None and not pane.is_moved:
            # Where the pointer was left by an earlier answer nobody has pointed.
            pointed = self._found.candidates[0]
        if wanted.by_tab:
            self._take_by_tab()
            if wanted.is_settled:
                self._tab.other_key()
            elif wanted.is_tabbed_twice:
                self._keep_words_instead()
        elif meant is not None and (pointed is None or pointed.id != meant.id):
            # Who was pointed at is not among them any more: nobody else is taken in their place.
            self.form.query_one("#who").focus()
            self.form.tell(_("Nobody taken: {name} has gone.").format(name=clean_line(meant.name)))
        elif pointed is not None:
            count = len(self._found.candidates)
            self.take(pointed, self._found.glance)
            if count > 1 and meant is None:
                # Nobody has seen them.
                text = _("Enter took {name}, the first of {count}.")
                self.form.tell(text.format(name=clean_line(pointed.name), count=count))

    def look_again(self, customer_id: int) -> None:
        """What is known of a customer, once more."""
        self.run_service(call_lookup.look_at, self.desk, customer_id, then=self._show_glance, group="glance")

    def _show_glance(self, glance: Glance | None) -> None:
        """What is known of the customer taken, or of the candidate pointed at."""
        pane = self.form.query_one(CallerPane)
        if glance is None:
            return
        if glance.customer.id == self.form.words.customer_id:
            self._glance = glance
            pane.show_taken(glance, moment=self._moment)
            self.form.show_choices()
            self.form.show_echo()
        elif pane.pointed_at is not None and pane.pointed_at.id == glance.customer.id:
            self._glance = glance
            pane.show_glance(glance)

    def _show_case(self, case: CaseRow | None) -> None:
        if case is not None and case.id == self.form.words.case_id:
            self._case = case
            self.form.show_choices()
            self.form.show_echo()

    def take(self, row: CustomerRow, glance: Glance | None) -> None:
        """The caller is this customer."""
        field = self.form.query_one("#who", LineField)
        name, line = clean_line(row.name), self._line()
        self._glance = glance if glance is not None and glance.customer.id == row.id else None
        with self.form.prevent(Input.Changed):
            field.value = name
            field.cursor_position = len(name)
        self.form.query_one(CallerPane).show_taken(self._glance or Glance(row, (), ()), moment=self._moment)
        if self._glance is None:
            self.look_again(row.id)
        typed, note = self.form.words.who, self.form.words.note
        if line.text:
            typed, note = line.caller, behind(note, line.text)
            with self.form.prevent(Input.Changed):
                self.form.fill_line("note", note)
        self.form.put(typed=typed, who=name, customer_id=row.id, note=note, is_new=False)
        self.form.show_choices()

    def typed(self, who: str) -> None:
        """Something else stands in "Who"."""
        if who == self.form.words.who:
            return
        # Another caller than the one taken: their case goes with them.
        # A save that waits for the answer goes on: keys are held for it, so these words came before it.
        self._case = self._wanted = None
        # Also who types the same words once more: what is to become of them is asked anew.
        self._tab.forget()
        self.form.put(who=who, typed="", customer_id=None, case_id=None, is_new=False)
        self.form.show_choices()
        self._stop_looking()
        self._lookup_timer = self.form.set_timer(SETTLE, self._look_up)

    def take_pointed(self) -> None:
        """Enter in "Who": the candidate pointed at; while they are being looked up, it waits for them."""
        typed, pane = self._asked(), self.form.query_one(CallerPane)
        if not typed or self.form.words.customer_id is not None:
            return
        if self._found.typed != typed:
            self._wanted = Wanted(typed, pointed_at=pane.pointed_at if pane.is_moved else None)
            self._look_up(opens=True)
        elif (row := pane.pointed_at) is not None:
            self.take(row, self._glance)

    # Tab

    def tab(self) -> bool:
        """Tab in "Who" takes the one who can be meant; right behind that it takes them back: somebody new.

        Whether the focus stays where it is.
        """
        focused = self.form.focused
        if focused is None or focused.id not in {"who", "what"}:
            return False
        if focused.id == "what":
            if self._wanted is not None and self._wanted.by_tab and not self._wanted.is_settled:
                self._wanted = replace(self._wanted, is_tabbed_twice=True)
                return True
            return self._keep_words_instead()
        typed = self._asked()
        if typed and typed != self._tab.declined and self.form.words.customer_id is None:
            if self._found.typed == typed:
                self._take_by_tab()
            else:
                self._wanted = Wanted(typed, by_tab=True)
                self._look_up(opens=True)
        return False

    def other_key(self) -> None:
        """Another key than Tab was pressed behind "Who", or one has gone elsewhere."""
        self._tab.other_key()
        if self._wanted is not None and not self._wanted.is_tabbed_twice:
            self._wanted = replace(self._wanted, is_settled=True)

    def _meant(self) -> CustomerRow | None:
        return taken_by_tab(self._found, self._asked(), self.desk.settings.region)

    def _take_by_tab(self) -> None:
        row = self._meant()
        if row is None:
            return
        before = self.form.words
        self.take(row, self._found.glance)
        self._tab.took(before, self.form.words)
        name = fitted(clean_line(row.name), SHOWN_NAME).rstrip()
        self.form.tell(_("Tab took {name}; Tab again: a new customer").format(name=name))

    def _keep_words_instead(self) -> bool:
        """Right behind a Tab that took somebody: another one is meant, whom the desk does not know yet."""
        self.form.take_typed()
        before = self._tab.to_keep_instead(self.form.words)
        if before is None:
            return False
        with self.form.prevent(Input.Changed):
            self.form.fill_line("who", before.who)
            self.form.fill_line("note", before.note)
        self._glance = None
        self.form.put(who=before.who, typed="", customer_id=None, case_id=None, note=before.note, is_new=True)
        self.form.show_choices()
        self._tab.declined = self._asked()
        pane, found = self.form.query_one(CallerPane), self._found
        pane.show(found.candidates, found.glance, moment=self._moment, hint=self._hint())
        self.form.tell(_("A new customer: {words}").format(words=before.who))
        return True

    @cached_property
    def acts(self) -> Acts:
        """From candidate to candidate; elsewhere from field to field."""
        return {"form.candidate_down": partial(self._step, 1), "form.candidate_up": partial(self._step, -1)}

    def _step(self, step: int) -> None:
        pane = self.form.query_one(CallerPane)
        if self.form.focused is not None and self.form.focused.id == "who" and pane.candidates:
            row = pane.step(step)
            if row is not None and (pane.glance is None or pane.glance.customer.id != row.id):
                self.look_again(row.id)
        elif step > 0:
            self.form.focus_next()
        else:
            self.form.focus_previous()
