"""`servicedesk customer`."""

from tests.cli.conftest import Program


def test_a_card_is_made_with_its_lists(program: Program) -> None:
    lists = ["--phone", "010-62345678", "--phone", "+44 20 7946 0123", "--email", "a@pumps.example"]
    people = ["--tag", "批发", "--contact", "Jo Ray, buyer, jo@pumps.example"]
    fields = ["--kind", "公司", "--tier", "重要", "--banner", "先查欠款", "--region", "北京"]
    program.ok("customer", "add", "北京 水泵", *fields, *lists, *people)
    card = program.ok("customer", "show", "CU-1", "--json").json
    assert (card["name"], card["kind"], card["tier"], card["banner"]) == (
        "北京 水泵",
        "company",
        "key",
        "先查欠款",
    )
    assert card["phone"] == ["010-62345678", "+44 20 7946 0123"]
    assert (card["email"], card["tags"]) == (["a@pumps.example"], ["批发"])
    assert card["contacts"] == [
        {"name": "Jo Ray", "role": "buyer", "phone": "", "email": "jo@pumps.example", "note": ""}
    ]


def test_a_card_is_found_by_number_phone_name_pinyin(program: Program) -> None:
    program.ok("customer", "add", "李伟", "--phone", "138 0000 1111")
    for typed in ("CU-1", "1", "13800001111", "0000 1111", "李伟", "liwei", "lw"):
        assert program.ok("customer", "show", typed, "--json").json["name"] == "李伟", typed


def test_a_second_card_of_a_name_and_number_is_made_and_told(program: Program) -> None:
    program.ok("customer", "add", "李伟 [b]", "--phone", "138 0000 1111")
    said = program.ok("customer", "add", "李伟 [b]", "--phone", "+86 13800001111").err
    assert "Of this name and number there is already 李伟 [b] CU-1." in said
    assert "It is shown by: servicedesk customer show CU-1" in said
    assert "already" not in program.ok("customer", "add", "李伟 [b]", "--phone", "139 0000 1111").err


def test_a_name_that_several_have_is_not_guessed(program: Program) -> None:
    program.ok("customer", "add", "李伟")
    program.ok("customer", "add", "李伟强")
    program.ok("customer", "add", "李伟明")
    assert program.ok("customer", "show", "李伟", "--json").json["id"] == "CU-1"
    unclear = program("customer", "show", "liw")
    assert unclear.code == 2
    assert "CU-1" in unclear.err
    assert program("customer", "show", "nobody at all").code == 2


def test_lists_on_a_card_are_replaced_or_changed_one_by_one(program: Program) -> None:
    program.ok("customer", "add", "Ann", "--phone", "020 7946 0123", "--tag", "old", "--contact", "Jo")
    program.ok(
        "customer", "edit", "1", "--add-phone", "13800001111", "--remove-tag", "OLD", "--add-tag", "new",
        "--add-contact", "Ray", "--remove-contact", "jo", "--tier", "vip", "--name", "Ann Lee",
    )  # fmt: skip
    card = program.ok("customer", "show", "1", "--json").json
    # Where a mobile stands behind another number, the order is told by all of them.
    assert (card["phone"], card["mobile"]) == (["020 7946 0123", "13800001111"], ["13800001111"])
    assert (card["tags"], card["tier"], card["name"]) == (["new"], "vip", "Ann Lee")
    assert [contact["name"] for contact in card["contacts"]] == ["Ray"]
    program.ok("customer", "edit", "1", "--phone", "13800002222", "--remove-phone", "13800002222")
    card = program.ok("customer", "show", "1", "--json").json
    assert (card["phone"], card["mobile"]) == ([], [])
    assert program("customer", "edit", "1").code == 2


def test_the_list_understands_queries(program: Program) -> None:
    program.ok("customer", "add", "李伟", "--tier", "vip", "--tag", "批发")
    program.ok("customer", "add", "Ann", "--region", "Leeds")
    names = [row["name"] for row in program.ok("customer", "list", "tier:vip", "+批发", "--json").json]
    assert names == ["李伟"]
    assert [row["name"] for row in program.ok("customer", "list", "region:Leeds", "--json").json] == ["Ann"]


def test_the_card_shows_what_belongs_to_it(program: Program) -> None:
    program.ok("call", "add", "13800001111 漏水 !high @mon")
    page = program.ok("customer", "show", "CU-1").out
    for words in ("CU-1", "C-1", "CL-1", "F-1", "漏水"):
        assert words in page
    lines = program.ok("customer", "history", "CU-1", "--json").json
    assert any(line["what"] == "call" and line["text"] == "漏水" for line in lines)
    assert "called in: “漏水”" in program.ok("customer", "history", "CU-1").out


def test_a_customer_needs_something_to_be_known_by(program: Program) -> None:
    assert program("customer", "add").code == 2
    assert program("customer", "add", "x", "--kind", "animal").code == 2
