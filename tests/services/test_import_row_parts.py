"""One sheet, several records: a row makes its customer, its case, their calls and follow-ups, related."""

import csv
import io
import random
from pathlib import Path
from typing import Any

import pytest

from servicedesk.domain.errors import ServiceDeskError, UsageError
from servicedesk.services.desk import Desk
from servicedesk.services.importing import ImportReport, ImportRequest
from tests.builders import HOSTILE
from tests.services.exchange_steps import counts, record_counts, take_in
from tests.services.test_import import column, dump, write

REGISTER = '''\
客户名称,联系电话,地址,客户等级,投诉编号,投诉内容,受理时间,状态,来电时间,通话时长,通话内容,回访时间,回访人,回访结果,是否回访
王伟,13800001111,上海市浦东新区1号,VIP,T-1,空调漏水,2026-03-02 09:00,处理中,2026-03-02 09:00,3分20秒,第一次来电,2026-12-09 10:00,小李,,否
王伟,13800001111,,,T-1,空调漏水,2026-03-02 09:00,处理中,2026-03-04 15:00,65,又来电催,2026-12-09 10:00,小李,,否
王伟,13800001111,,,T-2,门坏了,2026-03-05 09:00,已结案,,,,2026-03-08,小张,"满意, ""谢谢""",是
李娜,13900002222,,,T-3,噪音,2026-03-05 11:00,处理中,2026-03-05 10:59,0,,,,,
'''  # noqa: E501
CALLS = [
    (1, 1, "2026-03-02T01:00:00Z", "2026-03-02T01:03:20Z", "第一次来电"),
    (1, 1, "2026-03-04T07:00:00Z", "2026-03-04T07:01:05Z", "又来电催"),
    (2, 3, "2026-03-05T02:59:00Z", "2026-03-05T02:59:00Z", ""),
]
FOLLOWUPS = [
    (1, 1, "2026-12-09T02:00:00Z", 0, "planned", "小李", ""),
    (1, 2, "2026-03-07T16:00:00Z", 1, "held", "小张", '满意, "谢谢"'),
]


def rows(desk: Desk, sql: str) -> list[tuple[Any, ...]]:
    with desk.reading() as db:
        return [tuple(row) for row in db.execute(sql).fetchall()]


def calls(desk: Desk) -> list[tuple[Any, ...]]:
    return rows(desk, "SELECT customer_id, case_id, rang_at, ended_at, summary FROM calls ORDER BY id")


def followups(desk: Desk) -> list[tuple[Any, ...]]:
    fields = "customer_id, case_id, due_at, all_day, state, owner, result"
    return rows(desk, f"SELECT {fields} FROM followups ORDER BY id")


def records(desk: Desk) -> dict[str, Any]:
    tables = dump(desk)
    del tables["import_runs"]
    return tables


def made(report: ImportReport) -> dict[str, int]:
    return {kind: counted["new"] for kind, counted in report.related.items() if counted["new"]}


def test_a_register_makes_customers_cases_calls_and_follow_ups_that_belong_together(
    desk: Desk, tmp_path: Path
) -> None:
    report = take_in(desk, write(tmp_path, REGISTER))
    assert report.kind == "case"
    assert counts(report) == (3, 0, 1, 0)
    assert made(report) == {"customer": 2, "call": 3, "followup": 2}
    assert rows(desk, "SELECT name, address, tier FROM customers") == [
        ("王伟", "上海市浦东新区1号", "vip"),
        ("李娜", "", "new"),
    ]
    assert rows(desk, "SELECT external_id, customer_id, subject, state FROM cases") == [
        ("T-1", 1, "空调漏水", "working"),
        ("T-2", 1, "门坏了", "closed"),
        ("T-3", 2, "噪音", "working"),
    ]
    assert calls(desk) == CALLS
    assert followups(desk) == FOLLOWUPS
    assert (report.mapping["call.started_at"], report.mapping["followup.state"]) == ("来电时间", "是否回访")
    assert not report.ignored


