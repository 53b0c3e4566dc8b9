"""`servicedesk call`: log, list, show, edit and strike out calls."""

import re
from typing import TYPE_CHECKING, Annotated, Any

import typer

from servicedesk.cli.case.intake import read_call_note, tell_open_cases
from servicedesk.cli.frame import context, diagnostics, moments, output
from servicedesk.cli.record import targets
from servicedesk.cli.record.changing import require_fields, so_already, tell_edited
from servicedesk.cli.record.listing import add_list, add_show
from servicedesk.cli.record.options import Text, argument, flag, option
from servicedesk.domain.errors import UsageError
from servicedesk.domain.numbers import format_number, parse_number
from servicedesk.domain.text import clean_line
from servicedesk.i18n import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from servicedesk.domain.quick_note import QuickNote
    from servicedesk.domain.rows.history import Change
    from servicedesk.services.calls import LoggedCall
    from servicedesk.services.desk import Desk
    from servicedesk.services.who_called import WhoCalled

app = typer.Typer(help=N_("Calls: one conversation with a customer, in or out, on any channel."))

Number = Annotated[str, argument("CALL", N_("The number of a call, such as CL-9."))]
Numbers = Annotated[list[str], argument("CALLS", N_("Numbers of calls, such as CL-9 CL-10."))]
CaseOption = Annotated[str, option("--case", N_("The open case it was about."), "CASE")]
CustomerOption = Annotated[
    str, option("--customer", N_("The customer: number, phone number or name."), "CUSTOMER")
]


_NAME_AND_TEXT = re.compile(r"\s*([^\d:：\n]{2,60}?)\s*[:：]\s*(?!//)(\S.*)").fullmatch


