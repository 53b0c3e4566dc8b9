"""Gates: what must be true of a case before it is closed, and what is missing in the user's words.

Which gates hold for which kind is the desk's own policy (domain.policies.handling).
Source: ISO 10002, 7.6 to 7.9, from public summaries.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from types import MappingProxyType

from servicedesk.domain.errors import RefusedError
from servicedesk.domain.numbers import format_number
from servicedesk.domain.signs import in_brackets
from servicedesk.i18n import N_, NP_, _, ngettext


@dataclass(frozen=True, slots=True)
class GateFacts:
    """What the gates of one case look at."""

    kind: str
    acknowledged: bool = False
    """Whether the customer knows that we have it."""
    assessed: bool = False
    """Whether its severity, impact and the like have been assessed."""
    facts: str = ""
    """What the investigation found."""
    cause: str = ""
    remedies: int = 0
    """Remedies decided, also the one that says: not upheld."""
    remedies_owed: int = 0
    """Remedies decided that the customer has not got."""
    told_at: datetime | None = None
    open_promises: int = 0
    """Promises neither kept, re-told nor withdrawn; the lapsed ones are among them."""
    open_steps: int = 0
    """Required steps of the checklist that are not done."""
    followups: int = 0
    """Follow-ups planned or held."""
    followup_waived: bool = False
    handoff_open: bool = False
    """Whether another department has it."""
    accepted: bool | None = None
    """Whether the customer accepts the result; None when nobody has recorded it."""
    options_offered: str = ""
    """What else a customer who refuses can do, as offered."""
    reopened_at: datetime | None = None
    """When the last closing was taken back: what was decided for that one does not serve for the next."""
    earlier: Mapping[str, str] = field(default_factory=dict)
    """The gates that were met for that closing, each with what met it, in words where there are any."""


GATE_LABELS = MappingProxyType(
    {
        "acknowledged": NP_("gate", "acknowledged"),
        "assessed": NP_("gate", "assessed"),
        "facts": N_("facts found"),
        "cause": N_("cause"),
        "remedy": N_("remedy"),
        "told": N_("told"),
        "promises": N_("promises"),
        "followup": N_("follow-up"),
        "checklist": N_("checklist"),
        "handoff": N_("hand-off"),
        "accepted_or_options": N_("accepted, or options offered"),
        "remedy_done": N_("remedy carried out"),
    }
)
MOST_NAMED = 10
"""So many cases are named in one refusal; more would not fit on a screen."""
GATES = tuple(GATE_LABELS)
"""The gates in the order in which they are shown."""
OPTIONAL_GATES = ("acknowledged", "assessed", "facts")
"""Those that hold only where a desk asks for them."""
USUAL_GATES = tuple(gate for gate in GATES if gate not in OPTIONAL_GATES)
"""What a complaint must meet before it is closed, unless the desk says otherwise."""
GATES_TO_SOLVE = ("acknowledged", "assessed", "facts", "cause", "remedy", "checklist", "handoff")
"""Those that a desk may ask for before a case is solved already; none holds there by itself."""

_WORDS = {
    "acknowledged": N_("It is not acknowledged: tell the customer that we have it, and record how."),
    "assessed": N_("It is not assessed: record severity, safety, complexity and impact."),
    "facts": N_("No facts are recorded: write what the investigation found."),
    "cause": N_("No cause is set: choose why it happened."),
    "remedy": N_("No remedy is decided: record one, or that the complaint is not upheld."),
    "told": N_("The customer has not been told the result: tell them and record when and how."),
    "promises": N_("A promise is still open: keep it, re-tell it or withdraw it."),
    "followup": N_("No follow-up is booked: book one, or waive it."),
    "checklist": N_("Required steps of the checklist are open: do them first."),
    "handoff": N_("Another department still has it: take it back first."),
    "accepted_or_options": N_(
        "It is not recorded that the customer accepts: record it, or the options you offered instead."
    ),
    "remedy_done": N_("A remedy has not been carried out: carry it out and record that, or take it off."),
}


def missing(facts: GateFacts, gates: Iterable[str]) -> tuple[str, ...]:
    """Those of `gates` that are not met, in the order in which they are shown."""
    met = {
        "acknowledged": facts.acknowledged,
        "assessed": facts.assessed,
        "facts": bool(facts.facts.strip()),
        "cause": bool(facts.cause.strip()),
        "remedy": facts.remedies > 0,
        "told": facts.told_at is not None,
        "promises": facts.open_promises == 0,
        "followup": facts.followups > 0 or facts.followup_waived,
        "checklist": facts.open_steps == 0,
        "handoff": not facts.handoff_open,
        "accepted_or_options": facts.accepted is True
        or (facts.accepted is False and bool(facts.options_offered.strip())),
        "remedy_done": facts.remedies_owed == 0,
    }
    wanted = set(gates)
    return tuple(gate for gate in GATES if gate in wanted and not met[gate])


def words(gate: str, facts: GateFacts | None = None, zone: tzinfo | None = None) -> str:
    """What is missing when `gate` is not met, and what to do.

    With the `facts` also what stands there from before the case was reopened, a day in `zone`.
    """
    found = _(_WORDS[gate])
    if facts is None or facts.reopened_at is None or gate not in facts.earlier:
        return found
    day, what = f"{facts.reopened_at.astimezone(zone):%Y-%m-%d}", facts.earlier[gate]
    if what:
        before = _("From before the reopening on {day}: {what}. Confirm it or decide anew.")
    else:
        before = _("What was decided before the reopening on {day} does not count.")
    return f"{found} {before.format(day=day, what=what)}"


def label(gate: str) -> str:
    """The name of the gate, as a list shows it."""
    return _(GATE_LABELS[gate])


def require_solvable(lacking: Mapping[int, tuple[str, ...]]) -> None:
    """Raise RefusedError naming what these cases lack to be solved; nothing when there is none."""
    if not lacking:
        return
    named = _named(lacking)
    wanted = (gate for gate in GATES if any(gate in names for names in lacking.values()))
    raise RefusedError(
        _("Not solved; still missing: {cases}.").format(cases=_(", ").join(named)),
        " ".join(words(gate) for gate in wanted),
    )


def require_met(lacking: Mapping[int, tuple[str, ...]]) -> None:
    """Raise RefusedError naming all that each of these cases lacks; nothing when there is none."""
    if not lacking:
        return
    if len(lacking) == 1:
        ((case_id, names),) = lacking.items()
        raise RefusedError(
            ngettext(
                "{number} cannot be closed yet: {count} thing is missing.",
                "{number} cannot be closed yet: {count} things are missing.",
                len(names),
            ).format(number=format_number("case", case_id), count=len(names)),
            " ".join(words(gate) for gate in names),
        )
    raise RefusedError(
        _("Not closed; still missing: {cases}.").format(cases=_(", ").join(_named(lacking))),
        _("Do what is missing, or close them all the same and say why."),
    )


def _named(lacking: Mapping[int, tuple[str, ...]]) -> list[str]:
    """The first of the cases with what each lacks, and how many more there are."""
    named = [
        in_brackets(format_number("case", case_id), _(", ").join(label(gate) for gate in names))
        for case_id, names in list(lacking.items())[:MOST_NAMED]
    ]
    rest = len(lacking) - len(named)
    if rest:
        named.append(ngettext("{count} more", "{count} more", rest).format(count=rest))
    return named
