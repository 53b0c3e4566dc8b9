"""Units that stand in headers: seconds of `Min`, pounds of `Compensation (£)`."""

import re
from collections.abc import Sequence
from unicodedata import normalize

from servicedesk.domain.money import TEN_THOUSANDS, mark_in
from servicedesk.exchange.mapped import MappedColumn

_MINUTES = re.compile(r"\b(?:min|mins|minutes?|minuten)\b|分钟|分鐘|[(\[/]分[)\]]?")
_HOURS = re.compile(r"\b(?:h|hrs?|hours?|std|stunden)\b|小时|小時|[(\[]时[)\]]")
_SECONDS = re.compile(r"\b(?:s|secs?|seconds?|sekunden)\b|秒")
_TEN_THOUSANDS = re.compile(r"[万萬]元?[)\]】]?$")


def seconds_of(mapped: MappedColumn, headers: Sequence[str]) -> int:
    """How many seconds a bare number in a column of durations counts: `Min` says minutes."""
    if mapped.column.type != "duration":
        return 1
    header = _spoken(headers[mapped.sources[0]])
    if _SECONDS.search(header):
        return 1
    return 60 if _MINUTES.search(header) else 3600 if _HOURS.search(header) else 1


def money_of(mapped: MappedColumn, headers: Sequence[str]) -> str:
    """In what a bare number of a column of remedies is: GBP, $ or ¥, 万元; '' where nothing tells."""
    if mapped.column.of != "remedies":
        return ""
    header = _spoken(headers[mapped.sources[0]])
    return TEN_THOUSANDS if _TEN_THOUSANDS.search(header) else mark_in(header)


def _spoken(header: str) -> str:
    return normalize("NFKC", header).casefold().replace("_", " ")
