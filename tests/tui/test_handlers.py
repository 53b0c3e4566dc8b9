"""Screens have what does their keys: each action is done by one handler, and nothing is inherited deep."""

import importlib
import pkgutil
from functools import partial

import pytest

from servicedesk import tui
from servicedesk.domain.errors import NotFoundError
from servicedesk.keys.actions import ACTIONS, BY_ID, Scope
from servicedesk.services.desk import Desk
from servicedesk.tui.app import SCREENS, ServiceDeskApp, make_screen
from servicedesk.tui.base.handler import own_act
from servicedesk.tui.cases.queue_screen import QueueScreen
from servicedesk.tui.frame.desk_screen import DeskScreen
from servicedesk.tui.lists.row_look import RowLook


def test_each_action_on_cases_is_done_by_one_handler_or_by_the_queue() -> None:
    queue = QueueScreen()
    doers = [partial(own_act, queue, queue.acts), *(handler.doer for handler in queue.make_handlers())]
    of_cases = [action for action in ACTIONS if action.scope is Scope.CASE]
    assert {action.id: sum(doer(action) is not None for doer in doers) for action in of_cases} == {
        action.id: 1 for action in of_cases
    }
    named = {name for doer in queue.make_handlers() for name in dir(doer) if name.startswith("action_case_")}
    assert named <= {f"action_{action.method}" for action in of_cases}


def test_what_a_screen_does_in_one_line_has_the_id_of_an_action() -> None:
    card = {"customer": {"customer_id": 1}}
    for name in SCREENS:
        screen = make_screen(name, **card.get(name, {}))
        if isinstance(screen, DeskScreen):
            ids = {id_ for owner in (screen, *screen.make_handlers()) for id_ in owner.acts}
            assert ids <= set(BY_ID), name


def test_each_simple_verb_calls_a_service_that_is_there(desk: Desk) -> None:
    simple = [action for action in ACTIONS if action.does is not None]
    assert "case.unassign" in {action.id for action in simple}
    for action in simple:
        assert action.does is not None
        # Nobody has such a case: the service itself must say so.
        with pytest.raises(NotFoundError):
            action.does(desk, [999_999])


def test_no_class_of_the_screens_inherits_more_than_two_of_ours() -> None:
    modules = [
        importlib.import_module(name)
        for _, name, _ in pkgutil.walk_packages(tui.__path__, "servicedesk.tui.")
    ]
    classes = {one for module in modules for one in vars(module).values() if isinstance(one, type)}
    ours = {one for one in classes if one.__module__.startswith("servicedesk.tui.")}
    assert len(ours) > 50

    def inherited(one: type) -> int:
        # The tutor is the whole app with a bar: what the app is made of counts at the app.
        is_another = issubclass(one, ServiceDeskApp) and one is not ServiceDeskApp
        counted = set(one.__mro__[1:]) & ours
        # How a list looks is its style sheet.
        counted -= {RowLook}
        return len(counted - set(ServiceDeskApp.__mro__[1:]) if is_another else counted)

    assert {one.__name__: inherited(one) for one in ours if inherited(one) > 2} == {}
