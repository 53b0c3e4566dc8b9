"""The clocks and search rows of imported cases: each computed once, and as it would be of a single case."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from servicedesk.services.customers import CardChange
from servicedesk.services.desk import Desk
from servicedesk.storage import case_histories, clock_cache, driver, search_index
from tests.builders import given_customer
from tests.services.exchange_steps import take_in


def test_the_first_import_of_a_desk_computes_each_clock_once(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: Counter[int] = Counter()
    histories = case_histories.histories

    def counted(db: driver.Connection, ids: Sequence[int], *more: Any) -> Any:
        read.update(ids)
        return histories(db, ids, *more)

    monkeypatch.setattr(case_histories, "histories", counted)
    states = ("new", "working", "closed", "told")
    lines = [f"Z{number},漏水 [/] {number},{states[number % 4]}" for number in range(40)]
    path = tmp_path / "old.csv"
    path.write_text("\n".join(["Ticket ID,Subject,Status", *lines]) + "\n", encoding="utf-8")
    assert take_in(desk, path, "case").new == len(lines)
    assert max(read.values(), default=1) == 1
    monkeypatch.undo()
    with desk.reading() as db:
        assert clock_cache.count_wrong(db, desk.clock.now(), "Asia/Shanghai") == 0


def test_cases_of_customers_of_every_tier_come_with_the_clocks_that_their_histories_give(
    desk: Desk, tmp_path: Path
) -> None:
    moved = given_customer(desk, "李伟", "", tier="vip", external_id="A1")
    desk.customers.edit(moved, CardChange({"tier": "new"}))
    given_customer(desk, "王芳", "", tier="vip")
    given_customer(desk, "Ann", "", tier="regular")
    lines = ["Ticket ID,Subject,Status,Customer,Received,First reply,Waiting for,Waiting since,Waiting until"]
    for number in range(120):
        state = ("new", "working", "waiting", "closed", "told", "solved")[number % 6]
        name = ("李伟", "王芳", "Ann", "", f"Bob {number}")[number % 5]
        waits = "等配件,2026-11-16 10:00," + ("2026-12-17 10:00" if number % 4 else "")
        replied = "2026-11-17 09:00" if number % 3 else ""
        lines.append(
            f"Z{number},漏水 [/],{state},{name},2026-11-16 09:00,{replied},"
            f"{waits if state == 'waiting' else ',,'}"
        )
    path = tmp_path / "old.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    report = take_in(desk, path, "case")
    assert (report.new, report.rejected) == (120, 0)
    with desk.reading() as db:
        assert clock_cache.count_wrong(db, desk.clock.now(), "Asia/Shanghai") == 0
        with_clock = db.execute("SELECT count(*) FROM cases WHERE urgency <> 0").fetchone()[0]
        to_nudge = db.execute("SELECT count(*) FROM cases WHERE nudge_at IS NOT NULL").fetchone()[0]
    assert (with_clock, to_nudge) == (100, 20)


def test_cases_are_found_by_their_words_and_customers_as_if_each_had_been_written_alone(
    desk: Desk, tmp_path: Path
) -> None:
    texts = (
        "ＲＥＦＵＮＤ 退貨",
        "ﾊﾟｿｺﾝ",
        "cafe\u0301 \u0301x",
        "\u1112\u1161\u11ab 한",
        "𠮷 \U0001f6b0",
        "½ ﬁ",
        "",
    )
    given_customer(desk, "李伟", "")
    lines = ["Ticket ID,Subject,Description,Cause,Customer,Labels"]
    for number in range(90):
        name = ("", "李伟", f"ﾊﾟ {number}", "Ann e\u0301")[number % 4]
        label = "退货" if number % 5 == 0 else ""
        text, other = texts[number % len(texts)], texts[number % 5]
        lines.append(f"Z{number},{text} [/] {number},{text},{other},{name},{label}")
    path = tmp_path / "old.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert take_in(desk, path, "case").new == 90
    with desk.reading() as db:
        assert search_index.count_wrong(db, "case") == 0
    assert len(desk.lists.ids("case", "李伟")) > 20