@app.command(
    help=N_(
        "Log a call, and with it the case and the follow-up that came out of it.\n\n"
        "A phone number at the beginning of the text is the caller's; so is a customer's name with a colon. "
        "!high sets a priority, +leak a label, "
        "@fri books a follow-up, >me names the owner; a priority or a label opens a case. "
        "With - the text is read from standard input."
    ),
    epilog=N_(
        "servicedesk call add '138 0000 1111 the air conditioner leaks !high @fri +leak'\n"
        "servicedesk call add --who 'Ann Lee' --kind enquiry 'asks for the price of a filter'\n"
        "servicedesk call add --out --customer CU-12 --case C-231 'told her: credit note sent'"
    ),
)
def add(
    *,
    text: Annotated[list[str] | None, argument("TEXT", N_("Who called, and what about."))] = None,
    who: Annotated[str, option("--who", N_("Name and number of the caller."), "WHO")] = "",
    customer: CustomerOption = "",
    new_customer: Annotated[
        bool, flag("--new-customer", N_("Somebody new, though a card has the same name or number."))
    ] = False,
    kind: Annotated[
        str, option("--kind", N_("Open a case: complaint, request, enquiry or suggestion."), "KIND")
    ] = "",
    case: CaseOption = "",
    out: Annotated[bool, flag("--out/--in", N_("A call that you made, or one that came in."))] = False,
    channel: Annotated[
        str, option("--channel", N_("phone, email, web, wechat, visit, social or letter."), "CHANNEL")
    ] = "phone",
    rang: Annotated[str, option("--rang", N_("When it rang; now if not given."), "TIME")] = "",
    answered: Annotated[str, option("--answered", N_("When it was answered."), "TIME")] = "",
    ended: Annotated[str, option("--ended", N_("When it ended."), "TIME")] = "",
    outcome: Annotated[
        str,
        option(
            "--outcome",
            N_("answered, case_opened, order_taken, call_back, abandoned, no_answer or wrong_number."),
            "OUTCOME",
        ),
    ] = "",
    handler: Annotated[str, option("--handler", N_("Who took it; you, if not given."), "NAME")] = "",
    category: Annotated[str, option("--category", N_("What it was about, in a word."))] = "",
    followup: Annotated[
        str,
        option(
            "--followup",
            N_("The planned follow-up that it was made for: an answer holds it, @16:30 tries again."),
            "FOLLOWUP",
        ),
    ] = "",
) -> None:
    from servicedesk.cli.record.choices import meant, meant_or_none
    from servicedesk.cli.record.fields import number
    from servicedesk.domain.call_note import CallOfNote
    from servicedesk.services.calls import NewCall

    if customer and new_customer:
        raise UsageError(_("Say --customer or --new-customer."))
    with context.open_desk(create=True) as desk:
        words = targets.words_or_input(text or [])
        of_note = CallOfNote(bool(kind) or None, is_about_case=bool(case))
        caller, line, rest = (
            _told(desk, who, words, customer) if who else _understood(desk, words, told=bool(customer))
        )
        note = read_call_note(line, of_note)
        new = NewCall(
            who=caller,
            summary="\n".join(part for part in (note.text, rest) if part),
            customer_id=targets.customer(desk, customer) if customer else None,
            makes_customer=new_customer,
            direction="out" if out else "in",
            channel=meant("call", "channel", channel),
            rang_at=moments.past(rang),
            answered_at=moments.past(answered),
            ended_at=moments.past(ended),
            handler=targets.owner(desk, handler),
            category=category,
            outcome=meant_or_none("call", "outcome", outcome) or "",
            case_id=parse_number(case, "case") if case else None,
            case_kind=meant_or_none("case", "kind", kind),
            priority=note.priority,
            labels=note.labels,
            owner=targets.owner(desk, note.owner or ""),
            followup_at=note.due.at if note.due else None,
            for_followup_id=parse_number(followup, "followup") if followup else None,
        )
        called = desk.calls.who_called(caller)
        logged = desk.calls.log(new)
        for fault in note.errors:
            diagnostics.say(fault)
        if caller and not customer and not new_customer:
            _tell_who(desk, called)
        if not case and not out:
            tell_open_cases(desk, logged.customer_id, logged.case_id)
        if case and (note.labels or note.priority):
            diagnostics.say(_("Priority and labels are for a new case; the one named keeps its own."))
        back = logged.came_back
        if back is not None and back.closed:
            command = f"servicedesk case {back.closed} {format_number('case', back.case_id)}"
            diagnostics.say(_("On with the work: {command}").format(command=command))
        output.saved(
            [format_number("call", logged.call_id)],
            _echo(desk, logged, note),
            **({} if back is None or back.closed else {"came_back": number("case", back.case_id)}),
            **({} if back is None or not back.closed else {"closed_case": number("case", back.case_id)}),
            call_id=format_number("call", logged.call_id),
            customer_id=number("customer", logged.customer_id),
            case=number("case", logged.case_id),
            followup=number("followup", logged.followup_id),
            new_customer=logged.is_new_customer,
            action=logged.change.action,
        )


add_list(
    app,
    "call",
    help=N_("List calls, newest first."),
    epilog=N_("servicedesk call list 'is:abandoned rang:today'\nservicedesk call list --limit 20 --json"),
)


add_show(app, "call", Number, help=N_("Show one call whole."))


@app.command(
    help=N_("Change fields of a call."),
    epilog=N_("servicedesk call edit CL-9 --summary 'asked for the price' --outcome call_back"),
)
def edit(
    *,
    call: Number,
    summary: Annotated[Text, option("--summary", N_("What was said."))] = None,
    category: Annotated[Text, option("--category", N_("What it was about."))] = None,
    outcome: Annotated[Text, option("--outcome", N_("How it ended."), "OUTCOME")] = None,
    direction: Annotated[Text, option("--direction", N_("in or out."), "in|out")] = None,
    channel: Annotated[Text, option("--channel", N_("The way it came in."), "CHANNEL")] = None,
    handler: Annotated[Text, option("--handler", N_("Who took it."), "NAME")] = None,
    customer: CustomerOption = "",
    case: CaseOption = "",
) -> None:
    from servicedesk.cli.record.choices import meant_or_none

    with context.open_desk() as desk:
        given: dict[str, Any] = {
            "summary": summary,
            "category": category,
            "outcome": meant_or_none("call", "outcome", outcome),
            "direction": meant_or_none("call", "direction", direction),
            "channel": meant_or_none("call", "channel", channel),
            "handler": targets.owner(desk, handler) if handler is not None else None,
            "customer_id": targets.customer(desk, customer) if customer else None,
            "case_id": parse_number(case, "case") if case else None,
        }
        values = {name: value for name, value in given.items() if value is not None}
        require_fields("call", values)
        call_id = parse_number(call, "call")
        back = desk.calls.would_end_edited(call_id, values)
        change = desk.calls.edit(call_id, values)
    if back is not None and change.count:
        from servicedesk.domain.wait_words import has_ended

        diagnostics.say(has_ended(back))
    tell_edited("call", call_id, change)


