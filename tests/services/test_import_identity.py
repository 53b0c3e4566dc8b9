"""An outside id belongs to a source; two programs that count from 1 never overwrite each other."""

import csv
import io
import random
from pathlib import Path
from typing import Any

import pytest

from servicedesk.domain.errors import ServiceDeskError, UsageError
from servicedesk.services.customers import CardChange
from servicedesk.services.desk import Desk
from tests.builders import HOSTILE
from tests.services.exchange_steps import counts, export, take_in
from tests.services.test_import import column, dump, write

ONE = "id,标题,投诉件内容,投诉人\n1,空调漏水,第二次,王伟\n2,门坏了,关不上,周杰\n"
OTHER = "留言编号,留言用户,留言主题,留言详情\n1,李娜,路灯不亮,三天了\n2,张敏,噪音,晚上施工\n"


def records(desk: Desk) -> dict[str, Any]:
    """All tables but the list of runs, which grows with each."""
    tables = dump(desk)
    del tables["import_runs"]
    return tables


# Two programs


def test_two_programs_that_both_count_from_1_do_not_overwrite_each_other(desk: Desk, tmp_path: Path) -> None:
    take_in(desk, write(tmp_path, ONE, "one.csv"))
    before = records(desk)
    with pytest.raises(UsageError, match="belong to records of another file; name --source") as refused:
        take_in(desk, write(tmp_path, OTHER, "other.csv"))
    assert refused.value.hint == "Line 2 has the id of C-1, and is about something else."
    assert records(desk) == before
    assert counts(take_in(desk, write(tmp_path, OTHER, "other.csv"), source="12345")) == (2, 0, 0, 0)
    assert column(desk, "cases", "subject") == ["空调漏水", "门坏了", "路灯不亮", "噪音"]
    after = records(desk)
    assert counts(take_in(desk, write(tmp_path, ONE, "one.csv"))) == (0, 0, 2, 0)
    assert counts(take_in(desk, write(tmp_path, OTHER, "other.csv"), source="12345")) == (0, 0, 2, 0)
    assert records(desk) == after


def test_cards_of_two_programs_do_not_overwrite_each_other(desk: Desk, tmp_path: Path) -> None:
    take_in(desk, write(tmp_path, "ID,Name,Phone\n1,王伟,13800001111\n", "one.csv"), "customer")
    with pytest.raises(UsageError, match="another file"):
        take_in(desk, write(tmp_path, "ID,姓名,手机\n1,李娜,13900002222\n", "other.csv"), "customer")
    # The same name is no proof where the numbers differ.
    with pytest.raises(UsageError, match="another file"):
        take_in(desk, write(tmp_path, "ID,姓名,手机\n1,王伟,13900002222\n", "other.csv"), "customer")
    assert column(desk, "customers", "name") == ["王伟"]


@pytest.mark.parametrize(("kind", "one", "other"), [
    ("call", "Call ID,Time,Summary\n1,2026-03-02,漏水\n", "通话编号,来电时间,通话内容\n1,2026-03-03,发票\n"),
    ("followup", "Follow-up ID,Due\n1,2026-12-01 09:00\n", "回访编号,回访时间\n1,2026-12-02 09:00\n"),
    ("promise", "Promise ID,Promise,Due\n1,回电,2026-12-01\n", "承诺编号,承诺,承诺时间\n1,上门,2026-12-03\n"),
])  # fmt: skip
def test_no_kind_of_record_is_overwritten_by_another_program(
    desk: Desk, tmp_path: Path, kind: str, one: str, other: str
) -> None:
    take_in(desk, write(tmp_path, one, "one.csv"), kind)
    before = records(desk)
    with pytest.raises(UsageError, match="another file"):
        take_in(desk, write(tmp_path, other, "other.csv"), kind)
    assert records(desk) == before
    assert counts(take_in(desk, write(tmp_path, one, "one.csv"), kind)) == (0, 0, 1, 0)


def test_a_column_more_or_less_makes_no_new_records(desk: Desk, tmp_path: Path) -> None:
    take_in(desk, write(tmp_path, ONE))
    longer = "id,标题,投诉件内容,投诉人,负责人\n1,空调漏水,第二次,王伟,anna\n2,门坏了,关不上,周杰,\n"
    longer += "3,噪音,,李娜,\n"
    assert counts(take_in(desk, write(tmp_path, longer))) == (1, 1, 1, 0)
    assert counts(take_in(desk, write(tmp_path, longer))) == (0, 0, 3, 0)
    # The row that came with the longer file is known to the shorter one as well.
    assert counts(take_in(desk, write(tmp_path, ONE + "3,噪音,,李娜\n"))) == (0, 0, 3, 0)


