"""A case laid out by the nine stages, as reports and programs read it."""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from servicedesk.domain.clock_explanation import ClockExplanation
    from servicedesk.domain.legal_limits import LegalLimit
    from servicedesk.domain.rows.dossiers import Dossier
    from servicedesk.domain.rows.history import HistoryLine
    from servicedesk.domain.stages import Stage
    from servicedesk.domain.wait_words import Waiting


@dataclass(frozen=True, slots=True)
class StagedHistory:
    """A stage with the lines of the history that belong to it, oldest first."""

    stage: "Stage"
    history: "tuple[HistoryLine, ...]"


@dataclass(frozen=True, slots=True)
class StagedDossier:
    """A case with all that belongs to it, in nine stages, as it stood at `made_at`."""

    dossier: "Dossier"
    stages: tuple[StagedHistory, ...]
    clocks: "tuple[ClockExplanation, ...]"
    """Every clock with its pauses."""
    made_at: datetime
    made_by: str
    zone: tzinfo
    """In which its times are shown."""
    mask: str
    """What of the customer is made unreadable: one of MASKS."""
    limits: "tuple[LegalLimit, ...]" = ()
    """By when who sent the complaint wants an answer."""
    waiting: "Waiting | None" = None
    """How the case waits; None for one that does not."""
