"""One folder is the whole desk: its rules, recurring cases and views go out with the records."""

import csv
import json
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from servicedesk.domain.errors import NotFoundError, RefusedError, ServiceDeskError, UsageError
from servicedesk.domain.policies import POLICIES
from servicedesk.services import setup_files
from servicedesk.services.customers import CardChange
from servicedesk.services.desk import Desk
from servicedesk.services.export_folder import NAME
from servicedesk.services.exporting import ExportRequest
from servicedesk.services.importing import ImportRequest
from servicedesk.services.importing.folder import FolderImport, FolderReport
from servicedesk.services.promises import NewPromise
from servicedesk.services.recurring import NewRecurringCase
from tests.builders import (
    HOSTILE,
    NOW,
    FixedTime,
    dump,
    given_call,
    given_case,
    given_customer,
    given_followup,
    open_desk,
)
from tests.services.exchange_steps import export, fill

TARGETS = '[[target]]\nkind = "complaint"\nfirst_response = "2h"\nresolve = "9h"\n'
STRICTER = '[[target]]\nkind = "complaint"\nfirst_response = "1h"\nresolve = "5h"\n'


def set_up(desk: Desk, time: FixedTime) -> int:
    """Rules that changed twice, recurring cases of every kind, views; the customer of one of the plans."""
    customer = given_customer(desk, f"租户 {HOSTILE}", tier="new")
    case = given_case(desk, "一", customer_id=customer)
    desk.policies.set("targets", TARGETS)
    time.advance(hours=3)
    desk.policies.set("targets", STRICTER)
    desk.policies.set("causes", f"# {HOSTILE}\nretired = []\n".replace("\x1b", "").replace("\x07", ""))
    first = NOW + timedelta(days=2)
    words = f"换滤芯 {HOSTILE}"
    plan = NewRecurringCase(words, "每月24日", first, words, customer_id=customer, labels=["滤芯; [b]"])
    desk.recurring.add(plan)
    desk.recurring.add(NewRecurringCase("weekly", "every 2 weeks", first, "check"))
    gone = desk.recurring.add(NewRecurringCase("gone", "monthly", first, "gone")).ids[0]
    desk.recurring.pause([2])
    desk.recurring.remove([gone])
    desk.lists.save_view("case", f"我的 {HOSTILE}", "is:open 漏水")
    desk.lists.save_view("customer", "VIP", "tier:vip")
    time.advance(days=3)
    assert len(desk.recurring.run_due()) == 1
    desk.customers.edit(customer, CardChange({"tier": "vip"}))
    desk.cases.edit(case, {"kind": "enquiry"})
    time.advance(hours=1)
    desk.cases.edit(case, {"customer_id": given_customer(desk, "新客户", "", tier="[金] =1")})
    return customer


def record_uid(desk: Desk, table: str, number: int) -> str:
    """The uid of a record."""
    with desk.reading() as db:
        return str(db.execute(f"SELECT uid FROM {table} WHERE id = ?", (number,)).fetchone()[0])


def number_of(desk: Desk, table: str, uid: str) -> int:
    """The number of the record with that uid."""
    with desk.reading() as db:
        return int(db.execute(f"SELECT id FROM {table} WHERE uid = ?", (uid,)).fetchone()[0])


def told(folder: Path) -> Any:
    """What setup.json says."""
    return json.loads((folder / setup_files.NAME).read_text("utf-8"))


def test_rules_recurring_cases_and_views_stand_in_the_folder(
    desk: Desk, time: FixedTime, tmp_path: Path
) -> None:
    customer = set_up(desk, time)
    out = tmp_path / "out"
    report = export(desk, "all", out)
    said = told(out)
    assert [document["name"] for document in said["rules"]] == ["targets", "causes"]
    shipped, first, last = said["rules"][0]["texts"]
    assert (shipped["valid_from"], shipped["file"]) == (None, "rules-targets-1.toml")
    assert (out / shipped["file"]).read_text("utf-8") == POLICIES["targets"].default()
    assert (first["file"], last["file"]) == ("rules-targets-2.toml", "rules-targets.toml")
    assert first["valid_from"] < last["valid_from"]
    assert (out / last["file"]).read_text("utf-8") == desk.policies.text("targets") == STRICTER
    assert [plan["name"] for plan in said["plans"]] == [desk.recurring.get(1).name, "weekly", "gone"]
    assert [(plan["paused"], plan["removed"]) for plan in said["plans"]] == [
        (False, False), (True, False), (False, True),
    ]  # fmt: skip
    assert said["plans"][0]["customer"] == record_uid(desk, "customers", customer)
    assert said["plans"][0]["cases"] == [record_uid(desk, "cases", 2)]
    assert said["plans"][0]["opens"]["labels"] == ["滤芯; [b]"]
    assert [view["query"] for view in said["views"]] == ["is:open 漏水", "tier:vip"]
    assert [(fact["kind"], fact["name"], len(fact["values"])) for fact in said["earlier"]] == [
        ("customer", "tier", 2), ("case", "kind", 2), ("case", "customer_id", 2),
    ]  # fmt: skip
    assert said["earlier"][2]["values"][0] == {"since": None, "value": said["plans"][0]["customer"]}
    manifest = json.loads((out / NAME).read_text("utf-8"))
    assert manifest["rows"] | {"setup.json": 10, "rules-targets-1.toml": 1} == manifest["rows"]
    assert {*manifest["sha256"], NAME} == {path.name for path in out.iterdir()}
    assert {file.kind: file.rows for file in report.files}["setup"] == 10


