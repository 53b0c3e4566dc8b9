"""Rules as documents: bombs, calendars with next to no time, two who change them at once, and kill -9."""

import signal
import time as wall
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from servicedesk.domain.errors import RefusedError, UsageError
from servicedesk.domain.worktime_rules import WEEKDAYS
from servicedesk.services.context import Clock
from servicedesk.services.desk import Desk
from servicedesk.services.maintenance import MaintenanceService, exit_code
from servicedesk.services.policy_versions import BEGINNING
from servicedesk.services.promises import NewPromise
from servicedesk.storage import clock_cache
from tests.builders import NOW, FixedTime, dump, given_call, given_case, given_customer, open_desk
from tests.cli.conftest import Program, program
from tests.hostile.hostile import FORBIDDEN
from tests.hostile.refusals import comes_to_an_end, one_line, refused
from tests.storage.processes import Child, Tell, run_all

__all__ = ["program"]

STEPS = ", ".join(f'"step {n}"' for n in range(10_000))
DOCUMENTS = {
    "macro with an unknown field": ("macros", '[[macro]]\nname = "x"\n[macro.set]\nstate = "closed"'),
    "macro with a hostile field": ("macros", '[[macro]]\nname = "x"\n[macro.set]\n"\\u001b[8m" = "closed"'),
    "macro for an unknown move": ("macros", '[[macro]]\nname = "x"\nmove = "close"'),
    "macro on two keys": ("macros", '[[macro]]\nname = "x"\nkey = "ab"\nnote = "x"'),
    "macro in the past": ("macros", '[[macro]]\nname = "x"\nfollowup = "1999-01-01"'),
    "macro of 10,000 steps": ("macros", f'[[macro]]\nname = "x"\nsteps = [{STEPS}]'),
    "10,000 macros": ("macros", "".join(f'[[macro]]\nname = "m{n}"\nnote = "x"\n' for n in range(10_000))),
    "10,000 steps": ("checklists", f'[[checklist]]\nname = "x"\nsteps = [{STEPS}]'),
    "empty step": ("checklists", '[[checklist]]\nname = "x"\nsteps = [" "]'),
    "a target of no time": ("targets", '[[target]]\nresolve = "0m"'),
    "a target before now": ("targets", '[[target]]\nresolve = "-4h"'),
    "an endless target": ("targets", '[[target]]\nresolve = "999999999999d"'),
    "a target in science": ("targets", '[[target]]\nresolve = "1e9h"'),
    "levels that fall": ("targets", "warn_at = [80, 50]"),
    "levels past all": ("targets", "warn_at = [500]"),
    "two targets": ("targets", '[[target]]\ntier = "VIP"\n[[target]]\ntier = "ｖｉｐ"'),
    "minus weights": ("urgency", "safety = -1"),
    "huge weights": ("urgency", "safety = 10000000"),
    "steps that fall": ("urgency", "[age]\n1 = 5\n2 = 4"),
    "a step that is none": ("urgency", "[age]\n1e3 = 5"),
    "nudges without end": ("waiting", '[[reason]]\nname = "x"\nnudge = "1d"\nnudges = 1000000'),
    "money that is none": ("handling", 'remedy_limit = "-500"'),
    "money in science": ("handling", "remedy_limit = 1e9"),
    "money in floats": ("handling", "remedy_limit = 5.0"),
    "an unknown gate": ("handling", '[gates]\ncomplaint = ["heaven"]'),
    "ages to reopen": ("handling", "reopen_days = 99999999"),
    "padding without end": ("handling", "[promise_padding]\npercent = 10000000"),
    "causes in three levels": ("causes", "[a.b]\nc = 1"),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_rules_that_cannot_be_are_refused_in_one_line(program: Program, tmp_path: Path, name: str) -> None:
    document, text = DOCUMENTS[name]
    program.ok("case", "open", "空调漏水 [/x]")
    file = tmp_path / "rules.toml"
    file.write_text(text, encoding="utf-8")
    with open_desk(tmp_path / "desk.db") as desk:
        before = dump(desk, without=())
        with pytest.raises(UsageError) as caught:
            desk.policies.set(document, text)
        assert not FORBIDDEN.search(caught.value.message)
        with comes_to_an_end():
            done = program("policy", "import", document, str(file))
        assert done.code == 2
        assert len(done.err.splitlines()) == 1
        assert not FORBIDDEN.search(done.err)
        assert dump(desk, without=()) == before


# Calendars

WEEK = '[week]\nmon = ["09:00-12:00"]\n'
MANY = ", ".join(f'"{n // 60:02}:{n % 60:02}-{n // 60:02}:{n % 60 + 1:02}"' for n in range(0, 1438, 2))
CALENDARS = {
    "end before start": '[week]\nmon = ["13:00-12:00"]',
    "nothing": '[week]\nmon = ["12:00-12:00"]',
    "overlapping": '[week]\nmon = ["09:00-12:00", "11:59-13:00"]',
    "out of order": '[week]\nmon = ["13:00-18:00", "09:00-12:00"]',
    "25:00": '[week]\nmon = ["09:00-25:00"]',
    "24:01": '[week]\nmon = ["09:00-24:01"]',
    "12:60": '[week]\nmon = ["09:00-12:60"]',
    "over midnight": '[week]\nmon = ["22:00-06:00"]',
    "minus": '[week]\nmon = ["-1:00-06:00"]',
    "other digits": '[week]\nmon = ["٠٩:٠٠-١٢:٠٠"]',
    "no working day": "[week]\nmon = []",
    "no working day for a year": (
        f"{WEEK}[[range]]\nname = 'x'\nfrom = 2027-01-01\nto = 2027-12-31\nhours = []"
    ),
    "30 February": f'{WEEK}[days]\n2026-02-30 = {{ kind = "holiday" }}',
    "29 February of no leap year": f'{WEEK}[days]\n"2026-02-29" = {{ kind = "holiday" }}',
    "year 1": f'{WEEK}[days]\n0001-01-01 = {{ kind = "holiday" }}',
    "year 9999": f'{WEEK}[days]\n9999-12-31 = {{ kind = "holiday" }}',
    "range that ends first": (
        f'{WEEK}[[range]]\nname="x"\nfrom=2026-06-15\nto=2026-06-14\nhours=["09:00-12:00"]'
    ),
    "ranges in a ring": (
        f'{WEEK}[[range]]\nname="a"\nfrom="11-01"\nto="03-01"\nhours=["09:00-12:00"]\n'
        '[[range]]\nname="b"\nfrom="02-15"\nto="11-02"\nhours=["09:00-12:00"]'
    ),
    "ranges of one name": (
        f'{WEEK}[[range]]\nname="Ａ"\nfrom="01-01"\nto="03-01"\nhours=["09:00-12:00"]\n'
        '[[range]]\nname="a"\nfrom="05-15"\nto="06-02"\nhours=["09:00-12:00"]'
    ),
    "half a range": f'{WEEK}[[range]]\nname="x"\nfrom="06-15"\nto=2026-09-15\nhours=["09:00-12:00"]',
    "10,000 intervals": "[week]\nmon = [" + ", ".join(['"09:00-12:00"'] * 10_000) + "]",
    "every other minute": f"[week]\nmon = [{MANY}]",
    "10,000 ranges": WEEK + '[[range]]\nname="x"\n' * 10_000,
    "200 kB": WEEK + "# " + "x" * 210_000,
    "binary": "".join(map(chr, range(256))) * 20,
    "lone surrogate": '[week]\n"\ud83d" = ["09:00-12:00"]',
    "dotted bomb": "[" + "a." * 60_000 + "b]",
    "dotted names": "\n".join(f"a.b{n}.c.d = 1" for n in range(15_000)),
    "nested lists": "a = " + "[" * 50_000,
    "inline tables": "a = " + "{b = " * 20_000,
    "huge number": "day_hours = 1" + "0" * 5_000,
    "no number": "day_hours = nan",
    "no end": "day_hours = inf",
    "no hours": "day_hours = 0",
    "minus hours": "day_hours = -8",
    "unknown zone": 'timezone = "../../etc/passwd"',
    "zone of the moon": 'timezone = "Luna/Copernicus"',
    "long zone": f'timezone = "{"A" * 100_000}"',
    "duty that ends first": (
        f'{WEEK}[[duty]]\nname="x"\nweekday="sat"\nfrom=2026-06-15\nto=2026-06-14\nhours=["09:00-12:00"]'
    ),
    "duty every zero weeks": (
        f'{WEEK}[[duty]]\nname="x"\nweekday="sat"\nevery=0\nfrom=2026-06-15\nhours=["09:00-12:00"]'
    ),
    "days that are no table": "days = 3",
    "week that is a list": '[[week]]\nmon = ["09:00-12:00"]',
    "unknown name": "[week]\nmonn = []",
    "hostile name": f'{WEEK}[days]\n2026-01-01 = {{ kind = "\\u001b]52;c;AAAA\\u0007\\u202e[/x]" }}',
}


@pytest.mark.parametrize("name", CALENDARS)
def test_an_impossible_calendar_is_refused_by_the_service(desk: Desk, name: str) -> None:
    given_case(desk)
    error = refused(desk, lambda: desk.policies.set("calendar", CALENDARS[name]), UsageError)
    assert error.message.startswith("calendar: ")


@pytest.mark.parametrize("name", CALENDARS)
def test_an_impossible_calendar_is_refused_by_the_command_line(
    program: Program, tmp_path: Path, name: str
) -> None:
    program.ok("case", "open", "空调漏水 [/x]")
    file = tmp_path / "calendar.toml"
    file.write_bytes(CALENDARS[name].encode("utf-8", "surrogatepass"))
    before = program.ok("case", "show", "1", "--json").out
    for words in (
        ["calendar", "import", str(file)],
        ["policy", "import", "calendar", str(file), "--dry-run"],
        ["case", "explain", "1", "--calendar", str(file)],
        ["case", "whatif", "--calendar", str(file)],
    ):
        one_line(program(*words), 2)
    assert program.ok("case", "show", "1", "--json").out == before
    assert not program.ok("policy", "list", "--json").json[0]["own"]


@pytest.mark.parametrize("name", ["calendar", "targets", "waiting", "macros"])
def test_a_file_of_rules_that_is_none_is_refused(program: Program, tmp_path: Path, name: str) -> None:
    program.ok("case", "open", "空调漏水")
    locked = tmp_path / "locked.toml"
    locked.write_text("x", encoding="utf-8")
    locked.chmod(0)
    for file, codes in (
        (tmp_path, (2,)),
        (tmp_path / "none.toml", (4,)),
        (Path("/dev/zero"), (2,)),
        (tmp_path / ("x" * 5_000), (1, 4)),
        (tmp_path / "a\x1b[8mb\u202e.toml", (4,)),
    ):
        one_line(program("policy", "import", name, str(file)), *codes)
    # Whoever runs the tests as root may read it all the same, and finds no rules in it.
    one_line(program("policy", "import", name, str(locked)), 1, 2)
    one_line(program("policy", "import", "no\x1b[8msuch", str(locked)), 4)
    one_line(program("case", "explain", "1", "--targets", "/dev/zero"), 2)
    one_line(program("case", "explain", "1", "--calendar", str(tmp_path)), 2)


# Next to no working time

A_MINUTE_A_YEAR = """
[week]
[[range]]
name = "the last minute [/x]"
from = "12-31"
to = "12-31"
""" + "".join(f'{day} = ["23:59-24:00"]\n' for day in WEEKDAYS)
ONE_DAY_EVER = "[week]\n[days]\n2026-01-05 = { kind = 'other', hours = ['09:00-10:00'] }\n"
FAR_DUTY = "[week]\n[[duty]]\nname = 'x'\nweekday = 'mon'\nfrom = 2199-01-07\nhours = ['09:00-10:00']\n"


def twelve_cases(desk: Desk) -> list[int]:
    """Cases in every open state, one with a promise, one handed off."""
    customer = given_customer(desk)
    ids = [
        given_case(desk, f"{n} [/x]", customer_id=customer, received_at=NOW - timedelta(days=9 * n))
        for n in range(12)
    ]
    desk.moves.wait(ids[:3], "the customer's answer")
    desk.moves.solve(ids[3:6])
    desk.moves.tell(ids[5:6])
    desk.moves.work(ids[6:8])
    desk.promises.make(NewPromise("回电", NOW + timedelta(hours=2), case_id=ids[8]))
    desk.handoffs.hand_off([ids[9]], "售后", due_at=NOW + timedelta(hours=2))
    given_call(desk, case_id=ids[10])
    return ids


def test_with_a_minute_of_work_a_year_nothing_hangs_and_deadlines_are_unknown(
    program: Program, tmp_path: Path
) -> None:
    time = FixedTime()
    with open_desk(tmp_path / "desk.db", time) as desk:
        ids = twelve_cases(desk)
        with comes_to_an_end():
            desk.policies.set("calendar", A_MINUTE_A_YEAR, since=BEGINNING)
        for _day in range(3):
            with comes_to_an_end():
                desk.clocks.refresh()
                for order in ("urgency", "deadline"):
                    assert set(desk.lists.ids("case", "is:open", order=order)) == set(ids)
                desk.lists.ids("case", "is:overdue")
                desk.today.board()
                desk.moves.to_nudge()
            for case_id in ids:
                with comes_to_an_end():
                    read = desk.clocks.explain(case_id)
                # Sixteen minutes of work take sixteen years: nobody says when.
                assert read.clocks.resolve is not None
                assert read.clocks.resolve.due_at is None or read.clocks.resolve.is_met
            with comes_to_an_end():
                assert desk.promises.padded(time.moment + timedelta(hours=1)) > time.moment
            time.advance(days=23)
        with desk.reading() as db:
            assert clock_cache.count_wrong(db, time.moment, desk.settings.timezone) == 0
        assert all(
            row.deadline_kind in {"", "promise", "handoff"} for row in desk.lists.rows("case", ids).values()
        )
    done = program.ok("case", "explain", "1")
    assert "too little working time" in done.out
    refused = program("calendar", "deadline", "2026-11-20 09:00", "4h")
    assert refused.code == 5
    assert len(refused.err.splitlines()) == 1
    program.ok("case", "list", "is:open")
    program.ok("today")


@pytest.mark.parametrize("text", [ONE_DAY_EVER, FAR_DUTY], ids=["one day ever", "from 2199 on"])
def test_a_calendar_without_work_in_years_is_refused_or_leaves_everything_working(
    desk: Desk, text: str
) -> None:
    ids = twelve_cases(desk)
    try:
        with comes_to_an_end():
            desk.policies.set("calendar", text)
    except UsageError:
        assert not desk.policies.is_own("calendar")
        return
    with comes_to_an_end():
        desk.clocks.refresh()
        assert set(desk.lists.ids("case", "is:open", order="urgency")) == set(ids)
        for case_id in ids:
            desk.clocks.explain(case_id)


# Two at once


def at_the_desk(path: Path, actor: str) -> Desk:
    """The desk as another process has it."""
    return open_desk(path, FixedTime(), actor=actor)


def move(path: Path, ids: list[int], tell: Tell) -> None:
    """Waiting, and some of it solved."""
    with at_the_desk(path, "mover") as desk:
        for number in range(40):
            # What was merged meanwhile is refused in words; nothing else may stop it.
            with suppress(RefusedError):
                desk.moves.wait([ids[number]], "the customer's answer")
                if number % 3 == 0:
                    desk.moves.solve([ids[number]])
        tell("moved")


def merge(path: Path, ids: list[int], tell: Tell) -> None:
    """Merges, some of them taken back."""
    with at_the_desk(path, "merger") as desk:
        for number in range(1, 40, 4):
            with suppress(RefusedError):
                desk.merging.merge([ids[number]], ids[number + 1])
                if number % 8 == 1:
                    desk.merging.unmerge([ids[number]])
        tell("merged")


def set_rules(path: Path, _ids: list[int], tell: Tell) -> None:
    """Another calendar again and again."""
    with at_the_desk(path, "boss") as desk:
        for number in range(12):
            end = 13 + number % 5
            desk.policies.set("calendar", f'[week]\nmon = ["09:00-{end}:00"]\nfri = ["09:00-12:00"]\n')
        tell("ruled")


def look(path: Path, _ids: list[int], tell: Tell) -> None:
    """The queue by urgency, as a screen reads it."""
    with at_the_desk(path, "reader") as desk:
        for _look in range(60):
            desk.clocks.refresh()
            found = list(desk.lists.ids("case", "is:open", order="urgency"))
            rows = desk.lists.rows("case", found)
            assert len(rows) >= 20
            desk.clocks.explain(found[0])
        tell("looked")


def test_two_who_move_merge_and_change_the_calendar_leave_a_right_cache_to_a_reader(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    with open_desk(path) as desk:
        customer = given_customer(desk)
        ids = [given_case(desk, f"{n} 空调", customer_id=customer) for n in range(40)]

    told = run_all([partial(work, path, ids) for work in (look, move, merge, set_rules)])
    assert [lines[-1] for lines in told] == ["looked", "moved", "merged", "ruled"]
    with open_desk(path) as desk, desk.reading() as db:
        assert clock_cache.is_current(db)
        assert clock_cache.count_wrong(db, NOW, desk.settings.timezone) == 0
    assert exit_code(MaintenanceService(path, Clock(FixedTime())).doctor(full=True)) == 0


# kill -9


def test_a_killed_change_of_the_calendar_is_whole_or_not_there(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    with open_desk(path) as desk:
        desk.customers.known_tags()
        with desk.writing() as transaction:
            first = given_many(transaction, 3_000)
            assert first == 3_000
        desk.clocks.refresh_all()
        before = deadlines(desk)
    other = '[week]\nmon = ["09:00-10:00"]\n'

    def change(tell: Tell) -> None:
        with open_desk(path) as desk:
            tell("begin")
            desk.policies.set("calendar", other, since=BEGINNING)
            tell("done")

    begun = wall.monotonic()
    with Child(change) as child:
        child.wait_for(2)
        child.finish()
    whole = wall.monotonic() - begun
    with open_desk(path) as desk:
        after = deadlines(desk)
        desk.undo.undo()
        assert deadlines(desk) == before
        assert after != before
    seen = set()
    for part in (0.02, 0.1, 0.25, 0.4, 0.55, 0.7, 0.85, 0.95):
        with Child(change) as child:
            child.wait_for()
            wall.sleep(whole * part)
            told = child.kill()
        assert child.code in {-signal.SIGKILL, 0}
        with open_desk(path) as desk:
            is_own = desk.policies.is_own("calendar")
            assert deadlines(desk) == (after if is_own else before)
            assert is_own or "done" not in told
            seen.add(is_own)
            with desk.reading() as db:
                assert clock_cache.is_current(db)
                assert clock_cache.count_wrong(db, NOW, desk.settings.timezone) == 0
            if is_own:
                desk.undo.undo()
    assert False in seen
    assert exit_code(MaintenanceService(path, Clock(FixedTime())).doctor(full=True)) == 0


def given_many(transaction: Any, count: int) -> int:
    """So many open complaints in one action."""
    from servicedesk.services.case_rows import NewCase, insert_case

    for number in range(count):
        received = datetime(2026, 11, 1 + number % 19, 3, tzinfo=UTC)
        case_id = insert_case(transaction, NewCase(f"{number} 空调漏水", received_at=received))
        transaction.record("case.open", "case", case_id)
    return count


def deadlines(desk: Desk) -> list[tuple[Any, ...]]:
    """What the lists show of every case."""
    with desk.reading() as db:
        found = db.execute(
            "SELECT id, deadline_at, deadline_kind, clock_level, urgency FROM cases ORDER BY id"
        )
        return list(found.fetchall())
