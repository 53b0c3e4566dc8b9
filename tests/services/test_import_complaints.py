"""What the handling of complaints leaves, and promises: taken in, refused with reasons, taken back."""

# ruff: noqa: E501 - rows of tables are not cut

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from servicedesk.domain.errors import ServiceDeskError
from servicedesk.services.desk import Desk
from servicedesk.services.promises import NewPromise
from servicedesk.services.remedies import NewRemedy
from servicedesk.storage import clock_cache
from tests.builders import NOW, FixedTime, given_call, given_case, given_customer
from tests.services.exchange_steps import KINDS, another_desk, counts, export, fill, record_counts, take_in
from tests.services.test_import import column, write

OWN = "Number,Subject,State,Record UID,Customer ID,"


def count_wrong(desk: Desk) -> int:
    """Cases whose clock is not what their history gives."""
    with desk.reading() as db:
        return clock_cache.count_wrong(db, desk.clock.now(), desk.store.zone)


def own_rows(folder: Path, name: str, header: str, *rows: str) -> Path:
    """A file of our own with cases C-1, C-2 ..., each new unless the row says more."""
    lines = [f"C-{place},x{place},{row}" for place, row in enumerate(rows, 1)]
    return write(folder, "\n".join([f"Number,Subject,State,Record UID,{header}", *lines, ""]), name)


REGISTER = """\
投诉编号,投诉人姓名,联系电话,投诉内容,投诉接待日期,严重程度,是否涉及安全,复杂程度,影响范围,立即措施,商品,代理投诉人,客户诉求,\
告知受理时间,受理告知人,告知方式,调查情况,投诉原因,补救措施,反馈方式,是否认可,认可时间,其他途径,竞争对手,经验教训,致谢时间,\
不回访原因,转办部门,转办期限,处理状态
TS-1,李伟,13800001111,空调漏水，要求退款,2026-11-18 10:00,特别严重,是,复杂,部分客户,断电,空调 KFR-35,李先生,全额退款,\
2026-11-18 15:00,王芳,电话,水管接反,安装,退款,微信,不认可,2026-11-19,消协 12315,友商,培训安装队,2026-11-19,不愿被打扰,安装部,2026-11-25,处理中
TS-2,王芳,13900002222,发票未开,2026-11-18,轻微,否,简单,个别,,,,补寄,,,,,,寄券 50 元一张,,未评价,,,,,,,,,已结案
"""


