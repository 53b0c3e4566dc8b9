"""Cases: rows by id, one whole case, its notes, those that press, those that wait."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from servicedesk.domain.case_states import DROPPED_STATES, OPEN_STATES
from servicedesk.domain.errors import NotFoundError
from servicedesk.domain.numbers import format_number
from servicedesk.domain.rows.cases import CaseRow
from servicedesk.i18n import _
from servicedesk.storage import driver, late_sql, term_sql, words_sql
from servicedesk.storage.kind_sql import KindSql, Part, emails_of, listed
from servicedesk.storage.moments import loaded_or_none, stored
from servicedesk.storage.reading import read, read_by_id
from servicedesk.storage.rows import Rows

if TYPE_CHECKING:
    from servicedesk.domain.policies.waiting import Wait
    from servicedesk.domain.queries import Term
    from servicedesk.domain.rows.dossiers import Case, Note

LONGEST_SHOWN_SUBJECT = 300

ROW_SQL = f"""
SELECT cases.id, cases.version, cases.kind, substr(subject, 1, {LONGEST_SHOWN_SUBJECT}), state,
  waiting_reason, priority, cases.owner, customer_id, coalesce(customers.name, ''),
  coalesce(customers.tier, ''), received_at, due_at, snoozed_until, cases.updated_at,
  (SELECT group_concat(label, char(31)) FROM (
    SELECT label FROM case_labels WHERE case_id = cases.id ORDER BY position, id)),
  deadline_at, deadline_kind, clock_level, urgency, handoff_due_at, merged_into,
  coalesce((SELECT department FROM case_handoffs WHERE case_id = cases.id AND back_at IS NULL
    ORDER BY id DESC LIMIT 1), '')
FROM cases LEFT JOIN customers ON customers.id = cases.customer_id
"""


def rows(db: driver.Connection, ids: Sequence[int]) -> dict[int, CaseRow]:
    """The rows of `ids` by id; ids that no longer exist are left out."""
    return read_by_id(db, CaseRow, f"{ROW_SQL} WHERE cases.id", ids)


def case(db: driver.Connection, case_id: int) -> "Case":
    """One case whole; NotFoundError if there is none."""
    from servicedesk.domain.records.case import FIELDS
    from servicedesk.domain.rows.dossiers import Case

    row = rows(db, [case_id]).get(case_id)
    if row is None:
        raise NotFoundError(_("There is no {number}.").format(number=format_number("case", case_id)))
    fields = Rows(db).row("cases", case_id)
    for field in FIELDS:
        if field.type == "moment":
            fields[field.name] = loaded_or_none(fields[field.name])
    return Case(row=row, uid=fields["uid"], created_at=fields["created_at"], fields=fields)


def notes(db: driver.Connection, case_id: int) -> "list[Note]":
    """The notes on a case, oldest first."""
    from servicedesk.domain.rows.dossiers import Note

    sql = "SELECT at, actor, text FROM case_notes WHERE case_id = ? ORDER BY at, id"
    return read(db, Note, sql, case_id)


def of_customer(
    db: driver.Connection, customer_id: int, *, only_open: bool = False, limit: int = 200
) -> list[CaseRow]:
    """The customer's cases, newest first."""
    states = ", ".join(f"'{state}'" for state in OPEN_STATES)
    condition = f" AND state IN ({states})" if only_open else ""
    found = db.execute(
        f"SELECT id FROM cases WHERE customer_id = ?{condition} ORDER BY id DESC LIMIT ?",
        (customer_id, limit),
    ).fetchall()
    ids = [row[0] for row in found]
    by_id = rows(db, ids)
    return [by_id[case_id] for case_id in ids]


def known_labels(db: driver.Connection, limit: int = 200) -> list[str]:
    """The labels in use, the most used first."""
    found = db.execute(
        "SELECT min(label) FROM case_labels GROUP BY folded ORDER BY count(*) DESC, folded LIMIT ?", (limit,)
    ).fetchall()
    return [row[0] for row in found]


def known_departments(db: driver.Connection, limit: int = 100) -> list[str]:
    """The departments that cases were handed to, the one with most first."""
    found = db.execute(
        "SELECT department FROM case_handoffs WHERE department <> ''"
        " GROUP BY department ORDER BY count(*) DESC, department LIMIT ?",
        (limit,),
    ).fetchall()
    return [row[0] for row in found]


