"""What we write we read back, letter for letter, in every format and encoding."""

# ruff: noqa: E501 - rows of tables are not cut

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicedesk.domain.errors import UsageError
from servicedesk.domain.text import clean, clean_line
from servicedesk.exchange.column import join_list
from servicedesk.exchange.columns import COLUMNS_BY_KIND
from servicedesk.exchange.csv_writing import write_csv
from servicedesk.exchange.formats import BOTH_WAYS, FORMATS
from servicedesk.exchange.neutral import neutralise, restore
from servicedesk.exchange.readers import open_rows
from servicedesk.exchange.rows import RawRow, ReadOptions, WriteOptions
from tests.exchange.steps import columns_of, read, written
from tests.exchange.steps import given as given_file

HOSTILE = [
    "=cmd|' /C calc'!A0",
    "＝1+1",
    "+86 138 0000 1111",
    "+8613800001111",
    "-5.20",
    "@SUM(1)",
    "\tx",
    " =1",
    "\u00a0=1",
    "\u200b=1",
    "'",
    "''=1",
    "'quoted'",
    "|x",
    "%x",
    'a "b" c',
    "a,b;c\td|e",
    "line\nbreak",
    "[/x] [@click=app.quit]",
    "漏水，要求退款！",
    "👨‍👩‍👧 é ß ﷽",
    ', "x',
    "sep=;",
    "0",
    "1.38E+10",
    "NULL",
    "00123",
    "\\",
    "{",
    "[1]",
    '="00124"',
    "'00125",
    "`00126",
    "\u201900127",
    "'=1+1",
    "－5",
    "\u3000+1",
    "％d",
    "Total",
    "合计",
    "_line",
    "{=1+1}",
    "{{7*7}}",
]

own_text = st.one_of(
    st.sampled_from(HOSTILE), st.text(max_size=60), st.text("=+-@' \t\n,\";|漏水a", max_size=12)
)


def as_text(text: str) -> str:
    return clean(text).strip("\n").rstrip()


HostileRow = tuple[str, str, list[str], list[str], str]
hostile_rows = st.tuples(
    own_text, own_text, st.lists(own_text, max_size=3), st.lists(own_text, max_size=3), own_text
)

LINES = ["name", "note", "phone", "tags", "source", "birthday", "uid", "external_id", "external_source"]


@pytest.mark.parametrize("file_format", [name for name in BOTH_WAYS if not FORMATS[name].has_sheets])
@pytest.mark.parametrize("raw", [False, True])
@settings(max_examples=120)
@given(rows=st.lists(hostile_rows, max_size=6))
def test_hostile_text_comes_back_as_it_was(
    tmp_path: Path, file_format: str, raw: bool, rows: list[HostileRow]
) -> None:
    check_round_trip(tmp_path, file_format, rows, raw=raw)


# Each workbook is read by a process of its own: fewer examples, with more rows.
@settings(max_examples=8)
@given(rows=st.lists(hostile_rows, min_size=20, max_size=60))
def test_hostile_text_comes_back_from_a_workbook(tmp_path: Path, rows: list[HostileRow]) -> None:
    check_round_trip(tmp_path, "xlsx", rows, raw=False)


def check_round_trip(tmp_path: Path, file_format: str, rows: list[HostileRow], *, raw: bool) -> None:
    """Write rows of customers and read them again: all of their texts are as they were."""
    columns = columns_of("customer", *LINES)
    stored = []
    for place, (name, note, phones, tags, source) in enumerate(rows):
        stored.append(
            {
                "name": clean_line(name) or "x",
                "phone": [
                    number for phone in phones if (number := clean_line(phone)) and number != "1.38E+10"
                ],
                "tags": [tag for text in tags if (tag := clean_line(text))],
                "source": clean_line(source),
                "birthday": "",
                "note": as_text(note),
                "external_id": "",
                "external_source": clean_line(source),
                "uid": f"u{place}",
            }
        )
    lines = [
        tuple(
            join_list(value) if isinstance(value, list) else value for value in (row[c.name] for c in columns)
        )
        for row in stored
    ]
    path = given_file(tmp_path, written(columns, lines, file_format, raw=raw), f"x.{file_format}")
    reading = read(path, "customer")
    assert [
        {name: value or type(stored[0][name])() for name, value in row.items()} for row in reading.rows
    ] == [{name: row[name] for name in reading.mapping.used} for row in stored]
    assert reading.rejected == []


