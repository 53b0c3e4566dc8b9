"""The headers of registers that people keep by hand, in English, German and Chinese.

Nobody has agreed on these words, so they count less than those of columns.py: of several in one file the
first here fills the field, and none does where a column with a header that is known is there. They are
compared by loose_key(): one spelling stands for its plural, its short forms and its traditional characters.
"""

# ruff: noqa: E501 - rows of tables are not cut

from collections.abc import Iterator, Mapping
from functools import cache

from servicedesk.exchange.header_folding import loose_key

_PHONE = (
    "Phone No|Contact Phone No|Contact No|Contact Tel|Phone Contact|Customer Phone|Customer Phone No"
    "|Phone Mobile|Handphone|HP|Landline|Landline No|WhatsApp|WhatsApp No|Callback No|Call back no"
    "|Telefon|Telefon No|Tel Telefon|Rufnummer|Rückrufnummer|Festnetz"
    "|联络电话|联络方式|联系号码|客户电话|客户联系电话|客户联系方式|用户电话|业主电话|住户电话|诉求人电话|反映人电话"
    "|投诉人联系方式|投诉人联系电话|投诉人手机|消费者电话|举报人电话|来电电话|电话手机|手机电话|联系电话手机|座机|座机号|固话|固定电话|号码|顾客电话|顾客联系电话|顾客手机|申诉人电话|来访人电话|联络人电话"
    "|Tel geschäftlich|Tel dienstlich|Tel Büro|Tel privat|Telefon geschäftlich|Telefon dienstlich|Telefon privat|Telefon 2|Tel 2|Telefon 3"
    "|市内电话|市话|室内电话"
)
_MOBILE = (
    "Mobile No|Mobile Phone No|Customer Mobile|Customer Mobile No|GSM|Handy|Handy No|Mobil|Mobil No"
    "|Mobiltelefon|行动电话|移动电话号码|手提电话|联系手机|客户手机|客户手机号|手机联系|联系人手机|联系人手机号|联系人手机号码"
)
_EMAIL = (
    "Email ID|Mail|Mail address|Customer Email|Contact Email Address|Mailadresse|Email Adresse|电邮|电邮地址|客户邮箱"
    "|联系邮箱|电子信箱|信箱"
)
_PERSON = (
    "Customer|Customer Name|Name|Complainant|Complainant Name|Name Complainant|Caller Name|Person|Consumer|Consumer Name"
    "|Guest|Guest Name|Patient|Patient Name|Tenant|Tenant Name|Resident|Member|Member Name|Passenger|Buyer"
    "|Raised by|Reported by|Complained by|Requested by|Submitted by|Received from|From whom|Who"
    "|Kunde|Kundin|Kundenname|Kundenbenutzer|Customer User|Name Kunde|Kunde Name|Beschwerdeführer|Anrufer|Melder|Absender|Auftraggeber"
    "|诉求人|诉求人姓名|反映人姓名|投诉者|投诉人名称|投诉客户|来访人|来访人姓名|来信人|来电者|来电人姓名|来电客户|当事人|顾客|顾客姓名"
    "|用户|用户姓名|用户名称|会员姓名|会员|业主|业主姓名|住户|住户姓名|户主|消费者|消费者姓名|旅客|乘客|患者|患者姓名|病人"
    "|客人|客人姓名|买家|买家昵称|举报人|咨询人|提出人|报告人|客户名|客户方|联系人|联系人姓名|联络人|称呼|姓名电话|对方|Contact|Gemeldet von|申诉人|申诉人姓名|Contact Person|Ansprechpartner|Ansprechpartnerin|Kontaktperson"
)
_STAFF = (
    "Responsible|Responsible Person|Person responsible|Handled by|Handler|Handling officer|Officer|Officer in charge"
    "|In charge|Person in charge|PIC|Case worker|Case manager|Allocated to|Assigned|Assigned person|Dealt with by|Dealt by"
    "|Attended by|Actioned by|Resolved by|Technician|Assigned to Technician|Engineer|Agent Name|Staff|Staff Member|Staff Name|Employee|Operator"
    "|Taken by|Received by|Logged by|Recorded by|Registered by|Entered by|By"
    "|Bearbeiter|Bearbeitet von|Sachbearbeiter|Zuständig|Zuständiger|Verantwortlich|Verantwortlicher|Mitarbeiter"
    "|Angenommen von|Aufgenommen von|Betreuer"
    "|经办人|受理人|处理人|负责人|承办人|承办人员|办理人|办理人员|处理人员|处理者|经办|经办人员|经手人|负责人员|负责|处置人|责任人员|跟进人|跟进人员|跟踪人"
    "|专员|业务员|客服|客服人员|客服姓名|客服专员|维修人员|维修师傅|维修员|坐席|座席|话务员|接线员|接待人|接待人员|接单人|接听人|接电人|接线人|接听人员|受理人员|受理员"
    "|值班员|值班人员|回复人|登记人|登记人员|记录人|填表人|填报人|Investigated by|Closed by|Completed by|Repaired by|Techniker|Servicetechniker|Monteur"
    "|Geprüft von|Abgeschlossen von|Besitzer|调查人|调查人员|结案人|完工人|施工人员"
)
_RECEIVED = (
    "Complaint Date|Received on|Received Date|Date receipt|Receipt Date|Date and time received|Date Reported"
    "|Reported|Reported on|Reported at|Report Date|Date Logged|Logged|Logged on|Log Date|Date Opened|Open Date|Opened on"
    "|Date Raised|Raised on|Date Registered|Registered|Registered on|Registration Date|Date Entered|Entered on|Entry Date"
    "|Submitted|Submitted on|Submitted at|Submission Date|Call Date|Date and Time|Date Time|Datetime|Timestamp"
    "|Opening Date|Incident Date|When|Day|Time|Time Received|Time Complaint|Start Date"
    "|Datum|Eingang|Eingangsdatum|Eingang am|Eingegangen am|Eingegangen|Beschwerdedatum|Meldedatum|Gemeldet am|Erfasst am"
    "|Zeitpunkt|Uhrzeit"
    "|登记日|收件时间|收件日期|接件时间|接诉时间|接诉日期|接收时间|接收日期|接待时间|接待日期|接报时间|来访时间|来访日期|来信日期"
    "|来信时间|来电日期|反映时间|反映日期|诉求日期|投诉日|客诉日期|客诉时间|客诉日|投诉受理时间|投诉登记时间|受理日|立案时间|立案日期|信访日期|举报时间|工单时间"
    "|Called in|Date called in|Call in Date|Reklamationsdatum|Beschwerde vom|Reklamation vom"
    "|建单时间|创建日|提交时间|提交日期|填写时间|填报时间|填表时间|填表日期|记录时间|记录日期|发生时间|发生日期|日期时间|年月日|派单时间|下单时间|申诉日期|申诉时间|Angelegt|Angelegt am|Erstellt|Erstellt am"
)
_NOTE = (
    "Remark|Additional information|Additional info|Other information|Info|Memo|Observation"
    "|Bemerkung|Bemerkungen|Vermerk|Notiz|Notizen|Anmerkung|Anmerkungen|Kommentar|Kommentare"
    "|备注说明|备注栏|备注内容|备考|附注|说明|补充说明|其他说明|其他"
)
_CUSTOMER_NO = (
    "Customer No|Customer Code|Customer Reference|Account No|Account Number|Member No|Member ID|Membership No|Card No"
    "|Kunden No|Kunden ID|Kundennr|Kd No|Mitglieds No"
    "|客户号码|客户代号|客户ID|会员编号|会员卡号|会员ID|用户编号|用户ID|户号|卡号|顾客编号"
)

