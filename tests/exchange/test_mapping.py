"""Which column fills which field, and what is refused or left out."""

# ruff: noqa: E501 - rows of tables are not cut

import pytest

from servicedesk.domain.errors import UsageError
from servicedesk.exchange.column import header_key
from servicedesk.exchange.columns import COLUMNS_BY_KIND
from servicedesk.exchange.mapping import build_mapping, detect_kind


def used(headers: str, kind: str, rows: list[str] | None = None, **explicit: str) -> dict[str, str]:
    cells = [row.split(",") for row in rows or []]
    return build_mapping(headers.split(","), kind, explicit, cells).used


def test_two_columns_on_one_field_are_an_error_that_names_both() -> None:
    with pytest.raises(UsageError, match=r"联系电话 \(column 2\) and Telephone \(column 3\)") as caught:
        used("姓名,联系电话,Telephone", "customer")
    assert "--map" in caught.value.hint
    assert caught.value.exit_code == 2


def test_the_same_header_twice_is_an_error_too() -> None:
    with pytest.raises(UsageError, match=r"Name \(column 1\) and Name \(column 3\)"):
        used("Name,Phone,Name", "customer")


def test_of_two_columns_of_one_name_the_refusal_names_the_places_and_they_can_be_said() -> None:
    headers = ["Customer", "Date", "Details", "Date"]
    with pytest.raises(UsageError) as caught:
        build_mapping(headers, "case", {}, [])
    assert '--map "#2=received_at"' in caught.value.hint
    assert '--map "#4=-"' in caught.value.hint
    by_place = {
        mapped.target: mapped.sources for mapped in build_mapping(headers, "case", {"#4": "-"}, []).mapped
    }
    assert by_place["received_at"] == (1,)
    by_place = {
        mapped.target: mapped.sources for mapped in build_mapping(headers, "case", {"#2": "-"}, []).mapped
    }
    assert by_place["received_at"] == (3,)


def test_to_leave_out_one_of_several_columns_of_one_name_its_place_is_asked_for() -> None:
    with pytest.raises(UsageError, match=r"called Date: #2, #4") as caught:
        build_mapping(["Customer", "Date", "Details", "Date"], "case", {"Date": "-"}, [])
    assert '--map "#4=-"' in caught.value.hint


@pytest.mark.parametrize("place", ["#0", "#5", "#99999", "#"])
def test_a_place_that_the_file_does_not_have_is_told(place: str) -> None:
    with pytest.raises(UsageError, match="The file has no column"):
        build_mapping(["Customer", "Date", "Details", "Date"], "case", {place: "-"}, [])


def test_a_column_that_is_called_like_a_place_is_that_column() -> None:
    assert used("#2,Subject,Phone", "case", **{"#2": "category"})["category"] == "#2"


def test_a_canonical_name_beside_the_header_of_the_same_field_is_an_error() -> None:
    with pytest.raises(UsageError, match="name"):
        used("name,名称", "customer")


def test_our_own_header_beats_an_alias_which_is_named_as_left_out() -> None:
    mapping = build_mapping(["State", "Status", "Subject"], "case", {}, [["new", "Closed", "a"]])
    assert mapping.used == {"subject": "Subject", "state": "State"}
    assert mapping.ignored == ("Status",)
    assert any("Status" in note and "State" in note for note in mapping.notes)


def test_a_state_that_is_a_place_leaves_the_field_to_the_next_column() -> None:
    rows = ["FL,Closed,leak", "NY,Open,leak", "CA,Pending,leak"]
    mapping = build_mapping(["State", "Status", "Subject"], "case", {}, [row.split(",") for row in rows])
    assert mapping.used["state"] == "Status"
    assert mapping.ignored == ("State",)
    assert any("State" in note for note in mapping.notes)


def test_a_closed_list_without_a_single_known_word_is_taken_for_its_words_are_kept() -> None:
    assert "state" not in used("Subject,State", "case", ["a,FL", "b,NY"])
    assert used("Subject,Type", "case", ["a,Account", "b,Account"])["kind"] == "Type"
    assert used("Subject,Priority", "case", ["a,P7", "b,P9"])["priority"] == "Priority"
    assert used("Subject,涉及安全", "case", ["a,甲级", "b,乙级"])["safety"] == "涉及安全"
    assert used("Subject,State", "case", ["a,处理中", "b,NY"])["state"] == "State"


def test_what_the_user_says_wins() -> None:
    assert used("姓名,电话,Telephone", "customer", Telephone="phone", 电话="-") == {
        "name": "姓名",
        "phone": "Telephone",
    }
    assert used("a,b", "case", a="subject", b="result") == {"subject": "a", "result": "b"}
    assert used("State,Subject", "case", ["FL,x"], State="state")["state"] == "State"


