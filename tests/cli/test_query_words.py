"""Words that people try in the shell: a name with a letter wrong, query words, views, a leading minus."""

from tests.cli.conftest import Program


def test_a_name_that_nobody_has_lists_whose_name_sounds_like_it(program: Program) -> None:
    program.ok("customer", "add", "陈伟", "--phone", "138 3456 7812")
    program.ok("call", "add", "13834567812 漏水")
    for words in (("search", "陈炜"), ("customer", "list", "陈炜")):
        found = program.ok(*words)
        assert "CU-1" in found.out
        assert "Nothing for 陈炜; similar:" in found.err
        assert program.ok(*words, "--json").json == []
        assert program(*words, "--fail-empty").code == 4
    # Nothing is written for somebody who only sounds like it.
    refused = program("case", "open", "x", "--customer", "陈炜")
    assert refused.code == 2
    assert "CU-1" in refused.err


def test_what_sounds_alike_is_looked_for_inside_the_view(program: Program) -> None:
    program.ok("customer", "add", "陈伟")
    vip = program.number("customer", "add", "陈玮", "--tier", "vip")
    found = program.ok("customer", "list", "陈炜", "--view", "VIP")
    assert vip in found.out
    assert "CU-1 " not in found.out
    nobody = program.ok("customer", "list", "陈炜", "--view", "With open cases")
    assert nobody.out == ""
    assert "sounds like" not in nobody.err


def test_a_pasted_number_finds_its_card_and_its_rows_wherever_a_query_is_taken(program: Program) -> None:
    vip = program.number("customer", "add", "陈伟", "--phone", "138 3456 7812", "--tier", "vip")
    program.ok("customer", "add", "王芳", "--phone", "138 3456 7813")
    program.ok("call", "add", "13834567812 漏水")
    program.ok("call", "add", "13900001111 no card 13834567813 was read out")
    program.ok("case", "open", "热水器", "--customer", vip, "--kind", "complaint")
    program.ok("followup", "add", "fri 15:00", "ask", "--customer", vip)
    program.ok("promise", "add", vip, "call back", "--by", "15:30")
    for typed in (
        *("+86 138 3456 7812", "+8613834567812", "+86 138-3456-7812", "+86-138-3456-7812", "13834567812"),
        *(
            "138 3456 7812",
            "138-3456-7812",
            "(+86) 138 3456 7812",
            "0086 138 3456 7812",
            "＋86 138 3456 7812",
        ),
        "customer:+86 138 3456 7812",
    ):
        assert [row["subject"] for row in program.ok("complaint", "list", typed, "--json").json] == ["热水器"]
        for noun, more in (
            ("case", "is:open"),
            ("call", "rang:today"),
            ("followup", "-is:overdue"),
            ("promise", ""),
        ):
            found = program.ok(noun, "list", f"{more} {typed}", "--json").json
            assert [row["customer"] for row in found] == ["陈伟"], (noun, typed)
        assert "热水器" in program.ok("case", "list", "--view", "All open", typed).out, typed
        if not typed.startswith("customer"):
            assert vip in program.ok("customer", "list", typed, "--view", "VIP").out, typed
        assert "C-1" in program.ok("export", "case", typed).out, typed
    # A number of a caller without a card, one that stands in a text, and labels that are digits.
    assert len(program.ok("call", "list", "+86 139 0000 1111", "--json").json) == 1
    assert len(program.ok("call", "list", "13834567813", "--json").json) == 1
    program.ok("case", "open", "x", "--label", "2026", "--label", "86")
    assert numbers(program, "+86") == numbers(program, "+2026") == ["C-2"]
    assert numbers(program, "-138 3456 7812") == ["C-2"]
    assert numbers(program, '"138 3456 7812" +2026') == []


def numbers(program: Program, *words: str) -> list[str]:
    """The cases that a list has, by their numbers."""
    return [row["number"] for row in program.ok("case", "list", *words, "--sort", "received", "--json").json]


