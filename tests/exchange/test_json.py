"""JSON and JSON Lines as they really come."""

import json
from pathlib import Path

import pytest

from servicedesk.domain.errors import UsageError
from servicedesk.exchange import json_rows
from tests.exchange.steps import given, read

CASES = [{"subject": "漏水", "number": "1"}, {"subject": "leak", "priority": 3, "number": 2}]


def subjects(path: Path) -> list[str]:
    return [row["subject"] for row in read(path, "case").rows]


@pytest.mark.parametrize(
    "document",
    [
        CASES,
        {"schema": 1, "kind": "case", "items": CASES},
        {"meta": {"count": 2}, "data": {"tickets": CASES, "empty": []}},
        {"hits": {"total": 2, "hits": [{"_index": "x", "_source": case} for case in CASES]}},
        {
            "type": "FeatureCollection",
            "features": [{"type": "Feature", "properties": case} for case in CASES],
        },
    ],
)
def test_a_list_of_objects_is_found_wherever_it_is(tmp_path: Path, document: object) -> None:
    assert subjects(given(tmp_path, json.dumps(document), "a.json")) == ["漏水", "leak"]


def test_json_lines_in_a_json_file_and_a_single_object_are_read(tmp_path: Path) -> None:
    lines = "\n".join(json.dumps(case, ensure_ascii=False) for case in CASES)
    assert subjects(given(tmp_path, lines, "a.json")) == ["漏水", "leak"]
    assert subjects(given(tmp_path, json.dumps(CASES[0]), "a.json")) == ["漏水"]
    assert subjects(given(tmp_path, json.dumps(CASES[0]), "a.jsonl")) == ["漏水"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[1, 2]", "no records"),
        ('"text"', "no records"),
        ('{"a": [{"x": 1}], "b": [{"x": 2}]}', "several lists"),
        ('[{"subject": "a"}, {"subject": ', "breaks off or goes wrong in line 1"),
        ('[\n{"subject": "a"},\n{"subject": }]', "line 3"),
        ("[" * 100_000, "deeply|goes wrong"),
        ('{"a":' * 100_000, "deeply|goes wrong"),
    ],
)
def test_other_json_is_refused_in_words(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        read(given(tmp_path, text, "a.json"), "case")


def test_deep_nesting_in_one_line_rejects_that_line(tmp_path: Path) -> None:
    text = '{"subject": "a"}\n{"subject": ' + "[" * 100_000 + "\nnonsense\n[1]\n\n" + '{"subject": "b"}\n'
    reading = read(given(tmp_path, text, "a.jsonl"), "case")
    assert [row["subject"] for row in reading.rows] == ["a", "b"]
    assert [(line, error.code) for line, error in reading.rejected] == [
        (2, "not_json"),
        (3, "not_json"),
        (4, "not_an_object"),
    ]


def test_numbers_stay_as_they_are_written(tmp_path: Path) -> None:
    text = '[{"subject": "a", "complaint_id": 3003003}, {"subject": "b", "complaint_id": 5.70306E+17}]'
    reading = read(given(tmp_path, text, "a.json"), "case")
    assert [row["external_id"] for row in reading.rows] == ["3003003"]
    assert reading.rejected[0][1].code == "ruined_number"


def test_a_key_that_comes_late_is_read(tmp_path: Path) -> None:
    lines = ['{"subject": "a"}'] * 1500 + ['{"subject": "b", "owner": "张三"}']
    assert read(given(tmp_path, "\n".join(lines), "a.jsonl"), "case").rows[-1]["owner"] == "张三"


def test_nested_values_are_joined_or_get_a_header_of_their_own(tmp_path: Path) -> None:
    record = {
        "subject": "a",
        "tags": ["漏水", "x;y"],
        "requester": {"name": "李娜", "email": "li@example.com"},
        "via": {"channel": "web", "source": {}},
        "flag": True,
        "nothing": None,
    }
    reading = read(given(tmp_path, json.dumps([record]), "a.json"), "case")
    assert reading.rows[0]["customer"] == "李娜"
    assert reading.rows[0]["email"] == ["li@example.com"]
    assert reading.rows[0]["labels"] == ["漏水", "x;y"]
    assert reading.rows[0]["channel"] == "web"


def test_an_empty_list_is_a_file_without_rows(tmp_path: Path) -> None:
    assert read(given(tmp_path, "[]", "a.json"), "case").rows == []
    assert read(given(tmp_path, "", "a.jsonl"), "case").rows == []
    with pytest.raises(UsageError, match="no records"):
        read(given(tmp_path, "[]", "a.json"), "auto")


def test_json_that_is_too_large_for_memory_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_rows, "MAX_CHARACTERS", 100)
    with pytest.raises(UsageError, match="too large"):
        read(given(tmp_path, json.dumps([{"subject": "x" * 200}]), "a.json"), "case")


def test_lone_surrogates_and_control_characters_do_not_pass(tmp_path: Path) -> None:
    reading = read(given(tmp_path, '[{"subject": "a\\ud800\\u001b[31m\\u0000b"}]', "a.json"), "case")
    assert reading.rows[0]["subject"] == "a\ufffd[31mb"


def test_the_same_rows_as_csv_json_and_json_lines_give_the_same_values(tmp_path: Path) -> None:
    import csv
    import io

    rows = [
        {
            "Subject": "漏水",
            "Status": "处理中",
            "Phone": "13800001111 / 010-62340000",
            "Created at": "2026-01-02 03:04",
        },
        {"Subject": "=cmd", "Status": "closed", "Phone": "", "Created at": "2026-01-03"},
    ]
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    readings = [
        read(given(tmp_path, buffer.getvalue(), "a.csv"), "case").rows,
        read(given(tmp_path, json.dumps(rows), "a.json"), "case").rows,
        read(given(tmp_path, "\n".join(json.dumps(row) for row in rows), "a.jsonl"), "case").rows,
    ]
    assert readings[0] == readings[1] == readings[2]
    assert len(readings[0]) == 2


@pytest.mark.parametrize("suffix", ["json", "jsonl"])
def test_a_record_that_has_a_key_twice_is_rejected_with_the_key_and_the_others_are_read(
    tmp_path: Path, suffix: str
) -> None:
    records = [
        '{"subject": "漏水", "customer": "Anna", "customer": "Bob"}',
        '{"subject": "leak"}',
        '{"subject": "x", "labels": [{"a": 1, "a": 2}]}',
    ]
    text = "\n".join(records) if suffix == "jsonl" else f"[{','.join(records)}]"
    reading = read(given(tmp_path, text, f"a.{suffix}"), "case")
    assert [row["subject"] for row in reading.rows] == ["leak"]
    assert [(line, error.code) for line, error in reading.rejected] == [(1, "twice"), (3, "twice")]
    assert "The key customer stands in it twice." in str(reading.rejected[0][1])


def test_of_two_lists_of_one_name_none_is_taken(tmp_path: Path) -> None:
    text = '{"items": [{"subject": "a"}], "items": [{"subject": "b"}]}'
    with pytest.raises(UsageError, match="items stands in it twice"):
        read(given(tmp_path, text, "a.json"), "case")


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_of_json_is_no_json(tmp_path: Path, word: str) -> None:
    text = f'[{{"subject": "NaN", "number": "1"}},\n{{"subject": "b", "number": {word}}}]'
    with pytest.raises(UsageError, match="goes wrong in line 2"):
        read(given(tmp_path, text, "a.json"), "case")
