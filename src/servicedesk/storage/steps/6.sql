-- Schema 6.
-- A case that waits for another case.
ALTER TABLE cases ADD COLUMN waiting_case_id INTEGER REFERENCES cases (id) DEFERRABLE INITIALLY DEFERRED CONSTRAINT not_waiting_for_itself CHECK (waiting_case_id <> id);
CREATE INDEX cases_waiting_for ON cases (waiting_case_id) WHERE waiting_case_id IS NOT NULL;
-- Remedies that the customer has not got yet: a handful among all that were decided.
CREATE INDEX case_remedies_owed ON case_remedies (case_id) WHERE done_at IS NULL AND kind <> 'none';
-- Calls: one that went out and that nobody answered. A CHECK cannot be changed: the calls stand in a new table.
CREATE TEMP TABLE last_call AS SELECT seq FROM sqlite_sequence WHERE name = 'calls';
ALTER TABLE calls RENAME TO calls_5;
DROP INDEX calls_by_case;
DROP INDEX calls_by_customer;
DROP INDEX calls_by_ending;
DROP INDEX calls_external;
DROP INDEX calls_newest;
DROP INDEX calls_uid;
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
INSERT INTO calls SELECT * FROM calls_5;
DROP TABLE calls_5;
DELETE FROM sqlite_sequence WHERE name = 'calls';
INSERT INTO sqlite_sequence (name, seq) SELECT 'calls', seq FROM last_call;
DROP TABLE temp.last_call;
CREATE INDEX calls_by_case ON calls (case_id) WHERE case_id IS NOT NULL;
CREATE INDEX calls_by_customer ON calls (customer_id, rang_at);
CREATE INDEX calls_by_ending ON calls (digits_reversed) WHERE digits_reversed <> '';
CREATE UNIQUE INDEX calls_external ON calls (external_source, external_id) WHERE external_id <> '';
CREATE INDEX calls_newest ON calls (rang_at, id);
CREATE UNIQUE INDEX calls_uid ON calls (uid);
-- The calls that nobody took: each owes a call back until somebody spoke to whoever rang.
CREATE INDEX calls_missed ON calls (rang_at) WHERE outcome = 'abandoned' AND direction = 'in' AND voided_at IS NULL;
