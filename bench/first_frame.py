"""Time to the first picture with fifty real rows of a million, against an empty Textual app.

    python -m bench.first_frame [--rounds 15] [--cases 1000000] [--json FILE]

Both programs start through a console script like pip's, byte-compiled, in a pseudo-terminal of 160x60, in
turns. The clock runs from the fork until the number of the fiftieth row (the text of the empty app) is in the
output. Medians of the rounds; the ratio is the median of the ratios of the rounds. Beside it stand the ratio
of the processor times until then, and that of the fastest quarters of both: these remain comparable on a
machine that others use at the same time.
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
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bench.million import desk as large_desk
from servicedesk.tui.cases.queue_screen import BESIDE_FROM

ROWS = 50
COLUMNS, LINES = BESIDE_FROM, 60
"""So wide that the preview stands beside the list: below it, it would take the lines of the last rows."""
LIMIT = 60
"""Seconds after which a program that shows too little is given up."""
QUIET = 5
"""Seconds without a byte after which a picture is whole: what is not in it by then does not fit."""

EMPTY_MARKER = "an empty app"
EMPTY_APP = f"""
from textual.app import App
from textual.widgets import Static

class EmptyApp(App):
    def compose(self):
        yield Static("{EMPTY_MARKER}")

def main():
    EmptyApp().run()
"""
SCRIPT = """#!{python}
import re
import sys
from {module} import main
if __name__ == "__main__":
    sys.argv[0] = re.sub(r"(-script\\.pyw|\\.exe)?$", "", sys.argv[0])
    sys.exit(main())
"""


@dataclass(frozen=True)
class Program:
    """What is started, and the text of its first picture."""

    name: str
    script: Path
    markers: tuple[bytes, ...]


@dataclass(frozen=True)
class Start:
    """One start: seconds on the wall and on the processors, from the fork to the picture."""

    wall: float
    processor: float


def start(program: Program, environ: dict[str, str]) -> Start:
    """Start `program` and wait until all its markers are in the output."""
    begun = time.perf_counter()
    pid, terminal = pty.fork()
    if pid == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
        os.execve(program.script, [str(program.script)], environ)
    output = b""
    awaited = list(program.markers)
    try:
        while awaited:
            quiet = LIMIT if not output else QUIET
            if time.perf_counter() - begun > LIMIT or not select.select([terminal], [], [], quiet)[0]:
                shown = sum(marker in output for marker in program.markers)
                raise SystemExit(
                    f"{program.name} shows {shown} of {len(program.markers)} rows at {COLUMNS}x{LINES}:"
                    f" nothing was measured. {output[-200:]!r}"
                )
            try:
                output += os.read(terminal, 65536)
            except OSError:
                raise RuntimeError(f"{program.name} has ended: {output[-2000:].decode()}") from None
            # The last row is looked for first, so that looking costs nothing until it is there.
            while awaited and awaited[-1] in output:
                awaited.pop()
        wall = time.perf_counter() - begun
        processor = _processor_seconds(pid)
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(terminal)
    return Start(wall, processor)


def _processor_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def programs(folder: Path, database: Path) -> list[Program]:
    """The empty app and the queue, each with its console script in `folder`."""
    from servicedesk.domain.numbers import format_number
    from servicedesk.services.desk import Desk
    from servicedesk.services.lists import BUILT_IN_VIEWS
    from servicedesk.settings import Settings

    (folder / "empty_app.py").write_text(EMPTY_APP, encoding="utf-8")
    (folder / "config.toml").write_text('first_screen = "queue"\n', encoding="utf-8")
    with Desk.open(Settings.load(db=str(database)), create=False) as desk:
        shown = desk.lists.ids("case", BUILT_IN_VIEWS["case"][0][1], limit=ROWS)
    numbers = tuple(format_number("case", case_id).encode() for case_id in shown)
    made = []
    for name, module, markers in (
        ("empty", "empty_app", (EMPTY_MARKER.encode(),)),
        ("queue", "servicedesk.launcher", numbers),
    ):
        script = folder / name
        script.write_text(SCRIPT.format(python=sys.executable, module=module), encoding="utf-8")
        script.chmod(0o700)
        made.append(Program(name, script, markers))
    return made


def measure(rounds: int, database: Path) -> dict[str, object]:
    """Both programs once in each round."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environ |= {
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            # An installed program has its bytecode; the tree is not littered with it here.
            "PYTHONPYCACHEPREFIX": f"{folder}/bytecode",
            "PYTHONPATH": str(folder),
            "SERVICEDESK_DB": str(database),
            "SERVICEDESK_CONFIG": f"{folder}/config.toml",
            "SERVICEDESK_LANG": "en",
        }
        empty, queue = programs(folder, database)
        # The first two rounds write the bytecode and warm the caches.
        for _round in range(2):
            start(empty, environ), start(queue, environ)
        pairs = [(start(empty, environ), start(queue, environ)) for _round in range(rounds)]
    return {
        "rounds": rounds,
        "rows": ROWS,
        "empty_ms": _median(empty.wall * 1000 for empty, _queue in pairs),
        "queue_ms": _median(queue.wall * 1000 for _empty, queue in pairs),
        "ratio": _median(queue.wall / empty.wall for empty, queue in pairs),
        "ratio_of_processor_time": _median(queue.processor / empty.processor for empty, queue in pairs),
        "ratio_of_fastest": round(
            _fast(queue.wall for _empty, queue in pairs) / _fast(empty.wall for empty, _queue in pairs), 2
        ),
    }


def _fast(times: Iterable[float]) -> float:
    """The median of the fastest quarter."""
    ordered = sorted(times)
    return statistics.median(ordered[: max(1, len(ordered) // 4)])


def _median(numbers: Iterable[float]) -> float:
    return round(statistics.median(numbers), 2)


def main() -> None:
    """Measure and print one line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    result = measure(asked.rounds, large_desk(cases=asked.cases)) | {"cases": asked.cases}
    print(
        f"first frame, {ROWS} rows of {asked.cases}: {result['queue_ms']:.0f} ms,"
        f" empty Textual app {result['empty_ms']:.0f} ms: {result['ratio']:.2f} x"
        f" (processor time {result['ratio_of_processor_time']:.2f} x,"
        f" fastest quarter {result['ratio_of_fastest']:.2f} x, n = {asked.rounds})"
    )
    if asked.json:
        asked.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
