"""The clocks of imported cases: each computed once, and as its history gives it."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from servicedesk.services.desk import Desk
from servicedesk.storage import case_histories, clock_cache, driver
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