def test_two_programs_with_the_same_columns_are_told_by_their_rows(desk: Desk, tmp_path: Path) -> None:
    take_in(desk, write(tmp_path, "Ticket ID,Subject\n1,漏水\n2,发票\n"), "case")
    before = records(desk)
    other = write(tmp_path, "Ticket ID,Subject\n1,路灯\n2,噪音\n3,井盖\n")
    with pytest.raises(UsageError, match="another file"):
        take_in(desk, other, "case")
    assert records(desk) == before
    assert counts(take_in(desk, other, "case", source="b")) == (3, 0, 0, 0)
    # One that is alike shows that the rest was corrected.
    corrected = write(tmp_path, "Ticket ID,Subject\n1,厨房漏水\n2,发票\n")
    assert counts(take_in(desk, corrected, "case")) == (0, 1, 1, 0)
    both = write(tmp_path, "Ticket ID,Subject\n1,浴室漏水\n2,收据\n")
    assert counts(take_in(desk, both, "case", on_conflict="replace")) == (0, 2, 0, 0)


SEVERAL = "Ticket ID,Requester,Phone,Subject,Created at\n" + "".join(
    f"{n},{name},1380000000{n},漏水 {n},2026-03-1{n} 10:00\n" for n, name in enumerate("王李周张陈", 1)
)


@pytest.mark.parametrize("names", ["王李周张陈", "王陈张周李"])
def test_one_row_that_is_alike_does_not_open_the_door_to_another_program(
    desk: Desk, tmp_path: Path, names: str
) -> None:
    take_in(desk, write(tmp_path, SEVERAL))
    before = records(desk)
    first, *_rest = SEVERAL.splitlines()[1:]
    rows = "".join(
        f"{n},{name},1380000000{'王李周张陈'.index(name) + 1},路灯 {n},2026-05-1{n} 15:00\n"
        for n, name in enumerate(names, 1)
        if n > 1
    )
    other = write(
        tmp_path, f"{SEVERAL.splitlines()[0]}\n{first}\n{rows}6,何,13900000006,井盖,2026-05-16 15:00\n"
    )
    report = take_in(desk, other, dry_run=True)
    assert counts(report) == (1, 0, 1, 4)
    assert {reject.code for reject in report.rejects} == {"conflict"}
    assert records(desk) == before
    with pytest.raises(ServiceDeskError, match="Line 3 differs from C-2"):
        take_in(desk, other, on_conflict="fail")
    assert counts(take_in(desk, other, on_conflict="replace")) == (1, 4, 1, 0)


def test_most_rows_of_cards_with_another_name_and_number_are_no_corrections(
    desk: Desk, tmp_path: Path
) -> None:
    cards = "".join(f"{n},{name},1380000000{n}\n" for n, name in enumerate("王李周张陈", 1))
    take_in(desk, write(tmp_path, f"ID,Name,Phone\n{cards}"), "customer")
    before = records(desk)
    others = "".join(f"{n},{name},1390000000{n}\n" for n, name in enumerate("甲乙丙丁", 2))
    report = take_in(desk, write(tmp_path, f"ID,Name,Phone\n1,王,13800000001\n{others}"), "customer")
    assert counts(report) == (0, 0, 1, 4)
    assert records(desk) == before
    # All got other numbers, and are the same people.
    moved = write(tmp_path, f"ID,Name,Phone\n{cards.replace('1380', '1370')}")
    assert counts(take_in(desk, moved, "customer")) == (0, 5, 0, 0)


def test_columns_in_another_order_or_spelling_are_the_same_source(desk: Desk, tmp_path: Path) -> None:
    take_in(desk, write(tmp_path, "Ticket ID,Subject,Owner\n7,漏水,anna\n"), "case")
    same = write(tmp_path, "subject,OWNER,ticket_id\n发票,anna,7\n")
    assert counts(take_in(desk, same, "case")) == (0, 1, 0, 0)


