-- Schema 8, as declared in storage/tables/ (scripts/schema.py prints it; a test compares the two).
CREATE TABLE calls (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  uid TEXT DEFAULT '' NOT NULL,
  version INTEGER DEFAULT 1 NOT NULL,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  direction TEXT DEFAULT 'in' NOT NULL,
  channel TEXT DEFAULT 'phone' NOT NULL,
  customer_id INTEGER,
  case_id INTEGER,
  phone TEXT DEFAULT '' NOT NULL,
  digits_reversed TEXT DEFAULT '' NOT NULL,
  rang_at TEXT NOT NULL,
  answered_at TEXT,
  ended_at TEXT,
  handler TEXT DEFAULT '' NOT NULL,
  category TEXT DEFAULT '' NOT NULL,
  summary TEXT DEFAULT '' NOT NULL,
  outcome TEXT DEFAULT '' NOT NULL,
  voided_at TEXT,
  void_reason TEXT DEFAULT '' NOT NULL,
  external_source TEXT DEFAULT '' NOT NULL,
  external_id TEXT DEFAULT '' NOT NULL,
  CONSTRAINT created_at_is_a_time CHECK (created_at IS NULL OR created_at IS strftime('%Y-%m-%dT%H:%M:%SZ', created_at)),
  CONSTRAINT updated_at_is_a_time CHECK (updated_at IS NULL OR updated_at IS strftime('%Y-%m-%dT%H:%M:%SZ', updated_at)),
  CONSTRAINT rang_at_is_a_time CHECK (rang_at IS NULL OR rang_at IS strftime('%Y-%m-%dT%H:%M:%SZ', rang_at)),
  CONSTRAINT answered_at_is_a_time CHECK (answered_at IS NULL OR answered_at IS strftime('%Y-%m-%dT%H:%M:%SZ', answered_at)),
  CONSTRAINT ended_at_is_a_time CHECK (ended_at IS NULL OR ended_at IS strftime('%Y-%m-%dT%H:%M:%SZ', ended_at)),
  CONSTRAINT voided_at_is_a_time CHECK (voided_at IS NULL OR voided_at IS strftime('%Y-%m-%dT%H:%M:%SZ', voided_at)),
  CONSTRAINT direction_is_known CHECK (direction IN ('in', 'out')),
  CONSTRAINT outcome_is_known CHECK (outcome IN ('', 'answered', 'case_opened', 'order_taken', 'call_back', 'abandoned', 'no_answer', 'wrong_number')),
  FOREIGN KEY(customer_id) REFERENCES customers (id) DEFERRABLE INITIALLY DEFERRED,
  FOREIGN KEY(case_id) REFERENCES cases (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX calls_by_case ON calls (case_id) WHERE case_id IS NOT NULL;
CREATE INDEX calls_by_customer ON calls (customer_id, rang_at);
CREATE INDEX calls_by_ending ON calls (digits_reversed, rang_at) WHERE digits_reversed <> '';
CREATE UNIQUE INDEX calls_external ON calls (external_source, external_id) WHERE external_id <> '';
CREATE INDEX calls_missed ON calls (rang_at) WHERE outcome = 'abandoned' AND direction = 'in' AND voided_at IS NULL;
CREATE INDEX calls_newest ON calls (rang_at, id);
CREATE UNIQUE INDEX calls_uid ON calls (uid);
CREATE TABLE case_evidence (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  case_id INTEGER NOT NULL,
  position INTEGER DEFAULT 0 NOT NULL,
  what TEXT DEFAULT '' NOT NULL,
  from_whom TEXT DEFAULT '' NOT NULL,
  got_at TEXT NOT NULL,
  kept_where TEXT DEFAULT '' NOT NULL,
  recorded_by TEXT DEFAULT '' NOT NULL,
  CONSTRAINT got_at_is_a_time CHECK (got_at IS NULL OR got_at IS strftime('%Y-%m-%dT%H:%M:%SZ', got_at)),
  FOREIGN KEY(case_id) REFERENCES cases (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX case_evidence_by_case ON case_evidence (case_id);
CREATE TABLE case_handoffs (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  case_id INTEGER NOT NULL,
  department TEXT DEFAULT '' NOT NULL,
  words TEXT DEFAULT '' NOT NULL,
  out_at TEXT NOT NULL,
  out_by TEXT DEFAULT '' NOT NULL,
  due_at TEXT,
  back_at TEXT,
  back_words TEXT DEFAULT '' NOT NULL,
  CONSTRAINT out_at_is_a_time CHECK (out_at IS NULL OR out_at IS strftime('%Y-%m-%dT%H:%M:%SZ', out_at)),
  CONSTRAINT due_at_is_a_time CHECK (due_at IS NULL OR due_at IS strftime('%Y-%m-%dT%H:%M:%SZ', due_at)),
  CONSTRAINT back_at_is_a_time CHECK (back_at IS NULL OR back_at IS strftime('%Y-%m-%dT%H:%M:%SZ', back_at)),
  FOREIGN KEY(case_id) REFERENCES cases (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX case_handoffs_by_case ON case_handoffs (case_id);
CREATE TABLE case_labels (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  case_id INTEGER NOT NULL,
  position INTEGER DEFAULT 0 NOT NULL,
  label TEXT DEFAULT '' NOT NULL,
  folded TEXT DEFAULT '' NOT NULL,
  FOREIGN KEY(case_id) REFERENCES cases (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX case_labels_by_case ON case_labels (case_id);
CREATE INDEX case_labels_by_label ON case_labels (folded, case_id);
CREATE TABLE case_links (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  case_id INTEGER NOT NULL,
  other_id INTEGER NOT NULL,
  relation TEXT DEFAULT 'related' NOT NULL,
  at TEXT NOT NULL,
  actor TEXT DEFAULT '' NOT NULL,
  CONSTRAINT at_is_a_time CHECK (at IS NULL OR at IS strftime('%Y-%m-%dT%H:%M:%SZ', at)),
  CONSTRAINT relation_is_known CHECK (relation IN ('parent', 'duplicate', 'related', 'follows')),
  CONSTRAINT not_linked_with_itself CHECK (case_id <> other_id),
  FOREIGN KEY(case_id) REFERENCES cases (id) DEFERRABLE INITIALLY DEFERRED,
  FOREIGN KEY(other_id) REFERENCES cases (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE UNIQUE INDEX case_links_by_case ON case_links (case_id, other_id, relation);
CREATE INDEX case_links_by_other ON case_links (other_id);
CREATE TABLE case_merges (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  case_id INTEGER NOT NULL,
  target_id INTEGER NOT NULL,
  at TEXT NOT NULL,
  actor TEXT DEFAULT '' NOT NULL,
  reason TEXT DEFAULT '' NOT NULL,
  source_state TEXT DEFAULT 'new' NOT NULL,
  choices TEXT DEFAULT '[]' NOT NULL,
  unmerged_at TEXT,
  CONSTRAINT at_is_a_time CHECK (at IS NULL OR at IS strftime('%Y-%m-%dT%H:%M:%SZ', at)),
  CONSTRAINT unmerged_at_is_a_time CHECK (unmerged_at IS NULL OR unmerged_at IS strftime('%Y-%m-%dT%H:%M:%SZ', unmerged_at)),
  FOREIGN KEY(case_id) REFERENCES cases (id) DEFERRABLE INITIALLY DEFERRED,
  FOREIGN KEY(target_id) REFERENCES cases (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX case_merges_by_case ON case_merges (case_id);
CREATE INDEX case_merges_by_target ON case_merges (target_id);
CREATE TABLE case_notes (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  case_id INTEGER NOT NULL,
  at TEXT NOT NULL,
  actor TEXT DEFAULT '' NOT NULL,
  text TEXT DEFAULT '' NOT NULL,
  CONSTRAINT at_is_a_time CHECK (at IS NULL OR at IS strftime('%Y-%m-%dT%H:%M:%SZ', at)),
  FOREIGN KEY(case_id) REFERENCES cases (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX case_notes_by_case ON case_notes (case_id, at);
CREATE TABLE case_plans (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  name TEXT DEFAULT '' NOT NULL,
  repeat TEXT DEFAULT '' NOT NULL,
  next_at TEXT,
  paused INTEGER DEFAULT 0 NOT NULL,
  body TEXT DEFAULT '{}' NOT NULL,
  CONSTRAINT next_at_is_a_time CHECK (next_at IS NULL OR next_at IS strftime('%Y-%m-%dT%H:%M:%SZ', next_at)),
  CONSTRAINT paused_is_yes_or_no CHECK (paused IN (0, 1))
)
 STRICT;
CREATE INDEX case_plans_next ON case_plans (next_at) WHERE next_at IS NOT NULL AND paused = 0;
CREATE TABLE case_remedies (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  case_id INTEGER NOT NULL,
  position INTEGER DEFAULT 0 NOT NULL,
  kind TEXT DEFAULT 'other' NOT NULL,
  words TEXT DEFAULT '' NOT NULL,
  cost_cents INTEGER DEFAULT 0 NOT NULL,
  currency TEXT DEFAULT '' NOT NULL,
  decided_at TEXT NOT NULL,
  decided_by TEXT DEFAULT '' NOT NULL,
  approver TEXT DEFAULT '' NOT NULL,
  approved_at TEXT,
  done_at TEXT,
  CONSTRAINT decided_at_is_a_time CHECK (decided_at IS NULL OR decided_at IS strftime('%Y-%m-%dT%H:%M:%SZ', decided_at)),
  CONSTRAINT approved_at_is_a_time CHECK (approved_at IS NULL OR approved_at IS strftime('%Y-%m-%dT%H:%M:%SZ', approved_at)),
  CONSTRAINT done_at_is_a_time CHECK (done_at IS NULL OR done_at IS strftime('%Y-%m-%dT%H:%M:%SZ', done_at)),
  CONSTRAINT kind_is_known CHECK (kind IN ('refund', 'exchange', 'repair', 'substitute', 'technical_help', 'information', 'referral', 'financial_help', 'compensation', 'apology', 'gift', 'credit_note', 'other', 'none')),
  CONSTRAINT cost_is_not_negative CHECK (cost_cents >= 0),
  FOREIGN KEY(case_id) REFERENCES cases (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX case_remedies_by_case ON case_remedies (case_id);
CREATE INDEX case_remedies_owed ON case_remedies (case_id) WHERE done_at IS NULL AND kind <> 'none';
CREATE TABLE case_statements (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  case_id INTEGER NOT NULL,
  position INTEGER DEFAULT 0 NOT NULL,
  side TEXT DEFAULT 'customer' NOT NULL,
  speaker TEXT DEFAULT '' NOT NULL,
  words TEXT DEFAULT '' NOT NULL,
  said_at TEXT NOT NULL,
  recorded_by TEXT DEFAULT '' NOT NULL,
  CONSTRAINT said_at_is_a_time CHECK (said_at IS NULL OR said_at IS strftime('%Y-%m-%dT%H:%M:%SZ', said_at)),
  CONSTRAINT side_is_known CHECK (side IN ('customer', 'employee', 'department', 'desk', 'other')),
  FOREIGN KEY(case_id) REFERENCES cases (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX case_statements_by_case ON case_statements (case_id);
CREATE TABLE case_steps (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  case_id INTEGER NOT NULL,
  position INTEGER DEFAULT 0 NOT NULL,
  required INTEGER DEFAULT 1 NOT NULL,
  done_at TEXT,
  done_by TEXT DEFAULT '' NOT NULL,
  text TEXT DEFAULT '' NOT NULL,
  CONSTRAINT done_at_is_a_time CHECK (done_at IS NULL OR done_at IS strftime('%Y-%m-%dT%H:%M:%SZ', done_at)),
  CONSTRAINT required_is_yes_or_no CHECK (required IN (0, 1)),
  FOREIGN KEY(case_id) REFERENCES cases (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX case_steps_by_case ON case_steps (case_id);
CREATE TABLE case_waits (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  case_id INTEGER NOT NULL,
  reason TEXT DEFAULT '' NOT NULL,
  since_at TEXT NOT NULL,
  until_at TEXT NOT NULL,
  state TEXT DEFAULT '' NOT NULL CONSTRAINT state_is_known CHECK (state IN ('', 'solved', 'told', 'closed')),
  CONSTRAINT since_at_is_a_time CHECK (since_at IS NULL OR since_at IS strftime('%Y-%m-%dT%H:%M:%SZ', since_at)),
  CONSTRAINT until_at_is_a_time CHECK (until_at IS NULL OR until_at IS strftime('%Y-%m-%dT%H:%M:%SZ', until_at)),
  FOREIGN KEY(case_id) REFERENCES cases (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX case_waits_by_case ON case_waits (case_id);
CREATE TABLE cases (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  uid TEXT DEFAULT '' NOT NULL,
  version INTEGER DEFAULT 1 NOT NULL,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  kind TEXT DEFAULT 'complaint' NOT NULL,
  subject TEXT DEFAULT '' NOT NULL,
  description TEXT DEFAULT '' NOT NULL,
  category TEXT DEFAULT '' NOT NULL,
  channel TEXT DEFAULT '' NOT NULL,
  priority INTEGER DEFAULT 2 NOT NULL,
  state TEXT DEFAULT 'new' NOT NULL,
  waiting_reason TEXT DEFAULT '' NOT NULL,
  owner TEXT DEFAULT '' NOT NULL,
  department TEXT DEFAULT '' NOT NULL,
  cause TEXT DEFAULT '' NOT NULL,
  result TEXT DEFAULT '' NOT NULL,
  satisfaction INTEGER,
  customer_id INTEGER,
  call_id INTEGER,
  received_at TEXT NOT NULL,
  due_at TEXT,
  first_reply_at TEXT,
  solved_at TEXT,
  told_at TEXT,
  told_by TEXT DEFAULT '' NOT NULL,
  told_words TEXT DEFAULT '' NOT NULL,
  closed_at TEXT,
  snoozed_until TEXT,
  external_source TEXT DEFAULT '' NOT NULL,
  external_id TEXT DEFAULT '' NOT NULL,
  on_behalf_of TEXT DEFAULT '' NOT NULL,
  product TEXT DEFAULT '' NOT NULL,
  remedy_wanted TEXT DEFAULT '' NOT NULL,
  acknowledged_at TEXT,
  acknowledged_by TEXT DEFAULT '' NOT NULL,
  acknowledged_how TEXT DEFAULT '' NOT NULL,
  severity INTEGER,
  safety INTEGER,
  complexity INTEGER,
  impact INTEGER,
  immediate_action TEXT DEFAULT '' NOT NULL,
  assessed_at TEXT,
  assessed_by TEXT DEFAULT '' NOT NULL,
  facts TEXT DEFAULT '' NOT NULL,
  told_how TEXT DEFAULT '' NOT NULL,
  accepted INTEGER,
  accepted_at TEXT,
  options_offered TEXT DEFAULT '' NOT NULL,
  competitor TEXT DEFAULT '' NOT NULL,
  lesson TEXT DEFAULT '' NOT NULL,
  thanked_at TEXT,
  followup_waived TEXT DEFAULT '' NOT NULL,
  close_override TEXT DEFAULT '' NOT NULL,
  close_missing TEXT DEFAULT '' NOT NULL,
  waiting_since TEXT,
  nudges INTEGER DEFAULT 0 NOT NULL,
  nudged_at TEXT,
  handoff_due_at TEXT,
  merged_into INTEGER,
  plan_id INTEGER,
  deadline_at TEXT,
  deadline_kind TEXT DEFAULT '' NOT NULL,
  clock_level INTEGER DEFAULT 0 NOT NULL,
  urgency INTEGER DEFAULT 0 NOT NULL,
  clock_until TEXT,
  nudge_at TEXT,
  waiting_until TEXT CONSTRAINT waiting_until_is_a_time CHECK (waiting_until LIKE '____-__-__T__:__:__Z'),
  outcome TEXT DEFAULT '' NOT NULL CONSTRAINT outcome_is_known CHECK (outcome IN ('', 'upheld', 'partly_upheld', 'not_upheld', 'withdrawn', 'transferred', 'mediated')),
  source TEXT DEFAULT '' NOT NULL,
  source_ref TEXT DEFAULT '' NOT NULL,
  source_at TEXT CONSTRAINT source_at_is_a_time CHECK (source_at LIKE '____-__-__T__:__:__Z'),
  limit_at TEXT CONSTRAINT limit_at_is_a_time CHECK (limit_at LIKE '____-__-__T__:__:__Z'),
  limit_reason TEXT DEFAULT '' NOT NULL,
  limit_told_at TEXT CONSTRAINT limit_told_at_is_a_time CHECK (limit_told_at LIKE '____-__-__T__:__:__Z'),
  handling_satisfaction INTEGER CONSTRAINT handling_satisfaction_is_in_hundredths CHECK (handling_satisfaction BETWEEN 0 AND 100),
  waiting_case_id INTEGER REFERENCES cases (id) DEFERRABLE INITIALLY DEFERRED CONSTRAINT not_waiting_for_itself CHECK (waiting_case_id <> id),
  CONSTRAINT created_at_is_a_time CHECK (created_at IS NULL OR created_at IS strftime('%Y-%m-%dT%H:%M:%SZ', created_at)),
  CONSTRAINT updated_at_is_a_time CHECK (updated_at IS NULL OR updated_at IS strftime('%Y-%m-%dT%H:%M:%SZ', updated_at)),
  CONSTRAINT received_at_is_a_time CHECK (received_at IS NULL OR received_at IS strftime('%Y-%m-%dT%H:%M:%SZ', received_at)),
  CONSTRAINT due_at_is_a_time CHECK (due_at IS NULL OR due_at IS strftime('%Y-%m-%dT%H:%M:%SZ', due_at)),
  CONSTRAINT first_reply_at_is_a_time CHECK (first_reply_at IS NULL OR first_reply_at IS strftime('%Y-%m-%dT%H:%M:%SZ', first_reply_at)),
  CONSTRAINT solved_at_is_a_time CHECK (solved_at IS NULL OR solved_at IS strftime('%Y-%m-%dT%H:%M:%SZ', solved_at)),
  CONSTRAINT told_at_is_a_time CHECK (told_at IS NULL OR told_at IS strftime('%Y-%m-%dT%H:%M:%SZ', told_at)),
  CONSTRAINT closed_at_is_a_time CHECK (closed_at IS NULL OR closed_at IS strftime('%Y-%m-%dT%H:%M:%SZ', closed_at)),
  CONSTRAINT snoozed_until_is_a_time CHECK (snoozed_until IS NULL OR snoozed_until IS strftime('%Y-%m-%dT%H:%M:%SZ', snoozed_until)),
  CONSTRAINT assessed_at_is_a_time CHECK (assessed_at IS NULL OR assessed_at IS strftime('%Y-%m-%dT%H:%M:%SZ', assessed_at)),
  CONSTRAINT acknowledged_at_is_a_time CHECK (acknowledged_at IS NULL OR acknowledged_at IS strftime('%Y-%m-%dT%H:%M:%SZ', acknowledged_at)),
  CONSTRAINT accepted_at_is_a_time CHECK (accepted_at IS NULL OR accepted_at IS strftime('%Y-%m-%dT%H:%M:%SZ', accepted_at)),
  CONSTRAINT thanked_at_is_a_time CHECK (thanked_at IS NULL OR thanked_at IS strftime('%Y-%m-%dT%H:%M:%SZ', thanked_at)),
  CONSTRAINT waiting_since_is_a_time CHECK (waiting_since IS NULL OR waiting_since IS strftime('%Y-%m-%dT%H:%M:%SZ', waiting_since)),
  CONSTRAINT nudged_at_is_a_time CHECK (nudged_at IS NULL OR nudged_at IS strftime('%Y-%m-%dT%H:%M:%SZ', nudged_at)),
  CONSTRAINT handoff_due_at_is_a_time CHECK (handoff_due_at IS NULL OR handoff_due_at IS strftime('%Y-%m-%dT%H:%M:%SZ', handoff_due_at)),
  CONSTRAINT deadline_at_is_a_time CHECK (deadline_at IS NULL OR deadline_at IS strftime('%Y-%m-%dT%H:%M:%SZ', deadline_at)),
  CONSTRAINT clock_until_is_a_time CHECK (clock_until IS NULL OR clock_until IS strftime('%Y-%m-%dT%H:%M:%SZ', clock_until)),
  CONSTRAINT nudge_at_is_a_time CHECK (nudge_at IS NULL OR nudge_at IS strftime('%Y-%m-%dT%H:%M:%SZ', nudge_at)),
  CONSTRAINT kind_is_known CHECK (kind IN ('complaint', 'request', 'enquiry', 'suggestion')),
  CONSTRAINT state_is_known CHECK (state IN ('new', 'working', 'waiting', 'solved', 'told', 'closed', 'duplicate', 'merged', 'cancelled')),
  CONSTRAINT priority_is_known CHECK (priority BETWEEN 1 AND 4),
  CONSTRAINT satisfaction_is_in_hundredths CHECK (satisfaction BETWEEN 0 AND 100),
  CONSTRAINT severity_is_known CHECK (severity BETWEEN 1 AND 4),
  CONSTRAINT safety_is_yes_or_no CHECK (safety IN (0, 1)),
  CONSTRAINT complexity_is_known CHECK (complexity BETWEEN 1 AND 3),
  CONSTRAINT impact_is_known CHECK (impact BETWEEN 1 AND 3),
  CONSTRAINT accepted_is_yes_or_no CHECK (accepted IN (0, 1)),
  CONSTRAINT not_merged_into_itself CHECK (merged_into <> id),
  FOREIGN KEY(customer_id) REFERENCES customers (id) DEFERRABLE INITIALLY DEFERRED,
  FOREIGN KEY(call_id) REFERENCES calls (id) DEFERRABLE INITIALLY DEFERRED,
  FOREIGN KEY(merged_into) REFERENCES cases (id) DEFERRABLE INITIALLY DEFERRED,
  FOREIGN KEY(plan_id) REFERENCES case_plans (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX cases_by_call ON cases (call_id) WHERE call_id IS NOT NULL;
CREATE INDEX cases_by_customer ON cases (customer_id, state);
CREATE INDEX cases_by_deadline ON cases (coalesce(deadline_at, '9999'), id, kind, snoozed_until, state, owner) WHERE state IN ('new', 'working', 'waiting', 'solved', 'told');
CREATE INDEX cases_by_plan ON cases (plan_id) WHERE plan_id IS NOT NULL;
CREATE INDEX cases_by_state ON cases (state, id);
CREATE INDEX cases_came_back ON cases (deadline_at) WHERE nudge_at IS NOT NULL AND state = 'closed';
CREATE INDEX cases_clock ON cases (clock_until) WHERE clock_until IS NOT NULL;
CREATE INDEX cases_due ON cases (due_at, state) WHERE due_at IS NOT NULL;
CREATE UNIQUE INDEX cases_external ON cases (external_source, external_id) WHERE external_id <> '';
CREATE INDEX cases_merged ON cases (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX cases_overridden ON cases (id) WHERE close_override <> '';
CREATE INDEX cases_queue ON cases (urgency DESC, coalesce(deadline_at, '9999'), id, kind, snoozed_until, state, owner) WHERE state IN ('new', 'working', 'waiting', 'solved', 'told');
CREATE INDEX cases_queue_by_kind ON cases (kind, urgency DESC, coalesce(deadline_at, '9999'), id, snoozed_until, state, owner) WHERE state IN ('new', 'working', 'waiting', 'solved', 'told');
CREATE INDEX cases_received ON cases (received_at);
CREATE INDEX cases_to_nudge ON cases (nudge_at) WHERE nudge_at IS NOT NULL;
CREATE UNIQUE INDEX cases_uid ON cases (uid);
CREATE INDEX cases_waiting_for ON cases (waiting_case_id) WHERE waiting_case_id IS NOT NULL;
CREATE TABLE clock_stamp (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  fingerprint TEXT DEFAULT '' NOT NULL,
  zone TEXT DEFAULT '' NOT NULL,
  at TEXT NOT NULL,
  CONSTRAINT at_is_a_time CHECK (at IS NULL OR at IS strftime('%Y-%m-%dT%H:%M:%SZ', at))
)
 STRICT;
CREATE TABLE contacts (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  customer_id INTEGER NOT NULL,
  position INTEGER DEFAULT 0 NOT NULL,
  name TEXT DEFAULT '' NOT NULL,
  role TEXT DEFAULT '' NOT NULL,
  phone TEXT DEFAULT '' NOT NULL,
  email TEXT DEFAULT '' NOT NULL,
  note TEXT DEFAULT '' NOT NULL,
  FOREIGN KEY(customer_id) REFERENCES customers (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX contacts_by_customer ON contacts (customer_id);
CREATE TABLE customer_emails (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  customer_id INTEGER NOT NULL,
  position INTEGER DEFAULT 0 NOT NULL,
  address TEXT DEFAULT '' NOT NULL,
  folded TEXT DEFAULT '' NOT NULL,
  FOREIGN KEY(customer_id) REFERENCES customers (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX customer_emails_by_address ON customer_emails (folded, customer_id);
CREATE INDEX customer_emails_by_customer ON customer_emails (customer_id);
CREATE TABLE customer_phones (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  customer_id INTEGER NOT NULL,
  contact_id INTEGER,
  position INTEGER DEFAULT 0 NOT NULL,
  kind TEXT DEFAULT 'phone' NOT NULL,
  raw TEXT DEFAULT '' NOT NULL,
  e164 TEXT DEFAULT '' NOT NULL,
  digits TEXT DEFAULT '' NOT NULL,
  digits_reversed TEXT DEFAULT '' NOT NULL,
  CONSTRAINT kind_is_known CHECK (kind IN ('phone', 'mobile')),
  FOREIGN KEY(customer_id) REFERENCES customers (id) DEFERRABLE INITIALLY DEFERRED,
  FOREIGN KEY(contact_id) REFERENCES contacts (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX customer_phones_by_customer ON customer_phones (customer_id);
CREATE INDEX customer_phones_by_digits ON customer_phones (digits, customer_id);
CREATE INDEX customer_phones_by_ending ON customer_phones (digits_reversed, customer_id);
CREATE TABLE customer_tags (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  customer_id INTEGER NOT NULL,
  position INTEGER DEFAULT 0 NOT NULL,
  tag TEXT DEFAULT '' NOT NULL,
  folded TEXT DEFAULT '' NOT NULL,
  FOREIGN KEY(customer_id) REFERENCES customers (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX customer_tags_by_customer ON customer_tags (customer_id);
CREATE INDEX customer_tags_by_tag ON customer_tags (folded, customer_id);
CREATE TABLE customers (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  uid TEXT DEFAULT '' NOT NULL,
  version INTEGER DEFAULT 1 NOT NULL,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  name TEXT DEFAULT '' NOT NULL,
  kind TEXT DEFAULT 'person' NOT NULL,
  tier TEXT DEFAULT '' NOT NULL,
  company TEXT DEFAULT '' NOT NULL,
  industry TEXT DEFAULT '' NOT NULL,
  company_size TEXT DEFAULT '' NOT NULL,
  website TEXT DEFAULT '' NOT NULL,
  region TEXT DEFAULT '' NOT NULL,
  address TEXT DEFAULT '' NOT NULL,
  wechat TEXT DEFAULT '' NOT NULL,
  banner TEXT DEFAULT '' NOT NULL,
  source TEXT DEFAULT '' NOT NULL,
  owner TEXT DEFAULT '' NOT NULL,
  birthday TEXT DEFAULT '' NOT NULL,
  customer_since TEXT DEFAULT '' NOT NULL,
  note TEXT DEFAULT '' NOT NULL,
  name_pinyin TEXT DEFAULT '' NOT NULL,
  name_initials TEXT DEFAULT '' NOT NULL,
  external_source TEXT DEFAULT '' NOT NULL,
  external_id TEXT DEFAULT '' NOT NULL,
  CONSTRAINT created_at_is_a_time CHECK (created_at IS NULL OR created_at IS strftime('%Y-%m-%dT%H:%M:%SZ', created_at)),
  CONSTRAINT updated_at_is_a_time CHECK (updated_at IS NULL OR updated_at IS strftime('%Y-%m-%dT%H:%M:%SZ', updated_at)),
  CONSTRAINT kind_is_known CHECK (kind IN ('person', 'company'))
)
 STRICT;
CREATE INDEX customers_by_initials ON customers (name_initials, id);
CREATE INDEX customers_by_name ON customers (name_pinyin, id);
CREATE INDEX customers_by_plain_name ON customers (name);
CREATE UNIQUE INDEX customers_external ON customers (external_source, external_id) WHERE external_id <> '';
CREATE UNIQUE INDEX customers_uid ON customers (uid);
CREATE TABLE drafts (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  kind TEXT DEFAULT 'call' NOT NULL,
  actor TEXT DEFAULT '' NOT NULL,
  started_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  body TEXT DEFAULT '{}' NOT NULL,
  CONSTRAINT started_at_is_a_time CHECK (started_at IS NULL OR started_at IS strftime('%Y-%m-%dT%H:%M:%SZ', started_at)),
  CONSTRAINT updated_at_is_a_time CHECK (updated_at IS NULL OR updated_at IS strftime('%Y-%m-%dT%H:%M:%SZ', updated_at))
)
 STRICT;
CREATE TABLE events (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL,
  actor TEXT DEFAULT '' NOT NULL,
  verb TEXT DEFAULT '' NOT NULL,
  kind TEXT DEFAULT '' NOT NULL,
  subject_id INTEGER,
  action INTEGER DEFAULT 0 NOT NULL,
  changes TEXT DEFAULT '[]' NOT NULL,
  run_id INTEGER,
  undoes INTEGER,
  annulled_by INTEGER,
  happened_at TEXT,
  CONSTRAINT at_is_a_time CHECK (at IS NULL OR at IS strftime('%Y-%m-%dT%H:%M:%SZ', at)),
  CONSTRAINT happened_at_is_a_time CHECK (happened_at IS NULL OR happened_at IS strftime('%Y-%m-%dT%H:%M:%SZ', happened_at))
)
 STRICT;
CREATE INDEX events_by_action ON events (action);
CREATE INDEX events_by_subject ON events (kind, subject_id, id);
CREATE INDEX events_entered_late ON events (kind, subject_id) WHERE happened_at IS NOT NULL;
CREATE INDEX events_of_clocks ON events (verb, subject_id) WHERE verb IN ('case.received', 'case.reopen', 'case.unmerge');
CREATE TABLE export_cursors (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  name TEXT DEFAULT '' NOT NULL,
  change_number INTEGER DEFAULT 0 NOT NULL,
  at TEXT NOT NULL,
  CONSTRAINT at_is_a_time CHECK (at IS NULL OR at IS strftime('%Y-%m-%dT%H:%M:%SZ', at))
)
 STRICT;
CREATE UNIQUE INDEX export_cursors_name ON export_cursors (name);
CREATE TABLE followups (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  uid TEXT DEFAULT '' NOT NULL,
  version INTEGER DEFAULT 1 NOT NULL,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  customer_id INTEGER,
  case_id INTEGER,
  due_at TEXT NOT NULL,
  all_day INTEGER DEFAULT 0 NOT NULL,
  method TEXT DEFAULT 'call' NOT NULL,
  owner TEXT DEFAULT '' NOT NULL,
  purpose TEXT DEFAULT '' NOT NULL,
  state TEXT DEFAULT 'planned' NOT NULL,
  result TEXT DEFAULT '' NOT NULL,
  reason_skipped TEXT DEFAULT '' NOT NULL,
  repeat TEXT DEFAULT '' NOT NULL,
  done_at TEXT,
  external_source TEXT DEFAULT '' NOT NULL,
  external_id TEXT DEFAULT '' NOT NULL,
  planned_for TEXT CONSTRAINT planned_for_is_a_time CHECK (planned_for LIKE '____-__-__T__:__:__Z'),
  anchor TEXT DEFAULT '' NOT NULL,
  series TEXT DEFAULT '' NOT NULL,
  on_day TEXT CONSTRAINT on_day_is_a_day CHECK (on_day LIKE '____-__-__'),
  CONSTRAINT created_at_is_a_time CHECK (created_at IS NULL OR created_at IS strftime('%Y-%m-%dT%H:%M:%SZ', created_at)),
  CONSTRAINT updated_at_is_a_time CHECK (updated_at IS NULL OR updated_at IS strftime('%Y-%m-%dT%H:%M:%SZ', updated_at)),
  CONSTRAINT due_at_is_a_time CHECK (due_at IS NULL OR due_at IS strftime('%Y-%m-%dT%H:%M:%SZ', due_at)),
  CONSTRAINT done_at_is_a_time CHECK (done_at IS NULL OR done_at IS strftime('%Y-%m-%dT%H:%M:%SZ', done_at)),
  CONSTRAINT state_is_known CHECK (state IN ('planned', 'held', 'missed', 'cancelled')),
  CONSTRAINT method_is_known CHECK (method IN ('call', 'visit', 'message', 'email', 'gift', 'letter')),
  FOREIGN KEY(customer_id) REFERENCES customers (id) DEFERRABLE INITIALLY DEFERRED,
  FOREIGN KEY(case_id) REFERENCES cases (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX followups_by_case ON followups (case_id) WHERE case_id IS NOT NULL;
CREATE INDEX followups_by_customer ON followups (customer_id, due_at);
CREATE INDEX followups_due ON followups (due_at, id);
CREATE UNIQUE INDEX followups_external ON followups (external_source, external_id) WHERE external_id <> '';
CREATE INDEX followups_of_series ON followups (series, planned_for) WHERE series <> '';
CREATE INDEX followups_planned ON followups (due_at, id) WHERE state = 'planned';
CREATE UNIQUE INDEX followups_uid ON followups (uid);
CREATE TABLE import_keys (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  kind TEXT DEFAULT '' NOT NULL,
  source TEXT DEFAULT '' NOT NULL,
  "key" TEXT DEFAULT '' NOT NULL,
  record_id INTEGER DEFAULT 0 NOT NULL
)
 STRICT;
CREATE UNIQUE INDEX import_keys_key ON import_keys (kind, source, "key");
CREATE TABLE import_runs (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL,
  actor TEXT DEFAULT '' NOT NULL,
  kind TEXT DEFAULT '' NOT NULL,
  source TEXT DEFAULT '' NOT NULL,
  file_name TEXT DEFAULT '' NOT NULL,
  read INTEGER DEFAULT 0 NOT NULL,
  new INTEGER DEFAULT 0 NOT NULL,
  updated INTEGER DEFAULT 0 NOT NULL,
  unchanged INTEGER DEFAULT 0 NOT NULL,
  rejected INTEGER DEFAULT 0 NOT NULL,
  action INTEGER,
  notes TEXT DEFAULT '[]' NOT NULL,
  CONSTRAINT at_is_a_time CHECK (at IS NULL OR at IS strftime('%Y-%m-%dT%H:%M:%SZ', at))
)
 STRICT;
CREATE TABLE policies (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  name TEXT DEFAULT '' NOT NULL,
  version INTEGER DEFAULT 1 NOT NULL,
  updated_at TEXT NOT NULL,
  body TEXT DEFAULT '' NOT NULL,
  valid_from TEXT CONSTRAINT valid_from_is_a_time CHECK (valid_from LIKE '____-__-__T__:__:__Z'),
  CONSTRAINT updated_at_is_a_time CHECK (updated_at IS NULL OR updated_at IS strftime('%Y-%m-%dT%H:%M:%SZ', updated_at))
)
 STRICT;
CREATE UNIQUE INDEX policies_name ON policies (name);
CREATE TABLE policy_versions (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  name TEXT DEFAULT '' NOT NULL,
  valid_from TEXT,
  body TEXT DEFAULT '' NOT NULL,
  CONSTRAINT valid_from_is_a_time CHECK (valid_from IS NULL OR valid_from IS strftime('%Y-%m-%dT%H:%M:%SZ', valid_from))
)
 STRICT;
CREATE TABLE promises (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  uid TEXT DEFAULT '' NOT NULL,
  version INTEGER DEFAULT 1 NOT NULL,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  customer_id INTEGER,
  case_id INTEGER,
  call_id INTEGER,
  owner TEXT DEFAULT '' NOT NULL,
  made_at TEXT NOT NULL,
  estimate_at TEXT,
  due_at TEXT NOT NULL,
  state TEXT DEFAULT 'open' NOT NULL,
  ended_at TEXT,
  follows_id INTEGER,
  reason TEXT DEFAULT '' NOT NULL,
  external_source TEXT DEFAULT '' NOT NULL,
  external_id TEXT DEFAULT '' NOT NULL,
  text TEXT DEFAULT '' NOT NULL,
  told_how TEXT DEFAULT '' NOT NULL,
  told_words TEXT DEFAULT '' NOT NULL,
  CONSTRAINT created_at_is_a_time CHECK (created_at IS NULL OR created_at IS strftime('%Y-%m-%dT%H:%M:%SZ', created_at)),
  CONSTRAINT updated_at_is_a_time CHECK (updated_at IS NULL OR updated_at IS strftime('%Y-%m-%dT%H:%M:%SZ', updated_at)),
  CONSTRAINT made_at_is_a_time CHECK (made_at IS NULL OR made_at IS strftime('%Y-%m-%dT%H:%M:%SZ', made_at)),
  CONSTRAINT estimate_at_is_a_time CHECK (estimate_at IS NULL OR estimate_at IS strftime('%Y-%m-%dT%H:%M:%SZ', estimate_at)),
  CONSTRAINT due_at_is_a_time CHECK (due_at IS NULL OR due_at IS strftime('%Y-%m-%dT%H:%M:%SZ', due_at)),
  CONSTRAINT ended_at_is_a_time CHECK (ended_at IS NULL OR ended_at IS strftime('%Y-%m-%dT%H:%M:%SZ', ended_at)),
  CONSTRAINT state_is_known CHECK (state IN ('open', 'done', 'retold', 'withdrawn')),
  FOREIGN KEY(customer_id) REFERENCES customers (id) DEFERRABLE INITIALLY DEFERRED,
  FOREIGN KEY(case_id) REFERENCES cases (id) DEFERRABLE INITIALLY DEFERRED,
  FOREIGN KEY(call_id) REFERENCES calls (id) DEFERRABLE INITIALLY DEFERRED,
  FOREIGN KEY(follows_id) REFERENCES promises (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX promises_by_call ON promises (call_id) WHERE call_id IS NOT NULL;
CREATE INDEX promises_by_case ON promises (case_id) WHERE case_id IS NOT NULL;
CREATE INDEX promises_by_customer ON promises (customer_id, due_at);
CREATE INDEX promises_due ON promises (due_at, id);
CREATE UNIQUE INDEX promises_external ON promises (external_source, external_id) WHERE external_id <> '';
CREATE INDEX promises_following ON promises (follows_id) WHERE follows_id IS NOT NULL;
CREATE INDEX promises_open ON promises (due_at, id) WHERE state = 'open';
CREATE UNIQUE INDEX promises_uid ON promises (uid);
CREATE TABLE row_sums (
  id INTEGER NOT NULL,
  crc INTEGER DEFAULT 0 NOT NULL,
  PRIMARY KEY (id)
)
 STRICT;
CREATE TABLE views (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  kind TEXT DEFAULT '' NOT NULL,
  name TEXT DEFAULT '' NOT NULL,
  "query" TEXT DEFAULT '' NOT NULL
)
 STRICT;
CREATE UNIQUE INDEX views_name ON views (kind, name);
CREATE VIRTUAL TABLE customers_search USING fts5 (name, body, tokenize = "unicode61 remove_diacritics 0");
CREATE VIRTUAL TABLE cases_search USING fts5 (subject, body, tokenize = "unicode61 remove_diacritics 0");
CREATE VIRTUAL TABLE calls_search USING fts5 (body, tokenize = "unicode61 remove_diacritics 0");
CREATE VIRTUAL TABLE followups_search USING fts5 (body, tokenize = "unicode61 remove_diacritics 0");
CREATE VIRTUAL TABLE promises_search USING fts5 (body, tokenize = "unicode61 remove_diacritics 0");
