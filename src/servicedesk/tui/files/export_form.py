"""The questions of an export: what, in which form, where to; and the export."""

import os
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from servicedesk.domain.errors import RefusedError, ServiceDeskError
from servicedesk.domain.records import RECORDS
from servicedesk.domain.words.masks import MASKS, NOTHING
from servicedesk.exchange.formats import WRITTEN
from servicedesk.i18n import _
from servicedesk.services.export_progress import RowsHeard
from servicedesk.services.export_request import ALL, with_keys
from servicedesk.services.exporting import ExportReport, ExportRequest
from servicedesk.settings.lasting import unsure_words
from servicedesk.tui.files.backup_form import ask_to_replace
from servicedesk.tui.files.keys_field import keys_field, keys_in
from servicedesk.tui.files.places import Places, fault_of, path_meant, shown_path
from servicedesk.tui.files.result_popup import ResultPopup
from servicedesk.tui.files.work_popup import Counted, Tell, WorkPopup, rows_words
from servicedesk.tui.forms.fields_form import FieldsForm, FormField, LongWork

if TYPE_CHECKING:
    from servicedesk.services.desk import Desk

NO_LIMIT = 1 << 40
"""All records are counted, however many there are."""


def export_form(desk: "Desk", places: Places, kind: str = ALL, query: str = "") -> FieldsForm:
    """The form, which begins with the kind and the query of a list; it stays until the files are there."""
    kinds = [(ALL, _("all of them")), *((name, _(record.plural)) for name, record in RECORDS.items())]
    fields = [
        FormField("kind", _("What"), kind, choices=kinds),
        FormField("query", _("Only these"), query, hint=_("all; or a filter, as above a list")),
        FormField(
            "path",
            _("Where to"),
            shown_path(places.folder, is_folder=True),
            hint=_("a file or a folder; ~ is your home"),
            check=lambda text: None if text else _("Where to?"),
            is_path=True,
        ),
        FormField(
            "format",
            _("Format"),
            choices=[("", _("by the name of the file")), *((name, name) for name in WRITTEN)],
        ),
        FormField("columns", _("Columns"), hint=_("all; or some, with commas between")),
        FormField(
            "language",
            _("Headers in"),
            choices=[("", _("this language")), ("en", "English"), ("zh", "中文")],
        ),
        FormField(
            "times",
            _("Times"),
            "utc",
            choices=[("utc", _("as the format has them")), ("desk", _("in the desk's zone"))],
        ),
        replace(FormField.from_list("export", "redact", NOTHING, MASKS), label=_("Hide")),
        keys_field(places),
    ]
    keys = _("ctrl+s export  Tab next field  Down list  Esc close")
    return FieldsForm(
        _("Export: records to a file, a folder or a workbook"),
        fields,
        draft_key="",
        save=LongWork(partial(_export, desk, places), keys),
    )


def request_of(desk: "Desk", values: Mapping[str, str]) -> ExportRequest:
    """What the values of the form ask for; a folder alone gets a name for the file in it."""
    redact = values["redact"]
    return ExportRequest(
        kind=values["kind"],
        output=_place(desk, values),
        format=values["format"] or None,
        query=values["query"],
        columns=[name.strip() for name in values["columns"].replace("，", ",").split(",") if name.strip()],
        language=values["language"],
        desk_times=values["times"] == "desk",
        redact="" if redact == NOTHING else redact,
        keys=keys_in(values["keys"]),
    )


def _place(desk: "Desk", values: Mapping[str, str]) -> Path:
    place = path_meant(values["path"])
    if not (values["path"].endswith(os.sep) or place.is_dir()):
        return place
    day = f"{desk.now_here():%Y%m%d}"
    if values["kind"] == ALL:
        # A folder that an export wrote is written anew; another one gets one in it.
        from servicedesk.services.importing.folder import is_export

        suffix = ".xlsx" if values["format"] == "xlsx" else ""
        return place if is_export(place) and not suffix else place / f"servicedesk-{day}{suffix}"
    return place / f"{RECORDS[values['kind']].file}-{day}.{values['format'] or 'csv'}"


def _export(
    desk: "Desk", places: Places, form: FieldsForm, values: Mapping[str, str], *, force: bool = False
) -> None:
    request = replace(request_of(desk, values), force=force)
    counted = Counted()

    def call(tell: Tell) -> ExportReport:
        kinds = RECORDS if request.kind == ALL else (request.kind,)
        counted.total = sum(desk.lists.count(kind, request.query, NO_LIMIT) for kind in kinds)
        return desk.exporting.run(replace(request, heard=RowsHeard(tell)))

    def done(report: ExportReport) -> None:
        places.used(Path(request.output))
        places.keys = values["keys"]
        form.dismiss(None)
        form.app.push_screen(ResultPopup(_("Export"), _told(report)))

    def failed(error: Exception) -> None:
        if isinstance(error, RefusedError) and not force and Path(with_keys(request).output).exists():
            again = partial(_export, desk, places, form, values, force=True)
            ask_to_replace(form, error.message, again)
        elif isinstance(error, ServiceDeskError):
            form.say(fault_of(error), fault=True)
        else:
            form.desk_app.report(error)

    form.app.push_screen(WorkPopup(_("Exporting …"), call, counted, then=done, failed=failed))


def _told(report: ExportReport) -> list[tuple[str, str]]:
    lines = []
    for file in report.files:
        if file.path is not None:
            name = shown_path(file.path)
            lines.append((_("{path}: {rows}").format(path=name, rows=rows_words(file.rows)), ""))
    if report.damaged:
        lines.append((_("Damaged values are marked in the file: run doctor."), "$text-warning"))
    if not report.is_sure:
        lines.append((unsure_words(), "$text-warning"))
    return lines
