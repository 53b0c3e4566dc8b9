"""What the check of a set says is true in each outcome, and one line."""

from types import SimpleNamespace
from typing import Any

import pytest

from servicedesk.cli.night_words import checked_words


@pytest.mark.parametrize(
    ("rows", "compared", "is_opened", "words", "never"),
    [
        (7, ("a.jsonl",), True, "7 rows are the same in the backup", "no row"),
        (0, ("a.jsonl",), True, "Its files hold no row", "are the same in"),
        (0, (), True, "An earlier version made it", "are the same in"),
        (0, (), False, "only with --identity KEYFILE", "are the same in"),
    ],
)
def test_the_check_says_what_was_compared_and_nothing_that_was_not(
    rows: int, compared: tuple[str, ...], words: str, never: str, *, is_opened: bool
) -> None:
    checked: Any = SimpleNamespace(
        kept=SimpleNamespace(name="2026-11-22-000014"),
        files=9,
        rows=rows,
        compared=compared,
        live="same",
        changes_since=0,
        is_opened=is_opened,
    )
    said = checked_words(checked)
    assert words in said
    assert never not in said
    assert "\n" not in said
