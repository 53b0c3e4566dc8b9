"""Bulk loading writes what the ordinary way of writing would have written."""

import json
from typing import Any

import pytest

from servicedesk.services.desk import Desk
from servicedesk.storage import search_index, statement_parts, statements
from servicedesk.storage.bulk import BulkLoader, last_number, new_uids, room_for_loading
from servicedesk.storage.many_rows import insert_many
from tests.builders import given_case

COLUMNS = ("id", "uid", "created_at", "updated_at", "subject", "description", "received_at")
AT = "2026-11-20T01:12:00Z"


def row(number: int, subject: str) -> tuple[Any, ...]:
    return (number, f"u{number}", AT, AT, subject, "第二次来电", AT)


def events(desk: Desk) -> list[tuple[Any, ...]]:
    with desk.reading() as db:
        sql = "SELECT at, actor, verb, kind, subject_id, action, changes, run_id FROM events ORDER BY id"
        return list(db.execute(sql).fetchall())


def test_events_and_search_rows_are_those_of_a_single_insert(desk: Desk) -> None:
    with desk.writing() as transaction:
        case_id = transaction.insert(
            "cases", {"subject": "漏水", "description": "第二次来电", "received_at": AT}
        )
        transaction.record("case.import", "case", case_id)
    with desk.writing() as transaction:
        loader = BulkLoader(transaction, run_id=7)
        ids = [loader.number("cases"), loader.number("cases")]
        loader.insert("cases", COLUMNS, [row(number, "漏水") for number in ids])
        loader.record("case", "case.import", ids)
        transaction.update("cases", ids[0], {"owner": "anna"})
        transaction.record("case.edit", "case", ids[0])
        action = transaction.change().action
    assert ids == [2, 3]
    single, first, second, edit = events(desk)
    assert first[:4] == single[:4]
    assert json.loads(single[6]) == [{"op": "insert", "table": "cases", "id": 1}]
    assert [json.loads(line[6]) for line in (first, second)] == [
        [{"op": "insert", "table": "cases", "id": 2}],
        [{"op": "insert", "table": "cases", "id": 3}],
    ]
    assert {line[5] for line in (first, second, edit)} == {action}
    assert (first[7], single[7]) == (7, None)
    with desk.store.bare() as db:
        found = db.execute("SELECT rowid, subject, body FROM cases_search ORDER BY rowid").fetchall()
        assert [line[1:] for line in found] == [found[0][1:]] * 3
        assert search_index.count_wrong(db, "case") == 0


def test_numbers_go_on_behind_the_largest_ever_given(desk: Desk) -> None:
    given_case(desk)
    desk.undo.undo()
    with desk.writing() as transaction:
        loader = BulkLoader(transaction)
        assert (loader.last("cases"), loader.number("cases"), loader.number("cases")) == (1, 2, 3)
        loader.keep("cases", 500)
        assert loader.number("cases") == 501
        loader.forget_numbers()
        assert loader.number("cases") == 2
        assert last_number(transaction.connection, "cases") == 1


def test_columns_that_say_what_stands_there_anyway_need_not_be_written(desk: Desk) -> None:
    columns = (*COLUMNS, "owner", "priority", "safety", "due_at", "version")
    rows = [
        (*row(1, "漏水"), "", 2, 0, None, 1),
        (*row(2, "发票"), "", 2, 0, None, 1),
        (*row(3, ""), "anna", 3, 1, AT, 7),
        (*row(4, ""), "", 2, 0, None, 1),
    ]
    with desk.writing() as transaction:
        loader = BulkLoader(transaction)
        loader.insert("cases", columns, rows[:2])
        loader.insert("cases", columns, rows[2:])
        loader.insert("case_labels", ("id", "case_id", "label", "folded"), [])
        listed = ", ".join(columns)
        held = transaction.rows(f"SELECT {listed} FROM cases ORDER BY id")
        loader.record("case", "case.import", [1, 2, 3, 4])
    assert [tuple(one) for one in held] == rows


def test_a_row_leaves_to_the_file_what_defaults_says(desk: Desk) -> None:
    with desk.reading() as db:
        for table in statement_parts.COLUMNS:
            found = {line[1]: line[4] for line in db.execute(f"PRAGMA table_info({table})")}
            told = {name: value for name, value in found.items() if value is not None}
            assert {name: db.execute(f"SELECT {value}").fetchone()[0] for name, value in told.items()} == (
                statements.defaults(table)
            ), table


@pytest.mark.parametrize("count", [0, 1, 99, 20_001])
def test_many_rows_arrive_in_their_order(desk: Desk, count: int) -> None:
    rows = [(f"name {number} ' \" ;", str(number)) for number in range(count)]
    with desk.store.bare() as db:
        db.execute("CREATE TEMPORARY TABLE pairs (name, value)")
        insert_many(db, "pairs", ("name", "value"), rows)
        assert db.execute("SELECT name, value FROM pairs ORDER BY rowid").fetchall() == rows
        db.execute("DROP TABLE pairs")


def test_uids_are_made_like_those_of_single_records() -> None:
    uids = list(new_uids(500))
    assert len(set(uids)) == 500
    assert {len(uid) for uid in uids} == {20}


def test_the_cache_is_as_large_as_before_when_loading_is_over(desk: Desk) -> None:
    with desk.store.bare() as db:
        before = db.execute("PRAGMA cache_size").fetchone()[0]
        with room_for_loading(db):
            assert db.execute("PRAGMA cache_size").fetchone()[0] != before
        assert db.execute("PRAGMA cache_size").fetchone()[0] == before
