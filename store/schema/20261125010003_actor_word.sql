-- +goose Up
-- Who someone is, by the desk's word: it stands above what the lists and the
-- machine say, in every report recorded from then on.
CREATE TABLE actor_word (
  key     TEXT PRIMARY KEY,
  name    TEXT NOT NULL,
  code    TEXT NOT NULL,
  sector  TEXT NOT NULL,
  user_id TEXT NOT NULL,
  at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
