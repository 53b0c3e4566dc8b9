"""Saved views that were written while a query word meant something else."""

from pathlib import Path

from tests.builders import open_desk
from tests.storage.test_migrations import desk_of_schema


def test_the_views_of_an_older_desk_mean_the_time_set_by_hand_as_they_did(tmp_path: Path) -> None:
    path = tmp_path / "sixth.db"
    meant = {
        "due:<fri -due:2026-11-21": "set-due:<fri -set-due:2026-11-21",
        'ｄｕｅ：<周五 | "due":': 'set-due：<周五 | "set-due":',
        "截止:今天 owner:me +due:": "指定期限:今天 owner:me +due:",
        '"due:" 漏水 “到期:一” due': '"due:" 漏水 “到期:一” due',
        "deadline:<fri 处理期限:今天 最近时限:今天": "deadline:<fri 处理期限:今天 最近时限:今天",
    }
    with desk_of_schema(6, path) as db:
        for number, query in enumerate(meant):
            db.execute("INSERT INTO views (kind, name, query) VALUES ('case', ?, ?)", (f"[{number}]", query))
        db.execute("INSERT INTO views (kind, name, query) VALUES ('followup', 'x', 'due:<fri')")
    with open_desk(path) as desk:
        kept = [view.query for view in desk.lists.views("case") if view.id]
        assert kept == list(meant.values())
        assert [view.query for view in desk.lists.views("followup") if view.id] == ["due:<fri"]
        assert all(desk.lists.fault("case", query) is None for query in kept)
