"""FileWork: what the palette begins with files: a question, then the work."""

from servicedesk.i18n import _
from servicedesk.tui.base.handler import Handler
from servicedesk.tui.files.places import places_of
from servicedesk.tui.frame.list_screen import ListScreen


class FileWork(Handler):
    """What is begun from any screen."""

    def begin(self, name: str) -> None:
        """Do what the action `app.<name>` of the palette says."""
        {"import": self.take_in, "export": self.export, "backup": self.back_up}[name]()

    def take_in(self) -> None:
        """Ask for a file, and look at it."""
        from servicedesk.tui.files.file_picker import FilePicker
        from servicedesk.tui.files.import_screen import ImportScreen

        def taken(path: str | None) -> None:
            if path:
                self.app.push_screen(ImportScreen(path))

        self.app.push_screen(FilePicker(_("Import which file?"), places_of(self.app)), taken)

    def export(self) -> None:
        """Ask what and where to, beginning with the list that is in front, and write it."""
        from servicedesk.tui.files.export_form import export_form

        shown = self.screen
        begun = (shown.KIND, shown.full_query) if isinstance(shown, ListScreen) else ()
        self.app.push_screen(export_form(self.desk, places_of(self.app), *begun))

    def back_up(self) -> None:
        """Ask where to, and write a checked copy."""
        from servicedesk.tui.files.backup_form import backup_form

        self.app.push_screen(backup_form(self.desk, places_of(self.app)))
