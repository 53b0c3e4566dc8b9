"""The desk's file was moved away or replaced: that is said in the first line as long as it is so."""

from textual.app import App

from servicedesk.domain.errors import ServiceDeskError
from servicedesk.domain.text import sentences
from servicedesk.i18n import _
from servicedesk.tui.base.safe import plain
from servicedesk.tui.front import front_of


def say_gone(app: App[None], error: ServiceDeskError) -> None:
    """The file is gone, or still is for another reason."""
    _keep_saying(app, plain(sentences(error.message, error.hint)))


def say_back(app: App[None]) -> None:
    """The very same file is there again, and everything goes on."""
    _keep_saying(app, "")
    front_of(app).say(_("The desk's file is back: what is typed is saved again."), timeout=12)


def _keep_saying(app: App[None], words: str) -> None:
    front = front_of(app)
    if words == front.gone:
        return
    front.gone = words
    stacks = app._screen_stacks  # noqa: SLF001 - Textual has no public word for those of all tabs
    for screen in [screen for stack in stacks.values() for screen in stack]:
        for widget in screen.query("TopLine, RowList"):
            widget.refresh()
