-- +goose Up
-- Not only a citation can be out of date: number 0 is the rest of the text, with the
-- numbers and names in it that the newest version of a cited page no longer has.
CREATE TABLE stale_passage (
  dispatch_id TEXT NOT NULL,
  number      INTEGER NOT NULL,       -- of the citation; 0: the rest of the text
  report_id   TEXT NOT NULL,
  version     INTEGER NOT NULL,       -- of the report that is cited
  newest      INTEGER NOT NULL,       -- that no longer says it
  words       TEXT NOT NULL DEFAULT '[]', -- of number 0: a JSON list
  at          INTEGER NOT NULL,
  looked      INTEGER NOT NULL DEFAULT 0, -- 1: someone looked at it and lets it stand
  PRIMARY KEY (dispatch_id, number, report_id)
) STRICT, WITHOUT ROWID;
INSERT INTO stale_passage(dispatch_id, number, report_id, version, newest, at, looked)
  SELECT dispatch_id, number, report_id, version, newest, at, looked FROM stale_citation;
DROP TABLE stale_citation;
CREATE INDEX stale_passage_new ON stale_passage(dispatch_id, number) WHERE looked = 0;

-- Who wants an e-mail when a page changed on which a dispatch of theirs stands.
ALTER TABLE user ADD COLUMN mail_changes INTEGER NOT NULL DEFAULT 0;
