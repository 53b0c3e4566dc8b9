"""The verbs list and show that nouns have: a query, an order and the shape of what is printed; one record."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import typer

from servicedesk.cli.frame import context, diagnostics, output
from servicedesk.cli.record import targets
from servicedesk.cli.record.options import Columns, FailEmpty, Limit, Query, Reverse, Sort
from servicedesk.domain.errors import NotFoundError
from servicedesk.domain.numbers import format_number, parse_number
from servicedesk.i18n import _

if TYPE_CHECKING:
    from servicedesk.services.desk import Desk

PEOPLE_LIMIT = 100
"""Lines that people get unless they ask for more; programs get all."""

PAGE = 500


class Listing(NamedTuple):
    """What a list command was asked for."""

    query: Sequence[str] | None = None
    limit: int | None = None
    sort: str = ""
    reverse: bool = False
    columns: str = ""
    fail_empty: bool = False


def add_list(app: typer.Typer, kind: str, *, help: str, epilog: str) -> None:
    """Give the noun its verb `list`."""

    @app.command("list", help=help, epilog=epilog)
    def list_(
        *,
        query: Query = None,
        limit: Limit = None,
        sort: Sort = "",
        reverse: Reverse = False,
        columns: Columns = "",
        fail_empty: FailEmpty = False,
    ) -> None:
        show(kind, Listing(query, limit, sort, reverse, columns, fail_empty))


def add_show(app: typer.Typer, kind: str, number: Any, *, help: str) -> None:
    """Give the noun its verb `show`, for records that are shown as the fields of their list."""

    @app.command("show", help=help)
    def show_(record: number) -> None:
        from servicedesk.cli.record import program_rows
        from servicedesk.cli.record.fields import FIELDS
        from servicedesk.cli.record.sheet import sheet

        record_id = parse_number(record, kind)
        title = format_number(kind, record_id)
        with context.open_desk() as desk:
            row = desk.lists.rows(kind, [record_id]).get(record_id)
            if row is None:
                raise NotFoundError(_("There is no {number}.").format(number=title))
            values = program_rows.one(desk, kind, record_id)
        lines = [
            (field.title, row.summary if field.name == "summary" else (field.shown or field.value)(row))
            for field in FIELDS[kind][1:]
            if field.name != "all_day"
        ]
        output.record(values, lambda: sheet(title, lines))


def show(kind: str, asked: Listing) -> None:
    """Print the records of `kind` that the query means."""
    # With the fields come all rows of the program: not for the help of a list.
    from servicedesk.cli.record.fields import FIELDS, TABLES

    words = " ".join([targets.narrowing(kind), *(asked.query or [])]).strip()
    limit = asked.limit or (None if context.current().format else PEOPLE_LIMIT)
    with context.open_desk() as desk:
        if kind == "case":
            desk.clocks.refresh()
        # A whole list is read from its newest line on; a question, in the order of its answer's urgency.
        order = asked.sort or ("newest" if not words else "")
        wanted = desk.lists.ids(
            kind, words, order=order, reverse=asked.reverse, limit=None if limit is None else limit + 1
        )
        is_cut = limit is not None and len(wanted) > limit
        if context.current().format:
            from servicedesk.cli.record import program_rows

            shown, rows = program_rows.fields(kind), program_rows.rows(desk, kind, wanted[:limit])
        else:
            shown, rows = FIELDS[kind], _rows(desk, kind, wanted[:limit])
        shape = output.Shape(asked.columns, asked.fail_empty)
        output.listing(shown, rows, default=TABLES[kind], shape=shape)
    if is_cut and asked.limit is None:
        diagnostics.say(_("There are more than {count}; --limit shows more.").format(count=limit))


def _rows(desk: "Desk", kind: str, wanted: Sequence[int]) -> Iterator[Any]:
    for start in range(0, len(wanted), PAGE):
        page = wanted[start : start + PAGE]
        found = desk.lists.rows(kind, page)
        yield from (found[record_id] for record_id in page if record_id in found)
