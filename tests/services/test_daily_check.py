"""Once a day the file is looked through in the background; damage is told at each start until it is gone."""

from pathlib import Path

import pytest

from servicedesk.services import daily_check
from servicedesk.services.desk import Desk
from servicedesk.storage import driver
from tests.builders import FixedTime, given_case, open_desk


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Each look that really read the file."""
    made: list[bool] = []
    read = daily_check._reads_well
    monkeypatch.setattr(daily_check, "_reads_well", lambda desk: made.append(True) or read(desk))
    return made


def test_a_sound_file_is_looked_through_once_a_day(desk: Desk, time: FixedTime, looks: list[bool]) -> None:
    given_case(desk)
    assert (daily_check.look(desk), daily_check.look(desk), len(looks)) == ("", "", 1)
    time.advance(hours=20)
    assert (daily_check.look(desk), daily_check.look(desk), len(looks)) == ("", "", 2)
    time.advance(days=-3)
    assert daily_check.is_due(desk)


def test_another_desk_has_a_day_of_its_own(desk: Desk, tmp_path: Path, looks: list[bool]) -> None:
    daily_check.look(desk)
    with open_desk(tmp_path / "other.db") as other:
        daily_check.look(other)
    assert len(looks) == 2


def spoil(path: Path) -> None:
    """Destroy the pages of an index that no start reads."""
    with driver.connect(f"file:{path}?mode=ro", uri=True) as db:
        (page,) = db.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'cases_by_customer'").fetchone()
    db.close()
    with path.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xa5" * 4096)


def test_damage_is_told_at_each_start_and_is_not_noted_as_well(
    tmp_path: Path, looks: list[bool], time: FixedTime
) -> None:
    path = tmp_path / "desk.db"
    with open_desk(path, time) as desk:
        given_case(desk, "漏水 [/]")
    spoil(path)
    for _start in range(2):
        with open_desk(path, time) as desk:
            words = daily_check.look(desk)
            assert "damaged" in words
            assert "restore" in words
            assert "漏水" not in words
    assert len(looks) == 2


def test_a_desk_that_is_closed_meanwhile_ends_the_look_without_a_word(desk: Desk) -> None:
    given_case(desk)
    desk.close()
    assert daily_check.look(desk) == ""
