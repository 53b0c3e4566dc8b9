"""Macros: everything that one says is done to every case, in one action, or nothing is."""

from datetime import timedelta

import pytest

from servicedesk.domain.errors import NotFoundError, RefusedError, UsageError
from servicedesk.services.desk import Desk
from servicedesk.storage import clock_cache
from tests.builders import NOW, FixedTime, dump, given_case, given_customer

MACROS = """
[[macro]]
name = "破损 [b]"
key = "p"
note = "请客户拍照 [/]"
labels = ["破损", "VIP"]
remove_labels = ["急"]
move = "wait"
waiting = "等客户照片"
followup = "+2d"
promise = "回电"
promise_by = "+3h"
steps = ["拍照", { text = "道歉", required = false }]
[macro.set]
owner = "me"
category = "破损"
priority = "high"
severity = "critical"
safety = true

[[macro]]
name = "告知"
move = "tell"

[[macro]]
name = "解决"
move = "solve"
[macro.set]
result = "已换新"

[[macro]]
name = "开工"
move = "work"

[[macro]]
name = "下午回访"
followup = "today 15:00"
note = "明早再说"

[[macro]]
name = "乱写原因"
note = "x"
[macro.set]
cause = "没有这个原因"
"""
LISTS = '[[checklist]]\nname = "破损"\ncategory = "破损"\nsteps = ["报承运商", "拍照"]\n'


@pytest.fixture
def equipped(desk: Desk) -> Desk:
    """A desk with these macros and one checklist."""
    desk.policies.set("macros", MACROS)
    desk.policies.set("checklists", LISTS)
    return desk


def test_a_macro_does_all_it_says_to_every_case_in_one_action(equipped: Desk) -> None:
    customer_id = given_customer(equipped)
    ids = [given_case(equipped, customer_id=customer_id, labels=["急", "vip"]) for _n in range(2)]
    before = dump(equipped)
    change = equipped.macros.apply([*ids, ids[0]], "破损 [b]")
    for case_id in ids:
        case = equipped.cases.get(case_id)
        assert (case.row.state, case.row.waiting_reason, case.row.owner) == ("waiting", "等客户照片", "anna")
        assert (case.row.labels, case.fields["category"]) == (("vip", "破损"), "破损")
        assert (case.fields["severity"], case.fields["safety"], case.fields["assessed_by"]) == (4, 1, "anna")
        assert case.row.priority >= 3
        dossier = equipped.cases.dossier(case_id)
        assert "请客户拍照 [/]" in [line.text for line in dossier.history if line.what == "note"]
        assert [(row.due_at, row.purpose) for row in dossier.followups] == [
            (dossier.followups[0].due_at, "破损 [b]")
        ]
        assert [(row.text, row.due_at) for row in dossier.promises] == [("回电", NOW + timedelta(hours=3))]
        # The category brings its own list; a step that stands in both comes once.
        assert [step.text for step in dossier.steps] == ["报承运商", "拍照", "道歉"]
    assert set(ids) <= set(change.ids)
    with equipped.reading() as db:
        assert clock_cache.count_wrong(db, NOW, "Asia/Shanghai") == 0
    after = dump(equipped)
    equipped.undo.undo()
    assert dump(equipped) == before
    equipped.undo.redo()
    assert dump(equipped) == after


def test_macros_make_the_moves_of_a_case(equipped: Desk) -> None:
    case_id = given_case(equipped)
    for name, state in (("开工", "working"), ("解决", "solved"), ("告知", "told")):
        equipped.macros.apply([case_id], name)
        assert equipped.cases.get(case_id).row.state == state
    held = equipped.cases.get(case_id).fields
    assert (held["result"], held["told_by"], held["told_at"]) == ("已换新", "anna", NOW)


def test_a_macro_is_refused_whole_if_one_of_its_parts_is(equipped: Desk, time: FixedTime) -> None:
    ids = [given_case(equipped), given_case(equipped)]
    equipped.moves.cancel([ids[1]])
    time.advance(hours=7)
    merged = given_case(equipped)
    equipped.merging.merge([merged], ids[0])
    before = dump(equipped, without=())
    for case_ids, name, words in (
        (ids, "破损 [b]", "C-2"),
        ([ids[0]], "告知", "C-1"),
        ([merged], "开工", "C-3 .* C-1"),
        ([ids[0]], "下午回访", "has passed"),
    ):
        with pytest.raises(RefusedError, match=words):
            equipped.macros.apply(case_ids, name)
    with pytest.raises(UsageError):
        equipped.macros.apply([ids[0]], "乱写原因")
    with pytest.raises(UsageError, match="no such macro"):
        equipped.macros.apply([ids[0]], "不存在")
    with pytest.raises(NotFoundError):
        equipped.macros.apply([ids[0], 99], "开工")
    assert dump(equipped, without=()) == before
    # The next morning that time is still to come.
    time.advance(hours=16)
    equipped.macros.apply([ids[0]], "下午回访")
    assert len(equipped.cases.dossier(ids[0]).followups) == 1


def test_a_macro_whose_promise_nobody_can_be_made_is_refused_too(equipped: Desk, time: FixedTime) -> None:
    case_id = given_case(equipped)
    time.advance(hours=7)
    equipped.policies.set(
        "macros", '[[macro]]\nname = "晚了"\nnote = "x"\npromise = "回电"\npromise_by = "today 15:00"\n'
    )
    started = dump(equipped, without=())
    with pytest.raises(RefusedError, match="has passed"):
        equipped.macros.apply([case_id], "晚了")
    assert dump(equipped, without=()) == started


def test_the_shipped_macros_all_run(desk: Desk) -> None:
    macros = desk.macros.all()
    assert macros
    for macro in macros:
        case_id = given_case(desk, customer_id=given_customer(desk, macro.name, ""))
        desk.macros.apply([case_id], macro.name)
        assert len(desk.history.of("case", case_id)) == 2
