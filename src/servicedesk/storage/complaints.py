"""Reading what belongs to a case: remedies, hand-offs, steps, links, merges, and what the gates count."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from servicedesk.domain.errors import NotFoundError
from servicedesk.domain.gates import GateFacts
from servicedesk.domain.numbers import format_number
from servicedesk.i18n import _
from servicedesk.storage import driver
from servicedesk.storage.events import changes_of
from servicedesk.storage.moments import loaded_or_none, readable
from servicedesk.storage.reading import marks, read
from servicedesk.storage.schema_map import LARGEST_NUMBER
from servicedesk.storage.term_sql import REMEDY_OWED

if TYPE_CHECKING:
    from servicedesk.domain.rows.complaints import CaseLink, Evidence, Handoff, Merge, Remedy, Statement, Step


def merged_into(db: driver.Connection, case_id: int) -> list[int]:
    """The cases that stand merged into this one, through any number of merges."""
    found = db.execute(
        """
        WITH RECURSIVE inside (id) AS (
          SELECT id FROM cases WHERE merged_into = ?
          UNION SELECT cases.id FROM cases JOIN inside ON cases.merged_into = inside.id)
        SELECT id FROM inside ORDER BY id
        """,
        (case_id,),
    ).fetchall()
    return [row[0] for row in found]


def end_of_merge(db: driver.Connection, case_id: int) -> int:
    """The case in which this one stands merged in the end; itself when it is not merged."""
    found = db.execute(
        """
        WITH RECURSIVE way (id, into_id) AS (
          SELECT id, merged_into FROM cases WHERE id = ?
          UNION SELECT cases.id, cases.merged_into FROM cases JOIN way ON cases.id = way.into_id)
        SELECT id FROM way WHERE into_id IS NULL
        """,
        (case_id,),
    ).fetchone()
    return int(found[0]) if found else case_id


def merge_action(db: driver.Connection, case_id: int) -> int:
    """The action that merged the case last, which now stands alone; beyond all where no line tells of it."""
    found = db.execute(
        "SELECT max(action) FROM events WHERE kind = 'case' AND subject_id = ? AND annulled_by IS NULL"
        " AND verb IN ('case.merge', 'redo case.merge')"
        """ AND changes LIKE '%"after":%"merged_into":%'""",
        (case_id,),
    ).fetchone()
    return LARGEST_NUMBER if found is None or found[0] is None else int(found[0])


def merge_ended_wait(db: driver.Connection, case_id: int) -> bool:
    """Whether a merge into the case ended its last wait, and only merges have changed its state since."""
    found = db.execute(
        "SELECT verb, changes FROM events WHERE kind = 'case' AND subject_id = ? AND annulled_by IS NULL"
        """ AND verb NOT LIKE 'undo %' AND changes LIKE '%"state":%' ORDER BY id DESC""",
        (case_id,),
    )
    for verb, changes in found:
        if verb.removeprefix("redo ") not in {"case.merge", "case.unmerge", "case.wait_ended_by_merge"}:
            return False
        if '"waiting_reason":' in changes:
            return True
    return False


def wait_before(db: driver.Connection, case_id: int, verb: str, at: str) -> dict[str, Any]:
    """The fields of the wait that a line of that verb and time ended, if the case has not moved since."""
    found = db.execute(
        "SELECT verb, coalesce(happened_at, at), changes FROM events"
        " WHERE kind = 'case' AND subject_id = ? AND annulled_by IS NULL"
        """ AND verb NOT LIKE 'undo %' AND changes LIKE '%"state":%' ORDER BY id DESC LIMIT 1""",
        (case_id,),
    ).fetchone()
    if found is None or found[0].removeprefix("redo ") != verb or found[1] != at:
        return {}
    changes = [change for change in changes_of(found[2]) if change.get("table") == "cases"]
    before: dict[str, Any] = changes[0]["before"] if changes else {}
    return before if before.get("state") == "waiting" else {}


def link_ring(
    db: driver.Connection, case_id: int, other_id: int, relation: str
) -> list[tuple[int, int, str]]:
    """The links beside which a new one must stand: of the two, and of that relation all from the other on."""
    found = db.execute(
        """
        WITH RECURSIVE way (id) AS (
          SELECT ?
          UNION SELECT other_id FROM case_links JOIN way ON case_links.case_id = way.id WHERE relation = ?)
        SELECT case_id, other_id, relation FROM case_links
        WHERE case_id IN (SELECT id FROM way) OR case_id = ?
        """,
        (other_id, relation, case_id),
    ).fetchall()
    return [(row[0], row[1], row[2]) for row in found]


def remedies(db: driver.Connection, case_ids: Sequence[int]) -> "list[Remedy]":
    """The remedies decided on these cases, in the order in which they were."""
    from servicedesk.domain.rows.complaints import Remedy

    return read(
        db,
        Remedy,
        "SELECT id, kind, words, cost_cents, currency, decided_at, decided_by, approver, approved_at, done_at"
        f" FROM case_remedies WHERE case_id IN ({marks(case_ids)}) ORDER BY decided_at, id",
        *case_ids,
    )


def first_owed(db: driver.Connection, case_ids: Sequence[int]) -> "dict[int, Remedy]":
    """Of each of these cases, with those merged into it, the first remedy that the customer has not got."""
    found: dict[int, Remedy] = {}
    for case_id in case_ids:
        inside = [case_id, *merged_into(db, case_id)]
        sql = f"SELECT id FROM case_remedies WHERE case_id IN ({marks(inside)}) AND {REMEDY_OWED}"
        owed = {row[0] for row in db.execute(sql, inside)}
        first = next((one for one in remedies(db, inside) if one.id in owed), None)
        if first is not None:
            found[case_id] = first
    return found


def evidence(db: driver.Connection, case_ids: Sequence[int]) -> "list[Evidence]":
    """The evidence of these cases, the first obtained first."""
    from servicedesk.domain.rows.complaints import Evidence

    return read(
        db,
        Evidence,
        "SELECT id, what, from_whom, got_at, kept_where, recorded_by"
        f" FROM case_evidence WHERE case_id IN ({marks(case_ids)}) ORDER BY got_at, id",
        *case_ids,
    )


def statements(db: driver.Connection, case_ids: Sequence[int]) -> "list[Statement]":
    """What each side says on these cases, the first said first."""
    from servicedesk.domain.rows.complaints import Statement

    return read(
        db,
        Statement,
        "SELECT id, side, speaker, words, said_at, recorded_by"
        f" FROM case_statements WHERE case_id IN ({marks(case_ids)}) ORDER BY said_at, id",
        *case_ids,
    )


def handoffs(db: driver.Connection, case_ids: Sequence[int]) -> "list[Handoff]":
    """The hand-offs of these cases, the first first."""
    from servicedesk.domain.rows.complaints import Handoff

    return read(
        db,
        Handoff,
        "SELECT id, department, words, out_at, out_by, due_at, back_at, back_words"
        f" FROM case_handoffs WHERE case_id IN ({marks(case_ids)}) ORDER BY out_at, id",
        *case_ids,
    )


def steps(db: driver.Connection, case_ids: Sequence[int]) -> "list[Step]":
    """The checklist of these cases, in order."""
    from servicedesk.domain.rows.complaints import Step

    return read(
        db,
        Step,
        "SELECT id, text, required, done_at, done_by FROM case_steps"
        f" WHERE case_id IN ({marks(case_ids)}) ORDER BY case_id, position, id",
        *case_ids,
    )


def links(db: driver.Connection, case_id: int) -> "list[CaseLink]":
    """The cases that this one is linked with, from both sides."""
    from servicedesk.domain.rows.complaints import CaseLink

    return read(
        db,
        CaseLink,
        """
        SELECT case_links.id, relation, 1, cases.id, substr(subject, 1, 300), state
        FROM case_links JOIN cases ON cases.id = other_id WHERE case_id = ?
        UNION ALL
        SELECT case_links.id, relation, 0, cases.id, substr(subject, 1, 300), state
        FROM case_links JOIN cases ON cases.id = case_id WHERE other_id = ?
        ORDER BY 1
        """,
        case_id,
        case_id,
    )


def merges(db: driver.Connection, target_ids: Sequence[int]) -> "list[Merge]":
    """The merges into these cases that stand."""
    from servicedesk.domain.rows.complaints import Merge

    return read(
        db,
        Merge,
        "SELECT case_merges.id, case_merges.case_id, substr(subject, 1, 300), target_id, at, actor, reason"
        " FROM case_merges JOIN cases ON cases.id = case_merges.case_id"
        f" WHERE target_id IN ({marks(target_ids)}) AND unmerged_at IS NULL ORDER BY case_merges.id",
        *target_ids,
    )


GATES_SQL = f"""
WITH ids (id) AS (SELECT value FROM json_each(?1))
SELECT kind, cause, told_at, accepted, options_offered, followup_waived <> '',
  (SELECT count(*) FROM case_remedies WHERE case_id IN ids AND decided_at >= ?3),
  (SELECT count(*) FROM promises WHERE case_id IN ids AND state = 'open'),
  (SELECT count(*) FROM case_steps WHERE case_id IN ids AND required = 1 AND done_at IS NULL),
  (SELECT count(*) FROM followups WHERE case_id IN ids AND state IN ('planned', 'held') AND created_at >= ?3),
  EXISTS (SELECT 1 FROM case_handoffs WHERE case_id IN ids AND back_at IS NULL),
  EXISTS (SELECT 1 FROM case_remedies WHERE case_id IN ids AND decided_at < ?3),
  EXISTS (SELECT 1 FROM followups WHERE case_id IN ids AND state IN ('planned', 'held') AND created_at < ?3),
  acknowledged_at IS NOT NULL, assessed_at IS NOT NULL, facts,
  (SELECT count(*) FROM case_remedies WHERE case_id IN ids AND {REMEDY_OWED})
