"""The nine stages of a complaint, and the assessment that decides how pressing it is."""

from dataclasses import dataclass, replace
from datetime import datetime

import pytest

from servicedesk.domain.assessment import suggested_priority
from servicedesk.domain.stages import Stage, StageFacts, stages
from servicedesk.domain.words.complaints import IMPACTS, SEVERITIES
from tests.builders import HOSTILE, NOW


@dataclass(frozen=True)
class GivenRemedy:
    kind: str = "refund"
    words: str = "全额退款"
    cost_cents: int = 8000
    currency: str = "CNY"
    approver: str = "boss"
    done_at: datetime | None = NOW


WHOLE = StageFacts(
    how_to_complain="电话、微信或上门",
    number="C-231",
    received_at=NOW,
    customer=HOSTILE,
    contact="138 0000 1111",
    product="空调",
    subject="漏水",
    description=HOSTILE,
    remedy_wanted="退款",
    channel="phone",
    receiver="anna",
    state="closed",
    owner="anna",
    last_contact_at=NOW,
    acknowledged_at=NOW,
    acknowledged_by="anna",
    acknowledged_how="电话",
    severity=3,
    safety=False,
    complexity=1,
    impact=1,
    priority=3,
    assessed_at=NOW,
    assessed_by="anna",
    facts="管子裂了",
    cause="产品 / 损坏",
    remedies=(GivenRemedy(),),
    result="已退款",
    told_at=NOW,
    told_by="anna",
    told_how="电话",
    told_words="已经退款",
    accepted=True,
    closed_at=NOW,
)


def by_code(facts: StageFacts) -> dict[str, Stage]:
    return {stage.code: stage for stage in stages(facts)}


def values(stage: Stage) -> dict[str, object]:
    return {line.name: line.value for line in stage.lines}


def test_there_are_nine_stages_in_order() -> None:
    assert list(by_code(StageFacts())) == [f"7.{number}" for number in range(1, 10)]


def test_a_case_worked_to_the_end_lacks_nothing() -> None:
    assert {stage.code: stage.missing for stage in stages(WHOLE) if stage.missing} == {}


def test_of_a_case_of_which_nothing_is_recorded_every_stage_says_what_is_missing() -> None:
    empty = by_code(StageFacts())
    assert all(stage.missing for stage in empty.values())
    assert empty["7.6"].missing == tuple(line.label for line in empty["7.6"].lines)
    assert values(empty["7.3"])["state"] == "new"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("how_to_complain", "7.1"),
        ("remedy_wanted", "7.2"),
        ("receiver", "7.2"),
        ("last_contact_at", "7.3"),
        ("acknowledged_how", "7.4"),
        ("severity", "7.5"),
        ("safety", "7.5"),
        ("cause", "7.6"),
        ("result", "7.7"),
        ("told_words", "7.8"),
        ("accepted", "7.9"),
        ("closed_at", "7.9"),
    ],
)
def test_what_is_not_recorded_is_missing_in_its_own_stage(name: str, code: str) -> None:
    empty = " " if isinstance(getattr(WHOLE, name), str) else None
    found = by_code(replace(WHOLE, **{name: empty}))
    assert [stage.code for stage in found.values() if stage.missing] == [code]
    assert len(found[code].missing) == 1


def test_no_is_an_answer_and_not_something_missing() -> None:
    found = by_code(replace(WHOLE, safety=False, accepted=False, options_offered="仲裁"))
    assert values(found["7.5"])["safety"] == "no"
    assert values(found["7.9"])["accepted"] == "no"
    assert found["7.9"].missing == ()


def test_a_refusal_without_options_is_missing_them() -> None:
    assert len(by_code(replace(WHOLE, accepted=False))["7.9"].missing) == 1


def test_a_waiting_case_must_say_for_what_and_an_open_one_when_the_next_answer_is_due() -> None:
    waiting = by_code(replace(WHOLE, state="waiting"))["7.3"]
    working = by_code(replace(WHOLE, state="working"))["7.3"]
    assert [len(stage.missing) for stage in (waiting, working)] == [1, 1]
    assert waiting.missing != working.missing
    assert by_code(replace(WHOLE, state="working", deadline_at=NOW))["7.3"].missing == ()


def test_each_remedy_stands_with_its_cost_and_approver_and_must_be_carried_out() -> None:
    remedies = (GivenRemedy(done_at=None), GivenRemedy("none", "不成立", 0, "CNY", "", None))
    stage = by_code(replace(WHOLE, remedies=remedies))["7.7"]
    said = [line.value for line in stage.lines if line.name == "remedy"]
    assert said == ["refund; 全额退款; ¥80.00; approved by boss", "none: not upheld; 不成立"]
    assert len(stage.missing) == 1


def test_a_closing_against_the_gates_says_why_and_what_was_missing() -> None:
    found = values(by_code(replace(WHOLE, close_override="客户出国", close_missing=("told", "漏水")))["7.9"])
    assert (found["close_override"], found["close_missing"]) == ("客户出国", "told")


def test_times_stay_moments_for_the_desk_to_show_in_its_zone() -> None:
    assert values(by_code(WHOLE)["7.8"])["told_at"] is NOW


def test_health_and_safety_come_first() -> None:
    for severity in (None, *SEVERITIES.values):
        for impact in (None, *IMPACTS.values):
            assert suggested_priority(severity, True, impact) == 4
    assert suggested_priority(4, False, 1) == 4


def test_the_suggested_priority_never_falls_when_a_complaint_is_worse() -> None:
    for impact in IMPACTS.values:
        found = [suggested_priority(severity, False, impact) for severity in SEVERITIES.values]
        assert found == sorted(found)
    assert suggested_priority(2, False, 3) > suggested_priority(2, False, 1)
    assert suggested_priority(None, None, None) == 2
