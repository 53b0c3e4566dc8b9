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
