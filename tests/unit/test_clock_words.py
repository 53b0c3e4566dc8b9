"""How a clock stands, in words that do not look like a fault."""

from datetime import UTC, datetime, timedelta

import pytest

from servicedesk import i18n
from servicedesk.domain.clock_explanation import ClockExplanation
from servicedesk.domain.clock_readings import ClockReading
from servicedesk.domain.clock_words import standing
from servicedesk.reports.clock_facts import target_facts

EVENING = datetime(2026, 11, 10, 19, 17, tzinfo=UTC)
OUTSIDE = {"en": "met, answered outside working hours", "zh_CN": "在工作时间外已响应"}


def _met(name: str, minutes: float, used: int, *, late: bool = False) -> ClockReading:
    ended = EVENING + timedelta(minutes=minutes)
    return ClockReading(name, 1800, EVENING, ended, used, 1800 - used, ended, True, late, False, 0)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_an_answer_while_the_desk_was_closed_is_told_as_that(language: str) -> None:
    i18n.activate(language)
    words = OUTSIDE[language]
    try:
        for name in ("first_response", "next_contact"):
            assert standing(_met(name, 8, 0)) == words
            # At once, within the hours, late, or a clock that pauses for other reasons: not that.
            for other in (_met(name, 0.5, 30), _met(name, 8, 480), _met(name, 90, 0, late=True)):
                assert words not in standing(other)
        assert words not in standing(_met("resolve", 8, 0))
        fact = next(target_facts([ClockExplanation(_met("first_response", 8, 0), (), ())], str))
        assert words in fact.value
    finally:
        i18n.activate("en")
