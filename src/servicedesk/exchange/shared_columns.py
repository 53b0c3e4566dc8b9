"""Columns and aliases that stand in several kinds of files."""

from dataclasses import replace

from servicedesk.exchange.column import Column, ColumnType, Parts


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
        ("First Name", "First", "Given Name", "名", "名字"),
        ("Middle Name", "Middle", "Additional Name"),
        ("Last Name", "Last", "Surname", "Family Name", "姓", "姓氏"),
    ),
    with_direct=False,
)
PHONE_WORDS = names(
    "Phone Number|Contact Phone|Contact Phone Number|Phone 1|Phone 1 - Value|Telephone"
    "|Tel|电话|电话号码|联系方式|联系电话1|电话1"
)
EMAIL_WORDS = names("E-mail Address|E-mail 1|E-mail 1 - Value|电子邮件|电子邮箱|邮件地址|邮箱地址|邮件")
CUSTOMER_WORDS = names(
    "Customer Name|Requester|Requester Name|requester.name|From|Reporter|Contact Name|Full Name|Caller"
    "|客户|客户姓名|投诉人|投诉人姓名|留言用户|报修人|申请人|反映人|来电人|姓名"
)


def identity_columns(id_aliases: tuple[str, ...] = ()) -> tuple[Column, ...]:
    return (
        Column("external_id", "line", "External ID", "外部编号", id_aliases),
        Column("external_source", "line", "External source", "外部来源系统"),
        Column("uid", "uid", "Record UID", "记录标识"),
        Column(
            "created_at",
            "moment",
            "Created",
            "建档时间",
            names(
                "Create Date|Created Date|Created At|Date Created|Created On|创建时间|创建日期"
                "|建档日期|登记时间"
            ),
        ),
        Column(
            "updated_at",
            "moment",
            "Updated",
            "更新时间",
            names(
                "Updated At|Updated Date|Update Date|Last Updated|Last update time"
                "|Last Modified|Last Modified Date|Modified|Updated On"
                "|Resolution Action Updated Date|修改时间|更新日期|最后更新时间"
            ),
        ),
    )


def with_aliases(columns: tuple[Column, ...], name: str, aliases: tuple[str, ...]) -> tuple[Column, ...]:
    """`columns`, the named one with these aliases alone, for a kind where its others mean something else."""
    return tuple(replace(column, aliases=aliases) if column.name == name else column for column in columns)


def its_customer(
    *, phone_type: ColumnType, phone_zh: str, customer_zh: str, more: tuple[str, ...] = ()
) -> tuple[Column, ...]:
    """The columns by which a call, case or follow-up names its customer."""
    spoken = ("客户名称", *CUSTOMER_WORDS, *more)
    numbers = (
        "联系电话",
        "来电号码",
        "Caller Number",
        "Mobile",
        "手机",
        "手机号",
        "手机号码",
        "主叫号码",
        "投诉人电话",
        "联系人电话",
    )
    return (
        Column(
            "customer", "line", "Customer", customer_zh, tuple(word for word in spoken if word != customer_zh)
        ),
        Column(
            "customer_id",
            "ref",
            "Customer ID",
            "客户编号",
            ("Requester ID", "Contact ID", "客户代码", "会员号"),
            of="customer",
        ),
        Column(
            "phone",
            phone_type,
            "Phone",
            phone_zh,
            (*PHONE_WORDS, *(word for word in numbers if word != phone_zh)),
        ),
    )
