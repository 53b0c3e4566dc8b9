"""CSV as it really comes."""

import io
import sys
from pathlib import Path

import pytest

from servicedesk.domain.errors import NoSpaceError, NotFoundError, ServiceDeskError, UsageError
from servicedesk.exchange import readers
from servicedesk.exchange.readers import open_rows
from servicedesk.exchange.rows import ReadOptions
from servicedesk.settings import room
from tests.exchange.steps import given, read


def cells(path: Path, file_format: str | None = None, **options: object) -> list[list[str]]:
    with open_rows(path, file_format, ReadOptions(**options)) as table:  # type: ignore[arg-type]
        return [list(row.cells) for row in table.rows() if row.fault is None]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "，"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    rows = [["Name", "Phone", "Note"], ["Lí, Wei", "138;1|2", "a"], ["B", "", "x，y"]]
    text = "\n".join(
        delimiter.join(f'"{cell}"' if delimiter in cell else cell for cell in row) for row in rows
    )
    with open_rows(given(tmp_path, text)) as table:
        assert table.delimiter == delimiter
        assert table.headers == ("Name", "Phone", "Note")
        assert [list(row.cells) for row in table.rows()] == rows[1:]


def test_commas_in_the_cells_do_not_outvote_the_delimiter_of_the_header(tmp_path: Path) -> None:
    text = "name;address\nLi;1 High St, Flat 2, Town\nWu;2 High St, Flat 3, Town\n"
    assert cells(given(tmp_path, text)) == [
        ["Li", "1 High St, Flat 2, Town"],
        ["Wu", "2 High St, Flat 3, Town"],
    ]


def test_one_column_of_sentences_stays_one_column(tmp_path: Path) -> None:
    assert cells(given(tmp_path, '投诉内容\n"漏水，很严重，请处理"\n态度不好\n')) == [
        ["漏水，很严重，请处理"],
        ["态度不好"],
    ]


@pytest.mark.parametrize("line", ["sep=;", '"sep=;"', "SEP=;"])
def test_the_separator_line_of_excel_is_obeyed(tmp_path: Path, line: str) -> None:
    assert cells(given(tmp_path, f"{line}\r\nA;1\r\n2;3\r\n")) == [["2", "3"]]


def test_the_user_names_delimiter_and_headerless_tables(tmp_path: Path) -> None:
    path = given(tmp_path, "张三!13800001111\n李四!13800002222\n")
    assert cells(path, delimiter="!", has_header=False) == [["张三", "13800001111"], ["李四", "13800002222"]]
    reading = read(
        path,
        "customer",
        options=ReadOptions(delimiter="!", has_header=False),
        explicit={"1": "name", "2": "phone"},
    )
    assert [row["name"] for row in reading.rows] == ["张三", "李四"]
    with pytest.raises(UsageError, match="one character"):
        cells(path, delimiter="!!")


def test_rows_of_the_wrong_width_are_rejected_with_their_line(tmp_path: Path) -> None:
    text = (
        'Name,Phone,Note\n"two\nlines",1380000,ok\nB,1380000\nC,1380000,x,y\nD,1380000,fine,,\nE,1380000,ok\n'
    )
    reading = read(given(tmp_path, text), "customer")
    assert [row["name"] for row in reading.rows] == ["two lines", "D", "E"]
    assert [(line, error.code) for line, error in reading.rejected] == [
        (4, "field_count"),
        (5, "field_count"),
    ]
    assert reading.rejected[0][1].reason == "2 fields instead of 3."


def test_blank_rows_are_not_rows(tmp_path: Path) -> None:
    text = "\n\nName,Phone\n\n,\n　, \nA,1380000\n\n\nB,1380001\n,,,,\n"
    reading = read(given(tmp_path, text), "customer")
    assert [row["name"] for row in reading.rows] == ["A", "B"]
    assert reading.rejected == []


def test_a_header_alone_is_a_table_without_rows(tmp_path: Path) -> None:
    for text in ("客户名称,联系电话", "客户名称,联系电话\r\n", "\ufeff客户名称,联系电话\r\n\r\n"):
        assert read(given(tmp_path, text), "customer").rows == []


def test_a_title_above_the_column_names_is_left_out_and_told(tmp_path: Path) -> None:
    text = "客户投诉登记表,,,\n2026年11月,,,\n投诉人姓名,联系电话,投诉内容,分类\n李娜,13800001111,漏水,质量\n"
    reading = read(given(tmp_path, text), "case")
    assert reading.headers[0] == "投诉人姓名"
    assert reading.rows[0]["description"] == "漏水"
    assert reading.notes[0] == "2 lines above the column names are left out."


def test_an_unclosed_quote_refuses_the_file_with_the_line_where_it_opens(tmp_path: Path) -> None:
    text = 'Name,Note\nA,ok\nB,ok\nC,"not closed\n' + "D,ok\n" * 1000
    with pytest.raises(UsageError, match="line 4 is never closed") as caught:
        read(given(tmp_path, text), "customer")
    assert "nothing was imported" in caught.value.hint


def test_an_unclosed_quote_in_the_header_refuses_the_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="line 1 is never closed"):
        read(given(tmp_path, 'Name,"Note\nA,ok\nB,ok\n'), "customer", explicit={"Name": "name"})


