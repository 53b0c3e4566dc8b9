"""A large file is read in a process of its own: what comes of it is the same, whatever becomes of that."""

import csv
import os
import signal
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from servicedesk.domain.errors import UsageError
from servicedesk.services.importing import ImportReport, read_apart
from servicedesk.services.importing.read_apart import Source
from tests.builders import dump, open_desk
from tests.services.exchange_steps import take_in

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


@pytest.fixture
def apart(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Every file is read by another process; the list has an entry for each."""
    begun: list[int] = []
    fork = os.fork
    monkeypatch.setattr(read_apart, "is_worth_it", lambda _file, **_how: True)

    def counted() -> int:
        number = fork()
        begun.append(number)
        return number

    monkeypatch.setattr(os, "fork", counted)
    return begun


def register(path: Path) -> Path:
    """Rows of every fate: taken, rejected at once and late, with words of no list, and sums below."""
    lines = ["登记表,,,,,", "Ticket ID,Subject,Status,Customer,Received,Satisfaction"]
    for number in range(1300):
        subject = "" if number % 97 == 0 else f'"[/] 漏水 \u202e {number} \U0001f6b0"'
        state = ("new", "处理中", "closed", "等回音?")[number % 4]
        received = "2026-13-77" if number % 101 == 0 else "2026-11-16 09:00"
        lines.append(f"Z{number % 1250},{subject},{state},李伟 {number % 9},{received},{number % 101}")
    lines.append("合计,1300,,,,")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def taken(folder: Path, name: str, file: str = "old.csv") -> tuple[ImportReport, dict[str, Any], str]:
    """The report, all rows but for their uids, and the rejects."""
    desk = open_desk(folder / f"{name}.db")
    report = take_in(desk, folder / file, "case")
    assert report.rejects_file
    rejects = report.rejects_file.read_text(encoding="utf-8")
    report.rejects_file.unlink()
    found = dump(desk, without=("uid",))
    desk.close()
    return report, found, rejects


def test_the_rows_notes_and_rejects_are_those_of_one_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, apart: list[int]
) -> None:
    register(tmp_path / "old.csv")
    elsewhere = taken(tmp_path, "desk")
    assert len(apart) == 1
    for end in ("", "-wal", "-shm"):
        (tmp_path / f"desk.db{end}").unlink(missing_ok=True)
    monkeypatch.setattr(read_apart, "is_worth_it", lambda _file, **_how: False)
    here = taken(tmp_path, "desk")
    assert elsewhere == here
    assert here[0].rejected > 50
    assert here[0].notes


def workbook(path: Path) -> Path:
    """The same register as a sheet, with an error in a cell beside it."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("登记")
        with register(path.with_suffix(".csv")).open(encoding="utf-8") as lines:
            for at, cells in enumerate(csv.reader(lines)):
                sheet.write_row(at, 0, cells)
        sheet.write_formula(700, 4, "=NA()", None, "#N/A")
    return path


@pytest.mark.parametrize("killed_at", [None, 0, 2])
def test_a_workbook_is_the_same_read_apart_also_when_the_reader_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, apart: list[int], killed_at: int | None
) -> None:
    workbook(tmp_path / "old.xlsx")
    sent, send = count(), read_apart._send

    def send_or_die(pipe: Any, block: bytes) -> None:
        if next(sent) == killed_at:
            os.kill(os.getpid(), signal.SIGKILL)
        send(pipe, block)

    monkeypatch.setattr(read_apart, "_send", send_or_die)
    elsewhere = taken(tmp_path, "desk", "old.xlsx")
    assert len(apart) == 1
    for end in ("", "-wal", "-shm"):
        (tmp_path / f"desk.db{end}").unlink(missing_ok=True)
    monkeypatch.setattr(read_apart, "is_worth_it", lambda _file, **_how: False)
    here = taken(tmp_path, "desk", "old.xlsx")
    assert elsewhere == here
    assert any("#N/A" in note for note in here[0].notes)


def numbers(upto: int, at: int = -1, what: int = 0) -> Source:
    """Numbers as rows; the other process gets the signal `what` at one of them."""
    mine = os.getpid()

    def rows() -> Iterator[int]:
        for number in range(upto):
            if number == at and os.getpid() != mine:
                os.kill(os.getpid(), what)
            yield number

    file = Path(os.devnull).open("rb")  # noqa: SIM115 - ends with the test
    return Source(rows, file, lambda: "told", _HEARD.append, lambda row, read: (row, read), tuple)


_HEARD: list[Any] = []


def twice(number: int) -> int:
    return 2 * number


@pytest.mark.parametrize("count", [0, 1, 500, 999, 1000, 2001])
def test_all_rows_come_in_their_order(count: int) -> None:
    _HEARD.clear()
    found = list(read_apart.batches(numbers(count), twice, 1000))
    assert [pair for batch in found for pair in batch] == [(number, 2 * number) for number in range(count)]
    assert all(len(batch) == 1000 for batch in found[:-1])
    assert _HEARD == ["told"]


@pytest.mark.parametrize("at", [0, 499, 1700, 2999])
def test_a_process_that_is_killed_costs_time_and_no_row(at: int) -> None:
    _HEARD.clear()
    found = list(read_apart.batches(numbers(3000, at, signal.SIGKILL), twice, 1000))
    assert [pair for batch in found for pair in batch] == [(number, 2 * number) for number in range(3000)]
    assert _HEARD == []


def test_a_fault_on_the_way_is_told_of_here_after_the_rows_before_it() -> None:
    def read(number: int) -> int:
        if number == 2500:
            raise ValueError("漏水 [/]")
        return number

    coming = read_apart.batches(numbers(3000), read, 1000)
    assert [len(batch) for batch in islice(coming, 2)] == [1000, 1000]
    with pytest.raises(ValueError, match="漏水"):
        next(coming)


def test_who_stops_half_way_leaves_no_process_behind(apart: list[int]) -> None:
    coming = read_apart.batches(numbers(10**9), twice, 1000)
    next(coming)
    coming.close()
    with pytest.raises(ChildProcessError):
        os.waitpid(apart[0], os.WNOHANG)


def test_rows_that_need_too_much_memory_end_the_import_in_words(
    monkeypatch: pytest.MonkeyPatch, apart: list[int]
) -> None:
    monkeypatch.setattr(read_apart, "MOST_MEMORY", 64 << 20)
    parent = os.getpid()

    def grow(row: int) -> int:
        assert os.getpid() != parent
        return len(bytes(512 << 20)) if row == 700 else row

    coming = read_apart.batches(numbers(3000), grow, 500)
    assert len(next(coming)) == 500
    with pytest.raises(UsageError, match="more memory than its reading may take") as caught:
        next(coming)
    assert (caught.value.exit_code, bool(caught.value.hint)) == (2, True)
    assert len(apart) == 1


def test_of_long_rows_few_are_sent_at_once_and_of_short_ones_many() -> None:
    sizes: list[int] = []

    class Pipe:
        def write(self, block: memoryview) -> int:
            sizes.append(len(block))
            return len(block)

    for width, most in ((300_000, 2 << 20), (10, 1 << 20)):
        sizes.clear()
        lines = ["漏" * width] * 400
        source = Source(
            lambda lines=lines: iter(lines),  # type: ignore[misc]
            None,  # type: ignore[arg-type]
            lambda: None,
            lambda _told: None,
            lambda row, _read: row,
            lambda row: (row, row),
        )
        read_apart._send_all(source, lambda row: row, Pipe(), bytearray(8))  # type: ignore[arg-type]
        assert max(sizes) < most
    assert len(sizes) < 15
