"""Every row has a checksum: what changed without us is found, whatever we do ourselves is not."""

import zlib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from servicedesk.domain.errors import RefusedError
from servicedesk.services.context import Clock
from servicedesk.services.desk import Desk
from servicedesk.services.importing import ImportRequest
from servicedesk.services.maintenance import MaintenanceService, exit_code
from servicedesk.storage import driver, row_sums
from servicedesk.storage.opening import looking_into
from servicedesk.storage.row_sums import TABLES, Unlike, prefix, unlike
from servicedesk.storage.salvage import salvage
from tests.builders import FixedTime, given_call, given_case, given_customer, given_followup, open_desk
from tests.spoiling import spoil
from tests.storage.test_migrations import desk_of_schema, first_desk


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A desk with some of everything."""
    place = tmp_path_factory.mktemp("made") / "desk.db"
    with open_desk(place) as desk:
        for number in range(1, 21):
            customer_id = given_customer(desk, f"李伟{number}", f"138 0000 00{number:02}", tags=["老客户"])
            case_id = given_case(
                desk, f"空调漏水 {number}", customer_id=customer_id, labels=["漏水"], description="水" * 90
            )
            given_call(desk, f"138 0000 00{number:02}", f"来电 {number}")
            given_followup(desk, case_id=case_id)
            desk.cases.note([case_id], "已记录")
    return place.read_bytes()


@pytest.fixture
def path(made: bytes, tmp_path: Path) -> Path:
    """That file, to be changed."""
    place = tmp_path / "desk.db"
    place.touch(0o600)
    place.write_bytes(made)
    return place


def found_in(path: Path) -> list[Unlike]:
    """What is not as we wrote it."""
    with looking_into(path) as db:
        return list(unlike(db))


def by_hand(path: Path, *statements: str) -> None:
    """What somebody does with sqlite3."""
    with closing(driver.connect(str(path), isolation_level=None)) as db:
        db.execute("PRAGMA foreign_keys = OFF")
        for statement in statements:
            db.execute(statement)


def test_tables_are_told_apart_by_their_names() -> None:
    assert len({prefix(table) for table in TABLES}) == len(TABLES)
    assert "cases" in TABLES
    assert "row_sums" not in TABLES


CHANGES: dict[str, Callable[[Desk], object]] = {
    "save": lambda desk: given_case(desk, "新的", labels=["急"]),
    "edit": lambda desk: desk.cases.edit(3, {"description": "别的", "priority": 4}),
    "undo": lambda desk: (desk.cases.edit(3, {"description": "别的"}), desk.undo.undo()),
    "undo of an insert": lambda desk: (given_case(desk), desk.undo.undo()),
    "redo": lambda desk: (given_case(desk), desk.undo.undo(), desk.undo.redo()),
    "clocks": lambda desk: desk.clocks.refresh_all(),
    "delete": lambda desk: desk.lists.delete_view(desk.lists.save_view("case", "我的", "漏水")),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(CHANGES))
def test_what_we_change_ourselves_has_its_sums(path: Path, name: str) -> None:
    with open_desk(path) as desk:
        CHANGES[name](desk)
    assert found_in(path) == []


def test_an_import_and_its_undo_have_their_sums(path: Path, tmp_path: Path) -> None:
    source = tmp_path / "old.csv"
    source.write_text("主题,客户\n" + "".join(f"漏水 {n},王{n}\n" for n in range(30)), encoding="utf-8")
    with open_desk(path) as desk:
        desk.importing.run(ImportRequest(source, "case"))
        assert len(desk.lists.ids("case")) == 50
    assert found_in(path) == []
    with open_desk(path) as desk:
        desk.undo.undo()
    assert found_in(path) == []


def test_a_change_that_was_taken_back_leaves_nothing(path: Path) -> None:
    with open_desk(path) as desk:
        with pytest.raises(AssertionError, match="without an event"), desk.writing() as transaction:
            transaction.update("cases", 1, {"subject": "x"})
        desk.cases.edit(2, {"subject": "y"})
    assert found_in(path) == []


def test_an_older_desk_gets_its_sums_when_it_climbs_and_so_does_a_salvaged_one(
    tmp_path: Path,
) -> None:
    path = first_desk(tmp_path / "desk.db")
    open_desk(path).close()
    assert found_in(path) == []
    salvage(path, tmp_path / "saved.db")
    assert found_in(tmp_path / "saved.db") == []
    by_hand(path, "UPDATE cases SET subject = '别的' WHERE id = 2")
    assert found_in(path) == [Unlike("cases", 2, "changed")]


def test_a_climb_accepts_no_row_that_was_not_as_we_wrote_it(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    with desk_of_schema(3, path) as db:
        row_sums.write_all(db)
    by_hand(path, "UPDATE cases SET subject = '别的' WHERE id = 2", "DELETE FROM case_notes WHERE id = 1")
    open_desk(path).close()
    assert found_in(path) == [Unlike("case_notes", 1, "removed"), Unlike("cases", 2, "changed")]
    by_hand(path, "UPDATE cases SET subject = '又别的' WHERE id = 1")
    assert Unlike("cases", 1, "changed") in found_in(path)


def test_what_another_program_does_is_found_named_and_can_be_accepted(path: Path) -> None:
    by_hand(
        path,
        "UPDATE cases SET description = '改了' WHERE id = 7",
        "DELETE FROM case_notes WHERE id = 3",
        "INSERT INTO case_notes (case_id, at, text) VALUES (1, '2026-11-20T01:00:00Z', '外来')",
    )
    service = MaintenanceService(path, Clock(FixedTime()))
    assert found_in(path) == [
        Unlike("case_notes", 3, "removed"), Unlike("case_notes", 21, "added"), Unlike("cases", 7, "changed"),
    ]  # fmt: skip
    found = service.doctor(full=True)
    assert exit_code(found) == 13
    (sums,) = [finding for finding in found if finding.topic == "sums"]
    assert "cases C-7 (changed)" in sums.text
    assert "改了" not in sums.text
    service.accept()
    assert exit_code(service.doctor(full=True)) == 0


EDITS: dict[str, Callable[[Desk], object]] = {
    "an edit": lambda desk: desk.cases.edit(7, {"priority": 4}),
    "an edit of what was changed": lambda desk: desk.cases.edit(7, {"description": "改回来"}),
    "two edits": lambda desk: (desk.cases.edit(7, {"priority": 4}), desk.cases.edit(7, {"priority": 2})),
    "an edit and its undo": lambda desk: (desk.cases.edit(7, {"priority": 4}), desk.undo.undo()),
    "a move": lambda desk: desk.moves.work([7]),
    "an edit of many": lambda desk: [desk.cases.edit(one, {"priority": 4}) for one in range(5, 9)],
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(EDITS))
def test_an_edit_makes_nothing_right_that_was_not_ours(path: Path, name: str) -> None:
    by_hand(path, "UPDATE cases SET description = '改了' WHERE id = 7")
    with open_desk(path) as desk:
        EDITS[name](desk)
    assert found_in(path) == [Unlike("cases", 7, "changed")]
    service = MaintenanceService(path, Clock(FixedTime()))
    service.accept()
    assert found_in(path) == []
    with open_desk(path) as desk:
        desk.cases.edit(7, {"priority": 1})
    assert found_in(path) == []


def test_what_is_taken_away_and_comes_back_is_still_not_ours(path: Path) -> None:
    by_hand(
        path,
        "UPDATE case_labels SET label = '别的', folded = '别 的' WHERE id = 5",
        "INSERT INTO case_notes (case_id, at, text) VALUES (1, '2026-11-20T01:00:00Z', '外来')",
    )
    with open_desk(path) as desk:
        desk.cases.label([5], remove=["别的"])
        assert found_in(path) == [Unlike("case_labels", 5, "removed"), Unlike("case_notes", 21, "added")]
        desk.undo.undo()
    assert found_in(path) == [Unlike("case_labels", 5, "changed"), Unlike("case_notes", 21, "added")]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.booleans(), st.integers(1, 6)), max_size=12))
def test_named_are_the_rows_that_another_program_changed(
    made: bytes, tmp_path: Path, steps: list[Any]
) -> None:
    place = tmp_path / "desk.db"
    place.write_bytes(made)
    by_others = set()
    with open_desk(place) as desk:
        for turn, (is_ours, number) in enumerate(steps):
            if is_ours:
                desk.cases.edit(number, {"subject": f"漏水 {turn}", "priority": 1 + turn % 4})
            else:
                by_hand(place, f"UPDATE cases SET description = '外 {turn}' WHERE id = {number}")
                by_others.add(number)
    assert found_in(place) == [Unlike("cases", number, "changed") for number in sorted(by_others)]


def test_what_is_damaged_otherwise_is_not_accepted(path: Path) -> None:
    spoil(path, "cases", "received_at", 2, "2026-31-19T01:00:00Z")
    before = path.read_bytes()
    with pytest.raises(RefusedError):
        MaintenanceService(path, Clock(FixedTime())).accept()
    assert path.read_bytes() == before


def test_nothing_of_ours_stands_in_the_way_of_another_program(path: Path) -> None:
    with closing(driver.connect(str(path))) as db:
        assert db.execute("SELECT count(*) FROM sqlite_schema WHERE type = 'trigger'").fetchone()[0] == 0
    by_hand(path, "UPDATE cases SET subject = 'x' WHERE id = 1")


def test_a_sum_is_that_of_all_fields_but_what_the_clocks_come_to(path: Path) -> None:
    with looking_into(path) as db:
        place = prefix("case_labels") | 5
        held = db.execute("SELECT crc FROM row_sums WHERE id = ?", (place,)).fetchone()[0]
        row = db.execute("SELECT case_id, position, label, folded FROM case_labels WHERE id = 5").fetchone()
    assert held == zlib.crc32("\x1f".join(map(str, row)).encode())
    by_hand(path, "UPDATE cases SET urgency = urgency + 1, deadline_at = NULL")
    assert found_in(path) == []


def test_an_older_sqlite_makes_the_same_sums(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    row_sums._text.cache_clear()
    monkeypatch.setattr(row_sums, "_CONCAT_SINCE", (99,))
    try:
        assert found_in(path) == []
    finally:
        row_sums._text.cache_clear()


def test_single_flipped_bits_in_the_texts_of_records_are_found(path: Path) -> None:
    whole = path.read_bytes()
    random = Random(43)
    places = [at for at in range(len(whole)) if whole.startswith("水水水".encode(), at)]
    for at in random.sample(places, 12):
        damaged = bytearray(whole)
        damaged[at + random.randrange(3)] ^= 1 << random.randrange(6)
        path.write_bytes(damaged)
        assert [one.table for one in found_in(path)] in (["cases"], ["events"])
