"""The query language: the same meaning in both languages, one clear line for a mistake, no crash."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.date_format import format_when
from servicedesk.domain.errors import UsageError
from servicedesk.domain.queries import MAX_TERMS, Group, Query, Term, parse_query
from servicedesk.domain.query_fields import FIELDS_BY_KIND
from servicedesk.domain.reading_times import ReadingTimes

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 25, 16, 0, tzinfo=ZONE)  # a Wednesday


def query(text: str, kind: str = "case") -> Query:
    return parse_query(text, FIELDS_BY_KIND[kind], NOW, ReadingTimes(ZONE), "ann")


def terms(text: str, kind: str = "case") -> list[Term]:
    """The terms of a query that is all AND."""
    groups = query(text, kind).groups
    assert all(len(group.alternatives) == 1 for group in groups)
    return [group.alternatives[0] for group in groups]


def only(text: str, kind: str = "case") -> Term:
    (term,) = terms(text, kind)
    return term


def day(month: int, number: int, hour: int = 0) -> datetime:
    return datetime(2026, month, number, hour, tzinfo=ZONE).astimezone(UTC)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("due:三天内", day(11, 25), day(11, 29)),
        ('due:"within 3 days"', day(11, 25), day(11, 29)),
        ("due:本周内", day(11, 25), day(11, 28)),
        ("due:两个工作日内", day(11, 25), day(11, 28)),
        ("due:3个工作日", day(11, 30), day(12, 1)),
        ("due:下个工作日", day(11, 26), day(11, 27)),
    ],
)
def test_within_is_from_now_until_then(text: str, start: datetime, end: datetime) -> None:
    assert only(text) == Term("due", "=", (start, end))


def test_within_hours_is_from_this_minute() -> None:
    assert only("due:2小时内") == Term("due", "=", (NOW, day(11, 25, 18) + timedelta(minutes=1)))


def test_the_example_of_the_design() -> None:
    assert terms("kind:complaint state:waiting +leak due:<fri owner:me 漏水") == [
        Term("kind", "=", ("complaint",)),
        Term("state", "=", ("waiting",)),
        Term("label", "label", ("leak",)),
        Term("due", "<", (day(11, 27),)),
        Term("owner", "=", ("ann",)),
        Term("text", "text", ("漏水",)),
    ]


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("类型:投诉", "kind:complaint"),
        ("状态：处理中", "state:working"),
        ("截止：＜周五", "due:<fri"),
        ("－渠道:邮件", "-channel:email"),
        ("＋漏水", "+漏水"),
        ("优先级:高、紧急", "priority:high,urgent"),
        ("负责人:我", "owner:me"),
        ("是:逾期", "is:overdue"),
        ("受理:昨天", "received:yesterday"),
        ("“两个 词”", '"两个 词"'),
        ("截止:≤明天", "due:<=tomorrow"),
        ("暂缓:是", "snoozed:yes"),
        ("ＫＩＮＤ：Complaint", "kind:complaint"),
        ("漏水｜退款", "漏水|退款"),
    ],
)
def test_both_languages_mean_the_same(chinese: str, english: str) -> None:
    assert query(chinese) == query(english)


def test_bars_make_neighbours_alternatives() -> None:
    found = query("a b | c|d e")
    words = [[term.values[0] for term in group.alternatives] for group in found.groups]
    assert words == [["a"], ["b", "c", "d"], ["e"]]
    assert query("kind:complaint | +leak").groups == (
        Group((Term("kind", "=", ("complaint",)), Term("label", "label", ("leak",)))),
    )


@pytest.mark.parametrize("text", ["", "   ", "|", "-", "+", "| |", '""', "-|+", "\u200e"])
def test_nothing_asked_means_everything(text: str) -> None:
    assert query(text) == Query()


def test_words_and_phrases() -> None:
    assert terms('refund "two words" -"not this" -x') == [
        Term("text", "text", ("refund",)),
        Term("text", "text", ("two words",)),
        Term("text", "text", ("not this",), negated=True),
        Term("text", "text", ("x",), negated=True),
    ]


@pytest.mark.parametrize(
    "text", ["http://example.org/x", "10:30", "a+b", "3-5", "a@b.example", ":x", "C-231"]
)
def test_what_only_looks_like_a_key_is_a_word(text: str) -> None:
    assert only(text) == Term("text", "text", (text,))


def test_values_may_be_quoted_and_listed() -> None:
    assert only('category:"water leak",noise').values == ("water leak", "noise")
    assert only('label:"no heat"') == Term("label", "label", ("no heat",))
    assert only("kind:complaint,request,complaint").values == ("complaint", "request")
    assert only('-+"no heat"') == Term("label", "label", ("no heat",), negated=True)
    assert only("department:（一）部").values == ("（一）部",)


def test_an_empty_value_asks_for_what_is_not_set() -> None:
    assert only("owner:") == Term("owner", "empty")
    assert only("-due:") == Term("due", "empty", negated=True)


@pytest.mark.parametrize(
    ("text", "op", "values"),
    [
        ("due:fri", "=", (day(11, 27), day(11, 28))),
        ("due:fri,mon", "=", (day(11, 27), day(11, 28), day(11, 30), day(12, 1))),
        ("due:<fri", "<", (day(11, 27),)),
        ("due:<=fri", "<", (day(11, 28),)),
        ("due:>fri", ">=", (day(11, 28),)),
        ("due:>=fri", ">=", (day(11, 27),)),
        ("due:fri..mon", "range", (day(11, 27), day(12, 1))),
        ("due:..fri", "<", (day(11, 28),)),
        ("due:fri..", ">=", (day(11, 27),)),
        ("due:下周", "=", (day(11, 30), day(12, 7))),
        ('due:<"fri 15:00"', "<", (day(11, 27, 15),)),
        ("due:<2h", "<", (day(11, 25, 18),)),
        ("received:>=3d", ">=", (day(11, 22),)),
        ("received:>=2h", ">=", (day(11, 25, 14),)),
        ("received:fri", "=", (day(11, 20), day(11, 21))),
        ("received:2026-10", "=", (day(10, 1), day(11, 1))),
        ("snoozed:yes", "=", (True,)),
    ],
)
def test_days_are_whole_local_days(text: str, op: str, values: tuple[object, ...]) -> None:
    term = only(text)
    assert (term.op, term.values) == (op, values)


@pytest.mark.parametrize("field", ["due", "received", "updated"])
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_moment_that_a_list_shows_is_found_by_its_words(field: str, language: str) -> None:
    for days in (-400, -100, -12, -6, -2, -1):
        at = NOW + timedelta(days=days, hours=-3, minutes=7)
        shown = format_when(at, NOW, ZONE, language)
        minute = (at.astimezone(UTC), at.astimezone(UTC) + timedelta(minutes=1))
        assert only(f'{field}:"{shown}"') == Term(field, "=", minute), shown


def test_a_day_without_its_year_that_has_just_gone_by_is_the_one_that_has_gone_by() -> None:
    assert only("due:11月18日").values == (day(11, 18), day(11, 19))
    assert only('due:"11月18日 16:06"').values[0] == day(11, 18, 16) + timedelta(minutes=6)
    assert only("due:1月5日").values[0] == datetime(2027, 1, 5, tzinfo=ZONE).astimezone(UTC)
    # Neither a month nor the day up to which one asks is turned back.
    assert only("due:10月").values[0] == datetime(2027, 10, 1, tzinfo=ZONE).astimezone(UTC)
    assert only("due:<=11月18日").values[0] == datetime(2027, 11, 19, tzinfo=ZONE).astimezone(UTC)
    low, high = only("due:1月5日..11月18日").values
    assert low < high
    # A distance is no day of the year.
    assert only("due:<=300d").values[0] == day(11, 26) + timedelta(days=300)
    assert only("received:>半小时").values[0] == day(11, 25, 15) + timedelta(minutes=31)
    with pytest.raises(UsageError, match="not understood"):
        only('due:"Mon 27 Nov 13:33"')


def test_a_day_is_as_long_as_the_clock_makes_it() -> None:
    london = ZoneInfo("Europe/London")
    found = parse_query("due:2026-10-25", FIELDS_BY_KIND["case"], NOW, ReadingTimes(london))
    start, end = found.groups[0].alternatives[0].values
    assert isinstance(start, datetime)
    assert isinstance(end, datetime)
    assert end - start == timedelta(hours=25)


@pytest.mark.parametrize(
    ("text", "op", "values"),
    [
        ("priority:high", "=", (3,)),
        ("priority:1,4", "=", (1, 4)),
        ("priority:>=high", ">=", (3,)),
        ("priority:<3", "<", (3,)),
        ("priority:high..low", "range", (1, 3)),
        ("priority:3..", ">=", (3,)),
        ("prio:高", "=", (3,)),
    ],
)
def test_numbers_compare(text: str, op: str, values: tuple[object, ...]) -> None:
    term = only(text)
    assert (term.op, term.values) == (op, values)


def test_records_are_named_by_number_or_a_customer_by_name() -> None:
    assert only("customer:CU-12,李伟,7").values == (12, "李伟", 7)
    assert only("customer:13800001111").values == ("13800001111",)
    assert only("case:Ｃ－２３１", "call").values == (231,)
    with pytest.raises(UsageError):
        query("case:李伟", "call")


def test_labels_of_customers_are_their_tags() -> None:
    assert only("+vip", "customer") == only("tag:vip", "customer") == only("标签:vip", "customer")
    with pytest.raises(UsageError):
        query("+vip", "followup")


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("knd:complaint", "kind"),
        ("kind:complant", "complaint"),
        ("stat:new", "state"),
        ("状太:新建", "状态"),
        ("is:overdu", "overdue"),
        ("priority:hihg", "high"),
    ],
)
def test_a_mistake_is_answered_with_the_nearest_word(text: str, nearest: str) -> None:
    with pytest.raises(UsageError) as caught:
        query(text)
    assert nearest in caught.value.message
    assert "\n" not in caught.value.message
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    "text",
    [
        *[
            "kind:<new",
            "is:",
            "is:>open",
            "due:soon",
            "due:03/04",
            "due:..",
            "due:>",
            "priority:x",
            "priority:>1,2",
        ],
        *["text:", "label:>x", "due:<fri,mon", "sort:due", "owner:<me"],
    ],
)
def test_what_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        query(text)


def test_a_pasted_text_is_refused_instead_of_searched() -> None:
    for text in ("x " * (MAX_TERMS + 1), "x" * 5000, "kind:" + "complaint," * 150):
        with pytest.raises(UsageError):
            query(text)


PIECES = st.sampled_from(
    [
        *'"|-+:,<>=.() ：＋－｜“”、\x00\x1b\u202e',
        "kind",
        "due",
        "is",
        "状态",
        "complaint",
        "fri",
        "3d",
        "..",
        "1",
        "漏水",
    ]
)


@given(
    st.sampled_from(sorted(FIELDS_BY_KIND)), st.text(max_size=40) | st.lists(PIECES, max_size=12).map("".join)
)
def test_nothing_typed_crashes(kind: str, text: str) -> None:
    try:
        found = query(text, kind)
    except UsageError:
        return
    for group in found.groups:
        assert group.alternatives
        for term in group.alternatives:
            assert term.field in FIELDS_BY_KIND[kind]
            _require_documented_shape(term)


def _require_documented_shape(term: Term) -> None:
    values: tuple[Any, ...] = term.values
    if term.op == "empty":
        assert values == ()
    elif term.op in {"text", "<", "<=", ">", ">="}:
        assert len(values) == 1
    elif isinstance(values[0], datetime):
        assert len(values) % 2 == 0
        assert all(
            start.tzinfo == UTC and start < end for start, end in zip(values[::2], values[1::2], strict=True)
        )


@given(st.text(st.characters(categories=("L", "N")), min_size=1, max_size=20))
def test_any_plain_word_is_searched_for(word: str) -> None:
    found = only(f'"{word}"')
    assert (found.field, found.op) == ("text", "text")


@pytest.mark.parametrize(
    "typed", ['"Owed next":<fri', "owed-next:<fri", '-"owed next":<fri', "“Owed next”：<fri"]
)
def test_a_word_of_two_parts_is_typed_in_quotes_or_with_a_hyphen(typed: str) -> None:
    (group,) = parse_query(typed, FIELDS_BY_KIND["case"], NOW, ReadingTimes(UTC)).groups
    assert (group.alternatives[0].field, group.alternatives[0].op) == ("due", "<")


def test_a_pasted_number_is_no_label() -> None:
    for typed in ("+86 138 0000 1111", "＋86 138 0000 1111", "+8613800001111"):
        assert only(typed).field == "text", typed
    assert only("+86").op == only("+1234").op == "label"
    assert [term.field for term in terms("is:open +8613800001111")] == ["is", "text"]


def test_nobody_may_be_asked_for() -> None:
    assert only("owner:none") == only("负责人：无") == Term("owner", "=", ("",))


def test_what_is_suggested_can_be_typed() -> None:
    for typed in ("owed-nxt:<fri", "state:in-progres", "type:overdue", "type:closed"):
        with pytest.raises(UsageError) as caught:
            parse_query(typed, FIELDS_BY_KIND["case"], NOW, ReadingTimes(UTC))
        word = caught.value.message.partition("Did you mean ")[2].rstrip("?")
        assert word
        key, _colon, value = typed.partition(":")
        again = word if ":" in word else f"{word}:{value}" if key.startswith("owed") else f"{key}:{word}"
        assert parse_query(again, FIELDS_BY_KIND["case"], NOW, ReadingTimes(UTC)).groups
