"""CallWords: the contents of the call form without widgets; converts to and from a draft and to a NewCall.

The echo ("will save: ...") and the toast after saving are made here from the same values, so that what is
said before is what is done after.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING

from servicedesk.domain.call_note import CallOfNote, read_call_note
from servicedesk.domain.caller_field import read_caller_field
from servicedesk.domain.caller_line import name_and_number
from servicedesk.domain.caller_names import makes_card
from servicedesk.domain.date_format import format_duration, format_long, format_when
from servicedesk.domain.numbers import format_number
from servicedesk.domain.phones import digits_of, plain_phone
from servicedesk.domain.promise_words import told_in_words
from servicedesk.domain.quick_note import QuickNote
from servicedesk.domain.rows.cases import CaseRow
from servicedesk.domain.rows.customers import CustomerRow
from servicedesk.domain.text import clean, clean_line
from servicedesk.domain.wait_words import CameBack, has_ended, would_end
from servicedesk.domain.wording import value_label
from servicedesk.domain.words.calls import CHANNELS, DIRECTIONS, OUTCOMES, UNANSWERED
from servicedesk.domain.words.cases import CASE_KINDS, DEFAULT_PRIORITY, PRIORITIES
from servicedesk.i18n import _, pgettext
from servicedesk.tui.calls.call_labels import nothing_yet
from servicedesk.tui.calls.caller_words import NO_OTHERS, CallerSaid, Others, customer_in_words

if TYPE_CHECKING:
    from servicedesk.domain.reading_times import ReadingTimes
    from servicedesk.services.calls import LoggedCall, NewCall

LEFT_LONG_AGO = timedelta(minutes=30)
"""A draft untouched for longer than this is no conversation that still goes on."""

WHOLE_NUMBER = 7
"""Digits from which on a typed number is taken as the caller's own and not as a part of it."""

NO_CASE = "none"
"""As the kind: somebody said that no case is to be opened, whatever the signs of the note would open."""

_ME = frozenset({"me", "我"})
_TEXTS = (
    "who", "typed", "summary", "note", "kind", "direction", "channel", "outcome", "handler", "promise",
    "promise_text", "for_name",
)  # fmt: skip
_MOMENTS = ("answered_at", "ended_at", "promise_due_at", "promise_estimate_at")
_FLAGS = ("is_new",)
_NUMBERS = ("customer_id", "case_id", "for_followup_id", "for_customer_id")
_ID_DIGITS = 18

Piece = tuple[str, str]
"""A text and its style."""


