"""The columns of each table with what a new row holds, or the type of what must be given.

scripts/statements.py prints it from storage/tables/ (`make schema`); a test compares the two.
"""

# fmt: off

COLUMNS: dict[str, dict[str, type[str] | type[int] | str | int]] = {
    "calls": {
        "id": int, "uid": "", "version": 1, "created_at": str, "updated_at": str, "direction": "in",
        "channel": "phone", "customer_id": int, "case_id": int, "phone": "", "digits_reversed": "",
        "rang_at": str, "answered_at": str, "ended_at": str, "handler": "", "category": "", "summary": "",
        "outcome": "", "voided_at": str, "void_reason": "", "external_source": "", "external_id": "",
    },
    "case_evidence": {
        "id": int, "case_id": int, "position": 0, "what": "", "from_whom": "", "got_at": str,
        "kept_where": "", "recorded_by": "",
    },
    "case_handoffs": {
        "id": int, "case_id": int, "department": "", "words": "", "out_at": str, "out_by": "",
        "due_at": str, "back_at": str, "back_words": "",
    },
    "case_labels": {
        "id": int, "case_id": int, "position": 0, "label": "", "folded": "",
    },
    "case_links": {
        "id": int, "case_id": int, "other_id": int, "relation": "related", "at": str, "actor": "",
    },
    "case_merges": {
        "id": int, "case_id": int, "target_id": int, "at": str, "actor": "", "reason": "",
        "source_state": "new", "choices": "[]", "unmerged_at": str,
    },
    "case_notes": {
        "id": int, "case_id": int, "at": str, "actor": "", "text": "",
    },
    "case_plans": {
        "id": int, "name": "", "repeat": "", "next_at": str, "paused": 0, "body": "{}",
    },
    "case_remedies": {
        "id": int, "case_id": int, "position": 0, "kind": "other", "words": "", "cost_cents": 0,
        "currency": "", "decided_at": str, "decided_by": "", "approver": "", "approved_at": str,
        "done_at": str,
    },
    "case_statements": {
        "id": int, "case_id": int, "position": 0, "side": "customer", "speaker": "", "words": "",
        "said_at": str, "recorded_by": "",
    },
    "case_steps": {
        "id": int, "case_id": int, "position": 0, "required": 1, "done_at": str, "done_by": "", "text": "",
    },
    "case_waits": {
        "id": int, "case_id": int, "reason": "", "since_at": str, "until_at": str, "state": "",
    },
    "cases": {
        "id": int, "uid": "", "version": 1, "created_at": str, "updated_at": str, "kind": "complaint",
        "subject": "", "description": "", "category": "", "channel": "", "priority": 2, "state": "new",
        "waiting_reason": "", "owner": "", "department": "", "cause": "", "result": "", "satisfaction": int,
        "customer_id": int, "call_id": int, "received_at": str, "due_at": str, "first_reply_at": str,
        "solved_at": str, "told_at": str, "told_by": "", "told_words": "", "closed_at": str,
        "snoozed_until": str, "external_source": "", "external_id": "", "on_behalf_of": "", "product": "",
        "remedy_wanted": "", "acknowledged_at": str, "acknowledged_by": "", "acknowledged_how": "",
        "severity": int, "safety": int, "complexity": int, "impact": int, "immediate_action": "",
        "assessed_at": str, "assessed_by": "", "facts": "", "told_how": "", "accepted": int,
        "accepted_at": str, "options_offered": "", "competitor": "", "lesson": "", "thanked_at": str,
        "followup_waived": "", "close_override": "", "close_missing": "", "waiting_since": str, "nudges": 0,
        "nudged_at": str, "handoff_due_at": str, "merged_into": int, "plan_id": int, "deadline_at": str,
        "deadline_kind": "", "clock_level": 0, "urgency": 0, "clock_until": str, "nudge_at": str,
        "waiting_until": str, "outcome": "", "source": "", "source_ref": "", "source_at": str,
        "limit_at": str, "limit_reason": "", "limit_told_at": str, "handling_satisfaction": int,
        "waiting_case_id": int,
    },
    "clock_stamp": {
        "id": int, "fingerprint": "", "zone": "", "at": str,
    },
    "contacts": {
        "id": int, "customer_id": int, "position": 0, "name": "", "role": "", "phone": "", "email": "",
        "note": "",
    },
    "customer_emails": {
        "id": int, "customer_id": int, "position": 0, "address": "", "folded": "",
    },
    "customer_phones": {
        "id": int, "customer_id": int, "contact_id": int, "position": 0, "kind": "phone", "raw": "",
        "e164": "", "digits": "", "digits_reversed": "",
    },
    "customer_tags": {
        "id": int, "customer_id": int, "position": 0, "tag": "", "folded": "",
    },
    "customers": {
        "id": int, "uid": "", "version": 1, "created_at": str, "updated_at": str, "name": "",
        "kind": "person", "tier": "", "company": "", "industry": "", "company_size": "", "website": "",
        "region": "", "address": "", "wechat": "", "banner": "", "source": "", "owner": "", "birthday": "",
        "customer_since": "", "note": "", "name_pinyin": "", "name_initials": "", "external_source": "",
        "external_id": "",
    },
    "drafts": {
        "id": int, "kind": "call", "actor": "", "started_at": str, "updated_at": str, "body": "{}",
    },
    "events": {
        "id": int, "at": str, "actor": "", "verb": "", "kind": "", "subject_id": int, "action": 0,
        "changes": "[]", "run_id": int, "undoes": int, "annulled_by": int, "happened_at": str,
    },
    "export_cursors": {
        "id": int, "name": "", "change_number": 0, "at": str,
    },
    "followups": {
        "id": int, "uid": "", "version": 1, "created_at": str, "updated_at": str, "customer_id": int,
        "case_id": int, "due_at": str, "all_day": 0, "method": "call", "owner": "", "purpose": "",
        "state": "planned", "result": "", "reason_skipped": "", "repeat": "", "done_at": str,
        "external_source": "", "external_id": "", "planned_for": str, "anchor": "", "series": "",
        "on_day": str,
    },
    "import_keys": {
        "id": int, "kind": "", "source": "", "key": "", "record_id": 0,
    },
    "import_runs": {
        "id": int, "at": str, "actor": "", "kind": "", "source": "", "file_name": "", "read": 0, "new": 0,
        "updated": 0, "unchanged": 0, "rejected": 0, "action": int, "notes": "[]",
    },
    "policies": {
        "id": int, "name": "", "version": 1, "updated_at": str, "body": "", "valid_from": str,
    },
    "policy_versions": {
        "id": int, "name": "", "valid_from": str, "body": "",
    },
    "promises": {
        "id": int, "uid": "", "version": 1, "created_at": str, "updated_at": str, "customer_id": int,
        "case_id": int, "call_id": int, "owner": "", "made_at": str, "estimate_at": str, "due_at": str,
        "state": "open", "ended_at": str, "follows_id": int, "reason": "", "external_source": "",
        "external_id": "", "text": "", "told_how": "", "told_words": "",
    },
    "row_sums": {
        "id": int, "crc": 0,
    },
    "views": {
        "id": int, "kind": "", "name": "", "query": "",
    },
}
QUOTED = {
    "sqlite": frozenset({"key", "query"}),
    "postgresql": frozenset({"new"}),
}
"""Names that are words of the database's own language."""
