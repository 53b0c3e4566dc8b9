"""One value that cannot be: its row is shown and marked, the others are whole, doctor names the record."""

import csv
import io
import re
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from servicedesk.domain.errors import DamagedError
from servicedesk.services.context import Clock
from servicedesk.services.customers import NewCustomer
from servicedesk.services.maintenance import MaintenanceService, exit_code
from servicedesk.services.promises import NewPromise
from servicedesk.storage.impossible import find
from servicedesk.storage.opening import looking_into
from tests.builders import NOW, FixedTime, given_call, given_case, given_customer, given_followup, open_desk
from tests.cli.conftest import Program, program
from tests.spoiling import Torn, spoil, spoil_each

__all__ = ["program"]

MARK = "(damaged)"
NO_TIMES = ("2026-31-01T00:00:00Z", 7, b"\xff\x80", "", "2026-11-21")
ENDS = ("9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z")
"""Times that every CHECK takes and no zone can show."""
NO_TEXTS = (7, b"\xe7\xa9\xba\xff", None)
NO_NUMBERS = ("zz", b"\xff\x00", 1.5)

NOUNS = {
    "cases": ("case", "C-2"),
    "calls": ("call", "CL-2"),
    "customers": ("customer", "CU-2"),
    "followups": ("followup", "F-2"),
    "promises": ("promise", "P-2"),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk with three records of each kind, with what belongs to them."""
    place = tmp_path_factory.mktemp("made") / "desk.db"
    with open_desk(place) as desk:
        for number in (1, 2, 3):
            customer_id = given_customer(desk, f"李伟{number}", f"138 0000 000{number}", tags=["老客户"])
            case_id = given_case(desk, f"空调漏水 {number}", customer_id=customer_id, labels=["漏水"])
            given_call(desk, f"138 0000 000{number}", f"来电 {number}")
            given_followup(desk, case_id=case_id)
            desk.cases.note([case_id], "已记录")
            desk.promises.make(NewPromise("回电", NOW + timedelta(hours=1), case_id=case_id))
    return place


@pytest.fixture
def path(made: Path, program: Program) -> Path:
    """That file, to be damaged, as the program's own."""
    shutil.copy(made, program.path)
    return program.path


DAMAGE = [
    *(("cases", "received_at", value) for value in NO_TIMES),
    *(("cases", "subject", value) for value in NO_TEXTS),
    *(("cases", "priority", value) for value in NO_NUMBERS),
    *(("calls", "rang_at", value) for value in NO_TIMES),
    *(("calls", "summary", value) for value in NO_TEXTS),
    *(("customers", "created_at", value) for value in NO_TIMES[:3]),
    *(("customers", "name", value) for value in NO_TEXTS),
    *(("followups", "due_at", value) for value in NO_TIMES[:3]),
    *(("followups", "all_day", value) for value in NO_NUMBERS),
    *(("promises", "made_at", value) for value in NO_TIMES[:3]),
    ("cases", "due_at", "2026-31-01T00:00:00Z"),
    ("cases", "snoozed_until", b"\x80"),
    ("cases", "state", b"new"),
    ("calls", "answered_at", 7),
]


@pytest.mark.parametrize(("table", "column", "value"), DAMAGE)
def test_one_impossible_value_ends_no_list_and_doctor_names_its_record(
    program: Program, path: Path, table: str, column: str, value: object
) -> None:
    noun, number = NOUNS[table]
    listed = program.ok(noun, "list", "--json").json
    spoil(path, table, column, 2, value)

    rows = program.ok(noun, "list", "--json").json
    assert len(rows) == len(listed)
    assert [str(row) for row in listed if str(row) not in map(str, rows)] == [
        str(row) for row in listed if number in list(row.values())[:1]
    ]
    program.ok(noun, "list")
    assert MARK in program.ok(noun, "show", number).out
    assert program.ok(noun, "show", number, "--json").json["damaged"] == [column]
    program.ok("today", "--plots")

    examined = program("doctor")
    assert examined.code == 13
    assert f"{table} {number} ({column})" in examined.out
    assert not set("李伟空调漏水") & set(examined.out)


@pytest.mark.parametrize(("table", "column", "value"), DAMAGE[::3])
@pytest.mark.parametrize("form", ["csv", "json", "jsonl"])
def test_an_export_is_whole_but_for_a_marked_cell(
    program: Program, path: Path, table: str, column: str, value: object, form: str
) -> None:
    noun, _number = NOUNS[table]
    before = program.ok("export", noun, "--format", form).out
    spoil(path, table, column, 2, value)
    after = program("export", noun, "--format", form)
    assert after.code == 0
    if form == "csv":
        old, new = (list(csv.reader(io.StringIO(text))) for text in (before, after.out))
        assert [len(row) for row in old] == [len(row) for row in new]
        assert [row for row in new if row not in old] == [row for row in new if row[0].endswith("-2")]
    if value is not None and not isinstance(value, float) and value not in NO_NUMBERS:
        assert "1 row holds damaged values" in after.err


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("events", "changes", "[{"),
        ("events", "at", "2026-31-01T00:00:00Z"),
        ("events", "verb", b"case.open"),
        ("case_notes", "at", 7),
        ("case_labels", "label", b"\xff"),
        ("case_labels", "label", Torn(b"\xe6\xbc")),
        ("customer_tags", "tag", Torn(b"\xff")),
        ("case_notes", "text", Torn(b"\xe5\xb7\xff")),
        ("events", "changes", Torn(b'[{"op":"\xff"}]')),
        ("events", "actor", Torn(b"an\x80a")),
        ("events", "action", "q"),
        ("customer_phones", "raw", 7),
        ("policies", "body", b"\xff"),
    ],
)
def test_what_belongs_to_a_record_ends_nothing_either(
    program: Program, path: Path, table: str, column: str, value: object
) -> None:
    if table == "policies":
        document = path.with_name("t.toml")
        program.ok("policy", "export", "targets", "-o", str(document))
        document.write_text(document.read_text(encoding="utf-8") + "\n# 备注\n", encoding="utf-8")
        program.ok("policy", "import", "targets", str(document))
    number = 1 if table == "policies" else 2
    spoil(path, table, column, number, value)
    for words in (
        ["case", "list"], ["case", "show", "C-2"], ["customer", "show", "CU-2"], ["history"], ["today"],
        ["case", "explain", "C-2"], ["export", "case"],
    ):  # fmt: skip
        program.ok(*words)
    examined = program("doctor")
    assert examined.code == 13
    assert f"{table} {number} ({column})" in examined.out


