"""RecurringPopup: the plans that open a case again and again; add, pause, resume, remove."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual.content import Content

from servicedesk.domain.date_format import format_when
from servicedesk.domain.errors import UsageError
from servicedesk.domain.recurrence import parse_repeat, repeat_in_words
from servicedesk.domain.rows.recurring import RecurringCase
from servicedesk.domain.wording import field_label
from servicedesk.domain.words.cases import CASE_KINDS
from servicedesk.i18n import _, pgettext
from servicedesk.tui.base.safe import plain
from servicedesk.tui.forms.asking import needed, refusal_of
from servicedesk.tui.forms.lines_popup import Lines, LinesPopup
from servicedesk.tui.forms.typed_times import no_time, time_of

if TYPE_CHECKING:
    from servicedesk.domain.dates import When
    from servicedesk.domain.rows.history import Change


class RecurringPopup(LinesPopup[Sequence[RecurringCase]]):
    """The plans of the desk."""

    KEYS: ClassVar[Mapping[str, str]] = {"a": "add"}
    LINE_KEYS: ClassVar[Mapping[str, str]] = {"p": "pause", " ": "pause", "enter": "pause", "D": "remove"}

    def __init__(self) -> None:
        """All plans."""
        super().__init__(_("Recurring cases"))

    def read(self) -> Sequence[RecurringCase]:
        """The plans as they stand now."""
        return self.desk.recurring.all()

    def lines(self, state: Sequence[RecurringCase]) -> Lines:
        """A line a plan."""
        return [(str(plan.id), self._line(plan)) for plan in state]

    def _line(self, plan: RecurringCase) -> Content:
        if plan.is_paused:
            when = _("paused")
        elif plan.next_at is None:
            when = _("ended")
        else:
            when = format_when(plan.next_at, self.desk.clock.now(), self.desk.zone)
        rhythm = f"  {plain(repeat_in_words(plan.repeat))}  {_(CASE_KINDS.labels[plan.kind])}"
        return Content.assemble(
            (f"{plain(plan.name)}  ", "bold"), (when, "$text-accent"), (rhythm, "$text-muted")
        )

    def usual_line(self) -> str:
        """The keys."""
        if not self.state:
            return _("No plans yet: a adds one  Esc close")
        return _("a add  p pause, resume  D remove  Esc close")

    def do_pause(self, key: str) -> None:
        """Pause the plan, or go on with it."""
        plan = next(plan for plan in self.state or () if str(plan.id) == key)
        service = self.desk.recurring.resume if plan.is_paused else self.desk.recurring.pause
        self.change(service, [plan.id], said=_("resumed") if plan.is_paused else _("paused"))

    def do_remove(self, key: str) -> None:
        """Take the plan away; its cases stay."""
        self.change(self.desk.recurring.remove, [int(key)], said=_("removed"))

    def do_add(self) -> None:
        """A form for a new plan."""
        from servicedesk.tui.forms.fields_form import FieldsForm, FormField

        fields = [
            FormField("name", _("Name"), check=needed()),
            FormField(
                "repeat",
                pgettext("plan", "Repeat"),
                hint=_("every 2 weeks, monthly"),
                check=refusal_of(parse_repeat),
            ),
            FormField(
                "first_at", _("First"), hint=_("fri 15:00, 3d, tomorrow 15:00"), check=self._time_fault
            ),
            FormField("subject", field_label("subject", "case"), check=needed()),
            FormField.from_list("case", "kind", "request", CASE_KINDS),
            FormField("category", field_label("category", "case")),
            FormField("owner", field_label("owner", "case")),
            FormField("description", field_label("description", "case"), multiline=True),
        ]
        form = FieldsForm(
            _("New recurring case"), fields, save=self._add, always=True, draft_key="recurring.new"
        )
        self.app.push_screen(form)

    def _add(self, texts: Mapping[str, str]) -> "Change":
        from servicedesk.services.recurring import NewRecurringCase

        for name in ("name", "repeat", "first_at", "subject"):
            if not texts.get(name):
                raise UsageError(_("Name, repeat, first time and subject are needed."))
        values: dict[str, Any] = dict(texts)
        first = self._time(values.pop("first_at"))
        if first is None:
            raise UsageError(no_time(self.desk, texts["first_at"]))
        return self.desk.recurring.add(NewRecurringCase(first_at=first.at, **values))

    def _time(self, text: str) -> "When | None":
        return time_of(self.desk, text, self.desk.settings.snooze_morning)

    def _time_fault(self, text: str) -> str | None:
        return no_time(self.desk, text) if self._time(text) is None else None
