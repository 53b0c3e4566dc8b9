"""Whether the columns of a file are enough evidence that it holds records of ours.

`auto` looks for a kind of record by itself. One column that could be of ours stands in a mail, in a list of
words and in a time log, too: taking these in would fill the desk with what nobody wanted there.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from itertools import chain

from servicedesk.domain.errors import UsageError
from servicedesk.exchange.column import header_key
from servicedesk.i18n import N_, _

_WHO = frozenset({"customer", "customer_id", "customer_external_id", "phone", "email"})
_NEEDED: dict[str, tuple[frozenset[str], ...]] = {
    "customer": (frozenset({"name", "company", "contact", "phone", "mobile", "email", "wechat"}),),
    "case": (frozenset({"subject", "description"}),),
    "call": (
        frozenset({"started_at", "direction"}) | _WHO,
        frozenset({"summary", "reason", "result", "duration_s", "ended_at", "channel", "direction"}) | _WHO,
    ),
    "followup": (
        frozenset({"due_at"}),
        frozenset({"purpose", "method", "result", "repeat", "case", "case_external_id"}) | _WHO,
    ),
    "promise": (frozenset({"text"}), frozenset({"due_at", "made_at", "case", "case_external_id"}) | _WHO),
}
"""Of each of these groups a file of the kind has a field, a different one from each."""
_TELLING = re.compile(
    r"客户|投诉|诉求|报修|来电|通话|回访|承诺|customer|complaint|caller|follow-?up|promise", re.IGNORECASE
)
"""Headers that speak of a desk: one of them is evidence by itself, where the kind has what it needs."""
_ENOUGH = 3
"""So many fields are evidence, however many columns stand beside them that nobody knows."""

_MAIL = re.compile(
    r"from \S*|(?:return-path|received|delivered-to|message-id|mime-version|date|subject|from|to|reply-to"
    r"|content-type|x-[\w-]+):.*",
    re.IGNORECASE | re.DOTALL,
)
_SEEMS = (
    (N_("a log of working time"), {"hours", "timespent", "spenton", "工时", "工作时长", "小时"}),
    (N_("a list of goods or amounts"), {"price", "quantity", "sku", "单价", "数量", "金额", "amount"}),
    (N_("a log of a program"), {"level", "loglevel", "logger", "severitytext"}),
)  # fmt: skip
"""What has one of these columns, folded, and nothing that is needed."""


def require_ours(
    kind: str, fields: Collection[str], headers: Sequence[str], sample: Iterable[Sequence[str]]
) -> None:
    """Raise UsageError where `fields`, filled from `headers`, are too little to take the file for `kind`."""
    if _is_enough(kind, set(fields), headers):
        return
    raise UsageError(
        _("Too little tells that these are records for the desk; it seems to be {what}.").format(
            what=_(_what_it_seems(set(fields), headers, sample))
        ),
        _("If they are, name the kind: servicedesk import {kind} FILE.").format(kind=kind),
    )


def _is_enough(kind: str, fields: set[str], headers: Sequence[str]) -> bool:
    groups = [fields & group for group in _NEEDED[kind]]
    if not all(groups) or len(set.union(*groups)) < len(groups):
        return False
    if any(_TELLING.search(header) for header in headers):
        return True
    named = sum(1 for header in headers if header.strip())
    return len(fields) >= _ENOUGH or (len(fields) > 1 and 3 * len(fields) >= named)


def _what_it_seems(fields: set[str], headers: Sequence[str], sample: Iterable[Sequence[str]]) -> str:
    lines = chain([headers], sample)
    first = [next(iter(cells), "") for cells, _place in zip(lines, range(20), strict=False)]
    if sum(_MAIL.fullmatch(cell.strip()) is not None for cell in first) > 1:
        return N_("a mail")
    keys = {header_key(header) for header in headers}
    for what, words in _SEEMS:
        if not keys.isdisjoint(words):
            return what
    if fields == {"category"}:
        return N_("a list of categories")
    return N_("a list of words") if len(keys) < _ENOUGH else N_("a table of something else")
