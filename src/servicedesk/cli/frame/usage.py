"""Turn Typer's and click's usage errors into this program's one-line errors."""

from typing import Any

import typer

from servicedesk.domain.errors import UsageError
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
        nearest = sorted(error.possibilities or [])[:1]
        hint = _("Did you mean {name}?").format(name=nearest[0]) if nearest else see
        return UsageError(
            _("There is no option {option}.").format(option=clean_line(error.option_name)[:40]), hint
        )
    if kind == "MissingParameter":
        return UsageError(_("{name} is missing.").format(name=_name(error.param)), see)
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
    if "Missing command" in error.format_message() and context is not None:
        names = ", ".join(context.command.list_commands(context))
        return UsageError(_("A command is missing."), _("Commands are: {names}").format(names=names))
    return UsageError(clean_line(error.format_message()), see)


def _name(param: Any) -> str:
    if param is None:
        return _("A value")
    if param.param_type_name == "option":
        return str(max(param.opts, key=len))
    return str(param.metavar or param.name.upper()).strip("[].")


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
