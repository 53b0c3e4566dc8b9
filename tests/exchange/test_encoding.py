"""Bytes to letters: right, or asked for; never a silent guess."""

# ruff: noqa: E501 - rows of tables are not cut

from pathlib import Path

import pytest

from servicedesk.domain.errors import UsageError
from servicedesk.exchange.encoding import read_text
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
    assert reading.notes[0] == "Read as gb18030: 客户名称,联系电话,投诉内容"
    assert read(given(tmp_path, SIMPLIFIED), "case").notes == []


ACCENTS = "Name,Phone\r\nJörg Müller,13800001111\r\n"


@pytest.mark.parametrize(("text", "written", "named", "likelier"), [
    (SIMPLIFIED, "gb18030", "latin-1", "gb18030"), (SIMPLIFIED, "utf-8", "latin-1", "utf-8"),
    (SIMPLIFIED, "utf-8", "cp1251", ""), (SIMPLIFIED, "gb18030", "gbk", ""), (SIMPLIFIED, "gb18030", "cp949", "gb18030"),
    (TRADITIONAL, "big5", "latin-1", "big5hkscs"), (TRADITIONAL, "big5", "big5", ""),
    (ACCENTS, "utf-8", "cp1252", "utf-8"), (ACCENTS, "utf-8", "gb18030", "utf-8"), (ACCENTS, "latin-1", "cp1252", ""),
    (ACCENTS, "latin-1", "cp1250", ""), (ACCENTS, "utf-8", "utf-8", ""), ("a,b\r\n1,2\r\n", "utf-8", "cp1252", ""),
    ("Name,Note\r\nLast,漏水\r\n", "gb18030", "gb18030", ""), ("名前,電話\r\n山田,1\r\n", "cp932", "cp932", ""),
])  # fmt: skip
def test_an_encoding_that_the_file_does_not_look_like_holds_and_is_told(
    tmp_path: Path, text: str, written: str, named: str, likelier: str
) -> None:
    path = given(tmp_path, text, encoding=written)
    with path.open("rb") as source:
        try:
            decoded = read_text(source, named)
        except UsageError:
            assert not likelier
            return
        assert decoded.likelier == likelier
        assert decoded.open().read() == text.encode(written).decode(named)
        if likelier:
            assert decoded.likelier_sample() == text.splitlines()[0 if text is not ACCENTS else 1]


@pytest.mark.parametrize("rows", [0, 60, 9000])
@pytest.mark.parametrize("words", ["漏水", "水", "x漏水y", "漏水 路"])
def test_good_utf8_that_is_likelier_chinese_is_read_as_it_is_and_told(
    tmp_path: Path, words: str, rows: int
) -> None:
    text = "Name,Note\r\n" + "Ann Lee,a plain note of some length\r\n" * rows + f"Last,{words}\r\n"
    reading = read(given(tmp_path, text, encoding="gb18030"), "customer")
    signs = words.encode("gb18030").decode("utf-8")
    assert reading.rows[-1]["note"] == signs
    assert reading.notes[0] == f"Read as utf-8: Last,{signs}"


@pytest.mark.parametrize("words", [
    "©", "© 2026 Müller", "5 ½", "a·b", "café", "20 °C", "¿Qué?", "«Да»", "Łódź", "Ελλάδα", "Straße 5²", "naïve ×",
    "שלום", "漏水", "e\u0301", "£5·½", "™ ©", "",
])  # fmt: skip
def test_signs_and_letters_that_stand_in_texts_are_no_doubt(tmp_path: Path, words: str) -> None:
    assert read(given(tmp_path, f"Name,Note\r\nAnn,{words}\r\n"), "customer").notes == []


def test_a_guess_is_shown_by_a_line_that_it_decides(tmp_path: Path) -> None:
    text = "Name,Note\r\n" + "Li,ok\r\n" * 20_000 + "王伟,空调漏水，没有人接电话，要求退款\r\n" * 9
    reading = read(given(tmp_path, text, encoding="gb18030"), "customer")
    assert reading.notes[0] == "Read as gb18030: 王伟,空调漏水，没有人接电话，要求退款"


