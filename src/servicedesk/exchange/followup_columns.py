"""The canonical columns of follow-ups."""

from typing import Any

from servicedesk.exchange.column import Column, IsWholeDay, columns_of
from servicedesk.exchange.rows import RowError
from servicedesk.exchange.shared_columns import CASE_WORDS, identity_columns, its_customer
from servicedesk.i18n import _

TELLING = ("回访",)
"""Words in a header that alone tell the kind, though columns of its customer stand beside it."""

_column = columns_of("followup")

COLUMNS: tuple[Column, ...] = (
    _column("number", "Follow-up ID|回访编号|回访单号|编号|序号"),
    *its_customer(more="|被回访人|回访对象"),
    _column("case", CASE_WORDS),
    _column(
        "due_at",
        "Due|回访时间|Due Date|Due at|Date|When|计划回访时间|计划回访日期|预约时间|下次跟进时间|回访日期"
        "|跟进时间|日期",
    ),
    _column("all_day", "All day|全天|All day event|全天事件"),
    _column("method", "Method|回访方式|Type|Via|Channel|跟进方式"),
    _column("owner", "Owner|回访人|Assignee|Assigned To|负责人|跟进人|业务员"),
    _column("purpose", "Purpose|回访事由|Subject|Summary|Title|Task|Description|回访内容|目的|主题|回访目的"),
    _column("state", "State|状态|Status|回访状态|是否回访|跟进状态"),
    _column("result", "Result|回访结果|Outcome|回访意见|跟进情况|回访情况|跟进结果|回访记录"),
    _column("reason_skipped", "Skip reason|未成原因|Reason skipped|未回访原因|取消原因|不回访原因"),
    _column("repeat", "Repeat|回访周期|RRULE|Recurrence|周期|频率|重复"),
    _column("done_at", "Done|实际回访时间|Done at|Completed|Completed at|Held at|完成时间|实际回访日期"),
    _column("planned_for", "Planned for|原定时间|Recurrence ID|原定日期"),
    _column("anchor", "Repeats from|周期起点|Anchor"),
    _column("series", "Series|回访系列|Series ID"),
    _column("on_day", "All-day date|全天日期"),
    *identity_columns("ID|UID|系统编号"),
)


def finish(values: dict[str, Any], is_whole_day: IsWholeDay) -> None:
    """A day without a time is the whole of it. One that was held may tell that time alone."""
    source = "due_at" if values.get("due_at") is not None else "done_at"
    if values.get(source) is None:
        raise RowError("missing", _("There is no time for the follow-up."))
    values["due_at"] = values[source]
    if values.get("all_day") is None and is_whole_day(source):
        values["all_day"] = True