BESIDE = {
    "case_labels": ("label", ("case",)),
    "customer_tags": ("tag", ("customer",)),
    "customer_emails": ("address", ("customer",)),
    "customer_phones": ("raw", ("customer", "case", "followup", "promise")),
}
"""Lists that files hold in one cell: the column of their values, and what has such a cell."""


@pytest.mark.parametrize("kept", ["空;调", "[空调]", "空调"])
@pytest.mark.parametrize("value", [b"\xff\x80x", Torn(b"\xe6\xbc\x8f\xff")])
@pytest.mark.parametrize("table", BESIDE)
def test_a_damaged_value_of_a_list_ends_no_export_and_is_marked_in_it(
    program: Program, path: Path, table: str, value: bytes, kept: str
) -> None:
    column, kinds = BESIDE[table]
    with open_desk(path) as desk:
        new = NewCustomer(
            {"name": "王芳"}, phones=["139 0000 0001", "139 0000 0002"], tags=["甲", "乙"],
            emails=["a@x.cn", "b@x.cn"],
        )  # fmt: skip
        customer_id = desk.customers.add(new).id
        case_id = given_case(desk, "漏水", customer_id=customer_id, labels=["甲", "乙"])
        given_followup(desk, case_id=case_id)
        desk.promises.make(NewPromise("回电", NOW + timedelta(hours=1), case_id=case_id))
    with looking_into(path) as db:
        owner, number = ("case_id", case_id) if table == "case_labels" else ("customer_id", customer_id)
        rows = db.execute(f"SELECT id FROM {table} WHERE {owner} = ? ORDER BY id", (number,)).fetchall()
    assert len(rows) == 2
    spoil_each(path, [(table, column, rows[0][0], kept), (table, column, rows[1][0], value)])
    shown = value.decode("utf-8", "replace")
    for kind in kinds:
        for form in ("csv", "tsv", "json", "jsonl", "md", "html"):
            result = program("export", kind, "--format", form)
            assert (result.code, "1 row holds damaged values" in result.err) == (0, True), (kind, form)
            assert f"{MARK} {shown}" in result.out
            assert kept in result.out.replace("\\", "")
            if form == "json":
                assert [kept, f"{MARK} {shown}"] in result.json[-1].values()
        program.ok("export", kind, "--format", "xlsx", "-o", str(path.with_name(f"{kind}.xlsx")))
        assert "1 row holds damaged values" in program("export", kind, "--redact", "names").err
    assert program("doctor").code == 13


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York"])
@pytest.mark.parametrize("end", ENDS)
def test_no_time_of_any_table_at_the_ends_of_the_years_ends_a_reading(
    program: Program, path: Path, monkeypatch: pytest.MonkeyPatch, end: str, zone: str
) -> None:
    monkeypatch.setenv("SERVICEDESK_TZ", zone)
    program.ok("case", "wait", "C-2", "the customer's answer")
    program.ok("export", "case", "-o", str(path.with_name("x.csv")), "--since", "last:nightly")
    with looking_into(path) as db:
        tables = db.execute("SELECT name, sql FROM sqlite_schema WHERE sql LIKE '%STRICT%'").fetchall()
        times = [
            (table, name)
            for table, sql in tables
            for name in re.findall(r"CONSTRAINT (\w+)_is_a_time", sql)
            if db.execute(f"SELECT count(*) FROM {table} WHERE id IN (1, 2)").fetchone()[0] == 2
        ]
    assert len(times) > 40
    for table, name in times:
        spoil(path, table, name, 2, end)

    assert program("doctor").code == 13
    with looking_into(path) as db:
        named = {(row.table, name) for row in find(db) for name in row.columns}
    assert set(times) - named == set()

    for words in (
        ["history"], ["history", "--json"], ["today"], ["case", "list"], ["case", "list", "--json"],
        ["case", "show", "C-2"], ["case", "show", "C-2", "--dossier"], ["case", "explain", "C-2"],
        ["customer", "show", "CU-2"], ["call", "list"], ["followup", "list"], ["followup", "agenda"],
        ["promise", "list"], ["export", "cursors"], ["export", "case"], ["recurring", "list"],
    ):  # fmt: skip
        program.ok(*words)


