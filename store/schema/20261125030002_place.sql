-- +goose Up
-- Where things happened that facts tell of.
CREATE TABLE place (
  id      TEXT PRIMARY KEY,           -- of the name in lower case and the country
  key     TEXT NOT NULL,              -- the name in lower case
  name    TEXT NOT NULL,
  country TEXT NOT NULL,              -- ISO 3166-1 alpha-3, empty if unknown
  located INTEGER NOT NULL,           -- 1: lat and lon are known
  lat     REAL NOT NULL,
  lon     REAL NOT NULL,
  facts   INTEGER NOT NULL            -- kept count
) STRICT, WITHOUT ROWID;
CREATE INDEX place_facts ON place(facts, key);

CREATE TABLE fact_place (
  place_id TEXT NOT NULL,
  day      TEXT NOT NULL,             -- of the fact there, 2006-01-02; empty: unknown
  fact_id  TEXT NOT NULL,
  PRIMARY KEY (place_id, day, fact_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX fact_place_fact ON fact_place(fact_id);
CREATE INDEX fact_place_day ON fact_place(day, place_id, fact_id);

-- When it was, for an actor's timeline.
ALTER TABLE fact_actor ADD COLUMN day TEXT NOT NULL DEFAULT '';
UPDATE fact_actor SET day = coalesce((SELECT substr(f.body ->> '$.time.from', 1, 10) FROM fact f WHERE f.id = fact_actor.fact_id), '');
CREATE INDEX fact_actor_day ON fact_actor(key, day, fact_id);
