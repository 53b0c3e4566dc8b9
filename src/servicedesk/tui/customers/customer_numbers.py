"""CustomerNumbers: cases, calls, promises kept and calls by month of one customer, a line each."""

from collections.abc import Iterator

from textual.content import Content
from textual.widgets import Static

from servicedesk.domain.promises import percent
from servicedesk.domain.rows.standing import CustomerStanding
from servicedesk.i18n import _, ngettext
from servicedesk.tui.base.safe import styled
from servicedesk.tui.cases.history_lines import ERROR, MUTED, STRONG
from servicedesk.tui.lists.bars import sparkline


class CustomerNumbers(Static):
    """Empty until `show` is called."""

    DEFAULT_CSS = "CustomerNumbers { height: auto; padding: 0 1; }"

    def __init__(self) -> None:
        """Nothing is known yet."""
        super().__init__("", markup=False)

    def show(self, standing: CustomerStanding, last_call: str) -> None:
        """Draw the numbers; `last_call` says when it was."""
        self.update(Content("\n").join(_lines(standing, last_call)))


def _lines(standing: CustomerStanding, last_call: str) -> Iterator[Content]:
    late = late_words(standing.late_cases) if standing.late_cases else ""
    yield styled(
        (_open_words(standing.open_cases), STRONG if standing.open_cases else ""),
        (f"  {late}" if late else "", ERROR),
    )
    yield styled((_in_all(standing), MUTED))
    yield styled((last_call, ""))
    kept = standing.kept
    if kept.share is not None:
        words = _("promises kept {percent} % of {count}").format(percent=percent(kept.share), count=kept.n)
        yield styled((words, ""))
    if standing.satisfaction is not None:
        yield styled((_("satisfied {percent} %").format(percent=standing.satisfaction), ""))
    if any(standing.calls_by_month):
        yield styled((sparkline(standing.calls_by_month), "$text-accent"), (_("  calls, 12 months"), MUTED))


def _open_words(count: int) -> str:
    return ngettext("{count} open case", "{count} open cases", count).format(count=count)


def _in_all(standing: CustomerStanding) -> str:
    cases = ngettext("{count} case in all", "{count} cases in all", standing.cases)
    calls = ngettext("{count} call", "{count} calls", standing.calls)
    return f"{cases.format(count=standing.cases)} · {calls.format(count=standing.calls)}"


def late_words(count: int) -> str:
    """So many of what was named before are late."""
    return ngettext("{count} late", "{count} late", count).format(count=count)


def owed_words(standing: CustomerStanding) -> str:
    """How much the customer is owed, and how much of that late; empty for nothing."""
    if not standing.owed:
        return ""
    owed = _("owed: {count}").format(count=len(standing.owed))
    return f"{owed} ({late_words(standing.late)})" if standing.late else owed
