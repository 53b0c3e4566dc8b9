"""`import` and `export` as scripts and people use them."""

import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pyrage
import pytest

from servicedesk.exchange.formats import BOTH_WAYS
from tests.cli.conftest import Program

FILE = "Ticket ID,Subject,Requester,Phone\n1,漏水,李伟,138 0000 1111\n2,发票 [/],Ann,\n"
BROKEN = FILE + "3,,,\n4,x,y,1.38E+10\n"


@pytest.fixture
def cases(tmp_path: Path) -> str:
    """A good file."""
    return write(tmp_path, FILE)


def write(folder: Path, text: str, name: str = "cases.csv") -> str:
    path = folder / name
    path.write_bytes(text.encode())
    return str(path)


def test_an_import_prints_one_object_with_counts_that_add_up(program: Program, cases: str) -> None:
    report = program.ok("import", "auto", cases, "--json").json
    assert report["run"] == "R-1"
    assert [report[name] for name in ("read", "new", "updated", "unchanged", "rejected")] == [2, 2, 0, 0, 0]
    assert report["rejects_file"] is None
    assert (report["kind"], report["customers_new"], report["dry_run"]) == ("case", 2, False)
    assert report["mapping"]["subject"] == "Subject"
    again = program.ok("import", cases, "--json").json
    assert [again[name] for name in ("new", "updated", "unchanged")] == [0, 0, 2]


def test_words_go_to_standard_error_and_numbers_to_scripts(program: Program, cases: str) -> None:
    result = program.ok("import", "case", cases)
    assert result.out == ""
    assert "2 rows read: 2 new, 0 updated, 0 unchanged, 0 rejected." in result.err
    assert "import undo R-1" in result.err
    quiet = program.ok("import", "case", cases, "-q")
    assert (quiet.out, quiet.err) == ("R-2\n", "")


def test_exit_codes_tell_clean_from_rejects_and_from_nothing(program: Program, tmp_path: Path) -> None:
    path = write(tmp_path, BROKEN)
    result = program("import", "case", path, "--json")
    assert result.code == 3
    assert result.json["rejected"] == 2
    assert Path(result.json["rejects_file"]) == tmp_path / "cases.csv.rejects.csv"
    strict = program("import", "case", path, "--strict")
    assert (strict.code, strict.out) == (1, "")
    assert "nothing was imported" in strict.err.splitlines()[-1]
    assert program("import", "case", path, "--max-rejects", "1").code == 1
    assert program("import", "case", path, "--max-rejects", "2").code == 3
    assert program("import", "case", str(tmp_path / "missing.csv")).code == 4
    assert program("import", "case", write(tmp_path, "a,b\n1,2\n", "odd.csv")).code == 2
    assert program("import", "colour", path).code == 2


def test_a_failing_import_still_prints_its_object(program: Program, tmp_path: Path) -> None:
    result = program("import", "case", write(tmp_path, BROKEN), "--strict", "--json")
    assert result.code == 1
    assert result.json["run"] is None
    assert json.loads(result.err.splitlines()[-1])["code"] == "failed"


def test_rejects_go_where_they_are_asked_to(program: Program, tmp_path: Path) -> None:
    target = tmp_path / "elsewhere.csv"
    program("import", "case", write(tmp_path, BROKEN), "--rejects", str(target))
    lines = target.read_text("utf-8-sig").splitlines()
    assert lines[0].endswith("_line,_column,_reason,_code")
    assert len(lines) == 3
    assert target.stat().st_mode & 0o777 == 0o600


