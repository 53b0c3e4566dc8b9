"""Follow-up rows."""

from typing import Any

from servicedesk.domain.errors import UsageError
from servicedesk.exchange.rows import RowError
from servicedesk.services.importing.file_row import moment_text
from servicedesk.services.importing.plan import Field, Plan, moment, text


class FollowUpPlan(Plan):
    """Follow-ups."""

    kind = "followup"
    required = "due_at"
    links = ("customer_id", "case_id")
    fields = (
        Field("due_at", "due_at", None, moment_text, clearable=False),
        Field("all_day", "all_day", 0, int, clearable=False),
        Field("method", "method", "call", clearable=False),
        text("owner"),
        text("purpose"),
        Field("state", "state", "planned", clearable=False),
        text("result"),
        text("reason_skipped"),
        text("repeat"),
        moment("done_at"),
    )

    def complete(self, values: dict[str, Any]) -> None:
        """A repeat must be a rule that can be followed, also in a file of ours that somebody has edited."""
        if not values.get("repeat") or not self.setting.is_own:
            return
        from servicedesk.domain.recurrence import parse_repeat

        try:
            values["repeat"] = parse_repeat(values["repeat"])
        except UsageError as error:
            raise RowError("repeat", error.message) from None
