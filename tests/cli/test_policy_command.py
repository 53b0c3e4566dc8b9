"""`servicedesk policy`: the desk's own rules as text, and what a fault leaves as it was."""

import sys
from pathlib import Path

import pytest

from servicedesk.domain.policies import POLICIES
from tests.builders import HOSTILE
from tests.cli.conftest import Program


@pytest.fixture
def desk(program: Program) -> Program:
    """A desk with one complaint."""
    program.ok("case", "open", HOSTILE, "--kind", "complaint")
    return program


def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Let the user's editor be a script that gets the file's name as `file`."""
    program = tmp_path / "the editor.py"
    program.write_text(
        f"import sys, pathlib\nfile = pathlib.Path(sys.argv[-1])\n{script}\n", encoding="utf-8"
    )
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", f"'{sys.executable}' '{program}'")


def test_all_rules_are_listed_and_shown_and_none_is_the_desks_own_at_first(desk: Program) -> None:
    found = desk.ok("policy", "list", "--json").json
    assert [rules["name"] for rules in found] == list(POLICIES)
    assert not any(rules["own"] for rules in found)
    for name in POLICIES:
        shown = desk.ok("policy", "show", name, "--json").json
        assert shown["text"].startswith("#")
        assert shown["version"] == 0


def test_reasons_that_stop_the_clock_for_others_than_the_customer_are_named(
    desk: Program, tmp_path: Path
) -> None:
    assert desk.ok("policy", "show", "waiting").err == ""
    file = tmp_path / "waiting.toml"
    file.write_text('[[reason]]\nname = "缺货 [b]"\nwhom = "supplier"\npauses = true\n', encoding="utf-8")
    desk.ok("policy", "import", "waiting", str(file))
    assert "stands still for: 缺货 [b]" in desk.ok("policy", "show", "waiting").err
    assert desk.ok("policy", "show", "causes").err == ""


def test_rules_go_out_and_come_back_and_reset_takes_the_shipped_ones(desk: Program, tmp_path: Path) -> None:
    file = tmp_path / "targets.toml"
    desk.ok("policy", "export", "targets", "-o", str(file))
    shipped = file.read_text(encoding="utf-8")
    file.write_bytes(("# 我们的目标\r\n" + shipped).encode("gb18030"))
    assert "--encoding" in desk("policy", "import", "targets", str(file)).err
    said = desk.ok("policy", "import", "targets", str(file), "--encoding", "gb18030").err
    assert "Took in Service targets. The clocks of 1 open case were computed anew." in said
    assert desk.ok("policy", "show", "targets").out.startswith("# 我们的目标\n")
    assert "the desk's own" in desk.ok("policy", "list").out
    desk.ok("policy", "reset", "targets")
    assert desk.ok("policy", "show", "targets").out == shipped
    desk.ok("undo")
    assert desk.ok("policy", "show", "targets").out.startswith("# 我们的目标\n")
    verbs = [line["verb"] for line in desk.ok("history", "--json").json]
    assert verbs[:3] == ["undo policy.reset.targets", "policy.reset.targets", "policy.set.targets"]
    assert "changed the rules: Service targets" in desk.ok("history").out


@pytest.mark.parametrize(
    ("block", "code"),
    [
        (b"", 2),
        (b"[[", 2),
        (b"\x00\x01\x02\xff\xfe" * 2000, 2),
        ("目标 = 1".encode("gb18030"), 2),
        (b"# " + b"x" * 300_000, 2),
        (b"# " + b"x" * 2_000_000, 2),
        (("[a]\n" + "a." * 90_000).encode(), 2),
    ],
    ids=["empty", "broken", "binary", "unknown name", "long", "too long to be read", "endless name"],
)
def test_no_file_is_a_traceback_and_a_faulty_one_changes_nothing(
    desk: Program, tmp_path: Path, block: bytes, code: int
) -> None:
    file = tmp_path / "rules.toml"
    file.write_bytes(block)
    for more in ((), ("--dry-run",)):
        result = desk("policy", "import", "targets", str(file), *more)
        assert result.code == code
        assert len(result.err.splitlines()) == 1
        assert "Traceback" not in result.err
    assert not any(rules["own"] for rules in desk.ok("policy", "list", "--json").json)


def test_unknown_rules_and_files_are_not_found(desk: Program, tmp_path: Path) -> None:
    for words in (("show", HOSTILE), ("reset", "x"), ("export", "../calendar"), ("edit", "x")):
        assert desk("policy", *words).code == 4
    assert desk("policy", "import", "targets", str(tmp_path / "none.toml")).code == 4
    assert desk("policy", "import", "targets", str(tmp_path)).code == 2
    assert desk("policy", "export", "targets", "-o", str(tmp_path / "no" / "x.toml")).code == 2


def test_what_the_editor_wrote_is_saved(
    desk: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(tmp_path, monkeypatch, "file.write_text('# 新\\n' + file.read_text('utf-8'), 'utf-8')")
    assert "Saved Causes." in desk.ok("policy", "edit", "causes").err
    assert desk.ok("policy", "show", "causes").out.startswith("# 新\n")


def test_an_editor_that_changes_nothing_saves_nothing(
    desk: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(tmp_path, monkeypatch, "")
    assert "Nothing was changed" in desk.ok("policy", "edit", "causes").err
    assert desk.ok("history", "--json").json[0]["verb"] == "case.open"


def test_a_fault_keeps_what_was_written_in_a_file(
    desk: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(tmp_path, monkeypatch, "file.write_text('my = \"long work\"', 'utf-8')")
    result = desk("policy", "edit", "causes")
    assert result.code == 2
    kept = Path(result.err.split("is kept in ")[1].strip())
    assert kept.read_text(encoding="utf-8") == 'my = "long work"'
    assert kept.stat().st_mode & 0o077 == 0 or kept.parent.stat().st_mode & 0o077 == 0
    assert "shipped" in desk.ok("policy", "list").out


def test_who_was_slower_is_told_and_keeps_his_text(
    desk: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = (
        "import subprocess\nfile.write_text('day_hours = 7', 'utf-8')\n"
        "subprocess.run([sys.executable, '-m', 'servicedesk', 'calendar', 'import', '-'], "
        "input=b'day_hours = 6', check=True)"
    )
    editor(tmp_path, monkeypatch, other)
    result = desk("policy", "edit", "calendar")
    assert result.code == 5
    assert "Somebody else changed these rules" in result.err
    assert "is kept in" in result.err
    assert desk.ok("policy", "show", "calendar").out == "day_hours = 6\n"


@pytest.mark.parametrize("command", ["/no/such/editor", "'", "false"])
def test_an_editor_that_fails_is_told_in_a_line(
    desk: Program, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("VISUAL", command)
    result = desk("policy", "edit", "causes")
    assert result.code in {1, 2}
    assert len(result.err.splitlines()) == 1


def test_targets_hold_from_when_one_says_and_explain_names_them(desk: Program, tmp_path: Path) -> None:
    file = tmp_path / "targets.toml"
    text = '[[target]]\nkind = "complaint"\nresolve = "{}h"\n'
    file.write_text(text.format(5), encoding="utf-8")
    said = desk.ok("policy", "import", "targets", str(file), "--from", "2099-06-01").err
    assert "They hold from Monday 1 June 2099 on" in said
    assert "by the targets valid until Monday 1 June 2099\n" in desk.ok("case", "explain", "1").out
    shown = desk.ok("policy", "show", "targets", "--json").json
    assert (shown["valid_from"][:10], len(shown["earlier"])) == ("2099-05-31", 1)
    assert 'resolve = "16h"' in desk.ok("policy", "show", "targets", "--as-of", "yesterday").out
    assert "2099" in desk.ok("policy", "list").out
    said = desk.ok("policy", "import", "targets", str(file), "--from", "最初").err
    assert "from the beginning: the past is judged by them" in said
    found = desk.ok("case", "explain", "1", "--json").json
    assert [clock["target_seconds"] for clock in found["clocks"]] == [5 * 3600]
    assert found["clocks"][0]["targets_from"] is None
    desk.ok("undo")
    desk.ok("undo")
    assert desk.ok("policy", "show", "targets", "--json").json["version"] == 0
    refused = desk("policy", "import", "causes", str(file), "--from", "2026-01-01")
    assert (refused.code, refused.err.count("\n")) == (2, 1)
    assert desk("policy", "reset", "targets", "--from", "[b]").code == 2


def test_a_week_holds_from_when_one_says(desk: Program) -> None:
    said = desk.ok("calendar", "week", "周六", "09:00-12:00", "--from", "2099-06-01").err
    assert "They hold from Monday 1 June 2099 on" in said
    found = [
        desk.ok("calendar", "time", f"{day} 00:00", f"{day} 23:00", "--json").json
        for day in ("2099-05-30", "2099-06-06")
    ]
    assert [line["seconds"] for line in found] == [0, 3 * 3600]
    said = desk.ok(
        "calendar",
        "duty",
        "add",
        "值班",
        "--weekday",
        "sun",
        "--hours",
        "09:00-10:00",
        "--valid-from",
        "beginning",
    ).err
    assert "from the beginning" in said
