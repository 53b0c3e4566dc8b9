"""The canonical columns of customers."""

from typing import Any

from servicedesk.exchange.column import Column, IsWholeDay, Parts, columns_of, extra
from servicedesk.exchange.rows import RowError
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
from servicedesk.i18n import _

TELLING: tuple[str, ...] = ()
"""Words in a header that alone tell the kind, though columns of its customer stand beside it."""

_column = columns_of("customer")

COLUMNS: tuple[Column, ...] = (
    _column("id", "Customer ID|客户编号|Record ID|Contact ID|Account ID|客户代码|会员号|客户号"),
    _column(
        "name",
        "Name|名称|Full Name|Display Name|Customer Name|Customer|姓名|客户姓名|联系人姓名|客户|客户名称",
        parts=PERSON_NAME,
    ),
    _column("kind", "Kind|客户性质|Type|Customer Type|Account Type|性质"),
    _column(
        "company",
        "Company|公司|Organization|Account Name|Organization Name|Organisation|Company Name"
        "|Associated Company|单位|公司名称|企业名称|单位名称|工作单位",
    ),
    extra("contact", "line", "Contact|联系人|Primary contact|Contact Name|Contact Person|联络人|主要联系人"),
    extra("phone", "phones", f"Phone|电话|{PHONE_WORDS}|来电号码|联系电话", parts=MORE_PHONES),
    extra(
        "mobile",
        "phones",
        "Mobile|手机|Mobile Phone|Mobile Phone Number|Mobile Number|Cell|Cell Phone|手机号|手机号码"
        "|移动电话|手机1",
        parts=MORE_MOBILES,
    ),
    extra("email", "emails", f"Email|邮箱|{EMAIL_WORDS}", parts=MORE_EMAILS),
    _column("wechat", "WeChat|微信|WeChat ID|微信号|企业微信"),
    _column(
        "address",
        "Address|地址|Address 1 - Formatted|Street Address|Mailing Address|联系地址|客户地址|详细地址"
        "|通讯地址|住址",
        fallbacks=names("Business Street|Home Street|Business Address|Home Address"),
        parts=Parts(
            "address",
            (
                names("Street|Straße|Strasse|Straße und Hausnummer|Straße Hausnummer"),
                names("PLZ|Postleitzahl|ZIP|Zip Code|Postal Code|Postcode"),
                names("Ort|Wohnort|Stadt|Town"),
            ),
        ),
    ),
    _column(
        "region",
        "Region|地区|省市|区域|所在地区|省市区",
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
    _column("industry", "Industry|行业|所属行业|行业类别"),
    _column(
        "company_size", "Company size|公司规模|Number of Employees|NumEmployees|Employees|人员规模|企业规模"
    ),
    _column("website", "Website|网址|Web Page|Website URL|Website 1 - Value|URL|公司网址|官网|网站"),
    _column("tier", "Tier|客户等级|Level|Lifecycle Stage|Customer Tier|客户级别|VIP|客户类型|等级|会员等级"),
    extra("tags", "tags", "Tags|标签|Labels|Tag|Categories|Group Membership|客户标签"),
    _column("banner", "Banner|必读提醒|Alert|必读|注意事项|重要提示"),
    _column("source", "Source|来源|Lead Source|Original Source|客户来源|来源渠道"),
    _column(
        "owner", "Owner|负责人|Contact owner|Account Owner|Lead Owner|Assignee|业务员|客户经理|销售|跟进人"
    ),
    _column("birthday", "Birthday|生日|Birthdate|Date of Birth|出生日期", fallbacks=("Event 1 - Value",)),
    # As on the card: "2019", "before the move" are answers too, and a row must not be lost to them.
    _column(
        "customer_since", "Customer since|首次合作日期|Became a Customer Date|合作日期|签约日期|成为客户日期"
    ),
    _column("note", "Note|备注|Notes|Comment|Comments|Remark|Remarks|Description|备注信息|说明"),
    extra("contacts", "contacts", "Contacts|联系人列表"),
    *identity_columns("ID|UID|系统编号|编号|external_ref"),
)


def finish(values: dict[str, Any], _is_whole_day: IsWholeDay) -> None:
    """Whoever has no name is called by what there is of them; a note that is the name says nothing."""
    if values.get("name"):
        if (note := values.get("note")) and values["name"] in note:
            said = (part for part in note.split("\n\n") if part != values["name"])
            values["note"] = "\n\n".join(said) or None
        return
    numbers = [*(values.get("mobile") or ()), *(values.get("phone") or ())]
    spoken = (
        values.get("company"),
        values.get("contact"),
        *numbers,
        *(values.get("email") or ()),
        values.get("wechat"),
    )
    values["name"] = next((text for text in spoken if text), None)
    if not values["name"]:
        raise RowError("missing", _("There is neither a name nor a number nor an address."))
