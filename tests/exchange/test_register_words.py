"""The headers of registers that people keep by hand: every one is understood, in whatever spelling."""

# ruff: noqa: E501 - rows of tables are not cut

import pytest

from servicedesk.domain.records import RECORDS
from servicedesk.exchange.columns import READ_BY_KIND, column_named
from servicedesk.exchange.foreign_columns import REFERENCES
from servicedesk.exchange.header_folding import loose_key
from servicedesk.exchange.header_places import LOOSE, place_of
from servicedesk.exchange.mapping import build_mapping, detect_kind
from servicedesk.exchange.part_names import part_field
from servicedesk.exchange.profile_files import SHIPPED, load
from servicedesk.exchange.register_words import is_kept_in_words, register_words

CASE = {
    "number": "Case No|Case No.|Case Number|Ref|Ref.|Reference|Reference No.|No.|No|#|Ticket No|Ticket #|Ticket Nr.|Complaint No|Complaint Number|Job No.|Log No|Vorgangsnr.|Aktenzeichen|案件编号|工單編號|受理編號|登记编号|投诉单号",
    "customer": "申訴人|gemeldet von|Contact person|Ansprechpartner|Name|Client|Client name|Complainant|Name of complainant|Customer's name|Name of customer|Caller|Guest|Tenant|Reported by|Kunde|Kundenname|Anrufer|反映人|诉求人|顾客姓名|客戶姓名|业主|联系人|聯絡人|投訴人|来访人|用户姓名",
    "customer_id": "Customer No|Customer No.|Customer Number|Client ID|Client No|Account No|Account No.|Member ID|Kundennr.|Kundennummer|客戶編號|会员卡号",
    "phone": "顾客电话|Phones|Phone numbers|Phone No.|Phone No|Phone #|Tel.|Tel|Tel. No.|Telephone number|Contact number|Contact No.|Contact Numbers|Mobile No|Mobile No.|Mobile Phone|Cell|Cell phone|Telefon|Telefonnummer|Tel.-Nr.|Handy|Handynr.|電話|聯絡電話|手機|行動電話|联系号码|座机|客户电话",
    "email": "E-mail|Email ID|e-mail address|Mail|Customer e-mail|電郵|电子信箱",
    "subject": "投诉标题|客訴標題|問題摘要|申訴事由|Ticket title|Case subject|Issue|Topic|Short description|Complaint title|Betreff|Thema|標題|投诉事由|诉求标题|事由|摘要",
    "description": "Fault reported|Störung|Complaint|Complaints|Complaint details|Details of complaint|Nature of complaint|Problem|Problems|Description of problem|Problem description|Issue description|Description of issue|What happened|Concern|Grievance|Fault|Enquiry|Beschwerde|Reklamation|Problembeschreibung|Anliegen|Sachverhalt|反映内容|反映問題|诉求内容|訴求內容|投诉内容|投訴內容|问题|问题描述|投诉情况|报修内容|主要内容|具体情况|意见",
    "category": "Category|Categories|Complaint category|Issue type|Type of problem|Kategorie|问题类型|投诉性质|業務類型|投诉类型",
    "channel": "来访方式|Source|Channel|Channels|Received via|Mode of complaint|How received|Contact method|Kanal|渠道|受理方式|来源渠道|反映方式|投訴渠道",
    "priority": "急件|Priority|Prio|Urgency|Urgent?|Priorität|紧急程度|優先級|是否紧急|加急",
    "state": "Status|Case status|Complaint status|Progress|Current status|Open/Closed|Done|Completed?|處理狀態|处理进度|是否办结|是否解决|完成情况|Bearbeitungsstand",
    "owner": "Investigated by|Closed by|Techniker|Responsible|Person responsible|Responsible person|Handled by|Handler|Assigned to|Assigned|Officer in charge|Attended by|Staff|Taken by|Received by|Bearbeiter|Zuständig|经办人|經辦人|承办人|处理人|責任人|负责人|客服|登记人|接待人",
    "department": "zuständige Abteilung|Department|Dept|Dept.|Division|Branch|Store|Abteilung|Filiale|责任部门|承辦單位|责任单位|门店|受理部门",
    "result": "维修情况|Work done|Action taken|Actions taken|Action|Resolution|Resolutions|Response|How resolved|Corrective action taken|Ergebnis|Maßnahme|Lösung|办理情况|辦理情況|处理情况|處理結果|处理措施|解决情况|回复内容|答复情况|处理意见",
    "received_at": "Reklamationsdatum|Date called in|Angelegt|Date|Complaint date|Date of complaint|Date received|Received on|Received|Receipt date|Date reported|Reported on|Date logged|Date opened|Opened on|Date/Time|Date & time|When|Timestamp|Datum|Eingang|Eingangsdatum|日期|接诉时间|反映时间|受理時間|登记日期|来电日期|提交时间|投訴日期",
    "due_at": "Due|Due date|Due by|Target date|Deadline|Frist|Fällig am|办理期限|到期日|要求完成时间|辦理時限",
    "solved_at": "完工日期|Resolved|Date resolved|Resolved on|Completion date|Date completed|Action date|Erledigt am|解决时间|处理日期|處理時間",
    "first_reply_at": "Date of response|Response date|Reply date|回复日期|回复时间|回覆日期|Antwort am",
    "closed_at": "Date closed|Closed on|Closing date|Closure date|Closed|Abgeschlossen am|办结日期|結案日期|办结时间",
    "satisfaction": "Kundenzufriedenheit|Satisfaction|Rating|Customer rating|Score|Bewertung|满意度|滿意度|客户评价|是否满意",
    "notes": "Progress notes|Vermerk|Remarks|Remark|Notes|Comments|Additional information|Bemerkung|Bemerkungen|Anmerkung|备注|備註|备注说明|跟进情况|说明",
    "product": "Product/Service|Product name|Item|Model|Gerät|Artikel|产品名称|產品型號|设备|型号",
    "remedy_wanted": "Desired outcome|Customer wants|Wunsch|客户诉求|客戶要求|期望处理结果|期望解决方案",
    "severity": "How serious|Severity|Complaint level|Schweregrad|严重程度|嚴重程度|等级",
    "cause": "客诉原因|Reklamationsgrund",
    "immediate_action": "Sofortmaßnahme",
    "lesson": "Korrekturmaßnahme|矯正措施",
    "outcome": "Justified?|berechtigt|是否属实",
    "remedies": "赔偿金额|賠償金額",
    "customer_company": "报修单位",
}
CUSTOMER = {
    "id": "客戶代號|Customer No|Customer No.|Customer number|Client ID|Account No|Member No.|Kundennr.|Kundennummer|客戶編號|客户号|会员编号",
    "name": "Vorname|Nachname|Name|Names|Customer name|Client|Client's name|Kunde|Kundenname|姓名|客戶名稱|客户全称|会员姓名|业主姓名",
    "company": "Company|Firm|Firma|Unternehmen|单位|公司名稱|單位名稱|所属公司",
    "contact": "Contact person|Ansprechpartner|联系人|聯絡人",
    "phone": "Tel. geschäftlich|Tel. privat|Telefon 2|市内电话|市內電話|Phone|Phones|Phone numbers|Phone No.|Tel.|Contact number|Telefon|Telefonnummer|電話|聯絡電話|固話|联系号码",
    "contact_role": "Position|Job title|Funktion|职务|职位|職稱|岗位",
    "mobile": "联系人手机|Mobile|Mobile No|Mobile number|Cell No.|Handy|Mobiltelefon|手機|手機號碼|行動電話",
    "email": "Email|E-mails|E-Mail-Adresse|Email ID|電郵|電子郵件|邮箱",
    "address": "Address|Addresses|Home address|Street|Straße|Anschrift|Adresse|PLZ|Ort|地址|聯絡地址|家庭住址|收货地址",
    "tier": "VIP|VIP?|Tier|Customer level|Grade|客戶等級|会员级别|是否VIP",
    "owner": "Responsible|Sales rep|Account manager|Betreuer|业务员|負責人|客户经理",
    "birthday": "Birthday|DOB|Date of birth|Geburtstag|出生日期|生日",
    "note": "Vermerk|Note|Notes|Remark|Remarks|Comments|Bemerkung|Bemerkungen|Notizen|备注|備註|附注",
    "tags": "Kundengruppe|Tags|Tag|Labels|标签|標籤|分组",
    "source": "Source|Lead source|来源|客戶來源|获客渠道",
}
CALL = {
    "started_at": "When|Date|Time|Call time|Time of call|Date & time|Datum|Uhrzeit|来电时间|通話時間|通话日期|受理时间",
    "direction": "In/Out|Direction|Incoming/Outgoing|Inbound / outbound|Call type|Richtung|呼入/呼出|来电/去电|呼叫類型",
    "phone": "Tel.|Number|Phone No.|Caller ID|Nummer|Telefon|来电号码|對方號碼|号码",
    "duration_s": "Min|Mins|Minutes|Duration|Duration (min)|Length|Length of call|Dauer|通話時長|分钟|时长",
    "wait_s": "Wait time|Waiting|Waiting time|Ring time|Ring Time (s)|Ringing|Wartezeit|等待时长|等待時長|等待时间|振铃时长|响铃时长|排队时间",
    "summary": "Remarks|Notes|Message|What was said|Bemerkung|通话内容|沟通记录|备注",
    "handler": "Taken by|Handled by|Staff|Agent|Bearbeiter|接聽人|接线员|经办人",
    "reason": "About|What about|Reason|Purpose of call|Betreff|来电原因|事由|來電事由",
    "customer": "Name|Caller|Who|Client|Anrufer|来电人|客戶姓名|联系人",
}
TABLE = [
    (kind, name, header)
    for kind, fields in (("case", CASE), ("customer", CUSTOMER), ("call", CALL))
    for name, headers in fields.items()
    for header in headers.split("|")
]


