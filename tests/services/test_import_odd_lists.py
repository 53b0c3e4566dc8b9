"""What lists of other help desks have: the number under another name, a dash for nobody, pending until."""

from pathlib import Path

import pytest

from servicedesk.services.desk import Desk
from tests.services.exchange_steps import counts, take_in
from tests.services.test_import import column, write


@pytest.mark.parametrize("header", ["#", "Number"])
def test_a_list_of_zammad_is_known_whatever_its_number_is_called(
    desk: Desk, tmp_path: Path, header: str
) -> None:
    path = write(
        tmp_path,
        f"{header},Title,State,Priority,Group,Owner,Customer,Organization,Create Channel,Sender,Created at,"
        "Closed at,Pending till\n"
        "36001,漏水,open,3 high,Users,Eva Ott,Nico B,,phone,Customer,2026-03-02 09:15,,\n"
        "36002,旧账,closed,1 low,Users,-,Nico B,,email,Customer,2026-02-02 09:15,2026-02-03,2026-02-03\n"
        "36003,回电,pending reminder,,Users,-,Rosa Lux,,web,Agent,2026-03-03 09:15,,2026-12-10 09:00\n",
    )
    report = take_in(desk, path)
    assert (report.profile, counts(report)) == ("zammad", (3, 0, 0, 0))
    assert column(desk, "cases", "external_id") == ["36001", "36002", "36003"]
    assert column(desk, "cases", "state") == ["working", "closed", "waiting"]
    assert column(desk, "cases", "owner") == ["Eva Ott", "", ""]
    assert column(desk, "cases", "snoozed_until")[2] == "2026-12-10T01:00:00Z"
    assert counts(take_in(desk, path)) == (0, 0, 3, 0)


def test_the_number_of_a_conversation_is_its_id(desk: Desk, tmp_path: Path) -> None:
    text = "Conversation #,Subject,Status,Customer\n301,Missing part,active,Xia Ro\n"
    path = write(tmp_path, text)
    take_in(desk, path, "case")
    assert column(desk, "cases", "external_id") == ["301"]
    assert counts(take_in(desk, path, "case")) == (0, 0, 1, 0)


@pytest.mark.parametrize("nobody", ["-", "--", "无", "n/a"])
@pytest.mark.parametrize(("table", "field", "head", "row"), [
    ("cases", "owner", "Subject,Customer,Owner", "漏水,王芳"),
    ("calls", "handler", "来电时间,来电号码,接听人", "2026-03-02 09:15,13800000001"),
    ("customers", "owner", "姓名,电话,负责人", "王芳,13800000001"),
])  # fmt: skip
def test_a_dash_where_one_of_us_is_named_is_nobody(
    desk: Desk, tmp_path: Path, table: str, field: str, head: str, row: str, nobody: str
) -> None:
    take_in(desk, write(tmp_path, f"{head}\n{row},{nobody}\n"), table.removesuffix("s"))
    assert column(desk, table, field) == [""]
