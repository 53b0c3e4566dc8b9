"""`servicedesk today`: what the Today screen shows, as plain text or JSON."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from servicedesk.cli.frame import context, moments, output
from servicedesk.cli.record.agenda import agenda_line
from servicedesk.cli.record.fields import CALL, CASE, FOLLOWUP, PROMISE, number, phone_words, values_of
from servicedesk.cli.record.sheet import block, joined
from servicedesk.domain.policy_words import doubt_words, seed_hint
from servicedesk.domain.promises import percent
from servicedesk.domain.text import clean_line
from servicedesk.domain.wording import value_label
from servicedesk.i18n import N_, NP_, _

if TYPE_CHECKING:
    from servicedesk.domain.promises import KeptRate
    from servicedesk.domain.rows.calls import CallRow
    from servicedesk.domain.rows.cases import CaseRow
    from servicedesk.domain.rows.promises import PromiseRow
    from servicedesk.domain.rows.today import DraftRow, TodayBoard
    from servicedesk.domain.rows.trends import Trends

app = typer.Typer()

COUNTS = (
    ("overdue", N_("Overdue")),
    ("due_today", N_("Due today")),
    ("told_pending", N_("To tell")),
    ("new_cases", NP_("case", "New")),
    ("came_back", N_("Back after closing")),
    ("missed_calls", N_("To call back")),
    ("unpaid", N_("Remedies not carried out")),
)
_ONLY_IF_ANY = frozenset({"came_back", "missed_calls", "unpaid"})


@app.command(help=N_("What is owed now: cases, promises, follow-ups, the last calls, drafts to finish."))
def today(
    plots: Annotated[
        bool, typer.Option("--plots", help=N_("Also calls by hour, open cases by age, promises by week."))
    ] = False,
) -> None:
    with context.open_desk() as desk:
        board = desk.today.board()
        trends = desk.trends.trends() if plots else None
    output.record(_values(board) | _plot_values(trends), lambda: _words(board) + _plot_words(trends))


def _plot_values(trends: "Trends | None") -> dict[str, Any]:
    if trends is None:
        return {}
    return {
        "calls_by_hour": [one._asdict() for one in trends.calls_by_hour],
        "calls_today": trends.calls_today,
        "calls_usual": trends.calls_usual,
        "open_by_age": [one._asdict() for one in trends.open_by_age],
        "kept_by_week": [one._asdict() for one in trends.kept_by_week],
        "new_by_day": list(trends.new_by_day),
    }


def _plot_words(trends: "Trends | None") -> str:
    if trends is None:
        return ""
    from servicedesk.domain.trend_words import plot_words

    blocks = []
    for plot in plot_words(trends):
        title = f"{plot.title} · {plot.note}" if plot.note else plot.title
        blocks.append(block(title, [f"{name:>7}  {value:>5}" for name, value in plot.lines]))
    return "\n" + "\n".join(blocks)


def _values(board: "TodayBoard") -> dict[str, Any]:
    return {
        **{name: getattr(board, name) for name, _title in COUNTS},
        "overdue_waiting": board.overdue_waiting,
        "cases": [values_of(CASE, row) for row in board.cases],
        "counted_to": board.counted_to,
        "promises_kept": {
            **output.picked(board.kept, "kept slipped broken n"),
            "share": None if board.kept.share is None else round(board.kept.share, 4),
        },
        "overdue_promises": board.overdue_promises,
        "promises": [values_of(PROMISE, row) for row in board.promises],
        "overdue_followups": board.overdue_followups,
        "followups": [values_of(FOLLOWUP, row) for row in board.followups],
        "unpaid_cases": [values_of(CASE, row) for row in board.unpaid_cases],
        "calls_to_return": [values_of(CALL, row) for row in board.calls_to_return],
        "calls": [values_of(CALL, row) for row in board.calls],
        "doubts": [doubt._asdict() for doubt in board.doubts],
        "drafts": [output.picked(draft, "id started_at updated_at actor") for draft in board.drafts],
    }


def _words(board: "TodayBoard") -> str:
    counts = [
        f"{_(title)} {_count(getattr(board, name), board)}"
        + (_overdue_note(board) if name == "overdue" else "")
        for name, title in COUNTS
        if name not in _ONLY_IF_ANY or getattr(board, name)
    ]
    now, zone = context.now(), context.settings().zone
    followups = [
        agenda_line(row, with_day=True) + (" !" if row.is_overdue(now, zone) else "")
        for row in board.followups
    ]
    parts = [
        " · ".join([*counts, kept_words(board.kept)]),
        *(f"! {doubt_words(doubt)} {seed_hint(doubt.year)}" for doubt in board.doubts),
        block(_titled(_("Cases"), board.overdue, board), [_case(row) for row in board.cases]),
        block(
            _titled(_("Promises"), board.overdue_promises, board), [_promise(row) for row in board.promises]
        ),
        block(_titled(_("Follow-ups"), board.overdue_followups, board), followups),
        block(_("Remedies not carried out"), [_unpaid(row) for row in board.unpaid_cases]),
        block(_("To call back"), [_call(row) for row in board.calls_to_return]),
        block(_("Last calls"), [_call(row) for row in board.calls]),
        block(_("Drafts to finish"), [_draft(draft) for draft in board.drafts]),
    ]
    return "\n".join(part for part in parts if part)


def _overdue_note(board: "TodayBoard") -> str:
    if not board.overdue_waiting:
        return " !" if board.overdue else ""
    return " ! " + _("({count} waiting)").format(count=_count(board.overdue_waiting, board))


def kept_words(kept: "KeptRate") -> str:
    """The rate with what it is a rate of: promises kept 94 % of 36."""
    if kept.share is None:
        return _("promises kept: none yet")
    return _("promises kept {percent} % of {count}").format(percent=percent(kept.share), count=kept.n)


def _titled(title: str, late: int, board: "TodayBoard") -> str:
    if not late:
        return title
    return title + " · " + _("{count} overdue").format(count=_count(late, board))


def _case(row: "CaseRow") -> str:
    from servicedesk.domain.clock_words import clock_label

    return joined(
        moments.shown(row.deadline_at) + " !",
        number("case", row.id),
        row.customer_name,
        clock_label(row.deadline_kind),
        row.subject,
        row.owner,
    )


def _unpaid(row: "CaseRow") -> str:
    return joined(
        number("case", row.id),
        row.customer_name,
        value_label("case", "state", row.state),
        row.subject,
        row.owner,
    )


def _promise(row: "PromiseRow") -> str:
    words = joined(
        moments.shown(row.due_at),
        number("promise", row.id),
        row.customer_name,
        number("case", row.case_id),
        row.text.partition("\n")[0],
        row.owner,
    )
    return words + (" !" if row.is_overdue(context.now()) else "")


def _count(value: int, board: "TodayBoard") -> str:
    return f"{value}+" if value >= board.counted_to else str(value)


def _call(row: "CallRow") -> str:
    return joined(
        moments.shown(row.rang_at),
        number("call", row.id),
        value_label("call", "direction", row.direction),
        row.customer_name or phone_words(row.phone),
        number("case", row.case_id),
        row.summary.partition("\n")[0],
    )


def _draft(draft: "DraftRow") -> str:
    text = clean_line(" ".join(draft.body.get(name, "") for name in ("who", "summary")))[:60]
    return joined(moments.shown(draft.started_at), draft.actor, text)
