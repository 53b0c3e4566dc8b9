"""From the command line into the screens."""

import sys
from typing import TYPE_CHECKING

from servicedesk.cli.frame import context, diagnostics
from servicedesk.domain.errors import UsageError
from servicedesk.i18n import _

if TYPE_CHECKING:
    from servicedesk.services.desk import Desk
    from servicedesk.services.first_start import Begun, Chosen
    from servicedesk.settings import Settings


def require_terminal(hint: str) -> None:
    """UsageError with this hint where no terminal is."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(_("The screens need a terminal."), hint)


def screens() -> int:
    """Open the screens; without a terminal say how to get on."""
    require_terminal(_("For commands see: servicedesk --help"))
    return open_screens(context.settings())


def ask_first(settings: "Settings") -> "Chosen | None":
    """The screen before there is a desk: what to do, None where the user left."""
    from servicedesk.tui import run

    return run.ask_first(settings, context.now().year)


def open_screens(settings: "Settings", begun: "Begun | None" = None) -> int:
    """Run the screens on the desk of these settings until the user leaves; returns the exit code.

    What has `begun` is gone on with once the desk is open. Who leaves the screens for the tutor comes back to
    them afterwards.
    """
    from servicedesk.settings import standing

    # Whatever the screens save, signals end them as they always do.
    standing.tell(None)
    while True:
        code = _run_screens(settings, begun)
        if code >= 0 or (code := open_tutor()):
            return code
        begun = None


def open_tutor() -> int:
    """Run the lessons on a desk that is gone afterwards, however they end; returns the exit code."""
    from servicedesk.cli.frame.throw_away import throw_away_folder
    from servicedesk.services.desk import Desk
    from servicedesk.settings import Settings, standing
    from servicedesk.tui import run

    standing.tell(None)
    flags = context.current().given.flags
    with throw_away_folder() as folder:
        path = str(folder / "tutor.db")
        settings = Settings.load(None, **{"desk_name": _("tutor"), **flags, "db": path, "holidays": "none"})
        return run.open_tutor(lambda: Desk.open(settings), settings, say_last=diagnostics.warn)


def _run_screens(settings: "Settings", begun: "Begun | None") -> int:
    from concurrent.futures import ThreadPoolExecutor

    def open_desk() -> "Desk":
        import servicedesk.services.lists  # noqa: F401 - what the first picture asks first
        from servicedesk.services.desk import Desk

        return Desk.open(settings)

    def remember_theme(name: str) -> None:
        from servicedesk.settings import set_value

        set_value(settings.config, "theme", name)

    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="opening") as early:
        # The file is opened while the screens are still being imported.
        opening = early.submit(open_desk)
        from servicedesk.tui import run

        return run.open_screens(
            opening.result,
            settings,
            remember_theme=remember_theme,
            say_last=diagnostics.warn,
            begun=begun,
        )
