"""Read the facts that closing gates check, of a case and of the cases merged into it."""

import json

from servicedesk.domain.errors import NotFoundError
from servicedesk.domain.gates import GateFacts
from servicedesk.domain.numbers import format_number
from servicedesk.i18n import _
from servicedesk.storage import complaints, driver
from servicedesk.storage.moments import loaded_or_none

_SQL = """
WITH ids (id) AS (SELECT value FROM json_each(?))
SELECT kind, cause, told_at, accepted, options_offered, followup_waived <> '',
  (SELECT count(*) FROM case_remedies WHERE case_id IN ids),
  (SELECT count(*) FROM promises WHERE case_id IN ids AND state = 'open'),
  (SELECT count(*) FROM case_steps WHERE case_id IN ids AND required = 1 AND done_at IS NULL),
  (SELECT count(*) FROM followups WHERE case_id IN ids AND state IN ('planned', 'held')),
  EXISTS (SELECT 1 FROM case_handoffs WHERE case_id IN ids AND back_at IS NULL)
FROM cases WHERE id = ?
"""


def gate_facts(db: driver.Connection, case_id: int) -> GateFacts:
    """The facts of a case; NotFoundError if there is none."""
    ids = json.dumps([case_id, *complaints.merged_into(db, case_id)])
    found = db.execute(_SQL, (ids, case_id)).fetchone()
    if found is None:
        raise NotFoundError(_("There is no {number}.").format(number=format_number("case", case_id)))
    return GateFacts(
        kind=found[0],
        cause=found[1],
        told_at=loaded_or_none(found[2]),
        accepted=None if found[3] is None else bool(found[3]),
        options_offered=found[4],
        followup_waived=bool(found[5]),
        remedies=found[6],
        open_promises=found[7],
        open_steps=found[8],
        followups=found[9],
        handoff_open=bool(found[10]),
    )
