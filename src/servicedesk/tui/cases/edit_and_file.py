"""The forms of a case: its fields, the complaint file."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from servicedesk.domain.date_format import clock_text
from servicedesk.domain.errors import ServiceDeskError
from servicedesk.domain.numbers import format_number
from servicedesk.i18n import _
from servicedesk.tui.cases.case_handler import CaseHandler
from servicedesk.tui.forms.typed_times import no_time, time_of

if TYPE_CHECKING:
    from servicedesk.domain.policies.causes import CauseList
    from servicedesk.domain.policies.sources import Sources
    from servicedesk.domain.rows.dossiers import Case
    from servicedesk.domain.rows.history import Change
    from servicedesk.tui.forms.fields_form import FormField

LARGEST_PERCENT = 100
Fields = Callable[["Case"], "list[FormField]"]
EDIT_FIELDS = (
    "subject", "kind", "priority", "due_at", "category", "department", "cause", "result", "description",
)  # fmt: skip
FILE_FIELDS = (
    "product", "on_behalf_of", "source", "source_ref", "source_at", "remedy_wanted", "severity", "safety",
    "complexity", "impact", "immediate_action", "facts", "cause", "outcome", "competitor", "lesson",
    "limit_at", "limit_reason", "limit_told_at",
)  # fmt: skip
HAVE_HAPPENED = frozenset({"source_at", "limit_told_at"})
"""Times of the file that are past: others are to come."""
ASKED_ELSEWHERE = frozenset({"options_offered"})
"""What the key asks for that records the customer's answer."""


class EditAndFile(CaseHandler):
    """Edit, complaint file."""

    def action_case_edit(self) -> None:
        """Edit the fields of the case under the cursor."""
        if self.chosen.record is not None:
            title = _("Edit {number}").format(number=format_number("case", self.chosen.record.id))
            self._open_form(title, self.chosen.record.id, self._edit_fields, "case.edit")

    def action_case_file(self) -> None:
        """The complaint file of the case under the cursor."""
        if self.chosen.record is not None:
            self.file_of(self.chosen.record.id)

    def file_of(self, case_id: int) -> None:
        """The complaint file of one case."""
        title = _("Complaint file of {number}").format(number=format_number("case", case_id))

        def lists() -> "tuple[CauseList, Sources]":
            return self.desk.policies.parsed("causes"), self.desk.policies.parsed("sources")

        def show(found: "tuple[CauseList, Sources]") -> None:
            self._open_form(title, case_id, partial(self._file_fields, *found), "case.file")

        self.run_service(lists, then=show, group="edit", opens=True)

    def _open_form(self, title: str, case_id: int, fields: Fields, form_name: str) -> None:
        def show(case: "Case") -> None:
            from servicedesk.tui.forms.fields_form import FieldsForm

            newest = partial(self.desk.cases.get, case_id)
            key = f"{form_name} {case_id}"
            said = _("{number} saved").format(number=format_number("case", case_id))
            form = FieldsForm.of_record(
                title, case, fields, self._save_fields, newest, key, said=lambda _change: said
            )
            self.app.push_screen(form)

        self.run_service(self.desk.cases.get, case_id, then=show, group="edit", opens=True)

    def _edit_fields(self, case: "Case") -> "list[FormField]":
        """What may be edited of any case."""
        from servicedesk.domain.records.case import FIELDS
        from servicedesk.tui.forms.record_fields import form_fields

        values, more = self._times(case, EDIT_FIELDS)
        return form_fields(FIELDS, EDIT_FIELDS, values, more)

    def _times(self, case: "Case", names: Sequence[str]) -> tuple[dict[str, Any], dict[str, Any]]:
        """The values of the case with its times as they are typed, and how these are checked."""
        from servicedesk.domain.records.case import FIELDS

        values, more = dict(case.fields), {}
        for field in FIELDS:
            if field.type == "moment" and field.name in names:
                at = values[field.name]
                here = at.astimezone(self.desk.zone) if at else None
                values[field.name] = f"{here:%Y-%m-%d} {clock_text(here)}" if here else ""
                hint = _("fri 15:00") if field.name not in HAVE_HAPPENED else _("e.g. yesterday 16:00")
                more[field.name] = {"hint": hint, "check": partial(self._time_fault, field.name)}
        return values, more

    def _time_fault(self, name: str, text: str) -> str | None:
        if text and self._time(name, text) is None:
            return no_time(self.desk, text)
        return None

    def _time(self, name: str, text: str) -> datetime | None:
        """What a time means that is typed for the field."""
        if name not in HAVE_HAPPENED:
            return self.moment(text)
        found = time_of(self.desk, text, self.desk.settings.snooze_morning, lean="past")
        return None if found is None else found.at

    def _save_fields(self, case: "Case", texts: Mapping[str, str]) -> "Change":
        from servicedesk.domain.records.case import FIELDS
        from servicedesk.tui.forms.record_fields import typed_values

        values = typed_values(FIELDS, texts)
        for field in FIELDS:
            if field.type == "moment" and field.name in values:
                text = values[field.name]
                values[field.name] = self._time(field.name, text) if text else None
        return self.desk.cases.edit(case.row.id, values, version=case.row.version)

    def _file_fields(self, causes: "CauseList", sources: "Sources", case: "Case") -> "list[FormField]":
        """The complaint file: who and what, the assessment, the investigation, what is learned."""
        from servicedesk.domain.records.case import FIELDS
        from servicedesk.tui.forms.record_fields import form_fields

        names = _of_the_file()
        values, more = self._times(case, names)
        more["cause"] = {"check": partial(_fault, causes.find, values["cause"]), "offers": causes.paths()}
        more["source"] = {"check": partial(_fault, sources.find, values["source"]), "offers": sources.names()}
        more["handling_satisfaction"] = {"check": _percent_fault, "hint": "0–100"}
        return form_fields(FIELDS, names, values, more)


def _percent_fault(text: str) -> str | None:
    is_percent = text.isascii() and text.isdecimal() and int(text[:4]) <= LARGEST_PERCENT
    return None if not text or is_percent else _("Write a whole number from 0 to 100.")


def _fault(find: Callable[[str], str], held: str, text: str) -> str | None:
    """What is wrong with a name of a list of the desk's, in words."""
    try:
        # One that stands there already may have been taken off the list since.
        if text and text != held:
            find(text)
    except ServiceDeskError as error:
        return f"{error.message} {error.hint}"
    return None


def _of_the_file() -> tuple[str, ...]:
    """The fields of the complaint file, and behind them what else of the sheet may be edited."""
    from servicedesk.domain.records.case import FIELDS
    from servicedesk.domain.records.field import names

    others = set(names(FIELDS, "edit")) - {*FILE_FIELDS, *ASKED_ELSEWHERE}
    return (*FILE_FIELDS, *(name for name in names(FIELDS, "sheet") if name in others))
