"""`call add --followup`: a call that was made for a planned follow-up."""

from tests.cli.conftest import Program


def test_an_answer_holds_the_follow_up_and_no_answer_moves_it(program: Program) -> None:
    program.ok("customer", "add", "李伟", "--phone", "138 0000 1111")
    program.ok("followup", "add", "--customer", "CU-1", "--at", "fri 15:00", "问问好了没 [/]")
    program.ok(
        "call", "add", "--out", "--customer", "CU-1", "--followup", "F-1", "--outcome", "na", "@mon 16:30"
    )
    # In UTC.
    (row,) = program.ok("followup", "list", "--json").json
    assert (row["state"], row["due_at"][11:16]) == ("planned", "08:30")
    program.ok("call", "add", "--out", "--customer", "CU-1", "--followup", "F-1", "现在好了")
    held = program.ok("followup", "show", "F-1", "--json").json
    assert (held["state"], held["result"]) == ("held", "现在好了")


def test_all_who_have_the_number_of_a_call_are_named(program: Program) -> None:
    for name in ("李伟", "李娜 [b]"):
        program.ok("customer", "add", name, "--phone", "138 0000 1111")
    said = program.ok("call", "add", "138 0000 1111 漏水").err
    assert "The number is that of 李伟 CU-1, 李娜 [b] CU-2: taken for 李伟 CU-1" in said
    assert "The number is" not in program.ok("call", "add", "李娜 [b] 138 0000 1111 漏水").err
    assert "The number is" not in program.ok("call", "add", "--customer", "CU-2", "漏水").err


def test_a_call_with_somebody_else_leaves_the_follow_up_owed(program: Program) -> None:
    for name in ("李伟", "王芳"):
        program.ok("customer", "add", name)
    program.ok("followup", "add", "--customer", "CU-1", "--at", "fri 15:00", "回访")
    program.ok("call", "add", "--out", "--customer", "CU-2", "--followup", "F-1", "[/] 谈了别的")
    assert program.ok("followup", "show", "F-1", "--json").json["state"] == "planned"
