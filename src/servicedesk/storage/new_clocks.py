"""The clocks of cases that are being made, of which nothing is known yet but their own row.

What comes out is what clock_cache would make of the case once it stands there, without reading it back.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from servicedesk.domain.case_history import CaseRecords, from_records
from servicedesk.domain.case_states import WAITING
from servicedesk.domain.policies.waiting import Wait, WaitingReason, reminders
from servicedesk.storage import case_histories, clock_cache, driver
from servicedesk.storage.moments import loaded, loaded_or_none, stored
from servicedesk.storage.statements import columns, defaults

FIELDS = (*case_histories.FIELDS, "waiting_until", "nudges", "nudged_at")
"""The columns of a case by which its clock goes."""
_KEPT_REASONS = 1000


class NewClocks:
    """Computes the clock columns of new cases by the rules that hold when it is made.

    Those of the cases that are here are made current by then: else the end of the transaction would compute
    all of them, the new ones too.
    """

    def __init__(self, db: driver.Connection, now: datetime, zone: str) -> None:
        clock_cache.bring_up(db, now, zone)
        self._db = db
        self._now = now
        self._rules = clock_cache.setting(db, zone)
        self._reason_at = case_histories.reason_at(db)
        self._reasons: dict[str, WaitingReason] = {}
        usual = defaults("cases")
        self._blank: dict[str, Any] = {name: usual.get(name) for name in columns("cases")}

    def columns(self, row: Mapping[str, Any], tier: str) -> tuple[Any, ...]:
        """The clock columns of a case that is open, of a customer of that tier, which never was another.

        `row` has its columns as stored; those that it has not are as the table leaves them.
        """
        fields = {**self._blank, **row}
        nudge_at = self._nudge_at(fields) if fields["state"] == WAITING else None
        history = from_records(CaseRecords(fields, tier, reason_at=self._reason_at))
        return clock_cache.columns_of(history, self._now, self._rules, nudge_at)

    def tiers(self, customer_ids: Iterable[int | None]) -> dict[int | None, str]:
        """The tiers of these customers; those whose tier has changed are left out: their past has several."""
        wanted = set(customer_ids)
        known: dict[int | None, str] = {None: ""}
        if wanted - {None}:
            found = case_histories.tiers_over_time(self._db, wanted)
            known |= {number: held[0][1] for number, held in found.items() if len(held) == 1}
        return known

    def _nudge_at(self, fields: Mapping[str, Any]) -> str | None:
        name = fields["waiting_reason"]
        reason = self._reasons.get(name)
        if reason is None:
            if len(self._reasons) > _KEPT_REASONS:
                self._reasons.clear()
            reason = self._reasons[name] = self._rules.rules.waiting.find(name)
        wait = Wait(
            loaded(fields["waiting_since"] or fields["created_at"]),
            fields["nudges"],
            loaded_or_none(fields["nudged_at"]),
            loaded_or_none(fields["waiting_until"]),
        )
        first = reminders(reason, wait, self._rules.rules.calendar).first
        return None if first is None else stored(first)