def known_owners(db: driver.Connection, limit: int = 100) -> list[str]:
    """Who owns open cases, the one with most first."""
    found = db.execute(
        f"SELECT owner FROM cases WHERE {term_sql.IS_OPEN} AND owner <> ''"
        " GROUP BY owner ORDER BY count(*) DESC, owner LIMIT ?",
        (limit,),
    ).fetchall()
    return [row[0] for row in found]


LOOKED_AT = 1000
"""So many of the most urgent cases are looked at: a desk may have a million, and this is asked all day."""


class PressingCase(NamedTuple):
    """A case that has used up much of its time; `level` in per cent."""

    id: int
    level: int
    subject: str


def pressing_cases(db: driver.Connection, actor: str, now: datetime, level: int) -> list[PressingCase]:
    """Open cases at `level` or above that are the actor's or nobody's and not snoozed, most urgent first."""
    return read(
        db,
        PressingCase,
        "SELECT id, clock_level, substr(subject, 1, 100) FROM ("
        " SELECT id, clock_level, subject, urgency FROM cases INDEXED BY cases_queue"
        f" WHERE {term_sql.IS_OPEN} AND owner IN ('', ?) AND (snoozed_until IS NULL OR snoozed_until <= ?)"
        " ORDER BY urgency DESC, coalesce(deadline_at, '9999'), id LIMIT ?"
        ") WHERE clock_level >= ?",
        *(actor, stored(now), LOOKED_AT, level),
    )


# An import may have brought a case that waits without saying since when.
WAITING_SQL = (
    "SELECT id, waiting_reason, coalesce(waiting_since, created_at), nudges, nudged_at, waiting_until"
    " FROM cases WHERE state = 'waiting'"
)


class WaitingCase(NamedTuple):
    """A case that waits."""

    id: int
    reason: str
    since: datetime
    nudges: int
    nudged_at: datetime | None
    until: datetime | None

    @property
    def wait(self) -> "Wait":
        """The wait, for the rules of its reason."""
        from servicedesk.domain.policies.waiting import Wait

        return Wait(self.since, self.nudges, self.nudged_at, self.until)


def before_contact(db: driver.Connection, case_id: int) -> dict[str, Any]:
    """Of a case what decides what a contact ends or begins, as it is stored; {} for none."""
    names = ("id", "state", "waiting_reason", "waiting_since", "created_at", "snoozed_until", "closed_at")
    found = Rows(db).find("cases", id=case_id)
    return {name: found[name] for name in names} if found else {}


def waits(db: driver.Connection, case_ids: Sequence[int]) -> list[WaitingCase]:
    """Those of the cases that wait, snoozed ones too."""
    sql = f"{WAITING_SQL} AND id IN (SELECT value FROM json_each(?))"
    return read(db, WaitingCase, sql, json.dumps(list(case_ids)))


def to_ask_again(db: driver.Connection, now: datetime) -> list[WaitingCase]:
    """The waiting cases, not snoozed at `now`, whose nudge or proposal to close has come, by the cache."""
    sql = WAITING_SQL.replace("FROM cases", "FROM cases INDEXED BY cases_to_nudge")
    terms = "nudge_at IS NOT NULL AND nudge_at <= ? AND (snoozed_until IS NULL OR snoozed_until <= ?)"
    return read(db, WaitingCase, f"{sql} AND {terms}", stored(now), stored(now))


def _deadline(term: "Term", context: term_sql.Asked) -> term_sql.Condition:
    """In the words of the index on it, where no deadline stands behind every other.

    Something is owed on open cases, and on closed ones whose customer came back: each of the two has its
    index, which is taken where the query does not itself say which are meant.
    """
    if term.op == "empty":
        return term_sql.Condition("deadline_at IS NULL")
    found = term_sql.moment_column(term_sql.BY_DEADLINE)(term, context)
    owed = f"({found.sql} AND {term_sql.BY_DEADLINE} <> '9999')"
    if not context.of_any_state:
        return term_sql.Condition(owed, found.parameters)
    back = term_sql.moment_column("deadline_at")(term, context)
    sql = (
        f"id IN (SELECT id FROM cases INDEXED BY cases_by_deadline WHERE {owed} AND {term_sql.IS_OPEN}"
        f" UNION ALL SELECT id {term_sql.FROM_CAME_BACK} AND {back.sql})"
    )
    return term_sql.Condition(sql, [*found.parameters, *back.parameters])


