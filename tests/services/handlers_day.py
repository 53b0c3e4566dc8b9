"""What a handler does in a day, each thing on the desk and in the book."""

import random
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from servicedesk.domain.worktime_rules import DayRule, Interval
from servicedesk.services.calls import NewCall
from servicedesk.services.customers import CardChange
from servicedesk.services.policy_versions import BEGINNING
from servicedesk.services.promises import NewPromise
from tests.builders import HOSTILE
from tests.services.handlers_book import (
    ENDED,
    FIRST,
    OFFICE,
    PAUSING,
    SOLVED,
    Book,
    Handler,
    Named,
    Note,
    Told,
    minute,
    written,
)

Deed = Callable[[], object]


class Day(Handler):
    """What the handler does; each thing on the desk and in the book."""

    def comes(
        self, kind: str, customer: int, *, ago: int = 0, talked: int = 0, channel: str = "phone"
    ) -> int:
        """A customer came, `ago` minutes ago, and was talked to for so long: a case."""
        now, rang = self.time.moment, self.time.moment - timedelta(minutes=ago)
        logged: list[int] = []

        def log() -> None:
            new = NewCall(
                "", f"空调漏水 {len(self.book.notes)} [/x]", customer_id=customer, case_kind=kind,
                rang_at=rang, channel=channel, ended_at=rang + timedelta(minutes=talked) if talked else None,
            )  # fmt: skip
            logged.append(self.desk.calls.log(new).case_id or 0)

        def write(book: Book) -> None:
            at = minute(rang)
            note = Note(kind, customer, at, [(at, "new", "")], intake=(at, at + talked) if talked else None)
            book.notes[logged[0]] = note

        assert rang <= now
        self.do(log, write)
        return logged[0]

    def call(self, case_id: int, way: str, *, ago: int = 0, reached: bool = True) -> None:
        """A further call on a case."""
        at = self.time.moment - timedelta(minutes=ago)
        new = NewCall(
            "", f"{way} {HOSTILE}", case_id=case_id, direction=way, rang_at=at,
            outcome="answered" if reached else "abandoned",
        )  # fmt: skip
        note = self.note(case_id)
        is_intake = way == "in" and minute(at) <= note.received

        def write(_book: Book) -> None:
            if not is_intake:
                note.said.append((minute(at), way, reached))
            begun, state, reason = note.moves[-1]
            is_awaited = (state, reason) == ("waiting", "客户回音")
            if way == "in" and reached and is_awaited and minute(at) >= begun:
                note.move(minute(at), "working")

        self.do(lambda: self.desk.calls.log(new), write)

    def note(self, case_id: int) -> Note:
        """What is written down of a case."""
        return self.book.notes[case_id]

    def acknowledge(self, case_id: int, ago: int = 0) -> None:
        """The customer knows that we have it."""
        at = None if not ago else self.time.moment - timedelta(minutes=ago)
        self.do(
            lambda: self.desk.complaints.acknowledge([case_id], at=at),
            lambda _book: setattr(self.note(case_id), "acknowledged", self.now - ago),
        )

    def work(self, case_id: int) -> None:
        """Begin, or go on."""
        self.do(lambda: self.desk.moves.work([case_id]), lambda _book: self._move(case_id, "working"))

    def _move(self, case_id: int, state: str, reason: str = "", ago: int = 0) -> None:
        self.note(case_id).move(self.now - ago, state, reason)

    def wait(self, case_id: int, reason: str) -> None:
        """Wait for somebody."""
        self.do(
            lambda: self.desk.moves.wait([case_id], reason), lambda _b: self._move(case_id, "waiting", reason)
        )

    def solve(self, case_id: int, ago: int = 0) -> None:
        """Solved, some minutes ago."""
        at = self.time.moment - timedelta(minutes=ago)
        self.do(
            lambda: self.desk.moves.solve([case_id], at=at if ago else None),
            lambda _book: self._move(case_id, "solved", "", ago),
        )

    def tell(self, case_id: int) -> None:
        """The customer has been told."""

        def write(_book: Book) -> None:
            self._move(case_id, "told")
            self.note(case_id).said.append((self.now, "out", True))

        self.do(lambda: self.desk.moves.tell([case_id], HOSTILE), write)

    def close(self, case_id: int) -> None:
        """Closed against the gates."""
        self.do(
            lambda: self.desk.moves.close([case_id], override=f"客户放弃 {HOSTILE}"),
            lambda _book: self._move(case_id, "closed"),
        )

    def reopen(self, case_id: int) -> None:
        """Work again."""

        def write(_book: Book) -> None:
            self._move(case_id, "working")
            note = self.note(case_id)
            if note.due is not None and note.due <= self.now:
                note.due = None

        self.do(lambda: self.desk.moves.reopen([case_id]), write)

    def hand_off(self, case_id: int, hours: int) -> None:
        """Another department has it."""
        due = self.time.moment + timedelta(hours=hours)

        def write(_book: Book) -> None:
            self._move(case_id, "waiting", "车间 [b]")
            self.note(case_id).handoff_due = minute(due)

        self.do(lambda: self.desk.handoffs.hand_off([case_id], "售后部 [/x]", due_at=due), write)

    def back(self, case_id: int) -> None:
        """It is back."""

        def write(_book: Book) -> None:
            if self.note(case_id).state == "waiting":
                self._move(case_id, "working")
            self.note(case_id).handoff_due = None

        self.do(lambda: self.desk.handoffs.back([case_id]), write)

    def promise(self, case_id: int, minutes: int) -> int:
        """Promise it by then."""
        made: list[int] = []
        due = self.time.moment + timedelta(minutes=minutes)

        def write(book: Book) -> None:
            book.promises[made[0]] = Told(case_id, minute(due))

        new = NewPromise("回电 [/]", due, case_id=case_id)
        self.do(lambda: made.append(self.desk.promises.make(new).id), write)
        return made[0]

    def keep(self, promise_id: int) -> None:
        """Done what was promised."""
        self.do(
            lambda: self.desk.promises.keep([promise_id]), lambda book: self._end(book, promise_id, "done")
        )

    def withdraw(self, promise_id: int) -> None:
        """Nobody waits for it any more."""
        self.do(
            lambda: self.desk.promises.withdraw([promise_id], "客户改主意"),
            lambda book: self._end(book, promise_id, "withdrawn"),
        )

    def _end(self, book: Book, promise_id: int, state: str) -> None:
        book.promises[promise_id].state, book.promises[promise_id].ended = state, self.now

    def retell(self, promise_id: int, minutes: int) -> int:
        """Another time was told."""
        made: list[int] = []
        due = self.time.moment + timedelta(minutes=minutes)

        def write(book: Book) -> None:
            self._end(book, promise_id, "retold")
            self.note(book.promises[promise_id].case).said.append((self.now, "out", True))
            book.promises[made[0]] = Told(book.promises[promise_id].case, minute(due))

        self.do(lambda: made.append(self.desk.promises.retell(promise_id, due, "零件未到").ids[1]), write)
        return made[0]

    def due(self, case_id: int, minutes: int) -> None:
        """A time of one's own."""
        at = self.time.moment + timedelta(minutes=minutes)
        self.do(
            lambda: self.desk.cases.edit(case_id, {"due_at": at}),
            lambda _book: setattr(self.note(case_id), "due", minute(at)),
        )

    def merge(self, source: int, target: int) -> None:
        """One matter after all."""

        def write(_book: Book) -> None:
            self._move(source, "merged")
            self.note(target).merged.append(source)

        self.do(lambda: self.desk.merging.merge([source], target, reason="同一件事"), write)

    def unmerge(self, source: int) -> None:
        """Two matters: it was a mistake all the while."""

        def write(book: Book) -> None:
            assert book.notes[source].moves.pop()[1] == "merged"
            for note in book.notes.values():
                note.merged = [other for other in note.merged if other != source]

        self.do(lambda: self.desk.merging.unmerge([source]), write)

    def tier(self, customer: int, tier: str) -> None:
        """The customer is another's now."""
        self.do(
            lambda: self.desk.customers.edit(customer, CardChange({"tier": tier})),
            lambda book: book.tiers[customer].append((self.now, tier)),
        )

    def targets(self, targets: Named) -> None:
        """Other targets for all."""
        self.do(
            lambda: self.desk.policies.set("targets", written(targets), since=BEGINNING),
            lambda book: setattr(book, "targets", targets),
        )

    def half_day(self, day: date) -> None:
        """Only the morning is worked."""
        rule = DayRule(day, "half", "停电 [/x]", (Interval(9 * 60, 12 * 60),))
        self.do(lambda: self.desk.policies.set_day(rule), lambda book: book.days.update({day: OFFICE[:1]}))

    def anything(self, rng: random.Random) -> None:
        """Whatever the book allows."""
        case_id = rng.choice(sorted(self.book.notes))
        state = self.note(case_id).state
        can = [*self._moves(case_id, rng), *self._promising(rng)]
        if state not in ENDED:
            can += [*self._contacts(case_id, rng), *self._merging(case_id, rng)]
        if state == "merged":
            can.append(lambda: self.unmerge(case_id))
        if len(self.earlier) > 40 and rng.random() < 0.3:
            can.append(self.undo)
        if can:
            rng.choice(can)()

    def _contacts(self, case_id: int, rng: random.Random) -> Iterator[Deed]:
        """Calls; and the case is acknowledged or comes back."""
        note = self.note(case_id)
        yield lambda: self.call(case_id, "in", reached=rng.random() < 0.7)
        yield lambda: self.call(case_id, "out", reached=rng.random() < 0.6)
        yield lambda: self.call(case_id, "in", ago=rng.choice([1, 17, 90]))
        if note.acknowledged is None:
            ago = min(rng.choice([0, 3, 45]), self.now - note.received)
            yield lambda: self.acknowledge(case_id, ago)
        if note.handoff_due:
            yield lambda: self.back(case_id)

    def _moves(self, case_id: int, rng: random.Random) -> Iterator[Deed]:
        """What the state allows."""
        note = self.note(case_id)
        if note.state in {"new", "working", "waiting"}:
            ago = min(rng.choice([2, 35, 300]), self.now - note.moves[-1][0])
            yield lambda: self.wait(case_id, rng.choice(list(PAUSING)))
            yield lambda: self.solve(case_id)
            yield lambda: self.solve(case_id, ago)
            yield lambda: self.due(case_id, rng.choice([50, 700, 4000]))
            yield lambda: self.hand_off(case_id, rng.choice([1, 5, 30]))
            yield lambda: self.promise(case_id, rng.choice([30, 90, 1500]))
        if note.state in {"new", "waiting"}:
            yield lambda: self.work(case_id)
        if note.state == "solved":
            yield lambda: self.tell(case_id)
        if note.state in {"solved", "told"}:
            yield lambda: self.close(case_id)
        if note.state in SOLVED:
            yield lambda: self.reopen(case_id)

    def _promising(self, rng: random.Random) -> Iterator[Deed]:
        """What may become of a promise that is owed."""
        owed = [number for number, told in self.book.promises.items() if told.state == "open"]
        if owed:
            number = rng.choice(owed)
            held = self.book.promises[number].due
            yield lambda: self.keep(number)
            yield lambda: self.retell(number, 7 if held != self.now + 7 else 8)
            yield lambda: self.retell(number, 777 if held != self.now + 777 else 77)
            yield lambda: self.withdraw(number)

    def _merging(self, case_id: int, rng: random.Random) -> Iterator[Deed]:
        """Cases that may be the same matter: none with a time of its own, which would go over."""
        others = [
            other
            for other, note in self.book.notes.items()
            if other != case_id and note.state not in ENDED and not note.merged
            and note.due is None and note.handoff_due is None
        ]  # fmt: skip
        if others and rng.random() < 0.4:
            yield lambda: self.merge(rng.choice(others), case_id)


def at(day: int, clock: str) -> datetime:
    """A minute of February 2026 in Shanghai."""
    hour, minutes = map(int, clock.split(":"))
    return FIRST + timedelta(days=day - 1, hours=hour, minutes=minutes)