def test_who_is_asked_sees_a_line_as_the_likely_encodings_read_it(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        read(given(tmp_path, HEADER_ONLY_TWO, encoding="gb18030"), "customer")
    assert "gb18030: 姓名,电话" in caught.value.hint
    with pytest.raises(UsageError) as caught:
        read(given(tmp_path, "Name,Note\nJürgen,x\n", encoding="cp1252"), "customer")
    assert "cp1252: Jürgen,x" in caught.value.hint
    with pytest.raises(UsageError) as caught:
        read(given(tmp_path, f"Name,Note\n{'x' * 300} Jürgen,x\n", encoding="cp1252"), "customer")
    assert "xx Jürgen,x" in caught.value.hint
    assert len(caught.value.hint) < 400
    assert "\n" not in caught.value.hint


@pytest.mark.parametrize("encoding", ["iso2022_jp", "hz"])
def test_letters_written_with_seven_bits_are_asked_for(tmp_path: Path, encoding: str) -> None:
    text = "名前,電話\r\n田中,1\r\n" if encoding == "iso2022_jp" else SIMPLIFIED
    with pytest.raises(UsageError, match="not clear") as caught:
        read(given(tmp_path, text, encoding=encoding), "customer")
    assert f"{encoding}: {text.splitlines()[0]}" in caught.value.hint


@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        ("utf-8-sig", "gb18030"),
        ("utf-16", "utf-8"),
        ("utf-16", "gb18030"),
        ("utf-8-sig", "utf-16"),
        ("utf-32", "utf-16"),
    ],
)
def test_a_mark_that_contradicts_the_encoding_named_is_refused(
    tmp_path: Path, encoding: str, named: str
) -> None:
    with pytest.raises(UsageError, match="begins with the mark of"):
        read(given(tmp_path, SIMPLIFIED, encoding=encoding), options=ReadOptions(encoding=named))


@pytest.mark.parametrize(("mark", "named"), [(b"\xff\xfe", "utf-16-be"), (b"\xfe\xff", "utf-16-le")])
def test_the_order_of_bytes_that_was_named_is_not_overruled(tmp_path: Path, mark: bytes, named: str) -> None:
    codec = "utf-16-le" if named == "utf-16-be" else "utf-16-be"
    path = given(tmp_path, mark + SIMPLIFIED.encode(codec))
    with pytest.raises(UsageError, match="mark"):
        read(path, options=ReadOptions(encoding=named))
    assert read(path, options=ReadOptions(encoding=codec)).headers[0] == "客户名称"


def test_bytes_that_are_not_of_the_encoding_named_are_named_by_line_and_character(tmp_path: Path) -> None:
    content = "Name,Note\r\nLi,ok\r\nJü,x\r\n".encode("cp1252")
    with pytest.raises(UsageError, match="Line 3 of the file is not UTF-8 text from character 2 on"):
        read(given(tmp_path, content), "customer", options=ReadOptions(encoding="utf-8"))
    long = ("漏" * 700_000).encode() + b"\xff"
    with pytest.raises(UsageError, match="Line 1 of the file is not UTF-8 text from character 700001 on"):
        read(given(tmp_path, long), "customer", options=ReadOptions(encoding="utf-8"))
    mac = "Name\rLi\rJü\r".encode("cp1252")
    with pytest.raises(UsageError, match="Line 3 of the file is not UTF-8 text from character 2 on"):
        read(given(tmp_path, mac), "customer", options=ReadOptions(encoding="utf-8"))


def test_a_latin_body_below_destroyed_names_is_refused_for_the_names(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="destroyed"):
        read(given(tmp_path, b"??????,????\r\nCaf\xe9,1\r\nJos\xe9,2\r\n"))


