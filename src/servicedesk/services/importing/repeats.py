"""An id that stands twice in one file: the second row is rejected, unless it is the same to the letter."""

from array import array

from servicedesk.exchange.rows import RowError
from servicedesk.i18n import _
from servicedesk.services.importing.file_row import FileRow

_BLOCK = 1024


class Repeats:
    """Remembers which row of the file each record comes from, in a dozen bytes a record."""

    def __init__(self) -> None:
        self._lines: dict[int, array[int]] = {}
        self._cells: dict[int, array[int]] = {}
        self.copies = 0
        """How many rows stood in the file once more, the same in every cell."""

    def add(self, row: FileRow) -> None:
        """Note that the record of `row` comes from it."""
        block, place = divmod(row.record_id, _BLOCK)
        if block not in self._lines:
            self._lines[block] = array("L", bytes(array("L").itemsize * _BLOCK))
            self._cells[block] = array("q", bytes(8 * _BLOCK))
        self._lines[block][place] = row.raw.line
        self._cells[block][place] = hash(tuple(row.raw.cells))

    def is_copy(self, row: FileRow) -> bool:
        """Whether an earlier row is of the same record, and equal; RowError when it is not equal."""
        block, place = divmod(row.record_id, _BLOCK)
        line = self._lines[block][place] if block in self._lines else 0
        if not line:
            return False
        if self._cells[block][place] != hash(tuple(row.raw.cells)):
            raise RowError("twice", _("Line {line} has the same id already.").format(line=line))
        self.copies += 1
        return True
