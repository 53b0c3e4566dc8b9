"""Key to repaint of the RowList over a million rows, against a DataTable of a thousand; memory of the ids.

    .venv/bin/python bench/row_list.py [--rows 1000000] [--keys 60] [--json FILE]

Three programs run side by side, each in a pseudo-terminal of 120x40; each key goes to one after another, and
the time until the first byte comes back is taken. Medians, and ratios within this one run.
"""

import argparse
import contextlib
import fcntl
import json
import os
import pty
import select
import signal
import sqlite3
import statistics
import struct
import sys
import tempfile
import termios
import time
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SUBJECTS = (
    "空调漏水，第二次来电",
    "Invoice charged twice",
    "送货晚到 [dup]",
    "Refund not received",
    "门店态度差",
)
NAMES = ("李伟", "Ann Lee", "王小明", "John Smith", "陈晨")
# After the pages the cursor is at the lower edge or near it, where a step down scrolls every line.
KEYS = {"down": b"\x1b[B", "page down": b"\x1b[6~", "down at the edge": b"\x1b[B"}


def fill(path: Path, rows: int) -> None:
    """A table of `rows` invented cases."""
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute(
            "create table cases (id integer primary key, name text, subject text, state text, due text)"
        )
        db.executemany(
            "insert into cases values (?, ?, ?, ?, ?)",
            (
                (n, NAMES[n % 5], SUBJECTS[n % 5], "new", f"2026-11-{n % 28 + 1:02}")
                for n in range(1, rows + 1)
            ),
        )
        db.commit()


