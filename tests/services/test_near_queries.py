"""Labels of several words, and what is near to words that find nothing."""

from servicedesk.domain.labels import quoted_labels, signed
from servicedesk.services.desk import Desk
from tests.builders import given_call, given_case, given_customer

KNOWN = ["no hot water", "no hot", "漏水", "漏 水 [b]", "no", "a", "leak"]


def test_the_longest_known_label_is_meant_by_the_words_after_a_plus() -> None:
    for typed, meant in (
        ("+no hot water", '+"no hot water"'),
        ("-+NO hot water boiler", '-+"NO hot water" boiler'),
        ("is:open ＋no hot kind:complaint", 'is:open ＋"no hot" kind:complaint'),
        ("+no hot | water", '+"no hot" | water'),
        ("+no cold water", "+no cold water"),
        ('+"no" hot water', '+"no" hot water'),
        ("+漏 水 [b] x", '+"漏 水 [b]" x'),
        ("+no +no hot", '+no +"no hot"'),
    ):
        assert quoted_labels(typed, KNOWN) == meant, typed


def test_a_label_is_found_as_it_is_shown_with_blanks_or_without(desk: Desk) -> None:
    wanted = given_case(desk, "cold", labels=["no hot water"])
    given_case(desk, "warm", labels=["no water"])
    tagged = given_customer(desk, "Zoe Grant", "", tags=["late payer"])
    assert signed("no hot water") == '+"no hot water"'
    for typed in (signed("no hot water"), "+no hot water", "+no Hot Water cold"):
        assert list(desk.lists.ids("case", typed)) == [wanted], typed
    assert list(desk.lists.ids("customer", "+late payer zoe")) == [tagged]
    assert desk.lists.count("case", "-+no hot water") == 1


def test_what_is_near_to_words_that_find_nothing_can_be_typed(desk: Desk) -> None:
    given_case(desk, "x", labels=["漏水", "no hot water"], customer_id=given_customer(desk, "王海燕", ""))
    given_call(desk, "Zoe Grant")
    given_customer(desk, "王海艳", "")
    assert desk.lists.near("case", "+漏") == ["+漏水"]
    assert desk.lists.near("case", "+hot") == desk.lists.near("case", "+no hot watr") == ['+"no hot water"']
    # 王海艳 has no case.
    assert desk.lists.near("case", "王海雁") == ["王海燕"]
    assert desk.lists.near("case", "customer:王海雁") == ["customer:王海燕"]
    assert desk.lists.near("case", "王海雁", within="is:closed") == []
    assert desk.lists.near("call", "zoe-grantt") == ['"Zoe Grant"']
    assert desk.lists.near("case", "-+漏 [/]") == []
