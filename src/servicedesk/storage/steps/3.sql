-- Schema 3. Repeating follow-ups: series and their occurrences.

-- Clocks: what is counted as whose time, and since when.

-- Complaints: what a regulator asks.

-- Rows: what shows that one was changed from outside.
