"""Salvage where no tree leads to the rows any more: they are read off the pages, proven by their sums."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from servicedesk.domain.errors import DamagedError
from servicedesk.services.maintenance import MaintenanceService, exit_code
from servicedesk.storage import driver, raw_pages
from servicedesk.storage.salvage import salvage
from tests.storage.test_health import by_force, made, path, rows_of

__all__ = ["made", "path"]


def test_rows_are_found_where_the_schema_itself_is_lost(path: Path, tmp_path: Path) -> None:
    """No tree leads to anything then; the leaves are there, and the sums say what they hold."""
    by_force(path, "UPDATE cases SET subject = '翻转' WHERE id = 7", "DELETE FROM calls WHERE id = 3")
    whole = rows_of(path)
    wipe_schema(path)
    target = tmp_path / "saved.db"
    report = {part.table: part for part in salvage(path, target)}
    assert report["customers"].saved == 100
    # A row that its sum does not prove is left out rather than guessed.
    assert (report["cases"].saved, report["cases"].missing) == (99, 1)
    for table, rows in rows_of(target).items():
        for number, row in rows.items():
            # What named a record that is lost names none now.
            assert all(one in {other, None} for one, other in zip(row, whole[table][number], strict=True))
    assert report["calls"].missing <= 1
    assert exit_code(MaintenanceService(target).doctor(full=True)) == 0


def wipe_schema(path: Path) -> None:
    """Overwrite what the page of the schema leads to."""
    with path.open("r+b") as file:
        page = file.read(4096)
        count = int.from_bytes(page[103:105], "big")
        assert page[100] == 5
        children = [int.from_bytes(page[112 + 2 * turn :][:2], "big") for turn in range(count)]
        for child in [*(int.from_bytes(page[one:][:4], "big") for one in children)]:
            file.seek((child - 1) * 4096)
            file.write(b"\xff" * 4096)


def require_no_wrong_rows(target: Path, whole: dict[str, dict[int, tuple[object, ...]]]) -> None:
    """What was saved is as it was written, but for the names of records that are lost."""
    for table, rows in rows_of(target).items():
        for number, row in rows.items():
            assert all(one in {other, None} for one, other in zip(row, whole[table][number], strict=True))


CUT: dict[str, tuple[Callable[[bytes], bytes], float]] = {
    # The roots of tables and indices fill most of the first half of a desk as small as this.
    "half": (lambda made: made[: len(made) // 2], 0.02),
    "nine of ten, and no whole page": (lambda made: made[: len(made) * 9 // 10 + 77], 0.6),
    "no header": (lambda made: bytes(100) + made[100:], 0.99),
    "no first page": (lambda made: bytes(4096) + made[4096:], 0.99),
    "another size of the pages": (lambda made: made[:16] + b"\x20" + made[17:], 0.99),
    "pages that seem shorter": (lambda made: made[:20] + b"\x08" + made[21:], 0.99),
    "no header and half": (lambda made: bytes(100) + made[100 : len(made) * 3 // 4], 0.05),
    "a table without its name": (
        lambda made: made.replace(b"CREATE TABLE customers", b"CREATE TABLE \xffustomers"), 1.0,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CUT)
def test_what_stands_on_the_pages_that_are_left_is_saved_and_none_of_it_wrong(
    path: Path, tmp_path: Path, name: str
) -> None:
    whole = rows_of(path)
    cut, share = CUT[name]
    path.write_bytes(cut(path.read_bytes()))
    before = path.read_bytes()
    report = salvage(path, tmp_path / "saved.db")
    assert path.read_bytes() == before
    count = sum(map(len, whole.values()))
    # The clocks' stamp has no sum; they are computed anew.
    assert sum(part.saved for part in report) >= share * count - 1
    require_no_wrong_rows(tmp_path / "saved.db", whole)
    for part in report:
        assert not part.is_complete or part.saved + part.missing >= len(whole[part.table])
    assert exit_code(MaintenanceService(tmp_path / "saved.db").doctor(full=True)) == 0


@pytest.mark.parametrize("seed", range(12))
def test_of_pages_that_stand_in_each_others_place_each_row_is_saved_as_what_it_is(
    path: Path, tmp_path: Path, seed: int
) -> None:
    whole = rows_of(path)
    made = path.read_bytes()
    pages = [made[start : start + 4096] for start in range(0, len(made), 4096)]
    leaves = [place for place, page in enumerate(pages) if place and page[0] == 0x0D]
    first, second = Random(seed).sample(leaves, 2)
    pages[first], pages[second] = pages[second], pages[first]
    path.write_bytes(b"".join(pages))
    report = salvage(path, tmp_path / "saved.db")
    require_no_wrong_rows(tmp_path / "saved.db", whole)
    assert sum(part.saved for part in report) >= sum(map(len, whole.values())) - 1


def test_a_row_that_was_not_as_we_wrote_it_is_saved_and_stays_named(path: Path, tmp_path: Path) -> None:
    by_force(path, "UPDATE cases SET subject = '翻转' WHERE id = 7")
    report = {part.table: part for part in salvage(path, tmp_path / "saved.db")}
    assert (report["cases"].saved, report["cases"].changed) == (100, 1)
    found = MaintenanceService(tmp_path / "saved.db").doctor(full=True)
    assert [one.text for one in found if one.topic == "sums"] == [
        "1 row is not as servicedesk wrote it: cases C-7 (changed)."
    ]


def test_long_texts_and_odd_numbers_are_read_off_the_pages(tmp_path: Path) -> None:
    path = tmp_path / "any.db"
    written = [
        (number, text, whole)
        for number, (text, whole) in enumerate(
            [("漏" * 40_000, 0), ("", -1), (None, 2**62), ("x" * 4061, -(2**40)), ("[/]\x1b", 1)], 1
        )
    ]
    with closing(driver.connect(str(path))) as db:
        db.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT, whole INTEGER)")
        db.executemany("INSERT INTO t VALUES (?, ?, ?)", written)
        db.commit()
    found = dict(raw_pages.records(path))
    assert [(number, *found[number][1:]) for number, _text, _whole in written[1:]] == written[1:]
    assert written[0] in [(number, *row[1:]) for number, row in raw_pages.records(path)]
    for size in (0, 50, 5000, 8191):
        (tmp_path / "cut.db").write_bytes(path.read_bytes()[:size])
        assert len(list(raw_pages.records(tmp_path / "cut.db"))) <= 6


def test_noise_in_the_place_of_pages_gives_nothing_and_ends(path: Path, tmp_path: Path) -> None:
    first = path.read_bytes()
    for seed in range(10):
        noise = Random(seed)
        spoilt = bytearray(first)
        for _turn in range(2000):
            spoilt[noise.randrange(100, len(spoilt))] = noise.randrange(256)
        path.write_bytes(spoilt)
        assert sum(1 for _record in raw_pages.records(path)) >= 0


def test_of_the_file_of_another_program_nothing_is_saved(tmp_path: Path) -> None:
    with closing(driver.connect(str(tmp_path / "any.db"))) as db:
        db.execute("CREATE TABLE cases (a)")
        db.execute("INSERT INTO cases VALUES (1)")
        db.commit()
    with pytest.raises(DamagedError):
        salvage(tmp_path / "any.db", tmp_path / "saved.db")
    assert not (tmp_path / "saved.db").exists()
