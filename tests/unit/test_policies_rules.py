"""What each policy says: targets, urgency, waiting reasons, causes, checklists, macros, handling."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from servicedesk.domain.errors import UsageError
from servicedesk.domain.gates import USUAL_GATES
from servicedesk.domain.policies import (
    POLICIES,
    causes,
    checklists,
    handling,
    macros,
    targets,
    urgency,
    waiting,
)
from servicedesk.domain.policies.reading import PolicyError
from servicedesk.domain.policies.targets import Target
from servicedesk.domain.policies.waiting import next_nudge, proposes_close_at
from servicedesk.i18n import in_every_language

START = datetime(2026, 11, 20, 1, tzinfo=UTC)


@dataclass
class EveryHour:
    """A calendar in which all time is working time, and a day has ten hours."""

    day_seconds: int = 36_000

    def deadline(self, start: datetime, seconds: int) -> datetime:
        return start + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("kind", "tier", "target"),
    [
        ("complaint", "", (3600, 14_400, 57_600)),
        ("complaint", " ＶＩＰ ", (1800, 7200, 28_800)),
        ("complaint", "未知", (3600, 14_400, 57_600)),
        ("request", "vip", (14_400, 28_800, 86_400)),
        ("suggestion", "", (28_800, None, 144_000)),
    ],
)
def test_the_shipped_targets_go_by_kind_and_tier(
    kind: str, tier: str, target: tuple[int | None, ...]
) -> None:
    assert targets.parse(targets.default()).for_case(kind, tier) == Target(*target)


def test_the_most_specific_target_counts_as_a_whole() -> None:
    found = targets.parse(
        '[[target]]\nresolve = "4d"\n[[target]]\ntier = "重点"\nresolve = "3d"\n'
        '[[target]]\nkind = "complaint"\nresolve = "2d"\nnext_contact = "1h"\n'
        '[[target]]\nkind = "complaint"\ntier = "重点"\nresolve = "1d"'
    )
    assert found.for_case("complaint", "重点", 3600) == Target(None, None, 3600)
    assert found.for_case("complaint", "", 3600) == Target(None, 3600, 7200)
    assert found.for_case("request", "重点", 3600).resolve == 3 * 3600
    assert found.for_case("request", "", 3600).resolve == 4 * 3600


def test_a_desk_without_targets_aims_at_nothing_and_still_knows_overdue() -> None:
    assert targets.parse("").for_case("complaint") == Target()
    assert targets.parse("warn_at = [70]").levels == (70, 100)
    assert targets.parse("").levels == (50, 80, 100)


def test_lengths_are_compared_only_where_every_calendar_agrees() -> None:
    assert targets.parse('[[target]]\nfirst_response = "9h"\nresolve = "1d"').rules
    with pytest.raises(PolicyError, match="target 1, first_response"):
        targets.parse('[[target]]\nfirst_response = "25h"\nresolve = "1d"')


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("targets", '[[target]]\nkind = "complain"', "did you mean complaint"),
        ("targets", '[[target]]\nresolve = "-4h"', "not a length of time"),
        ("targets", "[[target]]\nresolve = 4", "not a length of time"),
        ("targets", '[[target]]\ntier = "VIP"\n[[target]]\ntier = "ｖｉｐ"', "target 2: .*already"),
        ("targets", "warn_at = [80, 50]", "rising"),
        ("targets", "warn_at = [50, true]", "whole number"),
        ("targets", "warn_at = [0]", "from 1 to 100"),
        ("targets", 'target = "4h"', r"\[\[target\]\]"),
        ("urgency", "safety = -1", "from 0"),
        ("urgency", "[severity]\n5 = 3", "severity, 5"),
        ("urgency", "[deadline]\n101 = 3", "deadline, 101"),
        ("urgency", "[age]\nweek = 3", "age, week"),
        ("urgency", "[age]\n1 = 9\n3 = 2", "age, 3: .*less"),
        ("urgency", '[tier]\nvip = 1\n"ＶＩＰ" = 2', "second time"),
        ("waiting", "[[reason]]", "reason 1, name: it is missing"),
        ("waiting", 'longest = "soon"', "length of time"),
        ("waiting", '[[reason]]\nname = "零件"\nnudge = "1d"\nnudges = -2', "from -1"),
        ("waiting", '[[reason]]\nname = "A"\n[[reason]]\nname = "Ａ"', "reason 2, name"),
        ("waiting", '[[reason]]\nname = "A"\nwhom = "custmer"', "did you mean customer"),
        ("waiting", '[[reason]]\nname = "A"\npauses = "no"', "true or false"),
        ("causes", '[[area]]\nname = "物流"', "area 1, causes"),
        ("causes", '[[area]]\nname = "物流／海运"\ncauses = ["破损"]', "sign /"),
        ("causes", '[[area]]\nname = "物流"\ncauses = ["破损", "破损 "]', "twice"),
        ("causes", '[[area]]\nname = "物流"\ncauses = ["破损", ""]', "each entry must be a text"),
        ("causes", 'retired = ["破损"]', "area / cause"),
        ("causes", 'retired = ["A / b"]\n[[area]]\nname = "a"\ncauses = ["B"]', "offered above"),
        ("checklists", '[[checklist]]\nname = "A"', "checklist 1, steps"),
        ("checklists", '[[checklist]]\nname = "A"\nsteps = ["x", {text = "X"}]', "steps 2: .*twice"),
        ("checklists", '[[checklist]]\nname = "A"\nsteps = ["x", {required = true}]', "no words"),
        ("checklists", '[[checklist]]\nname = "A"\nsteps = [1]', "quotation marks"),
        ("macros", '[[macro]]\nname = "A"\nkey = "x"', "changes nothing"),
        ("macros", '[[macro]]\nname = "A"\nkey = "xy"\nnote = "n"', "one character"),
        ("macros", '[[macro]]\nname = "A"\nnote = "n"\n[[macro]]\nname = "ａ"\nnote = "n"', "macro 2, name"),
        (
            "macros",
            '[[macro]]\nname = "A"\nkey = "x"\nnote = "n"\n[[macro]]\nname = "B"\nkey = "x"\nnote = "n"',
            "macro 2, key",
        ),
        ("macros", '[[macro]]\nname = "A"\nset = {state = "closed"}', "macro 1, set, state"),
        ("macros", '[[macro]]\nname = "A"\nset = {priority = "purple"}', "priority"),
        ("macros", '[[macro]]\nname = "A"\nset = {priority = 5}', "from 1 to 4"),
        ("macros", '[[macro]]\nname = "A"\nset = {impact = 4}', "from 1 to 3"),
        ("macros", '[[macro]]\nname = "A"\nset = {safety = 1}', "true or false"),
        ("macros", '[[macro]]\nname = "A"\nset = {owner = " "}', "nothing to set"),
        ("macros", '[[macro]]\nname = "A"\nmove = "wait"', "waits for nothing"),
        ("macros", '[[macro]]\nname = "A"\nmove = "work"\nwaiting = "零件"', "only a case that waits"),
        ("macros", '[[macro]]\nname = "A"\nmove = "close"', "macro 1, move"),
        ("macros", '[[macro]]\nname = "A"\nfollowup = "漏水"', "not a time"),
        ("macros", '[[macro]]\nname = "A"\nfollowup = "yesterday"', "past"),
        ("macros", '[[macro]]\nname = "A"\npromise = "回电"', "words and a time"),
        (
            "macros",
            '[[macro]]\nname = "A"\nlabels = ["漏水"]\nremove_labels = ["漏水 "]',
            "added and removed",
        ),
        ("handling", "reopen_days = -1", "from 0"),
        ("handling", 'remedy_limit = "a lot"', "not an amount"),
        ("handling", "remedy_limit = true", "not an amount"),
        ("handling", '[remedy_limit_by_tier]\nvip = "-5"', "vip: .*not an amount"),
        ("handling", 'currency = "元"', "three letters"),
        ("handling", '[gates]\ncomplaint = ["cauze"]', "did you mean cause"),
        ("handling", '[gates]\nkomplaint = ["cause"]', "did you mean complaint"),
        ("handling", "[promise_padding]\nround_minutes = 0", "from 1"),
        ("handling", f'thanks = "{"x" * 3000}"', "too long"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_place(name: str, text: str, words: str) -> None:
    with pytest.raises(PolicyError, match=words) as caught:
        POLICIES[name].parse(text)
    assert caught.value.message.startswith(f"{name}: ")
    assert "\n" not in caught.value.message


def test_the_terms_of_urgency_go_up_in_steps_to_their_caps() -> None:
    weights = urgency.parse(urgency.default())
    assert [step.points for step in weights.deadline] == [10, 25, 50]
    for steps in (weights.deadline, weights.waiting_customer, weights.age):
        assert list(steps) == sorted(steps, key=lambda step: (step.at, step.points))
        assert len({step.at for step in steps}) == len(steps) > 1
    assert [weights.overdue_points(days) for days in (-1, 0, 1, 10, 99)] == [0, 0, 5, 50, 50]
    assert [weights.repeat_points(calls) for calls in (-1, 0, 1, 4, 99)] == [0, 0, 10, 40, 40]
    assert weights.tier_points("ＶＩＰ") == weights.tier_points("vip") > weights.tier_points("漏水") == 0
    assert weights.severity[4] > weights.severity[1]


def test_a_term_that_is_left_out_adds_nothing() -> None:
    weights = urgency.parse("")
    assert (weights.safety, weights.deadline, weights.age) == (0, (), ())
    assert weights.overdue_points(5) == 0
    assert set(weights.severity.values()) == set(weights.priority.values()) == {0}


@pytest.mark.parametrize(
    ("nudges", "bumps", "nudge_days", "close_days"),
    [(2, 0, 1, 3), (2, 1, 1, 2), (2, 2, None, 1), (2, 9, None, 1), (0, 7, 1, None), (-1, 0, None, 1)],
)
def test_nudges_and_the_proposal_to_close_come_as_glpi_has_them(
    nudges: int, bumps: int, nudge_days: int | None, close_days: int | None
) -> None:
    text = f'[[reason]]\nname = "零件"\nnudge = "1d"\nnudges = {nudges}'
    reason = waiting.parse(text).find(" 零件")
    expected = [
        None if days is None else START + timedelta(hours=10 * days) for days in (nudge_days, close_days)
    ]
    calendar = EveryHour()
    assert next_nudge(reason, START, bumps, calendar) == expected[0]
    assert proposes_close_at(reason, START, bumps, calendar) == expected[1]


def test_a_reason_may_count_by_the_clock() -> None:
    reason = waiting.parse('[[reason]]\nname = "a"\nnudge = "2d"\ncalendar = "clock"').find("A")
    assert next_nudge(reason, START, 0, EveryHour()) == START + timedelta(days=2)


def test_free_words_are_a_reason_that_pauses_nothing_and_nudges_for_ever() -> None:
    reason = waiting.parse(waiting.default()).find("等老板回来")
    assert (reason.name, reason.pauses, str(reason.nudge), str(reason.longest)) == (
        "等老板回来", False, "2d", "20d",
    )  # fmt: skip
    assert next_nudge(reason, START, 99, EveryHour()) is not None
    assert proposes_close_at(reason, START, 0, EveryHour()) is None


CAUSES = causes.parse(
    'retired = ["物流 / 丢单"]\n[[area]]\nname = "物流"\ncauses = ["破损", "延误"]\n'
    '[[area]]\nname = "Service"\ncauses = ["延误", "Rude"]'
)


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("物流/破损", "物流 / 破损"),
        ("物流 ／ 延误", "物流 / 延误"),
        ("破损", "物流 / 破损"),
        ("ＲＵＤＥ", "Service / Rude"),
        ("物流/丢单", "物流 / 丢单"),
    ],
)
def test_a_cause_is_found_by_its_path_or_by_a_name_that_is_its_own(typed: str, path: str) -> None:
    assert CAUSES.find(typed) == path


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("延误", "物流 / 延误, Service / 延误"),
        ("物流", "物流 / 破损, 物流 / 延误"),
        ("Rud", "Service / Rude"),
        ("service / rud", "Service / Rude"),
        ("丢单", "物流, Service"),
        ("[/] zzzz", "物流, Service"),
    ],
)
def test_a_cause_that_is_not_there_is_answered_with_what_could_be_meant(typed: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        CAUSES.find(typed)
    assert hint in caught.value.hint
    assert typed not in caught.value.message


def test_a_retired_cause_is_kept_and_not_offered() -> None:
    assert "物流 / 丢单" not in CAUSES.paths()
    assert CAUSES.retired == ("物流 / 丢单",)
    assert causes.parse("").find(" 随便 写 ") == "随便 写"


def test_a_case_has_the_steps_of_every_list_that_fits_once_each() -> None:
    lists = checklists.parse(
        '[[checklist]]\nname = "a"\nsteps = [{text = "拍照", required = false}]\n'
        '[[checklist]]\nname = "b"\nkind = "complaint"\nsteps = ["道歉"]\n'
        '[[checklist]]\nname = "c"\nkind = "complaint"\ncategory = "漏水"\nsteps = ["拍照 ", "关阀"]'
    )

    def steps(kind: str, category: str = "") -> list[tuple[str, bool]]:
        return [(step.text, step.required) for step in lists.for_case(kind, category)]

    assert steps("request", "漏水") == [("拍照", False)]
    assert steps("complaint", "") == [("拍照", False), ("道歉", True)]
    assert steps("complaint", " 漏水") == [("拍照", True), ("道歉", True), ("关阀", True)]


def test_a_macro_holds_values_as_a_case_keeps_them() -> None:
    found = macros.parse(
        '[[macro]]\nname = "升级"\nkey = "!"\nmove = "wait"\nwaiting = "零件"\nfollowup = "明天下午三点"\n'
        'promise = "回电"\npromise_by = "+90m"\nsteps = ["关阀"]\n[macro.set]\npriority = "Urgent"\n'
        'severity = 3\nsafety = true\nowner = "me"\nimpact = "many"'
    )
    macro = found.find(" 升级 ")
    assert macro == found.by_key("!")
    assert macro.fields == {"priority": 4, "severity": 3, "safety": 1, "owner": "me", "impact": 3}
    assert (macro.move, macro.waiting, macro.promise_by) == ("wait", "零件", "+90m")
    assert found.by_key("") is None


def test_a_macro_that_is_not_there_is_answered_with_the_nearest() -> None:
    found = macros.parse('[[macro]]\nname = "Ask for photographs"\nnote = "n"')
    with pytest.raises(UsageError) as caught:
        found.find("ask for photo")
    assert "Ask for photographs" in caught.value.hint


@pytest.mark.parametrize(("minutes", "told"), [(60, 90), (10, 15), (1, 15), (61, 105), (0, 0), (-5, 0)])
def test_padding_tells_half_as_much_again_in_whole_quarters(minutes: int, told: int) -> None:
    assert handling.parse(handling.default()).padded(minutes) == told


def test_padding_never_tells_less_than_expected() -> None:
    bare = handling.parse("[promise_padding]\npercent = 0\nround_minutes = 7")
    assert all(bare.padded(minutes) >= minutes for minutes in range(200))


def test_limits_go_by_tier_and_a_desk_may_have_none() -> None:
    shipped = handling.parse(handling.default())
    assert (shipped.remedy_limit("ｖｉｐ"), shipped.remedy_limit("新"), shipped.remedy_limit()) == (
        100_000, 50_000, 50_000,
    )  # fmt: skip
    assert handling.parse("").remedy_limit("vip") is None
    assert handling.parse("remedy_limit = 80").remedy_limit() == 8000


def test_gates_hold_by_kind() -> None:
    shipped = handling.parse(handling.default())
    assert shipped.gates_for("complaint") == USUAL_GATES == handling.parse("").gates_for("complaint")
    assert shipped.gates_for("enquiry") == ("told", "promises", "checklist")
    own = handling.parse('[gates]\nrequest = []\nenquiry = ["TOLD", "cause", "told"]')
    assert own.gates_for("request") == ()
    assert own.gates_for("enquiry") == ("cause", "told")


def test_a_shipped_cause_is_found_by_its_name_in_the_other_language() -> None:
    chinese = "/".join(
        next(form for form in in_every_language(name) if form != name)
        for name in ("delivery", "damaged on the way")
    )
    assert causes.parse(causes.default()).find(chinese) == "delivery / damaged on the way"
