"""Checklists: the steps of a case, by kind and category; a required one gates closing."""

from collections.abc import Iterable
from dataclasses import dataclass

from servicedesk.domain.policies.reading import Section, fold, read, shown
from servicedesk.domain.policies.writing import code_list, comment, document, quoted
from servicedesk.domain.words.cases import CASE_KINDS
from servicedesk.i18n import _

LONGEST_STEP = 300


@dataclass(frozen=True, slots=True)
class ChecklistStep:
    """One thing to do; while a required one is open, the case cannot be closed."""

    text: str
    required: bool = True


@dataclass(frozen=True, slots=True)
class Checklist:
    """Steps for the cases of a kind, of a category, or of both; empty stands for all."""

    name: str
    kind: str
    category: str
    steps: tuple[ChecklistStep, ...]

    def is_for(self, kind: str, category: str) -> bool:
        """Whether a case of `kind` and `category` (compared folded) has this list."""
        return self.kind in {"", kind} and (not self.category or fold(self.category) == fold(category))


@dataclass(frozen=True, slots=True)
class Checklists:
    """All lists, in the order of the document."""

    checklists: tuple[Checklist, ...] = ()

    def for_case(self, kind: str, category: str = "") -> tuple[ChecklistStep, ...]:
        """The steps of every list that fits, in order; a text that stands in two lists comes once."""
        return distinct(
            step
            for checklist in self.checklists
            if checklist.is_for(kind, category)
            for step in checklist.steps
        )


def distinct(steps: Iterable[ChecklistStep]) -> tuple[ChecklistStep, ...]:
    """The steps without repetition (compared folded); required if one of its kind is."""
    by_text: dict[str, ChecklistStep] = {}
    for step in steps:
        earlier = by_text.setdefault(fold(step.text), step)
        if step.required and not earlier.required:
            by_text[fold(step.text)] = ChecklistStep(earlier.text)
    return tuple(by_text.values())


def parse(text: str) -> Checklists:
    """The checklists that `text` writes. Raises PolicyError."""
    top = read("checklists", text)
    top.only("checklist")
    checklists: dict[str, Checklist] = {}
    for section in top.sections("checklist"):
        section.only("name", "kind", "category", "steps")
        name = section.name("name")
        if fold(name) in checklists:
            raise section.fault("name", _("this checklist stands here already; give it another name."))
        steps = read_steps(section, "steps")
        if not steps:
            raise section.fault(
                "steps", _('it is missing; write {name} = ["...", "..."].').format(name="steps")
            )
        checklists[fold(name)] = Checklist(
            name, section.word("kind", CASE_KINDS), section.text("category", 100), steps
        )
    return Checklists(tuple(checklists.values()))


def read_steps(section: Section, key: str) -> tuple[ChecklistStep, ...]:
    """The steps of a list: each a text, or a table with a text and whether it is required."""
    steps: dict[str, ChecklistStep] = {}
    for position, entry in enumerate(section.entries(key), start=1):
        place = Section(section.document, ", ".join(filter(None, (section.place, f"{key} {position}"))), {})
        if isinstance(entry, dict):
            place = Section(place.document, place.place, entry)
            place.only("text", "required")
            step = ChecklistStep(place.text("text", LONGEST_STEP), place.flag("required", True))
        else:
            step = ChecklistStep(Section(place.document, place.place, {"": entry}).text("", LONGEST_STEP))
        if not step.text:
            raise place.fault("", _("the step has no words; say what is to be done."))
        if fold(step.text) in steps:
            words = _("“{word}” stands here twice; remove one of the two.")
            raise place.fault("", words.format(word=shown(step.text)))
        steps[fold(step.text)] = step
    return tuple(steps.values())


def default() -> str:
    """The shipped checklists."""
    optional = "required = false"
    return document(
        comment(
            _("Steps of a case: every list whose kind and category fit is laid beside it when it is opened."),
            _("kind is one of: {kinds}; a kind or category that is left out fits every case.").format(
                kinds=code_list(CASE_KINDS.labels)
            ),
            _("While a required step is open, the case cannot be closed: required = false only reminds."),
        ),
        _written(
            _("Complaint"),
            'kind = "complaint"',
            f"{{ text = {quoted(_('Hear both sides'))}, {optional} }}",
            f"{{ text = {quoted(_('Look whether other customers have met it too'))}, {optional} }}",
            f"{{ text = {quoted(_('Say what we do so that it does not happen again'))}, {optional} }}",
        ),
        _written(
            _("Damaged goods"),
            f"category = {quoted(_('damaged goods'))}",
            quoted(_("Get photographs of the damage and of the packaging")),
            quoted(_("Report the damage to the carrier")),
            f"{{ text = {quoted(_('Fetch the goods back'))}, {optional} }}",
        ),
    )


def _written(name: str, fits: str, *steps: str) -> str:
    lines = (f"    {step}," for step in steps)
    return "\n".join(("[[checklist]]", f"name = {quoted(name)}", fits, "steps = [", *lines, "]"))
