"""Commands that are imported when they are called: help and completion read a table, not the modules."""

import gc
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command_from_info

from servicedesk.cli.frame import context, diagnostics, help_page
from servicedesk.cli.frame.arguments import (
    FORMATS,
    HELP_NAMES,
    QUERIES,
    SWITCHES,
    VALUES,
    minus_words,
    with_hyphen,
)
from servicedesk.cli.frame.commands import DEFAULT, ENTRIES, HELP, OF_CASES, Entry, command_name, grouped
from servicedesk.cli.frame.screens import screens
from servicedesk.cli.frame.usage import CLICK_ERROR, require_command, require_sound, usage_error
from servicedesk.cli.record.options import takes
from servicedesk.domain.errors import UsageError
from servicedesk.domain.numbers import parse_any_number
from servicedesk.i18n import _

if TYPE_CHECKING:
    from typer.models import CommandInfo


class DeskCommand(TyperCommand):
    """A verb, with the help page of this program."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        """Read a query that begins with a minus as a query, where the command takes one."""
        if any(param.param_type_name == "argument" and param.metavar in QUERIES for param in self.params):
            options = {name for param in self.params for name in (*param.opts, *param.secondary_opts)}
            valued = {
                name for param in self.params if not getattr(param, "is_flag", True) for name in param.opts
            }
            args = minus_words(args, options | set(HELP_NAMES) | {f"--{name}" for name in FORMATS}, valued)
        rest = super().parse_args(ctx, args)
        for param in self.params:
            require_sound(ctx, param)
        ctx.params = {name: with_hyphen(value) for name, value in ctx.params.items()}
        return rest

    def format_help(self, ctx: typer.Context, formatter: Any) -> None:  # type: ignore[override]
        """Write the help page."""
        formatter.write(help_page.command_page(ctx, self))


class DeskGroup(TyperGroup):
    """A noun: its verbs are made one at a time, when they are called."""

    def __init__(self, name: str, declarations: Sequence["CommandInfo"], **attributes: Any) -> None:
        super().__init__(name=name, no_args_is_help=False, **attributes)
        self.declarations = {command_name(declaration): declaration for declaration in declarations}

    def list_commands(self, _ctx: typer.Context) -> list[str]:  # type: ignore[override]
        """The verbs in the order in which they were declared."""
        return [
            name
            for name, declaration in self.declarations.items()
            if not declaration.hidden and name != DEFAULT
        ]

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        """Put in the verb that needs no name where the first word is no verb."""
        require_command(args)
        if not args and not ctx.resilient_parsing:
            sys.stdout.write(self.page(ctx, brief=True))
            ctx.exit()
        if args[:1] == ["help"] and "help" not in self.declarations:
            args = [*args[1:2], "--help"]
        if args and args[0] not in self.declarations and args[0] not in HELP_NAMES:
            verb = DEFAULT if DEFAULT in self.declarations else _guessed(self.name or "", args)
            args = [verb, *args] if verb in self.declarations else args
        return super().parse_args(ctx, args)

    def get_command(self, _ctx: typer.Context, cmd_name: str) -> Any:  # type: ignore[override]
        """The verb, made now; None if there is none."""
        declaration = self.declarations.get(cmd_name)
        if declaration is None:
            return None
        if cmd_name not in self.commands:
            self.commands[cmd_name] = build(declaration)
        return self.commands[cmd_name]

    def resolve_command(self, ctx: typer.Context, args: list[str]) -> Any:  # type: ignore[override]
        """The verb that the first argument names; UsageError with the nearest one for any other word."""
        if (
            not args[0].startswith("-")
            and not ctx.resilient_parsing
            and self.get_command(ctx, args[0]) is None
        ):
            raise unknown_command(args[0], self.list_commands(ctx))
        if args[0] == DEFAULT:
            return None, self.get_command(ctx, DEFAULT), args[1:]
        return super().resolve_command(ctx, args)

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        """The verbs that begin so, and what the verb that needs no name takes first."""
        found = super().shell_complete(ctx, incomplete)
        if DEFAULT in self.declarations:
            command = self.get_command(ctx, DEFAULT)
            first = next((param for param in command.params if param.param_type_name == "argument"), None)
            with command.make_context(DEFAULT, [], parent=ctx, resilient_parsing=True) as inner:
                found += first.shell_complete(inner, incomplete) if first is not None else []
        return found

    def format_help(self, ctx: typer.Context, formatter: Any) -> None:  # type: ignore[override]
        """Write the help page."""
        formatter.write(self.page(ctx))

    def page(self, ctx: typer.Context, *, brief: bool = False) -> str:
        """The help page; a `brief` one names its verbs in groups, where it has so many of them."""
        verbs = [
            (name, help_page.first_line(self.declarations[name].help or ""))
            for name in self.list_commands(ctx)
        ]
        groups = grouped(self.name or "", verbs)
        if brief and len(groups) > 1:
            return help_page.names_page(ctx, self, groups)
        return help_page.group_page(ctx, self, groups, self.get_command(ctx, DEFAULT))


def _guessed(noun: str, words: Sequence[str]) -> str:
    """The verb that is meant without a name: `case C-231` shows, `call '138 0000 1111 tap drips'` logs."""
    first = words[0].strip()
    found = parse_any_number(first)
    if (found and found[0] == noun.replace("complaint", "case")) or (
        len(words) == 1 and first.isdigit() and len(first) < 7
    ):
        return "show"
    # A single word may be a verb mistyped; a text in quotation marks or a phone number is none.
    return "add" if noun == "call" and (" " in first or first[:1].isdigit()) else ""


def unknown_command(word: str, known: Sequence[str]) -> Exception:
    """The usage error for a command that does not exist."""
    from servicedesk.domain.near_words import nearest
    from servicedesk.domain.text import clean_line

    message = _("There is no command {name}.").format(name=clean_line(word)[:40])
    if near := nearest(word.casefold(), known):
        return UsageError(message, _("Did you mean {name}?").format(name=near))
    return UsageError(message, _("Commands are: {names}").format(names=", ".join(known)))


def load(name: str, entry: Entry) -> Any:
    """Import the module behind the entry and make its command."""
    found = getattr(import_module(f"servicedesk.{entry.module}"), entry.app)
    declarations = found.registered_commands
    if entry.verb:
        return build(
            next(declaration for declaration in declarations if command_name(declaration) == entry.verb)
        )
    return DeskGroup(name, declarations, help=found.info.help or entry.help, epilog=found.info.epilog or "")


class Root(TyperGroup):
    """`servicedesk`: a table of entries, each loaded when it is called."""

    def list_commands(self, _ctx: typer.Context) -> list[str]:  # type: ignore[override]
        """The words after `servicedesk`, in the order of the table."""
        return list(ENTRIES)

    def get_command(self, ctx: typer.Context, cmd_name: str) -> Any:  # type: ignore[override]
        """The command; while completing a word only its name and help."""
        entry = ENTRIES.get(cmd_name)
        if entry is None:
            return None
        if ctx.resilient_parsing and not ctx._protected_args:  # noqa: SLF001 - tells completion of this word from the next
            return TyperCommand(cmd_name, help=_(entry.help))
        if cmd_name not in self.commands:
            self.commands[cmd_name] = load(cmd_name, entry)
        return self.commands[cmd_name]

    def resolve_command(self, ctx: typer.Context, args: list[str]) -> Any:  # type: ignore[override]
        """The command that the first argument names."""
        require_command(args)
        if not args[0].startswith("-") and not ctx.resilient_parsing and args[0] not in ENTRIES:
            if any(args[0] in names.split() for _title, names in OF_CASES):
                raise UsageError(
                    _("There is no command {name}.").format(name=args[0]),
                    _("Did you mean {name}?").format(name=f"case {args[0]}"),
                )
            raise unknown_command(args[0], self.list_commands(ctx))
        context.current().noun = args[0]
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: typer.Context) -> Any:  # type: ignore[override]
        """Run the command; a reader that has gone away (`| head`) ends it quietly."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # Typer would leave with 1 at once.
            raise diagnostics.PipeClosedError from None

    def format_help(self, _ctx: typer.Context, formatter: Any) -> None:  # type: ignore[override]
        """Write the help page."""
        formatter.write(help_page.root_page())


