"""Every column of every table comes in again with the folder of a desk, or is named here with the reason."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from servicedesk.domain.records import BOOKKEEPING, RECORDS
from servicedesk.domain.records.by_kind import FIELDS
from servicedesk.domain.records.field import WRITTEN
from servicedesk.services import demo
from servicedesk.services.desk import Desk
from tests.builders import NOW, FixedTime, given_case, open_desk
from tests.services.exchange_steps import export
from tests.services.test_whole_desk import take_all, whole

COUNTED = "counts the changes made on this desk"
NOT_CARRIED = {
    **{
        (RECORDS[kind].table, "version"): COUNTED
        for kind in ("call", "case", "followup", "promise", "customer")
    },
    ("policies", "version"): COUNTED,
    ("policies", "updated_at"): "when it was written down on this desk",
    ("case_merges", "choices"): "what undoing the merge on this desk needs",
    **{
        ("case_waits", name): "what one desk has in the history of the case the other has as rows"
        for name in ("id", "case_id", "reason", "since_at", "until_at", "state")
    },
}
"""Columns that may differ on the other desk, beside the tables of BOOKKEEPING."""
CARRIED_TABLES = {
    "policy_versions": "with the rules",
    "clock_stamp": "made anew by the same rules in the same zone",
}
"""Of the tables of BOOKKEEPING those that are the same all the same."""
NEVER_FILLED = {("customers", "customer_since"): "a day, which is words as well as the birthday"}
"""Columns that no record of the desk of this test fills."""


def fill_blanks(desk: Desk) -> None:
    """A value of its own, in words that files find hard, in every blank field that a person may write."""
    waiting, out, told = (given_case(desk, f"offen {place}") for place in range(3))
    desk.moves.wait([waiting], "等客户 =1", until=NOW + timedelta(days=30))
    desk.moves.wait([given_case(desk, "offen 3")], for_case=told)
    desk.handoffs.hand_off([out], "仓库", due_at=NOW + timedelta(days=20), words="查")
    with desk.writing() as transaction:
        transaction.update("cases", told, {"first_reply_at": "2026-11-24T02:00:00Z"})
        transaction.record("case.edit", "case", told)
        ((remedy, owner),) = transaction.rows("SELECT id, case_id FROM case_remedies LIMIT 1")
        transaction.update("case_remedies", remedy, {"done_at": "2026-11-24T02:00:00Z"})
        transaction.record("case.remedy", "case", owner)
        ((promise,),) = transaction.rows("SELECT id FROM promises WHERE follows_id IS NOT NULL LIMIT 1")
        transaction.update("promises", promise, {"told_how": "phone"})
        transaction.record("promise.edit", "promise", promise)
        for kind, about in RECORDS.items():
            names = [field.name for field in FIELDS[kind] if field.type in WRITTEN and not field.excused]
            rows = transaction.rows(f"SELECT id, {', '.join(names)} FROM {about.table}")
            for row in rows:
                blank = [name for name, value in zip(names, row[1:], strict=True) if value == ""]
                changes = {name: f"={name} {row[0]}; 李" for name in blank if name not in LEFT_BLANK}
                transaction.update(about.table, row[0], changes)
                transaction.record(f"{kind}.edit", kind, row[0])


LEFT_BLANK = {
    "waiting_reason": "only a case that waits has one",
    "limit_reason": "goes with its time",
    "birthday": "a day",
    "customer_since": "a day",
    "void_reason": "only a call that is struck out has one",
    "reason_skipped": "only a follow-up that was missed has one",
    "anchor": "only a series has one",
    "series": "only a series has one",
    "phone": "told by its digits",
}


def columns(desk: Desk) -> Iterator[tuple[tuple[str, str], list[Any]]]:
    """Each column of each table but search tables, with its values in order."""
    with desk.reading() as db:
        tables = db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").fetchall()
        for (table,) in tables:
            if "_search" in table or table == "sqlite_sequence":
                continue
            cursor = db.execute(f"SELECT * FROM {table}")
            rows = cursor.fetchall()
            for place, described in enumerate(cursor.description):
                yield (table, described[0]), sorted((row[place] for row in rows), key=repr)


@pytest.mark.parametrize("suffix", ["csv", "jsonl"])
def test_every_column_is_carried_or_named_with_its_reason(
    desk: Desk, time: FixedTime, tmp_path: Path, suffix: str
) -> None:
    whole(desk, time)
    fill_blanks(desk)
    desk.clocks.refresh_all()
    export(desk, "all", tmp_path / "out", format=suffix)
    with open_desk(tmp_path / "other.db", time) as other:
        report = take_all(other, tmp_path / "out")
        assert report.total("rejected") == 0, [file.rejects for file in report.files]
        here, there = dict(columns(desk)), dict(columns(other))
        export(other, "all", tmp_path / "again", format=suffix)
    for name in (f"{about.file}.{suffix}" for about in RECORDS.values()):
        assert (tmp_path / "again" / name).read_bytes() == (tmp_path / "out" / name).read_bytes()
    carried = {key for key in here if key[0] not in BOOKKEEPING or key[0] in CARRIED_TABLES}
    assert {key for key in carried if there[key] != here[key]} == NOT_CARRIED.keys()
    filled = {key for key in carried if set(here[key]) - {None, ""}}
    # Where it is the other desk that has waits as rows, this one has none.
    assert {key for key in carried - filled if key[0] != "case_waits"} == NEVER_FILLED.keys()


SIZE = 300
"""Cases of the made-up desk."""
LISTS = {
    "case": "urgency",
    "customer": "name",
    "call": "newest",
    "followup": "due",
    "promise": "due",
}


OF_THE_HISTORY = {"is:clock-moved": "who moved a clock stands in the history, which stays with its desk"}
"""Views that differ on the other desk."""


def seen(desk: Desk) -> dict[str, Any]:
    """What people see: the board of today, every list with its figures, the clocks of each open case."""
    desk.clocks.refresh_all()
    # What nobody has saved yet stays in the window where it was typed.
    board = replace(desk.today.board(), drafts=(), form_drafts=())
    lists = {
        kind: [without_version(row) for row in desk.lists.page(kind, "", order=order, limit=2000)]
        for kind, order in LISTS.items()
    }
    explained = {case_id: desk.clocks.explain(case_id).clocks for case_id in desk.lists.ids("case")}
    views = {
        (view.kind, view.query): list(desk.lists.ids(view.kind, view.query))
        for kind in LISTS
        for view in desk.lists.views(kind)
        if view.query not in OF_THE_HISTORY
    }
    return {"board": without_version(board), "lists": lists, "views": views, "clocks": explained}


def without_version(row: Any) -> str:
    # A remedy has a number of its own on each desk, and no name outside it.
    return re.sub(r"\bversion=\d+|(?<=Remedy\()id=\d+", "", repr(row))


@pytest.mark.parametrize("suffix", ["csv", "jsonl"])
def test_the_made_up_desk_is_the_same_elsewhere_in_all_that_people_see(
    time: FixedTime, tmp_path: Path, suffix: str
) -> None:
    with open_desk(tmp_path / "demo.db", time) as desk, open_desk(tmp_path / "other.db", time) as other:
        demo.fill(desk, SIZE, 1)
        export(desk, "all", tmp_path / "out", format=suffix)
        report = take_all(other, tmp_path / "out")
        assert report.total("rejected") == report.total("updated") == 0
        assert not any(file.notes for file in report.files)
        here, there = seen(desk), seen(other)
        for query in OF_THE_HISTORY:
            assert desk.lists.ids("case", query) != other.lists.ids("case", query)
        for name, values in here.items():
            assert there[name] == values, name
        export(other, "all", tmp_path / "again", format=suffix)
        for name in (f"{about.file}.{suffix}" for about in RECORDS.values()):
            assert (tmp_path / "again" / name).read_bytes() == (tmp_path / "out" / name).read_bytes(), name
