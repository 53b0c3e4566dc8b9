"""The moves of a case: gates, override, reopening, back-dated telling; what is refused changes nothing."""

from collections.abc import Callable
from datetime import timedelta
from itertools import combinations
from typing import Any

import pytest

from servicedesk.domain import gates
from servicedesk.domain.errors import NotFoundError, RefusedError, UsageError
from servicedesk.services.desk import Desk
from servicedesk.services.promises import NewPromise
from servicedesk.services.remedies import NewRemedy
from tests.builders import (
    HOSTILE,
    NOW,
    FixedTime,
    dump,
    given_case,
    given_customer,
    given_followup,
    meet_gates,
)

REASON = "客户失联 [b] %d {name}"


def given_told(desk: Desk, **fields: Any) -> int:
    """A complaint whose customer was told."""
    case_id = given_case(desk, **fields)
    desk.moves.solve([case_id], "更换配件")
    desk.moves.tell([case_id], "已电话告知", how="phone")
    return case_id


def given_closed(desk: Desk) -> int:
    case_id = given_told(desk)
    desk.moves.close([case_id], override=REASON)
    return case_id


def fields_of(desk: Desk, case_id: int) -> dict[str, Any]:
    return desk.cases.get(case_id).fields


def assert_refused(desk: Desk, action: Callable[[], Any], words: str, kind: type = RefusedError) -> Any:
    """The action is refused in one line with these words, and nothing has changed."""
    before = dump(desk, without=())
    with pytest.raises(kind, match=words) as refused:
        action()
    assert dump(desk, without=()) == before
    assert "\n" not in refused.value.message + refused.value.hint
    return refused.value


MEET: dict[str, Callable[[Desk, int], Any]] = {
    "cause": lambda desk, case_id: desk.complaints.set_cause([case_id], "slow answer"),
    "remedy": lambda desk, case_id: desk.remedies.add([case_id], NewRemedy("none")),
    "promises": lambda desk, _case_id: desk.promises.keep([1]),
    "followup": lambda desk, case_id: given_followup(desk, case_id=case_id),
    "checklist": lambda desk, case_id: desk.checklists.tick(
        case_id, [step.id for step in desk.cases.dossier(case_id).steps]
    ),
    "accepted_or_options": lambda desk, case_id: desk.complaints.answer([case_id], True),
}
"""What meets each gate; told is met by telling, a hand-off by taking back."""


def given_bare(desk: Desk) -> int:
    """A solved and told complaint that lacks all that MEET can give."""
    case_id = given_case(desk)
    desk.promises.make(NewPromise("回电 [b]", due_at=NOW + timedelta(hours=1), case_id=case_id))
    desk.checklists.add([case_id], "核对发票 [/]")
    desk.moves.solve([case_id])
    desk.moves.tell([case_id])
    return case_id


@pytest.mark.parametrize("met", [*combinations(MEET, 5), tuple(MEET), (), ("cause", "remedy")])
def test_a_case_is_closed_exactly_when_no_gate_is_open(desk: Desk, met: tuple[str, ...]) -> None:
    case_id = given_bare(desk)
    for gate in met:
        MEET[gate](desk, case_id)
    lines = {line.name: line for line in desk.moves.gates(case_id)}
    assert tuple(lines) == gates.USUAL_GATES
    assert {name for name, line in lines.items() if not line.is_met} == set(MEET) - set(met)
    assert all(bool(line.words) != line.is_met for line in lines.values())
    if set(met) == set(MEET):
        desk.moves.close([case_id])
        assert desk.cases.get(case_id).row.state == "closed"
        return
    refused = assert_refused(desk, lambda: desk.moves.close([case_id]), f"^C-{case_id} cannot be closed yet")
    for line in lines.values():
        assert (gates.words(line.name) in refused.hint) == (not line.is_met)


def test_each_of_many_cases_is_named_with_what_it_lacks(desk: Desk) -> None:
    ready, bare = given_told(desk), given_told(desk)
    meet_gates(desk, ready)
    enquiry = given_case(desk, kind="enquiry")
    desk.moves.solve([enquiry])
    refused = assert_refused(desk, lambda: desk.moves.close([ready, bare, enquiry]), "Not closed")
    assert f"C-{enquiry} (told" in refused.message
    assert f"C-{bare} (cause, remedy, follow-up" in refused.message
    assert f"C-{ready}" not in refused.message
    many = [given_told(desk) for _each in range(14)]
    refused = assert_refused(desk, lambda: desk.moves.close(many), "4 more")
    assert f"C-{many[9]} (" in refused.message
    assert f"C-{many[10]} (" not in refused.message


