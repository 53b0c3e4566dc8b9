"""The checks of `doctor` on a file, through a read-only connection, so that a damaged file stays as it is."""

import os
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from servicedesk.domain.errors import DamagedError, ServiceDeskError
from servicedesk.domain.policy_words import odd_pauses
from servicedesk.domain.signs import in_brackets
from servicedesk.domain.text import clean_line
from servicedesk.i18n import N_, _, ngettext
from servicedesk.storage import (
    calendar_check,
    clock_cache,
    driver,
    events,
    impossible,
    migrations,
    policies,
    row_sums,
    search_index,
    second_names,
)
from servicedesk.storage.identity import noted_newest
from servicedesk.storage.opening import (
    SCHEMA_VERSION,
    identify,
    looking_into,
    require_more_than_a_byte,
    scratch,
)
from servicedesk.storage.schema_map import TABLE_BY_KIND
from servicedesk.storage.surroundings import (
    DAMAGE,
    FAULT,
    OK,
    WARNING,
    Finding,
    examine_leftovers,
    examine_machine,
    examine_place,
)

SAMPLE = 500
"""Search rows of each kind that are compared unless all are asked for, the newest and as many over all."""


def examine(path: Path, now: datetime, *, full: bool = False, needs_holidays: bool = True) -> list[Finding]:
    """Look at the file, which must exist; `full` reads all of it. Never raises for what is wrong with it.

    `now` tells which clocks have moved on by themselves since they were computed, and which years are ahead:
    they should have public holidays, unless the user wants none.
    """
    calendar = partial(_check_calendar, now, needs_holidays)
    found = [*examine_machine(), *examine_place(path), *examine_leftovers(path)]
    if second_names.desk_behind(Path(os.path.realpath(path))) is not None:
        # Even who only looks leaves a log beside the name; and the desk's own log is not seen by this one.
        return found
    try:
        require_more_than_a_byte(path)
        with looking_into(path) as connection:
            version = identify(connection)
            if version < SCHEMA_VERSION:
                return [*found, *_examine_older(connection, version, full=full)]
            for topic, check in _CHECKS.items():
                found += _guarded(topic, check, connection, full=full)
            found += _guarded("calendar", calendar, connection, full=full)
            found += _guarded("clocks", partial(_check_clocks, now), connection, full=full)
    except ServiceDeskError as error:
        found.append(_failed("file", error))
    return found


def _examine_older(connection: driver.Connection, version: int, *, full: bool) -> Iterator[Finding]:
    """What can be said of a file that an older version made, which is judged by what that one made of it."""
    found = [
        finding
        for topic in ("pages", "values", "references")
        for finding in _guarded(topic, _CHECKS[topic], connection, full=full)
    ]
    yield from found
    shown = {"held": version, "newest": SCHEMA_VERSION}
    if version == 0:
        yield Finding("schema", FAULT, _("The file is empty: there is no desk in it yet."))
    elif all(finding.level == OK for finding in found):
        text = _("The file is older, and whole: it has schema {held}, this version makes {newest}.")
        yield Finding(
            "schema", OK, text.format(**shown),
            _("It is brought up to date when it is opened next; a copy of it is kept beside it."),
        )  # fmt: skip
    else:
        text = _("The file is older: it has schema {held}, this version makes {newest}.")
        yield Finding("schema", WARNING, text.format(**shown), _("Mend it before it is brought up to date."))


Check = Callable[[driver.Connection, bool], Iterator[Finding]]


def _guarded(topic: str, check: Check, connection: driver.Connection, *, full: bool) -> list[Finding]:
    """One check; what keeps it from ending is a finding too, and the others go on."""
    from servicedesk.storage.failures import translated

    try:
        with translated():
            return list(check(connection, full))
    except ServiceDeskError as error:
        return [_failed(topic, error)]
    except Exception as error:
        # A value that nobody foresaw must not hide what else is wrong.
        words = _("This check met values that cannot be ({kind}).").format(kind=type(error).__name__)
        return [Finding(topic, DAMAGE, words, _("See what else is found, or compare with a backup."))]


def _failed(topic: str, error: ServiceDeskError) -> Finding:
    from servicedesk.storage.failures import OtherTablesError

    # What is missing is named by the check of the schema; --fix makes the search tables anew.
    is_damage = isinstance(error, DamagedError) and not isinstance(error, OtherTablesError)
    return Finding(topic, DAMAGE if is_damage else FAULT, error.message, error.hint)