@pytest.mark.parametrize("file_format", ["csv", "jsonl"])
@settings(max_examples=60)
@given(
    words=own_text,
    name=own_text,
    currency=st.sampled_from(["CNY", "12", "=1", ""]),
    cents=st.integers(0, 10**12),
)
def test_hostile_parts_of_a_case_come_back_as_they_were(
    tmp_path: Path, file_format: str, words: str, name: str, currency: str, cents: int
) -> None:
    columns = columns_of("case", "subject", "remedies", "handoffs", "steps", "uid", "external_source")
    cost = f"{cents // 100}.{cents % 100:02d}"
    parts = {
        "remedies": [{"kind": "gift", "words": words, "cost": cost, "currency": currency, "approver": name}],
        "handoffs": [{"department": f"x{name}", "words": words, "back_words": words}],
        "steps": [{"text": f"x{words}", "required": "no", "done_by": name}],
    }
    places = {"subject": "x", "uid": "u1"}
    places |= {part: json.dumps(rows, ensure_ascii=False) for part, rows in parts.items()}
    cells = tuple(places.get(column.name, "") for column in columns)
    path = given_file(tmp_path, written(columns, [cells], file_format), f"x.{file_format}")
    reading = read(path, "case")
    assert reading.rejected == []
    (found,) = reading.rows
    remedy, handoff, step = (found[part][0] for part in parts)
    assert (remedy["words"], remedy["cost"]) == (as_text(words), cents)
    assert (remedy["approver"], remedy["currency"]) == (clean_line(name), currency)
    assert (handoff["department"], handoff["back_words"]) == (clean_line(f"x{name}"), as_text(words))
    assert (step["text"], step["required"]) == (as_text(f"x{words}"), False)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_encoding_and_both_languages_of_headers_come_back(
    tmp_path: Path, encoding: str, language: str
) -> None:
    columns = columns_of("customer", "name", "note", "uid")
    rows = [
        (f"客户 李娜 {text}", text, f"u{place}")
        for place, text in enumerate(HOSTILE)
        if text == as_text(text)
    ]
    content = written(columns, rows, encoding=encoding, language=language)
    options = ReadOptions(encoding=encoding if encoding == "gb18030" else None)
    reading = read(given_file(tmp_path, content), "customer", options=options)
    assert reading.headers[0] == ("Name" if language == "en" else "名称")
    assert [(row["name"], row["note"], row["uid"]) for row in reading.rows] == [
        (clean_line(name), note, uid) for name, note, uid in rows
    ]


@given(own_text)
def test_a_neutral_cell_begins_no_formula_and_comes_apart_again(text: str) -> None:
    cell = neutralise(text)
    assert restore(cell) == (text if cell != text or not text.startswith("'") else text[1:])
    assert cell in {text, f"'{text}"}
    if not text.startswith("+"):
        assert cell.lstrip(" \u00a0\u200b\ufeff\u3000")[:1] not in set("=+-@|%＝＋－＠")
    assert text[:1] != "'" or cell[:2] == "''"


def note_line(text: str, **choices: bool) -> str:
    """The one line of a file with nothing but this note, as it is written."""
    content = written(columns_of("customer", "note"), [(text,)], **choices)
    return content.decode().removeprefix("\ufeff").partition("\r\n")[2].removesuffix("\r\n")


