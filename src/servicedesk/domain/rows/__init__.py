"""Frozen read models: what storage hands out and screens show. All times are aware and in UTC.

A model is imported when its name is first asked for: making all these classes costs more than reading a page
of rows, and no screen shows all of them. The rows of lists, made by the hundred, are named tuples.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__all__ = [
    "AgendaDay",
    "CallRow",
    "Case",
    "CaseLink",
    "CaseRow",
    "Change",
    "Contact",
    "CustomerCard",
    "CustomerFile",
    "CustomerPhone",
    "CustomerRow",
    "Dossier",
    "DraftRow",
    "EventLine",
    "FieldChange",
    "FollowUpRow",
    "Handoff",
    "HistoryLine",
    "Merge",
    "Note",
    "PromiseRow",
    "Remedy",
    "RunRow",
    "SearchHit",
    "Step",
    "TodayBoard",
    "View",
]

if TYPE_CHECKING:
    from servicedesk.domain.rows.calls import CallRow
    from servicedesk.domain.rows.cases import CaseRow
    from servicedesk.domain.rows.complaints import CaseLink, Handoff, Merge, Remedy, Step
    from servicedesk.domain.rows.customers import (
        Contact,
        CustomerCard,
        CustomerFile,
        CustomerPhone,
        CustomerRow,
    )
    from servicedesk.domain.rows.dossiers import Case, Dossier, Note
    from servicedesk.domain.rows.followups import AgendaDay, FollowUpRow
    from servicedesk.domain.rows.history import Change, EventLine, FieldChange, HistoryLine
    from servicedesk.domain.rows.promises import PromiseRow
    from servicedesk.domain.rows.runs import RunRow
    from servicedesk.domain.rows.search import SearchHit
    from servicedesk.domain.rows.today import DraftRow, TodayBoard
    from servicedesk.domain.rows.views import View
else:
    _NAMES_BY_MODULE = {
        "calls": "CallRow",
        "cases": "CaseRow",
        "complaints": "CaseLink Handoff Merge Remedy Step",
        "customers": "Contact CustomerCard CustomerFile CustomerPhone CustomerRow",
        "dossiers": "Case Dossier Note",
        "followups": "AgendaDay FollowUpRow",
        "history": "Change EventLine FieldChange HistoryLine",
        "promises": "PromiseRow",
        "runs": "RunRow",
        "search": "SearchHit",
        "today": "DraftRow TodayBoard",
        "views": "View",
    }
    _MODULE_BY_NAME = {name: module for module, names in _NAMES_BY_MODULE.items() for name in names.split()}

    def __getattr__(name: str) -> Any:
        """The model called `name`."""
        if name not in _MODULE_BY_NAME:
            raise AttributeError(name)
        found = getattr(import_module(f"{__name__}.{_MODULE_BY_NAME[name]}"), name)
        globals()[name] = found
        return found