def _check_pages(connection: driver.Connection, full: bool) -> Iterator[Finding]:
    pragma = "integrity_check" if full else "quick_check"
    faults = [str(row[0]) for row in connection.execute(f"PRAGMA {pragma}(10)") if row[0] != "ok"]
    if not faults:
        yield Finding("pages", OK, _("Every page reads well.") if full else _("The pages read well."))
        return
    # What SQLite says names pages and indices, never a value.
    yield Finding(
        "pages",
        DAMAGE,
        _("The file is damaged: {fault}.").format(fault=" ".join(faults[0].split())[:200]),
        _("Bring back a backup with `servicedesk restore`, or save what is left with --salvage FILE."),
    )


def _check_references(connection: driver.Connection, _full: bool) -> Iterator[Finding]:
    strays = connection.execute("PRAGMA foreign_key_check").fetchall()
    if not strays:
        yield Finding("references", OK, _("Every record that is named is there."))
        return
    rows = sorted({(row[0], row[1] or 0) for row in strays})
    yield Finding(
        "references",
        DAMAGE,
        _("{count} rows name records that are not there: {names}.").format(
            count=len(strays), names=_first([impossible.row_name(*row) for row in rows])
        ),
        _("Bring back a backup with `servicedesk restore`."),
    )


def _check_values(connection: driver.Connection, _full: bool) -> Iterator[Finding]:
    """Whether every value is one that its column can hold."""
    found = list(impossible.find(connection))
    if not found:
        yield Finding("values", OK, _("Every value is one that its field can hold."))
        return
    yield Finding(
        "values",
        DAMAGE,
        ngettext(
            "{count} row holds values that cannot be: {names}.",
            "{count} rows hold values that cannot be: {names}.",
            len(found),
        ).format(count=len(found), names=_first([row.name for row in found])),
        _("Compare with a backup, and correct these fields or bring the backup back."),
    )


def _check_sums(connection: driver.Connection, full: bool) -> Iterator[Finding]:
    """Whether every row is as it was written."""
    if not full:
        return
    found = list(row_sums.unlike(connection))
    if not found:
        yield Finding("sums", OK, _("Every row is as it was written."))
        return
    names = [in_brackets(impossible.row_name(one.table, one.number), _(_HOW[one.how])) for one in found]
    yield Finding(
        "sums",
        DAMAGE,
        ngettext(
            "{count} row is not as servicedesk wrote it: {names}.",
            "{count} rows are not as servicedesk wrote them: {names}.",
            len(found),
        ).format(count=len(found), names=_first(names)),
        _("Compare with a backup. If another program was meant to change them: servicedesk doctor --accept"),
    )


_HOW = {"changed": N_("changed"), "added": N_("added"), "removed": N_("removed")}
MOST_NAMED = 20


def _first(names: Sequence[str]) -> str:
    """As many names as a person reads, and that there are more."""
    more = len(names) - MOST_NAMED
    shown = "; ".join(names[:MOST_NAMED])
    return shown if more <= 0 else _("{names} and {count} more").format(names=shown, count=more)


def schema_objects(connection: driver.Connection) -> dict[str, str]:
    """Tables and indices by name with their SQL, white space apart; what FTS5 makes for itself left out."""
    found = connection.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL").fetchall()
    return {
        name: " ".join(sql.split()).replace("( ", "(").replace(" )", ")")
        for name, sql in found
        if "_search_" not in name and not name.startswith("sqlite_")
    }


def _check_schema(connection: driver.Connection, _full: bool) -> Iterator[Finding]:
    with scratch() as empty:
        migrations.today(empty)
        wanted = schema_objects(empty)
    held = schema_objects(connection)
    for words, names in (
        (N_("Missing from the file: {names}."), wanted.keys() - held.keys()),
        (N_("Not made by servicedesk: {names}."), held.keys() - wanted.keys()),
        (
            N_("Changed by another program: {names}."),
            {n for n in held.keys() & wanted.keys() if held[n] != wanted[n]},
        ),
    ):
        if names:
            yield Finding("schema", FAULT, _(words).format(names=", ".join(sorted(names))))
    if held == wanted:
        yield Finding("schema", OK, _("Tables and indices are as this version makes them."))


def _check_search(connection: driver.Connection, full: bool) -> Iterator[Finding]:
    wrong = looked_at = 0
    for kind, table in TABLE_BY_KIND.items():
        if full:
            looked_at += _count(connection, table)
            wrong += search_index.count_wrong(connection, kind)
            continue
        ids = _sample(connection, table)
        looked_at += len(ids)
        wrong += search_index.count_wrong(connection, kind, ids)
        # A record without a search row, or a search row without a record, anywhere.
        wrong += abs(_count(connection, table) - _count(connection, f"{table}_search_docsize"))
    if wrong:
        yield Finding(
            "search",
            FAULT,
            _("{count} search rows are not what they should be: searches may miss records.").format(
                count=wrong
            ),
            _("Run `servicedesk doctor --fix`."),
        )
    else:
        yield Finding("search", OK, _("{count} search rows were compared.").format(count=looked_at))


