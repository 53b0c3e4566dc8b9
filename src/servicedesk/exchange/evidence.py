"""Whether the columns of a file are enough evidence that it holds records of ours.

`auto` looks for a kind of record by itself. One column that could be of ours stands in a mail, in a list of
words and in a time log, too: taking these in would fill the desk with what nobody wanted there.
"""

# ruff: noqa: E501 - rows of tables are not cut

import re
from collections.abc import Collection, Iterable, Sequence
from itertools import chain

from servicedesk.domain.errors import UsageError
from servicedesk.domain.records import RECORDS
from servicedesk.domain.text import brief
from servicedesk.exchange.column import header_key
from servicedesk.exchange.header_places import fields_of, is_call_list, place_of
from servicedesk.exchange.mapped import REJECT_COLUMNS, Mapping
from servicedesk.i18n import N_, _

_WHO = frozenset({"customer", "customer_id", "customer_external_id", "phone", "email"})
_NEEDED: dict[str, tuple[frozenset[str], ...]] = {
    "customer": (frozenset({"name", "company", "contact", "phone", "mobile", "email", "wechat"}),),
    "case": (frozenset({"subject", "description"}),),
    "call": (
        frozenset({"started_at", "direction"}) | _WHO,
        frozenset({"summary", "reason", "result", "duration_s", "ended_at", "channel", "direction"}) | _WHO,
    ),
    "followup": (
        frozenset({"due_at", "done_at"}),
        frozenset({"purpose", "method", "result", "repeat", "case", "case_external_id"}) | _WHO,
    ),
    "promise": (frozenset({"text"}), frozenset({"due_at", "made_at", "case", "case_external_id"}) | _WHO),
}
"""Of each of these groups a file of the kind has a field, a different one from each."""
_TELLING = re.compile(
    r"客户|客戶|投诉|投訴|诉求|訴求|反映|报修|報修|来电|來電|通话|通話|回访|回訪|承诺|承諾|customer|complain|caller|follow-?up|promise"
    r"|beschwerde|reklamation|kunde",
    re.IGNORECASE,
)
"""Headers that speak of a desk: one of them is evidence by itself, where the kind has what it needs."""
_ENOUGH = 3
"""So many fields are evidence, however many columns stand beside them that nobody knows."""

_MAIL = re.compile(
    r"from \S*|(?:return-path|received|delivered-to|message-id|mime-version|date|subject|from|to|reply-to"
    r"|content-type|x-[\w-]+):.*",
    re.IGNORECASE | re.DOTALL,
)
_TIME_LOG = frozenset({
    "hours", "hour", "timespent", "spenton", "timeentry", "billable", "billablehours", "工时", "工作时长", "小时",
})  # fmt: skip
_GOODS = frozenset({
    "price", "quantity", "qty", "sku", "stock", "barcode", "unitprice", "costprice", "ean", "inventory", "单价", "数量",
    "库存", "条码", "进价", "售价", "menge", "preis", "einzelpreis", "lagerbestand",
})  # fmt: skip
_BILL = frozenset({
    "invoice", "invoiceno", "invoice no", "invoiceno.", "invoicenumber", "invoiceid", "invoicedate", "orderno",
    "ordernumber", "orderid", "orderdate", "发票号", "发票号码", "发票编号", "开票日期", "订单号", "订单编号", "rechnungsnummer",
    "rechnungsnr", "rechnungsdatum", "bestellnummer",
})  # fmt: skip
_AMOUNT = frozenset({
    "amount", "total", "subtotal", "vat", "tax", "netamount", "grandtotal", "balance", "currency", "金额", "总金额", "价税合计",
    "税额", "合计金额", "betrag", "gesamt", "mwst", "netto", "brutto",
})  # fmt: skip
_PARENT = frozenset(
    {
        "parent",
        "parentid",
        "parentname",
        "parentcategory",
        "pid",
        "上级",
        "上级编号",
        "上级分类",
        "父级",
        "父id",
    }
)
_LOGIN = frozenset({
    "login", "loginname", "username", "userid", "password", "passwordhash", "lastlogin", "lastloginat", "lastsignin",
    "role", "roles", "userrole", "permissions", "isadmin", "登录名", "用户名", "密码", "角色", "权限", "最后登录", "最后登录时间",
})  # fmt: skip
_STAFF = frozenset({
    "employee", "employeeid", "employeeno", "employeename", "staffid", "staffno", "salary", "员工", "员工姓名", "员工编号", "工号",
    "职工姓名", "入职日期", "入职时间", "mitarbeiternr", "personalnummer",
})  # fmt: skip
_TASKS = frozenset({
    "task", "tasks", "taskname", "tasktitle", "todo", "todos", "todoitem", "aufgabe", "aufgaben", "任务", "任务名称", "任务标题",
    "任務", "任務名稱", "待办", "待办事项", "待辦", "待辦事項",
})  # fmt: skip
_TO_BE_DONE = frozenset({
    "done", "isdone", "completed", "complete", "completedat", "finished", "due", "duedate", "dueon", "deadline", "status",
    "state", "fällig", "fälligam", "erledigt", "frist", "完成", "是否完成", "完成时间", "截止日期", "截止时间", "到期日", "状态", "狀態",
})  # fmt: skip
_MAIL_KEYS = frozenset({
    "messageid", "inreplyto", "to", "cc", "bcc", "recipient", "recipients", "收件人", "抄送", "发件人", "an",
})  # fmt: skip
_TO_DO = N_("a to-do list")
_PROGRAM_LOG = frozenset({"level", "loglevel", "logger", "severitytext"})
_REACHED = frozenset({"phone", "mobile", "email", "wechat", "address"})
_COMPLAINED = re.compile(
    r"投诉|诉求|反映|报修|来电|通话|回访|承诺|complain|problem|issue(?!d|[ _]?(?:id|key|no|date))|fault|caller|follow-?up|promise|beschwerde|reklamation",
    re.IGNORECASE,
)
"""Headers of a desk that no list of goods, users or bills has."""


