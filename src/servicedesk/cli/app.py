"""`servicedesk`: the table of commands, and one run from arguments to exit code."""

import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from typing import Annotated

import typer

from servicedesk import i18n
from servicedesk.cli import context, diagnostics, output
from servicedesk.cli.arguments import split
from servicedesk.cli.lazy import Entry, PipeClosedError, Root
from servicedesk.cli.usage import CLICK_ERROR, usage_error
from servicedesk.domain.errors import ServiceDeskError, UsageError
from servicedesk.i18n import N_, _

ENTRIES = {
    "today": Entry("cli.today", N_("What is owed now."), verb="today"),
    "call": Entry("cli.calls", N_("Calls: log, list, show, edit, void.")),
    "customer": Entry("cli.customers", N_("Customers: add, list, show, edit, history.")),
    "case": Entry("cli.cases", N_("Cases of every kind: open, work, solve, tell, close.")),
    "complaint": Entry("cli.cases", N_("The same as case, for complaints."), app="complaints"),
    "followup": Entry("cli.followups", N_("Follow-ups: book, list, move, hold.")),
    "search": Entry(
        "cli.search", N_("Find customers, cases, calls and follow-ups by words or numbers."), verb="search"
    ),
    "view": Entry("cli.views", N_("Saved views: queries with a name.")),
    "import": Entry("cli.imports", N_("Take in customers, cases, calls and follow-ups from files.")),
    "export": Entry("cli.exports", N_("Write customers, cases, calls and follow-ups to files.")),
    "undo": Entry("cli.history", N_("Take back your last action, or any action by its number."), verb="undo"),
    "redo": Entry("cli.history", N_("Do again what you undid last."), verb="redo"),
    "history": Entry("cli.history", N_("What was done, newest first."), verb="history"),
    "demo": Entry("cli.demo", N_("Try the screens on a believable desk."), verb="demo"),
    "config": Entry("cli.configuration", N_("Settings: show, get, set.")),
    "keys": Entry("cli.keys", N_("The keys of the screens, and a check of your own."), verb="keys"),
    "doctor": Entry(
        "cli.maintenance", N_("Look whether the file and this machine are sound."), verb="doctor"
    ),
    "backup": Entry("cli.maintenance", N_("Make a verified copy of the file."), verb="backup"),
    "restore": Entry("cli.maintenance", N_("Bring a backup back."), verb="restore"),
}

EXAMPLES = N_("""\
servicedesk                       the screens
servicedesk demo                  the screens on a desk made up for trying
servicedesk call add '138 0000 1111 the air conditioner leaks !high @fri +leak'
servicedesk case list 'kind:complaint due:<fri' --json
servicedesk case solve C-231 --result 'part replaced'
""")

COMPLETION = "_SERVICEDESK_COMPLETE"
"""The variable in which a shell asks for completions."""

app = typer.Typer(cls=Root, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.callback(
    invoke_without_command=True,
    help=N_("The customer-service desk: calls, cases, customers and follow-ups in one local file."),
    epilog=EXAMPLES,
)
def _root(
    ctx: typer.Context,
    db: Annotated[str, typer.Option("--db")] = "",
    lang: Annotated[str, typer.Option("--lang")] = "",
    config: Annotated[str, typer.Option("--config")] = "",
    actor: Annotated[str, typer.Option("--actor")] = "",
    tz: Annotated[str, typer.Option("--tz")] = "",
    *,
    json: Annotated[bool, typer.Option("--json")] = False,
    jsonl: Annotated[bool, typer.Option("--jsonl")] = False,
    csv: Annotated[bool, typer.Option("--csv")] = False,
    quiet: Annotated[bool, typer.Option("-q", "--quiet")] = False,
    debug: Annotated[bool, typer.Option("--debug")] = False,
    version: Annotated[bool, typer.Option("--version")] = False,
) -> None:
    # Declared for completion alone: `arguments.split` has taken them out before.
    del db, lang, config, actor, tz, json, jsonl, csv, quiet, debug, version
    if ctx.invoked_subcommand is None:
        raise typer.Exit(_screens())


def run(argv: Sequence[str] | None = None) -> int:
    """One run of the program; returns the exit code."""
    words = sys.argv[1:] if argv is None else list(argv)
    given, arguments, _fault = split(words)
    _prepare_streams()
    i18n.activate(given.flags.get("lang") or i18n.from_environment())
    one_run = context.begin(given)
    try:
        # Looked for again, now that the language to say it in is known.
        if fault := split(words)[2]:
            return diagnostics.fail(fault)
        return _invoke(one_run, arguments)
    except ServiceDeskError as error:
        return diagnostics.fail(error)
    except KeyboardInterrupt:
        return 130
    except (BrokenPipeError, PipeClosedError):
        return _quiet_pipe()
    except OSError as error:
        return diagnostics.fail(ServiceDeskError(error.strerror or type(error).__name__))
    except Exception as error:
        # A user never sees a traceback.
        return diagnostics.crash(error)


def _invoke(one_run: context.Run, arguments: list[str]) -> int:
    if one_run.given.version:
        from servicedesk import __version__

        output.line(f"servicedesk {__version__}")
        return 0
    # A broken configuration must keep nobody from repairing it, nor from a word's completion.
    if arguments[:1] != ["config"] and COMPLETION not in os.environ:
        i18n.activate(one_run.settings.lang)
    Root.entries = ENTRIES
    command = typer.main.get_command(app)
    try:
        code = command.main(args=arguments, prog_name="servicedesk", standalone_mode=False)
    except typer.Abort:
        return 130
    except CLICK_ERROR as error:
        return diagnostics.fail(usage_error(error))
    sys.stdout.flush()
    return code if isinstance(code, int) else 0


def _screens() -> int:
    """Open the screens; without a terminal say how to get on."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(_("The screens need a terminal."), _("For commands see: servicedesk --help"))
    from servicedesk.tui import app as screens

    code: int = screens.run(context.settings())
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
