"""The number of each new record: its own from a file of ours if that is free, else the next."""

from collections.abc import Sequence

from servicedesk.services.importing.file_row import FileRow, Setting
from servicedesk.storage import matching
from servicedesk.storage.bulk import LARGEST_KEPT_NUMBER


class Numbers:
    """Gives the new records of one run their numbers; `field` is where a row of ours has its own."""

    def __init__(self, setting: Setting, kind: str, table: str, field: str) -> None:
        self.setting = setting
        self.kind = kind
        self.table = table
        self.field = field

    def give(self, rows: Sequence[FileRow]) -> None:
        """Give each row the number of its record."""
        loader = self.setting.loader
        if self.setting.is_own:
            self._keep(rows)
        for row in rows:
            if not row.record_id:
                row.record_id = loader.number(self.table)

    def _keep(self, rows: Sequence[FileRow]) -> None:
        field = self.field
        db, loader = self.setting.db, self.setting.loader
        wanted = [
            number for row in rows if (number := row.values.get(field)) and number <= LARGEST_KEPT_NUMBER
        ]
        taken = matching.by_number(db, self.kind, wanted)
        last = loader.last(self.table)
        for row in rows:
            number = row.values.get(field)
            if not number or number > LARGEST_KEPT_NUMBER or number in taken:
                continue
            if number <= last and matching.used_before(db, self.kind, number, row.values.get("uid") or ""):
                continue
            taken.add(number)
            row.record_id = number
            loader.keep(self.table, number)