_REMARKED = "备注名|备注姓名|备注名称|客户备注名|好友备注|微信备注|微信备注名|通讯录备注"
_NICKNAMES = "微信昵称|昵称|客户昵称|微信名|微信名称|网名|微信姓名"

_TABLE: Mapping[str, Mapping[str, str]] = {
    "customer": {
        "id": f"{_CUSTOMER_NO}|Reference No|Reference|Code|No",
        "name": (
            "Customer|Customer Name|Person|Guest|Guest Name|Member|Member Name|Tenant|Tenant Name|Resident|Contact Full Name"
            "|Kunde|Kundin|Kundenname|Name Kunde|Name Firma|Name Nachname"
            "|客户全称|客户简称|客户名|顾客|顾客姓名|会员|会员姓名|业主|业主姓名|住户|住户姓名|户主|用户|用户姓名|用户名称|称呼"
            f"|{_REMARKED}|{_NICKNAMES}"
        ),
        "company": (
            "Firm|Business|Business Name|Employer|Trading Name|Company Organization"
            "|Firma|Firmenname|Unternehmen|Betrieb"
            "|所属公司|所属单位|任职单位|公司单位|单位公司|企业|机构|机构名称|商户名称"
        ),
        "contact": "Ansprechpartner|Ansprechpartnerin|Kontaktperson|Attn|接洽人",
        "contact_role": "Position|Job Title|Job Position|Funktion|Berufsbezeichnung|职务|职位|职称|岗位|联系人职位",
        "phone": _PHONE,
        "mobile": _MOBILE,
        "email": _EMAIL,
        "wechat": "WeChat No|Weixin|微信账号|微信号码",
        "address": (
            "Home Address|Postal Address|Full Address|Address Line 1|Anschrift|Adresse"
            "|家庭住址|家庭地址|居住地址|现住址|住所|单位地址|公司地址|收货地址|送货地址|邮寄地址|安装地址|联络地址|通信地址|房号|门牌号"
            "|Site Address|Property Address|Job Address|Premises"
        ),
        "region": "Area|Zone|Territory|Gebiet|Bundesland|所属区域|所在地|所在城市|片区",
        "industry": "Sector|Branche|行业类型",
        "website": "Homepage|Web|Web Site|Webseite|官方网站",
        "tier": (
            "Grade|Rank|Customer Level|Customer Grade|VIP Level|Is VIP|Membership Level|Member Level|Kundenklasse"
            "|客户分级|客户分类|会员级别|会员类型|VIP等级|VIP客户|是否VIP|是否VIP客户|级别"
        ),
        "tags": "Keyword|Segment|Customer Group|Kundengruppe|客户分组|客户组|Schlagworte|分组|所属分组|标记",
        "source": "Kundenquelle|获客渠道|客户渠道|了解渠道",
        "owner": (
            "Responsible|Sales Rep|Salesperson|Account Manager|Relationship Manager|Handled by|Assigned to"
            "|Betreuer|Zuständig|Verkäufer|销售员|销售代表|业务经理|客服|专属客服|维护人|所属销售|跟进人员|责任人"
        ),
        "birthday": "DOB|Birth Date|Geburtsdatum|Geburtstag|出生年月|出生年月日",
        "customer_since": (
            "Since|Joined|Join Date|Date Joined|Member since|Registration Date|Registered on|Kunde seit|Eintrittsdatum"
            "|入会时间|入会日期|注册时间|注册日期|开户日期|建卡日期|成交日期|入住日期|加入时间"
        ),
        "note": f"{_NOTE}|特殊要求|需求|描述",
    },
    "case": {
        "number": (
            "Case No|Complaint No|Ticket No|Conversation No|Conversation ID|Case Reference|Complaint Reference|Reference No|Reference|Incident No"
            "|Incident ID|Report No|Job No|File No|Record No|Log No|Entry No|Request No|Code|No"
            "|Vorgang|Vorgangs No|Ticket Nummer|Fall No|Fall ID|Beschwerde No|Reklamations No|Rekl No|Aktenzeichen"
            "|案件编号|案号|受理编号|受理单号|受理号|登记编号|登记号|工单序号|投诉单号|投诉号|客诉单号|客诉编号|单据编号|记录编号|事件编号|信访编号|诉求编号|流水号"
            "|工单流水号|投诉流水号|受理流水号|案件流水号|业务流水号"
        ),
        "customer": _PERSON,
        "customer_id": _CUSTOMER_NO,
        "customer_address": "所在小区|小区|小区名称|所住小区|居住小区|住在哪个小区",
        "customer_company": "报修单位|送修单位|报障单位|来访单位",
        "phone": f"{_PHONE}|{_MOBILE}",
        "email": _EMAIL,
        "kind": "Record Type|Request Type|Vorgangsart|工单性质|事项类型|信访类型|件类型|诉求性质类别",
        "subject": (
            "Heading|Headline|Topic|Short Description|Brief Description|Complaint Title|Problem Title|Regarding|Re|About"
            "|What about|Betreff|Titel|Thema|Kurzbeschreibung"
            "|Complaint Subject|Ticket Subject|Ticket Title|Case Subject|Case Title|Subject Line|Überschrift|Kurztext"
            "|投诉标题|客诉标题|问题概述|问题简述|问题摘要|投诉概述|投诉摘要|投诉简述|投诉名称|反映标题|反馈标题|报修标题|报修主题"
            "|案件标题|事件标题|举报标题|信访标题|来电标题|来电主题|咨询标题|建议标题|工单主题|问题名称|申诉标题|申诉事由"
            "|事由|事项|主旨|客诉主题|客诉事项|投诉事由|投诉事项|反映事项|诉求事由|问题标题|问题主题|简述|概要|摘要|案由|诉求摘要|诉求概要|来电事由"
        ),
        "description": (
            "Complaint|Complaint About|Complaint Description|Complaint Detail|Complaint Text|Complaint Content|Customer Complaint"
            "|Complaint Received|Problem|Problem Description|Problem Detail|Customer Problem|Issue Description|Issue Detail"
            "|Fault|Fault Description|Defect|Concern|Grievance|What happened|Incident|Incident Description|Incident Detail"
            "|Enquiry|Inquiry|Query|Request|Request Detail|Request Description|Nature of Complaint|Statement|Feedback|Customer Feedback|Text"
            "|Beschwerde|Beschwerdetext|Beschwerdeinhalt|Reklamation|Beschreibung|Problembeschreibung|Fehlerbeschreibung"
            "|Störung|Störungsmeldung|Störungsbeschreibung|Fehler|Fehlermeldung|Defekt|Sachverhalt|Anliegen|Inhalt|Schilderung|Vorfall|Mangel|Meldung"
            "|反映问题|反映情况|反映的问题|反映诉求|投诉情况|投诉详情|投诉描述|投诉问题|客户反映|客户反映问题|客户投诉|客户问题|客户反馈|投诉"
            "|问题|问题内容|问题情况|问题详情|问题反馈|来电内容|来访内容|信访内容|举报内容|咨询内容|登记内容|受理内容|报修内容|故障|故障内容|故障情况"
            "|事件描述|事件经过|事件内容|情况说明|情况描述|具体内容|具体问题|具体情况|具体诉求|详细内容|详细情况|详细描述|描述|主要内容|主要诉求|主要问题"
            "|意见|意见内容|意见建议|诉求描述|诉求详情|诉求情况|申诉内容|申诉情况|客诉|客诉内容|客诉描述|客诉说明|客诉情况"
            "|来电反映|来电反映内容|来电反映问题|来电问题|来电诉求|反映的主要问题|反映主要问题|客户反映内容|客户反映情况"
            "|市民反映|市民反映问题|业主反映|业主反映问题|住户反映|用户反映|用户反映问题|群众反映|群众反映问题"
            "|Fault Reported|Problem Reported|Issue Reported|Complaint Made"
        ),
        "category": (
            "Complaint Category|Issue Type|Problem Type|Fault Type|Nature|Classification|Class|Area|Kategorie|Beschwerdeart"
            "|Art der Beschwerde|Reklamationsart|Rubrik"
            "|问题类型|问题性质|投诉性质|事件类别|事件类型|业务类型|业务类别|诉求类别|所属类别|投诉分类|投诉大类|客诉类别|客诉类型|工单分类|故障类型|售后类型"
        ),
        "channel": (
            "Received via|Received through|How Received|Mode of Complaint|Mode of Receipt|Mode|Contact Method|Method of Contact"
            "|Method|Medium|Complaint Source|Source of Information|How|Kanal|Eingangsweg|Eingangskanal|Herkunft"
            "|受理方式|受理途径|投诉途径|投诉渠道|反映方式|反映渠道|来电渠道|接收渠道|接收方式|登记方式|来源方式|诉求渠道|信息渠道|途径|方式|来访方式|来信方式|来电方式|申诉方式"
        ),
        "priority": (
            "Prio|Importance|Urgent|Is Urgent|Priority Level|Urgency Level|Priorität|Dringlichkeit|Dringend"
            "|优先|优先程度|优先顺序|优先级别|急件|是否急件|紧急|是否紧急|是否加急|加急|重要程度|重要性"
        ),
        "state": (
            "Complaint Status|Complaint State|Case State|Current State|Progress|Stage|Open Closed|Resolution Status|Done|Completed"
            "|Finished|Is Closed|Is Resolved|Bearbeitungsstand|Stand|Erledigt|Zustand"
            "|处理进度|进度|办理进度|当前状态|当前进度|处理阶段|是否办结|是否结案|是否解决|是否处理|是否完成|是否关闭|完成情况|完成状态|结案情况|结案状态"
            "|情况|办结状态|处置状态|处置进度|跟进进度|跟进状态|完成进度|解决进度"
        ),
        "owner": _STAFF,
        "department": (
            "Division|Section|Branch|Store|Shop|Responsible Department|Department responsible|Zuständige Abteilung|Verantwortliche Abteilung|Abteilung|Filiale|Standort"
            "|责任单位|主办单位|承办部门|办理部门|受理部门|受理单位|处理单位|转办单位|责任科室|科室|门店|分公司|网点|涉及部门|所属部门|归属部门"
        ),
        "labels": "Keyword|Schlagworte|关键词|关键字|标记",
        "cause": "Cause of Complaint|Reason for Complaint|Grund|Ursache|Beschwerdegrund|Reklamationsgrund|客诉原因|申诉原因|产生原因|问题原因|发生原因|投诉缘由",
        "result": (
            "Outcome of Complaint|Final Outcome|How Resolved|Resolution Detail|Response|Reply|Answer|Decision|Conclusion"
            "|Action taken|Action|Action Detail|Corrective Action Taken|Step taken|Remedial Action"
            "|Ergebnis|Lösung|Antwort|Erledigung|Maßnahme|Maßnahmen|Veranlasst"
            "|维修情况|维修结果|维修内容|维修记录|完工情况"
            "|办理情况|办理情形|处理情形|处置情况|处置结果|处理措施|处理方法|处理方案|处理方式|处理内容|处理反馈|处理|解决情况|解决结果|解决办法|回复情况"
            "|回复内容|回复结果|回复意见|回复客户|答复|答复情况|答复结果|反馈结果|反馈情况|回覆|办结情况|落实情况|整改情况|办理意见|处理意见及结果"
            "|处理情况及结果|处理过程及结果|跟进结果|结果|最终结果|结案意见"
            "|Work Done|Work Carried Out|Work Performed|Repair Done"
        ),
        "satisfaction": (
            "Rating|Score|Star|Customer Rating|Feedback Score|Customer Satisfied|Zufriedenheit|Kundenzufriedenheit|Bewertung"
            "|评分|满意度评分|满意度得分|评价|客户评价|用户评价|评价结果|评价得分|满意情况|满意率|是否满意|满意吗|对处理结果满意吗|对处理结果是否满意|对结果满意吗|对处理满意吗|对服务满意吗|对本次服务满意吗|对服务是否满意|客户是否满意|回访满意度"
        ),
        "received_at": _RECEIVED,
        "due_at": (
            "Due by|Due on|Target Date|Resolve by|Reply by|Respond by|Expected Date|Expected Completion|Deadline Date"
            "|Frist|Fällig|Fällig am|Fälligkeitsdatum|Zieldatum"
            "|办理期限|办结期限|办结时限|限办时间|限办日期|应办结时间|回复期限|答复期限|反馈时限|处理时限|要求时间|要求回复时间|要求办结时间"
            "|要求答复时间|到期时间|到期日|到期日期|期限"
        ),
        "snoozed_until": "Pending till|Pending until|Snoozed till|Snooze until|On hold until|挂起至|挂起到|暂停至",
        "first_reply_at": (
            "Response Date|Responded on|Reply Date|Replied on|Date Replied|Answer Date|Answered on|First Reply Date"
            "|First Response Date|Antwortdatum|Antwort am|Beantwortet am|Rückmeldung am|Rückmeldung an Kunden"
            "|回复时间|回复日期|回复客户时间|首次回复时间|首次回复日期|首次响应日期|回覆时间|回覆日期"
        ),
        "solved_at": (
            "Date Resolved|Resolution Date|Resolved on|Date Completed|Completed on|Completion Date|Fixed on|Date Fixed|Done on"
            "|Action Date|Date of Action|Erledigt am|Gelöst am"
            "|解决日期|处理日期|办理时间|办理日期|答复日期|完成日期|办毕时间|处置时间|修复时间|维修时间|维修日期|完工时间|完工日期|完工日"
        ),
        "closed_at": (
            "Closed Date|Date Closed|Closed on|Closing Date|Closure Date|Complaint Closed on|Case Closed on|End Date|Finish Date"
            "|Geschlossen am|Abgeschlossen am|Abgeschlossen|Geschlossen|Abschlussdatum|Abschluss"
            "|办结日期|办结日|结案日|关闭日期|归档时间|归档日期|销案时间|销案日期"
        ),
        "product": (
            "Product Service|Item|Goods|Model|Equipment|Device|Asset|Service|Produkt|Artikel|Gerät"
            "|设备|设备名称|机型|型号|商品型号|货品|物品|服务项目|项目|涉及商品|涉及业务"
        ),
        "remedy_wanted": (
            "Customer Request|Customer wants|Wanted|Remedy Sought|Solution wanted|Kundenwunsch|Wunsch|Forderung"
            "|希望的处理方式|希望如何处理|希望怎么处理|希望怎样处理|希望如何解决|希望怎么解决|希望我们如何处理|希望我们怎么处理|希望处理方式|期望解决方案|期望解决方式|投诉人诉求|消费者诉求|客户需求|要求"
        ),
        "immediate_action": "Sofortmaßnahme|Sofortmaßnahmen|Immediate Action Taken|应急处理",
        "lesson": "Korrekturmaßnahme|Korrekturmaßnahmen|Vorbeugemaßnahme|Abstellmaßnahme|矫正措施|矫正预防措施|纠正预防措施",
        "remedies": "Compensation Amount|Compensation Paid|赔偿金额|补偿金额|赔付金额",
        "outcome": "Justified|Is Justified|Complaint Justified|Complaint Upheld|Upheld|Founded|Berechtigt|Reklamation berechtigt|是否属实|是否成立|是否有效投诉",
        "severity": "How serious|How severe|Complaint Level|Complaint Grade|Level|Grade|Schweregrad|风险等级|等级|级别",
        "notes": (
            f"{_NOTE}|Progress Note|History|Log|Update|Verlauf|跟进情况|跟进|跟踪情况|处理经过|处理进展|办理过程|办理经过|处置过程|跟踪记录|沟通记录|联系记录"
            "|催办情况|领导批示|批示|审核意见"
        ),
    },
    "call": {
        "call_id": "Call No|Call Reference|Log No|Reference No|Reference|No|来电编号|来电序号|记录编号|录音编号",
        "started_at": (
            "When|Call started|Time of Call|Date of Call|Date called|Called on|Called at|Called|Rang|Phoned|Rang on|Call received|Date and Time|Date Time"
            "|Datetime|Timestamp|Datum|Uhrzeit|Zeit|Zeitpunkt|Anrufzeit|Anrufdatum"
            "|来电日期|通话日期|拨打时间|记录时间|受理时间|接电时间|接入时间|呼入时间|呼出时间|起始时间"
            "|Call Date Time"
        ),
        "direction": (
            "Communication Type|In Out|Incoming Outgoing|Inbound Outbound|I O|Dir|Incoming or Outgoing|Richtung|Ein Aus|Eingehend Ausgehend"
            "|呼入/呼出|呼入呼出|来电/去电|来电去电|来去电|来/去电|进出|呼叫方式|通话类型|通话方向"
        ),
        "customer": _PERSON,
        "customer_id": _CUSTOMER_NO,
        "phone": f"Number|Number Dialled|Number Dialed|Number Called|Caller ID|Calling No|Called No|Caller No|From No|CLI|Nummer|来电|主叫|被叫|被叫号码|呼叫号码|{_PHONE}|{_MOBILE}",
        "duration_s": "Min|Minute|Sec|Second|Length|Length of Call|Call Length|Talk|How long|Dauer|Gesprächsdauer|分钟|通话分钟|用时|耗时",
        "wait_s": (
            "Wait|Wait Time|Waiting|Waiting Time|Time Waited|Ring|Ring Time|Ringing|Ring Duration|Time to Answer|Answer Speed|Queue Time"
            "|Time in Queue|Wartezeit|Klingeldauer|等待|等待时间|等候时间|等候时长|振铃时长|振铃时间|响铃时长|响铃时间|排队时长|排队时间"
        ),
        "reason": (
            "About|What about|Re|Regarding|Purpose|Topic|Purpose of Call|Reason for Call|Call Reason|Query Type"
            "|Betreff|Grund|Anrufgrund|Anlass|Thema|Anliegen|来电目的|咨询事项|业务类别|来电类别"
        ),
        "summary": (
            f"Message|Detail|What was said|Said|They said|Caller said|Said what|Call Note|Discussion|Inhalt|Gesprächsnotiz|通话记录|通话小结|沟通记录|通话备注|处理情况|{_NOTE}"
        ),
        "result": "Status|Call Status|Action Result|Ergebnis|接听情况|接听结果|接通状态|通话状态|呼叫结果|呼叫状态|是否接听",
        "handler": f"{_STAFF}|坐席工号|座席工号|Nebenstelle|Extension|分机|分机号",
    },
    "followup": {
        "customer": _PERSON,
        "phone": f"{_PHONE}|{_MOBILE}",
        "due_at": (
            "Next Contact|Next Call|Next Visit|Call on|Remind on|Reminder|Planned Date|Planned on|Rückruf am|Rückruf|Wiedervorlage|Termin|Fällig am"
            "|下次联系时间|下次联系日期|下次联系|提醒时间|计划时间|计划日期|跟进日期|约定时间"
            "|Next Contact Date|Next Contact on|Follow-up date|Follow-up time|Follow-up on|Next follow-up"
            "|Next follow-up date|Nachfassdatum|Nachfassen am|Nachfasstermin|Wiedervorlage am|Wiedervorlagedatum"
            "|Rückruf am|追踪日期|追踪时间|下次追踪日期|跟踪日期|跟踪时间|下次跟进|下次跟进日期|下次沟通时间"
            "|下次回访时间|下次回访日期"
        ),
        "done_at": (
            "Followed up on|Followed up at|Date followed up|Contacted on|Date contacted|Kontaktiert am|Nachgefasst am"
            "|实际回访|实际跟进时间|实际跟进日期|实际联系时间"
        ),
        "method": "How|Mode|联系方式方法|回访渠道|追踪方式|跟踪方式|联系渠道",
        "owner": "Responsible|Handled by|By|Zuständig|Bearbeiter|跟进人员|经办人|处理人|受理人|责任人|客服|专员|Verantwortlich|Verantwortlicher|By whom|追踪人|追踪人员|跟踪人|跟踪人员|联系人员",
        "purpose": "About|What|Reason|Topic|Betreff|Anlass|跟进事项|跟进内容|跟进目的|Grund|Reason for Call|追踪事项|追踪内容|跟踪事项|跟踪内容|联系事由|联系内容",
        "state": "Done|Is Done|Erledigt|是否完成|完成情况|是否已回访|是否跟进",
        "result": f"结果|最终结果|处理结果|Feedback|Ergebnis|跟进反馈|{_NOTE}|追踪结果|追踪情况|跟踪结果|跟踪情况|联系结果|What was said",
    },
    "promise": {
        "customer": _PERSON,
        "phone": f"{_PHONE}|{_MOBILE}",
        "text": "Promise Made|Zusage|Versprechen|答应客户|承诺的事",
        "owner": "Responsible|Handled by|By|Zuständig|Bearbeiter|经办人|处理人",
        "made_at": "Promised at|Zugesagt am|承诺作出时间",
        "due_at": "By when|Due by|Due on|Frist|Zugesagt bis|完成期限",
        "state": "Kept|Is Kept|Done|Eingehalten|是否完成|是否履行",
    },
}

