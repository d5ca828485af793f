-- +goose Up
-- What the desk had judged and the page no longer said was taken over as if it did.
UPDATE fact_word SET stale_at = (SELECT f.gone_at FROM fact f WHERE f.id = fact_word.fact_id)
  WHERE stale_at = 0 AND fact_id IN (SELECT id FROM fact WHERE gone_at > 0);
INSERT INTO count(name, n) SELECT 'facts stale', count(*) FROM fact_word WHERE stale_at > 0
  ON CONFLICT(name) DO UPDATE SET n = excluded.n;
