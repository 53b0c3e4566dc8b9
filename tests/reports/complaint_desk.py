"""A complaint worked to the end by every stage, and one of which nothing is known but its subject."""

from datetime import timedelta

from servicedesk.services.case_rows import NewCase
from servicedesk.services.complaints import Assessment
from servicedesk.services.desk import Desk
from servicedesk.services.followups import NewFollowUp
from servicedesk.services.promises import NewPromise
from servicedesk.services.remedies import NewRemedy
from tests.builders import FixedTime, given_call, given_case, given_customer


def given_whole_complaint(desk: Desk, time: FixedTime) -> int:
    """A broken pump: two calls and promises, a hand-off, a refund above the limit, a link, a merged case."""
    li = given_customer(desk, "李伟 [b]", "138 0000 1111", emails=["li@example.com"], tier="vip")
    earlier = given_case(desk, "old pump", customer_id=li)
    call = given_call(
        desk,
        "",
        "水泵漏水 [/] the pump leaks",
        customer_id=li,
        case_kind="complaint",
        answered_at=time.moment,
        handler="bo",
    )
    assert call.case_id is not None
    case = call.case_id
    known = {
        "description": "第一行\nsecond line, call me at 13800001111",
        "product": "pump P-7",
        "on_behalf_of": "北京水泵厂",
        "remedy_wanted": "money back",
        "channel": "phone",
    }
    desk.cases.edit(case, known)
    time.advance(minutes=10)
    desk.complaints.acknowledge([case], how="phone")
    desk.complaints.assess(
        [case], Assessment(severity=3, safety=True, complexity=2, impact=1, immediate_action="switched off")
    )
    desk.moves.work([case])
    desk.promises.make(
        NewPromise("call back with the price", estimate_at=time.moment + timedelta(hours=1), case_id=case)
    )
    time.advance(minutes=30)
    desk.handoffs.hand_off(
        [case], "logistics", due_at=time.moment + timedelta(hours=2), words="who drove the van?"
    )
    time.advance(minutes=30)
    (first,) = desk.promises.of_case(case)
    desk.promises.retell(first.id, time.moment + timedelta(hours=2), "the van is still out")
    time.advance(hours=1)
    desk.handoffs.back([case], "a box fell")
    desk.cases.note([case], "driver heard: the box fell")
    desk.cases.edit(case, {"facts": "the box fell off the van"})
    desk.complaints.set_cause([case], "delivery / damaged on the way")
    desk.remedies.add([case], NewRemedy("refund", "the whole price", 120_000, "wei"))
    (remedy,) = desk.cases.dossier(case).remedies
    desk.checklists.add([case], "photo of the pump")
    desk.checklists.tick(case, [step.id for step in desk.cases.dossier(case).steps])
    time.advance(minutes=20)
    given_call(
        desk, "", "told about the van", customer_id=li, case_id=case, direction="out", answered_at=time.moment
    )
    desk.remedies.finish(case, remedy.id)
    desk.moves.solve([case], "money sent back")
    desk.moves.tell([case], "You get ¥1,200 back.\nSorry.", how="phone")
    for promise in desk.promises.of_case(case):
        if promise.state == "open":
            desk.promises.keep([promise.id])
    desk.complaints.answer([case], accepted=True, options="a new pump instead")
    desk.complaints.thank([case])
    desk.cases.edit(case, {"lesson": "strap the boxes"})
    desk.followups.book(
        NewFollowUp(time.moment + timedelta(days=1), purpose="回访", case_id=case, customer_id=li)
    )
    desk.links.link(case, earlier, "follows")
    double = given_case(desk, "pump again", customer_id=li)
    desk.merging.merge([double], case, reason="the same pump")
    time.advance(minutes=5)
    desk.moves.close([case])
    return case


def given_bare_complaint(desk: Desk) -> int:
    """Only what no case can be without, on a desk that tells nobody how to complain."""
    desk.policies.set("handling", 'how_to_complain = ""\n')
    return desk.cases.open(NewCase("?")).id
