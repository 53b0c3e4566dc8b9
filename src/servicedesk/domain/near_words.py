"""How near two words are: one letter apart. What was typed wrongly is told the nearest word by it."""

from collections.abc import Iterable

SHORTEST = 4
"""Letters: of shorter words too many are one letter apart."""


def is_one_letter_apart(word: str, other: str) -> bool:
    """Whether one letter is another, is missing or too much, or two neighbours have changed places."""
    if len(word) > len(other):
        word, other = other, word
    if len(other) - len(word) > 1 or word == other:
        return False
    start = _alike(word, other)
    end = _alike(word[start:][::-1], other[start:][::-1])
    left, right = word[start : len(word) - end], other[start : len(other) - end]
    return len(right) <= 1 or (len(left) == 2 and left == right[::-1])


def letters_apart(word: str, other: str) -> int:
    """How many letters are another, missing, too much or have changed places with their neighbour."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for place, letter in enumerate(word, 1):
        older, before, row = before, row, [place]
        for at, sign in enumerate(other, 1):
            least = min(before[at] + 1, row[at - 1] + 1, before[at - 1] + (letter != sign))
            if place > 1 and at > 1 and letter == other[at - 2] and word[place - 2] == sign:
                least = min(least, older[at - 2] + 1)
            row.append(least)
    return row[-1]


def nearest(typed: str, known: Iterable[str]) -> str:
    """The one of `known` that `typed` was most likely meant for; "" where none is near.

    A third of the letters may be wrong; of two that are as near, the one that begins alike is meant, else
    the first.
    """
    if len(typed) < SHORTEST - 1:
        return ""
    most = max(1, len(typed) // 3)
    found = [
        (letters_apart(typed, word), word[:1] != typed[:1], place, word) for place, word in enumerate(known)
    ]
    best = min(found, default=(most + 1, True, 0, ""))
    return best[-1] if best[0] <= most and best[0] < len(typed) else ""


def _alike(word: str, other: str) -> int:
    """How many signs both begin with."""
    count = 0
    for sign, another in zip(word, other, strict=False):
        if sign != another:
            break
        count += 1
    return count