def require_ours(
    kind: str, fields: Collection[str], headers: Sequence[str], sample: Iterable[Sequence[str]]
) -> None:
    """Raise UsageError where `fields`, filled from `headers`, are too little to take the file for `kind`."""
    if _is_enough(kind, set(fields), headers):
        return
    raise UsageError(
        _("Too little tells that these are records for the desk; it seems to be {what}.").format(
            what=_(_what_it_seems(set(fields), headers, sample))
        ),
        _("If they are, name the kind: servicedesk import {kind} FILE.").format(kind=kind),
    )


def require_most(mapping: Mapping, sample: Iterable[Sequence[str]]) -> None:
    """Raise UsageError where more than half of the filled columns would be left out of what `mapping` reads.

    Columns that nobody knows say little, beside enough that are known. What counts against the kind is that
    hardly anything is known, and columns that only records of other kinds have, as many as are read.
    """
    ours = {index for index, header in enumerate(mapping.headers) if header.strip() in REJECT_COLUMNS}
    filled = {index for cells in sample for index, cell in enumerate(cells) if cell.strip()} - ours
    read = {index for one in mapping.mapped for index in one.sources}
    read |= {index for part in mapping.parts for one in part.mapping.mapped for index in one.sources}
    lost = [
        header
        for index, header in enumerate(mapping.headers)
        if index in filled and index not in read and index not in mapping.kept and header.strip()
    ]
    if 2 * len(lost) <= sum(1 for index in filled if index < len(mapping.headers)):
        return
    known = sum(1 for header in lost if fields_of(header) and not place_of(header, mapping.kind, own=False))
    if _ENOUGH <= len(read & filled) > known:
        return
    raise UsageError(
        _("The columns tell of {kind}, and most of them would be left out: {names}.").format(
            kind=_(RECORDS[mapping.kind].plural),
            names=brief(_(", ").join(brief(header, 40) for header in lost), 300),
        ),
        _("servicedesk import {kind} FILE takes it all the same. Or name the columns with --map.").format(
            kind=mapping.kind
        ),
    )


def listed(headers: Sequence[str]) -> str:
    """The columns of a file as a hint names them."""
    return _('Its columns: {names}. Name them with --map "COLUMN=field".').format(
        names=brief(_(", ").join(brief(header, 40) for header in headers if header.strip()), 300)
    )


def require_time(kind: str, fields: Collection[str], headers: Sequence[str]) -> None:
    """Raise UsageError for calls of which no column says when they were: all would stand at one time."""
    if kind != "call" or not {"started_at", "answered_at", "ended_at"}.isdisjoint(fields):
        return
    raise UsageError(
        _("These seem to be calls, and no column says when they were."),
        listed(headers)
        + " "
        + _("At the time of the import they are taken in by: servicedesk import call FILE."),
    )


