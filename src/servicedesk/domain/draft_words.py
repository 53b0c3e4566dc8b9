"""A call that was begun and not saved, in words: by what somebody finds it again among others."""

from collections.abc import Mapping

from servicedesk.domain.text import clean_line
from servicedesk.domain.words.calls import OUTCOMES
from servicedesk.domain.words.cases import CASE_KINDS
from servicedesk.i18n import _


def draft_about(body: Mapping[str, str]) -> str:
    """What it is about, else what was noted down, promised or chosen; `body` is its text by field."""
    for name in ("summary", "note", "promise"):
        if words := clean_line(body.get(name, "")):
            return words
    for name, labels in (("outcome", OUTCOMES.labels), ("kind", CASE_KINDS.labels)):
        if label := labels.get(body.get(name, ""), ""):
            return _(label)
    return ""


def draft_in_words(body: Mapping[str, str]) -> str:
    """A draft on one line: who, and what about."""
    return "  ".join(part for part in (clean_line(body.get("who", "")), draft_about(body)) if part)
