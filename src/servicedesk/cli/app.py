"""One run of the command line, from arguments to exit code."""

import errno
import os
import sys
from collections.abc import Sequence
from io import TextIOBase, TextIOWrapper
from typing import NoReturn

from servicedesk import i18n
from servicedesk.cli.frame import context, diagnostics
from servicedesk.cli.frame.arguments import split
from servicedesk.cli.frame.commands import ENTRIES
from servicedesk.domain.errors import NoSpaceError, ServiceDeskError, UsageError
from servicedesk.i18n import _
from servicedesk.settings import open_files

SIGNALLED = 128
"""Exit codes above it say by which signal the program was ended."""
WORDS_ALONE = frozenset({"--help", "-h", "--show-completion", "--install-completion"})
"""Options for which nothing but words is printed, whatever else is said."""
COMPLETION = "_SERVICEDESK_COMPLETE"
"""The variable in which a shell asks for completions."""


def run(argv: Sequence[str] | None = None, *, ends_here: bool = False) -> int:
    """One run of the program; returns the exit code, with which the process `ends_here` or goes on."""
    try:
        return _run_and_tell(argv)
    finally:
        _let_go(ends_here=ends_here)


def _let_go(*, ends_here: bool) -> None:
    """What a command that saved something held on to until it had told of it."""
    if ends_here and not context.current().has_written:
        return
    from servicedesk.cli.frame import answer, endings
    from servicedesk.settings import standing

    if ends_here:
        endings.ignore()
    else:
        standing.tell(None)
        endings.release()
        answer.release()


def _run_and_tell(argv: Sequence[str] | None) -> int:
    code = _run(argv)
    if not code or context.current().format not in {"json", "jsonl"}:
        # Programs find one object on standard error where something fails, and ask doctor for more.
        for note in context.current().notes:
            diagnostics.say(note)
    try:
        sys.stdout.flush()
    except OSError:
        # What could not be written was told; the interpreter is not to try again at its end.
        _throw_away_output()
    return code


def _run(argv: Sequence[str] | None) -> int:
    words = sys.argv[1:] if argv is None else list(argv)
    given, arguments, _fault = split(words)
    _prepare_streams()
    one_run = context.begin(given)
    i18n.activate(given.flags.get("lang") or i18n.from_environment())
    try:
        if COMPLETION not in os.environ and one_run.may_have_file():
            _speak_as_set(one_run, arguments)
        # Looked for again, now that the language to say it in is known.
        if fault := split(words)[2]:
            return diagnostics.fail(fault)
        open_files.require(open_files.FOR_A_COMMAND)
        code = _answer(arguments)
        sys.stdout.flush()
        if one_run.has_written:
            _tell_unheard()
        if one_run.held_back:
            diagnostics.warn(one_run.held_back)
    except ServiceDeskError as error:
        return diagnostics.fail(error)
    except KeyboardInterrupt:
        return diagnostics.INTERRUPTED
    except (BrokenPipeError, diagnostics.PipeClosedError):
        return _quiet_pipe()
    except OSError as error:
        return _unheard(error) if one_run.has_written else diagnostics.fail(_failure(error))
    except Exception as error:
        # A user never sees a traceback.
        return diagnostics.crash(error)
    return code


def _speak_as_set(one_run: context.Run, arguments: list[str]) -> None:
    """Choose the language that the configuration file may name."""
    try:
        i18n.activate(one_run.settings.lang)
    except ServiceDeskError:
        # A broken configuration must keep nobody from repairing it, nor from reading how; doctor tells it.
        if not (arguments[:1] in (["config"], ["doctor"]) or _asks_for_words_alone(one_run, arguments)):
            raise


def _asks_for_words_alone(one_run: context.Run, arguments: list[str]) -> bool:
    """Whether a page of help, the version or a script for the shell is all that is asked for."""
    asked = arguments[: arguments.index("--")] if "--" in arguments else arguments
    return (
        one_run.given.version
        or arguments == ["version"]
        or "help" in arguments[:2]
        or (len(arguments) == 1 and (entry := ENTRIES.get(arguments[0])) is not None and not entry.verb)
        or not WORDS_ALONE.isdisjoint(asked)
    )


def _answer(arguments: list[str]) -> int:
    """What needs no command is answered at once, before Typer is imported."""
    if arguments[:1] == ["help"]:
        # `help case close` is what `case close --help` prints.
        arguments = [*arguments[1:], "--help"]
    if context.current().given.version or arguments == ["version"]:
        from servicedesk import __version__

        sys.stdout.write(f"servicedesk {__version__}\n")
        return 0
    if not arguments and COMPLETION not in os.environ:
        from servicedesk.cli.first_start import start

        return _left(start())
    if arguments in (["--help"], ["-h"]):
        from servicedesk.cli.frame.help_page import root_page

        sys.stdout.write(root_page())
        return 0
    from servicedesk.cli.lazy import invoke
    from servicedesk.settings import standing

    standing.tell(context.saving_file)
    return invoke(arguments)


def _failure(error: OSError) -> ServiceDeskError:
    """What the system said; nothing has been changed."""
    _throw_away_output()
    from servicedesk.settings import room

    if room.is_full(error):
        return NoSpaceError(_("There is no space left to write to."), _("Free some, and try again."))
    if error.errno in open_files.EXHAUSTED:
        return open_files.too_few()
    return ServiceDeskError(error.strerror or type(error).__name__)


def _tell_unheard() -> None:
    from servicedesk.cli.frame import answer

    fault = answer.fault()
    # A reader that has gone (`| head`) wants to hear no more.
    if fault is not None and not isinstance(fault, BrokenPipeError):
        _unheard(fault)


def _unheard(error: OSError) -> int:
    """It is done and saved; that the answer could not be written is told where it can be."""
    _throw_away_output()
    reason = error.strerror or type(error).__name__
    diagnostics.warn(_("Saved. The answer could not be written: {reason}.").format(reason=reason))
    return 0


def _prepare_streams() -> None:
    """Whatever the locale, nothing that is printed can fail, and programs get UTF-8."""
    if sys.stdin is None:
        sys.stdin = ClosedInput()
    if sys.stdout is None:
        sys.stdout = ClosedOutput()
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - as long as the process
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            if stream.isatty():
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8", errors="replace")


def _quiet_pipe() -> int:
    """The reader has gone (`| head`): say nothing, also not when the interpreter flushes at its end."""
    _throw_away_output()
    return 0


def _left(code: int) -> int:
    """The exit code of the screens; a terminal that has gone away takes no last word."""
    if code > SIGNALLED:
        _throw_away_output()
        sys.stderr = sys.stdout
    return code


def _throw_away_output() -> None:
    try:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - as long as the process
    except OSError:
        # Not one more file may be opened.
        sys.stdout = ClosedOutput()


def _no_input() -> UsageError:
    return UsageError(
        _("Standard input is closed: there is nothing to be read."), _("Name a file, or pipe one in.")
    )


class ClosedInput(TextIOBase):
    """Standard input of a process that was started without one."""

    @property
    def buffer(self) -> NoReturn:
        """UsageError: whoever asks for it was told to read it."""
        raise _no_input()

    def read(self, _size: int | None = -1) -> NoReturn:
        """As `buffer`."""
        raise _no_input()

    def readline(self, _size: int = -1) -> NoReturn:  # type: ignore[override]
        """As `buffer`."""
        raise _no_input()


class ClosedOutput(TextIOBase):
    """Standard output of a process that was started without one."""

    def write(self, _text: str) -> int:
        """Fail, as a descriptor that is closed does."""
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))

    @property
    def buffer(self) -> NoReturn:
        """There is nothing below it either."""
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
