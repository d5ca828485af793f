-- +goose Up
-- Reports that a person put into their story: no machine moves them.
ALTER TABLE report ADD COLUMN bound INTEGER NOT NULL DEFAULT 0;
