"""Workbooks made to harm, damaged or locked: one line in words, and the process that asked lives on."""

import errno
import random
import struct
from dataclasses import replace
from pathlib import Path

import pytest

from servicedesk.domain.errors import ServiceDeskError, UsageError
from servicedesk.exchange import workbook_kinds, workbook_process
from servicedesk.exchange.readers import open_rows
from servicedesk.exchange.workbook_faults import fault
from servicedesk.exchange.workbook_kinds import Unreadable, is_encrypted_xls, kind_of
from tests.exchange.steps import given
from tests.exchange.workbooks import HEAD, PARTS, archive_of, book, ods, ods_row, packed, sheet_xml, text_row

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SMALL = sheet_xml(text_row(1, *HEAD) + text_row(2, "王", "1", "甲"))


def count(path: Path) -> int:
    with open_rows(path) as table:
        return sum(1 for _row in table.rows())


def limited(monkeypatch: pytest.MonkeyPatch, **limits: int) -> None:
    monkeypatch.setattr(workbook_process, "LIMITS", replace(workbook_process.LIMITS, **limits))


def ole_that_turns_in_circles() -> bytes:
    """An old workbook of 1.5 kB whose directory is the sector that follows itself."""
    head = OLE + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0) + struct.pack("<I", 0)
    head += b"\xff" * (512 - len(head))
    fat = struct.pack("<II", 0xFFFFFFFD, 1) + b"\xff" * 504

    def entry(name: str, kind: int) -> bytes:
        written = name.encode("utf-16-le")
        return written.ljust(64, b"\0") + struct.pack("<HB", len(written) + 2, kind) + b"\0" * 61

    directory = entry("Root Entry", 5) + entry("Workbook", 2)
    return head + fat + directory.ljust(512, b"\0")


def test_a_container_that_turns_in_circles_ends_the_other_process_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limited(monkeypatch, memory=400 << 20, cpu_seconds=20)
    with pytest.raises(UsageError, match=r"memory|too long|damaged") as caught:
        count(given(tmp_path, ole_that_turns_in_circles(), "oleloop.xls"))
    assert caught.value.hint


def test_a_sheet_with_a_cell_in_each_corner_needs_more_memory_than_there_is(tmp_path: Path) -> None:
    corner = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    path = packed(tmp_path / "a.xlsx", sheet_xml(text_row(1, *HEAD) + text_row(2, "王", "1", "甲") + corner))
    with pytest.raises(UsageError, match=r"more memory|damaged|repeats filled rows"):
        count(path)


def test_a_sheet_that_claims_a_million_rows_holds_those_that_are_filled(tmp_path: Path) -> None:
    blank = '<row r="1048576"><c r="A1048576" t="inlineStr"><is><t> </t></is></c></row>'
    rows = text_row(1, *HEAD) + text_row(2, "王", "1", "甲") + blank
    sheet = sheet_xml(rows).replace("<sheetData>", '<dimension ref="A1:C1048576"/><sheetData>')
    assert count(packed(tmp_path / "a.xlsx", sheet)) == 1


def test_a_table_that_repeats_a_cell_beyond_all_bounds_is_refused(tmp_path: Path) -> None:
    content = ods_row(*HEAD) + ods_row("王", "1", rows=1_048_576, columns=16_384)
    with pytest.raises(UsageError, match=r"more memory|damaged|repeats filled rows"):
        count(ods(tmp_path / "a.ods", content))


def test_a_part_that_unpacks_to_a_thousand_times_its_size_is_refused_unread(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.xlsx", SMALL, {"xl/media/x.bin": b"\0" * (40 << 20)})
    with pytest.raises(UsageError, match=r"unpacks 40 MB from \d+ kB"):
        count(path)


@pytest.mark.parametrize(
    ("limit", "value", "why"), [("MOST_MEMBERS", 3, "members"), ("MOST_UNPACKED", 100, "size")]
)
def test_too_many_parts_and_too_large_a_whole_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int, why: str
) -> None:
    monkeypatch.setattr(workbook_kinds, limit, value)
    with packed(tmp_path / "a.xlsx", SMALL).open("rb") as source, pytest.raises(Unreadable) as caught:
        kind_of(source)
    assert caught.value.values["why"] == why


