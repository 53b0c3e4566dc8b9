"""One sheet, several records, from the command line: what is told, in both languages, and taken back."""

import json
from pathlib import Path

from tests.cli.conftest import Program
from tests.services.test_import_row_parts import REGISTER


def register(folder: Path) -> str:
    path = folder / "登记表.csv"
    path.write_text(REGISTER.replace("2026-03-04 15:00", "昨天某时"), encoding="gb18030")
    return str(path)


def test_a_register_is_taken_in_told_and_taken_back(program: Program, tmp_path: Path) -> None:
    path = register(tmp_path)
    done = program("import", "auto", path, "--encoding", "gb18030")
    assert done.code == 3, done.err
    assert "Made with them: 2 calls, 2 follow-ups." in done.err
    assert "call: Rang ← 来电时间" in done.err
    assert "来电时间: That date or time is not understood." in done.err
    assert "servicedesk import undo R-1" in done.err
    rejects = Path(f"{path}.rejects.csv")
    rejects.write_text(rejects.read_text(encoding="utf-8-sig").replace("昨天某时", "2026-03-04 15:00"))
    mended = program.ok("import", "auto", str(rejects), "--json").json
    assert (mended["new"], mended["unchanged"]) == (0, 1)
    assert mended["related"]["call"] == {"new": 1, "updated": 0, "unchanged": 0}
    assert mended["related"]["followup"] == {"new": 0, "updated": 0, "unchanged": 1}
    calls = json.loads(program.ok("export", "call", "-o", "-", "--format", "json").out)
    assert [(call["customer"], call["case"]) for call in calls] == [
        ("王伟", "C-1"),
        ("李娜", "C-3"),
        ("王伟", "C-1"),
    ]
    program.ok("import", "undo", "R-2")
    program.ok("import", "undo", "R-1")
    for kind in ("customer", "case", "call", "followup"):
        assert program("export", kind, "-o", "-", "--format", "jsonl").out.strip() == "", kind


def test_a_preview_shows_the_records_of_a_row_below_it(program: Program, tmp_path: Path) -> None:
    path = register(tmp_path)
    words = program.ok("import", "preview", path, "--encoding", "gb18030").out
    assert "  call: new record\n    Rang: " in words
    assert "  follow-up: new record\n    Due: " in words
    assert "  customer: Tier: VIP" in words
    (first, *_rest) = program.ok("import", "preview", path, "--encoding", "gb18030", "--json").json["rows"]
    assert [(part["kind"], part["becomes"]) for part in first["parts"]] == [
        ("call", "new"),
        ("followup", "new"),
    ]
    spoken = program.ok("--lang", "zh_CN", "import", "preview", path, "--encoding", "gb18030").out
    assert "  通话：新增" in spoken
    assert "同时新增：2 通电话、2 个回访。" in spoken.replace("\n", "")


def test_a_field_of_a_further_record_that_there_is_not_is_named(program: Program, tmp_path: Path) -> None:
    path = register(tmp_path)
    wrong = program("import", "auto", path, "--encoding", "gb18030", "--map", "回访人=followup.caller")
    assert wrong.code == 2
    assert "There is no field followup.caller." in wrong.err
    assert "owner" in wrong.err
