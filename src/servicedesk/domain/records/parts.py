"""The fields of the rows that a case or a customer owns: in files they are lists in a cell of their owner."""

from servicedesk.domain.records.field import Field
from servicedesk.domain.records.shared import COMPUTED, place
from servicedesk.i18n import N_, NP_

REMEDY = (
    *place("case"),
    Field("kind", "choice", N_("Remedy"), "needed", "remedy", "other"),
    Field("words", "text", NP_("remedy", "Words")),
    Field("cost_cents", "money", N_("Cost"), default=0, file="cost"),
    Field("currency", "line", N_("Currency")),
    Field("decided_at", "moment", N_("Decided")),
    Field("decided_by", "line", N_("Decided by")),
    Field("approver", "line", N_("Approved by")),
    Field("approved_at", "moment", N_("Approved")),
    Field("done_at", "moment", NP_("remedy", "Done")),
)

HANDOFF = (
    *place("case", in_order=False),
    Field("department", "line", N_("Department"), "needed"),
    Field("words", "text", NP_("handoff", "Words")),
    Field("out_at", "moment", N_("Handed off")),
    Field("out_by", "line", N_("Handed off by")),
    Field("due_at", "moment", NP_("handoff", "Due")),
    Field("back_at", "moment", N_("Back")),
    Field("back_words", "text", N_("Words on return")),
)
EVIDENCE = (
    *place("case"),
    Field("what", "text", N_("Evidence"), "needed"),
    Field("from_whom", "line", N_("From whom")),
    Field("got_at", "moment", N_("Obtained")),
    Field("kept_where", "line", N_("Kept where")),
    Field("recorded_by", "line", N_("Taken down by")),
)
STATEMENT = (
    *place("case"),
    Field("side", "choice", N_("Side"), "needed", "side", "customer"),
    Field("speaker", "line", N_("Speaker")),
    Field("words", "text", N_("Statement"), "needed"),
    Field("said_at", "moment", N_("Said")),
    Field("recorded_by", "line", N_("Taken down by")),
)
STEP = (
    *place("case"),
    Field("text", "text", N_("Text"), "needed"),
    Field("required", "yes_no", N_("Required"), words="yes_no", default=1),
    Field("done_at", "moment", N_("Done")),
    Field("done_by", "line", N_("Done by")),
)
LINK = (
    *place("case", in_order=False),
    Field("relation", "choice", N_("Relation"), "needed", "relation", "related"),
    Field("other_id", "ref", N_("Other case"), "needed", "case", file="case"),
    Field("at", "moment", N_("Time")),
    Field("actor", "line", N_("Who"), file="by"),
)
MERGE = (
    *place("case", in_order=False),
    Field("target_id", "ref", N_("Merged into"), "needed", "case", file="into"),
    Field("at", "moment", N_("Time")),
    Field("actor", "line", N_("Who"), file="by"),
    Field("reason", "line", N_("Reason")),
    Field("source_state", "choice", N_("State"), words="case_state", default="new", file="state"),
    Field("unmerged_at", "moment", N_("Unmerged"), file="ended_at"),
    Field("choices", "json", excused="what undoing the merge on this desk needs"),
)
WAIT = (
    *place("case", in_order=False),
    Field("reason", "line", N_("Waiting for")),
    Field("since_at", "moment", N_("Waiting since"), "needed", file="since"),
    Field("until_at", "moment", N_("Waited until"), "needed", file="until"),
    # Blank for a wait; else it stood solved, told or closed until it was taken up again.
    Field("state", "choice", N_("State"), words="case_state"),
)
LABEL = (*place("case"), Field("label", "line", N_("Label")), Field("folded", "line", excused=COMPUTED))
NOTE = (
    *place("case", in_order=False),
    Field("at", "moment", N_("Time")),
    Field("actor", "line", N_("Who")),
    Field("text", "text", N_("Text")),
)
PHONE = (
    *place("customer"),
    Field("contact_id", "ref", words="contact", excused="told by the number of the contact"),
    Field("kind", "choice", N_("Kind"), words="phone_kind", default="phone", excused="two columns"),
    Field("raw", "line", N_("Phone"), file="phone"),
    Field("e164", "line", excused=COMPUTED),
    Field("digits", "line", excused=COMPUTED),
    Field("digits_reversed", "line", excused=COMPUTED),
)
EMAIL = (
    *place("customer"),
    Field("address", "line", N_("E-mail"), file="email"),
    Field("folded", "line", excused=COMPUTED),
)
CONTACT = (
    *place("customer"),
    Field("name", "line", N_("Name")),
    Field("role", "line", N_("Role"), words="role"),
    Field("phone", "line", N_("Phone")),
    Field("email", "line", N_("E-mail")),
    Field("note", "line", N_("Note")),
)
TAG = (*place("customer"), Field("tag", "line", N_("Tag")), Field("folded", "line", excused=COMPUTED))
