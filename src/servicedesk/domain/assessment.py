"""The priority that the initial assessment of a complaint suggests."""

from servicedesk.domain.words.cases import DEFAULT_PRIORITY


def suggested_priority(severity: int | None, safety: bool | None, impact: int | None) -> int:
    """The priority, 1 to 4, that an assessment suggests; what is not assessed (None) suggests nothing.

    Health and safety come first: with them touched, it is urgent whatever else is said.
    """
    if safety or severity == 4:
        return 4
    if severity is None and impact is None:
        return DEFAULT_PRIORITY
    by_severity = {None: DEFAULT_PRIORITY, 1: 1, 2: 2, 3: 3}[severity]
    # What touches many customers is one step more pressing than it is for each of them.
    return min(4, by_severity + 1) if impact == 3 else by_severity
