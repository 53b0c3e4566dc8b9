"""Reading a policy: TOML to checked values, every fault in one line with document, place and what to do.

A document is text that a person wrote or pasted, so anything may stand in it; nothing but PolicyError leaves.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from unicodedata import normalize

from servicedesk.domain.errors import UsageError
from servicedesk.domain.text import clean, clean_line, half_width
from servicedesk.domain.words.word import WordList
from servicedesk.i18n import _

LARGEST = 200_000
"""Bytes that one document may have."""
MOST = 500
"""Entries that one list of a document may have."""
LONGEST_TEXT = 2_000
LARGEST_NUMBER = 1_000_000
DAY_SECONDS = 8 * 3600
"""A working day where no calendar is asked."""

_LENGTH = re.compile(
    r"(?:(\d{1,4})(?:d|天))?\s*(?:(\d{1,5})(?:h|个?小时))?\s*(?:(\d{1,6})(?:min|m|分钟?))?", re.ASCII
)

# Memory for a dotted name grows with the square of its parts in tomllib: one of 200 kB takes gigabytes.
# Parts of more than a hundred characters are not looked for: not enough of them fit into a document.
_PART = r"""(?:[A-Za-z0-9_-]{1,100}+|"(?:[^"\\\n]|\\.){0,100}+"|'[^'\n]{0,100}+')"""
_ENDLESS_NAME = re.compile(rf"(?:{_PART}[ \t]{{0,100}}+\.[ \t]{{0,100}}+){{30}}")


class PolicyError(UsageError, code="policy"):
    """A policy that cannot be used; the message is one line that names the document and the place."""


