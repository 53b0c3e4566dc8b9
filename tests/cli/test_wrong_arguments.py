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
    (tmp_path / "case").write_text("")
    for word in (
        "A/C",
        "v1.2",
        "product:x.csv",
        "due:2026/12/24",
        "-x.csv",
        "漏水",
        "漏" * 300,
        f"漏/{'水' * 300}/x",
    ):
        assert "Number," in program.ok("export", "case", word).out, word
    assert "C-1" in program.ok("export", "case", "A/C").out


def test_an_option_that_is_a_word_of_the_query_is_shown_as_one(program: Program) -> None:
    program.ok("case", "open", "x")
    for typed, word in (
        ("case list --label", "label:NAME"),
        ("case list --owner", "owner:me"),
        ("complaint list --status", "state:new"),
        ("case list --due", "due:today"),
        ("case list --customer", "customer:NAME"),
        ("case list --since", "'received:>=yesterday'"),
        ("case list --ownr", "owner:me"),
        ("case list --tier", "tier:vip"),
        ("case list --overdue", "is:overdue"),
        ("call list --until", "'rang:<=yesterday'"),
        ("customer list --label", "tag:NAME"),
        ("followup list --agent", "owner:me"),
        ("promise list --status", "state:open"),
        ("export case --owner", "owner:me"),
    ):
        refused = program(*typed.split(), "x")
        assert (refused.code, refused.out) == (2, ""), typed
        command = typed.split()[:2]
        shown = f"Here it is a word of the query: servicedesk {' '.join(command)} {word}\n"
        assert refused.err.endswith(shown), refused.err
        assert "Did you mean" not in refused.err
        # It works, in both languages.
        program.ok(*command, word.strip("'"))
        written = program(*typed.split(), "x", "--lang", "zh").err.split()[-1].strip("'")
        program.ok(*command, written, "--lang", "zh")
        assert not written.partition(":")[0].isascii(), written


def test_an_option_of_another_name_is_named_and_what_is_only_like_it_is_not(program: Program) -> None:
    assert "Did you mean --sort?" in program("case", "list", "--order-by", "due").err
    assert "Did you mean --columns?" in program("case", "list", "--fields", "number").err
    assert "Did you mean --json?" in program("case", "list", "--jsno").err
    assert "--labels" not in program("case", "assign", "C-1", "--label", "x").err


def test_the_example_of_an_error_is_the_plainest(program: Program) -> None:
    for verb, example in (
        ("close", "close C-231"),
        ("assign", "assign C-231 me"),
        ("tell", "tell C-231 'called her, she is content'"),
    ):
        assert program("case", verb).err.endswith(f"Like this: servicedesk case {example}\n")


def test_an_argument_that_is_empty_is_no_word(program: Program) -> None:
    program.ok("case", "open", "漏水")
    for words in (
        *(("import", "case", ""), ("import", ""), ("export", ""), ("export", "case", ""), ("case", "")),
        *(("",), ("help", ""), ("help", "case", ""), ("case", "show", ""), ("case", "list", " ")),
        *(("case", "solve", "", "--yes"), ("case", "note", "C-1", ""), ("call", "add", ""), ("undo", "")),
        *(("customer", "show", ""), ("search", ""), ("view", "save", "case", "", "is:open"), ("policy", "")),
        *(("config", "get", ""), ("calendar", "show", ""), ("promise", "keep", ""), ("restore", "")),
    ):
        refused = program(*words)
        assert (refused.code, refused.out) == (2, ""), words
        assert refused.err.count("\n") == 1
        assert program(*words, "--lang", "zh").code == 2
    assert (
        "The number of a case is empty. In a script: is a variable empty?" in program("case", "show", "").err
    )
    assert (
        program("case", "show", "", "--lang", "zh").err
        == "servicedesk: 工单号是空的。如果是在脚本里：是不是有变量为空？\n"
    )
    assert program.ok("case", "show", "C-1", "--json").json["notes"] == []


def test_help_needs_neither_settings_nor_a_desk(program: Program, tmp_path: Path) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text("lang = = [", encoding="utf-8")
    for words in (
        *("help", "help case", "help case close", "case help", "case help close", "case", "case -h"),
        *("case list --help", "-h case", "--help", "version", "--version", "help demo"),
    ):
        shown = program("--config", str(broken), *words.split())
        assert (shown.code, shown.err) == (0, ""), words
        assert shown.out
    assert program("--config", str(broken), "case", "list").code == 2
    assert program("--config", str(broken), "call", "add", "--", "--help").code == 2
    assert not program.path.exists()


def test_a_minus_that_is_an_option_with_its_value_or_a_word_is_asked_about(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    program.ok("case", "open", "overdue 漏水")
    program.ok("case", "open", "next")
    for words in (("export", "case", "-overdue"), ("case", "list", "-next")):
        refused = program(*words)
        assert (refused.code, refused.out) == (2, "")
        assert f"-- {words[-1]}" in refused.err
        assert "-o verdue" in refused.err or "-n ext" in refused.err
        assert "--" in program(*words, "--lang", "zh").err
    assert not (tmp_path / "verdue").exists()
    found = program.ok("export", "case", "--", "-overdue").out
    assert "C-2" in found
    assert "C-1" not in found
    assert "C-2" not in program.ok("case", "list", "--", "-next").out
    # Where no such option is, a minus is a word's; and a value that can be one is taken.
    assert "C-1" not in program.ok("case", "list", "-overdue").out
    assert len(program.ok("case", "list", "-n1", "--csv").lines) == 2
    program.ok("export", "case", "-ocases.csv")
    program.ok("export", "case", "-o-")
    assert (tmp_path / "cases.csv").exists()


def test_too_many_words_and_numbers_too_large_are_told_what_helps(program: Program, tmp_path: Path) -> None:
    program.ok("customer", "add", "Ann Lee")
    for words, helps in (
        ("calendar export out.json", "servicedesk calendar export -o FILE"),
        ("policy export targets out.toml", "servicedesk policy export NAME -o FILE"),
        ("customer show Ann Lee", "Put quotation marks around a text."),
        ("today now", "See: servicedesk today --help"),
        ("undo 99999999999999999999", "The number of an action is too large."),
        ("recurring pause 99999999999999999999", "The number of a recurring case is too large."),
        ("case list -n 99999999999999999999", "--limit is too large."),
        ("backup -", "servicedesk backup -o desk.db"),
    ):
        refused = program(*words.split())
        assert (refused.code, refused.out) == (2, ""), words
        assert helps in refused.err
    # Words one after another have the signs of the language.
    program.ok("case", "open", "x")
    assert "等待中、已解决、重复" in program("case", "close", "C-1", "--lang", "zh").err
    assert "、" in program("case", "macro", "C-1", "--name", "none", "--lang", "zh").err
