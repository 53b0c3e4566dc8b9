"""Choose the states of the open cases of the demo desk, in the shares that a desk has in the morning."""

from random import Random

from servicedesk.domain.case_states import NEW, SOLVED, TOLD, WAITING, WORKING

DUE_TODAY, OVERDUE, SNOOZED = "due today", "overdue", "snoozed"

# (fate, share of the open cases, how far back it is found among the newest, how many of these it leaves
# out), the last two as multiples of the number of open cases: a new case came lately, another may have waited
# for weeks.
_SHARES = (
    (NEW, 0.14, 0.2, 0.0),
    (WORKING, 0.2, 0.5, 0.03),
    (DUE_TODAY, 0.1, 0.55, 0.1),
    (OVERDUE, 0.1, 1.0, 0.35),
    (SOLVED, 0.13, 0.9, 0.15),
    (WAITING, 0.2, 1.2, 0.1),
    (SNOOZED, 0.07, 1.2, 0.2),
    (TOLD, 0.06, 1.1, 0.3),
)


def open_cases(size: int) -> int:
    """How many of `size` cases are meant to be open today."""
    return max(1, min(size * 16 // 100, 36 + size * 5 // 100))


def fates(size: int, rng: Random) -> dict[int, str]:
    """The fate of each case that is to be open today, by its place from the newest (0) backwards."""
    wanted = open_cases(size)
    found: dict[int, str] = {}
    for fate, share, reach, leave in _SHARES:
        count = max(1, round(wanted * share))
        first = min(round(wanted * leave), max(0, size - count))
        places = [
            place
            for place in range(first, min(size, max(round(wanted * reach), first + count)))
            if place not in found
        ]
        rng.shuffle(places)
        found.update(dict.fromkeys(places[:count], fate))
    return found