def test_the_same_register_again_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    take_in(desk, write(tmp_path, REGISTER))
    before = records(desk)
    again = take_in(desk, write(tmp_path, REGISTER))
    assert counts(again) == (0, 0, 4, 0)
    assert made(again) == {}
    assert again.related["call"] == {"new": 0, "updated": 0, "unchanged": 3}
    assert not again.changed
    assert records(desk) == before


def test_undo_takes_all_records_of_the_rows_back(desk: Desk, tmp_path: Path) -> None:
    empty = record_counts(desk)
    report = take_in(desk, write(tmp_path, REGISTER))
    assert report.run
    desk.importing.undo(report.run)
    assert record_counts(desk) == empty
    again = take_in(desk, write(tmp_path, REGISTER))
    assert made(again) == {"customer": 2, "call": 3, "followup": 2}


def test_a_call_that_is_added_to_a_known_case_is_all_that_is_made_and_taken_back(
    desk: Desk, tmp_path: Path
) -> None:
    take_in(desk, write(tmp_path, REGISTER))
    before = record_counts(desk)
    more = REGISTER + "李娜,13900002222,,,T-3,噪音,2026-03-05 11:00,处理中,2026-03-09 08:00,30,还在吵,,,,\n"
    report = take_in(desk, write(tmp_path, more))
    assert counts(report) == (0, 0, 5, 0)
    assert made(report) == {"call": 1}
    assert report.run
    assert report.changed
    desk.importing.undo(report.run)
    assert record_counts(desk) == before


def test_a_planned_follow_up_becomes_the_one_that_was_held(desk: Desk, tmp_path: Path) -> None:
    take_in(desk, write(tmp_path, REGISTER))
    held = REGISTER.replace("2026-12-09 10:00,小李,,否", "2026-10-05 10:30,小李,满意,是")
    report = take_in(desk, write(tmp_path, held))
    assert report.related["followup"] == {"new": 0, "updated": 1, "unchanged": 1}
    assert followups(desk)[0] == (1, 1, "2026-10-05T02:30:00Z", 0, "held", "小李", "满意")
    assert len(followups(desk)) == 2


def test_what_was_changed_by_hand_stands_when_the_same_row_comes_again(desk: Desk, tmp_path: Path) -> None:
    take_in(desk, write(tmp_path, REGISTER))
    desk.calls.edit(1, {"summary": "改过"})
    take_in(desk, write(tmp_path, REGISTER))
    assert calls(desk)[0][-1] == "改过"


def test_a_row_with_a_part_that_cannot_be_read_is_rejected_whole_and_fed_back(
    desk: Desk, tmp_path: Path
) -> None:
    broken = REGISTER.replace("2026-03-04 15:00,65", "昨天某时,65")
    report = take_in(desk, write(tmp_path, broken))
    assert counts(report) == (3, 0, 0, 1)
    assert [(one.line, one.column, one.code) for one in report.rejects] == [(3, "来电时间", "date")]
    assert calls(desk) == [CALLS[0], CALLS[2]]
    assert report.rejects_file
    text = report.rejects_file.read_text(encoding="utf-8-sig").replace("昨天某时", "2026-03-04 15:00")
    mended = take_in(desk, write(tmp_path, text, "mended.csv"))
    assert counts(mended) == (0, 0, 1, 0)
    assert made(mended) == {"call": 1}
    assert sorted(calls(desk), key=repr) == sorted(CALLS, key=repr)
    assert followups(desk) == FOLLOWUPS
    assert made(take_in(desk, write(tmp_path, REGISTER))) == {}


def test_a_rejected_case_makes_none_of_its_parts(desk: Desk, tmp_path: Path) -> None:
    report = take_in(desk, write(tmp_path, REGISTER.replace("T-3,噪音", "T-3,")))
    assert counts(report) == (2, 0, 1, 1)
    assert made(report) == {"customer": 1, "call": 2, "followup": 2}
    assert column(desk, "customers", "name") == ["王伟"]


