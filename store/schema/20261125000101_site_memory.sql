-- +goose Up
-- What each page left for the memory of its site (read.Trace), and what the
-- memory had to say of it when it was last read; empty: nothing.
CREATE TABLE page_trace (
  report_id  TEXT PRIMARY KEY,
  site       TEXT NOT NULL,
  capture_id TEXT NOT NULL,
  at         INTEGER NOT NULL,        -- of the capture
  trace      BLOB NOT NULL,
  advice     TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX page_trace_site ON page_trace(site, at);

-- What was learned of a site from its pages (read.Memory), zstd.
CREATE TABLE site_memory (
  site       TEXT PRIMARY KEY,
  memory     BLOB NOT NULL,
  pages      INTEGER NOT NULL,        -- that it was made of
  studied_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What the desk said of single blocks of pages.
CREATE TABLE correction (
  report_id TEXT NOT NULL,
  block     TEXT NOT NULL,            -- digest of the text
  text      TEXT NOT NULL,
  role      TEXT NOT NULL,
  user_id   TEXT NOT NULL,
  at        INTEGER NOT NULL,
  PRIMARY KEY (report_id, block)
) STRICT, WITHOUT ROWID;
