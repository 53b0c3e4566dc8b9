-- Schema 8. A call that came in and that nobody took was missed, as it is stored since schema 7, and owes a call back.
UPDATE calls SET outcome = 'abandoned' WHERE direction = 'in' AND outcome = 'no_answer';
