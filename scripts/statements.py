"""Prints the parts of the statements that SQLAlchemy makes for each table: storage/statement_parts.py."""

import textwrap

from sqlalchemy import Column, Table
from sqlalchemy.dialects import registry

from servicedesk.storage.dialect import POSTGRESQL, SQLITE, Dialect
from servicedesk.storage.tables import metadata

HEADER = '''"""The columns of each table with what a new row holds, or the type of what must be given.

scripts/statements.py prints it from storage/tables/ (`make schema`); a test compares the two.
"""

# fmt: off
'''
_SPACE = "\N{NO-BREAK SPACE}"


def parts() -> str:
    """The whole module as text."""
    tables = sorted(metadata().tables.values(), key=lambda table: table.name)
    lines = [HEADER, "COLUMNS: dict[str, dict[str, type[str] | type[int] | str | int]] = {"]
    for table in tables:
        lines += [f'    "{table.name}": {{', *_wrapped(table), "    },"]
    lines += ["}", "QUOTED = {"]
    for dialect in SQLITE, POSTGRESQL:
        names = ", ".join(f'"{name}"' for name in _quoted(dialect, tables))
        lines.append(f'    "{dialect.name}": frozenset({{{names}}}),')
    return "\n".join([*lines, "}", '"""Names that are words of the database\'s own language."""', ""])


def _wrapped(table: Table) -> list[str]:
    # Lines break between columns, never at a space of their own.
    listed = [f'"{column.name}": {_held(column)},'.replace(" ", _SPACE) for column in table.columns]
    lines = textwrap.wrap(" ".join(listed), 100, break_long_words=False, break_on_hyphens=False)
    return [f"        {line}".replace(_SPACE, " ") for line in lines]


def _held(column: "Column[object]") -> str:
    if column.default is None or column.default.arg is None:
        return column.type.python_type.__name__
    default = column.default.arg
    return str(default) if isinstance(default, int) else '"' + default.replace('"', '\\"') + '"'


def _quoted(dialect: Dialect, tables: list[Table]) -> list[str]:
    preparer = registry.load(f"{dialect.name}.{dialect.driver}")().identifier_preparer
    names = {column.name for table in tables for column in table.columns}
    return sorted(name for name in names if preparer.quote(name) != name)


if __name__ == "__main__":
    print(parts(), end="")
