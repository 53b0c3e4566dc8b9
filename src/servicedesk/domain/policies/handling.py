"""Handling: when a case may be reopened, how promises are padded, who approves remedies, which gates hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from servicedesk.domain.gates import GATE_LABELS, GATES, GATES_TO_SOLVE, USUAL_GATES
from servicedesk.domain.policies.reading import Duration, Section, fold, read
from servicedesk.domain.policies.writing import code_list, comment, document, quoted, quoted_list
from servicedesk.domain.words.cases import CASE_KINDS
from servicedesk.i18n import _

OTHER_GATES = ("told", "promises", "checklist")
"""What a case that is no complaint must meet before it is closed, unless the desk says otherwise."""


@dataclass(frozen=True, slots=True)
class Handling:
    """The desk's own choices; what a document leaves out is as here."""

    contact_wakes: bool = True
    """Whether a snoozed case wakes when its customer turns to us about it."""
    reopen_days: int = 14
    """Whole days after closing within which reopening takes the closing back; later a new case follows it."""
    padding_percent: int = 50
    padding_round_minutes: int = 15
    currency: str = "CNY"
    limit_cents: int | None = None
    """Up to what cost of remedies a handler decides alone; None without a limit."""
    limit_cents_by_tier: Mapping[str, int] = field(default_factory=dict)
    """The same by folded tier: ask with remedy_limit()."""
    gates: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    gates_to_solve: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What a case of a kind must meet before it is solved; nothing for a kind that is not named."""
    followup_after_closing: Duration | None = None
    """Working time after a complaint is closed at which the customer is to be asked how it went."""
    how_to_complain: str = ""
    """What customers are told about how to complain, what is needed, and how long it takes (stage 7.1)."""
    acknowledgement: str = ""
    """Words to acknowledge a complaint with."""
    thanks: str = ""
    """Words to thank for a complaint with."""

    def padded(self, minutes: int) -> int:
        """The minutes to tell a customer when we expect `minutes`: 60 gives 90; never less than expected."""
        hundredths = max(0, minutes) * (100 + self.padding_percent)
        step = self.padding_round_minutes * 100
        return -(-hundredths // step) * self.padding_round_minutes

    def remedy_limit(self, tier: str = "") -> int | None:
        """The cost in cents of all remedies of a case that needs no approver; None without a limit."""
        return self.limit_cents_by_tier.get(fold(tier), self.limit_cents)

    def gates_for(self, kind: str) -> tuple[str, ...]:
        """The gates that a case of `kind` must meet before it is closed."""
        return self.gates.get(kind, USUAL_GATES if kind == "complaint" else OTHER_GATES)


def parse(text: str) -> Handling:
    """The choices that `text` writes. Raises PolicyError."""
    top = read("handling", text)
    top.only(
        "reopen_days", "promise_padding", "currency", "remedy_limit", "remedy_limit_by_tier", "gates",
        "followup_after_closing", "how_to_complain", "acknowledgement", "thanks", "contact_wakes",
        "gates_to_solve",
    )  # fmt: skip
    padding = top.section("promise_padding")
    padding.only("percent", "round_minutes")
    return Handling(
        contact_wakes=top.flag("contact_wakes", True),
        reopen_days=top.whole("reopen_days", 14, most=3650),
        padding_percent=padding.whole("percent", 50, most=1000),
        padding_round_minutes=padding.whole("round_minutes", 15, least=1, most=1440),
        currency=_currency(top),
        limit_cents=top.money("remedy_limit"),
        limit_cents_by_tier=_limits(top.section("remedy_limit_by_tier")),
        gates=_gates(top.section("gates"), GATES),
        gates_to_solve=_gates(top.section("gates_to_solve"), GATES_TO_SOLVE),
        followup_after_closing=top.duration("followup_after_closing"),
        how_to_complain=top.words("how_to_complain", 10_000),
        acknowledgement=top.words("acknowledgement"),
        thanks=top.words("thanks"),
    )


def _currency(top: Section) -> str:
    code = top.text("currency").upper() or "CNY"
    if not (len(code) == 3 and code.isascii() and code.isalpha()):
        raise top.fault("currency", _('write the three letters of the currency, such as "CNY".'))
    return code


def _limits(section: Section) -> dict[str, int]:
    limits: dict[str, int] = {}
    for tier in section.values:
        if fold(tier) in limits:
            raise section.fault(tier, _("this tier stands here a second time; remove one of the two."))
        limits[fold(tier)] = section.money(tier) or 0
    return limits


def _gates(section: Section, known: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    section.only(*CASE_KINDS.values)
    gates = {}
    for kind in section.values:
        chosen = {section.known(kind, name, known) for name in section.texts(kind)}
        gates[kind] = tuple(gate for gate in GATES if gate in chosen)
    return gates


def default() -> str:
    """The shipped choices."""
    return document(
        _choice(
            _(
                "Within this many days after closing, reopening takes the closing back; "
                "later a new case follows it."
            ),
            "reopen_days = 14",
        ),
        _choice(
            _("A snoozed case wakes when its customer turns to us about it."),
            "contact_wakes = true",
        ),
        _choice(
            _("When to ask the customer how it went, after a complaint is closed: working time."),
            'followup_after_closing = "24h"',
        ),
        _choice(_("Currency of remedies: three letters."), 'currency = "CNY"'),
        _choice(
            _("Remedies of one case that together cost more need somebody else's approval."),
            'remedy_limit = "500.00"',
        ),
        _choice(
            _("What customers are told about how to complain, what is needed and how long it takes."),
            "how_to_complain = "
            + quoted(
                _(
                    "Tell us by phone, message, e-mail or in person what happened, when, and what you would "
                    "like. We confirm it within one working hour and answer within two working days, free of "
                    "charge."
                )
            ),
        ),
        _choice(
            _("Words to acknowledge and to thank for a complaint with."),
            "acknowledgement = "
            + quoted(_("Thank you for telling us. We are looking into it and will come back to you.")),
            "thanks = " + quoted(_("Thank you for your patience. What you told us helps us to do better.")),
        ),
        _choice(_("The same limit for customers of a tier."), "[remedy_limit_by_tier]", 'vip = "1000.00"'),
        _choice(
            _("A promise is told with this much more than we expect, rounded up to whole steps of minutes."),
            "[promise_padding]",
            "percent = 50",
            "round_minutes = 15",
        ),
        "\n".join(
            (
                comment(
                    _("What must be true before a case of a kind is closed; an empty list asks for nothing."),
                    _("Kinds: {kinds}.").format(kinds=code_list(CASE_KINDS.labels)),
                    _("Gates: {gates}.").format(gates=code_list(GATE_LABELS)),
                ),
                "[gates]",
                *(
                    f"{kind} = " + quoted_list(USUAL_GATES if kind == "complaint" else OTHER_GATES)
                    for kind in CASE_KINDS.values
                ),
            )
        ),
        _choice(
            _("What must be true before a case is solved already; nothing unless it is written here."),
            "[gates_to_solve]",
            "# complaint = " + quoted_list(("acknowledged", "assessed", "facts")),
        ),
    )  # fmt: skip


def _choice(words: str, *lines: str) -> str:
    return "\n".join((comment(words), *lines))
