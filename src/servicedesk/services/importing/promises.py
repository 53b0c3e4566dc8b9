"""Promise rows: what a customer was told, when, by when, and what became of it."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from servicedesk.exchange.rows import RowError
from servicedesk.i18n import _
from servicedesk.services.importing.file_row import Setting, moment_text
from servicedesk.services.importing.plan import Plan
from servicedesk.services.importing.references import Rings, key_of

_WHOLE_DAY = timedelta(days=1)
"""Files of other programs often name the day alone: within it nothing is in the wrong order."""


class PromisePlan(Plan):
    """Promises."""

    kind = "promise"
    required = "text"
    links = ("customer_id", "case_id", "call_id")

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        self._rings = Rings()

    def complete(self, values: dict[str, Any]) -> None:
        """A promise is made, then lapses or ends; what has ended is open no longer."""
        if values.get("ended_at") is not None and values.get("state") in {None, "open"}:
            if self.setting.is_own and values.get("state"):
                raise RowError("order", _("A promise that is open has not ended."))
            values["state"] = "done"
        made = values.get("made_at")
        slack = timedelta() if self.setting.is_own else _WHOLE_DAY
        for name in ("due_at", "ended_at"):
            if made is not None and values.get(name) is not None and values[name] + slack < made:
                raise RowError(
                    "order", _("A promise is made, then due, then ended: these times are in another order.")
                )
        follows = values.get("follows") or values.get("follows_external_id")
        if follows is not None and (key := key_of(values, "number")) is not None:
            words = (_("A promise cannot follow itself."), _("The promise that it follows leads back to it."))
            self._rings.require_none(key, follows, words)

    def stored(self, values: Mapping[str, Any]) -> list[Any]:
        """The columns of a new promise; made when it came here, unless it was due before."""
        made = super().stored(values)
        if values.get("made_at") is None and values.get("due_at") is not None:
            made[self.place["made_at"]] = min(self.now, moment_text(values["due_at"]))
        return made

    def require_whole(self, values: Mapping[str, Any]) -> None:
        """Raise RowError unless there are words and a time that was told."""
        super().require_whole(values)
        if values.get("due_at") is None:
            raise RowError("missing", _("The field {field} is blank.").format(field="due_at"))