def test_records_of_earlier_versions_without_a_source_are_found_again(desk: Desk, tmp_path: Path) -> None:
    path = write(tmp_path, ONE)
    take_in(desk, path)
    with desk.writing() as transaction:
        transaction.connection.execute("UPDATE cases SET external_source = ''")
    before = records(desk)
    assert counts(take_in(desk, path)) == (0, 0, 2, 0)
    assert records(desk) == before
    with pytest.raises(UsageError, match="another file"):
        take_in(desk, write(tmp_path, OTHER))


def test_the_source_of_a_file_without_a_name_is_told_and_can_be_named(desk: Desk, tmp_path: Path) -> None:
    take_in(desk, write(tmp_path, ONE))
    (run,) = desk.importing.runs()
    assert run.source.startswith("columns:")
    assert column(desk, "cases", "external_source") == [run.source] * 2
    renamed = write(tmp_path, "单号,事情,投诉件内容\n1,空调漏水,修好了\n")
    columns = {"单号": "external_id", "事情": "subject"}
    assert counts(take_in(desk, renamed, "case", columns=columns, source=run.source)) == (0, 1, 0, 0)


def test_a_file_without_ids_has_no_source(desk: Desk, tmp_path: Path) -> None:
    take_in(desk, write(tmp_path, "Subject,Description\n漏水,厨房\n"))
    assert desk.importing.runs()[0].source == ""
    assert column(desk, "cases", "external_source") == [""]
    # A column more, and still the same values.
    assert counts(take_in(desk, write(tmp_path, "Subject,Description,Owner\n漏水,厨房,\n"))) == (0, 0, 1, 0)


def test_cases_and_customers_of_one_program_in_two_files_find_each_other(desk: Desk, tmp_path: Path) -> None:
    people = write(tmp_path, "ID,Name,Phone\n5,陈晨,13800001111\n", "people.csv")
    take_in(desk, people, "customer")
    cases = write(
        tmp_path, "Ticket ID,Subject,Requester ID,Requester\n1,漏水,5,陈晨\n2,发票,5,李娜\n", "cases.csv"
    )
    report = take_in(desk, cases)
    # The id of another file alone is no proof against the name.
    assert (counts(report), report.customers_new) == ((2, 0, 0, 0), 1)
    assert column(desk, "cases", "customer_id") == [1, 2]
    calls = write(tmp_path, "Call ID,Time,Case\n9,2026-03-02 09:00,2\n", "calls.csv")
    take_in(desk, calls, "call")
    assert column(desk, "calls", "case_id") == [2]
    assert counts(take_in(desk, people, "customer")) == (0, 0, 1, 0)
    assert counts(take_in(desk, cases)) == (0, 0, 2, 0)


def test_our_own_files_keep_the_sources_of_their_records(desk: Desk, tmp_path: Path) -> None:
    take_in(desk, write(tmp_path, ONE))
    take_in(desk, write(tmp_path, OTHER), source="12345")
    export(desk, "case", tmp_path / "cases.csv")
    assert counts(take_in(desk, tmp_path / "cases.csv")) == (0, 0, 4, 0)


# Conflicts


@pytest.mark.parametrize("name", ["李娜", f"=李;{HOSTILE}"])
def test_an_id_that_would_give_a_case_to_another_customer_is_rejected(
    desk: Desk, tmp_path: Path, name: str
) -> None:
    take_in(desk, write(tmp_path, ONE))
    before = records(desk)
    text = io.StringIO()
    csv.writer(text).writerows(
        [["id", "标题", "投诉件内容", "投诉人"], ["1", "空调漏水", "第三次", name], ["3", "噪音", "", "周杰"]]
    )
    path = write(tmp_path, text.getvalue())
    report = take_in(desk, path, dry_run=True)
    assert counts(report) == (1, 0, 0, 1)
    (reject,) = report.rejects
    assert (reject.line, reject.code) == (2, "conflict")
    assert reject.reason == "Its id is that of C-1, which is another customer's."
    assert records(desk) == before
    with pytest.raises(ServiceDeskError, match="Line 2 differs from C-1"):
        take_in(desk, path, on_conflict="fail")
    assert counts(take_in(desk, path, on_conflict="skip")) == (1, 0, 1, 0)
    assert counts(take_in(desk, path, on_conflict="replace")) == (0, 1, 1, 0)
    assert column(desk, "cases", "customer_id") == [3, 2, 2]
    assert counts(take_in(desk, path)) == (0, 0, 2, 0)


