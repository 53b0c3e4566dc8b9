"""`servicedesk today`: what the Today screen shows, as plain text or JSON."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from servicedesk.cli.frame import context, moments, output
from servicedesk.cli.record.agenda import agenda_line
from servicedesk.cli.record.fields import CALL, CASE, FOLLOWUP, PROMISE, number, phone_words, values_of
from servicedesk.cli.record.sheet import block, joined
from servicedesk.domain.draft_words import draft_in_words
from servicedesk.domain.policy_words import doubt_words, seed_hint
from servicedesk.domain.promises import percent
from servicedesk.domain.today_parts import FIGURES, SECTIONS, TodaySection, is_empty
from servicedesk.domain.today_words import counted, heading
from servicedesk.domain.wording import value_label
from servicedesk.i18n import N_, _

if TYPE_CHECKING:
    from servicedesk.domain.promises import KeptRate
    from servicedesk.domain.rows.calls import CallRow
    from servicedesk.domain.rows.cases import CaseRow
    from servicedesk.domain.rows.followups import FollowUpRow
    from servicedesk.domain.rows.promises import PromiseRow
    from servicedesk.domain.rows.today import DraftRow, TodayBoard, UnpaidRow
    from servicedesk.domain.rows.trends import Trends

app = typer.Typer()


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
        "usual_weeks": trends.usual_weeks,
        "open_by_age": [one._asdict() for one in trends.open_by_age],
        "kept_by_week": [one._asdict() for one in trends.kept_by_week],
        "new_by_day": list(trends.new_by_day),
        "figures_by_day": [one._asdict() | {"day": f"{one.day}"} for one in trends.figures_by_day],
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
    values: dict[str, Any] = {one.name: getattr(board, one.name) for one in FIGURES}
    values |= {
        "overdue_waiting": board.overdue_waiting,
        "counted_to": board.counted_to,
        "promises_kept": {
            **output.picked(board.kept, "kept slipped broken n"),
            "share": None if board.kept.share is None else round(board.kept.share, 4),
        },
        "doubts": [doubt._asdict() for doubt in board.doubts],
    }
    for one in SECTIONS:
        values |= {name: getattr(board, name) for name in (one.counted, one.late) if name}
        values[one.rows] = [_ROW_VALUES[one.name](row) for row in one.rows_of(board)]
    return values


def _words(board: "TodayBoard") -> str:
    figures = [
        f"{label[:1].upper()}{label[1:]} {counted(number, board)}"
        + (_overdue_note(board) if one.name == "overdue" else "")
        for one in FIGURES
        if (number := getattr(board, one.name)) or not one.only_if_any
        for label in (_(one.label),)
    ]
    parts = [
        " · ".join([*figures, kept_words(board.kept)]),
        *(f"! {doubt_words(doubt)} {seed_hint(doubt.year)}" for doubt in board.doubts),
    ]
    if not is_empty(board):
        parts += [_section(one, board) for one in SECTIONS if one.is_shown(board)]
    return "\n".join(parts)


def _section(section: TodaySection, board: "TodayBoard") -> str:
    head = heading(section, board)
    title = " · ".join(filter(None, (f"{head.title} {head.counted}".strip(), head.late)))
    rows = [_ROW_WORDS[section.name](row) for row in section.rows_of(board)]
    return block(title, rows or [_(section.empty)])


def _overdue_note(board: "TodayBoard") -> str:
    if not board.overdue_waiting:
        return " !" if board.overdue else ""
    return " ! " + _("({count} waiting)").format(count=counted(board.overdue_waiting, board))


def kept_words(kept: "KeptRate") -> str:
    """The rate with what it is a rate of: promises kept 94 % of 36."""
    if kept.share is None:
        return _("promises kept: none yet")
    return _("promises kept {percent} % of {count}").format(percent=percent(kept.share), count=kept.n)


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


def _unpaid(row: "UnpaidRow") -> str:
    case, remedy = row.case, row.remedy
    return joined(
        moments.shown(remedy.decided_at),
        number("case", row.id),
        case.customer_name,
        remedy.in_words,
        case.subject,
        value_label("case", "state", case.state),
        case.owner,
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
    text = draft_in_words(draft.body)[:60]
    return joined(moments.shown(draft.started_at), draft.actor, text)


def _form(draft: "DraftRow") -> str:
    from servicedesk.keys.form_names import form_in_words, words_of_form

    return joined(moments.shown(draft.updated_at), form_in_words(draft), words_of_form(draft)[:60])


def _followup(row: "FollowUpRow") -> str:
    is_late = row.is_overdue(context.now(), context.settings().zone)
    return agenda_line(row, with_day=True) + (" !" if is_late else "")


_ROW_WORDS: dict[str, Callable[[Any], str]] = {
    "case": _case,
    "promise": _promise,
    "missed": _call,
    "unpaid": _unpaid,
    "followup": _followup,
    "call": _call,
    "draft": _draft,
    "form": _form,
}
_ROW_VALUES: dict[str, Callable[[Any], dict[str, Any]]] = {
    "case": partial(values_of, CASE),
    "promise": partial(values_of, PROMISE),
    "missed": partial(values_of, CALL),
    "unpaid": lambda row: values_of(CASE, row.case),
    "followup": partial(values_of, FOLLOWUP),
    "call": partial(values_of, CALL),
    "draft": lambda row: output.picked(row, "id started_at updated_at actor"),
    "form": lambda row: output.picked(row, "id started_at updated_at actor form"),
}
"""How a row of each section is written: a line, and fields."""
