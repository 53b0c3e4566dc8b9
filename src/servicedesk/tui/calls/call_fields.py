"""The widgets of the call form and what they say: fields, choices, clock and echo, over one CallWords.

Whatever is typed or chosen becomes another CallWords by `put`; `fill` goes the other way.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, cast

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container, Horizontal
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from servicedesk.domain.call_backs import outcome_by_direction
from servicedesk.domain.quick_note import SIGNS, QuickNote
from servicedesk.domain.rows.cases import CaseRow
from servicedesk.domain.rows.customers import CustomerRow
from servicedesk.domain.text import half_width
from servicedesk.domain.wait_words import CameBack
from servicedesk.domain.words.calls import CHANNELS, DIRECTIONS
from servicedesk.i18n import N_, _, pgettext
from servicedesk.keys.actions import BY_ID
from servicedesk.tui.base.safe import styled
from servicedesk.tui.calls import call_words
from servicedesk.tui.calls.call_choices import CASE_VALUE, kind_choices, labelled
from servicedesk.tui.calls.call_labels import what_hint, what_label, who_label
from servicedesk.tui.calls.call_words import CallWords, Setting
from servicedesk.tui.calls.caller_pane import CallerPane
from servicedesk.tui.calls.caller_words import NO_OTHERS, Others, who_else
from servicedesk.tui.calls.outcome_row import outcome_choices
from servicedesk.tui.calls.who_field import WhoField
from servicedesk.tui.forms.choice_row import ChoiceRow
from servicedesk.tui.forms.fields import LineField, NoteField
from servicedesk.tui.frame.desk_screen import DeskScreen
from servicedesk.tui.frame.pane import Pane

NOTICE_TICKS = 6
"""Seconds for which something said stays in the clock's line."""


SETTLE = 0.5
"""Seconds without a key after which faults of the quick note are told."""


class WordsField(NoteField):
    """What was said: Enter goes on like in every field, ctrl+j begins a line."""

    LIMIT = 20_000
    """Beyond these characters each key would take longer than a blink."""

    @property
    def form(self) -> "CallFields":
        """The form in which it stands."""
        return cast("CallFields", self.screen)

    async def _on_mouse_down(self, event: events.MouseDown) -> None:
        self.form.other_key()
        await super()._on_mouse_down(event)

    async def _on_key(self, event: events.Key) -> None:
        if event.key != "tab":
            self.form.other_key()
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            self.form.go_on()
        elif event.key == "ctrl+j":
            event.stop()
            event.prevent_default()
            self.insert("\n")


