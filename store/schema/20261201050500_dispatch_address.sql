-- +goose Up

-- Addresses that a dispatch had before it was killed: they hold its headline, and
-- lead to the notice.
CREATE TABLE dispatch_address (
  slug        TEXT PRIMARY KEY,
  dispatch_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO dispatch_address(slug, dispatch_id) SELECT slug, id FROM dispatch WHERE state = 'killed';
UPDATE dispatch SET slug = 'withdrawn-' || substr(id, instr(id, '_') + 1), body = json_set(body, '$.slug', 'withdrawn-' || substr(id, instr(id, '_') + 1))
WHERE state = 'killed';
