"""What the cells of a column look like, where its header says too little: answers of yes and no, dates."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC
from functools import cache
from types import MappingProxyType
from unicodedata import normalize

from servicedesk.domain.errors import UsageError
from servicedesk.domain.timestamps import AmbiguousDateError, OtherOrderError
from servicedesk.domain.words.foreign import NO, YES
from servicedesk.domain.words.reading import fold_word, in_simplified
from servicedesk.exchange.date_cells import is_bare_republic, read_date

_YES = (*YES, "有")
_NO = (*NO, "没有", "无")
_LOOKED_AT = 200
"""Cells of a column that are looked at for a date."""
_CLOCK = re.compile(r"\D{0,4}\d{1,2}\s*[:：时時点點.]\s*\d{0,2}.{0,6}")

_YES_MEANS: tuple[tuple[str, str, re.Pattern[str], str], ...] = (
    ("customer", "tier", re.compile(r"^(?:is |是否)?vip(?:客户|customer)?$"), "vip"),
    ("case", "priority", re.compile(r"urgent|emergency|dringend|紧急|加急|急件"), "urgent"),
    ("case", "outcome", re.compile(r"justified|upheld|founded|berechtigt|属实|成立|有效"), "upheld"),
    ("case", "state", re.compile(r"clos|abgeschlossen|erledigt|结|关闭|归档"), "closed"),
    (
        "case",
        "state",
        re.compile(r"是否|y/n|j/n|done|resolved|completed|finished|fixed|solved|gelöst|解决|完成|\?$"),
        "solved",
    ),
)
"""Kind, field, header, and what a yes in such a column means; a no says nothing, or what _NO_MEANS."""
_NO_MEANS = {"upheld": "not_upheld"}
_ANSWERS = {
    ("case", "solved_at"): "state", ("case", "closed_at"): "state", ("call", "answered_at"): "result",
    ("followup", "done_at"): "state", ("promise", "ended_at"): "state",
}  # fmt: skip


_SAID = frozenset(map(fold_word, (*_YES, *_NO)))
_DENIED = frozenset(map(fold_word, _NO))


def field_of_answer(kind: str, name: str) -> str:
    """The field that a column fills named like the time `name` that asks for yes or no; '' for none."""
    return _ANSWERS.get((kind, name), "")


def are_answers(cells: Sequence[str]) -> bool:
    """Whether all cells say yes or no, or are ticked."""
    return bool(cells) and all(fold_word(cell) in _SAID for cell in set(cells))


def is_denied(cell: str) -> bool:
    """Whether a cell says no."""
    return fold_word(cell) in _DENIED


def any_date(cells: Sequence[str]) -> bool:
    """Whether a column without a known header holds dates or times of day; one without cells may."""
    looked_at = list(dict.fromkeys(cells))[:_LOOKED_AT]
    return not looked_at or any(map(_is_date, looked_at))


def _is_date(cell: str) -> bool:
    if _CLOCK.fullmatch(cell):
        return True
    if is_bare_republic(cell):
        return True
    try:
        read_date(cell, None, UTC)
    except (AmbiguousDateError, OtherOrderError):
        return True
    except (UsageError, ValueError, OverflowError):
        return False
    return True


def yes_means(kind: str, name: str, header: str) -> Mapping[str, str]:
    """What yes and no mean in a column of that header that fills the field; {} where nothing."""
    spoken = in_simplified(normalize("NFKC", header).casefold().strip(" ?:*"))
    found = (
        value
        for of_kind, of_name, pattern, value in _YES_MEANS
        if (of_kind, of_name) == (kind, name) and pattern.search(spoken)
    )
    value = next(found, "")
    return _answers(value) if value else {}


@cache
def _answers(value: str) -> Mapping[str, str]:
    return MappingProxyType(dict.fromkeys(_YES, value) | dict.fromkeys(_NO, _NO_MEANS.get(value, "")))
