"""The twelve commonest jobs at a desk, the keys that do each, and how one sees that it is done.

docs/keys.md has the table made of them; tests/tui/test_key_counts.py presses the keys on the demo desk.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from servicedesk.keys.actions import key_shown


class Typed(str):
    """Words that are typed, and not counted as keys."""

    __slots__ = ()


class Job(NamedTuple):
    """One job: what it is, where it begins, its keys, and whether the app shows it done."""

    what: str
    where: str
    before: tuple[str, ...]
    """The keys that lead there on the demo desk, not counted."""
    keys: tuple[str, ...]
    done: Callable[[Any], object]

    @property
    def count(self) -> int:
        """How many keys are pressed beside the words."""
        return sum(not isinstance(key, Typed) for key in self.keys)

    @property
    def shown(self) -> str:
        """The keys as the docs show them."""
        return " ".join("*words*" if isinstance(key, Typed) else f"`{key_shown(key)}`" for key in self.keys)


def jobs_table() -> str:
    """The table of docs/keys.md."""
    lines = [f"| {job.what} | {job.where} | {job.shown} | {job.count} |" for job in JOBS]
    return "\n".join(
        ["| Job | From | Keys | Keys beside the words |", "| --- | --- | --- | --- |", *lines, ""]
    )


def _count(kind: str, query: str) -> Callable[[Any], object]:
    return lambda app: app.desk.lists.count(kind, query) == 1


def _case(app: Any, case_id: int) -> tuple[str, str]:
    row = app.desk.cases.get(case_id).row
    return row.state, row.owner


def _noted(app: Any) -> bool:
    return any("filter ordered" in str(event) for event in app.desk.cases.dossier(241).history)


ON_A_CASE = ("3",)
ON_A_NEW_CASE = ("3", "F", *"New", "enter")
ON_A_ROW = "card, case, call, follow-up"

JOBS: tuple[Job, ...] = (
    Job(
        "Log a complaint of a known customer",
        "anywhere",
        ("1",),
        ("f2", Typed("harbour"), "enter", Typed("tastes of plastic once more"), "tab", "1", "ctrl+s"),
        _count("case", "kind:complaint tastes of plastic once more"),
    ),
    Job(
        "Log a call that nobody took",
        "anywhere",
        ("1",),
        ("f2", "f5", "b", "ctrl+s"),
        _count("call", "outcome:abandoned rang:today"),
    ),
    Job(
        "Log a call to a customer",
        ON_A_ROW,
        ("2", "down"),
        ("T", "ctrl+s"),
        _count("call", "direction:out outcome:answered rang:today"),
    ),
    Job(
        "Log a call to a customer who was not reached",
        ON_A_ROW,
        ("2", "down"),
        ("T", "n", "ctrl+s"),
        _count("call", "outcome:no_answer rang:today"),
    ),
    Job(
        "Open the card that has some digits of a number",
        "anywhere",
        ("3",),
        (":", Typed("900961"), "enter"),
        lambda app: getattr(app.screen, "NAME", "") == "customer" and app.screen.customer_id == 46,
    ),
    Job("Take a new case", "queue", ON_A_NEW_CASE, ("I",), lambda app: _case(app, 254) == ("working", "lin")),
    Job(
        "Give a case to somebody",
        "queue",
        ON_A_CASE,
        ("a", Typed("da"), "enter"),
        lambda app: _case(app, 241)[1] == "Dana",
    ),
    Job("Wait for the customer", "queue", ON_A_CASE, ("w", "1"), lambda app: _case(app, 241)[0] == "waiting"),
    Job(
        "Hide a case until tomorrow",
        "queue",
        ON_A_CASE,
        ("s", Typed("tomorrow"), "enter"),
        _count("case", "C-241 is:snoozed"),
    ),
    Job("Write a note", "queue", ON_A_CASE, ("c", Typed("filter ordered"), "ctrl+s"), _noted),
    Job(
        "Keep a promise",
        "Today",
        ("1", "tab", "tab"),
        ("x",),
        lambda app: app.desk.promises.get(97).ended_at,
    ),
    Job(
        "Take back what was done last",
        "anywhere",
        (*ON_A_NEW_CASE, "I"),
        ("u",),
        lambda app: _case(app, 254) == ("new", ""),
    ),
)
