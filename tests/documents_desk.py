"""The examples of the documents and of `--help`, and what a reader has or does before typing them."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyrage

from servicedesk.cli.frame.commands import ENTRIES, EXAMPLES
from servicedesk.cli.lazy import DeskGroup, load

ROOT = Path(__file__).parents[1]
PAGES = (ROOT / "README.md", *sorted(ROOT.glob("docs/*.md")))
MONDAY = datetime(2026, 11, 22, 16, tzinfo=UTC)
"""Midnight in Shanghai, where the week of the examples begins."""


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


def readme_lines() -> list[Example]:
    """The block of the README that a reader may type from its first line to its last."""
    text = PAGES[0].read_text(encoding="utf-8")
    (block,) = re.findall(r"^```\n(servicedesk today\n.*?)^```", text, re.DOTALL | re.MULTILINE)
    return [_example("README.md", line) for line in block.splitlines()]


def week_of(turn: int) -> list[datetime]:
    """A moment of each day of the week, at hours that turn about."""
    hours = (6.5, 11.0, 21.75)
    return [MONDAY + timedelta(days=day, hours=hours[(turn + day) % 3]) for day in range(7)]


def moments(example: Example, turn: int) -> list[datetime]:
    """When to try it: each weekday, before, in and after working time, or once where time does not matter."""
    week = week_of(turn)
    return week if is_about_time(example) else [week[turn % 7]]


TOLD = (("case", "solve", "C-231"), ("case", "tell", "C-231"))
CLOSABLE = (
    ("case", "cause", "C-231", "worn part"),
    ("case", "remedy", "C-231", "none", "--words", "explained"),
    ("case", "step", "C-231", "--done", "4"),
    *TOLD,
    ("case", "waive", "C-231", "wants no call"),
    ("case", "answer", "C-231", "yes"),
    ("promise", "keep", "case:C-231"),
)
MERGED = ("case", "merge", "C-240", "--into", "C-229")
SUMMER = ("policy", "export", "calendar", "-o", "summer.toml")
CALLED_AGAIN = ("call", "add", "--case", "C-231", "the invoice is wrong too")
BEFORE: dict[str, tuple[tuple[str, ...], ...]] = {
    "case tell": (("case", "solve", "C-231"),),
    "case close": CLOSABLE,
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
    "import all": (("export", "all", "-o", "backup-folder"),),
    "import undo": tuple(("import", "case", name) for name in ("complaints.csv", "export.csv", "old.csv")),
    "case explain C-231 --calendar": (SUMMER,),
    "case whatif": (SUMMER, ("policy", "export", "targets", "-o", "vip.toml")),
    "case split": (CALLED_AGAIN, CALLED_AGAIN),
    "undo 412": (("case", "note", "C-231", "the last thing done"),),
    "nightly /srv/desk --verify": (("nightly", "srv/desk"),),
    "restore desk.db.age": (("backup", "-o", "desk.db", "--to-key", "keys.txt"),),
    "policy import": (("policy", "export", "targets", "-o", "targets.toml"),),
}
"""What must have been done before an example makes sense."""
OWN_NUMBERS = {"case split": ("call_id", ("CL-9", "CL-12")), "undo 412": ("action", ("412",))}
"""Numbers that the reader takes from what an earlier command told: its field, and what stands for each."""

OURS = pyrage.x25519.Identity.generate()
HEADER = "ID,Title,Created at,Ticket form\n"
FILES = {
    "mail.txt": "asked again [/x]\n",
    "complaints.csv": HEADER + "1,漏水,2026-11-02 10:00,leak\n",
    "export.csv": HEADER + "2,异响,2026-11-03 10:00,noise\n",
    "old.csv": HEADER + "3,停电,2026-11-04 10:00,power\n",
    "tickets.csv": "Id,Requester,Requester email,Subject,Ticket type,Via\n"
    "7,Jo Ray,jo@example.com,漏水,Problem,Mail\n",
    "register.csv": "ID,Title,Customer,Callback on\n4,漏水,Jo Ray,2026-12-03 10:00\n",
    "vorgang.csv": "Vorgang,Betreff\n7,漏水\n",
    "keys.txt": f"# whoever may read it\n{OURS.to_public()}\n",
    "key.txt": f"{OURS}\n",
    "customers.jsonl": '{"name": "Jo Ray"}\n',
}