def test_an_undoubled_quote_rejects_its_row_and_no_other(tmp_path: Path) -> None:
    reading = read(given(tmp_path, 'Name,Note\nA,"He said "hi" there"\nB,a "loose" quote\n'), "customer")
    assert [row["name"] for row in reading.rows] == ["B"]
    assert [(line, error.code) for line, error in reading.rejected] == [(2, "quoting")]


def test_blanks_before_quotes_do_not_cut_cells(tmp_path: Path) -> None:
    assert cells(given(tmp_path, 'Name, Note\n"A", "x, y"\n"B", "z"\n')) == [["A", "x, y"], ["B", "z"]]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_all_line_ends_are_line_ends(tmp_path: Path, end: str) -> None:
    assert cells(given(tmp_path, end.join(["Name,Note", "A,1", "B,2", ""]))) == [["A", "1"], ["B", "2"]]


def test_a_cell_of_two_hundred_thousand_characters_is_read_and_one_beyond_the_limit_rejects_its_row(
    tmp_path: Path,
) -> None:
    reading = read(given(tmp_path, f"Name,Note\nA,{'漏' * 200_000}\nB,{'x' * 1_000_001}\nC,ok\n"), "customer")
    assert [row["name"] for row in reading.rows] == ["A", "C"]
    assert len(reading.rows[0]["note"]) == 200_000
    assert [(line, error.code) for line, error in reading.rejected] == [(3, "too_long")]


def test_control_characters_never_pass(tmp_path: Path) -> None:
    hostile = "\x1b]52;c;x\x07 \x9b31m \u202eevil [/x] [@click=app.quit]"
    row = read(given(tmp_path, f"Name,Note\n{hostile},漏水 {hostile}\0\n"), "customer").rows[0]
    for value in (row["name"], row["note"]):
        assert not set(value) & set("\x1b\x07\x9b\u202e\0")
        assert "[@click=app.quit]" in value


def test_a_workbook_a_folder_and_a_missing_file_are_refused_in_words(tmp_path: Path) -> None:
    for magic in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        with pytest.raises(UsageError, match="workbook"):
            open_rows(given(tmp_path, magic + b"rest", "book.csv"))
    with pytest.raises(UsageError, match="folder"):
        open_rows(tmp_path)
    with pytest.raises(NotFoundError, match=r"no file gone\.csv"):
        open_rows(tmp_path / "gone.csv")
    with pytest.raises(ServiceDeskError):
        open_rows("odd\0name.csv")
    with pytest.raises(UsageError, match="no format"):
        open_rows(given(tmp_path, "a,b"), "xml")


def test_standard_input_is_read_like_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    content = "客户名称,登记时间\n李娜,2026/1/2\n王伟,2026/1/3\n".encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    reading = read("-", "customer")  # type: ignore[arg-type]
    assert [row["name"] for row in reading.rows] == ["李娜", "王伟"]


def test_what_comes_through_a_pipe_and_is_large_is_read_from_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "_SPOOL_IN_MEMORY", 1000)
    monkeypatch.setattr(readers, "_SPOOL_BLOCK", 700)
    content = "客户名称,登记时间\n" + "李娜,2026/1/2\n" * 1000
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content.encode("gb18030"))))
    assert len(read("-", "customer").rows) == 1000  # type: ignore[arg-type]


def test_endless_columns_and_endless_first_lines_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="more than 2000 columns"):
        read(given(tmp_path, "a," * 5000 + "b\n1\n"), "customer")
    reading = read(given(tmp_path, f"Name,Note\nA,{'x' * 900_000}\nB,{'y' * 900_000}\nC,z\n"), "customer")
    assert [row["name"] for row in reading.rows] == ["A", "B", "C"]


@pytest.mark.parametrize(
    ("content", "file_format"),
    [
        ("Name\tPhone\nA\t1", "csv"),
        ('[{"Name": "A"}]', "json"),
        ('{"Name": "A"}\n{"Name": "B"}\n', "jsonl"),
        ('\ufeff{"items": [{"Name": "A"}]}', "json"),
    ],
)
def test_without_a_suffix_the_content_tells_the_format(
    tmp_path: Path, content: str, file_format: str
) -> None:
    assert read(given(tmp_path, content, "noname"), "customer").format == file_format


def test_a_tsv_keeps_its_commas(tmp_path: Path) -> None:
    assert cells(given(tmp_path, "Name\tA, B, C\nx, y, z\t1\n", "t.tsv")) == [["x, y, z", "1"]]


def test_what_comes_through_a_pipe_without_end_leaves_half_of_the_disk(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    taken = 0

    class Endless(io.RawIOBase):
        """Zeroes, and no end; the disk has less room with each block."""

        def readable(self) -> bool:
            return True

        def read(self, size: int = -1) -> bytes:
            nonlocal taken
            assert taken < 1 << 20, "nobody stops reading"
            taken += size
            return bytes(size)

    whole = room.SPARE + 100_000
    monkeypatch.setattr(readers, "_SPOOL_IN_MEMORY", 1000)
    monkeypatch.setattr(readers, "_SPOOL_BLOCK", 700)
    monkeypatch.setattr(room, "free", lambda _folder: whole - taken)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(Endless()))  # type: ignore[arg-type]
    with pytest.raises(NoSpaceError, match="MB free"):
        read("-")  # type: ignore[arg-type]
    assert 40_000 < taken < 60_000
