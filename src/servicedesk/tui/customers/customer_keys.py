"""What can be done to customers with one key, on the roster and on the card."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from servicedesk.domain.date_format import format_long
from servicedesk.domain.errors import RefusedError
from servicedesk.domain.numbers import format_number
from servicedesk.domain.records.customer import FIELDS
from servicedesk.domain.rows.customers import Contact, CustomerCard
from servicedesk.domain.rows.history import Change
from servicedesk.domain.text import clean_line
from servicedesk.domain.wording import field_label, listed
from servicedesk.domain.words.customers import ROLES, TIERS
from servicedesk.i18n import _, ngettext
from servicedesk.services.customers import CardChange, NewCustomer
from servicedesk.services.followups import NewFollowUp
from servicedesk.tui.base.handler import Handler
from servicedesk.tui.customers.customer_facts import FACTS
from servicedesk.tui.forms.asking import ask, choose, echoed
from servicedesk.tui.forms.choice import Choice, LineKey, draft_key
from servicedesk.tui.forms.fields_form import FieldsForm, FormField
from servicedesk.tui.forms.record_fields import form_field, with_the_rest
from servicedesk.tui.forms.typed_times import echo_of, time_and_words, time_and_words_fault
from servicedesk.tui.frame.desk_screen import DeskScreen
from servicedesk.tui.front import call_out

NAMED = frozenset({"name", "kind", "tier", "banner", "note"})
"""Fields with a place of their own in the form."""
CONTACT_PARTS = 5
BETWEEN_CONTACT_PARTS = " | "


class CustomerKeys(Handler):
    """The actions `customer.…`."""

    def __init__(self, screen: DeskScreen, chosen: Callable[[], list[int]]) -> None:
        """`chosen` are the customers that are meant."""
        super().__init__(screen)
        self.chosen = chosen
        self._made_id: int | None = None
        self._warned_of: list[int] = []
        """Whose second card was asked about: another save makes it."""

    def action_customer_new(self) -> None:
        """A new card."""
        form, self._warned_of = _form(None), []
        card = FieldsForm(_("New customer"), form, save=self._add, draft_key="customer.new")
        card.known = lambda: self._warned_of
        self.app.push_screen(card, self._open_new)

    def action_customer_call_out(self) -> None:
        """Call the customer."""
        if ids := self.chosen():
            call_out(self.desk_app, ids[0])

    def _add(self, texts: Mapping[str, str]) -> Change:
        change = _card_change(texts)
        new = NewCustomer(
            change.fields,
            change.phones or (),
            change.emails or (),
            change.contacts or (),
            change.tags or (),
        )
        alike = self.desk.customers.alike(new)
        ids = [row.id for row in alike]
        if alike and ids != self._warned_of:
            self._warned_of = ids
            names = listed(f"{clean_line(row.name)} {format_number('customer', row.id)}" for row in alike)
            raise RefusedError(
                _("Of this name and number there is already {names}.").format(names=names),
                _("ctrl+o opens it; ctrl+s again makes a second card; Esc leaves it."),
            )
        made = self.desk.customers.add(new)
        self._made_id = made.id
        return made

    def _open_new(self, texts: Mapping[str, str] | None) -> None:
        if texts and self._made_id is not None:
            said = _("{number} added.").format(number=format_number("customer", self._made_id))
            self.desk_app.say(said, undoable=True)
            self.desk_app.open("customer", customer_id=self._made_id)

    def action_customer_edit(self) -> None:
        """Edit the card."""
        ids = self.chosen()
        if ids:
            self.run_service(self.desk.customers.card, ids[0], then=self._edit, group="edit", opens=True)

    def _edit(self, card: CustomerCard) -> None:
        words = _("{number} saved.").format(number=format_number("customer", card.id))
        title = _("Edit {number}").format(number=format_number("customer", card.id))
        newest = partial(self.desk.customers.card, card.id)
        key = f"customer.edit {card.id}"
        form = FieldsForm.of_record(
            title, card, _form, self._save_card, newest, key, said=lambda _change: words
        )
        self.app.push_screen(form)

    def _save_card(self, card: CustomerCard, texts: Mapping[str, str]) -> Change:
        return self.desk.customers.edit(card.id, _card_change(texts, card))

    def action_customer_banner(self) -> None:
        """Set what everybody must read."""
        ids = self.chosen()
        if ids:
            self.run_service(
                self.desk.customers.card, ids[0], then=self._ask_banner, group="edit", opens=True
            )

    def _ask_banner(self, card: CustomerCard) -> None:
        def answered(text: str | None) -> None:
            if text is not None:
                change = CardChange({"banner": text}, version=card.version)
                self.change(self.desk.customers.edit, card.id, change, said=_("Banner saved."))

        title = _("Banner: what everybody must read before speaking with {name}").format(name=card.name)
        banner = card.fields["banner"]
        ask(self.app, title, answered, value=banner)

    def action_customer_tag(self) -> None:
        """Tags on and off."""
        ids = self.chosen()
        if ids:
            self.run_service(
                self.desk.customers.known_tags,
                then=lambda tags: self._ask_tag(ids, tags),
                group="tags",
                opens=True,
            )

    def _ask_tag(self, ids: Sequence[int], tags: Sequence[str]) -> None:
        held = set(self.desk.customers.card(ids[0]).tags) if len(ids) == 1 else set()
        known = list(dict.fromkeys([*sorted(held), *tags]))

        def chosen(tag: str | None) -> None:
            if not tag:
                return
            name = tag.removeprefix("+")
            service = self.desk.customers.tag
            if name in held:
                words, make = _("without +{label}"), partial(service, ids, remove=[name])
            else:
                words, make = _("with +{label}"), partial(service, ids, add=[name])
            self.change(make, said=f"{_counted(ids)} {words.format(label=name)}")

        choices = [Choice(tag, tag, on=tag in held) for tag in known]
        choose(self.app, f"{_counted(ids)}  {_('Tags')}", choices, chosen, free=True)

    def action_customer_followup(self) -> None:
        """Book a follow-up with each of the customers."""
        ids = self.chosen()
        if not ids:
            return

        def typed(text: str | None) -> None:
            if not text:
                return
            due_at, purpose = self._when_and_purpose(text)
            words = _("follow-up {when}").format(when=format_long(due_at, self.desk.zone))
            new = [NewFollowUp(due_at, customer_id=customer_id, purpose=purpose) for customer_id in ids]
            self.change(self.desk.followups.book_all, new, said=f"{_counted(ids)} {words}", ends=key)

        title = f"{_counted(ids)}  {_('Follow-up when, and what for?')}"
        hour, due = self.desk.settings.followup_hour, _("follow-up {when}")
        hint = echoed(
            _("fri 15:00 how is the pump; tomorrow 15:00 ask about the leak"),
            lambda text: echo_of(self.desk, text, hour, due),
        )
        key = LineKey(draft_key("customer.followup", ids))
        ask(self.app, title, typed, check=self._when_fault, hint=hint, draft_key=key)

    def _when_and_purpose(self, text: str) -> tuple[datetime, str]:
        """The time that `text` begins with, and what follows; DateError without one."""
        due_at, purpose = time_and_words(self.desk, text, self.desk.settings.followup_hour)
        return due_at, purpose.strip(" ,，。:：")

    def _when_fault(self, text: str) -> str | None:
        return time_and_words_fault(self.desk, text, self.desk.settings.followup_hour)


def _form(card: CustomerCard | None) -> list[FormField]:
    fields = card.fields if card is not None else {}
    tier = fields.get("tier", "")

    def field(name: str, hint: str = "") -> FormField:
        described = next(one for one in FIELDS if one.name == name)
        return form_field(described, fields.get(name, described.default), hint=hint)

    return [
        field("name"),
        field("kind"),
        FormField(
            "tier",
            field_label("tier", "customer"),
            _(TIERS.labels.get(tier, tier)) if tier else "",
            hint=_(", ").join(_(label) for label in TIERS.labels.values()),
        ),
        FormField(
            "phones",
            _("Phones"),
            "; ".join(p.raw for p in card.phones) if card else "",
            hint="138 0000 1111; 010-5550 0000",
        ),
        FormField("emails", _("E-mails"), "; ".join(card.emails) if card else "", hint="li@example.com"),
        FormField("tags", _("Tags"), ", ".join(card.tags) if card else "", hint=_("leak, wholesale")),
        field("banner", _("what everybody must read first")),
        *(field(name) for name in with_the_rest(FIELDS, FACTS, NAMED)),
        FormField(
            "contacts",
            _("Contacts"),
            "\n".join(_contact_line(contact) for contact in card.contacts) if card else "",
            multiline=True,
        ),
        field("note"),
    ]


def _card_change(texts: Mapping[str, str], card: CustomerCard | None = None) -> CardChange:
    """What a form says is to become different."""
    lists: dict[str, Callable[[str], list[Any]]] = {
        "phones": lambda text: _parts(text.replace("；", ";"), ";"),
        "emails": lambda text: _parts(text.replace("；", ";").replace(",", ";"), ";"),
        "tags": lambda text: [tag.strip().removeprefix("+") for tag in _parts(text.replace("，", ","), ",")],
        "contacts": lambda text: [_contact(line) for line in text.splitlines() if line.strip()],
    }
    fields = {name: text for name, text in texts.items() if name not in lists}
    if "tier" in fields:
        # By its label; a desk's own tier is kept as it is written.
        fields["tier"] = TIERS.read_or_keep(fields["tier"])
    typed: dict[str, list[Any]] = {name: read(texts[name]) for name, read in lists.items() if name in texts}
    return CardChange(fields, **typed, version=card.version if card is not None else None)


def _parts(text: str, separator: str) -> list[str]:
    return [part for part in text.split(separator) if part.strip()]


def _contact_line(contact: Contact) -> str:
    parts = [contact.name, contact.role, contact.phone, contact.email, contact.note]
    while parts and not parts[-1]:
        parts.pop()
    return BETWEEN_CONTACT_PARTS.join(parts)


def _contact(line: str) -> Contact:
    """A line `name | role | phone | e-mail | note` of the form."""
    parts = [part.strip() for part in line.replace("｜", "|").split("|", CONTACT_PARTS - 1)]
    if len(parts) > 1:
        parts[1] = ROLES.read_or_keep(parts[1])
    return Contact(*parts)


def _counted(ids: Sequence[int]) -> str:
    if len(ids) == 1:
        return format_number("customer", ids[0])
    return ngettext("{count} customer", "{count} customers", len(ids)).format(count=len(ids))