def test_the_usual_headers_of_hand_made_registers_are_understood() -> None:
    assert len(TABLE) > 400
    wrong = {
        (kind, header, place and place.name)
        for kind, name, header in TABLE
        if (place := place_of(header, kind, own=False)) is None or place.name != name
    }
    assert not wrong


FAX_AND_TAX = (
    "Fax|Fax No.|Fax-Nr.|Telefax|传真|傳真|传真号码|Tax number|Tax No|Tax ID|VAT No.|VAT ID|USt-IdNr.|USt-ID|Steuernr."
    "|Steuernummer|税号|稅號|纳税人识别号|统一社会信用代码|統一編號"
)


@pytest.mark.parametrize("kind", ["customer", "case", "call"])
def test_fax_and_tax_numbers_are_kept_in_words(kind: str) -> None:
    for header in FAX_AND_TAX.split("|"):
        assert is_kept_in_words(header, kind), header
        assert place_of(header, kind, own=False) is None, header


def test_a_word_of_registers_goes_before_no_header_that_is_known() -> None:
    for kind, columns in READ_BY_KIND.items():
        for column in columns:
            for header in (column.header, column.header_zh, *column.aliases):
                found = place_of(header, kind, own=False)
                assert found is not None, (kind, header)
                assert found.rank < LOOSE, (kind, header)