@pytest.mark.parametrize("text", [text for text in HOSTILE if text.strip(" \u00a0\u200b")[:1] in "=＝-@|%'+"])
def test_every_risky_cell_of_a_file_is_neutral_and_only_numbers_to_dial_are_left(text: str) -> None:
    line = note_line(text)
    if text == "+8613800001111":
        assert line == text
    else:
        assert line.strip('"').startswith("'")
    assert note_line(text, raw=True).strip('"')[:1] == text[:1]


PART_CELLS = {
    "evidence": '[{"what": "=照片", "from_whom": "王", "got_at": "2026-01-02T03:04:05Z", "kept_where": "-柜",'
    ' "recorded_by": "张"}]',
    "statements": '[{"side": "employee", "speaker": "李", "words": "+没漏", "said_at": "2026-01-02T03:04:05Z",'
    ' "recorded_by": "张"}]',
    "remedies": '[{"kind": "refund", "words": "=退 80", "cost": "80.05", "currency": "CNY",'
    ' "decided_at": "2026-01-02T03:04:05Z", "decided_by": "张", "approver": "", "approved_at": null, "done_at": null}]',
    "handoffs": '[{"department": "-仓库", "words": "", "out_at": "2026-01-02T03:04:05Z", "out_by": "张",'
    ' "due_at": null, "back_at": null, "back_words": ""}]',
    "waits": '[{"reason": "=等客户", "since": "2026-01-02T03:04:05Z", "until": "2026-01-03T03:04:05Z"}]',
    "steps": '[{"text": "拍照", "required": "yes", "done_at": null, "done_by": ""}]',
    "links": '[{"relation": "follows", "case": "C-9", "at": "2026-01-02T03:04:05Z", "by": "张"}]',
    "merges": '[{"into": "C-9", "at": "2026-01-02T03:04:05Z", "by": "张", "reason": "", "state": "new",'
    ' "ended_at": null}]',
}


def full_rows(kind: str) -> list[dict[str, str | None]]:
    by_type: dict[str, str] = {
        "line": "=1 漏水", "text": "two\nlines 'x'", "phone": "+8613800001111", "phones": "+8613800001111; 010-62340000",
        "emails": "a@example.com", "tags": "VIP; 老客户", "moment": "2026-01-02T03:04:05Z", "day": "2026-01-02",
        "birthday": "农历八月十五", "duration": "200", "yes_no": "1", "percent": "0", "repeat": "FREQ=WEEKLY",
        "uid": "01J0000000", "contacts": '[{"name": "王", "role": "owner", "phone": "1", "email": "", "note": "-x"}]',
        "notes": '[{"at": "2026-01-02T03:04:05Z", "actor": "张", "text": "=x"}]', "count": "3",
    }  # fmt: skip
    choices = {
        "case_state": "waiting", "case_kind": "enquiry", "channel": "letter", "priority": "4", "direction": "out",
        "outcome": "call_back", "customer_kind": "company", "followup_state": "held", "method": "gift",
        "severity": "critical", "complexity": "complex", "impact": "several", "promise_state": "retold",
        "tier": "金卡 =1", "complaint_outcome": "mediated",
    }  # fmt: skip
    numbers = {
        "customer": "CU-7", "call": "CL-7", "case": "C-7", "followup": "F-7", "promise": "P-7", **PART_CELLS
    }  # fmt: skip
    row: dict[str, str | None] = {}
    for column in COLUMNS_BY_KIND[kind]:
        row[column.name] = (
            choices[column.choices] if column.choices else numbers.get(column.of) or by_type[column.type]
        )
    return [row, {name: text if name in {"uid", "external_source"} else None for name, text in row.items()}]


