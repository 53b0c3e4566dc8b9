"""How the typed values of a file become rows of the tables: fields, new rows, differences."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, ClassVar

from servicedesk.domain.records import PARTS
from servicedesk.domain.records.by_kind import FIELDS
from servicedesk.domain.records.field import blank, has
from servicedesk.exchange.column_labels import column_label
from servicedesk.exchange.rows import RowError
from servicedesk.i18n import _
from servicedesk.services.importing.file_row import FileRow, Setting, moment_text
from servicedesk.services.importing.kept_words import field_for_words, kept_lines, with_lines
from servicedesk.services.importing.references import LINKS
from servicedesk.services.owned_rows import WordList, replace_rows
from servicedesk.storage import matching
from servicedesk.storage.bulk import new_uids
from servicedesk.storage.schema_map import TABLE_BY_KIND

_STORED: dict[str, Callable[[Any], Any]] = {"moment": moment_text, "yes_no": int}
"""How the typed value of a type is stored, where that differs."""

WHOLE_DAY = timedelta(days=1)
"""Files of other programs often name the day alone: within it nothing is in the wrong order."""


class Plan:
    """One kind of record, with the fields of its description. Subclasses say what is special about it."""

    kind: ClassVar[str]
    derived: ClassVar[tuple[str, ...]] = ()
    """Columns computed from others."""
    computed: ClassVar[Mapping[str, Any]] = {}
    """Columns that a plan fills itself, and what stands there until it does."""
    required: ClassVar[tuple[str, ...]] = ()
    """The fields without which there is no new record."""
    parts: ClassVar[tuple[str, ...]] = ()
    """The kinds of rows that a record owns."""
    lists: ClassVar[tuple[WordList, ...]] = ()
    """Those of them that are lists of words."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.is_newer = False
        """Whether the row in hand is of a file of ours, and was changed later there than its record here."""
        self.has_time = False
        """Whether what is computed ahead is done sooner than if it were left for insert()."""
        self.table = TABLE_BY_KIND[self.kind]
        self.now = setting.now
        # Columns that name other records; FileRow.values holds them by the same name.
        self.links = LINKS[self.kind]
        self.fields = tuple(field for field in FIELDS[self.kind] if has(field, "import"))
        self.columns = (
            "id", "uid", "created_at", "updated_at",
            *(one.name for one in self.fields), *self.links, *self.derived, *self.computed,
            "external_source", "external_id",
        )  # fmt: skip
        self.owner = f"{self.kind}_id"
        self.owned_columns = {
            PARTS[part].table: tuple(one.name for one in FIELDS[part]) for part in self.parts
        }
        self._held: dict[str, dict[int, list[dict[str, Any]]]] = {}
        self.place = {column: place for place, column in enumerate(self.columns)}
        self._template: list[Any] = [None] * 4 + [blank(one) for one in self.fields]
        self._template += [None] * len(self.links) + [""] * len(self.derived)
        self._template += [*self.computed.values(), "", ""]
        for one in self.fields:
            if one.type == "moment" and has(one, "needed"):
                self._template[self.place[one.name]] = self.now
        self._active = [
            (self.place[one.name], one.file or one.name, _STORED.get(one.type)) for one in self.fields
        ]

    # To be overridden

    def complete(self, values: dict[str, Any]) -> None:
        """Fill in what follows from other values of the row; RowError when they do not fit together."""

    def compute_ahead(self, row: FileRow) -> None:
        """Compute of a row that is probably of a new record what can be known before it is."""

    def derive(self, row: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG002 - for subclasses
        """The computed columns that follow from the columns in `row`."""
        return {}

    def owned(self, record_id: int, values: Mapping[str, Any]) -> None:
        """Collect the rows that a new record owns, with self.own()."""
        for one in self.lists:
            for row in one.rows(values.get(one.file) or ()):
                self.own(one.table, record_id, row)

    def change_owned(self, record_id: int, values: Mapping[str, Any]) -> bool:
        """Bring the rows that a record owns up to date; whether any differed.

        A foreign file adds to a list; a list in one of our own files replaces it.
        """
        changed = False
        for one in self.lists:
            given = values.get(one.file)
            if given is None and not self.clears(one.file):
                continue
            held = self.held(one.table, record_id)
            before = [row[one.column] for row in held]
            adds = given is not None and not self.setting.is_own
            wanted = one.rows([*(before if adds else ()), *(given or ())])
            if [row[one.column] for row in wanted] != before:
                changed = self.sync(one.table, record_id, held, wanted) or changed
        return changed

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
        with_clocks = {row.record_id for row in rows if row.has_clock}
        search_rows = [(row.record_id, *row.search) for row in rows if row.search is not None]
        ids = [row.record_id for row in rows]
        loader.record(self.kind, f"{self.kind}.import", ids, with_clocks, search_rows)

    def own(self, table: str, record_id: int, row: Mapping[str, Any]) -> int:
        """Collect one row that the record owns; returns its number."""
        number = self.setting.loader.number(table)
        whole = {"id": number, self.owner: record_id, **row}
        self._owned.setdefault(table, []).append([whole[name] for name in self.owned_columns[table]])
        return number

    def stored(self, values: Mapping[str, Any]) -> list[Any]:
        """The columns of a new record as far as they follow from the row alone."""
        get = values.get
        made = self._template[:]
        for place, source, convert in self._active:
            if (value := get(source)) is not None:
                made[place] = value if convert is None else convert(value)
        if lines := self._words(values):
            place = self.place[field_for_words(self.kind)]
            made[place] = with_lines(self.kind, made[place], lines)
        return made

    def _words(self, values: Mapping[str, Any]) -> list[str]:
        """What the text of the record for such words is to hold."""
        return kept_lines(values) if values.get("kept") and field_for_words(self.kind) else []

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
        if lines := self._words(values):
            name = field_for_words(self.kind)
            wanted = with_lines(self.kind, found.pop(name, held[name]), lines)
            if wanted != held[name]:
                found[name] = wanted
        for link in self.links:
            if values.get(link) is not None and held[link] != values[link]:
                found[link] = values[link]
        return found | self.derive(found) if found else found

    def caught_up(
        self,
        record_id: int,  # noqa: ARG002 - for subclasses
        values: Mapping[str, Any],  # noqa: ARG002
        held: dict[str, Any],
    ) -> dict[str, Any]:
        """The record `held` after what the file tells to have happened to it earlier than this import."""
        return held

    def clears(self, source: str) -> bool:
        """Whether a blank cell of the field `source` empties it, as what our own files tell of later does."""
        return (self.setting.blank_clears or self.is_newer) and source in self.setting.mapped

    def require_whole(self, values: Mapping[str, Any]) -> None:
        """Raise RowError unless a new record can be made of `values`."""
        for name in self.required:
            if not values.get(name):
                raise RowError(
                    "missing", _("The field {field} is blank.").format(field=column_label(name, self.kind))
                )

    # Owned rows of records that are here already

    def prepare(self, ids: Sequence[int]) -> None:
        """Read what the records `ids` own, before change_owned() is asked of each."""
        db = self.setting.db
        self._held = {table: matching.owned_rows(db, table, self.kind, ids) for table in self.owned_columns}

    def prepare_again(self, record_id: int) -> None:
        """Read what one of the prepared records owns by now; what the others own stays known."""
        before = self._held
        self.prepare([record_id])
        for table, rows in before.items():
            rows.pop(record_id, None)
            rows.update(self._held[table])
        self._held = before

    def held(self, table: str, record_id: int) -> list[dict[str, Any]]:
        """The rows of the table that the record owns, as they were prepared."""
        return self._held[table].get(record_id, [])

    def sync(
        self,
        table: str,
        record_id: int,
        held: Sequence[Mapping[str, Any]],
        wanted: Sequence[Mapping[str, Any]],
    ) -> bool:
        """Make the `held` rows those `wanted`, touching only what differs; whether any did."""
        ids = [row["id"] for row in held]
        return replace_rows(self.setting.transaction, table, {self.owner: record_id}, ids, wanted)
