"""Delimiters, marks, quotes and escapes of other programs."""

import csv
import io
from pathlib import Path

import hypothesis
import pytest
from hypothesis import settings
from hypothesis import strategies as st

from servicedesk.domain.errors import UsageError
from servicedesk.exchange.readers import open_rows
from servicedesk.exchange.rows import ReadOptions
from tests.exchange.steps import given


def table(
    folder: Path, text: str | bytes, **options: object
) -> tuple[tuple[str, ...], list[list[str]], tuple[str, ...]]:
    """Headers, rows and notes."""
    with open_rows(given(folder, text), None, ReadOptions(**options)) as opened:  # type: ignore[arg-type]
        rows = [list(row.cells) for row in opened.rows() if row.fault is None]
        return opened.headers, rows, opened.notes


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffsep=;\r\nName;Phone\r\nLi, W;1\r\n",
        "sep=;\r\n\ufeffName;Phone\r\nLi, W;1\r\n",
        "sep = ;\r\nName;Phone\r\nLi, W;1\r\n",
        "sep=;;;\r\nName;Phone\r\nLi, W;1\r\n",
        "sep=\t\r\nName\tPhone\r\nLi, W\t1\r\n",
        "\ufeff\ufeffName,Phone\r\n\"Li, W\",1\r\n",
        "\ufeff\"Name\",\"Phone\"\r\n\"Li, W\",1\r\n",
        "Name,Phone\r\"Li, W\",1\r",
        "Name;Phone\nLi, W;1\n",
        "Name，Phone\nLi, W，1\n",
        "Name；Phone\nLi, W；1\n",
        "Name、Phone\nLi, W、1\n",
        "Name~Phone\nLi, W~1\n",
        "Name^Phone\nLi, W^1\n",
        "Name\x01Phone\nLi, W\x011\n",
        "'Name','Phone'\n'Li, W','1'\n",
        "“Name”,“Phone”\n“Li, W”,“1”\n",
        '"Name,Phone"\n"""Li, W"",1"\n',
        'Name , "Phone"\n"Li, W", "1"\n',
        "Name,Phone\r\n\"Li, W\",1\r\n\x1a",
        "Name,Phone\n\"Li, W\",1\n",
    ],
)  # fmt: skip
def test_a_table_is_cut_whatever_its_signs_are(tmp_path: Path, text: str) -> None:
    headers, rows, notes = table(tmp_path, text)
    assert headers == ("Name", "Phone")
    assert [[cell.strip() for cell in row] for row in rows] == [["Li, W", "1"]]
    assert notes == ()


def test_a_delimiter_that_was_given_is_not_overruled(tmp_path: Path) -> None:
    assert table(tmp_path, "sep=;\nName,A;Phone\nLi,x;1\n", delimiter=",")[0] == ("Name", "A;Phone")
    assert table(tmp_path, "Name;Phone\nLi;1\n", delimiter=",")[0] == ("Name;Phone",)
    with pytest.raises(UsageError, match="nothing between its cells"):
        open_rows(given(tmp_path, '[{"name": "A"}]', "a.json"), None, ReadOptions(delimiter=";"))


def test_quotes_behind_backslashes_are_letters_where_the_file_escapes_so(tmp_path: Path) -> None:
    text = 'Name,Note\n"Li","said \\"hi\\", ok"\n"Wu","C:\\temp"\nX,y\n'
    assert table(tmp_path, text)[1] == [["Li", 'said "hi", ok'], ["Wu", "C:\\temp"], ["X", "y"]]


def test_a_backslash_at_the_end_of_a_cell_escapes_nothing(tmp_path: Path) -> None:
    text = '"field 1","field 2\\"\n"field 3\\","field 4"\n'
    assert table(tmp_path, text) == (("field 1", "field 2\\"), [["field 3\\", "field 4"]], ())


@pytest.mark.parametrize("text", ["'s Gravenhage,Phone\n't Hart,1\n", "Name,Note\n“Li” says,“x”\n"])
def test_quotes_that_quote_nothing_stay(tmp_path: Path, text: str) -> None:
    headers, rows, _notes = table(tmp_path, text)
    assert ",".join(headers) + "\n" + ",".join(rows[0]) + "\n" == text


def test_files_put_one_behind_the_other_are_one_table(tmp_path: Path) -> None:
    one = "\ufeffName,Phone\r\nLi,1\r\n"
    headers, rows, notes = table(tmp_path, one + one.replace("Li", "Wu"))
    assert (headers, rows) == (("Name", "Phone"), [["Li", "1"], ["Wu", "1"]])
    assert notes == ("1 row that repeats the column names is left out: line 3.",)


def test_a_name_that_is_a_column_name_is_a_name(tmp_path: Path) -> None:
    assert table(tmp_path, "Name\nLi\nName\n")[1] == [["Li"], ["Name"]]
    assert table(tmp_path, "Name,Phone\nName,1\n")[1] == [["Name", "1"]]


def test_columns_without_a_name_may_be_missing_at_the_end_of_a_row(tmp_path: Path) -> None:
    _headers, rows, _notes = table(tmp_path, "Name,Phone,,,\nLi,1,,,\nWu,2\nX,3,,,,,,\n")
    assert [row[:2] for row in rows] == [["Li", "1"], ["Wu", "2"], ["X", "3"]]
    assert {len(row) for row in rows} == {5}
    assert table(tmp_path, "Name,Phone,Note\nWu,2\n")[1] == []


CELLS = st.text("ab'\"“”\\,;|~^，；、\t\n\ufeff=漏1 -", max_size=8)


@settings(max_examples=200)
@hypothesis.given(
    rows=st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=5),
    delimiter=st.sampled_from(",;\t|"),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_what_a_csv_writer_writes_comes_back_letter_for_letter(
    tmp_path: Path, rows: list[tuple[str, str, str]], delimiter: str, quoting: int, end: str
) -> None:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter, quoting=quoting, lineterminator=end)  # type: ignore[arg-type]
    writer.writerow(["Name", "Phone", "Note"])
    writer.writerows(rows)
    headers, read_back, _notes = table(tmp_path, buffer.getvalue())
    assert headers == ("Name", "Phone", "Note")
    written = [list(row) for row in rows if any(cell.strip() for cell in row)]
    marks = str.maketrans("", "", "\ufeff")  # at the beginning of a line they are none of its letters
    assert [[cell.translate(marks) for cell in row] for row in read_back] == [
        [cell.translate(marks) for cell in row] for row in written
    ]
