"""Cases: what they may become, what is done to many at once, and what is refused."""

from datetime import timedelta
from typing import Any

import pytest

from servicedesk.domain import case_states
from servicedesk.domain.errors import NotFoundError, RefusedError, StaleError, UsageError
from servicedesk.services.case_rows import NewCase
from servicedesk.services.desk import Desk
from tests.builders import (
    HOSTILE,
    NOW,
    FixedTime,
    dump,
    given_call,
    given_case,
    given_customer,
    meet_gates,
)

PATHS = {
    "new": (),
    "working": ("work",),
    "waiting": ("wait",),
    "solved": ("solve",),
    "told": ("solve", "tell"),
    "closed": ("solve", "tell", "close"),
    "cancelled": ("cancel",),
}
"""How a new case comes into each state that this desk can bring about."""

VERBS = {
    "work": "working",
    "wait": "waiting",
    "solve": "solved",
    "tell": "told",
    "close": "closed",
    "cancel": "cancelled",
    "reopen": "working",
}


def do(desk: Desk, verb: str, ids: list[int]) -> Any:
    words = {"wait": ["等配件"]}.get(verb, [])
    # The moves alone are tried here: what the gates ask for is tried in test_case_moves.
    options = {"close": {"override": "客户失联 [b]"}}.get(verb, {})
    return getattr(desk.moves, verb)(ids, *words, **options)


def given_state(desk: Desk, state: str) -> int:
    case_id = given_case(desk)
    for verb in PATHS[state]:
        do(desk, verb, [case_id])
    assert desk.cases.get(case_id).row.state == state
    return case_id


def is_allowed(state: str, verb: str) -> bool:
    if verb == "reopen" and state in case_states.UNSOLVED_STATES:
        return False
    return VERBS[verb] in case_states.ALLOWED_MOVES[state]


@pytest.mark.parametrize("state", PATHS)
@pytest.mark.parametrize("verb", VERBS)
def test_a_case_makes_exactly_the_moves_of_the_table(desk: Desk, state: str, verb: str) -> None:
    case_id = given_state(desk, state)
    before = dump(desk, without=())
    if is_allowed(state, verb):
        do(desk, verb, [case_id])
        assert desk.cases.get(case_id).row.state == VERBS[verb]
    else:
        with pytest.raises(RefusedError, match=f"C-{case_id}") as refused:
            do(desk, verb, [case_id])
        assert refused.value.exit_code == 5
        assert dump(desk, without=()) == before


@pytest.mark.parametrize("verb", ["work", "reopen"])
@pytest.mark.parametrize("state", ["solved", "told", "closed"])
def test_a_case_back_at_work_no_longer_says_that_it_was_solved(desk: Desk, state: str, verb: str) -> None:
    case_id = given_state(desk, state)
    do(desk, verb, [case_id])
    fields = desk.cases.get(case_id).fields
    assert [fields[name] for name in ("solved_at", "told_at", "closed_at")] == [None, None, None]
    assert fields["told_by"] == fields["told_words"] == ""
    told = [change.field for line in desk.history.of("case", case_id) for change in line.changes]
    assert "solved_at" in told


def test_each_move_keeps_its_time_and_its_words(desk: Desk, time: FixedTime) -> None:
    case_id = given_case(desk)
    solved_at = time.advance(hours=1)
    desk.moves.solve([case_id], "更换[b]配件")
    told_at = time.advance(hours=1)
    desk.moves.tell([case_id], "已电话告知")
    closed_at = time.advance(hours=1)
    meet_gates(desk, case_id)
    desk.moves.close([case_id])
    fields = desk.cases.get(case_id).fields
    assert (fields["solved_at"], fields["told_at"], fields["closed_at"]) == (solved_at, told_at, closed_at)
    assert (fields["result"], fields["told_words"], fields["told_by"]) == (
        "更换[b]配件",
        "已电话告知",
        "anna",
    )


def test_the_reason_for_waiting_ends_with_the_waiting(desk: Desk) -> None:
    case_id = given_state(desk, "waiting")
    assert desk.cases.get(case_id).row.waiting_reason == "等配件"
    desk.moves.work([case_id])
    assert desk.cases.get(case_id).row.waiting_reason == ""


def test_beginning_work_takes_a_case_that_is_nobodys_and_no_other(desk: Desk) -> None:
    free, owned = given_case(desk), given_case(desk, owner="王芳")
    desk.moves.work([free, owned])
    assert [desk.cases.get(case_id).row.owner for case_id in (free, owned)] == ["anna", "王芳"]


@pytest.mark.parametrize("verb", VERBS)
def test_many_cases_move_together_or_not_at_all(desk: Desk, verb: str) -> None:
    good = [given_state(desk, state) for state in PATHS if is_allowed(state, verb)]
    bad = next(given_state(desk, state) for state in PATHS if not is_allowed(state, verb))
    if verb == "wait":
        # What waits for the same already would not change.
        good = [case_id for case_id in good if desk.cases.get(case_id).row.state != "waiting"]
    before = dump(desk, without=())
    with pytest.raises(RefusedError, match=f"C-{bad}"):
        do(desk, verb, [*good, bad])
    assert dump(desk, without=()) == before
    changed = do(desk, verb, [*good, *good])
    assert changed.ids == tuple(good)
    assert {desk.cases.get(case_id).row.state for case_id in good} == {VERBS[verb]}


