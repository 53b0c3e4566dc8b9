"""Commands about the whole desk: today, search, history, undo, redo, views, settings, keys."""

from pathlib import Path

from tests.builders import given_case, given_customer, open_desk
from tests.cli.conftest import Program


def test_today_counts_what_is_owed(program: Program) -> None:
    program.ok("call", "add", "13800001111 漏水 !high @mon")
    program.ok("case", "edit", "1", "--due", "2026-11-19")
    board = program.ok("today", "--json").json
    assert (board["overdue"], board["new_cases"], board["told_pending"]) == (1, 1, 0)
    assert [row["number"] for row in board["followups"]] == ["F-1"]
    page = program.ok("today").out
    assert page.startswith("Overdue 1 !")
    assert "\nCases overdue 1\n" in page
    late = next(line for line in page.splitlines() if "C-1" in line)
    assert "yesterday 09:00" in late
    assert "!  C-1  13800001111  due time set by hand  漏水" in late
    assert [row["number"] for row in board["cases"]] == ["C-1"]
    assert "漏水" in page


def test_the_plots_of_today_are_printed_a_line_a_value(program: Program) -> None:
    program.ok("call", "add", "13800001111 空调漏水 !high")
    assert "Calls by hour" not in program.ok("today").out
    page = program.ok("today", "--plots").out
    assert "Calls by hour · 1 today" in page
    assert "Open by age in days · 1 case" in page
    assert "0–1      1" in page
    assert "W47      –  0/0" in page
    found = program.ok("today", "--plots", "--json").json
    assert found["open_by_age"][0] == {
        "least": 0,
        "most": 1,
        "cases": 1,
        "query": "is:open received:>=2026-11-19",
    }
    assert [one["calls"] for one in found["calls_by_hour"] if one["hour"] == 9] == [1]


def test_search_finds_every_kind(program: Program) -> None:
    program.ok("call", "add", "13800001111 空调漏水 !high @mon")
    kinds = {hit["kind"] for hit in program.ok("search", "漏水", "--json").json}
    assert kinds == {"case", "call", "followup"}
    # A number is whose it is, and what is theirs after that.
    found = [hit["number"] for hit in program.ok("search", "1111", "--json").json]
    assert found == ["CU-1", "C-1", "CL-1", "F-1"]
    assert [hit["number"] for hit in program.ok("search", "c-1", "--json").json] == ["C-1"]
    assert [hit["kind"] for hit in program.ok("search", "漏水", "--kind", "cases", "--json").json] == ["case"]
    assert program("search", "nothing-like-it", "--fail-empty").code == 4
    assert program("search", "x", "--kind", "nothing").code == 2


def test_undo_and_redo_take_whole_actions(program: Program) -> None:
    program.ok("call", "add", "13800001111 漏水 !high @mon")
    program.ok("undo")
    for noun in ("call", "case", "followup", "customer"):
        assert program.ok(noun, "list", "--json").json == [], noun
    program.ok("redo")
    assert len(program.ok("case", "list", "--json").json) == 1
    assert program("redo").code == 4


def test_an_action_is_taken_back_by_its_number(program: Program) -> None:
    first = program.ok("case", "open", "a", "--json").json["action"]
    program.ok("case", "open", "b")
    program.ok("undo", str(first))
    assert [row["subject"] for row in program.ok("case", "list", "--json").json] == ["b"]
    assert program("undo", "999999").code in {4, 5}
    assert program("undo", "x").code == 2


def test_nothing_to_undo_exits_with_four(program: Program) -> None:
    program.ok("view", "save", "case", "Leaks", "+leak")
    program("undo")
    assert program("undo").code == 4


def test_the_history_tells_what_was_done_newest_first(program: Program) -> None:
    program.ok("case", "open", "漏水")
    program.ok("case", "work", "C-1")
    program.ok("undo")
    lines = program.ok("history", "--json").json
    assert [line["verb"] for line in lines] == ["undo case.work", "case.work", "case.open"]
    assert lines[1]["annulled_by"] == lines[0]["id"]
    assert lines[2]["number"] == "C-1"
    page = program.ok("history", "C-1").out
    assert "(taken back)" in page
    assert len(program.ok("history", "--limit", "1", "--jsonl").lines) == 1
    assert program("history", "nonsense").code == 2


def test_views_are_kept_listed_and_taken_away(program: Program) -> None:
    program.ok("view", "save", "case", "漏水", "+leak", "is:open")
    views = program.ok("view", "list", "case", "--json").json
    assert views[-1] == {"kind": "case", "name": "漏水", "query": "+leak is:open", "built_in": False}
    program.ok("view", "delete", "case", "漏水")
    assert len(program.ok("view", "list", "case", "--json").json) == len(views) - 1
    assert program("view", "delete", "case", "漏水").code == 4
    assert program("view", "save", "case", "bad", "kinf:x").code == 2


