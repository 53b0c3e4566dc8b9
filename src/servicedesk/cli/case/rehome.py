"""A case that was opened for the wrong customer: `move`."""

from typing import Annotated

from servicedesk.cli.case.noun import cases
from servicedesk.cli.record import targets
from servicedesk.cli.record.changing import Act
from servicedesk.cli.record.options import Customer, flag
from servicedesk.domain.errors import UsageError
from servicedesk.i18n import N_, _


@cases.verb(
    N_(
        "Give cases to another customer, with their calls, promises and follow-ups.\n\n"
        "What is another customer's on them stays theirs; the cases merged into them go along."
    ),
    N_("Gave {numbers} to whom they belong, with calls, promises and follow-ups."),
    "servicedesk case move C-231 --customer CU-12",
)
def move(
    *,
    customer: Customer = "",
    no_customer: Annotated[bool, flag("--no-customer", N_("It is not known yet whose it is."))] = False,
) -> Act:
    if bool(customer) == no_customer:
        raise UsageError(_("Whose is it?"), _("Say --customer or --no-customer."))
    return lambda desk, ids: desk.rehoming.move_cases(
        ids, targets.customer(desk, customer) if customer else None
    )