@pytest.mark.parametrize(
    "since", ["2026-31-01T00:00:00Z", "1969-06-01T00:00:00Z", "2201-06-01T00:00:00Z", b"x"]
)
def test_a_wait_that_no_calendar_reaches_ends_nothing(program: Program, path: Path, since: object) -> None:
    program.ok("case", "wait", "C-2", "the customer's answer")
    spoil(path, "cases", "waiting_since", 2, since)
    for words in (["case", "show", "C-2"], ["case", "explain", "C-2"], ["today"], ["case", "work", "C-2"]):
        program.ok(*words)


def test_a_case_of_a_customer_who_is_not_there_is_shown(program: Program, path: Path) -> None:
    spoil(path, "cases", "customer_id", 2, 2**62)
    assert "C-2" in program.ok("case", "show", "C-2").out
    assert "cases C-2" in program("doctor").out


def test_a_damaged_field_can_be_written_anew(program: Program, path: Path) -> None:
    spoil(path, "cases", "due_at", 2, "2026-31-01T00:00:00Z")
    spoil(path, "cases", "subject", 2, b"\xff\xff")
    program.ok("case", "edit", "C-2", "--subject", "空调漏水", "--due", "fri")
    assert program("doctor").code == 0
    refused = program("undo")
    assert (refused.code, "cannot be" in refused.err) == (5, True)


