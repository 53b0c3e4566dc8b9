"""Drafts: what is typed and not saved."""

import json

import pytest

from servicedesk.domain.errors import UsageError
from servicedesk.services.desk import Desk
from tests.builders import HOSTILE, FixedTime, open_desk


def test_a_draft_is_kept_and_kept_again_under_one_number(desk: Desk, time: FixedTime) -> None:
    began = time.moment
    draft_id = desk.drafts.keep({"who": "李", "summary": ""})
    time.advance(seconds=1)
    assert desk.drafts.keep({"who": "李伟", "summary": "漏水\n两次"}, draft_id=draft_id) == draft_id
    (draft,) = desk.drafts.all()
    assert draft.body == {"who": "李伟", "summary": "漏水\n两次"}
    assert (draft.started_at, draft.updated_at, draft.actor) == (began, time.moment, "anna")


def test_a_draft_that_was_thrown_away_elsewhere_is_kept_as_a_new_one(desk: Desk) -> None:
    draft_id = desk.drafts.keep({"who": "李"})
    desk.drafts.discard(draft_id)
    desk.drafts.discard(draft_id)
    again = desk.drafts.keep({"who": "李伟"}, draft_id=draft_id)
    assert again != draft_id
    assert [draft.body for draft in desk.drafts.all()] == [{"who": "李伟"}]


def test_the_one_last_worked_on_comes_first(desk: Desk, time: FixedTime) -> None:
    first = desk.drafts.keep({"who": "一"})
    time.advance(seconds=1)
    second = desk.drafts.keep({"who": "二"})
    time.advance(seconds=1)
    desk.drafts.keep({"who": "一一"}, draft_id=first)
    assert [draft.id for draft in desk.drafts.all()] == [first, second]


def test_drafts_leave_no_event_and_undo_passes_them_by(desk: Desk) -> None:
    desk.drafts.keep({"who": "李"})
    assert desk.history.newest() == []


def test_hostile_text_is_kept_without_what_a_terminal_obeys(desk: Desk) -> None:
    desk.drafts.keep({"who": HOSTILE, "summary": '"}{\n\ud800'})
    (draft,) = desk.drafts.all()
    everything = json.dumps(draft.body, ensure_ascii=False)
    assert "\x1b" not in everything
    assert "漏水" in everything


def test_a_draft_too_long_to_save_is_refused_in_words(desk: Desk) -> None:
    with pytest.raises(UsageError, match="too long"):
        desk.drafts.keep({"summary": "漏" * 1_000_001})
    assert desk.drafts.all() == []


def test_a_draft_is_there_after_a_restart(desk: Desk) -> None:
    desk.drafts.keep({"who": "李伟"})
    path = desk.store.path
    desk.close()
    with open_desk(path) as again:
        assert [draft.body for draft in again.drafts.all()] == [{"who": "李伟"}]