def test_a_file_beyond_what_is_read_into_memory_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook_kinds, "MOST_BYTES", 100)
    with packed(tmp_path / "a.xlsx", SMALL).open("rb") as source, pytest.raises(Unreadable) as caught:
        kind_of(source)
    assert caught.value.values["error"] == "file_too_large"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml"])
def test_entities_are_refused_wherever_they_stand(tmp_path: Path, part: str, encoding: str) -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><a>&c;</a>'
    path = packed(tmp_path / "a.xlsx", SMALL, {part: bomb.encode(encoding)})
    with path.open("rb") as source, pytest.raises(Unreadable) as caught:
        kind_of(source)
    assert caught.value.values["why"] == "entities"


def test_locked_workbooks_of_every_kind_say_that_they_are_locked(tmp_path: Path) -> None:
    locked = given(
        tmp_path, OLE + b"\0" * 512 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 64, "a.xlsx"
    )
    with pytest.raises(UsageError, match="password"):
        count(locked)
    parts = {
        "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": b"\x9f\x01",
        "META-INF/manifest.xml": b"<manifest:encryption-data/>",
    }
    with pytest.raises(UsageError, match="password"):
        count(given(tmp_path, archive_of(parts), "a.ods"))
    begin = struct.pack("<HHHH", 0x809, 16, 0x600, 5) + b"\0" * 12
    for record, is_locked in ((0x2F, True), (0x0A, False)):
        with given(tmp_path, OLE + begin + struct.pack("<HH", record, 0), "a.xls").open("rb") as source:
            assert is_encrypted_xls(source) is is_locked
    flagged = bytearray(archive_of({name: part.encode() for name, part in PARTS.items()}))
    place = flagged.index(b"PK\x01\x02")
    flagged[place + 8] |= 1
    with pytest.raises(UsageError, match="password"):
        count(given(tmp_path, bytes(flagged), "a.xlsx"))


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({"word/document.xml": b"<a/>", "[Content_Types].xml": b"<a/>"}, "a Word document"),
        ({"ppt/presentation.xml": b"<a/>", "[Content_Types].xml": b"<a/>"}, "a PowerPoint file"),
        ({"Index/Document.iwa": b"x"}, "iWork"),
        ({"content.xml": b"<a/>", "mimetype": b"application/vnd.oasis.opendocument.text"}, "OpenDocument"),
        ({"../../etc/passwd": b"x", "photo.jpg": b"x"}, "a ZIP archive"),
        ({"[Content_Types].xml": b"<a/>"}, "damaged"),
    ],
)
def test_an_archive_that_is_no_workbook_says_what_it_is(
    tmp_path: Path, members: dict[str, bytes], words: str
) -> None:
    with pytest.raises(UsageError, match=words):
        count(given(tmp_path, archive_of(members), "a.xlsx"))


def test_one_damaged_sheet_is_named_and_the_others_can_be_read(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.xlsx", sheet_xml('<row r="1"><c r="#!"><v>1</v></c></row>'))
    with pytest.raises(UsageError, match="The sheet Sheet1 is damaged"):
        count(path)


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ({"wait_seconds": 0}, "takes too long"),
        ({"disk": 1000}, "more memory"),
        ({"memory": 1 << 20}, "memory|cannot be loaded"),
    ],
)
def test_each_limit_ends_the_reading_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limits: dict[str, int], words: str
) -> None:
    limited(monkeypatch, **limits)
    path = book(tmp_path / "a.xlsx", [HEAD, *(("王", number, "甲" * 20) for number in range(2000))])
    with pytest.raises(ServiceDeskError, match=words):
        count(path)


