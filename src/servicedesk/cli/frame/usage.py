"""Turn Typer's and click's usage errors into this program's one-line errors."""

from collections.abc import Sequence
from typing import Any

import typer

from servicedesk.cli.frame.argument_names import NAMES
from servicedesk.cli.frame.arguments import FORMATS, SWITCHES, VALUES
from servicedesk.domain.errors import UsageError
from servicedesk.domain.text import clean_line
from servicedesk.i18n import _

CLICK_ERROR: Any = next(kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "ClickException")
"""Typer brings its own copy of click, whose errors have no public name."""


LARGEST = 2**63 - 1
"""The largest number that the file can hold."""
TEXTS = frozenset(
    {"CUSTOMER", "NAME", "SUBJECT", "TEXT", "TIME", "VALUE", "WHAT", "WORDS", "QUERY", "DATE", "DAY", "HOURS"}
)
"""Arguments that may have blanks, and then need quotation marks."""
MAY_BE_BLANK = frozenset({"VALUE"})
"""Arguments that take a setting or a field away when they are empty."""


def usage_error(error: Any, arguments: Sequence[str] = ()) -> UsageError:
    """The error of a run with these `arguments` in the user's words; values that were typed stay away."""
    kind = type(error).__name__
    context = getattr(error, "ctx", None)
    see = _("See: {command} --help").format(command=context.command_path) if context is not None else ""
    if kind == "NoSuchOption":
        message = _("There is no option {option}.").format(option=clean_line(error.option_name)[:40])
        return UsageError(message, _instead_of(str(error.option_name), context, arguments) or see)
    if kind == "MissingParameter":
        hint = _example(context) or see
        if error.param is not None and error.param.param_type_name == "argument":
            return UsageError(_("{argument} is missing.").format(argument=_name(error.param)), hint)
        return UsageError(_("{name} is missing.").format(name=_name(error.param)), hint)
    if kind == "BadOptionUsage":
        option = clean_line(error.option_name)[:40]
        if "not take" in error.message:
            return UsageError(_("{option} takes no value.").format(option=option), see)
        return UsageError(_("{option} needs a value.").format(option=option), see)
    if kind == "BadParameter":
        return UsageError(
            _("{name} does not fit.").format(name=_name(error.param)), _expected(error.param) or see
        )
    if "unexpected extra argument" in error.format_message():
        return UsageError(_("There are more words than this command takes."), _too_many(context) or see)
    return UsageError(clean_line(error.format_message()), see)


def require_sound(context: Any, param: Any) -> None:
    """UsageError where a number is too large to be anything's, or an argument that was given is blank.

    That is a variable of a script that is not set.
    """
    value = context.params.get(param.name)
    if isinstance(value, int) and value > LARGEST:
        raise UsageError(_("{name} is too large.").format(name=_name(param)))
    if param.param_type_name != "argument":
        return
    given = value if isinstance(value, list | tuple) else [value]
    if param.metavar in MAY_BE_BLANK or not any(isinstance(one, str) and not one.strip() for one in given):
        return
    source = context.get_parameter_source(param.name)
    if source is not None and source.name == "COMMANDLINE":
        raise _blank(_name(param) if len(given) == 1 else _("An argument"))


def require_command(words: Sequence[str]) -> None:
    """UsageError where a command is called that has no name."""
    if words and not words[0].strip():
        raise _blank(_("The command"))


def _blank(name: str) -> UsageError:
    return UsageError(_("{name} is empty.").format(name=name), _("In a script: is a variable empty?"))


def _too_many(context: Any) -> str:
    """What to do with words that the command does not take; "" where only its help can say."""
    params = [] if context is None else context.command.params
    if any("-o" in param.opts for param in params):
        needed = [
            str(param.metavar) for param in params if param.param_type_name == "argument" and param.required
        ]
        command = " ".join([context.command_path, *needed, "-o", "FILE"])
        return _("Where to write is said with -o: {command}").format(command=command)
    texts = [param for param in params if param.param_type_name == "argument" and param.metavar in TEXTS]
    return _("Put quotation marks around a text.") if texts else ""


def _name(param: Any) -> str:
    if param is None:
        return _("A value")
    if param.param_type_name == "option":
        return str(max(param.opts, key=len))
    metavar = str(param.metavar or param.name.upper()).strip("[].")
    return _(NAMES[metavar]) if metavar in NAMES else metavar


def _instead_of(typed: str, context: Any, arguments: Sequence[str]) -> str:
    """What was meant by an option that the command does not have; "" where nothing is near."""
    from servicedesk.cli.frame import query_options

    takes_query = context is not None and _takes_query(context.command)
    for near, only_exact in (("", True), (query_options.option_meant(typed, _own_options(context)), False)):
        if near:
            return _("Did you mean {name}?").format(name=near)
        if takes_query and (like := query_options.words_for(typed, arguments, only_exact=only_exact)):
            return _("Here it is a word of the query: {command}").format(command=like)
    if query_options.is_query_word(typed):
        # What is only like it means something else.
        return ""
    near = query_options.option_meant(typed, (*SWITCHES, *VALUES, *FORMATS))
    return _("Did you mean {name}?").format(name=near) if near else ""


def _takes_query(command: Any) -> bool:
    """Whether it lists what a query means; in what changes records such options are for their fields."""
    return any(param.param_type_name == "argument" and param.metavar == "QUERY" for param in command.params)


def _own_options(context: Any) -> list[str]:
    own = [] if context is None else context.command.get_params(context)
    names = [name for param in own for name in (*param.opts, *param.secondary_opts)]
    return [name for name in names if name.startswith("-")]


def _example(context: Any) -> str:
    """The plainest example of the command, which works as it stands; "" where it has none."""
    lines = _((context and context.command.epilog) or "").strip().splitlines()
    if not lines:
        return ""
    return _("Like this: {command}").format(command=min(lines, key=_options_in).strip())


def _options_in(line: str) -> int:
    return sum(word.startswith("-") for word in line.split())


def _expected(param: Any) -> str:
    if param is None:
        return ""
    choices = getattr(param.type, "choices", None)
    if choices:
        words = ", ".join(str(getattr(choice, "value", choice)) for choice in choices)
        return _("It must be one of: {values}.").format(values=words)
    if "int" in param.type.name:
        lowest, highest = getattr(param.type, "min", None), getattr(param.type, "max", None)
        if lowest is not None and highest is not None:
            return _("It must be a whole number from {lowest} to {highest}.").format(
                lowest=lowest, highest=highest
            )
        if lowest is not None:
            return _("It must be a whole number from {lowest} on.").format(lowest=lowest)
        return _("It must be a whole number.")
    return ""
