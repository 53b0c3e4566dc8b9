"""The eight lessons, and the twenty acts at the end."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from servicedesk.domain.case_states import WAITING
from servicedesk.domain.words.cases import DEFAULT_PRIORITY
from servicedesk.i18n import N_
from servicedesk.services.case_rows import NewCase
from servicedesk.services.customers import NewCustomer
from servicedesk.services.remedies import NewRemedy
from servicedesk.services.tutor.cast import cast
from servicedesk.services.tutor.lesson import (
    Lesson,
    Past,
    Step,
    did,
    did_anything,
    did_begin,
    none_is_untouched,
    opened_card_of,
)
from servicedesk.services.tutor.lesson import left_state as left

if TYPE_CHECKING:
    from servicedesk.services.desk import Desk

URGENT = 4
"""The case that a lesson is about stands above those of earlier lessons."""


def names() -> Mapping[str, str]:
    """The names that stand in the words of the steps."""
    people = cast()
    return {
        "caller": people.caller.name,
        "phone": people.caller.phone,
        "trouble": people.trouble,
        "digits": people.customers[people.by_number].phone[-4:],
        "part": people.part_of_name,
        "colleague": people.colleague,
    }


# What a lesson puts on the desk


def _customers(desk: "Desk") -> Sequence[int]:
    """The cards of the desk, and a case of the colleague's, by which assigning knows the name."""
    people = cast()
    known = [
        desk.customers.add(NewCustomer({"name": one.name}, phones=[one.phone])).id for one in people.customers
    ]
    own = desk.cases.open(NewCase(people.with_colleague, kind="request", customer_id=known[-1])).id
    desk.moves.take([own])
    return ()


def _case(desk: "Desk", subject: str, place: int, priority: int = URGENT) -> int:
    """A new case of the customer at this place of the roster; they come round again."""
    people = desk.lists.ids("customer", "")
    customer_id = people[place % len(people)] if len(people) else None
    return desk.cases.open(NewCase(subject, customer_id=customer_id, priority=priority)).id


def _new_cases(desk: "Desk", count: int) -> Sequence[int]:
    matters = cast().matters
    return [_case(desk, matters[number % len(matters)], number, DEFAULT_PRIORITY) for number in range(count)]


def _one(which: str, desk: "Desk") -> Sequence[int]:
    return [_case(desk, getattr(cast(), which), 2)]


def _complaint(desk: "Desk") -> Sequence[int]:
    """One that lacks little to be closed: that the customer accepts it, and a follow-up."""
    people = cast()
    case_id = _case(desk, people.to_close, 3)
    desk.moves.take([case_id])
    if steps := [step.id for step in desk.cases.dossier(case_id).steps if step.done_at is None]:
        desk.checklists.tick(case_id, steps)
    desk.complaints.set_cause([case_id], desk.complaints.causes()[0])
    desk.remedies.add([case_id], NewRemedy("apology", people.remedy))
    return [case_id]


# The lessons


def _filtered(past: Past) -> bool:
    return bool(past.sights.queries)


def _saw_views(past: Past) -> bool:
    return len(past.sights.views) > 1


def _saw_keys(past: Past) -> bool:
    return past.sights.has_seen_keys


