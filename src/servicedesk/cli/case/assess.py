"""How serious a case is: severity, safety, complexity, impact."""

from typing import Annotated, Any

from servicedesk.cli.case.noun import change_cases, verb
from servicedesk.cli.record.choices import yes_or_no
from servicedesk.cli.record.options import Cases, Text, Yes, option
from servicedesk.domain.errors import UsageError
from servicedesk.i18n import N_, _

CHINESE_LEVELS = {
    "severity": "轻微 一般 严重 特别严重",
    "complexity": "简单 一般 复杂",
    "impact": "个别 多个 大量",
}
"""The levels from 1 on as Chinese forms name them, in whatever language the program speaks."""


@verb(
    N_("Assess severity, safety, complexity and impact."),
    "servicedesk case assess C-231 --severity serious --safety yes --action 'supply shut off'",
)
def assess(
    cases: Cases,
    *,
    severity: Annotated[str, option("--severity", N_("minor, moderate, serious or critical."), "LEVEL")] = "",
    safety: Annotated[str, option("--safety", N_("Whether health or safety is touched."), "YES|NO")] = "",
    complexity: Annotated[str, option("--complexity", N_("simple, involved or complex."), "LEVEL")] = "",
    impact: Annotated[str, option("--impact", N_("one, several or many customers."), "LEVEL")] = "",
    action: Annotated[Text, option("--action", N_("What was done at once."))] = None,
    yes: Yes = False,
) -> None:
    from servicedesk.domain import assessment as scales
    from servicedesk.services.complaints import Assessment

    found = Assessment(
        _level("severity", severity, scales.SEVERITY_BY_NAME, scales.SEVERITY_LABELS),
        yes_or_no("safety", safety),
        _level("complexity", complexity, scales.COMPLEXITY_BY_NAME, scales.COMPLEXITY_LABELS),
        _level("impact", impact, scales.IMPACT_BY_NAME, scales.IMPACT_LABELS),
        action,
    )
    if found == Assessment():
        raise UsageError(
            _("Nothing to assess was given."),
            _("Give --severity, --safety, --complexity, --impact or --action."),
        )
    change_cases(cases, yes, N_("Assessed {numbers}."), lambda desk, ids: desk.complaints.assess(ids, found))


def _level(name: str, text: str, by_name: dict[str, int], labels: dict[int, str]) -> int | None:
    """The level that a name in either language or a number stands for; None for an option not given."""
    from servicedesk.domain.wording import field_label

    folded = text.strip().casefold()
    if not folded:
        return None
    known: dict[str, Any] = {str(level): level for level in labels} | by_name
    known |= {_(label).casefold(): level for level, label in labels.items()}
    known |= {word: level for level, word in enumerate(CHINESE_LEVELS[name].split(), 1)}
    if folded in known:
        return int(known[folded])
    raise UsageError(
        _("{field} must be one of: {values}.").format(field=field_label(name), values=", ".join(by_name))
    )
