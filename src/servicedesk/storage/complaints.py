"""Reading what belongs to a case: remedies, hand-offs, checklist steps, links, cases merged into it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from servicedesk.storage import driver
from servicedesk.storage.moments import loaded, loaded_or_none

if TYPE_CHECKING:
    from servicedesk.domain.rows.complaints import CaseLink, Handoff, Merge, Remedy, Step


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

    found = db.execute(
        "SELECT id, kind, words, cost_cents, currency, decided_at, decided_by, approver, approved_at, done_at"
        f" FROM case_remedies WHERE case_id IN ({_marks(case_ids)}) ORDER BY decided_at, id",
        list(case_ids),
    ).fetchall()
    return [
        Remedy(
            id=row[0],
            kind=row[1],
            words=row[2],
            cost_cents=row[3],
            currency=row[4],
            decided_at=loaded(row[5]),
            decided_by=row[6],
            approver=row[7],
            approved_at=loaded_or_none(row[8]),
            done_at=loaded_or_none(row[9]),
        )
        for row in found
    ]


def handoffs(db: driver.Connection, case_ids: Sequence[int]) -> "list[Handoff]":
    """The hand-offs of these cases, the first first."""
    from servicedesk.domain.rows.complaints import Handoff

    found = db.execute(
        "SELECT id, department, words, out_at, out_by, due_at, back_at, back_words"
        f" FROM case_handoffs WHERE case_id IN ({_marks(case_ids)}) ORDER BY out_at, id",
        list(case_ids),
    ).fetchall()
    return [
        Handoff(
            id=row[0],
            department=row[1],
            words=row[2],
            out_at=loaded(row[3]),
            out_by=row[4],
            due_at=loaded_or_none(row[5]),
            back_at=loaded_or_none(row[6]),
            back_words=row[7],
        )
        for row in found
    ]


def steps(db: driver.Connection, case_ids: Sequence[int]) -> "list[Step]":
    """The checklist of these cases, in order."""
    from servicedesk.domain.rows.complaints import Step

    found = db.execute(
        "SELECT id, text, required, done_at, done_by FROM case_steps"
        f" WHERE case_id IN ({_marks(case_ids)}) ORDER BY case_id, position, id",
        list(case_ids),
    ).fetchall()
    return [Step(row[0], row[1], bool(row[2]), loaded_or_none(row[3]), row[4]) for row in found]


def links(db: driver.Connection, case_id: int) -> "list[CaseLink]":
    """The cases that this one is linked with, from both sides."""
    from servicedesk.domain.rows.complaints import CaseLink

    found = db.execute(
        """
        SELECT case_links.id, relation, 1, cases.id, substr(subject, 1, 300), state
        FROM case_links JOIN cases ON cases.id = other_id WHERE case_id = ?
        UNION ALL
        SELECT case_links.id, relation, 0, cases.id, substr(subject, 1, 300), state
        FROM case_links JOIN cases ON cases.id = case_id WHERE other_id = ?
        ORDER BY 1
        """,
        (case_id, case_id),
    ).fetchall()
    return [CaseLink(row[0], row[1], bool(row[2]), *row[3:]) for row in found]


def merges(db: driver.Connection, target_ids: Sequence[int]) -> "list[Merge]":
    """The merges into these cases that stand."""
    from servicedesk.domain.rows.complaints import Merge

    found = db.execute(
        "SELECT case_merges.id, case_merges.case_id, substr(subject, 1, 300), target_id, at, actor, reason"
        " FROM case_merges JOIN cases ON cases.id = case_merges.case_id"
        f" WHERE target_id IN ({_marks(target_ids)}) AND unmerged_at IS NULL ORDER BY case_merges.id",
        list(target_ids),
    ).fetchall()
    return [Merge(row[0], row[1], row[2], row[3], loaded(row[4]), row[5], row[6]) for row in found]


def _marks(values: Sequence[int]) -> str:
    return ", ".join("?" * len(values))
