-- +goose Up

-- Addresses at which deliveries failed since the last one that arrived. A row goes
-- with the next success; nothing goes to one that is closed.
CREATE TABLE endpoint (
  channel    TEXT NOT NULL,
  address    TEXT NOT NULL,
  closed     INTEGER NOT NULL,
  since      INTEGER NOT NULL,  -- of the first failure
  given_up   INTEGER NOT NULL,  -- deliveries in a row
  reason     TEXT NOT NULL,
  changed_at INTEGER NOT NULL,
  PRIMARY KEY (channel, address)
) STRICT, WITHOUT ROWID;

-- Who set a webhook up, who is told when it fails.
ALTER TABLE subscriber ADD COLUMN made_by TEXT NOT NULL DEFAULT '';
UPDATE subscriber SET made_by = coalesce((SELECT user_id FROM decision WHERE subject = 'subscriber/' || subscriber.id AND act = 'add' ORDER BY seq DESC LIMIT 1), '')
WHERE channel = 'webhook';
