"""Evidence, and what each side says: a list of both, worked with keys."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content

from servicedesk.domain.date_format import format_when
from servicedesk.domain.numbers import format_number
from servicedesk.domain.wording import evidence_words, field_label, value_label
from servicedesk.domain.words.complaints import SIDES
from servicedesk.i18n import _
from servicedesk.tui.base.safe import plain
from servicedesk.tui.cases.case_handler import CaseHandler
from servicedesk.tui.forms.choice import draft_key
from servicedesk.tui.forms.lines_popup import Lines, LinesPopup

if TYPE_CHECKING:
    from servicedesk.domain.rows.dossiers import Dossier
    from servicedesk.domain.rows.history import Change
    from servicedesk.services.evidence import NewEvidence, NewStatement

EVIDENCE, STATEMENT = "e", "s"
"""Before the number of a line: of which list it is."""


class Evidence(CaseHandler):
    """Evidence and statements."""

    def action_case_evidence(self) -> None:
        """The list of the case under the cursor."""
        if self.chosen.record is not None:
            self.app.push_screen(EvidencePopup(self.chosen.record.id))


class EvidencePopup(LinesPopup["Dossier"]):
    """The evidence and the statements of one case."""

    KEYS: ClassVar[Mapping[str, str]] = {"a": "add", "s": "say"}
    LINE_KEYS: ClassVar[Mapping[str, str]] = {"D": "remove"}

    def __init__(self, case_id: int) -> None:
        """Those of this case."""
        super().__init__(_("Evidence of {number}").format(number=format_number("case", case_id)))
        self.case_id = case_id

    def read(self) -> "Dossier":
        """The case as it stands now."""
        return self.desk.cases.dossier(self.case_id)

    def lines(self, state: "Dossier") -> Lines:
        """A line each, the evidence first."""
        now, zone = self.desk.clock.now(), self.desk.zone
        found = [
            (f"{EVIDENCE}{one.id}", format_when(one.got_at, now, zone), _("evidence"), evidence_words(one))
            for one in state.evidence
        ]
        for one in state.statements:
            said = [one.speaker, one.words] if one.speaker else [one.words]
            side = value_label("statement", "side", one.side)
            found.append((f"{STATEMENT}{one.id}", format_when(one.said_at, now, zone), side, said))
        return [
            (
                key,
                Content.assemble(
                    (f"{when}  ", "$text-muted"), (f"{what}  ", "$text-accent"), plain("  ".join(words))
                ),
            )
            for key, when, what, words in found
        ]

    def usual_line(self) -> str:
        """The keys; of a case without any what begins it."""
        if self.state is not None and not self.state.evidence and not self.state.statements:
            return _("No evidence yet: a adds some, s adds a statement  Esc close")
        return _("a add evidence  s add statement  D remove  Esc close")

    def do_add(self) -> None:
        """Ask for a piece of evidence."""
        from servicedesk.tui.forms.fields_form import FieldsForm, FormField

        def save(texts: Mapping[str, str]) -> "Change":
            return self.desk.evidence.add([self.case_id], _evidence(texts))

        fields = [
            FormField("what", field_label("what", "evidence"), multiline=True),
            *(FormField(name, field_label(name, "evidence")) for name in ("from_whom", "kept_where")),
        ]
        key = draft_key("case.evidence", [self.case_id])
        self.app.push_screen(FieldsForm(_("Evidence"), fields, save=save, always=True, draft_key=key))

    def do_say(self) -> None:
        """Ask what somebody says."""
        from servicedesk.tui.forms.fields_form import FieldsForm, FormField

        def save(texts: Mapping[str, str]) -> "Change":
            return self.desk.evidence.say([self.case_id], _statement(texts))

        sides = [(side, _(label)) for side, label in SIDES.labels.items()]
        fields = [
            FormField("words", field_label("words", "statement"), multiline=True),
            FormField("side", field_label("side", "statement"), "customer", choices=sides, words=SIDES),
            FormField("speaker", field_label("speaker", "statement")),
        ]
        key = draft_key("case.statement", [self.case_id])
        self.app.push_screen(FieldsForm(_("Statement"), fields, save=save, always=True, draft_key=key))

    def do_remove(self, key: str) -> None:
        """Take the entry off."""
        remove = self.desk.evidence.remove if key.startswith(EVIDENCE) else self.desk.evidence.unsay
        self.change(remove, self.case_id, int(key[1:]), said=_("taken off"))


def _evidence(texts: Mapping[str, str]) -> "NewEvidence":
    from servicedesk.services.evidence import NewEvidence

    return NewEvidence(texts.get("what", ""), texts.get("from_whom", ""), texts.get("kept_where", ""))


def _statement(texts: Mapping[str, str]) -> "NewStatement":
    from servicedesk.services.evidence import NewStatement

    return NewStatement(texts.get("side", "customer"), texts.get("words", ""), texts.get("speaker", ""))
