"""What an investigation rests on, for a document: evidence, and what each side says."""

from collections.abc import Callable, Iterator
from datetime import datetime

from servicedesk.domain.rows.dossiers import Dossier
from servicedesk.domain.wording import evidence_words, value_label
from servicedesk.i18n import _
from servicedesk.reports.document import Entry
from servicedesk.reports.history_words import joined, one_line


def investigation(dossier: Dossier, moment: Callable[[datetime], str]) -> Iterator[tuple[datetime, Entry]]:
    """An entry for each piece and each statement, with its time; `moment` writes that."""
    for piece in dossier.evidence:
        words = joined([one_line(part) for part in evidence_words(piece)])
        yield piece.got_at, Entry(moment(piece.got_at), piece.recorded_by, _("evidence"), words)
    for one in dossier.statements:
        side = value_label("statement", "side", one.side)
        speaker = f"{side}, {one.speaker}" if one.speaker else side
        what = _("statement: {side}").format(side=speaker)
        yield one.said_at, Entry(moment(one.said_at), one.recorded_by, what, one_line(one.words))
