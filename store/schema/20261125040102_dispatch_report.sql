-- +goose Up
-- Which reports a dispatch cites: as it stands (edition 0), and as it was released.
CREATE TABLE dispatch_report (
  report_id   TEXT NOT NULL,
  dispatch_id TEXT NOT NULL,
  edition     INTEGER NOT NULL,
  PRIMARY KEY (report_id, dispatch_id, edition)
) STRICT, WITHOUT ROWID;
CREATE INDEX dispatch_report_dispatch ON dispatch_report(dispatch_id, edition);
INSERT INTO dispatch_report(report_id, dispatch_id, edition)
  SELECT DISTINCT c.value ->> '$.report_id', d.id, 0 FROM dispatch d, json_each(d.body, '$.citations') c WHERE c.value ->> '$.report_id' <> ''
  UNION SELECT DISTINCT c.value ->> '$.report_id', e.dispatch_id, e.edition FROM dispatch_edition e, json_each(e.body, '$.citations') c WHERE c.value ->> '$.report_id' <> '';