def test_standard_input_is_a_file_too(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    lines = '{"subject": "漏水", "id": "1"}\n{"subject": "发票", "id": "2"}\nnot json\n'
    result = program("import", "case", "-", "--format", "jsonl", "--json", typed=lines.encode())
    assert (result.code, result.json["new"], result.json["rejected"]) == (3, 2, 1)
    assert [path.name for path in tmp_path.glob("*.rejects.csv")] == ["stdin.rejects.csv"]


def test_a_dry_run_and_a_preview_change_nothing(program: Program, cases: str) -> None:
    dry = program.ok("import", "case", cases, "--dry-run", "--json").json
    assert (dry["run"], dry["new"], dry["dry_run"]) == (None, 2, True)
    preview = program.ok("import", "preview", cases, "--rows", "1", "--json").json
    assert [row["becomes"] for row in preview["rows"]] == ["new"]
    assert preview["rows"][0]["values"]["subject"] == "漏水"
    words = program.ok("import", "preview", cases).out
    assert "  Subject     ← Subject\n" in words
    assert "Line 2: new" in words
    assert not program.path.exists(), "nothing is made to try it in"


def test_runs_are_listed_shown_and_taken_back(program: Program, cases: str) -> None:
    program.ok("import", "case", cases, "--source", "zendesk")
    (run,) = program.ok("import", "runs", "--json").json
    assert (run["run"], run["new"], run["source"], run["undone"]) == ("R-1", 2, "zendesk", False)
    assert program.ok("import", "show", "r1", "--json").json["file_name"] == "cases.csv"
    assert "R-1" in program.ok("import", "runs").out
    undone = program.ok("import", "undo", "R-1", "--json").json
    assert (undone["number"], undone["count"]) == ("R-1", 4)
    assert program.ok("case", "list", "--json").json == []
    assert program.ok("import", "runs", "--json").json[0]["undone"] is True
    assert program("import", "undo", "R-1").code == 4
    assert program("import", "show", "R-9").code == 4
    program.ok("redo")
    assert len(program.ok("case", "list", "--json").json) == 2


def test_columns_can_be_named_by_hand(program: Program, tmp_path: Path) -> None:
    path = write(tmp_path, "Was,Wer,Num\n漏水,Ann,7\n")
    report = program.ok(
        "import", "case", path, "--map", "Was=subject", "--map", "Wer=customer", "--map", "Num=-", "--json"
    ).json
    assert report["mapping"] == {"customer": "Wer", "subject": "Was"}
    assert program("import", "case", path, "--map", "Was").code == 2
    assert program("import", "case", path, "--map", "Nix=subject").code == 2


def test_a_file_without_header_in_another_encoding(program: Program, tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_bytes("李伟;13800001111\n王芳;13900002222\n".encode("gb18030"))
    options = (
        "--no-header",
        "--map",
        "1=name",
        "--map",
        "2=phone",
        "--delimiter",
        ";",
        "--encoding",
        "gb18030",
    )
    assert program.ok("import", "customer", str(path), *options, "--json").json["new"] == 2


def test_ambiguous_dates_ask_for_their_order(program: Program, tmp_path: Path) -> None:
    path = write(tmp_path, "Ticket ID,Subject,Created\n1,a,03/04/2026\n")
    result = program("import", "case", path)
    assert result.code == 2
    assert "--date-order" in result.err
    assert program.ok("import", "case", path, "--date-order", "dmy", "--json").json["new"] == 1


# Exports


def test_what_is_exported_can_be_imported_elsewhere(program: Program, cases: str, tmp_path: Path) -> None:
    program.ok("import", "case", cases)
    out = tmp_path / "out"
    report = program.ok("export", "all", "-o", str(out), "--json").json
    assert {file["kind"]: file["rows"] for file in report["files"]} == {
        "customer": 2, "case": 2, "call": 0, "followup": 0, "promise": 0, "setup": 0,
    }  # fmt: skip
    other = ("--db", str(tmp_path / "other.db"))
    program.ok("import", "auto", str(out / "customers.csv"), *other)
    program.ok("import", "auto", str(out / "cases.csv"), *other)
    again = tmp_path / "again"
    program.ok("export", "all", "-o", str(again), *other)
    for path in out.glob("*.csv"):
        assert (again / path.name).read_bytes() == path.read_bytes()


def test_a_file_is_replaced_only_by_force(program: Program, cases: str, tmp_path: Path) -> None:
    program.ok("import", "case", cases)
    target = tmp_path / "out.csv"
    program.ok("export", "case", "-o", str(target))
    refused = program("export", "case", "-o", str(target))
    assert refused.code == 5
    assert "--force" in refused.err
    program.ok("export", "case", "-o", str(target), "--force")


def test_standard_output_holds_nothing_but_the_file(program: Program, cases: str) -> None:
    program.ok("import", "case", cases)
    assert program.ok("export", "case", "-o", "-").lines[0].startswith("Number,Customer")
    rows = [json.loads(line) for line in program.ok("export", "case", "--format", "jsonl").lines]
    assert [row["number"] for row in rows] == ["C-1", "C-2"]
    assert [row["number"] for row in program.ok("export", "case", "--json").json] == ["C-1", "C-2"]
    chosen = program.ok("export", "case", "--columns", "number,subject", "--query", "漏水")
    assert chosen.lines == ["Number,Subject", "C-1,漏水"]


def test_complaints_are_cases_of_that_kind(program: Program, tmp_path: Path) -> None:
    program.ok("import", "complaint", write(tmp_path, "Ticket ID,Subject,Kind\n1,a,complaint\n2,b,request\n"))
    assert len(program.ok("export", "complaint", "--columns", "number").lines) == 2
    assert len(program.ok("export", "cases", "--columns", "number").lines) == 3


def test_regular_exports_go_on_from_the_last(program: Program, cases: str, tmp_path: Path) -> None:
    program.ok("import", "case", cases)
    target = str(tmp_path / "nightly.jsonl")
    nightly = ("export", "case", "-o", target, "--force", "--since", "last:nightly", "--json")
    assert program.ok(*nightly).json["rows"] == 2
    assert program.ok(*nightly).json["rows"] == 0
    (cursor,) = program.ok("export", "cursors", "list", "--json").json
    assert (cursor["name"], cursor["kind"]) == ("nightly", "case")
    program.ok("export", "cursors", "reset", "nightly")
    assert program.ok(*nightly).json["rows"] == 2
    program.ok("export", "cursors", "set", "nightly", "0")
    assert program("export", "cursors", "set", "nightly").code == 2
    assert program("export", "cursors", "reset", "other").code == 4
    assert program("export", "case", "--since", "last:").code == 2
    assert len(program.ok("export", "case", "--since", "7d").lines) == 3
    assert program("export", "case", "--since", "whenever").code == 2


def test_both_languages_have_their_headers(program: Program, cases: str) -> None:
    program.ok("import", "case", cases)
    assert program.ok("export", "case", "--lang", "zh").lines[0].startswith("工单编号,客户,")


def test_without_a_desk_there_is_nothing_to_export(program: Program, tmp_path: Path) -> None:
    assert program("export", "case", "-o", str(tmp_path / "out.csv")).code == 10
    assert not (tmp_path / "out.csv").exists()
    assert program("import", "runs").code == 10


def test_a_reader_that_goes_away_ends_an_export_quietly(program: Program, tmp_path: Path) -> None:
    rows = "".join(f"{number},漏水 {number}\n" for number in range(2_000))
    program.ok("import", "case", write(tmp_path, f"Ticket ID,Subject\n{rows}"))
    # More than a pipe holds.
    assert len(program.ok("export", "case", "-o", "-").out) > 200_000
    words = [sys.executable, "-m", "servicedesk", "export", "case", "-o", "-", "--db", str(program.path)]
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=dict(os.environ)
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        process.wait(60)


@pytest.mark.parametrize("name", BOTH_WAYS)
def test_every_format_is_named_in_the_help_and_goes_out_and_comes_in(
    program: Program, tmp_path: Path, name: str
) -> None:
    for verb in ("import", "export"):
        assert name in program.ok(verb, "--help").out.partition("--format ")[2].split()[0].split("|")
    program.ok("customer", "add", "李伟", "--phone", "138 0000 1111")
    target = str(tmp_path / "名单.dat")
    program.ok("export", "customer", "--format", name, "-o", target)
    program.ok("undo")
    assert program.ok("customer", "list", "李伟").out == ""
    program.ok("import", "customer", target, "--format", name)
    assert "138 0000 1111" in program.ok("customer", "list", "李伟").out


def test_tz_desk_and_tz_utc_say_where_the_times_of_an_export_are(program: Program, tmp_path: Path) -> None:
    program.ok("case", "open", "漏水")
    told = {}
    for name, words in {"plain": (), "desk": ("--tz", "desk"), "utc": ("--tz", "utc")}.items():
        told[name] = program.ok("export", "case", "--columns", "received_at", *words).out.splitlines()[1]
    assert told["plain"] == told["utc"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", told["plain"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", told["desk"])
    for words, header in (((), "Received"), (("--tz", "UTC"), "Received (UTC)")):
        book = tmp_path / "cases.xlsx"
        program.ok("export", "case", "--columns", "received_at", "-o", str(book), "--force", *words)
        with zipfile.ZipFile(book) as archive:
            assert f"<t>{header}</t>" in archive.read("xl/worksheets/sheet1.xml").decode()


def test_a_workbook_and_what_is_encrypted_go_out_as_they_are_through_a_pipe(
    program: Program, tmp_path: Path
) -> None:
    program.ok("case", "open", "漏水")
    key = str(pyrage.x25519.Identity.generate().to_public())
    for words, begins in (
        (("--format", "xlsx"), b"PK\x03\x04"),
        (("--to-key", key), b"age-encryption.org/v1"),
    ):
        command = [sys.executable, "-m", "servicedesk", "--db", str(program.path), "export", "case", *words]
        done = subprocess.run(command, capture_output=True, check=True)
        assert done.stdout.startswith(begins)
        assert done.stderr == b""


def test_a_bad_key_is_one_line_and_code_2(program: Program, tmp_path: Path) -> None:
    program.ok("case", "open", "漏水")
    result = program("export", "case", "-o", str(tmp_path / "a.csv"), "--to-key", "age1wrong")
    assert (result.code, len(result.err.splitlines())) == (2, 1)
    assert "is no key" in result.err
    assert list(tmp_path.glob("a.csv*")) == []
