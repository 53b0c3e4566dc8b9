"""Complaints, their rules and their clocks against bad input, hostile texts, two processes and kill -9."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from servicedesk.domain.errors import (
    NotFoundError,
    RefusedError,
    ServiceDeskError,
    StaleError,
    UsageError,
)
from servicedesk.services.complaints import Assessment
from servicedesk.services.desk import Desk
from servicedesk.services.promises import NewPromise
from servicedesk.services.recurring import NewRecurringCase
from servicedesk.services.remedies import NewRemedy
from servicedesk.storage import clock_cache
from tests.builders import NOW, FixedTime, allow_any_cause, dump, given_case, given_customer, open_desk
from tests.cli.conftest import Program, program
from tests.hostile.hostile import FORBIDDEN, MEGABYTE, TEXTS, HostileText
from tests.hostile.refusals import everything, one_line, refused

__all__ = ["program"]

FEW = TEXTS[::7]
EARLY, LATE = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


# Times


def test_times_that_are_past_are_refused(desk: Desk, time: FixedTime) -> None:
    case_id = given_case(desk)
    time.advance(hours=1)
    promise_id = desk.promises.make(NewPromise("回电", NOW + timedelta(hours=3), case_id=case_id)).id
    for at in (EARLY, NOW, time.moment - timedelta(seconds=1), time.moment):
        for action in (
            lambda at=at: desk.cases.snooze([case_id], at),
            lambda at=at: desk.promises.make(NewPromise("x", at, case_id=case_id)),
            lambda at=at: desk.promises.make(NewPromise("x", None, at, case_id=case_id)),
            lambda at=at: desk.promises.retell(promise_id, at),
            lambda at=at: desk.promises.retell(promise_id, estimate=at),
            lambda at=at: desk.handoffs.hand_off([case_id], "售后", due_at=at),
            lambda at=at: desk.recurring.add(NewRecurringCase("x", "daily", at, "换滤芯")),
        ):
            refused(desk, action, UsageError, RefusedError)
    for at in (EARLY, NOW - timedelta(seconds=1), time.moment + timedelta(seconds=1), LATE):
        for action in (
            lambda at=at: desk.complaints.acknowledge([case_id], at=at),
            lambda at=at: desk.moves.solve([case_id], at=at),
            lambda at=at: desk.complaints.answer([case_id], True, at=at),
            lambda at=at: desk.complaints.thank([case_id], at=at),
            lambda at=at: desk.promises.keep([promise_id], at=at),
        ):
            refused(desk, action, UsageError, RefusedError)


@pytest.mark.parametrize("at", [LATE, datetime(1969, 12, 31, tzinfo=UTC), datetime(2201, 1, 1, tzinfo=UTC)])
def test_times_of_other_ages_are_taken_or_refused_and_every_list_still_works(
    desk: Desk, at: datetime
) -> None:
    customer = given_customer(desk)
    # So old that nothing but a far time can still change its urgency.
    case_id = given_case(desk, customer_id=customer, received_at=NOW - timedelta(days=400))
    desk.moves.solve([case_id])
    desk.moves.tell([case_id])
    seen: set[str] = set()
    for action in (
        lambda: desk.cases.edit(case_id, {"due_at": at}),
        lambda: desk.cases.edit(case_id, {"received_at": at}, reason="x"),
        lambda: given_case(desk, "来自别的年代", received_at=at, customer_id=customer),
        lambda: given_case(desk, "due", due_at=at),
        lambda: desk.promises.make(NewPromise("x", at, case_id=case_id)),
        lambda: desk.promises.make(NewPromise("x", None, at, case_id=case_id)),
        lambda: desk.promises.padded(at),
        lambda: desk.handoffs.hand_off([case_id], "售后", due_at=at),
        lambda: desk.recurring.add(NewRecurringCase("x", "每月24日", at, "换滤芯")),
        lambda: desk.cases.snooze([case_id], at),
    ):
        before = everything(desk)
        try:
            action()
        except ServiceDeskError:
            assert everything(desk) == before
        all_looks(desk, seen)
        assert desk.clocks.explain(case_id, as_of=at).case_id == case_id


def all_looks(desk: Desk, seen: set[str]) -> None:
    """Every list and view that depends on clocks; a case as it was `seen` is not explained again.

    Each working day of centuries is an interval of the explanation, half a second's work.
    """
    desk.clocks.refresh()
    for order in ("urgency", "deadline"):
        ids = list(desk.lists.ids("case", "", order=order))
        assert set(desk.lists.rows("case", ids)) == set(ids)
    desk.lists.ids("case", "is:overdue")
    desk.today.board()
    desk.moves.to_nudge()
    for case_id in ids:
        if (case := repr(desk.cases.dossier(case_id))) not in seen:
            seen.add(case)
            desk.clocks.explain(case_id)
            desk.dossiers.staged(case_id)
    with desk.reading() as db:
        assert clock_cache.count_wrong(db, desk.clock.now(), desk.settings.timezone) == 0


WORDS_FOR_TIMES = (
    "0001-01-01 10:00", "9999-12-31 23:59", "99999-01-01", "2026-02-30 10:00", "2026-13-01", "25:00",
    "昨天", "-3d", "+99999999999d", "1e9", "fri fri fri", "", " ", "\x1b[8m", "[/x]", "0" * 10_000,
)  # fmt: skip


@pytest.mark.parametrize("text", WORDS_FOR_TIMES)
def test_a_typed_time_that_cannot_be_is_refused(program: Program, text: str) -> None:
    program.ok("case", "open", "空调漏水")
    before = program.ok("case", "show", "1", "--json").out
    for words in (
        ["case", "snooze", "1", "--until", text],
        ["promise", "add", "C-1", "x", "--by", text],
        ["promise", "add", "C-1", "x", "--in", text],
        ["case", "handoff", "1", "--to", "售后", "--due", text],
    ):
        if text.strip() == "" and words[-2] in {"--due", "--by", "--in"}:
            # Nothing typed is nothing given: a hand-off without a time is one.
            continue
        one_line(program(*words), 2, 5)
    assert program.ok("case", "show", "1", "--json").out == before
    for words in (["case", "explain", "1", f"--as-of={text}"], ["case", "whatif", f"--as-of={text}"]):
        done = program(*words)
        assert done.code in {0, 2}
        assert not FORBIDDEN.search(done.out + done.err)
        assert "Unexpected" not in done.err


@pytest.mark.parametrize("text", ["2099-12-31", "+80d", "1970-01-01", "1999-12-31 23:59"])
def test_a_case_is_explained_as_of_any_time(program: Program, text: str) -> None:
    program.ok("case", "open", "空调漏水")
    done = program("case", "explain", "1", "--as-of", text)
    assert done.code == 0 or one_line(done, 2, 5)


@pytest.mark.parametrize(
    ("now", "typed", "shown"),
    [
        (datetime(2027, 3, 27, 10, tzinfo=UTC), "2027-03-28 02:30", {"03-28T01:30Z", "03-28T00:30Z"}),
        (datetime(2027, 10, 30, 10, tzinfo=UTC), "2027-10-31 02:30", {"10-31T00:30Z", "10-31T01:30Z"}),
    ],
    ids=["an hour that is left out", "an hour that comes twice"],
)  # fmt: skip
def test_a_time_in_the_night_of_a_clock_change_means_one_moment_or_is_refused(
    program: Program, monkeypatch: pytest.MonkeyPatch, now: datetime, typed: str, shown: set[str]
) -> None:
    import time_machine

    monkeypatch.setenv("SERVICEDESK_TZ", "Europe/Berlin")
    with time_machine.travel(now, tick=False):
        program.ok("case", "open", "Leck")
        done = program("promise", "add", "C-1", "x", "--by", typed)
        if done.code:
            one_line(done, 2, 5)
            return
        held = program.ok("promise", "show", "1", "--json").json["due_at"]
        instant = datetime.fromisoformat(held).astimezone(UTC)
        assert instant.strftime("%m-%dT%H:%MZ") in shown
        # What is said back is the moment that was stored.
        from zoneinfo import ZoneInfo

        assert instant.astimezone(ZoneInfo("Europe/Berlin")).strftime("%H:%M") in done.err + done.out
        program.ok("case", "explain", "1", "--as-of", typed)
        program.ok("calendar", "time", typed, "2027-11-02 10:00")
        program.ok("calendar", "deadline", typed, "4h")


# Moves and merges

ALLOWED = {
    "new": "work wait solve cancel duplicate hand_off",
    "working": "wait solve cancel duplicate hand_off",
    "waiting": "work wait solve cancel duplicate hand_off nudge",
    "solved": "work tell close reopen",
    "told": "work close reopen",
    "closed": "work reopen",
    "cancelled": "work reopen",
    "duplicate": "work reopen",
    "merged": "",
}
MOVES: dict[str, Callable[[Desk, int], object]] = {
    "work": lambda desk, case_id: desk.moves.work([case_id]),
    "wait": lambda desk, case_id: desk.moves.wait([case_id], "别的原因 [/]"),
    "solve": lambda desk, case_id: desk.moves.solve([case_id]),
    "tell": lambda desk, case_id: desk.moves.tell([case_id]),
    "close": lambda desk, case_id: desk.moves.close([case_id], override="x"),
    "reopen": lambda desk, case_id: desk.moves.reopen([case_id]),
    "cancel": lambda desk, case_id: desk.moves.cancel([case_id]),
    "duplicate": lambda desk, case_id: desk.links.mark_duplicate([case_id], 1),
    "hand_off": lambda desk, case_id: desk.handoffs.hand_off([case_id], "售后"),
    "nudge": lambda desk, case_id: desk.moves.nudge([case_id]),
}


LEADS_TO = {
    "work": "working", "wait": "waiting", "solve": "solved", "tell": "told", "close": "closed",
    "reopen": "working", "cancel": "cancelled", "duplicate": "duplicate", "hand_off": "waiting",
}  # fmt: skip


def stand(desk: Desk, state: str) -> int:
    """A case in that state."""
    case_id = given_case(desk)
    if state == "waiting":
        MOVES["wait"](desk, case_id)
        desk.moves.wait([case_id], "顾客")
    elif state == "merged":
        desk.merging.merge([case_id], 1)
    else:
        path = {"working": "work", "told": "solve tell", "closed": "solve tell close", "cancelled": "cancel"}
        for move in path.get(state, {"solved": "solve", "duplicate": "duplicate"}.get(state, "")).split():
            MOVES[move](desk, case_id)
    assert desk.cases.get(case_id).row.state == state
    return case_id


@pytest.mark.parametrize("state", ALLOWED)
def test_every_move_that_is_not_allowed_is_refused_also_in_a_crowd(desk: Desk, state: str) -> None:
    given_case(desk, "the first")
    free = given_case(desk, "free to move")
    for name, move in MOVES.items():
        case_id = stand(desk, state)
        if name in ALLOWED[state].split():
            move(desk, case_id)
            assert name == "nudge" or desk.cases.get(case_id).row.state == LEADS_TO[name]
            continue
        error = refused(desk, partial(move, desk, case_id), RefusedError)
        assert f"C-{case_id}" in error.message
    if state not in {"new", "working", "waiting"}:
        other = stand(desk, state)
        refused(desk, lambda: desk.moves.solve([free, other]), RefusedError)
    for action in (MOVES["work"], MOVES["close"], MOVES["hand_off"], MOVES["duplicate"]):
        refused(desk, partial(action, desk, 999), NotFoundError)


def test_no_merge_into_itself_in_a_ring_into_what_has_ended_or_is_not_there(desk: Desk) -> None:
    a, b, c, d = (given_case(desk, name) for name in ("甲 [/]", "乙", "丙", "丁"))
    desk.merging.merge([a], b)
    desk.merging.merge([b], c)
    desk.moves.cancel([d])
    for sources, target in (
        ([c], c), ([c], a), ([c], b), ([b], a), ([a], c), ([a], a), ([d], c), ([c], d), ([c, c], c),
        ([c, a], d),
    ):  # fmt: skip
        refused(desk, partial(desk.merging.merge, sources, target, reason="x"), RefusedError)
    for sources, target in (([999], c), ([c], 999), ([c], -1), ([0], 0)):
        refused(
            desk,
            partial(desk.merging.merge, sources, target, reason="x"),
            NotFoundError,
            RefusedError,
        )
    refused(desk, lambda: desk.merging.merge([c], d, take=["state"], reason="x"), UsageError)
    refused(desk, lambda: desk.merging.unmerge([c]), RefusedError)
    refused(desk, lambda: desk.merging.unmerge([a, c]), RefusedError)
    desk.links.link(c, d, "parent")
    for one, other, relation in ((d, c, "parent"), (c, c, "related"), (c, d, "parent"), (c, d, "[/x]")):
        refused(desk, partial(desk.links.link, one, other, relation), RefusedError, UsageError)


def test_what_was_changed_since_is_not_overwritten(desk: Desk) -> None:
    case_id = given_case(desk)
    version = desk.cases.get(case_id).row.version
    desk.cases.edit(case_id, {"facts": "查明 [/]", "severity": 3})
    desk.complaints.set_cause([case_id], desk.complaints.causes()[0])
    refused(desk, lambda: desk.cases.edit(case_id, {"facts": "x"}, version=version), StaleError)
    refused(desk, lambda: desk.complaints.assess([case_id], Assessment(2), version=version), StaleError)
    refused(
        desk,
        lambda: desk.complaints.set_cause([case_id], desk.complaints.causes()[1], version=version),
        StaleError,
    )
    desk.policies.set("targets", "warn_at = [50]\n", 0)
    refused(desk, lambda: desk.policies.set("targets", "warn_at = [60]\n", 0), StaleError)
    refused(desk, lambda: desk.complaints.set_cause([case_id], "没有的原因 / x [/x]"), UsageError)


# Money

NO_MONEY = (
    "-5",
    "1e9",
    "9" * 20,
    "NaN",
    "inf",
    "٣٠",
    "0x10",
    "1.999",
    "1.2.3",
    "--",
    "¥",
    "$5",
    "1,23",
    "[/x]",
    "½",
)


@pytest.mark.parametrize("text", NO_MONEY)
def test_an_amount_that_is_none_is_refused(program: Program, text: str) -> None:
    program.ok("case", "open", "空调漏水")
    one_line(program("case", "remedy", "1", "refund", f"--cost={text}"), 2)
    assert program.ok("case", "show", "1", "--json").json["remedies"] == []


def test_no_service_takes_an_amount_that_is_none(desk: Desk) -> None:
    case_id = given_case(desk)
    wrong: list[Any] = [-1, 10**15, 10**30, True, 1.5, float("nan"), "5", None]
    for cents in wrong:
        new = NewRemedy("refund", cost_cents=cents, approver="李经理")
        refused(desk, partial(desk.remedies.add, [case_id], new), UsageError, RefusedError)
    refused(desk, lambda: desk.remedies.add([case_id], NewRemedy("bribe [/x]")), UsageError)
    refused(desk, lambda: desk.remedies.add([case_id], NewRemedy("refund", "", 60_000)), RefusedError)


# Texts


def write_everywhere(desk: Desk, text: str, case_id: int, numbers: Iterator[int]) -> None:
    """The text in every field that came with the handling of complaints."""
    fields = (
        "facts", "remedy_wanted", "product", "on_behalf_of", "immediate_action", "competitor", "lesson",
        "options_offered", "told_words", "cause",
    )  # fmt: skip
    desk.cases.edit(case_id, dict.fromkeys(fields, text))
    desk.complaints.acknowledge([case_id], by=text)
    desk.complaints.assess([case_id], Assessment(2, immediate_action=text))
    desk.remedies.add([case_id], NewRemedy("apology", text, 0, text))
    desk.handoffs.hand_off([case_id], f"部 {text}", words=text)
    desk.handoffs.back([case_id], text)
    desk.checklists.add([case_id], f"{next(numbers)} {text}")
    made = desk.promises.make(
        NewPromise(f"诺 {text}", NOW + timedelta(hours=9), case_id=case_id, owner=text)
    ).id
    again = desk.promises.retell(made, NOW + timedelta(hours=8), text).ids[1]
    desk.promises.withdraw([again], f"因 {text}")
    desk.moves.wait([case_id], f"等 {text}")
    desk.moves.nudge([case_id], text)
    desk.moves.solve([case_id], text)
    desk.moves.tell([case_id], text, by=text)
    desk.complaints.answer([case_id], False, options=text)
    desk.complaints.waive_followup([case_id], f"免 {text}")
    desk.moves.close([case_id], override=f"因 {text}")
    desk.recurring.add(
        NewRecurringCase(f"{next(numbers)} {text}", "daily", NOW + timedelta(hours=2), f"x {text}")
    )
    other = given_case(desk, f"另 {text}")
    desk.merging.merge([other], given_case(desk, f"主 {text}"), reason=text)


@pytest.mark.parametrize("text", FEW, ids=str)
def test_a_hostile_text_in_every_field_of_handling_comes_out_harmless(
    program: Program, tmp_path: Path, text: HostileText
) -> None:
    with open_desk(tmp_path / "desk.db") as desk:
        allow_any_cause(desk)
        write_everywhere(desk, text.text, given_case(desk), count())
        for rows in dump(desk, without=()).values():
            for value in (value for row in rows for value in row if isinstance(value, str)):
                assert not FORBIDDEN.search(value)
    for words in (
        ["case", "show", "1"], ["case", "show", "1", "--dossier"],
        ["case", "show", "1", "--dossier", "--json"],
        ["case", "explain", "1"], ["case", "explain", "3"], ["promise", "list"], ["promise", "show", "1"],
        ["case", "remedy", "1"], ["case", "step", "1"], ["case", "gates", "1"], ["case", "nudges"],
        ["history", "--limit", "300"], ["today"], ["case", "list", "is:overridden"],
    ):  # fmt: skip
        done = program(*words)
        assert done.code == 0, (words, done.err)
        assert not FORBIDDEN.search(done.out + done.err), words


@pytest.mark.parametrize("text", FEW[::2], ids=str)
def test_a_hostile_text_on_the_command_line_is_echoed_harmless(program: Program, text: HostileText) -> None:
    program.ok("case", "open", "空调漏水")
    raw = text.text
    for words in (
        ["case", "acknowledge", "1", f"--by={raw}"],
        ["case", "assess", "1", f"--action={raw}", f"--severity={raw}"],
        ["case", "assess", "1", f"--action={raw}", "--severity=minor"],
        ["case", "cause", "1", f"--cause={raw}"],
        ["case", "remedy", "1", "apology", f"--words={raw}", f"--approver={raw}"],
        ["case", "remedy", "1", raw],
        ["case", "remedy", "1", "--approve", raw],
        ["case", "handoff", "1", f"--to={raw}", f"--words={raw}"],
        ["case", "back", "1", f"--words={raw}"],
        ["case", "answer", "1", "--accepted=no", f"--options={raw}"],
        ["case", "waive", "1", f"--reason={raw}"],
        ["case", "step", "1", "--", raw],
        ["case", "macro", "1", f"--name={raw}"],
        ["case", "merge", "1", f"--into={raw}"],
        ["case", "merge", "1", "--into=2", f"--take={raw}"],
        ["case", "link", "1", "2", f"--as={raw}"],
        ["promise", "add", "C-1", "--by=23:00", "--", raw],
        ["promise", "retell", "1", "--by=22:00", f"--reason={raw}"],
        ["promise", "withdraw", "2", f"--reason={raw}"],
        ["calendar", "day", "2026-12-01", "--closed", f"--name={raw}"],
        ["calendar", "range", "add", "--from=06-15", "--to=09-15", "--hours=09:00-12:00", "--", raw],
        ["calendar", "week", "sat", "--", raw],
        ["policy", "show", "--", raw],
        ["case", "show", "1"],
        ["calendar", "show", "2026"],
        ["case", "explain", "1", f"--as-of={raw}"],
    ):
        done = program(*words)
        assert done.code in {0, 1, 2, 4, 5}, (words, done.err)
        assert not FORBIDDEN.search(done.out + done.err), words
        assert "Unexpected" not in done.err, words


def test_a_million_characters_are_kept_or_refused_in_words(desk: Desk) -> None:
    allow_any_cause(desk)
    case_id = given_case(desk)
    desk.cases.edit(case_id, {"facts": MEGABYTE, "lesson": MEGABYTE})
    for action in (
        lambda: desk.cases.edit(case_id, {"facts": "水" * 1_000_001}),
        lambda: desk.cases.edit(case_id, {"product": MEGABYTE}),
        lambda: desk.cases.edit(case_id, {"competitor": MEGABYTE}),
        lambda: desk.handoffs.hand_off([case_id], MEGABYTE),
        lambda: desk.promises.make(NewPromise(MEGABYTE, NOW + timedelta(hours=1), case_id=case_id)),
        lambda: desk.moves.wait([case_id], MEGABYTE),
        lambda: desk.checklists.add([case_id], MEGABYTE),
        lambda: desk.macros.apply([case_id], MEGABYTE),
        lambda: desk.links.link(case_id, case_id, MEGABYTE),
        lambda: desk.policies.set("calendar", MEGABYTE),
        lambda: desk.policies.text(MEGABYTE),
        lambda: desk.remedies.add([case_id], NewRemedy(MEGABYTE)),
        lambda: desk.recurring.add(NewRecurringCase("x", MEGABYTE, NOW + timedelta(hours=1), "x")),
        lambda: desk.recurring.add(NewRecurringCase(MEGABYTE, "daily", NOW + timedelta(hours=1), "x")),
    ):
        refused(desk, action)
    all_looks(desk, set())