def test_a_second_row_that_says_something_else_of_its_case_is_rejected_with_the_column(
    desk: Desk, tmp_path: Path
) -> None:
    lines = REGISTER.splitlines(keepends=True)
    lines[2] = lines[2].replace("处理中", "已结案")
    report = take_in(desk, write(tmp_path, "".join(lines)))
    assert [(one.line, one.column, one.code) for one in report.rejects] == [(3, "状态", "twice")]
    assert made(report) == {"customer": 2, "call": 2, "followup": 2}


def test_calls_side_by_side_are_as_many_calls(desk: Desk, tmp_path: Path) -> None:
    text = (
        "投诉编号,客户名称,投诉内容,来电时间1,通话内容1,来电时间2,通话内容2,首次回访时间,第二次回访时间,第二次回访结果\n"
        "T-1,王伟,漏水,2026-03-02 09:00,一,2026-03-03 09:00,二,2026-03-05,2026-03-06 10:00,好\n"
        "T-2,李娜,噪音,2026-03-02 10:00,三,,,,,\n"
    )
    report = take_in(desk, write(tmp_path, text))
    assert made(report) == {"customer": 2, "call": 3, "followup": 2}
    assert [(row[1], row[4]) for row in calls(desk)] == [(1, "一"), (1, "二"), (2, "三")]
    assert [(row[1], row[3], row[6]) for row in followups(desk)] == [(1, 1, ""), (1, 0, "好")]
    # A case came with its first call, where nothing else says when it came.
    assert column(desk, "cases", "received_at") == ["2026-03-02T01:00:00Z", "2026-03-02T02:00:00Z"]
    before = records(desk)
    assert counts(take_in(desk, write(tmp_path, text))) == (0, 0, 2, 0)
    assert records(desk) == before
    # The same calls below one another are the same calls.
    below = "投诉编号,客户名称,投诉内容,来电时间,通话内容\nT-1,王伟,漏水,2026-03-02 09:00,一\n"
    below += ",,,2026-03-03 09:00,二\n"
    assert made(take_in(desk, write(tmp_path, below), source=source(desk))) == {}


def source(desk: Desk) -> str:
    return str(column(desk, "cases", "external_source")[0])


def test_merged_cells_leave_the_case_to_the_row_above(desk: Desk, tmp_path: Path) -> None:
    text = (
        "投诉编号,客户名称,投诉内容,来电时间,通话内容\n"
        "T-1,王伟,漏水,2026-03-02 09:00,一\n,,,2026-03-03 09:00,二\nT-1,,,2026-03-04 09:00,三\n"
        "T-2,李娜,噪音,2026-03-05 09:00,四\n,,,某天,五\n"
    )
    report = take_in(desk, write(tmp_path, text))
    assert counts(report) == (2, 0, 2, 1)
    assert [(row[1], row[4]) for row in calls(desk)] == [(1, "一"), (1, "二"), (1, "三"), (2, "四")]
    # 来电时间 is when the case came, too; the second call does not move that.
    assert column(desk, "cases", "received_at") == ["2026-03-02T01:00:00Z", "2026-03-05T01:00:00Z"]
    assert report.rejects_file
    rejected = list(csv.DictReader(io.StringIO(report.rejects_file.read_text(encoding="utf-8-sig"))))
    # It can be fed back by itself.
    assert (rejected[0]["投诉编号"], rejected[0]["客户名称"]) == ("T-2", "李娜")


