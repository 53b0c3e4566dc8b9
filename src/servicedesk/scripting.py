"""For scripts: the typed records of a desk, to be selected in a `servicedesk.session()`; docs/scripting.md.

Values are as they are stored. Times are text in UTC, `2026-11-21T09:12:00Z`, which sorts as it reads:
to_text() makes one to compare with, to_time() makes a datetime of one.
"""

from servicedesk.domain.numbers import format_number
from servicedesk.storage.loading import loading_sqlmodel
from servicedesk.storage.moments import loaded as to_time
from servicedesk.storage.moments import stored as to_text

with loading_sqlmodel():
    from servicedesk.storage.tables.calls import CallRecord as Call
    from servicedesk.storage.tables.cases import CaseLabelRecord as CaseLabel
    from servicedesk.storage.tables.cases import CaseNoteRecord as CaseNote
    from servicedesk.storage.tables.cases import CaseRecord as Case
    from servicedesk.storage.tables.complaints import CaseEvidenceRecord as CaseEvidence
    from servicedesk.storage.tables.complaints import CaseHandoffRecord as CaseHandoff
    from servicedesk.storage.tables.complaints import CaseLinkRecord as CaseLink
    from servicedesk.storage.tables.complaints import CaseMergeRecord as CaseMerge
    from servicedesk.storage.tables.complaints import CasePlanRecord as CasePlan
    from servicedesk.storage.tables.complaints import CaseRemedyRecord as CaseRemedy
    from servicedesk.storage.tables.complaints import CaseStatementRecord as CaseStatement
    from servicedesk.storage.tables.complaints import CaseStepRecord as CaseStep
    from servicedesk.storage.tables.complaints import CaseWaitRecord as CaseWait
    from servicedesk.storage.tables.customers import ContactRecord as Contact
    from servicedesk.storage.tables.customers import CustomerEmailRecord as CustomerEmail
    from servicedesk.storage.tables.customers import CustomerPhoneRecord as CustomerPhone
    from servicedesk.storage.tables.customers import CustomerRecord as Customer
    from servicedesk.storage.tables.customers import CustomerTagRecord as CustomerTag
    from servicedesk.storage.tables.followups import FollowUpRecord as FollowUp
    from servicedesk.storage.tables.log import EventRecord as Event
    from servicedesk.storage.tables.promises import PromiseRecord as Promise

__all__ = [
    "Call",
    "Case",
    "CaseEvidence",
    "CaseHandoff",
    "CaseLabel",
    "CaseLink",
    "CaseMerge",
    "CaseNote",
    "CasePlan",
    "CaseRemedy",
    "CaseStatement",
    "CaseStep",
    "CaseWait",
    "Contact",
    "Customer",
    "CustomerEmail",
    "CustomerPhone",
    "CustomerTag",
    "Event",
    "FollowUp",
    "Promise",
    "format_number",
    "to_text",
    "to_time",
]
