"""FieldsForm: several fields of one record to edit in a popup.

    fields = [FormField("subject", _("Subject"), row.subject), FormField("kind", _("Kind"), row.kind)]
    self.app.push_screen(FieldsForm(_("Edit"), fields, save=self.save), self.saved)

Tab, Shift+Tab and Enter go from field to field, Down lists what one is chosen from, where the first key takes
the place of what stands there. `save` gets the fields
that differ and may refuse (ServiceDeskError): then the form stays and says why. The callback gets the
changed fields, or None.

Where somebody else has changed the record meanwhile (StaleError), `again` gives fields and save of the newest
version: what both wrote is told, what they alone wrote is taken over, and ctrl+s is asked for again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, NamedTuple, Self, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Input, Static, TextArea

from servicedesk.domain.errors import StaleError
from servicedesk.domain.text import clean, clean_line
from servicedesk.domain.wording import before_value, field_label, listed
from servicedesk.domain.words.word import WordList
from servicedesk.i18n import _
from servicedesk.tui.base.handler import nothing_changed
from servicedesk.tui.base.safe import content
from servicedesk.tui.forms.choice import Check, Choice
from servicedesk.tui.forms.fields import LineField, NoteField
from servicedesk.tui.forms.path_field import PathField
from servicedesk.tui.forms.typing_modal import TypingModal

Record = TypeVar("Record")
Save = Callable[[Mapping[str, str]], object]
Again = Callable[[], "tuple[Sequence[FormField], Save]"]


@dataclass(frozen=True, slots=True)
class FormField:
    """One field: its name, label and value; `check` says what is wrong with a text, or None.

    `choices` are (value, label) pairs that the field is chosen from by typing the beginning of a label; one
    of ("", "") lets it stay empty. `offers` are texts to choose from beside others. Down lists either.
    """

    name: str
    label: str
    value: str = ""
    multiline: bool = False
    hint: str = ""
    choices: Sequence[tuple[str, str]] = ()
    check: Check | None = None
    offers: Sequence[str] = ()
    words: WordList[Any] | None = None
    """The closed list of the choices: whatever people type for one of its values is understood."""
    is_path: bool = False
    """A whole path that is typed behind the folder that stands there takes its place."""

    @classmethod
    def from_list(
        cls, kind: str, name: str, value: object, words: WordList[Any], *, may_be_empty: bool = False
    ) -> Self:
        """A field that is chosen from a closed list; its values are texts, those of a scale too."""
        choices = [(str(word.value), _(word.label)) for word in words.words]
        if may_be_empty:
            choices.insert(0, ("", ""))
        held = "" if value is None else str(value)
        return cls(name, field_label(name, kind), held, choices=choices, words=words)

    def shown(self) -> str:
        """The value as it stands in the field: the label of a choice."""
        return dict(self.choices).get(self.value, self.value)

    def stored(self, text: str) -> str | None:
        """What `text` in the field means; None when it is none of the choices."""
        if not self.choices:
            return text
        wanted = text.casefold()
        exact = [value for value, label in self.choices if wanted in {label.casefold(), value.casefold()}]
        begun = [value for value, label in self.choices if wanted and label.casefold().startswith(wanted)]
        if exact:
            return exact[0]
        if self.words is not None and (meant := self.words.read(text)) is not None:
            return str(meant)
        return begun[0] if len(begun) == 1 else None


class LongWork(NamedTuple):
    """In the place of a save, for what takes long: the form stays until `begin` has done with it.

    `begin` gets the form and the values of all its fields. `keys` are said below them.
    """

    begin: "Callable[[FieldsForm, Mapping[str, str]], object]"
    keys: str


class FieldLines(VerticalScroll, can_focus=False, inherit_bindings=False):
    """The fields, scrolled with the focus alone: Up and Down belong to the form."""


class FieldsForm(TypingModal[Mapping[str, str]]):
    """The popup."""

    DEFAULT_CSS = """
    FieldsForm { align: center middle; }
    FieldsForm > Vertical {
        width: 90%; max-width: 100; height: auto; max-height: 94%;
        border: round $primary; background: $surface; padding: 0 1;
    }
    FieldsForm #fields-title { text-style: bold; height: auto; }
    FieldsForm VerticalScroll { height: auto; max-height: 66vh; }
    FieldsForm Horizontal { height: auto; }
    FieldsForm .field-label { width: 16; color: $text-muted; }
    FieldsForm LineField { width: 1fr; }
    FieldsForm NoteField { width: 1fr; height: 4; }
    FieldsForm LineField:focus, FieldsForm NoteField:focus { background: $boost; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [("down", "offer", ""), ("ctrl+o", "open_known", "")]
    known: Callable[[], Sequence[int]] = list
    """Whose cards are there already, once a save of a new one has said so."""

    def __init__(
        self,
        title: str,
        fields: Sequence[FormField],
        *,
        save: "Save | LongWork | None" = None,
        again: Again | None = None,
        always: bool = False,
        draft_key: str,
        said: Callable[[Any], str] | None = None,
    ) -> None:
        """`save` runs in the writing thread with what differs; without it the callback alone gets that.

        With `always` it is called also when nothing differs. By `draft_key` what is typed is kept; `said`
        makes words of what `save` returns.
        """
        super().__init__(draft_key)
        self.heading = title
        self.fields = list(fields)
        self._save = None if isinstance(save, LongWork) else save
        self._long = save if isinstance(save, LongWork) else None
        self._again = again
        self._always = always
        self._said = said or (lambda _saved: "")

    def action_open_known(self) -> None:
        """Open the card that is there already; what was typed is kept for when one comes back."""
        if self.known():
            self.draft.when_read(self._go_to_known)

    def _go_to_known(self) -> None:
        (customer_id, *_others) = self.known()
        self._leave_kept()
        self.desk_app.open("customer", customer_id=customer_id)

    @classmethod
    def of_record(
        cls,
        title: str,
        record: Record,
        fields: Callable[[Record], Sequence[FormField]],
        save: Callable[[Record, Mapping[str, str]], object],
        newest: Callable[[], Record | None],
        draft_key: str,
        *,
        said: Callable[[Any], str] | None = None,
    ) -> Self:
        """A form for `record`, which `newest` reads again where somebody else was quicker."""

        def again() -> tuple[Sequence[FormField], Save]:
            found = newest() or record
            return fields(found), partial(save, found)

        return cls(
            title, fields(record), save=partial(save, record), again=again, draft_key=draft_key, said=said
        )

    def compose(self) -> ComposeResult:
        """Title, one line a field, and a line for hints and faults."""
        with Vertical():
            yield Static(content(self.heading), id="fields-title", markup=False)
            with FieldLines():
                for field in self.fields:
                    with Horizontal():
                        yield Static(content(field.label), classes="field-label", markup=False)
                        if field.multiline:
                            yield NoteField(field.value, id=f"field-{field.name}")
                        else:
                            line = PathField if field.is_path else LineField
                            yield line(
                                field.shown(),
                                id=f"field-{field.name}",
                                placeholder=field.hint,
                                # Nothing follows the word of a closed list: another takes its place.
                                select_on_focus=bool(field.choices),
                            )
            yield self.new_line("fields-line")

    def on_mount(self) -> None:
        """Type at once."""
        self.query_one(f"#field-{self.fields[0].name}").focus()

    def changed(self) -> dict[str, str]:
        """The fields whose text differs from what was shown, by name, as they stand."""
        found = {}
        for field in self.fields:
            text = self._text(field)
            if text != _first_text(field):
                found[field.name] = text
        return found

    def first_texts(self) -> dict[str, str]:
        """What was shown at first, by field."""
        return {field.name: _first_text(field) for field in self.fields}

    def typed_texts(self) -> dict[str, str]:
        """What differs from it."""
        return self.changed()

    def put_texts(self, texts: Mapping[str, str]) -> None:
        """Show these."""
        for field in self.fields:
            if field.name in texts:
                self._show(field, texts[field.name])

    def _text(self, field: FormField) -> str:
        if field.multiline:
            return clean(self.query_one(f"#field-{field.name}", NoteField).text).strip()
        return clean_line(self.query_one(f"#field-{field.name}", LineField).value)

    @on(Input.Submitted)
    def _next_field(self, event: Input.Submitted) -> None:
        event.stop()
        self.focus_next()

    def action_save(self) -> None:
        """Save what differs, or say which field is wrong and go there."""
        values: dict[str, str] = {}
        texts = self.changed()
        for field in self.fields:
            if field.name not in texts:
                continue
            stored = field.stored(texts[field.name])
            fault = field.check(texts[field.name]) if field.check else None
            if stored is None:
                fault = _("one of: {choices}").format(
                    choices=listed(label for _value, label in field.choices if label)
                )
            if fault is not None:
                self.query_one(f"#field-{field.name}").focus()
                self.say(f"{before_value(field.label)}{fault}", fault=True)
                return
            values[field.name] = stored or ""
        if self._long is not None:
            self._long.begin(self, {field.name: field.value for field in self.fields} | values)
        elif not values and not self._always:
            if self._again is not None:
                self.desk_app.say(nothing_changed())
            self.draft.drop()
            self.dismiss(None)
        elif self._save is None:
            self.dismiss(values)
        else:
            self.change(
                self._save,
                values,
                said=self._said,
                then=lambda _saved: self._saved(values),
                failed=self._refused,
            )

    def _saved(self, values: Mapping[str, str]) -> None:
        self.draft.drop()
        self.dismiss(values)

    def action_offer(self) -> None:
        """Down: list what the field is chosen from, or go to the next field."""
        focused = self.focused
        field = next((one for one in self.fields if focused and focused.id == f"field-{one.name}"), None)
        if field is None or field.multiline or not (field.choices or field.offers):
            self.focus_next()
            return
        line = self.query_one(f"#field-{field.name}", LineField)
        texts = [label for _value, label in field.choices if label] or field.offers
        typed = clean_line(line.value)

        def chosen(text: str | None) -> None:
            if text is not None:
                line.value = text
                line.cursor_position = len(text)
                if picker.by_tab:
                    self.focus_next()

        from servicedesk.tui.forms.picker import Picker

        picker = Picker(
            field.label,
            [Choice(text, text) for text in texts],
            typing=True,
            # What is only offered may be something else, if the field takes it.
            free=bool(field.offers),
            check=field.check,
            # What was there at first would hide the others.
            field_text="" if typed == _first_text(field) else typed,
        )
        self.app.push_screen(picker, chosen)

    def has_unsaved(self) -> bool:
        """Whether a field differs."""
        return bool(self.changed())

    def _refused(self, error: Exception) -> None:
        if isinstance(error, StaleError) and self._again is not None:
            self.run_service(self._again, then=partial(self._meet, error.message), group="again")
        else:
            self.refused(error)

    def _meet(self, what: str, newest: tuple[Sequence[FormField], Save]) -> None:
        """Take over what somebody else wrote, but never over what was typed here."""
        fields, self._save = newest
        mine, newest_by_name = self.changed(), {field.name: field for field in fields}
        clashes = []
        for place, old in enumerate(self.fields):
            new = newest_by_name.get(old.name, old)
            self.fields[place] = new
            if new.shown() == old.shown():
                continue
            if old.name in mine:
                clashes.append(f"{before_value(new.label)}{new.shown() or '–'}")
            else:
                self._put(new)
        if clashes:
            theirs = "; ".join(clashes)
            rest = _("They wrote: {theirs}. ctrl+s saves yours over it, Esc leaves theirs.").format(
                theirs=theirs
            )
        else:
            rest = _("What they wrote stands here now; ctrl+s saves yours.")
        self.say(f"{what} {rest}", fault=True)

    def _put(self, field: FormField) -> None:
        self._show(field, field.value if field.multiline else clean_line(field.shown()))

    def _show(self, field: FormField, text: str) -> None:
        with self.prevent(Input.Changed, TextArea.Changed):
            if field.multiline:
                self.query_one(f"#field-{field.name}", NoteField).load_text(text)
            else:
                self.query_one(f"#field-{field.name}", LineField).value = text

    def keys_line(self) -> str:
        """The keys."""
        if self._long is not None:
            return self._long.keys
        if any(field.offers or field.choices for field in self.fields):
            return _("Tab next field  Down list  ctrl+s save  Esc close, keep draft")
        return _("Tab next field  ctrl+s save  Esc close, keep draft")


def _first_text(field: FormField) -> str:
    """What a field shows at first, as it would be read back."""
    return clean(field.value).strip() if field.multiline else clean_line(field.shown())