def test_a_user_who_names_a_field_or_a_column_that_is_not_there_hears_which_there_are() -> None:
    with pytest.raises(UsageError, match="no field subjekt") as caught:
        used("a,b", "case", a="subjekt")
    assert "subject" in caught.value.hint
    with pytest.raises(UsageError, match="no column c") as caught:
        used("a,b", "case", c="subject")
    assert "a, b" in caught.value.hint


def test_columns_that_nobody_knows_are_refused_with_their_names() -> None:
    with pytest.raises(UsageError, match="No column of the file is known") as caught:
        used("甲,乙", "customer")
    assert "甲, 乙" in caught.value.hint
    assert '--map "COLUMN=field"' in caught.value.hint


def test_known_columns_that_make_no_record_are_refused() -> None:
    with pytest.raises(UsageError, match="subject, description"):
        used("ID,Status", "case")


def test_names_in_parts_phones_in_several_and_paths_in_levels_are_joined() -> None:
    mapping = used(
        "First Name,Middle Name,Last Name,Phone 1 - Value,Phone 2 - Value,E-mail 1 - Value", "customer"
    )
    assert mapping["name"] == "First Name + Middle Name + Last Name"
    assert mapping["phone"] == "Phone 1 - Value + Phone 2 - Value"
    assert used("Product,Sub-product,Issue,Sub-issue", "case") == {
        "subject": "Issue + Sub-issue",
        "category": "Product + Sub-product",
    }
    assert used("标题,一级分类,二级分类,三级分类", "case")["category"] == "一级分类 + 二级分类 + 三级分类"
    assert used("客户名称,联系电话,固话,手机", "customer")["phone"] == "联系电话 + 固话"


def test_a_whole_name_leaves_its_parts_out() -> None:
    mapping = build_mapping(["Name", "First Name", "Last Name"], "customer", {}, [])
    assert mapping.used == {"name": "Name"}
    assert mapping.ignored == ("First Name", "Last Name")


def test_help_desk_exports_with_two_dues_or_two_teams_take_the_better_one() -> None:
    mapping = used(
        "Ticket Number,Subject,SLA Due Date,Due Date,Department,Team Assigned,Agent Assigned", "case"
    )
    assert mapping["due_at"] == "Due Date"
    assert mapping["department"] == "Department"
    assert mapping["owner"] == "Agent Assigned"
    assert used("Subject,SLA Due Date", "case")["due_at"] == "SLA Due Date"


ZENDESK = (
    "Id,Requester,Requester email,Organization,Subject,Description,Status,Priority,Via,Ticket type,Tags,Assignee,Group,"
    "Created at,Updated at,Assigned at,Solved at,Satisfaction Score,Reopens,Replies,First reply time in minutes"
)


def test_a_zendesk_export_is_read_whole() -> None:
    assert used(ZENDESK, "case") == {
        "customer": "Requester",
        "customer_company": "Organization",
        "email": "Requester email",
        "kind": "Ticket type",
        "subject": "Subject",
        "description": "Description",
        "channel": "Via",
        "priority": "Priority",
        "state": "Status",
        "owner": "Assignee",
        "department": "Group",
        "labels": "Tags",
        "satisfaction": "Satisfaction Score",
        "received_at": "Created at",
        "solved_at": "Solved at",
        "updated_at": "Updated at",
        "external_id": "Id",
    }


def test_numbers_of_another_program_are_external_ids_and_ours_stay_ours() -> None:
    foreign = used("工单编号,投诉主题,客户编号", "case")
    assert foreign["external_id"] == "工单编号"
    assert foreign["customer_external_id"] == "客户编号"
    assert "number" not in foreign
    own = build_mapping(["工单编号", "投诉主题", "客户编号", "外部编号", "记录标识"], "case", {}, [])
    assert own.is_own
    assert own.used["number"] == "工单编号"
    assert own.used["customer_id"] == "客户编号"
    assert own.quotes == 1


def test_raw_and_json_files_of_ours_are_known_by_their_canonical_names() -> None:
    mapping = build_mapping(["number", "subject", "external_source", "uid", "created_at"], "case", {}, [])
    assert mapping.is_own
    assert mapping.quotes == 0
    assert mapping.used["created_at"] == "created_at"
    assert not build_mapping(["Subject", "UID"], "case", {}, []).is_own


def test_the_uid_of_another_program_is_an_external_id() -> None:
    for header in ("UID", "uid", "Uid"):
        assert used(f"{header},Subject", "case") == {"subject": "Subject", "external_id": header}


def test_the_creation_of_a_foreign_case_is_its_receipt() -> None:
    assert used("subject,created_at", "case") == {"subject": "subject", "received_at": "created_at"}


def test_a_state_within_the_result_is_read_from_there() -> None:
    rows = [["leak", "Closed with explanation"], ["noise", "In progress"]]
    mapping = build_mapping(["Issue", "Company response to consumer"], "case", {}, rows)
    assert mapping.used["state"] == mapping.used["result"] == "Company response to consumer"
    assert (
        "state" not in build_mapping(["Issue", "Resolution"], "case", {}, [["leak", "new pipe fitted"]]).used
    )