def test_a_card_with_another_name_and_another_number_is_rejected(desk: Desk, tmp_path: Path) -> None:
    take_in(desk, write(tmp_path, "ID,Name,Phone,Email\n1,王伟,13800001111,w@example.com\n"), "customer")
    for row, expected in (
        ("1,王小伟,13800001111,", (0, 1, 0, 0)),
        ("1,王小伟,13900002222,", (0, 1, 0, 0)),
        ("1,李娜,,W@EXAMPLE.COM", (0, 1, 0, 0)),
        ("1,周杰,13700003333,z@example.com", (0, 0, 0, 1)),
    ):
        path = write(tmp_path, f"ID,Name,Phone,Email\n{row}\n")
        assert counts(take_in(desk, path, "customer")) == expected, row
    assert desk.customers.card(1).name == "李娜"
    assert counts(take_in(desk, path, "customer", on_conflict="replace")) == (0, 1, 0, 0)
    assert desk.customers.card(1).name == "周杰"


def test_what_was_changed_here_by_hand_is_no_conflict(desk: Desk, tmp_path: Path) -> None:
    people = write(tmp_path, "ID,Name,Phone\n1,王伟,13800001111\n", "people.csv")
    take_in(desk, people, "customer", source="crm")
    cases = write(tmp_path, ONE, "cases.csv")
    take_in(desk, cases, source="crm")
    desk.customers.edit(1, CardChange({"name": "王大伟"}, phones=[]))
    desk.cases.edit(2, {"customer_id": 1})
    before = records(desk)
    assert counts(take_in(desk, cases, source="crm")) == (0, 0, 2, 0)
    assert records(desk) == before


# An id twice


def test_an_id_twice_in_one_file_rejects_the_second_row_and_names_both(desk: Desk, tmp_path: Path) -> None:
    path = write(
        tmp_path, "投诉编号,投诉人,投诉内容\n7,王伟,空调漏水\n7,李娜,门坏了\n8,周杰,噪音\n7,王伟,空调漏水\n"
    )
    report = take_in(desk, path)
    assert counts(report) == (2, 0, 1, 1)
    (reject,) = report.rejects
    assert (reject.line, reject.code, reject.reason) == (3, "twice", "Line 2 has the same id already.")
    assert "1 row stands in the file twice." in report.notes
    assert column(desk, "cases", "subject") == ["空调漏水", "噪音"]
    before = records(desk)
    assert counts(take_in(desk, path)) == (0, 0, 3, 1)
    assert records(desk) == before


def test_an_id_twice_is_found_however_far_apart_the_rows_stand(desk: Desk, tmp_path: Path) -> None:
    rows = "".join(f"{number},漏水 {number}\n" for number in range(1, 5200))
    path = write(tmp_path, f"Ticket ID,Subject\n{rows}3,另一件\n4,漏水 4\n5199,又一件\n")
    report = take_in(desk, path)
    assert counts(report) == (5199, 0, 1, 2)
    assert [(one.line, one.reason) for one in report.rejects] == [
        (5201, "Line 4 has the same id already."),
        (5203, "Line 5200 has the same id already."),
    ]
    assert counts(take_in(desk, path)) == (0, 0, 5200, 2)


def test_the_last_row_of_an_id_holds_when_asked_for(desk: Desk, tmp_path: Path) -> None:
    text = "Ticket ID,Subject,Status\n7,漏水,open\n8,发票,open\n7,漏水,closed\n"
    assert counts(take_in(desk, write(tmp_path, text), on_conflict="replace")) == (2, 1, 0, 0)
    assert column(desk, "cases", "state") == ["closed", "new"]


def test_a_record_twice_in_one_of_our_own_files_is_named_too(desk: Desk, tmp_path: Path) -> None:
    take_in(desk, write(tmp_path, ONE))
    export(desk, "case", tmp_path / "cases.jsonl")
    path = tmp_path / "cases.jsonl"
    line = path.read_text("utf-8").splitlines()[0]
    with path.open("a", encoding="utf-8") as file:
        file.write(line + "\n" + line.replace("空调漏水", "空调坏了") + "\n")
    assert counts(take_in(desk, path)) == (0, 0, 3, 1)


# Random files against a model


