"""One folder is the whole desk: its rules, recurring cases and views go out with the records."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from servicedesk.domain.errors import RefusedError
from servicedesk.domain.policies import POLICIES
from servicedesk.services import setup_files
from servicedesk.services.desk import Desk
from servicedesk.services.export_folder import NAME
from servicedesk.services.exporting import ExportRequest
from servicedesk.services.recurring import NewRecurringCase
from tests.builders import HOSTILE, NOW, FixedTime, given_case, given_customer
from tests.services.exchange_steps import export

TARGETS = '[[target]]\nkind = "complaint"\nfirst_response = "2h"\nresolve = "9h"\n'
STRICTER = '[[target]]\nkind = "complaint"\nfirst_response = "1h"\nresolve = "5h"\n'


def set_up(desk: Desk, time: FixedTime) -> int:
    """Rules that changed twice, recurring cases of every kind, views; the customer of one of the plans."""
    customer = given_customer(desk, f"租户 {HOSTILE}")
    given_case(desk, "一", customer_id=customer)
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
    return customer


def record_uid(desk: Desk, table: str, number: int) -> str:
    """The uid of a record."""
    with desk.reading() as db:
        return str(db.execute(f"SELECT uid FROM {table} WHERE id = ?", (number,)).fetchone()[0])


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
    manifest = json.loads((out / NAME).read_text("utf-8"))
    assert manifest["rows"] | {"setup.json": 7, "rules-targets-1.toml": 1} == manifest["rows"]
    assert {*manifest["sha256"], NAME} == {path.name for path in out.iterdir()}
    assert {file.kind: file.rows for file in report.files}["setup"] == 7


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
