"""The canonical columns of customers."""

from servicedesk.exchange.column import Column, Parts, columns_of
from servicedesk.exchange.shared_columns import (
    EMAIL_WORDS,
    MORE_EMAILS,
    MORE_MOBILES,
    MORE_PHONES,
    PERSON_NAME,
    PHONE_WORDS,
    identity_columns,
    names,
)

_column = columns_of("customer")

CUSTOMER_COLUMNS: tuple[Column, ...] = (
    _column("id", "Customer ID", "客户编号", names("Record ID|Contact ID|Account ID|客户代码|会员号|客户号")),
    _column(
        "name",
        "Name",
        "名称",
        names("Full Name|Display Name|Customer Name|Customer|姓名|客户姓名|联系人姓名|客户|客户名称"),
        parts=PERSON_NAME,
    ),
    _column("kind", "Kind", "客户性质", names("Type|Customer Type|Account Type|性质")),
    _column(
        "company",
        "Company",
        "公司",
        names(
            "Organization|Account Name|Organization Name|Organisation|Company Name|Associated Company"
            "|单位|公司名称|企业名称|单位名称|工作单位"
        ),
    ),
    Column(
        "contact",
        "line",
        "Contact",
        "联系人",
        names("Primary contact|Contact Name|Contact Person|联络人|主要联系人"),
    ),
    Column("phone", "phones", "Phone", "电话", (*PHONE_WORDS, "来电号码", "联系电话"), parts=MORE_PHONES),
    Column(
        "mobile",
        "phones",
        "Mobile",
        "手机",
        names(
            "Mobile Phone|Mobile Phone Number|Mobile Number|Cell|Cell Phone|手机号|手机号码|移动电话|手机1"
        ),
        parts=MORE_MOBILES,
    ),
    Column("email", "emails", "Email", "邮箱", EMAIL_WORDS, parts=MORE_EMAILS),
    _column("wechat", "WeChat", "微信", names("WeChat ID|微信号|企业微信")),
    _column(
        "address",
        "Address",
        "地址",
        names(
            "Address 1 - Formatted|Street Address|Mailing Address|联系地址|客户地址|详细地址|通讯地址|住址"
        ),
        fallbacks=names("Business Street|Home Street|Business Address|Home Address|Street"),
    ),
    _column(
        "region",
        "Region",
        "地区",
        names("省市|区域|所在地区|省市区"),
        parts=Parts(
            "path",
            (
                ("State", "State/Region", "Province", "Business State", "省", "省份"),
                ("City", "Business City", "市", "城市"),
                ("District", "County", "区", "区县"),
            ),
            with_direct=False,
        ),
    ),
    _column("industry", "Industry", "行业", names("所属行业|行业类别")),
    _column(
        "company_size",
        "Company size",
        "公司规模",
        names("Number of Employees|NumEmployees|Employees|人员规模|企业规模"),
    ),
    _column(
        "website", "Website", "网址", names("Web Page|Website URL|Website 1 - Value|URL|公司网址|官网|网站")
    ),
    _column(
        "tier",
        "Tier",
        "客户等级",
        names("Level|Lifecycle Stage|Customer Tier|客户级别|VIP|客户类型|等级|会员等级"),
    ),
    Column("tags", "tags", "Tags", "标签", names("Labels|Tag|Categories|Group Membership|客户标签")),
    _column("banner", "Banner", "必读提醒", names("Alert|必读|注意事项|重要提示")),
    _column("source", "Source", "来源", names("Lead Source|Original Source|客户来源|来源渠道")),
    _column(
        "owner",
        "Owner",
        "负责人",
        names("Contact owner|Account Owner|Lead Owner|Assignee|业务员|客户经理|销售|跟进人"),
    ),
    _column(
        "birthday",
        "Birthday",
        "生日",
        names("Birthdate|Date of Birth|出生日期"),
        fallbacks=("Event 1 - Value",),
    ),
    _column(
        # As on the card: "2019", "before the move" are answers too, and a row must not be lost to them.
        "customer_since",
        "Customer since",
        "首次合作日期",
        names("Became a Customer Date|合作日期|签约日期|成为客户日期"),
    ),
    _column("note", "Note", "备注", names("Notes|Comment|Comments|Remark|Remarks|Description|备注信息|说明")),
    Column("contacts", "contacts", "Contacts", "联系人列表"),
    *identity_columns(names("ID|UID|系统编号|编号|external_ref")),
)
