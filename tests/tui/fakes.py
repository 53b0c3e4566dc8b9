"""A desk of nothing and screens on it, for the tests of the kit."""

import threading
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from textual.app import ComposeResult
from textual.widgets import Input

from servicedesk.domain.rows.history import Change
from servicedesk.keys.actions import Action, Scope
from servicedesk.tui.base.bindings import bindings_for
from servicedesk.tui.frame.desk_screen import DeskScreen
from servicedesk.tui.lists.list_columns import ListColumn
from servicedesk.tui.lists.list_source import ListSource
from servicedesk.tui.lists.row_list import RowList

NOW = datetime(2026, 11, 21, 9, 12, tzinfo=UTC)


@dataclass
class FakeLists:
    """Rows are (id, text)."""

    texts: dict[int, str]

    def ids(self, kind: str, query: str = "", **_options: Any) -> "array[int]":
        return array("q", [number for number, text in self.texts.items() if query in text])

    def rows(self, kind: str, ids: Sequence[int]) -> dict[int, tuple[int, str]]:
        return {number: (number, self.texts[number]) for number in ids if number in self.texts}


@dataclass
class FakeDesk:
    """What the shell needs of a desk."""

    texts: dict[int, str] = field(default_factory=lambda: {1: "空调漏水", 2: "[/x] Ann Lee"})
    version: int = 1
    closed: bool = False
    undone: int = 0
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Shanghai"))
    hits: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.lists = FakeLists(self.texts)
        self.clock = SimpleNamespace(now=lambda: NOW)
        self.settings = SimpleNamespace(desk_name="售后[b]")
        self.drafts = SimpleNamespace(take_back=lambda: None)
        self.undo = SimpleNamespace(undo=self._undo, redo=lambda: Change(3, "redo case.solve", (2,)))
        self.search = SimpleNamespace(find=lambda *_: self.hits)
        self.actor = "me"
        self.store = SimpleNamespace(is_new=False)
        self.held_back_words = lambda: ""

    def store_version(self) -> int:
        return self.version

    def close(self) -> None:
        self.closed = True

    def _undo(self) -> Change:
        self.undone += 1
        self.version += 1
        return Change(2, "undo case.solve", (2,))


class ListScreen(DeskScreen):
    """Rows and a field, with a few actions of the queue."""

    NAME = "today"
    SCOPES = (Scope.LIST, Scope.CASE)
    BINDINGS = bindings_for(*SCOPES)
    COLUMNS = (
        ListColumn("number", "No", 6, lambda row, _: str(row[0])),
        ListColumn("text", "What", None, lambda row, _: row[1]),
    )

    def __init__(self) -> None:
        super().__init__()
        self.loads = 0
        self.visited: dict[str, Any] = {}
        self.answers: list[Any] = []

    def compose_body(self) -> ComposeResult:
        yield RowList(self.COLUMNS, empty="Nothing.")
        yield Input(id="field")

    def load(self) -> None:
        self.loads += 1
        rows = self.query_one(RowList)
        if rows.count:
            rows.reload()
        else:
            rows.show(ListSource(self.desk, "case"))

    def visit(self, **arguments: Any) -> None:
        self.visited = arguments

    def why_not(self, action: Action) -> str:
        return "It is closed." if action.id == "case.reopen" else ""

    def action_case_reopen(self) -> None:
        raise AssertionError("greyed out")

    def action_case_solve(self) -> None:
        self.change(self._solve, self.query_one(RowList).selection(), said="Solved [b].")

    def _solve(self, ids: list[int]) -> None:
        assert threading.current_thread().name.startswith("writing")
        for number in ids:
            self.desk.texts.pop(number)
        self.desk.version += 1


class QueueScreen(ListScreen):
    """The same on another tab."""

    NAME = "queue"


class CallForm(DeskScreen):
    """What F2 opens."""

    NAME = "call_form"
    SCOPES = (Scope.FORM,)
    BINDINGS = bindings_for(*SCOPES)

    def __init__(self, customer_id: int | None = None) -> None:
        super().__init__()
        self.customer_id = customer_id
        self.parked = 0

    def compose_body(self) -> ComposeResult:
        yield Input()

    def take_second_call(self) -> bool:
        self.parked += 1
        return True