@pytest.mark.parametrize("kind", COLUMNS_BY_KIND)
@pytest.mark.parametrize("file_format", BOTH_WAYS)
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_field_of_every_kind_comes_back(
    tmp_path: Path, kind: str, file_format: str, language: str
) -> None:
    columns = COLUMNS_BY_KIND[kind]
    rows = [tuple(row.values()) for row in full_rows(kind)]
    content = written(columns, rows, file_format, language=language)
    reading = read(given_file(tmp_path, content, f"x.{file_format}"))
    assert reading.kind == kind
    assert reading.rejected == []
    assert list(reading.mapping.used) == [column.name for column in columns]
    assert reading.mapping.ignored == ()
    first, blank = reading.rows
    for column in columns:
        assert first[column.name] is not None, column.name
        if column.name not in {"uid", "external_source"}:
            assert blank[column.name] is None, column.name
    expected: dict[str, Any] = {
        "id": 7,
        "number": 7,
        "call_id": 7,
        "customer_id": 7,
        "case": 7,
        "priority": 4,
    }
    for name, value in expected.items():
        assert first.get(name, value) == value
    assert first["created_at"] == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert written(columns, rows, file_format, language=language) == content


def test_json_is_one_array_with_canonical_names_and_typed_values() -> None:
    columns = columns_of("case", "number", "phone", "priority", "labels", "notes", "satisfaction")
    rows = [
        ("C-1", "13800001111; 2", "3", None, "90", '[{"text": "漏"}]'),
        ("C-2", None, None, "急", None, None),
    ]
    assert json.loads(written(columns, rows, "json")) == [
        {
            "number": "C-1",
            "phone": ["13800001111", "2"],
            "priority": 3,
            "labels": [],
            "satisfaction": 90,
            "notes": [{"text": "漏"}],
        },
        {"number": "C-2", "phone": [], "priority": None, "labels": ["急"], "satisfaction": None, "notes": []},
    ]
    assert written(columns, [], "json") == b"[]\n"
    assert written(columns, [], "jsonl") == b""
    assert written(columns, rows, "jsonl").count(b"\n") == 2
    assert "漏" in written(columns, rows, "jsonl").decode()


def test_more_rows_than_are_written_at_once_are_still_one_array() -> None:
    columns = columns_of("customer", "name")
    rows = [(f"李{n}",) for n in range(2500)]
    assert json.loads(written(columns, rows, "json")) == [{"name": f"李{n}"} for n in range(2500)]


def test_lines_end_as_excel_ends_them_and_only_the_beginning_has_a_mark() -> None:
    columns = columns_of("customer", "name")
    content = written(columns, [("李",)] * 2500, encoding="utf-8-sig")
    assert content.startswith(b"\xef\xbb\xbfName\r\n")
    assert content.count(b"\xef\xbb\xbf") == 1
    assert content.count(b"\r\n") == 2501
    assert written(columns, [("李",)] * 2500, encoding="utf-16").count(b"\xff\xfe") == 1


def test_an_encoding_that_cannot_hold_the_text_or_does_not_exist_is_refused() -> None:
    with pytest.raises(UsageError, match="cannot be written in ascii"):
        written(columns_of("customer", "name"), [("李",)], encoding="ascii")
    for name in ("klingon", "rot13"):
        with pytest.raises(UsageError, match="no encoding"):
            written(columns_of("customer", "name"), [], encoding=name)
    with pytest.raises(UsageError, match="no format"):
        written(columns_of("customer", "name"), [], "xml")


def test_writing_takes_rows_as_they_come_and_keeps_none() -> None:
    class Counting:
        largest = 0

        def write(self, block: bytes) -> None:
            self.largest = max(self.largest, len(block))

    sink = Counting()
    rows = (("漏水" * 10,) for _n in range(50_000))
    count = write_csv(sink, columns_of("customer", "name"), rows, WriteOptions())
    assert count == 50_000
    assert sink.largest < 100_000


def test_reading_twice_gives_the_same_rows(tmp_path: Path) -> None:
    with open_rows(given_file(tmp_path, "Name\nA\nB\n")) as table:
        assert list(table.rows()) == list(table.rows()) == [RawRow(2, ["A"]), RawRow(3, ["B"])]
