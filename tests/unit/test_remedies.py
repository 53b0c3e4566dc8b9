"""Remedies: whose approval a large one needs."""

import pytest

from servicedesk.domain.errors import RefusedError
from servicedesk.domain.money import LARGEST_CENTS, format_money
from servicedesk.domain.policies import handling
from servicedesk.domain.remedies import (
    needs_approval,
    require_approval,
)
from servicedesk.domain.words.complaints import REMEDIES

HANDLING = handling.parse(handling.default())


@pytest.mark.parametrize(
    ("cents", "tier", "approver", "is_refused"),
    [
        (50_000, "", "", False),
        (50_001, "", "", True),
        (50_001, "", " Anna ", True),
        (50_001, "", "boss 王", False),
        (100_000, "ＶＩＰ", "", False),
        (100_001, "vip", "anna", True),
    ],
)
def test_above_the_limit_somebody_else_must_approve(
    cents: int, tier: str, approver: str, is_refused: bool
) -> None:
    if not is_refused:
        require_approval(cents, tier, approver, "anna", HANDLING)
        return
    assert needs_approval(cents, tier, HANDLING)
    with pytest.raises(RefusedError) as caught:
        require_approval(cents, tier, approver, "anna", HANDLING)
    assert format_money(cents, "CNY") in caught.value.message


def test_a_desk_without_limits_needs_no_approver() -> None:
    require_approval(LARGEST_CENTS, "vip", "", "anna", handling.parse(""))


def test_every_kind_has_a_label_and_not_upheld_is_one() -> None:
    assert tuple(REMEDIES.labels) == REMEDIES.values
    assert len(set(REMEDIES.labels.values())) == len(REMEDIES.values) == 14
    assert "none" in REMEDIES.values
