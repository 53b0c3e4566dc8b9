"""Imports: what becomes new, updated, unchanged or rejected, and how all of it is taken back."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from servicedesk.domain.errors import NotFoundError, RefusedError, ServiceDeskError, UsageError
from servicedesk.services.desk import Desk
from servicedesk.services.importing import ImportRequest
from tests.builders import HOSTILE, FixedTime, dump, given_case, given_customer
from tests.services.exchange_steps import counts, record_counts, take_in

CASES = '''\
Ticket ID,Subject,Status,Priority,Tags,Owner,Created at,Description
Z-1,空调漏水,open,high,"漏水, urgent",anna,2026-11-01 09:00,第二次来电
Z-2,Invoice,closed,low,,li,2026-11-02 10:30,"said ""never again"""
Z-3,[/] [@click=app.quit],pending,,,,,
'''


def write(folder: Path, text: str, name: str = "file.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def column(desk: Desk, table: str, name: str) -> list[Any]:
    with desk.reading() as db:
        return [row[0] for row in db.execute(f"SELECT {name} FROM {table} ORDER BY id").fetchall()]


# Counting


def test_a_new_file_is_new_and_the_same_file_again_is_unchanged(desk: Desk, tmp_path: Path) -> None:
    path = write(tmp_path, CASES)
    first = take_in(desk, path, source="zendesk")
    assert counts(first) == (3, 0, 0, 0)
    assert (first.kind, first.encoding, first.run) == ("case", "utf-8", 1)
    before = dump(desk)
    second = take_in(desk, path, source="zendesk")
    assert counts(second) == (0, 0, 3, 0)
    after = dump(desk)
    assert before.pop("import_runs") != after.pop("import_runs")
    assert before == after


def test_values_land_in_their_fields(desk: Desk, tmp_path: Path) -> None:
    take_in(desk, write(tmp_path, CASES), source="zendesk")
    case = desk.cases.get(1)
    assert case.fields["subject"] == "空调漏水"
    assert case.fields["external_id"] == "Z-1"
    assert case.fields["external_source"] == "zendesk"
    assert case.row.labels == ("漏水", "urgent")
    assert (case.row.state, case.row.priority, case.row.owner) == ("new", 3, "anna")
    # 09:00 in Shanghai.
    assert case.row.received_at.isoformat() == "2026-11-01T01:00:00+00:00"
    # A row without a time came in now; nothing else is made up.
    assert desk.cases.get(3).row.received_at == desk.clock.now()
    assert desk.cases.get(2).fields["closed_at"] is None


def test_a_row_that_changed_in_the_file_is_updated_and_told_in_the_history(
    desk: Desk, tmp_path: Path
) -> None:
    take_in(desk, write(tmp_path, CASES))
    report = take_in(desk, write(tmp_path, CASES.replace("open,high", "resolved,high")))
    assert counts(report) == (0, 1, 2, 0)
    event = desk.history.of("case", 1)[-1]
    assert (event.verb, event.run_id) == ("case.import", report.run)
    assert [(change.field, change.before, change.after) for change in event.changes] == [
        ("state", "new", "solved")
    ]


def test_one_import_is_one_action_with_a_line_for_each_record(desk: Desk, tmp_path: Path) -> None:
    given_case(desk)
    report = take_in(desk, write(tmp_path, CASES))
    lines = [line for line in desk.history.newest() if line.run_id == report.run]
    assert {line.verb for line in lines} == {"case.import"}
    assert {line.subject_id for line in lines} == {2, 3, 4}
    assert len({line.action for line in lines}) == 1
    assert lines[0].action == desk.importing.get(report.run or 0).action


def test_equal_rows_without_ids_are_told_apart_by_their_count(desk: Desk, tmp_path: Path) -> None:
    text = "Subject,Description\n漏水,厨房\n漏水,厨房\n漏水,浴室\n"
    assert counts(take_in(desk, write(tmp_path, text))) == (3, 0, 0, 0)
    assert counts(take_in(desk, write(tmp_path, text))) == (0, 0, 3, 0)
    longer = text + "漏水,厨房\n"
    assert counts(take_in(desk, write(tmp_path, longer))) == (1, 0, 3, 0)


def test_the_same_rows_in_another_format_are_the_same_records(desk: Desk, tmp_path: Path) -> None:
    rows = [{"Subject": "漏水", "Description": "厨房\n第二行"}, {"Subject": "发票", "Description": ""}]
    assert counts(take_in(desk, write(tmp_path, json.dumps(rows), "a.json"))) == (2, 0, 0, 0)
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    assert counts(take_in(desk, write(tmp_path, lines, "a.jsonl"))) == (0, 0, 2, 0)
    table = 'Description,Subject\n"厨房\n第二行",漏水\n,发票\n'
    assert counts(take_in(desk, write(tmp_path, table, "a.csv"))) == (0, 0, 2, 0)


def test_ids_of_two_sources_are_two_records(desk: Desk, tmp_path: Path) -> None:
    path = write(tmp_path, "Ticket ID,Subject\n7,漏水\n")
    take_in(desk, path, source="zendesk")
    assert counts(take_in(desk, path, source="osticket")) == (1, 0, 0, 0)


# What happens to records that are here already


def test_blank_cells_never_erase_unless_asked(desk: Desk, tmp_path: Path) -> None:
    take_in(desk, write(tmp_path, "Ticket ID,Subject,Owner,Tags,Due\n7,漏水,anna,急;大,2026-12-01\n"))
    blank = write(tmp_path, "Ticket ID,Subject,Owner,Tags,Due\n7,,,,\n")
    assert counts(take_in(desk, blank, "case")) == (0, 0, 0, 1)
    assert desk.cases.get(1).row.owner == "anna"
    named = write(tmp_path, "Ticket ID,Subject,Owner,Tags,Due\n7,漏水,,,\n")
    assert counts(take_in(desk, named)) == (0, 0, 1, 0)
    assert counts(take_in(desk, named, blank_clears=True)) == (0, 1, 0, 0)
    row = desk.cases.get(1).row
    assert (row.owner, row.labels, row.due_at, row.subject) == ("", (), None, "漏水")


@pytest.mark.parametrize(("rule", "state", "expected"), [
    ("update", "closed", (0, 1, 0, 0)),
    ("skip", "new", (0, 0, 1, 0)),
    ("newest", "new", (0, 0, 1, 0)),
])  # fmt: skip
def test_a_conflict_ends_as_the_rule_says(
    desk: Desk, tmp_path: Path, rule: str, state: str, expected: tuple[int, ...]
) -> None:
    take_in(desk, write(tmp_path, "Ticket ID,Subject,Status,Updated at\n7,漏水,open,2026-11-20T09:00:00Z\n"))
    changed = write(tmp_path, "Ticket ID,Subject,Status,Updated at\n7,漏水,closed,2026-11-20T08:59:59Z\n")
    assert counts(take_in(desk, changed, on_conflict=rule)) == expected
    assert desk.cases.get(1).row.state == state


def test_newest_lets_a_newer_row_win(desk: Desk, tmp_path: Path) -> None:
    take_in(desk, write(tmp_path, "Ticket ID,Subject,Status,Updated at\n7,漏水,open,2026-11-20T09:00:00Z\n"))
    newer = write(tmp_path, "Ticket ID,Subject,Status,Updated at\n7,漏水,closed,2026-11-20T09:00:01Z\n")
    assert counts(take_in(desk, newer, on_conflict="newest")) == (0, 1, 0, 0)


def test_fail_imports_nothing_and_names_the_line(desk: Desk, tmp_path: Path) -> None:
    take_in(desk, write(tmp_path, CASES))
    before = dump(desk)
    changed = write(tmp_path, CASES.replace("Invoice", "Rechnung") + "Z-4,new one,,,,,,\n")
    with pytest.raises(ServiceDeskError, match="Line 3 differs from C-2"):
        take_in(desk, changed, on_conflict="fail")
    assert dump(desk) == before


def test_an_unknown_rule_is_refused(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no rule"):
        take_in(desk, write(tmp_path, CASES), on_conflict="merge")


def test_lists_grow_and_never_lose_what_was_added_by_hand(desk: Desk, tmp_path: Path) -> None:
    take_in(desk, write(tmp_path, "Ticket ID,Subject,Tags\n7,漏水,急\n"))
    desk.cases.label([1], add=["VIP"])
    assert counts(take_in(desk, write(tmp_path, "Ticket ID,Subject,Tags\n7,漏水,大\n"))) == (0, 1, 0, 0)
    assert desk.cases.get(1).row.labels == ("急", "VIP", "大")


# Rejects


def test_bad_rows_are_rejected_with_reasons_and_the_rest_goes_in(desk: Desk, tmp_path: Path) -> None:
    text = (
        "Ticket ID,Subject,Created at\n1,good,2026-11-01\n5.70306E+17,ruined id,2026-11-01\n"
        "3,bad date,31.02.2026\n4,,\n5,too,many,cells\n"
    )
    report = take_in(desk, write(tmp_path, text))
    assert counts(report) == (1, 0, 0, 4)
    assert report.exit_code == 3
    assert [(reject.line, reject.code) for reject in report.rejects] == [
        (3, "ruined_number"),
        (4, "date"),
        (5, "missing"),
        (6, "field_count"),
    ]
    assert report.rejects_file is not None
    written = report.rejects_file.read_text(encoding="utf-8-sig")
    assert written.splitlines()[0] == "Ticket ID,Subject,Created at,_line,_column,_reason,_code"
    assert len(written.splitlines()) == 5


def test_a_corrected_rejects_file_can_be_fed_back(desk: Desk, tmp_path: Path) -> None:
    report = take_in(
        desk, write(tmp_path, "Ticket ID,Subject,Created at\n1,'=ok,2026-11-01\n2,b,31.02.2026\n")
    )
    assert report.rejects_file
    text = report.rejects_file.read_text(encoding="utf-8-sig").replace("31.02.2026", "28.02.2026")
    again = take_in(desk, write(tmp_path, text, "corrected.csv"))
    assert counts(again) == (1, 0, 0, 0)
    assert desk.cases.get(2).row.received_at.day == 27


def test_a_clean_run_writes_no_rejects_file(desk: Desk, tmp_path: Path) -> None:
    assert take_in(desk, write(tmp_path, CASES)).rejects_file is None
    assert not list(tmp_path.glob("*.rejects.csv"))


@pytest.mark.parametrize(("limit", "is_kept"), [(0, False), (1, False), (2, True), (None, True)])
def test_too_many_rejects_import_nothing(
    desk: Desk, tmp_path: Path, limit: int | None, *, is_kept: bool
) -> None:
    text = "Ticket ID,Subject\n1,a\n2,\n3,\n4,d\n"
    before = record_counts(desk)
    report = take_in(desk, write(tmp_path, text), max_rejects=limit)
    assert (report.run is not None) == is_kept
    assert report.rejected == 2
    assert report.rejects_file is not None
    assert report.rejects_file.exists()
    if not is_kept:
        assert report.exit_code == 1
        assert counts(report) == (0, 0, 2, 2)
        assert record_counts(desk) == before
        assert desk.importing.runs() == []


def test_a_file_of_rejects_alone_imports_nothing(desk: Desk, tmp_path: Path) -> None:
    report = take_in(desk, write(tmp_path, "Ticket ID,Subject\n1,\n2,\n"))
    assert (report.exit_code, report.run) == (1, None)


def test_rejected_rows_stay_rejected_the_second_time(desk: Desk, tmp_path: Path) -> None:
    path = write(tmp_path, "Ticket ID,Subject\n1,a\n2,\n")
    take_in(desk, path)
    assert counts(take_in(desk, path)) == (0, 0, 1, 1)


# Trying first


def test_a_dry_run_counts_alike_and_leaves_nothing(desk: Desk, tmp_path: Path) -> None:
    path = write(tmp_path, CASES + "Z-4,,,,,,,\n")
    before = dump(desk)
    report = take_in(desk, path, dry_run=True)
    assert (report.dry_run, report.run, report.rejects_file) == (True, None, None)
    assert counts(report) == (3, 0, 0, 1)
    assert dump(desk) == before
    assert counts(take_in(desk, path)) == (3, 0, 0, 1)


def test_a_preview_shows_the_first_rows_as_they_would_land(desk: Desk, tmp_path: Path) -> None:
    path = write(tmp_path, CASES)
    preview = desk.importing.preview(ImportRequest(path), rows=2)
    assert [row.becomes for row in preview.rows] == ["new", "new"]
    assert preview.rows[0].values["subject"] == "空调漏水"
    assert preview.report.mapping["state"] == "Status"
    assert record_counts(desk)["cases"] == 0


# Taking back


def test_undo_takes_a_run_back_and_redo_brings_it_again(desk: Desk, tmp_path: Path) -> None:
    given_case(desk, "before")
    before = record_counts(desk)
    run = take_in(desk, write(tmp_path, CASES)).run or 0
    filled = dump(desk)
    change = desk.importing.undo(run)
    assert change.count == 3
    assert record_counts(desk) == before
    assert desk.importing.get(run).undone
    with pytest.raises(NotFoundError, match="already undone"):
        desk.importing.undo(run)
    desk.undo.redo()
    assert not desk.importing.get(run).undone
    again = dump(desk)
    for table in ("cases", "case_labels", "case_notes", "cases_search"):
        assert again[table] == filled[table]
    desk.importing.undo(run)
    assert record_counts(desk) == before


def test_undo_of_an_update_brings_the_old_values_back(desk: Desk, tmp_path: Path) -> None:
    take_in(desk, write(tmp_path, CASES))
    before = dump(desk)
    run = (
        take_in(desk, write(tmp_path, CASES.replace("Invoice", "Rechnung").replace("urgent", "later"))).run
        or 0
    )
    desk.importing.undo(run)
    after = dump(desk)
    for table in ("cases", "case_labels", "cases_search"):
        assert after[table] == before[table]


def test_undo_refuses_when_something_newer_stands_on_the_rows(desk: Desk, tmp_path: Path) -> None:
    run = take_in(desk, write(tmp_path, CASES)).run or 0
    desk.moves.work([2])
    before = dump(desk)
    with pytest.raises(RefusedError):
        desk.importing.undo(run)
    assert dump(desk) == before


def test_a_file_can_be_imported_again_after_its_undo(desk: Desk, tmp_path: Path) -> None:
    path = write(tmp_path, "Subject,Description\n漏水,厨房\n")
    desk.importing.undo(take_in(desk, path).run or 0)
    assert counts(take_in(desk, path)) == (1, 0, 0, 0)
    assert counts(take_in(desk, path)) == (0, 0, 1, 0)


def test_runs_are_listed_newest_first(desk: Desk, tmp_path: Path, time: FixedTime) -> None:
    take_in(desk, write(tmp_path, CASES), source="zendesk")
    time.advance(hours=1)
    take_in(desk, write(tmp_path, CASES + "Z-4,,,,,,,\n"), source="zendesk")
    newest, oldest = desk.importing.runs()
    assert (newest.id, newest.read, newest.rejected, newest.unchanged) == (2, 4, 1, 3)
    assert (oldest.id, oldest.new, oldest.source, oldest.file_name) == (1, 3, "zendesk", "file.csv")
    assert newest.at - oldest.at == timedelta(hours=1)
    with pytest.raises(NotFoundError, match="R-9"):
        desk.importing.get(9)


# Customers


def test_customers_without_ids_are_known_by_name_and_number(desk: Desk, tmp_path: Path) -> None:
    first = "客户名称,联系电话,地址\n李伟,138 0000 1111,一号\n王芳,139 0000 2222,二号\n"
    assert counts(take_in(desk, write(tmp_path, first))) == (2, 0, 0, 0)
    moved = first.replace("一号", "三号").replace("138 0000 1111", "13800001111")
    assert counts(take_in(desk, write(tmp_path, moved))) == (0, 1, 1, 0)
    assert column(desk, "customers", "address") == ["三号", "二号"]


def test_equal_customers_in_one_file_are_one_card(desk: Desk, tmp_path: Path) -> None:
    text = "客户名称,联系电话,备注\n李伟,13800001111,a\n李伟,+86 138 0000 1111,a\n李伟,13800001111,b\n"
    assert counts(take_in(desk, write(tmp_path, text))) == (1, 1, 1, 0)


def test_a_name_alone_never_merges_two_people(desk: Desk, tmp_path: Path) -> None:
    given_customer(desk, "李伟", "138 0000 1111")
    text = "客户名称,地址\n李伟,一号\n李伟,二号\n李伟,一号\n"
    assert counts(take_in(desk, write(tmp_path, text))) == (2, 0, 1, 0)
    assert len(column(desk, "customers", "id")) == 3


def test_ids_of_their_own_keep_namesakes_with_one_number_apart(desk: Desk, tmp_path: Path) -> None:
    text = "Record ID,Name,Phone\n1,李伟,13800001111\n2,李伟,13800001111\n"
    assert counts(take_in(desk, write(tmp_path, text), "customer")) == (2, 0, 0, 0)
    assert counts(take_in(desk, write(tmp_path, text), "customer")) == (0, 0, 2, 0)


def test_a_card_written_by_hand_takes_the_id_of_its_row(desk: Desk, tmp_path: Path) -> None:
    card_id = given_customer(desk, "李伟", "138 0000 1111")
    text = "Record ID,Name,Phone,Address\n77,李伟,13800001111,一号\n78,李伟,13800001111,二号\n"
    assert counts(take_in(desk, write(tmp_path, text), "customer", source="hubspot")) == (1, 1, 0, 0)
    assert desk.customers.card(card_id).fields["external_id"] == "77"
    assert counts(take_in(desk, write(tmp_path, text), "customer", source="hubspot")) == (0, 0, 2, 0)


def test_a_card_keeps_numbers_written_by_hand_and_gets_those_of_the_file(desk: Desk, tmp_path: Path) -> None:
    card_id = given_customer(desk, "李伟", "138 0000 1111", emails=["a@example.com"], tags=["VIP"])
    text = (
        "Name,Phone,Mobile,Email,Tags,Contact\n李伟,010-6234 5678,13800001111,b@example.com,大客户;vip,王芳\n"
    )
    assert counts(take_in(desk, write(tmp_path, text), "customer")) == (0, 1, 0, 0)
    card = desk.customers.card(card_id)
    assert [phone.digits for phone in card.phones] == ["13800001111", "1062345678"]
    assert card.emails == ("a@example.com", "b@example.com")
    assert card.tags == ("VIP", "大客户")
    assert [contact.name for contact in card.contacts] == ["王芳"]
    assert counts(take_in(desk, write(tmp_path, text), "customer")) == (0, 0, 1, 0)


def test_a_renamed_customer_is_found_by_the_new_name_at_once(desk: Desk, tmp_path: Path) -> None:
    take_in(desk, write(tmp_path, "Record ID,Name\n1,李伟\n"), "customer")
    take_in(desk, write(tmp_path, "Record ID,Name\n1,王小明\n"), "customer")
    assert [row.name for row in desk.customers.candidates("wxm")] == ["王小明"]
    assert desk.customers.candidates("liwei") == []


# Texts


def test_hostile_texts_are_cleaned_on_the_way_in(desk: Desk, tmp_path: Path) -> None:
    rows = [{"id": "1", "subject": HOSTILE, "description": "\x00\x9b31m\ud800 ok\u202e", "owner": HOSTILE}]
    path = write(tmp_path, json.dumps(rows), "hostile.json")
    assert counts(take_in(desk, path, "case")) == (1, 0, 0, 0)
    stored = json.dumps(dump(desk)["cases"], ensure_ascii=False)
    assert not any(character in stored for character in "\x1b\x07\x9b\u202e\ud800")
    assert counts(take_in(desk, path, "case")) == (0, 0, 1, 0)


def test_a_megabyte_in_a_cell_is_rejected_and_the_rest_goes_in(desk: Desk, tmp_path: Path) -> None:
    text = f"Ticket ID,Subject,Description\n1,a,{'漏' * 1_000_001}\n2,b,ok\n3,{'x' * 3000},long line\n"
    report = take_in(desk, write(tmp_path, text))
    assert counts(report) == (1, 0, 0, 2)
    assert {reject.code for reject in report.rejects} == {"too_long"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('Ticket ID,Subject\n1,"never closed\n2,b\n', "never closed"),
        ("foo,bar\n1,2\n", "No column of the file is known"),
        ("Title,Issue\na,b\n", "both Subject"),
        ("", "empty"),
    ],
)
def test_a_file_that_cannot_be_understood_changes_nothing(
    desk: Desk, tmp_path: Path, text: str, words: str
) -> None:
    before = dump(desk)
    with pytest.raises(UsageError, match=words):
        take_in(desk, write(tmp_path, text), "case")
    assert dump(desk) == before


def test_a_file_that_breaks_off_after_many_rows_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    rows = "".join(f"{number},case {number}\n" for number in range(12_000))
    path = write(tmp_path, f'Ticket ID,Subject\n{rows}12001,"open\n')
    before = dump(desk)
    with pytest.raises(UsageError, match="never closed"):
        take_in(desk, path)
    assert dump(desk) == before
    assert not list(tmp_path.glob("*.rejects.csv"))


def test_what_an_earlier_row_changed_leaves_the_lists_of_all_others_known(desk: Desk, tmp_path: Path) -> None:
    text = "姓名,手机,标签,备注\n王伟,13800001111,老,一\n王伟,13800001111,老,二\n"
    text += "李娜,13900002222,新,\n周杰,13700003333,新,\n"
    take_in(desk, write(tmp_path, text), "customer")
    before = record_counts(desk)
    again = take_in(desk, write(tmp_path, text), "customer")
    # Only the card of which two rows say two things differs, each time.
    assert counts(again) == (0, 2, 2, 0)
    assert record_counts(desk) == before