def require_nothing_else(headers: Sequence[str]) -> None:
    """Raise UsageError where `headers` are those of something that no desk takes in: mails, users, goods.

    Such files have columns enough of ours, and still no record.
    """
    if what := _something_else(headers):
        kind = "followup" if what == _TO_DO else "case"
        raise UsageError(
            _("Too little tells that these are records for the desk; it seems to be {what}.").format(
                what=_(what)
            ),
            _("If they are, name the kind: servicedesk import {kind} FILE.").format(kind=kind),
        )


def _something_else(headers: Sequence[str]) -> str:
    """What a file is by columns that a desk has no use for; '' for nothing that is known."""
    keys = {header_key(header).strip(".") for header in headers}
    fields = {name for header in headers for name in fields_of(header)}
    if any(_COMPLAINED.search(header) for header in headers):
        return ""
    is_reached = not fields.isdisjoint(_REACHED)
    if "subject" in fields and _are_mails(keys):
        return N_("a list of mails")
    if len(keys & _LOGIN) > 1:
        return N_("a list of users")
    if not keys.isdisjoint(_STAFF):
        return N_("a list of staff")
    if not keys.isdisjoint(_BILL) and not keys.isdisjoint(_AMOUNT):
        return N_("a list of invoices or orders")
    return "" if is_reached else _work_or_goods(keys, fields)


def _work_or_goods(keys: Collection[str], fields: Collection[str]) -> str:
    """As _something_else(), of what stands in no file with ways to reach somebody."""
    keys = set(keys)
    if not keys.isdisjoint(_TIME_LOG):
        return N_("a log of working time")
    if _are_tasks(keys, fields):
        return _TO_DO
    if not keys.isdisjoint(_PARENT) and not keys.isdisjoint(
        {"name", "category", "title", "名称", "分类", "类别", "分类名称"}
    ):
        return N_("a list of categories")
    if len(keys & (_GOODS | _AMOUNT)) > 1 or (keys & _GOODS and "subject" not in fields):
        return N_("a list of goods or amounts")
    return ""


def _are_mails(keys: Collection[str]) -> bool:
    is_sent = not {"from", "sender", "发件人", "von"}.isdisjoint(keys)
    return "messageid" in keys or (is_sent and not _MAIL_KEYS.isdisjoint(keys))


def _are_tasks(keys: Collection[str], fields: Collection[str]) -> bool:
    """Whether it is a list of things to do; with a customer or a case they are follow-ups."""
    is_list = not (_TASKS.isdisjoint(keys) or _TO_BE_DONE.isdisjoint(keys))
    return is_list and (_WHO | {"case", "case_external_id", "call"}).isdisjoint(fields)


def has_needed(kind: str, fields: set[str]) -> bool:
    """Whether `fields` are those without which there is no record of `kind`."""
    groups = [fields & group for group in _NEEDED[kind]]
    return all(groups) and len(set.union(*groups)) >= len(groups)


def _is_enough(kind: str, fields: set[str], headers: Sequence[str]) -> bool:
    if not has_needed(kind, fields):
        return False
    if any(_TELLING.search(header) for header in headers):
        return True
    tells_call = not fields.isdisjoint(_WHO | {"direction", "duration_s", "call_id"}) or is_call_list(headers)
    if kind == "call" and not tells_call:
        return False  # a day and some words stand in every diary
    named = sum(1 for header in headers if header.strip())
    if named == 1:
        # A list of names may be one of anything; one of numbers is there to be called.
        return not fields.isdisjoint({"phone", "mobile"})
    return len(fields) >= _ENOUGH or (len(fields) > 1 and 3 * len(fields) >= named)


def _what_it_seems(fields: set[str], headers: Sequence[str], sample: Iterable[Sequence[str]]) -> str:
    lines = chain([headers], sample)
    first = [next(iter(cells), "") for cells, _place in zip(lines, range(20), strict=False)]
    if sum(_MAIL.fullmatch(cell.strip()) is not None for cell in first) > 1:
        return N_("a mail")
    keys = {header_key(header) for header in headers}
    for what, words in _SEEMS:
        if not keys.isdisjoint(words):
            return what
    if fields == {"category"}:
        return N_("a list of categories")
    return N_("a list of words") if len(keys) < _ENOUGH else N_("a table of something else")


_SEEMS = (
    (N_("a log of working time"), _TIME_LOG),
    (N_("a list of goods or amounts"), _GOODS | _AMOUNT),
    (N_("a log of a program"), _PROGRAM_LOG),
)
"""What has one of these columns, folded, and nothing that is needed."""