@pytest.mark.parametrize("seed", range(12))
def test_any_files_of_two_programs_come_to_what_a_dictionary_by_source_and_id_says(
    desk: Desk, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    model: dict[tuple[str, str], dict[str, str]] = {}
    names = ["王伟", "李娜", "Ann", "=1+1", "O'Hara; x"]
    for step in range(12):
        source = chance.choice(["甲", "b"])
        header = {
            "甲": ["编号", "标题", "负责人", "投诉人"],
            "b": ["Ticket ID", "Subject", "Owner", "Requester"],
        }[source]
        ids = [str(chance.randint(1, 8)) for _ in range(chance.randint(1, 8))]
        rows = [
            [
                one,
                f"{chance.choice(['漏水', 'leak', '-噪音'])} {one}",
                chance.choice(["", "anna", "小李"]),
                chance.choice(names),
            ]
            for one in ids
        ]
        expected, seen = expected_counts(model, source, rows), io.StringIO()
        csv.writer(seen).writerows([header, *rows])
        path = write(tmp_path, seen.getvalue(), f"{step}.csv")
        assert counts(take_in(desk, path, "case", source=source)) == expected
        rejected = expected[3]
        assert counts(take_in(desk, path, "case", source=source)) == (0, 0, len(rows) - rejected, rejected)
        with desk.reading() as db:
            found = db.execute(
                "SELECT cases.external_source, cases.external_id, subject, cases.owner, name FROM cases"
                " JOIN customers ON customers.id = customer_id"
            ).fetchall()
        assert {(row[0], row[1]): row[2:] for row in found} == {
            key: (one["subject"], one["owner"], one["customer"]) for key, one in model.items()
        }
        assert len(found) == len(model)


def expected_counts(
    model: dict[tuple[str, str], dict[str, str]], source: str, rows: list[list[str]]
) -> tuple[int, int, int, int]:
    """What a run comes to; `model` is brought up to date."""
    found = [0, 0, 0, 0]
    seen: dict[str, list[str]] = {}
    for row in rows:
        one, subject, owner, customer = row
        held = model.get((source, one))
        if one in seen:
            found[2 if seen[one] == row else 3] += 1
            continue
        if held is None:
            model[source, one] = {"subject": subject, "owner": owner, "customer": customer}
            found[0] += 1
        elif held["customer"] != customer:
            found[3] += 1
            continue
        else:
            new = held | {"subject": subject} | ({"owner": owner} if owner else {})
            found[1 if new != held else 2] += 1
            model[source, one] = new
        seen[one] = row
    return found[0], found[1], found[2], found[3]


@pytest.mark.parametrize("seed", range(8))
def test_files_of_which_nobody_names_the_program_never_overwrite_each_other(
    desk: Desk, tmp_path: Path, seed: int
) -> None:
    """Two programs with columns of their own, in any order and again, one of them sometimes longer."""
    chance = random.Random(seed)
    headers = {"甲": ["编号", "标题", "投诉人"], "b": ["Ticket ID", "Subject", "Requester"]}
    people = {"甲": ["王伟", "李娜", "周杰"], "b": ["Ann", "=1+1", "O'Hara; x"]}
    rows = {
        source: {
            str(one): [f"{source} {one}", chance.choice(people[source])]
            for one in chance.sample(range(1, 12), 7)
        }
        for source in headers
    }
    model: dict[tuple[str, str], list[str]] = {}
    refused = set()
    for step in range(10):
        source = chance.choice(["甲", "b"])
        some = dict(chance.sample(sorted(rows[source].items()), chance.randint(3, 7)))
        more = [["备注"], ["[b]"]] if chance.random() < 0.4 else [[], []]
        text = io.StringIO()
        csv.writer(text).writerow([*headers[source], *more[0]])
        csv.writer(text).writerows([one, *cells, *more[1]] for one, cells in some.items())
        path = write(tmp_path, text.getvalue(), f"{step}.csv")
        new = {(source, one): cells for one, cells in some.items() if (source, one) not in model}
        try:
            report = take_in(desk, path, "case", source=source if source in refused else "")
        except UsageError:
            # Only where the other one has the ids, and nothing of this one is here under its own columns.
            assert any(place != source for place, _one in model)
            refused.add(source)
            continue
        assert (report.new, report.rejected) == (len(new), 0)
        model |= new
        again = take_in(desk, path, "case", source=source if source in refused else "")
        assert counts(again) == (0, 0, len(some), 0)
        with desk.reading() as db:
            found = db.execute("SELECT subject, name FROM cases JOIN customers ON customers.id = customer_id")
            assert sorted(map(list, found.fetchall())) == sorted(model.values())
