"""Waits that have ended: out to files, in from files, and the clocks are what they were."""

import csv
import json
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from servicedesk.domain.errors import ServiceDeskError
from servicedesk.domain.imported_waits import StateSpan, Wait, with_waits
from servicedesk.services.calls import NewCall
from servicedesk.services.desk import Desk
from servicedesk.storage.case_histories import histories
from servicedesk.storage.clock_cache import count_wrong
from tests.builders import HOSTILE, NOW, FixedTime, given_case, given_customer, open_desk
from tests.services.exchange_steps import another_desk, counts, export, take_in
from tests.services.test_import import column, write

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
CUSTOMER, SUPPLIER = "the customer's answer", "等供应商 [b] '; --"


def spans(desk: Desk, case_id: int = 1) -> list[tuple[str, str, float, float | None]]:
    """(state, reason, from, until) of the case, in hours since NOW."""
    with desk.reading() as db:
        assert count_wrong(db, desk.clock.now(), str(desk.zone)) == 0
        found = histories(db, [case_id])[case_id].states
    return [(span.state, span.reason, hours(span.start) or 0, hours(span.end)) for span in found]


def hours(at: datetime | None) -> float | None:
    """Since NOW; None for none."""
    return None if at is None else (at - NOW) / HOUR


def waits(desk: Desk, case_id: int = 1) -> list[tuple[str, float, float | None]]:
    """The waits of the case, in hours since NOW."""
    return [span[1:] for span in spans(desk, case_id) if span[0] == "waiting"]


def clocks(desk: Desk, case_id: int) -> Any:
    """All clocks of the case, at the time of the desk."""
    return desk.clocks.explain(case_id).clocks


