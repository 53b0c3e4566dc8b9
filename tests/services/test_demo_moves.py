"""The history of a made-up desk beside the histories that the services write: the same verbs and fields."""

import json
from collections import defaultdict
from datetime import timedelta
from pathlib import Path

import pytest

from servicedesk.domain.rows.customers import Contact
from servicedesk.services.case_rows import NewCase
from servicedesk.services.complaints import Assessment
from servicedesk.services.customers import CardChange, NewCustomer
from servicedesk.services.desk import Desk
from servicedesk.services.evidence import NewEvidence, NewStatement
from servicedesk.services.promises import NewPromise
from servicedesk.services.recurring import NewRecurringCase
from servicedesk.services.remedies import NewRemedy
from tests.builders import NOW, FixedTime, given_call, given_case, given_followup, open_desk
from tests.services.test_demo import filled, rows

Lines = dict[str, set[str]]
"""By verb, what its events may change: `insert TABLE`, or `TABLE.FIELD` for a field of a record."""


def lines(desk: Desk) -> Lines:
    """What the events on the desk change."""
    found: Lines = defaultdict(set)
    for event in rows(desk, "events"):
        changed = found[event["verb"]]
        for change in json.loads(event["changes"]):
            if change["op"] == "update":
                changed.update(f"{change['table']}.{name}" for name in change["after"])
            else:
                changed.add(f"{change['op']} {change['table']}")
    return found


def write_rules(desk: Desk) -> None:
    for name in ("calendar", "causes", "waiting"):
        desk.policies.set(name, desk.policies.text(name) + "\n# [b] 本部门\n")


def work_on(desk: Desk, time: FixedTime, case_id: int) -> None:
    """Take a case with a checklist through everything that can be done to it, the reopening included."""
    ids = [case_id]
    cases, moves, complaints = desk.cases, desk.moves, desk.complaints
    complaints.acknowledge(ids, how="wechat", by="李娜")
    cases.assign(ids, "王芳")
    cases.assign(ids, "")
    moves.work(ids)
    complaints.assess(ids, Assessment(4, True, 3, 3, "停机 [b]"))
    cases.note(ids, "客户说声音大")
    cases.set_priority(ids, 1)
    moves.wait(ids, "等配件")
    moves.nudge(ids, "再问一次")
    cases.snooze(ids, NOW + timedelta(days=3))
    moves.work(ids)
    desk.handoffs.hand_off(ids, "安装部", due_at=NOW + timedelta(days=1), words="请上门")
    desk.handoffs.back(ids, "已上门")
    cause = desk.complaints.causes()[0]
    cases.edit(case_id, {"facts": "x", "cause": cause, "lesson": "y", "competitor": "z", "satisfaction": 90})
    complaints.set_source(ids, "12315", reference="2026-[b]")
    desk.evidence.add(ids, NewEvidence("照片 [/]", "王芳", "3号柜", NOW))
    desk.evidence.say(ids, NewStatement("customer", "第一天就漏 [b]"))
    desk.remedies.add(ids, NewRemedy("refund", "退款", 100, "老板"))
    (remedy,) = cases.dossier(case_id).remedies
    desk.checklists.tick(case_id, [step.id for step in cases.dossier(case_id).steps])
    moves.solve(ids, "换新")
    moves.tell(ids, "已告知", how="phone")
    desk.remedies.finish(case_id, remedy.id)
    complaints.answer(ids, False, options="消协")
    complaints.thank(ids)
    desk.links.link(case_id, given_case(desk), "follows")
    cases.edit(case_id, {"due_at": NOW + timedelta(minutes=30)})
    cases.edit(case_id, {"received_at": NOW - timedelta(minutes=25)}, reason="先在微信上说过")
    complaints.waive_followup(ids, "不要")
    desk.promises.make(NewPromise("回电 [b]", NOW + timedelta(days=1), case_id=case_id))
    time.advance(hours=1)
    moves.close(ids, override="客户失联")
    moves.reopen(ids, "又坏了")
    complaints.waive_followup(ids, "不要")


def new_with_steps() -> NewCase:
    """A case that another takes in with a field, a label and a step that it lacks."""
    return NewCase("同一件事 [/]", product="D6", category="送货")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Lines:
    """What the services write when each thing that a made-up desk may hold is done once."""
    time = FixedTime()
    with open_desk(tmp_path_factory.mktemp("written") / "desk.db", time) as desk:
        write_rules(desk)
        people = [Contact("李娜", "经理", "010-0000 1111", "li@example.com", "")]
        card = NewCustomer({"name": "王芳"}, ["138 0000 1111"], ["w@example.com"], people, ["老客户"])
        customer_id = desk.customers.add(card).id
        desk.customers.edit(customer_id, CardChange({"banner": "先问 [b]", "tier": "vip"}))
        case_id = given_call(
            desk, "王芳 138 0000 1111", case_kind="complaint", labels=["漏水"], category="安装"
        ).case_id
        assert case_id is not None
        desk.checklists.add([case_id], "拍照")
        work_on(desk, time, case_id)
        other = desk.cases.open(new_with_steps()).id
        desk.cases.label([other], add=["噪音"])
        desk.merging.merge([other], case_id)
        desk.moves.cancel([given_case(desk)], "开错")
        held, missed, off, moved = (given_followup(desk) for _each in range(4))
        desk.followups.hold([held], "好")
        desk.followups.miss([missed], "没人接")
        desk.followups.cancel([off], "不用")
        desk.followups.move([moved], NOW + timedelta(days=2))
        kept, told, away = (
            desk.promises.make(NewPromise("回电", NOW + timedelta(days=1), case_id=case_id)).id
            for _each in range(3)
        )
        desk.promises.keep([kept])
        desk.promises.retell(told, NOW + timedelta(days=2), "晚到")
        desk.promises.withdraw([away], "不用了")
        desk.recurring.add(NewRecurringCase("月检", "monthly", NOW + timedelta(days=1), "检查机房"))
        return lines(desk)


@pytest.mark.parametrize(("size", "seed"), [(260, 1), (260, 5), (100, 2), (7, 3)])
def test_a_made_up_history_changes_what_the_services_change_and_nothing_else(
    written: Lines, tmp_path: Path, size: int, seed: int
) -> None:
    with filled(tmp_path / "demo.db", size, seed) as desk:
        found = lines(desk)
    assert found.keys() <= written.keys()
    for verb, changed in found.items():
        assert changed <= written[verb], verb


def test_a_merge_is_told_on_both_cases_and_can_be_taken_apart(tmp_path: Path) -> None:
    with filled(tmp_path / "demo.db") as desk:
        merged = [row for row in rows(desk, "cases") if row["state"] == "merged"]
        assert merged
        for row in merged:
            told = [
                event
                for event in rows(desk, "events")
                if event["verb"] == "case.merge" and event["subject_id"] in {row["id"], row["merged_into"]}
            ]
            assert len(told) == 2
            assert len({event["action"] for event in told}) == 1
            target = desk.cases.get(row["merged_into"])
            desk.merging.unmerge([row["id"]])
            assert desk.cases.get(row["id"]).row.state == "new"
            assert desk.cases.get(row["merged_into"]).row.state == target.row.state
