"""Query plans: for a screenful a large desk never reads a whole table, or all that is closed."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from servicedesk.domain.rows.cases import CaseRow
from servicedesk.services.calls import NewCall
from servicedesk.services.desk import Desk
from servicedesk.storage import clock_cache, driver, migrations, query_sql, term_sql
from servicedesk.storage.listing import ListSpec, statement
from tests.builders import NOW, FixedTime, given_case

LARGE = "cases|calls|customers|followups|customer_phones|customer_emails|customer_tags|case_labels|events"
NEVER = re.compile(rf"SCAN (?:{LARGE})(?! USING (?:COVERING )?INDEX)\b")

ALL_OF_A_STATE = re.compile(r"cases_by_state \(state=\?\)")
"""Nine in ten cases are closed."""


def plan(desk: Desk, sql: str, parameters: list[Any]) -> list[str]:
    with desk.reading() as db:
        return [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {sql}", parameters).fetchall()]


def list_plan(desk: Desk, kind: str, text: str, order: str = "") -> list[str]:
    sql, parameters = statement(ListSpec(kind, desk.lists.query(kind, text), order), NOW, "anna")
    return plan(desk, sql, parameters)


@pytest.mark.parametrize(
    ("text", "index"),
    [
        ("kind:complaint is:open -is:snoozed", "cases_queue_by_kind"),
        ("is:open -is:snoozed", "cases_queue"),
        ("is:open", "cases_queue"),
        ("state:solved", "cases_queue"),
        ("state:new,waiting kind:complaint", "cases_queue_by_kind"),
        ("is:open is:snoozed", "cases_queue"),
    ],
)
def test_the_queue_comes_in_order_from_its_covering_index(desk: Desk, text: str, index: str) -> None:
    steps = list_plan(desk, "case", text)
    assert len(steps) == 1, steps
    assert f"USING COVERING INDEX {index} " in steps[0] + " "


PLANS = [
    ("case", "is:overdue", ""),
    ("case", "state:solved", ""),
    ("case", "customer:CU-3", ""),
    ("case", "退款", "newest"),
    ("case", "+leak", ""),
    ("case", "is:unpaid", ""),
    ("call", "", ""),
    ("call", "customer:CU-3", ""),
    ("call", "phone:0011112", ""),
    ("call", "is:to-call-back", ""),
    ("case", "due:<2026-11-21", ""),
    ("case", "due:2026-11-21 漏水", "newest"),
    ("customer", "", ""),
    ("customer", "email:", ""),
    ("followup", "state:planned", ""),
    ("followup", "is:overdue", ""),
    ("followup", "customer:CU-3", ""),
]


@pytest.mark.parametrize(("kind", "text", "order"), PLANS)
def test_no_screenful_reads_a_whole_table(desk: Desk, kind: str, text: str, order: str) -> None:
    steps = list_plan(desk, kind, text, order)
    assert [step for step in steps if NEVER.search(step)] == [], steps


@pytest.mark.parametrize(
    ("sql", "parameters"),
    [
        (
            "SELECT customer_id FROM customer_phones WHERE digits_reversed >= ? AND digits_reversed < ?",
            ["1", "2"],
        ),
        ("SELECT customer_id FROM customer_phones WHERE digits >= ? AND digits < ?", ["1", "2"]),
        ("SELECT customer_id FROM customer_phones WHERE digits = ?", ["1"]),
        ("SELECT id FROM customers WHERE name = ?", ["x"]),
        ("SELECT customer_id FROM customer_emails WHERE folded = ?", ["x"]),
        ("SELECT * FROM events WHERE kind = ? AND subject_id = ? ORDER BY id DESC LIMIT 1", ["case", 1]),
        ("SELECT * FROM events WHERE action = ?", [1]),
        ("SELECT * FROM calls WHERE customer_id = ? ORDER BY rang_at DESC, id DESC LIMIT 9", [1]),
        ("SELECT * FROM calls WHERE case_id = ? OR id = ?", [1, 1]),
        ("SELECT * FROM calls ORDER BY rang_at DESC, id DESC LIMIT 9", []),
        ("SELECT * FROM followups WHERE case_id = ? ORDER BY due_at, id LIMIT 9", [1]),
        ("SELECT * FROM followups WHERE due_at >= ? AND due_at < ? ORDER BY due_at, id", ["1", "2"]),
    ],
)
def test_what_is_looked_up_is_found_through_an_index(desk: Desk, sql: str, parameters: list[Any]) -> None:
    steps = plan(desk, sql, parameters)
    assert [step for step in steps if NEVER.search(step)] == [], steps


def test_rows_are_fetched_by_their_numbers(desk: Desk) -> None:
    from servicedesk.storage import calls, cases, customers, followups

    for module, table in (
        (cases, "cases"),
        (calls, "calls"),
        (customers, "customers"),
        (followups, "followups"),
    ):
        steps = plan(desk, f"{module.ROW_SQL} WHERE {table}.id IN (?, ?)", [1, 2])
        assert [step for step in steps if NEVER.search(step)] == [], steps


def plan_of(db: driver.Connection, sql: str) -> list[str]:
    """The plan of a statement that was sent, whatever was bound to it."""
    if not sql.lstrip().startswith(("SELECT", "UPDATE", "WITH")):
        return []
    return [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {sql}", [None] * sql.count("?")).fetchall()]


@contextmanager
def traced(db: driver.Connection) -> Iterator[list[str]]:
    """The statements that are sent meanwhile."""
    sent: list[str] = []
    db.set_trace_callback(sent.append)
    try:
        yield sent
    finally:
        db.set_trace_callback(None)


# Closed cases whose customer came back: a handful among all that ended


@pytest.fixture
def came_back(desk: Desk, time: FixedTime) -> int:
    """A closed case whose customer has called since."""
    case_id = given_case(desk, "水龙头漏水 [/]")
    close(desk, case_id)
    time.advance(hours=1)
    come_back(desk, case_id)
    return case_id


def close(desk: Desk, case_id: int) -> None:
    desk.moves.solve([case_id], "换了垫圈")
    desk.moves.tell([case_id], "好了", how="phone")
    desk.moves.close([case_id], override="x")


def come_back(desk: Desk, case_id: int) -> None:
    now = desk.clock.now()
    desk.calls.log(NewCall(case_id=case_id, summary="又漏了 [b]", rang_at=now, answered_at=now))


def test_the_words_of_the_index_on_who_came_back_are_those_of_the_query() -> None:
    (sql,) = re.findall(
        "CREATE INDEX cases_came_back .* WHERE (.*);", migrations.SCHEMA_FILE.read_text("utf-8")
    )
    assert sql == term_sql.CAME_BACK


@pytest.mark.parametrize("order", ["", "deadline", "newest"])
@pytest.mark.parametrize("text", ["is:came-back", "is:came-back kind:complaint", "is:came-back is:closed"])
def test_who_came_back_is_found_without_reading_what_is_closed(
    desk: Desk, came_back: int, text: str, order: str
) -> None:
    steps = list_plan(desk, "case", text, order)
    assert any("INDEX cases_came_back" in step for step in steps), steps
    assert [step for step in steps if ALL_OF_A_STATE.search(step)] == []
    assert list(desk.lists.ids("case", text, order=order)) == [came_back]


def test_whether_one_came_back_is_seen_without_going_through_what_is_to_be_nudged(
    desk: Desk, came_back: int
) -> None:
    with desk.reading() as db:
        with traced(db) as sent:
            assert query_sql.came_back(db, "case", desk.lists.query("case", "is:overdue"))
        assert ["INDEX cases_came_back" in step for sql in sent for step in plan_of(db, sql)] == [True]


def test_the_clock_of_one_case_is_made_anew_without_reading_all_of_its_state(
    desk: Desk, came_back: int
) -> None:
    with desk.writing() as transaction:
        db = transaction.connection
        with traced(db) as sent:
            clock_cache.refresh(db, [came_back], desk.clock.now(), desk.store.zone)
        steps = [step for sql in sent for step in plan_of(db, sql)]
    assert len(sent) > 5
    assert [step for step in steps if ALL_OF_A_STATE.search(step)] == []


# What is overdue is open, or closed and come back


@pytest.fixture
def both(desk: Desk, came_back: int, time: FixedTime) -> list[CaseRow]:
    """Overdue cases; in every other one, closed, the customer came back. One more is not due."""
    numbers = [came_back]
    for number in range(6):
        numbers.append(given_case(desk, f"漏水 {number}", priority=1 + number % 4, kind="request"))
        time.advance(hours=3)
    for case_id in numbers[2::2]:
        close(desk, case_id)
        time.advance(hours=5)
        come_back(desk, case_id)
    time.advance(days=30)
    desk.clocks.refresh_all()
    given_case(desk, "new")
    rows = [desk.cases.get(case_id).row for case_id in numbers]
    assert {row.state for row in rows} == {"new", "closed"}
    return rows


ORDERS: dict[str, Callable[[CaseRow], Any]] = {
    "urgency": lambda row: (-row.urgency, row.deadline_at, row.id),
    "deadline": lambda row: (row.deadline_at, row.id),
    "newest": lambda row: -row.id,
    "received": lambda row: (-row.received_at.timestamp(), -row.id),
}


@pytest.mark.parametrize("order", ORDERS)
def test_open_and_returned_cases_stand_in_one_order_in_the_list_of_what_is_overdue(
    desk: Desk, both: list[CaseRow], order: str
) -> None:
    expected = [row.id for row in sorted(both, key=ORDERS[order])]
    assert list(desk.lists.ids("case", "is:overdue", order=order)) == expected
    assert list(desk.lists.ids("case", "is:overdue", order=order, limit=3)) == expected[:3]
    assert list(desk.lists.ids("case", "is:overdue", order=order, reverse=True)) == expected[::-1]


def test_returned_cases_are_found_and_counted_wherever_overdue_stands_in_a_query(
    desk: Desk, both: list[CaseRow]
) -> None:
    closed = {row.id for row in both if row.state == "closed"}
    every = {row.id for row in both}
    for text, meant in (
        ("is:overdue", every),
        ("is:overdue 漏水", every),
        ("is:overdue kind:request", {row.id for row in both if row.kind == "request"}),
        ("is:overdue state:closed", closed),
        ("is:overdue is:open", every - closed),
        ("is:overdue -is:came-back", every - closed),
        ("is:overdue,snoozed", every),
        ("-is:overdue", {max(every) + 1}),
        ("is:overdue | kind:complaint", every | {max(every) + 1}),
    ):
        assert set(desk.lists.ids("case", text)) == meant, text
        assert desk.lists.count("case", text) == len(meant), text
    assert desk.lists.count("case", "is:overdue", up_to=2) == 2


@pytest.mark.parametrize(("order", "index"), [("urgency", "cases_queue"), ("deadline", "cases_by_deadline")])
def test_the_overdue_cases_of_a_large_desk_are_not_sorted_for_the_few_that_came_back(
    desk: Desk, order: str, index: str
) -> None:
    spec = ListSpec("case", desk.lists.query("case", "is:overdue"), order)
    sql, parameters = statement(spec, NOW, "anna", came_back=True)
    steps = plan(desk, sql, parameters)
    assert "MERGE (UNION ALL)" in steps
    of_open = steps[: steps.index("RIGHT")]
    assert any(f"COVERING INDEX {index}" in step for step in of_open), steps
    assert not any("TEMP B-TREE" in step for step in of_open), steps
