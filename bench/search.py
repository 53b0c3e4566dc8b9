"""The newest 50 cases with a Chinese word against those with a Latin word as frequent; misses against LIKE.

.venv/bin/python -m bench.search [CASES]
"""

import sys
from functools import partial

from bench import million
from bench.measuring import large_desk, medians, milliseconds, tell
from servicedesk.services.desk import Desk

WORD = "退款"
OTHERS = ("退", "款", "漏水", "的", "热水器", "充电器", "优惠券")
ROUNDS = 40


def nearest_in_frequency(desk: Desk, count: int) -> tuple[str, int]:
    """The Latin word of the vocabulary that is found about `count` times."""
    counts = {word: desk.lists.count("case", f'"{word}"', up_to=count * 3) for word in million.LATIN_WORDS}
    return min(counts.items(), key=lambda pair: abs(pair[1] - count))


def newest_of_phrase(desk: Desk, tokens: str) -> list[tuple[int]]:
    """The newest 50 with the tokens as they stand; a word that is typed is looked for as a beginning too."""
    with desk.reading() as db:
        sql = "SELECT rowid FROM cases_search WHERE cases_search MATCH ? ORDER BY rowid DESC LIMIT 50"
        found: list[tuple[int]] = db.execute(sql, (f'"{tokens}"',)).fetchall()
        return found


def misses(desk: Desk, word: str) -> tuple[int, int]:
    """How many cases LIKE finds, and how many of those the search does not."""
    with desk.reading() as db:
        found = db.execute(
            "SELECT id FROM cases WHERE subject LIKE ? OR description LIKE ?", [f"%{word}%"] * 2
        ).fetchall()
    right = {row[0] for row in found}
    return len(right), len(right - set(desk.lists.ids("case", f'"{word}"', order="newest")))


def main(cases: int) -> None:
    with large_desk(cases) as desk:
        hits = desk.lists.count("case", WORD, up_to=cases)
        latin, latin_hits = nearest_in_frequency(desk, hits)
        newest = partial(desk.lists.ids, "case", order="newest", limit=50)
        whole_word = partial(newest_of_phrase, desk)
        screenful = partial(desk.lists.page, "case", order="newest", limit=50)
        times = medians(
            {
                "chinese": lambda: newest(WORD),
                "latin": lambda: newest(latin),
                "chinese_at_index": lambda: whole_word("退 款"),
                "latin_at_index": lambda: whole_word(latin),
                "chinese_rows": lambda: screenful(WORD),
                "latin_rows": lambda: screenful(latin),
                "two_words": lambda: newest(f"{WORD} {OTHERS[2]}"),
                "open_by_urgency": lambda: desk.lists.ids("case", f"is:open {WORD}", limit=50),
            },
            ROUNDS,
        )
        like = {word: misses(desk, word) for word in (WORD, *OTHERS)}
    ratio = times["chinese"] / times["latin"]
    at_index = times["chinese_at_index"] / times["latin_at_index"]
    tell(
        "search",
        {
            "cases": cases,
            "hits": {WORD: hits, latin: latin_hits},
            "ms": {name: milliseconds(seconds) for name, seconds in times.items()},
            "ratio": round(ratio, 2),
            "ratio_at_index": round(at_index, 2),
            "ratio_with_rows": round(times["chinese_rows"] / times["latin_rows"], 2),
            "like": {word: {"found": found, "missed": missed} for word, (found, missed) in like.items()},
        },
        f"{WORD} ({hits} of {cases}) takes {ratio:.2f} x the time of {latin} ({latin_hits}) as typed,"
        f" {at_index:.2f} x as a whole word; target 1.5."
        f" Missed against LIKE: {sum(missed for _found, missed in like.values())}.",
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