def test_a_register_in_english_is_read_alike(desk: Desk, tmp_path: Path) -> None:
    quoted = '"' + HOSTILE.replace('"', '""') + '"'
    text = (
        "Case number,Customer,Phone,Address,Subject,Status,Received,Call time,Call duration,Call notes,"
        "Follow-up due,Follow-up by,Follow-up result\n"
        f"7,Ann Example,+44 20 7946 0123,1 High St,Leak,open,2026-03-02 09:00,2026-03-02 09:00,5:10,{quoted},"
        "2026-12-24 10:00,li,\n"
    )
    report = take_in(desk, write(tmp_path, text))
    assert made(report) == {"customer": 1, "call": 1, "followup": 1}
    assert followups(desk) == [(1, 1, "2026-12-24T02:00:00Z", 0, "planned", "li", "")]
    assert column(desk, "customers", "address") == ["1 High St"]


def test_one_column_that_could_be_of_a_call_makes_none(desk: Desk, tmp_path: Path) -> None:
    for name, text in {
        "remark": "投诉编号,客户名称,投诉内容,备注\n1,王伟,漏水,来过电\n",
        "time": "投诉编号,客户名称,投诉内容,来电时间,来电号码\n2,王伟,漏水,2026-03-02 09:00,13800001111\n",
        "length": "投诉编号,客户名称,投诉内容,通话时长\n3,王伟,漏水,30\n",
    }.items():
        report = take_in(desk, write(tmp_path, text, f"{name}.csv"), source=name)
        assert (report.kind, counts(report), made(report).get("call", 0)) == ("case", (1, 0, 0, 0), 0)
    assert calls(desk) == []
    assert column(desk, "cases", "received_at")[1] == "2026-03-02T01:00:00Z"


def test_what_is_said_of_a_follow_up_without_a_time_stays_with_the_case(desk: Desk, tmp_path: Path) -> None:
    text = "投诉编号,客户名称,投诉内容,回访时间,回访人,回访结果,是否回访\n1,王伟,漏水,,小李,很满意,是\n"
    text += "2,李娜,噪音,,小李,,否\n"
    report = take_in(desk, write(tmp_path, text))
    assert made(report) == {"customer": 2}
    assert rows(desk, "SELECT case_id, text FROM case_notes") == [
        (1, "回访人: 小李"),
        (1, "是否回访: 是"),
        (1, "回访结果: 很满意"),
        (2, "回访人: 小李"),
        (2, "是否回访: 否"),
    ]
    before = records(desk)
    assert counts(take_in(desk, write(tmp_path, text))) == (0, 0, 2, 0)
    assert records(desk) == before


def test_the_user_says_which_columns_are_of_a_part(desk: Desk, tmp_path: Path) -> None:
    text = "单号,客户,主题,甲,乙,丙\n1,王伟,漏水,2026-12-01 09:00,小李,2026-03-02 09:00\n"
    columns = {"甲": "followup.due_at", "乙": "followup.owner", "丙": "call2.started_at"}
    report = take_in(desk, write(tmp_path, text), "case", columns=columns)
    assert made(report) == {"customer": 1, "call": 1, "followup": 1}
    assert followups(desk)[0][5] == "小李"
    for wrong in ("followup.nothing", "call.customer_nothing", "letter.text"):
        with pytest.raises(UsageError, match="There is no field"):
            take_in(desk, write(tmp_path, text), "case", columns={"甲": wrong})
    none = take_in(
        desk, write(tmp_path, REGISTER), columns=dict.fromkeys(("来电时间", "通话时长", "通话内容"), "-")
    )
    assert "call" not in made(none)


def test_a_profile_names_the_columns_of_parts_and_can_be_saved(desk: Desk, tmp_path: Path) -> None:
    from servicedesk.services.importing import own_profiles

    asked = ImportRequest(write(tmp_path, REGISTER))
    preview = desk.importing.preview(asked)
    config = tmp_path / "config.toml"
    saved = own_profiles.save("register", config, asked, preview, force=False)
    text = Path(saved.path).read_text(encoding="utf-8")
    assert '"来电时间" = "call.started_at"' in text
    report = take_in(desk, write(tmp_path, REGISTER), profile=str(saved.path))
    assert (report.profile, made(report)) == ("register", {"customer": 2, "call": 3, "followup": 2})
    assert calls(desk) == CALLS
    assert followups(desk) == FOLLOWUPS


