"""Words that people try in the shell: a name with a letter wrong, query words, views, a leading minus."""

from tests.cli.conftest import Program


def test_a_name_that_nobody_has_lists_whose_name_sounds_like_it(program: Program) -> None:
    program.ok("customer", "add", "陈伟", "--phone", "138 3456 7812")
    program.ok("call", "add", "13834567812 漏水")
    for words in (("search", "陈炜"), ("customer", "list", "陈炜")):
        found = program.ok(*words)
        assert "CU-1" in found.out
        assert "Nothing for 陈炜; sounds like it:" in found.err
        assert program.ok(*words, "--json").json == []
        assert program(*words, "--fail-empty").code == 4
    # Nothing is written for somebody who only sounds like it.
    refused = program("case", "open", "x", "--customer", "陈炜")
    assert refused.code == 2
    assert "CU-1" in refused.err
