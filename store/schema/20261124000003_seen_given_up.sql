-- +goose Up
-- When the same bytes were last found at the address: what is newer is told by
-- this, not by when they were first fetched.
ALTER TABLE capture ADD COLUMN seen_at INTEGER NOT NULL DEFAULT 0;
UPDATE capture SET seen_at = fetched_at;
-- 1: the page could not be had and is not tried again by itself.
ALTER TABLE item ADD COLUMN given_up INTEGER NOT NULL DEFAULT 0;
