"""Rows of calls, follow-ups and promises."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from servicedesk.domain.call_backs import outcome_by_direction
from servicedesk.domain.caller_names import caller_line, with_caller
from servicedesk.domain.errors import UsageError
from servicedesk.domain.whole_days import may_fall_on, read_day, seen
from servicedesk.domain.words.calls import UNANSWERED
from servicedesk.exchange.rows import RowError
from servicedesk.i18n import _
from servicedesk.services.customers import number_values
from servicedesk.services.importing import followup_ends
from servicedesk.services.importing.file_row import FileRow, Setting, moment_text
from servicedesk.services.importing.links import name_said
from servicedesk.services.importing.plan import WHOLE_DAY, Plan
from servicedesk.services.importing.references import Rings, key_of
from servicedesk.services.importing.row_links import OTHER_NAME
from servicedesk.storage.moments import loaded, stored
from servicedesk.storage.whole_days import with_day


class CallPlan(Plan):
    """Calls."""

    kind = "call"
    derived = ("digits_reversed",)

    def complete(self, values: dict[str, Any]) -> None:
        """When a call was answered and ended follows from its beginning and its duration.

        One that nobody took is one that we missed, unless it is said to have gone out.
        """
        values["result"] = (
            outcome_by_direction(values.get("result") or "", values.get("direction") or "in") or None
        )
        if not self.setting.is_own:
            self._fill_times(values)
        times = [values.get(name) for name in ("started_at", "answered_at", "ended_at")]
        given = [time for time in times if time is not None]
        if given != sorted(given):
            raise RowError(
                "order", _("A call rings, is answered, then ends: these times are in another order.")
            )

    def stored(self, values: Mapping[str, Any]) -> list[Any]:
        """The columns of a new call; where the row does not say when, it begins now and has its length."""
        if not self.setting.is_own and values.get("started_at") is None:
            timed = {**values, "started_at": self.setting.transaction.now}
            self._fill_times(timed)
            return super().stored(timed)
        return super().stored(values)

    def _fill_times(self, values: dict[str, Any]) -> None:
        if values.get("started_at") is None:
            _tell_beginning(values)
        started, seconds, result = (values.get(name) for name in ("started_at", "duration_s", "result"))
        waited = _seconds(values.get("wait_s"))
        # Without a length, a result or anything that was said, nobody knows whether somebody answered.
        talked = seconds > 0 if seconds is not None else bool(result or values.get("summary"))
        if started is None:
            return
        if values.get("answered_at") is None and result not in UNANSWERED and talked:
            values["answered_at"] = started + waited
        answered = values.get("answered_at")
        if values.get("ended_at") is None and (seconds is not None or (waited and not talked)):
            # Whoever was not answered hung up when he had waited.
            values["ended_at"] = (answered or started + waited) + _seconds(seconds)

    def _row(self, row: FileRow, uids: Iterator[str]) -> list[Any]:
        """As of every record; a caller who is not the customer stands at the head of what was said."""
        made = super()._row(row, uids)
        if other := row.values.get(OTHER_NAME):
            summary, way = self.place["summary"], self.place["direction"]
            made[summary] = with_caller(made[summary], other, made[way])
        return made

    def changes(self, values: Mapping[str, Any], held: Mapping[str, Any]) -> dict[str, Any]:
        """As for every record; a row that does not say which way the call went does not turn it round.

        What was said keeps the caller's name at its head, where that is the one of the row.
        """
        way = values.get("direction") or held["direction"]
        summary, head = values.get("summary") or "", caller_line(held["summary"], name_said(values))
        if head and (summary or self.clears("summary")):
            values = {**values, "summary": "\n".join(filter(None, (head, summary)))}
        if result := values.get("result"):
            values = {**values, "result": outcome_by_direction(result, way)}
        found = super().changes(values, held)
        outcome = outcome_by_direction(found.get("outcome", held["outcome"]), way)
        return found | {"outcome": outcome} if "direction" in found else found

    def derive(self, row: dict[str, Any]) -> dict[str, Any]:
        """The digits of the caller's number, backwards."""
        if "phone" not in row:
            return {}
        return {"digits_reversed": number_values(row["phone"], self.setting.region)["digits_reversed"]}


