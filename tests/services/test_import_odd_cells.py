"""What stands in the wrong column of a card is told with its line and kept in words."""

from pathlib import Path

import pytest

from servicedesk.exchange.birthdays import is_birthday
from servicedesk.services.desk import Desk
from tests.services.exchange_steps import counts, take_in
from tests.services.test_import import column, write


def test_an_address_is_no_birthday_and_a_number_is_no_address(desk: Desk, tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "姓名,电话,住宅电话,邮箱,生日,客户自从\n"
        "甲,ann1@x.example,,+86 13900001002,oysh@x.example,\n"
        "乙,13900001003,ann@y.example,a@b.example,农历八月十五,\n"
        "丙,13900001004,,x,13900001111,\n"
        "丁,13900001005,,,0-0-0,\n",
    )
    report = take_in(desk, path, "customer")
    assert counts(report) == (4, 0, 0, 0)
    assert column(desk, "customers", "birthday") == ["", "农历八月十五", "", ""]
    assert column(desk, "customer_emails", "address") == ["a@b.example"]
    assert column(desk, "customer_phones", "raw") == ["13900001003", "13900001004", "13900001005"]
    notes = column(desk, "customers", "note")
    assert sorted(notes[0].splitlines()) == [
        "生日: oysh@x.example", "电话: ann1@x.example", "邮箱: +86 13900001002",
    ]  # fmt: skip
    assert notes[1:] == ["住宅电话: ann@y.example", "邮箱: x\n生日: 13900001111", ""]
    told = {note for note in report.notes if "kept in words (" in note}
    assert told == {
        "Column 住宅电话: 1 cell is kept in words (no phone number): line 3.",
        "Column 生日: 2 cells are kept in words (no date): lines 2, 4.",
        "Column 电话: 1 cell is kept in words (no phone number): line 2.",
        "Column 邮箱: 2 cells are kept in words (no e-mail address): lines 2, 4.",
    }
    assert counts(take_in(desk, path, "customer")) == (0, 0, 4, 0)


def test_of_many_lines_the_first_are_told(desk: Desk, tmp_path: Path) -> None:
    rows = "".join(f"客户{n},1390000100{n},nobody{n}\n" for n in range(8))
    report = take_in(desk, write(tmp_path, f"姓名,电话,邮箱\n{rows}"))
    assert (
        "Column 邮箱: 8 cells are kept in words (no e-mail address): lines 2, 3, 4, 5, 6 …." in report.notes
    )


@pytest.mark.parametrize("cell", [
    "--05-12", "5月12日", "八月十五", "农历八月十五", "舊曆七月初七", "腊月廿三", "中秋节",
    "闰四月初八", "12 May", "May 12", "12. März", "12.05.", "5/12", "1975", "1975年", "1975年6月", "1975-06",
    "19XX-05-12", "约1960年", "80后", "Lunar 8/15",
])  # fmt: skip
def test_a_birthday_may_lack_its_year_or_be_a_lunar_one(cell: str) -> None:
    assert is_birthday(cell)


@pytest.mark.parametrize("cell", [
    "oysh@x.example", "13900001111", "+86 139 0000 1111", "上海市浦东新区", "VIP", "王芳", "?",
    "12 - 34 - 56 - 78",
])  # fmt: skip
def test_what_tells_no_day_is_no_birthday(cell: str) -> None:
    assert not is_birthday(cell)


def test_signs_of_no_text_are_told_and_an_id_with_one_is_damaged(desk: Desk, tmp_path: Path) -> None:
    rows = (
        '[{"Number": "甲-1", "Customer": "Zoe\\ud800", "Subject": "漏水\\u0000了"},'
        ' {"Number": "甲\\u0000-2", "Customer": "Una", "Subject": "late"},'
        ' {"Number": "甲-3", "Customer": "Una", "Subject": "two\\nlines\\t"}]'
    )
    report = take_in(desk, write(tmp_path, rows, "signs.json"), "case")
    assert counts(report) == (2, 0, 0, 1)
    assert column(desk, "cases", "subject") == ["漏水了", "two lines"]
    assert column(desk, "cases", "external_id") == ["甲-1", "甲-3"]
    assert [one.code for one in report.rejects] == ["damaged_id"]
    told = [note for note in report.notes if "NUL" in note]
    assert told == ["Signs that are in no text (such as NUL) were left out of 3 cells, in lines 1, 2."]


def test_signs_of_no_text_in_a_table_are_told_by_their_line(desk: Desk, tmp_path: Path) -> None:
    path = write(tmp_path, "Customer,Subject,Received\nUna,late\x00,2026-03-02\nZoe,\x07漏水,2026-03-03\n")
    told = [note for note in take_in(desk, path, "case").notes if "NUL" in note]
    assert told == ["Signs that are in no text (such as NUL) were left out of 2 cells, in lines 2, 3."]
