"""Links between cases: none with itself, none twice, no rings."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicedesk.domain.case_links import INWARD_LABELS, relation_label, require_link
from servicedesk.domain.errors import RefusedError, UsageError
from servicedesk.domain.words.cases import RELATIONS


@pytest.mark.parametrize("relation", RELATIONS.values)
def test_a_case_is_not_linked_with_itself_nor_twice(relation: str) -> None:
    require_link(2, 1, relation, [])
    with pytest.raises(RefusedError):
        require_link(1, 1, relation, [])
    with pytest.raises(RefusedError) as caught:
        require_link(2, 1, relation, [(2, 1, relation)])
    assert "C-2" in caught.value.message


def test_two_cases_may_be_linked_in_two_ways() -> None:
    require_link(2, 1, "related", [(2, 1, "parent"), (1, 2, "follows")])


def test_related_is_the_same_from_both_sides_and_has_no_rings() -> None:
    with pytest.raises(RefusedError):
        require_link(1, 2, "related", [(2, 1, "related")])
    require_link(3, 1, "related", [(1, 2, "related"), (2, 3, "related")])


@pytest.mark.parametrize("relation", ["parent", "duplicate", "follows"])
def test_a_ring_is_refused_however_long(relation: str) -> None:
    chain = [(number + 1, number, relation) for number in range(1, 2000)]
    require_link(2001, 2000, relation, chain)
    with pytest.raises(RefusedError) as caught:
        require_link(1, 2000, relation, chain)
    assert "\n" not in caught.value.message


def test_an_unknown_relation_is_a_fault_of_usage() -> None:
    with pytest.raises(UsageError):
        require_link(1, 2, "漏水", [])


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(1, 6), st.integers(1, 6), st.sampled_from(RELATIONS.values)), max_size=30)
)
def test_whatever_is_linked_no_case_ever_leads_back_to_itself(wanted: list[tuple[int, int, str]]) -> None:
    links: list[tuple[int, int, str]] = []
    for link in wanted:
        try:
            require_link(*link, links)
        except RefusedError:
            continue
        links.append(link)
    assert len(set(links)) == len(links)
    for relation in ("parent", "duplicate", "follows"):
        ends = {(source, target) for source, target, kind in links if kind == relation}
        for _step in range(6):
            ends |= {(a, d) for a, b in ends for c, d in ends if b == c}
        assert all(source != target for source, target in ends)


def test_every_relation_has_words_for_both_sides() -> None:
    assert set(RELATIONS.labels) == set(INWARD_LABELS) == set(RELATIONS.values)
    assert relation_label("follows", True) != relation_label("follows", False)
    assert relation_label("related", True) == relation_label("related", False)
