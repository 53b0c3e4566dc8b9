"""What an import says of the file that it takes in: to people, and as one object to programs."""

from pathlib import Path

from tests.cli.conftest import Program


def write(folder: Path, text: str) -> str:
    path = folder / "tickets.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_words_in_no_list_are_named_by_the_import_the_preview_and_to_programs(
    program: Program, tmp_path: Path
) -> None:
    rows = "1,漏水,brennt,2026-01-02\n2,漏水,brennt,2026-01-02\n3,漏水,搁着,2026-01-02\n"
    path = write(tmp_path, f"Ticket ID,Subject,Priority,Created\n{rows}")
    note = (
        "Column Priority: 3 words are in no list; they are kept as they stand there: brennt (2 times), 搁着."
    )
    shown = program.ok("import", "preview", path).out
    assert note in shown.replace("\n", " ")
    words = [{"word": "brennt", "count": 2}, {"word": "搁着", "count": 1}]
    told = [{"column": "Priority", "count": 3, "words": words, "more": False}]
    assert program.ok("import", "preview", path, "--json").json["unlisted"] == told
    result = program.ok("import", "auto", path, "--json")
    assert note in result.err
    assert result.json["unlisted"] == told
    assert "brennt（2 次）、搁着" in program.ok("--lang", "zh_CN", "import", "auto", path).err
