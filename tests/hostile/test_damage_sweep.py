"""Every text of every table, made one that cannot be: nothing crashes, and each is named."""

import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from servicedesk.domain.rows.customers import Contact
from servicedesk.services.promises import NewPromise
from servicedesk.storage import driver
from servicedesk.storage.fits import FITS
from servicedesk.storage.impossible import find
from servicedesk.storage.opening import looking_into
from tests.builders import (
    NOW,
    allow_any_cause,
    given_call,
    given_case,
    given_customer,
    given_followup,
    open_desk,
)
from tests.cli.conftest import Program, program
from tests.spoiling import spoil, spoil_each

__all__ = ["program"]

DEEP = "[" * 100_000
BLOB = b"\xff\x80x"
JSON = {
    "events": "changes", "case_plans": "body", "case_merges": "choices", "import_runs": "notes",
    "drafts": "body",
}  # fmt: skip
SHAPES = (
    "3", "[1]", '{"a":[1]}', '[{"op":"update"}]', '{"subject":"x","labels":[[1]]}', "[" * 900 + "]" * 900,
    '[{"op":"update","table":"cases","id":2,"before":5,"after":[]}]',
    '[{"op":"update","table":"nowhere","id":2,"before":{},"after":{}}]',
    '[{"field":"wait","kept":7,"other":null,"taken":true}]',
)  # fmt: skip
"""JSON, and none that we write."""

INTERNAL = re.compile(r"Unexpected|Traceback|\w+Error\b|isoformat|recursion|refused the request|object has")
DOSSIER = "case show C-2 --dossier"
READ = {
    "cases": (
        "case list", "case show C-2 --json", DOSSIER, "today",
        "export case",
    ),
    "calls": ("call list", "call show CL-2", "export call"),
    "customers": ("customer list", "customer show CU-2", "export customer"),
    "followups": (
        "followup list", "followup agenda", "followup show F-2", "followup show F-5", "export followup",
    ),
    "promises": ("promise list", "promise show P-2", "export promise"),
    "case_plans": ("recurring list",),
    "import_runs": ("import runs", "import show R-2"),
    "export_cursors": ("export cursors",),
    "views": ("view list",),
    "events": ("history", "history --json"),
    "case_remedies": ("case remedy C-2",),
    "case_steps": ("case step C-2",),
}  # fmt: skip
"""What reads a table above all; the lines of cases read whatever hangs on them."""
ACTS = {
    "cases": ("case note C-2 已记录", "case solve C-2 --result 换了", "undo"),
    "calls": ("call edit CL-2 --summary 漏水", "call void CL-2 --reason 误记"),
    "customers": ("customer edit CU-2 --name 王芳",),
    "customer_phones": ("customer edit CU-2 --name 王芳",),
    "followups": (
        "followup held F-2 好", "followup move F-2 --days 2", "followup missed F-5 没人接",
        "followup held F-5 好",
    ),
    "promises": ("promise keep P-2", "promise retell P-2 tomorrow --reason 缺货"),
    "case_plans": ("recurring pause 2", "recurring resume 2", "recurring run"),
    "case_merges": ("case unmerge C-4",),
    "import_runs": ("import undo R-2",),
    "export_cursors": ("export case -o x.csv --since last:night2 --force",),
    "views": ("view delete case v2",),
    "events": ("undo", "case gates C-2", "case solve C-2 --result 换了"),
}  # fmt: skip
STANDS = {("calls", "voided_at"), ("views", "kind"), ("views", "name")}
"""Of that time it counts that there is one, so that it is done already; a view is known by these two."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk whose every table has a row that hangs on the second of each kind of record."""
    place = tmp_path_factory.mktemp("swept") / "desk.db"
    with open_desk(place) as desk:
        allow_any_cause(desk)
        for number in (1, 2, 3, 4):
            contact = Contact("王芳", "妻子", "13900000000", "w@x.cn", "")
            customer_id = given_customer(
                desk, f"李伟{number}", f"138 0000 000{number}", tags=["老客户"], emails=["a@x.cn"],
                contacts=[contact],
            )  # fmt: skip
            case_id = given_case(desk, f"空调漏水 {number}", customer_id=customer_id, labels=["漏水"])
            given_call(desk, f"138 0000 000{number}", f"来电 {number}")
            given_followup(desk, case_id=case_id, repeat="每月24日")
            desk.cases.note([case_id], "已记录")
            desk.promises.make(NewPromise("回电", NOW + timedelta(hours=1), case_id=case_id))
            desk.drafts.keep({"who": "李伟", "summary": "漏水"})
            desk.lists.save_view("case", f"v{number}", "is:open")
        given_followup(desk, NOW + timedelta(days=1), customer_id=2, all_day=True, repeat="monthly")
    return place


@pytest.fixture
def swept(made: Path, program: Program, monkeypatch: pytest.MonkeyPatch) -> Path:
    """That file with what only the command line writes; commands stand in its folder."""
    monkeypatch.chdir(program.path.parent)
    whole = made.with_name("whole.db")
    if not whole.exists():
        shutil.copy(made, program.path)
        _go_on(program)
        program.path.replace(whole)
    return whole


