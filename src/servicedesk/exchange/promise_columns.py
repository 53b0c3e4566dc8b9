"""The columns of promises: what a customer was told we would do, and by when."""

from typing import Any

from servicedesk.exchange.column import Column, IsWholeDay, columns_of
from servicedesk.exchange.rows import RowError
from servicedesk.exchange.shared_columns import CASE_WORDS, identity_columns, its_customer
from servicedesk.i18n import _

TELLING = ("承诺", "promise")
"""Words in a header that alone tell the kind, though columns of its customer stand beside it."""

_column = columns_of("promise")

COLUMNS: tuple[Column, ...] = (
    _column("number", "Promise ID|承诺编号|Promise Number|编号|序号"),
    *its_customer(),
    _column("case", CASE_WORDS),
    _column("call", "Call|关联通话|Call ID|Related Call|通话编号|流水号"),
    _column("text", "Promise|承诺内容|Promised|Commitment|What was promised|承诺|承诺事项|答应事项"),
    _column("owner", "Owner|承诺人|Assignee|Promised by|负责人|责任人|承诺责任人"),
    _column("made_at", "Made|作出时间|Made at|Promised on|Date|日期|承诺日期"),
    _column("estimate_at", "Own estimate|内部预计|Estimate|Estimated|预计时间|预计完成时间|内部预计时间"),
    _column(
        "due_at",
        "Told time|承诺时间|Due|Due at|Due Date|Promised for|Promised time|承诺完成时间|告知时间|时限"
        "|截止时间|承诺期限|承诺时限",
    ),
    _column("state", "State|状态|Status|兑现状态|承诺状态|是否兑现"),
    _column("ended_at", "Ended|兑现时间|Ended at|Kept at|Done|Done at|实际兑现时间|实际完成时间|完成时间"),
    _column("follows", "Follows|替代的承诺|Follows promise|Replaces|原承诺|原承诺编号|接续承诺"),
    _column("reason", "Reason|改期（撤回）原因|Why|变更原因|改期原因|撤回原因|未兑现原因|原因"),
    _column("told_how", "Told how|告知方式|承诺方式"),
    _column("told_words", "Told in words|告知原话|承诺原话"),
    *identity_columns("ID|UID|Unique ID|系统编号"),
)


def finish(values: dict[str, Any], _is_whole_day: IsWholeDay) -> None:
    """A promise says something, and by when."""
    if not values.get("text"):
        raise RowError("missing", _("There is nothing promised."))
    if values.get("due_at") is None:
        raise RowError("missing", _("There is no time that the customer was told."))
