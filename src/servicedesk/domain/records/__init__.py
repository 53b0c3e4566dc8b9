"""Each kind of record described once: what it is called, where it is kept, what files and lists have of it.

Its fields stand in a file of their own, all of them in by_kind.py. Start-up reads this file alone.
"""

from types import MappingProxyType
from typing import NamedTuple

from servicedesk.i18n import N_


class Kind(NamedTuple):
    """One kind. Those with a `letter` have numbers; those with an `owner` are rows that its records own."""

    name: str
    table: str
    label: str
    """One of it in words, marked for translation."""
    plural: str = ""
    """Several of it."""
    letter: str = ""
    """What stands before its numbers: C-231."""
    words: str = ""
    """What people type for it, in both languages."""
    file: str = ""
    """What a file of it is called; of an owned kind, the list in the files of its owner."""
    orders: tuple[str, ...] = ()
    """The orders of its list, the usual one first."""
    groupings: tuple[str, ...] = ()
    """What its list may be grouped by; within a group stands what an order says."""
    keys: tuple[str, ...] = ()
    """Columns of files of which a row must have one to mean anything."""
    owner: str = ""
    """The kind whose records own it."""


RECORDS: MappingProxyType[str, Kind] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            Kind(
                "customer",
                "customers",
                N_("customer"),
                N_("customers"),
                letter="CU",
                words="customer customers 客户",
                file="customers",
                orders=("name", "newest", "updated"),
                keys=("name", "company", "contact", "phone", "mobile", "email", "wechat"),
            ),
            Kind(
                "case",
                "cases",
                N_("case"),
                N_("cases"),
                letter="C",
                words="case cases complaint complaints 工单 投诉",
                file="cases",
                orders=("urgency", "deadline", "newest", "due", "received", "updated"),
                groupings=("turn",),
                keys=("subject", "description", "category"),
            ),
            Kind(
                "call",
                "calls",
                N_("call"),
                N_("calls"),
                letter="CL",
                words="call calls 来电 通话 电话",
                file="calls",
                orders=("newest",),
                keys=("started_at", "customer", "phone", "summary", "reason"),
            ),
            Kind(
                "followup",
                "followups",
                N_("follow-up"),
                N_("follow-ups"),
                letter="F",
                words="followup followups follow-up follow-ups 回访",
                file="followups",
                orders=("due", "newest"),
                keys=("due_at",),
            ),
            Kind(
                "promise",
                "promises",
                N_("promise"),
                N_("promises"),
                letter="P",
                words="promise promises 承诺",
                file="promises",
                orders=("due", "newest"),
                keys=("text",),
            ),
        )
    }
)
"""The records of a desk, as their files are to be imported: what is named comes before what names it."""

PARTS: MappingProxyType[str, Kind] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            Kind("phone", "customer_phones", N_("Phone"), N_("Phones"), owner="customer", file="phone"),
            Kind("contact", "contacts", N_("Contact"), N_("Contacts"), owner="customer", file="contacts"),
            Kind("email", "customer_emails", N_("E-mail"), N_("E-mails"), owner="customer", file="email"),
            Kind("tag", "customer_tags", N_("Tag"), N_("Tags"), owner="customer", file="tags"),
            Kind("label", "case_labels", N_("Label"), N_("Labels"), owner="case", file="labels"),
            Kind("note", "case_notes", N_("Note"), N_("Notes"), owner="case", file="notes"),
            Kind("remedy", "case_remedies", N_("Remedy"), N_("Remedies"), owner="case", file="remedies"),
            Kind("handoff", "case_handoffs", N_("Hand-off"), N_("Hand-offs"), owner="case", file="handoffs"),
            Kind("evidence", "case_evidence", N_("Evidence"), N_("Evidence"), owner="case", file="evidence"),
            Kind(
                "statement",
                "case_statements",
                N_("Statement"),
                N_("Statements"),
                owner="case",
                file="statements",
            ),
            Kind("step", "case_steps", N_("Step"), N_("Checklist"), owner="case", file="steps"),
            Kind("link", "case_links", N_("Link"), N_("Links"), owner="case", file="links"),
            Kind("wait", "case_waits", N_("Wait"), N_("Waits"), owner="case", file="waits"),
            Kind("merge", "case_merges", N_("Merge"), N_("Merges"), owner="case", file="merges"),
        )
    }
)
"""The rows that live and die with a record."""

RULES: MappingProxyType[str, Kind] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            Kind("plan", "case_plans", N_("Recurring case")),
            Kind("policy", "policies", N_("Policy")),
            Kind("view", "views", N_("View")),
        )
    }
)
"""What a desk sets up for itself."""

RUN = Kind("run", "import_runs", N_("import run"), letter="R")
"""An import as a whole has a number, and nothing that anybody edits."""

BOOKKEEPING: MappingProxyType[str, str] = MappingProxyType(
    {
        "events": "the history itself",
        "import_keys": "by what rows of files are known again",
        "export_cursors": "how far exports have gone",
        "clock_stamp": "with which rules the clocks were computed",
        "policy_versions": "which rules held before",
        "row_sums": "by what it is seen that a row was changed from outside",
        "drafts": "what a form holds that is not saved",
        "import_runs": "what imports have told",
    }
)
"""Tables that hold no records, and what they hold."""

KINDS: MappingProxyType[str, Kind] = MappingProxyType({**RECORDS, **PARTS, **RULES, RUN.name: RUN})
"""Every kind that has a name."""