def _go_on(program: Program) -> None:
    for number in (1, 2):
        program.path.with_name("old.csv").write_text(f"主题\n漏水 {number}\n", encoding="utf-8")
        for words in (
            ["recurring", "add", f"滤芯{number}", "--every", "每月24日", "--from", "tomorrow 9:00"],
            ["case", "handoff", f"C-{number}", "物流", "--words", "x", "--due", "fri 17:00"],
            ["case", "evidence", f"C-{number}", "照片"],
            ["case", "statement", f"C-{number}", "滴水"],
            ["case", "remedy", f"C-{number}", "apology", "--words", "道歉"],
            ["case", "step", f"C-{number}", "照片一张"],
            ["case", "link", f"C-{number}", "C-3"],
            ["case", "wait", f"C-{number}", "the customer's answer"],
            ["export", "case", "-o", "x.csv", "--since", f"last:night{number}", "--force"],
            ["import", "case", "old.csv"],
        ):
            program.ok(*words)
    program.ok("policy", "export", "targets", "-o", "t.toml")
    document = program.path.with_name("t.toml")
    document.write_text(document.read_text(encoding="utf-8") + "\n# 备注\n", encoding="utf-8")
    program.ok("policy", "import", "targets", "t.toml")
    program.ok("case", "merge", "C-4", "--into", "C-2", "--reason", "同一件事", "-y")


def _restore(whole: Path, program: Program) -> None:
    for left in program.path.parent.glob("desk.db*"):
        left.unlink()
    shutil.copy(whole, program.path)


Place = tuple[str, str, int]
Damage = tuple[str, str, int, object]


def _places(path: Path) -> Iterator[tuple[Place, bool]]:
    """Each text column with the number of a row to damage, and whether it holds times."""
    with looking_into(path) as db:
        tables = db.execute(
            "SELECT name, sql FROM sqlite_schema WHERE sql LIKE '%STRICT%' ORDER BY name"
        ).fetchall()
        for table, sql in tables:
            rows = [row[0] for row in db.execute(f"SELECT id FROM {table} ORDER BY id").fetchall()]
            if not rows or table in {"row_sums", "clock_stamp"}:
                # The stamp is made anew by whatever looks at the clocks.
                continue
            number = 2 if 2 in rows else rows[-1]
            if table == "events":
                about = "SELECT max(id) FROM events WHERE kind = 'case' AND subject_id = 2"
                number = db.execute(about).fetchone()[0]
            times = set(re.findall(r"CONSTRAINT (\w+)_is_a_(?:time|day)", sql))
            for column in db.execute(f"PRAGMA table_info({table})").fetchall():
                if column[2] == "TEXT":
                    yield (table, column[1], number), column[1] in times


def _damages(path: Path) -> dict[str, list[Damage]]:
    """What is written where, by the kind of damage."""
    found: dict[str, list[Damage]] = {"blob": [], "date": [], "deep": [], "shape": []}
    for place, is_time in _places(path):
        table, column, _number = place
        found["blob"].append((*place, BLOB))
        if is_time:
            found["date"].append((*place, "2026-99-99" if column == "on_day" else "2026-99-99T00:00:00Z"))
        if JSON.get(table) == column:
            found["deep"].append((*place, DEEP))
            found["shape"] += [(*place, text) for text in SHAPES]
        elif column in FITS.get(table, {}):
            found["shape"] += [(*place, text) for text in ("zzz", "FREQ=NOPE")]
    return found


def _rounds(damages: Sequence[Damage], width: int) -> Iterator[list[Damage]]:
    """All of them, in rounds of one for each table (`width` 1) or for each column (`width` 2)."""
    left = list(damages)
    while left:
        chosen: dict[tuple[object, ...], Damage] = {}
        for one in left:
            chosen.setdefault(one[:width], one)
        left = [one for one in left if one not in chosen.values()]
        yield [*chosen.values()]


def test_doctor_names_each_text_that_cannot_be(program: Program, swept: Path) -> None:
    for kind, damages in _damages(swept).items():
        for together in _rounds(damages, 2):
            _restore(swept, program)
            spoil_each(program.path, together)
            with looking_into(program.path) as db:
                named = {(row.table, name) for row in find(db) for name in row.columns}
            assert {one[:2] for one in together} - named == set(), kind
            assert program("doctor").code == 13


