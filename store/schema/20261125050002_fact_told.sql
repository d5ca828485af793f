-- +goose Up
-- The second clock of a fact: since when its report tells it, and since when no
-- more (0: it does). What a page no longer says is kept, for what was known then.
ALTER TABLE fact ADD COLUMN learned_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE fact ADD COLUMN gone_at INTEGER NOT NULL DEFAULT 0;
UPDATE fact SET learned_at = coalesce(
  (SELECT v.at FROM report_version v WHERE v.report_id = fact.report_id AND v.version = fact.version),
  (SELECT r.arrived_at FROM report r WHERE r.id = fact.report_id), at);
