"""What an export or a trial of an import says and leaves behind; which folder replaces which."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Program

CASES = "Ticket ID,Subject,Requester,Phone\n1,漏水,李伟,138 0000 1111\n2,发票 [/],Ann,\n"


@pytest.fixture
def cases(tmp_path: Path) -> str:
    """A good file."""
    (tmp_path / "cases.csv").write_text(CASES, encoding="utf-8")
    return str(tmp_path / "cases.csv")


@pytest.fixture
def full(program: Program, cases: str, tmp_path: Path) -> Path:
    """A full export of a small desk."""
    program.ok("import", "case", cases)
    program.ok("export", "all", "-o", str(tmp_path / "full"))
    return tmp_path / "full"


@pytest.mark.parametrize("name", ["x.html", "x.md", "x.csv", "X.JSONL", "x.ods", "导出.tsv"])
def test_all_kinds_become_no_folder_that_is_called_like_a_file(
    program: Program, full: Path, tmp_path: Path, name: str
) -> None:
    result = program("export", "all", "-o", str(tmp_path / name))
    assert (result.code, len(result.err.splitlines())) == (2, 1)
    assert "desk.xlsx" in result.err
    assert not (tmp_path / name).exists()


def test_dots_in_the_name_of_a_folder_mean_nothing(program: Program, full: Path, tmp_path: Path) -> None:
    (tmp_path / "pages.html").mkdir()
    for name in ("desk.2026-11-21", "pages.html"):
        program.ok("export", "all", "-o", str(tmp_path / name))
        assert (tmp_path / name / "cases.csv").is_file()


def test_a_redacted_folder_and_a_full_one_never_take_each_others_place(
    program: Program, full: Path, tmp_path: Path
) -> None:
    hidden = tmp_path / "hidden"
    program.ok("export", "all", "-o", str(hidden), "--redact", "all")
    before = [{one.name: one.read_bytes() for one in place.iterdir()} for place in (full, hidden)]
    for words in (("-o", str(full), "--redact", "phones"), ("-o", str(hidden))):
        for force in ((), ("--force",)):
            result = program("export", "all", *words, *force)
            assert (result.code, len(result.err.splitlines())) == (5, 1)
            assert "--force" not in result.err
    assert [{one.name: one.read_bytes() for one in place.iterdir()} for place in (full, hidden)] == before
    program.ok("export", "all", "-o", str(hidden), "--redact", "names", "--force")
    program.ok("export", "all", "-o", str(full), "--format", "jsonl", "--force")


def test_a_folder_that_does_not_say_what_it_is_is_not_replaced_by_a_redacted_one(
    program: Program, full: Path
) -> None:
    (full / "servicedesk-export.json").write_text("{", encoding="utf-8")
    assert program("export", "all", "-o", str(full), "--redact", "all", "--force").code == 5
    program.ok("export", "all", "-o", str(full), "--force")


def test_a_workbook_is_told_in_one_line_with_its_kinds(program: Program, full: Path, tmp_path: Path) -> None:
    result = program.ok("export", "all", "-o", str(tmp_path / "desk.xlsx"))
    assert (
        result.err
        == f"Wrote {tmp_path / 'desk.xlsx'}: customers 2, cases 2, calls 0, follow-ups 0, promises 0.\n"
    )


def test_a_program_finds_only_its_error_on_standard_error(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SERVICEDESK_HOLIDAYS", "CN")
    result = program("case", "open", "x", "--customer", "nobody", "--json")
    assert result.code != 0
    assert json.loads(result.err)["code"] == "usage"


def test_the_list_of_runs_says_from_which_source_a_run_came(program: Program, cases: str) -> None:
    program.ok("import", "case", cases, "--source", "zendesk")
    assert "zendesk" in program.ok("import", "runs").out


def test_our_own_columns_are_not_read_out(program: Program, full: Path) -> None:
    told = program.ok("import", "auto", str(full / "cases.csv")).err
    assert "The columns are those of our own exports." in told
    assert "←" not in told
    shown = program.ok("import", "preview", str(full / "cases.csv")).out
    assert "The columns are those of our own exports." in shown
    assert "←" not in shown


def test_the_id_of_a_customer_elsewhere_has_a_label(program: Program, tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text("Ticket ID,Subject,Requester ID\n1,漏水,U-7\n", encoding="utf-8")
    words = ("import", "preview", str(tmp_path / "c.csv"), "--kind", "case")
    assert "Customer: External ID ← Requester ID" in program.ok(*words).out
    assert "客户：外部编号 ← Requester ID" in program.ok("--lang", "zh_CN", *words).out


@pytest.mark.parametrize("words", [("preview",), ("case", "--dry-run")], ids=" ".join)
def test_what_is_only_tried_makes_no_desk(
    program: Program, cases: str, tmp_path: Path, words: tuple[str, ...]
) -> None:
    new = tmp_path / "new" / "desk.db"
    result = program.ok("--db", str(new), "import", words[0], cases, *words[1:])
    assert "2 rows" in result.out + result.err
    assert not new.parent.exists()
    assert "holidays" not in result.err


def test_a_trial_of_a_whole_folder_makes_no_desk(program: Program, full: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.db"
    program.ok("--db", str(new), "import", "all", str(full), "--dry-run")
    assert not new.exists()