def _is_overdue(context: term_sql.Asked) -> term_sql.Condition:
    """What is late in the queue, and the closed cases whose customer came back and waits too long."""
    if context.only_back:
        return term_sql.Condition(f"({term_sql.CAME_BACK} AND deadline_at < ?)", [context.now])
    late = f"{term_sql.BY_DEADLINE} < ? AND {term_sql.IS_OPEN}"
    if not context.came_back:
        return term_sql.Condition(f"({late})", [context.now])
    sql = (
        f"id IN (SELECT id FROM cases INDEXED BY cases_by_deadline WHERE {late}"
        f" UNION ALL SELECT id {term_sql.FROM_CAME_BACK} AND deadline_at < ?)"
    )
    return term_sql.Condition(sql, [context.now, context.now])


def _source(term: "Term", context: term_sql.Asked) -> term_sql.Condition:
    """Who sent it, or the program from which it came."""
    both = [term_sql.text_column(column)(term, context) for column in ("source", "external_source")]
    joint = " AND " if term.op == "empty" else " OR "
    return term_sql.Condition(
        f"({joint.join(one.sql for one in both)})", [value for one in both for value in one.parameters]
    )


def _tier(term: "Term", context: term_sql.Asked) -> term_sql.Condition:
    """The tier of its customer; a case of nobody has none."""
    found = term_sql.text_column("tier")(term, context)
    sql = f"customer_id IN (SELECT id FROM customers WHERE {found.sql})"
    return term_sql.Condition(
        f"({sql} OR customer_id IS NULL)" if term.op == "empty" else sql, found.parameters
    )


def _is_snoozed(context: term_sql.Asked) -> term_sql.Condition:
    return term_sql.Condition("(snoozed_until IS NOT NULL AND snoozed_until > ?)", [context.now])


def _on_case(source: str) -> Callable[[term_sql.Asked], term_sql.Condition]:
    """Cases with a row of `source`, and those that such a case stands merged into, through any number."""
    merged = "SELECT merged_into FROM cases JOIN held USING (id) WHERE merged_into IS NOT NULL"
    sql = f"(WITH RECURSIVE held (id) AS (SELECT case_id FROM {source} UNION {merged}) SELECT id FROM held)"
    return lambda _context: term_sql.Condition(f"id IN {sql}")


_IS_HANDED_OFF = _on_case("case_handoffs WHERE back_at IS NULL")


def _is_away(context: term_sql.Asked) -> term_sql.Condition:
    """Open, and somebody else's turn or asleep: it waits, a department has it, or it is snoozed."""
    asleep, out = _is_snoozed(context), _IS_HANDED_OFF(context)
    return term_sql.Condition(
        f"({term_sql.IS_OPEN} AND (state = 'waiting' OR {asleep.sql} OR {out.sql}))", asleep.parameters
    )


def _snoozed(term: "Term", context: term_sql.Asked) -> term_sql.Condition:
    if term.op == "=" and term.values and isinstance(term.values[0], bool):
        found = _is_snoozed(context)
        return found if term.values[0] else term_sql.Condition(f"NOT {found.sql}", found.parameters)
    return term_sql.moment_column("snoozed_until")(term, context)


def _is_unpaid(context: term_sql.Asked) -> term_sql.Condition:
    """A remedy is owed on the case, also once it is closed; on a merged one it is owed by where it stands."""
    owed = _on_case(f"case_remedies WHERE {term_sql.REMEDY_OWED}")(context)
    return term_sql.Condition(f"({owed.sql} AND state NOT IN {DROPPED_STATES})")


CLOCK_MOVED = (
    "id IN (SELECT subject_id FROM events INDEXED BY events_of_clocks"
    " WHERE verb IN ('case.received', 'case.reopen', 'case.unmerge') AND annulled_by IS NULL"
    " AND (verb <> 'case.reopen' OR changes LIKE '%\"state\":\"cancelled\"%'"
    ' OR changes LIKE \'%"state":"duplicate"%\'))'
)
"""Cases whose receipt was changed, or that were cancelled, a duplicate or merged and are not any more."""

SEARCHED_TEXTS = (
    "description", "category", "cause", "result", "told_words", "product", "remedy_wanted", "facts", "lesson",
)  # fmt: skip
"""The columns of a case whose words are in the body of its search row, in their order; then come the name of
its customer, its labels and its notes.
"""


