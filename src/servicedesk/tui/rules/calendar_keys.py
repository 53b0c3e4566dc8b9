"""The forms and prompts of the working calendar's keys: day, week, season, duty, year."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property, partial
from typing import TYPE_CHECKING, Protocol

from servicedesk.domain.date_format import weekday_name
from servicedesk.domain.errors import ServiceDeskError, UsageError
from servicedesk.domain.policy_words import not_announced, past_judged_anew, recounted, seeded_words
from servicedesk.domain.worktime_rules import DayRule, Intervals
from servicedesk.i18n import _
from servicedesk.tui.base.handler import Acts, Handler
from servicedesk.tui.forms.asking import ask, choose
from servicedesk.tui.forms.choice import Choice
from servicedesk.tui.frame.desk_screen import DeskScreen
from servicedesk.tui.rules.rules_work import RulesWork
from servicedesk.tui.rules.working_year import WorkingYear

if TYPE_CHECKING:
    from servicedesk.domain.rows.history import Change
    from servicedesk.tui.forms.fields_form import FormField

Saved = Callable[[str | None], None]
Add = Callable[[Mapping[str, str]], "Change"]

WORKDAYS = range(5)
EXAMPLE = "09:00-12:00, 13:00-18:00"


class ChosenDay(Protocol):
    """What the screen knows."""

    year: WorkingYear | None
    chosen: date | None


class CalendarKeys(Handler):
    """The dialogs of the working calendar."""

    def __init__(self, screen: DeskScreen, day: ChosenDay, work: RulesWork) -> None:
        """For the day chosen on the screen."""
        super().__init__(screen)
        self.day = day
        self.work = work

    @property
    def year(self) -> WorkingYear | None:
        """The year in sight."""
        return self.day.year

    @property
    def chosen(self) -> date | None:
        """The day that is chosen."""
        return self.day.chosen

    @property
    def own_rule(self) -> DayRule | None:
        """The rule that the chosen day has of its own."""
        if self.year is None or self.chosen is None:
            return None
        return self.year.policy.rule_of(self.chosen)

    @cached_property
    def acts(self) -> Acts:
        """What kind of day it is; the calendar as text; the other rules."""
        return {
            "hours.open": partial(self._set_kind, "make_up"),
            "hours.closed": partial(self._set_kind, "closed"),
            "hours.holiday": partial(self._set_kind, "holiday"),
            "hours.edit": partial(self.work.edit_rules, "calendar"),
            "hours.import": partial(self.work.import_rules, "calendar"),
            "hours.export": partial(self.work.export_rules, "calendar"),
            "hours.rules": lambda: self.desk_app.open("policies"),
        }

    # A day

    def _set_day(self, rule: DayRule) -> None:
        words = _("{day}: saved.").format(day=rule.day)
        self.work.change_rules(partial(self.desk.policies.set_day, rule), words)

    def _set_kind(self, kind: str) -> None:
        if self.chosen is not None:
            self._set_day(DayRule(self.chosen, kind))

    def action_hours_half(self) -> None:
        """Other hours on this day; fewer than usual make it a half day."""
        year, day = self.year, self.chosen
        if year is None or day is None:
            return
        usual, rule = year.usual_hours(day), self.own_rule
        before = rule.intervals if rule and rule.intervals else usual[:1]

        def save(text: str | None) -> None:
            if text is not None:
                hours = hours_of(text)
                kind = "half" if minutes(hours) < minutes(usual) else "other"
                self._set_day(DayRule(day, kind, rule.name if rule else "", hours))

        self._ask_hours(_("Hours on {day}").format(day=day), before, save, may_be_empty=False)

    def action_hours_clear(self) -> None:
        """Take the rule of the day away."""
        if self.chosen is not None:
            words = _("{day}: its rule is gone.").format(day=self.chosen)
            self.work.change_rules(partial(self.desk.policies.clear_day, self.chosen), words)

    def action_hours_name(self) -> None:
        """Name the day."""
        rule = self.own_rule
        if rule is None:
            return

        def save(name: str | None) -> None:
            if name is not None:
                self._set_day(replace(rule, name=name, source="desk"))

        ask(self.app, _("Name of {day}").format(day=rule.day), save, value=rule.name)

    # The week

    def action_hours_week(self) -> None:
        """Choose a weekday, then type its hours."""
        if self.year is None:
            return
        week = self.year.policy.week
        workdays = f"{weekday_name(0)}–{weekday_name(4)}"
        choices = [
            Choice(f"{day}", weekday_name(day), f"{day + 1}", text_of(week[day]) or _("day off"))
            for day in range(7)
        ]
        choose(
            self.app, _("Hours of which weekday?"), [*choices, Choice("all", workdays, "w")], self._ask_week
        )

    def _ask_week(self, taken: str | None, typed: str = "") -> None:
        if taken is None or self.year is None:
            return
        days: Sequence[int] = WORKDAYS if taken == "all" else [int(taken)]
        name = _(", ").join(weekday_name(day) for day in days)

        def save(text: str | None) -> None:
            if text is not None:
                words = _("{day}: saved.").format(day=name)
                policies, hours = self.desk.policies, hours_of(text)
                self.work.change_since(
                    "calendar",
                    lambda: policies.text_with_week(days, hours),
                    lambda since: policies.set_week(days, hours, since=since),
                    words,
                    lambda: self._ask_week(taken, text),
                )

        title = _("Hours on {day}; nothing for a day off").format(day=name)
        self._ask_hours(title, self.year.policy.week[days[0]], save, may_be_empty=True, typed=typed)

    def _ask_hours(
        self, title: str, before: Intervals, then: Saved, *, may_be_empty: bool, typed: str = ""
    ) -> None:
        """`typed` stands there instead of the hours before: it comes back from the next question."""
        from servicedesk.tui.forms.prompt import Prompt

        check = partial(fault_of, may_be_empty=may_be_empty)
        self.app.push_screen(Prompt(title, text_of(before), check=check, hint=EXAMPLE, typed=typed), then)

    # Seasons and duty

    def action_hours_range(self) -> None:
        """Add a season or duty, or take one away."""
        if self.year is None:
            return
        policy = self.year.policy
        choices = [Choice("new season", _("New season"), "n"), Choice("new duty", _("New duty"), "d")]
        gone = _("remove: {name}")
        choices += [
            Choice(f"range {span.name}", gone.format(name=span.name), note=f"{span.start} – {span.end}")
            for span in policy.ranges
        ]
        choices += [
            Choice(f"duty {duty.name}", gone.format(name=duty.name), note=weekday_name(duty.weekday))
            for duty in policy.duties
        ]
        choose(self.app, _("Seasons and duty"), choices, self._change_season)

    def _change_season(self, taken: str | None) -> None:
        if taken is None:
            return
        kind, _blank, name = taken.partition(" ")
        if kind == "new":
            self._ask_season() if name == "season" else self._ask_duty()
            return
        clear = self.desk.policies.clear_range if kind == "range" else self.desk.policies.clear_duty
        self.work.change_rules(partial(clear, name), _("Removed {name}.").format(name=name))

    def _ask_season(self) -> None:
        from servicedesk.tui.forms.fields_form import FormField

        self._ask_fields(
            "season.new",
            _("New season"),
            [
                FormField("name", _("Name")),
                FormField("from", _("From"), hint=_("06-15 every year, or 2026-06-15")),
                FormField("to", _("To"), hint="09-15"),
                FormField("hours", _("Hours"), hint=_("{example}; nothing: closed").format(example=EXAMPLE)),
                FormField("weekdays", _("Only on"), hint=_("mon-fri, sat; nothing: every working day")),
            ],
            self._add_season,
        )

    def _add_season(self, values: Mapping[str, str]) -> "Change":
        from servicedesk.domain.calendar_words import read_weekdays, read_year_day
        from servicedesk.domain.worktime_rules import HoursRange

        hours = hours_of(values.get("hours", ""))
        only = read_weekdays(values["weekdays"]) if values.get("weekdays") else ()
        return self.desk.policies.set_range(
            HoursRange(
                values.get("name", ""),
                read_year_day(values.get("from", "")),
                read_year_day(values.get("to", "")),
                None if only else hours,
                tuple(hours if day in only else None for day in range(7)),
            )
        )

    def _ask_duty(self) -> None:
        from servicedesk.tui.forms.fields_form import FormField

        self._ask_fields(
            "duty.new",
            _("New duty"),
            [
                FormField("name", _("Name")),
                FormField("weekday", _("Weekday"), hint="sat"),
                FormField("every", _("Every .. weeks"), hint="2"),
                FormField("from", _("From"), hint=_("the chosen day, if nothing is given")),
                FormField("hours", _("Hours"), hint=EXAMPLE),
            ],
            self._add_duty,
        )

    def _add_duty(self, values: Mapping[str, str]) -> "Change":
        from servicedesk.domain.calendar_words import read_weekdays
        from servicedesk.domain.dates import parse_day
        from servicedesk.domain.worktime_rules import DutyDays

        every, start = values.get("every", "") or "1", values.get("from", "")
        if not (every.isascii() and every.isdigit() and len(every) < 4):
            raise UsageError(_("Every how many weeks? Type a number."))
        if fault := fault_of(values.get("hours", ""), may_be_empty=False):
            raise UsageError(fault)
        desk = self.desk
        first = (
            parse_day(start, desk.now_here().date(), **desk.reading_times.for_days) if start else self.chosen
        )
        weekday = read_weekdays(values.get("weekday", ""))[0]
        return desk.policies.set_duty(
            DutyDays(
                values.get("name", ""),
                weekday,
                first or desk.now_here().date(),
                hours_of(values.get("hours", "")),
                int(every),
            )
        )

    def _ask_fields(self, draft_key: str, title: str, fields: "Sequence[FormField]", add: Add) -> None:
        from servicedesk.tui.forms.fields_form import FieldsForm

        said: list[str] = []

        def save(values: Mapping[str, str]) -> None:
            saved = _("Added {name}.").format(name=values.get("name", ""))
            said.append(self.work.changed(partial(add, values), saved))

        def closed(values: Mapping[str, str] | None) -> None:
            if values is None or not said:
                return
            if said[-1]:
                self.desk_app.say(said[-1], undoable=True)
            self.work.say_if_same(said[-1])

        self.app.push_screen(FieldsForm(title, fields, save=save, draft_key=draft_key), closed)

    # A year

    def action_hours_seed(self) -> None:
        """Ask for the country, then take its public holidays over."""
        shown = self.year
        if shown is None:
            return
        before = next((one.country for one in shown.policy.seeded if one.year == shown.year), "")

        def seed(country: str | None) -> None:
            if country:
                self.change(self._seed, country, shown.year, said=str, then=self.work.say_if_same)

        title = _("Public holidays of {year}: of which country?").format(year=shown.year)
        value = before or self.desk.settings.region
        ask(self.app, title, seed, value=value, hint=_("CN, DE, or a part: DE-BY"))

    def _seed(self, country: str, year: int) -> str:
        """In the writing thread; empty when nothing differed."""
        found = self.desk.policies.seed(country, year)
        if not found.change.action:
            return ""
        parts = [
            seeded_words(found.country, found.year, found.holidays, found.make_up_days),
            not_announced(found.year) if found.announced is False else "",
            past_judged_anew() if found.change.judges_past else "",
            recounted(self.desk.policies.open_cases()),
        ]
        return " ".join(filter(None, parts))


def hours_of(text: str) -> Intervals:
    """Hours as typed. Raises UsageError."""
    from servicedesk.domain.policies.calendar import parse_hours

    return parse_hours(text)


def fault_of(text: str, *, may_be_empty: bool) -> str | None:
    """What is wrong with hours as typed, in the words of who types them; None if they are sound."""
    if not text and not may_be_empty:
        return _("Type hours, such as 09:00-12:00.")
    try:
        hours_of(text)
    except ServiceDeskError as error:
        return error.message
    return None


def text_of(hours: Intervals) -> str:
    """Hours as they are typed."""
    return ", ".join(map(str, hours))


def minutes(hours: Intervals) -> int:
    """How long they are."""
    return sum(interval.end - interval.start for interval in hours)
