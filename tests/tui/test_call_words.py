"""What the call form holds: to a draft and back, and what a save is told."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.quick_note import QuickNote
from servicedesk.domain.reading_times import ReadingTimes
from servicedesk.domain.words.calls import CHANNELS, DIRECTIONS, OUTCOMES
from servicedesk.domain.words.cases import CASE_KINDS
from servicedesk.tui.calls.call_words import NO_CASE, CallWords, read_note
from tests.builders import NOW

ZONE = UTC
MOMENTS = st.integers(10**9, 4 * 10**9).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
WORDS = st.builds(
    CallWords,
    who=st.text(),
    typed=st.text(),
    customer_id=st.none() | st.integers(1, 10**12),
    summary=st.text(),
    kind=st.sampled_from(["", NO_CASE, *CASE_KINDS.values]),
    case_id=st.none() | st.integers(1, 10**12),
    note=st.text(),
    direction=st.sampled_from(DIRECTIONS.values),
    channel=st.sampled_from(CHANNELS.values),
    outcome=st.sampled_from(["", *OUTCOMES.values]),
    handler=st.text(),
    answered_at=st.none() | MOMENTS,
    ended_at=st.none() | MOMENTS,
    promise=st.text(),
    promise_text=st.text(),
    promise_due_at=st.none() | MOMENTS,
    promise_estimate_at=st.none() | MOMENTS,
)


def note_of(words: CallWords) -> QuickNote:
    return read_note(words, NOW, ReadingTimes(ZONE), "09:00")


@given(WORDS)
def test_a_draft_gives_back_what_was_typed(words: CallWords) -> None:
    assert CallWords.from_body(words.to_body()) == words


@given(st.dictionaries(st.sampled_from([*CallWords.__dataclass_fields__, "unknown"]), st.text()))
def test_a_draft_of_any_other_version_can_be_opened(body: dict[str, str]) -> None:
    words = CallWords.from_body(body)
    assert words.direction in DIRECTIONS.values
    assert CallWords.from_body(words.to_body()) == words


@given(WORDS, st.text())
def test_what_is_saved_rings_is_answered_and_ends_in_this_order(words: CallWords, note: str) -> None:
    call = words.to_call(note_of(replace(words, note=note)), NOW, NOW, "anna")
    moments = [moment for moment in (call.rang_at, call.answered_at, call.ended_at) if moment is not None]
    assert moments == sorted(moments)


def test_an_estimate_that_passed_while_they_talked_gives_way_to_what_was_told() -> None:
    told = CallWords(promise_due_at=NOW + timedelta(hours=1), promise_estimate_at=NOW - timedelta(minutes=1))
    call = told.to_call(QuickNote(), NOW, NOW, "anna")
    assert (call.promise_due_at, call.promise_estimate_at) == (NOW + timedelta(hours=1), None)
    assert replace(told, promise_due_at=None).to_call(QuickNote(), NOW, NOW, "anna").promise_estimate_at


def test_a_promise_alone_would_be_missed_and_is_no_call_yet() -> None:
    words = CallWords(promise="报价 60m")
    assert not words.is_blank
    assert not words.is_savable


def test_a_part_of_a_number_is_no_number_of_the_caller() -> None:
    taken = CallWords(who="李伟", typed="1111", customer_id=1)
    assert taken.to_call(QuickNote(), NOW, NOW, "anna").who == ""
    whole = replace(taken, typed="１３８ 0000 1111")
    assert whole.to_call(QuickNote(), NOW, NOW, "anna").who == "１３８ 0000 1111"


def test_a_label_alone_opens_a_complaint_but_not_in_a_call_about_a_case() -> None:
    note = note_of(CallWords(note="+漏水"))
    assert CallWords(summary="x").kind_opened(note) == "complaint"
    assert CallWords(summary="x", kind="enquiry").kind_opened(note) == "enquiry"
    assert CallWords(summary="x", case_id=1).kind_opened(note) == ""


def test_me_in_the_note_is_the_one_who_works() -> None:
    note = note_of(CallWords(note=">me !high"))
    assert CallWords(summary="x").to_call(note, NOW, NOW, "anna").owner == "anna"


def test_no_case_that_somebody_chose_holds_against_the_signs_of_the_note_which_are_named() -> None:
    words = CallWords(who="陈小姐", kind=NO_CASE, note="面板裂了 !高 +面板 >小林")
    note = note_of(words)
    assert words.kind_opened(note) == ""
    assert [error.split()[0] for error in note.errors] == ["!高", "+面板", ">小林"]
    call = words.to_call(note, NOW, NOW, "anna")
    assert not call.opens_case
    assert (call.summary, call.owner) == ("面板裂了 !高 +面板 >小林", "")


def test_an_owner_alone_is_named_where_nothing_is_made_for_him() -> None:
    words = CallWords(who="陈小姐", note="面板裂了 >小林")
    assert [error.split()[0] for error in note_of(words).errors] == [">小林"]
    assert words.to_call(note_of(words), NOW, NOW, "anna").summary == "面板裂了 >小林"
    about = note_of(replace(words, case_id=1))
    assert about.errors
    assert about.text == "面板裂了 >小林"
    for more in (
        replace(words, kind="request"),
        replace(words, note="面板裂了 >小林 !高"),
        replace(words, note="面板裂了 >小林 @明天"),
        replace(words, promise_due_at=NOW),
    ):
        note = note_of(more)
        assert (note.owner, note.text, note.errors) == ("小林", "面板裂了", ())