def test_the_setup_is_whole_where_only_changes_are_exported(
    desk: Desk, time: FixedTime, tmp_path: Path
) -> None:
    set_up(desk, time)
    export(desk, "all", tmp_path / "all")
    export(desk, "all", tmp_path / "one", cursor="nightly")
    export(desk, "all", tmp_path / "two", cursor="nightly")
    assert told(tmp_path / "all") == told(tmp_path / "two")
    assert (tmp_path / "two" / "rules-causes.toml").read_bytes() == (
        tmp_path / "all" / "rules-causes.toml"
    ).read_bytes()


def test_a_folder_whose_rules_were_changed_by_hand_is_not_replaced_unasked(
    desk: Desk, time: FixedTime, tmp_path: Path
) -> None:
    set_up(desk, time)
    out = tmp_path / "out"
    again = ExportRequest("all", out)
    desk.exporting.run(again)
    assert desk.exporting.run(again).rows
    for name in ("rules-causes.toml", "rules-handling.toml"):
        (out / name).write_text("# mine", "utf-8")
        with pytest.raises(RefusedError, match="changed"):
            desk.exporting.run(again)
        export(desk, "all", out)
    (out / "rules-mine.toml").write_text("# mine", "utf-8")
    with pytest.raises(RefusedError, match="no export"):
        export(desk, "all", out)


# In again


def take_all(desk: Desk, folder: Path, **choices: Any) -> FolderReport:
    """Take the folder in."""
    return FolderImport(desk).run(ImportRequest(folder, "all", **choices))


def totals(report: FolderReport) -> tuple[int, ...]:
    """(new, updated, unchanged, rejected) of all files together, which add up to what was read."""
    found = tuple(report.total(name) for name in ("new", "updated", "unchanged", "rejected"))
    assert sum(found) == report.total("read")
    return found


