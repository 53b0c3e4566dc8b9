"""Links between cases, duplicates, and the case that follows a closed one."""

from datetime import timedelta
from itertools import pairwise

import pytest

from servicedesk.domain.errors import NotFoundError, RefusedError, UsageError
from servicedesk.domain.words.cases import RELATIONS
from servicedesk.services.desk import Desk
from tests.builders import HOSTILE, FixedTime, dump, given_case, given_customer


@pytest.mark.parametrize("relation", RELATIONS.values)
def test_a_link_is_seen_from_both_sides_and_goes_from_either(desk: Desk, relation: str) -> None:
    child, parent = given_case(desk), given_case(desk, HOSTILE)
    before = dump(desk)
    desk.links.link(child, parent, relation)
    [outward], [inward] = desk.links.of_case(child), desk.links.of_case(parent)
    assert (outward.relation, outward.is_outward, outward.case_id) == (relation, True, parent)
    assert (inward.relation, inward.is_outward, inward.case_id) == (relation, False, child)
    assert desk.cases.dossier(child).links == (outward,)
    desk.links.unlink(parent, child)
    assert dump(desk) == before
    desk.undo.undo()
    assert len(desk.links.of_case(child)) == 1
    desk.undo.undo()
    assert dump(desk) == before


def test_links_that_cannot_be_are_refused(desk: Desk) -> None:
    first, second, third = given_case(desk), given_case(desk), given_case(desk)
    desk.links.link(first, second, "parent")
    desk.links.link(second, third, "parent")
    before = dump(desk, without=())
    for case_id, other_id, relation, words in (
        (first, first, "related", "linked with itself"),
        (first, second, "parent", "linked so already"),
        (third, first, "parent", "close a ring"),
    ):
        with pytest.raises(RefusedError, match=words):
            desk.links.link(case_id, other_id, relation)
    with pytest.raises(UsageError, match="Relation must be one of"):
        desk.links.link(first, third, "邻居")
    for case_id, other_id in ((first, 99), (99, first)):
        with pytest.raises(NotFoundError, match="no C-99"):
            desk.links.link(case_id, other_id)
    with pytest.raises(NotFoundError, match="C-1 and C-3 are not linked"):
        desk.links.unlink(first, third)
    assert dump(desk, without=()) == before
    # Another relation between the same two says something else.
    desk.links.link(third, first, "related")
    with pytest.raises(RefusedError, match="linked so already"):
        desk.links.link(first, third, "related")


def test_a_ring_is_found_however_long_it_is(desk: Desk) -> None:
    ids = [given_case(desk) for _n in range(12)]
    for child, parent in pairwise(ids):
        desk.links.link(child, parent, "follows")
    with pytest.raises(RefusedError, match="close a ring"):
        desk.links.link(ids[-1], ids[0], "follows")


def test_duplicates_end_and_point_at_the_first(desk: Desk, time: FixedTime) -> None:
    first, second, third = given_case(desk), given_case(desk), given_case(desk)
    desk.moves.wait([second], "客户回复")
    desk.cases.snooze([third], time.moment + timedelta(days=1))
    before = dump(desk)
    desk.links.mark_duplicate([second, third], first)
    for case_id in (second, third):
        row = desk.cases.get(case_id).row
        assert (row.state, row.waiting_reason, row.snoozed_until) == ("duplicate", "", None)
        assert [link.relation for link in desk.links.of_case(case_id)] == ["duplicate"]
    with pytest.raises(RefusedError, match="C-2"):
        desk.links.mark_duplicate([second], first)
    with pytest.raises(RefusedError, match="itself"):
        desk.links.mark_duplicate([first], first)
    desk.undo.undo()
    assert dump(desk) == before


def test_a_duplicate_taken_back_to_work_may_be_marked_again(desk: Desk) -> None:
    first, second = given_case(desk), given_case(desk)
    desk.links.mark_duplicate([second], first)
    desk.moves.reopen([second])
    desk.links.mark_duplicate([second], first)
    assert len(desk.links.of_case(second)) == 1


def test_a_case_follows_one_that_has_ended(desk: Desk, time: FixedTime) -> None:
    customer_id = given_customer(desk)
    old = given_case(
        desk, "空调漏水 [/]", customer_id=customer_id, kind="request", category="质量", product="K-35"
    )
    with pytest.raises(RefusedError, match="C-1 has not ended"):
        desk.links.follow(old)
    desk.moves.solve([old])
    desk.moves.tell([old])
    desk.moves.close([old], override="已修好")
    time.advance(days=60)
    before = dump(desk)
    with pytest.raises(RefusedError, match="more than"):
        desk.moves.reopen([old])
    first, second = desk.links.follow(old).id, desk.links.follow(old, HOSTILE).id
    held = desk.cases.get(first).fields
    assert [held[name] for name in ("subject", "kind", "category", "product", "customer_id", "state")] == [
        "空调漏水 [/]", "request", "质量", "K-35", customer_id, "new",
    ]  # fmt: skip
    assert held["received_at"] == time.moment
    assert "漏水" in desk.cases.get(second).row.subject
    assert {(link.relation, link.case_id) for link in desk.links.of_case(old)} == {
        ("follows", first),
        ("follows", second),
    }
    desk.undo.undo()
    desk.undo.undo()
    assert dump(desk) == before


def test_who_calls_again_is_known_to_have_open_cases(desk: Desk) -> None:
    customer_id, other = given_customer(desk), given_customer(desk, "王芳", "139 0000 2222")
    cases = [given_case(desk, customer_id=customer_id) for _n in range(4)]
    given_case(desk, customer_id=other)
    desk.moves.solve([cases[1]])
    desk.moves.cancel([cases[2]])
    desk.merging.merge([cases[3]], cases[0])
    assert [row.id for row in desk.links.open_cases_of(customer_id)] == [cases[1], cases[0]]
