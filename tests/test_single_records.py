"""One author for what reads or writes a single record: nobody writes such a statement by hand."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[1] / "src" / "servicedesk"
AUTHORS = {"storage/statements.py", "storage/statement_parts.py", "storage/tables/statements.py"}
WRITES_A_ROW = re.compile(
    r"\b(INSERT (OR \w+ )?INTO|UPDATE (OR \w+ )?\{?\w*\}? ?SET|DELETE FROM|REPLACE INTO)\b"
)
READS_A_ROW = re.compile(r"SELECT \*|\bWHERE (\w+\.)?id = [?:]")

BY_HAND = {
    "storage/many_rows.py": "many rows with one statement",
    "storage/bulk.py": "the events and the search text of a whole import",
    "storage/demo_loading.py": "a desk of thousands of records at once",
    "storage/import_origins.py": "uid and times of imported records, which move no version",
    "storage/many_taken_back.py": "the records of an import taken back, many at once",
    "storage/import_references.py": "records of an import pointed at each other, many at once",
    "storage/matching.py": "the rows of a whole batch; keys that are remembered for it",
    "storage/clock_cache.py": "the clock columns, a cache that moves no version, of many cases at once",
    "storage/reversal.py": "all lines of an action annulled at once",
    "storage/exporting.py": "the cursors of all kinds of one name",
    "storage/search_index.py": "the search tables, which SQLModel does not declare",
    "storage/row_sums.py": "the sums of the rows that a transaction touched, all at once",
    "storage/whole_days.py": "the day of each whole day, as a desk of an earlier schema climbs",
    "storage/damage.py": "the rows that name a damaged one, or that it names, of whatever table",
    "storage/foreign_logs.py": "the whole history of two files, to compare it",
    "storage/salvage.py": "whatever a damaged file still gives, column by column",
    "storage/older_views.py": "the queries of all views, as a desk of an earlier schema climbs",
    "storage/calls.py": "a call to finish by its number, in the shape of its list",
    "services/case_waits.py": "lines of the history of one action, annulled together",
    "storage/complaints.py": "a chain of merges followed to its end; what the gates count on all of it",
}
"""Modules with statements of their own on rows, and what those are about."""


def _texts(tree: ast.AST) -> Iterator[str]:
    """Every text of a module; where a value is filled in stands `{}`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _with_statements_on_rows() -> set[str]:
    found = set()
    for path in sorted(SOURCE.rglob("*.py")):
        texts = list(_texts(ast.parse(path.read_text(encoding="utf-8"))))
        if any(WRITES_A_ROW.search(text) or READS_A_ROW.search(text) for text in texts):
            found.add(str(path.relative_to(SOURCE)))
    return found - AUTHORS


def test_no_statement_on_a_single_record_is_written_by_hand() -> None:
    assert _with_statements_on_rows() == set(BY_HAND)


def test_the_search_for_them_knows_how_they_are_written() -> None:
    for written in (
        "INSERT INTO drafts (kind) VALUES (?)",
        "INSERT OR REPLACE INTO drafts",
        "UPDATE {} SET {} WHERE id = ?",
        "UPDATE drafts SET body = ?",
        "DELETE FROM {} WHERE id = ?",
    ):
        assert WRITES_A_ROW.search(written), written
    for read in ("SELECT * FROM cases", "SELECT body FROM drafts WHERE id = ?", "WHERE cases.id = :id"):
        assert READS_A_ROW.search(read), read
