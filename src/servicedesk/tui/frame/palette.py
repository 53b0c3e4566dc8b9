"""Opens Textual's palette: the one of commands and records, and the one of colours."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from servicedesk.i18n import _
from servicedesk.tui.base.whole_characters import draw_whole

if TYPE_CHECKING:
    from textual.app import App
    from textual.command import Provider


def open_palette(app: "App[Any]") -> None:
    """What there is to do, and customers and cases; nothing where a palette is open."""
    _lay_over(app, _("an action, a customer or a case, by any of its words"))


def choose_theme(app: "App[Any]") -> None:
    """The colours."""
    from textual.theme import ThemeProvider

    _lay_over(app, _("the name of the colours"), [ThemeProvider])


def _lay_over(app: "App[Any]", placeholder: str, providers: "Sequence[type[Provider]] | None" = None) -> None:
    # Imported when it is needed, and not for the first picture.
    from textual.command import CommandPalette

    from servicedesk.tui.frame.patient_palette import PatientPalette

    if not isinstance(app.screen, CommandPalette):
        palette = PatientPalette(providers, placeholder=placeholder)
        draw_whole(palette)
        app.push_screen(palette)
