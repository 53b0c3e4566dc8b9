"""The deepest page of the queue against its first, over a million cases; how soon the first ids are there.

.venv/bin/python -m bench.paging [CASES]
"""

import sys
from functools import partial

from bench.measuring import large_desk, medians, milliseconds, tell

ROUNDS = 15
PAGE = 100
VIEWS = {
    "complaints": "kind:complaint is:open -is:snoozed",
    "all_open": "is:open -is:snoozed",
    "mine": "is:open is:mine -is:snoozed",
    "everything": "",
    "ended": "is:closed",
    "overdue": "is:overdue",
    "came_back": "is:came-back",
}


def main(cases: int) -> None:
    with large_desk(cases) as desk:
        ids = desk.lists.ids("case", "", order="newest")
        times = medians(
            {
                "first_page": lambda: desk.lists.rows("case", ids[:PAGE]),
                "deepest_page": lambda: desk.lists.rows("case", ids[-PAGE:]),
                "middle_page": lambda: desk.lists.rows("case", ids[len(ids) // 2 :][:PAGE]),
            },
            ROUNDS * 5,
        )
        first = {
            f"first_ids_{name}": partial(desk.lists.ids, "case", query, limit=50)
            for name, query in VIEWS.items()
        }
        every = {f"all_ids_{name}": partial(desk.lists.ids, "case", query) for name, query in VIEWS.items()}
        counts = {f"count_{name}": partial(desk.lists.count, "case", query) for name, query in VIEWS.items()}
        others = {
            "newest_calls": partial(desk.lists.ids, "call", "", limit=50),
            "roster": partial(desk.lists.ids, "customer", "", limit=50),
            "today": desk.today.board,
        }
        times |= medians({**first, **every, **counts, **others}, ROUNDS)
        found = {name: len(desk.lists.ids("case", query)) for name, query in VIEWS.items()}
    ratio = times["deepest_page"] / times["first_page"]
    tell(
        "paging",
        {
            "cases": cases,
            "found": found,
            "ms": {name: milliseconds(seconds) for name, seconds in times.items()},
            "ratio": round(ratio, 2),
        },
        f"The deepest page of {cases} takes {ratio:.2f} x the first; target 2. First ids of the queue after"
        f" {times['first_ids_complaints'] * 1000:.1f} ms, all {found['complaints']} after"
        f" {times['all_ids_complaints'] * 1000:.0f} ms.",
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
