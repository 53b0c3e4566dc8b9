"""Customer lists and complaint registers as Excel writes them in China, made here byte by byte."""

# ruff: noqa: E501 - rows of tables are not cut

from pathlib import Path

import pytest

from servicedesk.exchange.rows import ReadOptions
from tests.exchange.steps import given, read

CUSTOMERS = (
    "客户名称,联系人,联系电话,手机号码,邮箱,省市,地址,客户级别,标签,登记时间,备注\r\n"
    "北京华兴科技有限公司,王经理,０１０－６２３４００００转８０１,１３８０００００００１,wang@example.com,北京,海淀区中关村大街１号,VIP,老客户；急,2025/3/7,“重点客户”，\r\n"
    ",,,,,,,,,,\r\n"
    "李娜,,13800001111/13800002222,,无,上海,,普通,,2025年3月8日,\r\n"
    "张伟,,1.38E+10,,,,,,,2025-3-9,电话被 Excel 弄坏\r\n"
    "　,　,,,,,,,,,\r\n"
    '"陈 静",,86-13800003333,13800003333.0,chen@example.com、c2@example.com,广州,"天河区\n体育西路 2 号",,,,＝1+1\r\n'
    ",,,,,,,,,,\r\n"
)
REGISTER = (
    "客户投诉登记表（2025年3月）,,,,,,,,,,\r\n"
    "投诉编号,投诉类型,投诉人姓名,投诉人电话,接单时间,发生部门,投诉来源,投诉内容,紧急程度,处理状态,结案日期\r\n"
    "TS20250301,质量/空调,李娜,１３８００００１１１１,2025/3/1 9:05,售后部,电话,空调漏水，要求退款。,紧急,处理中,\r\n"
    "TS20250302,服务态度,王先生,13800002222,2025/3/1 14:30:05,物流部,微信公众号,快递员态度恶劣！,中,已结案,2025/3/4\r\n"
    ",,,,,,,,,,\r\n"
    "TS20250303,发票,赵女士,1.38E+10,2025/3/2 10:00,财务部,12345热线,发票开错,低,未处理,\r\n"
    "TS20250304,其他,孙先生,13800004444,2025/3/2 10:00,客服部,来访,咨询进度,低,领导已阅,\r\n"
    "5.70306E+17,其他,周先生,13800005555,2025/3/2 10:00,客服部,来访,编号坏了,低,待客户,\r\n"
)


@pytest.mark.parametrize("encoding", ["gb18030", "gbk", "utf-8-sig", "utf-16"])
def test_a_customer_list_is_read_and_ruined_numbers_are_rejected(tmp_path: Path, encoding: str) -> None:
    reading = read(given(tmp_path, CUSTOMERS, "客户名单.csv", encoding))
    assert reading.kind == "customer"
    assert reading.mapping.ignored == ()
    assert [row["name"] for row in reading.rows] == ["北京华兴科技有限公司", "李娜", "陈 静"]
    company, li, chen = reading.rows
    assert company["contact"] == "王经理"
    assert len(company["phone"]) == 1
    assert company["tier"] == "vip"
    assert company["tags"] == ["老客户", "急"]
    assert company["region"] == "北京"
    assert company["created_at"].isoformat() == "2025-03-06T16:00:00+00:00"
    assert li["phone"] == ["13800001111", "13800002222"]
    assert li["email"] is None
    assert chen["mobile"] == ["13800003333"]
    assert chen["email"] == ["chen@example.com", "c2@example.com"]
    assert chen["address"] == "天河区\n体育西路 2 号"
    assert [(line, error.code, error.column) for line, error in reading.rejected] == [
        (5, "ruined_number", "联系电话")
    ]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_a_complaint_register_is_read_and_every_row_that_is_wrong_says_why(
    tmp_path: Path, encoding: str
) -> None:
    reading = read(given(tmp_path, REGISTER, "投诉登记.csv", encoding))
    assert reading.kind == "case"
    assert reading.mapping.ignored == ()
    first, second, third = reading.rows
    assert first["external_id"] == "TS20250301"
    assert first["subject"] == first["description"] == "空调漏水，要求退款。"
    assert first["customer"] == "李娜"
    assert first["priority"] == 4
    assert first["state"] == "working"
    assert first["channel"] == "phone"
    assert first["department"] == "售后部"
    assert first["received_at"].isoformat() == "2025-03-01T01:05:00+00:00"
    assert second["channel"] == "wechat"
    assert second["state"] == "closed"
    # A word that is in no list is kept, and the row with it.
    assert (third["state"], [kept[:2] for kept in third["kept"]]) == (None, [("state", "处理状态")])
    assert [(line, error.code, error.column) for line, error in reading.rejected] == [
        (6, "ruined_number", "投诉人电话"),
        (8, "ruined_number", "投诉编号"),
    ]
    assert any("1 line above" in note for note in reading.notes)


def test_the_wrong_encoding_named_by_the_user_is_refused_not_read_as_rubbish(tmp_path: Path) -> None:
    from servicedesk.domain.errors import UsageError

    path = given(tmp_path, CUSTOMERS, encoding="gb18030")
    with pytest.raises(UsageError, match="UTF-8"):
        read(path, options=ReadOptions(encoding="utf-8"))


def test_a_call_form_and_a_follow_up_list_are_read(tmp_path: Path) -> None:
    calls = "流水号,来电时间,呼叫方向,客户姓名,来电号码,通话时长,来电事由,咨询内容,是否接通,接听人\r\nT1,2025/3/1 9:05,呼入,李娜,13800001111,03:20,投诉,空调漏水,是,小张\r\n"
    reading = read(given(tmp_path, calls, encoding="gb18030"))
    assert reading.kind == "call"
    assert reading.rows[0] | {"started_at": None} == {
        "started_at": None,
        "direction": "in",
        "customer": "李娜",
        "phone": "13800001111",
        "duration_s": 200,
        "reason": "投诉",
        "summary": "空调漏水",
        "result": "answered",
        "handler": "小张",
        "external_id": "T1",
    }
    visits = "客户姓名,联系电话,计划回访时间,回访方式,回访人,是否回访,回访结果,重复\r\n李娜,13800001111,2025/3/1,电话,小张,是,满意,每月24日\r\n"
    reading = read(given(tmp_path, visits, encoding="gb18030"))
    assert reading.kind == "followup"
    row = reading.rows[0]
    assert (row["method"], row["state"], row["all_day"], row["result"]) == ("call", "held", True, "满意")
    assert row["repeat"] == "FREQ=MONTHLY;BYMONTHDAY=24"
