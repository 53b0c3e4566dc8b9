"""The one-line quick note of a call: `!high @fri +leak >me call back` → priority, due, label, owner, text.

A token begins a word, or stands behind a sign of punctuation or another token: !priority, @day and time,
+label, >owner. Everything else is text, so a@b.example, +86 138... and 太好了！ are. What looks like a token
and is none, or would be one if a blank stood before it, stays text and is named in the echo.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, tzinfo
from types import MappingProxyType

from servicedesk.domain.date_format import format_long
from servicedesk.domain.dates import DEFAULT_TIME, When, parse_when_or_day, read_when, with_window
from servicedesk.domain.reading_times import ReadingTimes
from servicedesk.domain.search_terms import is_cjk
from servicedesk.domain.text import clean_line, half_width
from servicedesk.domain.timestamps import DateError, said
from servicedesk.domain.words.cases import PRIORITIES
from servicedesk.i18n import _

_LONGEST_DATE = 6  # words
_QUOTED = re.compile(r"\"([^\"]*)\"|“([^”]*)”|「([^」]*)」")
_LABEL = re.compile(r"[^\W\d_](?:[\w#-]|\+(?!\w)|/(?=\w))*")
_OWNER = re.compile(r"@?([^\W\d_][\w.@·•・-]*)")
_PRIORITY = re.compile(r"!|[^\W_]+")
_TRAILING = ",.;:，。；：、！!？?"
_BREAKS = ",;，。；：、）】」"
"""Behind these a sign begins a token as behind a blank."""
_WIDE_BREAKS = "，。；：、）】」！？"
"""No blank follows these."""
SIGNS = "!@+>"


@dataclass(frozen=True, slots=True)
class QuickNote:
    """What a quick note says. `owner` is as typed (`me` too); `errors` are sentences for the echo."""

    priority: int | None = None
    due: When | None = None
    due_text: str = ""
    labels: tuple[str, ...] = ()
    owner: str | None = None
    text: str = ""
    errors: tuple[str, ...] = ()


@dataclass(slots=True)
class _Draft:
    """A quick note while it is read; each take_ method returns where its token ends, or 0 when it is none."""

    line: str
    now: datetime
    times: ReadingTimes
    default_time: time
    priority: int | None = None
    due: When | None = None
    due_text: str = ""
    labels: list[str] = field(default_factory=list)
    owner: str | None = None
    pieces: list[tuple[int, int]] = field(default_factory=list)
    """From where to where text stands in the line."""
    errors: list[str] = field(default_factory=list)

    def take_priority(self, start: int) -> int:
        """!high, ！高, !!"""
        match = _PRIORITY.match(self.line, start)
        if match is None or not _ends_word(self.line, match.end()):
            return 0
        priority = PRIORITIES.read(match[0])
        if priority is None:
            self.errors.append(
                _("{word} is not a priority and stays in the text.").format(word="!" + match[0][:20])
            )
            return 0
        if self.priority is not None:
            self.errors.append(_("There are two priorities; the first counts."))
            return 0
        self.priority = priority
        return match.end()

    def take_due(self, start: int) -> int:
        """@fri, @明天下午三点, @"next tue 10:00"."""
        if not self.line[start : start + 1].strip():
            return 0
        if self.due is not None:
            self.errors.append(_("There are two times; the first counts."))
            return 0
        try:
            found = self._quoted_due(start) if _QUOTED.match(self.line, start) else self._longest_due(start)
        except DateError as error:
            self.errors.append(said(error))
            return 0
        if found is None:
            word = self.line[start:].split(maxsplit=1)[0][:20]
            template = _("{word} is not a time and stays in the text.")
            if is_cjk(word[0]) and word.isalpha():
                template = _("{word} is not a time and stays in the text; an owner is written with >.")
            self.errors.append(template.format(word=f"@{word}"))
            return 0
        self.due, end = found
        self.due_text = self.line[start:end].strip('"“”「」')
        if self.due.at < self.now and (self.due.has_time or self._day(self.due.at) < self._day(self.now)):
            self.errors.append(
                _("That time has passed: {time}.").format(
                    time=format_long(self.due.at, self.times.zone, now=self.now)
                )
            )
        return end

    def _day(self, at: datetime) -> int:
        return at.astimezone(self.times.zone).toordinal()

    def _quoted_due(self, start: int) -> tuple[When, int] | None:
        match = _QUOTED.match(self.line, start)
        if match is None:
            return None
        words = next(group for group in match.groups() if group is not None)
        when = parse_when_or_day(words, self.now, default_time=self.default_time, **self.times.for_moments)
        return when, match.end()

    def _longest_due(self, start: int) -> tuple[When, int] | None:
        """The longest run of words that is a time, else the beginning of a Chinese word (@明天派人)."""
        rest = self.line[start:]
        ends = [match.end() for match in re.finditer(r"\S+", rest)][:_LONGEST_DATE]
        whole = self._read(rest)
        if whole is not None and _ends_word(rest, whole[1]):
            return whole[0], start + whole[1]
        for end in reversed(ends):
            words = rest[:end].rstrip(_TRAILING)
            found = self._read(words)
            if found is not None and found[1] == len(words):
                return found[0], start + len(words)
        if whole is not None and _may_be_glued(rest[: whole[1]]) and is_cjk(rest[whole[1]]):
            return whole[0], start + whole[1]
        return None

    def _read(self, text: str) -> tuple[When, int] | None:
        return read_when(text, self.now, default_time=self.default_time, **self.times.for_moments)

    def take_label(self, start: int) -> int:
        """+leak, ＋漏水."""
        if quoted := _QUOTED.match(self.line, start):
            label = clean_line(next(group for group in quoted.groups() if group is not None))
            end = quoted.end()
        elif match := _LABEL.match(self.line, start):
            label, end = match[0], match.end()
        else:
            return 0
        if not label:
            return 0
        if label not in self.labels:
            self.labels.append(label)
        return end

    def take_owner(self, start: int) -> int:
        """>me, ＞李伟."""
        match = _OWNER.match(self.line, start)
        if match is None or not _ends_word(self.line, match.end()):
            return 0
        if self.owner is not None:
            self.errors.append(_("There are two owners; the first counts."))
            return 0
        self.owner = match[1]
        return match.end()

    def name_unread(self, start: int, end: int) -> None:
        """Name each sign inside this word that would be a token if a blank stood before it."""
        for place in range(start + 1, end):
            sign = half_width(self.line[place])
            if sign in SIGNS and self._would_be_read(sign, place + 1):
                word = self.line[place:end][:20]
                self.errors.append(
                    _("{word} was not read and stays in the text; put a blank before it.").format(word=word)
                )
                return
        if half_width(self.line[start]) in SIGNS and end == start + 1 and self._was_parted(start):
            parted = self.line[start : end + 10].split(" ")[:2]
            self.errors.append(
                _("{word} was not read and stays in the text; write no blank behind the sign.").format(
                    word=" ".join(parted)
                )
            )

    def _was_parted(self, place: int) -> bool:
        """Whether the word behind the blank would be a token: ! 紧急; + 漏水 where a note begins so."""
        start = place + 2
        sign = half_width(self.line[place])
        if sign == "!":
            match = _PRIORITY.match(self.line, start)
            return match is not None and PRIORITIES.read(match[0]) is not None
        if sign == "@":
            return start < len(self.line) and self._longest_time(start) is not None
        begins = place == 0 or self.line[place - 1] in _BREAKS or not self.pieces
        return begins and self.line[start : start + 1].isalpha()

    def _would_be_read(self, sign: str, start: int) -> bool:
        if sign == "!":
            match = _PRIORITY.match(self.line, start)
            return match is not None and PRIORITIES.read(match[0]) is not None
        # a@b.example, 1+1 and 价格>100 are text: only what follows Chinese words may have been meant.
        if not is_cjk(self.line[start - 2]) or start >= len(self.line):
            return False
        if sign == "@":
            return self._longest_time(start) is not None
        if sign == ">":
            return _OWNER.match(self.line, start) is not None
        return (_QUOTED.match(self.line, start) or _LABEL.match(self.line, start)) is not None

    def _longest_time(self, start: int) -> tuple[When, int] | None:
        try:
            return self._longest_due(start)
        except DateError:
            return None


_TAKES = {
    "!": _Draft.take_priority,
    "@": _Draft.take_due,
    "+": _Draft.take_label,
    ">": _Draft.take_owner,
}


def parse_quick_note(
    text: str,
    now: datetime,
    times: ReadingTimes,
    default_time: time = DEFAULT_TIME,
    leaves: Mapping[str, str] = MappingProxyType({}),
) -> QuickNote:
    """What the line says. Never raises: what is not understood stays text and is named in `errors`.

    Tokens of the signs in `leaves` stay text, too, and are named by the sentence there.
    """
    line = clean_line(text)
    draft = _Draft(line, now, times, default_time)
    aside = _Draft(line, now, times, default_time)
    position = 0
    while position < len(line):
        sign = half_width(line[position])
        reader = aside if sign in leaves else draft
        end = _TAKES[sign](reader, position + 1) if sign in _TAKES else 0
        if end and reader is aside:
            draft.errors.append(leaves[sign].format(word=line[position:end][:20]))
            draft.pieces.append((position, end))
            position = end
        elif end:
            # 「+漏水，第二次」: the comma belonged to the token; 「+漏水，!紧急」: the next sign does not.
            while end < len(line) and line[end] in _TRAILING and not _begins_token(line, end):
                end += 1
            position = end
        else:
            end = _end_of_text(line, position)
            draft.name_unread(position, end)
            draft.pieces.append((position, end))
            position = end
        position += line[position : position + 1] == " "
    return QuickNote(
        draft.priority,
        draft.due,
        draft.due_text,
        tuple(draft.labels),
        draft.owner,
        with_window(_joined(line, draft.pieces), draft.due, times.zone),
        tuple(draft.errors),
    )


def _may_be_glued(said: str) -> bool:
    """Whether Chinese words may follow this time at once: 明天派人, 15:30回电; not a bare 5, as in 5楼."""
    return is_cjk(said[-1]) or (said[-1].isdigit() and not said.isdigit())


def _ends_word(line: str, end: int) -> bool:
    return end >= len(line) or line[end] == " " or line[end] in _TRAILING or half_width(line[end]) in SIGNS


def _begins_token(line: str, place: int) -> bool:
    """Whether a sign stands there that something follows at once."""
    return half_width(line[place]) in SIGNS and place + 1 < len(line) and line[place + 1].isalnum()


def _end_of_text(line: str, start: int) -> int:
    """Where plain text ends: at the next blank, or where a sign stands behind a sign of punctuation."""
    for place in range(start + 1, len(line)):
        if line[place] == " " or (line[place - 1] in _BREAKS and _begins_token(line, place)):
            return place
    return len(line)


def _joined(line: str, pieces: list[tuple[int, int]]) -> str:
    """The text as it stood; where a token was taken out of it, a blank or the comma before it stays."""
    text, before = "", 0
    for start, end in pieces:
        between = line[before:start]
        if between.strip():
            between = "" if text[-1:] in _WIDE_BREAKS else " "
        text += (between if text else "") + line[start:end]
        before = end
    # A comma that led to a token ends nothing any more.
    return text.rstrip("，、,；;") if text and before < len(line) else text


def describe(note: QuickNote, now: datetime, zone: tzinfo) -> list[str]:
    """The note in words, one phrase for each thing that will be done, then what was not understood."""
    said: list[str] = []
    if note.priority is not None:
        said.append(_("priority {priority}").format(priority=_(PRIORITIES.labels[note.priority])))
    if note.due is not None:
        said.append(_("due {time}").format(time=format_long(note.due.at, zone, now=now)))
    if note.labels:
        said.append(_("labels {labels}").format(labels=_(", ").join(note.labels)))
    if note.owner is not None:
        said.append(_("owner {owner}").format(owner=note.owner))
    return said + list(note.errors)