def _tell_beginning(values: dict[str, Any]) -> None:
    """When a call began of which is only known when it was answered, or ended after so many seconds."""
    answered, ended, seconds = (values.get(name) for name in ("answered_at", "ended_at", "duration_s"))
    waited = _seconds(values.get("wait_s"))
    if answered is not None:
        values["started_at"] = answered - waited
    elif ended is not None:
        values["started_at"] = ended - _seconds(seconds) - waited


def _seconds(count: int | None) -> timedelta:
    """So many seconds; none where nothing is said."""
    return timedelta(seconds=min(count or 0, 10**7))


class FollowUpPlan(Plan):
    """Follow-ups."""

    kind = "followup"
    required = ("due_at",)

    def complete(self, values: dict[str, Any]) -> None:
        """Days and repeats must be some, also in a file of ours that somebody has edited."""
        now = self.setting.transaction.now
        if not self.setting.is_own:
            followup_ends.tell_state(values, now)
        if self.setting.history:
            self.setting.history.take(self.kind, values)
        if not self.setting.is_own:
            followup_ends.tell_time(values, now)
        if values.get("all_day") and values.get("on_day") and read_day(values["on_day"]) is None:
            raise RowError("date", _("That date or time is not understood."))
        if values.get("anchor"):
            from servicedesk.domain.series import read_anchor

            if read_anchor(values["anchor"]) is None:
                raise RowError(
                    "anchor",
                    _("What a repeat is counted from is written like {example}.").format(
                        example="2026-01-31T09:00[Asia/Shanghai]"
                    ),
                )
        if not values.get("repeat") or not self.setting.is_own:
            return
        from servicedesk.domain.recurrence import parse_repeat

        try:
            values["repeat"] = parse_repeat(values["repeat"])
        except UsageError as error:
            raise RowError("repeat", error.message) from None

    def stored(self, values: Mapping[str, Any]) -> list[Any]:
        """The columns of a new follow-up; of a whole day the day that the file names, or that of its time."""
        made = super().stored(values)
        row = dict(zip(self.columns, made, strict=True))
        made[self.place["on_day"]] = self._with_day({}, row).get("on_day")
        return made

    def changes(self, values: Mapping[str, Any], held: Mapping[str, Any]) -> dict[str, Any]:
        """What differs. Of a whole day that is the day; what time of it is kept is no difference.

        When it was held is known better here than by its time.
        """
        found = super().changes(values, held)
        if values.get("done_at_is_guessed") and (held["done_at"] or values.get("state") is None):
            found.pop("done_at", None)
        return self._with_day(held, found)

    def _with_day(self, held: Mapping[str, Any], found: dict[str, Any]) -> dict[str, Any]:
        zone = ZoneInfo(self.setting.transaction.zone)
        row = {**held, **found}
        day = read_day(found.pop("on_day", None))
        if day is not None and row["all_day"]:
            due_at = loaded(row["due_at"])
            if held and "due_at" not in found:
                # The day was changed alone.
                due_at = seen(due_at, day, zone)
            if may_fall_on(day, due_at):
                return found | {"due_at": stored(due_at), "on_day": day.isoformat()}
        return with_day(held, found, zone)


class PromisePlan(Plan):
    """Promises."""

    kind = "promise"
    required = ("text", "due_at")

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        self._rings = Rings()

    def complete(self, values: dict[str, Any]) -> None:
        """A promise is made, then lapses or ends; what has ended is open no longer."""
        if values.get("ended_at") is not None and values.get("state") in {None, "open"}:
            if self.setting.is_own and values.get("state"):
                raise RowError("order", _("A promise that is open has not ended."))
            values["state"], values["state_is_guessed"] = "done", True
        if self.setting.history:
            self.setting.history.take(self.kind, values)
        made = values.get("made_at")
        slack = timedelta() if self.setting.is_own else WHOLE_DAY
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


CONTACT_PLANS: tuple[type[Plan], ...] = (CallPlan, FollowUpPlan, PromisePlan)
