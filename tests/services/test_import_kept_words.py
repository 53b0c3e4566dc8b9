"""A word that is in no list is kept beside a sensible value: never dropped, never the row lost."""

from pathlib import Path

import pytest

from servicedesk.services.desk import Desk
from tests.builders import HOSTILE
from tests.services.exchange_steps import another_desk, counts, export, take_in
from tests.services.test_import import column, dump, write

CHANNELS = (
    "标题,投诉件内容,信息来源,时间\n河水发黑,臭,e福州app,2020/9/3\n路灯,不亮,12345app,2020/9/3\n"
    "噪音,吵,qq,2020/9/3\n垃圾,多,短信,2020/9/3\n水管,漏,微博,2020/9/3\n井盖,响,书记信箱,2020/9/3\n"
)


def records(desk: Desk) -> object:
    return {name: rows for name, rows in dump(desk).items() if name != "import_runs"}


def notes_of(desk: Desk, case_id: int) -> list[str]:
    with desk.reading() as db:
        found = db.execute("SELECT text FROM case_notes WHERE case_id = ? ORDER BY id", (case_id,)).fetchall()
    return [row[0] for row in found]


def test_the_channels_of_a_city_are_read_by_their_last_word_and_kept(desk: Desk, tmp_path: Path) -> None:
    path = write(tmp_path, CHANNELS)
    report = take_in(desk, path)
    assert counts(report) == (6, 0, 0, 0)
    assert column(desk, "cases", "channel") == ["web", "web", "message", "message", "social", "other"]
    assert [notes_of(desk, number) for number in range(1, 7)] == [
        ["信息来源: e福州app"], ["信息来源: 12345app"], ["信息来源: qq"], ["信息来源: 短信"], [],
        ["信息来源: 书记信箱"],
    ]  # fmt: skip
    named = "e福州app as web, 12345app as web, qq as message, 短信 as message"
    assert report.notes == (
        "Column 信息来源: 1 word is in no list; it is kept as it stands there: 书记信箱.",
        f"Column 信息来源: 4 words say more than what they are read as; they are kept beside it: {named}.",
    )
    assert [(one.header, one.cells, one.has_more) for one in report.unlisted] == [("信息来源", 1, False)]
    before = records(desk)
    assert counts(take_in(desk, path)) == (0, 0, 6, 0)
    assert records(desk) == before
    desk.importing.undo(report.run or 0)
    assert column(desk, "case_notes", "id") == []


def test_a_word_that_is_read_as_something_wider_is_not_said_to_be_in_no_list(
    desk: Desk, tmp_path: Path
) -> None:
    rows = "".join(
        f"2026-11-01 09:{n:02},1380000{n:04},{word}\n" for n, word in enumerate(("空号", "停机", "空号"))
    )
    report = take_in(desk, write(tmp_path, f"来电时间,来电号码,通话结果\n{rows}"), "call")
    assert column(desk, "calls", "outcome") == ["abandoned"] * 3
    assert column(desk, "calls", "summary")[0] == "通话结果: 空号"
    assert report.unlisted == ()
    told = "空号 as abandoned (2 times), 停机 as abandoned."
    assert [note.rpartition(": ")[2] for note in report.notes] == [told]


