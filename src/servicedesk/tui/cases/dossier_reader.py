"""DossierReader: a case by the nine stages of a complaint, to be read, copied or saved.

    self.app.push_screen(DossierReader(case_id))

j and k scroll, d shows every field that changed, m masks, y copies it as text, s saves it as text, Markdown
or HTML by the ending of the name.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from servicedesk.domain.numbers import format_number
from servicedesk.domain.text import clean_line
from servicedesk.domain.wording import before_value, listed
from servicedesk.domain.words.masks import MASKS, NOTHING, PHONES
from servicedesk.i18n import _
from servicedesk.tui.base.desk_modal import DeskModal
from servicedesk.tui.base.safe import block, content, plain
from servicedesk.tui.cases.history_lines import (
    ACCENT,
    GOOD,
    LONGEST_TEXT,
    MUTED,
    STRONG,
    WARNING,
    hung,
    joined,
)  # fmt: skip
from servicedesk.tui.cases.long_text import Hanging, LongText, Paragraph
from servicedesk.tui.forms.asking import propose

if TYPE_CHECKING:
    from servicedesk.domain.staged_dossier import StagedDossier
    from servicedesk.reports.document import Document, Entry, Fact, Section
    from servicedesk.services.desk import Desk
    from servicedesk.settings.lasting import Written

_INDENT, _BAR = "  ", "    | "
"""The bar stands before each line of a longer text, so that none of them can pose as a heading."""


class _Read(NamedTuple):
    staged: "StagedDossier"
    title: str
    paragraphs: list[Paragraph]


class DossierReader(DeskModal[None]):
    """The dossier over the whole window."""

    DEFAULT_CSS = """
    DossierReader { background: $background; }
    DossierReader #dossier-title { height: 1; padding: 0 1; text-style: bold; background: $panel; }
    DossierReader #dossier-keys { height: 1; padding: 0 1; color: $text-muted; background: $panel; }
    DossierReader LongText { height: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        ("q", "leave", ""),
        ("d", "fields", ""),
        ("j", "step(1)", ""),
        ("k", "step(-1)", ""),
        ("g,home", "top", ""),
        ("G,end", "bottom", ""),
        ("ctrl+d", "half(1)", ""),
        ("ctrl+u", "half(-1)", ""),
        ("y", "copy", ""),
        ("s", "save", ""),
        ("m", "mask", ""),
    ]

    def __init__(self, case_id: int) -> None:
        """Nothing is read yet."""
        super().__init__()
        self.case_id = case_id
        self.staged: StagedDossier | None = None
        self.with_fields = False
        self.mask: str | None = None
        """One of MASKS; None for the desk's own."""

    def compose(self) -> ComposeResult:
        """Title, text, keys."""
        yield Static("", id="dossier-title", markup=False)
        yield LongText()
        yield Static(
            _("j k scroll  g G ends  d fields  m mask  y copy  s save  Esc close"),
            id="dossier-keys",
            markup=False,
        )

    def on_mount(self) -> None:
        """Read it."""
        self.query_one(LongText).focus()
        self._read()

    def _read(self) -> None:
        asked = self.mask, self.with_fields
        self.run_service(_read, self.desk, self.case_id, *asked, then=self._show)

    def _show(self, found: _Read) -> None:
        from_top = self.staged is None or self.staged.mask != found.staged.mask
        self.staged = found.staged
        self.query_one("#dossier-title", Static).update(content(clean_line(found.title)))
        self.query_one(LongText).put(found.paragraphs, from_top=from_top)

    def action_step(self, lines: int) -> None:
        """Scroll a line."""
        self.query_one(LongText).scroll_relative(y=lines, animate=False)

    def action_top(self) -> None:
        """To the beginning."""
        self.query_one(LongText).scroll_home(animate=False)

    def action_bottom(self) -> None:
        """To the end."""
        self.query_one(LongText).action_scroll_end()

    def action_half(self, pages: int) -> None:
        """Scroll half a window."""
        text = self.query_one(LongText)
        text.scroll_relative(y=pages * max(1, text.size.height // 2), animate=False)

    def action_fields(self) -> None:
        """Every field that changed, or what happened alone again; a file that is saved has all of them."""
        self.with_fields = not self.with_fields
        self._read()

    def action_mask(self) -> None:
        """Hide more of the customer, or nothing again: what is shown is what is copied and saved."""
        if self.staged is None:
            return
        place = MASKS.values.index(self.staged.mask) + 1
        word = MASKS.words[place % len(MASKS.words)]
        self.mask = word.value
        self.desk_app.say(_("Hidden: {what}.").format(what=_(word.label)))
        self._read()

    def action_copy(self) -> None:
        """Copy all of it."""
        if self.staged is not None:
            from servicedesk.services.dossier_files import laid_out

            self.desk_app.copy(laid_out(self.staged, "text"))

    def action_save(self) -> None:
        """Ask for the name of a file and write it."""
        staged = self.staged
        if staged is None:
            return
        from servicedesk.services.dossier_files import write_dossier

        def saved(written: "Written") -> None:
            self.desk_app.say(written.in_words(), severity="information" if written.is_sure else "warning")

        def answered(name: str | None) -> None:
            if name:
                self.run_service(write_dossier, staged, name, then=saved, group="save")

        title = _("Save the dossier as")
        name = f"{format_number('case', self.case_id)}.html"
        propose(self.app, title, answered, name, hint=_("~/C-231.html, C-231.md"))


def _read(desk: "Desk", case_id: int, mask: str | None, with_fields: bool) -> _Read:
    from servicedesk.reports.dossier import document

    own = PHONES if desk.settings.mask_phones else NOTHING
    staged = desk.dossiers.staged(case_id, mask=mask or own)
    found = document(staged)
    return _Read(
        staged, found.title, [line for part in _parts(found, with_fields=with_fields) for line in part]
    )


def _parts(document: "Document", *, with_fields: bool) -> Iterator[Iterator[Paragraph]]:
    """The whole document, a line or a short text to a paragraph: how far each stage is, then the stages."""
    yield _standing(document)
    yield (line for fact in document.facts for line in _fact(fact))
    yield iter([Content("")])
    yield (joined((plain(remark), MUTED)) for remark in document.remarks)
    for section in document.sections:
        yield _section(section, document, with_fields=with_fields)


def _standing(document: "Document") -> Iterator[Paragraph]:
    """A line for each stage, whether it has all or what it lacks."""
    if not any(section.missing for section in document.sections):
        yield joined((document.complete_label, ACCENT))
    missing = before_value(document.missing_label)
    for section in document.sections:
        if section.missing is None:
            # Nothing is to be recorded there.
            continue
        words = listed(plain(name) for name in section.missing)
        title = plain(section.title)
        if words:
            yield hung(("✗ ", WARNING), (f"{title}  ", STRONG), (missing, WARNING), (words, ""))
        else:
            yield hung(("✓ ", GOOD), (title, ""))
    yield Content("")


def _section(section: "Section", document: "Document", *, with_fields: bool) -> Iterator[Paragraph]:
    yield Content("")
    yield joined((plain(section.title), f"bold {ACCENT}"))
    if told := document.told_missing(section):
        yield joined((_INDENT + plain(told), WARNING if section.missing else MUTED))
    for fact in section.facts:
        yield from _fact(fact)
    for entry in section.entries:
        yield _entry(entry, with_fields=with_fields)
    if section.remark:
        yield joined((f"{_INDENT}{plain(section.remark)}", MUTED))


def _fact(fact: "Fact") -> Iterator[Paragraph]:
    label = before_value(plain(fact.label))
    text = _text(fact.value)
    if text.startswith("\n"):
        yield joined((_INDENT + label, MUTED), (text, ""))
    else:
        yield hung((_INDENT + label, MUTED), (text, ""))
    yield from (joined((f"{_INDENT * 2}- {plain(line)}", "")) for line in fact.under)


def _entry(entry: "Entry", *, with_fields: bool) -> Hanging:
    said = entry.words if with_fields or entry.said is None else entry.said
    words = _text(said, _BAR.strip() + " ")
    gap = "" if words.startswith("\n") or not words else before_value("")
    return Hanging(
        joined((f"{_INDENT}{plain(entry.at)}  ", MUTED)),
        joined(
            (f"{plain(entry.who)}  " if entry.who else "", ACCENT),
            (plain(entry.what), ""),
            (f"{gap}{words}", ""),
        ),
    )


def _text(words: str, bar: str = _BAR) -> str:
    """Words on the line of their label; several lines below it, each behind a bar."""
    shown = block(words[:LONGEST_TEXT])
    return "".join(f"\n{bar}{line}" for line in shown.split("\n")) if "\n" in shown else shown
