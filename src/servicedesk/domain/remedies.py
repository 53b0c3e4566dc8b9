"""Whose approval what is given to a customer needs, and what that costs."""

from typing import TYPE_CHECKING

from servicedesk.domain.errors import RefusedError
from servicedesk.domain.money import format_money
from servicedesk.domain.text import clean_line
from servicedesk.i18n import _

if TYPE_CHECKING:
    from servicedesk.domain.policies.handling import Handling


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
