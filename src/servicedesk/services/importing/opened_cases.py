"""The cases that imported calls have opened: they are in the desk before the calls, and point at them now."""

from dataclasses import dataclass, field

from servicedesk.services.importing.file_row import FileRow, Setting
from servicedesk.services.importing.links import RecordLinks
from servicedesk.storage import import_references
from servicedesk.storage.import_references import Pointer


@dataclass
class OpenedCases:
    """Collects which case was opened by which call."""

    setting: Setting
    cases: RecordLinks
    _call_by_case: dict[int, int] = field(default_factory=dict)

    def add(self, row: FileRow, customer_id: int | None) -> None:
        """Note the cases that the row of a call names as opened by it."""
        for number in row.values.get("opened") or ():
            found = self.cases.of_number(number, customer_id)
            if found is not None:
                self._call_by_case.setdefault(found[0], row.record_id)

    def settle(self) -> None:
        """Point the cases at their calls, but for those that know theirs already."""
        if not self._call_by_case:
            return
        known = import_references.targets(self.setting.db, "cases", "call_id", self._call_by_case)
        pointers = [
            Pointer(case_id, call_id)
            for case_id, call_id in sorted(self._call_by_case.items())
            if case_id not in known
        ]
        import_references.point(self.setting.loader, "case", "call_id", pointers)