def test_every_column_that_a_profile_names_is_read_as_the_profile_says() -> None:
    for path in sorted(SHIPPED.glob("*.toml")):
        profile = load(path)
        for header, name in profile.columns.items():
            if part_field(name) or name in REFERENCES:
                continue
            key = next(key for key in RECORDS[profile.kind].keys if key != name)
            used = build_mapping([header, "Filler"], profile.kind, {"Filler": key}, [], profile).used
            assert header in used.values(), (path.name, header)
            assert used.get(name) == header, (path.name, header, used)


def test_every_word_of_registers_fills_a_field_that_there_is() -> None:
    for kind in READ_BY_KIND:
        for name, _place, word in register_words(kind):
            assert column_named(kind, name), (kind, name)
            assert place_of(word, kind, own=False), (kind, word)


@pytest.mark.parametrize(("one", "other"), [
    ("Phone No.", "phone numbers"), ("Ticket #", "TICKET NUMBER"), ("Ticket Nr.", "Ticket-Nummer"),
    ("Date of\ncomplaint", "Complaint dates"), ("備註", "备注"), ("Tel.", "telephone"), ("PhoneNumber", "Phone No"),
    ("Customer's name", "Name of the client"), ("E-Mails", "email"), ("Kundennr.", "Kunden-Nr"),
    ("Duration (min)", "duration"), ("Statuses", "statuse"), ("【客戶編號】", "客户编号"), ("Cases", "case"),
    ("Resolved Y/N", "resolved"), ("Erledigt ja/nein", "erledigt"), ("Done (yes/no)?", "done"),
])  # fmt: skip
def test_spellings_of_one_header_are_alike(one: str, other: str) -> None:
    assert loose_key(one) == loose_key(other)


