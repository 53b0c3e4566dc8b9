"""The SQL of the canonical columns: each cell as the text that files show (see exporting.py).

The names are those of exchange/columns.py, which this package does not know; a test compares them.
"""

from collections.abc import Mapping
from types import MappingProxyType

from servicedesk.domain import assessment


def _number(prefix: str, column: str) -> str:
    return f"'{prefix}-' || {column}"


def _listed(column: str, source: str) -> str:
    """Several values in one cell; where one holds the separator itself, join_values() writes them as JSON."""
    return (
        f"(SELECT CASE WHEN sum(instr({column}, ';') OR {column} GLOB '[[]*')"
        f" THEN join_values(json_group_array({column})) ELSE group_concat({column}, '; ') END"
        f" FROM (SELECT {column} FROM {source}))"
    )


def _objects(fields: Mapping[str, str], source: str) -> str:
    """The rows of `source` as a list of objects, each field by its expression; blank where there is none."""
    pairs = ", ".join(f"'{name}', \"{name}\"" for name in fields)
    columns = ", ".join(f'{expression} AS "{name}"' for name, expression in fields.items())
    return (
        f"(SELECT CASE WHEN count(*) THEN json_group_array(json_object({pairs})) END"
        f" FROM (SELECT {columns} FROM {source}))"
    )


def _phones_of(customer: str, kind: str = "") -> str:
    condition = f" AND kind = '{kind}'" if kind else ""
    return _listed(
        "raw",
        f"customer_phones WHERE customer_id = {customer} AND contact_id IS NULL{condition}"
        " ORDER BY position, id",
    )


def _emails_of(customer: str) -> str:
    return _listed("address", f"customer_emails WHERE customer_id = {customer} ORDER BY position, id")


def _own(table: str, *columns: str) -> dict[str, str]:
    return {column: f"{table}.{column}" for column in columns}


def _same(*columns: str) -> dict[str, str]:
    return {column: column for column in columns}


def _whole(number: str) -> str:
    return f"CAST({number} AS TEXT)"


def _yes_no(column: str) -> str:
    return f"CASE {column} WHEN 1 THEN 'yes' WHEN 0 THEN 'no' END"


def _scale(column: str, words: Mapping[int, str]) -> str:
    branches = " ".join(f"WHEN {number} THEN '{word}'" for number, word in words.items())
    return f"CASE {column} {branches} END"


_CUSTOMER = {
    "id": _number("CU", "customers.id"),
    **_own("customers", "name", "kind", "company"),
    "contact": "(SELECT name FROM contacts WHERE customer_id = customers.id ORDER BY position, id LIMIT 1)",
    "phone": _phones_of("customers.id", "phone"),
    "mobile": _phones_of("customers.id", "mobile"),
    "email": _emails_of("customers.id"),
    **_own(
        "customers",
        *("wechat", "address", "region", "industry", "company_size", "website", "tier", "banner"),
        *("source", "owner", "birthday", "customer_since", "note"),
    ),
    "tags": _listed("tag", "customer_tags WHERE customer_id = customers.id ORDER BY position, id"),
    "contacts": _objects(
        _same("name", "role", "phone", "email", "note"),
        "contacts WHERE customer_id = customers.id ORDER BY position, id",
    ),
    **_own("customers", "external_id", "external_source", "uid", "created_at", "updated_at"),
}
_OF_COMPLAINTS = {
    **_own("cases", "on_behalf_of", "product", "remedy_wanted"),
    **_own("cases", "acknowledged_at", "acknowledged_by", "acknowledged_how"),
    "severity": _scale("cases.severity", assessment.SEVERITY_NAMES),
    "safety": _yes_no("cases.safety"),
    "complexity": _scale("cases.complexity", assessment.COMPLEXITY_NAMES),
    "impact": _scale("cases.impact", assessment.IMPACT_NAMES),
    **_own("cases", "immediate_action", "assessed_at", "assessed_by", "facts"),
    "remedies": _objects(
        {
            **_same("kind", "words"),
            "cost": "printf('%d.%02d', cost_cents / 100, cost_cents % 100)",
            **_same("currency", "decided_at", "decided_by", "approver", "approved_at", "done_at"),
        },
        "case_remedies WHERE case_id = cases.id ORDER BY position, id",
    ),
    **_own("cases", "told_how"),
    "accepted": _yes_no("cases.accepted"),
    **_own("cases", "accepted_at", "options_offered", "competitor", "lesson", "thanked_at"),
    **_own("cases", "followup_waived", "close_override", "close_missing", "waiting_since"),
    "nudges": _whole("cases.nudges"),
    **_own("cases", "nudged_at", "handoff_due_at"),
    "handoffs": _objects(
        _same("department", "words", "out_at", "out_by", "due_at", "back_at", "back_words"),
        "case_handoffs WHERE case_id = cases.id ORDER BY case_handoffs.out_at, id",
    ),
    "steps": _objects(
        {"text": "text", "required": _yes_no("case_steps.required"), **_same("done_at", "done_by")},
        "case_steps WHERE case_id = cases.id ORDER BY position, id",
    ),
    "merged_into": _number("C", "cases.merged_into"),
    "merges": _objects(
        {
            "into": _number("C", "target_id"),
            "at": "at",
            "by": "actor",
            "reason": "reason",
            "state": "source_state",
            "ended_at": "unmerged_at",
        },
        "case_merges WHERE case_id = cases.id ORDER BY case_merges.at, id",
    ),
    "links": _objects(
        {"relation": "relation", "case": _number("C", "other_id"), "at": "at", "by": "actor"},
        "case_links WHERE case_id = cases.id ORDER BY case_links.at, id",
    ),
    "call": _number("CL", "cases.call_id"),
}
"""What complaint_columns.py says of a case."""

