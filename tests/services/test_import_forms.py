"""Answers to forms: their headers are questions, with numbers before and marks behind."""

# ruff: noqa: E501 - rows of tables are not cut

from pathlib import Path

import pytest

from servicedesk.exchange.column import header_key
from servicedesk.exchange.header_places import place_of
from servicedesk.services.desk import Desk
from tests.services.exchange_steps import counts, take_in
from tests.services.test_import import column, write
from tests.services.test_import_kept_words import notes_of


def test_a_form_of_wps_loses_none_of_its_questions(desk: Desk, tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "提交者（自动）,提交时间（自动）,1.您的姓名（必填）,2.联系电话（必填）,3.所在小区,4.问题类型（单选）,5.问题描述（必填）,6.您希望如何处理,7.是否需要回电\n"
        "微信用户A,2026/3/2 9:15:33,周小川,13700001701,阳光花园3栋,漏水,卫生间顶部渗水,尽快维修,是\n",
    )
    assert counts(take_in(desk, path)) == (1, 0, 0, 0)
    assert column(desk, "cases", "category") == ["漏水"]
    assert column(desk, "cases", "remedy_wanted") == ["尽快维修"]
    assert column(desk, "customers", "address") == ["阳光花园3栋"]
    assert column(desk, "customers", "name") == ["周小川"]
    assert notes_of(desk, 1) == ["7.是否需要回电: 是"]


def test_a_form_of_wenjuanxing_is_taken(desk: Desk, tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "序号,提交答卷时间,所用时间,来源,来源详情,来自IP,1、您的姓名:,2、您的手机号:,3、您要反映的问题:,4、您对处理结果满意吗？\n"
        "1,2026/3/2 9:15:33,87秒,微信,N/A,10.0.0.1(上海-上海),孙立,13700001801,电梯又停了,不满意\n",
    )
    report = take_in(desk, path)
    assert (report.kind, counts(report)) == ("case", (1, 0, 0, 0))
    assert column(desk, "cases", "description") == ["电梯又停了"]
    assert column(desk, "cases", "satisfaction") == [25]
    assert column(desk, "customers", "name") == ["孙立"]
    assert column(desk, "customer_phones", "raw") == ["13700001801"]


@pytest.mark.parametrize("header", [
    "姓名", "1.姓名", "1、姓名（必填）", "2) 姓名*", "（3）姓名：", "Q4. 姓名", "第5题：姓名", "第六题、姓名", "问题7：姓名", "题目8.姓名[单选题]",
    "二、姓名", " 9．姓名（单选）",
])  # fmt: skip
def test_a_header_is_one_whatever_number_and_marks_a_form_gives_it(header: str) -> None:
    assert header_key(header) == "姓名"


@pytest.mark.parametrize(("header", "key"), [
    ("问题描述", "问题描述"), ("第一次回访时间", "第一次回访时间"), ("1.5", "1.5"), ("一级分类", "一级分类"), ("Q1", "q1"), ("12345热线", "12345热线"),
    ("问题类别", "问题类别"), ("3D Model", "3dmodel"),
])  # fmt: skip
def test_a_header_that_begins_like_a_question_and_is_none_is_whole(header: str, key: str) -> None:
    assert header_key(header) == key


@pytest.mark.parametrize(("header", "field"), [
    ("3.所在小区", "customer_address"), ("4.问题类型（单选）", "category"), ("6.您希望如何处理？", "remedy_wanted"),
    ("第2题：您的手机号（必填）", "phone"), ("Q3: Your problem", "description"), ("10、您对处理结果是否满意？", "satisfaction"),
])  # fmt: skip
def test_a_question_fills_the_field_that_it_asks_for(header: str, field: str) -> None:
    place = place_of(header, "case", own=False)
    assert place is not None
    assert place.name == field


@pytest.mark.parametrize("header", ["接听人", "接线员", "话务员", "Answered by"])
def test_who_answered_in_a_sheet_of_cases_with_calls_took_the_call(
    desk: Desk, tmp_path: Path, header: str
) -> None:
    text = (
        f"工单编号,登记时间,客户姓名,手机,投诉内容,状态,负责人,来电时间,通话时长,{header},通话内容\n"
        "G1,2026-03-02 09:00,甲大,13700003301,门锁坏,处理中,老李,2026-03-02 08:55,3分20秒,小王,门锁打不开\n"
    )
    take_in(desk, write(tmp_path, text))
    assert column(desk, "calls", "handler") == ["小王"]
    assert column(desk, "cases", "owner") == ["老李"]


def test_who_answered_is_the_owner_of_a_case_where_the_sheet_has_no_calls(desk: Desk, tmp_path: Path) -> None:
    text = (
        "工单编号,登记时间,客户姓名,手机,投诉内容,接听人\nG1,2026-03-02 09:00,甲大,13700003301,门锁坏,小王\n"
    )
    take_in(desk, write(tmp_path, text))
    assert column(desk, "cases", "owner") == ["小王"]
