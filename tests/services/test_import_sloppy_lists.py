"""Lists as busy people keep them: values in a neighbour's column, words of their own, no time at all."""

from pathlib import Path

import pytest

from servicedesk.services.desk import Desk
from tests.services.exchange_steps import take_in
from tests.services.test_import import column, write


@pytest.mark.parametrize(("kind", "text"), [
    ("call", "Start time,Caller,Result\n2026-05-01 10:00,13800012345,answered\n"),
    ("call", "来电时间,来电人,来电号码,内容\n2026-05-03 10:00,138-0001-2345,,a\n"),
    ("call", "来电时间,来电人,来电号码,内容\n2026-05-03 10:00,１３８０００１２３４５,+86 13800012345,a\n"),
    ("case", "Ticket,Subject,Customer\n1,leak,13800012345\n"),
    ("followup", "Customer,Due,Purpose\n13800012345,2026-05-03 10:00,ask\n"),
    ("customer", "Name,Address\n13800012345,Street 1\n"),
])  # fmt: skip
def test_a_name_that_is_nothing_but_a_phone_number_is_taken_as_the_number(
    desk: Desk, tmp_path: Path, kind: str, text: str
) -> None:
    take_in(desk, write(tmp_path, text), kind)
    assert column(desk, "customer_phones", "digits") == ["13800012345"]
    later = write(tmp_path, "Time,Phone,Notes\n2026-05-04 10:00,13800012345,b\n", "later.csv")
    take_in(desk, later, "call")
    assert len(column(desk, "customers", "id")) == 1


def test_a_person_and_a_number_in_the_column_of_names_are_both_told(desk: Desk, tmp_path: Path) -> None:
    take_in(desk, write(tmp_path, "Time,Customer,Notes\n2026-05-01 10:00,王先生 13800012345,a\n"), "call")
    assert column(desk, "customers", "name") == ["王先生"]
    assert column(desk, "customer_phones", "digits") == ["13800012345"]


@pytest.mark.parametrize("name", [
    "62345678", "1024", "110101199003074514", "Ann Lee (101)", "No. 5 Bar 13800012345 b", "138****2345",
])  # fmt: skip
def test_a_name_with_digits_that_are_no_whole_number_stays_a_name(
    desk: Desk, tmp_path: Path, name: str
) -> None:
    take_in(desk, write(tmp_path, f"Time,Customer,Notes\n2026-05-01 10:00,{name},a\n"), "call")
    assert column(desk, "customers", "name") == [name]
    assert column(desk, "customer_phones", "digits") == []


def test_a_number_as_a_name_beside_another_phone_stays_the_name(desk: Desk, tmp_path: Path) -> None:
    take_in(desk, write(tmp_path, "Subject,Customer,Phone\nleak,13800012345,13900000001\n"), "case")
    assert column(desk, "customers", "name") == ["13800012345"]
    assert column(desk, "customer_phones", "digits") == ["13900000001"]
