"""Cases out of sight until a time: snooze, wake."""

from typing import Annotated

from servicedesk.cli.case.noun import cases
from servicedesk.cli.frame import context, moments
from servicedesk.cli.record.changing import Act, Told
from servicedesk.cli.record.options import option
from servicedesk.domain.errors import UsageError
from servicedesk.i18n import N_, _


@cases.verb(
    N_("Hide cases from the queue until a time."),
    N_("Snoozed {numbers}."),
    "servicedesk case snooze C-231 fri\nservicedesk case snooze '+leak is:open' --until fri",
)
def snooze(
    when: Annotated[str, option("--until", N_("A day, at the desk's morning, or a time."), "TIME")],
) -> Told:
    if not when:
        raise UsageError(_("Until when?"), _("Give --until, such as fri, 'tomorrow 15:00' or +3d."))
    from servicedesk.domain.date_words import TONIGHT

    if when.strip().lower() in TONIGHT:
        when = f"today {context.settings().snooze_evening}"
    until = moments.read(when, context.settings().snooze_morning)
    words = _("Until {when}.").format(when=moments.said(until))
    return lambda desk, ids: desk.cases.snooze(ids, until), words


@cases.verb(N_("End the snooze."), N_("Woke {numbers}."), "servicedesk case wake C-231")
def wake() -> Act:
    return lambda desk, ids: desk.cases.wake(ids)