@dataclass(frozen=True, slots=True)
class Duration:
    """A length as a policy writes it: `30m`, `1h30m`, `2d`. A day is the calendar's working day."""

    fixed: int
    """Seconds of its hours and minutes."""
    days: int = 0

    def seconds(self, day_seconds: int = DAY_SECONDS) -> int:
        """The length in seconds where a day has `day_seconds`, as WorkingCalendar.day_seconds says."""
        return self.fixed + self.days * day_seconds

    def __str__(self) -> str:
        """As a policy writes it."""
        hours, minutes = divmod(self.fixed // 60, 60)
        parts = ((self.days, "d"), (hours, "h"), (minutes, "m"))
        return "".join(f"{count}{unit}" for count, unit in parts if count) or "0m"


def fold(text: str) -> str:
    """What names in policies are compared by: width, case and blanks do not matter."""
    return clean_line(normalize("NFKC", text)).casefold()


def parse_duration(text: str) -> Duration | None:
    """The length that `text` writes (`4h`, `1h30m`, `2d`, `4小时`), or None when that is none or nothing."""
    match = _LENGTH.fullmatch(half_width(clean_line(text[:60])).casefold())
    if match is None:
        return None
    days, hours, minutes = (int(part or 0) for part in match.groups())
    length = Duration(hours * 3600 + minutes * 60, days)
    return length if length.fixed or length.days else None


def nearest(word: str, known: Iterable[str]) -> str:
    """The one of `known` that `word` probably means, or an empty text."""
    from difflib import get_close_matches

    by_folded = {fold(name): name for name in known}
    found = get_close_matches(fold(word)[:100], by_folded, 1, 0.5)
    return by_folded[found[0]] if found else ""


def shown(value: object) -> str:
    """A written value as a message may show it: one line, short."""
    line = clean_line(str(value)) if not isinstance(value, dict | list) else "..."
    return line if len(line) <= 40 else line[:39] + "…"


def read(document: str, text: str) -> "Section":
    """The whole of a document. Raises PolicyError when it is too large or not TOML."""
    top = Section(document, "", {})
    if len(text) > LARGEST or len(text.encode("utf-8", "replace")) > LARGEST:
        raise top.fault("", _("it is too long; shorten it to {limit} bytes.").format(limit=LARGEST))
    cleaned = clean(text)
    if _ENDLESS_NAME.search(cleaned):
        raise top.fault("", _("a name in it has more dots than any name here; shorten it."))
    try:
        values = tomllib.loads(cleaned)
    except tomllib.TOMLDecodeError as error:
        raise top.fault("", _syntax(str(error), cleaned)) from None
    except (ValueError, RecursionError):
        # Numbers of thousands of digits, lists within lists within lists.
        raise top.fault("", _("a number or a list in it is beyond all measure; remove it.")) from None
    return Section(document, "", values)


def _syntax(error: str, text: str) -> str:
    found = re.search(r"at line (\d+)", error)
    line = int(found[1]) if found else max(1, len(text.rstrip().splitlines()))
    if re.search("overwrite|twice|[Dd]uplicate|redefine|immutable|mutate", error):
        return _("line {line}: this name stands here a second time; remove one of the two.").format(line=line)
    return _('line {line} cannot be read; write name = value, and texts in quotation marks: "...".').format(
        line=line
    )


@dataclass(frozen=True, slots=True)
class Section:
    """A table of a document: its values by name, each read as what it must be."""

    document: str
    place: str
    """Where the table stands, in words: `target 3`; empty for the top of the document."""
    values: Mapping[str, Any]

    def fault(self, key: str, words: str) -> PolicyError:
        """The error for `key` of this table (empty: for the table itself)."""
        place = ", ".join(part for part in (self.place, shown(key)) if part)
        if not place:
            return PolicyError(_("{document}: {fault}").format(document=self.document, fault=words))
        template = _("{document}: {place}: {fault}")
        return PolicyError(template.format(document=self.document, place=place, fault=words))

    def only(self, *known: str) -> None:
        """Refuse any name that is not one of `known`."""
        for key in self.values:
            if key in known:
                continue
            if close := nearest(key, known):
                raise self.fault(
                    key, _("there is no such name here; did you mean {name}?").format(name=close)
                )
            names = ", ".join(known)
            raise self.fault(key, _("there is no such name here; use one of: {names}.").format(names=names))

    def has(self, key: str) -> bool:
        """Whether `key` is written."""
        return key in self.values

    def text(self, key: str, longest: int = LONGEST_TEXT) -> str:
        """The text of `key` as one clean line; empty when it is not written."""
        return clean_line(self._written_text(key, longest))

    def words(self, key: str, longest: int = LONGEST_TEXT) -> str:
        """The text of `key`, which may have several lines; empty when it is not written."""
        return clean(self._written_text(key, longest)).strip()

    def name(self, key: str) -> str:
        """The text of `key`, which must be written and short enough for a list."""
        text = self.text(key, 100)
        if not text:
            raise self.fault(key, _('it is missing; write {name} = "...".').format(name=key))
        return text

    def _written_text(self, key: str, longest: int) -> str:
        value = self.values.get(key, "")
        if not isinstance(value, str):
            raise self.fault(key, _('this must be a text; write it in quotation marks: "...".'))
        if len(value) > longest:
            raise self.fault(
                key, _("the text is too long; shorten it to {limit} characters.").format(limit=longest)
            )
        return value

    def one_of(self, key: str, known: Iterable[str], otherwise: str = "") -> str:
        """The text of `key`, which must be one of `known`; `otherwise` when it is not written."""
        written, names = self.text(key), tuple(known)
        if not written:
            return otherwise
        return self.known(key, written, names)

    def word(self, key: str, words: WordList[str], otherwise: str = "") -> str:
        """The value of a closed list that the text of `key` means; `otherwise` when it is not written."""
        written = self.text(key)
        return (words.read(written) or self.known(key, written, words.values)) if written else otherwise

    def known(self, key: str, written: str, names: Iterable[str]) -> str:
        """The one of `names` that `written` is, in any case; the PolicyError names the nearest."""
        known = {fold(name): name for name in names}
        if found := known.get(fold(written)):
            return found
        if close := nearest(written, known.values()):
            words = _("“{word}” is not known here; did you mean {name}?").format(
                word=shown(written), name=close
            )
        else:
            words = _("“{word}” is not known here; use one of: {names}.").format(
                word=shown(written), names=_(", ").join(known.values())
            )
        raise self.fault(key, words)

    def whole(self, key: str, otherwise: int, least: int = 0, most: int = LARGEST_NUMBER) -> int:
        """The whole number of `key`; `otherwise` when it is not written."""
        return self.whole_value(key, self.values.get(key, otherwise), least, most)

    def whole_value(self, key: str, value: object, least: int = 0, most: int = LARGEST_NUMBER) -> int:
        """`value`, which was written for `key`, as a whole number."""
        # The exact type: Python takes True for a number, the user does not.
        if type(value) is not int or not least <= value <= most:
            template = _("“{value}” must be a whole number from {least} to {most}, without quotation marks.")
            raise self.fault(key, template.format(value=shown(value), least=least, most=most))
        return value

    def flag(self, key: str, otherwise: bool) -> bool:
        """Whether `key` is true; `otherwise` when it is not written."""
        value = self.values.get(key, otherwise)
        if not isinstance(value, bool):
            raise self.fault(key, _("write true or false, without quotation marks."))
        return value

    def duration(self, key: str) -> Duration | None:
        """The length of `key`; None when it is not written."""
        if key not in self.values:
            return None
        value = self.values[key]
        length = parse_duration(value) if isinstance(value, str) else None
        if length is None:
            template = _('“{value}” is not a length of time; write it like "30m", "4h", "1h30m" or "2d".')
            raise self.fault(key, template.format(value=shown(value)))
        return length

    def money(self, key: str) -> int | None:
        """The cents of `key`, written as "500.00"; None when it is not written."""
        from servicedesk.domain.money import parse_money

        if key not in self.values:
            return None
        value = self.values[key]
        try:
            if isinstance(value, str) or type(value) is int:
                return parse_money(str(value) if isinstance(value, int) else value)
        except (UsageError, ValueError):
            pass
        template = _('“{value}” is not an amount of money; write it like "500.00".')
        raise self.fault(key, template.format(value=shown(value)))

    def texts(self, key: str, longest: int = LONGEST_TEXT) -> tuple[str, ...]:
        """The list of texts of `key`, each one clean line, none empty; empty when it is not written."""
        found = []
        for value in self.entries(key):
            if not isinstance(value, str) or not clean_line(value):
                raise self.fault(key, _('each entry must be a text; write ["...", "..."].'))
            if len(value) > longest:
                raise self.fault(
                    key, _("the text is too long; shorten it to {limit} characters.").format(limit=longest)
                )
            found.append(clean_line(value))
        return tuple(found)

    def entries(self, key: str) -> list[Any]:
        """The list of `key` as written; empty when it is not written."""
        value = self.values.get(key, [])
        if not isinstance(value, list):
            raise self.fault(key, _("this must be a list; write [..., ...]."))
        if len(value) > MOST:
            raise self.fault(key, _("the list is too long; keep {limit} entries.").format(limit=MOST))
        return value

    def section(self, key: str) -> "Section":
        """The table of `key`; an empty one when it is not written."""
        value = self.values.get(key, {})
        place = ", ".join(part for part in (self.place, key) if part)
        if not isinstance(value, dict):
            raise self.fault(key, _("this must be a table; begin it with [{name}].").format(name=key))
        return Section(self.document, place, value)

    def sections(self, key: str) -> list["Section"]:
        """The tables of `key`, of which there may be many; none when it is not written."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            raise self.fault(key, _("these must be tables; begin each with [[{name}]].").format(name=key))
        if len(value) > MOST:
            raise self.fault(key, _("the list is too long; keep {limit} entries.").format(limit=MOST))
        return [
            Section(self.document, f"{key} {position}", entry)
            for position, entry in enumerate(value, start=1)
        ]