def test_a_line_of_the_history_that_nobody_can_read_is_not_undone(path: Path) -> None:
    with open_desk(path) as desk:
        desk.cases.edit(2, {"subject": "别的"})
        number = desk.history.newest(1)[0].id
        spoil(path, "events", "changes", number, "[{")
        with pytest.raises(DamagedError):
            desk.undo.undo()


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("action", "q"),
        ("changes", "[1]"),
        ("changes", "{}"),
        ("changes", '[{"op":"update","table":"x","id":2}]'),
        ("changes", '[{"op":"delete","table":"cases","id":2,"before":{}}]'),
        ("changes", Torn(b"\xff")),
        ("verb", b"case.edit"),
        ("subject_id", "x"),
    ],
)
def test_undo_of_a_damaged_line_says_one_line(
    program: Program, path: Path, column: str, value: object
) -> None:
    program.ok("case", "edit", "C-2", "--subject", "别的")
    number = int(program.ok("history", "--json").json[0]["id"])
    spoil(path, "events", column, number, value)
    refused = program("undo")
    assert refused.code in {0, 4, 5, 13}
    assert "Unexpected" not in refused.err
    assert len(refused.err.splitlines()) == 1
    assert program("doctor").code in {0, 13}
    program.ok("history")


def test_what_is_no_json_ends_no_list(program: Program, path: Path) -> None:
    program.ok("recurring", "add", "滤芯", "--every", "每月24日", "--from", "tomorrow 9:00")
    source = path.with_name("old.csv")
    source.write_text("主题\n漏水\n", encoding="utf-8")
    program.ok("import", "case", str(source))
    program.ok("case", "merge", "C-1", "--into", "C-2", "--reason", "同一件事", "-y")
    written = {"case_plans": "body", "case_merges": "choices", "import_runs": "notes"}
    for table, column in written.items():
        spoil(path, table, column, 1, "[{")
    for words in (["recurring", "list"], ["import", "runs"], ["case", "show", "C-2"], ["recurring", "run"]):
        program.ok(*words)
    assert program("case", "unmerge", "C-1").code == 13
    named = program("doctor").out
    assert all(f"{table} 1 ({column})" in named for table, column in written.items())


def test_a_sound_desk_has_no_impossible_value(path: Path) -> None:
    with open_desk(path) as desk, desk.reading() as db:
        assert list(find(db)) == []


@pytest.mark.parametrize(
    ("column", "value"), [("body", b"\xff\x00"), ("body", "[["), ("valid_from", b"\xff")]
)
def test_a_damaged_rule_of_an_earlier_time_ends_no_list(tmp_path: Path, column: str, value: object) -> None:
    path = tmp_path / "desk.db"
    time = FixedTime()
    with open_desk(path, time) as desk:
        case_id = given_case(desk, "空调漏水 [b]")
        time.advance(hours=3)
        for hours in (2, 3):
            rule = f'first_response = "{hours}h"\nnext_contact = "2h"\nresolve = "3d"'
            desk.policies.set(
                "targets", f'[[target]]\nkind = "complaint"\n{rule}\n', since=time.advance(hours=1)
            )
        with desk.reading() as db:
            number = db.execute("SELECT max(id) FROM policy_versions").fetchone()[0]
    spoil(path, "policy_versions", column, number, value)
    with open_desk(path, time) as desk:
        desk.clocks.refresh_all()
        assert [row.id for row in desk.lists.page("case")] == [case_id]
        assert desk.clocks.explain(case_id).clocks
        desk.cases.note([case_id], "来电")
    found = MaintenanceService(path, Clock(time)).doctor()
    assert exit_code(found) != 0
    assert "Error" not in " ".join(finding.text for finding in found)