def test_calls_with_what_follows_them_need_no_case(desk: Desk, tmp_path: Path) -> None:
    text = (
        "来电时间,来电号码,客户,通话时长,通话内容,回访时间,回访结果\n"
        "2026-03-02 09:00,13800001111,王伟,60,问价格,2026-03-03 09:00,已答复\n"
    )
    report = take_in(desk, write(tmp_path, text))
    assert (report.kind, made(report)) == ("call", {"customer": 1, "followup": 1})
    assert followups(desk) == [(1, None, "2026-03-03T01:00:00Z", 0, "held", "", "已答复")]
    assert counts(take_in(desk, write(tmp_path, text))) == (0, 0, 1, 0)
    assert len(followups(desk)) == 1


def test_skip_leaves_what_is_here_and_makes_what_is_not(desk: Desk, tmp_path: Path) -> None:
    take_in(desk, write(tmp_path, REGISTER))
    other = REGISTER.replace("第一次来电", "别的话").replace("2026-03-05 10:59,0", "2026-03-06 10:59,40")
    report = take_in(desk, write(tmp_path, other), on_conflict="skip")
    assert report.related["call"] == {"new": 1, "updated": 0, "unchanged": 2}
    assert calls(desk)[0] == CALLS[0]
    with pytest.raises(ServiceDeskError, match="Line 2 differs from CL-1"):
        take_in(desk, write(tmp_path, other.replace("别的话", "又一句")), on_conflict="fail")
    report = take_in(desk, write(tmp_path, other))
    assert report.related["call"]["updated"] == 1
    assert calls(desk)[0][-1] == "别的话"


def test_an_id_of_a_call_that_stands_twice_rejects_the_second_row(desk: Desk, tmp_path: Path) -> None:
    text = (
        "投诉编号,客户名称,投诉内容,通话编号,来电时间,通话内容\n"
        "1,王伟,漏水,900,2026-03-02 09:00,一\n2,李娜,噪音,900,2026-03-03 09:00,二\n"
    )
    report = take_in(desk, write(tmp_path, text))
    assert [(one.line, one.column, one.code) for one in report.rejects] == [(3, "通话编号", "twice")]
    assert rows(desk, "SELECT external_id, case_id FROM calls") == [("900", 1)]
    other = "投诉编号,客户名称,投诉内容,通话编号,来电时间,通话内容\n2,李娜,噪音,900,2026-03-03 09:00,二\n"
    report = take_in(desk, write(tmp_path, other))
    assert [(one.column, one.code) for one in report.rejects] == [("通话编号", "conflict")]
    assert column(desk, "cases", "external_id") == ["1"]


def test_history_asks_for_no_follow_up_any_more(desk: Desk, tmp_path: Path) -> None:
    text = "投诉编号,客户名称,投诉内容,受理时间,回访时间,是否回访\n1,王伟,漏水,2020-03-02,2020-03-05,否\n"
    take_in(desk, write(tmp_path, text), state="closed")
    assert followups(desk)[0][4] == "held"


def test_a_preview_shows_the_parts_of_a_row(desk: Desk, tmp_path: Path) -> None:
    preview = desk.importing.preview(ImportRequest(write(tmp_path, REGISTER)), 2)
    shown = [[(part.kind, part.becomes) for part in row.parts] for row in preview.rows]
    assert shown == [[("call", "new"), ("followup", "new")], [("call", "new"), ("followup", "unchanged")]]
    assert preview.rows[0].parts[0].values["summary"] == "第一次来电"
    assert calls(desk) == []