KNOWN = {
    "Status": "open", "Priority": "high", "Severity": "minor", "Satisfaction": "100", "Direction": "out",
    "State": "open", "Result": "已接", "Channel": "电话", "Method": "visit",
}  # fmt: skip
TABLES = {
    "case": "cases",
    "call": "calls",
    "customer": "customers",
    "followup": "followups",
    "promise": "promises",
}
TEXTS = {
    "case": ("case_notes", "text"), "call": ("calls", "summary"), "customer": ("customers", "note"),
    "followup": ("followups", "result"), "promise": ("promises", "reason"),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "cells", "lands", "text"), [
    ("case", "Subject=漏水;Status=蓝色", "state=new", "Status: 蓝色"),
    ("case", "Subject=漏水;Priority=9 级", "priority=2", "Priority: 9 级"),
    ("case", "Subject=漏水;Kind=@1+1", "kind=complaint", "Kind: @1+1"),
    ("case", "Subject=漏水;Severity=purple", "severity=None", "Severity: purple"),
    ("case", "Subject=漏水;Satisfaction=还没想好", "satisfaction=None", "Satisfaction: 还没想好"),
    ("call", "Time=2026-03-02;Direction=两边", "direction=in", "Direction: 两边"),
    ("call", "Time=2026-03-02;Summary=漏水;Result=半接", "outcome=", "漏水\nResult: 半接"),
    ("call", "Time=2026-03-02;Channel=鸽子", "channel=other", "Channel: 鸽子"),
    ("customer", "Name=王伟;Kind=宠物", "kind=person", "Kind: 宠物"),
    ("followup", "Due=2026-12-01;State=半完成", "state=planned", "State: 半完成"),
    ("followup", "Due=2026-12-01;Method=鸽子", "method=call", "Method: 鸽子"),
    ("promise", "Promise=回电;Due=2026-12-01;State=搁置;Reason=缺货", "state=open", "缺货; State: 搁置"),
])  # fmt: skip
def test_every_closed_list_has_one_rule(
    desk: Desk, tmp_path: Path, kind: str, cells: str, lands: str, text: str
) -> None:
    row = {"External ID": "7"} | dict(cell.split("=") for cell in cells.split(";"))
    # A column without a single word of ours may be something else: the first row has one.
    known = KNOWN | {"Kind": "request" if kind == "case" else "company", "External ID": "8"}
    first = {name: known.get(name, cell) for name, cell in row.items()}
    lines = [list(row), list(first.values()), list(row.values())]
    path = write(tmp_path, "".join(",".join(line) + "\n" for line in lines))
    report = take_in(desk, path, kind)
    assert counts(report) == (2, 0, 0, 0), report.rejects
    field, value = lands.split("=")
    assert str(column(desk, TABLES[kind], field)[1]) == value
    assert column(desk, *TEXTS[kind])[-1] == text
    before = records(desk)
    assert counts(take_in(desk, path, kind)) == (0, 0, 2, 0)
    assert records(desk) == before
    # Out and in again, the same.
    export(desk, kind, tmp_path / "out.csv")
    assert counts(take_in(desk, tmp_path / "out.csv")) == (0, 0, 2, 0)
    with another_desk(tmp_path) as other:
        take_in(other, tmp_path / "out.csv")
        export(other, kind, tmp_path / "again.csv")
    assert (tmp_path / "again.csv").read_bytes() == (tmp_path / "out.csv").read_bytes()


def test_a_hostile_word_is_cleaned_and_what_was_added_by_hand_stays(desk: Desk, tmp_path: Path) -> None:
    cell = HOSTILE.replace('"', '""')
    path = write(tmp_path, f'Call ID,Time,Direction\n7,2026-03-02,"{cell}"\n8,2026-03-02,out\n')
    take_in(desk, path, "call")
    (word, _none) = column(desk, "calls", "summary")
    assert word.startswith("Direction: [/] [@click")
    assert "\x1b" not in word
    desk.calls.edit(1, {"summary": f"自己写的\n{word}"})
    assert counts(take_in(desk, path, "call")) == (0, 0, 2, 0)
    desk.calls.edit(1, {"summary": "自己写的"})
    assert counts(take_in(desk, path, "call")) == (0, 1, 1, 0)
    assert column(desk, "calls", "summary")[0] == f"自己写的\n{word}"


def test_a_word_of_no_state_lets_the_times_tell_how_far_the_case_came(desk: Desk, tmp_path: Path) -> None:
    text = "Ticket ID,Subject,Status,Closed\n7,漏水,封存,2026-03-02\n8,发票,open,\n"
    take_in(desk, write(tmp_path, text), "case")
    assert column(desk, "cases", "state") == ["closed", "new"]


def test_what_says_that_there_is_nothing_is_no_word(desk: Desk, tmp_path: Path) -> None:
    take_in(desk, write(tmp_path, "Ticket ID,Subject,Priority\n7,漏水,-\n8,发票,n/a\n9,噪音,high\n"), "case")
    assert column(desk, "case_notes", "text") == []


def test_a_preview_shows_the_word_where_it_will_stand(desk: Desk, tmp_path: Path) -> None:
    from servicedesk.services.importing import ImportRequest

    preview = desk.importing.preview(ImportRequest(write(tmp_path, CHANNELS)))
    assert "kept" not in preview.rows[0].values
    assert [note["text"] for note in preview.rows[0].values["notes"]] == ["信息来源: e福州app"]
