"""Files that nobody here wrote: each is read or refused in words; the same rows give the same values."""

import csv
import json
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from servicedesk.domain.errors import ServiceDeskError
from servicedesk.domain.words.cases import CASE_STATES
from servicedesk.exchange.value_context import ValueContext
from tests.exchange.steps import NOW, Reading, given, read

NEW_YORK = ValueContext("US", ZoneInfo("America/New_York"), None, NOW)
CFPB = "complaints/cfpb+ccdb-data-pipeline"


def one(corpus: Path, pattern: str) -> Path:
    (path,) = corpus.glob(pattern)
    return path


def case_reading(corpus: Path, pattern: str) -> Reading:
    return read(one(corpus, pattern), context=NEW_YORK)


def test_new_york_311_is_read_row_by_row(corpus: Path) -> None:
    reading = case_reading(corpus, "complaints/*/311_Animals_short.csv")
    assert reading.kind == "case"
    assert len(reading.rows) == 4969
    assert reading.rejected == []
    assert reading.rows[0] | {"updated_at": None} == {
        "subject": "Animal-Abuse",
        "description": "285 COZINE AVENUE",
        "category": "Neglected",
        "state": "working",
        "department": "New York City Police Department",
        "received_at": reading.rows[0]["received_at"],
        "due_at": None,
        "closed_at": None,
        "updated_at": None,
        "external_id": "64345465",
    }
    assert reading.rows[0]["received_at"].isoformat() == "2025-03-14T05:20:00+00:00"
    assert {row["state"] for row in reading.rows} == {"working", "closed"}


def test_los_angeles_311_is_read_row_by_row(corpus: Path) -> None:
    reading = case_reading(corpus, "complaints/*/*MyLA311*")
    assert reading.kind == "case"
    assert len(reading.rows) == 9999
    assert reading.rejected == []
    assert reading.mapping.used == {
        "subject": "RequestType",
        "description": "Address",
        "channel": "RequestSource",
        "state": "Status",
        "owner": "Owner",
        "result": "ActionTaken",
        "received_at": "CreatedDate",
        "closed_at": "ClosedDate",
        "updated_at": "UpdatedDate",
        "external_id": "SRNumber",
    }
    assert reading.rows[0]["received_at"].isoformat() == "2018-01-01T04:59:58+00:00"
    assert {row["state"] for row in reading.rows} == {"closed", "cancelled", "waiting", "new"}
    assert len({row["external_id"] for row in reading.rows}) == 9999


def test_the_generations_of_cfpb_columns_fill_the_same_fields(corpus: Path, tmp_path: Path) -> None:
    paths = [one(corpus, f"{CFPB}/*{name}.csv") for name in ("v1-intake", "v2-intake", "v2-public")]
    readings = [read(path, context=NEW_YORK) for path in paths]
    for path in paths:
        with path.open(encoding="utf-8-sig", newline="") as source:
            records = list(csv.DictReader(source))
        as_lines = "\n".join(json.dumps(record) for record in records)
        readings.append(read(given(tmp_path, json.dumps(records), "c.json"), context=NEW_YORK))
        readings.append(read(given(tmp_path, as_lines, "c.jsonl"), context=NEW_YORK))
    first = readings[0]
    assert len(first.rows) == 30
    assert first.rows[0]["external_id"] == "3003003"
    assert first.rows[0]["subject"] == "Attempts to collect debt not owed: Debt is not yours"
    assert first.rows[0]["category"] == "Debt collection/I do not know"
    assert first.rows[0]["received_at"].date().isoformat() == "2019-09-24"
    assert first.rows[0]["state"] == "closed"
    assert "state" in first.mapping.ignored
    for reading in readings[1:]:
        assert reading.kind == "case"
        assert list(map(without_headers, reading.rows)) == list(map(without_headers, first.rows))
        assert set(reading.mapping.used) == set(first.mapping.used)


