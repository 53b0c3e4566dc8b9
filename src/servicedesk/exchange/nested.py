"""Contacts and notes: lists of objects in one cell, as JSON."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from servicedesk.domain.records.field import Field
from servicedesk.domain.records.parts import CONTACT
from servicedesk.domain.text import clean, clean_line
from servicedesk.domain.words.lists import LISTS
from servicedesk.exchange.rows import RowError
from servicedesk.i18n import _

CONTACT_FIELDS = tuple(field.name for field in CONTACT if not field.excused)


def _objects(text: str) -> list[dict[str, Any]]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise RowError("not_json", _("It is no list of objects in JSON.")) from None
    objects = found if isinstance(found, list) else [found]
    if not all(isinstance(entry, dict) for entry in objects):
        raise RowError("not_json", _("It is no list of objects in JSON."))
    return objects


def _line_of(entry: dict[str, Any], name: str) -> str:
    value = entry.get(name)
    return "" if value is None else clean_line(str(value))


def _written(field: Field, line: str) -> str:
    words = LISTS.get(field.words)
    return line if words is None else str(words.read_or_keep(line))


def read_contacts(text: str) -> list[dict[str, str]] | None:
    """The contacts of a customer, each with name, role, phone, email and note."""
    if not text.strip():
        return None
    contacts = [
        {field.name: _written(field, _line_of(entry, field.name)) for field in CONTACT if not field.excused}
        for entry in _objects(text)
    ]
    return [contact for contact in contacts if any(contact.values())] or None


def read_notes(text: str, read_time: Callable[[str], datetime | None]) -> list[dict[str, Any]] | None:
    """The notes of a case, each with at (or None), actor and text; plain text is one note."""
    if not text.strip():
        return None
    if not text.lstrip().startswith(("[", "{")):
        return [{"at": None, "actor": "", "text": clean(text).strip()}]
    try:
        entries = _objects(text)
    except RowError:
        return [{"at": None, "actor": "", "text": clean(text).strip()}]
    return [
        {
            "at": read_time(_line_of(entry, "at")) if entry.get("at") else None,
            "actor": _line_of(entry, "actor"),
            "text": clean(str(entry.get("text") or "")).strip("\n").rstrip(),
        }
        for entry in entries
    ] or None
