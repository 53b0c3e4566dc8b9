"""Remedies: what a customer is given for what went wrong, and whose approval a large one needs.

Kinds after ISO 10002 (response, 7.7), with the credit note and gift of Chinese practice.
"""

from typing import TYPE_CHECKING

from servicedesk.domain.errors import RefusedError
from servicedesk.domain.money import format_money
from servicedesk.domain.text import clean_line
from servicedesk.i18n import N_, _

if TYPE_CHECKING:
    from servicedesk.domain.policies.handling import Handling

KIND_LABELS = {
    "refund": N_("refund"),
    "exchange": N_("exchange"),
    "repair": N_("repair"),
    "substitute": N_("substitute"),
    "technical_help": N_("technical help"),
    "information": N_("information"),
    "referral": N_("referral"),
    "financial_help": N_("financial help"),
    "compensation": N_("compensation"),
    "apology": N_("apology"),
    "gift": N_("gift"),
    "credit_note": N_("credit note"),
    "other": N_("other help"),
    "none": N_("none: not upheld"),
}
KINDS = tuple(KIND_LABELS)


def needs_approval(cents_total: int, tier: str, handling: "Handling") -> bool:
    """Whether remedies of this cost on one case are above what a handler may give a customer of `tier`."""
    limit = handling.remedy_limit(tier)
    return limit is not None and cents_total > limit


def require_approval(cents_total: int, tier: str, approver: str, actor: str, handling: "Handling") -> None:
    """Raise RefusedError when the cost of a case's remedies needs an approver other than who handles it."""
    if not needs_approval(cents_total, tier, handling):
        return
    limit = format_money(handling.remedy_limit(tier) or 0, handling.currency)
    total = format_money(cents_total, handling.currency)
    if not clean_line(approver):
        raise RefusedError(
            _("Remedies of {total} are above the limit of {limit} and nobody has approved them.").format(
                total=total, limit=limit
            ),
            _("Name who approved them."),
        )
    if clean_line(approver).casefold() == clean_line(actor).casefold():
        raise RefusedError(
            _("Remedies of {total} are above the limit of {limit}; you cannot approve them yourself.").format(
                total=total, limit=limit
            ),
            _("Name somebody else who approved them."),
        )
