-- +goose Up
-- The desk's word on a fact: body is the fact as the desk lets it stand, bound to
-- its sentences. stale_at is since when the page no longer says one of them.
CREATE TABLE fact_word (
  fact_id   TEXT PRIMARY KEY,
  report_id TEXT NOT NULL,
  state     TEXT NOT NULL,            -- approved or rejected
  body      TEXT NOT NULL,
  user_id   TEXT NOT NULL,
  at        INTEGER NOT NULL,
  stale_at  INTEGER NOT NULL          -- 0: every sentence stands
) STRICT, WITHOUT ROWID;
CREATE INDEX fact_word_report ON fact_word(report_id);
CREATE INDEX fact_word_stale ON fact_word(stale_at, fact_id) WHERE stale_at > 0;
INSERT INTO fact_word(fact_id, report_id, state, body, user_id, at, stale_at)
  SELECT id, report_id, state, body, '', at, 0 FROM fact WHERE state IN ('approved', 'rejected');

-- What sentences of a frame tell, by the desk's word.
CREATE TABLE frame_word (
  frame   TEXT PRIMARY KEY,
  type    TEXT NOT NULL,              -- empty: no event
  cameo   TEXT NOT NULL,
  swapped INTEGER NOT NULL,           -- 1: what the machine takes for the source is the target
  user_id TEXT NOT NULL,
  at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The first word of what was done, by which the facts of a frame are found.
ALTER TABLE fact ADD COLUMN verb TEXT GENERATED ALWAYS AS (lower(substr(body ->> '$.predicate', 1, instr((body ->> '$.predicate') || ' ', ' ') - 1))) VIRTUAL;
CREATE INDEX fact_verb ON fact(verb, seq) WHERE kind = 'event';
