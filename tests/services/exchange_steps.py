"""What tests of imports and exports do over and over: fill a desk, write files, take them in elsewhere."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from servicedesk.domain.rows.customers import Contact
from servicedesk.services.complaints import Assessment
from servicedesk.services.desk import Desk
from servicedesk.services.evidence import NewEvidence, NewStatement
from servicedesk.services.exporting import ExportReport, ExportRequest
from servicedesk.services.importing import ImportReport, ImportRequest
from servicedesk.services.promises import NewPromise
from servicedesk.services.remedies import NewRemedy
from tests.builders import (
    HOSTILE,
    NOW,
    allow_any_cause,
    given_call,
    given_case,
    given_customer,
    given_followup,
    open_desk,
)

KINDS = ("customer", "case", "call", "followup", "promise")
TABLES = (
    "customers", "customer_phones", "customer_emails", "customer_tags", "contacts", "cases", "case_labels",
    "case_notes", "case_remedies", "case_evidence", "case_statements",
    "case_handoffs", "case_waits", "case_steps", "case_links", "case_merges", "calls",
    "followups", "promises",
)  # fmt: skip


def fill(desk: Desk) -> None:
    """A desk with every kind of record, every state, and texts that files find hard."""
    allow_any_cause(desk)
    li = given_customer(
        desk,
        '=李伟, "公司"\n',
        "+86 138 0000 1111",
        tier="vip",
        address="上海市; 浦东新区\n'501 室'",
        note=f"第一行\r\n第二行\t{HOSTILE}",
        banner="@危险 = 1+1",
        birthday="农历八月十五",
        emails=["li.wei@example.com", "LI@example.com"],
        tags=["大客户; 续约", "[老]", "VIP"],
        contacts=[
            Contact(
                "王芳", "manager", "010-6234 5678转801、139 0000 2222", "wang@example.com", "'下午\"联系"
            ),
            Contact("-Bob", "", "", "", ""),
        ],
    )
    ann = given_customer(
        desk, "Ann O'Hara", "+44 20 7946 0123", kind="company", website="https://example.com"
    )
    given_customer(desk, "无号码", "")
    whole = given_case(
        desk, "|cmd 漏水", description="多行\n\n\"引号\", 逗号；\n  缩进", customer_id=li, priority=4,
        labels=["漏水", "a;b", "[x]"], owner="anna", category="家电/空调", channel="wechat",
        department="售后", due_at=NOW + timedelta(days=2), received_at=NOW - timedelta(days=3),
    )  # fmt: skip
    desk.cases.note([whole], "'单引号开头的备注\n第二行")
    desk.cases.note([whole], "+1 再次来电")
    told = given_case(desk, "发票", kind="enquiry", customer_id=ann)
    desk.moves.solve([told], "=已寄出")
    desk.moves.tell([told], "您好，\t已寄出")
    desk.cases.edit(told, {"satisfaction": 100, "cause": "-系统"})
    waiting = given_case(desk, "等配件", kind="request")
    desk.moves.wait([waiting], "%等供应商")
    closed = given_case(desk, "closed one", kind="suggestion")
    desk.moves.solve([closed])
    desk.moves.tell([closed])
    desk.moves.close([closed])
    desk.cases.snooze([waiting], NOW + timedelta(days=1))
    given_call(
        desk,
        '=李伟, "公司" 138 0000 1111',
        '空调, 又"漏"水',
        case_id=whole,
        ended_at=NOW + timedelta(minutes=3),
    )
    voided = given_call(desk, "021-5555 0101", "-打错", outcome="wrong_number").call_id
    desk.calls.void([voided], "@误登记")
    given_followup(desk, customer_id=li, case_id=whole, method="visit", repeat="每月24日", all_day=True)
    held = given_followup(desk, customer_id=ann, purpose="='=满意度")
    desk.followups.hold([held], '很满意, "谢谢"\n下次再约')
    missed = given_followup(desk, customer_id=ann)
    desk.followups.miss([missed], "+无人接听")
    work_out(desk, li)


def work_out(desk: Desk, customer_id: int) -> None:
    """Complaints with every fact of their handling, on which files find it hard to stay whole."""
    logged = given_call(desk, '=李伟, "公司" 138 0000 1111', "又坏了", case_kind="complaint")
    whole = logged.case_id or 0
    desk.cases.edit(
        whole,
        {
            "on_behalf_of": "=委托人; 王", "product": "@空调 KFR-35", "remedy_wanted": f"退款\n{HOSTILE}",
            "facts": "'现场\n无漏点", "competitor": "-友商", "lesson": "+换供应商; [x]",
            "outcome": "partly_upheld", "source": "12315", "handling_satisfaction": 0, "source_ref": HOSTILE,
            "source_at": NOW, "limit_at": NOW, "limit_reason": "=检测", "limit_told_at": NOW,
        },
    )  # fmt: skip
    desk.complaints.acknowledge([whole], how="wechat", by="@小李")
    desk.complaints.assess([whole], Assessment(3, True, 2, 3, "=关机\n停用"))
    desk.remedies.add([whole], NewRemedy("refund", '\'退一半; "见单"\n第二行', 8050, approver="王总"))
    desk.remedies.add([whole], NewRemedy("gift", HOSTILE))
    desk.evidence.add([whole], NewEvidence("=照片\n两张", "-王芳", f"@柜; {HOSTILE}"))
    desk.evidence.say([whole], NewStatement("employee", "'试过水\n不漏", "+李师傅"))
    desk.checklists.add([whole], "=拍照; [现场]", required=False)
    desk.checklists.add([whole], "签字\n盖章")
    steps = [step.id for step in desk.cases.dossier(whole).steps]
    desk.checklists.tick(whole, steps[:1])
    desk.handoffs.hand_off([whole], "-仓库", due_at=NOW + timedelta(days=3), words="'查库存")
    desk.handoffs.back([whole], "+有货")
    desk.handoffs.hand_off([whole], "财务; 二部", words="开票")
    told = given_case(desk, "已答复 \u3000=1", customer_id=customer_id)
    desk.moves.solve([told], "=更换")
    desk.moves.tell([told], "已电话告知", how="phone", by="小王")
    desk.complaints.answer([told], False, options="可向消协投诉\n12315")
    desk.complaints.thank([told])
    desk.moves.close([told], override="'领导同意")
    for subject in ("=重复一", "重复二"):
        merged = given_case(desk, subject, customer_id=customer_id)
        desk.merging.merge([merged], whole, reason="'同一件事")
    desk.merging.unmerge([merged])
    desk.links.link(merged, told, "follows")
    desk.links.link(told, whole, "related")
    desk.moves.wait([merged], "等客户")
    desk.moves.nudge([merged], "'催")
    first = desk.promises.make(
        NewPromise("=明天上门", NOW + timedelta(days=1), NOW + timedelta(hours=4), whole)
    ).id
    desk.promises.retell(first, NOW + timedelta(days=2), "'配件未到")
    call = NewPromise("回电 [b]", NOW + timedelta(hours=2), customer_id=customer_id, call_id=logged.call_id)
    kept = desk.promises.make(call).id
    desk.promises.keep([kept])
    gone = desk.promises.make(NewPromise("@寄发票", NOW + timedelta(hours=5), customer_id=customer_id)).id
    desk.promises.withdraw([gone], "-不需要了")


def export(desk: Desk, kind: str, path: Path, **choices: Any) -> ExportReport:
    """Write one kind to `path`."""
    return desk.exporting.run(ExportRequest(kind, path, force=True, **choices))


def take_in(desk: Desk, path: Path, kind: str = "auto", **choices: Any) -> ImportReport:
    """Import a file; rejects go beside the desk, never beside the file."""
    rejects = desk.store.path.with_name(f"{path.name}.rejects.csv")
    return desk.importing.run(ImportRequest(path, kind, rejects=rejects, **choices))


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    """(new, updated, unchanged, rejected), which must add up."""
    assert report.new + report.updated + report.unchanged + report.rejected == report.read
    return report.new, report.updated, report.unchanged, report.rejected


def record_counts(desk: Desk) -> dict[str, int]:
    """How many rows each table of records holds, with the search tables."""
    with desk.reading() as db:
        names = (
            *TABLES,
            "customers_search",
            "cases_search",
            "calls_search",
            "followups_search",
            "promises_search",
        )
        return {name: db.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in names}


def another_desk(folder: Path, name: str = "other.db", **flags: object) -> Desk:
    """An empty desk beside the first."""
    return open_desk(folder / name, **flags)
