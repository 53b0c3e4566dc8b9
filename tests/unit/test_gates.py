"""Gates: what must be true of a case before it is closed."""

from dataclasses import replace
from typing import Any

import pytest

from servicedesk.domain.gates import GATES, GateFacts, missing, words
from tests.builders import NOW

DONE = GateFacts(
    "complaint",
    acknowledged=True, assessed=True, facts="无漏点",
    cause="物流 / 破损", remedies=1, told_at=NOW, followups=1, accepted=True,
)  # fmt: skip


def test_a_case_that_has_everything_may_be_closed() -> None:
    assert missing(DONE, GATES) == ()


def test_a_fresh_case_lacks_what_must_be_done_and_not_what_never_began() -> None:
    assert missing(GateFacts("complaint"), GATES) == (
        "acknowledged",
        "assessed",
        "facts",
        "cause",
        "remedy",
        "told",
        "followup",
        "accepted_or_options",
    )


@pytest.mark.parametrize(
    ("change", "gate"),
    [
        ({"acknowledged": False}, "acknowledged"),
        ({"assessed": False}, "assessed"),
        ({"facts": " \n"}, "facts"),
        ({"cause": " \u3000"}, "cause"),
        ({"remedies": 0}, "remedy"),
        ({"told_at": None}, "told"),
        ({"open_promises": 1}, "promises"),
        ({"followups": 0}, "followup"),
        ({"open_steps": 2}, "checklist"),
        ({"handoff_open": True}, "handoff"),
        ({"remedies_owed": 1}, "remedy_done"),
        ({"accepted": None}, "accepted_or_options"),
        ({"accepted": False}, "accepted_or_options"),
        ({"accepted": None, "options_offered": "仲裁"}, "accepted_or_options"),
    ],
)
def test_each_gate_is_missed_alone_and_only_where_it_holds(change: dict[str, Any], gate: str) -> None:
    facts = replace(DONE, **change)
    assert missing(facts, GATES) == (gate,)
    assert missing(facts, set(GATES) - {gate}) == ()


def test_a_waived_follow_up_and_a_refusal_with_options_open_their_gates() -> None:
    assert missing(replace(DONE, followups=0, followup_waived=True), GATES) == ()
    assert missing(replace(DONE, accepted=False, options_offered="消费者协会 [/]"), GATES) == ()


def test_what_is_missing_is_named_in_the_order_of_the_gates() -> None:
    assert missing(GateFacts("complaint"), ["told", "cause"]) == ("cause", "told")


def test_every_gate_says_in_one_line_what_to_do() -> None:
    said = [words(gate) for gate in GATES]
    assert len(set(said)) == len(GATES)
    assert all("\n" not in line and ":" in line for line in said)
