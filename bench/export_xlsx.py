"""XLSX export of 100,000 cases against XlsxWriter in constant memory: time and peak memory.

    .venv/bin/python -m bench.export_xlsx [--rows 100000] [--rounds 3] [--json FILE]

XlsxWriter gets the same rows from the same desk and writes the same cells: text as text, counts as numbers,
times as dates in the desk's zone. Both run as whole processes with their start, in turn; ratios are medians
of the rounds'. At the end the two workbooks are compared cell by cell, as python-calamine reads them.
"""

import argparse
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bench.import_csv import Taken, run

ZONE = "Asia/Shanghai"
SAMPLE = 20_000


def floor(path: Path, target: Path) -> None:
    """The same workbook by XlsxWriter."""
    import xlsxwriter

    from servicedesk.exchange.column import join_list
    from servicedesk.exchange.columns import COLUMNS_BY_KIND
    from servicedesk.exchange.xlsx_parts import MOMENT, NUMBER
    from servicedesk.exchange.xlsx_writing import style_of
    from servicedesk.storage import exporting
    from servicedesk.storage.engine import Store
    from servicedesk.storage.term_sql import Condition

    columns = COLUMNS_BY_KIND["case"]
    styles = [style_of(column) for column in columns]
    book = xlsxwriter.Workbook(str(target), {"constant_memory": True})
    sheet = book.add_worksheet("Cases")
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    zone = ZoneInfo(ZONE)
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(columns):
        sheet.write_string(0, place, "uid" if column.type == "uid" else column.header)
    selection = exporting.Selection("case", [column.name for column in columns], Condition())
    store = Store.open(path)
    number = 0
    with store.reader() as db:
        for number, row in enumerate(exporting.rows(db, selection, join_list), start=1):
            for place, (cell, style) in enumerate(zip(row, styles, strict=True)):
                if not cell:
                    continue
                if style == NUMBER:
                    sheet.write_number(number, place, int(cell))
                elif style == MOMENT:
                    at = datetime.fromisoformat(cell).astimezone(zone).replace(tzinfo=None)
                    sheet.write_datetime(number, place, at, moment)
                else:
                    sheet.write_string(number, place, cell)
    sheet.autofilter(0, 0, number, len(columns) - 1)
    book.close()
    store.close()


def require_equal_cells(first: Path, second: Path) -> None:
    """Compare the beginnings of the two workbooks."""
    import python_calamine

    books = (
        python_calamine.load_workbook(str(path)).get_sheet_by_index(0).iter_rows() for path in (first, second)
    )
    for one, other in itertools.islice(zip(*books, strict=True), SAMPLE):
        if one != other:
            raise SystemExit("the workbook differs from XlsxWriter's")


def measure(folder: Path, path: Path, rounds: int) -> dict[str, object]:
    """Both ways once in each round."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("SERVICEDESK_")}
    environ["SERVICEDESK_TZ"] = ZONE
    program = str(Path(sys.executable).with_name("servicedesk"))
    theirs, ours = folder / "theirs.xlsx", folder / "ours.xlsx"
    ways = {
        "XlsxWriter": [sys.executable, "-m", "bench.export_xlsx", "--floor", str(path), str(theirs)],
        "export": [program, "export", "case", "-o", str(ours), "--force", "-q", "--db", str(path)],
    }
    taken: dict[str, list[Taken]] = {name: [] for name in ways}
    for _round in range(rounds):
        for name, words in ways.items():
            taken[name].append(run(words, environ))
    require_equal_cells(theirs, ours)
    report: dict[str, object] = {
        "bytes": {"XlsxWriter": theirs.stat().st_size, "export": ours.stat().st_size},
        "rounds": rounds,
    }
    for name, measured in taken.items():
        report[name] = {
            "seconds": round(statistics.median(one.wall for one in measured), 2),
            "cpu_seconds": round(statistics.median(one.cpu for one in measured), 2),
            "peak_mib": round(max(one.peak for one in measured), 1),
        }
    pairs = list(zip(taken["export"], taken["XlsxWriter"], strict=True))
    report["x of XlsxWriter"] = round(statistics.median(mine.wall / one.wall for mine, one in pairs), 2)
    report["cpu x of XlsxWriter"] = round(statistics.median(mine.cpu / one.cpu for mine, one in pairs), 2)
    return report


def main() -> None:
    """Print one line for each way."""
    if sys.argv[1:2] == ["--floor"]:
        floor(Path(sys.argv[2]), Path(sys.argv[3]))
        return
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    # In a process of its own: a child that is measured inherits the peak of its parent.
    made = [sys.executable, "-m", "bench.million", str(asked.rows)]
    path = Path(subprocess.run(made, check=True, capture_output=True, text=True).stdout.splitlines()[-1])
    with tempfile.TemporaryDirectory() as folder:
        report = {"rows": asked.rows, **measure(Path(folder), path, asked.rounds)}
    for name, line in report.items():
        print(name, line)
    if asked.json:
        asked.json.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
