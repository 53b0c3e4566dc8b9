"""How long commands take from the shell: medians of interleaved rounds, against a floor in the same rounds.

    python bench/cli_start.py [--rounds 15] [--db FILE] [--json FILE]

`--help` is compared with `import typer, rich`, the commands that open the file with `import sqlite3`. Without
--db a small desk is made; name a large one to measure that.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FLOORS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "import sqlite3": [sys.executable, "-c", "import sqlite3"],
    "import typer, rich": [sys.executable, "-c", "import typer, rich"],
}
COMMANDS = {
    "--help": ("import typer, rich", ["--help"]),
    "case --help": ("import typer, rich", ["case", "--help"]),
    "--version": ("import typer, rich", ["--version"]),
    "today": ("import sqlite3", ["today"]),
    "call add": ("import sqlite3", ["call", "add", "138 0000 1111 the tap drips !high @fri +leak", "-q"]),
    "case list": ("import sqlite3", ["case", "list", "is:open", "--limit", "50"]),
    "search": ("import sqlite3", ["search", "tap"]),
}


def main() -> None:
    """Run the rounds and print one line for each command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--db", type=Path)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        # An installed program has its bytecode; the tree is not littered with it here.
        environ |= {"PYTHONPYCACHEPREFIX": f"{folder}/bytecode", "SERVICEDESK_LANG": "en"}
        environ["SERVICEDESK_DB"] = str(asked.db or Path(folder) / "desk.db")
        program = [str(Path(sys.executable).with_name("servicedesk"))]
        if asked.db is None:
            for number in range(20):
                run(
                    [*program, "call", "add", f"138 0000 11{number:02} tap {number} drips +leak", "-q"],
                    environ,
                )
        report = measure(program, environ, asked.rounds)
    for name, line in report["commands"].items():
        print(f"{name:14} {line['ms']:7.1f} ms   {line['ratio']:5.2f} x {line['floor']}")
    for name, taken in report["floors"].items():
        print(f"{name:22} {taken:7.1f} ms")
    if asked.json:
        asked.json.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


def measure(program: list[str], environ: dict[str, str], rounds: int) -> dict[str, dict[str, object]]:
    """Every floor and command once in each round; ratios are medians of the ratios of the rounds."""
    everything = {**FLOORS, **{name: [*program, *words] for name, (_floor, words) in COMMANDS.items()}}
    taken: dict[str, list[float]] = {name: [] for name in everything}
    for round_number in range(rounds + 1):
        for name, words in everything.items():
            seconds = run(words, environ)
            if round_number:  # the first round warms the caches
                taken[name].append(seconds)
    floors = {name: round(statistics.median(taken[name]) * 1000, 1) for name in FLOORS}
    commands = {}
    for name, (floor, _words) in COMMANDS.items():
        ratios = [mine / theirs for mine, theirs in zip(taken[name], taken[floor], strict=True)]
        ms = round(statistics.median(taken[name]) * 1000, 1)
        commands[name] = {"ms": ms, "ratio": round(statistics.median(ratios), 2), "floor": floor}
    return {"floors": floors, "commands": commands}


def run(words: list[str], environ: dict[str, str]) -> float:
    """Seconds from start to end of one process."""
    begun = time.perf_counter()
    subprocess.run(words, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
