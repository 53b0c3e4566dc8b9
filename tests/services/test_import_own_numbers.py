"""Some columns of an export, without uid, come back to the records that they came from, and to no others."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from servicedesk.domain.errors import UsageError
from servicedesk.services.desk import Desk
from servicedesk.services.promises import NewPromise
from tests.builders import HOSTILE, NOW, given_call, given_case, given_customer, given_followup
from tests.services.exchange_steps import another_desk, counts, export, take_in
from tests.services.test_import import column, dump, write

FORMATS = ("csv", "tsv", "json", "jsonl", "xlsx")
CHOSEN = {
    "customer": ("id", "name", "tier"),
    "case": ("number", "subject", "owner"),
    "call": ("call_id", "started_at", "summary"),
    "followup": ("number", "due_at", "purpose"),
    "promise": ("number", "text", "due_at"),
}


def records(desk: Desk) -> dict[str, Any]:
    return {name: rows for name, rows in dump(desk).items() if name not in {"import_runs", "import_keys"}}


def fill_some(desk: Desk, word: str = "") -> None:
    """Two records of each kind."""
    for place, name in enumerate(("王伟", "Ann; [x]")):
        customer = given_customer(desk, f"{name}{word}", f"1380000000{place}")
        case = given_case(desk, f"'=漏水{word} {place} {HOSTILE}", customer_id=customer)
        given_call(desk, f"{name} 1380000000{place}", f"-又漏{word} {place}", case_id=case)
        given_followup(
            desk, customer_id=customer, purpose=f"回访{word} {place}", due_at=NOW + timedelta(days=place)
        )
        desk.promises.make(NewPromise(f"回电{word} {place}", NOW + timedelta(hours=3), customer_id=customer))


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_chosen_columns_of_every_kind_come_back_to_their_records(
    desk: Desk, tmp_path: Path, suffix: str, language: str
) -> None:
    fill_some(desk)
    before = records(desk)
    for kind, names in CHOSEN.items():
        path = tmp_path / f"{kind}.{suffix}"
        export(desk, kind, path, columns=names, language=language)
        for asked in (kind, "auto"):
            assert counts(take_in(desk, path, asked)) == (0, 0, 2, 0), (kind, asked)
    assert records(desk) == before


@pytest.mark.parametrize("suffix", ["csv", "jsonl"])
def test_what_was_edited_in_chosen_columns_is_an_update(desk: Desk, tmp_path: Path, suffix: str) -> None:
    fill_some(desk)
    path = tmp_path / f"cases.{suffix}"
    export(desk, "case", path, columns=("number", "subject", "owner", "received_at"))
    edited = path.read_text("utf-8").replace("漏水 0", "跑水 0")
    path.write_text(edited, "utf-8")
    report = take_in(desk, path)
    assert counts(report) == (0, 1, 1, 0)
    assert column(desk, "cases", "subject")[0].startswith("'=跑水 0")
    desk.importing.undo(report.run or 0)
    assert column(desk, "cases", "subject")[0].startswith("'=漏水 0")


def test_numbers_of_another_desk_overwrite_nobody(desk: Desk, tmp_path: Path) -> None:
    fill_some(desk)
    with another_desk(tmp_path) as other:
        fill_some(other, " 别处")
        before = records(other)
        for kind, names in CHOSEN.items():
            for suffix in FORMATS:
                path = tmp_path / f"{kind}.{suffix}"
                export(desk, kind, path, columns=[name for name in names if not name.endswith("_at")])
                with pytest.raises(UsageError, match="of this desk") as refused:
                    take_in(other, path, kind)
                assert "--source" in refused.value.hint
        assert records(other) == before


def test_numbers_alone_prove_nothing_until_the_user_says_whose_they_are(desk: Desk, tmp_path: Path) -> None:
    fill_some(desk)
    path = tmp_path / "cases.csv"
    export(desk, "case", path, columns=("number", "owner"))
    path.write_text(path.read_text("utf-8").replace("C-1,", "C-1,anna"), "utf-8")
    with pytest.raises(UsageError, match="Nothing in the file shows that its C-1 is the C-1 of this desk"):
        take_in(desk, path, "case")
    assert counts(take_in(desk, path, "case", columns={"Number": "number"})) == (0, 1, 1, 0)
    assert column(desk, "cases", "owner") == ["anna", ""]


def test_chosen_columns_make_the_records_of_a_new_desk_with_their_numbers(desk: Desk, tmp_path: Path) -> None:
    given_case(desk, "gone")
    fill_some(desk)
    path = tmp_path / "cases.csv"
    export(desk, "case", path, columns=("number", "subject"), query="漏水")
    with another_desk(tmp_path) as other:
        assert counts(take_in(other, path)) == (2, 0, 0, 0)
        assert column(other, "cases", "id") == column(desk, "cases", "id")[1:]
        assert counts(take_in(other, path)) == (0, 0, 2, 0)
        export(desk, "case", path, columns=("number", "subject"))
        assert counts(take_in(other, path)) == (1, 0, 2, 0)


def test_a_number_whose_record_was_taken_back_is_not_given_to_another(desk: Desk, tmp_path: Path) -> None:
    fill_some(desk)
    given_case(desk, "gone")
    path = tmp_path / "cases.csv"
    export(desk, "case", path, columns=("number", "subject"))
    desk.undo.undo()
    report = take_in(desk, path)
    assert counts(report) == (0, 0, 2, 1)
    assert report.rejects[0].reason == "There is no C-3."


@pytest.mark.parametrize("header", ["投诉编号", "Ticket ID", "编号"])
def test_our_numbers_under_another_header_are_known_where_the_rows_are_alike(
    desk: Desk, tmp_path: Path, header: str
) -> None:
    """Who adds columns of his own to a list of ours, or names one anew, gets no second records."""
    given_case(desk, "漏水")
    given_case(desk, "发票")
    text = f"{header},标题,负责人,我的列\nC-1,漏水,anna,x\nC-2,发票二,,\nC-9,井盖,,\nC-1,漏水,anna,x\n"
    report = take_in(desk, write(tmp_path, text.replace("C-2,发票二", "C-2,发票")), "case", dry_run=True)
    assert counts(report) == (1, 1, 2, 0)
    strange = write(tmp_path, text.replace("漏水", "路灯").replace("发票", "噪音"))
    assert counts(take_in(desk, strange, "case", source="b")) == (3, 0, 1, 0)
    assert column(desk, "cases", "subject")[:2] == ["漏水", "发票"]


def test_json_of_chosen_columns_with_uid_is_known_by_it(desk: Desk, tmp_path: Path) -> None:
    fill_some(desk)
    path = tmp_path / "cases.json"
    export(desk, "case", path, columns=("number", "state", "uid"))
    assert counts(take_in(desk, path, "case")) == (0, 0, 2, 0)
    rows = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps([{**row, "number": f"INC{row['number']}"} for row in rows]), "utf-8")
    with pytest.raises(UsageError):
        take_in(desk, path, "case")


def test_our_uid_and_numbers_tell_the_kind_by_themselves(desk: Desk, tmp_path: Path) -> None:
    fill_some(desk)
    path = tmp_path / "few.csv"
    export(desk, "case", path, columns=("uid", "number", "owner"))
    report = take_in(desk, path)
    assert (report.kind, report.rejected, report.unchanged) == ("case", 0, report.read)
    with pytest.raises(UsageError) as refused:
        take_in(desk, write(tmp_path, "uid,owner\n01890000-0000-7000-8000-000000000000,Max\n"))
    assert "servicedesk import" in (refused.value.hint or "")
