"""The desk's own rules: read, replaced as a whole, and the working calendar changed day by day.

What the desk has not written itself is shipped, in the language of the run. A rule that changes moves every
deadline that it decides: Transaction computes the clocks of all open cases anew before the change is saved.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from servicedesk import i18n
from servicedesk.domain.errors import NotFoundError, StaleError
from servicedesk.domain.policies import POLICIES, Policy
from servicedesk.domain.rows.history import Change
from servicedesk.domain.text import clean, clean_line
from servicedesk.i18n import _
from servicedesk.services.context import Service
from servicedesk.services.policy_versions import go_back, judges_otherwise, keep
from servicedesk.storage import clock_cache, policies
from servicedesk.storage.moments import loaded_or_none
from servicedesk.storage.rows import Rows

if TYPE_CHECKING:
    from servicedesk.domain.policies.calendar_policy import CalendarPolicy
    from servicedesk.domain.worktime import WorkingCalendar
    from servicedesk.domain.worktime_rules import DayRule, DutyDays, HoursRange, Intervals, YearDoubt
    from servicedesk.storage.transaction import Transaction

CALENDAR = "calendar"
COUNTED = 2**31
"""More open cases than any desk has."""


@dataclass(frozen=True, slots=True)
class EarlierRules:
    """A text that held before the one that holds now; `valid_from` None is the beginning."""

    valid_from: datetime | None
    text: str


@dataclass(frozen=True, slots=True)
class PolicyText:
    """One document as it holds now; `version` is 0 for the one that is shipped."""

    name: str
    text: str
    version: int
    valid_from: datetime | None = None
    """Since when it judges; None from the beginning."""
    earlier: "tuple[EarlierRules, ...]" = ()
    """What held before, in order of time."""

    @property
    def is_own(self) -> bool:
        """Whether the desk has written it; after a reset the shipped one may hold from a time on."""
        return self.version > 0 and self.text != POLICIES[self.name].default()

    def as_of(self, at: datetime | None) -> "PolicyText":
        """The text that held at `at`; the last one for None."""
        since, text = self.valid_from, self.text
        for one in reversed(self.earlier):
            if at is None or since is None or since <= at:
                break
            since, text = one.valid_from, one.text
        return replace(self, text=text, valid_from=since)


@dataclass(frozen=True, slots=True)
class SeededChange:
    """What taking over the public holidays of a year brought, beside those that the desk had set by hand."""

    change: Change
    country: str
    year: int
    holidays: int
    make_up_days: int
    announced: bool | None
    """False: the make-up days of the year are not announced yet. None: the country has no such rule."""


class PolicyService(Service):
    """The documents of rules, and the working calendar among them."""

    def names(self) -> tuple[str, ...]:
        """The documents, in the order in which they are shown."""
        return tuple(POLICIES)

    def get(self, name: str) -> PolicyText:
        """The document as it holds now. Raises NotFoundError for a name that no document has."""
        policy = _policy(name)
        with self.desk.reading() as db:
            found = Rows(db).find("policies", name=policy.name)
            *earlier, _last = policies.versions(db, policy.name)
        if found is None:
            return PolicyText(policy.name, policy.default(), 0)
        return PolicyText(
            policy.name,
            found["body"],
            found["version"],
            loaded_or_none(found["valid_from"]),
            tuple(EarlierRules(loaded_or_none(since), text or "") for since, text in earlier),
        )

    def text(self, name: str) -> str:
        """The desk's own text, or the shipped one."""
        return self.get(name).text

    def is_own(self, name: str) -> bool:
        """Whether the desk has written it."""
        return self.get(name).is_own

    def parsed(self, name: str) -> Any:
        """What the document means, as its module in domain.policies says."""
        with self.desk.reading() as db:
            return policies.current(db, _policy(name).name)

    def check(self, name: str, text: str) -> str:
        """The text as it would be kept. Raises PolicyError with the place and the fault in one line."""
        policy = _policy(name)
        policy.parse(text)
        return clean(text).strip("\n") + "\n"

    def asks_since(self, name: str, text: str) -> bool:
        """Whether it makes a difference from when a sound text holds: the past would be judged otherwise."""
        with self.desk.reading() as db:
            is_first = db.execute("SELECT 1 FROM cases LIMIT 1").fetchone() is None
        return not is_first and judges_otherwise(name, self.text(name), text)

    def set(
        self, name: str, text: str, version: int | None = None, *, since: datetime | None = None
    ) -> Change:
        """Replace the document by a sound one; no change if it says the same.

        Targets and the working week hold from `since` on, None is from now on: what began, or lay, before is
        judged by what held then.

        Raises PolicyError, and StaleError when the `version` shown (0: the shipped one) holds no more.
        """
        kept = self.check(name, text)
        with self.desk.writing() as transaction:
            _require_version(transaction, name, version)
            keep(transaction, name, kept, since)
            return transaction.change()

    def reset(self, name: str, *, since: datetime | None = None) -> Change:
        """Go back, from `since` on, to the rules that are shipped; no change where they hold already."""
        policy = _policy(name)
        with self.desk.writing() as transaction:
            go_back(transaction, policy.name, since)
            return transaction.change()

    def open_cases(self) -> int:
        """How many cases have clocks, which every change of rules computes anew."""
        from servicedesk.services.lists import ListService

        return ListService(self.desk).count("case", "is:open", COUNTED)

    # The working calendar

    def seed(self, country: str, year: int) -> SeededChange:
        """Take over the public holidays and make-up days of a country; what the desk set by hand stays.

        Raises UsageError for a country or a year that is not known.
        """
        from servicedesk.domain.policies.holiday_seed import SeedResult, seed

        found: list[SeedResult] = []

        def seeded(calendar: "CalendarPolicy") -> "CalendarPolicy":
            found.append(seed(calendar, country, year, i18n.language()))
            return found[-1].policy

        change = self._change_calendar(seeded)
        result = found[-1]
        code = next(known.country for known in result.policy.seeded if known.year == year)
        return SeededChange(change, code, year, result.holidays, result.make_up_days, result.announced)

    def seed_years(self, country: str, years: Sequence[int]) -> "tuple[YearDoubt, ...]":
        """`seed` for several years in one step; those of them that are not announced yet."""
        from servicedesk.domain.policies.holiday_seed import seed
        from servicedesk.domain.worktime_rules import doubts

        found: list[CalendarPolicy] = []

        def seeded(calendar: "CalendarPolicy") -> "CalendarPolicy":
            for year in years:
                calendar = seed(calendar, country, year, i18n.language()).policy
            found.append(calendar)
            return calendar

        self._change_calendar(seeded)
        return doubts(found[-1].doubt_of, years)

    def set_day(self, rule: "DayRule") -> Change:
        """Give a date a rule of its own. Raises PolicyError."""
        from servicedesk.domain.policies.calendar_policy import with_rule

        return self._change_calendar(lambda calendar: with_rule(calendar, rule))

    def clear_day(self, day: date) -> Change:
        """Take the rule of a date away. Raises NotFoundError when it has none."""
        from servicedesk.domain.policies.calendar_policy import without_day

        return self._change_calendar(lambda calendar: without_day(calendar, day))

    def set_week(
        self, weekdays: Sequence[int], hours: "Intervals", *, since: datetime | None = None
    ) -> Change:
        """Give weekdays (0 = Monday) other hours; none makes them days off. Raises PolicyError."""
        from servicedesk.domain.policies.calendar_policy import with_week

        def changed(calendar: "CalendarPolicy") -> "CalendarPolicy":
            for weekday in weekdays:
                calendar = with_week(calendar, weekday, hours)
            return calendar

        return self._change_calendar(changed, since)

    def text_with_week(self, weekdays: Sequence[int], hours: "Intervals") -> str:
        """The calendar as set_week() would keep it. Raises PolicyError."""
        from servicedesk.domain.policies.calendar import dump
        from servicedesk.domain.policies.calendar_policy import with_week

        calendar: CalendarPolicy = self.parsed(CALENDAR)
        for weekday in weekdays:
            calendar = with_week(calendar, weekday, hours)
        return dump(calendar)

    def set_range(self, span: "HoursRange", *, since: datetime | None = None) -> Change:
        """Give dates hours of their own, instead of the range of that name. Raises PolicyError."""
        from servicedesk.domain.policies.calendar_policy import with_range

        return self._change_calendar(lambda calendar: with_range(calendar, span), since)

    def clear_range(self, name: str, *, since: datetime | None = None) -> Change:
        """Take a range of dates away. Raises NotFoundError."""
        from servicedesk.domain.policies.calendar_policy import without_range

        return self._change_calendar(lambda calendar: without_range(calendar, name), since)

    def set_duty(self, duty: "DutyDays", *, since: datetime | None = None) -> Change:
        """Have a weekday worked every so many weeks, instead of the duty of that name. Raises PolicyError."""
        from servicedesk.domain.policies.calendar_policy import with_duty

        return self._change_calendar(lambda calendar: with_duty(calendar, duty), since)

    def clear_duty(self, name: str, *, since: datetime | None = None) -> Change:
        """Take a duty away. Raises NotFoundError."""
        from servicedesk.domain.policies.calendar_policy import without_duty

        return self._change_calendar(lambda calendar: without_duty(calendar, name), since)

    def _change_calendar(
        self, changed: "Callable[[CalendarPolicy], CalendarPolicy]", since: datetime | None = None
    ) -> Change:
        """Read, change and keep the calendar in one transaction: two who change it lose nothing."""
        from servicedesk.domain.policies.calendar import dump

        with self.desk.writing() as transaction:
            held: CalendarPolicy = policies.current(transaction.connection, CALENDAR)
            wanted = changed(held)
            if wanted == held:
                return transaction.change()
            before = clock_cache.desk_calendar(transaction.connection, transaction.zone)
            # The text is checked as if it were typed: its size has a limit, too.
            keep(transaction, CALENDAR, self.check(CALENDAR, dump(wanted)), since)
            return replace(transaction.change(), judges_past=_judges_past(transaction, before))