def test_the_words_that_people_try_are_known(program: Program) -> None:
    vip = program.number("customer", "add", "陈伟", "--phone", "+86 138 3456 7812", "--tier", "vip")
    program.ok("case", "open", "漏水 +leak", "--customer", vip, "--owner", "")
    program.ok("case", "open", "发票 [/]", "--owner", "me", "--due", "2026-12-24")
    program.ok("case", "open", "价格", "--owner", "小林", "--due", "2026-12-24")
    program.ok("case", "cancel", "C-3")
    assert numbers(program, "owner:none") == numbers(program, "负责人:无", "is:open") == ["C-1"]
    assert numbers(program, "is:unassigned") == numbers(program, "--view", "unassigned") == ["C-1"]
    assert numbers(program, "tier:vip") == numbers(program, "-tier:") == ["C-1"]
    # A minus begins a query as it does inside of one.
    assert numbers(program, "-is:open") == numbers(program, "-漏水", "-state:new") == ["C-3"]
    assert numbers(program, "-+leak", "is:open") == ["C-2"]
    program.ok("case", "note", "C-1", "--text", "-price: cold")
    assert program.ok("case", "show", "C-1", "--json").json["notes"][0]["text"] == "-price: cold"
    assert numbers(program, "-n", "1", "is:open") == numbers(program, "is:open", "-n1")
    for typed in ("+86 138 3456 7812", "+8613834567812", "+86 138-3456-7812"):
        assert [row["name"] for row in program.ok("customer", "list", typed, "--json").json] == ["陈伟"], (
            typed
        )
    # The date set by hand has a word of its own, and due: is told to mean more.
    assert numbers(program, "set-due:2026-12-24", "is:open") == numbers(
        program, "处理期限:2026-12-24", "is:open"
    )
    assert numbers(program, "set-due:") == ["C-1"]
    assert "set-due:" in program.ok("case", "list", "due:2026-12-24").err
    assert "set-due:" not in program.ok("case", "list", "due:2027-12-24").err


def test_what_is_away_is_not_on_the_desk_now(program: Program) -> None:
    for subject in ("with a department", "waits", "asleep", "on the desk", "over", "was asleep"):
        program.ok("case", "open", subject)
    program.ok("case", "handoff", "C-1", "after-sales")
    program.ok("case", "work", "C-1")
    program.ok("case", "wait", "C-2", "the supplier")
    program.ok("case", "snooze", "C-3", "tomorrow")
    program.ok("case", "wait", "C-5", "the customer")
    program.ok("case", "cancel", "C-5")
    program.ok("case", "snooze", "C-6", "tomorrow")
    program.ok("case", "wake", "C-6")
    assert sorted(numbers(program, "is:away")) == ["C-1", "C-2", "C-3"]
    assert sorted(numbers(program, "-is:away", "is:open")) == ["C-4", "C-6"]
    assert numbers(program, "is:不在手上") == numbers(program, "is:elsewhere") == numbers(program, "is:away")


def test_a_view_narrows_a_list_and_one_that_is_not_there_names_the_others(program: Program) -> None:
    program.ok("call", "add", "13800001111 空调漏水 !high +leak")
    program.ok("case", "open", "发票")
    program.ok("view", "save", "case", "漏 水", "+leak")
    assert numbers(program, "--view", "漏水", "is:open") == ["C-1"]
    assert numbers(program, "--view", "漏水", "is:closed") == []
    for noun in ("call", "customer", "followup", "promise"):
        first = program.ok("view", "list", noun, "--json").json[0]["name"]
        program.ok(noun, "list", "--view", first.upper())
    refused = program("case", "list", "--view", "nothing like it")
    assert refused.code == 4
    assert "漏 水" in refused.err


