"""`servicedesk followup`: book, list, show, edit, hold and move follow-ups; the agenda."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from servicedesk.cli.frame import context, moments, output
from servicedesk.cli.record import targets
from servicedesk.cli.record.changing import Act, Noun, Told, require_fields, tell_changed, tell_edited
from servicedesk.cli.record.listing import add_list, add_show
from servicedesk.cli.record.options import (
    AboutCase,
    Columns,
    Customer,
    FailEmpty,
    Text,
    Yes,
    argument,
    option,
)
from servicedesk.cli.record.year_doubts import warn_of
from servicedesk.domain.errors import UsageError
from servicedesk.domain.numbers import format_number, parse_number
from servicedesk.domain.series_words import passed_in_words
from servicedesk.domain.text import sentences
from servicedesk.i18n import N_, _

if TYPE_CHECKING:
    from servicedesk.domain.rows.followups import FollowUpRow
    from servicedesk.domain.rows.history import Change
    from servicedesk.services.desk import Desk

app = typer.Typer(
    help=N_("Follow-ups: planned contacts with customers."),
    epilog=N_(
        "servicedesk followup add 'fri 15:00' 'is the tap dry?' --customer 'Ann Lee'\n"
        "servicedesk followup agenda --days 14\n"
        "servicedesk followup held F-40 she is content\n"
        "servicedesk followup move is:overdue --to tomorrow"
    ),
)

FollowUps = Annotated[
    list[str], argument("FOLLOWUPS", N_("Numbers such as F-40, or one query such as is:overdue."))
]
followups = Noun(app, "followup", FollowUps, N_("No follow-up matches; nothing was changed."))

Number = Annotated[str, argument("FOLLOWUP", N_("The number of a follow-up, such as F-40."))]
Reason = Annotated[str, option("--reason", N_("Why."))]
Method = Annotated[Text, option("--method", N_("call, visit, message, email, gift or letter."), "METHOD")]
Owner = Annotated[Text, option("--owner", N_("Who holds it; you, if not given."), "NAME")]
Repeat = Annotated[
    Text,
    option(
        "--repeat",
        N_(
            "How often: 'every month on the 24th', 'quarterly' or an RRULE. Counted from its first date, or "
            "with 'from contact' from each contact; 'next working day' says what becomes of a day off."
        ),
        "RULE",
    ),
]


@app.command(
    help=N_("Book a follow-up: the time, then the purpose."),
    epilog=N_(
        "servicedesk followup add 'fri 15:00' 'is the tap dry?' --customer 'Ann Lee'\n"
        "servicedesk followup add +3d --case C-231 --method visit\n"
        "servicedesk followup add '2026-12-24' 'season greetings' --customer CU-12 --repeat yearly\n"
        "servicedesk followup add mon 'how is it?' --customer CU-12 --repeat 'every 2 weeks from contact'"
    ),
)
def add(
    words: Annotated[
        list[str] | None, argument("WHEN PURPOSE", N_("A day or a time, then the purpose."))
    ] = None,
    *,
    at: Annotated[str, option("--at", N_("When; then all words are what for."), "TIME")] = "",
    customer: Customer = "",
    case: AboutCase = "",
    purpose: Annotated[str, option("--purpose", N_("What for."))] = "",
    method: Method = None,
    owner: Owner = None,
    repeat: Repeat = None,
) -> None:
    from servicedesk.cli.record.choices import meant
    from servicedesk.services.followups import NewFollowUp

    due_at, has_time, said = _when_and_words(words or [], at)
    with context.open_desk(create=True) as desk:
        change = desk.followups.book(
            NewFollowUp(
                due_at=due_at,
                customer_id=targets.customer(desk, customer) if customer else None,
                case_id=parse_number(case, "case") if case else None,
                purpose=purpose or said,
                method=meant("followup", "method", method) if method else "call",
                owner=targets.owner(desk, owner or ""),
                all_day=not has_time,
                repeat=repeat or "",
            )
        )
        row = desk.followups.get(change.id)
        doubts = desk.clocks.doubts(due_at)
    warn_of(doubts)
    booked_at = row.due_at if row is not None else due_at
    shown = format_number("followup", change.id)
    when = moments.said(booked_at, all_day=not has_time)
    parts = [_("Booked {number} for {when}.").format(number=shown, when=when)]
    if row is not None and row.is_overdue(context.now(), context.settings().zone):
        parts.append(_("That time has passed."))
    if row is not None and row.repeat:
        parts += _of_series(row, due_at)
    parts.append(_("Undo with: servicedesk undo"))
    output.saved([shown], sentences(*parts), number=shown, due_at=booked_at, action=change.action)


add_list(
    app,
    "followup",
    help=N_("List follow-ups: all from the newest on, or those that a query means, by their time."),
    epilog=N_(
        "servicedesk followup list state:planned due:today\nservicedesk followup list is:overdue --json"
    ),
)


add_show(app, "followup", Number, help=N_("Show one follow-up whole."))


@app.command(help=N_("Change fields of a follow-up."))
def edit(
    followup: Number,
    *,
    purpose: Annotated[Text, option("--purpose", N_("What for."))] = None,
    at: Annotated[Text, option("--at", N_("When."), "TIME")] = None,
    method: Method = None,
    owner: Owner = None,
    repeat: Repeat = None,
    result: Annotated[Text, option("--result", N_("What came out of it."))] = None,
) -> None:
    from servicedesk.cli.record.choices import meant_or_none

    followup_id = parse_number(followup, "followup")
    with context.open_desk() as desk:
        given: dict[str, Any] = {
            "purpose": purpose,
            "method": meant_or_none("followup", "method", method),
            "owner": targets.owner(desk, owner) if owner is not None else None,
            "repeat": repeat,
            "result": result,
        }
        values = {name: value for name, value in given.items() if value is not None}
        if at:
            when = moments.read_when(at)
            values |= {"due_at": when.at, "all_day": not when.has_time}
        require_fields("followup", values)
        before = desk.followups.get(followup_id)
        change = desk.followups.edit(followup_id, values)
        row = desk.followups.get(followup_id)
    wanted = values.get("due_at") or (before.due_at if before is not None else None)
    if repeat and row is not None and wanted is not None and row.state == "planned":
        said = " ".join([_("Changed {number}."), *_of_series(row, wanted)])
        tell_changed("followup", followup_id, said, change)
        return
    tell_edited("followup", followup_id, change)


@followups.verb(
    N_("The customer was contacted; the words after the number say what came out of it."),
    N_("Held {numbers}."),
    N_("servicedesk followup held F-40 she is content"),
)
def held(result: Annotated[str, option("--result", N_("What came out of it."))]) -> Told:
    return lambda desk, ids: desk.followups.hold(ids, result), _next_of


@followups.verb(
    N_("The contact did not take place, for a reason."),
    N_("Not held: {numbers}."),
    N_("servicedesk followup missed F-40 nobody at home"),
)
def missed(reason: Reason) -> Told:
    return lambda desk, ids: desk.followups.miss(ids, reason), _next_of


@app.command(
    help=N_(
        "Move follow-ups to another time, or by whole days; a day alone keeps the time of day. Of one that "
        "repeats this moves one date; "
        "the next stays where it was planned."
    ),
    epilog=N_("servicedesk followup move F-40 'mon 10:00'\nservicedesk followup move is:overdue --days 1"),
)
def move(
    words: FollowUps,
    *,
    to: Annotated[Text, option("--to", N_("The new time."), "TIME")] = None,
    days: Annotated[
        int | None, option("--days", N_("So many days later; earlier with a minus."), "N")
    ] = None,
    and_later: Annotated[
        bool, option("--and-later", N_("Move all later dates of a repeating one, too."))
    ] = False,
    yes: Yes = False,
) -> None:
    named, when = targets.split(words, "" if days is not None else to)
    later = _("And all later ones.") if and_later else ""
    if days is not None:
        followups.change(
            named,
            yes,
            N_("Moved {numbers}."),
            ((lambda desk, ids: desk.followups.move_days(ids, days, and_later=and_later)), later),
        )
        return
    if not when:
        raise UsageError(_("When is it to be?"), _("Give --to, such as 'mon 10:00', or --days 1."))
    target = moments.read_when(when)

    def act(desk: "Desk", ids: list[int]) -> "Change":
        if target.has_time:
            return desk.followups.move(ids, target.at, all_day=False, and_later=and_later)
        return desk.followups.move_to_day(ids, target.at.astimezone(desk.zone).date(), and_later=and_later)

    def done(desk: "Desk", ids: list[int]) -> str:
        rows = desk.lists.rows("followup", ids).values()
        times = {moments.said(row.due_at, all_day=row.all_day) for row in rows}
        words = times.pop() if len(times) == 1 else moments.said(target.at, all_day=not target.has_time)
        return sentences(_("To {when}.").format(when=words), later)

    followups.change(named, yes, N_("Moved {numbers}."), (act, done))


@followups.verb(N_("Call planned follow-ups off; a repeating one ends."), N_("Called off {numbers}."))
def cancel(reason: Reason) -> Act:
    return lambda desk, ids: desk.followups.cancel(ids, reason)


@app.command(
    help=N_("The planned follow-ups day by day, overdue ones first."),
    epilog=N_("servicedesk followup agenda\nservicedesk followup agenda mon --days 14"),
)
def agenda(
    start: Annotated[list[str] | None, argument("DAY", N_("The first day; today if not given."))] = None,
    *,
    days: Annotated[int, option("--days", N_("How many days."), "N", min=1, max=366)] = 7,
    columns: Columns = "",
    fail_empty: FailEmpty = False,
) -> None:
    from servicedesk.cli.record.agenda import print_agenda
    from servicedesk.cli.record.fields import FOLLOWUP, TABLES

    today = moments.today()
    first = moments.read_day(" ".join(start)) if start else today
    with context.open_desk() as desk:
        late = desk.followups.overdue() if first == today else []
        found = desk.followups.agenda(first, days, states=("planned",))
    if context.current().format:
        later = [row for day in found for row in day.followups if row not in late]
        shape = output.Shape(columns, fail_empty)
        output.listing(FOLLOWUP, [*late, *later], default=TABLES["followup"], shape=shape)
    else:
        print_agenda(late, found, today, fail_empty=fail_empty)


def _of_series(row: "FollowUpRow", wanted: datetime) -> list[str]:
    """How a follow-up repeats, and where it went when it was `wanted` on a day that is not of its rule."""
    from servicedesk.domain.recurrence import repeat_and_mode

    said = [_("It repeats {repeat}.").format(repeat=repeat_and_mode(row.repeat))]
    zone = context.settings().zone
    day_wanted = wanted.astimezone(zone).date()
    if row.due_at.astimezone(zone).date() == day_wanted:
        # Whoever names the working day to which a date is moved has named the date.
        return said
    if row.planned_for is not None and row.planned_for.astimezone(zone).date() != day_wanted:
        day = moments.said(wanted, all_day=True)
        said.insert(0, _("{day} is no day of this repeat: this is the first one after it.").format(day=day))
    elif row.planned_for != row.due_at:
        said.insert(0, _("It is moved off a day on which nobody works."))
    return said


def _next_of(desk: "Desk", ids: list[int]) -> str:
    """What comes next of those that have ended, and how many planned dates went by."""
    said = []
    for row, passed in desk.followups.next_of(ids):
        when = moments.said(row.due_at, all_day=row.all_day)
        number = format_number("followup", row.id)
        said.append(_("Next: {number} on {when}.").format(number=number, when=when))
        if passed:
            said.append(passed_in_words(passed))
    return " ".join(said)


def _when_and_words(words: Sequence[str], at: str) -> tuple[datetime, bool, str]:
    """(the time, whether a time of day was named, the words after it)."""
    if at:
        when = moments.read_when(at)
        return when.at, when.has_time, " ".join(words)
    from datetime import time

    from servicedesk.domain.dates import read_when, with_window

    settings = context.settings()
    line = " ".join(" ".join(words).split())
    found = read_when(
        line,
        context.now(),
        default_time=time.fromisoformat(settings.followup_hour),
        **context.reading_times().for_moments,
    )
    if found is None:
        raise UsageError(
            _("When is it to be?"), _("Begin with a day or a time, such as fri, 'tomorrow 15:00' or +3d.")
        )
    when, end = found
    return when.at, when.has_time, with_window(line[end:].strip(), when, settings.zone)
