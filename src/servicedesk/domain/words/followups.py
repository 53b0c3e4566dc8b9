"""Closed lists of follow-ups and promises. States of follow-ups after EspoCRM's Planned, Held, Not Held."""

from servicedesk.domain.words.word import Word, WordList
from servicedesk.i18n import N_, NP_

FOLLOWUP_STATES = WordList(
    "followup_state",
    Word("planned", N_("planned"), "", "待回访|未回访|已计划|计划|计划中|待跟进|未完成|已预约|未开始|改期"),
    Word("held", N_("held"), "done", "已回访|已完成|完成|回访成功|已跟进|已联系"),
    Word(
        "missed",
        N_("not held"),
        "",
        "回访未成|回访失败|失败|未访成|不回访|未能回访|未接通|无人接听|拒访|拒绝回访|空号|停机",
    ),
    Word("cancelled", N_("called off"), "canceled", "已取消|取消|无需回访|免回访|不需回访"),
)

METHODS = WordList(
    "method",
    Word("call", N_("phone"), "phone call|telephone", "电话|电话回访|打电话|致电|外呼"),
    Word("visit", NP_("method", "visit"), "in person", "上门|上门回访|上门拜访|拜访|走访|面谈|面访"),
    Word(
        "message",
        NP_("method", "message"),
        "sms|text|wechat|chat",
        "短信、微信|短信|消息|简讯|微信|微信回访|企业微信|企微|问卷|满意度短信",
    ),
    Word("email", N_("e-mail"), "mail", "邮件|电子邮件|邮箱|电邮"),
    Word("gift", N_("gift"), "present", "礼品|礼物|赠礼|送礼|慰问品|节礼"),
    Word("letter", N_("letter"), "card", "信函|信件|贺卡|书信|明信片"),
)

PROMISE_STATES = WordList(
    "promise_state",
    Word("open", NP_("promise", "open"), "owed", "待兑现|未兑现|进行中|待履行|未履行|未完成|未到期|待办"),
    Word("done", NP_("promise", "done"), "kept", "已兑现|兑现|已履行|履行|已完成|完成|按时兑现"),
    Word("retold", N_("re-told"), "", "已改期|改期|延期|已延期|另行告知|已另行告知|另行承诺|重新承诺"),
    Word("withdrawn", NP_("promise", "withdrawn"), "cancelled", "已撤回|撤回|取消|已取消|作废|已撤销"),
)

PROMISE_OUTCOMES = WordList(
    "promise_outcome",
    Word("open", NP_("promise", "open"), "owed", "待兑现|未兑现"),
    Word("kept", N_("kept"), "", "已兑现|按时兑现|守信"),
    Word("slipped", N_("slipped, with notice"), "", "已提前改期|提前改期|已延期告知"),
    Word("broken", N_("broken"), "", "失约|未守信|违约|逾期未兑现|超时|爽约"),
    Word("withdrawn", NP_("promise", "withdrawn"), "", "已撤回|撤回"),
)
"""What became of a told time: worked out, never stored."""