class CallFields(DeskScreen):
    """The form without the desk behind it."""

    def __init__(self) -> None:
        """Empty."""
        super().__init__()
        self.words = CallWords()
        self.started_at: datetime | None = None
        self.warned_of = ""
        self.promise_unread = ""
        """Why the promise that is being typed names no time, if the reader knows."""
        self._notice = ""
        self._notice_ticks = 0
        self._settling: Timer | None = None
        self._jumped_to: Widget | None = None
        self._handed_on = ""
        """The note with the words in it that were typed on a choice."""
        self._kind_shown = ""
        self.begins_at_outcome = False
        """Whether no other field was entered than the outcome: words typed there are what it was about."""

    def compose_body(self) -> ComposeResult:
        """Clock, words beside caller, choices, echo."""
        with Horizontal(id="clock-line"):
            yield Static("", id="clock", markup=False)
            yield Static("", id="parked", markup=False)
        with Container(id="form"):
            with Pane(id="words", head=N_("The call"), keys=("form.save", "form.hang_up")):
                with Horizontal(classes="row"):
                    yield Static(who_label("in"), classes="label", id="who-label", markup=False)
                    yield WhoField(id="who", placeholder=_("number, name or initials"))
                with Horizontal(classes="row", id="what-row"):
                    yield Static(what_label("in"), classes="label", id="what-label", markup=False)
                    yield WordsField(id="what", placeholder=what_hint("in"))
            yield Pane(CallerPane(id="caller"), id="caller-pane", head=N_("Who is it"))
            with Pane(id="choices", head=N_("What comes of it")):
                with Horizontal(classes="row"):
                    yield Static(pgettext("case", "Kind"), classes="label", markup=False)
                    yield ChoiceRow(kind_choices(()), id="kind")
                with Horizontal(classes="row"):
                    yield Static(_("Note"), classes="label", markup=False)
                    yield LineField(id="note", placeholder=_("!high @fri +leak >me words"))
                with Horizontal(classes="row", id="promise-row"):
                    yield Static(_("Promise"), classes="label", markup=False)
                    yield LineField(
                        id="promise", placeholder=_("call back 60m (what we expect), price 15:30 (told)")
                    )
                with Horizontal(classes="row"):
                    yield Static(_("Outcome"), classes="label", markup=False)
                    yield ChoiceRow(outcome_choices("", "in"), id="outcome")
                    yield Static("", classes="between", id="outcome-key", markup=False)
                with Horizontal(classes="row", id="more"):
                    yield Static(_("More"), classes="label", markup=False)
                    yield ChoiceRow(
                        labelled(DIRECTIONS.values, DIRECTIONS.labels), short=True, id="direction"
                    )
                    yield ChoiceRow(labelled(CHANNELS.values, CHANNELS.labels), short=True, id="channel")
                    yield Static(_(" by"), classes="between", markup=False)
                    yield LineField(id="handler")
        yield Pane(Static("", id="echo", markup=False), id="echo-pane", head=N_("Will be saved"))

    def action_form_outcome(self) -> None:
        """To the outcome: one letter takes it."""
        self.query_one("#outcome", ChoiceRow).focus()

    def fill(self, words: CallWords) -> None:
        """Show another call."""
        self.words = words
        shown = self.desk_app.keys.shown(BY_ID["form.outcome"]).partition(" ")[0]
        self.query_one("#outcome-key", Static).update(styled((shown, "$text-muted")))
        with self.prevent(Input.Changed, TextArea.Changed):
            self.fill_line("who", words.who)
            self.query_one("#what", WordsField).load_text(words.summary)
            self.fill_line("note", words.note)
            self.fill_line("handler", words.handler)
        self.query_one("#what", WordsField).move_cursor(self.query_one("#what", WordsField).document.end)
        self.show_choices()

    def fill_line(self, name: str, text: str) -> None:
        """Show `text` in a field; typing goes on behind it, not before it."""
        field = self.query_one(f"#{name}", LineField)
        field.value = text
        field.cursor_position = len(text)

    def show_choices(self) -> None:
        """Show what is taken in the rows of choices, and what they offer now."""
        words = self.words
        kind = self.query_one("#kind", ChoiceRow)
        kind.offer(kind_choices(self.cases()))
        self._kind_shown = self.parted().kind_opened(self.note())
        kind.value = f"{CASE_VALUE}{words.case_id}" if words.case_id is not None else self._kind_shown
        self.query_one("#direction", ChoiceRow).value = words.direction
        self.query_one("#channel", ChoiceRow).value = words.channel
        self.query_one("#who-label", Static).update(who_label(words.direction))
        self.query_one("#what-label", Static).update(what_label(words.direction))
        self.query_one("#what", WordsField).placeholder = what_hint(words.direction)
        outcome = self.query_one("#outcome", ChoiceRow)
        outcome.offer(outcome_choices(self._kind_shown, words.direction))
        outcome.value = words.outcome
        self.query_one(CallerPane).ask_for("" if words.case_id is not None else self._kind_shown)

    @property
    def case_key(self) -> str:
        """The key that makes the call one about an open case."""
        return self.desk_app.keys.shown(BY_ID["form.case"])

    # What the screen behind knows

    def cases(self) -> Sequence[CaseRow]:
        """The cases that the call may be about."""
        return ()

    def caller(self) -> CustomerRow | None:
        """The customer that a save would log the call for."""
        return None

    def namesake(self) -> CustomerRow | None:
        """Who has the very name or number in "Who", where nobody is taken."""
        return None

    def is_known_part(self) -> bool:
        """Whether somebody is known to have the part of a number in "Who"."""
        return False

    def is_looked_up(self) -> bool:
        """Whether the desk has said who has the name or number in "Who"."""
        return True

    def ends(self) -> CameBack | None:
        """The case whose wait a save would end."""
        return None

    def tab_stays(self) -> bool:
        """What Tab does before it goes on; whether it stays where it is."""
        return False

    def other_key(self) -> None:
        """Another key than Tab was pressed behind "Who"."""

    def others(self) -> Others:
        """Who else can be meant by the number or the name that was typed."""
        return NO_OTHERS

    def new_doubt(self) -> list[str]:
        """That what stands in "Who" may look for somebody, once a save has stopped at it."""
        return []

    def words_changed(self) -> None:
        """Something else stands in the form."""

    def has_typed(self) -> None:
        """Somebody has typed or chosen something."""

    # Typing

    def put(self, **values: Any) -> None:
        """Take over what was typed or chosen."""
        if self.put_by_itself(**values):
            self.has_typed()

    def put_by_itself(self, **values: Any) -> bool:
        """Take over what follows from what was typed before; whether anything differs."""
        words = replace(self.words, **values)
        if words == self.words:
            return False
        self.words = words
        self.warned_of = ""
        self._wait_for_faults()
        self.show_echo()
        self.words_changed()
        return True

    def show_given(self, words: CallWords) -> None:
        """Show whom the call was given to, without taking the cursor out of what is being typed."""
        with self.prevent(Input.Changed):
            for name, text in (("who", words.who), ("note", words.note)):
                if self.query_one(f"#{name}", LineField).value != text:
                    self.fill_line(name, text)
        self.words = words
        self.show_choices()
        self.show_echo()
        self.words_changed()

    def take_typed(self) -> None:
        """Take over what stands in the fields, where its message has not come yet: a key shows before it."""
        words = self.words
        self.words = replace(
            words,
            # Of a customer who was chosen the field shows the name.
            who=words.who if words.customer_id else self.query_one("#who", LineField).value,
            summary=self.query_one("#what", WordsField).text,
            note=self.query_one("#note", LineField).value,
            handler=self.query_one("#handler", LineField).value,
        )

    def _wait_for_faults(self) -> None:
        """A word that is half typed is no fault yet."""
        if self._settling is not None:
            self._settling.stop()
        self._settling = self.set_timer(SETTLE, self._settled)

    def _settled(self) -> None:
        self._settling = None
        self.show_echo()

    def tell(self, text: str) -> None:
        """Say something in the clock's line: a toast would lie over what is being typed."""
        self._notice, self._notice_ticks = text, NOTICE_TICKS
        self.show_clock()

    @on(WhoField.Pasted)
    def _pasted_lines(self, message: WhoField.Pasted) -> None:
        """A whole message was pasted into "Who": each part goes where it belongs."""
        message.stop()
        what = self.query_one("#what", WordsField)
        what.load_text("\n".join(part for part in (what.text, message.words) if part))
        what.move_cursor(what.document.end)
        self.fill_line("who", message.caller)
        if message.note:
            self.fill_line("note", call_words.behind(self.words.note, message.note))
        self.tell(
            _("Pasted: name and number here, the words into “{field}”.").format(
                field=what_label(self.words.direction)
            )
        )

    @on(TextArea.Changed, "#what")
    def _what_typed(self, event: TextArea.Changed) -> None:
        event.stop()
        self.put(summary=event.text_area.text)

    @on(Input.Changed, "#note")
    def _note_typed(self, event: Input.Changed) -> None:
        event.stop()
        if not self._handed_on.startswith(event.value):
            self._jumped_to, self._handed_on = None, ""
        self.put(note=event.value)
        self.show_choices()

    @on(Input.Changed, "#handler")
    def _handler_typed(self, event: Input.Changed) -> None:
        event.stop()
        self._jumped_to = None
        self.put(handler=event.value)

    @on(ChoiceRow.Chosen)
    def _chosen(self, message: ChoiceRow.Chosen) -> None:
        message.stop()
        name = message.row.id or ""
        if name == "kind":
            is_case = message.value.startswith(CASE_VALUE)
            case_id = int(message.value.removeprefix(CASE_VALUE)) if is_case else None
            # "No case" that somebody chose holds, whatever signs stand in the note.
            self.put(kind="" if is_case else message.value or call_words.NO_CASE, case_id=case_id)
            self.show_choices()
            if message.by_digit:
                # Past the other rows: what comes next is what else was said.
                self._jumped_to = self.query_one("#note", LineField).focus()
        elif name == "direction":
            self.put(direction=message.value, outcome=outcome_by_direction(self.words.outcome, message.value))
            self.show_choices()
        else:
            self.put(**{name: message.value})

    @on(ChoiceRow.Typed)
    def _typed_on_choice(self, message: ChoiceRow.Typed) -> None:
        """Who types on a choice has thought himself in the note: it goes there, and the cursor with it."""
        message.stop()
        text = message.text
        if message.row.id == "kind" and text.isdigit() and not message.is_pasted:
            self.tell(_("No kind goes by {digit}: it stands in the note.").format(digit=text))
        if message.gave_back:
            self.tell(_("“{words}” is text: the choice is as before.").format(words=text))
        field = self._field_for(message)
        field.focus()
        if message.is_pasted:
            field.post_message(events.Paste(text))
        else:
            # As it is: a blank that ends it parts it from what comes.
            insert = field.insert_text_at_cursor if isinstance(field, LineField) else field.insert
            insert(text)
        if isinstance(field, LineField):
            # Who pressed Tab right behind it meant to leave the choices: it has been done.
            self._jumped_to, self._handed_on = field, field.value

    def _field_for(self, message: ChoiceRow.Typed) -> "LineField | WordsField":
        """Where what was typed on a choice goes: into the note, to which times and labels belong anyway."""
        is_sign = half_width(message.text).startswith(tuple(SIGNS))
        is_about = self.begins_at_outcome and message.row.id == "outcome" and not self.words.summary
        if is_about and not is_sign:
            return self.query_one("#what", WordsField)
        field = self.query_one("#note", LineField)
        if field.value.strip():
            self.fill_line("note", f"{field.value.rstrip()} ")
        field.cursor_position = len(field.value)
        return field

    @on(events.DescendantFocus)
    def _entered_field(self) -> None:
        """Where one is now; what came before is no beginning any more, nor a jump."""
        if self.focused is not None and self.focused.id != "outcome":
            self.begins_at_outcome = False
        if self.focused is not self._jumped_to:
            self._jumped_to = None

    def focus_next(self, selector: str | type[Widget] = "*") -> Widget | None:
        """Tab: to the next field, unless it does something else first."""
        if selector == "*" and self.tab_stays():
            return self.focused
        return self.go_on(selector)

    def go_on(self, selector: str | type[Widget] = "*") -> Widget | None:
        """To the next field; a digit has moved on already, so Tab or Enter right behind it stays there."""
        jumped_to, self._jumped_to = self._jumped_to, None
        if jumped_to is not None and jumped_to is self.focused:
            return jumped_to
        return super().focus_next(selector)

    # The clock and the echo

    def parted(self) -> CallWords:
        """The words as a save takes them: what else stands in "Who" belongs to the note."""
        return self.words.parted(self.desk.settings.region, is_known=self.is_known_part())

    def part(self) -> None:
        """Put the words that stand in "Who" and name nobody into the note, for all to see."""
        parted = self.parted()
        if parted is not self.words:
            with self.prevent(Input.Changed):
                self.fill_line("who", parted.who)
                self.fill_line("note", parted.note)
            # Also a save and the end of a look-up come here, long after the last key.
            self.put_by_itself(who=parted.who, note=parted.note)
            self.show_choices()

    def note(self) -> QuickNote:
        """The quick note as it stands, with what will go into it."""
        desk = self.desk
        hour = desk.settings.followup_hour
        return call_words.read_note(self.parted(), desk.clock.now(), desk.reading_times, hour)

    def setting(self) -> Setting:
        """Time, people and case for the echo."""
        desk = self.desk
        now = desk.clock.now()
        case = next((case for case in self.cases() if case.id == self.words.case_id), None)
        return Setting(
            self.started_at or now,
            now,
            desk.zone,
            desk.actor,
            self.caller(),
            case,
            self.ends(),
            desk.settings.region,
            self.is_looked_up(),
            self.namesake(),
            self.others(),
        )

    def tick(self) -> None:
        """Another second, the only thing that makes a notice older."""
        self._notice_ticks = max(0, self._notice_ticks - 1)
        self.show_clock()

    def show_clock(self) -> None:
        """Show how long they have been talking, and what is to be said."""
        pieces = call_words.clock(self.words, self.setting())
        line = self.query_one("#clock", Static)
        hint = call_words.clock_hint(self.words, self.desk_app.keys.shown(BY_ID["form.hang_up"]))
        if self._notice_ticks > 0:
            # What is said now goes before since when they talk, and before how long.
            room = line.content_size.width - cell_len(self._notice) - 2
            while pieces and sum(cell_len(text) for text, _style in pieces) > room:
                pieces.pop()
            pieces.append((f"  {self._notice}" if pieces else self._notice, "bold $text-warning"))
        elif sum(cell_len(text) for text, _style in pieces) + cell_len(hint) <= line.content_size.width:
            # Beside the name of a call that was parked there may be no room for it.
            pieces.append((hint, "$text-muted"))
        line.update(styled(*pieces))
        self.show_echo()

    def show_echo(self) -> None:
        """Say what a save will make now, and what of the note it will not do."""
        if self.started_at is None:
            return
        note, words, region = self.note(), self.parted(), self.desk.settings.region
        if words.kind_opened(note) != self._kind_shown:
            # The signs of the note, or of what stands in "Who", open another case than before, or none.
            self.show_choices()
        moved = words.note.removeprefix(self.words.note.rstrip()).strip() if words is not self.words else ""
        pieces = call_words.echo(words, note, self.setting(), moved)
        found = call_words.faults(words, note)
        found += call_words.caller_fault(self.words, region)
        found += who_else(self.others(), self.caller(), who_label(self.words.direction))
        doubt = self.new_doubt()
        found += doubt
        if fault := call_words.promise_fault(self.words, self.desk.clock.now(), self.promise_unread):
            found.insert(0, fault)
        stopped = bool(self.warned_of or doubt)
        if found and (self._settling is None or stopped):
            again = _("ctrl+s again saves it so. ") if stopped else ""
            pieces.append((f"\n! {again}{'  '.join(found)}", "bold $text-warning"))
        elif warning := call_words.open_already(words, note, self.cases(), self.case_key):
            pieces.append((f"\n! {warning}", "bold $text-warning"))
        self.query_one("#echo", Static).update(styled(*pieces))
