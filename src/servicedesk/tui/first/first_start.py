"""The first start, before there is a desk: language, holidays, hours, a list to take in; or a look round.

    chosen = FirstStart(settings, year).run()     # None: the user left; else what to do, and with what

Esc takes what is proposed, Enter what stands there. It is an app of its own: the screens of the desk begin
when it has gone, in the language that was chosen.
"""

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from servicedesk import i18n
from servicedesk.i18n import LANGUAGES, _
from servicedesk.services.first_start import DEMO, DESK, TUTOR, Beginning, Chosen, faults, proposed
from servicedesk.tui.base.line_breaks import break_as_read
from servicedesk.tui.base.safe import content, styled
from servicedesk.tui.base.themes import DEFAULT
from servicedesk.tui.base.whole_characters import draw_whole
from servicedesk.tui.forms.choice_row import ChoiceRow, RowChoice
from servicedesk.tui.forms.fields import LineField

if TYPE_CHECKING:
    from servicedesk.settings import Settings

NAMES = {"en": "English", "zh_CN": "中文"}
FIELDS = ("country", "hours", "file")


class Languages(ChoiceRow):
    """The languages; Enter makes the desk from here, too."""

    BINDINGS: ClassVar[list[BindingType]] = [("enter", "app.make", "")]


class FirstStart(App[Chosen]):
    """One screen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("enter", "make", ""),
        ("escape", "take_proposed", ""),
        ("f5", f"look('{DEMO}')", ""),
        ("f6", f"look('{TUTOR}')", ""),
        ("down", "app.focus_next", ""),
        ("up", "app.focus_previous", ""),
        ("ctrl+q", "quit", ""),
    ]
    CSS = """
    Screen { align: center middle; }
    #first { width: 76; max-width: 100%; height: auto; border: round $primary; padding: 0 2; }
    #first .row { height: 1; margin-top: 1; }
    #first .label { width: 16; color: $text-muted; }
    #first .hint { height: auto; max-height: 3; padding: 0 0 0 17; color: $text-muted; }
    #first LineField { width: 1fr; }
    #first #intro, #first #keys { height: auto; margin-top: 1; }
    """

    ENABLE_COMMAND_PALETTE = False

    def __init__(self, settings: "Settings", year: int) -> None:
        """`year` is the present one: its holidays and those of the next are taken over."""
        break_as_read()
        super().__init__()
        self.settings, self.year = settings, year
        self.proposed = proposed(settings)
        self.theme = settings.theme if settings.theme in self.available_themes else DEFAULT

    def compose(self) -> ComposeResult:
        """A line for each thing that is asked, and the keys."""
        with Vertical(id="first"):
            yield Static(id="intro", markup=False)
            with Horizontal(classes="row"):
                yield Static(id="label-language", classes="label", markup=False)
                names = [RowChoice(name, NAMES[name], str(place)) for place, name in enumerate(LANGUAGES, 1)]
                yield Languages(names, id="language")
            for name in FIELDS:
                with Horizontal(classes="row"):
                    yield Static(id=f"label-{name}", classes="label", markup=False)
                    yield LineField(getattr(self.proposed, name), id=name)
                yield Static(id=f"hint-{name}", classes="hint", markup=False)
            yield Static(id="keys", markup=False)

    def on_mount(self) -> None:
        """Begin with the language."""
        draw_whole(self.screen)
        row = self.query_one(ChoiceRow)
        row.value = self.proposed.language
        self._say()
        row.focus()

    @on(ChoiceRow.Chosen)
    def _speak(self, message: ChoiceRow.Chosen) -> None:
        """In the other language at once."""
        i18n.activate(message.value)
        self._say()

    @on(LineField.Submitted)
    def _submitted(self) -> None:
        self.action_make()

    def action_make(self) -> None:
        """Make the desk of what stands there; what cannot be is said below its field."""
        asked = self._asked()
        if found := faults(asked):
            self._say(found)
            self.query_one(f"#{next(iter(found))}", LineField).focus()
        else:
            self.exit(Chosen(DESK, asked))

    def action_take_proposed(self) -> None:
        """All as it is proposed, in the language that is spoken."""
        self.exit(Chosen(DESK, replace(self.proposed, language=i18n.language())))

    def action_look(self, what: str) -> None:
        """A throw-away desk first; the next start asks again."""
        self.exit(Chosen(what, self._asked()))

    def _asked(self) -> Beginning:
        typed = {name: self.query_one(f"#{name}", LineField).value.strip() for name in FIELDS}
        return Beginning(self.query_one(ChoiceRow).value, **typed)

    def _say(self, found: dict[str, str] | None = None) -> None:
        """All words, in the language that is spoken; `found` are faults by field."""
        labels = {
            "language": _("Language"),
            "country": _("Holidays of"),
            "hours": _("Working hours"),
            "file": _("Import a list"),
        }
        hints = {
            "country": _("such as CN, DE-BY: {first} and {second}; nothing: none").format(
                first=self.year, second=self.year + 1
            ),
            "hours": _("Monday to Friday; other days in the working calendar"),
            "file": _("a file with customers, calls or cases; nothing: none"),
        }
        for name, words in labels.items():
            self.query_one(f"#label-{name}", Static).update(content(words))
        for name, words in hints.items():
            fault = (found or {}).get(name)
            shown = styled((f"! {fault}", "$text-error")) if fault else content(words)
            self.query_one(f"#hint-{name}", Static).update(shown)
        intro = _("Welcome. There is no desk yet: it will be one file, on this machine.")
        self.query_one("#intro", Static).update(
            styled((intro, "bold"), (f"\n{self.settings.db}", "$text-muted"))
        )
        self.query_one("#keys", Static).update(
            styled(
                (_("Enter create the desk   Esc accept what is proposed   ctrl+q quit"), "bold"),
                (
                    "\n" + _("F5    try the demo first   F6 the tutor: ten minutes with the keys"),
                    "$text-accent",
                ),
            )
        )
