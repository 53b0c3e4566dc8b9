"""Import of a workbook against python-calamine alone, which reads the same sheet into Python's values.

    .venv/bin/python -m bench.import_xlsx [--rows 100000] [--rounds 3] [--json FILE]

Calamine alone, a whole process with its start: open, read the sheet, walk through its rows. The program, as
whole processes: `rows`, which reads the sheet as an import does, in a process of its own with limits, and
walks through its rows as text; and `import`, which checks every cell and makes a record of each row, with its
event and its search text. The cells are those of bench.import_csv, as another program exports them: times
as times, scores as numbers. Rounds are interleaved, ratios are medians of the rounds'.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
from datetime import datetime
from pathlib import Path

import xlsxwriter

from bench.import_csv import FOREIGN, Taken, fresh, rows, run

LEFT_OUT = frozenset({"waiting_reason", "snoozed_until"})
"""A wait needs two more columns."""
HEADERS = {name: header for name, header in FOREIGN.items() if name not in LEFT_OUT}
NUMBERS = frozenset({"satisfaction"})
WAYS = {
    "calamine": (
        "import sys, python_calamine as c\n"
        "sheet = c.CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_index(0)\n"
        "assert sum(1 for _row in sheet.iter_rows()) == int(sys.argv[2]) + 1\n"
    ),
    "rows": (
        "import sys\n"
        "from servicedesk.exchange.readers import open_rows\n"
        "with open_rows(sys.argv[1]) as table:\n"
        "    assert sum(1 for _row in table.rows()) == int(sys.argv[2])\n"
    ),
}


def write_book(path: Path, count: int) -> None:
    """The cases as a sheet with numbers and times."""
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        sheet = book.add_worksheet("cases")
        sheet.write_row(0, 0, list(HEADERS.values()))
        for at, row in enumerate(rows(count), 1):
            for column, name in enumerate(HEADERS):
                if name.endswith("_at"):
                    local = datetime.fromisoformat(row[name]).replace(tzinfo=None)
                    sheet.write_datetime(at, column, local, moment)
                elif name in NUMBERS:
                    sheet.write_number(at, column, float(row[name]))
                else:
                    sheet.write_string(at, column, row[name])


def measure(folder: Path, count: int, rounds: int) -> dict[str, object]:
    """Every way once in each round."""
    book = folder / "cases.xlsx"
    write_book(book, count)
    environ = {name: value for name, value in os.environ.items() if not name.startswith("SERVICEDESK_")}
    environ["SERVICEDESK_HOLIDAYS"] = "none"
    program = str(Path(sys.executable).with_name("servicedesk"))
    taken: dict[str, list[Taken]] = {name: [] for name in (*WAYS, "import")}
    for _round in range(rounds):
        for name, script in WAYS.items():
            taken[name].append(run([sys.executable, "-c", script, str(book), str(count)], environ))
        path = fresh(folder / "desk.db", trigger=False)
        taken["import"].append(run([program, "import", "case", str(book), "-q", "--db", str(path)], environ))
    report: dict[str, object] = {"rows": count, "rounds": rounds, "bytes": book.stat().st_size}
    for name, measured in taken.items():
        pairs = list(zip(taken["calamine"], measured, strict=True))
        report[name] = {
            "seconds": round(statistics.median(one.wall for one in measured), 2),
            "cpu_seconds": round(statistics.median(one.cpu for one in measured), 2),
            "peak_mib": round(max(one.peak for one in measured)),
            "times_calamine": round(statistics.median(one.wall / alone.wall for alone, one in pairs), 2),
        }
    return report


def main() -> None:
    """Print one line for each way."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        report = measure(Path(folder), asked.rows, asked.rounds)
    for name in (*WAYS, "import"):
        print(name, report[name])
    if asked.json:
        asked.json.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