def test_the_place_of_a_report_belongs_to_it_only_when_no_person_does() -> None:
    assert used("Complaint Type,Incident Address", "case")["description"] == "Incident Address"
    assert "description" not in used("投诉主题,投诉人姓名,地址", "case")


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ("客户名称,联系人,联系电话,邮箱,地址,备注", "customer"),
        ("Record ID,First Name,Last Name,Email,Phone Number,Company Name", "customer"),
        ("投诉编号,投诉类型,投诉人姓名,投诉人电话,接单时间,投诉内容,结案日期", "case"),
        ("客户名称,联系电话,投诉内容", "case"),
        (ZENDESK, "case"),
        ("SRNumber,CreatedDate,RequestType,Status,RequestSource,ClosedDate,Address,Owner", "case"),
        ("date_received,product,issue,state,date_sent_to_company", "case"),
        ("来电号码,来电时间,客户姓名,通话内容,接听人", "call"),
        ("客户姓名,联系电话,计划回访时间,回访方式,回访人,回访结果", "followup"),
        ("Follow-up ID,Customer,Due,All day,Method,Owner", "followup"),
        ("Call ID,Time,Direction,Channel,Customer,Phone,Duration", "call"),
        ("工单编号,诉求标题,市民诉求", "case"),
    ],
)
def test_the_kind_of_a_file_is_told_by_its_columns(headers: str, kind: str) -> None:
    assert detect_kind(headers.split(",")) == kind


def test_a_kind_that_is_not_clear_is_asked_for() -> None:
    with pytest.raises(UsageError, match="No column"):
        detect_kind(["甲", "乙"])
    with pytest.raises(UsageError, match="whether"):
        detect_kind(["Date", "Title"])


EARLIER_HEADERS = {
    "customer": {
        "name": "客户名称",
        "phone": "联系电话",
        "company_size": "企业规模",
        "website": "网站",
        "banner": "重要提示",
        "customer_since": "成为客户日期",
        "created_at": "登记时间",
    },
    "call": {
        "direction": "呼叫方向",
        "channel": "沟通渠道",
        "phone": "来电号码",
        "reason": "来电事由",
        "result": "处理结果",
        "opened": "开启工单",
        "created_at": "登记时间",
    },
    "case": {
        "customer": "客户名称",
        "kind": "性质",
        "subject": "投诉主题",
        "description": "投诉内容",
        "category": "投诉类型",
        "channel": "来源渠道",
        "priority": "紧急程度",
        "owner": "处理人",
        "due_at": "时限",
        "solved_at": "处理完成日期",
        "told_words": "反馈内容",
        "closed_at": "结案日期",
        "snoozed_until": "暂缓至",
        "product": "涉及产品",
        "remedy_wanted": "期望处理",
        "acknowledged_by": "受理告知人",
        "acknowledged_how": "告知方式",
        "safety": "是否涉及安全",
        "impact": "影响",
        "immediate_action": "立即措施",
        "assessed_at": "评估时间",
        "assessed_by": "评估人",
        "accepted": "是否认可",
        "accepted_at": "认可时间",
        "options_offered": "后续途径",
        "competitor": "竞争对手",
        "followup_waived": "不回访原因",
        "close_override": "关闭说明",
        "waiting_since": "等待起始时间",
        "created_at": "登记时间",
    },
    "followup": {
        "purpose": "回访目的",
        "reason_skipped": "不回访原因",
        "repeat": "重复",
        "created_at": "登记时间",
    },
    "promise": {
        "made_at": "承诺日期",
        "estimate_at": "内部预计时间",
        "due_at": "承诺时限",
        "follows": "接续承诺",
        "reason": "原因",
        "created_at": "登记时间",
    },
}
"""Chinese headers that files were written with before each field had one name."""


@pytest.mark.parametrize("kind", EARLIER_HEADERS)
def test_files_with_the_earlier_chinese_headers_are_read_as_before(kind: str) -> None:
    earlier = EARLIER_HEADERS[kind]
    headers = [earlier.get(column.name, column.header_zh) for column in COLUMNS_BY_KIND[kind]]
    assert build_mapping(headers, kind, {}, []).used == {
        column.name: header for column, header in zip(COLUMNS_BY_KIND[kind], headers, strict=True)
    }
    assert detect_kind(headers) == kind


@pytest.mark.parametrize("kind", COLUMNS_BY_KIND)
def test_no_two_columns_of_a_file_have_one_header(kind: str) -> None:
    for language in ("en", "zh_CN"):
        titles = [header_key(column.title(language)) for column in COLUMNS_BY_KIND[kind]]
        assert len(set(titles)) == len(titles)
