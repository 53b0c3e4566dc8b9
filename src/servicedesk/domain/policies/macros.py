"""Macros: several changes to a case with one key, from fields and labels to a move, a promise and steps."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from servicedesk.domain.errors import UsageError
from servicedesk.domain.policies.checklists import ChecklistStep, read_steps
from servicedesk.domain.policies.reading import Section, fold, nearest, read, shown
from servicedesk.domain.policies.writing import code_list, comment, document, quoted
from servicedesk.domain.records.case import FIELDS as FIELDS_OF_CASE
from servicedesk.domain.records.field import names
from servicedesk.domain.words.cases import PRIORITIES
from servicedesk.domain.words.complaints import COMPLEXITIES, IMPACTS, SEVERITIES
from servicedesk.domain.words.word import WordList
from servicedesk.i18n import N_, _

MOVE_LABELS = {
    "work": N_("start work"),
    "wait": N_("wait"),
    "solve": N_("solve"),
    "tell": N_("tell the customer"),
}
MOVES = tuple(MOVE_LABELS)

SCALE_FIELDS: Mapping[str, WordList[int]] = {
    "priority": PRIORITIES,
    "severity": SEVERITIES,
    "complexity": COMPLEXITIES,
    "impact": IMPACTS,
}
FIELDS = names(FIELDS_OF_CASE, "macro")
"""The fields of a case that a macro may set."""

# A Monday noon so long ago that every day a macro could name is still to come.
_REFERENCE = datetime(2000, 1, 3, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Macro:
    """One [[macro]]: what is left empty is not touched."""

    name: str
    key: str = ""
    """One character, or empty."""
    fields: Mapping[str, str | int] = field(default_factory=dict)
    """Values as the case keeps them; owner `me` is whoever runs it."""
    note: str = ""
    labels: tuple[str, ...] = ()
    remove_labels: tuple[str, ...] = ()
    move: str = ""
    """One of MOVES, or empty."""
    waiting: str = ""
    """The waiting reason of the move `wait`."""
    followup: str = ""
    """When to book a follow-up, as people type times: `+2d`, `fri 15:00`."""
    promise: str = ""
    promise_by: str = ""
    """When the promise is due, as people type times."""
    steps: tuple[ChecklistStep, ...] = ()
    """Steps to add to the checklist."""


@dataclass(frozen=True, slots=True)
class Macros:
    """The macros of the desk, in the order of the document."""

    macros: tuple[Macro, ...] = ()

    def names(self) -> tuple[str, ...]:
        """The names to offer."""
        return tuple(macro.name for macro in self.macros)

    def find(self, name: str) -> Macro:
        """The macro called `name` (compared folded). Raises UsageError that names the nearest."""
        for macro in self.macros:
            if fold(macro.name) == fold(name):
                return macro
        if close := nearest(name, self.names()):
            raise UsageError(_("There is no such macro."), _("Did you mean {name}?").format(name=close))
        names = _(", ").join(self.names()[:8]) or "–"
        raise UsageError(_("There is no such macro."), _("Macros are: {names}.").format(names=names))

    def by_key(self, key: str) -> Macro | None:
        """The macro on `key`, or None."""
        return next((macro for macro in self.macros if macro.key and macro.key == key), None)


def parse(text: str) -> Macros:
    """The macros that `text` writes. Raises PolicyError."""
    top = read("macros", text)
    top.only("macro")
    macros: dict[str, Macro] = {}
    keys: set[str] = set()
    for section in top.sections("macro"):
        macro = _macro(section)
        if fold(macro.name) in macros:
            raise section.fault("name", _("this macro stands here already; give it another name."))
        if macro.key in keys:
            raise section.fault("key", _("another macro has this key; choose another."))
        macros[fold(macro.name)] = macro
        keys |= {macro.key} - {""}
    return Macros(tuple(macros.values()))


def _macro(section: Section) -> Macro:
    section.only(
        "name", "key", "set", "note", "labels", "remove_labels", "move", "waiting", "followup", "promise",
        "promise_by", "steps",
    )  # fmt: skip
    macro = Macro(
        name=section.name("name"),
        key=_key(section),
        fields=_fields(section.section("set")),
        note=section.words("note"),
        labels=section.texts("labels", 60),
        remove_labels=section.texts("remove_labels", 60),
        move=section.one_of("move", MOVES),
        waiting=section.text("waiting", 100),
        followup=_when(section, "followup"),
        promise=section.text("promise", 300),
        promise_by=_when(section, "promise_by"),
        steps=read_steps(section, "steps"),
    )
    _require_whole(section, macro)
    return macro


def _require_whole(section: Section, macro: Macro) -> None:
    if macro.move == "wait" and not macro.waiting:
        raise section.fault("waiting", _("it waits for nothing; say what the case waits for."))
    if macro.waiting and macro.move != "wait":
        raise section.fault("waiting", _('only a case that waits has a reason; write also move = "wait".'))
    if bool(macro.promise) != bool(macro.promise_by):
        raise section.fault("promise", _("a promise needs words and a time; write promise and promise_by."))
    both = {fold(label) for label in macro.labels} & {fold(label) for label in macro.remove_labels}
    if both:
        raise section.fault(
            "labels", _("“{word}” is added and removed; remove one of the two.").format(word=shown(min(both)))
        )
    if macro == Macro(macro.name, macro.key):
        raise section.fault("", _("this macro changes nothing; say what it is to do."))


def _key(section: Section) -> str:
    key = section.text("key", 20)
    if len(key) > 1:
        raise section.fault("key", _("write one character."))
    return key


def _fields(section: Section) -> dict[str, str | int]:
    section.only(*FIELDS)
    return {name: _value(section, name) for name in section.values}


def _value(section: Section, name: str) -> str | int:
    if name == "safety":
        return int(section.flag(name, False))
    if scale := SCALE_FIELDS.get(name):
        value = section.values[name]
        if isinstance(value, str):
            meant = scale.read(value)
            return scale.by_code[section.known(name, value, scale.by_code)] if meant is None else meant
        return section.whole_value(name, value, min(scale.values), max(scale.values))
    text = section.text(name)
    if not text:
        raise section.fault(name, _("there is nothing to set; write a text, or remove the line."))
    return text


def _when(section: Section, key: str) -> str:
    from servicedesk.domain.dates import parse_when_or_day

    text = section.text(key, 80)
    if not text:
        return ""
    try:
        when = parse_when_or_day(text, _REFERENCE, zone=UTC)
    except UsageError:
        template = _('“{value}” is not a time; write it like "+2d", "fri 15:00" or "tomorrow 10:00".')
        raise section.fault(key, template.format(value=shown(text))) from None
    if when.at <= _REFERENCE and (when.has_time or when.at.date() < _REFERENCE.date()):
        raise section.fault(key, _("“{value}” is past; name a time to come.").format(value=shown(text)))
    return text


def default() -> str:
    """The shipped macros."""
    fields = ", ".join(FIELDS)
    return document(
        comment(
            _("A macro changes a case, or all marked ones, with one key; what it leaves out stays as it is."),
            _("move is one of: {names}; a case that waits needs a reason in waiting.").format(
                names=code_list(MOVE_LABELS)
            ),
            _("Times as you type them: +2d, fri 15:00, tomorrow 10:00."),
            _("Fields under [macro.set]: {fields}.").format(fields=fields),
            _('owner = "me" is whoever uses the macro.'),
        ),
        "\n".join(
            (
                "[[macro]]",
                f"name = {quoted(_('Ask for photographs'))}",
                'key = "p"',
                f"note = {quoted(_('Asked the customer for photographs.'))}",
                'move = "wait"',
                "waiting = " + quoted(_("the customer's answer")),
                'followup = "+2d"',
            )
        ),
        "\n".join(
            (
                "[[macro]]",
                f"name = {quoted(_('Nobody answered, try again'))}",
                'key = "n"',
                f"note = {quoted(_('Called; nobody answered.'))}",
                'followup = "tomorrow 10:00"',
            )
        ),
        "\n".join(
            (
                "[[macro]]",
                f"name = {quoted(_('Safety first'))}",
                'key = "s"',
                f"promise = {quoted(_('Call back about the safety of the product'))}",
                'promise_by = "+2h"',
                f"steps = [{quoted(_('Tell the customer to stop using it'))}]",
                "[macro.set]",
                "safety = true",
                'severity = "critical"',
                'priority = "urgent"',
                'owner = "me"',
            )
        ),
    )
