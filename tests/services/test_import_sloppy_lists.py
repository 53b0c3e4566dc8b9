"""Lists as busy people keep them: values in a neighbour's column, words of their own, no time at all."""

# ruff: noqa: E501 - rows of tables are not cut

from datetime import datetime
from pathlib import Path

import pytest

from servicedesk.domain.errors import UsageError
from servicedesk.domain.words.foreign import read_any, says_more
from servicedesk.exchange.header_places import place_of
from servicedesk.services.desk import Desk
from tests.services.exchange_steps import counts, take_in
from tests.services.test_import import column, write


@pytest.mark.parametrize(("kind", "text"), [
    ("call", "Start time,Caller,Result\n2026-05-01 10:00,13800012345,answered\n"),
    ("call", "来电时间,来电人,来电号码,内容\n2026-05-03 10:00,138-0001-2345,,a\n"),
    ("call", "来电时间,来电人,来电号码,内容\n2026-05-03 10:00,１３８０００１２３４５,+86 13800012345,a\n"),
    ("case", "Ticket,Subject,Customer\n1,leak,13800012345\n"),
    ("followup", "Customer,Due,Purpose\n13800012345,2026-05-03 10:00,ask\n"),
    ("customer", "Name,Address\n13800012345,Street 1\n"),
])  # fmt: skip
def test_a_name_that_is_nothing_but_a_phone_number_is_taken_as_the_number(
    desk: Desk, tmp_path: Path, kind: str, text: str
) -> None:
    take_in(desk, write(tmp_path, text), kind)
    assert column(desk, "customer_phones", "digits") == ["13800012345"]
    later = write(tmp_path, "Time,Phone,Notes\n2026-05-04 10:00,13800012345,b\n", "later.csv")
    take_in(desk, later, "call")
    assert len(column(desk, "customers", "id")) == 1


def test_a_person_and_a_number_in_the_column_of_names_are_both_told(desk: Desk, tmp_path: Path) -> None:
    take_in(desk, write(tmp_path, "Time,Customer,Notes\n2026-05-01 10:00,王先生 13800012345,a\n"), "call")
    assert column(desk, "customers", "name") == ["王先生"]
    assert column(desk, "customer_phones", "digits") == ["13800012345"]


@pytest.mark.parametrize("name", [
    "62345678", "1024", "110101199003074514", "Ann Lee (101)", "No. 5 Bar 13800012345 b", "138****2345",
])  # fmt: skip
def test_a_name_with_digits_that_are_no_whole_number_stays_a_name(
    desk: Desk, tmp_path: Path, name: str
) -> None:
    take_in(desk, write(tmp_path, f"Time,Customer,Notes\n2026-05-01 10:00,{name},a\n"), "call")
    assert column(desk, "customers", "name") == [name]
    assert column(desk, "customer_phones", "digits") == []


def test_a_number_as_a_name_beside_another_phone_stays_the_name(desk: Desk, tmp_path: Path) -> None:
    take_in(desk, write(tmp_path, "Subject,Customer,Phone\nleak,13800012345,13900000001\n"), "case")
    assert column(desk, "customers", "name") == ["13800012345"]
    assert column(desk, "customer_phones", "digits") == ["13900000001"]


def test_a_list_of_calls_without_any_time_is_refused_by_auto_with_what_is_missing(
    desk: Desk, tmp_path: Path
) -> None:
    path = write(tmp_path, "Duration,Customer,Notes\n0:03:10,Ann Lee,hello\n")
    with pytest.raises(UsageError, match="no column says when they were") as caught:
        take_in(desk, path)
    assert "Duration, Customer, Notes" in caught.value.hint
    assert "import call FILE" in caught.value.hint


def test_a_call_without_a_time_stands_at_that_of_the_import_with_its_length_and_is_told(
    desk: Desk, tmp_path: Path
) -> None:
    path = write(tmp_path, "Duration,Customer,Notes\n0:03:10,Ann Lee,hello\n0:00,Bob Ray,\n")
    report = take_in(desk, path, "call")
    assert "Nothing says when 2 calls were: they stand at the time of this import." in report.notes
    started, _other = column(desk, "calls", "rang_at")
    ended = column(desk, "calls", "ended_at")
    length = datetime.fromisoformat(ended[0]) - datetime.fromisoformat(started)
    assert (length.total_seconds(), ended[1]) == (190, started)
    again = take_in(desk, path, "call")
    assert (counts(again), column(desk, "calls", "ended_at")) == ((0, 0, 2, 0), ended)
    assert not any("Nothing says" in note for note in again.notes)


