"""Exports: what goes out, in which shape, since when, and that a file is whole or not there."""

import csv
import io
import json
import os
import stat
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pyrage
import pytest

from servicedesk import i18n
from servicedesk.domain.errors import NotFoundError, RefusedError, UsageError
from servicedesk.exchange.columns import COLUMNS_BY_KIND
from servicedesk.services.desk import Desk
from servicedesk.services.exporting import ExportRequest
from servicedesk.storage import export_columns, exporting
from tests.builders import FixedTime, given_call, given_case, given_customer, given_followup, open_desk
from tests.services.exchange_steps import another_desk, counts, export, fill, take_in


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def given_three(desk: Desk) -> None:
    li = given_customer(desk)
    for subject in ("漏水", "发票", "噪音"):
        given_case(desk, subject, customer_id=li)


@pytest.mark.parametrize("kind", COLUMNS_BY_KIND)
def test_every_canonical_column_has_its_sql(kind: str) -> None:
    assert set(export_columns.COLUMNS[kind]) == {column.name for column in COLUMNS_BY_KIND[kind]}


def test_a_row_holds_the_canonical_columns_in_order_of_ids(desk: Desk, tmp_path: Path) -> None:
    given_three(desk)
    path = tmp_path / "cases.csv"
    report = export(desk, "case", path)
    rows = read(path)
    assert list(rows[0]) == [column.header for column in COLUMNS_BY_KIND["case"]]
    assert [row["Number"] for row in rows] == ["C-1", "C-2", "C-3"]
    assert rows[0]["Customer"] == "李伟 [b]"
    assert rows[0]["Phone"] == "138 0000 1111"
    assert rows[0]["Received"] == "2026-11-20T01:12:00Z"
    assert (report.rows, report.encoding, report.format) == (3, "utf-8-sig", "csv")


def test_headers_follow_the_language(desk: Desk, tmp_path: Path) -> None:
    given_three(desk)
    i18n.activate("zh")
    export(desk, "case", tmp_path / "cases.csv")
    assert list(read(tmp_path / "cases.csv")[0])[:3] == ["工单编号", "客户", "客户编号"]


def test_the_same_desk_gives_the_same_bytes(desk: Desk, tmp_path: Path, time: FixedTime) -> None:
    fill(desk)
    for suffix in ("csv", "jsonl", "json", "tsv"):
        export(desk, "case", tmp_path / f"a.{suffix}")
        time.advance(days=3)
        export(desk, "case", tmp_path / f"b.{suffix}")
        assert (tmp_path / f"a.{suffix}").read_bytes() == (tmp_path / f"b.{suffix}").read_bytes()


def test_json_lines_hold_lists_numbers_and_times(desk: Desk, tmp_path: Path) -> None:
    fill(desk)
    export(desk, "customer", tmp_path / "customers.jsonl")
    first = json.loads((tmp_path / "customers.jsonl").read_text("utf-8").splitlines()[0])
    assert first["tags"] == ["大客户; 续约", "[老]", "VIP"]
    assert first["contacts"][0]["name"] == "王芳"
    assert first["created_at"] == "2026-11-20T01:12:00Z"
    export(desk, "case", tmp_path / "cases.json")
    cases = json.loads((tmp_path / "cases.json").read_text("utf-8"))
    assert [case["priority"] for case in cases[:4]] == [4, 2, 2, 2]
    assert cases[0]["labels"] == ["漏水", "a;b", "[x]"]


def test_formulas_are_harmless_unless_asked_for_raw(desk: Desk, tmp_path: Path) -> None:
    given_case(desk, "=1+1")
    given_case(desk, "'quoted")
    export(desk, "case", tmp_path / "cases.csv")
    assert [row["Subject"] for row in read(tmp_path / "cases.csv")] == ["'=1+1", "''quoted"]
    export(desk, "case", tmp_path / "raw.csv", raw=True)
    assert [row["Subject"] for row in read(tmp_path / "raw.csv")] == ["=1+1", "'quoted"]


def test_a_query_and_columns_choose_what_goes_out(desk: Desk, tmp_path: Path) -> None:
    given_three(desk)
    desk.cases.assign([2], "li")
    path = tmp_path / "some.csv"
    export(desk, "case", path, query="owner:li", columns=["number", "owner"])
    assert path.read_bytes() == b"\xef\xbb\xbfNumber,Owner\r\nC-2,li\r\n"
    with pytest.raises(UsageError, match="no column"):
        export(desk, "case", path, columns=["colour"])
    with pytest.raises(UsageError):
        export(desk, "case", path, query="due:whenever-you-like")
    assert path.read_bytes().startswith(b"\xef\xbb\xbfNumber,Owner")


