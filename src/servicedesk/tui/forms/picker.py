"""Picker: a small menu as a popup.

    self.app.push_screen(Picker(_("Order by"), [Choice("due", _("due"), key="1")]), self.order_by)

Enter takes the marked line and nothing else; where no line is marked it takes nothing and says why, and
where none is left the list says so. The frame names the keys. Without a field a choice with a key is taken
by that key at once, also in its full-width form; where none has one, the lines of a short list get digits.
With `typing` there is a field that narrows the choices as one types, letters by pinyin, too (`xl` for 小林);
a key then marks its line, for it may be the beginning of a word, and is not shown. With `free` what was
typed is a line of its own at the end, `+ new: Da`, never marked by itself: a slip of the finger makes no
new department. `check` says what is wrong with it. With `reads` what was typed is read, as a time for
instance, and what it means stands above the choices. A NamePicker asks for a name, as a rule a new one:
there its line is marked where no other is left.
The callback gets the value of the line, or None after Esc.
"""

import unicodedata
from collections.abc import Callable, Sequence
from typing import ClassVar, NamedTuple

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from servicedesk.domain.pinyin import sounds
from servicedesk.i18n import _
from servicedesk.tui.base.box_keys import name_keys
from servicedesk.tui.base.desk_modal import DeskModal
from servicedesk.tui.base.safe import content, plain
from servicedesk.tui.forms.choice import KEYS, Check, Choice, runs_of
from servicedesk.tui.forms.fields import LineField

SHOWN = 200
DIGITS = 9
"""So many lines without keys of their own get a digit each."""
NEW_SIGN = "+"
"""Before the line that makes a new value of what was typed."""

WORD = 2
"""So many keys in a row that are those of no line are somebody's words, whatever comes at once after them."""

WORD_ENDS = 0.8
"""Seconds without a key after which the next one is no part of those words: it is that of a line again."""


class Reads(NamedTuple):
    """How a picker reads what is typed.

    `meant` gives what a text may mean, a line each, the likeliest first; if it means nothing, why, in words.
    `hint` stands in the empty field and says what to type. `lacks` is asked, in a thread, before a line is
    taken: where it says why nothing comes of its value, the picker stays, so that the words can be mended.
    `typed` stands in the field already.
    """

    meant: Callable[[str], tuple[Sequence[Choice], str]]
    hint: str
    lacks: Callable[[str], str] | None = None
    typed: str = ""


def _no_keys() -> str:
    return _("No line has that key: Up and Down move, Enter picks.")


def _in_a_word() -> str:
    return _("Keys typed in a row are read as text: wait a moment, then press the key of the line.")


