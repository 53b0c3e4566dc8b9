"""What is entered late belongs to its own time: what was asked, to the wait of then; an assessment, too."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from servicedesk.domain.errors import RefusedError
from servicedesk.services.complaints import Assessment
from servicedesk.services.desk import Desk
from tests.builders import FixedTime, given_case, open_desk

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""A Monday, nine o'clock in Shanghai."""


@pytest.fixture
def time() -> FixedTime:
    return FixedTime(NOW)


@pytest.fixture
def desk(tmp_path: Path, time: FixedTime) -> Iterator[Desk]:
    path = tmp_path / "desk.db"
    with open_desk(path, time, db=path) as desk:
        given_case(desk, "水龙头 {x}")
        yield desk


def asked(desk: Desk) -> tuple[int, datetime | None]:
    fields = desk.cases.get(1).fields
    return fields["nudges"], fields["nudged_at"]


def at(hours: float) -> datetime:
    return NOW + timedelta(hours=hours)


def test_what_was_asked_before_the_present_wait_began_is_kept_and_does_not_count(
    desk: Desk, time: FixedTime
) -> None:
    answer, *_more, parts = desk.policies.parsed("waiting").names()
    time.advance(hours=1)
    desk.moves.wait([1], parts)
    time.advance(hours=4)
    desk.moves.wait([1], answer)
    time.advance(hours=2)
    assert desk.moves.are_of_earlier_waits([1], at(2)) == [1]
    desk.moves.nudge([1], at=at(2))
    change = desk.moves.nudge([1], "再问供应商 [/]", at=at(2.5))
    assert (change.count, asked(desk)) == (1, (0, None))
    texts = [(line.at, line.text) for line in desk.cases.dossier(1).history if line.what == "note"]
    assert sorted(texts) == [(at(2), "Asked again."), (at(2.5), "再问供应商 [/]")]
    desk.moves.nudge([1], at=at(6))
    assert asked(desk) == (1, at(6))
    desk.moves.nudge([1], at=at(5.5))
    assert asked(desk) == (2, at(6))


def test_a_wait_entered_late_keeps_what_was_asked_in_its_time(desk: Desk, time: FixedTime) -> None:
    answer, *_more, parts = desk.policies.parsed("waiting").names()
    time.advance(hours=1)
    desk.moves.wait([1], parts)
    time.advance(hours=1)
    desk.moves.nudge([1])
    time.advance(hours=3)
    desk.moves.nudge([1])
    time.advance(hours=1)
    assert asked(desk)[0] == 2
    desk.handoffs.hand_off([1], "维修", at=at(4))
    assert asked(desk) == (1, at(5))
    desk.undo.undo()
    desk.moves.wait([1], answer, at=at(3))
    assert asked(desk) == (1, at(5))
    desk.moves.wait([1], parts)
    assert asked(desk) == (0, None)


def test_an_assessment_entered_late_does_not_replace_one_that_was_made_later(
    desk: Desk, time: FixedTime
) -> None:
    time.advance(hours=3)
    desk.complaints.assess([1], Assessment(severity=3))
    time.advance(hours=1)
    with pytest.raises(RefusedError, match="C-1 was assessed again after that"):
        desk.complaints.assess([1], Assessment(severity=1), at=at(1))
    assert (desk.cases.get(1).fields["severity"], desk.cases.get(1).fields["assessed_at"]) == (3, at(3))
    # The same, said of another time, corrects when it was.
    desk.complaints.assess([1], Assessment(severity=3), at=at(2))
    assert desk.cases.get(1).fields["assessed_at"] == at(2)
    desk.complaints.assess([1], Assessment(severity=4), at=at(2.5))
    assert desk.cases.get(1).fields["severity"] == 4
