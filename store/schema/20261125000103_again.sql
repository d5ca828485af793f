-- +goose Up
-- What the looks at an item's page leave for the next one; the collect stage's.
ALTER TABLE item ADD COLUMN revisit TEXT NOT NULL DEFAULT '';

-- What became of reports after they were first read.
CREATE TABLE report_event (
  seq       INTEGER PRIMARY KEY AUTOINCREMENT,
  report_id TEXT NOT NULL,
  version   INTEGER NOT NULL,          -- the version that it led to, or the last one
  kind      TEXT NOT NULL,
  at        INTEGER NOT NULL,
  note      TEXT NOT NULL
) STRICT;
CREATE INDEX report_event_report ON report_event(report_id, seq);

-- 1: whoever has the alert is also told when what it found changes or goes away.
ALTER TABLE alert ADD COLUMN changes INTEGER NOT NULL DEFAULT 0;
