"""`servicedesk customer`: add, list, show, edit and the history of a card."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from servicedesk.cli.frame import context, diagnostics, output
from servicedesk.cli.record import targets
from servicedesk.cli.record.changing import require_fields, tell, tell_edited
from servicedesk.cli.record.listing import add_list
from servicedesk.cli.record.options import Text, argument, of_the_rest, option, takes
from servicedesk.domain.errors import StaleError
from servicedesk.domain.numbers import format_number
from servicedesk.domain.records.customer import FIELDS
from servicedesk.i18n import N_, _

if TYPE_CHECKING:
    from servicedesk.domain.rows.history import Change
    from servicedesk.services.desk import Desk

app = typer.Typer(
    help=N_("Customers: the people and companies that you serve."),
    epilog=N_(
        "servicedesk customer add 'Ann Lee' --phone '+44 20 7946 0123' --tier vip\n"
        "servicedesk customer list 'region:Leeds +wholesale'\n"
        "servicedesk customer show CU-12"
    ),
)

Texts = list[str] | None

Customer = Annotated[str, argument("CUSTOMER", N_("Number such as CU-12, phone number or name."))]
Phones = Annotated[Texts, option("--phone", N_("A phone number; may be given several times."), "NUMBER")]
Emails = Annotated[Texts, option("--email", N_("An e-mail address; may be given several times."), "ADDRESS")]
Tags = Annotated[Texts, option("--tag", N_("A tag; may be given several times."), "TAG")]
Contacts = Annotated[
    Texts, option("--contact", N_("A person at a company: 'name, role, phone, e-mail'."), "CONTACT")
]

CARD: dict[str, Any] = {
    "kind": Annotated[Text, option("--kind", N_("person or company."), "KIND")],
    "company": Annotated[Text, option("--company", N_("The company of a person."))],
    "tier": Annotated[Text, option("--tier", N_("vip, key, ordinary, new, or a tier of your own."), "TIER")],
    "region": Annotated[Text, option("--region", N_("The region."))],
    "address": Annotated[Text, option("--address", N_("The address."))],
    "wechat": Annotated[Text, option("--wechat", N_("The WeChat name."))],
    "banner": Annotated[Text, option("--banner", N_("What everybody must read before speaking."))],
    "owner": Annotated[Text, option("--owner", N_("Who looks after the customer; me is you."), "NAME")],
    "source": Annotated[Text, option("--source", N_("Where the customer came from."))],
    "birthday": Annotated[Text, option("--birthday", N_("The birthday, such as 1990-05-21."))],
    "customer_since": Annotated[Text, option("--since", N_("Customer since when, such as 2024-01-15."))],
    "industry": Annotated[Text, option("--industry", N_("The industry of a company."))],
    "company_size": Annotated[Text, option("--company-size", N_("How many people a company has."))],
    "website": Annotated[Text, option("--website", N_("The website."))],
    "note": Annotated[Text, option("--note", N_("A note; - reads standard input."))],
}
CARD |= of_the_rest(FIELDS, ("name", *CARD))
"""The fields of a card, as `add` and `edit` take them."""

_LISTS: dict[str, Any] = {"phone": Phones, "email": Emails, "tag": Tags, "contact": Contacts}
_ADD = {
    name: (CARD | _LISTS)[name] for name in ("kind", "phone", "email", "company", "tier", "tag", "contact")
}


@app.command(
    help=N_("Add a customer."),
    epilog=N_(
        "servicedesk customer add 'Ann Lee' --phone '+44 20 7946 0123' --tag wholesale --tier vip\n"
        "servicedesk customer add --company 'Northern Pumps' --kind company --contact 'Jo Ray, buyer'"
    ),
)
@takes(_ADD | CARD)
def add(name: Annotated[list[str] | None, argument("NAME", N_("The name."))] = None, **given: Any) -> None:
    from servicedesk.cli.customers.sheet import contact_of
    from servicedesk.services.customers import NewCustomer

    with context.open_desk(create=True) as desk:
        phones, emails, tags, contacts = (
            given.pop(name) or () for name in ("phone", "email", "tag", "contact")
        )
        fields = _fields(desk, {"name": " ".join(name) if name else None, **given})
        new = NewCustomer(fields, phones, emails, [contact_of(text) for text in contacts], tags)
        alike = desk.customers.alike(new)
        change = desk.customers.add(new)
    if alike:
        names = _(", ").join(f"{row.name} {format_number('customer', row.id)}" for row in alike)
        diagnostics.say(_("Of this name and number there is already {names}.").format(names=names))
        command = f"servicedesk customer show {format_number('customer', alike[0].id)}"
        diagnostics.say(_("It is shown by: {command}").format(command=command))
    tell("customer", change.id, _("Added {number}. Undo with: servicedesk undo"), change)


add_list(
    app,
    "customer",
    help=N_("List customers: all from the newest on, or those that a query means, by name."),
    epilog=N_("servicedesk customer list tier:vip\nservicedesk customer list phone:0123 --json"),
)


@app.command("show", help=N_("Show a customer card with its cases, calls and follow-ups."))
def show_(customer: Customer) -> None:
    from servicedesk.cli.customers.sheet import file_values, file_words
    from servicedesk.cli.record.fields import program_row
    from servicedesk.cli.record.sheet import damage_words, with_damage

    with context.open_desk() as desk:
        found = desk.customers.file(targets.customer(desk, customer))
        card_id = found.card.id
        values = with_damage(desk, "customer", card_id, program_row(desk, "customer", card_id))
    output.record(values | file_values(found), lambda: file_words(found) + damage_words("customer", values))


_CHANGED_LISTS: dict[str, Any] = {
    "phone": Phones,
    "add_phone": Annotated[Texts, option("--add-phone", N_("A phone number more."), "NUMBER")],
    "remove_phone": Annotated[Texts, option("--remove-phone", N_("A phone number less."), "NUMBER")],
    "email": Emails,
    "add_email": Annotated[Texts, option("--add-email", N_("An e-mail address more."), "ADDRESS")],
    "remove_email": Annotated[Texts, option("--remove-email", N_("An e-mail address less."), "ADDRESS")],
    "tag": Tags,
    "add_tag": Annotated[Texts, option("--add-tag", N_("A tag more."), "TAG")],
    "remove_tag": Annotated[Texts, option("--remove-tag", N_("A tag less."), "TAG")],
    "contact": Contacts,
    "add_contact": Annotated[Texts, option("--add-contact", N_("A contact more."), "CONTACT")],
    "remove_contact": Annotated[Texts, option("--remove-contact", N_("A contact less, by name."), "NAME")],
}


@app.command(
    help=N_(
        "Change fields of a card.\n\n"
        "Phones, e-mails, tags and contacts that are given take the place of all there are; --add-phone and "
        "the like add one, --remove-phone and the like take one away."
    ),
    epilog=N_("servicedesk customer edit CU-12 --tier key --add-phone '020 7946 0456' --remove-tag old"),
)
@takes({"name": Annotated[Text, option("--name", N_("The name."))], **CARD} | _CHANGED_LISTS)
def edit(customer: Customer, **given: Any) -> None:
    with context.open_desk() as desk:
        customer_id = targets.customer(desk, customer)
        for left in reversed(range(TRIES)):
            try:
                change = edit_card(desk, customer_id, given)
                break
            except StaleError:
                # Another command was quicker; what is wanted here is worked out from what it left.
                if not left:
                    raise
    tell_edited("customer", customer_id, change)


TRIES = 8
"""How often lists of a card are worked out anew when others write to it meanwhile."""


def edit_card(desk: "Desk", customer_id: int, given: dict[str, Any]) -> "Change":
    """Change the card by these options; StaleError when lists of it were changed since they were read."""
    from servicedesk.cli.customers.sheet import contact_of
    from servicedesk.domain.phones import digits_of
    from servicedesk.domain.rows.customers import Contact
    from servicedesk.services.customers import CardChange

    card = desk.customers.card(customer_id)
    fields = _fields(desk, {name: given[name] for name in ("name", *CARD)})
    phones = _list([held.raw for held in card.phones], given, "phone", digits_of)
    emails = _list(card.emails, given, "email", str.casefold)
    tags = _list(card.tags, given, "tag", str.casefold)
    people = {
        "contact": None if given["contact"] is None else [contact_of(text) for text in given["contact"]],
        "add_contact": [contact_of(text) for text in given["add_contact"] or []],
        "remove_contact": [Contact(text) for text in given["remove_contact"] or []],
    }
    contacts = _list(card.contacts, people, "contact", lambda person: person.name.casefold())
    asked = CardChange(fields, phones, emails, contacts, tags)
    require_fields("customer", asked != CardChange())
    # A field is set whatever stood there; a list is made from what was read.
    if any(one is not None for one in (phones, emails, tags, contacts)):
        asked = replace(asked, version=card.version)
    return desk.customers.edit(customer_id, asked)


@app.command(help=N_("Show what happened with a customer, newest first."))
def history(customer: Customer) -> None:
    from servicedesk.cli.record.history_lines import dossier_lines, dossier_value

    with context.open_desk() as desk:
        found = desk.customers.file(targets.customer(desk, customer)).history
    output.sentences(found, dossier_value, dossier_lines)


def _fields(desk: "Desk", given: dict[str, Text]) -> dict[str, str]:
    """The fields of a card as they are meant, of those that were said."""
    from servicedesk.cli.record.choices import meant_or_none, open_value

    said = {name: text for name, text in given.items() if text is not None}
    read: dict[str, Callable[[str], str | None]] = {
        "kind": lambda text: meant_or_none("customer", "kind", text),
        "tier": lambda text: open_value("customer", "tier", text),
        "owner": lambda text: targets.owner(desk, text),
        "note": lambda text: targets.words_or_input([text]),
    }
    meant = {name: read[name](text) if name in read else text for name, text in said.items()}
    return {name: text for name, text in meant.items() if text is not None}


def _list(held: Sequence[Any], asked: Mapping[str, Any], name: str, key: Any) -> list[Any] | None:
    """The list as it is to become: replaced, with more, with less; None to leave it alone."""
    given, more, less = (asked[f"{how}{name}"] for how in ("", "add_", "remove_"))
    if given is None and not more and not less:
        return None
    unwanted = {key(one) for one in less or []}
    kept = [one for one in (held if given is None else given) if key(one) not in unwanted]
    return [*kept, *(more or [])]