def test_what_is_done_to_many_is_one_action(desk: Desk) -> None:
    ids = [given_case(desk, subject=f"投诉 {number}") for number in range(5)]
    before = dump(desk)
    for done in (
        lambda: desk.cases.assign(ids, "王芳"),
        lambda: desk.cases.set_priority(ids, 4),
        lambda: desk.cases.label(ids, add=["漏水", "Leak"]),
        lambda: desk.cases.snooze(ids, NOW + timedelta(days=1)),
        lambda: desk.cases.note(ids, "已联系"),
        lambda: desk.moves.solve(ids),
    ):
        change = done()
        assert change.count == 5
        lines = [line for line in desk.history.newest(50) if line.action == change.action]
        assert len(lines) == 5
    for _change in range(6):
        desk.undo.undo()
    assert dump(desk) == before


@pytest.mark.parametrize("verb", ["assign", "snooze", "note", "label", "set_priority", "work"])
def test_a_number_that_is_not_there_changes_none_of_the_others(desk: Desk, verb: str) -> None:
    case_id = given_case(desk)
    before = dump(desk, without=())
    arguments: dict[str, Any] = {
        "assign": ["王芳"],
        "snooze": [NOW + timedelta(days=1)],
        "note": ["x"],
        "set_priority": [4],
    }
    options = {"add": ["漏水"]} if verb == "label" else {}
    service = desk.moves if verb == "work" else desk.cases
    with pytest.raises(NotFoundError, match="C-99"):
        getattr(service, verb)([case_id, 99], *arguments.get(verb, []), **options)
    assert dump(desk, without=()) == before


def test_a_case_sleeps_only_until_a_time_to_come_and_only_while_it_is_open(desk: Desk) -> None:
    case_id = given_case(desk)
    with pytest.raises(UsageError, match="has passed"):
        desk.cases.snooze([case_id], NOW)
    desk.cases.snooze([case_id], NOW + timedelta(seconds=1))
    assert desk.cases.get(case_id).row.is_snoozed(NOW)
    assert list(desk.lists.ids("case", "-is:snoozed")) == []
    desk.cases.wake([case_id])
    assert list(desk.lists.ids("case", "-is:snoozed")) == [case_id]
    closed = given_state(desk, "closed")
    with pytest.raises(RefusedError, match=f"C-{closed} has ended"):
        desk.cases.snooze([case_id, closed], NOW + timedelta(days=1))


def test_a_solved_or_cancelled_case_sleeps_no_longer(desk: Desk) -> None:
    solved, cancelled = given_case(desk), given_case(desk)
    desk.cases.snooze([solved, cancelled], NOW + timedelta(days=1))
    desk.moves.solve([solved])
    desk.moves.cancel([cancelled], "误开")
    assert [desk.cases.get(case_id).row.snoozed_until for case_id in (solved, cancelled)] == [None, None]


def test_labels_are_told_apart_as_people_do(desk: Desk) -> None:
    case_id = given_case(desk, labels=["漏水", "  漏 水 ", "Leak", "ＬＥＡＫ", "🔥", "💧", ""])
    assert desk.cases.get(case_id).row.labels == ("漏水", "Leak", "🔥", "💧")
    desk.cases.label([case_id], add=["leak", "退款"], remove=["🔥"])
    assert desk.cases.get(case_id).row.labels == ("漏水", "Leak", "💧", "退款")
    assert list(desk.lists.ids("case", "+LEAK")) == [case_id]
    assert list(desk.lists.ids("case", "+💧")) == [case_id]
    assert list(desk.lists.ids("case", "+🔥")) == []
    with pytest.raises(UsageError, match="No label"):
        desk.cases.label([case_id], add=[" \x00 "])


def test_a_label_that_is_there_already_is_no_change(desk: Desk) -> None:
    case_id = given_case(desk, labels=["漏水"])
    version = desk.cases.get(case_id).row.version
    assert desk.cases.label([case_id], add=["漏水"]).count == 0
    assert desk.cases.get(case_id).row.version == version


def test_a_stale_edit_is_refused_and_names_what_differs(desk: Desk) -> None:
    case_id = given_case(desk, "漏水")
    shown = desk.cases.get(case_id).row.version
    desk.cases.edit(case_id, {"subject": "漏水两次", "owner": "王芳"}, version=shown)
    before = dump(desk, without=())
    with pytest.raises(StaleError) as refused:
        desk.cases.edit(case_id, {"subject": "漏水三次", "owner": "王芳", "category": "空调"}, version=shown)
    assert refused.value.conflicts == {
        "subject": (None, "漏水两次", "漏水三次"),
        "category": (None, "", "空调"),
    }
    assert "漏水" not in refused.value.message + refused.value.hint
    assert dump(desk, without=()) == before


