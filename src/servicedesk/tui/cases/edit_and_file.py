"""The forms of a case: its fields, the complaint file."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from servicedesk.domain.errors import ServiceDeskError
from servicedesk.domain.numbers import format_number
from servicedesk.i18n import _
from servicedesk.tui.cases.case_handler import CaseHandler

if TYPE_CHECKING:
    from servicedesk.domain.policies.causes import CauseList
    from servicedesk.domain.rows.dossiers import Case
    from servicedesk.domain.rows.history import Change
    from servicedesk.tui.forms.fields_form import FormField

Fields = Callable[["Case"], "list[FormField]"]
EDIT_FIELDS = (
    "subject", "kind", "priority", "due_at", "category", "department", "cause", "result", "description",
)  # fmt: skip
FILE_FIELDS = (
    "product", "on_behalf_of", "remedy_wanted", "severity", "safety", "complexity", "impact",
    "immediate_action", "facts", "cause", "competitor", "lesson",
)  # fmt: skip
ASKED_ELSEWHERE = frozenset({"options_offered"})
"""What the key asks for that records the customer's answer."""


class EditAndFile(CaseHandler):
    """Edit, complaint file."""

    def action_case_edit(self) -> None:
        """Edit the fields of the case under the cursor."""
        if self.chosen.record is not None:
            title = _("Edit {number}").format(number=format_number("case", self.chosen.record.id))
            self._open_form(title, self.chosen.record.id, self._edit_fields)

    def action_case_file(self) -> None:
        """The complaint file of the case under the cursor."""
        if self.chosen.record is None:
            return
        case_id = self.chosen.record.id
        title = _("Complaint file of {number}").format(number=format_number("case", case_id))

        def show(causes: "CauseList") -> None:
            self._open_form(title, case_id, partial(_file_fields, causes))

        self.run_service(self.desk.policies.parsed, "causes", then=show, group="edit")

    def _open_form(self, title: str, case_id: int, fields: Fields) -> None:
        def show(case: "Case") -> None:
            from servicedesk.tui.forms.fields_form import FieldsForm

            newest = partial(self.desk.cases.get, case_id)
            form = FieldsForm.of_record(title, case, fields, self._save_fields, newest)
            self.app.push_screen(form, saved)

        def saved(changed: Mapping[str, str] | None) -> None:
            if changed:
                said = _("{number} saved").format(number=format_number("case", case_id))
                self.desk_app.say(said, undoable=True)

        self.run_service(self.desk.cases.get, case_id, then=show, group="edit")

    def _edit_fields(self, case: "Case") -> "list[FormField]":
        """What may be edited of any case."""
        from servicedesk.domain.records.case import FIELDS
        from servicedesk.tui.forms.record_fields import form_fields

        due = case.row.due_at
        due_shown = due.astimezone(self.desk.zone).strftime("%Y-%m-%d %H:%M") if due else ""
        more: dict[str, Any] = {"due_at": {"hint": _("fri 15:00"), "check": self.moment_or_nothing}}
        values = case.fields | {"due_at": due_shown}
        return form_fields(FIELDS, EDIT_FIELDS, values, more)

    def _save_fields(self, case: "Case", texts: Mapping[str, str]) -> "Change":
        from servicedesk.domain.records.case import FIELDS
        from servicedesk.tui.forms.record_fields import typed_values

        values = typed_values(FIELDS, texts)
        if "due_at" in values:
            values["due_at"] = self.moment(values["due_at"]) if values["due_at"] else None
        return self.desk.cases.edit(case.row.id, values, version=case.row.version)


def _file_fields(causes: "CauseList", case: "Case") -> "list[FormField]":
    """The complaint file: who and what, the assessment, the investigation, what is learned."""
    from servicedesk.domain.records.case import FIELDS
    from servicedesk.tui.forms.record_fields import form_fields

    fields = case.fields

    def cause_fault(text: str) -> str | None:
        try:
            # One that stands there already may have been taken off the list since.
            if text and text != fields["cause"]:
                causes.find(text)
        except ServiceDeskError as error:
            return f"{error.message} {error.hint}"
        return None

    more: dict[str, Any] = {"cause": {"check": cause_fault, "offers": causes.paths()}}
    return form_fields(FIELDS, _of_the_file(), fields, more)


def _of_the_file() -> tuple[str, ...]:
    """The fields of the complaint file, and behind them what else of the sheet may be edited."""
    from servicedesk.domain.records.case import FIELDS
    from servicedesk.domain.records.field import names

    others = set(names(FIELDS, "edit")) - {*FILE_FIELDS, *ASKED_ELSEWHERE}
    return (*FILE_FIELDS, *(name for name in names(FIELDS, "sheet") if name in others))
