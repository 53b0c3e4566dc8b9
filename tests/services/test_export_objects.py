"""The lines of JSON that SQLite writes are, byte for byte, those that are made of cells, of whatever desk."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from servicedesk.domain.unreadable import FIRST_YEAR, LAST_YEAR
from servicedesk.exchange.column import join_list
from servicedesk.exchange.columns import COLUMNS_BY_KIND
from servicedesk.exchange.formats import FORMATS
from servicedesk.exchange.json_rows import encoded
from servicedesk.services.desk import Desk
from servicedesk.services.exporting import ExportRequest
from servicedesk.storage import driver, exporting, object_lines
from servicedesk.storage.kind_sql import in_one_list
from servicedesk.storage.moments import stored
from servicedesk.storage.opening import scratch
from tests.builders import NOW, given_case, given_customer, open_desk
from tests.hostile import desks
from tests.services.exchange_steps import KINDS, fill
from tests.spoiling import Torn, spoil_each

SPOILT = (
    5, -5, 5.5, float("inf"), b"5", b"\xff\x80x", "", "5", "-5", "05", "½", "yes", "a\x00b; c", " ; a",
    "[", "[1]", '"',
    Torn(b"\xe6\xbc\x8f\xff"), "2024-02-30T10:00:00Z", "2024-01-01T24:00:00Z", "2024-01-01 10:00:00Z",
    "2023-02-29T10:00:00Z", "2024-02-29T10:00:00Z", "0001-01-01T10:00:00Z", "9999-01-01T10:00:00Z",
    "2024-W01-1T10:00:00Z", "2024-01-01T10:00:60Z", "2024-01-01T10:00:00Z ", "2024-01-01T10:00:00+00:00",
    "2024-01-01T10:00:00Z\x00",
)  # fmt: skip
TABLES = {
    "customer": ("customers", "customer_phones", "customer_emails", "customer_tags", "contacts"),
    "case": (
        "cases", "case_labels", "case_notes", "case_remedies", "case_evidence", "case_statements",
        "case_handoffs", "case_waits", "case_steps", "case_links", "case_merges",
    ),
    "call": ("calls",),
    "followup": ("followups",),
    "promise": ("promises",),
}  # fmt: skip


def written(desk: Desk, kind: str, path: Path, **choices: object) -> tuple[bytes, int, int]:
    """The bytes of an export, its rows and how many of them are damaged."""
    request = ExportRequest(kind, path, force=True, **choices)  # type: ignore[arg-type]
    report = desk.exporting.run(request)
    return path.read_bytes(), report.rows, report.damaged


def require_equal(
    desk: Desk, folder: Path, kinds: Sequence[str] = KINDS, **choices: object
) -> dict[str, tuple[bytes, int, int]]:
    """Fail where the two ways differ; what was written of each kind."""
    found = {}
    for kind in kinds:
        for name in ("jsonl", "json"):
            fast = written(desk, kind, folder / f"fast.{name}", **choices)
            with pytest.MonkeyPatch.context() as patch:
                patch.setitem(FORMATS, name, FORMATS[name]._replace(objects_writer=""))
                general = written(desk, kind, folder / f"general.{name}", **choices)
            assert fast == general, (kind, name)
            found[kind] = fast
    return found


@pytest.fixture
def general(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    """The stretches that went the general way."""
    gone: list[object] = []
    plain = object_lines.row_blocks

    def heard(*given: object) -> object:
        gone.append(given[-1])
        return plain(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(object_lines, "row_blocks", heard)
    return gone


def test_a_desk_with_everything_in_it_comes_to_the_same_bytes(
    desk: Desk, tmp_path: Path, general: list[object]
) -> None:
    fill(desk)
    require_equal(desk, tmp_path)
    require_equal(desk, tmp_path, desk_times=True, language="zh")
    for kind in KINDS:
        names = [column.name for column in COLUMNS_BY_KIND[kind]]
        require_equal(desk, tmp_path, [kind], columns=names[::-2])
        for name in names:
            require_equal(desk, tmp_path, [kind], columns=[name])
    assert general == [], "nothing of it is damaged"


def test_a_choice_of_records_comes_to_the_same_bytes(desk: Desk, tmp_path: Path) -> None:
    fill(desk)
    require_equal(desk, tmp_path, ["case"], query="is:open")
    require_equal(desk, tmp_path, ["case"], query="nothing-is-called-so")
    require_equal(desk, tmp_path, ["case"], redact="all")


def test_changes_and_what_was_deleted_come_to_the_same_bytes(desk: Desk, tmp_path: Path) -> None:
    customer = given_customer(desk)
    for number in range(4):
        given_case(desk, f"漏水 {number}", customer_id=customer)
    desk.undo.undo()
    found = require_equal(desk, tmp_path, after=1)
    assert b'"deleted_at": "20' in found["case"][0]
    require_equal(desk, tmp_path, after=0)
    require_equal(desk, tmp_path, since=NOW - timedelta(days=400))


def test_hostile_texts_come_to_the_same_bytes(tmp_path: Path, general: list[object]) -> None:
    path = tmp_path / "desk.db"
    with closing(desks.open_desk(path)) as desk:
        desks.fill(desk)
        require_equal(desk, tmp_path)
        assert general == []
    desks.spoil(path)
    with closing(desks.open_desk(path)) as desk:
        require_equal(desk, tmp_path)


TEXTS = st.text(
    st.characters(exclude_categories=("Cs",)) | st.sampled_from(" ;,[]\"\\\n\x00\x1c\x85\u3000%'")
)


@settings(max_examples=300, deadline=None)
@given(values=st.lists(TEXTS, max_size=4))
@example(values=[","])
@example(values=['x",', "y"])
@example(values=["a", ",", '"', '","', "b"])
def test_a_list_is_spelt_as_what_its_cell_holds(values: list[str]) -> None:
    with scratch() as db:
        object_lines.offer_lists(db, encoded, join_list)
        db.execute("CREATE TABLE words (word TEXT)")
        db.executemany("INSERT INTO words VALUES (?)", [(value,) for value in values])
        (spelt,) = db.execute(f"SELECT {in_one_list('word')} FROM words").fetchone()
    assert spelt == encoded("list", join_list(values))


DAYS = st.dates().map(date.isoformat) | st.sampled_from(
    ("2024-02-30", "2023-02-29", "0000-01-01", "2024-13-01")
)
CLOCKS = st.times().map(lambda time: time.strftime("T%H:%M:%SZ")) | st.sampled_from(
    (
        "T24:00:00Z",
        "T23:60:00Z",
        "T23:59:60Z",
        "T10:00Z",
        "T10:00:00",
        "T10:00:00.0Z",
        "T10:00:00+00:00",
        "",
        "\x00",
    )
)


@settings(max_examples=500, deadline=None)
@given(text=st.builds("{}{}".format, DAYS, CLOCKS) | st.text(max_size=20) | st.none())
def test_a_time_passes_only_if_the_general_way_lets_it_pass(text: str | None) -> None:
    if text is not None and any("\ud800" <= sign <= "\udfff" for sign in text):
        return
    with scratch() as db:
        fault = object_lines.is_no_moment("text")
        (is_bad,) = db.execute(f"SELECT {fault} FROM (SELECT ? AS text)", (text,)).fetchone()
    assert is_bad or exporting.is_moment(text, set())


@given(at=st.datetimes().filter(lambda at: FIRST_YEAR <= at.year <= LAST_YEAR))
def test_every_time_that_can_be_passes(at: datetime) -> None:
    with scratch() as db:
        fault = object_lines.is_no_moment("text")
        (is_bad,) = db.execute(
            f"SELECT {fault} FROM (SELECT ? AS text)", (stored(at.replace(tzinfo=UTC)),)
        ).fetchone()
    assert not is_bad


def columns_of(path: Path, table: str) -> list[str]:
    with closing(driver.connect(str(path))) as db:
        found = db.execute(f"PRAGMA table_info({table})").fetchall()
    return [name for _id, name, type_, *_rest in found if type_ in {"TEXT", "INTEGER"} and name != "id"]


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_stands_in_whichever_field_comes_to_the_same_bytes(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each value is in another field of each record, so that each field has had each value in the end."""
    monkeypatch.setattr(object_lines, "_BLOCK", 2)
    kept = tmp_path / "kept.db"
    with closing(open_desk(kept)) as desk:
        fill(desk)
    damaged = 0
    for turn in range(len(SPOILT)):
        path = tmp_path / "desk.db"
        shutil.copy(kept, path)
        for table in TABLES[kind]:
            with closing(driver.connect(str(path))) as db:
                ids = [number for (number,) in db.execute(f"SELECT id FROM {table} ORDER BY id")]
            names = columns_of(path, table) if ids else []
            for place, name in enumerate(names):
                spoil_one(
                    path, (table, name, ids[(place + turn) % len(ids)], SPOILT[(place + turn) % len(SPOILT)])
                )
        with closing(open_desk(path)) as desk:
            damaged += require_equal(desk, tmp_path, [kind])[kind][2]
    assert damaged


def spoil_one(path: Path, damage: tuple[str, str, int, object]) -> None:
    """As far as the keys of the table let it."""
    with suppress(driver.Error):
        spoil_each(path, [damage])
