"""What would swallow time and memory is refused in words, after as much as a table could hold."""

import tracemalloc
from pathlib import Path

import pytest

from servicedesk.domain.errors import UsageError
from servicedesk.exchange import csv_rows, lines
from servicedesk.exchange.readers import open_rows
from tests.exchange.steps import given

HEAD = "Name,Phone,Note\n李伟,138 0000 1111,漏水\n"


def rows(path: Path) -> list[str]:
    with open_rows(path) as table:
        return [row.cells[0] for row in table.rows()]


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits that are soon reached; the real ones are tried by hand."""
    for module in (lines, csv_rows):
        monkeypatch.setattr(module, "LINE_LIMIT", 100_000)
    monkeypatch.setattr(lines, "RECORD_LIMIT", 300_000)
    monkeypatch.setattr(csv_rows, "MOST_BLANK", 1000)


OPEN_QUOTE = HEAD + '王芳,,"' + "words\n" * 100_000
ENDLESS_ROW = HEAD + '"a\n",' * 200_000


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("x.csv", HEAD + "\n" * 5000, "More than 1000 blank lines follow from line 3 on"),
        ("x.csv", HEAD + " , ,\r\n" * 5000, "More than 1000 blank lines follow from line 3 on"),
        ("x.csv", HEAD + "王芳,," + "漏" * 400_000 + "\n赵,,\n", "Line 3 is longer than 100000 characters"),
        ("x.csv", "漏" * 400_000, "Line 1 is longer than 100000 characters"),
        ("x.csv", OPEN_QUOTE, "in the row at line 3 is longer .* never closed"),
        ("x.csv", ENDLESS_ROW, "The row that ends at line .* is longer than 300000"),
        ("x.jsonl", '{"name": "' + "漏" * 400_000 + '"}\n', "Line 1 is longer than 100000 characters"),
    ],
    ids=["blank lines", "blank rows", "cell", "no line end", "open quote", "endless row", "json lines"],
)
def test_what_no_table_holds_is_refused_in_words_and_not_kept(
    tmp_path: Path, name: str, text: str, words: str
) -> None:
    path = given(tmp_path, text, name)
    del text
    tracemalloc.start()
    try:
        with pytest.raises(UsageError, match=words) as caught:
            rows(path)
        assert tracemalloc.get_traced_memory()[1] < 12_000_000
    finally:
        tracemalloc.stop()
    assert "nothing was imported" in caught.value.hint.lower()


def test_what_a_spreadsheet_leaves_below_its_rows_is_passed_over(tmp_path: Path) -> None:
    text = HEAD + ",,\n" * 900 + "王芳,,\n" + "\n" * 900 + "赵,,\n"
    assert rows(given(tmp_path, text, "x.csv")) == ["李伟", "王芳", "赵"]


def test_a_long_cell_of_several_lines_is_a_row_like_others(tmp_path: Path) -> None:
    text = HEAD + ('王芳,,"' + "漏水\n" * 20_000 + '"\n赵,,\n') * 5
    assert rows(given(tmp_path, text, "x.csv")).count("王芳") == 5