SQL = KindSql(
    orders={
        "urgency": ("urgency DESC", "coalesce(deadline_at, '9999')", "id"),
        "deadline": ("coalesce(deadline_at, '9999')", "id"),
        "newest": ("id DESC",),
        "due": ("coalesce(due_at, '9999')", "id"),
        "received": ("received_at DESC", "id DESC"),
        "updated": ("updated_at DESC", "id DESC"),
    },
    words={
        "number": term_sql.case_column("id"),
        "subject": term_sql.text_column("subject"),
        "phone": words_sql.phone_condition,
        "kind": term_sql.enum_column("kind"),
        "state": term_sql.enum_column("state"),
        "owner": term_sql.owner_column("owner"),
        "priority": term_sql.number_column("priority"),
        "due": _deadline,
        "set-due": term_sql.moment_column("due_at"),
        "level": term_sql.number_column("clock_level"),
        "urgency": term_sql.number_column("urgency"),
        "severity": term_sql.number_column("severity"),
        "received": term_sql.moment_column("received_at"),
        "solved": term_sql.moment_column("solved_at"),
        "closed": term_sql.moment_column("closed_at"),
        "updated": term_sql.moment_column("updated_at"),
        "snoozed": _snoozed,
        "customer": words_sql.customer_condition,
        "tier": _tier,
        "waiting-for": term_sql.case_column("waiting_case_id"),
        "category": term_sql.text_column("category"),
        "cause": term_sql.text_column("cause"),
        "outcome": term_sql.enum_column("outcome"),
        "handling": term_sql.number_column("handling_satisfaction"),
        "product": term_sql.text_column("product"),
        "channel": term_sql.enum_column("channel"),
        "department": term_sql.text_column("department"),
        "label": term_sql.has_label("case_labels", "case_id"),
        "source": _source,
        "text": words_sql.words_or_number("cases", "case_id"),
        "is": term_sql.flags(
            {
                "open": lambda _context: term_sql.Condition(term_sql.IS_OPEN),
                "closed": lambda _context: term_sql.Condition(f"NOT ({term_sql.IS_OPEN})"),
                "overdue": _is_overdue,
                "unacknowledged": lambda _context: term_sql.Condition(
                    f"(acknowledged_at IS NULL AND {term_sql.IS_OPEN})"
                ),
                "promised": _on_case("promises WHERE state = 'open' AND case_id IS NOT NULL"),
                "handed-off": _IS_HANDED_OFF,
                "unpaid": _is_unpaid,
                "to-nudge": lambda context: term_sql.Condition(
                    "(nudge_at IS NOT NULL AND nudge_at <= ? AND state <> 'closed')", [context.now]
                ),
                "came-back": lambda _context: term_sql.Condition(
                    f"id IN (SELECT id {term_sql.FROM_CAME_BACK})"
                ),
                "entered-late": late_sql.late_case,
                "clock-moved": lambda _context: term_sql.Condition(CLOCK_MOVED),
                "overridden": lambda _context: term_sql.Condition("close_override <> ''"),
                "refused": lambda _context: term_sql.Condition("accepted = 0"),
                "snoozed": _is_snoozed,
                "away": _is_away,
                "mine": term_sql.is_mine("owner"),
                "unassigned": term_sql.is_nobodys("owner"),
            }
        ),
    },
    searched=("subject", "body"),
    search=f"""
        SELECT cases.id, subject,
          {" || ' ' || ".join(SEARCHED_TEXTS)} || ' ' ||
          coalesce(customers.name, '') || ' ' ||
          coalesce((SELECT group_concat(label, ' ') FROM case_labels WHERE case_id = cases.id), '') || ' ' ||
          coalesce((SELECT group_concat(text, ' ') FROM case_notes WHERE case_id = cases.id), '')
        FROM cases LEFT JOIN customers ON customers.id = cases.customer_id WHERE {{where}}""",
    files={
        "email": emails_of("cases.customer_id"),
        "labels": listed("label", "case_labels WHERE case_id = cases.id ORDER BY position, id"),
        "notes": Part("note", "at, id"),
        "remedies": Part("remedy", "position, id"),
        "evidence": Part("evidence", "position, id"),
        "statements": Part("statement", "position, id"),
        "handoffs": Part("handoff", "case_handoffs.out_at, id"),
        # Told by the whole history of the case, which no SQL goes through: exporting.py puts it there.
        "waits": "CAST(cases.id AS TEXT)",
        "steps": Part("step", "position, id"),
        "links": Part("link", "case_links.at, id"),
        "merges": Part("merge", "case_merges.at, id"),
    },
)
"""What lists, filters, search and files ask of its table."""
