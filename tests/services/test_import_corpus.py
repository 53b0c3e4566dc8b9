"""Real files: imported, counted, left alone the second time, taken back, exported to the same bytes."""

import csv
import json
from pathlib import Path

import pytest

from servicedesk.domain.errors import UsageError
from servicedesk.services.desk import Desk
from servicedesk.services.importing import ImportReport
from tests.conftest import CORPUS
from tests.services.exchange_steps import (
    KINDS,
    another_desk,
    counts,
    export,
    record_counts,
    take_in,
)

FILES = sorted(
    path.relative_to(CORPUS)
    for folder in ("complaints", "contacts/forcedotcom+dataloader")
    for path in (CORPUS / folder).rglob("*")
    if path.suffix in {".csv", ".json"}
)
REFUSED = {
    "hardDelete": "No column of the file is known",
    "csvtext.csv": "No column of the file is known",
    "csvtext_BOM_UTF16BE": "No column of the file is known",
    "csvtext_BOM_UTF32BE": "encoding|No column",
    "csvSeparator": "No column of the file is known",
    "20kRows": "No column of the file is known",
    "metadata": "No column of the file is known",
    # A name or a subject alone, among columns that are nothing to a desk.
    "insertAccountWithMultipleBatchesCSV": "Too little tells",
    "insertTaskWithContactAsWhoCsv": "Too little tells",
    "timeZoneFormatTesting": "Too little tells",
}
"""Files without a record of ours, by a part of the name, and what is said of them."""

CFPB = "complaints/cfpb+ccdb-data-pipeline/complaints__ccdb__tests____fixtures____"
CFPB_FILES = ("v1-intake", "v2-intake", "v2-public", "complaints-subset")


@pytest.mark.parametrize("name", FILES, ids=lambda name: Path(name).name[-40:])
def test_a_real_file_goes_in_and_out_again(corpus: Path, desk: Desk, tmp_path: Path, name: Path) -> None:
    path = corpus / name
    before = record_counts(desk)
    said = next((words for part, words in REFUSED.items() if part in name.name), None)
    if said is not None:
        with pytest.raises(UsageError, match=said) as refused:
            take_in(desk, path)
        assert "\n" not in refused.value.message
        assert record_counts(desk) == before
        return
    report = take_in(desk, path)
    new, updated, unchanged, rejected = counts(report)
    assert new
    assert (updated, unchanged) == (0, 0)
    assert rejected <= report.read * 0.3
    assert counts(take_in(desk, path)) == (0, 0, new, rejected)
    export_and_back(desk, tmp_path)
    desk.importing.undo(report.run or 0)
    assert record_counts(desk) == before


def export_and_back(desk: Desk, folder: Path) -> None:
    with another_desk(folder) as other:
        for kind in KINDS:
            export(desk, kind, folder / f"{kind}.csv")
            report = take_in(other, folder / f"{kind}.csv", kind)
            assert counts(report) == (report.read, 0, 0, 0), report.rejects
            export(other, kind, folder / f"{kind}.again.csv")
            assert (folder / f"{kind}.again.csv").read_bytes() == (folder / f"{kind}.csv").read_bytes()


def records(desk: Desk) -> list[tuple[object, ...]]:
    with desk.reading() as db:
        return list(
            db.execute(
                "SELECT subject, description, category, channel, state, result, received_at, external_id"
                " FROM cases ORDER BY id"
            ).fetchall()
        )


@pytest.mark.parametrize("name", CFPB_FILES)
def test_the_same_complaints_as_json_and_json_lines_are_the_same_records(
    corpus: Path, desk: Desk, tmp_path: Path, name: str
) -> None:
    source = corpus / f"{CFPB}{name}.csv"
    first = take_in(desk, source)
    with source.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    as_list = tmp_path / "complaints.json"
    as_list.write_text(json.dumps(rows), encoding="utf-8")
    as_lines = tmp_path / "complaints.jsonl"
    as_lines.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    for path in (as_list, as_lines):
        assert counts(take_in(desk, path)) == (0, 0, first.new, 0)
        with another_desk(tmp_path, f"{path.suffix}.db") as other:
            take_in(other, path)
            assert records(other) == records(desk)


def test_both_sets_of_column_names_fill_the_same_fields(corpus: Path, desk: Desk, tmp_path: Path) -> None:
    reports: list[ImportReport] = []
    found = []
    for name in ("v1-intake", "v2-intake", "v2-public"):
        with another_desk(tmp_path, f"{name}.db") as other:
            reports.append(take_in(other, corpus / f"{CFPB}{name}.csv"))
            found.append(records(other))
    assert len({frozenset(report.mapping) for report in reports}) == 1
    assert found[0] == found[1] == found[2]


def test_dates_of_the_cities_are_read_as_they_are_written(corpus: Path, desk: Desk) -> None:
    take_in(desk, next((corpus / "complaints").rglob("*MyLA311*")))
    case = desk.cases.get(1)
    # 12/31/2017 11:59:58 PM, or the like, is in the desk's zone: the file names none.
    assert case.row.received_at.year in {2017, 2018}
    assert case.row.state == "closed"
    assert case.fields["closed_at"] >= case.row.received_at