@dataclass(frozen=True, slots=True)
class CallWords:
    """The fields of the form.

    `who` is what stands in the field; once a customer is taken it names them, and `typed` keeps what was
    typed. `is_new` says that it is somebody new, whatever card has the same name or number. `answered_at`
    None means answered at once, `ended_at` None that they are still talking. `promise` is the line as typed;
    what was told by it stays, however late the call is saved.
    """

    who: str = ""
    typed: str = ""
    customer_id: int | None = None
    is_new: bool = False
    summary: str = ""
    kind: str = ""
    case_id: int | None = None
    for_followup_id: int | None = None
    """The follow-up for which a call out was begun, and whose it is."""
    for_customer_id: int | None = None
    for_name: str = ""
    note: str = ""
    direction: str = "in"
    channel: str = "phone"
    outcome: str = ""
    handler: str = ""
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    promise: str = ""
    promise_text: str = ""
    promise_due_at: datetime | None = None
    promise_estimate_at: datetime | None = None

    @property
    def is_blank(self) -> bool:
        """Whether nothing was written or chosen that would be missed."""
        written = (self.who, self.summary, self.note, self.promise, self.handler)
        is_chosen = self.outcome or self.kind or self.case_id is not None
        return not is_chosen and not any(clean(text).strip() for text in written)

    @property
    def is_savable(self) -> bool:
        """Whether there is a caller or something that was said; a call that nobody took needs neither."""
        said = any(clean(text).strip() for text in (self.who, self.summary, self.note))
        return self.customer_id is not None or said or self.outcome in UNANSWERED

    def followup_served(self, caller_id: int | None) -> int | None:
        """The follow-up that a save holds or moves: of a call out with the very customer it is for.

        `caller_id` is whom a save would recognise where nobody is taken.
        """
        spoken_to = caller_id if self.customer_id is None else self.customer_id
        is_theirs = self.for_customer_id in {None, spoken_to}
        return self.for_followup_id if self.direction == "out" and is_theirs else None

    def parted(self, region: str, *, is_known: bool = False) -> "CallWords":
        """As a save takes them: of what stands in "Who" only the caller, the rest behind the quick note.

        `is_known` says that somebody has the part of a number with which it begins.
        """
        if self.customer_id is not None:
            return self
        found = read_caller_field(self.who, region)
        if not found.text:
            return self
        if found.is_part and not is_known:
            return replace(self, who="", note=behind(self.note, clean_line(self.who)))
        return replace(self, who=found.caller, note=behind(self.note, found.text))

    # Drafts

    def to_body(self) -> dict[str, str]:
        """As a draft keeps it: only what is not as in an empty form."""
        body: dict[str, str] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if value == field.default or value is None:
                continue
            body[field.name] = value.isoformat() if isinstance(value, datetime) else str(value)
        return body

    @classmethod
    def from_body(cls, body: Mapping[str, str]) -> "CallWords":
        """From a draft; what another version wrote and this one does not know is left out."""
        values: dict[str, object] = {name: body[name] for name in _TEXTS if name in body}
        values |= {name: _moment(body.get(name, "")) for name in _MOMENTS}
        values |= {name: int(body[name]) for name in _NUMBERS if _is_id(body.get(name, ""))}
        # Drafts of an earlier version do not say whose it is.
        if "for_followup_id" in values and "for_customer_id" not in values:
            values["for_customer_id"] = values.get("customer_id")
        values |= {name: body.get(name) == str(True) for name in _FLAGS}
        known = {
            "kind": ("", NO_CASE, *CASE_KINDS.values),
            "direction": DIRECTIONS.values,
            "channel": CHANNELS.values,
            "outcome": ("", *OUTCOMES.values),
        }
        for name, allowed in known.items():
            if values.get(name) not in allowed:
                values.pop(name, None)
        return cls(**values)  # type: ignore[arg-type]  # the names are those of the fields

    def hung_up_if_left(self, touched_at: datetime, now: datetime) -> "CallWords":
        """As hung up at the last key if that was long ago: a draft of the morning talks no more."""
        if self.ended_at is None and now - touched_at > LEFT_LONG_AGO:
            return replace(self, ended_at=touched_at)
        return self

    # Saving

    def to_call(
        self,
        note: QuickNote,
        rang_at: datetime,
        now: datetime,
        actor: str,
        caller_id: int | None = None,
    ) -> "NewCall":
        """What is to be logged when the form is saved at `now`; `caller_id` as in followup_served()."""
        from servicedesk.services.calls import NewCall

        ended_at = self.ended_at or now
        # The computer's clock may have been set back meanwhile.
        answered_at = None if self.outcome in UNANSWERED else max(self.answered_at or rang_at, rang_at)
        return NewCall(
            who=self.caller_typed(),
            summary=self.full_summary(note),
            customer_id=self.customer_id,
            makes_customer=self.is_new,
            direction=self.direction,
            channel=self.channel,
            rang_at=rang_at,
            answered_at=answered_at,
            ended_at=max(ended_at, answered_at or rang_at),
            handler=clean_line(self.handler),
            outcome=self.outcome,
            case_id=self.case_id,
            case_kind=None if self.kind == NO_CASE else self.kind or None,
            priority=note.priority,
            labels=note.labels,
            owner=owner_named(note, actor),
            followup_at=note.due.at if note.due else None,
            for_followup_id=self.followup_served(caller_id),
            promise_text=self.promise_text,
            promise_due_at=self.promise_due_at,
            promise_estimate_at=self._estimate_at(now),
        )

    def _estimate_at(self, now: datetime) -> datetime | None:
        """Our own estimate; one that has passed while they talked gives way to the time that was told."""
        estimate_at = self.promise_estimate_at
        if estimate_at is not None and estimate_at <= now and self.promise_due_at is not None:
            return None
        return estimate_at

    def caller_typed(self) -> str:
        """What was typed for the caller; of a customer taken only with a number by which they called."""
        if self.customer_id is None:
            return clean_line(self.who)
        number = name_and_number(self.typed)[1]
        return clean_line(self.typed) if len(digits_of(number)) >= WHOLE_NUMBER else ""

    def full_summary(self, note: QuickNote) -> str:
        """What was said, and below it the words of the quick note."""
        return "\n".join(part for part in (clean(self.summary).strip(), note.text) if part)

    def leads_on(self, note: QuickNote) -> bool:
        """Whether a case, a follow-up or a promise comes out of the call."""
        times = (note.due, self.promise_due_at, self.promise_estimate_at)
        return bool(self.kind_opened(note)) or any(time is not None for time in times)

    def kind_opened(self, note: QuickNote) -> str:
        """The kind of the case that a save opens, or empty; a priority or label alone makes a complaint."""
        if self.case_id is not None or self.kind == NO_CASE:
            return ""
        return self.kind or ("complaint" if note.priority is not None or note.labels else "")


