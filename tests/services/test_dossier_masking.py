"""A masked dossier: no value of the customer or of their people is in it, in any layout; all else is."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from servicedesk.cli.case.dossier import values
from servicedesk.cli.frame import output
from servicedesk.domain.rows.customers import Contact
from servicedesk.domain.staged_dossier import StagedDossier
from servicedesk.domain.words.masks import ALL, CONTACT, MASKS, NAMES, NOTHING, PHONES
from servicedesk.services.customers import CardChange
from servicedesk.services.desk import Desk
from servicedesk.services.dossier_files import LAYOUTS, laid_out
from servicedesk.services.evidence import NewEvidence
from servicedesk.services.promises import NewPromise
from servicedesk.services.remedies import NewRemedy
from tests.builders import FixedTime, given_call, given_case, given_customer, given_followup
from tests.unit.test_masking_writings import FULL_WIDTH, bare

REACHED_BY = {
    PHONES: ("13800001111", "+44 20 7946 0123", "010-8888 6666", "13900002222", "021-62345678"),
    CONTACT: (
        *("li.wei@example.com", "old@example.com", "lawyer@example.org", "liwei_88", "old_wx_77"),
        *("北京市朝阳区建国路 88 号 3 号楼 501", "110101199003071234", "1980-05-01", "li-wei.example"),
    ),
    NAMES: ("李伟明", "Zoe Quist", "王大锤", "李维明", "北京天元水泵厂", "赵合并", "孙关联", "某某代表处"),
    ALL: ("20261388", "HT-2026-00123"),
}
"""By mask what it hides, besides what the weaker ones hide."""
KEPT = ("¥1,200.00", "水泵漏水", "anna", "9 点半", "3 台", "380元", "C-1", "refund")


def everywhere(desk: Desk, time: FixedTime) -> int:
    """A case in which all of it stands in every text that there is, written in one way or another."""
    card = given_customer(
        desk,
        "李维明",
        "010-8888 6666",
        emails=["old@example.com"],
        wechat="old_wx_77",
        address="北京市朝阳区建国路 88 号 3 号楼 501",
        birthday="1980-05-01",
        website="li-wei.example",
        contacts=[Contact("Zoe Quist", "", "+44 20 7946 0123", "lawyer@example.org"), Contact("王大锤")],
    )
    desk.customers.edit(
        card,
        CardChange(
            {"name": "李伟明", "wechat": "liwei_88"}, phones=["138 0000 1111"], emails=["li.wei@example.com"]
        ),
    )
    other = given_customer(desk, "赵合并", "021-62345678")
    all_of_it = "；".join(value for found in REACHED_BY.values() for value in found)
    wide = all_of_it.translate(FULL_WIDTH)
    words = f"水泵漏水 9 点半 3 台 380元 {all_of_it}\n{wide} 客户说 {all_of_it.upper()}"
    call = given_call(
        desk, "", words, customer_id=card, case_kind="complaint", answered_at=time.moment, handler="anna"
    )
    assert call.case_id is not None
    case = call.case_id
    texts = ("description", "remedy_wanted", "facts", "lesson", "product", "on_behalf_of")
    desk.cases.edit(case, {name: words.replace("\n", " ") for name in texts[:-1]})
    desk.cases.edit(case, {"on_behalf_of": "北京天元水泵厂", "subject": words.replace("\n", " ")})
    desk.cases.note([case], words)
    desk.moves.wait([case], f"等 {all_of_it}")
    time.advance(hours=1)
    desk.handoffs.hand_off([case], "logistics", words=words)
    desk.handoffs.back([case], words)
    desk.promises.make(NewPromise(words, due_at=time.moment + timedelta(hours=1), case_id=case))
    (promise,) = desk.promises.of_case(case)
    desk.promises.retell(promise.id, time.moment + timedelta(hours=3), words[:150], how="phone", words=words)
    desk.remedies.add([case], NewRemedy("refund", words, 120_000, "wei"))
    desk.checklists.add([case], words.replace("\n", " "))
    given_followup(desk, case_id=case, customer_id=card, purpose=words)
    double = given_case(desk, words.replace("\n", " "), customer_id=other, description=words)
    given_call(desk, "13900002222", words, case_id=double, answered_at=time.moment)
    desk.merging.merge([double], case, reason=words.replace("\n", " "))
    linked = given_case(desk, words.replace("\n", " "), customer_id=given_customer(desk, "孙关联", ""))
    desk.cases.edit(linked, {"on_behalf_of": "某某代表处"})
    desk.links.link(case, linked, "related")
    desk.moves.solve([case], words)
    desk.moves.tell([case], words, how="phone")
    desk.complaints.answer([case], False, options=words)
    desk.moves.close([case], override=words[:200].replace("\n", " "))
    desk.moves.reopen([case], words, due_at=time.moment + timedelta(days=2))
    return case


def every_format(staged: StagedDossier) -> Iterator[str]:
    """The four of them; JSON with its texts as they are."""
    yield from (laid_out(staged, layout) for layout in LAYOUTS)
    yield json.dumps(json.loads(output.to_json(output.json_value(values(staged)))), ensure_ascii=False)


def test_what_a_mask_hides_is_in_no_format_and_the_rest_is_in_all(desk: Desk, time: FixedTime) -> None:
    case = everywhere(desk, time)
    for mask in MASKS.values:
        pages = list(every_format(desk.dossiers.staged(case, mask=mask)))
        for page in pages:
            # A page has backslashes and entities of its own: neither is a letter or a digit.
            plain = bare(page.replace("&#34;", "").replace("&#39;", "").replace("\\n", "\n"))
            for of, hidden in REACHED_BY.items():
                is_hidden = mask != NOTHING and MASKS.values.index(of) <= MASKS.values.index(mask)
                for value in hidden:
                    assert (bare(value) in plain) != is_hidden, (mask, value)
            for value in KEPT:
                assert bare(value) in plain, (mask, value)
        assert_it_says_what_it_hides(mask, pages[0], json.loads(pages[-1]))


def assert_it_says_what_it_hides(mask: str, text: str, programs: Any) -> None:
    assert ("masked" in text.lower()) == (mask != NOTHING)
    assert ("Masked are names" in text) == (mask in {NAMES, ALL})
    assert ("names the person who complained" in text) == (mask not in {NAMES, ALL})
    assert (programs["mask"], programs["masked"]) == (mask, mask != NOTHING)


def test_words_of_closed_lists_and_our_own_people_keep_their_names(desk: Desk) -> None:
    """Whoever is called as a state, a channel or one of us makes no word of ours unreadable."""
    person = given_customer(
        desk, "Anna Phone", contacts=[Contact("working"), Contact("complaint"), Contact("新")]
    )
    case = given_case(desk, "working with Anna Phone", customer_id=person, channel="phone")
    desk.complaints.acknowledge([case], how="phone")
    desk.moves.work([case])
    staged = desk.dossiers.staged(case, mask=ALL)
    page = laid_out(staged, "text")
    assert "State: working" in page
    assert "Kind: complaint" in page
    assert "Acknowledged how: phone" in page
    assert "Owner: anna" in page
    assert "Subject: w** with A**" in page
    assert "Missing" not in page.partition("7.4")[2].partition("7.5")[0]


def test_of_us_who_acted_or_has_a_login_keeps_the_name_and_a_customer_in_our_fields_does_not(
    desk: Desk,
) -> None:
    person = given_customer(desk, "孙丽华", contacts=[Contact("anna")])
    case = given_case(desk, "[/] 漏水", customer_id=person, owner="agent102938")
    desk.handoffs.hand_off([case], "孙丽华家", words="x")
    desk.remedies.add([case], NewRemedy("apology", "x", approver="孙丽华 13812345678"))
    for page in every_format(desk.dossiers.staged(case, mask=ALL)):
        assert "agent102938" in page
        assert "anna" in page
        assert "孙丽华" not in page
        assert "13812345678" not in page


def test_the_words_of_evidence_are_hidden_in_every_format(desk: Desk) -> None:
    """Its field is called `what`, as the verb of a line of the history is."""
    case = given_case(desk, customer_id=given_customer(desk, "孙丽华", "13812345678"))
    desk.evidence.add([case], NewEvidence("孙丽华的照片 13812345678", "孙丽华"))
    for mask, shown in ((PHONES, "孙丽华的照片 138****5678"), (NAMES, "孙**的照片 138****5678")):
        for page in every_format(desk.dossiers.staged(case, mask=mask)):
            assert bare(shown) in bare(page)
            assert "13812345678" not in page
