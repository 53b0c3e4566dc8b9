"""The choices of the call form's rows, with their digits."""

from collections.abc import Mapping, Sequence

from servicedesk.domain.numbers import format_number
from servicedesk.domain.rows.cases import CaseRow
from servicedesk.domain.words.cases import CASE_KINDS
from servicedesk.i18n import _
from servicedesk.tui.calls.caller_pane import FIRST_CASE_DIGIT
from servicedesk.tui.forms.choice_row import RowChoice

CASE_VALUE = "case:"
LAST_DIGIT = 9


def kind_choices(cases: Sequence[CaseRow]) -> list[RowChoice]:
    """No case, the kinds, then the open cases that the call may be about."""
    choices = [RowChoice("", _("no case"), "0")]
    choices += [
        RowChoice(kind, _(CASE_KINDS.labels[kind]), str(place))
        for place, kind in enumerate(CASE_KINDS.values, 1)
    ]
    for digit, case in enumerate(cases, FIRST_CASE_DIGIT):
        key = str(digit) if digit <= LAST_DIGIT else ""
        choices.append(RowChoice(f"{CASE_VALUE}{case.id}", format_number("case", case.id), key))
    return choices


def labelled(values: tuple[str, ...], labels: Mapping[str, str]) -> list[RowChoice]:
    """The values of a closed list, by digit."""
    return [RowChoice(value, _(labels[value]), str(place)) for place, value in enumerate(values, 1)]
