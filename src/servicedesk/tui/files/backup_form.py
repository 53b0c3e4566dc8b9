"""The question where a backup goes, and the backup."""

import os
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from servicedesk.domain.errors import ServiceDeskError
from servicedesk.domain.worktime_rules import NO_COUNTRY
from servicedesk.exchange.encrypted import with_ending
from servicedesk.i18n import _, ngettext
from servicedesk.services.maintenance import Backup, MaintenanceService
from servicedesk.settings.lasting import unsure_words
from servicedesk.tui.files.keys_field import keys_field, keys_in
from servicedesk.tui.files.places import Places, fault_of, path_meant, shown_path
from servicedesk.tui.files.result_popup import ResultPopup
from servicedesk.tui.files.work_popup import Counted, Tell, WorkPopup
from servicedesk.tui.forms.asking import choose
from servicedesk.tui.forms.choice import Choice
from servicedesk.tui.forms.fields_form import FieldsForm, FormField, LongWork

if TYPE_CHECKING:
    from servicedesk.services.desk import Desk


def backup_form(desk: "Desk", places: Places) -> FieldsForm:
    """The form; it stays until the copy is there."""
    settings = desk.settings
    service = MaintenanceService(
        desk.store.path, desk.clock, needs_holidays=settings.holidays != NO_COUNTRY, zone=settings.timezone
    )
    folder = service.backup_folder()
    fields = [
        FormField(
            "path",
            _("Where to"),
            shown_path(folder, is_folder=True),
            hint=_("a file or a folder; ~ is your home"),
            check=lambda text: None if text else _("Where to?"),
            is_path=True,
        ),
        FormField("keep", _("Keep only"), hint=_("all; or so many of the newest there"), check=_number_fault),
        keys_field(places),
    ]
    return FieldsForm(
        _("Back up: a checked copy of the file of the desk"),
        fields,
        draft_key="",
        save=LongWork(partial(_back_up, service, places), _("ctrl+s back up  Tab next field  Esc close")),
    )


def _number_fault(text: str) -> str | None:
    is_number = text.isascii() and text.isdigit() and int(text[:9]) > 0
    return None if is_number or not text else _("Write a number, such as 14, or nothing.")


def _back_up(
    service: MaintenanceService,
    places: Places,
    form: FieldsForm,
    values: Mapping[str, str],
    *,
    force: bool = False,
) -> None:
    place, keep = path_meant(values["path"]), int(values["keep"]) if values["keep"] else None
    into_folder = values["path"].endswith(os.sep) or place.is_dir()
    keys = keys_in(values["keys"])
    there = with_ending(place) if keys and not into_folder else place
    if there.is_file() and not force:
        _ask_to_replace(there, form, partial(_back_up, service, places, form, values, force=True))
        return

    def call(tell: Tell) -> Backup:
        return service.backup(
            place, into_folder=into_folder, force=force, keep=keep, progress=tell, keys=keys
        )

    def done(made: Backup) -> None:
        places.used(made.path)
        places.keys = values["keys"]
        form.dismiss(None)
        form.app.push_screen(ResultPopup(_("Backup"), _told(made)))

    def failed(error: Exception) -> None:
        if isinstance(error, ServiceDeskError):
            form.say(fault_of(error), fault=True)
        else:
            form.desk_app.report(error)

    counted = Counted(100, lambda percent: _("{percent} %").format(percent=percent), has_rate=False)
    form.app.push_screen(WorkPopup(_("Backing up …"), call, counted, then=done, failed=failed))


def _ask_to_replace(place: Path, form: FieldsForm, replace: "partial[None]") -> None:
    ask_to_replace(form, _("{name} exists already.").format(name=shown_path(place)), replace)


def ask_to_replace(form: FieldsForm, words: str, replace: "partial[None]") -> None:
    """Ask whether what is there may go; the form stays behind the question."""
    choices = [Choice("keep", _("keep it"), key="k"), Choice("replace", _("replace it"), key="r")]
    choose(form.app, words, choices, lambda taken: replace() if taken == "replace" else None)


def _told(made: Backup) -> list[tuple[str, str]]:
    counts = _("{customer} customers, {call} calls, {case} cases, {followup} follow-ups.").format(
        **made.counts
    )
    lines = [
        (_("The copy is whole: {path}").format(path=shown_path(made.path)), "bold"),
        (counts, ""),
        (_("{size} KB").format(size=f"{made.size // 1024:,}".replace(",", " ")), "$text-muted"),
    ]
    if made.forgotten:
        count = len(made.forgotten)
        words = ngettext("{n} older backup was deleted.", "{n} older backups were deleted.", count)
        lines.append((words.format(n=count), ""))
    if made.stayed:
        names = _(", ").join(path.name for path in made.stayed)
        lines.append(
            (_("Older backups that could not be deleted: {names}.").format(names=names), "$text-warning")
        )
    if not made.is_sure:
        lines.append((unsure_words(), "$text-warning"))
    return lines
