"""How a list of cases stands, whatever was typed to get it."""

from datetime import timedelta

import pytest

from servicedesk.services.desk import Desk
from servicedesk.services.triage import standing
from tests.builders import NOW, FixedTime, given_case


@pytest.mark.parametrize(
    "query", ["漏水", '"漏水', "漏水 |", "漏水 | 异响 |", "漏水|", "is:open +漏水", "“漏水"]
)
def test_how_much_is_late_does_not_hang_on_how_the_filter_was_typed(
    desk: Desk, time: FixedTime, query: str
) -> None:
    given_case(desk, "漏水 1", due_at=NOW + timedelta(minutes=10), labels=["漏水"])
    given_case(desk, "漏水 2", due_at=NOW + timedelta(days=30), labels=["漏水"], kind="suggestion")
    given_case(desk, "别的", due_at=NOW + timedelta(minutes=10))
    time.advance(minutes=20)
    desk.clocks.refresh()
    assert (standing(desk, query).late, standing(desk, "").late) == (1, 2)