def test_a_further_row_that_adds_a_note_is_no_difference_to_fail_on(desk: Desk, tmp_path: Path) -> None:
    text = (
        "投诉编号,客户名称,投诉内容,来电时间,通话内容,备注\n"
        "1,王伟,漏水,2026-03-02 09:00,一,先\n1,王伟,漏水,2026-03-03 09:00,二,后\n"
    )
    report = take_in(desk, write(tmp_path, text), on_conflict="fail")
    assert made(report) == {"customer": 1, "call": 2}
    assert rows(desk, "SELECT text FROM case_notes") == [("先",), ("后",)]
    assert counts(take_in(desk, write(tmp_path, text), on_conflict="fail")) == (0, 0, 2, 0)


# Against a model


class Model:
    """What a register comes to, told by its rows alone."""

    def __init__(self, table: list[dict[str, str]]) -> None:
        self.customers = {row["客户名称"] for row in table}
        self.cases = {row["投诉编号"]: row["客户名称"] for row in table}
        self.calls = {
            (row["投诉编号"], row[f"来电时间{place}"], row[f"通话内容{place}"])
            for row in table
            for place in "12"
            if row[f"来电时间{place}"]
        }
        self.followups = {
            (row["投诉编号"], row["回访时间"], row["回访结果"]) for row in table if row["回访时间"]
        }