def test_an_override_keeps_its_reason_and_what_was_missing_and_is_reported(desk: Desk) -> None:
    case_id, ready = given_told(desk), given_told(desk)
    meet_gates(desk, ready)
    desk.moves.close([case_id, ready], override=f"{REASON}\n{HOSTILE}")
    fields = fields_of(desk, case_id)
    assert fields["close_override"].startswith("客户失联 [b] %d {name} [/]")
    assert "\x1b" not in fields["close_override"]
    open_gates = fields["close_missing"].split(",")
    assert open_gates[:2] == ["cause", "remedy"]
    assert set(open_gates) <= set(gates.GATES)
    assert fields_of(desk, ready)["close_override"] == fields_of(desk, ready)["close_missing"] == ""
    assert list(desk.lists.ids("case", "is:overridden")) == [case_id]
    desk.moves.reopen([case_id])
    fields = fields_of(desk, case_id)
    assert fields["close_override"] == fields["close_missing"] == ""
    assert list(desk.lists.ids("case", "is:overridden")) == []


@pytest.mark.parametrize("blank", ["", "   ", "\x00\x1b\n"])
def test_an_override_without_a_reason_is_none(desk: Desk, blank: str) -> None:
    case_id = given_told(desk)
    assert_refused(desk, lambda: desk.moves.close([case_id], override=blank), "cannot be closed yet")


def test_a_case_that_is_not_solved_is_closed_by_no_override(desk: Desk) -> None:
    case_id = given_case(desk)
    assert_refused(desk, lambda: desk.moves.close([case_id], override=REASON), f"C-{case_id}: .* new")
    assert_refused(desk, lambda: desk.moves.close([99], override=REASON), "C-99", NotFoundError)
    assert_refused(desk, lambda: desk.moves.gates(99), "C-99", NotFoundError)


def test_the_desk_chooses_which_gates_hold_for_which_kind(desk: Desk) -> None:
    desk.policies.set("handling", '[gates]\ncomplaint = ["cause"]\nenquiry = []\n')
    complaint, enquiry = given_case(desk), given_case(desk, kind="enquiry")
    desk.moves.solve([complaint, enquiry])
    assert [line.name for line in desk.moves.gates(complaint)] == ["cause"]
    assert desk.moves.gates(enquiry) == ()
    desk.moves.close([enquiry])
    refused = assert_refused(desk, lambda: desk.moves.close([complaint]), "1 thing is missing")
    assert refused.hint == gates.words("cause")


def test_what_hangs_on_a_merged_case_keeps_its_target_open(desk: Desk) -> None:
    source, target = given_bare(desk), given_told(desk)
    meet_gates(desk, target)
    desk.merging.merge([source], target)
    missing = {line.name for line in desk.moves.gates(target) if not line.is_met}
    assert missing == {"promises", "checklist"}
    assert_refused(desk, lambda: desk.moves.close([target]), "2 things are missing")
    desk.promises.keep([1])
    desk.checklists.tick(source, [step.id for step in desk.cases.dossier(source).steps])
    desk.moves.close([target])


def test_the_dossier_of_a_case_tells_the_lines_of_those_merged_into_it(desk: Desk, time: FixedTime) -> None:
    source, target = given_bare(desk), given_told(desk)
    time.advance(minutes=1)
    desk.cases.note([source], "师傅已联系 [b]")
    desk.remedies.add([source], NewRemedy("apology"))
    time.advance(minutes=1)
    desk.cases.note([target], "本单")
    desk.merging.merge([source], target)
    dossier = desk.cases.dossier(target)
    whose = {line.text: line.case_id for line in dossier.history if line.what == "note"}
    assert whose == {"师傅已联系 [b]": source, "本单": None}
    assert ("promise.make", "回电 [b]") in {(line.what, line.text) for line in dossier.history}
    assert [line.at for line in dossier.history] == sorted(line.at for line in dossier.history)
    assert [promise.case_id for promise in dossier.promises] == [source]
    assert [remedy.kind for remedy in dossier.remedies] == ["apology"]
    assert "核对发票 [/]" in [step.text for step in dossier.steps]
    assert [merge.case_id for merge in dossier.merged] == [source]


def test_a_merged_case_is_moved_no_more_and_says_where_to_work(desk: Desk) -> None:
    source, target = given_case(desk), given_case(desk)
    desk.merging.merge([source], target)
    for action in (
        lambda: desk.moves.work([source]),
        lambda: desk.moves.reopen([source]),
        lambda: desk.moves.close([source], override=REASON),
        lambda: desk.complaints.acknowledge([source]),
        lambda: desk.remedies.add([source], NewRemedy("apology")),
        lambda: desk.handoffs.hand_off([source], "物流部"),
    ):
        assert_refused(desk, action, f"C-{source} .* merged into C-{target}")