def behind(note: str, text: str) -> str:
    """The quick note with what was typed elsewhere for it."""
    return f"{note.rstrip()} {text}".lstrip()


def owner_named(note: QuickNote, actor: str) -> str:
    """The owner in the quick note by name."""
    return actor if note.owner in _ME else note.owner or ""


def read_note(words: CallWords, now: datetime, times: "ReadingTimes", followup_hour: str) -> QuickNote:
    """The quick note of parted words; a day without a time is at the desk's hour for follow-ups."""
    opens = None if not words.kind else words.kind != NO_CASE
    has_promise = words.promise_due_at is not None or words.promise_estimate_at is not None
    call = CallOfNote(opens, is_about_case=words.case_id is not None, has_promise=has_promise)
    return read_call_note(words.note, now, times, time.fromisoformat(followup_hour), call)


@dataclass(frozen=True, slots=True)
class Setting:
    """What the echo needs besides the words: time, people, and the case the call is about."""

    rang_at: datetime
    now: datetime
    zone: tzinfo
    actor: str
    customer: CustomerRow | None = None
    """The customer taken, or the one that a save would recognise."""
    case: CaseRow | None = None
    ends: CameBack | None = None
    """The case whose wait the call would end, or which it would wake."""
    region: str = "CN"
    is_looked_up: bool = True
    """Whether the desk has said who has the name or number that stands in "Who"."""
    namesake: CustomerRow | None = None
    """Who has that very name or number, though somebody new is meant."""
    others: Others = NO_OTHERS
    """Who else can be meant."""

    @property
    def caller_id(self) -> int | None:
        """The customer taken, or the one that a save would recognise."""
        return self.customer.id if self.customer is not None else None

    def seconds(self, words: CallWords) -> float:
        """How long they have been talking."""
        start = words.answered_at or self.rang_at
        return ((words.ended_at or self.now) - start).total_seconds()


def clock(words: CallWords, setting: Setting) -> list[Piece]:
    """How long they have been talking, and since when."""
    pieces: list[Piece] = [
        (_("Call out") if words.direction == "out" else pgettext("inbound", "Call"), "bold"),
        (f" {format_duration(setting.seconds(words))}", "bold $text-accent"),
    ]
    if words.answered_at is not None:
        waited = format_duration((words.answered_at - setting.rang_at).total_seconds())
        pieces.append((_("  after ringing {duration}").format(duration=waited), ""))
    if words.ended_at is not None:
        ended = words.ended_at.astimezone(setting.zone)
        pieces.append((_("  hung up {time}").format(time=f"{ended:%H:%M}"), "bold $text-warning"))
    rang = setting.rang_at.astimezone(setting.zone)
    pieces.append((_("  since {time}").format(time=f"{rang:%H:%M}"), "$text-muted"))
    return pieces


