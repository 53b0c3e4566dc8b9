"""The workbook of a whole desk comes in as its folder does, and its sheets one by one make nobody twice."""

from pathlib import Path

import pytest

from servicedesk.domain.errors import UsageError
from servicedesk.exchange.long_texts import LongTexts, Pieces
from servicedesk.services.customers import CardChange
from servicedesk.services.desk import Desk
from tests.builders import HOSTILE, FixedTime, dump, given_case, given_customer, given_followup, open_desk
from tests.services.exchange_steps import KINDS, export, take_in
from tests.services.test_import import column
from tests.services.test_whole_desk import contents, take_all, totals, whole

LONG = "字" * 40_000 + HOSTILE + "a" * 20_000


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_workbook_of_all_kinds_comes_in_as_one_step(
    desk: Desk, time: FixedTime, tmp_path: Path, language: str
) -> None:
    whole(desk, time)
    desk.customers.edit(1, CardChange({"note": LONG}))
    desk.cases.edit(1, {"description": f"x{LONG}", "facts": LONG})
    book = tmp_path / "desk.xlsx"
    export(desk, "all", book, language=language)
    export(desk, "all", tmp_path / "out")
    with open_desk(tmp_path / "other.db", time) as other:
        before = dump(other)
        dry = take_all(other, book, dry_run=True)
        report = take_all(other, book)
        assert totals(report) == totals(dry)
        assert totals(report)[1:] == (0, 0, 0), report
        assert [one.kind for one in report.files] == list(KINDS)
        assert (report.notes, report.setup) == ((), None)
        export(other, "all", tmp_path / "again")
        again = contents(tmp_path / "again")
        for name, block in contents(tmp_path / "out").items():
            if name.endswith("csv"):
                assert again[name] == block, name
        assert totals(take_all(other, book)) == (0, 0, report.total("read"), 0)
        other.importing.undo(report.run or 0)
        assert {name: len(rows) for name, rows in dump(other).items() if not name.startswith("import_")} == {
            name: len(rows) for name, rows in before.items() if not name.startswith("import_")
        }


@pytest.mark.parametrize("order", [KINDS, KINDS[::-1], ("case", "customer", "promise", "followup", "call")])
def test_sheets_one_by_one_make_no_card_twice(
    desk: Desk, time: FixedTime, tmp_path: Path, order: tuple[str, ...]
) -> None:
    whole(desk, time)
    book = tmp_path / "desk.xlsx"
    export(desk, "all", book)
    with open_desk(tmp_path / "other.db", time) as other:
        for sheet in order:
            report = take_in(other, book, sheet, sheet=str(KINDS.index(sheet) + 1))
            assert report.rejected == 0, report.rejects
        for name in ("uid", "name", "tier", "created_at"):
            assert sorted(column(other, "customers", name)) == sorted(column(desk, "customers", name)), name
        assert totals(take_all(other, book))[0::3] == (0, 0)
        again = take_all(other, book)
        assert totals(again) == (0, 0, again.total("read"), 0)


def test_a_long_text_is_put_together_only_from_its_own_pieces() -> None:
    texts = LongTexts("en")
    one, two = (
        texts.shortened(sign * 40_000, ("Cases", row, "Description")) for row, sign in ((2, "甲"), (3, "b"))
    )
    rows = list(enumerate(texts.rows(), start=2))
    pieces = Pieces(texts.headers(), rows)
    assert (pieces.whole(one), pieces.whole(two)) == ("甲" * 40_000, "b" * 40_000)
    assert pieces.whole("short") == "short"
    # Who sorts the sheet, loses a part of it, or writes into the cell gets no text of another.
    turned = [(number, row) for (number, _row), (_number, row) in zip(rows, rows[3:] + rows[:3], strict=True)]
    for broken in (turned, rows[1:], rows[:1], []):
        assert Pieces(texts.headers(), broken).whole(one) == one
    assert pieces.whole("x" + one[1:]) == "x" + one[1:]
    assert Pieces(["Name", "Note", "a", "b", "c"], rows).whole(one) == one


def test_a_workbook_that_is_not_ours_is_refused_with_what_to_name(desk: Desk, tmp_path: Path) -> None:
    given_customer(desk, "甲", "")
    book = tmp_path / "chosen.xlsx"
    export(desk, "customer", book, columns=("name", "tier"))
    with pytest.raises(UsageError, match="No sheet of the workbook"):
        take_all(desk, book)
    with pytest.raises(UsageError):
        take_all(desk, book, sheet="1")


@pytest.mark.parametrize("numbers", [True, False])
def test_a_name_that_says_nothing_elsewhere_is_a_name_in_our_own_files(
    desk: Desk, time: FixedTime, tmp_path: Path, numbers: bool
) -> None:
    names = ("null", "NULL", "None", "N/A", "n/a", "无", "匿名", "先生", "unknown", "王伟", "王伟")
    for place, name in enumerate(names):
        customer = given_customer(desk, name, f"138000000{place:02}" if numbers else "")
        given_case(desk, f"s{place}", customer_id=customer)
        given_followup(desk, customer_id=customer)
    book = tmp_path / "desk.xlsx"
    export(desk, "all", book)
    with open_desk(tmp_path / "other.db", time) as other:
        for sheet in KINDS[::-1]:
            report = take_in(other, book, sheet, sheet=str(KINDS.index(sheet) + 1))
            assert report.rejected == 0, report.rejects
        for table in ("customers", "cases", "followups"):
            name = "name" if table == "customers" else "customer_id"
            assert column(other, table, name) == column(desk, table, name), table
        again = take_all(other, book)
        assert totals(again) == (0, 0, again.total("read"), 0)


def test_a_stub_whose_number_was_taken_is_one_person_however_many_rows_name_it(
    desk: Desk, time: FixedTime, tmp_path: Path
) -> None:
    customer = given_customer(desk, "王伟", "")
    for place in range(3):
        given_case(desk, f"s{place}", customer_id=customer)
    book = tmp_path / "desk.xlsx"
    export(desk, "all", book)
    with open_desk(tmp_path / "other.db", time) as other:
        given_customer(other, "李娜", "")
        take_in(other, book, "case", sheet=str(KINDS.index("case") + 1))
        assert column(other, "customers", "name") == ["李娜", "王伟"]
        assert column(other, "cases", "customer_id") == [2, 2, 2]
