"""Ids of a file for which no source was named, as records from other such files have them.

A column more makes another source of the same file; its rows are alike then, and it goes on with the records
that it has. Where the rows say something else, two programs count from 1, and the user must name one. The
same holds for a file with the very columns of an earlier one: where most of its rows are about something
else, none of those is taken for a correction.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from servicedesk.domain.errors import UsageError
from servicedesk.domain.numbers import format_number
from servicedesk.exchange.rows import RowError
from servicedesk.i18n import _
from servicedesk.services.importing.file_row import FileRow, Key, Setting
from servicedesk.services.importing.sameness import Sameness
from servicedesk.services.importing.sources import BY_COLUMNS
from servicedesk.storage import matching
from servicedesk.storage.schema_map import TABLE_BY_KIND

_SEVERAL = 2
"""So many rows of one file that are all about something else are no corrections."""


class OtherFiles:
    """Finds the records of a run in what other files without a named source have brought."""

    def __init__(self, setting: Setting, kind: str, sameness: Sameness) -> None:
        self.setting = setting
        self.kind = kind
        self.sameness = sameness
        self._goes_on_with: dict[str, bool] = {}
        """By source, whether its records are those of this file, as the first of them have shown."""
        self._is_of_columns = setting.source.startswith(BY_COLUMNS) and not setting.outside.is_named
        has_records = self._is_of_columns and matching.has_source(setting.db, kind, setting.source)
        # A profile is a source that is known; so is one that has brought records before.
        self._has_a_place = has_records or not self._is_of_columns
        self._asks_its_own = has_records and not setting.replaces
        self._is_doubted = False
        """Most rows with known ids are about something else: each row has to be alike by itself."""

    def find(self, rows: Sequence[FileRow], known: Mapping[Key, int]) -> dict[Key, int]:
        """The records of rows whose ids are not `known`; UsageError when they are another program's."""
        self._judge_its_own(rows, known)
        others = self.setting.outside.others(self.kind)
        if not others:
            return {}
        source = self.setting.source
        asked = {
            key: row
            for row in reversed(rows)
            if not any(key in known for key in row.keys)
            for key in row.keys
            if key.way == "external" and key.source == source
        }
        if not asked:
            return {}
        texts = [key.text for key in asked]
        ids = {
            other: matching.by_external(self.setting.db, self.kind, other, texts)
            for other in others
            if self._goes_on_with.get(other, True)
        }
        self._judge({other: found for other, found in ids.items() if found}, asked)
        found: dict[Key, int] = {}
        for other, numbers in ids.items():
            if self._goes_on_with.get(other):
                for text, number in numbers.items():
                    found.setdefault(Key("external", source, text), number)
        return found

    def _judge(self, ids: Mapping[str, Mapping[str, int]], asked: Mapping[Key, FileRow]) -> None:
        strange: tuple[int, int] | None = None
        for other, numbers in ids.items():
            if other in self._goes_on_with:
                continue
            held = matching.rows(self.setting.db, TABLE_BY_KIND[self.kind], set(numbers.values()))
            differing: list[tuple[int, int]] = []
            for key, row in asked.items():
                record = held.get(numbers.get(key.text, 0))
                if record is not None and not self._is_alike(row, record):
                    differing.append((row.raw.line, record["id"]))
            self._goes_on_with[other] = 2 * len(differing) <= len(numbers)
            if not self._goes_on_with[other]:
                strange = strange or min(differing)
        if strange and not self._has_a_place and not any(self._goes_on_with.values()):
            raise self._refusal(*strange)

    def _judge_its_own(self, rows: Sequence[FileRow], known: Mapping[Key, int]) -> None:
        """Two programs may write the same columns: where most of several rows are not alike, they are two.

        Where all are not, nothing can be meant; else what is alike is taken, and the rest is rejected.
        """
        if not self._asks_its_own:
            return
        # Once, before anything of this file is here.
        self._asks_its_own = False
        asked = {
            known[key]: row
            for row in reversed(rows)
            for key in row.keys
            if key.way == "external" and key in known
        }
        held = matching.rows(self.setting.db, TABLE_BY_KIND[self.kind], asked.keys())
        if len(asked) < _SEVERAL:
            return
        strange = [
            (row.raw.line, number)
            for number, row in asked.items()
            if not self.sameness.is_corrected(row.values, held[number])
        ]
        if len(strange) == len(asked):
            raise self._refusal(*min(strange))
        self._is_doubted = 2 * len(strange) > len(asked)

    def require_alike(self, row: FileRow, held: Mapping[str, Any]) -> None:
        """Raise RowError where most rows of the file are about something else, and this one is too."""
        if not self._is_doubted or self.sameness.is_corrected(row.values, held):
            return
        if not any(key.way == "external" and key.source == self.setting.source for key in row.keys):
            return
        reason = _("Its id is that of {number}, which is about something else, as in most rows of the file.")
        raise RowError("conflict", reason.format(number=format_number(self.kind, held["id"])))

    def _refusal(self, line: int, number: int) -> UsageError:
        return UsageError(
            _("These ids belong to records of another file; name --source."),
            _("Line {line} has the id of {number}, and is about something else.").format(
                line=line, number=format_number(self.kind, number)
            ),
        )

    def _is_alike(self, row: FileRow, record: Mapping[str, Any]) -> bool:
        return self.sameness.is_alike(row.values, record)
