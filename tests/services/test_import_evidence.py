"""`auto` takes only what has enough evidence of being ours, and says what the rest seems to be."""

# ruff: noqa: E501 - rows of tables are not cut

from pathlib import Path

import pytest

from servicedesk.domain.errors import UsageError
from servicedesk.services.desk import Desk
from tests.services.exchange_steps import counts, take_in
from tests.services.test_import import dump, write

MAIL = "From -\nDate: Mon, 2 Mar 2026 09:15:00 +0000\nSubject: leak\n\nThe tap drips\n"


@pytest.mark.parametrize(("name", "text", "what"), [
    ("mail.mbox.txt", MAIL, "a mail"),
    ("mail.eml", f"Return-Path: <a@example.com>\nReceived: from mx\n{MAIL[7:]}", "a mail"),
    ("log.csv", "row;date;user;issue_id;hours;comment\n1;2026-03-02;bo;12;1.5;ok\n", "a log of working time"),
    ("工时.csv", "日期,客服,工时\n2026-03-02,小李,1.5\n", "a log of working time"),
    ("first.json", '[{"first":"a","second":"b","third":"c"}]', "a table of something else"),
    ("tree.csv", "一级分类,二级分类,三级分类\n城乡建设,住房,漏水\n", "a list of categories"),
    ("words.csv", "Title\n=1+1\n漏水\n", "a list of words"),
    ("goods.csv", "Description,Quantity,Price\n水泵,2,80\n", "a list of goods or amounts"),
    ("people.csv", "Name,Age\nAnn,30\n", "a list of words"),
    ("tree.csv", "id,parent_id,name,sort\n1,,Water,10\n2,1,Leak,20\n", "a list of categories"),
    ("分类.csv", "编号,上级分类,名称,说明\n1,,水,\n", "a list of categories"),
    ("mails.csv", "from,to,subject,date,message-id\na@example.com,b@example.com,Leak,2026-03-02,<1@x>\n", "a list of mails"),
    ("邮件.csv", "发件人,收件人,主题,日期\na@example.com,b@example.com,漏水,2026-03-02\n", "a list of mails"),
    ("log2.csv", "Date,User,Activity,Hours,Comment\n2026-03-02,bo,Support,1.5,ok\n", "a log of working time"),
    ("users.csv", "login,role,last_login,email,name\nbo,admin,2026-03-02,bo@example.com,Bo\n", "a list of users"),
    ("用户.csv", "用户名,姓名,角色,手机\nbo,王伟,管理员,13800000001\n", "a list of users"),
    ("products.csv", "sku,name,description,category,price\n1,Pump,Steel,Pumps,80\n", "a list of goods or amounts"),
    ("bills.csv", "Invoice No,Customer,Email,Amount,Date\n7,Ann,a@example.com,80,2026-03-02\n", "a list of invoices or orders"),
    ("发票.csv", "发票号码,客户名称,开票日期,价税合计\n7,王伟,2026-03-02,80\n", "a list of invoices or orders"),
    ("diary.csv", "Event,Date,Location,Notes\nParty,2026-03-02,Hall,cake\n", "a table of something else"),
    ("staff.csv", "Employee,Department,Phone,Email,Role\nBo,IT,13800000001,bo@example.com,admin\n", "a list of staff"),
    ("names.csv", "Name\nAnn\n", "a list of words"),
    ("todo.csv", "Task,Due,Done\nBuy milk,2026-03-02,yes\n", "a to-do list"),
    ("todo.csv", "Task Name,Assignee,Due Date,Notes\nBuy milk,bo,2026-03-02,\n", "a to-do list"),
    ("todo.csv", "Aufgabe;Fällig;Erledigt\nMilch;2026-03-02;ja\n", "a to-do list"),
    ("待办.csv", "待办事项,截止日期,状态\n买牛奶,2026-03-02,完成\n", "a to-do list"),
    ("log3.csv", "Task,Date,Hours,Status\nRepair,2026-03-02,1.5,ok\n", "a log of working time"),
    ("days.csv", "Date,Owner\n2026-03-02,anna\n", "a list of words"),
])  # fmt: skip
def test_what_is_hardly_ours_is_refused_with_what_it_seems_to_be(
    desk: Desk, tmp_path: Path, name: str, text: str, what: str
) -> None:
    before = dump(desk)
    with pytest.raises(UsageError) as refused:
        take_in(desk, write(tmp_path, text, name))
    assert what in refused.value.message or refused.value.message == "No column of the file is known."
    assert refused.value.exit_code == 2
    assert dump(desk) == before


