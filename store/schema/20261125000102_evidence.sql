-- +goose Up
-- Captures are records of WARC files in the folder "evidence" beside the
-- database. A row says in which, and where; one of an older version still has
-- its headers here and its body in capture_body, until they have been moved.
CREATE TABLE evidence_file (
  id         INTEGER PRIMARY KEY,
  name       TEXT NOT NULL,
  kind       TEXT NOT NULL,               -- 'feeds' or 'pages': how long they are kept differs
  head       INTEGER NOT NULL,            -- bytes of the record that the file begins with
  head_sum   INTEGER NOT NULL,            -- their CRC-32C
  dropped_at INTEGER NOT NULL DEFAULT 0   -- since when nothing in it is kept any more
) STRICT;

CREATE TABLE new_capture (
  id           TEXT PRIMARY KEY,
  source_id    TEXT NOT NULL,
  item_id      TEXT NOT NULL,
  url          TEXT NOT NULL,
  final_url    TEXT NOT NULL,
  fetched_at   INTEGER NOT NULL,
  seen_at      INTEGER NOT NULL,
  status       INTEGER NOT NULL,
  content_type TEXT NOT NULL,
  digest       TEXT NOT NULL,
  size         INTEGER NOT NULL,
  file         INTEGER NOT NULL,          -- evidence_file.id; 0: not yet moved
  place        INTEGER NOT NULL,          -- of its record in the file, in bytes
  length       INTEGER NOT NULL,          -- of its record, packed
  sum          INTEGER NOT NULL,          -- CRC-32C of its record, packed
  old_header   TEXT NOT NULL DEFAULT ''
) STRICT;
INSERT INTO new_capture SELECT id, source_id, item_id, url, final_url, fetched_at, seen_at, status, content_type, digest, size, 0, 0, 0, 0, header FROM capture;
DROP TABLE capture;
ALTER TABLE new_capture RENAME TO capture;
CREATE INDEX capture_item ON capture(item_id, fetched_at);
CREATE INDEX capture_file ON capture(file, place);
