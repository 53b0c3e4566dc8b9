"""What the word `is:` of the filter bar knows, and what stands for the person who asks."""

from servicedesk.domain.words.word import Word, WordList
from servicedesk.i18n import NP_

CONDITIONS = WordList(
    "condition",
    Word("open", NP_("condition", "open"), "", "未结|未结案|全部未结|进行中|未关闭"),
    Word("closed", NP_("condition", "closed"), "ended", "已结|已结案|已结束|结束|已关闭"),
    Word(
        "overdue",
        NP_("condition", "overdue"),
        "late|past due|too late",
        "逾期|已逾期|超期|已超期|超时|已超时|过期|已过期|延误",
    ),
    Word("snoozed", NP_("condition", "snoozed"), "", "暂缓|已暂缓|搁置|已搁置|稍后|延后"),
    Word(
        "away",
        NP_("condition", "away"),
        "not-my-turn|elsewhere|asleep",
        "不在手上|不在手头|等别人|在别处|暂不用管",
    ),
    Word("mine", NP_("condition", "mine"), "", "我的"),
    Word(
        "unassigned",
        NP_("condition", "unassigned"),
        "nobodys|unowned",
        "未分派|未分配|无人负责|未指派|待分配|无负责人",
    ),
    Word("open-case", NP_("condition", "open-case"), "with-open-cases", "有工单|有未结工单|未结工单"),
    Word("abandoned", NP_("condition", "abandoned"), "missed", "未接|未接来电|漏接|放弃"),
    Word(
        "to-call-back",
        NP_("condition", "to-call-back"),
        "to-return|call-back-owed",
        "待回电|未回电|待回拨|未回拨|未接待回",
    ),
    Word("voided", NP_("condition", "voided"), "", "作废|已作废"),
    Word(
        "unacknowledged",
        NP_("condition", "unacknowledged"),
        "to-acknowledge",
        "未告知受理|待告知受理|未受理告知|待受理告知",
    ),
    Word("promised", NP_("condition", "promised"), "", "有承诺|已承诺"),
    Word("handed-off", NP_("condition", "handed-off"), "", "转办|转办中|已转办"),
    Word(
        "unpaid",
        NP_("condition", "unpaid"),
        "remedy-owed|not-carried-out",
        "补救未落实|未落实补救|未兑现补救|补救未兑现|未兑现|待兑现补救|未赔付|待赔付|未赔偿|未退款",
    ),
    Word("to-nudge", NP_("condition", "to-nudge"), "to-ask-again", "待催办|催办"),
    Word(
        "came-back",
        NP_("condition", "came-back"),
        "asked-after-closing",
        "结案后又来电|结案后来访|结案后来电|结案后又来",
    ),
    Word(
        "overridden",
        NP_("condition", "overridden"),
        "closed-by-override",
        "破例结案|破例关闭|强制结案|强制关闭",
    ),
    Word("clock-moved", NP_("condition", "clock-moved"), "", "时限变动|受理时间有改动"),
    Word("entered-late", NP_("condition", "entered-late"), "recorded-late|late-entry", "补录|事后补录|后补"),
    Word("refused", NP_("condition", "refused"), "not-accepted", "不认可|未认可|不接受"),
    Word("kept", NP_("condition", "kept"), "", "按时兑现|已兑现|守信"),
    Word("slipped", NP_("condition", "slipped"), "", "提前改期|已提前改期"),
    Word("broken", NP_("condition", "broken"), "", "失约|未守信|违约|爽约"),
)

NOBODY = frozenset(
    {"none", "nobody", "no-one", "unassigned", "-", "无", "无人", "没有", "未分派", "未分配", "未指派"}
)
"""What is typed for nobody where a person's name may be."""

ME = WordList("me", Word("me", "me", "", "我"))
"""Whoever asks, where a person's name may be typed."""
