"""The rules of the made-up desk: its working calendar, the causes and waiting reasons that its cases name.

They are the same whatever language the screens speak, as the desk itself is; that is why causes and reasons
do not stay at what is shipped, which is in the language of the run.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from servicedesk.domain.policies.calendar import dump
from servicedesk.domain.policies.calendar_policy import CalendarPolicy, SeededYear, with_duty
from servicedesk.domain.policies.writing import quoted, quoted_list
from servicedesk.domain.worktime_rules import NO_COUNTRY, DayRule, DutyDays, Interval, require_year
from servicedesk.services.demo.days import BEFORE, YEAR, DeskDays, stored
from servicedesk.services.demo.ledger import Ledger, owned

CHINESE_ZONES = frozenset(
    {"Asia/Shanghai", "Asia/Chongqing", "Asia/Chungking", "Asia/Harbin", "Asia/Urumqi", "Asia/Kashgar", "PRC"}
)
_YEARS_AROUND = 2
"""How far what has happened and what is booked reach beyond today's year at the most."""
_SEEDED_AHEAD = 60
"""Holidays are known so many days ahead: late in a year, those of the next one."""
_DUTY_WEEKS = 2
_SATURDAY = 5
_MORNING = (Interval(540, 720),)

CAUSES_ZH = (
    ("产品", ("零件老化", "滤芯寿命到期", "开箱即坏", "与描述不符")),
    ("物流", ("承运商延误", "运输破损", "错发漏发", "地址有误")),
    ("安装", ("安装工艺", "安装不规范", "未按约上门")),
    ("服务", ("服务态度", "回复太慢", "承诺未兑现")),
    ("价格与发票", ("资料录入错误", "内部流转延误", "收费有误")),
    ("非我方原因", ("使用不当", "超出保修", "误会")),
)
CAUSES_EN = (
    ("product", ("worn part", "spent filter", "faulty on arrival", "not as described")),
    ("delivery", ("carrier delay", "transport damage", "wrong goods", "wrong address")),
    ("installation", ("poor workmanship", "careless installation", "appointment missed")),
    ("service", ("conduct", "slow answer", "promise not kept")),
    ("price and invoice", ("wrong details typed", "slow hand-over", "charged wrongly")),
    ("not our doing", ("used wrongly", "outside of the warranty", "misunderstanding")),
)
CAUSES = {"": CAUSES_ZH + CAUSES_EN, "zh": CAUSES_ZH, "en": CAUSES_EN}
"""Areas with their causes, by the one language of the desk. Of two languages Chinese customers complain in
Chinese, the others in English.
"""

WAITING_ZH = (
    ("等客户答复", "customer", "2d", 2),
    ("等旧机退回", "customer", "3d", 2),
    ("等配件到货", "supplier", "3d", 0),
    ("等师傅排期", "other", "2d", 0),
    ("等其他部门", "department", "1d", 0),
)
WAITING_EN = (
    ("the customer's answer", "customer", "2d", 2),
    ("goods sent back", "customer", "3d", 2),
    ("spare parts", "supplier", "3d", 0),
    ("the engineer's diary", "other", "2d", 0),
    ("another department", "department", "1d", 0),
)
WAITING = {"": WAITING_ZH + WAITING_EN, "zh": WAITING_ZH, "en": WAITING_EN}
"""Reason, whom we wait for, after how much work we ask again, and how often before closing is proposed."""


def days_in(zone: ZoneInfo, today: date, language: str = "") -> DeskDays:
    """The days of a desk in that zone, by its calendar; UsageError for a day that no calendar knows."""
    for year in (today.year - _YEARS_AROUND, today.year + _YEARS_AROUND):
        require_year(date(min(max(year, 1), 9999), 1, 1))
    first = today - timedelta(days=YEAR + BEFORE)
    return DeskDays(
        today, zone, desk_calendar(zone.key, first, today + timedelta(days=_SEEDED_AHEAD), language)
    )


def desk_calendar(zone: str, first: date, last: date, language: str = "") -> CalendarPolicy:
    """Monday to Friday with a lunch break, every other Saturday morning; the PRC's holidays in its zones.

    A desk of one language has the holidays of its country, wherever it stands.
    """
    policy = CalendarPolicy()
    country = {"": "CN" if zone in CHINESE_ZONES else "", "zh": "CN", "en": "GB"}[language]
    if country:
        for year in range(first.year, last.year + 1):
            policy = _with_holidays(policy, country, year)
    else:
        policy = replace(policy, seeded=(SeededYear(first.year, NO_COUNTRY),))
    saturday = first + timedelta(days=(_SATURDAY - first.weekday()) % 7)
    name = "周六值班" if country == "CN" else "Saturday duty"
    return with_duty(policy, DutyDays(name, _SATURDAY, saturday, _MORNING, _DUTY_WEEKS))


def _with_holidays(policy: CalendarPolicy, country: str, year: int) -> CalendarPolicy:
    from servicedesk.domain.errors import UsageError
    from servicedesk.domain.policies.holiday_seed import seed

    try:
        require_year(date(year, 1, 1))
        seeded = seed(policy, country, year, "zh_CN" if country == "CN" else "en").policy
    except UsageError:
        return policy
    if country != "CN":
        return seeded
    return replace(seeded, days=tuple(_in_chinese(rule) for rule in seeded.days))


def _in_chinese(rule: DayRule) -> DayRule:
    """Make-up days are named in the language of the run: here they must not be."""
    return replace(rule, name="调休上班") if rule.kind == "make_up" else rule


def write_rules(ledger: Ledger, at: int, actor: str, calendar: CalendarPolicy, language: str = "") -> None:
    """The first thing on the first morning, document after document, as the policy service keeps them."""
    for name, body in (
        ("calendar", _plain(dump(calendar))),
        ("causes", "\n\n".join(_areas(language)) + "\n"),
        ("waiting", "\n\n".join(_reasons(language)) + "\n"),
    ):
        values = {
            "name": name,
            "version": ledger.last_id("events") + 1,
            "updated_at": stored(at),
            "body": body,
            "valid_from": None,
        }
        row = ledger.own("policies", values)
        told = {field: row[field] for field in ("id", "name", "body", "valid_from")}
        ledger.record(at, actor, f"policy.set.{name}", row["id"], [owned("policies", told)])


def _plain(text: str) -> str:
    """Without the comments, which are in the language of the run."""
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return "\n".join(lines).strip("\n").replace("\n\n\n", "\n\n") + "\n"


def _areas(language: str) -> Iterator[str]:
    for area, causes in CAUSES[language]:
        yield f"[[area]]\nname = {quoted(area)}\ncauses = {quoted_list(causes)}"


def _reasons(language: str) -> Iterator[str]:
    for name, whom, nudge, nudges in WAITING[language]:
        yield f'[[reason]]\nname = {quoted(name)}\nwhom = "{whom}"\nnudge = "{nudge}"\nnudges = {nudges}'
