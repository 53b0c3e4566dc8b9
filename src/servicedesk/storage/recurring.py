"""Recurring cases: the plans by name, and which of them may be due."""

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from servicedesk.domain.unreadable import marked
from servicedesk.storage import driver
from servicedesk.storage.fits import misfits
from servicedesk.storage.json_text import kept_plan
from servicedesk.storage.moments import loaded_or_none, readable, stored
from servicedesk.storage.rows import Rows

if TYPE_CHECKING:
    from servicedesk.domain.rows.recurring import RecurringCase

STANDS = "CASE WHEN json_valid(body) THEN json_extract(body, '$.removed') IS NULL ELSE 1 END"
"""A plan that was taken away stays, for the cases that came of it name it."""


def plans(db: driver.Connection) -> "list[RecurringCase]":
    """The plans of the desk, the next to open first; ended ones last."""
    names = ("id", "name", "repeat", "next_at", "paused", "body")
    found = db.execute(
        f"SELECT {', '.join(names)} FROM case_plans WHERE {STANDS} ORDER BY next_at IS NULL, next_at, id"
    ).fetchall()
    return [_plan(dict(zip(names, row, strict=True))) for row in found]


def plan(db: driver.Connection, plan_id: int) -> "RecurringCase | None":
    """The plan, None if there is none or it was taken away."""
    row = Rows(db).find("case_plans", id=plan_id)
    return _plan(row) if row and not (kept_plan(row["body"]) or {}).get("removed") else None


def reached(db: driver.Connection, now: datetime) -> list[int]:
    """The plans whose date has come; whether the desk works then is for the calendar to say."""
    found = db.execute(
        "SELECT id FROM case_plans WHERE next_at IS NOT NULL AND paused = 0 AND next_at <= ?"
        " ORDER BY next_at, id",
        (stored(now),),
    ).fetchall()
    return [row[0] for row in found]


def body(values: dict[str, Any]) -> str:
    """What a plan opens, as it is kept."""
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def _plan(row: dict[str, Any]) -> "RecurringCase":
    from servicedesk.domain.rows.recurring import RecurringCase

    texts = {name: readable("" if row[name] is None else row[name]) for name in ("name", "repeat", "body")}
    held = kept_plan(texts["body"]) or {}
    is_sound = texts.items() <= row.items() and not misfits("case_plans", row)
    return RecurringCase(
        id=row["id"],
        name=texts["name"] if is_sound else marked(texts["name"]),
        repeat=texts["repeat"],
        next_at=loaded_or_none(row["next_at"]),
        is_paused=bool(row["paused"]),
        subject=held.get("subject", ""),
        kind=held.get("kind", "request"),
        description=held.get("description", ""),
        category=held.get("category", ""),
        department=held.get("department", ""),
        owner=held.get("owner", ""),
        priority=held.get("priority", 2),
        labels=tuple(held.get("labels", ())),
        customer_id=held.get("customer_id"),
    )