@app.command(help=N_("Strike calls out, for a reason: they stay in the log and count nowhere."))
def void(
    calls: Numbers,
    reason: Annotated[str, option("--reason", N_("Why, for the history."))],
) -> None:
    with context.open_desk() as desk:
        ids = list(dict.fromkeys(parse_number(call, "call") for call in calls))
        change = desk.calls.void(ids, reason)
    _say_of_all(ids, change, _("Struck out {numbers}. Undo with: servicedesk undo"))


@app.command(
    help=N_(
        "Give calls to another customer or case, or to none.\n\n"
        "A promise that was made in a call and is on no case goes along with it."
    ),
    epilog=N_(
        "servicedesk call move CL-9 --customer CU-12 --no-case\nservicedesk call move CL-9 CL-10 --case C-231"
    ),
)
def move(
    calls: Numbers,
    *,
    customer: CustomerOption = "",
    no_customer: Annotated[bool, flag("--no-customer", N_("Nobody knows who it was."))] = False,
    case: Annotated[str, option("--case", N_("The case it is about."), "CASE")] = "",
    no_case: Annotated[bool, flag("--no-case", N_("It is about no case."))] = False,
) -> None:
    from servicedesk.services.rehoming import NewHome

    with context.open_desk() as desk:
        ids = list(dict.fromkeys(parse_number(call, "call") for call in calls))
        home = NewHome(
            targets.customer(desk, customer) if customer else None,
            parse_number(case, "case") if case else None,
            no_customer,
            no_case,
        )
        change = desk.rehoming.move_calls(ids, home)
    _say_of_all(ids, change, _("Moved {numbers}. Undo with: servicedesk undo"))


def _say_of_all(ids: list[int], change: "Change", done: str) -> None:
    """Report what was done with these calls, or that nothing differed."""
    shown, numbers = [format_number("call", call_id) for call_id in ids], targets.shown("call", ids)
    words = done.format(numbers=numbers) if change.count else so_already(numbers)
    output.saved(shown, words, numbers=shown, action=change.action or None)


def _tell_who(desk: "Desk", called: "WhoCalled") -> None:
    """Say what was made of the caller where somebody else can be meant: by their number, or by their name."""
    names = _named(desk, called.sharing or called.same_name)
    if called.sharing:
        text = _("The number is that of {names}: no customer taken; --customer CU-… says who it was.")
        diagnostics.say(text.format(names=names))
    elif called.customer_id is not None and called.other_name:
        text = _("The number is that of {name}; {other} stays with the call.")
        if names:
            text = _("The number is that of {name}, the name that of {names}; {other} stays with the call.")
        name = _named(desk, [called.customer_id])
        diagnostics.say(text.format(name=name, other=called.other_name, names=names))
    elif called.number and names:
        text = _("Same name, another number: {names}; --customer CU-… says who it was.")
        diagnostics.say(text.format(names=names))


def _named(desk: "Desk", ids: "Sequence[int]") -> str:
    """Customers by name and number."""
    rows = desk.lists.rows("customer", list(ids))
    return _(", ").join(f"{rows[one].name} {format_number('customer', one)}" for one in ids if one in rows)


