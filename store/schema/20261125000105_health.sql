-- +goose Up
ALTER TABLE source ADD COLUMN reason TEXT NOT NULL DEFAULT '';               -- the sort of last_error
ALTER TABLE source ADD COLUMN failing_since INTEGER NOT NULL DEFAULT 0;
ALTER TABLE source ADD COLUMN damaged_since INTEGER NOT NULL DEFAULT 0;
