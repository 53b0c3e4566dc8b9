"""One run of the command line, from arguments to exit code."""

import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper

from servicedesk import i18n
from servicedesk.cli.frame import context, diagnostics
from servicedesk.cli.frame.arguments import split
from servicedesk.domain.errors import ServiceDeskError

COMPLETION = "_SERVICEDESK_COMPLETE"
"""The variable in which a shell asks for completions."""


def run(argv: Sequence[str] | None = None) -> int:
    """One run of the program; returns the exit code."""
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
        return _answer(arguments)
    except ServiceDeskError as error:
        return diagnostics.fail(error)
    except KeyboardInterrupt:
        return diagnostics.INTERRUPTED
    except (BrokenPipeError, diagnostics.PipeClosedError):
        return _quiet_pipe()
    except OSError as error:
        return diagnostics.fail(ServiceDeskError(error.strerror or type(error).__name__))
    except Exception as error:
        # A user never sees a traceback.
        return diagnostics.crash(error)


def _speak_as_set(one_run: context.Run, arguments: list[str]) -> None:
    """Choose the language that the configuration file may name."""
    try:
        i18n.activate(one_run.settings.lang)
    except ServiceDeskError:
        # A broken configuration must keep nobody from repairing it, nor from reading how; doctor tells it.
        if arguments[:1] not in (["config"], ["doctor"]) and arguments[-1:] != ["--help"]:
            raise


def _answer(arguments: list[str]) -> int:
    """What needs no command is answered at once, before Typer is imported."""
    if context.current().given.version:
        from servicedesk import __version__

        sys.stdout.write(f"servicedesk {__version__}\n")
        return 0
    if not arguments and COMPLETION not in os.environ:
        from servicedesk.cli.frame.screens import screens

        return screens()
    if arguments == ["--help"]:
        from servicedesk.cli.frame.help_page import root_page

        sys.stdout.write(root_page())
        return 0
    from servicedesk.cli.lazy import invoke

    code = invoke(arguments)
    sys.stdout.flush()
    return code


def _prepare_streams() -> None:
    """Whatever the locale, nothing that is printed can fail, and programs get UTF-8."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            if stream.isatty():
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8", errors="replace")


def _quiet_pipe() -> int:
    """The reader has gone (`| head`): say nothing, also not when the interpreter flushes at its end."""
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - lives as long as the process
    return 0
