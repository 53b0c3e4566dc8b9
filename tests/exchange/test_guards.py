"""What other programs put before digits so that a spreadsheet keeps them; our own files by our own rule."""

from pathlib import Path

import pytest

from servicedesk.exchange.guards import unguard
from tests.exchange.steps import given, read


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ('="00124"', "00124"),
        ('="13800000002"', "13800000002"),
        ('= "00124" ', "00124"),
        ('=""', ""),
        ('="a ""b"" c"', 'a "b" c'),
        ('="两\n行"', "两\n行"),
        ("'00125", "00125"),
        ("'13800000003", "13800000003"),
        ("'+86 138 0000 0003", "+86 138 0000 0003"),
        ("'010-62345678", "010-62345678"),
        ("'2026-03-02 09:15", "2026-03-02 09:15"),
        ("'A00125", "A00125"),
        ("`13800000004", "13800000004"),
        ("`00126", "00126"),
        ("\u2018110101199003070000", "110101199003070000"),
        ("'=SUM(A1)", "=SUM(A1)"),
        ("'@all", "@all"),
        ("'＝1", "＝1"),
        ("'\t=1", "\t=1"),
        ('\'="00124"', "00124"),
    ],
)
def test_guards_are_taken_off(cell: str, meant: str) -> None:
    assert unguard(cell) == meant


@pytest.mark.parametrize(
    "cell",
    [
        "'s-Hertogenbosch",
        "'quoted' words",
        "'漏水3次",
        "'",
        "`",
        "=",
        '="open',
        '=1+"2"',
        "=HYPERLINK(x)",
        "`ls -l` in the log",
        "'t is 3 weeks",
        "O'Neil",
        "‘引用’",
        "",
    ],
)
def test_words_that_begin_like_a_guard_stay(cell: str) -> None:
    assert unguard(cell) == cell


def test_guarded_numbers_of_a_file_of_another_program_are_whole(tmp_path: Path) -> None:
    text = (
        "客户名称,手机,邮箱,编号\r\n"
        '王伟,"13800000001\t",w@example.cn,"00123\t"\r\n'
        '李娜,"=""13800000002""",l@example.cn,"=""00124"""\r\n'
        "张敏,'13800000003,m@example.cn,'00125\r\n"
        "赵强,`13800000004,z@example.cn,`00126\r\n"
    )
    rows = read(given(tmp_path, text)).rows
    assert [(row["mobile"], row["external_id"]) for row in rows] == [
        ([f"1380000000{number}"], f"0012{number + 2}") for number in range(1, 5)
    ]


def test_a_file_whose_every_cell_is_a_formula_of_text_is_read_with_its_header(tmp_path: Path) -> None:
    text = (
        '="客户名称",="手机",="投诉内容",="优先级",="受理时间"\n'
        '="王伟",="13800000001",="漏水",="紧急",="2026/3/2 9:15"\n'
    )
    reading = read(given(tmp_path, text))
    assert reading.headers == ("客户名称", "手机", "投诉内容", "优先级", "受理时间")
    row = reading.rows[0]
    assert (row["customer"], row["phone"], row["priority"]) == ("王伟", ["13800000001"], 4)
    assert row["received_at"].isoformat() == "2026-03-02T01:15:00+00:00"


def test_a_guarded_number_whose_digits_are_lost_is_refused_with_the_reason(tmp_path: Path) -> None:
    reading = read(given(tmp_path, '客户名称,手机\n王伟,"=""1.38E+10"""\n李娜,\'1.38E+10\n张敏,1.38E+10\n'))
    assert reading.rows == []
    assert [(error.code, error.column) for _line, error in reading.rejected] == [
        ("ruined_number", "手机")
    ] * 3
    assert "scientific notation" in reading.rejected[0][1].reason


def test_one_of_our_own_files_loses_its_own_quote_and_nothing_else(tmp_path: Path) -> None:
    text = "Name,Phone,Record UID\r\n'''0012,13800000001,0198c0de-0000-7000-8000-000000000001\r\n"
    text += '\'=""0012"",13800000002,0198c0de-0000-7000-8000-000000000002\r\n'
    assert [row["name"] for row in read(given(tmp_path, text), "customer").rows] == ["''0012", '=""0012""']


def test_a_rejects_file_of_a_guarded_file_comes_back_as_meant(tmp_path: Path) -> None:
    text = (
        "\ufeff客户名称,手机,_line,_column,_reason,_code\r\n"
        '王伟,"\'=""13800000002""",2,手机,x,y\r\n张敏,\'\'13800000003,3,手机,x,y\r\n'
    )
    rows = read(given(tmp_path, text, "a.csv.rejects.csv")).rows
    assert [row["mobile"] for row in rows] == [["13800000002"], ["13800000003"]]
