"""`servicedesk demo`: the screens on a desk made up for trying."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from servicedesk.cli.frame import context, diagnostics, output
from servicedesk.cli.record.options import flag, option
from servicedesk.domain.errors import RefusedError, UsageError
from servicedesk.i18n import N_, _

if TYPE_CHECKING:
    from servicedesk.services.demo import Filled
    from servicedesk.settings import Settings

app = typer.Typer()

FILE_NAME = "demo.db"
COMPANIONS = ("", "-wal", "-shm", "-journal")
"""What SQLite may have put beside a file, the file first."""


@app.command(
    help=N_(
        "Try the screens on a believable desk: a year of calls and cases, made up.\n\n"
        "Without --db it stands in a folder that is removed when you leave. The same seed and day make the"
        " same desk. With --lang it speaks that language alone, and has the holidays of its country."
    ),
    epilog=N_("""servicedesk demo
    servicedesk demo --lang en
    servicedesk demo --size 20000
    servicedesk demo --db trial.db --fill-only"""),
)
def demo(
    size: Annotated[
        int, option("--size", N_("How many cases to make; the rest grows with them."), "N")
    ] = 260,
    seed: Annotated[int, option("--seed", N_("Another number makes another desk."), "N")] = 1,
    as_of: Annotated[
        str, option("--as-of", N_("The day that is today on this desk: 2026-11-21."), "DATE")
    ] = "",
    *,
    fill_only: Annotated[
        bool, flag("--fill-only", N_("Make the desk and print where it is, without opening it."))
    ] = False,
) -> None:
    from servicedesk.cli.frame.screens import open_screens, require_terminal

    if not fill_only:
        require_terminal(_("Without one, make the desk alone: servicedesk demo --fill-only --db FILE"))
    day = _day(as_of)
    with _place(keep=fill_only) as path:
        settings = _settings(path)
        with _undone_on_failure(path):
            filled = _fill(settings, size, seed, day)
        context.current().has_written = True
        if fill_only:
            _report(path, filled)
            return
        code = open_screens(settings)
    raise typer.Exit(code)


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(_("--as-of is no date."), _("Write it like 2026-11-21.")) from None


@contextmanager
def _place(*, keep: bool) -> Iterator[Path]:
    """The file that --db names, else one in a folder of its own, which is removed unless kept."""
    if named := context.current().given.flags.get("db"):
        path = Path(named).expanduser()
        if path.is_file() and path.stat().st_size > 0:
            raise RefusedError(
                _("That file is there already; a demo never overwrites one."), _("Name a new file with --db.")
            )
        yield path
        return
    from tempfile import TemporaryDirectory, mkdtemp

    if keep:
        yield Path(mkdtemp(prefix="servicedesk-")) / FILE_NAME
        return
    with TemporaryDirectory(prefix="servicedesk-", ignore_cleanup_errors=True) as folder:
        yield Path(folder) / FILE_NAME


def _settings(path: Path) -> "Settings":
    """The settings of this run, for the desk at `path`."""
    from servicedesk.settings import Settings

    flags = context.current().given.flags
    return Settings.load(None, **{"desk_name": _("demonstration"), **flags, "db": str(path)})


@contextmanager
def _undone_on_failure(path: Path) -> Iterator[None]:
    """Take a half-made file away again, so that the same command can be given once more."""
    try:
        yield
    except BaseException:
        for ending in COMPANIONS:
            path.with_name(path.name + ending).unlink(missing_ok=True)
        raise


def _fill(settings: "Settings", size: int, seed: int, day: date | None) -> "Filled":
    from servicedesk.services.demo import USUAL_SIZE, fill
    from servicedesk.services.desk import Desk

    if size > 20 * USUAL_SIZE:
        diagnostics.say(_("Making {count} cases; this takes a while.").format(count=size))
    with Desk.open(settings) as desk:
        return fill(desk, size, seed, day, _one_language(settings))


def _one_language(settings: "Settings") -> str:
    """That of the screens where somebody asked for it with --lang; else both are heard at the desk."""
    return settings.lang[:2] if context.current().given.flags.get("lang") else ""


def _report(path: Path, filled: "Filled") -> None:
    if context.current().quiet:
        output.line(str(path))
        return
    counts = output.picked(filled, "customers calls cases followups drafts events")
    output.record({"path": str(path), **counts}, lambda: _words(path, counts))


def _words(path: Path, counts: dict[str, Any]) -> str:
    made = _("{customers} customers, {calls} calls, {cases} cases, {followups} follow-ups.")
    opening = _("Open it with: servicedesk --db {path}").format(path=path)
    return "\n".join((str(path), made.format(**counts), opening))
