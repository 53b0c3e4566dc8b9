"""The fields of each list: canonical names, what programs get, what people see."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from servicedesk.cli.frame import context, moments
from servicedesk.cli.frame.output import Field
from servicedesk.domain.numbers import format_number
from servicedesk.domain.records.by_kind import in_files
from servicedesk.domain.records.field import Field as Described
from servicedesk.domain.rows.calls import CallRow
from servicedesk.domain.rows.cases import CaseRow
from servicedesk.domain.rows.followups import FollowUpRow
from servicedesk.domain.rows.promises import PromiseRow
from servicedesk.domain.wording import value_label, value_words
from servicedesk.i18n import N_, NP_, _


def number(kind: str, record_id: int | None) -> str | None:
    """C-231, or None for no record."""
    return None if record_id is None else format_number(kind, record_id)


def duration(seconds: int | None) -> str:
    """A length of time as a clock shows it, or nothing."""
    if seconds is None:
        return ""
    from servicedesk.domain.date_format import format_duration

    return format_duration(seconds)


def _label(kind: str, name: str, value: object) -> str:
    return "" if value is None or value == "" else value_label(kind, name, value)


def _owed(row: CaseRow) -> str:
    """What is owed next and by when; the mark says that the time has passed, colour or not."""
    if row.deadline_at is None:
        return ""
    from servicedesk.domain.clock_words import clock_label

    late = " !" if row.is_overdue(context.now()) else ""
    return f"{moments.shown(row.deadline_at)}{late}  {clock_label(row.deadline_kind)}"


def _case_state(row: CaseRow) -> str:
    if row.is_snoozed(context.now()):
        return moments.shown(row.snoozed_until) + " zz"
    return _label("case", "state", row.state)


def _followup_state(row: FollowUpRow) -> str:
    is_overdue = row.is_overdue(context.now(), context.settings().zone)
    return _label("followup", "state", row.state) + (" !" if is_overdue else "")


def _promise_outcome(row: PromiseRow) -> str:
    """What became of it; the mark says that a time has lapsed and the customer still waits."""
    from servicedesk.domain.words.followups import PROMISE_OUTCOMES

    now = context.now()
    return _(PROMISE_OUTCOMES.labels[row.outcome(now)]) + (" !" if row.is_overdue(now) else "")


def _summary(row: CallRow) -> str:
    line = _first_line(row.summary)
    return f"[{_label('call', 'voided', N_('voided'))}] {line}" if row.voided_at else line


def _tags(names: Sequence[str]) -> str:
    return " ".join(f"+{name}" for name in names)


def _first_line(text: str) -> str:
    return text.partition("\n")[0]


def _of(
    kind: str,
    *names: str,
    label: str = "",
    value: Callable[[Any], Any] | None = None,
    shown: Callable[[Any], str] | None = None,
) -> tuple[Field, ...]:
    """Fields by their names in files: label, value and words are those of the record unless given."""
    fields = in_files(kind)
    return tuple(
        Field(
            name,
            label or fields[name].label,
            value or partial(_value, kind, fields[name]),
            shown or (_SHOWN.get(fields[name].type) and partial(_shown, fields[name])),
        )
        for name in names
    )


def _value(kind: str, field: Described, row: Any) -> Any:
    held = getattr(row, field.name)
    return number(field.words or kind, held) if field.type in {"ref", "key"} else held


def _shown(field: Described, row: Any) -> str:
    held = getattr(row, field.name)
    return "" if held is None or held == "" else _SHOWN[field.type](field, held)


_SHOWN: dict[str, Callable[[Described, Any], str]] = {
    "moment": lambda _field, value: moments.shown(value),
    "choice": value_words,
    "scale": value_words,
    "text": lambda _field, value: _first_line(value),
}
"""How people see the values of a type, where that is not the value itself."""


CASE: tuple[Field, ...] = (
    *_of("case", "number"),
    Field("customer", N_("Customer"), lambda row: row.customer_name),
    *_of("case", "customer_id", label=N_("Customer ID")),
    *_of("case", "kind", "subject", "priority"),
    *_of("case", "state", shown=_case_state),
    *_of("case", "waiting_reason", "owner"),
    Field("labels", N_("Labels"), lambda row: row.labels, lambda row: _tags(row.labels)),
    *_of("case", "received_at", "due_at"),
    Field("deadline_at", N_("Owed next"), lambda row: row.deadline_at, _owed),
    Field("deadline_kind", N_("What is owed"), lambda row: row.deadline_kind or None),
    Field("clock_level", N_("Level"), lambda row: row.clock_level, right=True),
    Field("urgency", N_("Urgency"), lambda row: row.urgency, right=True),
    *_of("case", "snoozed_until", "updated_at"),
)
CASE_TABLE = ("number", "priority", "state", "deadline_at", "owner", "customer", "labels", "subject")

CUSTOMER: tuple[Field, ...] = (
    *_of("customer", "id", "name", "kind", "company"),
    Field("phone", N_("Phone"), lambda row: [row.phone] if row.phone else []),
    *_of("customer", "region"),
    *_of("customer", "tier", shown=lambda row: _label("customer", "tier", row.tier)),
    Field("tags", N_("Tags"), lambda row: row.tags, lambda row: _tags(row.tags)),
    *_of("customer", "banner", "owner"),
    Field("open_cases", N_("Open cases"), lambda row: row.open_cases, right=True),
    Field(
        "last_call_at",
        N_("Last call"),
        lambda row: row.last_call_at,
        lambda row: moments.shown(row.last_call_at),
    ),
    *_of("customer", "created_at"),
)
CUSTOMER_TABLE = ("id", "tier", "phone", "open_cases", "last_call_at", "name", "company")

CALL: tuple[Field, ...] = (
    *_of("call", "call_id"),
    *_of("call", "started_at", label=N_("Time")),
    *_of("call", "direction", "channel"),
    Field("customer", N_("Customer"), lambda row: row.customer_name),
    *_of("call", "customer_id", label=N_("Customer ID")),
    *_of("call", "phone", "answered_at", "ended_at"),
    Field(
        "duration_s",
        N_("Duration"),
        lambda row: row.talk_seconds,
        lambda row: duration(row.talk_seconds),
        right=True,
    ),
    *_of("call", "reason", label=NP_("call", "Reason")),
    *_of("call", "summary", shown=_summary),
    *_of("call", "result", "handler", "case", "voided_at"),
)
CALL_TABLE = ("call_id", "started_at", "direction", "duration_s", "result", "customer", "case", "summary")

FOLLOWUP: tuple[Field, ...] = (
    *_of("followup", "number"),
    Field("customer", N_("Customer"), lambda row: row.customer_name),
    *_of("followup", "customer_id", label=N_("Customer ID")),
    Field("phone", N_("Phone"), lambda row: [row.phone] if row.phone else []),
    *_of("followup", "case"),
    *_of("followup", "due_at", shown=lambda row: moments.shown(row.due_at, all_day=row.all_day)),
    *_of("followup", "all_day", "method", "owner", "purpose"),
    *_of("followup", "state", shown=_followup_state),
    *_of("followup", "result", "reason_skipped", "repeat", "done_at"),
)
FOLLOWUP_TABLE = ("number", "due_at", "method", "state", "owner", "customer", "case", "purpose")

PROMISE: tuple[Field, ...] = (
    *_of("promise", "number"),
    *_of("promise", "due_at", label=NP_("promise", "Told")),
    *_of("promise", "text", label=N_("Promise"), shown=lambda row: _first_line(row.text)),
    *_of("promise", "state"),
    Field("outcome", NP_("promise", "Outcome"), lambda row: row.outcome(context.now()), _promise_outcome),
    Field("customer", N_("Customer"), lambda row: row.customer_name),
    *_of("promise", "customer_id", label=N_("Customer ID")),
    *_of("promise", "case", "call", "owner", "made_at", "estimate_at", "ended_at"),
    *_of("promise", "follows", label=N_("Instead of")),
    *_of("promise", "reason", shown=lambda row: _first_line(row.reason)),
)
PROMISE_TABLE = ("number", "due_at", "outcome", "owner", "customer", "case", "text")

FIELDS = {"case": CASE, "customer": CUSTOMER, "call": CALL, "followup": FOLLOWUP, "promise": PROMISE}
TABLES = {
    "case": CASE_TABLE,
    "customer": CUSTOMER_TABLE,
    "call": CALL_TABLE,
    "followup": FOLLOWUP_TABLE,
    "promise": PROMISE_TABLE,
}
