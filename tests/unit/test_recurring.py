"""When a recurring case is due, to the second."""

from datetime import date, datetime, timedelta

import pytest

from servicedesk.domain.recurring import Due, Schedule, due, first_to_come
from tests.unit.clock_log import SHANGHAI, at


class EveryDay:
    """A calendar on which every day is worked."""

    def next_workday(self, day: date) -> date:
        """The day itself."""
        return day


DAILY = Schedule("FREQ=DAILY", EveryDay(), SHANGHAI)
FIRST = at("11-20 09:00")
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("now", "found"),
    [
        (FIRST - SECOND, None),
        (FIRST, Due(0, at("11-21 09:00"))),
        (at("11-21 09:00") - SECOND, Due(0, at("11-21 09:00"))),
        (at("11-21 09:00"), Due(1, at("11-22 09:00"))),
    ],
)
def test_a_date_is_due_from_its_very_moment_on(now: datetime, found: Due | None) -> None:
    assert due(FIRST, DAILY, now) == found


@pytest.mark.parametrize(
    ("now", "found"),
    [(FIRST - SECOND, FIRST), (FIRST, at("11-21 09:00")), (FIRST + SECOND, at("11-21 09:00"))],
)
def test_what_is_still_to_come_is_not_what_is_due_now(now: datetime, found: datetime) -> None:
    assert first_to_come(FIRST, DAILY, now) == found
