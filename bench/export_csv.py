"""CSV and JSON Lines of a million cases against `sqlite3 -csv` and `-json`: time and peak memory.

    .venv/bin/python -m bench.export_csv [--rows 1000000] [--rounds 3] [--json FILE]

The shell is measured with the SELECT that gives the same columns (the customer's name, numbers and addresses,
labels and notes of each case), and with SELECT * FROM cases alone. The program runs as a whole process with
its start; it quotes, makes formulas harmless, syncs the file and renames it. Rounds are interleaved, ratios
are medians of the rounds'. A sample of the lines is compared with csv.writer over the same rows.
"""

import argparse
import csv
import io
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.import_csv import Taken, run
from servicedesk.exchange.column import join_list
from servicedesk.exchange.columns import COLUMNS_BY_KIND
from servicedesk.exchange.neutral import neutralise
from servicedesk.storage import exporting
from servicedesk.storage.engine import Store
from servicedesk.storage.term_sql import Condition

SAMPLE = 20_000


def same_columns() -> str:
    """The SELECT for the shell: what the program asks, but for the rare lists that need JSON."""
    names = [column.name for column in COLUMNS_BY_KIND["case"]]
    written = ", ".join(f"{exporting.COLUMNS['case'][name]} AS {name}" for name in names)
    written = written.replace("join_values(", "(")
    joined = "cases LEFT JOIN customers ON customers.id = cases.customer_id"
    return f"SELECT {written} FROM {joined} ORDER BY cases.id"


def require_equal_lines(path: Path, target: Path) -> None:
    """Compare the first lines of the export with csv.writer, cell by cell made harmless."""
    columns = COLUMNS_BY_KIND["case"]
    store = Store.open(path)
    expected = io.StringIO()
    writer = csv.writer(expected)
    writer.writerow([column.header for column in columns])
    with store.reader() as db:
        selection = exporting.Selection("case", [column.name for column in columns], Condition())
        for row in itertools.islice(exporting.rows(db, selection, join_list), SAMPLE):
            writer.writerow([neutralise(cell) if cell else "" for cell in row])
    store.close()
    wanted = expected.getvalue().encode("utf-8-sig")
    with target.open("rb") as file:
        if file.read(len(wanted)) != wanted:
            raise SystemExit("the export differs from csv.writer")


def measure(folder: Path, path: Path, rounds: int) -> dict[str, object]:
    """Every way once in each round."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("SERVICEDESK_")}
    program = str(Path(sys.executable).with_name("servicedesk"))
    targets = {"csv": folder / "cases.csv", "json": folder / "cases.jsonl"}
    ways: dict[str, list[str]] = {}
    for name, target in targets.items():
        begin, shell = ["sqlite3", f"-{name}", str(path)], f".once {folder}/shell.{name}"
        ways[f"{name}: shell, same columns"] = [*begin, shell, same_columns()]
        ways[f"{name}: shell, SELECT *"] = [*begin, shell, "SELECT * FROM cases"]
        ways[f"{name}: export"] = [
            *(program, "export", "case", "-o", str(target), "--force", "-q", "--db", str(path))
        ]
    taken: dict[str, list[Taken]] = {name: [] for name in ways}
    for _round in range(rounds):
        for name, words in ways.items():
            taken[name].append(run(words, environ))
    require_equal_lines(path, targets["csv"])
    report: dict[str, object] = {"rounds": rounds}
    report |= {f"bytes of {name}": target.stat().st_size for name, target in targets.items()}
    for name, measured in taken.items():
        line: dict[str, float] = {
            "seconds": round(statistics.median(one.wall for one in measured), 2),
            "cpu_seconds": round(statistics.median(one.cpu for one in measured), 2),
            "peak_mib": round(max(one.peak for one in measured), 1),
        }
        written, _colon, what = name.partition(": ")
        if what == "export":
            for floor in ("shell, same columns", "shell, SELECT *"):
                pairs = list(zip(measured, taken[f"{written}: {floor}"], strict=True))
                line[f"x of {floor}"] = round(
                    statistics.median(mine.wall / one.wall for mine, one in pairs), 2
                )
                line[f"cpu x of {floor}"] = round(
                    statistics.median(mine.cpu / one.cpu for mine, one in pairs), 2
                )
        report[name] = line
    return report


def main() -> None:
    """Print one line for each way."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_000_000)
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