@pytest.mark.parametrize("seed", range(8))
def test_any_register_comes_to_what_its_rows_tell(desk: Desk, tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    names = ["王伟", "李娜", "Ann O'Hara", "=公式", "[/] x", "，逗号"]
    words = ["漏水", HOSTILE, "'引号", "+1", "多行\n第二行", '"q"']
    table: list[dict[str, str]] = []
    for case in range(dice.randint(1, 12)):
        number = dice.randrange(len(names))
        fixed = {
            "投诉编号": f"T-{case}",
            "客户名称": names[number],
            "联系电话": f"1380000{number:04d}",
            "投诉内容": dice.choice(words) + "事",
            "回访时间": dice.choice(["", f"2026-12-{dice.randint(10, 28)} 10:00"]),
        }
        for turn in range(dice.randint(1, 3)):
            row = {**fixed, "回访结果": ""}
            for place in "12":
                there = dice.random() < 0.6
                hour = 8 + turn * 2 + int(place)
                row[f"来电时间{place}"] = f"2026-03-{dice.randint(10, 28)} {hour:02d}:00" if there else ""
                row[f"通话内容{place}"] = dice.choice(words) + place if there else ""
            table.append(row)
    model = Model(table)
    out = io.StringIO()
    writer = csv.DictWriter(out, list(table[0]))
    writer.writeheader()
    writer.writerows(table)
    path = write(tmp_path, out.getvalue())
    report = take_in(desk, path, "case")
    assert not report.rejects
    assert len(column(desk, "customers", "id")) == len(model.customers)
    held = rows(
        desk, "SELECT cases.external_id, name FROM cases JOIN customers ON customers.id = customer_id"
    )
    assert dict(held) == model.cases
    sql = "SELECT cases.external_id, rang_at FROM calls JOIN cases ON cases.id = case_id"
    assert sorted(rows(desk, sql)) == sorted((case, utc(at)) for case, at, _text in model.calls)
    sql = "SELECT cases.external_id, followups.due_at FROM followups JOIN cases ON cases.id = case_id"
    assert sorted(rows(desk, sql)) == sorted((case, utc(at)) for case, at, _text in model.followups)
    assert rows(desk, "SELECT 1 FROM calls JOIN cases ON cases.id = case_id"
                " WHERE calls.customer_id IS NOT cases.customer_id") == []  # fmt: skip
    before = records(desk)
    again = take_in(desk, path, "case")
    assert counts(again) == (0, 0, len(table), 0)
    assert records(desk) == before
    # In another order it is the same.
    dice.shuffle(table)
    out = io.StringIO()
    writer = csv.DictWriter(out, list(table[0]))
    writer.writeheader()
    writer.writerows(table)
    shuffled = take_in(desk, write(tmp_path, out.getvalue(), "other.csv"), "case")
    assert made(shuffled) == {}
    assert report.run
    desk.importing.undo(report.run)
    assert set(record_counts(desk).values()) == {0}


def utc(text: str) -> str:
    """A time of Shanghai as it is stored."""
    day, clock = text.split(" ")
    return f"{day}T{int(clock[:2]) - 8:02d}:{clock[3:]}:00Z"


@pytest.mark.parametrize(("text", "kept"), [
    (
        "单号,客户,投诉内容,受理时间,是否回访,回访结果,回访人,是否需要回访\nZ1,赵一,漏水,2026-10-01,是,满意,周莉,\n",
        ["是否回访: 是", "回访结果: 满意", "回访人: 周莉"],
    ),
    ("投诉编号,客户,投诉内容,承诺内容,通话时长\nZ1,赵一,漏水,上门,65\n", ["承诺内容: 上门", "通话时长: 65"]),
    (
        "Ticket ID,Complaint,Follow-up result,Follow-up by,Promise,Call length\n7,leak,fine,Bo,a visit,6\n",
        ["Follow-up result: fine", "Follow-up by: Bo", "Promise: a visit", "Call length: 6"],
    ),
])  # fmt: skip
def test_columns_of_a_part_that_cannot_be_made_stay_with_the_case(
    desk: Desk, tmp_path: Path, text: str, kept: list[str]
) -> None:
    path = write(tmp_path, text)
    report = take_in(desk, path)
    assert (report.kind, counts(report), report.ignored, made(report)) == ("case", (1, 0, 0, 0), (), {})
    assert [row[0] for row in rows(desk, "SELECT text FROM case_notes ORDER BY id")] == kept
    assert (
        f"Column {kept[0].split(':')[0]} is kept in words: it is not enough for a record of its own."
        in report.notes
    )
    before = records(desk)
    assert counts(take_in(desk, path)) == (0, 0, 1, 0)
    assert records(desk) == before


def test_what_a_list_of_customers_says_of_a_follow_up_stays_on_the_card(desk: Desk, tmp_path: Path) -> None:
    path = write(tmp_path, "客户名称,手机,公司,回访结果\n王伟,13800001111,某公司,满意\n")
    assert take_in(desk, path, "customer").ignored == ()
    assert column(desk, "customers", "note") == ["回访结果: 满意"]
    left_out = write(tmp_path, "客户名称,手机,公司,回访结果\n李娜,13800001112,某公司,满意\n", "b.csv")
    assert take_in(desk, left_out, "customer", columns={"回访结果": "-"}).ignored == ("回访结果",)


def test_the_result_and_the_owner_of_a_list_of_follow_ups_have_many_names(desk: Desk, tmp_path: Path) -> None:
    for number, owner in enumerate(("负责人", "处理人", "受理人", "经办人"), 1):
        head, phone = f"客户,电话,回访日期,回访内容,{owner},状态,结果", f"1380000000{number}"
        text = f"{head}\n王伟,{phone},2026-11-06,复查,周莉,已回访,满意\n"
        report = take_in(desk, write(tmp_path, text, f"{number}.csv"))
        assert (report.kind, report.ignored) == ("followup", ())
    assert {(row[-2], row[-1]) for row in followups(desk)} == {("周莉", "满意")}


@pytest.mark.parametrize("handler", ["处理人", "受理人", "经办人", "接听人"])
def test_who_took_a_call_has_many_names(desk: Desk, tmp_path: Path, handler: str) -> None:
    text = f"来电时间,来电号码,客户,通话内容,{handler}\n2026-11-02 09:05,13940000001,孙一,咨询,周莉\n"
    report = take_in(desk, write(tmp_path, text))
    assert (report.kind, report.ignored) == ("call", ())
    assert rows(desk, "SELECT handler FROM calls") == [("周莉",)]
