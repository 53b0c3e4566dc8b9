"""The forms of a case: its fields, the complaint file; and a note."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from servicedesk.domain.errors import ServiceDeskError
from servicedesk.domain.numbers import format_number
from servicedesk.domain.wording import field_label, listed
from servicedesk.i18n import _
from servicedesk.tui.cases.case_handler import CaseHandler

if TYPE_CHECKING:
    from servicedesk.domain.policies.causes import CauseList
    from servicedesk.domain.rows import Case, Change
    from servicedesk.tui.forms.fields_form import FormField

Fields = Callable[["Case"], "list[FormField]"]


class EditAndFile(CaseHandler):
    """Edit, complaint file, note."""

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
        self.run_service(
            self.desk.policies.parsed,
            "causes",
            then=lambda causes: self._open_form(title, case_id, partial(_file_fields, causes)),
            group="edit",
        )

    def _open_form(self, title: str, case_id: int, fields: Fields) -> None:
        def again() -> Any:
            newest = self.desk.cases.get(case_id)
            return fields(newest), partial(self._save_fields, newest)

        def show(case: "Case") -> None:
            from servicedesk.tui.forms.fields_form import FieldsForm

            save = partial(self._save_fields, case)
            self.app.push_screen(FieldsForm(title, fields(case), save=save, again=again), saved)

        def saved(changed: Mapping[str, str] | None) -> None:
            if changed:
                said = _("{number} saved").format(number=format_number("case", case_id))
                self.desk_app.say(said, undoable=True)

        self.run_service(self.desk.cases.get, case_id, then=show, group="edit")

    def _edit_fields(self, case: "Case") -> "list[FormField]":
        """What may be edited of any case."""
        from servicedesk.domain.cases import KIND_LABELS, KINDS, PRIORITY_LABELS, PRIORITY_NAMES
        from servicedesk.tui.forms.fields_form import FormField

        fields = case.fields
        due = case.row.due_at
        due_shown = due.astimezone(self.desk.zone).strftime("%Y-%m-%d %H:%M") if due else ""
        kinds = [(kind, _(KIND_LABELS[kind])) for kind in KINDS]
        priorities = [(PRIORITY_NAMES[n], _(label)) for n, label in PRIORITY_LABELS.items()]
        return [
            FormField("subject", field_label("subject"), fields["subject"]),
            FormField("kind", field_label("kind"), fields["kind"], choices=kinds),
            FormField(
                "priority", field_label("priority"), PRIORITY_NAMES[fields["priority"]], choices=priorities
            ),
            FormField(
                "due_at",
                field_label("due_at"),
                due_shown,
                hint=_("fri 15:00"),
                check=self.moment_or_nothing,
            ),
            *(
                FormField(name, field_label(name), fields[name])
                for name in ("category", "department", "cause")
            ),
            FormField("result", field_label("result"), fields["result"], multiline=True),
            FormField("description", field_label("description"), fields["description"], multiline=True),
        ]

    def _save_fields(self, case: "Case", texts: Mapping[str, str]) -> "Change":
        from servicedesk.domain.cases import PRIORITY_NAMES
        from servicedesk.services.case_rows import ASSESSED

        values: dict[str, Any] = dict(texts)
        if "due_at" in values:
            values["due_at"] = self.moment(values["due_at"]) if values["due_at"] else None
        if "priority" in values:
            values["priority"] = next(n for n, name in PRIORITY_NAMES.items() if name == values["priority"])
        for name in ASSESSED:
            if name in values:
                values[name] = int(values[name]) if values[name] else None
        return self.desk.cases.edit(case.row.id, values, version=case.row.version)

    def action_case_note(self) -> None:
        """Write a note."""
        ids = self.chosen.selection()
        self.ask_about(
            ids,
            _("Note"),
            lambda text: self.apply_to(
                ids, _("noted"), lambda case_ids: self.desk.cases.note(case_ids, text)
            ),
            multiline=True,
            needed=True,
        )


def _file_fields(causes: "CauseList", case: "Case") -> "list[FormField]":
    """The complaint file: who and what, the assessment, the investigation, what is learned."""
    from servicedesk.domain import assessment as scales
    from servicedesk.tui.forms.fields_form import FormField

    fields = case.fields

    def text(name: str, *, multiline: bool = False) -> FormField:
        return FormField(name, field_label(name), fields[name], multiline=multiline)

    def scale(name: str, labels: Mapping[int, str]) -> FormField:
        held = "" if fields[name] is None else str(int(fields[name]))
        choices = [("", ""), *((str(value), _(label)) for value, label in labels.items())]
        hint = listed(_(label) for label in labels.values())
        return FormField(name, field_label(name), held, choices=choices, hint=hint)

    def cause_fault(text: str) -> str | None:
        try:
            # One that stands there already may have been taken off the list since.
            if text and text != fields["cause"]:
                causes.find(text)
        except ServiceDeskError as error:
            return f"{error.message} {error.hint}"
        return None

    return [
        text("product"),
        text("on_behalf_of"),
        text("remedy_wanted"),
        scale("severity", scales.SEVERITY_LABELS),
        scale("safety", scales.SAFETY_LABELS),
        scale("complexity", scales.COMPLEXITY_LABELS),
        scale("impact", scales.IMPACT_LABELS),
        text("immediate_action"),
        text("facts", multiline=True),
        FormField("cause", field_label("cause"), fields["cause"], check=cause_fault, offers=causes.paths()),
        text("competitor"),
        text("lesson", multiline=True),
    ]
