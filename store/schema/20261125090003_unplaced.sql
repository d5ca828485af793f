-- +goose Up
-- Reports whose facts were recorded before it was kept where they were. Recorded
-- again they are in here no more.
CREATE TABLE unplaced (
  report_id TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
INSERT INTO unplaced(report_id) SELECT DISTINCT report_id FROM fact
  WHERE gone_at = 0 AND state <> 'rejected' AND coalesce(body ->> '$.place.text', body ->> '$.place.name', '') <> ''
  AND id NOT IN (SELECT fact_id FROM fact_place);
