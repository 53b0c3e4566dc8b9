"""Files in and out: hostile cells of every kind of record, and exports that no spreadsheet runs."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from servicedesk.exchange.columns import COLUMNS_BY_KIND
from servicedesk.services.exporting import ExportRequest
from servicedesk.services.importing import ImportRequest
from tests.hostile import desks
from tests.hostile.hostile import FORBIDDEN, TEXTS, HostileText, storable

KINDS = ("customer", "call", "case", "followup")
TRIGGERS = tuple("=+-@\t\r\n|%＝＋－＠｜％")
BLANKS = " \t\r\n\u00a0\u200b\u200c\u200d\u2060\u3000\ufeff"
WORDS = ("line", "text", "tags", "emails", "phones", "phone", "birthday")


def rows_of(kind: str, texts: tuple[HostileText, ...] = TEXTS) -> list[dict[str, str]]:
    """A row a text, with another text in every cell of every column that holds words."""
    columns = [column for column in COLUMNS_BY_KIND[kind] if column.type in WORDS and column.name != "anchor"]
    rows = []
    for place in range(len(texts)):
        row = {column.name: texts[(place + turn) % len(texts)].text for turn, column in enumerate(columns)}
        row |= {"external_id": f"e{place}"} if "external_id" in row else {}
        if kind == "customer":
            row["contacts"] = json.dumps([{"name": texts[place].text, "note": texts[place].text}])
        if kind in {"followup", "promise"}:
            row["due_at"] = "2026-11-23 10:00"
        if kind == "call":
            row["started_at"] = "2026-11-20 10:00"
        rows.append(row)
    return rows


def written(path: Path, rows: list[dict[str, str]]) -> Path:
    """The rows in a file, in the format that its name tells."""
    if path.suffix == ".json":
        path.write_text(json.dumps(rows), encoding="utf-8")
        return path
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, list(rows[0]), delimiter="\t" if path.suffix == ".tsv" else ",")
    writer.writeheader()
    writer.writerows({name: storable(text).replace("\0", "") for name, text in row.items()} for row in rows)
    path.write_text(buffer.getvalue(), encoding="utf-8", newline="")
    return path


def stored_texts(desk: Any) -> list[str]:
    """Every text in every table of the file."""
    found: list[str] = []
    with desk.reading() as db:
        names = db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
        for (table,) in names:
            for row in db.execute(f"SELECT * FROM {table}").fetchall():
                found += [cell for cell in row if isinstance(cell, str)]
    return found


@pytest.mark.parametrize("kind", [*KINDS, "promise"])
@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".json"])
def test_hostile_cells_are_taken_clean_or_rejected_with_a_reason(
    tmp_path: Path, kind: str, suffix: str
) -> None:
    path = written(tmp_path / f"hostile{suffix}", rows_of(kind))
    with desks.open_desk(tmp_path / "desk.db") as desk:
        report = desk.importing.run(ImportRequest(path, kind, source="elsewhere"))
        assert report.failure == ""
        assert report.read == len(TEXTS)
        assert report.new + report.updated + report.unchanged + report.rejected == report.read
        assert report.new > report.read // 4
        for reject in report.rejects:
            assert reject.reason
            assert not FORBIDDEN.search(reject.reason)
        harmful = [text for text in stored_texts(desk) if FORBIDDEN.search(text)]
        assert harmful == []
        again = desk.importing.run(ImportRequest(path, kind, source="elsewhere"))
        assert (again.new, again.updated, again.rejected) == (0, 0, report.rejected)
        assert report.run is not None
        desk.importing.undo(report.run)
        assert list(desk.lists.ids(kind, "")) == []


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet may run it; a number in E.164 is a number to it and no formula."""
    bare = cell.lstrip(BLANKS)
    is_number = bare.startswith("+") and bare[1:].replace("; +", "").replace("; ", "").isdigit()
    return bare.startswith(TRIGGERS) and not is_number


@pytest.mark.parametrize("kind", KINDS)
def test_no_cell_of_an_export_is_a_formula(hostile_desk: Path, tmp_path: Path, kind: str) -> None:
    for name in ("out.csv", "out.tsv"):
        out = tmp_path / name
        with desks.open_desk(hostile_desk) as desk:
            assert desk.exporting.run(ExportRequest(kind, out)).rows == len(TEXTS)
        text = out.read_text(encoding="utf-8-sig")
        reader = csv.reader(io.StringIO(text), delimiter="\t" if name.endswith("tsv") else ",")
        cells = [cell for row in reader for cell in row]
        assert len(cells) > len(TEXTS)
        assert [cell for cell in cells if is_formula(cell)] == []


def test_the_rejects_of_a_hostile_file_are_no_formulas_either(tmp_path: Path) -> None:
    rows = [{"name": text.text, "created_at": f"{text.text} no time", "=1+1": ""} for text in TEXTS]
    rows[0]["name"] = "x"
    rows[0]["created_at"] = ""
    path = written(tmp_path / "hostile.csv", rows)
    with desks.open_desk(tmp_path / "desk.db") as desk:
        report = desk.importing.run(ImportRequest(path, "customer"))
    assert report.rejected > len(TEXTS) // 2
    assert report.rejects_file is not None
    text = report.rejects_file.read_text(encoding="utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert [cell for cell in cells if is_formula(cell)] == []
    assert not FORBIDDEN.search(text)


@pytest.mark.parametrize("file_format", ["csv", "jsonl"])
def test_a_hostile_desk_goes_out_and_comes_back_as_the_same_bytes(
    entered: Path, tmp_path: Path, file_format: str
) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    with desks.open_desk(entered) as desk:
        desk.exporting.run(ExportRequest("all", first, file_format))
    with desks.open_desk(tmp_path / "other.db") as desk:
        for kind, name in {"customer": "customers", "case": "cases", "call": "calls"}.items():
            report = desk.importing.run(ImportRequest(first / f"{name}.{file_format}", kind))
            assert (report.rejected, report.new) == (0, report.read)
        report = desk.importing.run(ImportRequest(first / f"followups.{file_format}", "followup"))
        assert (report.rejected, report.new) == (0, report.read)
        desk.exporting.run(ExportRequest("all", second, file_format))
    for path in sorted(first.glob(f"*.{file_format}")):
        assert (second / path.name).read_bytes() == path.read_bytes(), path.name
