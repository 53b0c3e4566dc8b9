"""An argument in the wrong place, empty, or with a sign that means another thing: one line that leads on."""

from pathlib import Path

import pytest

from tests.cli.conftest import Program


def test_a_file_that_an_export_is_given_as_a_word_is_no_query(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    program.ok("case", "open", "漏水 A/C v1.2")
    (tmp_path / "漏水").write_text("")
    before = sorted(tmp_path.iterdir())
    for name, kind, like in (
        ("cases.csv", "case", "export case -o cases.csv"),
        ("out/工单.XLSX", "case", "export case -o 'out/工单.XLSX'"),
        ("./x", "call", "export call -o ./x"),
        ("漏水", "case", "export case -o '漏水'"),
        ("notes.txt", "投诉", "export 投诉 -o notes.txt"),
    ):
        refused = program("export", kind, name)
        assert (refused.code, refused.out) == (2, ""), name
        assert refused.err.count("\n") == 1
        assert f"{name} looks like a file: say where to write with -o." in refused.err
        assert f"Like this: servicedesk {like}" in refused.err
    assert "export case is:open -o o.csv" in program("export", "case", "is:open", "o.csv").err
    assert "export customer -o customers.csv" in program("export", "customers.csv").err
    assert "要用 -o 指明" in program("export", "case", "x.csv", "--lang", "zh").err
    assert sorted(tmp_path.iterdir()) == before
    # What is no file stays a word of the query.
    for word in ("A/C", "v1.2", "product:x.csv", "due:2026/12/24", "-x.csv"):
        assert "Number," in program.ok("export", "case", word).out, word
    assert "C-1" in program.ok("export", "case", "A/C").out