def test_a_verb_with_a_query_leaves_ended_cases_alone_unless_it_is_told(program: Program) -> None:
    for _number in range(2):
        program.ok("case", "open", "漏水 +leak")
    program.ok("case", "cancel", "C-2")
    done = program.ok("case", "note", "+leak", "--text", "called", "--json")
    assert done.json["numbers"] == ["C-1"]
    assert "Open cases only; state:closed" in program.ok("case", "priority", "+leak", "4").err
    # Numbers, and a query that says so, are taken at their word.
    assert program.ok("case", "note", "C-2", "late", "--json").json["numbers"] == ["C-2"]
    asked = program.ok("case", "note", "+leak -is:open", "--text", "late")
    assert "Open cases only" not in asked.err
    assert program.ok("case", "reopen", "漏水 -is:open", "it drips", "--json").json["numbers"] == ["C-2"]
    assert program("case", "reopen", "漏水", "it drips").code == 5


def test_a_verb_takes_ended_cases_too_by_a_word_that_is_true_of_them(program: Program) -> None:
    for _number in range(2):
        program.ok("case", "open", "漏水 +leak")
    program.ok("case", "remedy", "C-1", "refund", "--cost", "80")
    program.ok("case", "solve", "C-1")
    program.ok("case", "tell", "C-1")
    program.ok("case", "answer", "C-1", "no", "--options", "call 12315")
    program.ok("case", "close", "C-1", "--override", "moved away")
    for query in (
        "is:unpaid",
        "is:补救未落实",
        "is:refused",
        "is:overridden",
        "solved:today",
        "closed:today",
    ):
        done = program.ok("case", "note", query, "--text", "asked accounts", "--json")
        assert done.json["numbers"] == ["C-1"], query
        assert "Open cases only" not in program.ok("case", "note", query, "--text", "again").err
    # That something is not so says nothing of ended ones.
    for query in ("-is:unpaid", "+leak -is:refused", "-is:overdue"):
        told = program.ok("case", "note", query, "--text", "called")
        assert "Open cases only" in told.err, query
        assert "C-1" not in told.err, query


def test_what_begins_with_a_minus_is_kept_as_typed_and_no_slip_of_an_option(program: Program) -> None:
    program.ok("case", "open", "漏水 +leak")
    program.ok("case", "label", "C-1", "+new", "-leak")
    assert program.ok("case", "show", "C-1", "--json").json["labels"] == ["new"]
    program.ok("case", "note", "C-1", "-10 % agreed")
    assert "-10 % agreed" in program.ok("case", "show", "C-1").out
    # One dash too few is an option with a slip, not text.
    assert program("case", "solve", "C-1", "replaced", "-at", "10:05").code == 2
    assert program("case", "list", "-help").code == 2
    assert program.ok("case", "show", "C-1", "--json").json["state"] == "new"


def test_plain_words_mean_the_customer_of_a_row_as_in_the_list_of_customers(program: Program) -> None:
    program.ok("call", "add", "李平 13900000382: 漏水", "--kind", "complaint")
    program.ok("call", "add", "王海燕 13811112222: 太吵 [/]", "--kind", "complaint")
    for typed in ("liping", "lp", "LP", "0382", "13900000382", "1390000", "1", "#1", "＃1", "C-1"):
        assert numbers(program, typed) == ["C-1"], typed
        listed = program.ok("call", "list", typed, "--json").json
        assert [row["summary"] for row in listed] == ["漏水"], typed
    assert numbers(program, "lp", "漏水", "is:open") == ["C-1"]
    assert numbers(program, "lp", "太吵") == numbers(program, "lp", "0000999") == []
    # What is left out, and what a verb changes, is what the words stand in.
    assert sorted(numbers(program, "-lp", "-0382")) == ["C-1", "C-2"]
    assert "No case matches" in program("case", "note", "lp", "--text", "late").err
    assert program.ok("case", "note", "李平", "--text", "late", "--json").json["numbers"] == ["C-1"]
    out = program.ok("export", "case", "lp", "--format", "csv").out
    assert "漏水" in out
    assert "太吵" not in out