def build(declaration: "CommandInfo") -> TyperCommand:
    """The declared command, with the help page of this program."""
    declaration.cls = DeskCommand
    command = get_command_from_info(declaration, pretty_exceptions_short=True, rich_markup_mode=None)
    assert isinstance(command, TyperCommand)  # noqa: S101 - cls above
    return command


app = typer.Typer(
    cls=Root,
    context_settings={"help_option_names": list(HELP_NAMES)},
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


_GLOBAL: dict[str, list[str]] = {}
for _option, _name in (VALUES | FORMATS | SWITCHES).items():
    _GLOBAL.setdefault(_name, []).append(_option)


@app.callback(invoke_without_command=True, help=HELP)
@takes(
    {
        name: Annotated[str if names[0] in VALUES else bool, typer.Option(*names)]
        for name, names in _GLOBAL.items()
    }
)
def _root(ctx: typer.Context, **_given: Any) -> None:
    # The options are declared for completion alone: `arguments.split` has taken them out before.
    if ctx.invoked_subcommand is None:
        raise typer.Exit(screens())


def invoke(arguments: list[str]) -> int:
    """Run the command that the arguments name; returns the exit code."""
    command = typer.main.get_command(app)
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
    try:
        code = command.main(args=arguments, prog_name="servicedesk", standalone_mode=False)
    except typer.Abort:
        return diagnostics.INTERRUPTED
    except CLICK_ERROR as error:
        return diagnostics.fail(usage_error(error, arguments))
    return code if isinstance(code, int) else 0