@pytest.mark.parametrize(("text", "kind"), [
    ("Subject,Description\n漏水,厨房\n", "case"),
    ("Ticket ID,Subject,Owner\n7,漏水,anna\n", "case"),
    ("投诉编号,投诉人,投诉内容\n7,王伟,空调漏水\n", "case"),
    ("标题,投诉件内容,信息来源,时间\n河水发黑,臭,qq,2020/9/3\n", "case"),
    ("id,customer,phone,subject,created\n1,Ann,020 7946 0611,Leak,2026-04-01\n", "case"),
    ("id,customer,phone,subject,created,team\n1,Ann,020 7946 0611,Leak,2026-04-01,x\n", "case"),
    ("受理编号,客户姓名,联系电话,投诉问题的详细描述以及客户的要求,受理日期,处理意见,备注一\n7,王伟,13800000001,漏水,2026-10-02,更换,甲\n", "case"),
    ("编号,客户姓名,电话,地址,问题详细情况说明\n7,王伟,13800000001,路1号,漏水\n", "case"),
    ("客户编号,客户姓名,电话,等级,备注\n7,王伟,13800000001,VIP,甲\n", "customer"),
    ("客户名称\n王伟\n", "customer"),
    ("Name,Phone\nAnn,13800000001\n", "customer"),
    ("Phone\n13800000001\n", "customer"),
    ("Order No,Customer,Phone,Complaint,Amount\n7,Ann,13800000001,too dear,80\n", "case"),
    ("Called,Caller,Said\n2026-03-02 10:00,Ann,leak\n", "call"),
    ("Called,Said\n2026-03-02 10:00,leak\n", "call"),
    ("Name,Called,Said\nAnn,2026-03-02 10:00,leak\n", "call"),
    ("Date,Called,Said\n2026-03-02 10:00,Ann Lee,leak\n", "call"),
    ("Date,Time,Called,Phone,Said,Done\n2026-03-02,10:00,Ann,13800000001,leak,yes\n", "call"),
    ("Date,Caller,Number,What was said\n2026-03-02 10:00,Ann,13800000001,leak\n", "call"),
    ("Name,Phone,Called\nAnn,13800000001,yes\n", "customer"),
    ("来电时间,来电号码\n2026-03-02 09:15,13800000001\n", "call"),
    ("Task,Customer,Due,Done\nCall back,Ann,2026-03-02,yes\n", "followup"),
    ("Task,Phone,Due\nCall back,13800000001,2026-03-02\n", "followup"),
    ("任务,客户,回访时间\n回电,王伟,2026-03-02\n", "followup"),
    ("回访时间,回访内容\n2026-03-02 09:15,满意吗\n", "followup"),
    ("承诺内容,承诺时间\n回电,2026-03-02\n", "promise"),
])  # fmt: skip
def test_small_files_of_ours_are_taken(desk: Desk, tmp_path: Path, text: str, kind: str) -> None:
    report = take_in(desk, write(tmp_path, text))
    assert (report.kind, counts(report)) == (kind, (1, 0, 0, 0))


def test_who_names_the_kind_or_the_columns_is_believed(desk: Desk, tmp_path: Path) -> None:
    tree = write(tmp_path, "一级分类,二级分类\n城乡建设,住房\n")
    assert counts(take_in(desk, tree, "case")) == (1, 0, 0, 0)
    words = write(tmp_path, "甲,乙\n漏水,厨房\n")
    assert counts(take_in(desk, words, "case", columns={"甲": "subject"})) == (1, 0, 0, 0)
    with pytest.raises(UsageError, match="No column"):
        take_in(desk, write(tmp_path, "甲,乙\n漏水,厨房\n", "other.csv"), "case")