def test_settings_are_shown_with_their_origin_and_written(program: Program, tmp_path: Path) -> None:
    rows = {row["name"]: row for row in program.ok("config", "show", "--json").json}
    assert rows["db"]["origin"] == "environment"
    assert rows["region"]["origin"] == "default"
    path = program.ok("config", "path").out.strip()
    assert path == str(tmp_path / "config" / "servicedesk" / "config.toml")
    program.ok("config", "set", "desk_name", "水泵 客服")
    assert program.ok("config", "get", "desk_name").out == "水泵 客服\n"
    assert "file" in program.ok("config", "show", "--origin").out
    assert program("config", "set", "nothing", "x").code == 2
    assert program("config", "get", "nothing").code == 2
    assert program("config", "set", "refresh_ms", "soon").code == 2


def test_a_language_in_the_file_is_spoken_and_a_broken_file_can_be_repaired(program: Program) -> None:
    program.ok("case", "open", "x")
    program.ok("config", "set", "lang", "zh_CN")
    assert "今天" in program.ok("case", "show", "1").out
    assert "today" in program.ok("--lang", "en", "case", "show", "1").out
    assert "today" in program.ok("case", "show", "1", "--lang=en").out
    file = Path(program.ok("config", "path").out.strip())
    file.write_text("lang = 3\n")
    assert program("case", "list").code == 2
    program.ok("config", "path")
    file.write_text("lang = \n")
    assert program("today").code == 2


def test_keys_are_listed_and_the_users_own_checked(program: Program) -> None:
    assert any(row["action"] == "case.snooze" for row in program.ok("keys", "--json").json)
    assert "There is no keymap file" in program.ok("keys", "--check").err
    keymap = Path(program.ok("config", "path").out.strip()).with_name("keymap.toml")
    keymap.parent.mkdir(parents=True, exist_ok=True)
    keymap.write_text('"case.snooze" = "Z"\n')
    assert program("keys", "--check").code in {0, 2}
    keymap.write_text('"case.snoze" = "Z"\n"case.solve" = "ctrl+i"\n')
    checked = program("keys", "--check")
    assert checked.code == 2
    assert "case.snoze" in checked.err
    assert "case.solve" in checked.err
    assert len(program("keys", "--check", "--json").json["faults"]) == 2


def test_a_verb_that_goes_without_saying_may_be_left_out(program: Program) -> None:
    program.ok("call", "138 0000 1111 空调漏水 !high @mon")
    program.ok("call", "138", "0000", "1111", "again")
    assert len(program.ok("call", "list", "--json").json) == 2
    assert program.ok("case", "c-1", "--json").json["number"] == "C-1"
    assert program.ok("complaint", "1", "--json").json["number"] == "C-1"
    assert program.ok("followup", "F-1", "--json").json["number"] == "F-1"
    assert program.ok("call", "CL-2", "--json").json["call_id"] == "CL-2"
    assert program("call", "lsit").code == 2
    assert program("case", "F-1").code == 2
    assert len(program.ok("call", "list", "--json").json) == 2


def test_today_names_the_remedies_that_are_owed(program: Program) -> None:
    program.ok("case", "open", "热水器 [/]")
    assert "Remedies" not in program.ok("today").out
    program.ok("case", "remedy", "1", "refund", "--cost", "80")
    page = program.ok("today").out
    assert "C-1" in page.partition("\nRemedies not carried out 1\n")[2].splitlines()[0]
    assert "补救未落实 1" in program.ok("--lang", "zh_CN", "today").out
    assert program.ok("today", "--json").json["unpaid"] == 1
    program.ok("case", "remedy", "1", "--done", "1")
    assert program.ok("case", "list", "is:unpaid", "--json").json == []


def test_the_history_names_the_customer_and_what_was_done_again_is_not_taken_back(program: Program) -> None:
    with open_desk(program.path) as desk:
        case_id = given_case(desk, "[/] 漏水", customer_id=given_customer(desk, "王芳 [b]", ""))
        desk.cases.assign([case_id], "Dana")
        desk.undo.undo()
    assert "(taken back)" in program("history").out
    with open_desk(program.path) as desk:
        desk.undo.redo()
    page = program("history").out
    assert f"C-{case_id} 王芳 [b]" in page
    (assigned,) = [
        line for line in page.splitlines() if "Dana" in line and "ndone" not in line and "again" not in line
    ]
    assert "(taken back)" not in assigned
