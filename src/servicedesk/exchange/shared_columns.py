"""Columns and aliases that stand in several kinds of files."""

from dataclasses import replace

from servicedesk.exchange.column import Column, ColumnType, Parts, extra


def numbered(*patterns: str, first: int = 2, last: int = 6) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(pattern.format(n=n) for pattern in patterns) for n in range(first, last + 1))


def names(*words: str) -> tuple[str, ...]:
    return tuple(name for word in words for name in word.split("|"))


MORE_PHONES = Parts(
    "list",
    (
        *numbered("Phone {n}", "Phone {n} - Value", "电话{n}", "联系电话{n}", "Phone Number {n}"),
        ("Business Phone", "Work Phone", "Company Main Phone", "办公电话", "单位电话", "公司电话"),
        ("Business Phone 2",),
        ("Home Phone", "家庭电话", "住宅电话", "宅电"),
        ("Home Phone 2",),
        ("Landline", "固话", "座机", "固定电话"),
        ("Other Phone", "其他电话", "备用电话"),
    ),
)
MORE_MOBILES = Parts("list", numbered("Mobile {n}", "Mobile Phone {n}", "手机{n}", "手机号{n}"))
MORE_EMAILS = Parts(
    "list",
    (
        *numbered("Email {n}", "E-mail {n} - Value", "E-mail {n} Address", "邮箱{n}"),
        ("Work Email", "工作邮箱"),
        ("Other Email", "其他邮箱"),
    ),
)
PERSON_NAME = Parts(
    "name",
    (
        ("First Name", "First", "Given Name", "Vorname", "名", "名字"),
        ("Middle Name", "Middle", "Additional Name"),
        ("Last Name", "Last", "Surname", "Family Name", "Nachname", "Familienname", "Zuname", "姓", "姓氏"),
    ),
    with_direct=False,
)
PHONE_WORDS = (
    "Phone Number|Contact Phone|Contact Phone Number|Phone 1|Phone 1 - Value|Telephone"
    "|Tel|电话|电话号码|联系方式|联系电话1|电话1"
)
EMAIL_WORDS = "E-mail Address|E-mail 1|E-mail 1 - Value|电子邮件|电子邮箱|邮件地址|邮箱地址|邮件"
ID_WORDS = "Customer ID|客户编号|Requester ID|Contact ID|客户代码|会员号"
CASE_WORDS = "Case|关联工单|Case Number|Ticket ID|Related Case|关联投诉|工单编号|投诉编号"
CUSTOMER_WORDS = (
    "Customer Name|Requester|Requester Name|requester.name|From|Reporter|Contact Name|Full Name|Caller"
    "|客户|客户姓名|投诉人|投诉人姓名|留言用户|报修人|申请人|反映人|来电人|姓名"
)


def identity_columns(id_aliases: str = "") -> tuple[Column, ...]:
    """The last columns of every file: by what a record is known, and when it was made and changed."""
    return (
        extra("external_id", "line", f"External ID|外部编号{id_aliases and '|'}{id_aliases}"),
        extra("external_source", "line", "External source|外部来源系统"),
        extra("uid", "uid", "Record UID|记录标识"),
        extra(
            "created_at",
            "moment",
            "Created|建档时间|Create Date|Created Date|Created At|Date Created|Created On|创建时间|创建日期"
            "|建档日期|登记时间",
        ),
        extra(
            "updated_at",
            "moment",
            "Updated|更新时间|Updated At|Updated Date|Update Date|Last Updated|Last update time"
            "|Last Modified|Last Modified Date|Modified|Updated On"
            "|Resolution Action Updated Date|修改时间|更新日期|最后更新时间",
        ),
    )


def with_aliases(columns: tuple[Column, ...], name: str, aliases: tuple[str, ...]) -> tuple[Column, ...]:
    """`columns`, the named one with these aliases alone, for a kind where its others mean something else."""
    return tuple(replace(column, aliases=aliases) if column.name == name else column for column in columns)


def its_customer(
    *, phone_type: ColumnType = "phones", phone_zh: str = "联系电话", more: str = ""
) -> tuple[Column, ...]:
    """The columns by which a call, case, follow-up or promise names its customer."""
    numbers = "|联系电话|来电号码|Caller Number|Mobile|手机|手机号|手机号码|主叫号码|投诉人电话|联系人电话"
    others = f"{numbers}|".replace(f"|{phone_zh}|", "|").removesuffix("|")
    spoken = CUSTOMER_WORDS.replace("|客户|", "|")
    return (
        extra("customer", "line", f"Customer|客户|客户名称|{spoken}{more}"),
        extra("customer_id", "ref", ID_WORDS, of="customer"),
        extra("phone", phone_type, f"Phone|{phone_zh}|{PHONE_WORDS}{others}"),
    )


OF_ITS_CUSTOMER: tuple[Column, ...] = (
    extra(
        "customer_company",
        "line",
        "Customer company|客户公司|Organization|Organisation|Requester Organization|Account Name|Account"
        "|投诉人单位|客户单位|工作单位",
    ),
    extra("customer_address", "text", "Customer address|客户地址|Requester Address|投诉人地址|联系地址"),
    extra("customer_wechat", "line", "Customer WeChat|客户微信|微信号"),
)
"""What files of other programs say of the customer in the row of something else: it goes to the card.

Our own files say it in the file of the customers, so they have none of these.
"""