def without_headers(row: dict[str, Any]) -> dict[str, Any]:
    """A row without the names of the columns from which words are kept that are in no list."""
    return row | {"kept": [(field, word) for field, _header, word in row.get("kept", ())]}


def test_complaints_without_an_id_are_read(corpus: Path) -> None:
    reading = case_reading(corpus, f"{CFPB}/*complaints-subset.csv")
    assert len(reading.rows) == 280
    assert reading.mapping.ignored == ("state", "date_sent_to_company")


READ = {
    "20kRows": None,
    "opportunityData": 38,
    "insertAccountCsv": 100,
    "updateAccountCsvTemplate": 100,
    "upsertAccountSmallTemplate": 10,
    "insertAccountWithMultipleBatchesCSV": 3,
    "oneToManySforceFieldsMappingInCsv": 2,
    "timeZoneFormatTesting": 12,
    "dateUsingDefaultTimeZone": 1,
}


@pytest.mark.parametrize("name", READ)
def test_contacts_of_a_crm_are_read_as_customers(corpus: Path, name: str) -> None:
    path = one(corpus, f"contacts/forcedotcom+dataloader/*{name}.csv")
    if READ[name] is None:
        with pytest.raises(ServiceDeskError, match="No column of the file is known"):
            read(path, "customer")
        return
    reading = read(path, "customer", context=NEW_YORK)
    assert len(reading.rows) == READ[name]
    assert reading.rejected == []
    assert all(row["name"] for row in reading.rows)
    assert read(path, context=NEW_YORK).kind == "customer"


def test_every_file_is_read_or_refused_in_words_and_every_row_is_counted(corpus: Path) -> None:
    paths = [
        path
        for folder in ("complaints", "contacts/forcedotcom+dataloader", "csv")
        for path in sorted((corpus / folder).rglob("*"))
        if path.is_file()
    ]
    assert len(paths) > 70
    refused = []
    for path in paths:
        for kind in ("auto", "customer", "case", "call", "followup"):
            try:
                reading = read(path, kind, context=NEW_YORK)
            except ServiceDeskError as error:
                refused.append(error)
                continue
            for row in reading.rows:
                require_clean(row)
            for _line, error in reading.rejected:
                assert error.code
                assert error.reason
    assert {error.exit_code for error in refused} == {2}
    assert all(error.message and error.hint for error in refused)
    assert len(refused) < len(paths) * 5


def require_clean(row: dict[str, Any]) -> None:
    for value in row.values():
        assert not isinstance(value, str) or not any(ord(c) < 32 and c not in "\n\t" for c in value)
    assert row.get("state") in {None, *CASE_STATES.values, "planned", "held", "missed"}


def test_torture_files_keep_quotes_and_line_ends_in_their_cells(corpus: Path) -> None:
    expected = {
        "comma_in_quotes": ("first", "last", "address", "city", "zip"),
        "newlines_crlf": ("a", "b", "c"),
        "quotes_and_newlines": ("a", "b"),
        "utf8": ("a", "b", "c"),
    }
    for name, headers in expected.items():
        explicit = {headers[0]: "name"} | ({headers[1]: "note"} if len(headers) > 1 else {})
        rows = []
        for pattern in (f"csvs__{name}.csv", f"json__{name}.json"):
            reading = read(
                one(corpus, f"csv/max-mapper+csv-spectrum/{pattern}"), "customer", explicit=explicit
            )
            assert reading.headers == headers
            rows.append([(row["name"], row["note"]) for row in reading.rows])
        assert rows[0] == rows[1]


def test_every_utf_of_one_text_reads_alike(corpus: Path) -> None:
    readings = [
        read(path, "customer", explicit={"première": "name", "second": "note"})
        for path in sorted(corpus.glob("csv/PHPOffice+PhpSpreadsheet/*premiere*"))
    ]
    assert len(readings) == 6
    assert {reading.headers for reading in readings} == {("première", "second", "troisième")}
    assert len({reading.encoding for reading in readings}) >= 4
