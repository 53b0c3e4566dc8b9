"""Calls that an earlier version stored otherwise than a call is stored today."""

from pathlib import Path

from servicedesk.services.calls import NewCall
from servicedesk.storage import row_sums
from tests.builders import NOW, open_desk
from tests.storage.test_migrations import desk_of_schema

MOMENT = NOW.strftime("%Y-%m-%dT%H:%M:%SZ")
ENDINGS = [("in", "no_answer"), ("out", "no_answer"), ("in", "abandoned"), ("in", "answered")]


def test_a_call_that_nobody_took_on_an_older_desk_is_among_those_to_call_back(tmp_path: Path) -> None:
    path = tmp_path / "seventh.db"
    with desk_of_schema(7, path) as db:
        db.execute("DELETE FROM calls")
        for number, (direction, outcome) in enumerate(ENDINGS, 11):
            db.execute(
                "INSERT INTO calls (id, uid, created_at, updated_at, rang_at, direction, outcome, phone,"
                " digits_reversed, summary) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, '漏水[/]')",
                (number, f"l{number}", *[MOMENT] * 3, direction, outcome, f"13700{number}", f"{number}00731"),
            )
            db.execute("INSERT INTO calls_search (rowid, body) VALUES (?, '漏 水')", (number,))
        made = '[{"op":"insert","table":"calls","id":11}]'
        db.execute(
            "INSERT INTO events (id, at, actor, verb, kind, subject_id, action, changes)"
            " VALUES (1, ?, 'anna', 'call.log', 'call', 11, 1, ?)",
            (MOMENT, made),
        )
    with open_desk(path) as desk:
        now = desk.calls.log(NewCall("13700099", outcome="no_answer")).call_id
        of_today = desk.calls.get(now)
        assert of_today is not None
        kept = [row.outcome for number in range(11, 15) if (row := desk.calls.get(number)) is not None]
        assert kept == [of_today.outcome, "no_answer", "abandoned", "answered"]
        assert sorted(desk.lists.ids("call", "is:to-call-back")) == [11, 13, now]
        assert sorted(desk.lists.ids("call", "漏水")) == [11, 12, 13, 14]
        # Nobody has edited it: what was done to it is told, and taken back, as it was.
        assert [line.verb for line in desk.history.of("call", 11)] == ["call.log"]
        with desk.reading() as db:
            assert list(row_sums.unlike(db)) == []
        desk.undo.undo()
        desk.undo.undo()
        assert desk.calls.get(11) is None
