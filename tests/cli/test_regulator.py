"""`servicedesk case`: what a regulator asks, from the shell."""

from pathlib import Path

import pytest

from tests.cli.conftest import Program

SOURCES = '[[source]]\nname = "12315"\nworking_days = 3\n'


@pytest.fixture
def desk(program: Program) -> Program:
    """A complaint of a Thursday afternoon; now is Friday, 9:12."""
    program.ok("customer", "add", "王秀英", "--phone", "138 0000 1111")
    program.ok("complaint", "open", "空调漏水 [/x]", "--customer", "CU-1", "--received", "2026-11-19 16:00")
    return program


def test_the_limit_of_a_source_is_told_and_extended(desk: Program, tmp_path: Path) -> None:
    rules = tmp_path / "sources.toml"
    rules.write_text(SOURCES, encoding="utf-8")
    desk.ok("policy", "import", "sources", str(rules), "--from", "beginning")
    desk.ok(
        "case", "source", "C-1", "--from", "12315", "--ref", "2026-〔7〕", "--received", "2026-11-18 10:00"
    )
    for verb in ("show", "explain"):
        words = desk.ok("case", verb, "C-1").out
        assert "legal limit, 12315" in words
        assert "due Mon 23 Nov 18:00: 3 working days after Wed 18 Nov 10:00" in words
    desk.ok("case", "extend", "C-1", "检测 [b]", "--until", "2026-11-30 18:00", "--told", "9:05")
    (limit,) = desk.ok("case", "explain", "C-1", "--json").json["limits"]
    assert (limit["due_at"], limit["reason"]) == ("2026-11-30T10:00:00Z", "检测 [b]")
    for layout in (["text"], ["markdown"], ["html"], ["text", "--json"]):
        found = desk.ok("case", "show", "C-1", "--dossier", *layout).out
        assert "2026-〔7〕" in found or "2026-\\u3014" in found
        assert "12315" in found
    assert "does not exist" not in desk.ok("undo").out


def test_a_source_that_is_not_in_the_list_is_refused_in_one_line(desk: Program) -> None:
    for words in (["case", "source", "C-1"], ["case", "source", "C-1", "--from", "县长 [/]"]):
        refused = desk(*words)
        assert (refused.code, refused.err.count("\n"), refused.out) == (2, 1, "")
    assert desk("case", "extend", "C-1", "检测").code == 2
