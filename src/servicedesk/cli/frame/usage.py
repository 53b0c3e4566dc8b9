"""Turn Typer's and click's usage errors into this program's one-line errors."""

from typing import Any

import typer

from servicedesk.cli.frame.argument_names import NAMES
from servicedesk.cli.frame.arguments import FORMATS, SWITCHES, VALUES
from servicedesk.domain.errors import UsageError
from servicedesk.domain.near_words import nearest
from servicedesk.domain.text import clean_line
from servicedesk.i18n import _

CLICK_ERROR: Any = next(kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "ClickException")
"""Typer brings its own copy of click, whose errors have no public name."""


def usage_error(error: Any) -> UsageError:
    """The error in the user's words; values that were typed are not repeated."""
    kind = type(error).__name__
    context = getattr(error, "ctx", None)
    see = _("See: {command} --help").format(command=context.command_path) if context is not None else ""
    if kind == "NoSuchOption":
        near = nearest(str(error.option_name), _options(context))
        hint = _("Did you mean {name}?").format(name=near) if near else see
        return UsageError(
            _("There is no option {option}.").format(option=clean_line(error.option_name)[:40]), hint
        )
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
        return UsageError(
            _("There are more words than this command takes."), _("Put quotation marks around a text.")
        )
    return UsageError(clean_line(error.format_message()), see)


def _name(param: Any) -> str:
    if param is None:
        return _("A value")
    if param.param_type_name == "option":
        return str(max(param.opts, key=len))
    metavar = str(param.metavar or param.name.upper()).strip("[].")
    return _(NAMES[metavar]) if metavar in NAMES else metavar


def _options(context: Any) -> list[str]:
    """What options there are in this place, the command's own first."""
    own = [] if context is None else context.command.get_params(context)
    names = [name for param in own for name in (*param.opts, *param.secondary_opts)]
    return [name for name in (*names, *SWITCHES, *VALUES, *FORMATS) if name.startswith("-")]


def _example(context: Any) -> str:
    """The first example of the command, which works as it stands; "" where it has none."""
    first = _((context and context.command.epilog) or "").strip().partition("\n")[0]
    return _("Like this: {command}").format(command=first) if first else ""


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