FROM cases WHERE id = ?2
"""

REOPENED_SQL = """
SELECT coalesce(happened_at, at), changes
FROM events
WHERE kind = 'case' AND subject_id = ? AND annulled_by IS NULL AND verb NOT LIKE 'undo %'
  AND changes LIKE '%"state":"closed"%'
ORDER BY id DESC
"""


class Reopening(NamedTuple):
    """When the last closing of a case was taken back, as stored, and the cause with which it was closed.

    What was decided for that closing does not serve for the next one.
    """

    at: str = ""
    cause: str = ""


def reopening(db: driver.Connection, case_id: int) -> Reopening:
    """The last reopening that stands; two blanks for a case that was never closed and reopened."""
    for at, changes in db.execute(REOPENED_SQL, (case_id,)):
        for change in changes_of(changes):
            before = change.get("before", {})
            if change["table"] == "cases" and before.get("state") == "closed":
                return Reopening(readable(at), readable(before.get("cause") or ""))
    return Reopening()


def gate_facts(db: driver.Connection, case_id: int) -> GateFacts:
    """The facts of a case; NotFoundError if there is none."""
    ids = json.dumps([case_id, *merged_into(db, case_id)])
    again = reopening(db, case_id)
    found = db.execute(GATES_SQL, (ids, case_id, again.at)).fetchone()
    if found is None:
        raise NotFoundError(_("There is no {number}.").format(number=format_number("case", case_id)))
    return GateFacts(
        kind=found[0],
        acknowledged=bool(found[13]),
        assessed=bool(found[14]),
        facts=found[15],
        cause=found[1],
        told_at=loaded_or_none(found[2]),
        accepted=None if found[3] is None else bool(found[3]),
        options_offered=found[4],
        followup_waived=bool(found[5]),
        remedies=found[6],
        remedies_owed=found[16],
        open_promises=found[7],
        open_steps=found[8],
        followups=found[9],
        handoff_open=bool(found[10]),
        reopened_at=loaded_or_none(again.at or None),
        earlier=_earlier(again, remedy=bool(found[11]), followup=bool(found[12])),
    )


def _earlier(again: Reopening, **decided: bool) -> dict[str, str]:
    """The gates that were met for a closing that was taken back, each with what it was, if that is short."""
    found = {gate: "" for gate, is_met in decided.items() if is_met}
    if again.cause:
        found["cause"] = again.cause
    return found
