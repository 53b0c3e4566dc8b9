"""Options that several commands share, each described once."""

from typing import Annotated

import typer

from servicedesk.cli.frame.output import Shape
from servicedesk.i18n import N_

Columns = Annotated[
    str, typer.Option("--columns", metavar="NAMES", help=N_("Which columns, by name, with commas between."))
]
Limit = Annotated[
    int | None, typer.Option("--limit", "-n", min=1, metavar="N", help=N_("At most so many lines."))
]
Sort = Annotated[str, typer.Option("--sort", metavar="ORDER", help=N_("The order of the list."))]
Reverse = Annotated[bool, typer.Option("--reverse", help=N_("The other way round."))]
FailEmpty = Annotated[bool, typer.Option("--fail-empty", help=N_("Exit with 4 if nothing is found."))]
Yes = Annotated[bool, typer.Option("--yes", "-y", help=N_("Change many at once without asking back."))]
Query = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="QUERY", help=N_("What to list, in the words of the filter bar: is:open +leak due:<fri")
    ),
]
Cases = Annotated[
    list[str],
    typer.Argument(metavar="CASES", help=N_("Numbers such as C-231, or one query such as '+leak is:open'.")),
]
At = Annotated[str, typer.Option("--at", metavar="TIME", help=N_("When it was, if not now."))]
How = Annotated[str, typer.Option("--how", metavar="CHANNEL", help=N_("By phone, e-mail, WeChat, visit ..."))]
By = Annotated[str, typer.Option("--by", metavar="NAME", help=N_("Who did it, if not you."))]
Case = Annotated[str, typer.Argument(metavar="CASE", help=N_("The number of a case, such as C-231."))]
FollowUps = Annotated[
    list[str],
    typer.Argument(metavar="FOLLOWUPS", help=N_("Numbers such as F-40, or one query such as is:overdue.")),
]
Promises = Annotated[
    list[str],
    typer.Argument(metavar="PROMISES", help=N_("Numbers such as P-12, or one query such as is:overdue.")),
]

__all__ = [
    "At",
    "By",
    "Case",
    "Cases",
    "Columns",
    "FailEmpty",
    "FollowUps",
    "How",
    "Limit",
    "Promises",
    "Query",
    "Reverse",
    "Shape",
    "Sort",
    "Yes",
]
