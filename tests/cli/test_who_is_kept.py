"""`servicedesk call add --who`: every word given there is found again in the call, whoever it belongs to."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from servicedesk.domain.text import half_width
from tests.cli.conftest import Program

IDENTITY = "310101199001011234"
WHO = st.lists(
    st.sampled_from(
        ["王先生", "李伟", "Bob Ray", "Ann Lee", "和平公司", "13800002222", "138 0000 1111", IDENTITY,
         "22222", "+44 20 7946 0123", "漏水", "leaks again", "，", "：", " ", "（张女士）",
         "１３８００００３３３３", "3 号楼", "[/x]"]
    ),
    min_size=1,
    max_size=4,
).map(" ".join)  # fmt: skip


def test_a_name_or_an_identity_number_beside_the_customer_stays_with_the_call(program: Program) -> None:
    program.ok("customer", "add", "李伟", "--phone", "138 0000 1111")

    def summary(*words: str) -> str:
        call = program.ok("call", "add", "--customer", "CU-1", *words, "--json").json["call_id"]
        return str(program.ok("call", "show", call, "--json").json["summary"])

    assert summary("--who", "Bob Ray", "漏水") == "caller: Bob Ray\n漏水"
    assert summary("--who", "Bob Ray") == "caller: Bob Ray"
    assert summary("--who", "王太太", "--out", "告知") == "spoken to: 王太太\n告知"
    assert summary("--who", IDENTITY, "核对") == f"{IDENTITY} 核对"
    # His own name, or how one is addressed, is nobody else's.
    assert summary("--who", "李先生", "漏水") == summary("--who", "李伟", "漏水") == "漏水"
    assert program.ok("customer", "list", "--json").out.count('"CU-') == 1


@given(WHO, st.booleans(), st.sampled_from([[], ["要发票"]]))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_all_that_was_given_as_the_caller_is_found_again(
    program: Program, who: str, beside: bool, text: list[str]
) -> None:
    if beside:
        program.ok("customer", "add", "李伟", "--phone", "138 0000 1111")
    customer = ["--customer", "CU-1"] if beside else []
    done = program("call", "add", "--json", "--who", who, *customer, *text)
    if done.code:
        # Refused whole, with nothing written.
        nothing = "Nothing to save yet" in done.err and not _letters(who)
        assert nothing or "identity or card number" in done.err or "a letter or a digit" in done.err
        return
    call = program.ok("call", "show", done.json["call_id"], "--json").json
    kept = _letters(f"{call['customer']} {call['phone']} {call['summary']}")
    for word in half_width(who).split():
        assert _letters(word) in kept, (who, call)


def _letters(text: str) -> str:
    return "".join(character for character in half_width(text) if character.isalnum()).casefold()
