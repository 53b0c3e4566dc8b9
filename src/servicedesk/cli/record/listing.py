"""The verbs list and show that nouns have: a query, an order and the shape of what is printed; one record."""

from array import array
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import typer

from servicedesk.cli.frame import context, diagnostics, output
from servicedesk.cli.record import targets
from servicedesk.cli.record.options import Columns, FailEmpty, InView, Limit, Query, Reverse, Sort
from servicedesk.domain.numbers import format_number, parse_number
from servicedesk.i18n import _

if TYPE_CHECKING:
    from servicedesk.services.desk import Desk

PEOPLE_LIMIT = 100
"""Lines that people get unless they ask for more; programs get all."""


def add_list(app: typer.Typer, kind: str, *, help: str, epilog: str) -> None:
    """Give the noun its verb `list`."""

    @app.command("list", help=help, epilog=epilog)
    def list_(
        *,
        query: Query = None,
        view: InView = "",
        limit: Limit = None,
        sort: Sort = "",
        reverse: Reverse = False,
        columns: Columns = "",
        fail_empty: FailEmpty = False,
    ) -> None:
        # With the fields come all rows of the program: not for the help of a list.
        from servicedesk.cli.record.fields import FIELDS, TABLES, program_fields, program_rows

        typed = targets.joined(query or [])
        most = limit or (None if context.current().format else PEOPLE_LIMIT)
        with context.open_desk() as desk:
            seen = desk.lists.view_named(kind, view).query if view else ""
            words = targets.joined([targets.narrowing(kind), seen, typed])
            if kind == "case":
                desk.clocks.refresh()
                if not context.current().format and desk.lists.is_due_otherwise(words):
                    from servicedesk.domain.wording import told_of_due

                    diagnostics.say(told_of_due())
            # A whole list is read from its newest line on; a question, in the order of its answer's urgency.
            order = sort or ("newest" if not words else "")
            heads: dict[int, str] = {}
            limit_asked = None if most is None else most + 1
            if sort in desk.lists.groupings(kind):
                groups = desk.lists.grouped(kind, words, reverse=reverse, limit=limit_asked)
                wanted, heads = _joined(groups, most)
            else:
                wanted = desk.lists.ids(kind, words, order=order, reverse=reverse, limit=limit_asked)
            if not wanted and not context.current().format and not fail_empty:
                wanted = desk.lists.sounding_like(kind, typed, within=seen)
                if wanted:
                    from servicedesk.domain.wording import sounding_like

                    diagnostics.say(sounding_like(typed))
                elif near := desk.lists.near(kind, typed, within=seen):
                    diagnostics.say(_("Nothing for it; near to it: {near}").format(near=_(", ").join(near)))
            is_cut = most is not None and len(wanted) > most
            if context.current().format and not context.current().wants_labels:
                shown, rows = program_fields(kind), program_rows(desk, kind, wanted[:most])
            else:
                shown, rows = FIELDS[kind], _rows(desk, kind, wanted[:most])
            shape = output.Shape(columns, fail_empty, heads)
            output.listing(shown, rows, default=TABLES[kind], shape=shape)
        if is_cut and limit is None:
            diagnostics.say(_("There are more than {count}; --limit shows more.").format(count=most))


def add_show(app: typer.Typer, kind: str, number: Any, *, help: str) -> None:
    """Give the noun its verb `show`, for records that are shown as the fields of their list."""

    @app.command("show", help=help)
    def show_(record: number) -> None:
        from servicedesk.cli.record.fields import FIELDS, program_row
        from servicedesk.cli.record.sheet import damage_words, sheet, with_damage

        record_id = parse_number(record, kind)
        with context.open_desk() as desk:
            row = targets.existing(desk, kind, record_id)
            values = with_damage(desk, kind, record_id, program_row(desk, kind, record_id))
        lines = [
            (field.title, row.summary if field.name == "summary" else (field.shown or field.value)(row))
            for field in FIELDS[kind][1:]
            if field.name != "all_day"
        ]
        output.record(
            values, lambda: sheet(format_number(kind, record_id), lines) + damage_words(kind, values)
        )


def _joined(
    groups: "Sequence[tuple[str, array[int]]]", most: int | None
) -> "tuple[array[int], dict[int, str]]":
    """The ids of all groups, and at the place of the first of each its name and how many they are."""
    ids, heads = array("q"), {}
    for name, group in groups:
        is_whole = most is None or len(ids) + len(group) <= most
        heads[len(ids)] = f"{name} {len(group)}" if is_whole else name
        ids.extend(group)
    return ids, heads


def _rows(desk: "Desk", kind: str, wanted: Sequence[int]) -> Iterator[Any]:
    from servicedesk.cli.record.fields import PAGE

    for start in range(0, len(wanted), PAGE):
        page = wanted[start : start + PAGE]
        found = desk.lists.rows(kind, page)
        yield from (found[record_id] for record_id in page if record_id in found)
