"""The tab key: numbers, names, views, words of a query, columns; silent where there is no desk to be read."""

import hashlib
import sqlite3
from pathlib import Path

import pytest

from tests.cli.conftest import Program


class Tab:
    """Presses the tab key behind a line, as bash does: a colon ends a word."""

    def __init__(
        self, program: Program, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self._program = program
        self._capsys = capsys
        self._monkeypatch = monkeypatch

    def __call__(self, line: str) -> list[str]:
        words = f"servicedesk {line}".replace(":", " : ").split()
        if line.endswith(" "):
            words.append("")
        with self._monkeypatch.context() as patch:
            patch.setenv("_SERVICEDESK_COMPLETE", "complete_bash")
            patch.setenv("COMP_WORDS", "\n".join(words))
            patch.setenv("COMP_CWORD", str(len(words) - 1))
            with pytest.raises(SystemExit) as left:
                self._program()
        said = self._capsys.readouterr()
        assert (left.value.code, said.err) == (0, "")
        return said.out.split()


@pytest.fixture
def tab(program: Program, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Tab:
    return Tab(program, monkeypatch, capsys)


def test_the_tab_key_offers_what_the_desk_has(
    program: Program, tab: Tab, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(12):
        program.ok("case", "open", f"漏水 [/] {number} +leak", "--owner", "小林")
    program.ok("case", "cancel", "C-12")
    program.ok("view", "save", "case", "Own-leaks", "+leak")
    program.ok("customer", "add", "Zoe Grant")
    assert tab("case show C-1") == ["C-11", "C-10", "C-1", "C-12"]
    assert tab("case close C-3 1") == ["11", "10", "1", "12"]
    assert (
        tab("customer show CU-") == tab("customer show gra") == tab("case open x --customer zoe") == ["CU-1"]
    )
    assert tab("case list --view Own") == ["Own-leaks"]
    assert tab("export c") == ["cursors", "customer", "case", "call"]
    assert tab("import a") == ["auto", "all"]
    assert tab("view list pr") == ["promise"]
    assert tab("policy show c") == ["calendar", "causes", "checklists"]
    assert tab("config set lan") == ["lang"]
    assert tab("export case is:aw") == ["away"]
    assert tab("case list --view ov") == ["Overdue"]
    assert tab("case assign C-1 --owner ") == ["me", "小林"]
    assert tab("case list owner:") == ["me", "none", "小林"]
    assert tab("case list +l") == ["+leak"]
    assert tab("case list --columns number,sub") == ["number,subject"]
    assert tab("case list --sort dea") == ["deadline"]
    assert tab("case list sta") == ["state:"]
    assert tab("case snooze stat") == ["state:"]
    assert tab("case list state:wai") == ["waiting"]
    assert "overdue" in tab("case list is:")
    monkeypatch.setenv("SERVICEDESK_LANG", "zh")
    assert tab("complaint list 状") == ["状态:"]


def test_the_tab_key_is_silent_and_touches_nothing_where_no_desk_can_be_read(
    program: Program, tab: Tab, tmp_path: Path
) -> None:
    assert tab("case show C-") == []
    assert not program.path.exists()
    (tmp_path / "text.db").write_text("no database, 漏水" * 99, encoding="utf-8")
    assert tab(f"--db {tmp_path / 'text.db'} case show C-") == []
    with sqlite3.connect(tmp_path / "other.db") as other:
        other.execute("CREATE TABLE cases (id INTEGER, subject TEXT)")
    assert tab(f"--db {tmp_path / 'other.db'} case show C-") == []
    program.ok("case", "open", "x")
    before = hashlib.sha256(program.path.read_bytes()).digest()
    beside = sorted(path.name for path in program.path.parent.iterdir())
    assert tab("case show C-") == ["C-1"]
    assert hashlib.sha256(program.path.read_bytes()).digest() == before
    assert sorted(path.name for path in program.path.parent.iterdir()) == beside


def test_nothing_that_customers_said_reaches_the_shell_as_a_sign(
    program: Program, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = "[/] 漏水 \"; $(touch x) `touch y` 'z' \\"
    program.ok("case", "open", said, "--owner", said)
    program.ok("view", "save", "case", said, "is:open")
    for shell in ("zsh", "fish"):
        monkeypatch.setenv("_SERVICEDESK_COMPLETE", f"complete_{shell}")
        monkeypatch.setenv("_TYPER_COMPLETE_FISH_ACTION", "get-args")
        for line, is_offered in (
            ("servicedesk case show C-", True),
            ("servicedesk case assign C-1 --owner ", False),
            ("servicedesk case list --view ", False),
        ):
            monkeypatch.setenv("_TYPER_COMPLETE_ARGS", line)
            with pytest.raises(SystemExit) as left:
                program()
            out = capsys.readouterr().out
            assert left.value.code == 0
            assert ("漏水" in out) == is_offered
            # What stands around the offers is Typer's own.
            offered = out.replace("_arguments '*: :((", "").replace("))'", "")
            assert not set(offered) & set("$`\\;()[]'")
