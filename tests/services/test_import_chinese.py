"""A customer list and a register as Excel saves them in China: GB18030, full-width digits, 1.38E+10."""

from pathlib import Path

import pytest

from servicedesk.services.desk import Desk
from tests.services.exchange_steps import KINDS, another_desk, counts, export, record_counts, take_in
from tests.services.test_import import column, write

CUSTOMERS = """\
客户名称,联系人,联系电话,邮箱,地址,客户等级,备注\r
上海晨光空调有限公司,王芳,０２１－５５５５　０１０１,wang@example.com,"上海市浦东新区１号\n２楼",VIP,要求退款；开发票\r
,,,,,,\r
李伟,,1.38E+10,,北京市,普通,电话是科学计数法\r
陈晨,,138 0000 3333、139 0000 4444,,,,"两个号码, 一个客户"\r
 ,,,,,,\r
單田芳,,86-13700005555,,臺北市,,繁體字\r
张三,,13800000000.0,,,,小数点
"""  # noqa: E501 - one row a line

REGISTER = """\
投诉编号,投诉人姓名,联系电话,投诉内容,投诉类型,投诉接待日期,投诉方式,紧急程度,处理状态,处理人,处理结果\r
TS-2026-001,李伟,１３８００００１１１１,空调漏水，第二次来电，要求退款！,家电/空调,2026/1/6 12:09,电话,高,处理中,安娜,\r
TS-2026-002,王芳,021-55550101,发票未开,票据,2026年2月3日,微信,一般,已结案,安娜,"已补寄，\n客户满意"\r
\r
TS-2026-003,匿名,,店员态度差,服务态度,２０２６-０３-０４,来访,紧急,未处理,,\r
TS-2026-004,陈晨,1.39E+10,号码损坏,其他,2026/4/5,12345,低,未处理,,\r
TS-2026-005,陈晨,13800003333,状态不明,其他,2026/4/6,邮件,中,等领导批,,\r
"""  # noqa: E501 - one row a line


def excel_file(folder: Path, name: str, text: str, encoding: str = "gb18030") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["gb18030", "gbk", "utf-8-sig", "utf-16"])
def test_a_customer_list_from_excel(desk: Desk, tmp_path: Path, encoding: str) -> None:
    path = excel_file(tmp_path, "客户.csv", CUSTOMERS, encoding)
    report = take_in(desk, path)
    assert (report.kind, counts(report)) == ("customer", (4, 0, 0, 1))
    (reject,) = report.rejects
    assert (reject.column, reject.code) == ("联系电话", "ruined_number")
    assert column(desk, "customers", "name") == ["上海晨光空调有限公司", "陈晨", "單田芳", "张三"]
    assert column(desk, "customers", "kind")[0] == "company"
    with desk.reading() as db:
        numbers = db.execute("SELECT customer_id, digits FROM customer_phones ORDER BY id").fetchall()
    assert numbers == [
        (1, "2155550101"), (2, "13800003333"), (2, "13900004444"), (3, "13700005555"), (4, "13800000000"),
    ]  # fmt: skip
    card = desk.customers.card(1)
    assert card.fields["address"] == "上海市浦东新区１号\n２楼"
    assert [contact.name for contact in card.contacts] == ["王芳"]
    assert counts(take_in(desk, path)) == (0, 0, 4, 1)


def test_a_complaint_register_from_excel(desk: Desk, tmp_path: Path) -> None:
    path = excel_file(tmp_path, "投诉登记.csv", REGISTER)
    report = take_in(desk, path)
    assert (report.kind, counts(report)) == ("case", (4, 0, 0, 1))
    assert "gb18030" in (report.encoding, *report.notes) or any("gb18030" in note for note in report.notes)
    assert [(reject.column, reject.code) for reject in report.rejects] == [
        ("联系电话", "ruined_number"),
    ]
    assert report.customers_new == 3
    first = desk.cases.get(1)
    assert first.fields["description"] == "空调漏水，第二次来电，要求退款！"
    assert first.row.subject
    assert (first.row.priority, first.row.state, first.row.owner) == (3, "working", "安娜")
    assert (first.fields["channel"], first.fields["category"]) == ("phone", "家电/空调")
    assert first.row.received_at.isoformat() == "2026-01-06T04:09:00+00:00"
    second = desk.cases.get(2)
    assert (second.row.state, second.fields["result"]) == ("closed", "已补寄，\n客户满意")
    third = desk.cases.get(3)
    assert (third.row.customer_id, third.row.priority) == (None, 4)
    # Found by two Chinese characters, by pinyin of the stub, and by the full-width number.
    assert [row.id for row in desk.lists.page("case", "漏水")] == [1]
    assert [row.name for row in desk.customers.candidates("lw")] == ["李伟"]
    assert [row.name for row in desk.customers.candidates("1111")] == ["李伟"]
    assert counts(take_in(desk, path)) == (0, 0, 4, 1)


def test_both_together_go_out_and_come_back(desk: Desk, tmp_path: Path) -> None:
    empty = record_counts(desk)
    people = take_in(desk, excel_file(tmp_path, "客户.csv", CUSTOMERS))
    register = take_in(desk, excel_file(tmp_path, "投诉.csv", REGISTER))
    # 王芳 is a contact of the company and has its number; 李伟 was rejected in the list.
    assert column(desk, "cases", "customer_id")[1] == 1
    with another_desk(tmp_path) as other:
        for kind in KINDS:
            export(desk, kind, tmp_path / f"{kind}.csv", encoding="gb18030")
            take_in(other, tmp_path / f"{kind}.csv", kind)
            export(other, kind, tmp_path / f"{kind}.again.csv", encoding="gb18030")
            assert (tmp_path / f"{kind}.again.csv").read_bytes() == (tmp_path / f"{kind}.csv").read_bytes()
    for report in (register, people):
        desk.importing.undo(report.run or 0)
    assert record_counts(desk) == empty


REPUBLIC = """\
工單編號,客戶姓名,標題,受理日期,結案日期,回訪日期,生日
1,王芳,漏水,115/10/19,115/10/20 14:30,115/10/21,075/03/12
2,李伟,漏水,114-01-05,-,,
"""


def test_bare_years_of_the_republic_are_read_where_a_column_holds_no_others(
    desk: Desk, tmp_path: Path
) -> None:
    report = take_in(desk, write(tmp_path, REPUBLIC), "case")
    assert counts(report) == (2, 0, 0, 0)
    assert column(desk, "cases", "received_at") == ["2026-10-18T16:00:00Z", "2025-01-04T16:00:00Z"]
    assert column(desk, "cases", "closed_at") == ["2026-10-20T06:30:00Z", None]
    assert column(desk, "followups", "on_day") == ["2026-10-21"]
    told = "Column 受理日期: 115/10/19 is 2026/10/19, for all its years count from 1912 (民國)."
    assert told in report.notes
    mixed = write(tmp_path, REPUBLIC.replace("114-01-05", "2025-01-05"))
    assert [one.column for one in take_in(desk, mixed, "case", dry_run=True).rejects] == ["受理日期"]
