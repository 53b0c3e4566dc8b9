"""`servicedesk view`: saved views, which are queries with a name."""

from typing import Annotated

import typer

from servicedesk.cli.frame import context, output
from servicedesk.cli.frame.output import Field
from servicedesk.cli.record.choices import kind_meant, kinds_meant
from servicedesk.cli.record.options import argument
from servicedesk.domain.errors import NotFoundError
from servicedesk.i18n import N_, _

app = typer.Typer(
    help=N_("Saved views: queries with a name, shared with the screens."),
    epilog=N_("servicedesk view save case 'Leaks' '+leak is:open'\nservicedesk view list case"),
)

FIELDS: tuple[Field, ...] = (
    Field("kind", N_("Kind"), lambda view: view.kind),
    Field("name", N_("Name"), lambda view: view.name),
    Field("query", N_("Query"), lambda view: view.query),
    Field(
        "built_in",
        N_("Built in"),
        lambda view: view.id is None,
        lambda view: _("yes") if view.id is None else "",
    ),
)
Kind = Annotated[str, argument("KIND", N_("customer, case, call, followup or promise."))]
Name = Annotated[str, argument("NAME", N_("The name of the view."))]


@app.command("list", help=N_("List the views, the built-in ones first."))
def list_(kind: Kind = "") -> None:
    with context.open_desk() as desk:
        views = [view for name in kinds_meant([kind] if kind else []) for view in desk.lists.views(name)]
    output.listing(FIELDS, views, default=("kind", "name", "built_in", "query"))


@app.command(help=N_("Keep a query under a name; one of the same name is replaced."))
def save(kind: Kind, name: Name, query: Annotated[list[str], argument("QUERY", N_("The query."))]) -> None:
    with context.open_desk(create=True) as desk:
        view = desk.lists.save_view(kind_meant(kind), name, " ".join(query))
    words = _("Saved the view {name}.").format(name=view.name)
    output.saved([], words, kind=view.kind, name=view.name, query=view.query)


@app.command(help=N_("Delete a view of your own."))
def delete(kind: Kind, name: Name) -> None:
    with context.open_desk() as desk:
        views = [view for view in desk.lists.views(kind_meant(kind)) if view.name == name]
        if not views:
            raise NotFoundError(_("There is no view of that name."), _("See: servicedesk view list"))
        desk.lists.delete_view(views[-1])
    output.saved([], _("Deleted the view {name}.").format(name=name), kind=kind, name=name)