_CASE = {
    "number": _number("C", "cases.id"),
    "customer": "customers.name",
    "customer_id": _number("CU", "cases.customer_id"),
    "phone": _phones_of("cases.customer_id"),
    "email": _emails_of("cases.customer_id"),
    **_own("cases", "kind", "subject", "description", "category", "channel"),
    "priority": _whole("cases.priority"),
    **_own("cases", "state", "waiting_reason", "owner", "department", "cause", "result"),
    "labels": _listed("label", "case_labels WHERE case_id = cases.id ORDER BY position, id"),
    "satisfaction": _whole("cases.satisfaction"),
    **_own(
        "cases",
        *("received_at", "due_at", "first_reply_at", "solved_at", "told_at", "told_by", "told_words"),
        *("closed_at", "snoozed_until"),
    ),
    **_OF_COMPLAINTS,
    "notes": _objects(
        _same("at", "actor", "text"),
        "case_notes WHERE case_id = cases.id ORDER BY at, id",
    ),
    **_own("cases", "external_id", "external_source", "uid", "created_at", "updated_at"),
}
_CALL = {
    "call_id": _number("CL", "calls.id"),
    "started_at": "calls.rang_at",
    **_own("calls", "direction", "channel"),
    "customer": "customers.name",
    "customer_id": _number("CU", "calls.customer_id"),
    **_own("calls", "phone", "answered_at", "ended_at"),
    "duration_s": _whole("strftime('%s', calls.ended_at) - strftime('%s', calls.answered_at)"),
    "reason": "calls.category",
    "summary": "calls.summary",
    "result": "calls.outcome",
    "handler": "calls.handler",
    "case": _number("C", "calls.case_id"),
    "opened": (
        "(SELECT group_concat('C-' || id, '; ')"
        " FROM (SELECT id FROM cases WHERE call_id = calls.id ORDER BY id))"
    ),
    **_own("calls", "voided_at", "void_reason", "external_id", "external_source", "uid"),
    **_own("calls", "created_at", "updated_at"),
}
_FOLLOWUP = {
    "number": _number("F", "followups.id"),
    "customer": "customers.name",
    "customer_id": _number("CU", "followups.customer_id"),
    "phone": _phones_of("followups.customer_id"),
    "case": _number("C", "followups.case_id"),
    "due_at": "followups.due_at",
    "all_day": "CASE followups.all_day WHEN 1 THEN 'yes' ELSE 'no' END",
    **_own(
        "followups", "method", "owner", "purpose", "state", "result", "reason_skipped", "repeat", "done_at"
    ),
    **_own("followups", "external_id", "external_source", "uid", "created_at", "updated_at"),
}
_PROMISE = {
    "number": _number("P", "promises.id"),
    "customer": "customers.name",
    "customer_id": _number("CU", "promises.customer_id"),
    "phone": _phones_of("promises.customer_id"),
    "case": _number("C", "promises.case_id"),
    "call": _number("CL", "promises.call_id"),
    **_own("promises", "text", "owner", "made_at", "estimate_at", "due_at", "state", "ended_at"),
    "follows": _number("P", "promises.follows_id"),
    **_own("promises", "reason", "external_id", "external_source", "uid", "created_at", "updated_at"),
}
COLUMNS = MappingProxyType(
    {"customer": _CUSTOMER, "case": _CASE, "call": _CALL, "followup": _FOLLOWUP, "promise": _PROMISE}
)
"""The SQL of each canonical column."""