def test_all_kinds_go_into_a_folder(desk: Desk, tmp_path: Path) -> None:
    fill(desk)
    report = export(desk, "all", tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "calls.csv", "cases.csv", "customers.csv", "followups.csv", "promises.csv", "rules-causes.toml",
        "servicedesk-export.json", "setup.json",
    ]  # fmt: skip
    kinds = {"customer", "case", "call", "followup", "promise", "setup"}
    assert {file.kind for file in report.files} == kinds
    for choices in ({"query": "漏水"}, {"columns": ["uid"]}):
        with pytest.raises(UsageError):
            export(desk, "all", tmp_path / "out", **choices)
    with pytest.raises(UsageError, match="folder"):
        desk.exporting.run(ExportRequest("all", "-", stream=io.BytesIO()))


def test_files_are_the_owners_alone_and_never_replaced_unasked(desk: Desk, tmp_path: Path) -> None:
    given_three(desk)
    path = tmp_path / "cases.csv"
    mask = os.umask(0o022)
    try:
        export(desk, "case", path)
    finally:
        os.umask(mask)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.write_text("mine")
    with pytest.raises(RefusedError, match="exists already"):
        desk.exporting.run(ExportRequest("case", path))
    assert path.read_text() == "mine"
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "calls.csv").write_text("mine")
    with pytest.raises(RefusedError):
        desk.exporting.run(ExportRequest("all", tmp_path / "out"))
    assert [found.name for found in (tmp_path / "out").iterdir()] == ["calls.csv"]


