-- +goose Up
-- Who facts speak of. The key is the name in lower case, or the text where no
-- name is known.
CREATE TABLE actor (
  key    TEXT PRIMARY KEY,
  name   TEXT NOT NULL,
  code   TEXT NOT NULL,
  sector TEXT NOT NULL,
  facts  INTEGER NOT NULL             -- kept count
) STRICT, WITHOUT ROWID;
CREATE INDEX actor_facts ON actor(facts, key);

CREATE TABLE fact_actor (
  key     TEXT NOT NULL,
  fact_id TEXT NOT NULL,
  side    TEXT NOT NULL,              -- source, target, speaker or party
  PRIMARY KEY (key, fact_id, side)
) STRICT, WITHOUT ROWID;
CREATE INDEX fact_actor_fact ON fact_actor(fact_id);
