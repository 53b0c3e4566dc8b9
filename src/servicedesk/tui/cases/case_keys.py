"""All that the keys `case.…` do, for every screen that lists cases."""

from servicedesk.tui.cases.belongs_to import BelongsTo
from servicedesk.tui.cases.case_handler import CaseHandler, ChosenCases, SimpleVerbs
from servicedesk.tui.cases.cause_and_answer import CauseAndAnswer
from servicedesk.tui.cases.edit_and_file import EditAndFile
from servicedesk.tui.cases.evidence import Evidence
from servicedesk.tui.cases.hand_off import HandOff
from servicedesk.tui.cases.late_entry import LateEntry
from servicedesk.tui.cases.link_and_split import LinkAndSplit
from servicedesk.tui.cases.macro_and_checklist import MacroAndChecklist
from servicedesk.tui.cases.merge import Merge
from servicedesk.tui.cases.owner_label_priority import OwnerLabelPriority
from servicedesk.tui.cases.promises import CasePromises, Promises
from servicedesk.tui.cases.remedies import Remedies
from servicedesk.tui.cases.solve_and_close import SolveAndClose
from servicedesk.tui.cases.tell_and_reach import TellAndReach
from servicedesk.tui.cases.wait_nudge_snooze import WaitNudgeSnooze
from servicedesk.tui.frame.other_case import OtherCase


def case_handlers(chosen: ChosenCases) -> tuple[CaseHandler, ...]:
    """The handlers of these cases: each action `case.…` is done by one of them."""
    customers, cause, remedies = TellAndReach(chosen), CauseAndAnswer(chosen), Remedies(chosen)
    hand_off, checklist, form = HandOff(chosen), MacroAndChecklist(chosen), EditAndFile(chosen)
    promises = CasePromises(chosen, Promises(chosen.screen, chosen.lateness))
    other = OtherCase(chosen.screen)
    mends = {
        # A list of one case's own opens for the first.
        "promises": lambda ids: promises.promise_on(ids[:1]),
        "checklist": lambda ids: checklist.show_checklist(ids[0]),
        "acknowledged": customers.reach_cases,
        # The complaint file is of one case: that of the first opens.
        "assessed": lambda ids: form.file_of(ids[0]),
        "facts": lambda ids: form.file_of(ids[0]),
        "cause": cause.choose_cause,
        "remedy": remedies.choose_remedy,
        "told": customers.tell_cases,
        "followup": customers.book_or_waive,
        "handoff": hand_off.bring_back_cases,
        "accepted_or_options": cause.answer_cases,
        "remedy_done": lambda ids: remedies.remedies_of(ids[:1]),
    }
    return (
        *(
            SimpleVerbs(chosen),
            LateEntry(chosen),
            SolveAndClose(chosen, customers, mends),
            customers,
            promises,
        ),
        *(WaitNudgeSnooze(chosen, other), hand_off, OwnerLabelPriority(chosen), checklist, form),
        *(
            cause,
            Evidence(chosen),
            remedies,
            Merge(chosen, other),
            LinkAndSplit(chosen, other),
            BelongsTo(chosen),
        ),
    )