@pytest.mark.parametrize("verb", ["reopen", "work"])
def test_a_case_is_reopened_within_the_days_of_the_desk_and_followed_later(
    desk: Desk, time: FixedTime, verb: str
) -> None:
    early, late = given_closed(desk), given_closed(desk)
    time.advance(days=14)
    getattr(desk.moves, verb)([early])
    fields = fields_of(desk, early)
    assert desk.cases.get(early).row.state == "working"
    for name in ("solved_at", "told_at", "closed_at", "accepted", "accepted_at"):
        assert fields[name] is None
    assert fields["told_by"] == fields["told_how"] == fields["told_words"] == ""
    time.advance(seconds=1)
    refused = assert_refused(
        desk, lambda: getattr(desk.moves, verb)([late]), f"C-{late} was closed more than 14 days ago"
    )
    assert "follows" in refused.hint


def test_telling_keeps_how_by_whom_and_when(desk: Desk, time: FixedTime) -> None:
    case_id = given_case(desk)
    told_at = time.advance(hours=2)
    solved_at = time.advance(hours=1)
    desk.moves.solve([case_id])
    time.advance(hours=1)
    desk.moves.tell([case_id], f"好的\n{HOSTILE}", how="wechat", by=" 王芳 [b] ", at=solved_at)
    fields = fields_of(desk, case_id)
    assert (fields["told_at"], fields["told_how"], fields["told_by"]) == (solved_at, "wechat", "王芳 [b]")
    assert "\x1b" not in fields["told_words"]
    desk.undo.undo()
    refused = assert_refused(desk, lambda: desk.moves.tell([case_id], at=told_at), "solved only after that")
    assert "--solved-too" in refused.hint
    desk.moves.tell([case_id], at=told_at, solved_too=True)
    fields = fields_of(desk, case_id)
    assert (fields["told_at"], fields["solved_at"], fields["told_by"]) == (told_at, told_at, "anna")


def test_no_time_lies_before_the_receipt_or_in_the_future(desk: Desk) -> None:
    case_id, solved = given_case(desk), given_case(desk)
    desk.moves.solve([solved])
    early, late = NOW - timedelta(seconds=1), NOW + timedelta(seconds=1)
    for act in (
        lambda at: desk.moves.solve([case_id], at=at),
        lambda at: desk.moves.tell([solved], at=at),
        lambda at: desk.complaints.acknowledge([case_id], at=at),
        lambda at: desk.complaints.answer([case_id], True, at=at),
        lambda at: desk.complaints.thank([case_id], at=at),
    ):
        assert_refused(desk, lambda act=act: act(early), "was received only after that")
        assert_refused(desk, lambda act=act: act(late), "still to come", UsageError)
        act(NOW)


def test_an_unknown_channel_of_telling_is_refused(desk: Desk) -> None:
    case_id = given_case(desk)
    desk.moves.solve([case_id])
    assert_refused(
        desk, lambda: desk.moves.tell([case_id], how="飞鸽"), "Told how must be one of", UsageError
    )


def test_a_cause_that_is_typed_must_be_in_the_list_unless_it_stood_there(desk: Desk) -> None:
    case_id = given_case(desk)
    desk.policies.set("causes", "retired = []\n")
    desk.cases.edit(case_id, {"cause": "旧原因 [b]"})
    desk.policies.reset("causes")
    desk.cases.edit(case_id, {"cause": "旧原因 [b]", "lesson": "早点回电\n[/]"})
    refused = assert_refused(
        desk, lambda: desk.cases.edit(case_id, {"cause": "damaged on the wai"}), "no such cause", UsageError
    )
    assert refused.hint == "Did you mean delivery / damaged on the way?"
    desk.cases.edit(case_id, {"cause": "Delivery ／ DAMAGED on the way"})
    assert fields_of(desk, case_id)["cause"] == "delivery / damaged on the way"
    desk.cases.edit(case_id, {"cause": ""})
    assert fields_of(desk, case_id)["cause"] == ""


def test_scales_typed_into_the_form_assess_the_case(desk: Desk) -> None:
    customer = given_customer(desk)
    case_id = given_case(desk, customer_id=customer)
    desk.cases.edit(case_id, {"severity": 3, "facts": "雨水倒灌 [b]"})
    fields = fields_of(desk, case_id)
    assert (fields["assessed_at"], fields["assessed_by"], fields["priority"]) == (NOW, "anna", 3)
    desk.cases.edit(case_id, {"safety": True, "priority": 1})
    assert fields_of(desk, case_id)["priority"] == 1
    desk.cases.edit(case_id, {"severity": None, "safety": None})
    fields = fields_of(desk, case_id)
    assert (fields["assessed_at"], fields["assessed_by"]) == (None, "")
    for values in ({"severity": 5}, {"severity": "3"}, {"impact": 0}, {"complexity": True}, {"safety": 2}):
        assert_refused(
            desk, lambda values=values: desk.cases.edit(case_id, values), "must be one of", UsageError
        )