def clock_hint(words: CallWords, hang_up_key: str) -> str:
    """What may be done about the clock as it stands."""
    if words.ended_at is not None:
        return _("  {key}: they talk on").format(key=hang_up_key)
    return _("  Esc keeps a draft (hung up)")


def echo(words: CallWords, note: QuickNote, setting: Setting, moved: str = "") -> list[Piece]:
    """What a save would make of parted words; `moved` stands in "Who" and goes to the note."""
    if not words.is_savable:
        return [(nothing_yet(words.direction), "$text-muted")]
    said: list[Piece] = [(_call_in_words(words, setting), ""), *_customer_in_words(words, note, setting)]
    said += _case_in_words(words, note, setting)
    if setting.ends is not None:
        said.append((would_end(setting.ends), "bold $text-accent"))
    said += _followups_in_words(words, note, setting)
    owner = owner_named(note, setting.actor)
    if owner and not words.kind_opened(note):
        said.append((_("for {owner}").format(owner=owner), "bold"))
    said += promised(words, setting)
    if words.outcome:
        said.append((_(OUTCOMES.labels[words.outcome]), ""))
    if moved:
        said.append((_("into the note: {words}").format(words=moved), "bold"))
    pieces: list[Piece] = [(_("will save: "), "$text-muted")]
    for place, piece in enumerate(said):
        pieces += [(" · ", "$text-muted"), piece] if place else [piece]
    return pieces


def _followups_in_words(words: CallWords, note: QuickNote, setting: Setting) -> list[Piece]:
    """The follow-up that a save books, and what becomes of the one for which the call was made."""
    nobody = words.outcome in UNANSWERED
    said: list[Piece] = []
    if words.for_followup_id is not None:
        number = format_number("followup", words.for_followup_id)
        if words.followup_served(setting.caller_id) is None:
            text = (
                _("{number} stays: it is for {name}")
                if words.direction == "out"
                else _("{number} stays: they called")
            )
            said.append((text.format(number=number, name=words.for_name), "bold $text-warning"))
        elif not nobody and words.outcome != "wrong_number":
            said.append((_("{number} held").format(number=number), "bold"))
        elif note.due is None:
            said.append((_("{number} stays: @16:30 tries again").format(number=number), "bold $text-warning"))
    if note.due is not None:
        when = format_long(note.due.at, setting.zone)
        text = _("try again {when}") if nobody else _("follow-up {when}")
        said.append((text.format(when=when), "bold"))
    return said


def open_already(words: CallWords, note: QuickNote, cases: Sequence[CaseRow], key: str) -> str:
    """A warning where a save would open another case for a caller who has one; empty where it would not."""
    if not cases or not words.kind_opened(note):
        return ""
    text = _("{number} is open already: {key} if the call is about it.")
    return text.format(number=format_number("case", cases[0].id), key=key)


def promised(words: CallWords, setting: Setting) -> list[Piece]:
    """The promise as it is to be read to the caller; nothing while no time is known."""
    due_at, estimate_at = words.promise_due_at, words.promise_estimate_at
    told_at = due_at or estimate_at
    if told_at is None:
        return []
    told = told_in_words(told_at, estimate_at, setting.now, setting.zone)
    return [(_("promise {told}").format(told=told), "bold $text-accent")]


def promise_fault(words: CallWords, now: datetime, unread: str = "") -> str:
    """Why the promise cannot be made, in words; empty when it can, or when there is none.

    `unread` is what the reader of its time said, where that is more than that there is none.
    """
    told_at = words.promise_due_at or words.promise_estimate_at
    if told_at is None:
        if not clean_line(words.promise):
            return ""
        said = _("Promise: {fault}").format(fault=unread) if unread else ""
        return said or _("Promise: by when? 60m, 15:30, tomorrow 15:00.")
    return _("Promise: that time has passed.") if told_at <= now else ""


