-- +goose Up
-- What the desk rejected speaks of nobody and of no place.
DELETE FROM fact_actor WHERE fact_id IN (SELECT id FROM fact WHERE state = 'rejected');
DELETE FROM fact_place WHERE fact_id IN (SELECT id FROM fact WHERE state = 'rejected');

-- Nor are words that neither a name nor a code is known for anybody: he, officials.
WITH side(fact_id, actor) AS (
  SELECT f.id, a.value FROM fact f, json_each(f.body, '$.source') a WHERE f.id IN (SELECT fact_id FROM fact_actor)
  UNION ALL SELECT f.id, a.value FROM fact f, json_each(f.body, '$.target') a WHERE f.id IN (SELECT fact_id FROM fact_actor)
  UNION ALL SELECT f.id, a.value FROM fact f, json_each(f.body, '$.agreement.parties') a WHERE f.id IN (SELECT fact_id FROM fact_actor)
  UNION ALL SELECT f.id, f.body -> '$.speaker' FROM fact f WHERE f.id IN (SELECT fact_id FROM fact_actor) AND f.body -> '$.speaker' IS NOT NULL
), spoken(key, fact_id, known) AS (
  SELECT fold(coalesce(nullif(actor ->> '$.name', ''), actor ->> '$.text', '')), fact_id, coalesce(actor ->> '$.name', '') || coalesce(actor ->> '$.code', '') FROM side
)
DELETE FROM fact_actor WHERE (key, fact_id) IN (SELECT key, fact_id FROM spoken GROUP BY key, fact_id HAVING max(known) = '');

UPDATE actor SET facts = (SELECT count(DISTINCT fact_id) FROM fact_actor WHERE fact_actor.key = actor.key);
DELETE FROM actor WHERE facts <= 0 AND key NOT IN (SELECT key FROM actor_word);
UPDATE place SET facts = (SELECT count(DISTINCT fact_id) FROM fact_place WHERE place_id = place.id);
