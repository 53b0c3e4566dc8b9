"""Key to repaint of the queue over a million cases, against a DataTable of a thousand; memory of its list.

    python -m bench.row_list [--rows 1000000] [--keys 60] [--json FILE]

Three programs run side by side, each in a pseudo-terminal of 120x40: the table, and the program itself on
the desks of bench/million.py with a thousand and with `--rows` cases, all of them in its list. Each key goes
to one after another, and the time until the first byte comes back is taken; then all is quiet before the
next, so that the preview has followed. Medians, and ratios within this one run.
"""

import argparse
import fcntl
import json
import os
import pty
import select
import signal
import statistics
import struct
import sys
import tempfile
import termios
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.million import desk

if TYPE_CHECKING:
    from textual.app import App

# After the pages the cursor is at the lower edge or near it, where a step down scrolls every line.
KEYS = {"down": b"\x1b[B", "page down": b"\x1b[6~", "down at the edge": b"\x1b[B"}
FEW = 1000


def memory() -> float:
    """MiB that this process holds now."""
    with Path("/proc/self/status").open(encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024


def table_app(path: Path, ready: Path) -> "App[None]":
    """A DataTable with every case of a small desk."""
    from textual.app import App, ComposeResult
    from textual.widgets import DataTable

    from servicedesk.services.desk import Desk
    from servicedesk.settings import Settings

    class Table(App[None]):
        def compose(self) -> ComposeResult:
            yield DataTable(cursor_type="row")

        def on_mount(self) -> None:
            table = self.query_one(DataTable)
            table.add_columns("Number", "Prio", "Due", "Age", "State", "Owner", "Customer", "Subject")
            with Desk.open(Settings.load(db=str(path))) as desk:
                rows = desk.lists.page("case", "", limit=FEW)
            for row in rows:
                due, age = str(row.due_at or "")[:10], str(row.received_at)[:10]
                number = f"C-{row.id}"
                table.add_row(
                    number, row.priority, due, age, row.state, row.owner, row.customer_name, row.subject
                )
            table.focus()
            self.set_timer(4, lambda: ready.write_text("0"))

    return Table()


def queue_app(path: Path, ready: Path) -> "App[None]":
    """The program itself, on a queue that shows every case; it tells what the list added to its memory."""
    from servicedesk.domain.rows.views import View
    from servicedesk.services.desk import Desk
    from servicedesk.settings import Settings
    from servicedesk.tui.app import ServiceDeskApp
    from servicedesk.tui.frame.list_screen import ListScreen
    from servicedesk.tui.lists.row_list import RowList

    settings = Settings.load(db=str(path))

    class Queue(ServiceDeskApp):
        before = 0.0

        def on_ready(self) -> None:
            super().on_ready()
            # The first view has been loaded by then; what is measured is the whole list.
            self.set_timer(3, self.show_all)

        def show_all(self) -> None:
            assert isinstance(self.screen, ListScreen)
            self.before = memory()
            # By number: the memory that SQLite takes to sort a million rows is not the list's.
            self.screen.order = "newest"
            self.screen.show_view(View(None, "case", "All cases", ""))

        def on_row_list_count_changed(self, message: RowList.CountChanged) -> None:
            if message.exact and self.before:
                self.set_timer(1.5, lambda: ready.write_text(str(memory() - self.before)))

    return Queue(lambda: Desk.open(settings), first_screen="queue")


def child(kind: str, path: str, ready: Path) -> None:
    """One of the programs that are measured."""
    os.environ["TEXTUAL_DISABLE_KITTY_KEY"] = "1"
    os.environ["TEXTUAL_ANIMATIONS"] = "none"
    made = table_app(Path(path), ready) if kind == "table" else queue_app(Path(path), ready)
    made.run()


class Program:
    """A child in a pseudo-terminal."""

    def __init__(self, kind: str, path: Path, folder: Path) -> None:
        self.ready = folder / f"{kind}-{path.stem}.ready"
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM="xterm-256color", COLORTERM="truecolor")
            os.execv(
                sys.executable,
                [sys.executable, "-m", "bench.row_list", "--child", kind, str(path), str(self.ready)],
            )
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
        self.drain(0.2)
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
        many, few = desk(cases=chosen.rows), desk(cases=FEW)
        programs = {
            f"DataTable {FEW}": Program("table", few, folder),
            f"queue {FEW}": Program("queue", few, folder),
            f"queue {chosen.rows}": Program("queue", many, folder),
        }
        try:
            result = measure(programs, chosen.keys)
        finally:
            for program in programs.values():
                program.end()
    if chosen.json:
        chosen.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


def measure(programs: "dict[str, Program]", keys: int) -> dict[str, Any]:
    """Every key to one program after another; the last program is the large list, the first the table."""
    added = {name: program.wait() for name, program in programs.items()}
    result: dict[str, Any] = {"memory_mib": added, "median_ms": {}, "ratio": {}}
    print(f"{'key':18}" + "".join(f"{name:>18}" for name in programs) + "   to DataTable   to itself")
    for key, sequence in KEYS.items():
        # Thirty steps stay above the edge of the window, and twenty pages within a thousand rows.
        count = min(keys, 20 if key == "page down" else 30)
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
    name = list(programs)[-1]
    print(f"memory added by the {name}: {added[name]:.1f} MiB")
    return result


if __name__ == "__main__":
    main()
