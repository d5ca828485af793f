-- +goose Up
-- The report whose headline stands for a story; empty: its earliest.
ALTER TABLE story ADD COLUMN lead TEXT NOT NULL DEFAULT '';
