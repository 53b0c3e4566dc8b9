"""The checks of `doctor` on a file, through a read-only connection, so that a damaged file stays as it is."""

import shutil
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from servicedesk.domain.errors import DamagedError, ServiceDeskError
from servicedesk.domain.policy_words import odd_pauses
from servicedesk.domain.text import clean_line
from servicedesk.i18n import N_, _, is_outdated, language, ngettext
from servicedesk.settings import unfinished
from servicedesk.settings.log_file import log_path
from servicedesk.storage import clock_cache, driver, impossible, migrations, policies, search_index
from servicedesk.storage.backup import default_folder
from servicedesk.storage.filesystems import is_network_path
from servicedesk.storage.opening import identify, looking_into, scratch
from servicedesk.storage.schema_map import TABLE_BY_KIND

OK, WARNING, FAULT, DAMAGE = "ok", "warning", "fault", "damage"
SAMPLE = 500
"""Search rows of each kind that are compared unless all are asked for, the newest and as many over all."""
SPACE_FACTOR = 3
"""An import, a backup and a repair may need this many times the size of the file."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: `level` is ok, warning, fault or damage."""

    topic: str
    level: str
    text: str
    hint: str = ""


def examine(path: Path, now: datetime, *, full: bool = False) -> list[Finding]:
    """Look at the file, which must exist; `full` reads all of it. Never raises for what is wrong with it.

    `now` tells which clocks have moved on by themselves since they were computed.
    """
    found = [*examine_machine(), *_examine_place(path), *_examine_leftovers(path)]
    try:
        with looking_into(path) as connection:
            identify(connection)
            for topic, check in _CHECKS.items():
                found += _guarded(topic, check, connection, full=full)
            found += _guarded("clocks", partial(_check_clocks, now), connection, full=full)
    except ServiceDeskError as error:
        found.append(_failed("file", error))
    return found


def examine_machine() -> list[Finding]:
    """What does not depend on a file: which SQLite there is, and whether a checkout's texts are compiled."""
    return [_examine_driver(), *_examine_texts(), _examine_log(), *_examine_unfinished()]


def _examine_unfinished() -> Iterator[Finding]:
    """Exports whose run was killed; they may stand anywhere."""
    if found := unfinished.leftovers():
        text = _("Exports that were begun and not finished: {names}.")
        names = ", ".join(clean_line(str(path)) for path in found)
        yield Finding(
            "leftovers",
            WARNING,
            text.format(names=names),
            _("The next export into the same folder sweeps them."),
        )


def _examine_leftovers(path: Path) -> Iterator[Finding]:
    """Copies that were never finished; the next backup takes them away."""
    folders = {path.parent, default_folder(path)}
    names = [one.name for folder in folders for one in folder.glob(f".{path.stem}*.tmp") if one.is_file()]
    if names:
        text = _("Copies that were begun and not finished: {names}.").format(names=", ".join(sorted(names)))
        yield Finding("leftovers", WARNING, clean_line(text), _("A backup to the same place sweeps them."))


def _examine_log() -> Finding:
    """Where faults are noted, and whether there are any."""
    path = log_path()
    text = _("Faults are noted in {path}.") if path.exists() else _("No fault was noted; the log is {path}.")
    return Finding("log", OK, text.format(path=clean_line(str(path))))


def _examine_texts() -> Iterator[Finding]:
    if is_outdated(language()):
        text = _("The translated texts are older than the program.")
        yield Finding("texts", WARNING, text, _("Compile them: make catalogue"))


def _examine_driver() -> Finding:
    version = driver.sqlite_version()
    shown = {"driver": version.driver, "version": version.text}
    if not version.has_wal_reset_bug:
        return Finding("sqlite", OK, _("{driver} with SQLite {version}.").format(**shown))
    return Finding(
        "sqlite",
        WARNING,
        _("{driver} with SQLite {version}, which has the WAL-reset bug.").format(**shown),
        _("The desk uses the older, slower journal. Install sqlcipher3 for the faster one."),
    )


def _examine_place(path: Path) -> Iterator[Finding]:
    yield Finding("encryption", OK, _("The file is not encrypted: whoever has the disk can read it."))
    if is_network_path(path):
        yield Finding(
            "place",
            FAULT,
            _("The file is on a network drive, where it is not safe while in use."),
            _("Move it to a local disk; copy backups to the drive instead."),
        )
    open_to_others = [
        place.name for place in with_companions(path) if stat.S_IMODE(place.stat().st_mode) & 0o077
    ]
    if open_to_others:
        yield Finding(
            "mode",
            WARNING,
            _("Others on this machine may open {files}.").format(files=", ".join(open_to_others)),
            _("Run `servicedesk doctor --fix`."),
        )
    else:
        yield Finding("mode", OK, _("Only you may open the file."))
    size, free = path.stat().st_size, shutil.disk_usage(path.parent).free
    shown = _("The file has {size} MB, the disk {free} MB free.").format(
        size=_megabytes(size), free=_megabytes(free)
    )
    if free < SPACE_FACTOR * size:
        yield Finding("space", WARNING, shown, _("Free some space before the next import or backup."))
    else:
        yield Finding("space", OK, shown)


def with_companions(path: Path) -> list[Path]:
    """The file and what SQLite keeps beside it, as far as it is there."""
    names = [path, *(path.with_name(path.name + ending) for ending in ("-wal", "-shm", "-journal"))]
    return [place for place in names if place.exists()]


def make_private(path: Path) -> None:
    """Let nobody but the owner open the file and what stands beside it."""
    for place in with_companions(path):
        place.chmod(0o600)


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f}" if size < 10_000_000 else f"{size // 1_000_000}"


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
    return Finding(topic, DAMAGE if isinstance(error, DamagedError) else FAULT, error.message, error.hint)


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


def _check_clocks(now: datetime, connection: driver.Connection, full: bool) -> Iterator[Finding]:
    """Whether what lists show of the service clock is what the histories of the cases give."""
    held = clock_cache.stamp(connection)
    if held is None or not clock_cache.is_current(connection):
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
    "references": _check_references,
    "schema": _check_schema,
    "search": _check_search,
    "counts": _check_counts,
    "rules": _check_rules,
    "waiting": _check_waiting,
}