NO_CHINESE = {
    "cp932": "氏名,電話,住所,苦情の内容|田中太郎,03-1234-5678,東京都新宿区,エアコンの水漏れ|佐藤花子,06-1111-2222,大阪市,返金希望|鈴木,1,横浜,故障",
    "euc_jp": "氏名,電話,住所,苦情の内容|田中太郎,03-1234-5678,東京都新宿区,修理担当者態度|佐藤花子,06-1111-2222,大阪市,返金希望|鈴木,1,横浜,故障",
    "cp949": "이름,전화,주소,불만|홍길동,02-000-0000,서울,에어컨 누수|김철수,1,부산,환불",
    "cp1252": "Vorname,Straße,Größe,Ort|Jürgen,Königstraße,groß,Köln|Zoë,Ünter,été,Málaga|Ñuño,ÀÉÈ,çà,São",
    "cp1250": "Jméno,Příjmení,Ulice|Jiří,Dvořák,Žižkova|Łukasz,Śliwiński,Źródlana",
    "cp1251": "Имя,Телефон,Адрес|Иван Петров,495,Москва|Ольга,812,течёт кондиционер",
    "koi8_r": "Имя,Телефон,Адрес|Иван Петров,495,Москва|Ольга,812,течёт кондиционер",
    "cp1253": "Όνομα,Τηλέφωνο|Γιώργος,210|Ελένη,211",
    "cp1255": "שם,טלפון|דוד,03|שרה,04",
    "cp1256": "الاسم,الهاتف|محمد,01|فاطمة,02",
    "cp874": "ชื่อ,โทร|สมชาย,02|สมหญิง,03",
}


@pytest.mark.parametrize("encoding", NO_CHINESE)
@pytest.mark.parametrize("rows", [1, 3, 40])
def test_no_other_language_is_ever_taken_for_chinese(tmp_path: Path, encoding: str, rows: int) -> None:
    header, *lines = NO_CHINESE[encoding].split("|")
    for row in range(len(lines)):
        text = "\r\n".join([header, *(lines[row:] + lines[:row]) * rows]) + "\r\n"
        with pytest.raises(UsageError, match="not clear"):
            read(given(tmp_path, text, encoding=encoding), "customer")


@pytest.mark.parametrize("encoding", ["gb18030", "gbk", "big5", "utf-16-le", "utf-16-be", "utf-32-le"])
def test_chinese_tables_of_all_lengths_are_right_or_asked_for(tmp_path: Path, encoding: str) -> None:
    asked = 0
    lines = (TRADITIONAL if encoding == "big5" else SIMPLIFIED).splitlines()
    for count in range(100):
        text = "\r\n".join([lines[0], *(f"{count + row},{lines[1]}" for row in range(count))]) + "\r\n"
        try:
            with given(tmp_path, text, encoding=encoding).open("rb") as source:
                decoded = read_text(source)
                assert decoded.open().read() == text
                decoded.release()
        except UsageError:
            asked += 1
    assert asked <= 2


def test_four_bytes_of_gb18030_are_one_character(tmp_path: Path) -> None:
    text = SIMPLIFIED + "㐀𠮷野,138,𠀀漏水\r\n"
    assert read(given(tmp_path, text, encoding="gb18030"), "case").rows[-1]["customer"] == "㐀𠮷野"


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


def hint_of(folder: Path, content: str, encoding: str) -> str:
    with pytest.raises(UsageError, match="encoding of the file is not clear") as caught:
        read(given(folder, content, encoding=encoding), "customer")
    return caught.value.hint


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("Name,Note\nJürgen Groß,x\nSøren,y\n", "Søren"),
        (f"Name,Note\nJürgen Groß,{'ä ' * 40} bei Søren\n", "Søren"),
        (f"Name,Note\nJürgen Groß,{'ä' * 40};Ångström;x\n", "Ångström"),
    ],
)
def test_the_line_that_is_shown_tells_the_encodings_apart(tmp_path: Path, content: str, word: str) -> None:
    hint = hint_of(tmp_path, content, "cp1252")
    shown = [reading.partition(": ")[2] for reading in hint.partition("read it: ")[2].rstrip(".").split("; ")]
    assert len(set(shown)) == len(shown) > 1
    assert f"cp1252: {word}" in hint or word in shown[0]
    assert "cp1250" in hint


def test_of_encodings_that_read_all_of_the_file_alike_one_is_named(tmp_path: Path) -> None:
    hint = hint_of(tmp_path, "Name,Note\nJürgen Groß,x\nÄrger,Öl\n", "cp1252")
    assert "cp1252: Jürgen Groß" in hint
    assert "cp1250" not in hint
