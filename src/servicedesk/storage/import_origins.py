"""What an imported record keeps of the desk that it comes from, beside what it says: its uid and its times.

None of it is a change of the record: no version moves, and no event tells of it.
"""

from collections.abc import Iterable

from servicedesk.storage import driver


def write_updated_at(db: driver.Connection, table: str, times: Iterable[tuple[str, int]]) -> None:
    """Let records be as old as where they come from; `times` are stored moments with numbers of records."""
    db.executemany(f"UPDATE {table} SET updated_at = ? WHERE id = ?", times)


def write_uid(db: driver.Connection, table: str, record_id: int, uid: str, created_at: str) -> None:
    """Let a record be the one that has `uid` where it comes from, and as old."""
    db.execute(f"UPDATE {table} SET uid = ?, created_at = ? WHERE id = ?", (uid, created_at, record_id))