@pytest.mark.parametrize(("number", "exit_code"), [(errno.ENOSPC, 15), (errno.EFBIG, 2), (errno.EIO, 2)])
def test_a_disk_that_is_full_is_told_from_a_workbook_that_is_too_large(number: int, exit_code: int) -> None:
    error = fault({"error": "disk", "number": number})
    assert error.exit_code == exit_code
    assert error.message


def test_nothing_is_run_that_lies_in_the_folder_of_the_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("python_calamine", "json", "servicedesk"):
        given(tmp_path, f"open({str(tmp_path / 'run')!r}, 'w')", f"{name}.py")
    path = book(tmp_path / "a.xlsx", [HEAD, ("王", 1, "甲")])
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SERVICEDESK_PASSWORD", "geheim")
    assert count(path) == 1
    assert not (tmp_path / "run").exists()
    assert not any(name.startswith("SERVICEDESK_") for name in workbook_process._environment())


def spoil(whole: bytes, chance: random.Random) -> bytes:
    """`whole` cut somewhere, or with some bytes changed."""
    if chance.random() < 0.3:
        return whole[: chance.randrange(4, len(whole))]
    spoilt = bytearray(whole)
    for _change in range(chance.choice((1, 3, 20))):
        spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
    return bytes(spoilt)


def try_spoilt(folder: Path, seeds: range) -> None:
    first = book(folder / "a.xlsx", [HEAD, *(("王", number, "甲") for number in range(50))])
    second = ods(folder / "a.ods", ods_row(*HEAD) + ods_row("王", "1", "甲", rows=50))
    refused = []
    for seed in seeds:
        chance = random.Random(seed)
        whole = chance.choice((first, second)).read_bytes()
        try:
            count(given(folder, spoil(whole, chance), "spoilt.xlsx"))
        except ServiceDeskError as error:
            refused.append((seed, error))
    assert all(error.exit_code == 2 and error.message and error.hint for _seed, error in refused), refused


def test_spoilt_workbooks_are_read_or_refused_in_words(tmp_path: Path) -> None:
    try_spoilt(tmp_path, range(8))


@pytest.mark.slow
def test_many_spoilt_workbooks_are_read_or_refused_in_words(tmp_path: Path) -> None:
    try_spoilt(tmp_path, range(8, 200))


@pytest.mark.parametrize(("rows", "is_refused"), [(4_000_000_000, True), (100_002, True), (3, False)])
def test_a_filled_row_that_repeats_without_end_is_refused(
    tmp_path: Path, rows: int, *, is_refused: bool
) -> None:
    path = ods(tmp_path / "a.ods", ods_row("主题") + ods_row("漏水", rows=rows))
    with path.open("rb") as source:
        if is_refused:
            with pytest.raises(Unreadable) as caught:
                kind_of(source)
            assert caught.value.values["why"] == "repeated"
        else:
            assert kind_of(source) == "ods"


@pytest.mark.parametrize(
    ("blanks", "signs", "is_refused"), [(999_999_999, 1, True), (999_999, 30, True), (40, 3, False)]
)
def test_blanks_that_repeat_without_end_are_refused_before_they_are_made(
    tmp_path: Path, blanks: int, signs: int, *, is_refused: bool
) -> None:
    row = ods_row("漏水").replace("漏水", f'漏<text:s text:c="{blanks}"/>水' * signs)
    with ods(tmp_path / "a.ods", ods_row("主题") + row).open("rb") as source:
        if is_refused:
            with pytest.raises(Unreadable) as caught:
                kind_of(source)
            assert caught.value.values["why"] == "blanks"
        else:
            assert kind_of(source) == "ods"


def test_blank_rows_may_repeat_to_the_end_of_the_sheet(tmp_path: Path) -> None:
    blank = '<table:table-row table:number-rows-repeated="1048575"><table:table-cell/></table:table-row>'
    shut = '<table:table-row table:number-rows-repeated="1048575"/>'
    with ods(tmp_path / "a.ods", blank + ods_row("主题") + shut + blank).open("rb") as source:
        assert kind_of(source) == "ods"
