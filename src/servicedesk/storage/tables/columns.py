"""Column shorthands for STRICT tables: TEXT and INTEGER only, times checked by the database itself.

SQLModel's own VARCHAR and DATETIME are refused by STRICT tables, so each column names its SQLite type. What
SQLite and PostgreSQL say in other words, a time and the condition of a partial index, is declared for both.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, Text, TextClause
from sqlalchemy import text as sql
from sqlalchemy.ext.compiler import compiles
from sqlmodel import Field, SQLModel

STRICT: dict[str, Any] = {"sqlite_strict": True, "sqlite_autoincrement": True}
PLAIN: dict[str, Any] = {"sqlite_strict": True}
"""For rows that are given their numbers."""


def primary_key() -> Any:
    """The number of the record; never used twice."""
    return Field(default=None, primary_key=True, sa_type=Integer)


def text(default: str = "") -> Any:
    """A text that is empty rather than NULL."""
    return Field(default=default, sa_type=Text, nullable=False, sa_column_kwargs={"server_default": default})


def integer(default: int = 0) -> Any:
    """A whole number."""
    return Field(
        default=default,
        sa_type=Integer,
        nullable=False,
        sa_column_kwargs={"server_default": sql(str(default))},
    )


def moment() -> Any:
    """A time in UTC, `2026-11-21T09:12:00Z`."""
    return Field(sa_type=Text, nullable=False)


def optional_moment() -> Any:
    """A time in UTC or NULL for not yet."""
    return Field(default=None, sa_type=Text, nullable=True)


def added_moment(name: str) -> Any:
    """As optional_moment(), for a column called `name` that a later schema adds: its check comes with it.

    ALTER TABLE adds no check to a table, and no dialect has a say in that of a column: the form is checked.
    """
    check = CheckConstraint(f"{name} LIKE '____-__-__T__:__:__Z'", name=f"{name}_is_a_time")
    return Field(default=None, sa_type=Text, nullable=True, sa_column_args=[check])


def added_day(name: str) -> Any:
    """A day, `2026-11-21`, or NULL for none, for a column called `name` that a later schema adds."""
    check = CheckConstraint(f"{name} LIKE '____-__-__'", name=f"{name}_is_a_day")
    return Field(default=None, sa_type=Text, nullable=True, sa_column_args=[check])


def added_choice(name: str, values: tuple[str, ...]) -> Any:
    """One of `values` or empty, for a column called `name` that a later schema adds with its check."""
    listed = ", ".join(f"'{value}'" for value in ("", *values))
    check = CheckConstraint(f"{name} IN ({listed})", name=f"{name}_is_known")
    return Field(
        default="",
        sa_type=Text,
        nullable=False,
        sa_column_args=[check],
        sa_column_kwargs={"server_default": ""},
    )


def added_percent(name: str) -> Any:
    """0 to 100 or NULL, for a column called `name` that a later schema adds with its check."""
    check = CheckConstraint(f"{name} BETWEEN 0 AND 100", name=f"{name}_is_in_hundredths")
    return Field(default=None, sa_type=Integer, nullable=True, sa_column_args=[check])


def optional_integer() -> Any:
    """A whole number or NULL for not known."""
    return Field(default=None, sa_type=Integer, nullable=True)


def reference(target: str, *, required: bool = False) -> Any:
    """A row of another table; checked at COMMIT, so that undo may take rows out in any order."""
    return Field(
        default=None,
        sa_type=Integer,
        nullable=not required,
        sa_column_args=[ForeignKey(target, deferrable=True, initially="DEFERRED")],
    )


class _InlineReference(Integer):
    """A number whose column says itself to which row it leads."""

    def __init__(self, target: str) -> None:
        super().__init__()
        self.target = target


@compiles(_InlineReference)
def _inline(kind: _InlineReference, _compiler: Any, **_options: Any) -> str:
    table, column = kind.target.split(".")
    return f"INTEGER REFERENCES {table} ({column}) DEFERRABLE INITIALLY DEFERRED"


def added_reference(target: str, *checks: CheckConstraint) -> Any:
    """As reference(), for a column that a later schema adds: ALTER TABLE gives a table no foreign key."""
    return Field(
        default=None,
        sa_type=_InlineReference(target),
        nullable=True,
        sa_column_args=list(checks),
    )


def is_moment(*names: str) -> list[CheckConstraint]:
    """Checks that the named columns hold a real time in the one format."""
    return [check for name in names for check in _time_checks(name)]


def _time_checks(name: str) -> Iterator[CheckConstraint]:
    """The check of one time as each database says it; only its own is made there."""
    written = {
        "sqlite": f"{name} IS strftime('%Y-%m-%dT%H:%M:%SZ', {name})",
        "postgresql": f"""to_char({name}::timestamp, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') = {name}""",
    }
    for dialect, condition in written.items():
        check = CheckConstraint(f"{name} IS NULL OR {condition}", name=f"{name}_is_a_time")
        check.ddl_if(dialect=dialect)
        yield check


def only_where(condition: str | TextClause) -> dict[str, Any]:
    """For an index on the rows that meet the condition, which both databases read."""
    clause = sql(condition) if isinstance(condition, str) else condition
    return {"sqlite_where": clause, "postgresql_where": clause}


def is_one_of(name: str, values: tuple[str, ...]) -> CheckConstraint:
    """Checks that the column holds one of `values`."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{name} IN ({listed})", name=f"{name}_is_known")


class Record(SQLModel):
    """What every record begins with: its number, its stable name for files, what counts its changes."""

    id: int | None = primary_key()
    uid: str = text()
    version: int = integer(1)
    created_at: str = moment()
    updated_at: str = moment()


def of_record(table: str, *moments: str) -> list[Any]:
    """The checks of a record's times, `moments` its own, and the indices by which it is known again."""
    return [
        *is_moment("created_at", "updated_at", *moments),
        Index(f"{table}_uid", "uid", unique=True),
        Index(
            f"{table}_external",
            *("external_source", "external_id"),
            unique=True,
            **only_where("external_id <> ''"),
        ),
    ]


def is_yes_no(name: str) -> CheckConstraint:
    """Checks that the column holds yes or no."""
    return CheckConstraint(f"{name} IN (0, 1)", name=f"{name}_is_yes_or_no")


def is_step(name: str, last: int) -> CheckConstraint:
    """Checks that the column holds a step of a scale that begins with 1."""
    return CheckConstraint(f"{name} BETWEEN 1 AND {last}", name=f"{name}_is_known")


def if_any(index: str, *columns: str) -> Index:
    """An index on the rows that have the first of `columns`."""
    return Index(index, *columns, **only_where(f"{columns[0]} IS NOT NULL"))
