-- +goose Up
-- Citations of published dispatches whose page no longer says what is cited.
CREATE TABLE stale_citation (
  dispatch_id TEXT NOT NULL,
  number      INTEGER NOT NULL,
  report_id   TEXT NOT NULL,
  version     INTEGER NOT NULL,       -- of the report that is cited
  newest      INTEGER NOT NULL,       -- that no longer says it
  at          INTEGER NOT NULL,
  looked      INTEGER NOT NULL DEFAULT 0, -- 1: someone looked at it and lets it stand
  PRIMARY KEY (dispatch_id, number)
) STRICT, WITHOUT ROWID;
