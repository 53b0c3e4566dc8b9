"""Names that sound like what was typed, or are one letter away: asked only where nothing was found.

陈炜 is 陈伟 by its sound, lukasz is Łukasz without its stroke, luliangwei is 吕良伟 (whose ü is kept as v),
and Zoe Grand is Zoe Grant but for a letter.
"""

import re
from typing import NamedTuple

from servicedesk.domain.near_words import SHORTEST, is_one_letter_apart
from servicedesk.domain.pinyin import name_keys, search_tokens
from servicedesk.domain.search_terms import is_cjk, segment

STROKED = "łøđðþıæœħŧŋ"
"""Letters that are no other letter with an accent, and are typed without their strokes."""
_FOLDED = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "æ": "ae", "œ": "oe",
    "ħ": "h", "ŧ": "t", "ŋ": "n"})  # fmt: skip
_V_OF_PINYIN = re.compile("(?<=[ln])v")
_LEAST_HALF = 2
_MOST_WORDS = 6
_MOST_LETTERS = 40


class Sought(NamedTuple):
    """What to look for: the folded words of a name, and for each three texts of which a near name has one."""

    words: tuple[str, ...]
    parts: tuple[tuple[str, str, str], ...]

    def distance(self, name: str) -> int | None:
        """0 where `name` sounds the same, 1 where it begins so, 2 but for a letter; None for another."""
        heard = [folded(word) for word in (*_latin(name), *search_tokens(name).split())]
        distances = []
        for word in self.words:
            if word in heard:
                distances.append(0)
            elif any(other.startswith(word) for other in heard):
                distances.append(1)
            elif len(word) >= SHORTEST and any(is_one_letter_apart(word, other) for other in heard):
                distances.append(2)
            else:
                return None
        return max(distances) if distances.count(2) <= 1 else None


def sought(typed: str) -> Sought | None:
    """What `typed` asks for; None where it is no name: it has a digit, or no more than one letter."""
    if any(character.isdigit() for character in typed) or len(typed) > 4 * _MOST_LETTERS:
        return None
    pinyin = folded(name_keys(typed)[0])
    # Chinese is one word by its sound; the words of other names stand for themselves.
    words = (pinyin,) if any(map(is_cjk, segment(typed).split())) else tuple(map(folded, _latin(typed)))
    words = tuple(word[:_MOST_LETTERS] for word in words[:_MOST_WORDS])
    if not words or len(max(words, key=len)) < _LEAST_HALF + 1:
        return None
    return Sought(words, tuple(map(_parts, words)))


def folded(word: str) -> str:
    """`word` without strokes through its letters, ü and v of pinyin as u."""
    return _V_OF_PINYIN.sub("u", word.translate(_FOLDED))


def _latin(name: str) -> list[str]:
    return [word for word in segment(name).split() if not is_cjk(word)]


def _parts(word: str) -> tuple[str, str, str]:
    """The two halves, of which one is untouched wherever a letter differs, and the word as it may be instead.

    That is for the two letters in the middle: where they have changed places, both halves are touched.
    """
    half = len(word) // 2
    return word[:half], word[half:], f"{word[: half - 1]}{word[half]}{word[half - 1]}{word[half + 1 :]}"
