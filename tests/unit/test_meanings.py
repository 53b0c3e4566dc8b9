"""One English text that means two things is two texts in Chinese."""

from collections.abc import Iterator

import pytest

from servicedesk.cli.record.fields import FIELDS
from servicedesk.domain.wording import value_label
from servicedesk.domain.words.calls import CHANNELS
from servicedesk.domain.words.followups import METHODS
from servicedesk.i18n import _, activate, pgettext
from servicedesk.services.lists import BUILT_IN_VIEWS


@pytest.fixture(autouse=True)
def in_chinese() -> Iterator[None]:
    activate("zh")
    yield
    activate("en")


def titles(kind: str) -> dict[str, str]:
    return {field.name: _(field.title) for field in FIELDS[kind]}


def test_an_open_promise_is_not_a_key_that_opens() -> None:
    assert value_label("promise", "state", "open") == "待兑现"
    assert value_label("promise", "outcome", "broken") == "失约"
    assert value_label("promise", "state", "done") == "已兑现"
    assert _("open") == "打开"


def test_a_told_time_has_not_been_told() -> None:
    assert titles("promise")["due_at"] == "承诺时间"
    assert _("Told") == "反馈时间"
    assert value_label("case", "state", "told") == "已反馈"


def test_a_new_customer_is_no_untouched_case() -> None:
    assert pgettext("tier", "new") == "新客户"
    assert value_label("customer", "tier", "new") == "新客户"
    assert value_label("case", "state", "new") == "未处理"


def test_who_comes_to_us_and_whom_we_visit() -> None:
    assert _(CHANNELS.labels["visit"]) == "来访"
    assert _(METHODS.labels["visit"]) == "上门"


def test_the_kinds_of_cases_and_of_customers_are_told_apart() -> None:
    assert titles("case")["kind"] == "工单类型"
    assert titles("customer")["kind"] == "客户性质"


def test_times_of_follow_ups_promises_and_calls_have_names_of_their_own() -> None:
    assert titles("followup")["due_at"] == "回访时间"
    assert titles("followup")["done_at"] == "实际回访时间"
    assert titles("promise")["ended_at"] == "兑现时间"
    assert titles("call")["ended_at"] == "结束时间"
    assert titles("case")["due_at"] == "处理期限"


def test_a_repeating_follow_up_is_no_duplicate() -> None:
    assert _("Repeat") == "回访周期"
    assert value_label("case", "state", "duplicate") == "重复"


def test_calls_both_ways_are_calls_and_only_inbound_ones_came_in() -> None:
    assert next(_(name) for name, _query in BUILT_IN_VIEWS["call"]) == "全部通话"
    assert pgettext("inbound", "Call") == "来电"


def test_views_are_states_and_fields_are_times() -> None:
    views = [_(name) for name, _query in BUILT_IN_VIEWS["case"]]
    assert {"转办中", "已暂缓", "已结束", "待告知受理"} <= set(views)
    assert _("Handed off") == "转办时间"
