"""Exports for other eyes: nobody in them is told by name, number or address, and none passes for a whole."""

import json
from pathlib import Path

import openpyxl
import pytest

from servicedesk.domain.errors import RefusedError, UsageError
from servicedesk.domain.rows.customers import Contact
from servicedesk.exchange.columns import COLUMNS_BY_KIND
from servicedesk.services.customers import CardChange
from servicedesk.services.desk import Desk
from tests.builders import given_call, given_case, given_customer, given_followup
from tests.services.exchange_steps import KINDS, export, fill, take_in

SECRETS = (
    "欧阳修文",
    "138 0000 1111",
    "13800001111",
    "xiuwen@example.com",
    "xw_ouyang88",
    "幸福路12号",
    "1986-05-03",
)
OTHERS = ("王小芳", "139 0000 2222", "13900002222", "fang@example.com")


def given_people(desk: Desk) -> None:
    """A customer who is named in every kind of record, also in words; and what the card once said."""
    customer = given_customer(
        desk, "欧阳修文", "138 0000 1111", emails=["xiuwen@example.com"], wechat="xw_ouyang88",
        address="上海市幸福路12号", birthday="1986-05-03", note="欧阳修文要求只打13800001111",
        contacts=[Contact("王小芳", "spouse", "139 0000 2222", "fang@example.com", "欧阳修文的妻子")],
    )  # fmt: skip
    case = given_case(
        desk, "欧阳修文：漏水", customer_id=customer, labels=["欧阳修文"], owner="anna",
        description="请打 １３８ ００００ １１１１ 或写信到 xiuwen@example.com，住幸福路12号，"
        "订单 2026112000017",
    )  # fmt: skip
    desk.cases.note([case], "王小芳来电，欧阳修文不在")
    given_call(desk, "欧阳修文 138 0000 1111", "欧阳修文说漏水", case_id=case)
    given_call(desk, "137 1234 5678", "打错了，不是137 1234 5678")
    given_followup(desk, customer_id=customer, purpose="问欧阳修文")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("suffix", ["csv", "jsonl", "md", "html"])
def test_nobody_is_told_by_name_number_or_address(desk: Desk, tmp_path: Path, kind: str, suffix: str) -> None:
    given_people(desk)
    export(desk, kind, tmp_path / f"a.{suffix}", redact="names")
    page = (tmp_path / f"a.{suffix}").read_text("utf-8-sig")
    for secret in (*SECRETS, *OTHERS, "137 1234 5678", "13712345678"):
        assert secret not in page, secret
    if kind == "case":
        assert "2026112000017" in page
        assert "漏水" in page
        assert "anna" in page


def test_each_mask_hides_more_than_the_one_before(desk: Desk, tmp_path: Path) -> None:
    given_people(desk)
    told = {}
    for mask in ("none", "phones", "contact", "names", "all"):
        export(desk, "case", tmp_path / "a.csv", redact=mask)
        page = (tmp_path / "a.csv").read_text("utf-8-sig")
        told[mask] = [
            word in page for word in ("2026112000017", "欧阳修文", "xiuwen@example.com", "138 0000 1111")
        ]
    assert told == {
        "none": [True, True, True, True],
        "phones": [True, True, True, False],
        "contact": [True, True, False, False],
        "names": [True, False, False, False],
        "all": [False, False, False, False],
    }


def test_what_once_stood_on_the_card_is_hidden_too(desk: Desk, tmp_path: Path) -> None:
    customer = given_customer(desk, "欧阳修文")
    given_case(desk, "欧阳修文 called", customer_id=customer)
    desk.customers.edit(customer, CardChange({"name": "Ann Lee"}))
    export(desk, "case", tmp_path / "a.csv", redact="names")
    page = (tmp_path / "a.csv").read_text("utf-8-sig")
    assert "欧阳修文" not in page
    assert "Ann Lee" not in page


def test_what_programs_read_stays_and_every_row_says_that_it_is_redacted(desk: Desk, tmp_path: Path) -> None:
    fill(desk)
    for kind in KINDS:
        export(desk, kind, tmp_path / "full.jsonl")
        export(desk, kind, tmp_path / "a.jsonl", redact="all")
        rows = [
            [json.loads(line) for line in (tmp_path / name).read_text("utf-8").splitlines()]
            for name in ("full.jsonl", "a.jsonl")
        ]
        codes = [
            column.name
            for column in COLUMNS_BY_KIND[kind]
            if column.type in {"id", "ref", "moment", "uid", "count", "choice", "yes_no", "repeat"}
        ]
        for full, hidden in zip(*rows, strict=True):
            assert [full[name] for name in codes] == [hidden[name] for name in codes]
            assert hidden["redacted_by_servicedesk"] == "all"
            assert list(hidden) == [*full, "redacted_by_servicedesk"]


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "tsv"])
@pytest.mark.parametrize("columns", [[], ["number", "subject", "customer"]])
def test_a_redacted_export_is_never_imported(
    desk: Desk, tmp_path: Path, suffix: str, columns: list[str]
) -> None:
    given_people(desk)
    for language in ("en", "zh"):
        export(desk, "case", tmp_path / f"a.{suffix}", redact="names", columns=columns, language=language)
        with pytest.raises(RefusedError, match="redacted"):
            take_in(desk, tmp_path / f"a.{suffix}", "case")


def test_a_redacted_folder_or_workbook_is_another_export(desk: Desk, tmp_path: Path) -> None:
    given_people(desk)
    export(desk, "all", tmp_path / "desk.xlsx", redact="names")
    book = openpyxl.load_workbook(tmp_path / "desk.xlsx")
    assert {sheet[1][-1].value for sheet in book.worksheets} == {"Redacted by servicedesk"}
    cells = {str(cell.value) for sheet in book.worksheets for row in sheet.iter_rows() for cell in row}
    assert not {cell for cell in cells for secret in (*SECRETS, *OTHERS) if secret in cell}
    export(desk, "all", tmp_path / "out")
    with pytest.raises(RefusedError, match="hides nobody"):
        desk.exporting.run(request_for(tmp_path / "out"))


def request_for(folder: Path) -> object:
    from servicedesk.services.exporting import ExportRequest

    return ExportRequest("all", folder, redact="names")


def test_a_mask_that_there_is_none_of_is_refused_with_those_that_there_are(
    desk: Desk, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match="no mask") as found:
        export(desk, "case", tmp_path / "a.csv", redact="everyone")
    assert "names" in (found.value.hint or "")
