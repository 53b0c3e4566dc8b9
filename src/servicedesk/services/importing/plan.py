"""How the typed values of a file become rows of the tables: fields, new rows, differences."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from servicedesk.domain.records.by_kind import FIELDS
from servicedesk.domain.records.field import blank, has
from servicedesk.exchange.rows import RowError
from servicedesk.i18n import _
from servicedesk.services.importing.file_row import FileRow, Setting, moment_text
from servicedesk.storage.bulk import new_uids
from servicedesk.storage.schema_map import OWNED_TABLES, TABLE_BY_KIND

_STORED: dict[str, Callable[[Any], Any]] = {"moment": moment_text, "yes_no": int}
"""How the typed value of a type is stored, where that differs."""


class Plan:
    """One kind of record, with the fields of its description. Subclasses say what is special about it."""

    kind: ClassVar[str]
    links: ClassVar[tuple[str, ...]] = ()
    """Columns that name other records; FileRow.values holds them by the same name."""
    derived: ClassVar[tuple[str, ...]] = ()
    """Columns computed from others."""
    required: ClassVar[str] = ""
    """The field without which there is no new record."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.table = TABLE_BY_KIND[self.kind]
        self.now = setting.now
        self.fields = tuple(field for field in FIELDS[self.kind] if has(field, "import"))
        self.columns = (
            "id", "uid", "created_at", "updated_at",
            *(one.name for one in self.fields), *self.links, *self.derived,
            "external_source", "external_id",
        )  # fmt: skip
        self.place = {column: place for place, column in enumerate(self.columns)}
        self._template: list[Any] = [None] * 4 + [blank(one) for one in self.fields]
        self._template += [None] * len(self.links) + [""] * (len(self.derived) + 2)
        self._active = [
            (self.place[one.name], one.file or one.name, _STORED.get(one.type)) for one in self.fields
        ]

    # To be overridden

    def complete(self, values: dict[str, Any]) -> None:
        """Fill in what follows from other values of the row; RowError when they do not fit together."""

    def derive(self, row: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG002 - for subclasses
        """The computed columns that follow from the columns in `row`."""
        return {}

    def owned(self, record_id: int, values: Mapping[str, Any]) -> None:
        """Collect the rows that a new record owns, with self.own()."""

    def prepare(self, ids: Sequence[int]) -> None:
        """Read what the records `ids` own, before change_owned() is asked of each."""

    def change_owned(self, record_id: int, values: Mapping[str, Any]) -> bool:  # noqa: ARG002 - as above
        """Bring the rows that a record owns up to date; whether any differed."""
        return False

    # New records

    def insert(self, rows: Sequence[FileRow]) -> None:
        """Insert new records, whose record_id is set, with what they own, and tell of each in an event."""
        loader = self.setting.loader
        self._owned: dict[str, list[Sequence[Any]]] = {}
        uids = iter(new_uids(len(rows)))
        loader.insert(self.table, self.columns, [self._row(row, uids) for row in rows])
        for row in rows:
            self.owned(row.record_id, row.values)
        for owned_table, columns in self.owned_columns.items():
            loader.insert(owned_table, columns, self._owned.get(owned_table, ()))
        loader.record(self.kind, f"{self.kind}.import", [row.record_id for row in rows])

    owned_columns: ClassVar[dict[str, tuple[str, ...]]] = {}

    def own(self, table: str, *values: Any) -> int:
        """Collect one owned row, `values` in the order of owned_columns after the id; returns its number."""
        number = self.setting.loader.number(table)
        self._owned.setdefault(table, []).append((number, *values))
        return number

    def stored(self, values: Mapping[str, Any]) -> list[Any]:
        """The columns of a new record as far as they follow from the row alone."""
        get = values.get
        made = self._template[:]
        for place, source, convert in self._active:
            if (value := get(source)) is not None:
                made[place] = value if convert is None else convert(value)
        return made

    def _row(self, row: FileRow, uids: Iterator[str]) -> list[Any]:
        get, made = row.values.get, row.stored
        made[0] = row.record_id
        made[1] = get("uid") or next(uids)
        now = self.now
        created, updated = get("created_at"), get("updated_at")
        made[2] = moment_text(created) if created else now
        made[3] = moment_text(updated) if updated else now
        for link in self.links:
            made[self.place[link]] = get(link)
        if external_id := get("external_id"):
            made[-1] = external_id
            made[-2] = get("external_source") or self.setting.source
        if self.derived:
            for column, value in self.derive(dict(zip(self.columns, made, strict=True))).items():
                made[self.place[column]] = value
        return made

    # Records that are here already

    def changes(self, values: Mapping[str, Any], held: Mapping[str, Any]) -> dict[str, Any]:
        """The columns in which the row differs from the record `held`; a blank cell alone changes nothing."""
        found: dict[str, Any] = {}
        for one in self.fields:
            source, convert = one.file or one.name, _STORED.get(one.type)
            value = values.get(source)
            if value is not None:
                value = value if convert is None else convert(value)
            elif self.clears(source) and not has(one, "needed"):
                value = blank(one)
            else:
                continue
            if held[one.name] != value:
                found[one.name] = value
        for link in self.links:
            if values.get(link) is not None and held[link] != values[link]:
                found[link] = values[link]
        return found | self.derive(found) if found else found

    def clears(self, source: str) -> bool:
        """Whether a blank cell of the field `source` empties it."""
        return self.setting.blank_clears and source in self.setting.mapped

    def require_whole(self, values: Mapping[str, Any]) -> None:
        """Raise RowError unless a new record can be made of `values`."""
        if self.required and not values.get(self.required):
            raise RowError("missing", _("The field {field} is blank.").format(field=self.required))

    # Owned rows of records that are here already

    def sync(
        self,
        table: str,
        record_id: int,
        held: Sequence[Mapping[str, Any]],
        wanted: Sequence[Mapping[str, Any]],
    ) -> bool:
        """Make the `held` rows those `wanted`, touching only what differs; whether any did."""
        transaction = self.setting.transaction
        owner = next(column for name, column in OWNED_TABLES[self.table] if name == table)
        changed = False
        for row, values in zip(held, wanted, strict=False):
            changed = transaction.update(table, row["id"], values) or changed
        for row in held[len(wanted) :]:
            transaction.delete(table, row["id"])
            changed = True
        for values in wanted[len(held) :]:
            transaction.insert(table, {owner: record_id, **values})
            changed = True
        return changed
