"""Closed lists of cases: kind, state, priority, relation to another case."""

from servicedesk.domain.words.word import Word, WordList
from servicedesk.i18n import N_, NP_

CASE_KINDS = WordList(
    "case_kind",
    Word(
        "complaint",
        N_("complaint"),
        "complaints|grievance",
        "投诉|投诉件|投诉类|投诉单|投诉举报|举报|申诉|抱怨|索赔|差评|信访|客诉",
    ),
    Word(
        "request",
        N_("request"),
        "requests|service request|support request",
        "服务请求|请求|报修|报修单|维修|安装|求助|求助类|求决|申请|预约|售后|退换货|诉求|办事",
    ),
    Word(
        "enquiry",
        N_("enquiry"),
        "enquiries|inquiry|question",
        "咨询|咨询类|咨询件|谘询|询问|问询|查询|问价|询价",
    ),
    Word("suggestion", N_("suggestion"), "suggestions|idea", "建议|建议类|意见|意见建议|表扬|感谢|反馈|建言"),
)

CASE_STATES = WordList(
    "case_state",
    Word(
        "new",
        NP_("case", "new"),
        "",
        "未处理|待处理|待受理|未受理|新建|新|待派单|未派单|待分派|待分配|待接单|已登记|未办理",
    ),
    Word(
        "working",
        N_("working"),
        "in progress",
        "处理中|处理|正在处理|办理中|进行中|已受理|受理中|跟进中|待跟进|已派单|已派工|已分派|已分配|督办中|已升级|重开|重新打开"
        "|退回重办",
    ),
    Word(
        "waiting",
        N_("waiting"),
        "on hold",
        "等待中|等待|挂起|挂单|已挂起|待客户|等待客户|待客户回复|待客户确认|等配件|待配件|转办|转办中|已转办|转派|暂停",
    ),
    Word(
        "solved",
        NP_("case", "solved"),
        "resolved|to tell",
        "已解决|解决|已处理|已完成|处理完成|处理完毕|完成|待反馈|待回复|待答复|待回访|待客户确认结果|已修好|已答复|已回复",
    ),
    Word(
        "told",
        NP_("case", "told"),
        "customer told",
        "已反馈|反馈|已告知|已答复客户|已回复客户|已回访|回访完成|待结案|待审核|待关单",
    ),
    Word(
        "closed",
        NP_("case", "closed"),
        "close",
        "已结案|结案|已办结|办结|已关闭|关闭|已关单|关单|已归档|归档|已完结|完结",
    ),
    Word("duplicate", NP_("case", "duplicate"), "", "重复|重复工单|重复投诉|重复单|重复件"),
    Word("merged", NP_("case", "merged"), "", "已合并|合并|并单|已并单|并入"),
    Word(
        "cancelled",
        NP_("case", "cancelled"),
        "canceled",
        "已取消|取消|已撤销|撤销|撤单|已撤单|撤诉|已撤诉|作废|无效|不受理|不予受理|退单|误录",
    ),
)

PRIORITIES = WordList(
    "priority",
    Word(1, N_("low"), "lowest", "低|较低|一般低|轻微|不急|不紧急|平件", "low"),
    Word(2, N_("normal"), "norm|medium", "中|中等|普通|一般|正常|常规|日常", "normal"),
    Word(3, N_("high"), "important", "高|较高|紧急程度高|加急|较急|急件|重要|较重|优先", "high"),
    Word(
        4,
        N_("urgent"),
        "highest|!",
        "紧急|急|特急|特急件|非常紧急|十万火急|最高|立即|严重|非常严重|特别严重|重大|特大",
        "urgent",
    ),
)

DEFAULT_PRIORITY = 2

RELATIONS = WordList(
    "relation",
    Word("parent", N_("parent case"), "part of|child of", "上级工单|上级|父工单|属于|从属|隶属"),
    Word("duplicate", N_("duplicate of"), "duplicates", "重复于|重复|与之重复"),
    Word("related", N_("related to"), "see also|linked", "相关|关联|有关"),
    Word(
        "follows", NP_("case", "follows"), "follow up of|continues", "上一工单|后续工单|后续|接续|承接|跟进自"
    ),
)
"""How the case from which a link goes out stands to the other one: C-2 is part of C-1."""
