"""A case as its preview shows it: one moment of the desk, whatever another window does meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from servicedesk.domain.errors import NotFoundError
from servicedesk.services.desk import Desk
from servicedesk.storage import driver
from tests.builders import FixedTime, given_case, open_desk


def test_what_another_window_does_meanwhile_is_seen_whole_or_not_at_all(
    desk: Desk, time: FixedTime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = given_case(desk)
    desk.moves.wait([case_id], desk.policies.parsed("waiting").reasons[0].name)
    reading = desk.reading

    @contextmanager
    def read_and_let_others_work() -> Iterator[driver.Connection]:
        with reading() as db:
            # Reading begins with the first statement; the other window comes right after it.
            db.execute("SELECT count(*) FROM cases").fetchone()
            with open_desk(tmp_path / "desk.db", time) as other:
                if other.cases.get(case_id).row.state == "waiting":
                    other.moves.solve([case_id], "好了")
            yield db

    monkeypatch.setattr(desk, "reading", read_and_let_others_work)
    seen = desk.clocks.overview(case_id)
    assert seen.dossier.case.row.state == seen.explained.history.state == "waiting"
    assert seen.waiting is not None
    assert seen.waiting.reminders.nudge_at is not None
    assert seen.lacking == ()
    later = desk.clocks.overview(case_id)
    assert later.dossier.case.row.state == later.explained.history.state == "solved"
    assert later.waiting is None
    assert "told" in {gate.name for gate in later.lacking}


def test_a_case_that_is_not_there_is_said_to_be_missing(desk: Desk) -> None:
    with pytest.raises(NotFoundError, match="C-99"):
        desk.clocks.overview(99)