STEPS: dict[str, Callable[[Desk, datetime | None], Any]] = {
    "work": lambda desk, at: desk.moves.work([1], at=at),
    "reopen": lambda desk, at: desk.moves.reopen([1], at=at),
    "wait": lambda desk, at: desk.moves.wait([1], CUSTOMER, at=at),
    "wait for others": lambda desk, at: desk.moves.wait([1], SUPPLIER, at=at),
    "wait for more": lambda desk, at: desk.moves.wait([1], HOSTILE, at=at),
    "undo": lambda desk, _at: desk.undo.undo(),
    "solve": lambda desk, at: desk.moves.solve([1], "换了水泵", at=at),
    "tell": lambda desk, at: desk.moves.tell([1], "已告知", how="phone", at=at),
    "close": lambda desk, at: desk.moves.close([1], override="失联", at=at),
}
SCRIPTS = st.lists(
    st.tuples(
        st.sampled_from([*STEPS, "wait", "wait for others", "work", "solve"]),
        st.integers(1, 40),
        st.booleans(),
    ),
    min_size=1,
    max_size=9,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(script=SCRIPTS)
def test_all_clocks_are_equal_after_a_round_trip(
    script: list[tuple[str, int, bool]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder, time = tmp_path_factory.mktemp("desk"), FixedTime()
    with open_desk(folder / "desk.db", time) as desk, open_desk(folder / "other.db", time) as other:
        given_case(desk)
        for name, wait, is_late in script:
            at = time.moment + HOUR * wait / 2 if is_late else None
            time.advance(hours=wait)
            with suppress(ServiceDeskError):
                STEPS[name](desk, at)
        time.advance(hours=30)
        assume(desk.lists.rows("case", [1]))
        for one in (desk, other):
            one.clocks.refresh_all()
        export(desk, "all", folder / "all", format="jsonl")
        report = take_in(other, folder / "all" / "cases.jsonl")
        assert counts(report) == (1, 0, 0, 0)
        assert waits(other) == waits(desk)
        assert clocks(other, 1) == clocks(desk, 1)
        for one in (desk, other):
            assert counts(take_in(one, folder / "all" / "cases.jsonl")) == (0, 0, 1, 0)
        export(other, "case", folder / "again.jsonl")
        assert (folder / "again.jsonl").read_bytes() == (folder / "all" / "cases.jsonl").read_bytes()
        other.undo.undo()
        assert column(other, "case_waits", "id") == column(other, "cases", "id") == []


@settings(max_examples=25, deadline=None)
@given(
    ends=st.lists(st.integers(1, 12), min_size=0, max_size=4, unique=True).map(sorted),
    states=st.lists(st.sampled_from(["new", "working", "waiting", "solved"]), min_size=5, max_size=5),
    told=st.lists(st.tuples(st.integers(-2, 14), st.integers(1, 6), st.sampled_from("ab")), max_size=4),
)
def test_a_wait_stands_where_the_case_was_to_be_solved_and_nothing_says_that_it_waited(
    ends: list[int], states: list[str], told: list[tuple[int, int, str]]
) -> None:
    turns = [NOW + hour * HOUR for hour in (0, *ends)]
    own = [
        StateSpan(start, end, state, "own" if state == "waiting" else "")
        for start, end, state in zip(turns, [*turns[1:], None], states, strict=False)
    ]
    brought = [Wait(NOW + start * HOUR, NOW + (start + long) * HOUR, reason) for start, long, reason in told]
    found = with_waits(own, brought)
    assert (found[0].start, found[-1].end) == (NOW, None)
    assert all(one.end == two.start for one, two in pairwise(found))
    assert all(one[2:4] != two[2:4] or two.is_anew for one, two in pairwise(found))
    for minute in range(0, 20 * 60, 30):
        at = NOW + timedelta(minutes=minute)
        was = next(span for span in own if span.start <= at and (span.end is None or at < span.end))
        now = next(span for span in found if span.start <= at and (span.end is None or at < span.end))
        over = [wait.reason for wait in sorted(brought) if wait.since <= at < wait.until]
        is_brought = bool(over) and was.state in {"new", "working"}
        assert now[2:4] == (("waiting", over[0]) if is_brought else was[2:4])


def test_a_day_of_waiting_does_not_become_our_time_on_another_desk(
    desk: Desk, time: FixedTime, tmp_path: Path
) -> None:
    given_case(desk)
    desk.moves.wait([1], CUSTOMER)
    time.advance(days=1)
    desk.moves.work([1])
    export(desk, "case", tmp_path / "cases.csv")
    with (tmp_path / "cases.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert json.loads(row["Waits"]) == [
        {"reason": CUSTOMER, "since": "2026-11-20T01:12:00Z", "until": "2026-11-21T01:12:00Z"}
    ]
    with open_desk(tmp_path / "other.db", time) as other:
        take_in(other, tmp_path / "cases.csv")
        assert clocks(other, 1).resolve == clocks(desk, 1).resolve
        take_in(other, tmp_path / "cases.csv")
        assert waits(other) == [(CUSTOMER, 0, 24)]


def told_waits(desk: Desk, tmp_path: Path, case_id: int = 1) -> list[tuple[str, float, float]]:
    """The waits that an export tells of the case, in hours since NOW."""
    export(desk, "case", tmp_path / "told.jsonl")
    records = map(json.loads, (tmp_path / "told.jsonl").read_text("utf-8").splitlines())
    found = next(record["waits"] for record in records if record["number"] == f"C-{case_id}")
    moments = [
        (one["reason"], *(datetime.fromisoformat(one[name]) for name in ("since", "until"))) for one in found
    ]
    return [(reason, hours(since) or 0, hours(until) or 0) for reason, since, until in moments]


def test_what_an_export_tells_of_a_wait_is_what_the_clock_says(
    desk: Desk, time: FixedTime, tmp_path: Path
) -> None:
    customer = given_customer(desk)
    given_case(desk, customer_id=customer)
    time.advance(hours=1)
    desk.moves.wait([1], CUSTOMER)
    time.advance(hours=6)
    desk.moves.wait([1], SUPPLIER)
    time.advance(hours=1)
    assert told_waits(desk, tmp_path) == [(CUSTOMER, 1, 7)]
    rang = NOW + 3 * HOUR
    desk.calls.log(NewCall(case_id=1, summary="答复", rang_at=rang, answered_at=rang))
    assert waits(desk) == [(CUSTOMER, 1, 3), (SUPPLIER, 7, None)]
    assert told_waits(desk, tmp_path) == [(CUSTOMER, 1, 3)]


def test_a_merge_that_was_taken_back_leaves_no_gap_in_the_waits(
    desk: Desk, time: FixedTime, tmp_path: Path
) -> None:
    given_case(desk)
    given_case(desk)
    time.advance(hours=1)
    desk.moves.wait([1], CUSTOMER)
    time.advance(hours=1)
    desk.merging.merge([1], 2)
    time.advance(hours=1)
    desk.merging.unmerge([1])
    time.advance(hours=1)
    assert (waits(desk), told_waits(desk, tmp_path)) == ([(CUSTOMER, 1, None)], [])
    desk.moves.work([1])
    assert (waits(desk), told_waits(desk, tmp_path)) == ([(CUSTOMER, 1, 4)], [(CUSTOMER, 1, 4)])


def test_a_wait_that_ended_where_the_file_comes_from_ends_then_here(
    desk: Desk, time: FixedTime, tmp_path: Path
) -> None:
    given_case(desk)
    desk.moves.wait([1], CUSTOMER)
    with open_desk(tmp_path / "other.db", time) as other:
        export(desk, "case", tmp_path / "cases.jsonl")
        take_in(other, tmp_path / "cases.jsonl")
        time.advance(hours=5)
        desk.moves.work([1])
        time.advance(days=2)
        desk.moves.solve([1], "好了")
        time.advance(days=1)
        export(desk, "case", tmp_path / "cases.jsonl")
        assert counts(take_in(other, tmp_path / "cases.jsonl")) == (0, 1, 0, 0)
        assert spans(other) == spans(desk)
        assert clocks(other, 1) == clocks(desk, 1)
        assert column(other, "case_waits", "id") == []
        lines = [line for line in other.cases.dossier(1).history if line.recorded_at]
        assert lines == [], "the run is named, and nobody was late"
        assert counts(take_in(other, tmp_path / "cases.jsonl")) == (0, 0, 1, 0)
        other.undo.undo()
        assert waits(other) == [(CUSTOMER, 0, None)]
        assert other.cases.get(1).fields["waiting_since"] == NOW


def test_a_list_of_ours_that_changed_replaces_what_came_before_and_undo_brings_it_back(
    desk: Desk, time: FixedTime, tmp_path: Path
) -> None:
    given_case(desk)
    for reason in (CUSTOMER, SUPPLIER):
        time.advance(hours=1)
        desk.moves.wait([1], reason)
    time.advance(hours=1)
    desk.moves.work([1])
    path = tmp_path / "cases.jsonl"
    with another_desk(tmp_path) as other:
        export(desk, "case", path)
        take_in(other, path)
        before = waits(other)
        assert before == [(CUSTOMER, 1, 2), (SUPPLIER, 2, 3)]
        record = json.loads(path.read_text("utf-8"))
        record["waits"] = record["waits"][1:]
        write(tmp_path, f"{json.dumps(record)}\n", "cases.jsonl")
        assert counts(take_in(other, path)) == (0, 1, 0, 0)
        assert waits(other) == [(SUPPLIER, 2, 3)]
        other.undo.undo()
        assert waits(other) == before


FLAT = "Ticket ID,Subject,Status,Received,Waiting reason,Waiting since,Waiting until"


def flat(folder: Path, *rows: str) -> Path:
    """A file of another program."""
    return write(folder, "\n".join([FLAT, *rows, ""]), "other.csv")


def test_the_wait_of_a_case_at_work_is_taken_from_plain_columns(desk: Desk, tmp_path: Path) -> None:
    path = flat(
        tmp_path,
        "1,空调漏水,处理中,2026-11-16 09:00,等客户回复,2026-11-16 10:00,2026-11-17 10:00",
        "2,发票,已解决,2026-11-16 09:00,等财务,2026-11-16 10:00,2026-11-17 10:00",
        "3,配件,等待中,2026-11-16 09:00,等配件,2026-11-17 10:00,2026-12-17 10:00",
    )
    assert counts(take_in(desk, path)) == (3, 0, 0, 0)
    assert [(reason, until - since) for reason, since, until in waits(desk) if until] == [("等客户回复", 24)]
    fields = desk.cases.get(1).fields
    assert (fields["waiting_reason"], fields["waiting_since"], fields["waiting_until"]) == ("", None, None)
    assert column(desk, "case_waits", "reason") == ["等客户回复", "等财务"]
    assert desk.cases.get(3).fields["waiting_reason"] == "等配件"
    assert counts(take_in(desk, path)) == (0, 0, 3, 0)
    desk.undo.undo()
    assert column(desk, "case_waits", "id") == []


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ("处理中,2026-11-16 09:00,等客户,,", "both waiting_since and waiting_until"),
        ("处理中,2026-11-16 09:00,等客户,2026-11-16 10:00,", "both waiting_since and waiting_until"),
        (",2026-11-16 09:00,等客户,,2026-11-17 10:00", "both waiting_since and waiting_until"),
        ("处理中,2026-11-16 09:00,等客户,2026-11-17 10:00,2026-11-17 10:00", "another order"),
        ("处理中,2026-11-16 09:00,等客户,2026-11-17 10:00,2027-11-17 10:00", "yet to come"),
    ],
)
def test_what_can_be_no_wait_is_rejected_in_words(
    desk: Desk, tmp_path: Path, cells: str, reason: str
) -> None:
    report = take_in(desk, flat(tmp_path, f"1,空调漏水,{cells}"))
    assert counts(report) == (0, 0, 0, 1)
    assert reason in report.rejects[0].reason
    assert "等客户" not in report.rejects[0].reason


def test_no_reason_to_wait_is_left_on_a_case_that_a_file_takes_up_again(desk: Desk, tmp_path: Path) -> None:
    take_in(desk, flat(tmp_path, "1,空调漏水,等待中,2026-11-16 09:00,等客户回复,2026-11-16 10:00,"))
    assert counts(take_in(desk, flat(tmp_path, "1,空调漏水,处理中,2026-11-16 09:00,,,"))) == (0, 1, 0, 0)
    fields = desk.cases.get(1).fields
    assert (fields["state"], fields["waiting_reason"], fields["waiting_since"]) == ("working", "", None)


def test_a_file_of_another_program_adds_to_the_waits_that_the_history_tells(
    desk: Desk, time: FixedTime, tmp_path: Path
) -> None:
    cell = '"[{""reason"": ""等配件"", ""since"": ""2026-11-16 10:00"", ""until"": ""2026-11-16 12:00""}]"'
    head = "Ticket ID,Subject,Status,Received,等待记录"
    take_in(desk, write(tmp_path, f"{head}\n1,漏水,处理中,2026-11-16 09:00,\n", "one.csv"))
    desk.moves.wait([1], CUSTOMER)
    time.advance(hours=2)
    desk.moves.work([1])
    before = waits(desk)
    path = write(tmp_path, f"{head}\n1,漏水,处理中,2026-11-16 09:00,{cell}\n", "two.csv")
    assert counts(take_in(desk, path)) == (0, 1, 0, 0)
    assert waits(desk)[1:] == before
    assert waits(desk)[0][0] == "等配件"
    desk.undo.undo()
    assert waits(desk) == before


def test_waits_of_a_merged_case_come_and_go_with_it(desk: Desk, time: FixedTime, tmp_path: Path) -> None:
    path = flat(
        tmp_path,
        "1,空调漏水,处理中,2026-11-16 09:00,等客户回复,2026-11-16 10:00,2026-11-17 10:00",
        "2,又漏,处理中,2026-11-16 09:00,等客户回复,2026-11-16 10:00,2026-11-17 10:00",
    )
    take_in(desk, path)
    before = [spans(desk, 1), spans(desk, 2)]
    time.advance(hours=1)
    desk.merging.merge([2], 1)
    assert waits(desk, 1) == [span[1:] for span in before[0] if span[0] == "waiting"]
    desk.merging.unmerge([2])
    assert [waits(desk, 1), waits(desk, 2)] == [
        [span[1:] for span in one if span[0] == "waiting"] for one in before
    ]


def test_words_of_a_wait_that_nothing_dates_are_left_out_where_no_state_contradicts_them(
    desk: Desk, tmp_path: Path
) -> None:
    assert counts(take_in(desk, flat(tmp_path, "1,空调漏水,,2026-11-16 09:00,等客户,,"))) == (1, 0, 0, 0)
    fields = desk.cases.get(1).fields
    assert (fields["state"], fields["waiting_reason"]) == ("new", "")


def test_a_case_that_was_solved_and_reopened_is_so_on_another_desk(
    desk: Desk, time: FixedTime, tmp_path: Path
) -> None:
    given_case(desk)
    time.advance(hours=2)
    desk.moves.solve([1], "换了水泵")
    time.advance(hours=1)
    # Told and closed in the same second: no span tells when the customer was told.
    desk.moves.tell([1], "已告知", how="phone")
    desk.moves.close([1], override="失联")
    time.advance(hours=3)
    desk.moves.reopen([1], "又漏了")
    time.advance(hours=5)
    desk.moves.solve([1], "换了管子")
    time.advance(hours=1)
    export(desk, "case", tmp_path / "cases.jsonl")
    with open_desk(tmp_path / "other.db", time) as other:
        take_in(other, tmp_path / "cases.jsonl")
        assert [span[:1] + span[2:] for span in spans(other)] == [
            ("new", 0, 2), ("solved", 2, 3), ("closed", 3, 6), ("working", 6, 11), ("solved", 11, None),
        ]  # fmt: skip
        assert clocks(other, 1) == clocks(desk, 1)
        export(other, "case", tmp_path / "again.jsonl")
        assert (tmp_path / "again.jsonl").read_bytes() == (tmp_path / "cases.jsonl").read_bytes()
        assert counts(take_in(other, tmp_path / "cases.jsonl")) == (0, 0, 1, 0)


def test_a_list_of_waits_without_states_is_read_as_before_and_no_state_is_made_up(
    desk: Desk, tmp_path: Path
) -> None:
    given_case(desk)
    export(desk, "case", tmp_path / "cases.jsonl")
    record = json.loads((tmp_path / "cases.jsonl").read_text("utf-8"))
    wait = {"reason": CUSTOMER, "since": "2026-11-20T02:12:00Z", "until": "2026-11-20T03:12:00Z"}
    place = tmp_path / "mended.jsonl"
    for state, becomes in ((None, 0), ("waiting", 0), ("solved", 0), ("merged", 1), (HOSTILE, 1)):
        told = wait | ({} if state is None else {"state": state})
        place.write_text(json.dumps(record | {"waits": [told]}), "utf-8")
        with another_desk(tmp_path / str(state)[:5].strip("[/] @")) as other:
            assert counts(take_in(other, place))[3] == becomes, state
            if not becomes:
                assert spans(other)[1][:2] == (
                    ("waiting", CUSTOMER) if state != "solved" else ("solved", CUSTOMER)
                )


NIGHTS: dict[str, list[str]] = {
    "reopened": ["solve", "|", "reopen"],
    "told and reopened": ["solve", "tell", "|", "reopen"],
    "closed and reopened": ["solve", "tell", "close", "|", "reopen"],
    "reopened and solved again": ["solve", "tell", "|", "reopen", "solve"],
    "reopened and closed again": ["solve", "tell", "close", "|", "reopen", "wait", "solve", "tell", "close"],
    "reopened and waiting": ["solve", "|", "reopen", "wait"],
    "solved, reopened and waiting since": ["wait", "|", "work", "solve", "reopen", "wait for others"],
    "reopened twice": ["solve", "reopen", "solve", "|", "reopen", "solve", "reopen"],
}
"""Moves before and after the night in which the other desk first hears of the case."""


@pytest.mark.parametrize("name", list(NIGHTS))
def test_a_reopening_of_the_second_night_comes_to_the_case_that_came_in_the_first(
    desk: Desk, time: FixedTime, tmp_path: Path, name: str
) -> None:
    given_case(desk)
    with open_desk(tmp_path / "other.db", time) as other:
        for place, step in enumerate([*NIGHTS[name], "|"]):
            time.advance(hours=1)
            if step != "|":
                STEPS[step](desk, None)
                continue
            export(desk, "case", tmp_path / f"{place}.jsonl")
            assert counts(take_in(other, tmp_path / f"{place}.jsonl"))[3] == 0
        assert other.cases.get(1).row.state == desk.cases.get(1).row.state
        assert waits(other) == waits(desk)
        assert clocks(other, 1) == clocks(desk, 1)
        assert counts(take_in(other, tmp_path / f"{place}.jsonl")) == (0, 0, 1, 0)
        other.importing.undo(2)
        assert [span[0] for span in spans(other)][-1] == STATE_BEFORE[name]


STATE_BEFORE = {
    "told and reopened": "told",
    "closed and reopened": "closed",
    "reopened and solved again": "told",
    "reopened and closed again": "closed",
    "solved, reopened and waiting since": "waiting",
} | dict.fromkeys(("reopened", "reopened and waiting", "reopened twice"), "solved")
