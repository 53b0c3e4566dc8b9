"""A demo desk of one language: all that is said on it, its lists, its holidays, and a few guests."""

import re
from pathlib import Path

import pytest

from servicedesk.services.demo import fill
from tests.builders import FixedTime, open_desk
from tests.services.test_demo import MORNING, is_chinese, rows


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_desk_of_one_language_says_all_in_it_and_has_its_lists_and_holidays(
    tmp_path: Path, language: str
) -> None:
    with open_desk(tmp_path / "demo.db", FixedTime(MORNING)) as desk:
        fill(desk, language=language)
        said = [row["subject"] for row in rows(desk, "cases")] + [
            row["summary"] for row in rows(desk, "calls")
        ]
        said = [text for text in said if re.search("[a-z\u4e00-\u9fff]", text)]
        wrong = [text for text in said if is_chinese(text) != (language == "zh")]
        assert len(said) > 500
        assert wrong == []
        lists = [desk.policies.text(name) for name in ("causes", "waiting")]
        assert [is_chinese(text) for text in lists] == [language == "zh"] * 2
        assert all(
            is_chinese(row["cause"]) == (language == "zh") for row in rows(desk, "cases") if row["cause"]
        )
        guests = [row for row in rows(desk, "customers") if is_chinese(row["name"]) != (language == "zh")]
        assert 0 < len(guests) < 0.15 * len(rows(desk, "customers"))
        calendar = desk.policies.text("calendar")
        assert ("国庆节" in calendar, "Boxing Day" in calendar) == (language == "zh", language == "en")
        # What the documents name is there in either language.
        assert desk.cases.get(231).row.state == "working"
        assert desk.followups.get(40).state == "planned"
        board = desk.today.board()
        assert min(board.overdue, board.told_pending, board.new_cases) > 0
        assert len(board.drafts) == 1
