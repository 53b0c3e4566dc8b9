"""FileWork: what the palette begins with files: a question, then the work."""

from servicedesk.tui.base.handler import Handler
from servicedesk.tui.files.places import places_of


class FileWork(Handler):
    """What is begun from any screen."""

    def begin(self, name: str) -> None:
        """Do what the action `app.<name>` of the palette says."""
        {"backup": self.back_up}[name]()

    def back_up(self) -> None:
        """Ask where to, and write a checked copy."""
        from servicedesk.tui.files.backup_form import backup_form

        self.app.push_screen(backup_form(self.desk, places_of(self.app)))
