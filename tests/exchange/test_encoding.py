"""Bytes to letters: right, or asked for; never a silent guess."""

# ruff: noqa: E501 - rows of tables are not cut

from pathlib import Path

import pytest

from servicedesk.domain.errors import UsageError
from servicedesk.exchange.rows import ReadOptions
from tests.exchange.steps import given, read

SIMPLIFIED = "客户名称,联系电话,投诉内容\r\n李娜,13800001111,空调漏水，要求退款\r\n王伟,13800002222,快递员态度不好，希望尽快处理\r\n"
TRADITIONAL = "客戶名稱,聯絡電話,投訴內容\r\n陳小姐,13800001111,冷氣機漏水，要求退款並賠償損失\r\n"
HEADER_ONLY_TWO = "姓名,电话\r\nA,13800001111\r\n"


@pytest.mark.parametrize(
    "encoding",
    [
        "utf-8",
        "utf-8-sig",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "utf-32",
        "utf-32-le",
        "utf-32-be",
        "gb18030",
        "gbk",
    ],
)
def test_chinese_tables_are_read_in_every_encoding_that_programs_write(tmp_path: Path, encoding: str) -> None:
    reading = read(given(tmp_path, SIMPLIFIED, encoding=encoding), "case")
    assert reading.headers == ("客户名称", "联系电话", "投诉内容")
    assert [row["customer"] for row in reading.rows] == ["李娜", "王伟"]


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff"])
def test_a_byte_order_mark_tells_the_order_of_utf16(tmp_path: Path, mark: bytes) -> None:
    codec = "utf-16-le" if mark == b"\xff\xfe" else "utf-16-be"
    reading = read(given(tmp_path, mark + SIMPLIFIED.encode(codec)), "case")
    assert reading.headers[0] == "客户名称"


def test_a_guess_is_told(tmp_path: Path) -> None:
    reading = read(given(tmp_path, SIMPLIFIED, encoding="gb18030"), "case")
    assert reading.encoding == "gb18030"
    assert reading.notes[0] == "Read as gb18030: 客户名称, 联系电话, 投诉内容"
    assert read(given(tmp_path, SIMPLIFIED), "case").notes == []


def test_big5_is_told_from_gb18030(tmp_path: Path) -> None:
    path = given(tmp_path, TRADITIONAL, encoding="big5")
    reading = read(path, "case", explicit={"投訴內容": "description", "客戶名稱": "customer"})
    assert reading.encoding == "big5hkscs"
    assert reading.rows[0]["customer"] == "陳小姐"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (
            "氏名,電話\r\n山田太郎,03-1234-0000\r\nエアコンの水漏れについて苦情があります。返金を希望します。,x\r\n",
            "cp932",
        ),
        ("이름,전화\r\n홍길동,02-000-0000\r\n에어컨에서 물이 샙니다. 환불을 원합니다.,x\r\n", "euc-kr"),
        ("nom,téléphone\r\nHélène,0100000000\r\nétat général déplorable été,x\r\n", "cp1252"),
        ("имя,телефон\r\nИван,000\r\nтечёт кондиционер, верните деньги\r\n", "cp1251"),
        ("ชื่อ,โทร\r\nสมชาย,000\r\n", "cp874"),
    ],
)
def test_other_languages_in_old_encodings_are_asked_for(tmp_path: Path, text: str, encoding: str) -> None:
    with pytest.raises(UsageError, match="encoding of the file is not clear") as caught:
        read(given(tmp_path, text, encoding=encoding), "customer")
    assert "--encoding" in caught.value.hint
    reading = read(
        given(tmp_path, text, encoding=encoding),
        "customer",
        options=ReadOptions(encoding=encoding),
        explicit={text.split(",", maxsplit=1)[0]: "name"},
    )
    assert reading.rows


def test_too_few_letters_to_tell_are_asked_for(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not clear"):
        read(given(tmp_path, HEADER_ONLY_TWO, encoding="gb18030"), "customer")


def test_a_utf8_file_cut_within_a_character_is_not_taken_for_gb18030(tmp_path: Path) -> None:
    content = SIMPLIFIED.encode()
    with pytest.raises(UsageError, match="cut off"):
        read(given(tmp_path, content[:-4]), "case")


def test_a_broken_line_in_a_utf8_file_is_named(tmp_path: Path) -> None:
    content = (SIMPLIFIED * 100).encode() + b"\xff\xfe broken\r\n" + SIMPLIFIED.encode()
    with pytest.raises(UsageError, match="Line 301 of the file is not UTF-8"):
        read(given(tmp_path, content), "case")


def test_a_late_broken_line_of_a_large_file_is_found_before_the_first_row_is_given(tmp_path: Path) -> None:
    content = ("Name,客户投诉内容说明\n" + "a,漏水漏水\n" * 200_000).encode() + b"b,\xe6\xbc\n"
    with pytest.raises(UsageError, match="Line 200002"):
        read(given(tmp_path, content), "customer")


def test_the_encoding_that_the_user_names_is_taken_at_its_word_but_checked(tmp_path: Path) -> None:
    path = given(tmp_path, HEADER_ONLY_TWO, encoding="gb18030")
    assert read(path, "customer", options=ReadOptions(encoding="gb2312")).rows[0]["name"] == "A"
    with pytest.raises(UsageError, match="Line 1 of the file is not UTF-8"):
        read(path, "customer", options=ReadOptions(encoding="utf-8"))
    for name in ("klingon", "rot13", "zlib", "hex"):
        with pytest.raises(UsageError, match="no encoding"):
            read(path, "customer", options=ReadOptions(encoding=name))


def test_a_few_zero_bytes_do_not_make_utf16_of_a_utf8_file(tmp_path: Path) -> None:
    reading = read(given(tmp_path, "Name,Phone\nA\0b\0c,13800001111\n漏水\0,13800002222\n"), "customer")
    assert [row["name"] for row in reading.rows] == ["Abc", "漏水"]


@pytest.mark.parametrize("content", [b"", b"\r\n\r\n", b"\xef\xbb\xbf", b"\xff\xfe", b"\0\0\0", b"  \n"])
def test_an_empty_file_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(UsageError, match="The file is empty"):
        read(given(tmp_path, content), "customer")


@pytest.mark.parametrize("header", ["????,???,ID", "姓名??,????,??", "??,Phone", "���,Phone"])
def test_destroyed_column_names_are_refused_with_that_reason(tmp_path: Path, header: str) -> None:
    with pytest.raises(UsageError, match="destroyed"):
        read(given(tmp_path, f"{header}\na,b,c\n"), "customer")


def test_random_bytes_are_refused_in_words(tmp_path: Path) -> None:
    for seed in range(40):
        content = bytes((seed * 37 + place * place * 11 + place // 7) % 251 + 1 for place in range(2000))
        with pytest.raises(UsageError):
            read(given(tmp_path, content), "customer")
