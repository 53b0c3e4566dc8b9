"""Play the written stories: put their cases and calls between the random ones."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from servicedesk.domain.moves.handling import HandOff
from servicedesk.services.demo.care import HELD, Care, Promised, Promises, Visit
from servicedesk.services.demo.case_life import REOPEN_DAYS, Absorbed, CaseLife, OwnRow
from servicedesk.services.demo.case_plan import LIMIT
from servicedesk.services.demo.cases import Cases, Opened
from servicedesk.services.demo.days import CLOSES, DAY, HOUR, MINUTE, stored
from servicedesk.services.demo.ledger import owned
from servicedesk.services.demo.office import Office
from servicedesk.services.demo.people import ZH
from servicedesk.services.demo.stories_en import STORIES_EN
from servicedesk.services.demo.stories_zh import STORIES_ZH
from servicedesk.services.demo.subject import Subject
from servicedesk.services.demo.switchboard import Switchboard, Talk
from servicedesk.services.demo.topics import Beat, Opening, Story, Topic
from servicedesk.storage import recurring

STORIES = STORIES_ZH + STORIES_EN
_RECENT = 30
"""Days within which a story counts worked days back from today."""


@dataclass(slots=True)
class Told:
    """One case of a story while it is told."""

    story: Story
    opening: Opening
    beats: list[Beat]
    life: CaseLife
    subject: Subject
    remedies: list[OwnRow] = field(default_factory=list)
    handoff: OwnRow | None = None

    @property
    def is_complaint(self) -> bool:
        """Whether what complaints need is written down."""
        return self.opening.kind == "complaint"


class StoryTeller:
    """Puts one story on the timeline."""

    def __init__(self, office: Office, cases: Cases, switchboard: Switchboard, care: Care) -> None:
        self._office = office
        self._cases = cases
        self._switchboard = switchboard
        self._care = care
        self._promises = Promises(office)
        self._names = {"me": office.me, "lin": office.colleagues[0], "dana": office.colleagues[1]}
        self._number = 0
        self._ids: dict[str, int] = {}
        self._merged: dict[str, tuple[Absorbed, int]] = {}
        """By the name of a case to come: the merge that takes it in, and when."""
        self._steps: dict[str, Callable[[Told, Beat, int, str], None]] = {
            "work": self._work,
            "solve": self._solve,
            "tell": self._say,
            "close": self._close,
            "visit": self._visit,
            "hand_off": self._hand_off,
            "back": self._back,
            "promise": self._promise,
            "merge": self._merge,
            "link": self._link,
            "plan": self._plan,
            "source": self._source,
        }

    def begin(self, story: Story) -> None:
        """Plan its openings; each plans the rest of its case when it happens."""
        for opening in story.beats:
            if isinstance(opening, Opening):
                beats = [beat for beat in story.beats if isinstance(beat, Beat) and beat.case == opening.case]
                at = self._moment(opening, opening.day, opening.time)
                self._office.timeline.plan(at, partial(self._open, story, opening, beats))

    def _moment(self, opening: Opening, day: int, time: str) -> int:
        days = self._office.days
        if day < 0 and opening.day < -_RECENT:
            day = days.workday_of(opening.day) + day - opening.day
        hour, minute = map(int, time.split(":"))
        return days.at(days.workday(day), hour * HOUR + minute * MINUTE)

    def _open(self, story: Story, opening: Opening, beats: list[Beat], at: int) -> None:
        who, action = self._names[opening.who], None
        if not self._number:
            self._number, action = self._office.meet(at, who, person=story.person)
        topic = Topic(
            opening.kind, 0, opening.category, opening.labels, (), (), (opening.description,), (), (), (),
            department=opening.department,
        )  # fmt: skip
        subject = Subject(topic, str, 0, opening.subject, self._number, story.person)
        talk = Talk(opening.subject, who, "case_opened", channel=opening.channel, category=opening.category)
        opened = Opened(self._switchboard.times(at, talk), action)
        life = self._cases.begin(at, self._number, subject, talk, opened)
        row = life.row
        self._ids[opening.case] = row["id"]
        row |= {"priority": opening.priority, "product": opening.product, "remedy_wanted": opening.wanted}
        if opening.due is not None:
            row["due_at"] = stored(self._moment(opening, opening.due, "00:00") + CLOSES)
        told = Told(story, opening, beats, life, subject)
        if opening.case in self._merged:
            absorbed, merged_at = self._merged[opening.case]
            absorbed.opened(row, life.labels, merged_at)
        elif told.is_complaint and beats:
            life.acknowledge(at + 5 * MINUTE, who, opening.channel)
        for beat in beats:
            self._tell(told, beat)
        self._cases.finish(life)

    def _tell(self, told: Told, beat: Beat) -> None:
        at, who, life = self._moment(told.opening, beat.day, beat.time), self._names[beat.who], told.life
        step = self._steps.get(beat.what)
        if step is not None:
            step(told, beat, at, who)
        elif beat.what in {"in", "out"}:
            talk = Talk(
                beat.words, who, direction=beat.what, category=told.opening.category, case_id=life.row["id"]
            )
            self._switchboard.ring_later(at, talk, told.subject.number, told.story.person)
        elif beat.what == "assign":
            life.change(at, who, "case.assign", {"owner": self._names[beat.words]})
        else:
            at = self._in_time(life, at) if beat.what == "reopen" else at
            _MOVES[beat.what](life, at, who, beat.words)

    def _in_time(self, life: CaseLife, at: int) -> int:
        """`at`, or the last worked day on which it can be reopened: in holidays these are far apart."""
        days, closed = self._office.days, life.steps[-1].at
        if at < closed + REOPEN_DAYS * DAY:
            return at
        last = days.workday(days.workday_of(days.day_of(closed) + REOPEN_DAYS - 1))
        return days.at(last, days.second_of_day(at))

    # Beats that are more than one step

    def _work(self, told: Told, _beat: Beat, at: int, who: str) -> None:
        life = told.life
        is_first = life.row["assessed_at"] is None
        life.work(at, who)
        if told.is_complaint and is_first:
            severity = max(2, told.opening.priority - 1)
            life.assess(at + 40, who, severity=severity, safety=0, complexity=2, impact=1)

    def _solve(self, told: Told, beat: Beat, at: int, who: str) -> None:
        life, opening = told.life, told.opening
        if told.is_complaint and not told.remedies:
            life.edit(at - 3 * MINUTE, who, facts=opening.facts, cause=opening.cause)
            for place, (kind, words, yuan) in enumerate(opening.given):
                cost = 100 * yuan
                approver = told.subject.talking.approver if life.cost + cost > LIMIT else ""
                remedy = life.remedy(at - (2 * MINUTE - place), who, kind, words, cost, approver)
                told.remedies.append(remedy)
        elif told.is_complaint and not life.row["cause"]:
            words = opening.given[-1][1]
            approver = told.subject.talking.approver if life.cost > LIMIT else ""
            again = life.decide_again(at - 2 * MINUTE, who, opening.cause, words, approver)
            told.remedies.append(again)
        life.solve(at, who, beat.words)

    def _say(self, told: Told, beat: Beat, at: int, who: str) -> None:
        """The customer is told, mostly in a call just before."""
        life = told.life
        calls = [other for other in told.beats if other.what == "out" and other.day == beat.day]
        by_message = "wechat" if told.story.person.language == ZH else "email"
        life.tell(at, who, beat.words, "phone" if calls else by_message)
        if told.is_complaint:
            if not told.opening.override:
                life.answer(at + 45, who, accepted=True)
            for remedy in told.remedies:
                if remedy.row["done_at"] is None:
                    life.finish_remedy(at + 75, who, remedy)

    def _close(self, told: Told, beat: Beat, at: int, who: str) -> None:
        life, opening = told.life, told.opening
        life.edit(at - 45, who, lesson=opening.lesson)
        waived = opening.waived
        if not waived and any(other.what == "reopen" and other.day > beat.day for other in told.beats):
            # The visit that is told of came after the second closing.
            waived = told.subject.talking.waived[0]
        if told.is_complaint and waived:
            life.waive_followup(at - 30, who, waived)
        life.close(at, who, opening.override, ("followup", "accepted_or_options") if opening.override else ())

    def _visit(self, told: Told, beat: Beat, at: int, who: str) -> None:
        """A follow-up that was held; it was booked before the case was closed."""
        due = at - 10 * MINUTE
        closed = [step.at for step in told.life.steps if step.verb == "case.close"]
        visit = Visit(
            told.subject.number, due, beat.purpose, who, case_id=told.life.row["id"], end=HELD, ended_at=at,
            words=beat.words,
        )  # fmt: skip
        self._care.book_later(min([due - 2 * DAY, *(moment - MINUTE for moment in closed[-1:])]), visit)

    def _hand_off(self, told: Told, beat: Beat, at: int, who: str) -> None:
        reason = told.subject.talking.department
        to = HandOff(beat.purpose, beat.words, stored(self._ends(told, beat.due, at)))
        told.handoff = told.life.hand_off(at, who, to, reason)

    def _back(self, told: Told, beat: Beat, at: int, who: str) -> None:
        if told.handoff:
            told.life.back(at, who, told.handoff, beat.words)

    def _promise(self, told: Told, beat: Beat, at: int, who: str) -> None:
        due = self._ends(told, beat.due, at)
        ended = None if beat.ended is None else self._ends(told, beat.ended, at)
        estimate = at + (due - at) * 2 // 3
        state = "open" if ended is None else "done"
        promised = Promised(beat.words, who, at, estimate, due, state, ended)
        self._promises.make(promised, told.life.row)

    def _ends(self, told: Told, when: tuple[int, str] | None, at: int) -> int:
        return at if when is None else self._moment(told.opening, *when)

    def _merge(self, told: Told, beat: Beat, at: int, who: str) -> None:
        absorbed = told.life.absorb(at, who, beat.purpose)
        self._merged[beat.words] = (absorbed, at)

    def _source(self, told: Told, beat: Beat, at: int, who: str) -> None:
        told.life.change(at, who, "case.source", {"source": beat.words, "source_ref": beat.purpose})

    def _link(self, told: Told, beat: Beat, at: int, who: str) -> None:
        told.life.link(at, who, self._ids[beat.words], beat.purpose)

    def _plan(self, told: Told, beat: Beat, at: int, who: str) -> None:
        """A recurring case of this customer."""
        ledger, row = self._office.ledger, told.life.row
        kept = {name: row[name] for name in ("kind", "category", "department", "customer_id")}
        body = kept | {"subject": beat.words, "description": "", "owner": who, "priority": 2, "labels": []}
        plan = {
            "name": beat.words,
            "repeat": "FREQ=MONTHLY;INTERVAL=3",
            "next_at": stored(self._ends(told, beat.due, at)),
            "paused": 0,
            "body": recurring.body(body),
        }

        def add(moment: int) -> None:
            made = ledger.own("case_plans", plan)
            ledger.record(moment, who, "plan.add", made["id"], [owned("case_plans", made)])

        self._office.timeline.plan(at, add)


_MOVES: dict[str, Callable[[CaseLife, int, str, str], None]] = {
    "note": lambda life, at, who, words: life.note(at, who, words),
    "earlier": lambda life, at, who, words: life.came_earlier(at, who, words),
    "wait": lambda life, at, who, words: life.wait(at, who, words),
    "reopen": lambda life, at, who, words: life.reopen(at, who, words),
}
