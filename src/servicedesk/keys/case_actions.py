"""What the keys mean on cases, wherever they are listed; `actions` takes these lines in."""

from servicedesk.i18n import N_, NP_
from servicedesk.keys.rule_actions import Line

CASES: tuple[Line, ...] = (
    Line("case.solve", "x", NP_("key", "next"), N_("The next step: solve, tell the customer, close."), 10),
    Line(
        "case.reach", "r", N_("reached"), N_("Acknowledge, or note that you reached the customer again."), 11
    ),
    Line(
        "case.promise", "@", N_("promise"), N_("Promise something by a time, keep it, or tell it anew."), 12
    ),
    Line("case.note", "c", N_("note"), N_("Write a note."), 13),
    Line("case.wait", "w", N_("wait"), N_("Wait for somebody, with a reason."), 14),
    Line("case.hand_off", "h", N_("hand off"), N_("Hand off to another department, with a due time."), 15),
    Line("case.snooze", "s", N_("snooze"), N_("Snooze until a time you choose."), 16),
    Line("case.assign", "a", N_("assign"), N_("Assign to somebody."), 17),
    Line(
        "case.take",
        "I",
        N_("on me"),
        N_("Take it yourself: it is yours, and work on a new case starts."),
        does=lambda desk, ids: desk.moves.take(ids),
        said=N_("on you"),
    ),
    Line("case.followup", "f", N_("follow-up"), N_("Book a follow-up."), 18),
    Line(
        "case.call_out",
        "T",
        N_("call out"),
        N_("Call the customer: the clock starts; one letter sets the outcome."),
    ),
    Line("case.tell", "t", N_("told"), N_("The customer has been told the result.")),
    Line("case.begin", "B", N_("start work"), N_("Start work, or resume it after a wait.")),
    Line("case.cancel", "D", N_("cancel"), N_("Cancel a case that was opened by mistake, for a reason.")),
    Line("case.reopen", "X", N_("reopen"), N_("Reopen; a case closed long ago is followed by a new one.")),
    Line("case.back", "H", N_("has come back"), N_("Take it back from the other department.")),
    Line("case.nudge", "W", N_("asked again"), N_("Whom the case waits for has been asked again.")),
    Line("case.file", "E", N_("complaint file"), N_("Complaint file: assessment, facts, cause, lesson.")),
    Line("case.cause", "C", N_("cause"), N_("Choose the cause.")),
    Line("case.evidence", "Q", N_("evidence"), N_("Evidence, and what each side says.")),
    Line("case.remedy", "$", N_("remedy"), N_("Decide a remedy; approve it, carry it out, take it off.")),
    Line("case.answer", "b", N_("accepted"), N_("Whether the customer accepts the result.")),
    Line("case.checklist", "#", N_("checklist"), N_("Tick off the steps of the checklist.")),
    Line("case.macro", "M", N_("macro"), N_("Run a macro of the desk.")),
    Line("case.merge", "m", N_("merge"), N_("Merge into another case, or take a merged one out again.")),
    Line("case.duplicate", "N", N_("mark duplicate"), N_("End it as a duplicate of another case.")),
    Line("case.link", "L", N_("link"), N_("Link with another case.")),
    Line("case.split", "S", N_("split"), N_("Split calls off into a new case.")),
    Line("case.why", "=", N_("clocks"), N_("Why the clocks and the urgency are what they are.")),
    Line(
        "case.dossier",
        "d",
        N_("dossier"),
        N_("The dossier: the case by the nine stages, and what is missing."),
    ),
    Line(
        "case.unassign",
        "A",
        N_("take back"),
        N_("Remove the owner."),
        does=lambda desk, ids: desk.cases.assign(ids, ""),
        said=N_("unassigned"),
    ),
    Line("case.label", "l", N_("label"), N_("Put on or take off labels.")),
    Line("case.priority", "!", N_("prio"), N_("Set the priority.")),
    Line("case.edit", "e", N_("edit"), N_("Edit the fields.")),
    Line(
        "case.rehome",
        "R",
        N_("belongs to"),
        N_("It is another customer's: give it there, with its calls, promises and follow-ups."),
    ),
    Line("case.late", "ctrl+l", N_("enter late"), N_("Backdate what you do next: say when.")),
    Line("case.customer", "i", N_("customer"), N_("Open the customer card.")),
)

READING: tuple[Line, ...] = (
    Line("case.next", "J", N_("next case"), N_("Next case while you read the preview.")),
    Line("case.previous", "K", N_("previous case"), N_("Previous case while you read the preview.")),
)
