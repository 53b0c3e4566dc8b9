"""The examples of the documents and of `--help`, and a desk that has the numbers they name."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from servicedesk.cli.frame.commands import ENTRIES, EXAMPLES
from servicedesk.cli.lazy import DeskGroup, load
from servicedesk.services.desk import Desk
from servicedesk.services.promises import NewPromise
from tests.builders import (
    FixedTime,
    given_call,
    given_case,
    given_customer,
    given_followup,
    meet_gates,
    open_desk,
)

ROOT = Path(__file__).parents[1]
PAGES = (ROOT / "README.md", *sorted(ROOT.glob("docs/*.md")))
MONDAY = datetime(2026, 11, 22, 16, tzinfo=UTC)
"""Midnight in Shanghai, where the week of the examples begins; the desk was filled in the weeks before."""


@dataclass(frozen=True)
class Example:
    """One line that a reader may type: the words, what is on standard input, and where the line stands."""

    line: str
    words: tuple[str, ...]
    typed: str
    place: str


def examples() -> list[Example]:
    """Each line once."""
    found: dict[str, Example] = {}
    for place, line in _lines():
        if line.startswith(("servicedesk ", "number=$(servicedesk ")):
            found.setdefault(line, _example(place, line))
    return list(found.values())


def _lines() -> Iterator[tuple[str, str]]:
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        blocks = re.findall(r"^```\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
        within = re.findall(r"`((?:number=\$\()?servicedesk [a-z][^`]*)`", re.sub(r"\s+", " ", text))
        for line in [*(line for block in blocks for line in block.splitlines()), *within]:
            yield page.name, line.strip()
    for line in EXAMPLES.splitlines():
        yield "--help", line.partition("   ")[0]
    for name, entry in ENTRIES.items():
        yield from _epilogs(name, load(name, entry))


def _epilogs(name: str, command: Any) -> Iterator[tuple[str, str]]:
    for line in (command.epilog or "").splitlines():
        yield f"{name} --help", line.strip()
    if isinstance(command, DeskGroup):
        for verb in command.declarations:
            yield from _epilogs(f"{name} {verb}", command.get_command(None, verb))


def _example(place: str, line: str) -> Example:
    """A line without what belongs to the shell: a variable, a file to read from, a pipe, a remark."""
    command = re.sub(r"\s+#.*| \| head$", "", line).removeprefix("number=$(")
    command = command.removesuffix(")") if line.startswith("number=") else command
    command, _sign, typed = command.partition(" < ")
    return Example(line, tuple(shlex.split(command)[1:]), typed.strip(), place)


def is_about_time(example: Example) -> bool:
    """Whether what the line means depends on when it is typed."""
    return bool(
        re.search(
            r"\b(mon|tue|wed|thu|fri|sat|sun|today|tomorrow|now|next|in|\d?\d:\d\d|\d+[hdm])\b|明天",
            " ".join(example.words),
        )
    )


def moments(example: Example, turn: int) -> list[datetime]:
    """When to try it: each weekday, before, in and after working time, or once where time does not matter."""
    hours = (6.5, 11.0, 21.75)
    week = [MONDAY + timedelta(days=day, hours=hours[(turn + day) % 3]) for day in range(7)]
    return week if is_about_time(example) else [week[turn % 7]]


def fill(path: Path) -> None:
    """A desk with the records that the examples name, each under its number."""
    time = FixedTime(MONDAY - timedelta(days=20) + timedelta(hours=9))
    with open_desk(path, time) as desk:
        _number(desk, customers=11, calls=8, cases=198, followups=39, promises=11)
        ann = given_customer(desk, "Ann Lee", "+44 20 7946 0123", tags=["old"], region="Leeds")
        old = given_case(desk, "the tap drips", customer_id=ann, kind="request")
        desk.moves.solve([old])
        desk.moves.tell([old])
        desk.moves.close([old], override="[/x]")
        time.advance(days=14)
        for number in (229, 231, 232, 240):
            _number(desk, cases=number - 1)
            given_case(desk, f"空调漏水 {number}", customer_id=ann, labels=["leak", "old"], owner="anna")
        told = given_case(desk, "refund", customer_id=ann)
        desk.moves.solve([told])
        desk.moves.tell([told])
        meet_gates(desk, told)
        for _again in range(4):
            given_call(desk, "Ann Lee", "leak", case_id=231)
        given_followup(desk, customer_id=ann)
        for what in ("call back", "send the price"):
            desk.promises.make(
                NewPromise(what, time.moment + timedelta(days=9), case_id=231, customer_id=ann)
            )
        _number(desk, events=411)
        desk.cases.note([231], "the last thing done")


def _number(desk: Desk, **last: int) -> None:
    """Have the next record of each table come after this number."""
    with desk.store.bare() as db:
        for table, number in last.items():
            db.execute("DELETE FROM sqlite_sequence WHERE name = ?", (table,))
            db.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table, number))


TOLD = (("case", "solve", "C-231"), ("case", "tell", "C-231"))
MERGED = ("case", "merge", "C-240", "--into", "C-229")
BEFORE: dict[str, tuple[tuple[str, ...], ...]] = {
    "case tell": (("case", "solve", "C-231"),),
    "case answer": TOLD,
    "case thank": (*TOLD, ("case", "answer", "C-231", "yes")),
    "case reopen": TOLD,
    "case back": (("case", "handoff", "C-231", "after-sales"),),
    "case nudge ": (("case", "wait", "C-231", "the supplier"),),
    "case wake": (("case", "snooze", "C-231", "tomorrow"),),
    "case unmerge": (MERGED,),
    "case unlink": (("case", "link", "C-231", "C-229"),),
    "case remedy C-231 --done": (("case", "remedy", "C-231", "refund", "--cost", "80"),),
    "calendar range remove": (
        ("calendar", "range", "add", "summer", "--from", "06-15", "--to", "09-15", "--closed"),
    ),
    "calendar duty remove": (
        ("calendar", "duty", "add", "weekend", "--weekday", "sat", "--hours", "09:00-12:00"),
    ),
    "calendar day 2026-12-24 --clear": (("calendar", "day", "2026-12-24", "--closed"),),
    "import undo": tuple(("import", "case", name) for name in ("complaints.csv", "export.csv", "old.csv")),
    "policy import": (("policy", "export", "targets", "-o", "targets.toml"),),
}
"""What must have been done before an example makes sense."""

HEADER = "ID,Title,Created at,Ticket form\n"
FILES = {
    "mail.txt": "asked again [/x]\n",
    "summer.toml": '[week]\nmon = ["08:30-12:00"]\n',
    "vip.toml": '[[target]]\nkind = "complaint"\ntier = "vip"\nresolve = "4h"\n',
    "complaints.csv": HEADER + "1,漏水,2026-11-02 10:00,leak\n",
    "export.csv": HEADER + "2,异响,2026-11-03 10:00,noise\n",
    "old.csv": HEADER + "3,停电,2026-11-04 10:00,power\n",
    "customers.jsonl": '{"name": "Jo Ray"}\n',
}
