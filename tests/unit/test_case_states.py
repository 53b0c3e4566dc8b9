"""The table of states against what is written of them elsewhere: here by hand, the schema, the words."""

import re
from importlib.resources import files

import pytest

from servicedesk.domain import case_states
from servicedesk.domain.wording import VERBS
from servicedesk.domain.words.cases import CASE_STATES

ENDS = {"duplicate", "cancelled"}
MOVES = {
    "new": {"working", "waiting", "solved"} | ENDS,
    "working": {"waiting", "solved"} | ENDS,
    "waiting": {"working", "waiting", "solved"} | ENDS,
    "solved": {"working", "told", "closed"},
    "told": {"working", "closed"},
    "closed": {"working"},
    "duplicate": {"working"},
    "merged": set(),
    "cancelled": {"working"},
}
"""What may follow on what, written down a second time: by hand, from the course that a case takes."""

SCHEMA = (files("servicedesk.storage") / "schema.sql").read_text(encoding="utf-8")


def test_the_moves_are_those_that_the_desk_is_told_of() -> None:
    assert case_states.ALLOWED_MOVES == MOVES


def test_each_state_is_in_the_lists_in_which_its_category_puts_it() -> None:
    assert case_states.UNSOLVED_STATES == ("new", "working", "waiting")
    assert case_states.TO_CLOSE_STATES == ("solved", "told")
    assert case_states.OPEN_STATES == ("new", "working", "waiting", "solved", "told")
    assert case_states.ENDED_STATES == ("closed", "duplicate", "merged", "cancelled")
    assert case_states.SOLVED_STATES == ("solved", "told", "closed")
    assert case_states.DROPPED_STATES == ("duplicate", "merged", "cancelled")
    assert case_states.STAGES == (("solved_at", "solved"), ("told_at", "told"), ("closed_at", "closed"))


def test_a_state_is_open_or_ended_and_says_what_comes_next_while_it_is_open() -> None:
    assert sorted(case_states.OPEN_STATES + case_states.ENDED_STATES) == sorted(case_states.STATES)
    assert list(case_states.NEXT_STEPS) == list(case_states.OPEN_STATES)
    assert all(case_states.CLOCKS_BY_STATE[state] == "stops" for state in case_states.ENDED_STATES)


@pytest.mark.parametrize("state", case_states.TABLE, ids=lambda state: state.name)
def test_each_state_has_a_label_a_verb_with_words_and_a_column_for_its_time(
    state: case_states.CaseState,
) -> None:
    assert state.name in CASE_STATES.labels
    assert state.verb in VERBS
    table = SCHEMA.split("CREATE TABLE cases (")[1].split("\n)")[0]
    assert not state.time or re.search(rf"^  {state.time} TEXT", table, re.MULTILINE)


def test_the_schema_knows_the_same_states_and_the_same_open_ones() -> None:
    table = SCHEMA.split("CREATE TABLE cases (")[1].split("\n)")[0]
    (known,) = re.findall(r"CONSTRAINT state_is_known CHECK \(state IN \((.*?)\)\)", table)
    assert re.findall(r"'(\w+)'", known) == list(case_states.STATES)
    partial = re.findall(r"CREATE INDEX cases_\w+ ON cases .*WHERE state IN \((.*)\);", SCHEMA)
    assert len(partial) >= 3
    assert {tuple(re.findall(r"'(\w+)'", states)) for states in partial} == {case_states.OPEN_STATES}
