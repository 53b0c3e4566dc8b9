# ruff: noqa: E501 - the rows of files stand as they are
"""Exports of other programs, made up with their headers, and what each is to become."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Made:
    """A file with the headers of a program; `becomes` are the records, of each what is looked at."""

    profile: str
    text: str
    becomes: dict[str, list[dict[str, Any]]]
    encoding: str = "utf-8"
    options: tuple[str, ...] = ()


JIRA = Made(
    "jira",
    "Issue key,Summary,Issue Type,Status,Priority,Reporter,Created,Updated,Labels,Comment,Labels,Comment,Comment\n"
    'ÄB-7,打印机 =1+1,Story,Waiting for customer,Lowest,王芳,02/Mar/26 9:15 AM,03/Mar/26 12:05 PM,网络,"02/Mar/26 10:00'
    ' AM;5b1;First; second\nthird",,not of that form,"99/Mar/26 9:00 AM;x;y"\n',
    {
        "case": [
            {
                "external_id": "ÄB-7",
                "subject": "打印机 =1+1",
                "kind": "request",
                "priority": 1,
                "state": "waiting",
                "customer": "王芳",
                "received_at": "2026-03-02T01:15:00Z",
                "labels": ["网络"],
                "notes": [
                    {"at": "2026-03-02T01:15:00Z", "actor": "", "text": "not of that form"},
                    {"at": "2026-03-02T01:15:00Z", "actor": "", "text": "99/Mar/26 9:00 AM;x;y"},
                    {"at": "2026-03-02T01:15:00Z", "actor": "", "text": "Issue Type: Story"},
                    {"at": "2026-03-02T01:15:00Z", "actor": "", "text": "Status: Waiting for customer"},
                    {"at": "2026-03-02T02:00:00Z", "actor": "5b1", "text": "First; second\nthird"},
                ],
            }
        ]
    },
)
SERVICENOW = Made(
    "servicenow",
    "Number,Short description,Caller,Company,Priority,State,Channel,Category,Subcategory,Opened,Resolution notes\n"
    "INC1,Mail,Ann Example,Example Ltd,5 - Planning,On Hold,Self-service,Software,Mail,2026-03-02 09:15:00,=SUM(A1)\n",
    {
        "case": [
            {
                "external_id": "INC1",
                "subject": "Mail",
                "customer": "Ann Example",
                "priority": 1,
                "state": "waiting",
                "channel": "web",
                "category": "Software/Mail",
                "result": "=SUM(A1)",
            }
        ],
        "customer": [{"name": "Ann Example", "company": "Example Ltd"}],
    },
)
REGISTER_12345 = Made(
    "register_12345",
    "序号,工单号,来电号码,联系电话,诉求人姓名,诉求类型,市民诉求,诉求区域,来电时间,承办单位,办理时限,满意情况\n"
    "1,26001,13800000001,010-55550101,王芳,举报,楼道堆物,鼓楼区,2026-03-02 09:15,城管局,2026-03-09,不满意\n",
    {
        "case": [
            {
                "external_id": "26001",
                "customer": "王芳",
                "phone": ["13800000001", "010-55550101"],
                "kind": "complaint",
                "subject": "楼道堆物",
                "labels": ["鼓楼区"],
                "department": "城管局",
                "received_at": "2026-03-02T01:15:00Z",
                "due_at": "2026-03-09T15:59:59Z",
            }
        ],
        "customer": [{"name": "王芳"}],
    },
    encoding="gb18030",
)
REGISTER_12315 = Made(
    "register_12315",
    "登记编号,登记时间,消费者姓名,联系电话,被投诉企业,商品名称,问题描述,消费者诉求,处理结果\n"
    "135010200202603020001,2026年3月2日,李女士,13800000002,示例超市,牛奶,过期,退一赔十,\n",
    {
        "case": [
            {
                "external_id": "135010200202603020001",
                "customer": "李女士",
                "kind": "complaint",
                "description": "过期",
                "product": "牛奶",
                "remedy_wanted": "退一赔十",
            }
        ]
    },
)
OUTLOOK_DE = Made(
    "outlook_de",
    "Anrede;Vorname;Weitere Vornamen;Nachname;Firma;Straße geschäftlich;Postleitzahl geschäftlich;Ort geschäftlich;"
    "Telefon geschäftlich;Telefon privat;Mobiltelefon;E-Mail-Adresse;E-Mail 2: Adresse;Geburtstag;Notizen\n"
    "Frau;Änne;;Groß;Beispiel GmbH;Weg 1;10115;Berlin;+49 30 5550101;+49 30 5550102;0151 5550101;a@example.de;"
    "b@example.de;6.5.1980;Grüße\nFrau;Zoë;;Weiß;;;;;+49 30 5550103;;;;;0.0.00;\n",
    {
        "customer": [
            {
                "name": "Änne Groß",
                "company": "Beispiel GmbH",
                "address": "Weg 1, 10115, Berlin",
                "phone": ["+49 30 5550101", "+49 30 5550102"],
                "mobile": ["0151 5550101"],
                "email": ["a@example.de", "b@example.de"],
                "birthday": "1980-05-06",
                "note": "Grüße",
            },
            {"name": "Zoë Weiß", "birthday": None},
        ]
    },
    encoding="cp1252",
    options=("--profile", "outlook_de"),
)
OUTLOOK_ZH = Made(
    "outlook_zh",
    "名,中间名,姓,单位,商务电话,移动电话,电子邮件地址,商务城市,商务街道,附注\n"
    "芳,,王,示例有限公司,010-55550101,13800000003,wang@example.com,上海市,中山路1号,老客户\n",
    {
        "customer": [
            {
                "name": "王芳",
                "company": "示例有限公司",
                "phone": ["010-55550101"],
                "mobile": ["13800000003"],
                "address": "上海市中山路1号",
                "note": "老客户",
            }
        ]
    },
    encoding="gb18030",
    options=("--profile", "outlook_zh"),
)
OUTLOOK_EN = Made(
    "outlook_en",
    "First Name,Middle Name,Last Name,Company,Business Street,Business City,Home Street,Home City,Business Phone,"
    "Home Phone,Mobile Phone,E-mail Address,Birthday,Notes\n"
    "Ann,B,Example,,,,2 Low St,Leeds,,+44 20 7946 0101,+44 7700 900123,ann@example.com,0/0/00,\n",
    {
        "customer": [
            {
                "name": "Ann B Example",
                "address": "2 Low St, Leeds",
                "phone": ["+44 20 7946 0101"],
                "mobile": ["+44 7700 900123"],
                "email": ["ann@example.com"],
                "birthday": None,
            }
        ]
    },
)
GOOGLE = Made(
    "google_contacts",
    "First Name,Last Name,Organization Name,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value\n"
    "芳,王,示例公司,* myContacts ::: 大客户,,a@example.com ::: b@example.com,,13800000004 ::: 010-55550104\n",
    {
        "customer": [
            {
                "name": "王芳",
                "company": "示例公司",
                "tags": ["myContacts", "大客户"],
                "email": ["a@example.com", "b@example.com"],
            }
        ]
    },
)
TWILIO = Made(
    "twilio",
    "Call Sid,Type,Status,Start Time,Duration,From,To,Direction\n"
    "CA1,Phone,Busy,2026-03-02T09:15:02Z,0,+12125550100,+12125550143,Outgoing Dial\n"
    "CA2,Phone,completed,2026-03-02T09:16:02Z,9,+12125550144,+12125550100,Incoming\n",
    {
        "call": [
            {"external_id": "CA1", "direction": "out", "phone": "+12125550143", "result": "no_answer"},
            {"external_id": "CA2", "direction": "in", "phone": "+12125550144", "result": "answered"},
        ],
        "customer": [{"name": "+12125550143"}, {"name": "+12125550144"}],
    },
)
FREEPBX = Made(
    "freepbx",
    "calldate,clid,src,dst,dcontext,channel,duration,billsec,disposition,uniqueid\n"
    '2026-03-02 09:15:02,"""王芳"" <13800000005>",13800000005,101,from-trunk,SIP/1,70,65,ANSWERED,1.1\n'
    '2026-03-02 09:15:02,"""Bo"" <101>",101,13800000006,from-internal,SIP/2,20,0,NO ANSWER,1.2\n'
    '2026-03-02 09:15:02,"""x"" <13800000007>",13800000007,5,my-own,SIP/3,20,10,ANSWERED,1.3\n',
    {
        "call": [
            {
                "customer": "王芳",
                "phone": "13800000005",
                "duration_s": 65,
                "handler": "101",
                "direction": "in",
            },
            {
                "customer": "13800000006",
                "phone": "13800000006",
                "direction": "out",
                "result": "no_answer",
                "handler": "101",
            },
            {"customer": "x", "phone": "13800000007"},
        ]
    },
)
THREECX = Made(
    "3cx",
    "Call Time,Call ID,From,To,Direction,Status,Ringing,Talking,Cost,Call Activity Details\n"
    "2026-03-02T09:15:02,77,Ann Example (+442079460101),Bo Agent (101),Inbound,Answered,00:00:05,00:01:05,,\n"
    "2026-03-02T09:16:02,78,Bo Agent (101),+442079460102,Outbound,Unanswered,00:00:05,00:00:00,,\n"
    "2026-03-02T09:17:02,79,Bo Agent (101),Cy (102),Internal,Answered,00:00:05,00:00:10,,\n",
    {
        "call": [
            {"customer": "Ann Example", "phone": "+442079460101", "duration_s": 65, "handler": "Bo Agent"},
            {"phone": "+442079460102", "direction": "out", "handler": "Bo Agent", "result": "no_answer"},
            {"external_id": "79", "result": "answered"},
        ]
    },
)
THREECX_OLD = Made(
    "3cx_old",
    "Call Time,Caller ID,Destination,Status,Ringing,Talking,Totals,Cost,Reason,Play\n"
    "2026-03-02 09:15:02,王芳 (13800000008),Bo Agent (101),Answered,00:00:05,00:01:05,,,Terminated by Bo,\n",
    {"call": [{"customer": "王芳", "phone": "13800000008", "duration_s": 65, "summary": "Terminated by Bo"}]},
)
FRITZBOX = Made(
    "fritzbox",
    "sep=;\nTyp;Datum;Name;Rufnummer;Landes-/Ortsnetzbereich;Nebenstelle;Eigene Rufnummer;Dauer\n"
    "1;02.03.26 09:15;Anna Zoll;0895550251;München;Büro;5550250;0:03\n"
    "4;02.03.26 10:15;;0895550252;München;Büro;5550250;1:12\n",
    {
        "call": [
            {"customer": "Anna Zoll", "direction": "in", "result": "answered", "duration_s": 180},
            {"phone": "0895550252", "direction": "out", "handler": "Büro", "duration_s": 4320},
        ]
    },
)
FRITZBOX_OLD = Made(
    "fritzbox_old",
    "Typ;Datum;Name;Rufnummer;Nebenstelle;Eigene Rufnummer;Dauer\n"
    "3;02.03.26 09:15;Anna Zoll;0895550251;Büro;5550250;0:03\n",
    {"call": [{"customer": "Anna Zoll", "direction": "out", "phone": "0895550251", "duration_s": 180}]},
)
REDMINE = Made(
    "redmine",
    "#,Project,Tracker,Status,Priority,Subject,Author,Assignee,Updated,Due date,% Done,Created,Closed\n"
    "9,台,Feature,Feedback,Immediate,门,王芳,,2026-03-02 10:00,,0,2026-03-02 09:15,\n",
    {
        "case": [
            {"external_id": "9", "customer": "王芳", "kind": "suggestion", "state": "waiting", "priority": 4}
        ]
    },
)
OSTICKET = Made(
    "osticket",
    "Ticket Number,Date Created,Subject,From,From Email,Priority,Help Topic,Source,Current Status,SLA Due Date,Due Date,"
    "Agent Assigned,Team Assigned\n"
    '"0042",2026-03-02 09:15:00,门,Ann,ann@example.com,Emergency,A,Phone,Open,2026-03-04 18:00:00,,,Crew\n',
    {
        "case": [
            {"external_id": "0042", "due_at": "2026-03-04T10:00:00Z", "owner": "Crew", "priority": 4},
        ]
    },
)
ZENDESK = Made(
    "zendesk",
    "ID,Requester,Requester email,Requester phone,Organization,Subject,Status,Priority,Via,Ticket type,Tags,Created at\n"
    "7,王芳,w@example.com,13800000009,示例公司,漏水,Hold,Normal,Voicemail,Problem,漏水 a_b,2026-03-02 09:15\n",
    {
        "case": [{"external_id": "7", "labels": ["漏水", "a_b"], "channel": "phone", "state": "waiting"}],
        "customer": [
            {"name": "王芳", "company": "示例公司", "mobile": ["13800000009"], "email": ["w@example.com"]}
        ],
    },
)
HUBSPOT = Made(
    "hubspot_contacts",
    "Record ID,First Name,Last Name,Email,Additional email addresses,Lifecycle Stage,Company Name\n"
    "1,芳,王,a@example.com,b@example.com;c@example.com,lead,示例公司\n",
    {"customer": [{"name": "王芳", "email": ["a@example.com", "b@example.com", "c@example.com"]}]},
)
SALESFORCE = Made(
    "salesforce_accounts",
    "Id,Name,Type,Phone,BillingStreet,BillingCity,BillingState,BillingPostalCode,BillingCountry\n"
    '001,王芳,Prospect,010-55550109,"1 High St\nFloor 2",Springfield,IL,62701,US\n',
    {
        "customer": [
            {
                "external_id": "001",
                "name": "王芳",
                "kind": "company",
                "address": "1 High St Floor 2, Springfield, IL, 62701, US",
                "region": "IL/Springfield",
            }
        ]
    },
)
SALESFORCE_CASES = Made(
    "salesforce_cases",
    "Id,CaseNumber,ContactId,SuppliedName,SuppliedEmail,Subject,Status,Priority,Origin,CreatedDate\n"
    "500A,00001026,003B,Ann,ann@example.com,Broken,Escalated,Medium,Web,2026-03-02T09:15:00.000+0000\n",
    {
        "case": [
            {
                "external_id": "00001026",
                "customer": "Ann",
                "state": "working",
                "priority": 2,
                "channel": "web",
            }
        ]
    },
)
SALESFORCE_CONTACTS = Made(
    "salesforce_contacts",
    "Id,FirstName,LastName,Phone,MobilePhone,Email,MailingStreet,MailingCity,MailingState,LeadSource\n"
    "003B,Ann,Example,+44 20 7946 0110,+44 7700 900110,ann@example.com,1 High St,Leeds,,Web\n",
    {"customer": [{"name": "Ann Example", "address": "1 High St, Leeds", "mobile": ["+44 7700 900110"]}]},
)
FRESHDESK = Made(
    "freshdesk",
    "Ticket ID,Subject,Status,Priority,Source,Type,Agent,Group,Created time,Due by Time,Resolved time,Last update time,"
    "Tags,Survey results,Full name,Email,Work phone,Mobile phone,Contact ID,Company Name\n"
    "11,漏水,Waiting on Third Party,Medium,Chat,Question,Bo,Tier 1,2026-03-02 09:15,,,,a,Very Unhappy,王芳,w@example.com,"
    "010-55550111,13800000011,900,示例公司\n",
    {
        "case": [
            {"external_id": "11", "state": "waiting", "priority": 2, "channel": "web", "satisfaction": 17},
        ],
        "customer": [{"name": "王芳", "company": "示例公司", "external_id": "900"}],
    },
)
ZAMMAD = Made(
    "zammad",
    "#,Title,State,Priority,Group,Owner,Customer,Organization,Create Channel,Tags,Created at,Closed at\n"
    "22001,漏水,pending reminder,3 high,Users,-,Ann Example,Example Ltd,sms,,2026-03-02 09:15,\n",
    {
        "case": [
            {"external_id": "22001", "state": "waiting", "priority": 3, "owner": None, "channel": "phone"}
        ],
        "customer": [{"name": "Ann Example", "company": "Example Ltd"}],
    },
)
OTRS = Made(
    "otrs",
    "Ticket#,Age,Created,Closed,State,Priority,Queue,Owner,CustomerID,Customer User,Subject\n"
    "2026022810000012,9 d,2026-02-28 10:00:00,2026-03-01 11:00:00,closed successful,5 very high,Post,klein,K-1,Ann,leak\n",
    {
        "case": [
            {
                "external_id": "2026022810000012",
                "state": "closed",
                "priority": 4,
                "owner": "klein",
                "department": "Post",
            },
        ],
        "customer": [{"name": "Ann"}],
    },
)
HUBSPOT_TICKETS = Made(
    "hubspot_tickets",
    "Ticket ID,Ticket name,Pipeline,Ticket status,Create date,Ticket owner,Source,Associated Contact,Associated Company\n"
    "9001,leak,Support,Waiting on contact,2026-03-02 09:15,Bo,CHAT,Ann (ann@a.example),Example Ltd\n",
    {
        "case": [{"external_id": "9001", "state": "waiting", "owner": "Bo", "channel": "web"}],
        "customer": [{"name": "Ann", "company": "Example Ltd", "email": ["ann@a.example"]}],
    },
)
WECOM_CUSTOMERS = Made(
    "wecom_customers",
    "客户名称,备注名,企业,添加人,添加时间,来源,手机,电话,企业标签,个人标签,描述\n"
    "芳芳,王芳-上海,示例公司,李伟,2026-03-02 09:15:00,扫描二维码,13800000012,,大客户,老客户,每周联系\n",
    {
        "customer": [
            {
                "name": "王芳",
                "company": "示例公司",
                "owner": "李伟",
                "mobile": ["13800000012"],
                "tags": ["大客户", "老客户"],
                "note": "芳芳\n\n王芳-上海\n\n每周联系",
            }
        ]
    },
)
WECOM_FORM = Made(
    "wecom_form",
    "提交者（自动）,提交时间（自动）,您的姓名,您的电话,问题描述\n芳芳,2026/3/2 09:15,,13800000013,门坏了\n",
    {"case": [{"customer": "芳芳", "description": "门坏了", "channel": "wechat"}]},
)
WECHAT_FORM = Made(
    "wechat_form",
    "序号,1、您的姓名,2、联系电话（必填）,3、投诉内容,微信昵称,微信OpenID,提交时间\n3,王芳,13800000014,漏水,芳,oX1,2026-03-02 09:15:00\n",
    {"case": [{"external_id": "3", "customer": "王芳", "description": "漏水", "channel": "wechat"}]},
)
DINGTALK_FORM = Made(
    "dingtalk_form",
    "审批编号,标题,审批状态,审批结果,发起时间,完成时间,发起人姓名,当前处理人姓名,客户姓名,联系电话,公司名称\n"
    "202603020915000012345,客户投诉,审批中,,2026-03-02 09:15:00,,李伟,陈静,王芳,13800000015,示例公司\n",
    {
        "case": [
            {"external_id": "202603020915000012345", "state": "working", "owner": "陈静", "customer": "王芳"},
        ],
        "customer": [{"name": "王芳", "company": "示例公司"}],
    },
)
DINGTALK_SHEET = Made(
    "dingtalk_sheet",
    "提交人,提交时间,部门,客户姓名,手机号,问题描述\n李伟,2026-03-02 09:15,售后,王芳,13800000016,门坏了\n",
    {"case": [{"customer": "王芳", "department": "售后", "description": "门坏了"}]},
)

ALL = tuple(made for made in list(globals().values()) if isinstance(made, Made))
