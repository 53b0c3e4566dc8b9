"""States in words that hold a known one, and what denies it."""

# ruff: noqa: E501 - rows of tables are not cut

import pytest

from servicedesk.domain.words.foreign import knows, read_any, says_more


@pytest.mark.parametrize(("word", "state"), [
    ("erfolgreich geschlossen", "closed"), ("erfolglos geschlossen", "closed"), ("Case closed", "closed"),
    ("系统已关闭", "closed"), ("系統已關閉", "closed"), ("自动办结", "closed"), ("Work finished", "solved"),
    ("Finished", "solved"), ("WIP", "working"), ("Von Kunde storniert", "cancelled"), ("本周处理中", "working"),
    ("warten zur Erinnerung", "waiting"), ("Wartet auf Teile", "waiting"),
])  # fmt: skip
def test_a_word_that_holds_a_known_state_is_read_as_it_and_kept(word: str, state: str) -> None:
    assert read_any("case_state", word) == state
    assert says_more("case_state", word) is (word not in {"Finished", "WIP"})


@pytest.mark.parametrize("word", [
    "not closed", "Nicht geschlossen", "未关闭", "待关闭", "to be closed", "partly resolved", "unresolved", "ungelöst",
    "wird geschlossen", "不能办结", "disclosed", "客户已关闭电源", "Wartung", "almost finished", "fast erledigt", "申请关闭",
    "The customer says that her account is closed and asks why",
])  # fmt: skip
def test_what_is_denied_put_off_or_told_of_something_else_is_no_state(word: str) -> None:
    assert read_any("case_state", word) is None


def test_prose_is_looked_at_for_words_that_are_known_as_they_stand() -> None:
    assert knows("case_state", "电话告知后已关闭") is None
    assert knows("case_state", "Closed - no action") == "closed"