LESSONS: tuple[Lesson, ...] = (
    Lesson(
        N_("Log a call"),
        (
            Step(
                N_("{caller}, {phone}, calls: {trouble}. {0} opens the form; write who and what, {1} saves."),
                ("call.new", "form.save"),
                did("call.log"),
            ),
        ),
        _customers,
    ),
    Lesson(
        N_("Find who calls"),
        (
            Step(
                N_("Of a missed call you know the end: {digits}. {0}, these digits, Enter: the card opens."),
                ("app.palette",),
                opened_card_of(lambda: cast().customers[cast().by_number].name),
            ),
            Step(
                N_("Of another you heard a part of the name: {part}. {0}, the part, Enter."),
                ("app.palette",),
                opened_card_of(lambda: cast().customers[cast().by_name].name),
            ),
        ),
        lambda _desk: (),
    ),
    Lesson(
        N_("Sort ten new cases"),
        (
            Step(
                N_("{0}: the queue, with ten new cases. {1} takes the one under the cursor on yourself."),
                ("app.queue", "case.take"),
                did("case.work"),
            ),
            Step(
                N_("Another is for {colleague}: {0}, then the name."),
                ("case.assign",),
                did("case.assign"),
            ),
            Step(
                N_("One can wait until tomorrow: {0} hides it until then."),
                ("case.snooze",),
                did("case.snooze"),
            ),
            Step(
                N_("Two are about the same water filter. On one of them {0}, then the number of the other."),
                ("case.duplicate",),
                did("case.duplicate"),
            ),
            Step(
                N_("The rest in one go: {0} marks a row, {1} marks all; {2} takes what is marked."),
                ("rows.mark", "rows.mark_all", "case.take"),
                none_is_untouched,
            ),
        ),
        partial(_new_cases, count=10),
    ),
    Lesson(
        N_("Promise something and keep it"),
        (
            Step(
                N_("On {case} {0}: write what you promise and by when, such as 60m or tomorrow 15:00."),
                ("case.promise",),
                did("promise.make"),
            ),
            Step(
                N_("It is done as promised: {0} on the same case keeps it."),
                ("case.promise",),
                did("promise.keep"),
            ),
        ),
        partial(_one, "to_promise"),
    ),
    Lesson(
        N_("Wait for the customer and go on"),
        (
            Step(
                N_("On {case} an answer of the customer is missing: {0}, and the reason."),
                ("case.wait",),
                did("case.wait"),
            ),
            Step(
                N_("No answer yet. You have asked again: {0}."),
                ("case.nudge",),
                did("case.nudge"),
            ),
            Step(
                N_("The answer is there, and all is clear. {0} goes on with it: say how it was solved."),
                ("case.solve",),
                left(WAITING),
            ),
        ),
        partial(_one, "to_wait"),
    ),
    Lesson(
        N_("Solve, tell, close"),
        (
            Step(
                N_("The work on {case} is done. {0} leads it on: first say how it was solved."),
                ("case.solve",),
                did("case.solve"),
            ),
            Step(
                N_("{0} again: tell the customer, in which words and how."), ("case.solve",), did("case.tell")
            ),
            Step(
                N_("{0} once more. What is missing shows with its key, as {1} and {2}; then Enter closes."),
                ("case.solve", "case.answer", "case.followup"),
                did("case.close"),
            ),
        ),
        _complaint,
    ),
    Lesson(
        N_("Undo"),
        (
            Step(
                N_("Pretend a slip: take {case} with {0}, or do anything else."),
                ("case.take",),
                did_anything,
            ),
            Step(N_("{0} takes the last act back, whatever it was."), ("app.undo",), did_begin("undo ")),
            Step(N_("And {0} does it again."), ("app.redo",), did_begin("redo ")),
        ),
        partial(_one, "by_mistake"),
    ),
    Lesson(
        N_("Filters, views, keys"),
        (
            Step(
                N_("In the queue {0}, then what you look for, such as is:mine, and Enter. Esc ends it."),
                ("list.filter",),
                _filtered,
            ),
            Step(
                N_("{0} shows the next saved view, {1} goes back."),
                ("list.next_view", "list.previous_view"),
                _saw_views,
            ),
            Step(N_("All keys of a screen: {0}. Esc closes it."), ("app.help",), _saw_keys),
        ),
        lambda _desk: (),
    ),
)


TAKE = Step(N_("{0} takes a case."), ("case.take",), did("case.work", "case.assign"))
ASSIGN = Step(N_("{0} gives a case to {colleague}."), ("case.assign",), did("case.assign"))
SNOOZE = Step(N_("{0} snoozes a case."), ("case.snooze",), did("case.snooze"))
PROMISE = Step(N_("{0} promises something."), ("case.promise",), did("promise.make"))
KEEP = Step(N_("{0} keeps the promise."), ("case.promise",), did("promise.keep"))
WAIT = Step(N_("{0} lets a case wait."), ("case.wait",), did("case.wait"))
SOLVE = Step(N_("{0} solves a case."), ("case.solve",), did("case.solve"))
TELL = Step(N_("{0} on a solved case: tell the customer."), ("case.solve",), did("case.tell"))
UNDO = Step(N_("{0} takes the last act back."), ("app.undo",), did_begin("undo "))
REDO = Step(N_("{0} does it again."), ("app.redo",), did_begin("redo "))
CALL = Step(N_("{0} logs a call of anybody, {1} saves."), ("call.new", "form.save"), did("call.log"))
FILTER = Step(N_("{0} filters the list by anything."), ("list.filter",), _filtered)

TWENTY = Lesson(
    N_("Twenty acts against the clock"),
    (
        TAKE, TAKE, UNDO, ASSIGN, SNOOZE, PROMISE, KEEP, TAKE, SOLVE, TELL,
        WAIT, UNDO, REDO, FILTER, TAKE, ASSIGN, SNOOZE, CALL, TAKE, UNDO,
    ),
    partial(_new_cases, count=14),
    is_timed=True,
)  # fmt: skip
"""The clock runs from the first act to the last."""
