-- +goose Up
-- The story that all the stories of a matter became: its address leads there.
ALTER TABLE matter ADD COLUMN became TEXT NOT NULL DEFAULT '';
CREATE INDEX matter_became ON matter(became) WHERE became <> '';
