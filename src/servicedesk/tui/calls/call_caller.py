"""Who is calling: candidates while one types, the one taken, and what must be known of them.

The desk is asked SETTLE seconds after the last key in "Who". Answers never move the focus; an answer to words
that have changed since is dropped.
"""

from functools import cached_property, partial

from textual.timer import Timer
from textual.widgets import Input

from servicedesk.domain.caller_field import CallerField, read_caller_field
from servicedesk.domain.caller_line import name_and_number
from servicedesk.domain.phones import digits_of
from servicedesk.domain.rows.cases import CaseRow
from servicedesk.domain.rows.customers import CustomerRow
from servicedesk.domain.text import clean_line
from servicedesk.domain.wording import sounding_like
from servicedesk.i18n import _
from servicedesk.tui.base.handler import Acts, Handler
from servicedesk.tui.calls import call_lookup
from servicedesk.tui.calls.call_fields import CallFields
from servicedesk.tui.calls.call_words import WHOLE_NUMBER, CallWords, behind
from servicedesk.tui.calls.caller_pane import CallerPane, Glance, Moment
from servicedesk.tui.forms.fields import LineField

SETTLE = 0.12


class CallCaller(Handler):
    """Finds the caller among the desk's customers."""

    def __init__(self, form: CallFields) -> None:
        """Nobody yet."""
        super().__init__(form)
        self.form = form
        self._found = call_lookup.Found("")
        self._glance: Glance | None = None
        self._case: CaseRow | None = None
        self._take_when_found = ""
        self._only_one = False
        """Whether the one to be taken when found is taken only if nobody else may be meant."""
        self._before_tab: CallWords | None = None
        """The words as they were before Tab took the only candidate."""
        self._declined = ""
        """For whom Tab takes nobody: it took somebody who was not meant."""
        self._lookup_timer: Timer | None = None

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
            return self._found.known if self.is_looked_up() else None
        return self._glance.customer if self._glance is not None else None

    def is_looked_up(self) -> bool:
        """Whether the desk has answered to what stands in "Who"."""
        return self.form.words.customer_id is not None or self._found.typed == self._asked()

    def sharing(self) -> tuple[CustomerRow, ...]:
        """All who have the number in "Who", where several do and nobody is taken."""
        is_open = self.form.words.customer_id is None and self.is_looked_up()
        return self._found.sharing if is_open else ()

    def is_known_part(self) -> bool:
        """Whether the part of a number that stands in "Who" is somebody's."""
        return self._found.known is not None and self.is_looked_up()

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
        self._take_when_found = self._declined = ""
        self._before_tab = None

    def look_at_words(self) -> None:
        """Look at the customer and the case that stand in the words."""
        self.form.query_one(CallerPane).show((), None, moment=self._moment, hint=self._hint())
        if self.form.words.customer_id is not None:
            self.look_again(self.form.words.customer_id)
        elif self.form.words.who:
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
        if who == self._declined != "":
            return _("Enter takes >  else a new customer")
        if self._found.are_near:
            return _("Down points; a save makes a new card.")
        if self._only_candidate() is not None:
            return _("Enter, Tab take >  Tab Tab: somebody new")
        if self._found.candidates:
            return _("Enter takes >  Up/Down  Tab takes nobody")
        if self._found.known is None and who and self._found.typed == who:
            return _new_hint()
        return "" if who else _("Any part of a number or name, or initials.")

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
            group="candidates",
            opens=opens,
        )

    def _show_found(self, found: call_lookup.Found) -> None:
        if self.form.words.customer_id is not None or found.typed != self._asked():
            return
        self._found = found
        self._glance = found.glance
        pane = self.form.query_one(CallerPane)
        heading = sounding_like(found.typed) if found.are_near else ""
        pane.show(found.candidates, found.glance, moment=self._moment, hint=self._hint(), heading=heading)
        wanted, self._take_when_found = self._take_when_found, ""
        if wanted and wanted == found.typed and self._only_one:
            self._take_only()
        elif wanted and wanted == found.typed and found.candidates and not found.are_near:
            self.take(found.candidates[0], found.glance)
        is_left = self.form.focused is not None and self.form.focused.id != "who"
        if is_left and self.form.words.customer_id is None:
            self.part()
        self.form.show_echo()

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
        self.form.put(typed=typed, who=name, customer_id=row.id, note=note)
        self.form.show_choices()

    def typed(self, who: str) -> None:
        """Something else stands in "Who"."""
        if who == self.form.words.who:
            return
        # Another caller than the one taken: their case goes with them.
        self._case = self._before_tab = None
        self.form.put(who=who, typed="", customer_id=None, case_id=None)
        self.form.show_choices()
        self._stop_looking()
        self._lookup_timer = self.form.set_timer(SETTLE, self._look_up)

    def take_first(self) -> None:
        """Enter in "Who": the candidate pointed at; while they are being looked up, the first to come."""
        typed = self._asked()
        if not typed or self.form.words.customer_id is not None:
            return
        if self._found.typed != typed:
            self._take_when_found, self._only_one = typed, False
            self._look_up(opens=True)
        elif (row := self.form.query_one(CallerPane).pointed_at) is not None:
            self.take(row, self._glance)

    # Tab

    def tab(self) -> bool:
        """Tab in "Who" takes the only candidate; right behind that it gives them back: a new customer.

        Whether the focus stays where it is.
        """
        focused = self.form.focused
        if focused is None or focused.id not in {"who", "what"}:
            return False
        if focused.id == "what":
            return self._keep_words_instead()
        typed = self._asked()
        if typed and typed != self._declined and self.form.words.customer_id is None:
            if self._found.typed == typed:
                self._take_only()
            else:
                self._take_when_found, self._only_one = typed, True
                self._look_up(opens=True)
        return False

    def _only_candidate(self) -> CustomerRow | None:
        """The one customer who can be meant; a whole number that nobody has means somebody new."""
        found = self._found
        if len(found.candidates) != 1 or found.are_near or found.typed != self._asked():
            return None
        (row,) = found.candidates
        digits = digits_of(name_and_number(found.typed, self.desk.settings.region)[1])
        is_whole = len(digits) >= WHOLE_NUMBER
        return row if not is_whole or (found.known is not None and found.known.id == row.id) else None

    def _take_only(self) -> None:
        row = self._only_candidate()
        if row is None:
            return
        before = self.form.words
        self.take(row, self._found.glance)
        self._before_tab = before
        text = _("Tab took {name}; Tab again keeps “{words}”: a new customer.")
        self.form.tell(text.format(name=clean_line(row.name), words=before.who))

    def _keep_words_instead(self) -> bool:
        """Behind a Tab that took the only candidate: it was somebody else, whom nobody knows yet."""
        before, self._before_tab = self._before_tab, None
        words = self.form.words
        if before is None or words.summary or words.customer_id is None:
            return False
        with self.form.prevent(Input.Changed):
            self.form.fill_line("who", before.who)
            self.form.fill_line("note", before.note)
        self._glance = None
        self.form.put(who=before.who, typed="", customer_id=None, case_id=None, note=before.note)
        self.form.show_choices()
        self._declined = self._asked()
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


def _new_hint() -> str:
    return _("Nobody yet: a save makes a new customer.")
