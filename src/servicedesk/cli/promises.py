"""`servicedesk promise`: make, list, keep, tell anew and withdraw promises; how many are kept."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from servicedesk.cli.frame import context, diagnostics, moments, output
from servicedesk.cli.record import targets
from servicedesk.cli.record.changing import Act, Noun
from servicedesk.cli.record.choices import meant_or_none
from servicedesk.cli.record.listing import add_list, add_show
from servicedesk.cli.record.options import AboutCase, At, Customer, How, argument, option
from servicedesk.cli.record.year_doubts import warn_of
from servicedesk.domain.errors import UsageError
from servicedesk.domain.numbers import format_number, parse_any_number, parse_number
from servicedesk.domain.signs import percent_words
from servicedesk.domain.text import sentences
from servicedesk.i18n import N_, _

if TYPE_CHECKING:
    from servicedesk.domain.policies.reading import Duration
    from servicedesk.domain.promise_words import ToldTime
    from servicedesk.domain.rows.promises import PromiseRow
    from servicedesk.domain.worktime_rules import YearDoubt

app = typer.Typer(
    help=N_("Promises: what customers were told we would do, and by when."),
    epilog=N_(
        "servicedesk promise add C-231 call back with the price --in 60m\n"
        "servicedesk promise list is:open\n"
        "servicedesk promise keep P-12\n"
        "servicedesk promise retell P-12 'fri 10:00' --reason 'the part is late'\n"
        "servicedesk promise rate --since 30d"
    ),
)


Promises = Annotated[
    list[str], argument("PROMISES", N_("Numbers such as P-12, or one query such as is:overdue."))
]
promises = Noun(app, "promise", Promises, N_("No promise matches; nothing was changed."), always="is:open")

Number = Annotated[str, argument("PROMISE", N_("The number of a promise, such as P-12."))]
By = Annotated[str, option("--by", N_("The time that the customer is told."), "TIME")]
Estimate = Annotated[
    str,
    option(
        "--in", N_("Our own estimate, such as 60m; the time to tell is made from it and printed."), "TIME"
    ),
]


@app.command(
    help=N_("Make a promise: for which case, customer or call, then what."),
    epilog=N_(
        "servicedesk promise add C-231 call back with the price --by 15:30\n"
        "servicedesk promise add CU-12 '明天上门检查' --by '明天下午三点'\n"
        "servicedesk promise add 'call back' --customer 'Ann Lee' --in 60m"
    ),
)
def add(
    words: Annotated[list[str], argument("FOR WHAT", N_("C-231, CU-12 or CL-9, then what is promised."))],
    *,
    by: By = "",
    estimate: Estimate = "",
    customer: Customer = "",
    case: AboutCase = "",
    owner: Annotated[str, option("--owner", N_("Who keeps it; you, if not given."), "NAME")] = "",
    how: How = "",
    said_in: Annotated[str, option("--words", N_("What was said."))] = "",
    at: At = "",
) -> None:
    from servicedesk.services.promises import NewPromise

    number, _blank, rest = " ".join(words).strip().partition(" ")
    found = parse_any_number(number)
    whose: dict[str, Any] = {}
    said = " ".join(words)
    if found is not None and found[0] in {"case", "customer", "call"}:
        whose, said = {f"{found[0]}_id": found[1]}, rest
    if case:
        whose["case_id"] = parse_number(case, "case")
    with context.open_desk(create=True) as desk:
        if customer:
            whose["customer_id"] = targets.customer(desk, customer)
        due_at, estimate_at, length = _times("", by, estimate)
        new = NewPromise(
            said, due_at, estimate_at, estimate=length, owner=targets.owner(desk, owner),
            told_how=meant_or_none("promise", "told_how", how) or "", told_words=said_in, **whose,
        )  # fmt: skip
        change = desk.promises.make(new, at=moments.past(at))
        row = targets.existing(desk, "promise", change.id)
        is_outside = desk.promises.is_outside_hours(row.due_at)
        doubts = desk.clocks.doubts(row.due_at)
    _tell(row, _("Promised {number} {told}."), change.action, is_outside=is_outside, doubts=doubts)


add_list(
    app,
    "promise",
    help=N_("List promises: all from the newest on, or those that a query means, by the time that was told."),
    epilog=N_("servicedesk promise list is:open\nservicedesk promise list 'is:broken due:>30d' --json"),
)


add_show(app, "promise", Number, help=N_("Show one promise whole."))


@promises.verb(
    N_("What was promised has been done."),
    N_("Kept {numbers}."),
    N_("servicedesk promise keep P-12\nservicedesk promise keep P-12 P-13 --at 10:05"),
)
def keep(
    *, at: Annotated[str, option("--at", N_("When it was done; now, if not given."), "TIME")] = ""
) -> Act:
    done_at = moments.past(at)
    return lambda desk, ids: desk.promises.keep(ids, at=done_at)


@app.command(
    help=N_(
        "The customer has been told another time: it takes the place of the old one.\n\n"
        "A length of time such as 60m is our own estimate, as with --in."
    ),
    epilog=N_("servicedesk promise retell P-12 'fri 10:00' --reason 'the part is late'"),
)
def retell(
    promise: Number,
    when: Annotated[list[str] | None, argument("TIME", N_("The time that the customer is told now."))] = None,
    *,
    by: By = "",
    estimate: Estimate = "",
    reason: Annotated[str, option("--reason", N_("Why."))] = "",
    how: How = "",
    words: Annotated[str, option("--words", N_("What was said."))] = "",
    at: At = "",
) -> None:
    promise_id = parse_number(promise, "promise")
    due_at, estimate_at, length = _times(" ".join(when or ()), by, estimate)
    with context.open_desk() as desk:
        change = desk.promises.retell(
            promise_id,
            due_at,
            reason,
            estimate=estimate_at or length,
            how=meant_or_none("promise", "told_how", how) or "",
            words=words,
            at=moments.past(at),
        )
        row = targets.existing(desk, "promise", change.ids[-1])
        is_outside = desk.promises.is_outside_hours(row.due_at)
        doubts = desk.clocks.doubts(row.due_at)
    _tell(
        row,
        _("Promised {number} {told} instead of {old}."),
        change.action,
        is_outside=is_outside,
        doubts=doubts,
    )


@promises.verb(
    N_("Nobody waits for it any more, for a reason; it counts neither as kept nor as broken."),
    N_("Withdrew {numbers}."),
    N_("servicedesk promise withdraw P-12 she found it herself"),
)
def withdraw(reason: Annotated[str, option("--reason", N_("Why."))]) -> Act:
    return lambda desk, ids: desk.promises.withdraw(ids, reason)


@app.command(
    help=N_(
        "How many promises were kept, of those whose told time lies in a span.\n\n"
        "Kept: done by the told time. Slipped: told anew before it lapsed. Broken: neither of the two."
    ),
    epilog=N_("servicedesk promise rate --since 30d\nservicedesk promise rate --since 2026-01-01 --json"),
)
def rate(
    *,
    since: Annotated[str, option("--since", N_("The first day; 30 days ago, if not given."), "DAY")] = "30d",
    until: Annotated[str, option("--until", N_("The last day; today, if not given."), "DAY")] = "today",
) -> None:
    from servicedesk.domain.dates import day_start

    first, last = (moments.read_day(text, "past") for text in (since, until))
    if last < first:
        raise UsageError(_("The last day is before the first."))
    start, end = (day_start(day, context.settings().zone) for day in (first, last + timedelta(days=1)))
    with context.open_desk() as desk:
        found = desk.promises.kept_rate(start, end)
    values = {
        "since": start,
        "until": end,
        **output.picked(found, "kept slipped broken open n"),
        "share": None if found.share is None else round(found.share, 4),
    }
    output.record(values, lambda: _rate_words(values))


def _rate_words(values: dict[str, Any]) -> str:
    from servicedesk.domain.promises import percent

    share = _("none yet") if values["share"] is None else percent_words(percent(values["share"]))
    return "\n".join(
        [
            _("Promises kept: {share} of {count}").format(share=share, count=values["n"]),
            _("kept {kept} · slipped, with notice {slipped} · broken {broken} · open {open}").format(
                **values
            ),
        ]
    )


def _times(when: str, by: str, estimate: str) -> tuple[datetime | None, datetime | None, "Duration | None"]:
    """(the told time, our own estimate, or its length) of a time without a name, or of --by and --in."""
    from servicedesk.domain.promise_words import read_estimate, read_time

    def read(words: str, reader: "Callable[..., ToldTime]" = read_time) -> "ToldTime":
        return reader(words, context.now(), context.reading_times())

    due_at = read(by).at if by else None
    own = read(estimate, read_estimate) if estimate else None
    if own is not None and not own.is_estimate and not by:
        due_at, own = own.at, None
    if when:
        if due_at is not None:
            raise UsageError(_("Two times to tell were given."))
        told = read(when)
        if told.is_estimate and own is None:
            own = told
        else:
            due_at = told.at
    return due_at, own.estimate_at if own else None, own.length if own else None


def _tell(
    row: "PromiseRow", sentence: str, action: int, *, is_outside: bool, doubts: "Iterable[YearDoubt]"
) -> None:
    """Say what the customer is to be told."""
    from servicedesk.domain.promise_words import told_in_words

    number = format_number("promise", row.id)
    told = told_in_words(row.due_at, row.estimate_at, context.now(), context.settings().zone)
    old = format_number("promise", row.follows_id) if row.follows_id is not None else ""
    done = sentence.format(number=number, told=told, old=old)
    words = sentences(done, _("Undo with: servicedesk undo"))
    if is_outside:
        diagnostics.warn(_("Nobody is at the desk at that time: it lies outside working hours."))
    warn_of(doubts)
    output.saved(
        [number], words, number=number, due_at=row.due_at, estimate_at=row.estimate_at, action=action
    )
