"""Workbooks that nobody here wrote: each is read or refused in words, and every row is counted."""

from pathlib import Path

import pytest

from servicedesk.domain.errors import ServiceDeskError, UsageError
from servicedesk.exchange.readers import open_rows
from servicedesk.exchange.rows import ReadOptions
from tests.exchange.steps import read


def one(corpus: Path, name: str) -> Path:
    (path,) = corpus.glob(f"xlsx/*/*__{name}")
    return path


def cells(path: Path, **options: str | int) -> list[list[str]]:
    with open_rows(path, options=ReadOptions(**options)) as table:  # type: ignore[arg-type]
        return [list(table.headers), *(list(row.cells) for row in table.rows())]


@pytest.mark.parametrize("suffix", ["xlsx", "xlsb", "xls"])
def test_days_counted_from_1904_are_the_same_in_every_format(corpus: Path, suffix: str) -> None:
    assert cells(one(corpus, f"date_1904.{suffix}"), header_row=1)[:2] == [
        ["2021-01-01", "15"],
        ["2021-01-02", "16"],
    ]


@pytest.mark.parametrize("suffix", ["xlsx", "xls"])
def test_a_value_merged_downwards_stands_in_its_rows_alone(corpus: Path, suffix: str) -> None:
    assert cells(one(corpus, f"merge_cells.{suffix}"), header_row=1) == [
        ["Row Merge", "", "Not Merged"],
        ["Column Merge", "Chunk Merged", ""],
    ]


def test_errors_are_blank(corpus: Path) -> None:
    with pytest.raises(UsageError, match="holds no rows"):
        cells(one(corpus, "errors.xlsx"))


@pytest.mark.parametrize("name", ["pwtest.xls", "pwtest2.xls"])
def test_a_locked_workbook_says_so(corpus: Path, name: str) -> None:
    with pytest.raises(UsageError, match="password"):
        read(one(corpus, name))


def test_a_workbook_of_many_sheets_asks_which(corpus: Path) -> None:
    with pytest.raises(UsageError, match="Several sheets") as caught:
        read(one(corpus, "gh548_incorrect_sst_unique_count.xls"))
    assert "Provider Level Data (222 × 28)" in caught.value.message
    assert len(cells(one(corpus, "gh548_incorrect_sst_unique_count.xls"), sheet="Non-Booked Data")) > 200


@pytest.mark.parametrize("name", ["issue_594_dos.ods", "issue252.xlsx", "nomimetype.ods"])
def test_a_workbook_made_to_harm_or_damaged_says_so(corpus: Path, name: str) -> None:
    with pytest.raises(UsageError, match=r"damaged|memory|repeats filled rows"):
        read(one(corpus, name))


@pytest.mark.slow
def test_every_workbook_is_read_or_refused_in_words_and_every_row_is_counted(corpus: Path) -> None:
    paths = sorted(path for path in (corpus / "xlsx").rglob("*") if path.is_file())
    assert len(paths) > 150
    refused = []
    for path in paths:
        try:
            reading = read(path)
        except ServiceDeskError as error:
            refused.append((path.name, error))
            continue
        assert reading.format in {"xlsx", "xls", "xlsb", "ods"}, path
        assert all(error.code and error.reason for _line, error in reading.rejected), path
    assert all(error.exit_code == 2 and error.message and error.hint for _name, error in refused), refused
    assert len(refused) < len(paths)
