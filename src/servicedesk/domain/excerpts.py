"""Where words were found: the places of a text that match them, and the piece of it around the first."""

from collections.abc import Sequence
from typing import NamedTuple

from servicedesk.domain.search_terms import is_cjk, segment, segment_alone

LOOKED_AT = 20_000
"""Characters of a text that are looked through: what lies behind is shown without its place."""
BEFORE, BEHIND = 12, 36
"""Characters of an excerpt before the first match and behind its beginning."""


class Excerpt(NamedTuple):
    """A piece of one line, and from where to where in it the words stand."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()

    def marked(self, before: str = "«", behind: str = "»") -> str:
        """The text with signs around the matches, for whoever has no colours."""
        parts, at = [], 0
        for start, end in self.marks:
            parts += [self.text[at:start], before, self.text[start:end], behind]
            at = end
        return "".join((*parts, self.text[at:]))


def marks_in(text: str, words: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """From where to where `text` matches one of the words, as a search compares them; in order, none twice.

    Letters match from the beginning of a word on, digits and Chinese anywhere.
    """
    signs, places = _folded(text[:LOOKED_AT])
    covered = [False] * len(text)
    for word in words:
        wanted = "".join(segment(word).split())
        at = signs.find(wanted) if wanted else -1
        while at >= 0:
            begins = wanted[0].isdigit() or is_cjk(wanted) or _begins_a_word(text, signs, places, at)
            if begins:
                first, last = places[at], places[at + len(wanted) - 1]
                covered[first : last + 1] = [True] * (last + 1 - first)
            at = signs.find(wanted, at + (len(wanted) if begins else 1))
    return tuple(_runs(covered))


def excerpt(text: str, words: Sequence[str]) -> Excerpt | None:
    """The piece of `text` around the first match, in one line; None where nothing in it matches."""
    # One character for one, so that the places stay.
    line = "".join(" " if sign.isspace() else sign for sign in text[:LOOKED_AT])
    found = marks_in(line, words)
    if not found:
        return None
    start = max(0, found[0][0] - BEFORE)
    end = min(len(line), max(found[0][1], found[0][0] + BEHIND))
    left, right = "…" if start else "", "…" if end < len(line) else ""
    shift = len(left) - start
    marks = tuple((first + shift, last + shift) for first, last in found if last <= end)
    return Excerpt(f"{left}{line[start:end]}{right}", marks)


def _folded(text: str) -> tuple[str, list[int]]:
    """What `text` is compared by, without blanks and signs, and where in it each character comes from."""
    signs: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for sign in segment_alone(character):
            if sign != " ":
                signs.append(sign)
                places.append(place)
    return "".join(signs), places


def _begins_a_word(text: str, signs: str, places: Sequence[int], at: int) -> bool:
    """Whether what stands there follows a blank, a sign or a character that is a word by itself."""
    if not at or is_cjk(signs[at - 1]):
        return True
    return any(not character.isalnum() for character in text[places[at - 1] + 1 : places[at]])


def _runs(covered: Sequence[bool]) -> list[tuple[int, int]]:
    """From where to where the places are covered without a gap."""
    edges = [False, *covered, False]
    starts = [place for place in range(len(covered)) if edges[place + 1] and not edges[place]]
    ends = [place for place in range(1, len(edges)) if edges[place - 1] and not edges[place]]
    return list(zip(starts, [end - 1 for end in ends], strict=True))