@pytest.mark.parametrize(("one", "other"), [
    ("Closed on", "Closed by"), ("Received by", "Received on"), ("Address", "Add"), ("Status", "State"), ("Reply", "Replies"),
])  # fmt: skip
def test_headers_that_mean_another_thing_are_not_alike(one: str, other: str) -> None:
    assert loose_key(one) != loose_key(other)


@pytest.mark.parametrize(("headers", "kind", "also"), [
    ("Name,Phone,Complaint,Date", "case", {"description": "Complaint", "customer": "Name", "received_at": "Date"}),
    ("Name,Phone,Email,Address,Company,Complaint,Date,Action taken,Status", "case", {"result": "Action taken", "customer.address": "Address", "customer.company": "Company"}),
    ("Ref,Customer,Phone,Complaint,Date received,Status", "case", {"external_id": "Ref", "received_at": "Date received"}),
    ("No.,Date,Customer,Tel,Complaint,Action taken,Closed on,Responsible", "case", {"external_id": "No.", "owner": "Responsible", "closed_at": "Closed on"}),
    ("Complaint No,Name,Contact number,Problem,Handled by,Follow up on,Remarks", "case", {"description": "Problem", "followup.due_at": "Follow up on", "notes": "Remarks"}),
    ("Datum,Kunde,Telefon,Beschwerde,Maßnahme,Erledigt am,Bearbeiter", "case", {"solved_at": "Erledigt am", "description": "Beschwerde"}),
    ("序号,登记时间,反映人,联系电话,反映内容,办理情况,经办人", "case", {"result": "办理情况", "received_at": "登记时间"}),
    ("日期,姓名,手机,单位,地址,诉求,备注", "case", {"description": "诉求", "customer.company": "单位", "notes": "备注"}),
    ("工單編號,客戶名稱,電話,標題,投訴內容,受理時間", "case", {"external_id": "工單編號", "description": "投訴內容", "phone": "電話"}),
    ("工单流水号,来电人姓名,联系方式,反映问题,登记日期,经手人,处理进度,备注（内部）,回访结果", "case", {"description": "反映问题", "state": "处理进度", "external_id": "工单流水号", "notes": "备注（内部）"}),
    ("流水号,来电人,来电号码,来电反映内容,来电时间,接听人,处置进度,备注", "case", {"description": "来电反映内容", "state": "处置进度", "notes": "备注"}),
    ("日期,来电人,电话,来电内容,接听人,处理结果,备注", "call", {"summary": "来电内容 + 备注", "handler": "接听人"}),
    ("提交时间,您的姓名,您的手机号,您要投诉的内容,您的诉求", "case", {"description": "您要投诉的内容", "remedy_wanted": "您的诉求"}),
    ("Timestamp,Full Name,Email Address,Phone number,Please describe the problem", "case", {"description": "Please describe the problem"}),
    ("投訴日期,投訴人,聯絡電話,投訴內容,處理情形,結案日期,承辦人", "case", {"result": "處理情形", "owner": "承辦人"}),
    ("投诉标题,客户姓名,问题描述,期望解决方案,受理时间", "case", {"subject": "投诉标题", "description": "问题描述", "remedy_wanted": "期望解决方案"}),
    ("投诉编号,顾客姓名,期望解决方案,投诉类型,投诉原因", "case", {"remedy_wanted": "期望解决方案", "category": "投诉类型", "cause": "投诉原因"}),
    ("客诉日期,客户,客诉原因,诉求", "case", {"description": "诉求", "cause": "客诉原因"}),
    ("客诉日期,客户,客诉原因,处理结果", "case", {"description": "客诉原因"}),
    ("Datum,Kunde,Reklamationsgrund,Beschwerde", "case", {"description": "Beschwerde", "cause": "Reklamationsgrund"}),
    ("Ticketnr.,gemeldet am,gemeldet von,Störung,Priorität,Techniker,Ursache,Maßnahme,abgeschlossen,Kundenzufriedenheit", "case", {"description": "Störung", "customer": "gemeldet von", "owner": "Techniker"}),
    ("受理日期,申訴人,申訴事由,承辦人,處理期限,回覆日期,急件,滿意度", "case", {"subject": "申訴事由", "first_reply_at": "回覆日期", "priority": "急件"}),
    ("Kunde,Ansprechpartner,Beschwerde,Rückruf am,zuständige Abteilung", "case", {"customer": "Kunde", "followup.due_at": "Rückruf am", "department": "zuständige Abteilung"}),
    ("Kundennummer,Vorname,Nachname,PLZ,Ort,Tel. geschäftlich,Tel. privat,Vermerk", "customer", {"name": "Vorname + Nachname", "phone": "Tel. geschäftlich + Tel. privat", "note": "Vermerk"}),
    ("Vorname,Name,Straße,PLZ,Ort,Telefon", "customer", {"name": "Vorname + Name"}),
    ("Name,Vorname,Telefon", "customer", {"name": "Vorname + Name"}),
    ("Name,Phone,Remarks", "customer", {"note": "Remarks"}),
    ("Name,Phones,Company,Notes", "customer", {"phone": "Phones"}),
    ("Kundennr,Name,Firma,Telefon,E-Mail,Straße,PLZ,Ort,Bemerkung", "customer", {"external_id": "Kundennr", "address": "Straße + PLZ + Ort"}),
    ("客戶編號,姓名,電話,手機,地址,備註", "customer", {"external_id": "客戶編號", "mobile": "手機", "note": "備註"}),
    ("In/Out,When,Min,Tel.,Who,What about", "call", {"duration_s": "Min", "direction": "In/Out", "reason": "What about"}),
    ("Date,Time,In/Out,Number,Name,Min,Remarks", "call", {"phone": "Number", "summary": "Remarks"}),
])  # fmt: skip
def test_a_register_is_taken_for_what_it_is(headers: str, kind: str, also: dict[str, str]) -> None:
    names = headers.split(",")
    assert detect_kind(names) == kind
    clocks = [
        ["09:15" if name == "Time" else "2026-03-02" if name in {"Date", "When"} else "" for name in names]
    ]
    mapping = build_mapping(names, kind, {}, clocks)
    assert mapping.used_by_all | also == mapping.used_by_all
    assert set(mapping.ignored) <= {"序号"}