def test_a_register_without_what_it_is_about_is_no_list_of_customers(desk: Desk, tmp_path: Path) -> None:
    path = write(
        tmp_path, "受理编号,客户姓名,联系电话,受理日期,处理意见\n7,王伟,13800000001,2026-10-02,更换\n"
    )
    with pytest.raises(UsageError, match="one of subject, description"):
        take_in(desk, path)


@pytest.mark.parametrize(("text", "kind"), [
    ("Job no,Customer name,Site address,Fault reported,Date called in,Engineer,Visit date,Work done,Completed\n77,Ann Lee,1 High St,no heat,2026-03-02,dana,2026-03-05,new valve,Yes\n", "case"),
    ("Rekl.-Nr.,Reklamationsdatum,Kunde,Telefon,Reklamationsgrund,Artikel,Bearbeiter,erledigt am,Bemerkung\n1,22.03.2026,Jürgen Groß,030 1234567,undicht,Pumpe,dana,25.03.2026,b1\n", "case"),
    ("客户,电话,下次联系时间,跟进内容,跟进人,跟进方式,完成情况\n王小明,13900001111,2027-01-05 10:00,报价,小赵,电话,未完成\n", "followup"),
    ("客戶,追蹤日期,追蹤事項,追蹤人員,追蹤結果,狀態\n陳大文,2027-01-05,報價,小趙,,未完成\n", "followup"),
    ("Kunde,Wiedervorlage am,Grund,Verantwortlich,Status,Notiz\nJürgen Groß,25.01.2027,Angebot,dana,offen,n1\n", "followup"),
    ("Client,Phone,Next contact,Reason for call,Done?,By whom,What was said\nAnn Lee,020 7946 0123,2027-01-05,price,no,dana,\n", "followup"),
    ("Date,Time,Caller,Phone no.,Company,Regarding,Message,Taken by,Mins,In/Out\n2026-03-02,09:15,Ann Lee,020 7946 0123,Acme,invoice,call back,dana,3,In\n", "call"),
    ("客户姓名,手机,标题,受理时间,回访时间,回访人,回访结果\n甲一,13811110001,漏水,2026-03-01 09:00,2026-03-05,小孙,满意\n", "case"),
])  # fmt: skip
def test_a_register_of_known_columns_is_of_the_kind_that_has_them(
    desk: Desk, tmp_path: Path, text: str, kind: str
) -> None:
    report = take_in(desk, write(tmp_path, text))
    assert (report.kind, counts(report)) == (kind, (1, 0, 0, 0))
    assert set(report.ignored) <= {"Visit date"}


@pytest.mark.parametrize(("headers", "kind", "many"), [
    ("Customer name,Voltage,Wattage,Frequency", "customer", "customers"),
    ("Customer name,Phone,Remarks,Priority,Deadline,Root cause,Case No", "customer", "customers"),
    ("客户姓名,电话,等待原因,处理期限,优先级,转办部门", "customer", "customers"),
])  # fmt: skip
def test_a_file_of_which_most_would_be_dropped_is_taken_by_name_alone(
    desk: Desk, tmp_path: Path, headers: str, kind: str, many: str
) -> None:
    count = headers.count(",")
    path = write(tmp_path, f"{headers}\nAnn Lee{',13800000001' * count}\n")
    before = dump(desk)
    with pytest.raises(UsageError, match=f"tell of {many}, and most") as refused:
        take_in(desk, path)
    assert refused.value.exit_code == 2
    assert f"servicedesk import {kind} FILE" in refused.value.hint
    assert dump(desk) == before
    assert counts(take_in(desk, path, kind)) == (1, 0, 0, 0)


def test_columns_that_are_blank_in_every_row_are_no_loss(desk: Desk, tmp_path: Path) -> None:
    path = write(tmp_path, "Customer name,Voltage,Wattage,Frequency\nAnn Lee,,,\n")
    assert counts(take_in(desk, path)) == (1, 0, 0, 0)