def contents(folder: Path) -> dict[str, bytes]:
    """The bytes of each file but the manifest, which tells of the desk's own change numbers."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != NAME}


def whole(desk: Desk, time: FixedTime) -> None:
    """A desk with every kind of record, hostile texts, and a setup of its own."""
    fill(desk)
    again = given_case(desk, f"又坏了 {HOSTILE}")
    time.advance(hours=1)
    desk.moves.solve([again], "=修好")
    desk.moves.tell([again], "已告知", how="phone")
    time.advance(hours=2)
    desk.moves.reopen([again], "-又漏")
    set_up(desk, time)


@pytest.mark.parametrize("suffix", ["csv", "tsv", "json", "jsonl", "xlsx"])
def test_a_whole_desk_comes_back_as_the_same_bytes(
    desk: Desk, time: FixedTime, tmp_path: Path, suffix: str
) -> None:
    whole(desk, time)
    export(desk, "all", tmp_path / "out", format=suffix)
    with open_desk(tmp_path / "other.db", time) as other:
        report = take_all(other, tmp_path / "out")
        assert totals(report)[1:] == (0, 0, 0), report
        assert (report.notes, report.changed) == ((), ())
        export(other, "all", tmp_path / "again", format=suffix)
        assert contents(tmp_path / "again") == contents(tmp_path / "out")
        again = take_all(other, tmp_path / "out")
        assert totals(again) == (0, 0, report.total("read"), 0)
        assert again.run is None
    assert totals(take_all(desk, tmp_path / "out"))[0::3] == (0, 0)


def clocks_of(desk: Desk) -> dict[int, Any]:
    """What each case says of its clocks and its place in the queue."""
    desk.clocks.refresh_all()
    with desk.reading() as db:
        rows = db.execute(
            "SELECT id, deadline_at, deadline_kind, clock_level, urgency, clock_until, nudge_at FROM cases"
        ).fetchall()
    return {row[0]: (tuple(row[1:]), desk.clocks.explain(row[0]).clocks) for row in rows}


def test_the_clocks_of_the_other_desk_say_the_same(desk: Desk, time: FixedTime, tmp_path: Path) -> None:
    whole(desk, time)
    export(desk, "all", tmp_path / "out")
    with open_desk(tmp_path / "other.db", time, timezone="Europe/Berlin") as other:
        take_all(other, tmp_path / "out")
        assert clocks_of(other) == clocks_of(desk)


def test_one_undo_takes_the_whole_folder_back(desk: Desk, time: FixedTime, tmp_path: Path) -> None:
    whole(desk, time)
    export(desk, "all", tmp_path / "out")
    with open_desk(tmp_path / "other.db", time) as other:
        given_case(other, "was here")
        other.policies.set("targets", TARGETS)
        kept = ("import_keys", "import_runs")
        before = dump(other)
        report = take_all(other, tmp_path / "out")
        last = max(file.run or 0 for file in report.files)
        other.importing.undo(last)
        after = dump(other)
        assert {name: rows for name, rows in after.items() if name not in kept} == {
            name: rows for name, rows in before.items() if name not in kept
        }
        assert all(run.undone for run in other.importing.runs() if run.new or run.updated)
        again = take_all(other, tmp_path / "out")
        assert totals(again) == totals(report)
        other.undo.undo()
        assert len(other.lists.ids("case")) == 1
        other.undo.redo()
        assert other.policies.text("targets") == STRICTER


def test_a_dry_run_says_the_same_and_changes_nothing(desk: Desk, time: FixedTime, tmp_path: Path) -> None:
    whole(desk, time)
    export(desk, "all", tmp_path / "out")
    with open_desk(tmp_path / "other.db", time) as other:
        before = dump(other)
        report = take_all(other, tmp_path / "out", dry_run=True)
        assert report.run is None
        assert dump(other) == before
        assert totals(take_all(other, tmp_path / "out")) == totals(report)


@pytest.mark.parametrize(("rule", "text"), [("update", STRICTER), ("skip", TARGETS), ("newest", TARGETS)])
def test_rules_that_differ_follow_the_rule_for_conflicts(
    desk: Desk, time: FixedTime, tmp_path: Path, rule: str, text: str
) -> None:
    set_up(desk, time)
    export(desk, "all", tmp_path / "out")
    with open_desk(tmp_path / "other.db", time) as other:
        other.policies.set("targets", TARGETS)
        other.lists.save_view("customer", "VIP", "tier:new")
        report = take_all(other, tmp_path / "out", on_conflict=rule)
        assert other.policies.text("targets") == text
        assert report.setup is not None
        assert (report.setup.updated, len(report.setup.notes)) == {
            "update": (2, 0), "skip": (0, 0), "newest": (0, 2),
        }[rule]  # fmt: skip
        views = {view.name: view.query for view in other.lists.views("customer")}
        assert views["VIP"] == ("tier:vip" if rule == "update" else "tier:new")


def test_fail_imports_nothing_where_rules_differ(desk: Desk, time: FixedTime, tmp_path: Path) -> None:
    set_up(desk, time)
    export(desk, "all", tmp_path / "out")
    with open_desk(tmp_path / "other.db", time) as other:
        other.policies.set("targets", TARGETS)
        before = dump(other)
        with pytest.raises(ServiceDeskError, match="nothing was imported"):
            take_all(other, tmp_path / "out", on_conflict="fail")
        assert dump(other) == before


def test_numbers_that_are_taken_here_lead_to_the_records_of_the_folder(
    desk: Desk, time: FixedTime, tmp_path: Path
) -> None:
    """Both desks have a CU-1 of the same name and a C-1: nothing of one is hung on the other."""
    one, two = given_customer(desk, "先生", ""), given_customer(desk, "先生", "")
    case = given_case(desk, "theirs", customer_id=one)
    given_call(desk, "", "of another customer", case_id=case, customer_id=two)
    given_followup(desk, customer_id=two, case_id=case)
    desk.promises.make(NewPromise("回电", NOW + timedelta(hours=1), customer_id=two, case_id=case))
    export(desk, "all", tmp_path / "out")
    with open_desk(tmp_path / "other.db", time) as other:
        mine = given_case(other, "mine", customer_id=given_customer(other, "先生", ""))
        report = take_all(other, tmp_path / "out")
        assert totals(report)[1:] == (0, 0, 0)
        assert not any(file.notes for file in report.files), report
        theirs = number_of(other, "cases", record_uid(desk, "cases", case))
        owner, second = (number_of(other, "customers", record_uid(desk, "customers", n)) for n in (one, two))
        assert mine not in {theirs, owner, second}
        with other.reading() as db:
            assert db.execute("SELECT customer_id FROM cases ORDER BY id").fetchall() == [(1,), (owner,)]
            for table in ("calls", "followups", "promises"):
                found = db.execute(f"SELECT customer_id, case_id FROM {table}").fetchall()
                assert found == [(second, theirs)], table
        assert totals(take_all(other, tmp_path / "out")) == (0, 0, report.total("read"), 0)


def test_a_plan_never_opens_a_date_twice_because_its_folder_comes_again(
    desk: Desk, time: FixedTime, tmp_path: Path
) -> None:
    set_up(desk, time)
    export(desk, "all", tmp_path / "out")
    next_at = desk.recurring.get(1).next_at
    time.advance(days=40)
    assert len(desk.recurring.run_due()) == 1
    assert totals(take_all(desk, tmp_path / "out"))[:2] == (0, 0)
    assert desk.recurring.get(1).next_at != next_at
    assert desk.recurring.run_due() == []


def test_a_file_that_was_mended_is_named_and_taken_in(desk: Desk, time: FixedTime, tmp_path: Path) -> None:
    given_case(desk, "漏水")
    export(desk, "all", tmp_path / "out", format="csv")
    place = tmp_path / "out" / "cases.csv"
    place.write_bytes(place.read_bytes().replace("漏水".encode(), "跑水".encode()))
    with open_desk(tmp_path / "other.db", time) as other:
        report = take_all(other, tmp_path / "out")
        assert report.changed == ("cases.csv",)
        assert other.cases.get(1).row.subject == "跑水"


@pytest.mark.parametrize("name", ["calls.csv", setup_files.NAME])
def test_a_folder_that_lacks_a_file_is_refused(
    desk: Desk, time: FixedTime, tmp_path: Path, name: str
) -> None:
    given_case(desk, "漏水")
    export(desk, "all", tmp_path / "out")
    (tmp_path / "out" / name).unlink()
    with open_desk(tmp_path / "other.db", time) as other:
        with pytest.raises(NotFoundError, match=name):
            take_all(other, tmp_path / "out")
        assert not other.lists.ids("case")


def test_what_is_no_export_is_refused_with_what_to_name(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("Name\n李\n", "utf-8")
    for name, error in (("empty", UsageError), ("file", UsageError), ("nowhere", NotFoundError)):
        with pytest.raises(error):
            take_all(desk, tmp_path / name)
    given_case(desk, "漏水")
    export(desk, "all", tmp_path / "out")
    for choices in ({"source": "x"}, {"columns": {"a": "name"}}, {"format": "csv"}, {"has_header": False}):
        with pytest.raises(UsageError):
            take_all(desk, tmp_path / "out", **choices)


def test_pipes_in_a_folder_keep_nobody_waiting(desk: Desk, time: FixedTime, tmp_path: Path) -> None:
    set_up(desk, time)
    out = tmp_path / "out"
    export(desk, "all", out)
    said = told(out)
    said["rules"][0]["texts"][-1]["file"] = "rules-handling.toml"
    os.mkfifo(out / "rules-handling.toml")
    (out / setup_files.NAME).write_text(json.dumps(said), "utf-8")
    with open_desk(tmp_path / "other.db", time) as other:
        report = take_all(other, out)
        assert report.setup is not None
        assert [one.what for one in report.setup.rejects] == ["rules targets"]
    for name in ("calls.csv", NAME):
        (out / name).unlink()
        os.mkfifo(out / name)
        with pytest.raises((NotFoundError, UsageError)):
            take_all(desk, out)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_folder_in_another_encoding_comes_in(
    desk: Desk, time: FixedTime, tmp_path: Path, encoding: str
) -> None:
    set_up(desk, time)
    export(desk, "all", tmp_path / "out", format="csv", encoding=encoding)
    with open_desk(tmp_path / "other.db", time) as other:
        report = take_all(other, tmp_path / "out", encoding=encoding)
        assert totals(report)[1:] == (0, 0, 0)


SPOILT: dict[str, Any] = {
    "unknown rules": lambda said: said["rules"][0].update(name="nonsense"),
    "no texts": lambda said: said["rules"][0].update(texts=[]),
    "a path": lambda said: said["rules"][0]["texts"][0].update(file="../../etc/passwd"),
    "another order": lambda said: said["rules"][0]["texts"].reverse(),
    "no time": lambda said: said["rules"][0]["texts"][1].update(valid_from="yesterday"),
    "a list": lambda said: said["rules"].__setitem__(0, ["targets"]),
    "a number": lambda said: said["plans"][0].update(name=5),
    "no rule": lambda said: said["plans"][0].update(repeat=HOSTILE),
    "no subject": lambda said: said["plans"][0]["opens"].update(subject=""),
    "no priority": lambda said: said["plans"][0]["opens"].update(priority=99),
    "words for labels": lambda said: said["plans"][0]["opens"].update(labels="滤芯"),
    "no uid": lambda said: said["plans"][0].pop("uid"),
    "a time": lambda said: said["plans"][0].update(next_at=5),
    "a kind": lambda said: said["views"][0].update(kind="nonsense"),
    "a query": lambda said: said["views"][0].update(query="nonsense:["),
    "a fact of another field": lambda said: said["earlier"][0].update(name="note"),
    "a fact of nobody": lambda said: said["earlier"][2]["values"][0].update(value="nobody"),
    "a fact that holds no more": lambda said: said["earlier"][0]["values"][1].update(value="old"),
    "a fact without time": lambda said: said["earlier"][0]["values"][1].update(since=None),
    "an empty name": lambda said: said["views"][0].update(name="\x1b "),
}


@pytest.mark.parametrize("how", list(SPOILT))
def test_an_entry_that_cannot_be_is_rejected_with_its_reason_and_the_others_come(
    desk: Desk, time: FixedTime, tmp_path: Path, how: str
) -> None:
    set_up(desk, time)
    export(desk, "all", tmp_path / "out")
    said = told(tmp_path / "out")
    SPOILT[how](said)
    (tmp_path / "out" / setup_files.NAME).write_text(json.dumps(said), "utf-8")
    with open_desk(tmp_path / "other.db", time) as other:
        assert take_all(other, tmp_path / "out", max_rejects=0).failure
        report = take_all(other, tmp_path / "out")
        assert report.setup is not None
        assert (report.setup.new, report.setup.rejected) == (9, 1), report.setup
        assert report.setup.rejects[0].reason
        assert report.exit_code == 3


@pytest.mark.parametrize("text", ["", "[]", "null", '{"kind": "setup"}', "[" * 100_000, "\udcff"])
def test_a_setup_that_cannot_be_understood_stops_the_import(desk: Desk, tmp_path: Path, text: str) -> None:
    given_case(desk, "漏水")
    export(desk, "all", tmp_path / "out")
    (tmp_path / "out" / setup_files.NAME).write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(UsageError, match="cannot be understood"):
        take_all(desk, tmp_path / "out")


def test_rejected_rows_stand_beside_the_folder_and_leave_it_whole(
    desk: Desk, time: FixedTime, tmp_path: Path
) -> None:
    given_case(desk, "漏水")
    given_case(desk, "第二")
    export(desk, "all", tmp_path / "out", format="csv")
    place = tmp_path / "out" / "cases.csv"
    place.write_bytes(place.read_bytes().replace("第二".encode(), b""))
    before = contents(tmp_path / "out")
    with open_desk(tmp_path / "other.db", time) as other:
        report = take_all(other, tmp_path / "out")
        assert totals(report) == (1, 0, 0, 1)
        assert [file.rejects_file for file in report.files if file.rejected] == [
            tmp_path / "out-cases.csv.rejects.csv"
        ]
        assert contents(tmp_path / "out") == before
        mended = tmp_path / "out-cases.csv.rejects.csv"
        with mended.open(encoding="utf-8-sig", newline="") as file:
            (row,) = csv.DictReader(file)
        with mended.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, list(row))
            writer.writeheader()
            writer.writerow(row | {"Subject": "第二, 已补"})
        assert other.importing.run(ImportRequest(mended, "case")).new == 1
        assert other.cases.get(2).row.subject == "第二, 已补"


def test_changes_of_a_night_come_in_and_what_was_deleted_there_is_told(
    desk: Desk, time: FixedTime, tmp_path: Path
) -> None:
    given_case(desk, "stays")
    given_case(desk, "goes")
    export(desk, "all", tmp_path / "one", cursor="nightly")
    with open_desk(tmp_path / "other.db", time) as other:
        take_all(other, tmp_path / "one")
        time.advance(hours=1)
        desk.undo.undo()
        given_case(desk, "new")
        desk.policies.set("targets", TARGETS)
        export(desk, "all", tmp_path / "two", cursor="nightly")
        report = take_all(other, tmp_path / "two")
        assert totals(report) == (2, 0, 0, 1)
        (reject,) = next(file for file in report.files if file.kind == "case").rejects
        assert reject.code == "deleted"
        assert {other.cases.get(n).row.subject for n in other.lists.ids("case")} == {"stays", "goes", "new"}
