"""The fields of each list: canonical names, what programs get, what people see."""

from servicedesk.cli.frame import context, moments
from servicedesk.cli.frame.output import Field
from servicedesk.domain.numbers import format_number
from servicedesk.domain.rows import CallRow, CaseRow, FollowUpRow, PromiseRow
from servicedesk.domain.wording import value_label
from servicedesk.i18n import N_, _


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
    from servicedesk.domain.promises import OUTCOME_LABELS

    now = context.now()
    return _(OUTCOME_LABELS[row.outcome(now)]) + (" !" if row.is_overdue(now) else "")


def _summary(row: CallRow) -> str:
    line = _first_line(row.summary)
    return f"[{_label('call', 'voided', N_('voided'))}] {line}" if row.voided_at else line


def _first_line(text: str) -> str:
    return text.partition("\n")[0]


CASE: tuple[Field, ...] = (
    Field("number", N_("Number"), lambda row: format_number("case", row.id)),
    Field("customer", N_("Customer"), lambda row: row.customer_name),
    Field("customer_id", N_("Customer ID"), lambda row: number("customer", row.customer_id)),
    Field("kind", N_("Kind"), lambda row: row.kind, lambda row: _label("case", "kind", row.kind)),
    Field("subject", N_("Subject"), lambda row: row.subject),
    Field(
        "priority",
        N_("Priority"),
        lambda row: row.priority,
        lambda row: _label("case", "priority", row.priority),
    ),
    Field("state", N_("State"), lambda row: row.state, _case_state),
    Field("waiting_reason", N_("Waiting for"), lambda row: row.waiting_reason),
    Field("owner", N_("Owner"), lambda row: row.owner),
    Field(
        "labels",
        N_("Labels"),
        lambda row: row.labels,
        lambda row: " ".join(f"+{name}" for name in row.labels),
    ),
    Field(
        "received_at", N_("Received"), lambda row: row.received_at, lambda row: moments.shown(row.received_at)
    ),
    Field("due_at", N_("Due"), lambda row: row.due_at, lambda row: moments.shown(row.due_at)),
    Field("deadline_at", N_("Owed next"), lambda row: row.deadline_at, _owed),
    Field("deadline_kind", N_("What is owed"), lambda row: row.deadline_kind or None),
    Field("clock_level", N_("Level"), lambda row: row.clock_level, right=True),
    Field("urgency", N_("Urgency"), lambda row: row.urgency, right=True),
    Field(
        "snoozed_until",
        N_("Snoozed until"),
        lambda row: row.snoozed_until,
        lambda row: moments.shown(row.snoozed_until),
    ),
    Field("updated_at", N_("Updated"), lambda row: row.updated_at, lambda row: moments.shown(row.updated_at)),
)
CASE_TABLE = ("number", "priority", "state", "deadline_at", "owner", "customer", "labels", "subject")

CUSTOMER: tuple[Field, ...] = (
    Field("id", N_("Number"), lambda row: format_number("customer", row.id)),
    Field("name", N_("Name"), lambda row: row.name),
    Field("kind", N_("Kind"), lambda row: row.kind, lambda row: _label("customer", "kind", row.kind)),
    Field("company", N_("Company"), lambda row: row.company),
    Field("phone", N_("Phone"), lambda row: [row.phone] if row.phone else []),
    Field("region", N_("Region"), lambda row: row.region),
    Field("tier", N_("Tier"), lambda row: row.tier, lambda row: _label("customer", "tier", row.tier)),
    Field("tags", N_("Tags"), lambda row: row.tags, lambda row: " ".join(f"+{name}" for name in row.tags)),
    Field("banner", N_("Banner"), lambda row: row.banner),
    Field("owner", N_("Owner"), lambda row: row.owner),
    Field("open_cases", N_("Open cases"), lambda row: row.open_cases, right=True),
    Field(
        "last_call_at",
        N_("Last call"),
        lambda row: row.last_call_at,
        lambda row: moments.shown(row.last_call_at),
    ),
    Field("created_at", N_("Created"), lambda row: row.created_at, lambda row: moments.shown(row.created_at)),
)
CUSTOMER_TABLE = ("id", "tier", "phone", "open_cases", "last_call_at", "name", "company")

