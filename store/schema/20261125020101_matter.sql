-- +goose Up
-- Matters: stories that follow from one another.

ALTER TABLE story ADD COLUMN matter_id TEXT NOT NULL DEFAULT '';
CREATE INDEX story_matter ON story(matter_id, first) WHERE matter_id <> '';

-- When the newest text of its own came out, and the newest of the third outlet:
-- from these it is told whether a story is breaking, running or quiet.
ALTER TABLE story ADD COLUMN told_last INTEGER NOT NULL DEFAULT 0;
ALTER TABLE story ADD COLUMN told_third INTEGER NOT NULL DEFAULT 0;
UPDATE story SET
  told_last = coalesce((SELECT max(min(coalesce(nullif(published, 0), arrived_at), arrived_at)) FROM report
    WHERE story_id = story.id AND duplicate_of = ''), 0),
  told_third = coalesce((SELECT max(min(coalesce(nullif(published, 0), arrived_at), arrived_at)) AS at FROM report
    WHERE story_id = story.id AND duplicate_of = '' GROUP BY outlet ORDER BY at DESC LIMIT 1 OFFSET 2), 0);
CREATE INDEX story_told ON story(told_last);

CREATE TABLE matter (
  seq         INTEGER PRIMARY KEY AUTOINCREMENT,
  id          TEXT NOT NULL UNIQUE,
  title       TEXT NOT NULL,
  named       INTEGER NOT NULL DEFAULT 0, -- 1: a person gave the title
  merged_into TEXT NOT NULL DEFAULT '',
  first       INTEGER NOT NULL,
  last        INTEGER NOT NULL,
  stories     INTEGER NOT NULL,           -- kept count
  reports     INTEGER NOT NULL,           -- kept count
  changed_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX matter_last ON matter(last, seq);

-- Why a story follows from an earlier one.
CREATE TABLE thread (
  before_id TEXT NOT NULL,
  after_id  TEXT NOT NULL,
  score     REAL NOT NULL,
  said      INTEGER NOT NULL,             -- 1: a person says so
  because   TEXT NOT NULL,
  PRIMARY KEY (before_id, after_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX thread_after ON thread(after_id);

-- What people said of two stories, the lesser identifier first.
CREATE TABLE thread_word (
  a       TEXT NOT NULL,
  b       TEXT NOT NULL,
  linked  INTEGER NOT NULL,
  because TEXT NOT NULL,
  at      INTEGER NOT NULL,
  PRIMARY KEY (a, b)
) STRICT, WITHOUT ROWID;

-- What finding matters must know of a story. Work to do: 1 the outline must be
-- made, 2 it was made and the matters were not.
CREATE TABLE story_outline (
  story_id TEXT PRIMARY KEY,
  last     INTEGER NOT NULL DEFAULT 0,
  outline  TEXT NOT NULL DEFAULT '',      -- empty: no report stands in the story
  work     INTEGER NOT NULL,
  turn     INTEGER NOT NULL DEFAULT 0     -- one more each time the story changes
) STRICT, WITHOUT ROWID;
CREATE INDEX story_outline_work ON story_outline(work, story_id) WHERE work > 0;
INSERT INTO story_outline(story_id, last, work) SELECT id, last, 1 FROM story WHERE reports > 0;