@pytest.mark.parametrize(("headers", "kind"), [
    ("呼叫时间,主叫号码,被叫号码,通话时长,坐席,来电诉求,处置进度", "call"),
    ("來電時間,主叫號碼,通話時長,坐席,來電訴求,處置進度", "call"),
    ("流水号,呼叫时间,主叫,被叫,坐席,来电诉求,处置进度", "call"),
    ("登记时间,客户姓名,投诉内容,来电时间,通话时长,通话内容", "case"),
    ("工单流水号,来电人姓名,联系方式,反映问题,登记日期,经手人,处理进度,备注（内部）,回访结果,耗时", "case"),
])  # fmt: skip
def test_how_long_a_call_was_or_both_its_sides_tell_calls_from_complaints(headers: str, kind: str) -> None:
    assert detect_kind(headers.split(",")) == kind


@pytest.mark.parametrize(("kind", "header"), [
    *(("case", header) for header in ["Order number", "Invoice no", "Serial no.", "Kosten", "Rechnungsnr.", "订单号", "訂單編號", "费用", "Visit date"]),
    *(("customer", header) for header in ["最后联系日期", "Anrede", "QQ", "統一編號"]),
])  # fmt: skip
def test_what_no_field_holds_is_kept_in_words(kind: str, header: str) -> None:
    assert place_of(header, kind, own=False) is None
    mapping = build_mapping(["Name", "Complaint", "Phone", header], kind, {}, [["a", "b", "1", "7"]])
    assert mapping.kept == (3,)
    assert header not in mapping.ignored
