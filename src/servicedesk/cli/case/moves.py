"""What is done to one case or to many: the verbs of `servicedesk case` that take numbers or a query.

Numbers come first and the text of the verb after them (`case solve C-231 part replaced`); with the text as
an option, a query may stand there in several words (`case snooze +leak is:open --until fri`).
"""

from collections.abc import Sequence
from typing import Annotated

import typer

from servicedesk.cli.frame import context, moments
from servicedesk.cli.record import targets
from servicedesk.cli.record.changing import Asked, change_records
from servicedesk.cli.record.choices import meant_or_none
from servicedesk.cli.record.options import At, By, Cases, How, Text, Yes, option
from servicedesk.domain.errors import UsageError
from servicedesk.i18n import N_, _


def _asked(ctx: typer.Context, words: Sequence[str], yes: bool, done: str) -> Asked:
    return Asked("case", words, yes, done, narrowing(ctx))


def register(app: typer.Typer) -> None:
    """Add the verbs to the noun."""
    for function, words, example in (
        (
            assign,
            N_("Give cases to somebody; nobody takes them back."),
            "servicedesk case assign 'is:open +leak' --owner me",
        ),
        (
            label,
            N_("Put labels on cases and take them off."),
            "servicedesk case label C-231 +leak --remove old",
        ),
        (
            priority,
            N_("Set the priority: low, normal, high or urgent."),
            "servicedesk case priority C-231 C-232 urgent",
        ),
        (
            note,
            N_("Write a note."),
            "servicedesk case note C-231 'the part is ordered'\nservicedesk case note C-231 - < mail.txt",
        ),
        (work, N_("Begin work; cases of nobody become yours."), "servicedesk case work C-231"),
        (wait, N_("Wait for somebody or something."), "servicedesk case wait C-231 the supplier"),
        (
            solve,
            N_("The trouble is dealt with; the customer is still to be told."),
            "servicedesk case solve C-231 part replaced",
        ),
        (
            tell,
            N_("The customer has been told the result."),
            "servicedesk case tell C-231 'called her, she is content' --how phone --at 10:05",
        ),
        (close, N_("Close cases whose customers were told."), "servicedesk case close state:told --yes"),
        (reopen, N_("Take cases back to work."), "servicedesk case reopen C-231 it drips again"),
        (cancel, N_("End cases that were opened by mistake."), "servicedesk case cancel C-231 opened twice"),
        (
            snooze,
            N_("Hide cases from the queue until a time."),
            "servicedesk case snooze '+leak' --until fri",
        ),
        (wake, N_("End the snooze."), "servicedesk case wake C-231"),
    ):
        app.command(help=words, epilog=example)(function)


def narrowing(ctx: typer.Context) -> str:
    """What `complaint` adds to every query; nothing for `case`."""
    return "kind:complaint" if ctx.parent is not None and ctx.parent.info_name == "complaint" else ""


def assign(
    ctx: typer.Context,
    cases: Cases,
    *,
    owner: Annotated[Text, option("--owner", N_("Who; me is you."), "NAME", also="--to")] = None,
    yes: Yes = False,
) -> None:
    words, name = targets.split(cases, owner)
    if not name:
        raise UsageError(_("Who is to have the cases?"), _("Give --owner, and nobody to take them back."))
    asked = _asked(ctx, words, yes, N_("Assigned {numbers}."))
    change_records(asked, lambda desk, ids: desk.cases.assign(ids, targets.owner(desk, name)))


def label(
    ctx: typer.Context,
    cases: Cases,
    *,
    add: Annotated[list[str] | None, option("--add", N_("A label to put on."), "LABEL")] = None,
    remove: Annotated[list[str] | None, option("--remove", N_("A label to take off."), "LABEL")] = None,
    yes: Yes = False,
) -> None:
    # Only where options say which labels, a + in the words can be a part of a query.
    words, rest = targets.split(
        cases, "" if add or (remove and not any(map(targets.is_number, cases))) else None
    )
    wanted = [name.lstrip("+＋") for name in [*(add or []), *rest.split()]]
    unwanted = [name.lstrip("+＋-") for name in remove or []]
    asked = _asked(ctx, words, yes, N_("Labelled {numbers}."))
    change_records(asked, lambda desk, ids: desk.cases.label(ids, add=wanted, remove=unwanted))


def priority(
    ctx: typer.Context,
    cases: Cases,
    *,
    to: Annotated[Text, option("--to", N_("low, normal, high or urgent."), "LEVEL")] = None,
    yes: Yes = False,
) -> None:
    from servicedesk.cli.record.choices import meant

    # The last word is the level, for it may be a number too: `case priority C-231 4`.
    words, level = (cases, to) if to is not None else (cases[:-1], cases[-1])
    if not words:
        raise UsageError(_("Which priority?"), _("Give it last: low, normal, high or urgent."))
    value = meant("case", "priority", level)
    asked = _asked(ctx, words, yes, N_("Changed the priority of {numbers}."))
    change_records(asked, lambda desk, ids: desk.cases.set_priority(ids, value))