_REMARK = f"{_NOTE}|备注|Note|Comment|Next step|Next action|Nächster Schritt|下一步|下一步计划|后续计划|后续安排|存在问题|遗留问题"
_SAID = "客户意见|客户反馈|客户评价|反馈意见|满意度|满意程度|客户满意度|Satisfaction|Rating|Zufriedenheit|Bewertung"
_MORE: Mapping[str, Mapping[str, str]] = {
    "call": {
        "": f"{_SAID}|Next step|Next action|Nächster Schritt|下一步|下一步计划|后续计划|后续安排|存在问题|遗留问题"
    },
    "followup": {
        "method": "Art|Kontaktart|How contacted",
        "owner": "By whom|Contacted by|Followed up by|Called by|Verantwortlich|Verantwortlicher|Mitarbeiter|Kontaktiert von|回访人员|回访员|回访专员|处理人员",
        "purpose": "Grund|Thema|回访原因",
        "result": f"What was said|What they said|Gesprächsnotiz|{_SAID}",
        "": _REMARK,
    },
    "promise": {"": _REMARK},
}
"""As _TABLE, of words that stand in sheets of all kinds: they count where the kind is known, and tell none.
Of no field are remarks: what somebody notes beside a follow-up is not what came of it."""


_FAX_AND_TAX = (
    "Fax|Fax No|Telefax|Telefax No|传真|传真号|传真号码|Tax No|Tax ID|Tax Code|VAT No|VAT ID|VAT Registration No|USt ID|USt ID No|USt IdNr"
    "|Steuer No|Umsatzsteuer ID|税号|纳税号|纳税人识别号|纳税人税号|统一社会信用代码|社会信用代码|统一编号|营利事业统一编号"
)
_KEPT: Mapping[str, str] = {
    "customer": f"{_FAX_AND_TAX}|Last Contact|Last Contact Date|Letzter Kontakt|Anrede|最后联系日期|最后联系时间|最近联系时间|QQ|QQ号|法人|法人代表",
    "call": (
        f"{_FAX_AND_TAX}|Queue|Queue Name|Call Queue|Skill Group|Warteschlange|队列|队列名称|呼叫队列|技能组|技能组名称|Position|Job Title|职务|职位|职称"
    ),
    "case": (
        f"{_FAX_AND_TAX}|Position|Job Title|职务|职位|职称|Order No|Order ID|Purchase Order No|PO No|Invoice No|Invoice ID|Serial No|Batch No|Lot No|Contract No|Purchase Date"
        "|Date of Purchase|Visit Date|Cost|Cost of Complaint|Complaint Cost|Auftrags No|Bestell No|Rechnungs No|Serien No"
        "|Artikel No|Chargen No|Liefer No|Lieferschein No|Kosten|Reklamationskosten|Kulanz|订单号|订单编号|订单号码|发票号|发票号码"
        "|序列号|产品序列号|批号|批次号|生产批号|合同号|合同编号|运单号|快递单号|购买日期|费用|维修费用|金额"
    ),
}


