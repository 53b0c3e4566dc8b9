"""`servicedesk` alone: the screens, and where there is no desk yet the question what it is to begin with."""

from typing import TYPE_CHECKING

from servicedesk.cli.frame import context
from servicedesk.cli.frame.screens import ask_first, open_screens, require_terminal
from servicedesk.i18n import _

if TYPE_CHECKING:
    from servicedesk.settings import Settings


def start() -> int:
    """Open the screens, after the first start if this is one; without a terminal say how to get on."""
    require_terminal(_("For commands see: servicedesk --help"))
    settings = context.settings()
    if not is_first_start(settings):
        return open_screens(settings)
    from servicedesk.services.first_start import DESK, Begun, file_of, make
    from servicedesk.settings import Settings

    chosen = ask_first(settings)
    if chosen is None:
        return 0
    if chosen.what != DESK:
        return _look(chosen.what)
    begun = Begun(make(settings, chosen.beginning), file_of(chosen.beginning))
    return open_screens(Settings.load(None, **context.current().given.flags), begun)


def is_first_start(settings: "Settings") -> bool:
    """Whether there is no desk, and nobody said where one is to be."""
    from servicedesk.settings.table import DEFAULT

    return settings.origins["db"] == DEFAULT and not settings.db.exists()


def _look(command: str) -> int:
    """The demo or the tutor, as if its command had been given."""
    from servicedesk.cli.lazy import invoke
    from servicedesk.settings import standing

    standing.tell(context.saving_file)
    return invoke([command])