def test_bytes_that_are_no_text_change_nothing_in_the_rows_around_them(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "_BLOCK", 2)
    for number in range(1, 8):
        given_case(desk, f"漏水 {number}")
    with desk.store.bare() as db:
        db.execute("UPDATE cases SET subject = CAST(X'E6BC8FFF' AS TEXT) WHERE id = 4")
    export(desk, "case", tmp_path / "cases.csv")
    subjects = [row["Subject"] for row in read(tmp_path / "cases.csv")]
    assert subjects == [f"漏水 {number}" if number != 4 else "(damaged) 漏\ufffd" for number in range(1, 8)]
    export(desk, "case", tmp_path / "cases.jsonl")
    lines = (tmp_path / "cases.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["subject"] for line in lines] == subjects


def test_objects_are_those_that_each_row_by_itself_comes_to(desk: Desk, tmp_path: Path) -> None:
    given_three(desk)
    given_case(desk, '100 % \\ "%s" {x}', description="Zeile\n2\u2028\x1f", priority=1)
    export(desk, "case", tmp_path / "cases.jsonl")
    lines = (tmp_path / "cases.jsonl").read_text("utf-8").split("\n")[:-1]
    records = desk.exporting.records("case", [1, 2, 3, 4]).values()
    assert lines == [json.dumps(record, ensure_ascii=False) for record in records]


def test_an_export_takes_less_memory_for_pages_and_leaves_the_connection_as_it_was(desk: Desk) -> None:
    kept = "PRAGMA cache_size"
    with desk.reading() as db:
        before = db.execute(kept).fetchone()
        with exporting.in_little_room(db):
            assert before[0] < db.execute(kept).fetchone()[0] < 0, "both in KiB"
        assert db.execute(kept).fetchone() == before


def test_standard_output_gets_plain_utf_8(desk: Desk) -> None:
    given_three(desk)
    stream = io.BytesIO()
    report = desk.exporting.run(ExportRequest("case", "-", format="jsonl", stream=stream))
    assert len(stream.getvalue().splitlines()) == report.rows == 3
    stream = io.BytesIO()
    desk.exporting.run(ExportRequest("case", "-", stream=stream))
    assert stream.getvalue().startswith(b"Number,")


@pytest.mark.parametrize("choices", [{"encoding": "latin-1"}, {"format": "docx"}, {"cursor": "a:b"}])
def test_what_cannot_be_written_is_refused_before_anything_is(
    desk: Desk, tmp_path: Path, choices: dict[str, Any]
) -> None:
    with pytest.raises(UsageError):
        export(desk, "case", tmp_path / "cases.csv", **choices)
    assert not list(tmp_path.glob("cases*"))


# Changes alone


def test_since_leaves_out_what_has_not_changed(desk: Desk, tmp_path: Path, time: FixedTime) -> None:
    given_three(desk)
    moment = time.advance(hours=1)
    desk.moves.work([2])
    path = tmp_path / "cases.csv"
    export(desk, "case", path, since=moment)
    assert [row["Number"] for row in read(path)] == ["C-2"]
    export(desk, "case", path, since=time.advance(hours=1))
    assert read(path) == []


def test_a_cursor_goes_on_where_the_last_export_ended(desk: Desk, tmp_path: Path) -> None:
    given_three(desk)
    path = tmp_path / "cases.csv"

    def numbers() -> list[str]:
        export(desk, "case", path, cursor="nightly")
        return [row["Number"] for row in read(path)]

    assert numbers() == ["C-1", "C-2", "C-3"]
    assert numbers() == []
    desk.moves.work([3])
    given_case(desk, "new")
    assert numbers() == ["C-3", "C-4"]
    assert numbers() == []


def test_a_cursor_of_one_kind_leaves_the_other_kinds_alone(desk: Desk, tmp_path: Path) -> None:
    given_three(desk)
    given_call(desk)
    given_followup(desk)
    export(desk, "case", tmp_path / "cases.csv", cursor="nightly")
    export(desk, "customer", tmp_path / "customers.csv", cursor="nightly")
    assert len(read(tmp_path / "customers.csv")) == 1
    report = export(desk, "all", tmp_path / "out", cursor="nightly")
    assert {file.kind: file.rows for file in report.files} == {
        "customer": 0, "case": 0, "call": 1, "followup": 1, "promise": 0, "setup": 0,
    }  # fmt: skip


def test_deleted_records_go_out_once_as_tombstones(desk: Desk, tmp_path: Path, time: FixedTime) -> None:
    given_three(desk)
    path = tmp_path / "cases.csv"
    export(desk, "case", path, cursor="nightly")
    uid = desk.cases.get(3).uid
    time.advance(minutes=5)
    desk.undo.undo()
    export(desk, "case", path, cursor="nightly")
    (row,) = read(path)
    assert (row["Number"], row["Record UID"], row["Deleted at"]) == ("C-3", uid, "2026-11-20T01:17:00Z")
    assert row["Subject"] == ""
    export(desk, "case", path, cursor="nightly")
    assert read(path) == []


def test_tombstones_delete_nothing_by_themselves_when_imported(desk: Desk, tmp_path: Path) -> None:
    given_three(desk)
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    export(desk, "case", first, cursor="nightly")
    desk.undo.undo()
    desk.moves.work([1])
    export(desk, "case", second, cursor="nightly")
    with another_desk(tmp_path) as other:
        take_in(other, first)
        assert counts(take_in(other, second)) == (0, 1, 0, 1)
        with another_desk(tmp_path, "third.db") as third:
            assert counts(take_in(third, second)) == (1, 0, 1, 0)


def test_the_cursor_stays_when_the_file_could_not_be_written(desk: Desk, tmp_path: Path) -> None:
    given_three(desk)
    with pytest.raises(UsageError):
        export(desk, "case", tmp_path / "nowhere" / "cases.csv", cursor="nightly")
    assert desk.exporting.cursors() == []
    export(desk, "case", tmp_path / "cases.csv", cursor="nightly")
    assert len(read(tmp_path / "cases.csv")) == 3


def test_cursors_can_be_listed_set_and_forgotten(desk: Desk, tmp_path: Path) -> None:
    given_three(desk)
    export(desk, "case", tmp_path / "cases.csv", cursor="nightly")
    assert [(cursor.name, cursor.kind, cursor.change_number) for cursor in desk.exporting.cursors()] == [
        ("nightly", "case", 4)
    ]
    desk.exporting.set_cursor("nightly", 3)
    export(desk, "case", tmp_path / "cases.csv", cursor="nightly")
    assert [row["Number"] for row in read(tmp_path / "cases.csv")] == ["C-3"]
    with pytest.raises(UsageError, match="newest change"):
        desk.exporting.set_cursor("nightly", 99)
    desk.exporting.reset_cursor("nightly")
    assert desk.exporting.cursors() == []
    with pytest.raises(NotFoundError):
        desk.exporting.reset_cursor("nightly")


def test_an_imported_change_is_a_change_for_the_next_export(desk: Desk, tmp_path: Path) -> None:
    given_three(desk)
    export(desk, "case", tmp_path / "a.csv", cursor="nightly")
    rows = "Ticket ID,Subject\n" + "".join(f"{number},case {number}\n" for number in range(3))
    (tmp_path / "in.csv").write_text(rows, encoding="utf-8")
    take_in(desk, tmp_path / "in.csv")
    export(desk, "case", tmp_path / "a.csv", cursor="nightly")
    assert [row["Number"] for row in read(tmp_path / "a.csv")] == ["C-4", "C-5", "C-6"]


# How it is told: columns, language, zone


def test_columns_stand_in_the_order_that_was_asked_for_by_name_or_header(desk: Desk, tmp_path: Path) -> None:
    given_three(desk)
    path = tmp_path / "some.csv"
    export(desk, "case", path, query="发票", columns=["state", "主题", "Number", "state"])
    assert path.read_text("utf-8-sig") == "State,Subject,Number\nnew,发票,C-2\n"


def test_columns_are_understood_by_the_heads_of_lists_in_either_language(desk: Desk, tmp_path: Path) -> None:
    given_three(desk)
    for typed in (
        ["编号", "主题", "负责人", "优先级"],
        ["Number", "Subject", "Owner", "Prio"],
        ["id", "标题", "处理人", "缓急"],
    ):
        path = tmp_path / "heads.csv"
        export(desk, "case", path, query="发票", columns=typed)
        assert path.read_text("utf-8-sig").splitlines()[0] == "Number,Subject,Owner,Priority", typed
    export(desk, "call", tmp_path / "calls.csv", columns=["时间", "电话", "接听人", "通话内容"])
    head, *_rows = (tmp_path / "calls.csv").read_text("utf-8-sig").splitlines()
    assert head == "Time,Phone,Handler,Summary"


def test_headers_are_in_the_language_that_was_asked_for(desk: Desk, tmp_path: Path) -> None:
    given_three(desk)
    i18n.activate("zh")
    export(desk, "case", tmp_path / "en.csv", language="en", columns=["number", "customer"])
    assert list(read(tmp_path / "en.csv")[0]) == ["Number", "Customer"]
    i18n.activate("en")
    export(desk, "case", tmp_path / "zh.csv", language="zh", columns=["number", "customer"])
    assert list(read(tmp_path / "zh.csv")[0]) == ["工单编号", "客户"]
    with pytest.raises(UsageError, match="no language"):
        export(desk, "case", tmp_path / "de.csv", language="de")


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Europe/Berlin", "Asia/Kolkata"])
def test_times_in_the_desks_zone_are_those_of_spreadsheets_and_come_back(tmp_path: Path, zone: str) -> None:
    with (
        open_desk(tmp_path / "here.db", timezone=zone) as desk,
        another_desk(tmp_path, "there.db", timezone=zone) as there,
    ):
        # The second of two hours that are called the same in Berlin, and the first.
        for at in ("2026-10-25T01:30:00+00:00", "2026-10-25T00:30:00+00:00", "2026-11-19T22:01:02+00:00"):
            given_case(desk, f"漏水 {at}", received_at=datetime.fromisoformat(at))
        export(desk, "case", tmp_path / "a.csv", desk_times=True)
        told = [row["Received"] for row in read(tmp_path / "a.csv")]
        wanted = {
            "Asia/Shanghai": ["2026-10-25 09:30:00", "2026-10-25 08:30:00", "2026-11-20 06:01:02"],
            "Europe/Berlin": ["2026-10-25 02:30:00+01:00", "2026-10-25 02:30:00", "2026-11-19 23:01:02"],
            "Asia/Kolkata": ["2026-10-25 07:00:00", "2026-10-25 06:00:00", "2026-11-20 03:31:02"],
        }
        assert told == wanted[zone]
        assert counts(take_in(there, tmp_path / "a.csv")) == (3, 0, 0, 0)
        for name, choices in (("csv", {"desk_times": True}), ("csv", {}), ("jsonl", {})):
            for one, place in ((desk, "a"), (there, "b")):
                export(one, "case", tmp_path / f"{place}.{name}", **choices)
            assert (tmp_path / f"a.{name}").read_bytes() == (tmp_path / f"b.{name}").read_bytes()


def test_a_zone_that_is_not_the_desks_stands_in_the_headers_and_is_read_there(tmp_path: Path) -> None:
    with open_desk(tmp_path / "here.db") as desk:
        given_case(desk, received_at=datetime.fromisoformat("2026-11-19T22:00:00+00:00"))
        export(
            desk, "case", tmp_path / "utc.csv", columns=["uid", "external_source", "subject", "received_at"]
        )
        plain = (tmp_path / "utc.csv").read_text("utf-8-sig")
    noted = plain.replace("Received", "Received (UTC)").replace("2026-11-19T22:00:00Z", "2026-11-19 22:00:00")
    assert noted != plain
    (tmp_path / "noted.csv").write_text(noted, "utf-8")
    with another_desk(tmp_path, "there.db") as there:
        take_in(there, tmp_path / "noted.csv", "case")
        assert there.cases.get(1).row.received_at == datetime.fromisoformat("2026-11-19T22:00:00+00:00")


def test_all_kinds_go_into_one_workbook_with_a_sheet_each(
    desk: Desk, tmp_path: Path, time: FixedTime
) -> None:
    fill(desk)
    path = tmp_path / "desk.xlsx"
    report = export(desk, "all", path)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Customers", "Cases", "Calls", "Follow-ups", "Promises"]
    assert {file.kind: file.rows for file in report.files} == {
        kind: sheet.max_row - 1 for kind, sheet in zip(COLUMNS_BY_KIND, book.worksheets, strict=True)
    }
    assert (report.format, report.rows, {file.path for file in report.files}) == (
        "xlsx", sum(file.rows for file in report.files), {path},
    )  # fmt: skip
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(RefusedError, match="exists already"):
        desk.exporting.run(ExportRequest("all", path))
    with pytest.raises(UsageError, match="one kind"):
        export(desk, "all", path, query="漏水")
    time.advance(days=1)
    stream = io.BytesIO()
    desk.exporting.run(ExportRequest("all", "-", format="xlsx", stream=stream))
    assert stream.getvalue() == path.read_bytes()


def test_a_workbook_of_all_has_the_language_and_moves_the_cursor(desk: Desk, tmp_path: Path) -> None:
    fill(desk)
    export(desk, "all", tmp_path / "desk.xlsx", language="zh", cursor="nightly")
    assert openpyxl.load_workbook(tmp_path / "desk.xlsx").sheetnames == [
        "客户",
        "工单",
        "通话",
        "回访",
        "承诺",
    ]
    assert {cursor.kind for cursor in desk.exporting.cursors()} == set(COLUMNS_BY_KIND)
    given_case(desk, "漏水 new")
    report = export(desk, "all", tmp_path / "more.xlsx", cursor="nightly")
    assert {file.kind: file.rows for file in report.files if file.rows} == {"case": 1}


def test_workbooks_of_all_kinds_in_a_folder_are_files_of_their_own(desk: Desk, tmp_path: Path) -> None:
    fill(desk)
    export(desk, "all", tmp_path / "out", format="xlsx")
    assert "cases.xlsx" in {path.name for path in (tmp_path / "out").iterdir()}
    export(desk, "all", tmp_path / "out", format="xlsx")


# To the key of whoever is to read it


def test_an_export_to_a_key_is_the_same_file_encrypted(desk: Desk, tmp_path: Path) -> None:
    fill(desk)
    identity = pyrage.x25519.Identity.generate()
    keys = [str(identity.to_public())]

    def plain(path: Path) -> bytes:
        content: bytes = pyrage.decrypt(path.read_bytes(), [identity])
        return content

    for name, kind in (("cases.csv", "case"), ("desk.xlsx", "all")):
        export(desk, kind, tmp_path / name)
        report = export(desk, kind, tmp_path / name, keys=keys)
        target = tmp_path / f"{name}.age"
        assert {file.path for file in report.files} == {target}
        assert plain(target) == (tmp_path / name).read_bytes()
        assert stat.S_IMODE(target.stat().st_mode) == 0o600
        export(desk, kind, target, keys=keys)
        assert not (tmp_path / f"{name}.age.age").exists()
        assert plain(target) == (tmp_path / name).read_bytes()
    export(desk, "all", tmp_path / "plain")
    export(desk, "all", tmp_path / "out", keys=keys)
    export(desk, "all", tmp_path / "out", keys=keys)
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names[0] == "calls.csv.age"
    assert {name for name in names if not name.endswith(".age")} == {"servicedesk-export.json"}
    assert plain(tmp_path / "out" / "setup.json.age") == (tmp_path / "plain" / "setup.json").read_bytes()
    export(desk, "all", tmp_path / "redacted", redact="all")
    assert not (tmp_path / "redacted" / "setup.json").exists(), "it says whom recurring cases are for"
    assert plain(tmp_path / "out" / "calls.csv.age") == (tmp_path / "plain" / "calls.csv").read_bytes()
    stream = io.BytesIO()
    desk.exporting.run(ExportRequest("case", "-", stream=stream, keys=keys, encoding="utf-8-sig"))
    assert pyrage.decrypt(stream.getvalue(), [identity]) == (tmp_path / "cases.csv").read_bytes()


def test_a_bad_key_leaves_nothing_behind_and_moves_no_cursor(desk: Desk, tmp_path: Path) -> None:
    given_three(desk)
    with pytest.raises(UsageError, match="no key"):
        export(desk, "case", tmp_path / "cases.csv", keys=["age1nobody"], cursor="nightly")
    assert not list(tmp_path.glob("cases*"))
    assert desk.exporting.cursors() == []