@cache
def _kept_keys(kind: str) -> frozenset[str]:
    # When it is asked for: what folds traditional characters is loaded then.
    return frozenset(map(loose_key, _KEPT[kind].split("|"))) if kind in _KEPT else frozenset()


@cache
def _remark_keys() -> frozenset[str]:
    return frozenset(map(loose_key, f"{_REMARKED}|{_NICKNAMES}".split("|")))


def is_remark_name(header: str) -> bool:
    """Whether an address book has how it calls somebody in that column; see remark_names.py."""
    return loose_key(header) in _remark_keys()


def is_kept_in_words(header: str, kind: str) -> bool:
    """Whether registers of `kind` have such a column, for which there is no field: it is kept in words."""
    return loose_key(header) in _kept_keys(kind)


def register_words(kind: str) -> Iterator[tuple[str, int, str]]:
    """Each word with its field and its place among the words of that field: (field, place, word)."""
    for name, words in _TABLE[kind].items():
        for place, word in enumerate(words.split("|"), 1):
            yield name, place, word


def further_words(kind: str) -> Iterator[tuple[str, int, str]]:
    """As register_words(), of words that tell no kind; the field is '' where a column is kept in words."""
    for name, words in _MORE.get(kind, {}).items():
        for place, word in enumerate(words.split("|"), 1):
            yield name, place, word
