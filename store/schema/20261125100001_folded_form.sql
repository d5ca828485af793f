-- +goose Up
-- The forms that stand in some report for a word with another stem than the form
-- itself has: a search looks them up as they stand, and all others by stem alone.
CREATE TABLE folded_form (form TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
-- Of the reports up to this one they are told later, while nothing else waits.
INSERT INTO mark(name, seq) SELECT 'folded', max(seq) FROM report HAVING count(*) > 0;
