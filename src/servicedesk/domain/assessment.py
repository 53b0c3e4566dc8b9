"""The initial assessment of a complaint: severity, safety, complexity, impact, and the priority they suggest.

Source of the fields: ISO 10002, initial assessment. The scales and the
suggestion are ours.
"""

from servicedesk.domain.cases import DEFAULT_PRIORITY
from servicedesk.i18n import N_

SEVERITIES = (1, 2, 3, 4)
SEVERITY_NAMES = {1: "minor", 2: "moderate", 3: "serious", 4: "critical"}
SEVERITY_LABELS = {1: N_("minor"), 2: N_("moderate"), 3: N_("serious"), 4: N_("critical")}
SEVERITY_BY_NAME = {name: number for number, name in SEVERITY_NAMES.items()}

YES_NO_LABELS = {0: N_("no"), 1: N_("yes")}
SAFETY_LABELS = YES_NO_LABELS

COMPLEXITIES = (1, 2, 3)
COMPLEXITY_NAMES = {1: "simple", 2: "involved", 3: "complex"}
COMPLEXITY_LABELS = {1: N_("simple"), 2: N_("involved"), 3: N_("complex")}
COMPLEXITY_BY_NAME = {name: number for number, name in COMPLEXITY_NAMES.items()}

IMPACTS = (1, 2, 3)
IMPACT_NAMES = {1: "one", 2: "several", 3: "many"}
IMPACT_LABELS = {1: N_("one customer"), 2: N_("several customers"), 3: N_("many customers")}
IMPACT_BY_NAME = {name: number for number, name in IMPACT_NAMES.items()}


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
