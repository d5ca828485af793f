-- +goose Up
-- Agreements that somebody brought from a collection, beside those that reports
-- tell of.
CREATE TABLE imported_agreement (
  collection TEXT NOT NULL,
  number     TEXT NOT NULL,
  body       TEXT NOT NULL,
  at         INTEGER NOT NULL,
  PRIMARY KEY (collection, number)
) STRICT, WITHOUT ROWID;
