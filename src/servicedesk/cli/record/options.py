"""Options that several commands share, each described once."""

from typing import Annotated, Any

import typer

from servicedesk.i18n import N_

Text = str | None


def option(name: str, words: str, metavar: str = "TEXT", *, also: str = "", **more: Any) -> Any:
    """An option with a value: `words` for the help, a second name, what else Typer takes (min, max)."""
    return typer.Option(*filter(None, (name, also)), metavar=metavar, help=words, **more)


def flag(name: str, words: str, *, also: str = "") -> Any:
    """An option without a value, `--yes` or `--out/--in`: `words` for the help, a second name."""
    return typer.Option(*filter(None, (name, also)), help=words)


def argument(metavar: str, words: str, **more: Any) -> Any:
    """An argument: `words` for the help, and what else Typer takes (min, max)."""
    return typer.Argument(metavar=metavar, help=words, **more)


Columns = Annotated[str, option("--columns", N_("Which columns, by name, with commas between."), "NAMES")]
Limit = Annotated[int | None, option("--limit", N_("At most so many lines."), "N", also="-n", min=1)]
Sort = Annotated[str, option("--sort", N_("The order of the list."), "ORDER")]
Reverse = Annotated[bool, flag("--reverse", N_("The other way round."))]
FailEmpty = Annotated[bool, flag("--fail-empty", N_("Exit with 4 if nothing is found."))]
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
AboutCase = Annotated[str, option("--case", N_("The case that it is about."), "CASE")]
CaseKind = Annotated[str, option("--kind", N_("complaint, request, enquiry or suggestion."), "KIND")]
CaseOwner = Annotated[str, option("--owner", N_("Who looks after it; me is you."), "NAME")]
Labels = Annotated[list[str] | None, option("--label", N_("A label; may be given several times."), "LABEL")]
