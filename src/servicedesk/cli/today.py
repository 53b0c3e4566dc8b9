"""`servicedesk today`: what the Today screen shows, as plain text or JSON."""

from typing import TYPE_CHECKING, Any

import typer

from servicedesk.cli import context, moments, output
from servicedesk.cli.agenda import agenda_line
from servicedesk.cli.fields import CALL, FOLLOWUP, number
from servicedesk.cli.sheets import block
from servicedesk.domain.text import clean_line
from servicedesk.domain.wording import value_label
from servicedesk.i18n import N_, _

if TYPE_CHECKING:
    from servicedesk.domain.rows import CallRow, DraftRow, TodayBoard

app = typer.Typer()

COUNTS = (
    ("overdue", N_("Overdue")),
    ("due_today", N_("Due today")),
    ("told_pending", N_("To tell")),
    ("new_cases", N_("New")),
)


@app.command(help=N_("What is owed now: cases, follow-ups, the last calls, drafts to finish."))
def today() -> None:
    with context.open_desk() as desk:
        board = desk.today.board()
    output.record(_values(board), lambda: _words(board))


def _values(board: "TodayBoard") -> dict[str, Any]:
    return {
        **{name: getattr(board, name) for name, _title in COUNTS},
        "counted_to": board.counted_to,
        "overdue_followups": board.overdue_followups,
        "followups": [{field.name: field.value(row) for field in FOLLOWUP} for row in board.followups],
        "calls": [{field.name: field.value(row) for field in CALL} for row in board.calls],
        "drafts": [
            {
                "id": draft.id,
                "started_at": draft.started_at,
                "updated_at": draft.updated_at,
                "actor": draft.actor,
            }
            for draft in board.drafts
        ],
    }


def _words(board: "TodayBoard") -> str:
    counts = [
        f"{_(title)} {_count(getattr(board, name), board)}"
        + (" !" if name == "overdue" and board.overdue else "")
        for name, title in COUNTS
    ]
    now, zone = context.now(), context.settings().zone
    followups = [
        agenda_line(row, with_day=True) + (" !" if row.is_overdue(now, zone) else "")
        for row in board.followups
    ]
    title = _("Follow-ups")
    if board.overdue_followups:
        title += " · " + _("{count} overdue").format(count=_count(board.overdue_followups, board))
    parts = [
        " · ".join(counts),
        block(title, followups),
        block(_("Last calls"), [_call(row) for row in board.calls]),
        block(_("Drafts to finish"), [_draft(draft) for draft in board.drafts]),
    ]
    return "\n".join(part for part in parts if part)


def _count(value: int, board: "TodayBoard") -> str:
    return f"{value}+" if value >= board.counted_to else str(value)


def _call(row: "CallRow") -> str:
    parts = (
        moments.shown(row.rang_at),
        number("call", row.id),
        value_label("call", "direction", row.direction),
        row.customer_name or row.phone,
        number("case", row.case_id),
        row.summary.partition("\n")[0],
    )
    return "  ".join(part for part in parts if part)


def _draft(draft: "DraftRow") -> str:
    text = clean_line(" ".join(draft.body.get(name, "") for name in ("who", "summary")))[:60]
    return "  ".join(part for part in (moments.shown(draft.started_at), draft.actor, text) if part)
