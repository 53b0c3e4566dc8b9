"""What a case still lacks to be closed."""

from typing import Annotated

from servicedesk.cli.case.noun import verb
from servicedesk.cli.frame import context, output
from servicedesk.cli.record.options import Case, option
from servicedesk.domain.numbers import parse_number
from servicedesk.domain.wording import before_value
from servicedesk.i18n import N_

Reason = Annotated[str, option("--reason", N_("Why, as a note."))]


@verb(N_("What a case still lacks to be closed."), "servicedesk case gates C-231")
def gates(case: Case) -> None:
    case_id = parse_number(case, "case")
    with context.open_desk() as desk:
        found = desk.moves.gates(case_id)
    output.entries(
        found,
        lambda gate: {"name": gate.name, "met": gate.is_met, "words": gate.words},
        lambda gate: f"✓  {gate.label}" if gate.is_met else f"✗  {before_value(gate.label)}{gate.words}",
    )
