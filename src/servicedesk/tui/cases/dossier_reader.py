"""DossierReader: a case by the nine stages of a complaint, to be read, copied or saved.

    self.app.push_screen(DossierReader(case_id))

j and k scroll, y copies it as text, s saves it as text, Markdown or HTML by the ending of the name.
"""

from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from servicedesk.domain.numbers import format_number
from servicedesk.domain.text import clean_line
from servicedesk.i18n import _
from servicedesk.tui.base.desk_modal import DeskModal
from servicedesk.tui.base.safe import content
from servicedesk.tui.cases.long_text import LongText
from servicedesk.tui.forms.asking import ask

if TYPE_CHECKING:
    from pathlib import Path

    from servicedesk.domain.staged_dossier import StagedDossier
    from servicedesk.services.desk import Desk


class _Read(NamedTuple):
    staged: "StagedDossier"
    title: str
    paragraphs: list[Content]


class DossierReader(DeskModal[None]):
    """The dossier over the whole window."""

    DEFAULT_CSS = """
    DossierReader { background: $background; }
    DossierReader #dossier-title { height: 1; padding: 0 1; text-style: bold; background: $panel; }
    DossierReader #dossier-keys { height: 1; padding: 0 1; color: $text-muted; background: $panel; }
    DossierReader LongText { height: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,q,d", "leave", ""),
        ("j", "step(1)", ""),
        ("k", "step(-1)", ""),
        ("y", "copy", ""),
        ("s", "save", ""),
    ]

    def __init__(self, case_id: int) -> None:
        """Nothing is read yet."""
        super().__init__()
        self.case_id = case_id
        self.staged: StagedDossier | None = None

    def compose(self) -> ComposeResult:
        """Title, text, keys."""
        yield Static("", id="dossier-title", markup=False)
        yield LongText()
        yield Static(
            _("j k scroll  y copy  s save as text, .md or .html  Esc leave"), id="dossier-keys", markup=False
        )

    def on_mount(self) -> None:
        """Read it."""
        self.query_one(LongText).focus()
        self.run_service(_read, self.desk, self.case_id, then=self._show)

    def _show(self, found: _Read) -> None:
        self.staged = found.staged
        self.query_one("#dossier-title", Static).update(content(clean_line(found.title)))
        self.query_one(LongText).put(found.paragraphs, from_top=True)

    def action_step(self, lines: int) -> None:
        """Scroll a line."""
        self.query_one(LongText).scroll_relative(y=lines, animate=False)

    def action_copy(self) -> None:
        """Copy all of it."""
        if self.staged is not None:
            from servicedesk.services.dossier_files import laid_out

            self.desk_app.copy(laid_out(self.staged, "text"))

    def action_save(self) -> None:
        """Ask for the name of a file and write it."""
        staged = self.staged
        if staged is None:
            return
        from servicedesk.services.dossier_files import write_dossier

        def saved(path: "Path") -> None:
            self.desk_app.say(_("Wrote {path}.").format(path=clean_line(str(path))))

        def answered(name: str | None) -> None:
            if name:
                self.run_service(write_dossier, staged, name, then=saved, group="save")

        title = _("Save the dossier as")
        name = f"{format_number('case', self.case_id)}.html"
        ask(self.app, title, answered, value=name, hint=_("~/C-231.html, C-231.md"))

    def action_leave(self) -> None:
        """Back to the queue."""
        self.dismiss(None)


def _read(desk: "Desk", case_id: int) -> _Read:
    from servicedesk.reports.dossier import document
    from servicedesk.tui.cases.dossier_lines import dossier_lines

    staged = desk.dossiers.staged(case_id, masked=desk.settings.mask_phones)
    found = document(staged)
    return _Read(staged, found.title, dossier_lines(found))
