"""The fields of each list: canonical names, what programs get (all columns of files), what people see."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from servicedesk.cli.frame import context, moments
from servicedesk.cli.frame.output import Field
from servicedesk.domain.labels import signed
from servicedesk.domain.numbers import format_number
from servicedesk.domain.records.by_kind import in_files
from servicedesk.domain.records.field import Field as Described
from servicedesk.domain.rows.calls import CallRow
from servicedesk.domain.rows.cases import CaseRow
from servicedesk.domain.rows.customers import CustomerRow
from servicedesk.domain.rows.followups import FollowUpRow
from servicedesk.domain.rows.promises import PromiseRow
from servicedesk.domain.wording import value_label, value_words
from servicedesk.i18n import N_, NP_, _

if TYPE_CHECKING:
    from servicedesk.services.desk import Desk

PAGE = 500
"""Records that are read at once."""


def number(kind: str, record_id: int | None) -> str | None:
    """C-231, or None for no record."""
    return None if record_id is None else format_number(kind, record_id)


def values_of(fields: Sequence[Field], row: Any) -> dict[str, Any]:
    """The row for programs."""
    return {field.name: field.value(row) for field in fields}


def _duration(row: CallRow) -> str:
    from servicedesk.domain.date_format import format_duration

    return "" if row.talk_seconds is None else format_duration(row.talk_seconds)


def _label(kind: str, name: str, value: object) -> str:
    return "" if value is None or value == "" else value_label(kind, name, value)


def phone_words(number: str) -> str:
    """A number as people see it, however it was written."""
    from servicedesk.domain.phones import format_phone

    return format_phone(number, context.settings().region) if number else ""


def _phone(row: CustomerRow | CallRow | FollowUpRow) -> str:
    return phone_words(row.phone)


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


def _repeat(row: FollowUpRow) -> str:
    from servicedesk.domain.recurrence import repeat_and_mode

    return repeat_and_mode(row.repeat) if row.repeat else ""


def _planned(row: FollowUpRow) -> str:
    """The date of its series, where it is held on another."""
    if row.planned_for is None or row.planned_for == row.due_at:
        return ""
    return moments.shown(row.planned_for, all_day=row.all_day)


def _anchor(row: FollowUpRow) -> str:
    from servicedesk.domain.series import anchor_in_words

    return anchor_in_words(row.anchor) if row.repeat else ""


def _promise_outcome(row: PromiseRow) -> str:
    """What became of it; the mark says that a time has lapsed and the customer still waits."""
    from servicedesk.domain.words.followups import PROMISE_OUTCOMES

    now = context.now()
    return _(PROMISE_OUTCOMES.labels[row.outcome(now)]) + (" !" if row.is_overdue(now) else "")


def _summary(row: CallRow) -> str:
    line = _first_line(row.summary)
    return f"[{_label('call', 'voided', N_('voided'))}] {line}" if row.voided_at else line


def _last_call(row: CustomerRow) -> str:
    return moments.shown(row.last_call_at)


def _tags(names: Sequence[str]) -> str:
    return " ".join(map(signed, names))


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


def _whose(kind: str) -> tuple[Field, ...]:
    customer = Field("customer", N_("Customer"), lambda row: row.customer_name)
    return (customer, *_of(kind, "customer_id", label=N_("Customer ID")))


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
    *_whose("case"),
    *_of("case", "kind", "subject", "priority"),
    *_of("case", "state", shown=_case_state),
    *_of("case", "waiting_reason", "owner"),
    Field("labels", N_("Labels"), lambda row: row.labels, lambda row: _tags(row.labels)),
    *_of("case", "received_at", "due_at"),
    Field("deadline_at", N_("Next due"), lambda row: row.deadline_at, _owed),
    Field(
        "deadline_kind",
        N_("What is owed"),
        lambda row: row.deadline_kind or None,
        lambda row: _label("case", "deadline_kind", row.deadline_kind),
    ),
    Field("clock_level", N_("Level"), lambda row: row.clock_level, right=True),
    Field("urgency", N_("Urgency"), lambda row: row.urgency, right=True),
    *_of("case", "snoozed_until", "updated_at"),
)

CUSTOMER: tuple[Field, ...] = (
    *_of("customer", "id", "name", "kind", "company"),
    Field("phone", N_("Phone"), lambda row: [row.phone] if row.phone else [], _phone),
    *_of("customer", "region"),
    *_of("customer", "tier", shown=lambda row: _label("customer", "tier", row.tier)),
    Field("tags", N_("Tags"), lambda row: row.tags, lambda row: _tags(row.tags)),
    *_of("customer", "banner", "owner"),
    Field("open_cases", N_("Open cases"), lambda row: row.open_cases, right=True),
    Field("last_call_at", N_("Last call"), lambda row: row.last_call_at, _last_call),
    *_of("customer", "created_at"),
)

CALL: tuple[Field, ...] = (
    *_of("call", "call_id"),
    *_of("call", "started_at", label=N_("Time")),
    *_of("call", "direction", "channel"),
    *_whose("call"),
    *_of("call", "phone", shown=_phone),
    *_of("call", "answered_at", "ended_at"),
    Field("duration_s", N_("Duration"), lambda row: row.talk_seconds, _duration, right=True),
    *_of("call", "reason", label=NP_("call", "Reason")),
    *_of("call", "summary", shown=_summary),
    *_of("call", "result", "handler", "case", "voided_at"),
)

FOLLOWUP: tuple[Field, ...] = (
    *_of("followup", "number"),
    *_whose("followup"),
    Field("phone", N_("Phone"), lambda row: [row.phone] if row.phone else [], _phone),
    *_of("followup", "case"),
    *_of("followup", "due_at", shown=lambda row: moments.shown(row.due_at, all_day=row.all_day)),
    *_of("followup", "all_day", "on_day", "method", "owner", "purpose"),
    *_of("followup", "state", shown=_followup_state),
    *_of("followup", "result", "reason_skipped"),
    *_of("followup", "repeat", shown=_repeat),
    *_of("followup", "planned_for", shown=_planned),
    *_of("followup", "anchor", shown=_anchor),
    *_of("followup", "done_at"),
)

PROMISE: tuple[Field, ...] = (
    *_of("promise", "number"),
    *_of("promise", "due_at", label=NP_("promise", "Told")),
    *_of("promise", "text", label=N_("Promise"), shown=lambda row: _first_line(row.text)),
    *_of("promise", "state"),
    Field("outcome", NP_("promise", "Outcome"), lambda row: row.outcome(context.now()), _promise_outcome),
    *_whose("promise"),
    *_of("promise", "case", "call", "owner", "made_at", "estimate_at", "ended_at"),
    *_of("promise", "follows", label=N_("Instead of")),
    *_of("promise", "reason", shown=lambda row: _first_line(row.reason)),
)

FIELDS = {"case": CASE, "customer": CUSTOMER, "call": CALL, "followup": FOLLOWUP, "promise": PROMISE}
TABLES = {
    "case": ("number", "priority", "state", "deadline_at", "owner", "customer", "labels", "subject"),
    "customer": ("id", "tier", "phone", "open_cases", "last_call_at", "name", "company"),
    "call": ("call_id", "started_at", "direction", "duration_s", "result", "customer", "case", "summary"),
    "followup": ("number", "due_at", "method", "state", "owner", "customer", "case", "purpose"),
    "promise": ("number", "due_at", "outcome", "owner", "customer", "case", "text"),
}
"""The columns for people, by kind."""


def program_fields(kind: str) -> tuple[Field, ...]:
    """The fields of the objects that program_rows() gives."""
    names = _canonical(kind)
    return tuple(
        Field(name, name, itemgetter(name)) for name in [*names, *(field.name for field in _more(kind))]
    )


def program_rows(desk: "Desk", kind: str, ids: Sequence[int]) -> Iterator[dict[str, Any]]:
    """The records as objects, in the order of `ids`; those that are gone are left out."""
    for start in range(0, len(ids), PAGE):
        page = ids[start : start + PAGE]
        records = desk.exporting.records(kind, page) if _canonical(kind) else {}
        known = desk.lists.rows(kind, page)
        for record_id in page:
            # What no file takes along has no columns but those of its list.
            record = records.get(format_number(kind, record_id)) if _canonical(kind) else {}
            if record is not None and record_id in known:
                yield record | {field.name: field.value(known[record_id]) for field in _more(kind)}


def program_row(desk: "Desk", kind: str, record_id: int) -> dict[str, Any]:
    """One record as an object; nothing where people read it, or where there is none."""
    return next(program_rows(desk, kind, [record_id]), {}) if context.current().format else {}


def _more(kind: str) -> list[Field]:
    canonical = set(_canonical(kind))
    return [field for field in FIELDS[kind] if field.name not in canonical]


def _canonical(kind: str) -> list[str]:
    from servicedesk.exchange.columns import COLUMNS_BY_KIND

    return [column.name for column in COLUMNS_BY_KIND.get(kind, ())]
