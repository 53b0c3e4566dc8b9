"""The one writer of standard error: words for people, errors in one line (with --json as one object)."""

import os
import sys

from servicedesk.cli.frame import context
from servicedesk.domain.errors import ServiceDeskError
from servicedesk.domain.text import clean_line, sentences
from servicedesk.i18n import _, ngettext
from servicedesk.settings.lasting import unsure_words

INCOMPLETE = 3
"""The exit code of what is done, but not whole."""
INTERRUPTED = 130
"""The exit code after Ctrl+C."""


class PipeClosedError(Exception):
    """Nobody reads standard output any more."""


def say(text: str) -> None:
    """A line of words about what was done; nothing with --quiet."""
    if not context.current().quiet:
        _write(text)


def warn(text: str) -> None:
    """A line that the user must see, with --quiet too."""
    _write(text)


def require_sure(*, is_sure: bool, so: str = "") -> None:
    """End with INCOMPLETE, by typer.Exit, where the disk did not confirm the name of what was written.

    `so` says what follows from it.
    """
    if not is_sure:
        import typer

        warn(sentences(unsure_words(), so))
        raise typer.Exit(INCOMPLETE)


def marked(count: int) -> str:
    """What is said of `count` rows that were written with a value that cannot be."""
    return ngettext(
        "{count} row holds damaged values, marked in the file.",
        "{count} rows hold damaged values, marked in the file.",
        count,
    ).format(count=count)


def fail(error: ServiceDeskError) -> int:
    """Report the error and return its exit code."""
    message, hint = clean_line(error.message), clean_line(error.hint)
    if context.current().format in {"json", "jsonl"}:
        import json

        _write(json.dumps({"code": error.code, "message": message, "hint": hint}, ensure_ascii=False))
    else:
        _write(f"servicedesk: {sentences(message, hint)}")
    return error.exit_code


def crash(error: BaseException) -> int:
    """Report an error that nobody foresaw, without the values it carries: they may be a customer's."""
    from servicedesk.settings.log_file import note

    run = context.current()
    note(_place(error))
    hint = "" if run.debug else _("The log has the place; --debug shows it.")
    code = fail(ServiceDeskError(_("Unexpected error: {kind}.").format(kind=type(error).__name__), hint))
    if run.debug:
        _trace(error)
    return code


def _place(error: BaseException) -> str:
    """What kind of fault it was and where, in one line without any value."""
    from traceback import walk_tb

    from servicedesk import __version__

    places = [
        f"{frame.f_globals.get('__name__')}:{line} {frame.f_code.co_name}"
        for frame, line in walk_tb(error.__traceback__)
    ]
    where = " < ".join(reversed(places)) or "unknown place"
    return f"servicedesk {__version__}: {type(error).__name__} at {where}"


def _trace(error: BaseException) -> None:
    from traceback import walk_tb

    from servicedesk import __version__

    _write(f"servicedesk {__version__}, Python {sys.version.split()[0]}")
    seen: BaseException | None = error
    while seen is not None:
        _write(f"{type(seen).__module__}.{type(seen).__name__}")
        for frame, line in walk_tb(seen.__traceback__):
            _write(f"  {frame.f_globals.get('__name__')}:{line} {frame.f_code.co_name}")
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)


def _write(text: str) -> None:
    line = clean_line(text) if not text.startswith("  ") else f"  {clean_line(text)}"
    try:
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()
    except OSError:
        # Nobody hears it: a pipe that is closed, a disk that is full. What is done is done all the same.
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - as long as the process