def test_a_call_that_says_only_when_it_was_answered_or_ended_began_then(desk: Desk, tmp_path: Path) -> None:
    text = "Answered at,Ended at,Duration,Phone,Notes\n2026-05-01 10:00,,60,13800000001,a\n"
    report = take_in(desk, write(tmp_path, text + ",2026-05-01 12:00,120,13800000002,b\n"))
    assert not any("Nothing says" in note for note in report.notes)
    assert column(desk, "calls", "rang_at") == ["2026-05-01T02:00:00Z", "2026-05-01T03:58:00Z"]
    assert column(desk, "calls", "ended_at") == ["2026-05-01T02:01:00Z", "2026-05-01T04:00:00Z"]


@pytest.mark.parametrize(("header", "field"), [
    ("Call date/time", "started_at"), ("Call Date & Time", "started_at"), ("Number dialled", "phone"),
    ("Dialled No.", "phone"), ("Nebenstelle", "handler"), ("Anrufgrund", "reason"), ("坐席工号", "handler"),
    ("通话小结", "summary"), ("通話時間(分)", "duration_s"), ("通话时间（秒）", "duration_s"),
    ("Call time [min]", "duration_s"),
    ("通話時間", "started_at"), ("来电时间(北京)", "started_at"),
])  # fmt: skip
def test_headers_of_call_lists_of_telephone_systems_are_known(header: str, field: str) -> None:
    place = place_of(header, "call", own=False)
    assert place is not None
    assert place.name == field


def test_whether_somebody_is_to_be_called_back_is_kept_in_words(desk: Desk, tmp_path: Path) -> None:
    text = "Datum,Uhrzeit,Rufnummer,Rückruf nötig\n22.03.2026,09:15,13800000001,ja\n"
    report = take_in(desk, write(tmp_path, text))
    assert report.kind == "call"
    assert "Rückruf nötig: ja" in column(desk, "calls", "summary")[0]


@pytest.mark.parametrize(("list_name", "word", "value"), [
    ("case_state", "storniert", "cancelled"), ("case_state", "处理完毕", "solved"), ("case_state", "√", "solved"),
    ("case_state", "X", "solved"), ("case_state", "是", "solved"), ("case_state", "wartend", "waiting"),
    ("direction", "Ausgang", "out"), ("direction", "Eingang", "in"), ("direction", "已拨", "out"),
    ("outcome", "angenommen", "answered"), ("outcome", "verpasst", "abandoned"), ("outcome", "打错了", "wrong_number"),
    ("outcome", "未接", "abandoned"), ("channel", "电话", "phone"),
])  # fmt: skip
def test_words_of_busy_people_are_known(list_name: str, word: str, value: str) -> None:
    assert read_any(list_name, word) == value
    assert not says_more(list_name, word)


@pytest.mark.parametrize(("list_name", "word", "value"), [
    ("outcome", "空号", "abandoned"), ("outcome", "空號", "abandoned"), ("outcome", "关机", "abandoned"),
    ("outcome", "忙线", "abandoned"), ("outcome", "Failed", "abandoned"), ("outcome", "Voicemail", "call_back"),
    ("channel", "12345", "phone"), ("case_state", "Escalated", "working"), ("case_state", "wartet auf Kunde", "waiting"),
    ("direction", "未接", "in"),
])  # fmt: skip
def test_a_word_that_comes_to_something_wider_is_known_and_says_more(
    list_name: str, word: str, value: str
) -> None:
    assert read_any(list_name, word) == value
    assert says_more(list_name, word)


def test_what_a_word_says_beyond_its_value_is_kept_beside_it(desk: Desk, tmp_path: Path) -> None:
    text = "来电时间,来电号码,渠道,通话结果\n2026-05-03 10:00,13800000001,12345,空号\n2026-05-03 11:00,13800000002,电话,未接\n"
    report = take_in(desk, write(tmp_path, text), "call")
    assert column(desk, "calls", "outcome") == ["abandoned", "abandoned"]
    assert column(desk, "calls", "channel") == ["phone", "phone"]
    assert column(desk, "calls", "summary") == ["渠道: 12345\n通话结果: 空号", ""]
    assert any("空号" in note for note in report.notes)
