"""What is typed a little wrong, or half: the answer names what was meant, in words and in both languages."""

import pytest

from servicedesk.cli.frame.argument_names import NAMES
from servicedesk.i18n import CONTEXT_END
from tests.cli.conftest import Program


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (["--verison"], "--version"),
        (["case", "lsit"], "list"),
        (["case", "list", "--jsno"], "--json"),
        (["cutsomer", "list"], "customer"),
        (["close", "C-1"], "case close"),
        (["help", "calender"], "calendar"),
        (["case", "close", "C-1", "--overide", "x"], "--override"),
    ],
)
def test_the_nearest_command_or_option_is_named(program: Program, typed: list[str], meant: str) -> None:
    done = program(*typed)
    assert (done.code, done.out) == (2, "")
    assert f"Did you mean {meant}?" in done.err


def test_what_is_like_nothing_suggests_nothing_wrong(program: Program) -> None:
    assert "Did you mean" not in program("case", "list", "--nonsense").err
    assert "Did you mean" not in program("xyzzy").err
    assert "Did you mean" not in program("case", "list", "-X").err


def test_help_and_version_are_found_however_they_are_asked_for(program: Program) -> None:
    page = program.ok("case", "close", "--help").out
    for words in (("help", "case", "close"), ("case", "help", "close"), ("case", "close", "-h")):
        assert program.ok(*words).out == page, words
    assert program.ok("help").out == program.ok("-h").out == program.ok("--help").out
    assert program.ok("help", "case").out == program.ok("case", "-h").out == program.ok("case", "help").out
    assert program.ok("version").out == program.ok("--version").out


def test_a_noun_alone_names_its_verbs_in_groups(program: Program) -> None:
    page = program.ok("case").out
    for line in ("handoff back", "merge unmerge split link unlink duplicate follow"):
        assert line in page
    assert "list" in program.ok("call").out
    assert "投诉办理步骤" in program.ok("complaint", "--lang", "zh").out


def test_a_missing_argument_is_named_in_words_with_an_example(program: Program) -> None:
    missing = program("case", "show")
    assert (missing.code, missing.out) == (2, "")
    assert "The number of a case is missing. Like this: servicedesk case show C-231" in missing.err
    chinese = program("case", "show", "--lang", "zh").err
    assert "缺少工单号。" in chinese
    assert "CASE" not in chinese


def test_every_name_of_an_argument_is_a_sentence_with_what_follows_it() -> None:
    for metavar, words in NAMES.items():
        shown = words.rpartition(CONTEXT_END)[2]
        assert shown[0].isupper(), metavar
        assert not shown.isupper(), metavar


def test_a_name_and_a_colon_are_the_caller(program: Program) -> None:
    program.ok("customer", "add", "Zoe Grant", "--phone", "138 3456 7812")
    program.ok("customer", "add", "陈伟")
    program.ok("customer", "add", "Lea Lee")
    program.ok("customer", "add", "Lea Lee")
    for text, number, summary in (
        ("Zoe Grant: asks for the invoice: again", "CU-1", "asks for the invoice: again"),
        ("zoe grant：漏水 !high", "CU-1", "漏水"),
        ("陳偉：漏水", "CU-2", "漏水"),
        ("Order no: 12", None, "Order no: 12"),
        ("https://example.com is down", None, "https://example.com is down"),
    ):
        logged = program.ok("call", "add", text, "--json").json
        assert logged["customer_id"] == number, text
        assert program.ok("call", "show", logged["call_id"], "--json").json["summary"] == summary
    near = program.ok("call", "add", "Zoe Grand: x")
    assert "CU-1:" in near.err
    both = program.ok("call", "add", "Lea Lee: x")
    assert "CU-3" in both.err
    assert "CU-4" in both.err


def test_an_export_takes_its_query_as_words(program: Program) -> None:
    program.ok("case", "open", "漏水 +leak")
    program.ok("case", "open", "发票")
    for words in (("+leak",), ("-发票", "is:open"), ("--query", "+leak", "is:open")):
        written = program.ok("export", "case", *words, "-o", "-", "--columns", "number", "-q")
        assert written.lines[1:] == ["C-1"], words
        assert written.err == ""


def test_a_csv_with_labels_is_what_a_table_shows(program: Program) -> None:
    program.ok("call", "add", "13834567812 漏水, =1+1 !high +leak")
    plain = program.ok("case", "list", "--csv", "--columns", "number,kind,priority,subject").lines
    assert plain == ["number,kind,priority,subject", 'C-1,complaint,3,"漏水, =1+1"']
    words = ("case", "list", "--csv", "--labels", "--columns", "number,kind,priority,subject")
    assert program.ok(*words).lines == ["Number,Kind,Priority,Subject", 'C-1,complaint,high,"漏水, =1+1"']
    assert program.ok(*words, "--lang", "zh").lines == [
        "编号,工单类型,优先级,主题",
        'C-1,投诉,高,"漏水, =1+1"',
    ]
    # Every list has them, and nothing else is changed by the word alone.
    assert program.ok("followup", "list", "--csv", "--labels").lines[0].startswith("Number,Customer")
    assert program.ok("call", "list", "--labels").out == program.ok("call", "list").out
    assert program.ok("history", "--csv", "--labels").lines[0].startswith("Change,Action")
    # What has no columns says so, and prints what it prints without the word.
    for alone in (("case", "show", "C-1"), ("today",), ("case", "history", "C-1"), ("export", "case")):
        told = program.ok(*alone, "--csv", "--labels")
        assert told.out == program.ok(*alone, "--csv").out, alone
        assert told.err.startswith("--labels is for lists with columns"), alone
        assert "--labels" not in program.ok(*alone, "--csv").err


def test_the_path_of_the_settings_is_told_with_that_of_the_desk(program: Program) -> None:
    found = program.ok("config", "path")
    assert found.out.strip().endswith("config.toml")
    assert "not there yet" in found.err
    assert str(program.path) in found.err
    # A name is no number, and what a script asked for is not said twice.
    assert program.ok("config", "set", "lang", "en", "-q").out == ""
    assert "not there yet" not in program.ok("config", "path").err
    assert program.ok("config", "path", "-q").err == ""
    assert program.ok("view", "save", "case", "x", "is:open", "-q").out == ""
