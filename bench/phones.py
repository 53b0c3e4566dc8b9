"""A caller found by the ending of a number, against the scan that LIKE makes, among a million numbers.

.venv/bin/python -m bench.phones [CASES]
"""

import itertools
import sys

from bench.measuring import large_desk, medians, milliseconds, tell

ROUNDS = 25
ENDING = 6


def main(cases: int) -> None:
    with large_desk(cases) as desk, desk.reading() as db:
        step = max(cases // 100, 1)
        found = db.execute(
            "SELECT digits FROM customer_phones WHERE id % ? = 0 LIMIT 100", (step,)
        ).fetchall()
        numbers = itertools.cycle([row[0] for row in found])
        seek_sql = (
            "SELECT DISTINCT customer_id FROM customer_phones"
            " WHERE digits_reversed >= ? AND digits_reversed < ? LIMIT 50"
        )
        like_sql = "SELECT DISTINCT customer_id FROM customer_phones WHERE digits LIKE ? LIMIT 50"

        def seek() -> None:
            backwards = next(numbers)[-ENDING:][::-1]
            db.execute(seek_sql, (backwards, backwards + ":")).fetchall()

        def like() -> None:
            db.execute(like_sql, (f"%{next(numbers)[-ENDING:]}",)).fetchall()

        times = medians(
            {
                "seek": lambda: [seek() for _turn in range(50)],
                "like": like,
                "caller": lambda: desk.customers.candidates(next(numbers)[-ENDING:]),
                "middle": lambda: desk.customers.candidates(next(numbers)[1:9]),
                "name": lambda: desk.customers.candidates("王伟"),
                "pinyin": lambda: desk.customers.candidates("wangw"),
                "one_letter": lambda: desk.customers.candidates("w"),
            },
            ROUNDS,
        )
        times["seek"] /= 50
    tell(
        "phones",
        {
            "numbers": cases,
            "ms": {name: milliseconds(seconds) for name, seconds in times.items()},
            "like_against_seek": round(times["like"] / times["seek"]),
            "like_against_caller": round(times["like"] / times["caller"]),
        },
        f"An ending of {ENDING} digits takes 1/{times['like'] / times['seek']:.0f} of the LIKE scan;"
        f" target 1/1000. The whole answer for the form: 1/{times['like'] / times['caller']:.0f}.",
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
