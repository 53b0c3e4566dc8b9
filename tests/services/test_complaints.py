"""Working a complaint: acknowledged, assessed, its cause, remedies with a limit, hand-offs, the answer."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicedesk.domain.errors import NotFoundError, RefusedError, ServiceDeskError, StaleError, UsageError
from servicedesk.domain.gates import USUAL_GATES
from servicedesk.domain.rows.complaints import Handoff
from servicedesk.services.complaints import Assessment
from servicedesk.services.desk import Desk
from servicedesk.services.evidence import NewEvidence, NewStatement
from servicedesk.services.remedies import NewRemedy
from servicedesk.storage.schema_map import CLOCK_COLUMNS
from tests.builders import HOSTILE, NOW, FixedTime, dump, given_case, given_customer, meet_gates

TOMORROW = NOW + timedelta(days=1)
TIMELESS = ("version", "updated_at", *CLOCK_COLUMNS)
"""Columns that undo does not put back, the clocks among them: they move on with time."""


def fields_of(desk: Desk, case_id: int) -> dict[str, Any]:
    return desk.cases.get(case_id).fields


def handoffs_of(desk: Desk, case_id: int) -> tuple[Handoff, ...]:
    return desk.cases.dossier(case_id).handoffs


def assert_refused(desk: Desk, action: Callable[[], Any], words: str, kind: type = RefusedError) -> Any:
    """The action is refused in one line with these words, and nothing has changed."""
    before = dump(desk, without=())
    with pytest.raises(kind, match=words) as refused:
        action()
    assert dump(desk, without=()) == before
    assert "\n" not in refused.value.message + refused.value.hint
    return refused.value


VERBS: dict[str, Callable[[Desk, list[int]], Any]] = {
    "acknowledge": lambda desk, ids: desk.complaints.acknowledge(ids, how="wechat", by="王芳 [b]"),
    "assess": lambda desk, ids: desk.complaints.assess(ids, Assessment(4, True, 3, 2, HOSTILE)),
    "set_cause": lambda desk, ids: desk.complaints.set_cause(ids, "slow answer"),
    "set_source": lambda desk, ids: desk.complaints.set_source(ids, "12315", reference=HOSTILE),
    "extend": lambda desk, ids: desk.complaints.extend_limit(ids, TOMORROW, HOSTILE, told_at=NOW),
    "add_evidence": lambda desk, ids: desk.evidence.add(ids, NewEvidence(HOSTILE, HOSTILE, HOSTILE)),
    "say": lambda desk, ids: desk.evidence.say(ids, NewStatement("desk", HOSTILE, HOSTILE)),
    "set_outcome": lambda desk, ids: desk.complaints.set_outcome(ids, "partly_upheld"),
    "add_remedy": lambda desk, ids: desk.remedies.add(ids, NewRemedy("refund", HOSTILE, 50_000)),
    "hand_off": lambda desk, ids: desk.handoffs.hand_off(ids, "物流部 [b]", due_at=TOMORROW, words=HOSTILE),
    "answer": lambda desk, ids: desk.complaints.answer(ids, False, options=HOSTILE),
    "thank": lambda desk, ids: desk.complaints.thank(ids),
    "waive_followup": lambda desk, ids: desk.complaints.waive_followup(ids, HOSTILE),
    "nudge": lambda desk, ids: desk.moves.nudge(ids, HOSTILE),
    "close": lambda desk, ids: desk.moves.close(ids, override=HOSTILE),
}


@pytest.mark.parametrize("verb", VERBS)
def test_what_is_done_to_many_is_one_action_and_is_taken_back_and_done_again(desk: Desk, verb: str) -> None:
    ids = [given_case(desk, subject=f"投诉 {number} [/]") for number in range(3)]
    if verb == "nudge":
        desk.moves.wait(ids, "客户")
    elif verb == "close":
        desk.moves.solve(ids)
    before = dump(desk)
    change = VERBS[verb](desk, [*ids, ids[0]])
    assert change.ids == tuple(ids)
    after = dump(desk)
    assert after != before
    assert "\x1b" not in repr(desk.cases.dossier(ids[0]))
    desk.undo.undo()
    assert dump(desk) == before
    desk.undo.redo()
    assert dump(desk) == after


@pytest.mark.parametrize("verb", VERBS)
def test_a_number_that_is_not_there_changes_none_of_the_others(desk: Desk, verb: str) -> None:
    case_id = given_case(desk)
    if verb == "nudge":
        desk.moves.wait([case_id], "客户")
    elif verb == "close":
        desk.moves.solve([case_id])
    assert_refused(desk, lambda: VERBS[verb](desk, [case_id, 99]), "C-99", NotFoundError)


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb not in {"nudge", "close"}])
def test_a_cancelled_case_is_worked_no_more(desk: Desk, verb: str) -> None:
    case_id, cancelled = given_case(desk), given_case(desk)
    desk.moves.cancel([cancelled], "误开")
    assert_refused(desk, lambda: VERBS[verb](desk, [case_id, cancelled]), f"C-{cancelled}")


def test_an_acknowledgement_is_kept_and_corrected_only_by_a_time(desk: Desk, time: FixedTime) -> None:
    case_id = given_case(desk, received_at=NOW - timedelta(hours=2))
    desk.complaints.acknowledge([case_id], how="wechat", by=f" 王芳 {HOSTILE}")
    fields = fields_of(desk, case_id)
    assert (fields["acknowledged_at"], fields["acknowledged_how"]) == (NOW, "wechat")
    assert fields["acknowledged_by"].startswith("王芳 [/]")
    time.advance(hours=1)
    assert_refused(desk, lambda: desk.complaints.acknowledge([case_id]), "acknowledged already")
    desk.complaints.acknowledge([case_id], at=NOW - timedelta(hours=1))
    fields = fields_of(desk, case_id)
    assert (fields["acknowledged_at"], fields["acknowledged_by"]) == (NOW - timedelta(hours=1), "anna")
    assert_refused(
        desk, lambda: desk.complaints.acknowledge([case_id], how="飞鸽", at=NOW), "must be one of", UsageError
    )


def test_an_assessment_raises_the_priority_and_never_lowers_it(desk: Desk) -> None:
    plain, urgent = given_case(desk), given_case(desk, priority=4)
    desk.complaints.assess([plain, urgent], Assessment(severity=3, impact=1))
    assert [desk.cases.get(case_id).row.priority for case_id in (plain, urgent)] == [3, 4]
    desk.complaints.assess([plain], Assessment(safety=True))
    fields = fields_of(desk, plain)
    assert (fields["severity"], fields["safety"], fields["impact"], fields["priority"]) == (3, 1, 1, 4)
    assert (fields["assessed_at"], fields["assessed_by"]) == (NOW, "anna")
    desk.complaints.assess([plain], Assessment(severity=1, safety=False))
    assert fields_of(desk, plain)["priority"] == 4


@pytest.mark.parametrize(
    "assessment",
    [
        Assessment(severity=0),
        Assessment(severity=5),
        Assessment(complexity=4),
        Assessment(impact=True),
        Assessment(safety=2),  # type: ignore[arg-type]
        Assessment(severity="3"),  # type: ignore[arg-type]
        Assessment(immediate_action="漏" * 1_000_001),
        Assessment(),
    ],
)
def test_an_assessment_off_the_scales_is_refused(desk: Desk, assessment: Assessment) -> None:
    case_id = given_case(desk)
    assert_refused(desk, lambda: desk.complaints.assess([case_id], assessment), ".", UsageError)


def test_a_form_that_is_stale_saves_no_assessment_and_no_cause(desk: Desk) -> None:
    case_id = given_case(desk)
    shown = desk.cases.get(case_id).row.version
    desk.cases.note([case_id], "已联系")
    for save in (
        lambda: desk.complaints.assess([case_id], Assessment(severity=3), version=shown),
        lambda: desk.complaints.set_cause([case_id], "slow answer", version=shown),
    ):
        assert_refused(desk, save, f"C-{case_id}", StaleError)


def test_a_cause_is_one_of_the_list(desk: Desk) -> None:
    case_id = given_case(desk)
    assert "service / slow answer" in desk.complaints.causes()
    desk.complaints.set_cause([case_id], " SLOW  answer ")
    assert fields_of(desk, case_id)["cause"] == "service / slow answer"
    refused = assert_refused(
        desk, lambda: desk.complaints.set_cause([case_id], "slow anwser"), "no such cause", UsageError
    )
    assert "service / slow answer" in refused.hint
    assert_refused(desk, lambda: desk.complaints.set_cause([case_id], "service"), "an area", UsageError)
    desk.complaints.set_cause([case_id], "")
    assert fields_of(desk, case_id)["cause"] == ""


def given_tiered(desk: Desk, tier: str) -> int:
    return given_case(desk, customer_id=given_customer(desk, f"李伟 {tier}", tier=tier))


def test_remedies_above_the_limit_of_the_tier_need_somebody_else(desk: Desk) -> None:
    plain, vip = given_tiered(desk, ""), given_tiered(desk, "vip")
    desk.remedies.add([plain, vip], NewRemedy("refund", "退款 [b]", 50_000))
    more = NewRemedy("gift", "茶叶", 1)
    refused = assert_refused(
        desk, lambda: desk.remedies.add([vip, plain], more), f"C-{plain}: Remedies of ¥500.01"
    )
    assert refused.hint == "Name who approved them."
    own = NewRemedy("gift", "茶叶", 1, approver=" Anna ")
    assert_refused(desk, lambda: desk.remedies.add([plain], own), "cannot approve them yourself")
    desk.remedies.add([plain], NewRemedy("gift", "茶叶", 1, approver="王经理 [b]"))
    desk.remedies.add([plain], NewRemedy("apology"))
    desk.remedies.add([vip], NewRemedy("credit_note", "", 50_000))
    assert_refused(desk, lambda: desk.remedies.add([vip], more), "above the limit of ¥1,000.00")
    first, second, third = desk.cases.dossier(plain).remedies
    assert (first.approver, first.approved_at, first.cost_cents, first.currency) == ("", None, 50_000, "CNY")
    assert (second.approver, second.approved_at, second.decided_by) == ("王经理 [b]", NOW, "anna")
    assert (third.kind, third.cost_cents, third.decided_at) == ("apology", 0, NOW)


def test_remedies_of_merged_cases_count_towards_the_limit(desk: Desk) -> None:
    source, target = given_case(desk), given_case(desk)
    desk.remedies.add([source], NewRemedy("refund", "", 40_000))
    desk.merging.merge([source], target)
    assert_refused(desk, lambda: desk.remedies.add([target], NewRemedy("gift", "", 20_000)), "¥600.00")
    (remedy,) = desk.cases.dossier(target).remedies
    desk.remedies.finish(target, remedy.id)
    assert [held.done_at for held in desk.cases.dossier(target).remedies] == [NOW]


@pytest.mark.parametrize(
    "remedy",
    [
        NewRemedy("bribe"),
        NewRemedy("refund", cost_cents=-1),
        NewRemedy("refund", cost_cents=10**12 + 1),
        NewRemedy("refund", cost_cents=1.5),  # type: ignore[arg-type]
        NewRemedy("refund", cost_cents=True),
        NewRemedy("none", cost_cents=1),
        NewRemedy("refund", approver="x" * 3000),
    ],
)
def test_a_remedy_that_makes_no_sense_is_refused(desk: Desk, remedy: NewRemedy) -> None:
    case_id = given_case(desk)
    assert_refused(desk, lambda: desk.remedies.add([case_id], remedy), ".", UsageError)


def test_a_remedy_is_approved_carried_out_and_then_stands(desk: Desk, time: FixedTime) -> None:
    case_id, other = given_case(desk), given_case(desk)
    desk.remedies.add([case_id], NewRemedy("refund", "退款", 30_000))
    desk.remedies.add([case_id], NewRemedy("gift", "茶叶", 100))
    first, second = desk.cases.dossier(case_id).remedies
    later = time.advance(hours=1)
    before = dump(desk)
    desk.remedies.approve(case_id, first.id, "王经理 [b]")
    desk.remedies.finish(case_id, first.id, at=NOW)
    desk.remedies.remove(case_id, second.id)
    (held,) = desk.cases.dossier(case_id).remedies
    assert (held.approver, held.approved_at, held.done_at) == ("王经理 [b]", later, NOW)
    after = dump(desk)
    for act in (desk.remedies.finish, desk.remedies.remove):
        assert_refused(desk, lambda act=act: act(case_id, first.id), "has got this remedy")
        assert_refused(desk, lambda act=act: act(other, first.id), "no such remedy", NotFoundError)
        assert_refused(desk, lambda act=act: act(case_id, 99), "no such remedy", NotFoundError)
    assert_refused(
        desk, lambda: desk.remedies.approve(case_id, first.id, " \x00"), "Who approved", UsageError
    )
    for _each in range(3):
        desk.undo.undo()
    assert dump(desk) == before
    for _each in range(3):
        desk.undo.redo()
    assert dump(desk) == after


def test_what_became_too_dear_is_not_approved_by_who_decided_it(desk: Desk) -> None:
    case_id = given_case(desk)
    desk.remedies.add([case_id], NewRemedy("refund", "退款", 30_000))
    desk.policies.set("handling", 'remedy_limit = "100"\n')
    (remedy,) = desk.cases.dossier(case_id).remedies
    assert_refused(desk, lambda: desk.remedies.approve(case_id, remedy.id, "ANNA"), "approve them yourself")
    desk.remedies.approve(case_id, remedy.id, "王经理")


def test_a_hand_off_waits_at_the_department_until_it_comes_back(desk: Desk, time: FixedTime) -> None:
    case_id = given_case(desk)
    desk.handoffs.hand_off([case_id], " 物流部 [b] ", due_at=TOMORROW, words="请查件\n[/]")
    fields = fields_of(desk, case_id)
    assert (fields["state"], fields["waiting_reason"]) == ("waiting", "another department")
    assert (fields["department"], fields["handoff_due_at"]) == ("物流部 [b]", TOMORROW)
    assert fields["waiting_since"] == NOW
    assert {line.name: line.is_met for line in desk.moves.gates(case_id)}["handoff"] is False
    back_at = time.advance(hours=3)
    before = dump(desk, without=TIMELESS)
    desk.handoffs.back([case_id], "已找到 [/]")
    fields = fields_of(desk, case_id)
    assert (fields["state"], fields["waiting_reason"], fields["department"]) == ("working", "", "")
    assert fields["handoff_due_at"] is fields["waiting_since"] is None
    (handoff,) = handoffs_of(desk, case_id)
    assert (handoff.out_at, handoff.out_by, handoff.due_at) == (NOW, "anna", TOMORROW)
    assert (handoff.back_at, handoff.back_words) == (back_at, "已找到 [/]")
    assert_refused(desk, lambda: desk.handoffs.back([case_id]), "with no other department")
    after = dump(desk, without=TIMELESS)
    desk.undo.undo()
    assert dump(desk, without=TIMELESS) == before
    desk.undo.redo()
    assert dump(desk, without=TIMELESS) == after


def test_a_case_is_handed_on_from_one_department_to_the_next(desk: Desk, time: FixedTime) -> None:
    case_id = given_case(desk)
    desk.moves.wait([case_id], "客户")
    desk.handoffs.hand_off([case_id], "物流部", due_at=TOMORROW)
    on_at = time.advance(hours=1)
    desk.handoffs.hand_off([case_id], "售后部")
    first, second = handoffs_of(desk, case_id)
    assert (first.back_at, second.back_at) == (on_at, None)
    fields = fields_of(desk, case_id)
    assert (fields["department"], fields["handoff_due_at"]) == ("售后部", None)
    desk.moves.solve([case_id])
    desk.handoffs.back([case_id])
    assert desk.cases.get(case_id).row.state == "solved"
    assert_refused(desk, lambda: desk.handoffs.hand_off([case_id], "物流部"), f"C-{case_id}: .* solved")


def test_a_hand_off_needs_a_department_and_a_time_to_come(desk: Desk) -> None:
    case_id = given_case(desk)
    assert_refused(desk, lambda: desk.handoffs.hand_off([case_id], " \x00"), "department", UsageError)
    assert_refused(
        desk, lambda: desk.handoffs.hand_off([case_id], "物流部", due_at=NOW), "has passed", UsageError
    )


def test_a_case_that_was_out_comes_back_with_the_one_it_was_merged_into(desk: Desk) -> None:
    source, target = given_case(desk), given_case(desk)
    desk.handoffs.hand_off([source], "物流部", due_at=TOMORROW)
    desk.merging.merge([source], target)
    before = dump(desk)
    desk.handoffs.back([target], "回来了")
    assert [handoff.back_at for handoff in handoffs_of(desk, target)] == [NOW]
    assert desk.cases.get(source).row.state == "merged"
    assert desk.cases.get(target).fields["handoff_due_at"] is None
    desk.undo.undo()
    assert dump(desk) == before


def test_a_refusal_with_options_and_an_acceptance_meet_the_gate(desk: Desk, time: FixedTime) -> None:
    case_id = given_case(desk)

    def is_met() -> bool:
        return {line.name: line.is_met for line in desk.moves.gates(case_id)}["accepted_or_options"]

    assert not is_met()
    desk.complaints.answer([case_id], False)
    assert not is_met()
    desk.complaints.answer([case_id], False, options="可向消协投诉 12315\n[/]")
    assert is_met()
    later = time.advance(hours=1)
    desk.complaints.answer([case_id], True)
    fields = fields_of(desk, case_id)
    assert (fields["accepted"], fields["accepted_at"]) == (1, later)
    assert fields["options_offered"] == "可向消协投诉 12315\n[/]"
    assert is_met()


def test_a_waiver_needs_a_reason(desk: Desk) -> None:
    case_id = given_case(desk)
    assert_refused(
        desk, lambda: desk.complaints.waive_followup([case_id], " \n\x00"), "Why is no follow-up", UsageError
    )
    desk.complaints.waive_followup([case_id], "客户不要 [b]")
    assert {line.name: line.is_met for line in desk.moves.gates(case_id)}["followup"] is True


ACTS = st.sampled_from([*VERBS, "work", "solve", "tell", "reopen", "back", "cancel", "wait"])


@settings(max_examples=30)
@given(acts=st.lists(ACTS, min_size=3, max_size=12))
def test_any_course_of_a_complaint_is_taken_back_to_its_start(desk: Desk, acts: list[str]) -> None:
    case_id = given_case(desk)
    before, done = dump(desk), 0
    for act in acts:
        held = dump(desk)
        try:
            if act in VERBS:
                change = VERBS[act](desk, [case_id])
            elif act == "back":
                change = desk.handoffs.back([case_id])
            else:
                change = getattr(desk.moves, act)([case_id], *(["等客户"] if act == "wait" else []))
        except ServiceDeskError:
            assert dump(desk) == held
        else:
            done += change.action > 0
    for _each in range(done):
        desk.undo.undo()
    assert dump(desk) == before


def test_a_remedy_is_owed_until_the_customer_has_got_it_also_on_a_closed_case(desk: Desk) -> None:
    one, two, three, none = (given_case(desk, f"[/] {number}") for number in range(4))
    desk.remedies.add([one, two, three], NewRemedy("refund", "退款 [b]", 8000))
    desk.remedies.add([none], NewRemedy("none", "不成立"))
    desk.moves.cancel([three])
    desk.merging.merge([two], none)
    for verb in (desk.moves.solve, desk.moves.tell):
        verb([one])
    desk.moves.close([one], override="客户等退款 [/]")
    found = list(desk.lists.ids("case", "is:unpaid"))
    assert sorted(found) == [one, none]
    assert list(desk.lists.ids("case", "is:未兑现补救")) == found
    board = desk.today.board()
    assert (board.unpaid, [row.id for row in board.unpaid_cases]) == (2, found)
    for case_id in (one, none):
        for remedy in desk.cases.dossier(case_id).remedies:
            if remedy.kind != "none":
                desk.remedies.finish(case_id, remedy.id)
    assert desk.today.board().unpaid == 0
    desk.undo.undo()
    assert desk.today.board().unpaid == 1


def test_a_complaint_is_not_closed_with_a_remedy_owed_unless_the_desk_asks_for_none(desk: Desk) -> None:
    case_id = given_case(desk)
    meet_gates(desk, case_id)
    desk.remedies.add([case_id], NewRemedy("refund", "退款 [b]", 8000))
    for verb in (desk.moves.solve, desk.moves.tell):
        verb([case_id])
    assert_refused(desk, lambda: desk.moves.close([case_id]), "C-1")
    lacking = [line for line in desk.moves.gates(case_id) if not line.is_met]
    assert [(line.name, line.label) for line in lacking] == [("remedy_done", "remedy carried out")]
    kept = ", ".join(f'"{gate}"' for gate in USUAL_GATES if gate != "remedy_done")
    desk.policies.set("handling", f"[gates]\ncomplaint = [{kept}]\n")
    desk.moves.close([case_id])
    assert desk.cases.get(case_id).row.state == "closed"
    desk.undo.undo()
    desk.undo.undo()
    desk.remedies.finish(case_id, desk.cases.dossier(case_id).remedies[-1].id)
    desk.moves.close([case_id])
