"""What the row of a case or a call says of its customer reaches the card, and never changes what it says."""

from pathlib import Path
from typing import Any

import pytest

from servicedesk.services.desk import Desk
from tests.builders import given_customer
from tests.services.exchange_steps import record_counts, take_in

FILE = "Ticket ID,Subject,Requester,Phone,Email,Organization\n"


def write(folder: Path, *rows: str) -> Path:
    path = folder / "tickets.csv"
    path.write_text(FILE + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def cards(desk: Desk) -> list[tuple[Any, ...]]:
    with desk.reading() as db:
        return [
            tuple(row)
            for row in db.execute(
                "SELECT name, company,"
                " (SELECT group_concat(raw) FROM customer_phones WHERE customer_id = customers.id),"
                " (SELECT group_concat(address) FROM customer_emails WHERE customer_id = customers.id)"
                " FROM customers ORDER BY id"
            ).fetchall()
        ]


def test_a_new_card_has_all_that_the_row_says_of_its_customer(desk: Desk, tmp_path: Path) -> None:
    take_in(desk, write(tmp_path, "1,漏水,王芳,13800000001,w@example.com,示例公司", "2,x,,,,Only"))
    assert cards(desk) == [
        ("王芳", "示例公司", "13800000001", "w@example.com"),
        ("Only", "Only", None, None),
    ]
    with desk.reading() as db:
        assert [row[0] for row in db.execute("SELECT kind FROM customers ORDER BY id").fetchall()] == [
            "person",
            "company",
        ]


def test_a_card_that_is_here_is_completed_where_it_is_blank_and_nowhere_else(
    desk: Desk, tmp_path: Path
) -> None:
    given_customer(desk, "王芳", "13800000001")
    given_customer(desk, "Ann", "", company="Old Ltd", emails=["ann@example.com"])
    path = write(
        tmp_path,
        "1,a,王芳,13800000001,w@example.com,示例公司",
        "2,b,Ann,13800000002,ann@example.com,New Ltd",
        "3,c,Ann,13800000003,ann@example.com,Newer Ltd",
    )
    report = take_in(desk, path)
    assert cards(desk) == [
        ("王芳", "示例公司", "13800000001", "w@example.com"),
        ("Ann", "Old Ltd", "13800000002", "ann@example.com"),
    ]
    assert "2 customer cards were completed where they were blank." in report.notes
    again = take_in(desk, path)
    assert (again.unchanged, again.updated) == (3, 0)
    assert not any("completed" in note for note in again.notes)


def test_rows_of_one_customer_complete_the_card_that_the_first_has_made(desk: Desk, tmp_path: Path) -> None:
    take_in(desk, write(tmp_path, "1,a,王芳,13800000001,,", "2,b,王芳,13800000001,w@example.com,示例公司"))
    assert cards(desk) == [("王芳", "示例公司", "13800000001", "w@example.com")]


@pytest.mark.parametrize("rule", ["skip", "fail"])
def test_a_rule_that_leaves_alone_what_is_here_leaves_the_cards_alone(
    desk: Desk, tmp_path: Path, rule: str
) -> None:
    given_customer(desk, "王芳", "13800000001")
    take_in(desk, write(tmp_path, "1,a,王芳,13800000001,w@example.com,示例公司"), on_conflict=rule)
    assert cards(desk) == [("王芳", "", "13800000001", None)]


def test_blank_cells_of_a_case_clear_nothing_on_the_card(desk: Desk, tmp_path: Path) -> None:
    given_customer(desk, "王芳", "13800000001", emails=["w@example.com"])
    take_in(desk, write(tmp_path, "1,a,王芳,,w@example.com,示例公司"), blank_clears=True)
    assert cards(desk) == [("王芳", "示例公司", "13800000001", "w@example.com")]


def test_what_completed_a_card_is_taken_back_with_the_run(desk: Desk, tmp_path: Path) -> None:
    given_customer(desk, "王芳", "13800000001")
    before = cards(desk)
    report = take_in(desk, write(tmp_path, "1,a,王芳,13800000001,w@example.com,示例公司"))
    assert report.run is not None
    assert cards(desk) != before
    desk.importing.undo(report.run)
    assert cards(desk) == before
    assert record_counts(desk)["cases"] == 0