def _check_rules(connection: driver.Connection, _full: bool) -> Iterator[Finding]:
    spoilt = policies.faults(connection)
    if spoilt:
        yield Finding(
            "rules",
            FAULT,
            _("Desk rules that cannot be read, so that the shipped ones hold: {names}.").format(
                names=", ".join(clean_line(name)[:40] for name in spoilt)
            ),
            _("Write them anew with `servicedesk policy import`, or reset them."),
        )


def _check_waiting(connection: driver.Connection, _full: bool) -> Iterator[Finding]:
    """A desk of before may have reasons that stop the customer's clock while others work."""
    if words := odd_pauses(policies.current(connection, "waiting")):
        yield Finding("waiting", WARNING, words)


def _check_newest(connection: driver.Connection, _full: bool) -> Iterator[Finding]:
    """Whether the file holds what the desk held that it is, or is a copy of."""
    held, known = events.newest_change_number(connection), noted_newest(connection)
    if known is not None and held < known:
        text = _(
            "The file ends with change {held}; the desk had come to {known} when it was closed here last."
            " It is an older copy, or one without the log that stood beside it (-wal)."
        )
        yield Finding(
            "copy",
            WARNING,
            text.format(held=held, known=known),
            _("Copies that are whole are made by `servicedesk backup`, never by hand."),
        )


def _check_calendar(
    now: datetime, needs_holidays: bool, connection: driver.Connection, _full: bool
) -> Iterator[Finding]:
    """Whether the public holidays of the days ahead are there, and are what would be taken over today."""
    warnings = list(calendar_check.warnings(connection, now, needs_holidays=needs_holidays))
    for text, hint in warnings:
        yield Finding("calendar", WARNING, text, hint)
    if not warnings:
        yield Finding("calendar", OK, _("The public holidays of the days ahead are known."))


def _check_clocks(now: datetime, connection: driver.Connection, full: bool) -> Iterator[Finding]:
    """Whether what lists show of the service clock is what the histories of the cases give."""
    held = clock_cache.stamp(connection)
    # A clock that was set back makes them anew, too: what they were computed from is yet to come.
    if held is None or not clock_cache.is_current(connection) or clock_cache.was_set_back(connection, now):
        yield Finding("clocks", OK, _("The clocks of all cases are computed anew with the next change."))
        return
    ids = None if full else _sample(connection, "cases")
    wrong = clock_cache.count_wrong(connection, now, held.zone, ids)
    if wrong:
        yield Finding(
            "clocks",
            FAULT,
            _("{count} cases show a deadline or an urgency that their history does not give.").format(
                count=wrong
            ),
            _("Run `servicedesk doctor --fix`."),
        )
        return
    looked_at = _count(connection, "cases") if ids is None else len(ids)
    yield Finding(
        "clocks", OK, _("{count} deadlines were computed from the history.").format(count=looked_at)
    )


def _sample(connection: driver.Connection, table: str) -> list[int]:
    newest = connection.execute(f"SELECT id FROM {table} ORDER BY id DESC LIMIT {SAMPLE}").fetchall()
    largest = newest[0][0] if newest else 0
    step = max(largest // SAMPLE, 1)
    spread = connection.execute(
        f"WITH RECURSIVE wanted(id) AS (SELECT 1 UNION ALL SELECT id + {step} FROM wanted WHERE id < ?)"
        f" SELECT {table}.id FROM wanted JOIN {table} USING (id)",
        (largest,),
    ).fetchall()
    return sorted({row[0] for row in [*newest, *spread]})


def _check_counts(connection: driver.Connection, _full: bool) -> Iterator[Finding]:
    yield Finding(
        "counts",
        OK,
        _(
            "{customers} customers, {calls} calls, {cases} cases, {followups} follow-ups,"
            " {promises} promises, {events} events."
        ).format(**{table: _count(connection, table) for table in (*TABLE_BY_KIND.values(), "events")}),
    )


def _count(connection: driver.Connection, table: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


_CHECKS: dict[str, Check] = {
    "pages": _check_pages,
    "values": _check_values,
    "sums": _check_sums,
    "references": _check_references,
    "schema": _check_schema,
    "search": _check_search,
    "counts": _check_counts,
    "rules": _check_rules,
    "waiting": _check_waiting,
    "copy": _check_newest,
}
