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
    done = program.ok("call", "add", "138 0000 1111 漏水", "--json")
    assert "The number is that of 李伟 CU-1, 李娜 [b] CU-2: no customer taken; --customer" in done.err
    assert (done.json["customer_id"], done.json["new_customer"]) == (None, False)
    assert "The number is" not in program.ok("call", "add", "李娜 [b] 138 0000 1111 漏水").err
    assert "The number is" not in program.ok("call", "add", "--customer", "CU-2", "漏水").err


def test_a_name_that_is_not_the_customers_stays_with_the_call_and_is_told(program: Program) -> None:
    program.ok("customer", "add", "Zoe Whitfield", "--phone", "138 0000 5653")
    said = program.ok("call", "add", "Bob Miller 138 0000 5653: drips [/]").err
    assert "The number is that of Zoe Whitfield CU-1; Bob Miller stays with the call." in said
    program.ok("customer", "add", "Zoe Grant", "--phone", "139 0000 0831")
    said = program.ok("call", "add", "Zoe Grant 138 0000 5653: drips").err
    assert "of Zoe Whitfield CU-1, the name that of Zoe Grant CU-2; Zoe Grant stays with the call." in said
    calls = [program.ok("call", "show", number, "--json").json for number in ("CL-1", "CL-2")]
    assert [call["summary"] for call in calls] == [
        "caller: Bob Miller\ndrips [/]",
        "caller: Zoe Grant\ndrips",
    ]
    assert [call["customer"] for call in calls] == ["Zoe Whitfield"] * 2
    said = program.ok("call", "add", "Zoe Grant 137 0000 9999: drips").err
    assert "Same name, another number: Zoe Grant CU-2; --customer CU-… says" in said
    assert "new customer CU-3" in said


def test_a_call_with_somebody_else_leaves_the_follow_up_owed(program: Program) -> None:
    for name in ("李伟", "王芳"):
        program.ok("customer", "add", name)
    program.ok("followup", "add", "--customer", "CU-1", "--at", "fri 15:00", "回访")
    program.ok("call", "add", "--out", "--customer", "CU-2", "--followup", "F-1", "[/] 谈了别的")
    assert program.ok("followup", "show", "F-1", "--json").json["state"] == "planned"
