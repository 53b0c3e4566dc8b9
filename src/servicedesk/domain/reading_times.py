"""How a desk reads the times that are typed: its zone, the order of day and month, its working days."""

from datetime import tzinfo
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from servicedesk.domain.working_days import DaysSource


class ReadingTimes(NamedTuple):
    """What the meaning of `03/04`, 15:00 and 两个工作日后 depends on, beside now."""

    zone: tzinfo
    date_order: str | None = None
    """dmy, mdy or ymd; None asks about a date that may be two."""
    days: "DaysSource | None" = None
    """What gives the working calendar when a date needs it; without it Monday to Friday are worked."""

    @property
    def for_days(self) -> dict[str, Any]:
        """The arguments for domain.dates.parse_day and parse_span."""
        from servicedesk.domain.working_days import PlainWeek

        return {"date_order": self.date_order, "days": self.days or PlainWeek}

    @property
    def for_moments(self) -> dict[str, Any]:
        """The arguments for domain.dates.parse_when_or_day and read_when."""
        return {"zone": self.zone, **self.for_days}
