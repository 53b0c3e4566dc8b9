"""Options: those that several commands share, each described once, and those of the fields of a record."""

import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any, TypeVar

import typer

from servicedesk.domain.errors import UsageError
from servicedesk.domain.records.field import WRITTEN, Field, has
from servicedesk.i18n import N_, _

OFFERED = frozenset(
    {
        *(
            "CASE",
            "CASES",
            "OTHER",
            "CALL",
            "CALLS",
            "CUSTOMER",
            "FOLLOWUP",
            "FOLLOWUPS",
            "PROMISE",
            "PROMISES",
        ),
        *(
            "QUERY",
            "NAMES",
            "ORDER",
            "KIND",
            "KIND|all",
            "KIND|auto|all",
            "NAME",
            "--view",
            "--owner",
            "--handler",
            "--by",
        ),
    }
)
"""Whose words the tab key offers: what help calls arguments and values of options, or the options."""

Text = str | None
Verb = TypeVar("Verb", bound=Callable[..., None])


def option(name: str, words: str, metavar: str = "TEXT", *, also: str = "", **more: Any) -> Any:
    """An option with a value: `words` for the help, a second name, what else Typer takes (min, max)."""
    more = _of_places(metavar) | _of_tab(name, metavar) | more
    return typer.Option(*filter(None, (name, also)), metavar=metavar, help=words, **more)


def flag(name: str, words: str, *, also: str = "") -> Any:
    """An option without a value, `--yes` or `--out/--in`: `words` for the help, a second name."""
    return typer.Option(*filter(None, (name, also)), help=words)


def argument(metavar: str, words: str, **more: Any) -> Any:
    """An argument: `words` for the help, and what else Typer takes (min, max)."""
    return typer.Argument(metavar=metavar, help=words, **(_of_places(metavar) | _of_tab("", metavar) | more))


def _of_tab(name: str, metavar: str) -> dict[str, Any]:
    """What the tab key offers there."""
    if metavar not in OFFERED and name not in OFFERED:
        return {}

    def complete(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
        # Imported when somebody presses the tab key, and for nothing else.
        from servicedesk.cli.record import completion

        return completion.offers(ctx, name or metavar, metavar, incomplete)

    return {"autocompletion": complete}


def _of_places(metavar: str) -> dict[str, Any]:
    is_place = not {"FILE", "FOLDER", "KEYFILE"}.isdisjoint(metavar.split("|"))
    return {"callback": _require_named} if is_place else {}


def _require_named(ctx: typer.Context, param: typer.CallbackParam, value: object) -> object:
    """Refuse a file or folder without a name: an unset variable of a script is not where one stands."""
    source = ctx.get_parameter_source(param.name or "")
    given = value if isinstance(value, list | tuple) else [value]
    if source is not None and source.name == "COMMANDLINE" and "" in given:
        name = param.opts[0] if param.opts[0].startswith("-") else param.metavar
        raise UsageError(
            _("{name} is given without a name.").format(name=name),
            _("In a script: is a variable empty?"),
        )
    return value


Columns = Annotated[str, option("--columns", N_("Which columns, by name, with commas between."), "NAMES")]
Limit = Annotated[int | None, option("--limit", N_("At most so many lines."), "N", also="-n", min=1)]
Sort = Annotated[
    str, option("--sort", N_("The order of the list; turn groups cases by whose turn it is."), "ORDER")
]
Reverse = Annotated[bool, flag("--reverse", N_("The other way round."))]
InView = Annotated[
    str, option("--view", N_("Only what the saved view of that name has; see: servicedesk view list"), "NAME")
]
FailEmpty = Annotated[bool, flag("--fail-empty", N_("Exit with 4 if nothing is found."))]
File = Annotated[str, argument("FILE|-", N_("The file; - reads standard input."))]
Force = Annotated[bool, flag("--force", N_("Replace a file that is there."))]
Encoding = Annotated[str, option("--encoding", N_("utf-8, gb18030, big5, utf-16 ..."), "NAME")]
ToKey = Annotated[
    list[str] | None,
    option(
        "--to-key",
        N_("Encrypt it to this public key, age1..., or to those in a file. May be given several times."),
        "KEY|FILE",
    ),
]
Identity = Annotated[
    str, option("--identity", N_("The file with the secret key of what is encrypted."), "KEYFILE")
]
Yes = Annotated[bool, flag("--yes", N_("Change many at once without asking back."), also="-y")]
Query = Annotated[
    list[str] | None,
    argument("QUERY", N_("What to list, in the words of the filter bar: is:open +leak due:<fri")),
]
Cases = Annotated[
    list[str], argument("CASES", N_("Numbers such as C-231, or one query such as '+leak is:open'."))
]
At = Annotated[str, option("--at", N_("When it was, if not now."), "TIME")]
How = Annotated[str, option("--how", N_("By phone, e-mail, WeChat, visit ..."), "CHANNEL")]
By = Annotated[str, option("--by", N_("Who did it, if not you."), "NAME")]
Case = Annotated[str, argument("CASE", N_("The number of a case, such as C-231."))]
Customer = Annotated[str, option("--customer", N_("Number, phone number or name."), "CUSTOMER")]
AboutCase = Annotated[str, option("--case", N_("The case it is about."), "CASE")]
CaseKind = Annotated[str, option("--kind", N_("complaint, request, enquiry or suggestion."), "KIND")]
CaseOwner = Annotated[str, option("--owner", N_("Who looks after it; me is you."), "NAME")]
Labels = Annotated[list[str] | None, option("--label", N_("A label; may be given several times."), "LABEL")]


def takes(options: Mapping[str, Any], *, after: str = "") -> Callable[[Verb], Verb]:
    """Put `options`, annotations by the name of what they give, in the place of the `**given` of a verb.

    A verb gets each of them, None where it was not said. In help they stand last, or behind `after`.
    """

    def with_options(verb: Verb) -> Verb:
        signature = inspect.signature(verb)
        parameters = [one for one in signature.parameters.values() if one.kind is not one.VAR_KEYWORD]
        names = [one.name for one in parameters]
        place = names.index(after) + 1 if after else len(names)
        parameters[place:place] = [
            inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)
            for name, annotation in options.items()
        ]
        # Typer reads it, and finds in it what the verb itself takes as `**given`.
        verb.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
        return verb

    return with_options


def of_the_rest(fields: Iterable[Field], known: Iterable[str]) -> dict[str, Any]:
    """An option for each written field that may be edited and is not `known`."""
    return {
        field.name: Annotated[Text, option(f"--{field.name.replace('_', '-')}", field.label)]
        for field in fields
        if field.type in WRITTEN and has(field, "edit") and field.name not in set(known)
    }
