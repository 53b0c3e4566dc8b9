-- Schema 4. Whole days: the day of a follow-up, which is the same in every zone (storage/whole_days.py fills it).
ALTER TABLE followups ADD COLUMN on_day TEXT CONSTRAINT on_day_is_a_day CHECK (on_day LIKE '____-__-__');
