"""Our own numbers in a file without uid: they are those of the records here only if its rows show it.

C-12 is a case of every desk. So the rows whose numbers are taken here are compared with what has them: where
more of them are about the same thing than about another, the file is of this desk, and the others were
corrected. Where nothing in one of our own files shows it, nobody but the user can say.
"""

from collections.abc import Mapping, Sequence

from servicedesk.domain.errors import UsageError
from servicedesk.domain.numbers import PREFIXES, format_number, number_named
from servicedesk.i18n import _
from servicedesk.services.importing.file_row import FileRow, Key, Setting
from servicedesk.services.importing.sameness import Sameness
from servicedesk.storage import matching
from servicedesk.storage.schema_map import TABLE_BY_KIND


class OwnNumbers:
    """Finds the records of a run by their numbers; `profile` files and those of a named source have none."""

    def __init__(self, setting: Setting, kind: str, sameness: Sameness) -> None:
        self.setting = setting
        self.kind = kind
        self.sameness = sameness
        self._is_of_this_desk: bool | None = setting.is_own
        if setting.asks_numbers and not setting.replaces:
            self._is_of_this_desk = None
        if not setting.is_own and matching.is_empty(setting.db, TABLE_BY_KIND[kind]):
            # There is nothing that a number could be of.
            self._is_of_this_desk = False
        self._letter = PREFIXES[kind][0]

    def find(self, rows: Sequence[FileRow], known: Mapping[Key, int]) -> dict[Key, int]:
        """Records by keys that are not `known` yet; UsageError for numbers that may be others'."""
        if self.setting.is_by_numbers:
            numbers = {
                known[key]: row for row in rows for key in row.keys if key.way == "number" and key in known
            }
            if self._is_of_this_desk is None and numbers:
                self._is_of_this_desk = self._judge(numbers)
                if not self._is_of_this_desk:
                    raise self._refusal(min(numbers))
            return {}
        if self.setting.is_own or not self.setting.asks_numbers or self._is_of_this_desk is False:
            return {}
        return self._find_outside(rows, known)

    def _find_outside(self, rows: Sequence[FileRow], known: Mapping[Key, int]) -> dict[Key, int]:
        """Under any header, as an id of another program: such a file has added columns of its own to ours."""
        source = self.setting.source
        spoken = {
            key: (number, row)
            for row in rows
            for key in row.keys
            if key.way == "external" and self._may_be_ours(key.text) and key.source == source
            and not any(one in known for one in row.keys)
            and (number := number_named(key.text, self.kind))
        }  # fmt: skip
        if not spoken:
            return {}
        here = matching.by_number(self.setting.db, self.kind, [number for number, _row in spoken.values()])
        if not here:
            return {}
        if self._is_of_this_desk is None:
            self._is_of_this_desk = self._judge(
                {number: row for number, row in spoken.values() if number in here}
            )
        if not self._is_of_this_desk:
            return {}
        return {key: number for key, (number, _row) in spoken.items() if number in here}

    def _may_be_ours(self, text: str) -> bool:
        """Whether it is worth a look: most ids begin with a digit."""
        return text[:1].upper() == self._letter or not text[:1].isascii()

    def _judge(self, numbers: Mapping[int, FileRow]) -> bool:
        held = matching.rows(self.setting.db, TABLE_BY_KIND[self.kind], numbers.keys())
        told = [self.sameness.tells(row.values, held[number]) for number, row in numbers.items()]
        return told.count(True) > told.count(False)

    def _refusal(self, number: int) -> UsageError:
        return UsageError(
            _("Nothing in the file shows that its {number} is the {number} of this desk.").format(
                number=format_number(self.kind, number)
            ),
            _(
                "Export it with the column uid, or say whose numbers they are: --map COLUMN=FIELD as in"
                ' --map "Number=number" for this desk, --source NAME for another.'
            ),
        )
