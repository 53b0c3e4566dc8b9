"""How serious a case is: severity, safety, complexity, impact."""

from typing import Annotated

from servicedesk.cli.case.noun import change_cases, verb
from servicedesk.cli.record.choices import meant_or_none, yes_or_no
from servicedesk.cli.record.options import Cases, Text, Yes, option
from servicedesk.domain.errors import UsageError
from servicedesk.i18n import N_, _


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
    from servicedesk.services.complaints import Assessment

    found = Assessment(
        meant_or_none("case", "severity", severity),
        yes_or_no("safety", safety),
        meant_or_none("case", "complexity", complexity),
        meant_or_none("case", "impact", impact),
        action,
    )
    if found == Assessment():
        raise UsageError(
            _("Nothing to assess was given."),
            _("Give --severity, --safety, --complexity, --impact or --action."),
        )
    change_cases(cases, yes, N_("Assessed {numbers}."), lambda desk, ids: desk.complaints.assess(ids, found))