@pytest.mark.parametrize(
    "change",
    [
        lambda desk, case_id: desk.cases.label([case_id], add=["急"]),
        lambda desk, case_id: desk.cases.note([case_id], "x"),
        lambda desk, case_id: desk.cases.assign([case_id], "王芳"),
        lambda desk, _case_id: desk.undo.undo(),
    ],
)
def test_every_change_makes_what_was_shown_before_stale(desk: Desk, change: Any) -> None:
    case_id = given_case(desk)
    desk.cases.set_priority([case_id], 4)
    shown = desk.cases.get(case_id).row.version
    change(desk, case_id)
    with pytest.raises(StaleError):
        desk.cases.edit(case_id, {"subject": "别的"}, version=shown)


def test_hostile_text_is_stored_without_what_a_terminal_obeys(desk: Desk) -> None:
    case_id = given_case(desk, HOSTILE, description=HOSTILE, labels=[HOSTILE], owner=HOSTILE)
    desk.cases.note([case_id], HOSTILE)
    desk.moves.solve([case_id], HOSTILE)
    dossier = desk.cases.dossier(case_id)
    everything = repr(dossier) + repr(desk.history.newest())
    assert "\\x1b" not in everything
    assert "\\u202e" not in everything
    assert "[@click=app.quit]漏水[/]" in dossier.case.row.subject


def test_a_long_first_line_is_cut_for_the_subject_and_kept_whole_below(desk: Desk) -> None:
    text = "空调漏水" * 100 + "\n第二行"
    case_id = given_case(desk, text)
    fields = desk.cases.get(case_id).fields
    assert fields["subject"] == text[:200]
    assert fields["description"] == text


@pytest.mark.parametrize("subject", ["", "   ", "\x00\x1b", "\u200e\n\n"])
def test_a_case_needs_a_subject(desk: Desk, subject: str) -> None:
    with pytest.raises(UsageError, match="subject"):
        desk.cases.open(NewCase(subject))
    assert dump(desk)["cases"] == []


def test_a_first_line_of_nothing_but_control_characters_is_no_subject(desk: Desk) -> None:
    case_id = given_case(desk, "\x00\x07\r\n漏水\r\n两次")
    assert desk.cases.get(case_id).row.subject == "漏水"


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "ticket"},
        {"priority": 5},
        {"priority": "high"},
        {"priority": True},
        {"satisfaction": 101},
        {"satisfaction": "100"},
        {"subject": ""},
        {"state": "closed"},
        {"version": 7},
        {"no such field": "x"},
        {"subject": "x" * 3000},
        {"description": "漏" * 1_000_001},
    ],
)
def test_a_value_that_does_not_fit_changes_nothing(desk: Desk, values: dict[str, Any]) -> None:
    case_id = given_case(desk)
    before = dump(desk, without=())
    with pytest.raises(UsageError):
        desk.cases.edit(case_id, values)
    assert dump(desk, without=()) == before


def test_a_case_may_not_name_a_customer_that_is_not_there(desk: Desk) -> None:
    case_id = given_case(desk)
    for refused in (
        lambda: desk.cases.edit(case_id, {"customer_id": 99}),
        lambda: given_case(desk, customer_id=99),
    ):
        with pytest.raises(NotFoundError, match="CU-99"):
            refused()
    assert desk.cases.get(case_id).row.customer_id is None


def test_the_dossier_tells_the_whole_life_in_order(desk: Desk, time: FixedTime) -> None:
    logged = given_call(desk, priority=3, labels=["漏水"], followup_at=NOW + timedelta(days=1))
    assert logged.case_id is not None
    time.advance(minutes=5)
    desk.cases.note([logged.case_id], "师傅已联系")
    time.advance(minutes=5)
    desk.cases.assign([logged.case_id], "王芳")
    desk.undo.undo()
    time.advance(minutes=5)
    desk.moves.solve([logged.case_id], "已修")
    dossier = desk.cases.dossier(logged.case_id)
    assert [line.what for line in dossier.history] == ["case.open", "call", "note", "case.solve"]
    assert dossier.customer is not None
    assert dossier.customer.name == "李伟"
    assert [visit.id for visit in dossier.followups] == [logged.followup_id]
    assert [line.at for line in dossier.history] == sorted(line.at for line in dossier.history)


def test_menus_offer_the_labels_and_owners_in_use(desk: Desk) -> None:
    given_case(desk, labels=["漏水", "急"], owner="王芳")
    given_case(desk, labels=["漏水"], owner="王芳")
    given_case(desk, owner="李")
    assert desk.cases.known_labels() == ["漏水", "急"]
    assert desk.cases.known_owners() == ["anna", "王芳", "李"]


def test_a_customer_renamed_is_found_on_its_cases_by_the_new_name(desk: Desk) -> None:
    from servicedesk.services.customers import CardChange

    customer_id = given_customer(desk, "张三")
    case_id = given_case(desk, customer_id=customer_id)
    desk.customers.edit(customer_id, CardChange({"name": "李四"}))
    assert list(desk.lists.ids("case", "李四")) == [case_id]
    assert list(desk.lists.ids("case", "张三")) == []
    desk.undo.undo()
    assert list(desk.lists.ids("case", "张三")) == [case_id]
