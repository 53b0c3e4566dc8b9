"""What an investigation rests on: pieces of evidence, and what each side says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from servicedesk.domain.errors import NotFoundError, UsageError
from servicedesk.domain.moves import Row, Values
from servicedesk.domain.moves import handling as moves
from servicedesk.domain.moves.cases import require_standing
from servicedesk.domain.numbers import format_number
from servicedesk.domain.records import PARTS
from servicedesk.domain.rows.history import Change
from servicedesk.domain.words.complaints import SIDES
from servicedesk.i18n import _
from servicedesk.services.changes import change_each, require_then
from servicedesk.services.context import Service
from servicedesk.services.values import cleaned, one_of
from servicedesk.storage import complaints
from servicedesk.storage.moments import stored
from servicedesk.storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class NewEvidence:
    """A piece of evidence: what it is, from whom and when it came (now if not said), where it is kept."""

    what: str
    from_whom: str = ""
    kept_where: str = ""
    got_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewStatement:
    """What one of SIDES says, and when (now if not said); `speaker` names who speaks for it."""

    side: str
    words: str
    speaker: str = ""
    said_at: datetime | None = None


class EvidenceService(Service):
    """Evidence and statements."""

    def add(self, case_ids: Sequence[int], new: NewEvidence) -> Change:
        """Take down a piece of evidence on each case; UsageError without words, or for a time to come."""
        what = cleaned("evidence", "what", new.what)
        if not what:
            raise UsageError(_("What is the evidence?"), _("Describe it."))
        given = {
            "what": what,
            "from_whom": cleaned("evidence", "from_whom", new.from_whom),
            "kept_where": cleaned("evidence", "kept_where", new.kept_where),
        }
        return self._add("evidence", case_ids, given, "got_at", new.got_at)

    def say(self, case_ids: Sequence[int], new: NewStatement) -> Change:
        """Take down a statement on each case; UsageError without words, or for a time to come."""
        words = cleaned("statement", "words", new.words)
        if not words:
            raise UsageError(_("What was said?"), _("Write the statement."))
        given = {
            "side": one_of("statement", "side", new.side, SIDES),
            "speaker": cleaned("statement", "speaker", new.speaker),
            "words": words,
        }
        return self._add("statement", case_ids, given, "said_at", new.said_at)

    def remove(self, case_id: int, evidence_id: int) -> Change:
        """Take a piece of evidence off the case; NotFoundError if it has no such one."""
        return self._remove("evidence", case_id, evidence_id)

    def unsay(self, case_id: int, statement_id: int) -> Change:
        """Take a statement off the case; NotFoundError if it has no such one."""
        return self._remove("statement", case_id, statement_id)

    def _add(
        self, part: str, case_ids: Sequence[int], given: dict[str, str], time: str, at: datetime | None
    ) -> Change:
        table = PARTS[part].table

        def insert(transaction: Transaction, row: Row) -> Values:
            require_standing(row)
            if at is not None and at > transaction.now:
                raise UsageError(_("That time is still to come."), _("Give a time that has passed."))
            when = transaction.act.now if at is None else stored(at)
            place = len(transaction.rows(f"SELECT id FROM {table} WHERE case_id = ?", (row["id"],)))
            taken_down = moves.taken_down(transaction.act, row["id"], place)
            transaction.insert(table, taken_down | given | {time: when})
            return {}

        return change_each(self.desk, f"case.{part}", case_ids, insert)

    def _remove(self, part: str, case_id: int, row_id: int) -> Change:
        table = PARTS[part].table
        with self.desk.writing() as transaction:
            row = transaction.row("cases", case_id)
            require_then(transaction, row)
            held = transaction.find(table, row_id)
            known = [case_id, *complaints.merged_into(transaction.connection, case_id)]
            if held is None or held["case_id"] not in known:
                raise NotFoundError(
                    _("{number} has no such entry.").format(number=format_number("case", case_id))
                )
            require_standing(row)
            transaction.delete(table, row_id)
            transaction.record(f"case.{part}_remove", "case", held["case_id"])
            return transaction.change()
