"""An id that stands twice in one file: the second row is rejected, unless it is the same to the letter."""

from array import array

from servicedesk.exchange.rows import RowError
from servicedesk.i18n import _
from servicedesk.services.importing.file_row import FileRow

_BLOCK = 1024


class Places:
    """A number of each record, 0 where there is none, in eight bytes a record."""

    def __init__(self) -> None:
        self._blocks: dict[int, array[int]] = {}

    def put(self, record_id: int, number: int) -> None:
        """Note the number of a record."""
        block, place = divmod(record_id, _BLOCK)
        if block not in self._blocks:
            self._blocks[block] = array("q", bytes(8 * _BLOCK))
        self._blocks[block][place] = number

    def get(self, record_id: int) -> int:
        """The number of a record."""
        block, place = divmod(record_id, _BLOCK)
        return self._blocks[block][place] if block in self._blocks else 0


class Repeats:
    """Remembers which row of the file each record comes from, in sixteen bytes a record."""

    def __init__(self) -> None:
        self._lines = Places()
        self._cells = Places()
        self.copies = 0
        """How many rows stood in the file once more, the same in every cell."""

    def add(self, row: FileRow) -> None:
        """Note that the record of `row` comes from it."""
        self._lines.put(row.record_id, row.raw.line)
        self._cells.put(row.record_id, row.cells_hash)

    def has(self, row: FileRow) -> bool:
        """Whether an earlier row is of the same record."""
        return self._lines.get(row.record_id) != 0

    def is_copy(self, row: FileRow) -> bool:
        """Whether an earlier row is of the same record, and equal in every cell."""
        if not self.has(row) or self._cells.get(row.record_id) != row.cells_hash:
            return False
        self.copies += 1
        return True

    def twice(self, row: FileRow, column: str = "") -> RowError:
        """Why another row of the same record is rejected that is not equal."""
        line = self._lines.get(row.record_id)
        return RowError("twice", _("Line {line} has the same id already.").format(line=line), column)
