"""`servicedesk tutor`: ten minutes of lessons on a desk made up for trying."""

import typer

from servicedesk.domain.errors import UsageError
from servicedesk.i18n import N_, _

app = typer.Typer()


@app.command(
    help=N_(
        "Learn the screens in ten minutes, on a desk made up for trying.\n\n"
        "Eight lessons, each a few acts with their keys; a lesson is over when they have happened, or by the"
        " key that skips it. Then twenty acts are taken against the clock, and your best time is kept."
        " The desk stands in a folder that is removed when you leave."
    ),
    epilog=N_("""servicedesk tutor
    servicedesk tutor --lang zh"""),
)
def tutor() -> None:
    from servicedesk.cli.frame import context
    from servicedesk.cli.frame.screens import open_tutor, require_terminal

    require_terminal(_("For commands see: servicedesk --help"))
    if "db" in context.current().given.flags:
        raise UsageError(_("The tutor has a desk of its own."), _("Leave --db out."))
    raise typer.Exit(open_tutor())