def caller_fault(words: CallWords, region: str) -> list[str]:
    """That "Who" begins with a number which is no phone's, in words."""
    if words.customer_id is not None or not read_caller_field(words.who, region).is_identity:
        return []
    return [_("What the text begins with looks like an identity or card number; it stays text.")]


def faults(words: CallWords, note: QuickNote) -> list[str]:
    """What of the quick note will not be done, in words."""
    found = list(note.errors)
    if words.case_id is not None and (note.priority is not None or note.labels):
        number = format_number("case", words.case_id)
        found.append(
            _("Priority and labels are for a new case; {number} keeps its own.").format(number=number)
        )
    return found


def _call_in_words(words: CallWords, setting: Setting) -> str:
    if words.channel != "phone":
        return _("{channel} {direction}").format(
            channel=_(CHANNELS.labels[words.channel]),
            direction=value_label("call", "direction", words.direction),
        )
    text = _("call out {duration}") if words.direction == "out" else _("call in {duration}")
    return text.format(duration=format_duration(setting.seconds(words)))


def _customer_in_words(words: CallWords, note: QuickNote, setting: Setting) -> list[Piece]:
    name, number = name_and_number(words.who, setting.region)
    said = CallerSaid(
        words.caller_typed(),
        setting.customer,
        words.is_new,
        setting.is_looked_up and words.customer_id is None,
        makes_card(name, words.outcome, leads_on=words.leads_on(note)),
        words.direction == "out",
        setting.others,
        setting.namesake,
        setting.region,
    )
    return customer_in_words(
        said, f"{name} {number}".strip() if name else plain_phone(number, setting.region)
    )


def _case_in_words(words: CallWords, note: QuickNote, setting: Setting) -> list[Piece]:
    if words.case_id is not None:
        number = format_number("case", words.case_id)
        subject = f" {setting.case.subject}" if setting.case is not None else ""
        return [(_("about {number}").format(number=number) + subject, "bold")]
    kind = words.kind_opened(note)
    if not kind:
        return []
    said = [_("new {kind}").format(kind=_(CASE_KINDS.labels[kind]))]
    said.append(_(PRIORITIES.labels[note.priority or DEFAULT_PRIORITY]))
    said += [f"+{label}" for label in note.labels]
    if owner := owner_named(note, setting.actor):
        said.append(_("for {owner}").format(owner=owner))
    return [(" ".join(said), "bold")]


def saved_in_words(logged: "LoggedCall", words: CallWords, note: QuickNote, setting: Setting) -> str:
    """What a save has made, with its numbers: "Saved CL-9 · complaint C-231 · follow-up F-40 Fri 09:00."."""
    said = [_("Saved {number}").format(number=format_number("call", logged.call_id))]
    if logged.is_new_customer and logged.customer_id is not None:
        said.append(_("new customer {number}").format(number=format_number("customer", logged.customer_id)))
    if logged.case_id is not None:
        number = format_number("case", logged.case_id)
        kind = words.kind_opened(note)
        said.append(
            f"{_(CASE_KINDS.labels[kind])} {number}" if kind else _("about {number}").format(number=number)
        )
    if logged.came_back is not None:
        said.append(has_ended(logged.came_back))
    if logged.called_followup == "held" and words.for_followup_id is not None:
        said.append(_("{number} held").format(number=format_number("followup", words.for_followup_id)))
    if logged.followup_id is not None and note.due is not None:
        when = format_when(note.due.at, setting.now, setting.zone)
        nobody = words.outcome in UNANSWERED
        text = _("try again {number} {when}") if nobody else _("follow-up {number} {when}")
        said.append(text.format(number=format_number("followup", logged.followup_id), when=when))
    if logged.promise_id is not None and words.promise_due_at is not None:
        told = told_in_words(words.promise_due_at, None, setting.now, setting.zone)
        number = format_number("promise", logged.promise_id)
        said.append(_("promise {number} {told}").format(number=number, told=told))
    return " · ".join(said)


def _is_id(text: str) -> bool:
    return text.isdecimal() and len(text) <= _ID_DIGITS


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else None
