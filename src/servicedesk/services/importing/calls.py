"""Call rows."""

from datetime import timedelta
from typing import Any

from servicedesk.domain.phones import parse_phone
from servicedesk.exchange.rows import RowError
from servicedesk.i18n import _
from servicedesk.services.importing.file_row import Setting
from servicedesk.services.importing.plan import Plan


class CallPlan(Plan):
    """Calls."""

    kind = "call"
    links = ("customer_id", "case_id")
    derived = ("digits_reversed",)

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        self._template[self.place["rang_at"]] = setting.now

    def complete(self, values: dict[str, Any]) -> None:
        """When a call was answered and ended follows from its beginning and its duration."""
        if not self.setting.is_own:
            self._fill_times(values)
        times = [values.get(name) for name in ("started_at", "answered_at", "ended_at")]
        given = [time for time in times if time is not None]
        if given != sorted(given):
            raise RowError(
                "order", _("A call rings, is answered, then ends: these times are in another order.")
            )

    def _fill_times(self, values: dict[str, Any]) -> None:
        started, seconds = values.get("started_at"), values.get("duration_s")
        talked = seconds is None or seconds > 0
        if started is None:
            return
        if values.get("answered_at") is None and values.get("result") != "abandoned" and talked:
            values["answered_at"] = started
        if values.get("ended_at") is None and seconds is not None:
            values["ended_at"] = (values.get("answered_at") or started) + timedelta(
                seconds=min(seconds, 10**7)
            )

    def derive(self, row: dict[str, Any]) -> dict[str, Any]:
        """The digits of the caller's number, backwards."""
        if "phone" not in row:
            return {}
        number = row["phone"]
        return {"digits_reversed": parse_phone(number, self.setting.region).digits[::-1] if number else ""}
