-- +goose Up
-- Subscriptions at hubs, by which sources say at once that there is something new.
CREATE TABLE websub (
  source_id    TEXT PRIMARY KEY,
  hub          TEXT NOT NULL,
  topic        TEXT NOT NULL,
  token        TEXT NOT NULL UNIQUE,        -- of the address that the hub is given
  secret       TEXT NOT NULL,               -- signs what the hub sends; empty: it signs nothing
  state        TEXT NOT NULL,
  reason       TEXT NOT NULL DEFAULT '',    -- why there is none, in words
  failures     INTEGER NOT NULL DEFAULT 0,  -- to subscribe, in a row
  until        INTEGER NOT NULL DEFAULT 0,  -- how long the hub promised to tell
  last_push_at INTEGER NOT NULL DEFAULT 0
) STRICT;