def _told(desk: "Desk", who: str, text: str, customer: str) -> tuple[str, str, str]:
    """The caller in --who, the quick note with what else stands there, and the lines below the first.

    Beside the `customer` of the call an identity number is no fault in who called: it stays text.
    """
    from servicedesk.domain.caller_field import read_caller_field

    first, _break, rest = text.strip().partition("\n")
    found = read_caller_field(who, desk.settings.region)
    if customer and found.is_identity and not found.text:
        found = found._replace(caller="", text=found.caller)
    if found.is_identity and found.text:
        diagnostics.say(_("What the text begins with looks like an identity or card number; it stays text."))
    is_nobody = found.is_part and not desk.calls.who_called(found.caller).having_number
    caller, beside = ("", clean_line(who)) if is_nobody else (found.caller, found.text)
    return caller, f"{beside} {first}".strip(), rest.strip("\n")


def _understood(desk: "Desk", text: str, *, told: bool) -> tuple[str, str, str]:
    """The caller, the quick note, which is the first line, and the lines below it as they stand."""
    from servicedesk.domain.caller_line import read_caller

    first, _break, rest = text.strip().partition("\n")
    found = read_caller(first, desk.settings.region)
    if found.is_identity and not told:
        diagnostics.say(_("What the text begins with looks like an identity or card number; it stays text."))
    # Part of a number is the caller's when somebody has it; an order number is nobody's.
    is_caller = found.is_whole or (found.number and bool(desk.calls.who_called(found.number).having_number))
    if told:
        return "", first, rest.strip("\n")
    if not is_caller:
        caller, first = _named_before_colon(desk, first)
        return caller, first, rest.strip("\n")
    caller = " ".join(part for part in (found.name, found.number) if part)
    return caller, found.text, rest.strip("\n")


def _named_before_colon(desk: "Desk", first: str) -> tuple[str, str]:
    """The customer whose name stands before a colon, and the text behind it; nobody, and all of it, else."""
    from servicedesk.domain.search_terms import segment

    found = _NAME_AND_TEXT(first)
    if found is None:
        return "", first
    rows = [
        row for row in desk.customers.candidates(found[1], 20) if segment(row.name) == segment(found[1]) != ""
    ]
    if len(rows) > 1:
        numbers = _(", ").join(format_number("customer", row.id) for row in rows)
        diagnostics.say(
            _("Several customers have that name: {numbers}; choose with --customer.").format(numbers=numbers)
        )
    elif not rows and (near := desk.customers.sounding_like(found[1], 5)):
        numbers = _(", ").join(format_number("customer", row.id) for row in near)
        diagnostics.say(
            _("Nobody has that name; similar ones are {numbers}: choose with --customer.").format(
                numbers=numbers
            )
        )
    return (rows[0].name, found[2]) if len(rows) == 1 else ("", first)


def _echo(desk: "Desk", logged: "LoggedCall", note: "QuickNote") -> str:
    """What one save made, in words."""
    parts = [_("call {number}").format(number=format_number("call", logged.call_id))]
    if logged.customer_id is not None:
        shown = format_number("customer", logged.customer_id)
        template = _("new customer {number}") if logged.is_new_customer else _("customer {number}")
        parts.append(template.format(number=shown))
    if logged.case_id is not None:
        row = desk.lists.rows("case", [logged.case_id])[logged.case_id]
        from servicedesk.domain.wording import value_label

        words = [
            value_label("case", "kind", row.kind),
            format_number("case", row.id),
            value_label("case", "priority", row.priority),
            *(f"+{label}" for label in row.labels),
        ]
        parts.append(" ".join(words))
    if logged.came_back is not None:
        from servicedesk.domain.wait_words import has_ended

        parts.append(has_ended(logged.came_back))
    if logged.called_followup == "held":
        parts.append(_("{number} held").format(number=format_number("followup", logged.for_followup_id or 0)))
    if logged.followup_id is not None and note.due is not None:
        number = format_number("followup", logged.followup_id)
        is_next_try = logged.called_followup == "moved"
        text = _("try again {number} {when}") if is_next_try else _("follow-up {number} {when}")
        parts.append(text.format(number=number, when=moments.said(note.due.at)))
    return _("Saved: {what}. Undo with: servicedesk undo").format(what=" · ".join(parts))
