"""BookingForm: with whom, what for, when, how and how often; one form that books a follow-up.

Customers are found while one types, as in the call form; Enter takes the one pointed at. The line below says
in words what will be booked. ctrl+s books, so does Enter in the last field; Esc leaves.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.timer import Timer
from textual.widgets import Input, Static

from servicedesk.domain.date_format import format_day, format_long, format_when
from servicedesk.domain.errors import ServiceDeskError, UsageError
from servicedesk.domain.numbers import format_number
from servicedesk.domain.phones import shown_phone
from servicedesk.domain.recurrence import parse_repeat, repeat_and_mode
from servicedesk.domain.rows.customers import CustomerRow
from servicedesk.domain.rows.history import Change
from servicedesk.domain.series import on_first_date
from servicedesk.domain.text import clean_line
from servicedesk.domain.wording import before_value, field_label, listed, sounding_like, value_label
from servicedesk.domain.words.followups import METHODS
from servicedesk.i18n import _
from servicedesk.services.followups import NewFollowUp
from servicedesk.tui.base.safe import content, plain, styled
from servicedesk.tui.calendar.followup_times import fault_of_no_time, has_passed, meant_time, on_day
from servicedesk.tui.calls import call_lookup
from servicedesk.tui.calls.caller_pane import CallerPane, Glance, Moment
from servicedesk.tui.calls.caller_tab import taken_by_tab
from servicedesk.tui.forms.fields import LineField
from servicedesk.tui.forms.fields_form import FormField
from servicedesk.tui.forms.typing_modal import TypingModal

if TYPE_CHECKING:
    from servicedesk.services.desk import Desk

FIELDS = ("who", "purpose", "when", "method", "repeat")
CUSTOMER = "customer"
"""In a draft the number of the customer that was taken, beside the fields."""

SETTLE = 0.12
"""Seconds after the last key until customers are looked up."""


@dataclass(frozen=True, slots=True)
class BookingStart:
    """What is known before a follow-up is booked: the day that is looked at, a customer, a case."""

    day: date | None = None
    customer_id: int | None = None
    case_id: int | None = None


def _fault_of_when(desk: "Desk", typed: str, day: date | None) -> str:
    """Why that is no time; of a repeat, where it belongs."""
    with suppress(UsageError):
        parse_repeat(typed)
        return _("That is a repeat: write it below, in {field}.").format(
            field=field_label("repeat", "followup")
        )
    return fault_of_no_time(desk, typed, day)


class BookingForm(TypingModal[Change]):
    """The popup; it gives back what was booked, or None."""

    UNSEEN: ClassVar[frozenset[str]] = frozenset({CUSTOMER})
    DEFAULT_CSS = """
    BookingForm { align: center middle; }
    BookingForm > Vertical {
        width: 76; max-width: 96%; height: auto; max-height: 94%; overflow-y: auto;
        border: round $primary; background: $surface; padding: 0 1;
    }
    BookingForm #booking-title { text-style: bold; height: 1; }
    BookingForm Horizontal { height: 1; }
    BookingForm .field-label { width: 10; color: $text-muted; }
    BookingForm Horizontal:focus-within .field-label { color: $text-accent; text-style: bold; }
    BookingForm LineField { width: 1fr; }
    BookingForm LineField:focus { background: $boost; }
    BookingForm CallerPane { height: 5; margin: 0 0 0 10; padding: 0 1; }
    BookingForm #booking-echo { height: 2; margin-top: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        ("down", "step(1)", ""),
        ("up", "step(-1)", ""),
        ("tab", "next_field", ""),
    ]

    def __init__(self, start: BookingStart) -> None:
        """Nobody is taken yet."""
        about = "" if start.case_id is None else format_number("case", start.case_id)
        whom = "" if start.customer_id is None else format_number("customer", start.customer_id)
        super().__init__(" ".join(part for part in ("followup.new", about, whom) if part))
        self.start = start
        self._glance: Glance | None = None
        self._taken_id: int | None = start.customer_id
        self._found = call_lookup.Found("")
        self._take_when_found = False
        """Enter came before the desk had answered: the first one is meant."""
        self._take_only_when_found = False
        """Tab did: the one who can be meant, if it is one."""
        self._is_saving = False
        self._asked_at: datetime | None = None
        self._timer: Timer | None = None
        self._method = FormField.from_list("followup", "method", "call", METHODS)

    def compose(self) -> ComposeResult:
        """Title, fields with the customers found below the first, the echo, hints and faults."""
        fields = {
            "who": (_("With"), _("part of a number or name, initials")),
            "purpose": (_("What for"), ""),
            "when": (_("When"), self._default_in_words()),
            "method": (_("How"), ""),
            "repeat": (field_label("repeat", "followup"), _("every 2 weeks, monthly")),
        }
        with Vertical():
            yield Static(content(self._title()), id="booking-title", markup=False)
            for name, (label, hint) in fields.items():
                with Horizontal():
                    yield Static(content(label), classes="field-label", markup=False)
                    value = self._method.shown() if name == "method" else ""
                    yield LineField(value, id=f"booking-{name}", placeholder=hint)
                if name == "who":
                    yield CallerPane()
            yield Static("", id="booking-echo", markup=False)
            yield self.new_line("booking-line")

    def on_mount(self) -> None:
        """Type at once; with a customer known, what for."""
        self._show_pane()
        self._echo()
        if self._taken_id is not None:
            self.run_service(call_lookup.look_at, self.desk, self._taken_id, then=self._take, group="taken")
            self._field("purpose").focus()
        else:
            self._field("who").focus()

    def _title(self) -> str:
        if self.start.case_id is None:
            return _("Book a follow-up")
        number = format_number("case", self.start.case_id)
        return _("Book a follow-up about {case}").format(case=number)

    def _field(self, name: str) -> LineField:
        return self.query_one(f"#booking-{name}", LineField)

    def _text(self, name: str) -> str:
        return clean_line(self._field(name).value)

    # Whom

    @property
    def _moment(self) -> Moment:
        settings = self.desk.settings
        shown = partial(shown_phone, masked=settings.mask_phones, region=settings.region)
        return Moment(self.desk.clock.now(), self.desk.zone, shown)

    def _show_pane(self) -> None:
        pane = self.query_one(CallerPane)
        if self._glance is not None:
            row = self._glance.customer
            tier = value_label("customer", "tier", row.tier) if row.tier else ""
            phone = self._moment.shown_phone(row.phone) if row.phone else ""
            known = "  ".join(part for part in (tier, phone, row.company) if part)
            pane.show((), self._glance, moment=self._moment, hint=known)
            pane.display = True
            return
        typed = self._text("who")
        hint = _("Enter picks >  Up Down choose") if self._found.candidates else ""
        if typed and self._found.typed == typed and not self._found.candidates:
            hint = _("Nobody matches.")
        heading = sounding_like(typed) if self._found.are_near else ""
        pane.show(self._found.candidates, self._found.glance, moment=self._moment, hint=hint, heading=heading)
        # Nobody is sought yet: five empty lines say nothing.
        pane.display = bool(hint or heading or self._found.candidates or self._found.glance)

    @on(Input.Changed, "#booking-who")
    def _who_typed(self) -> None:
        if self._glance is not None and self._text("who") == clean_line(self._glance.customer.name):
            return
        self._glance = self._taken_id = None
        self._take_when_found = self._take_only_when_found = False
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(SETTLE, self._look_up)

    def _look_up(self) -> None:
        typed = self._text("who")
        if typed:
            look = partial(call_lookup.find_caller, self.desk, typed, None)
            self.run_service(look, then=self._show_found, group="candidates")
        else:
            self._show_found(call_lookup.Found(""))

    def _show_found(self, found: call_lookup.Found) -> None:
        if self._taken_id is not None or found.typed != self._text("who"):
            return
        self._found = found
        self._show_pane()
        self._echo()
        if self._take_when_found and found.candidates and not found.are_near:
            self._take_row(self.query_one(CallerPane).pointed_at)
        elif self._take_only_when_found:
            self._take_row(taken_by_tab(found, found.typed, self.desk.settings.region))

    def _take_row(self, row: CustomerRow | None) -> None:
        self._take_when_found = self._take_only_when_found = False
        if row is not None:
            self._taken_id = row.id
            self._take(Glance(row, (), ()))
            self.run_service(call_lookup.look_at, self.desk, row.id, then=self._take, group="taken")

    def _take(self, glance: Glance | None) -> None:
        if glance is None or glance.customer.id != self._taken_id:
            return
        self._glance = glance
        field, name = self._field("who"), clean_line(glance.customer.name)
        if field.value != name:
            with self.prevent(Input.Changed):
                field.value = name
                field.cursor_position = len(name)
        self._show_pane()
        self._echo()

    def action_step(self, step: int) -> None:
        """Point at another customer; elsewhere go to another field."""
        pane = self.query_one(CallerPane)
        if self.focused is self._field("who") and pane.candidates:
            row = pane.step(step)
            if row is not None:
                self.run_service(
                    call_lookup.look_at, self.desk, row.id, then=pane.show_glance, group="pointed"
                )
        elif step > 0:
            self.focus_next()
        else:
            self.focus_previous()

    # When, and what it comes to

    def _default_at(self) -> datetime:
        """The usual hour of the day looked at; the day after today when that has passed."""
        now = self.desk.clock.now()
        today = now.astimezone(self.desk.zone).date()
        day = max(self.start.day or today, today)
        at = on_day(self.desk, day)
        return at if at > now else on_day(self.desk, date.fromordinal(day.toordinal() + 1))

    def _default_in_words(self) -> str:
        at = self._default_at()
        today = self.desk.clock.now().astimezone(self.desk.zone).date()
        day = format_day(at.date(), today)
        return _("{day} {time}; or fri 15:00, 3d, tomorrow 15:00").format(day=day, time=f"{at:%H:%M}")

    def _booking(self) -> NewFollowUp:
        """What the fields say. Raises _FieldError for the first that says nothing sound."""
        who = self._text("who")
        if who and self._taken_id is None:
            raise _FieldError("who", _("Press Enter here to take a customer, or empty the field."))
        if not who and not self._text("purpose") and self.start.case_id is None:
            raise _FieldError("who", _("With whom, or what for?"))
        typed = self._text("when")
        due_at, all_day = self._default_at(), False
        if typed:
            when = meant_time(self.desk, typed, self.start.day)
            if when is None:
                raise _FieldError("when", _fault_of_when(self.desk, typed, self.start.day))
            if has_passed(self.desk, when):
                raise _FieldError("when", _("That time has passed."))
            due_at, all_day = when.at, not when.has_time
        method = self._method.stored(self._text("method")) if self._text("method") else "call"
        if method is None:
            known = listed(label for _value, label in self._method.choices)
            raise _FieldError("method", _("one of: {choices}").format(choices=known))
        try:
            repeat = parse_repeat(self._text("repeat")) if self._text("repeat") else ""
        except ServiceDeskError as error:
            raise _FieldError("repeat", f"{error.message} {error.hint}") from None
        self._asked_at = due_at
        if repeat:
            # Where the day is none of the rule, its first one after it is booked, and shown as such.
            first = on_first_date(due_at, repeat, self.desk.zone)
            if first is None:
                raise _FieldError("repeat", _("This repeat has ended by then."))
            due_at = first
        return NewFollowUp(
            due_at,
            customer_id=self._taken_id if who else None,
            case_id=self.start.case_id,
            purpose=self._text("purpose"),
            method=method,
            all_day=all_day,
            repeat=repeat,
        )

    def _echo(self) -> None:
        """Say in words what a save would book."""
        try:
            new = self._booking()
        except _FieldError as fault:
            shown = styled((str(fault), "$text-muted"))
        else:
            shown = styled((before_value(_("will book")), "$text-muted"), (self._in_words(new), "bold"))
        self.query_one("#booking-echo", Static).update(shown)

    def _in_words(self, new: NewFollowUp) -> str:
        when = format_long(new.due_at, self.desk.zone, now=self.desk.clock.now(), with_time=not new.all_day)
        parts = [when, _(METHODS.labels[new.method])]
        if self._glance is not None and new.customer_id is not None:
            parts.append(plain(self._glance.customer.name))
        if new.repeat:
            parts.append(repeat_and_mode(new.repeat))
            if new.due_at != self._asked_at:
                parts.append(_("first day of the repeat"))
        return " · ".join(parts)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._echo()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        if event.input.id == "booking-repeat":
            self.action_save()
            return
        if event.input.id == "booking-who" and self._text("who") and self._taken_id is None:
            if self._found.typed == self._text("who"):
                self._take_row(self.query_one(CallerPane).pointed_at)
            else:
                self._take_when_found = True
                self._look_up()
        self.focus_next()

    def action_next_field(self) -> None:
        """Tab: from "With" on with the one who can be meant, as in the call form."""
        if self.focused is self._field("who") and self._text("who") and self._taken_id is None:
            self._take_only_when_found = True
            if self._found.typed == self._text("who"):
                self._show_found(self._found)
            else:
                self._look_up()
        self.focus_next()

    # Leaving

    def action_save(self) -> None:
        """Book it, or say what is missing and go there."""
        if self._is_saving:
            return
        try:
            new = self._booking()
        except _FieldError as fault:
            self._field(fault.field).focus()
            # It stands there once.
            self.query_one("#booking-echo", Static).update("")
            self.say(str(fault), fault=True)
            return
        self._is_saving = True
        desk = self.desk

        def booked() -> tuple[Change, datetime]:
            change = desk.followups.book(new)
            row = desk.followups.get(change.id)
            return change, new.due_at if row is None else row.due_at

        def said(done: tuple[Change, datetime]) -> str:
            when = format_when(done[1], desk.clock.now(), desk.zone, with_time=not new.all_day)
            return f"{format_number('followup', done[0].id)} {_('booked')} → {when}"

        self.change(booked, said=said, then=self._booked, failed=self._refused)

    def _booked(self, done: tuple[Change, datetime]) -> None:
        self.draft.drop()
        self.dismiss(done[0])

    def _refused(self, error: Exception) -> None:
        self._is_saving = False
        self.refused(error)

    def has_unsaved(self) -> bool:
        """Whether somebody typed; a customer may have been there from the beginning."""
        names = ("purpose", "when", "repeat", *(("who",) if self.start.customer_id is None else ()))
        return any(self._text(name) for name in names)

    def first_texts(self) -> dict[str, str]:
        """The usual method; a customer may have been there from the beginning."""
        known = "" if self.start.customer_id is None else str(self.start.customer_id)
        return dict.fromkeys(FIELDS, "") | {"method": self._method.shown(), CUSTOMER: known}

    def typed_texts(self) -> dict[str, str]:
        """What differs from it; of a customer that was taken the number, too."""
        taken = "" if self._taken_id is None else str(self._taken_id)
        now = {name: self._text(name) for name in FIELDS} | {CUSTOMER: taken}
        first = self.first_texts()
        if taken and taken == first[CUSTOMER]:
            # The name stands there because the customer was known.
            now["who"] = first["who"]
        return {name: text for name, text in now.items() if text != first[name]}

    def put_texts(self, texts: Mapping[str, str]) -> None:
        """Show these; the customer is read anew, or looked for by what was typed."""
        taken = texts.get(CUSTOMER, "")
        with self.prevent(Input.Changed):
            for name in FIELDS:
                if name in texts:
                    self._field(name).value = texts[name]
        if CUSTOMER in texts and not taken:
            self._glance = self._taken_id = None
            self._show_found(call_lookup.Found(""))
        if taken.isdecimal():
            self._taken_id = int(taken)
            self.run_service(call_lookup.look_at, self.desk, self._taken_id, then=self._take, group="taken")
        elif texts.get("who"):
            self._look_up()
        self._echo()

    def keys_line(self) -> str:
        """The keys."""
        return _("Tab next field  ctrl+s book  Esc close, keep draft")


class _FieldError(Exception):
    """What is wrong with one field, in words."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field = field
