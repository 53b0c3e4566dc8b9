"""Screens have what does their keys: each action is done by one handler, and nothing is inherited deep."""

import importlib
import pkgutil
from collections import Counter

from servicedesk import tui
from servicedesk.keys.actions import ACTIONS, Scope
from servicedesk.tui.cases.queue_screen import QueueScreen


def test_each_action_on_cases_is_done_by_one_handler_or_by_the_queue() -> None:
    queue = QueueScreen()
    doers = (queue, *queue.make_handlers())
    found = Counter(
        name.removeprefix("action_")
        for doer in doers
        for name in dir(doer)
        if name.startswith("action_case_")
    )
    assert found == {action.method: 1 for action in ACTIONS if action.scope is Scope.CASE}


def test_no_class_of_the_screens_inherits_more_than_two_of_ours() -> None:
    modules = [
        importlib.import_module(name)
        for _, name, _ in pkgutil.walk_packages(tui.__path__, "servicedesk.tui.")
    ]
    classes = {one for module in modules for one in vars(module).values() if isinstance(one, type)}
    ours = {one for one in classes if one.__module__.startswith("servicedesk.tui.")}
    assert len(ours) > 50
    assert {
        one.__name__: len(set(one.__mro__[1:]) & ours) for one in ours if len(set(one.__mro__[1:]) & ours) > 2
    } == {}
