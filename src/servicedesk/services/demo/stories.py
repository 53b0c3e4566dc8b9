"""Tells the stories: their cases and calls happen among everything else."""

from collections.abc import Callable

from servicedesk.services.demo.care import HELD, Care, Visit
from servicedesk.services.demo.case_life import CaseLife
from servicedesk.services.demo.case_plan import Subject
from servicedesk.services.demo.cases import Cases
from servicedesk.services.demo.days import CLOSES, DAY, HOUR, MINUTE, stored
from servicedesk.services.demo.office import Office
from servicedesk.services.demo.stories_en import STORIES_EN
from servicedesk.services.demo.stories_zh import STORIES_ZH
from servicedesk.services.demo.story import Beat, Opening, Story
from servicedesk.services.demo.switchboard import Switchboard, Talk
from servicedesk.services.demo.topics import Topic

STORIES = STORIES_ZH + STORIES_EN

Step = Callable[[CaseLife, int, str, str], None]
_STEPS: dict[str, Step] = {
    "work": lambda life, at, who, _words: life.work(at, who),
    "note": lambda life, at, who, words: life.note(at, who, words),
    "wait": lambda life, at, who, words: life.wait(at, who, words),
    "solve": lambda life, at, who, words: life.solve(at, who, words),
    "tell": lambda life, at, who, words: life.tell(at, who, words),
    "close": lambda life, at, who, _words: life.close(at, who),
    "reopen": lambda life, at, who, words: life.reopen(at, who, words),
}


class StoryTeller:
    """Puts one story on the timeline."""

    def __init__(self, office: Office, cases: Cases, switchboard: Switchboard, care: Care) -> None:
        self._office = office
        self._cases = cases
        self._switchboard = switchboard
        self._care = care
        self._names = {"me": office.me, "lin": office.colleagues[0], "dana": office.colleagues[1]}
        self._number = 0

    def begin(self, story: Story) -> None:
        """Plan its openings; each plans the rest of its case when it happens."""
        for opening in story.beats:
            if isinstance(opening, Opening):
                beats = [beat for beat in story.beats if isinstance(beat, Beat) and beat.case == opening.case]
                self._office.timeline.plan(self._moment(opening), self._opening(story, opening, beats))

    def _moment(self, beat: Opening | Beat) -> int:
        hour, minute = map(int, beat.time.split(":"))
        return self._office.days.at(beat.day, hour * HOUR + minute * MINUTE)

    def _opening(self, story: Story, opening: Opening, beats: list[Beat]) -> Callable[[int], None]:
        return lambda at: self._open(at, story, opening, beats)

    def _open(self, at: int, story: Story, opening: Opening, beats: list[Beat]) -> None:
        who, action = self._names[opening.who], None
        if not self._number:
            self._number, action = self._office.meet(at, who, person=story.person)
        topic = Topic(
            opening.kind, 0, opening.category, opening.labels, (), (), (opening.description,), (), (), (),
            department=opening.department,
        )  # fmt: skip
        told = Subject(topic, str, 0, opening.subject, self._number, story.person)
        talk = Talk(opening.subject, who, "case_opened", channel=opening.channel, category=opening.category)
        life = self._cases.begin(at, self._number, told, talk, action)
        life.row["priority"] = opening.priority
        if opening.due is not None:
            life.row["due_at"] = stored(self._office.days.at(opening.due, CLOSES))
        for beat in beats:
            self._tell(life, beat, story, opening)
        self._cases.finish(life)

    def _tell(self, life: CaseLife, beat: Beat, story: Story, opening: Opening) -> None:
        at, who, case_id = self._moment(beat), self._names[beat.who], life.row["id"]
        if beat.what in {"in", "out"}:
            talk = Talk(beat.words, who, direction=beat.what, category=opening.category, case_id=case_id)
            self._switchboard.ring_later(at, talk, self._number, story.person)
        elif beat.what == "visit":
            due = at - 10 * MINUTE
            visit = Visit(
                self._number, due, beat.purpose, who, case_id=case_id, end=HELD, ended_at=at, words=beat.words
            )
            self._care.book_later(due - 2 * DAY, visit, who)
        elif beat.what == "assign":
            life.assign(at, who, self._names[beat.words])
        else:
            _STEPS[beat.what](life, at, who, beat.words)