class Picker(DeskModal[str]):
    """A menu; Enter or a key takes, Esc leaves."""

    MARKS_NEW: ClassVar[bool] = False
    """Whether the line of a new value is marked where no other is left."""

    DEFAULT_CSS = """
    Picker { align: center middle; }
    Picker > Vertical {
        width: auto; min-width: 36; max-width: 76; height: auto; max-height: 100%;
        border: round $primary; background: $surface; padding: 0 1;
    }
    Picker #picker-title { text-style: bold; height: auto; width: auto; max-width: 72; }
    /* Not 1: beside a fixed height the popup would be as high as all the choices together. */
    Picker LineField { height: auto; }
    Picker OptionList {
        height: auto; max-height: 59vh; width: auto; min-width: 32; border: none; padding: 0;
    }
    Picker OptionList:focus { border: none; }
    /* Also while the field has the focus: what Enter takes is to be read before all else. */
    Picker OptionList > .option-list--option-highlighted {
        color: $block-cursor-foreground; background: $block-cursor-background;
        text-style: $block-cursor-text-style;
    }
    Picker #picker-fault { color: $text-error; height: auto; width: auto; max-width: 72; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        ("down", "move(1)", ""),
        ("up", "move(-1)", ""),
        Binding("tab", "tab", priority=True, show=False),
    ]

    def __init__(
        self,
        title: str,
        choices: Sequence[Choice],
        *,
        typing: bool = False,
        free: bool = False,
        reads: Reads | None = None,
        check: Check | None = None,
        field_text: str | None = None,
    ) -> None:
        """`title` and labels are in the active language; `free` and `reads` imply `typing`.

        With `field_text` it fills a field of a form in which that has been typed: it narrows by that, and Tab
        takes the marked line, too.
        """
        super().__init__()
        self.heading = title
        self.choices = list(choices)
        self.typing = typing or free or reads is not None
        if not self.typing and not any(one.key for one in self.choices):
            # No box knows the arrows alone: the lines of a short one have digits, a long one is typed into.
            self.typing = len(self.choices) > DIGITS
            if not self.typing:
                self.choices = [one._replace(key=key) for one, key in zip(self.choices, KEYS, strict=False)]
        self.free = free
        self.reads = reads
        self.check = check
        self.text = field_text or (reads.typed if reads else "")
        self.fills_field = field_text is not None
        self.by_tab = False
        """Whether the line was taken by Tab, which goes on to the next field."""
        self._shown: list[Choice] = []
        self._fault = ""
        self._strayed = 0
        """Keys that are those of no line since one went to a line."""
        self._in_word = 0
        """Those of them that came in a row."""
        self._pressed_at = 0.0
        """When the last of all keys was pressed, on the clock of events."""

    def compose(self) -> ComposeResult:
        """Title, field if one may type, choices, fault."""
        with Vertical():
            yield Static(content(self.heading), id="picker-title", markup=False)
            if self.typing:
                hint = self.reads.hint if self.reads else _("type to find")
                yield LineField(self.text, id="picker-text", placeholder=hint)
            yield OptionList(id="picker-choices", markup=False)
            yield Static("", id="picker-fault", markup=False)

    def on_mount(self) -> None:
        """Fill the list and focus what takes the keys."""
        self._offer(self.text)
        name_keys(self.query_one(Vertical), self._keys_in_words())
        (self.query_one(LineField) if self.typing else self.query_one(OptionList)).focus()

    def _keys_in_words(self) -> str:
        """What may be pressed here, before anything is."""
        if not self.typing:
            return _("{keys} or Enter take  Esc leave").format(keys=runs_of(one.key for one in self.choices))
        # What is typed where it is read, such as a time, is said in the field.
        return _("Enter take  Esc leave") if self.reads else _("type to find  Enter take  Esc leave")

    def _fill(self, choices: Sequence[Choice]) -> None:
        self._shown = list(choices[:SHOWN])
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options([Option(self._line(choice)) for choice in self._shown])
        typed = self.typing and self.query_one(LineField).value.strip()
        first = 0 if typed else next((i for i, choice in enumerate(self._shown) if choice.on), 0)
        is_marked = self._shown and (self.MARKS_NEW or not _makes_new(self._shown[first]))
        options.highlighted = first if is_marked else None
        if typed and not self._shown:
            # In the place of the last line that fitted, so that the box does not shrink while one types.
            none = Content.assemble("  ", (_("No match"), "$text-muted"))
            options.add_option(Option(none, disabled=True))
        options.display = bool(options.option_count)

    @on(Input.Changed)
    def _narrow(self, event: Input.Changed) -> None:
        event.stop()
        self.by_tab = False
        self._offer(event.value.strip())

    def _offer(self, typed: str) -> None:
        """Show the lines that there are for what was typed."""
        self._say("")
        self._fault = ""
        read: Sequence[Choice] = ()
        if typed and self.reads is not None:
            read, self._fault = self.reads.meant(typed)
        named, others = self._found(_folded(_unsigned(typed) if self.free else typed))
        new = [_new_line(typed)] if self._is_new(typed, named) else []
        # Beyond what the list shows the line of a new value could not be reached.
        self._fill([*[*named, *read, *others][: SHOWN - len(new)], *new])

    def _found(self, wanted: str) -> tuple[list[Choice], list[Choice]]:
        """The choices that are named so, by their label or their key, and the others that it narrows to."""
        named = [one for one in self.choices if wanted and wanted in {_folded(one.label), one.key}]
        by_name = set(map(id, named))
        within = [one for one in self.choices if id(one) not in by_name and wanted in _folded(one.label)]
        # Who types a name begins with its beginning.
        within.sort(key=lambda one: not _folded(one.label).startswith(wanted))
        if self.reads is not None:
            # A time may look like a part of a note, and mean something else.
            return named, within
        shown = {id(one) for one in (*named, *within)}
        rest = [one for one in self.choices if id(one) not in shown]
        spelled = [(how, one) for one in rest if (how := sounds(one.label, wanted))] if wanted else []
        spelled.sort(key=lambda found: -found[0])
        by_sound = [one for _how, one in spelled]
        shown |= set(map(id, by_sound))
        # What is named so itself comes before what only speaks of it.
        only_spoken_of = [
            one for one in rest if id(one) not in shown and wanted in _folded(f"{one.value} {one.note}")
        ]
        return named, [*within, *by_sound, *only_spoken_of]

    def _is_new(self, typed: str, named: Sequence[Choice]) -> bool:
        """Whether what was typed may be taken as a new value: not where one of that name is there."""
        if not (self.free and typed) or named:
            return False
        self._fault = (self.check(typed) if self.check else None) or ""
        return not self._fault

    @on(Input.Submitted)
    def _take_marked(self, event: Input.Submitted) -> None:
        event.stop()
        self.by_tab = False
        self._take_line()

    def action_tab(self) -> None:
        """Fill the field of the form; elsewhere the field here keeps the focus."""
        if self.fills_field:
            self.by_tab = True
            self._take_line()

    def _take_line(self) -> None:
        place = self.query_one(OptionList).highlighted
        if self._shown and place is not None:
            self._answer(self._shown[place].value)
        elif self._shown and _makes_new(self._shown[-1]):
            words = _("There is no “{name}” yet: Down, then Enter, creates it.")
            self._say(words.format(name=self._shown[-1].value))
        else:
            self._say(self._fault or _("There is no such line."))

    @on(OptionList.OptionSelected)
    def _take(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.by_tab = False
        if self._strayed:
            # Who types here what the list does not read means something else than the line that is marked.
            self._say(_no_keys())
        else:
            self._answer(self._shown[event.option_index].value)

    def _answer(self, value: str) -> None:
        """Give the value back, unless what is asked first says why nothing comes of it."""
        if self.reads is None or self.reads.lacks is None:
            self.dismiss(value)
            return

        def known(fault: str) -> None:
            if fault:
                self._say(fault)
            else:
                self.dismiss(value)

        self.run_service(self.reads.lacks, value, then=known, group="answer", opens=True)

    def on_click(self) -> None:
        """A line that is clicked is meant."""
        self._strayed = 0

    def on_key(self, event: events.Key) -> None:
        """Take the choice whose key was pressed; j and k move."""
        if self.typing:
            return
        if not event.is_printable or not event.character:
            if event.key != "enter":
                self._strayed = self._in_word = 0
            return
        event.stop()
        if event.time > self._pressed_at + WORD_ENDS:
            self._in_word = 0
        self._pressed_at = event.time
        pressed = unicodedata.normalize("NFKC", event.character)
        choice = next((one for one in self.choices if one.key and one.key == pressed), None)
        if choice is not None and self._in_word < WORD:
            self.dismiss(choice.value)
        elif choice is None and pressed in {"j", "k"}:
            self.action_move(1 if pressed == "j" else -1)
        else:
            self._strayed += 1
            self._in_word += 1
            self._say(_no_keys() if choice is None else _in_a_word())

    def action_move(self, step: int) -> None:
        """Move in the list while the field keeps the focus."""
        self._strayed = self._in_word = 0
        self.by_tab = False
        options = self.query_one(OptionList)
        (options.action_cursor_down if step > 0 else options.action_cursor_up)()

    def _say(self, fault: str) -> None:
        self.query_one("#picker-fault", Static).update(content(fault))

    def _line(self, choice: Choice) -> Content:
        sign = "* " if choice.on else "  "
        # Where one types the keys of the lines are letters of a text: a key that is shown acts at once.
        is_shown = choice.key and (not self.typing or choice.key == NEW_SIGN)
        key = f"{choice.key} " if is_shown else ""
        note = f"  {plain(choice.note)}" if choice.note else ""
        return Content.assemble(sign, (key, "bold $text-accent"), plain(choice.label), (note, "$text-muted"))


class NamePicker(Picker):
    """Asks for a name, as a rule a new one; those that are there are to be replaced."""

    MARKS_NEW = True


def _new_line(typed: str) -> Choice:
    return Choice(typed, _("new: {name}").format(name=typed), key=NEW_SIGN)


def _makes_new(choice: Choice) -> bool:
    return choice.key == NEW_SIGN


def _unsigned(text: str) -> str:
    """The name behind the sign with which a label or an owner is written elsewhere, `+leak`, `@Dana`."""
    return text[1:] if len(text) > 1 and text[0] in "+@" else text


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()