def note(
    ctx: typer.Context,
    cases: Cases,
    *,
    text: Annotated[Text, option("--text", N_("The note; - reads standard input."))] = None,
    yes: Yes = False,
) -> None:
    words, said = targets.split(cases, text)
    body = targets.words_or_input([said])
    asked = _asked(ctx, words, yes, N_("Noted on {numbers}."))
    change_records(asked, lambda desk, ids: desk.cases.note(ids, body))


def work(ctx: typer.Context, cases: Cases, *, yes: Yes = False) -> None:
    asked = _asked(ctx, cases, yes, N_("Began work on {numbers}."))
    change_records(asked, lambda desk, ids: desk.cases.work(ids))


def wait(
    ctx: typer.Context,
    cases: Cases,
    *,
    reason: Annotated[Text, option("--reason", N_("Whom or what the case waits for."), also="--for")] = None,
    yes: Yes = False,
) -> None:
    words, said = targets.split(cases, reason)
    asked = _asked(ctx, words, yes, N_("{numbers} waiting."))
    change_records(asked, lambda desk, ids: desk.cases.wait(ids, said))


def solve(
    ctx: typer.Context,
    cases: Cases,
    *,
    result: Annotated[Text, option("--result", N_("What was done about it."))] = None,
    at: At = "",
    yes: Yes = False,
) -> None:
    words, said = targets.split(cases, result)
    moment = moments.read_past(at) if at else None
    asked = _asked(ctx, words, yes, N_("Solved {numbers}."))
    change_records(asked, lambda desk, ids: desk.cases.solve(ids, said, at=moment))


def tell(
    ctx: typer.Context,
    cases: Cases,
    *,
    text: Annotated[Text, option("--words", N_("What was said."))] = None,
    how: How = "",
    by: By = "",
    at: At = "",
    yes: Yes = False,
) -> None:
    words, said = targets.split(cases, text)
    channel = meant_or_none("case", "channel", how) or ""
    moment = moments.read_past(at) if at else None
    asked = _asked(ctx, words, yes, N_("Told the customer of {numbers}."))
    change_records(asked, lambda desk, ids: desk.cases.tell(ids, said, how=channel, by=by, at=moment))


def close(
    ctx: typer.Context,
    cases: Cases,
    *,
    override: Annotated[str, option("--override", N_("Why, although something is missing."))] = "",
    yes: Yes = False,
) -> None:
    asked = _asked(ctx, cases, yes, N_("Closed {numbers}."))
    change_records(asked, lambda desk, ids: desk.cases.close(ids, override=override))


def reopen(
    ctx: typer.Context,
    cases: Cases,
    *,
    reason: Annotated[Text, option("--reason", N_("Why, as a note."))] = None,
    yes: Yes = False,
) -> None:
    words, said = targets.split(cases, reason)
    asked = _asked(ctx, words, yes, N_("Reopened {numbers}."))
    change_records(asked, lambda desk, ids: desk.cases.reopen(ids, said))


def cancel(
    ctx: typer.Context,
    cases: Cases,
    *,
    reason: Annotated[Text, option("--reason", N_("Why, as a note."))] = None,
    yes: Yes = False,
) -> None:
    words, said = targets.split(cases, reason)
    asked = _asked(ctx, words, yes, N_("Cancelled {numbers}."))
    change_records(asked, lambda desk, ids: desk.cases.cancel(ids, said))


def snooze(
    ctx: typer.Context,
    cases: Cases,
    *,
    until: Annotated[Text, option("--until", N_("A day, at the desk's morning, or a time."), "TIME")] = None,
    yes: Yes = False,
) -> None:
    words, when = targets.split(cases, until)
    if not when:
        raise UsageError(_("Until when?"), _("Give --until, such as fri, 'tomorrow 15:00' or +3d."))
    moment = moments.read(when, context.settings().snooze_morning)
    asked = _asked(ctx, words, yes, N_("Snoozed {numbers}."))
    change_records(
        asked,
        lambda desk, ids: desk.cases.snooze(ids, moment),
        _("Until {when}.").format(when=moments.said(moment)),
    )


def wake(ctx: typer.Context, cases: Cases, *, yes: Yes = False) -> None:
    asked = _asked(ctx, cases, yes, N_("Woke {numbers}."))
    change_records(asked, lambda desk, ids: desk.cases.wake(ids))
