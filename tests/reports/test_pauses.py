"""What a dossier says under each clock: whose time a wait was, why, and how much of it was not counted."""

from datetime import timedelta

import pytest

from servicedesk import i18n
from servicedesk.services.desk import Desk
from servicedesk.services.dossier_files import LAYOUTS, laid_out
from servicedesk.services.promises import NewPromise
from tests.builders import FixedTime, given_case, meet_gates
from tests.reports.test_dossier import FORGED, OUR_TAGS, parsed, tokens_of

HOUR = timedelta(hours=1)


def given_waits(desk: Desk, time: FixedTime) -> int:
    """From Friday 09:12: an hour of the customer's, one of logistics', solved, and reopened after another."""
    case = given_case(desk)
    time.advance(minutes=8)
    desk.moves.wait([case], "the customer's answer")
    time.advance(hours=1)
    desk.handoffs.hand_off([case], "logistics")
    time.advance(hours=1)
    desk.handoffs.back([case])
    desk.moves.solve([case], "修好")
    time.advance(hours=2)
    desk.moves.reopen([case], "又漏了")
    time.advance(hours=1)
    return case


def text_of(desk: Desk, case: int) -> list[str]:
    return laid_out(desk.dossiers.staged(case), "text").splitlines()


def under(lines: list[str], label: str) -> list[str]:
    """The lines under a fact of the head."""
    place = next(place for place, line in enumerate(lines) if line.startswith(f"  {label}"))
    found = []
    for line in lines[place + 1 :]:
        if not line.startswith("    - "):
            break
        found.append(line.removeprefix("    - "))
    return found


def test_pauses_stand_under_the_clock_with_whose_time_and_what_they_took(desk: Desk, time: FixedTime) -> None:
    lines = text_of(desk, given_waits(desk, time))
    assert under(lines, "Service target, solution:") == [
        (
            "from 2026-11-20 09:20 to 2026-11-20 10:20: waiting, in the time of: customer"
            " (the customer's answer); the clock stood still: 1 h of working time not counted"
        ),
        (
            "from 2026-11-20 10:20 to 2026-11-20 11:20: waiting, in the time of: department"
            " (another department); the clock ran on: 1 h of working time counted"
        ),
        # From 12:00 to 13:00 nobody works.
        (
            "from 2026-11-20 11:20 to 2026-11-20 13:20: solved, until it was reopened;"
            " the clock stood still: 1 h of working time not counted"
        ),
    ]
    assert under(lines, "Service target, first response:") == []
    (resolve,) = (line for line in lines if line.startswith("  Service target, solution:"))
    assert "stood still for 2 h" in resolve


def test_a_wait_that_lasts_has_no_end_and_free_words_are_told_as_they_are(
    desk: Desk, time: FixedTime
) -> None:
    case = given_case(desk)
    desk.moves.wait([case], "等客户 [b] <寄回>")
    time.advance(hours=1)
    assert under(text_of(desk, case), "Service target, solution:") == [
        (
            "since 2026-11-20 09:12: waiting, in the time of: other (等客户 [b] <寄回>);"
            " the clock ran on: 1 h of working time counted"
        )
    ]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_has_the_pauses_and_no_structure_out_of_their_reasons(
    desk: Desk, time: FixedTime, layout: str
) -> None:
    case = given_case(desk)
    desk.moves.wait([case], "<b>x</b> [y](z) *等*")
    time.advance(hours=1)
    page = laid_out(desk.dossiers.staged(case), layout)
    assert "the clock ran on" in page
    if layout == "html":
        assert {tag for tag, _attributes in parsed(page).tags} <= OUR_TAGS
    elif layout == "markdown":
        kinds, shown = tokens_of(page)
        assert not {"link_open", "html_inline"} & set(kinds)
        assert "(<b>x</b> [y](z) *等*)" in shown


def test_in_chinese_a_pause_says_the_same(desk: Desk, time: FixedTime) -> None:
    case = given_waits(desk, time)
    i18n.activate("zh_CN")
    words = "\n".join(text_of(desk, case))
    assert "暂停计时，1 小时工作时间不计入" in words
    assert "照常计时，1 小时工作时间计入" in words


def test_a_promise_told_anew_has_its_way_and_words_and_how_late_it_was_written_down(
    desk: Desk, time: FixedTime
) -> None:
    case = given_case(desk)
    desk.promises.make(NewPromise("回电", due_at=time.moment + 4 * HOUR, case_id=case))
    told_at = time.moment + HOUR
    time.advance(hours=49)
    (first,) = desk.promises.of_case(case)
    desk.promises.retell(
        first.id,
        time.moment + HOUR,
        "师傅没到",
        how="wechat",
        words=f"明天下午到\n{FORGED[:40]}",
        at=told_at,
    )
    lines = text_of(desk, case)
    place = lines.index("  - 2026-11-20 10:12  anna  told another time: P-2 in place of P-1")
    assert lines[place + 1 : place + 4] == [
        "    | 回电 (told for 2026-11-22 11:12; open)",
        "    | Told how: WeChat  明天下午到 / <script>alert(1)</script><img src=x oner",
        "    | recorded 2 d later",
    ]


def test_hand_offs_and_remedies_written_down_late_say_so_in_their_stage(desk: Desk, time: FixedTime) -> None:
    case = given_case(desk)
    out = time.moment + HOUR
    time.advance(hours=26)
    desk.handoffs.hand_off([case], "维修部", at=out)
    desk.handoffs.back([case], "换了水泵", at=out + HOUR)
    lines = text_of(desk, case)
    place = lines.index("  - 2026-11-20 10:12  anna  handed off to 维修部")
    assert lines[place + 1 : place + 3] == [
        "    | Came back: 2026-11-20 11:12  换了水泵  recorded 1 d later",
        "    | recorded 1 d later",
    ]


def test_programs_get_the_pauses_of_a_closed_case_too(desk: Desk, time: FixedTime) -> None:
    from servicedesk.cli.case.dossier import values

    case = given_waits(desk, time)
    desk.moves.solve([case], "x")
    meet_gates(desk, case)
    (resolve,) = (
        clock for clock in values(desk.dossiers.staged(case))["clocks"] if clock["clock"] == "resolve"
    )
    told = [(pause["whom"], pause["counted"], pause["worked_seconds"]) for pause in resolve["pauses"]]
    assert told == [("customer", False, 3600), ("department", True, 3600), ("", False, 3600)]