def test_a_complaint_register_fills_every_stage_of_the_standard(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "投诉台账.csv"
    path.write_bytes(REGISTER.encode("gb18030"))
    report = take_in(desk, path)
    assert (report.kind, counts(report), report.ignored) == ("case", (2, 0, 0, 0), ())
    case = desk.cases.get(1)
    fields = case.fields
    assert [fields[name] for name in ("severity", "safety", "complexity", "impact")] == [4, 1, 3, 2]
    # Nobody says how urgent they are: how bad they are does.
    assert column(desk, "cases", "priority") == [4, 1]
    assert fields["product"] == "空调 KFR-35"
    assert fields["on_behalf_of"] == "李先生"
    assert fields["remedy_wanted"] == "全额退款"
    assert fields["acknowledged_at"] == datetime(2026, 11, 18, 7, tzinfo=UTC)
    assert (fields["acknowledged_how"], fields["told_how"]) == ("phone", "wechat")
    assert (fields["accepted"], desk.cases.get(2).fields["accepted"]) == (0, None)
    assert (fields["department"], fields["lesson"]) == ("安装部", "培训安装队")
    dossier = desk.cases.dossier(1)
    assert [(remedy.kind, remedy.words, remedy.currency) for remedy in dossier.remedies] == [
        ("refund", "", "CNY")
    ]
    assert [(remedy.kind, remedy.words) for remedy in desk.cases.dossier(2).remedies] == [
        ("other", "寄券 50 元一张")
    ]
    assert counts(take_in(desk, path)) == (0, 0, 2, 0)
    assert count_wrong(desk) == 0


def test_a_remedy_in_words_has_its_kind_and_its_amount(desk: Desk, tmp_path: Path) -> None:
    cells = {
        "退款380元": ("refund", 38_000, "CNY"),
        "380": ("compensation", 38_000, "CNY"),
        "￥380.50": ("compensation", 38_050, "CNY"),
        "赔偿（1.5万元）": ("compensation", 1_500_000, "CNY"),
        "优惠券50元": ("credit_note", 5000, "CNY"),
        "refund £20": ("refund", 2000, "GBP"),
        "换新机一台": ("exchange", 0, "CNY"),
        "退款约500": ("refund", 0, "CNY"),
        "无法退款[b]": ("other", 0, "CNY"),
    }
    lines = "".join(f"{place},漏水,{cell}\n" for place, cell in enumerate(cells, 1))
    path = write(tmp_path, f"编号,标题,赔偿\n{lines}")
    assert counts(take_in(desk, path, "case")) == (len(cells), 0, 0, 0)
    for case_id, (cell, said) in enumerate(cells.items(), 1):
        (remedy,) = desk.cases.dossier(case_id).remedies
        assert (remedy.kind, remedy.cost_cents, remedy.currency) == said
        assert remedy.words == cell, "what was written is kept, and by it the cell is known again"
    assert counts(take_in(desk, path, "case")) == (0, 0, len(cells), 0)


def test_a_priority_of_its_own_is_not_the_severity(desk: Desk, tmp_path: Path) -> None:
    take_in(desk, write(tmp_path, "编号,标题,紧急程度,严重程度\n1,漏水,低,特别严重\n"), "case")
    assert (column(desk, "cases", "priority"), column(desk, "cases", "severity")) == ([1], [4])


def test_the_product_of_other_programs_stays_their_category(desk: Desk, tmp_path: Path) -> None:
    take_in(desk, write(tmp_path, "complaint_id,issue,product\n1,fee,Mortgage\n"), "case")
    assert (column(desk, "cases", "category"), column(desk, "cases", "product")) == (["Mortgage"], [""])


def test_a_word_of_no_list_in_a_file_of_ours_is_kept_too(desk: Desk, tmp_path: Path) -> None:
    for header, cell in (("Severity", "purple"), ("Health or safety", "perhaps"), ("Impact", "9")):
        path = own_rows(tmp_path, "own.csv", header, f"new,u1,{cell}")
        take_in(desk, path, "case")
    assert column(desk, "case_notes", "text") == [
        "Severity: purple",
        "Health or safety: perhaps",
        "Impact: 9",
    ]


REMEDY = '{{"kind": "{kind}", "words": "", "cost": {cost}, "currency": "CNY"}}'


@pytest.mark.parametrize(
    ("header", "cell", "code"),
    [
        ("Asked again", "-1", "count"),
        ("Asked again", "1e3", "count"),
        ("Remedies", REMEDY.format(kind="refund", cost="-5"), "money"),
        ("Remedies", REMEDY.format(kind="refund", cost="1e3"), "money"),
        ("Remedies", REMEDY.format(kind="refund", cost='"8.05E+2"'), "money"),
        ("Remedies", REMEDY.format(kind="refund", cost="NaN"), "money"),
        ("Remedies", REMEDY.format(kind="refund", cost="99999999999999"), "money"),
        ("Remedies", REMEDY.format(kind="bribe", cost="5"), "unknown_word"),
        ("Remedies", REMEDY.format(kind="", cost="5"), "missing"),
        ("Remedies", '[{"kind": "refund", "words": ["a"]}]', "not_json"),
        ("Remedies", "[" * 100_000, "not_json"),
        ("Remedies", "退款", "not_json"),
        ("Hand-offs", '[{"department": "x", "out_at": "yesterday-ish"}]', "date"),
        ("Hand-offs", '[{"department": "", "out_at": "2026-11-20"}]', "missing"),
        ("Hand-offs", '[{"department": "x", "out_at": "2026-11-20", "back_at": "2026-11-19"}]', "order"),
        ("Checklist", '[{"text": ""}]', "missing"),
        ("Checklist", '[{"text": "a", "required": "perhaps"}]', "unknown_word"),
        ("Links", '[{"relation": "enemy", "case": "C-2"}]', "unknown_word"),
        ("Links", '[{"relation": "follows", "case": "F-2"}]', "number"),
        ("Links", '[{"relation": "follows", "case": "C-1"}]', "itself"),
        ("Merged into", "C-1", "itself"),
        ("Merged into", "P-1", "number"),
    ],
)
def test_what_cannot_be_is_rejected_with_its_reason(
    desk: Desk, tmp_path: Path, header: str, cell: str, code: str
) -> None:
    quoted = cell.replace('"', '""')
    state = "merged" if header == "Merged into" else "new"
    path = own_rows(tmp_path, "own.csv", header, f'{state},u1,"{quoted}"', "new,u2,")
    report = take_in(desk, path, "case")
    assert (counts(report), [reject.code for reject in report.rejects]) == ((1, 0, 0, 1), [code])
    assert "\n" not in report.rejects[0].reason
    assert column(desk, "cases", "subject") == ["x2"]


def test_cases_merged_in_a_ring_are_rejected_where_it_closes(desk: Desk, tmp_path: Path) -> None:
    rows = ("merged,u1,C-2", "merged,u2,C-3", "merged,u3,C-1", "new,u4,")
    report = take_in(desk, own_rows(tmp_path, "own.csv", "Merged into", *rows), "case")
    assert counts(report) == (3, 0, 0, 1)
    assert (report.rejects[0].line, report.rejects[0].code) == (4, "ring")
    # C-2 was merged into the rejected one: it stands without it, and that is said.
    assert column(desk, "cases", "merged_into") == [2, None, None]
    assert any("left out" in note for note in report.notes)


def test_a_case_that_is_merged_and_in_another_state_is_rejected(desk: Desk, tmp_path: Path) -> None:
    report = take_in(desk, own_rows(tmp_path, "own.csv", "Merged into", "working,u1,C-2", "new,u2,"), "case")
    assert [reject.code for reject in report.rejects] == ["state"]


def test_a_merge_that_closes_a_ring_with_what_is_here_is_rejected(desk: Desk, tmp_path: Path) -> None:
    first, second = given_case(desk, "漏水"), given_case(desk, "噪音")
    desk.merging.merge([first], second)
    uid = column(desk, "cases", "uid")[1]
    path = write(tmp_path, f"Number,Subject,State,Record UID,Merged into\nC-2,噪音,merged,{uid},C-1\n")
    report = take_in(desk, path, "case", dry_run=True)
    assert (counts(report), report.rejects[0].code) == ((0, 0, 0, 1), "ring")


def test_links_that_close_a_ring_are_left_out_and_the_others_stand(desk: Desk, tmp_path: Path) -> None:
    def link(relation: str, case: str) -> str:
        return f'"[{{""relation"": ""{relation}"", ""case"": ""{case}""}}]"'

    rows = [
        f"new,u1,{link('parent', 'C-2')}",
        f"new,u2,{link('parent', 'C-1')}",
        f"new,u3,{link('parent', 'C-1')}",
        f"new,u4,{link('related', 'C-99')}",
    ]
    path = own_rows(tmp_path, "own.csv", "Links", *rows)
    report = take_in(desk, path, "case")
    assert counts(report) == (4, 0, 0, 0)
    assert list(
        zip(column(desk, "case_links", "case_id"), column(desk, "case_links", "other_id"), strict=True)
    ) == [(3, 1)]
    assert any(note.startswith("3 references") for note in report.notes)


def test_a_chain_of_merges_without_end_stops_no_clock(desk: Desk, tmp_path: Path) -> None:
    rows = ["new,u1,", *(f"merged,u{n},C-{n - 1}" for n in range(2, 1500))]
    report = take_in(desk, own_rows(tmp_path, "own.csv", "Merged into", *rows), "case")
    assert counts(report) == (1499, 0, 0, 0)
    assert any("left out" in note for note in report.notes)
    assert count_wrong(desk) == 0


def test_another_program_says_what_it_merged_by_its_own_ids(desk: Desk, tmp_path: Path) -> None:
    path = write(
        tmp_path, "工单号,标题,状态,合并到\nA-7,漏水,已合并,B-1\nB-1,又漏水,处理中,\nB-2,再漏,处理中,B-1\n"
    )
    assert counts(take_in(desk, path, "case", source="12345")) == (3, 0, 0, 0)
    assert column(desk, "cases", "merged_into") == [2, None, 2]
    assert column(desk, "cases", "state") == ["merged", "working", "merged"]
    before = record_counts(desk)
    assert counts(take_in(desk, path, "case", source="12345")) == (0, 0, 3, 0)
    assert record_counts(desk) == before
    desk.merging.unmerge([3])
    assert column(desk, "cases", "state")[2] == "working"


def test_an_open_case_whose_target_is_nowhere_stays_in_the_queue(desk: Desk, tmp_path: Path) -> None:
    path = write(tmp_path, "工单号,标题,状态,合并到\nA-7,漏水,处理中,B-9\n")
    report = take_in(desk, path, "case", source="12345")
    assert any("left out" in note for note in report.notes)
    assert (column(desk, "cases", "state"), column(desk, "cases", "merged_into")) == (["working"], [None])
    later = write(tmp_path, "工单号,标题,状态,合并到\nB-9,又漏水,处理中,\nA-7,漏水,处理中,B-9\n", "later.csv")
    report = take_in(desk, later, "case", source="12345")
    assert counts(report) == (1, 1, 0, 0)
    assert (column(desk, "cases", "state"), column(desk, "cases", "merged_into")) == (
        ["merged", "working"],
        [2, None],
    )
    assert count_wrong(desk) == 0
    assert counts(take_in(desk, later, "case", source="12345")) == (0, 0, 2, 0)
    desk.importing.undo(report.run or 0)
    assert (column(desk, "cases", "state"), column(desk, "cases", "merged_into")) == (["working"], [None])
    assert column(desk, "case_merges", "id") == []


def test_a_case_merged_here_stays_merged_whatever_a_file_says(desk: Desk, tmp_path: Path) -> None:
    path = write(tmp_path, "Ticket ID,Subject,Status\nZ1,漏水,open\nZ2,噪音,open\n")
    take_in(desk, path)
    desk.merging.merge([1], 2)
    later = write(tmp_path, "Ticket ID,Subject,Status\nZ1,漏水,closed\nZ2,噪音,open\n")
    take_in(desk, later)
    assert column(desk, "cases", "state") == ["merged", "new"]


def test_numbers_given_anew_are_followed_by_all_that_names_them(desk: Desk, tmp_path: Path) -> None:
    customer_id = given_customer(desk)
    first, second, third = (given_case(desk, name, customer_id=customer_id) for name in ("甲", "乙", "丙"))
    desk.merging.merge([first], third)
    desk.links.link(second, third, "follows")
    promise = desk.promises.make(NewPromise("上门", NOW + timedelta(days=1), customer_id=customer_id)).id
    desk.promises.retell(promise, NOW + timedelta(days=2), "改期")
    for kind in KINDS:
        export(desk, kind, tmp_path / f"{kind}.csv")
    with another_desk(tmp_path) as other:
        ann = given_customer(other, "Ann", "+44 20 7946 0123")
        for name in ("one", "two"):
            given_case(other, name, customer_id=ann)
            other.promises.make(NewPromise(name, NOW + timedelta(days=1), customer_id=ann))
        for kind in ("customer", "case", "promise"):
            take_in(other, tmp_path / f"{kind}.csv")
        # C-3 was free; what was C-1 and C-2 is C-4 and C-5 here.
        subjects = dict(zip(column(other, "cases", "subject"), column(other, "cases", "id"), strict=True))
        assert column(other, "cases", "merged_into") == [None, None, None, subjects["丙"], None]
        assert column(other, "case_links", "case_id") == [subjects["乙"]]
        assert column(other, "case_links", "other_id") == [subjects["丙"]]
        follows = column(other, "promises", "follows_id")
        assert [place for place, named in enumerate(follows, 1) if named] == [4]
        assert column(other, "promises", "text")[follows[3] - 1] == "上门"
        assert count_wrong(other) == 0


def test_the_call_that_opened_a_case_is_known_again_without_touching_the_case(
    desk: Desk, tmp_path: Path
) -> None:
    logged = given_call(desk, case_kind="complaint")
    for kind in KINDS[:4]:
        export(desk, kind, tmp_path / f"{kind}.csv")
    with another_desk(tmp_path) as other:
        for kind in KINDS[:3]:
            take_in(other, tmp_path / f"{kind}.csv")
        assert column(other, "cases", "call_id") == [logged.call_id]
        assert column(other, "cases", "updated_at") == column(desk, "cases", "updated_at")
        assert count_wrong(other) == 0
        before = record_counts(other)
        run = take_in(other, tmp_path / "call.csv").run or 0
        assert other.importing.get(run).action is None
        assert record_counts(other) == before
        other.importing.undo(run - 1)
        assert column(other, "cases", "call_id") == [None]
        assert column(other, "calls", "id") == []


def test_undo_of_an_import_takes_every_part_of_a_complaint_back(desk: Desk, tmp_path: Path) -> None:
    fill(desk)
    for kind in KINDS:
        export(desk, kind, tmp_path / f"{kind}.csv")
    with another_desk(tmp_path) as other:
        empty = record_counts(other)
        ran = [take_in(other, tmp_path / f"{kind}.csv").run or 0 for kind in KINDS]
        full = record_counts(other)
        assert full != empty
        for run in reversed(ran):
            other.importing.undo(run)
        assert record_counts(other) == empty
        for _run in ran:
            other.undo.redo()
        assert record_counts(other) == full
        assert count_wrong(other) == 0


def test_a_file_of_before_leaves_what_it_has_no_columns_for(desk: Desk, tmp_path: Path) -> None:
    fill(desk)
    old = [
        "number", "customer", "customer_id", "phone", "email", "kind", "subject", "description", "category",
        "channel", "priority", "state", "labels", "received_at", "notes", "external_id", "external_source",
        "uid", "created_at", "updated_at",
    ]  # fmt: skip
    export(desk, "case", tmp_path / "whole.jsonl")
    for suffix in ("csv", "jsonl"):
        path = tmp_path / f"old.{suffix}"
        export(desk, "case", path, columns=old)
        for choices in ({}, {"blank_clears": True}):
            report = take_in(desk, path, "case", **choices)
            assert counts(report) == (0, 0, report.read, 0)
        with another_desk(tmp_path, f"{suffix}.db") as other:
            report = take_in(other, path, "case")
            assert counts(report) == (report.read, 0, 0, 0)
            assert count_wrong(other) == 0
    export(desk, "case", tmp_path / "again.jsonl")
    assert (tmp_path / "again.jsonl").read_bytes() == (tmp_path / "whole.jsonl").read_bytes()


def edited(path: Path, number: str, **cells: Any) -> Path:
    """A JSON Lines export in which somebody has changed one record."""
    records = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    for record in records:
        if record["number"] == number:
            record.update(cells)
    path.write_text("".join(f"{json.dumps(record)}\n" for record in records), "utf-8")
    return path


def test_an_edited_export_changes_the_lists_that_it_changed_and_can_be_taken_back(
    desk: Desk, tmp_path: Path
) -> None:
    case_id = given_case(desk, "漏水")
    desk.remedies.add([case_id], NewRemedy("refund", "一半", 500))
    other = given_case(desk, "又漏水")
    export(desk, "case", tmp_path / "cases.jsonl")
    whole = [
        {"kind": "refund", "words": "一半", "cost": "5.00", "currency": "CNY"},
        {"kind": "apology", "words": "登门", "cost": 0},
    ]
    links = [{"relation": "follows", "case": f"C-{case_id}"}]
    path = edited(tmp_path / "cases.jsonl", "C-1", remedies=whole, severity="serious")
    edited(path, "C-2", links=links)
    before = record_counts(desk)
    with pytest.raises(ServiceDeskError, match=r"differs from C-1"):
        take_in(desk, path, on_conflict="fail")
    report = take_in(desk, path)
    assert counts(report) == (0, 2, 0, 0)
    remedies = desk.cases.dossier(case_id).remedies
    assert [(remedy.kind, remedy.cost_cents) for remedy in remedies] == [("refund", 500), ("apology", 0)]
    assert desk.cases.get(case_id).fields["severity"] == 3
    assert column(desk, "case_links", "case_id") == [other]
    assert counts(take_in(desk, path)) == (0, 0, 2, 0)
    desk.importing.undo(report.run or 0)
    assert record_counts(desk) == before
    assert desk.cases.get(case_id).fields["severity"] is None


def test_states_of_a_file_are_as_old_as_its_times_say(desk: Desk, tmp_path: Path) -> None:
    header = "Ticket ID,Subject,Kind,Status,Received,Solved,Told,Closed,Waiting since\n"
    times = "2026-11-16 09:00,2026-11-16 11:00,2026-11-17 09:00,2026-11-18 09:00"
    rows = (
        f"1,漏水,complaint,closed,{times},\n2,噪音,complaint,waiting,2026-11-16 09:00,,,,2026-11-17 10:00\n"
    )
    take_in(desk, write(tmp_path, header + rows), "case")
    assert count_wrong(desk) == 0
    waiting = desk.clocks.explain(2)
    assert waiting.case_id == 2
    with desk.reading() as db:
        from servicedesk.storage.case_histories import histories

        found = histories(db, [1, 2])
    assert [(span.state, span.start.day) for span in found[1].states] == [
        ("new", 16), ("solved", 16), ("told", 17), ("closed", 18),
    ]  # fmt: skip
    assert [(span.state, span.start) for span in found[2].states] == [
        ("new", datetime(2026, 11, 16, 1, tzinfo=UTC)),
        ("waiting", datetime(2026, 11, 17, 2, tzinfo=UTC)),
    ]


# Promises


def test_a_list_of_promises_in_chinese_is_taken_in(desk: Desk, tmp_path: Path) -> None:
    customer_id = given_customer(desk, "李伟", "138 0000 1111")
    case_id = given_case(desk, "漏水", customer_id=customer_id)
    rows = (
        "1,李伟,13800001111,C-1,明天上门,2026-11-18 09:00,2026-11-19 17:00,已兑现,2026-11-19 16:00,\n"
        "2,李伟,,,寄发票,2026-11-18,2026-11-18,未兑现,,\n"
        "3,陈晨,13700003333,,回电,,2026-11-30,改期,2026-11-20,配件未到\n"
    )
    header = "承诺编号,客户,联系电话,关联工单,承诺内容,承诺日期,承诺时间,是否兑现,兑现时间,改期原因\n"
    path = write(tmp_path, header + rows)
    report = take_in(desk, path)
    assert (report.kind, counts(report), report.customers_new) == ("promise", (3, 0, 0, 0), 1)
    assert column(desk, "promises", "state") == ["done", "open", "retold"]
    assert column(desk, "promises", "case_id") == [case_id, None, None]
    # A day alone is over at its end.
    assert column(desk, "promises", "due_at")[1] == "2026-11-18T15:59:59Z"
    assert counts(take_in(desk, path)) == (0, 0, 3, 0)
    assert count_wrong(desk) == 0
    desk.importing.undo(report.run or 0)
    assert column(desk, "promises", "id") == []
    assert count_wrong(desk) == 0


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"text": ""}, "missing"),
        ({"due_at": ""}, "missing"),
        ({"due_at": "2026-11-17T00:00:00Z"}, "order"),
        ({"state": "done", "ended_at": "2026-11-17T00:00:00Z"}, "order"),
        ({"ended_at": "2026-11-19T00:00:00Z"}, "order"),
        ({"follows": "P-1"}, "itself"),
        ({"follows": "C-1"}, "number"),
        ({"uid": "a b"}, "uid"),
    ],
)
def test_a_promise_that_cannot_be_is_rejected(
    desk: Desk, tmp_path: Path, cells: dict[str, str], code: str
) -> None:
    whole = {
        "number": "P-1", "text": "上门", "made_at": "2026-11-18T00:00:00Z", "due_at": "2026-11-20T00:00:00Z",
        "state": "open", "uid": "u1", "external_source": "",
    }  # fmt: skip
    path = tmp_path / "promises.jsonl"
    rows = [whole | cells, whole | {"number": "P-2", "uid": "u2"}]
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    report = take_in(desk, path, "promise")
    assert (counts(report), [reject.code for reject in report.rejects]) == ((1, 0, 0, 1), [code])


def test_promises_go_out_with_what_changed_and_what_is_gone(
    desk: Desk, tmp_path: Path, time: FixedTime
) -> None:
    given_customer(desk)
    path = tmp_path / "promises.jsonl"

    def numbers() -> list[tuple[str, bool]]:
        export(desk, "promise", path, cursor="nightly")
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        return [(row["number"], row["deleted_at"] is not None) for row in rows]

    for name in ("一", "二"):
        desk.promises.make(NewPromise(name, NOW + timedelta(days=1), customer_id=1))
    assert numbers() == [("P-1", False), ("P-2", False)]
    time.advance(hours=1)
    desk.promises.keep([1])
    assert numbers() == [("P-1", False)]
    desk.promises.make(NewPromise("三", NOW + timedelta(days=1), customer_id=1))
    desk.undo.undo()
    assert numbers() == [("P-3", True)]
    assert numbers() == []


def test_a_dry_run_of_promises_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    path = write(tmp_path, "Promise,Told time,Customer\n上门,2026-11-30 10:00,李伟\n")
    before = record_counts(desk)
    report = take_in(desk, path, dry_run=True)
    assert (report.kind, counts(report), report.run) == ("promise", (1, 0, 0, 0), None)
    assert record_counts(desk) == before