@pytest.mark.slow
def test_nothing_that_reads_ends_at_a_text_that_cannot_be(program: Program, swept: Path) -> None:
    for kind, damages in _damages(swept).items():
        # One text of each table at a time: a second one could hide what the first does.
        for together in _rounds(damages, 1):
            _restore(swept, program)
            spoil_each(program.path, together)
            asked = {line for table, *_rest in together for line in READ.get(table, READ["cases"])}
            for line in sorted(asked - ({DOSSIER} if kind == "date" else set())):
                result = program(*line.split())
                told = f"{line} of {kind} in {[one[:2] for one in together]}: {result.err[:300]}"
                assert result.code in {0, 3}, told
                assert not INTERNAL.search(result.err), told


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["blob", "date", "deep", "shape"])
def test_who_acts_on_a_text_that_cannot_be_is_told_its_field(
    program: Program, swept: Path, kind: str
) -> None:
    for acts, damages in _acted_on(_damages(swept)[kind]):
        # A BLOB ends at the same place whoever writes; what a time says, each reads for himself.
        for line in acts[:2] if kind == "blob" else acts:
            _restore(swept, program)
            spoil_each(program.path, damages)
            result = program(*line.split())
            places = [f"{table}.{column}" for table, column, *_rest in damages]
            told = f"{line} with {kind} in {places}: {result.code} {result.err[:300]}"
            if result.code in {4, 5} and (line == "undo" or STANDS & {one[:2] for one in damages}):
                continue
            assert result.code in {0, 3, 13}, told
            assert not INTERNAL.search(result.err), told
            if result.code == 13:
                assert len(result.err.splitlines()) == 1, told
                assert re.search(r"\(\w+(, \w+)*\)|damaged", result.err), told


def _acted_on(damages: Sequence[Damage]) -> Iterator[tuple[tuple[str, ...], list[Damage]]]:
    """Each damage with what acts on it; of rows that only hang on a case, one of each table together."""
    rounds: list[dict[str, Damage]] = []
    for one in damages:
        if one[0] in ACTS:
            yield ACTS[one[0]], [one]
            continue
        free = next((held for held in rounds if one[0] not in held), None)
        if free is None:
            rounds.append(free := {})
        free[one[0]] = one
    for held in rounds:
        yield ("case note C-2 已记录",), [*held.values()]


@pytest.mark.parametrize("number", [2**63 - 1, 2**41])
@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("events", ["case", "note", "C-2", "已记录"]),
        ("events", ["undo"]),
        ("case_notes", ["case", "note", "C-2", "已记录"]),
        ("case_plans", ["recurring", "add", "滤芯", "--every", "monthly", "--from", "tomorrow"]),
        ("cases", ["case", "open", "漏水"]),
    ],
)
def test_a_number_that_leaves_none_behind_it_is_damage_and_no_full_disk(
    program: Program, swept: Path, table: str, words: list[str], number: int
) -> None:
    _restore(swept, program)
    with closing(driver.connect(str(program.path), isolation_level=None)) as db:
        db.execute("PRAGMA foreign_keys = OFF")
        db.execute(f"UPDATE {table} SET id = ? WHERE id = (SELECT max(id) FROM {table})", (number,))
    refused = program(*words)
    assert refused.code == 13
    assert f"{number} (id)" in refused.err or f"C-{number} (id)" in refused.err
    examined = program("doctor")
    assert examined.code == 13
    assert f"{number} (id)" in examined.out
    program.ok("history")
    program.ok("case", "list")


def test_the_count_of_numbers_itself_may_be_damaged(program: Program, swept: Path) -> None:
    for seq in (2**63 - 1, "q"):
        _restore(swept, program)
        with closing(driver.connect(str(program.path), isolation_level=None)) as db:
            db.execute("UPDATE sqlite_sequence SET seq = ? WHERE name = 'events'", (seq,))
        assert program("doctor").code == 13
        assert program("case", "note", "C-2", "已记录").code in {0, 13}


def test_a_damaged_plan_keeps_no_other_from_being_opened(program: Program, swept: Path) -> None:
    _restore(swept, program)
    with closing(driver.connect(str(program.path), isolation_level=None)) as db:
        db.execute("UPDATE case_plans SET next_at = '2026-11-19T01:00:00Z'")
    spoil(program.path, "case_plans", "body", 1, "[1]")
    told = program("recurring", "run", "--json")
    assert (told.code, len(told.json["numbers"])) == (3, 1)
    assert "1" in told.err
    assert program("recurring", "run").code == 13


def test_a_damaged_day_is_marked_where_it_is_shown_and_exported(program: Program, swept: Path) -> None:
    for column, value in (("on_day", "2026-99-99"), ("anchor", "zzz"), ("repeat", "FREQ=NOPE")):
        _restore(swept, program)
        spoil(program.path, "followups", column, 5, value)
        assert "(damaged)" in program.ok("followup", "list").out
        assert program.ok("followup", "show", "F-5", "--json").json["damaged"] == [column]
        exported = program("export", "followup", "--format", "json")
        assert f"(damaged) {value}" in exported.out
        assert "1 row holds damaged values" in exported.err


def test_a_follow_up_whose_repeat_is_damaged_can_be_written_anew(program: Program, swept: Path) -> None:
    _restore(swept, program)
    spoil(program.path, "followups", "repeat", 2, "FREQ=NOPE")
    assert program("followup", "held", "F-2", "好").code == 13
    program.ok("followup", "edit", "F-2", "--repeat", "monthly")
    program.ok("followup", "held", "F-2", "好")
    assert program("doctor").code == 0
