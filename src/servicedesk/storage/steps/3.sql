-- Schema 3. Repeating follow-ups: series and their occurrences.
ALTER TABLE followups ADD COLUMN planned_for TEXT CONSTRAINT planned_for_is_a_time CHECK (planned_for LIKE '____-__-__T__:__:__Z');
ALTER TABLE followups ADD COLUMN anchor TEXT DEFAULT '' NOT NULL;
ALTER TABLE followups ADD COLUMN series TEXT DEFAULT '' NOT NULL;
CREATE INDEX followups_of_series ON followups (series, planned_for) WHERE series <> '';
-- What repeats begins its series with the date on which it stands now.
UPDATE followups SET series = uid, planned_for = due_at, anchor = due_at WHERE repeat <> '' AND state = 'planned';
-- Every month from the 31st had become every 28th: where the dates before it show so, it has its day again.
UPDATE followups SET anchor = earlier.due_at
FROM followups AS earlier
WHERE followups.anchor <> '' AND followups.repeat IN ('FREQ=MONTHLY', 'FREQ=YEARLY')
  AND strftime('%d', followups.due_at) = strftime('%d', followups.due_at, 'start of month', '+1 month', '-1 day')
  AND earlier.id = (
    SELECT before.id FROM followups AS before
    WHERE before.customer_id IS followups.customer_id AND before.case_id IS followups.case_id
      AND before.purpose = followups.purpose AND before.repeat = followups.repeat
      AND before.due_at < followups.due_at
      AND substr(before.due_at, 11) = substr(followups.due_at, 11)
      AND strftime('%d', before.due_at) > strftime('%d', followups.due_at)
      AND (before.repeat = 'FREQ=MONTHLY' OR substr(before.due_at, 6, 2) = substr(followups.due_at, 6, 2))
    ORDER BY before.due_at LIMIT 1);

-- Clocks: what is counted as whose time, and since when.
ALTER TABLE events RENAME TO events_2;
DROP INDEX events_by_action;
DROP INDEX events_by_subject;
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
) STRICT;
INSERT INTO events SELECT *, NULL FROM events_2;
DROP TABLE events_2;
CREATE INDEX events_by_action ON events (action);
CREATE INDEX events_by_subject ON events (kind, subject_id, id);
CREATE INDEX events_of_clocks ON events (verb, subject_id) WHERE verb IN ('case.received', 'case.reopen', 'case.unmerge');
CREATE INDEX events_entered_late ON events (kind, subject_id) WHERE happened_at IS NOT NULL;
ALTER TABLE cases ADD COLUMN waiting_until TEXT CONSTRAINT waiting_until_is_a_time CHECK (waiting_until LIKE '____-__-__T__:__:__Z');
-- A desk that wrote its own waiting reasons keeps what they meant: one that does not say pauses the clock.
UPDATE policies SET body = 'pauses = true' || char(10) || body WHERE name = 'waiting';
ALTER TABLE promises ADD COLUMN told_how TEXT DEFAULT '' NOT NULL;
ALTER TABLE promises ADD COLUMN told_words TEXT DEFAULT '' NOT NULL;

-- The rules that a desk has hold from the beginning, until it says since when others do.
ALTER TABLE policies ADD COLUMN valid_from TEXT CONSTRAINT valid_from_is_a_time CHECK (valid_from LIKE '____-__-__T__:__:__Z');
CREATE TABLE policy_versions (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  name TEXT DEFAULT '' NOT NULL,
  valid_from TEXT,
  body TEXT DEFAULT '' NOT NULL,
  CONSTRAINT valid_from_is_a_time CHECK (valid_from IS NULL OR valid_from IS strftime('%Y-%m-%dT%H:%M:%SZ', valid_from))
) STRICT;

-- Complaints: what a regulator asks.
ALTER TABLE cases ADD COLUMN outcome TEXT DEFAULT '' NOT NULL CONSTRAINT outcome_is_known CHECK (outcome IN ('', 'upheld', 'partly_upheld', 'not_upheld', 'withdrawn', 'transferred', 'mediated'));
ALTER TABLE cases ADD COLUMN source TEXT DEFAULT '' NOT NULL;
ALTER TABLE cases ADD COLUMN source_ref TEXT DEFAULT '' NOT NULL;
ALTER TABLE cases ADD COLUMN source_at TEXT CONSTRAINT source_at_is_a_time CHECK (source_at LIKE '____-__-__T__:__:__Z');
ALTER TABLE cases ADD COLUMN limit_at TEXT CONSTRAINT limit_at_is_a_time CHECK (limit_at LIKE '____-__-__T__:__:__Z');
ALTER TABLE cases ADD COLUMN limit_reason TEXT DEFAULT '' NOT NULL;
ALTER TABLE cases ADD COLUMN limit_told_at TEXT CONSTRAINT limit_told_at_is_a_time CHECK (limit_told_at LIKE '____-__-__T__:__:__Z');
ALTER TABLE cases ADD COLUMN handling_satisfaction INTEGER CONSTRAINT handling_satisfaction_is_in_hundredths CHECK (handling_satisfaction BETWEEN 0 AND 100);
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

-- Waits: those of a case that ended before it came here.
CREATE TABLE case_waits (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  case_id INTEGER NOT NULL,
  reason TEXT DEFAULT '' NOT NULL,
  since_at TEXT NOT NULL,
  until_at TEXT NOT NULL,
  CONSTRAINT since_at_is_a_time CHECK (since_at IS NULL OR since_at IS strftime('%Y-%m-%dT%H:%M:%SZ', since_at)),
  CONSTRAINT until_at_is_a_time CHECK (until_at IS NULL OR until_at IS strftime('%Y-%m-%dT%H:%M:%SZ', until_at)),
  FOREIGN KEY(case_id) REFERENCES cases (id) DEFERRABLE INITIALLY DEFERRED
)
 STRICT;
CREATE INDEX case_waits_by_case ON case_waits (case_id);

-- Rows: what shows that one was changed from outside.
CREATE TABLE row_sums (
  id INTEGER NOT NULL,
  crc INTEGER DEFAULT 0 NOT NULL,
  PRIMARY KEY (id)
)
 STRICT;
