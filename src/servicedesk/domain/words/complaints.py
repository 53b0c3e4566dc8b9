"""Closed lists of complaints: the scales of an assessment, remedies, yes and no.

Fields of the assessment and kinds of remedy after ISO 10002, with credit note and gift of Chinese practice.
"""

from servicedesk.domain.words.word import Word, WordList
from servicedesk.i18n import N_, NP_

SEVERITIES = WordList(
    "severity",
    Word(1, N_("minor"), "low|slight", "轻微|轻|较轻|低", "minor"),
    Word(2, N_("moderate"), "medium|normal", "一般|中|中等|普通", "moderate"),
    Word(3, N_("serious"), "major|high|severe", "严重|较严重|较重|重|高|较大", "serious"),
    Word(
        4,
        N_("critical"),
        "very serious|highest",
        "特别严重|非常严重|极其严重|极严重|重大|特大|特别重大|紧急|最高",
        "critical",
    ),
)

COMPLEXITIES = WordList(
    "complexity",
    Word(1, N_("simple"), "easy|low", "简单|低|容易", "simple"),
    Word(2, N_("involved"), "medium", "较复杂|一般|中|中等|普通", "involved"),
    Word(3, N_("complex"), "high|difficult", "复杂|高|很复杂|非常复杂|疑难|困难", "complex"),
)

IMPACTS = WordList(
    "impact",
    Word(
        1,
        N_("one customer"),
        "single|low",
        "单个客户|个别|单个|一名客户|一位客户|一人|个人|小|低|无|没有",
        "one",
    ),
    Word(
        2,
        N_("several customers"),
        "some|medium",
        "多个客户|多个|多名客户|几位客户|几个客户|部分|部分客户|局部|少数客户|中|一般|中等",
        "several",
    ),
    Word(
        3,
        N_("many customers"),
        "all|everyone|high",
        "大量客户|大量|众多客户|许多客户|群体|群体性|全体|大范围|广泛|大|高|批量",
        "many",
    ),
)

REMEDIES = WordList(
    "remedy",
    Word("refund", N_("refund"), "money back", "退款|退货|退货退款|全额退款|部分退款|退费|返款|返现|免单"),
    Word("exchange", NP_("remedy", "exchange"), "", "换货|更换|调换|换新|换机|退换|以旧换新"),
    Word("repair", N_("repair"), "", "维修|修理|修复|免费维修|返修|返工|重装|重做|免费清洗"),
    Word("substitute", N_("substitute"), "replacement", "先用备机|备机|替代品|替代|代用品|备用机|补发|重发"),
    Word(
        "technical_help",
        N_("technical help"),
        "technical support",
        "上门指导|技术协助|技术支持|技术帮助|技术指导|上门检测",
    ),
    Word("information", N_("information"), "explanation", "提供信息|信息|解释|说明|解释说明|答疑"),
    Word("referral", N_("referral"), "", "转其他单位|转介|转介绍|移交|转交|移送|推荐其他机构"),
    Word(
        "financial_help",
        N_("financial help"),
        "",
        "补贴|资金协助|资金援助|经济援助|经济帮助|财务协助|补助|资助",
    ),
    Word("compensation", N_("compensation"), "", "赔偿|赔偿金|补偿|补偿金|赔付|理赔|赔款|补差价"),
    Word("apology", N_("apology"), "", "道歉|致歉|赔礼|赔礼道歉|登门道歉"),
    Word("gift", N_("gift"), "goodwill", "礼品|礼物|赠品|赠送|小礼品|慰问品|延保"),
    Word(
        "credit_note",
        N_("credit note"),
        "voucher|coupon|discount",
        "抵扣券|折让抵扣|折让|折扣|减免|优惠券|代金券|抵扣|抵用券|积分|红包|红字发票|贷记单|贷项通知单",
    ),
    Word("other", N_("other help"), "", "其他协助|其他|其它|其他帮助|其他措施"),
    Word(
        "none",
        N_("none: not upheld"),
        "not upheld|no remedy",
        "不补救（投诉不成立）|不补救|投诉不成立|无：投诉不成立|不成立|未支持|不予支持|不予处理|未采取|无补救|无需补救|无",
    ),
)

COMPLAINT_OUTCOMES = WordList(
    "complaint_outcome",
    Word("upheld", N_("upheld"), "justified|founded", "投诉成立|成立|属实|全部成立"),
    Word(
        "partly_upheld",
        N_("partly upheld"),
        "partly|partially upheld|partly justified",
        "部分成立|部分属实|投诉部分成立",
    ),
    Word(
        "not_upheld",
        N_("not upheld"),
        "unjustified|unfounded|dismissed",
        "投诉不成立|不成立|不属实|未成立|不予支持",
    ),
    Word("withdrawn", N_("withdrawn"), "", "客户撤回|撤回|撤诉|撤销投诉|投诉人撤回|主动撤诉"),
    Word(
        "transferred",
        N_("transferred"),
        "referred|referred elsewhere",
        "移送其他机构|移送|转交|移交|转交其他机构|移送处理",
    ),
    Word("mediated", N_("mediated"), "settled by mediation", "调解结案|调解|调解成功|达成调解|达成和解|和解"),
)
"""How a complaint was found, or ended otherwise."""

SIDES = WordList(
    "side",
    Word("customer", NP_("side", "customer"), "complainant", "客户|投诉人|客户方|消费者"),
    Word("employee", NP_("side", "employee"), "staff", "员工|当事员工|被投诉人|工作人员|师傅"),
    Word("department", NP_("side", "department"), "team", "部门|责任部门|涉事部门"),
    Word("desk", NP_("side", "our side"), "us|company", "我方|公司|商家|经营者"),
    Word("other", NP_("side", "somebody else"), "witness|third party", "其他人|第三方|证人|证人证言"),
)
"""Whose account of a complaint a statement is."""

YES_NO = WordList(
    "yes_no",
    Word(
        0,
        N_("no"),
        "n|false|f|off",
        "否|无|没有|不是|×|✗|不涉及|不认可|未认可|不接受|不同意|不满意|拒绝",
        "no",
    ),
    Word(1, N_("yes"), "y|true|t|on", "是|有|对|√|✓|✔|涉及|认可|已认可|基本认可|接受|同意|满意", "yes"),
)