def memory() -> float:
    """MiB that this process holds now."""
    with Path("/proc/self/status").open(encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024


@dataclass
class Cases:
    """The table as a source."""

    path: str

    def _ask(self, sql: str, values: Sequence[int] = ()) -> list[tuple[Any, ...]]:
        with contextlib.closing(sqlite3.connect(self.path)) as db:
            return db.execute(sql, tuple(values)).fetchall()

    def first(self, limit: int) -> list[int]:
        """The first ids."""
        return [row[0] for row in self._ask("select id from cases order by id limit ?", (limit,))]

    def ids(self) -> "array[int]":
        """All ids."""
        with contextlib.closing(sqlite3.connect(self.path)) as db:
            return array("q", (row[0] for row in db.execute("select id from cases order by id")))

    def rows(self, ids: Sequence[int]) -> dict[int, tuple[Any, ...]]:
        """Rows by id."""
        marks = ",".join("?" * len(ids))
        return {row[0]: row for row in self._ask(f"select * from cases where id in ({marks})", ids)}


def child(kind: str, path: str, ready: Path) -> None:
    """One of the programs that are measured."""
    os.environ["TEXTUAL_DISABLE_KITTY_KEY"] = "1"
    os.environ["TEXTUAL_ANIMATIONS"] = "none"
    from textual.app import App, ComposeResult
    from textual.widgets import DataTable

    from servicedesk.tui.widgets.row_list import ListColumn, RowList

    source = Cases(path)

    class Measured(App[None]):
        def compose(self) -> ComposeResult:
            if kind == "table":
                yield DataTable(cursor_type="row")
            else:
                columns = [
                    ListColumn("id", "No", 10, lambda row, _: f"C-{row[0]}"),
                    ListColumn("name", "Customer", 14, lambda row, _: row[1]),
                    ListColumn("subject", "Subject", None, lambda row, _: row[2]),
                    ListColumn("state", "State", 8, lambda row, _: [(row[3], "muted")]),
                    ListColumn("due", "Due", 12, lambda row, _: [(row[4], "warning")]),
                ]
                yield RowList(columns)

        def on_mount(self) -> None:
            if kind == "table":
                table = self.query_one(DataTable)
                table.add_columns("No", "Customer", "Subject", "State", "Due")
                rows = source.rows(source.first(1000))
                table.add_rows([f"C-{row[0]}", *row[1:]] for row in rows.values())
                table.focus()
                self.set_timer(4, lambda: ready.write_text("0"))
            else:
                rows = self.query_one(RowList)
                rows.focus()
                self.set_timer(1, lambda: self.begin(rows))

        def begin(self, rows: RowList) -> None:
            self.before = memory()
            rows.show(source)

        def on_row_list_count_changed(self, message: RowList.CountChanged) -> None:
            if message.exact:
                self.set_timer(1.5, lambda: ready.write_text(str(memory() - self.before)))

    Measured().run()


class Program:
    """A child in a pseudo-terminal."""

    def __init__(self, kind: str, path: Path, folder: Path) -> None:
        self.ready = folder / f"{kind}-{path.stem}.ready"
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM="xterm-256color", COLORTERM="truecolor")
            os.execv(sys.executable, [sys.executable, __file__, "--child", kind, str(path), str(self.ready)])
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))

    def drain(self, quiet: float) -> int:
        """Read until nothing has come for `quiet` seconds; how many bytes came."""
        count = 0
        while select.select([self.terminal], [], [], quiet)[0]:
            count += len(os.read(self.terminal, 65536))
        return count

    def wait(self) -> float:
        """Wait until the list is complete; the memory it added in MiB."""
        end = time.monotonic() + 180
        while not self.ready.exists() or not self.ready.read_text():
            self.drain(0.2)
            if time.monotonic() > end:
                raise TimeoutError(self.ready.name)
        self.drain(0.5)
        return float(self.ready.read_text())

    def key(self, sequence: bytes) -> float:
        """Milliseconds from a key to the first byte of the answer."""
        begin = time.perf_counter()
        os.write(self.terminal, sequence)
        if not select.select([self.terminal], [], [], 5)[0]:
            raise TimeoutError("no answer to a key")
        taken = (time.perf_counter() - begin) * 1000
        self.drain(0.05)
        return taken

    def end(self) -> None:
        """Stop it."""
        os.kill(self.pid, signal.SIGTERM)
        os.waitpid(self.pid, 0)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--keys", type=int, default=60)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--child", nargs=3)
    chosen = parser.parse_args()
    if chosen.child:
        child(chosen.child[0], chosen.child[1], Path(chosen.child[2]))
        return
    with tempfile.TemporaryDirectory() as folder_name:
        folder = Path(folder_name)
        many, few = folder / "many.db", folder / "few.db"
        fill(many, chosen.rows)
        fill(few, 1000)
        programs = {
            "DataTable 1000": Program("table", few, folder),
            "RowList 1000": Program("list", few, folder),
            f"RowList {chosen.rows}": Program("list", many, folder),
        }
        added = {name: program.wait() for name, program in programs.items()}
        result: dict[str, Any] = {"memory_mib": added, "median_ms": {}, "ratio": {}}
        print(f"{'key':18}" + "".join(f"{name:>18}" for name in programs) + "   to DataTable   to itself")
        for key, sequence in KEYS.items():
            # Thirty steps stay above the edge of the window, and thirty pages within a thousand rows.
            count = min(chosen.keys, 20 if key == "page down" else 30)
            times: dict[str, list[float]] = {name: [] for name in programs}
            for _round in range(count):
                for name, program in programs.items():
                    times[name].append(program.key(sequence))
            medians = {name: statistics.median(taken) for name, taken in times.items()}
            table, small, large = medians.values()
            result["median_ms"][key] = medians
            result["ratio"][key] = {"to_table": large / table, "to_itself": large / small}
            shown = "".join(f"{value:15.2f} ms" for value in medians.values())
            print(f"{key:18}{shown}{large / table:15.2f}{large / small:12.2f}")
        print(f"memory added by {chosen.rows} rows: {added[f'RowList {chosen.rows}']:.1f} MiB")
        for program in programs.values():
            program.end()
    if chosen.json:
        chosen.json.write_text(json.dumps(result, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
