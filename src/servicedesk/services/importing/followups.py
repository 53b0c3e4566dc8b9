"""Follow-up rows."""

from typing import Any

from servicedesk.domain.errors import UsageError
from servicedesk.exchange.rows import RowError
from servicedesk.services.importing.plan import Plan


class FollowUpPlan(Plan):
    """Follow-ups."""

    kind = "followup"
    required = "due_at"
    links = ("customer_id", "case_id")

    def complete(self, values: dict[str, Any]) -> None:
        """A repeat must be a rule that can be followed, also in a file of ours that somebody has edited."""
        if not values.get("repeat") or not self.setting.is_own:
            return
        from servicedesk.domain.recurrence import parse_repeat

        try:
            values["repeat"] = parse_repeat(values["repeat"])
        except UsageError as error:
            raise RowError("repeat", error.message) from None
