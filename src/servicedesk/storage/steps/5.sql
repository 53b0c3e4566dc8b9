-- Schema 5. The closed cases whose customer came back have an index of their own: a handful among all that ended.
CREATE INDEX cases_came_back ON cases (deadline_at) WHERE nudge_at IS NOT NULL AND state = 'closed';