CALL: tuple[Field, ...] = (
    Field("call_id", N_("Number"), lambda row: format_number("call", row.id)),
    Field("started_at", N_("Time"), lambda row: row.rang_at, lambda row: moments.shown(row.rang_at)),
    Field(
        "direction",
        N_("Direction"),
        lambda row: row.direction,
        lambda row: _label("call", "direction", row.direction),
    ),
    Field(
        "channel", N_("Channel"), lambda row: row.channel, lambda row: _label("call", "channel", row.channel)
    ),
    Field("customer", N_("Customer"), lambda row: row.customer_name),
    Field("customer_id", N_("Customer ID"), lambda row: number("customer", row.customer_id)),
    Field("phone", N_("Phone"), lambda row: row.phone),
    Field(
        "answered_at", N_("Answered"), lambda row: row.answered_at, lambda row: moments.shown(row.answered_at)
    ),
    Field("ended_at", N_("Ended"), lambda row: row.ended_at, lambda row: moments.shown(row.ended_at)),
    Field(
        "duration_s",
        N_("Duration"),
        lambda row: row.talk_seconds,
        lambda row: duration(row.talk_seconds),
        right=True,
    ),
    Field("reason", N_("Reason"), lambda row: row.category),
    Field("summary", N_("Summary"), lambda row: row.summary, _summary),
    Field(
        "result", N_("Outcome"), lambda row: row.outcome, lambda row: _label("call", "outcome", row.outcome)
    ),
    Field("handler", N_("Handler"), lambda row: row.handler),
    Field("case", N_("Case"), lambda row: number("case", row.case_id)),
    Field("voided_at", N_("Voided"), lambda row: row.voided_at, lambda row: moments.shown(row.voided_at)),
)
CALL_TABLE = ("call_id", "started_at", "direction", "duration_s", "result", "customer", "case", "summary")

FOLLOWUP: tuple[Field, ...] = (
    Field("number", N_("Number"), lambda row: format_number("followup", row.id)),
    Field("customer", N_("Customer"), lambda row: row.customer_name),
    Field("customer_id", N_("Customer ID"), lambda row: number("customer", row.customer_id)),
    Field("phone", N_("Phone"), lambda row: [row.phone] if row.phone else []),
    Field("case", N_("Case"), lambda row: number("case", row.case_id)),
    Field(
        "due_at",
        N_("Due"),
        lambda row: row.due_at,
        lambda row: moments.shown(row.due_at, all_day=row.all_day),
    ),
    Field("all_day", N_("All day"), lambda row: row.all_day),
    Field(
        "method", N_("Method"), lambda row: row.method, lambda row: _label("followup", "method", row.method)
    ),
    Field("owner", N_("Owner"), lambda row: row.owner),
    Field("purpose", N_("Purpose"), lambda row: row.purpose),
    Field("state", N_("State"), lambda row: row.state, _followup_state),
    Field("result", N_("Result"), lambda row: row.result, lambda row: _first_line(row.result)),
    Field("reason_skipped", N_("Skip reason"), lambda row: row.reason_skipped),
    Field("repeat", N_("Repeat"), lambda row: row.repeat),
    Field("done_at", N_("Done"), lambda row: row.done_at, lambda row: moments.shown(row.done_at)),
)
FOLLOWUP_TABLE = ("number", "due_at", "method", "state", "owner", "customer", "case", "purpose")

PROMISE: tuple[Field, ...] = (
    Field("number", N_("Number"), lambda row: format_number("promise", row.id)),
    Field("due_at", N_("Told"), lambda row: row.due_at, lambda row: moments.shown(row.due_at)),
    Field("text", N_("Promise"), lambda row: row.text, lambda row: _first_line(row.text)),
    Field("state", N_("State"), lambda row: row.state, lambda row: _label("promise", "state", row.state)),
    Field("outcome", N_("Outcome"), lambda row: row.outcome(context.now()), _promise_outcome),
    Field("customer", N_("Customer"), lambda row: row.customer_name),
    Field("customer_id", N_("Customer ID"), lambda row: number("customer", row.customer_id)),
    Field("case", N_("Case"), lambda row: number("case", row.case_id)),
    Field("call", N_("Call"), lambda row: number("call", row.call_id)),
    Field("owner", N_("Owner"), lambda row: row.owner),
    Field("made_at", N_("Promised"), lambda row: row.made_at, lambda row: moments.shown(row.made_at)),
    Field(
        "estimate_at",
        N_("Our estimate"),
        lambda row: row.estimate_at,
        lambda row: moments.shown(row.estimate_at),
    ),
    Field("ended_at", N_("Ended"), lambda row: row.ended_at, lambda row: moments.shown(row.ended_at)),
    Field("follows", N_("Instead of"), lambda row: number("promise", row.follows_id)),
    Field("reason", N_("Reason"), lambda row: row.reason, lambda row: _first_line(row.reason)),
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