DAYS_BACK = 1000
"""So many days that are over are compared: what was due before them is no more looked at."""


def _judges_past(transaction: "Transaction", before: "WorkingCalendar") -> bool:
    """Whether a day that is over, since the first case came, has other hours now than `before`."""
    ((first,),) = transaction.rows("SELECT min(received_at) FROM cases")
    begun = loaded_or_none(first)
    if not isinstance(begun, datetime):
        return False
    now = clock_cache.desk_calendar(transaction.connection, transaction.zone)
    today = transaction.now.astimezone(ZoneInfo(transaction.zone)).date()
    days = min((today - begun.astimezone(ZoneInfo(transaction.zone)).date()).days, DAYS_BACK)
    past = (today - timedelta(days=back) for back in range(1, days + 1))
    return any(now.hours(day).intervals != before.hours(day).intervals for day in past)


def _policy(name: str) -> Policy:
    policy = POLICIES.get(name)
    if policy is None:
        raise NotFoundError(
            _("There are no rules called {name}.").format(name=clean_line(name)[:40]),
            _("Rules are: {names}").format(names=", ".join(POLICIES)),
        )
    return policy


def _require_version(transaction: "Transaction", name: str, version: int | None) -> None:
    found = transaction.unlogged.find("policies", name=name)
    if version is not None and version != (found["version"] if found else 0):
        raise StaleError(
            _("Somebody else changed these rules since you opened them: {name}.").format(
                name=_(POLICIES[name].label)
            ),
            _("Nothing was saved: look at both versions and choose."),
        )
