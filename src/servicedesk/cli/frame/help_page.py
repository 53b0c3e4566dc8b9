"""Help pages in plain text: in the user's language when shown, their columns counted in cells.

Typer's own pages need rich, which costs more than the rest of a start, and count characters for cells.
"""

import shutil
from collections.abc import Sequence
from typing import Any

from servicedesk.cli.frame import commands
from servicedesk.cli.frame.arguments import HELP
from servicedesk.cli.frame.cells import pad, width, wrap
from servicedesk.domain.text import sentences
from servicedesk.i18n import _

MAX_WIDTH = 100
FIRST_COLUMN = 28


def root_page() -> str:
    """What `servicedesk --help` prints; it needs no command, so that nothing must be imported for it."""
    parts = [
        sentences(_("Usage:"), "servicedesk COMMAND ..."),
        _text(commands.HELP),
        _section(_("Commands"), [(name, _(entry.help)) for name, entry in commands.ENTRIES.items()]),
        _section(_("Options, before or after any command"), [(name, _(words)) for name, words in HELP]),
        _examples(commands.EXAMPLES),
    ]
    return _page(parts)


def names_page(ctx: Any, command: Any, groups: Sequence[tuple[str, commands.Verbs]]) -> str:
    """What a noun with many verbs prints alone: their names in groups."""
    rows = [(title, " ".join(name for name, _words in verbs)) for title, verbs in groups]
    see = _("What each does: {command} --help, or: {command} VERB --help").format(
        command=ctx.command_path.strip()
    )
    return _page([_usage(ctx, "COMMAND ..."), _text(command.help), _section(_("Commands"), rows), see])


def group_page(
    ctx: Any, command: Any, groups: Sequence[tuple[str, commands.Verbs]], default: Any = None
) -> str:
    """What `servicedesk NOUN --help` prints; `default` is the verb that needs no name."""
    parts = [_usage(ctx, _pieces(default) if default else "COMMAND ..."), _text(command.help)]
    if default:
        parts += _parameters(ctx, default)
    parts += [*(_section(title, verbs) for title, verbs in groups), _examples(command.epilog), _closing(ctx)]
    return _page(parts)


def command_page(ctx: Any, command: Any) -> str:
    """What `servicedesk NOUN VERB --help` prints."""
    parts = [_usage(ctx, _pieces(command)), _text(command.help), *_parameters(ctx, command)]
    return _page([*parts, _examples(command.epilog), _closing(ctx)])


def _parameters(ctx: Any, command: Any) -> list[str]:
    arguments = [(_plain_name(param), _(param.help)) for param in _arguments(command) if param.help]
    return [_section(_("Arguments"), arguments), _section(_("Options"), _options(ctx, command))]


def _arguments(command: Any) -> list[Any]:
    return [param for param in command.params if param.param_type_name == "argument"]


def _pieces(command: Any) -> str:
    return " ".join([*(_argument_name(param) for param in _arguments(command)), "[OPTIONS]"])


def first_line(text: str) -> str:
    """The first sentence of a help text, for lists of commands."""
    return _(text).strip().partition("\n")[0]


def _page(parts: Sequence[str]) -> str:
    return "\n\n".join(part for part in parts if part) + "\n"


def _usage(ctx: Any, pieces: str) -> str:
    return sentences(_("Usage:"), f"{ctx.command_path.strip()} {pieces}")


def _text(text: str | None) -> str:
    paragraphs = _(text or "").strip().split("\n\n")
    return "\n\n".join("\n".join(wrap(" ".join(paragraph.split()), _columns())) for paragraph in paragraphs)


def _closing(ctx: Any) -> str:
    return _("Options for all commands: {command} --help").format(command=ctx.find_root().info_name)


def _examples(epilog: str | None) -> str:
    lines = [line.strip() for line in _(epilog or "").strip().splitlines()]
    return "\n".join([_("Examples:"), *(f"  {line}" for line in lines)]) if lines else ""


def _section(title: str, rows: Sequence[tuple[str, str]]) -> str:
    if not rows:
        return ""
    first = min(max(width(name) for name, _words in rows), FIRST_COLUMN)
    lines = [_("{label}: ").format(label=title).rstrip()]
    for name, words in rows:
        wrapped = wrap(" ".join(words.split()), max(_columns() - first - 4, 20)) or [""]
        if width(name) > first:
            lines.append(f"  {name}")
        else:
            lines.append(f"  {pad(name, first)}  {wrapped.pop(0)}".rstrip())
        lines += [f"  {' ' * first}  {line}" for line in wrapped]
    return "\n".join(lines)


def _options(ctx: Any, command: Any) -> list[tuple[str, str]]:
    rows = []
    for param in command.get_params(ctx):
        if param.param_type_name != "option" or param.hidden:
            continue
        names = ", ".join(sorted(param.opts, key=len))
        if param.secondary_opts:
            names += " / " + ", ".join(param.secondary_opts)
        if not param.is_flag:
            names += f" {param.metavar}"
        words = _("Show this page and stop.") if "--help" in param.opts else _(param.help or "")
        rows.append((names, _with_default(param, words)))
    return rows


def _with_default(param: Any, words: str) -> str:
    default = param.default
    if param.required:
        return f"{words} {_('(required)')}"
    if (
        isinstance(default, int | str)
        and not isinstance(default, bool)
        and default != ""
        and param.show_default
    ):
        return f"{words} {_('(default: {value})').format(value=default)}"
    return words


def _plain_name(param: Any) -> str:
    return str(param.metavar or param.name.upper()).strip("[]").removesuffix("...")


def _argument_name(param: Any) -> str:
    name = _plain_name(param) + ("..." if param.nargs == -1 else "")
    return name if param.required else f"[{name}]"


def _columns() -> int:
    return max(min(shutil.get_terminal_size((80, 24)).columns, MAX_WIDTH), 40)
