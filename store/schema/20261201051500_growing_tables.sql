-- +goose Up
-- Indexes for statements that looked through tables that grow with the archive.

-- The desk's lists of dispatches in one state.
CREATE INDEX dispatch_state ON dispatch(state, changed_at);

-- What an alert found, the newest first, and the alerts that found a report.
CREATE INDEX alert_hit_newest ON alert_hit(alert_id, seq);
CREATE INDEX alert_hit_report ON alert_hit(report_id);

-- What joining has to remember after a start.
CREATE INDEX report_joined ON report(max(published, arrived_at)) WHERE story_id <> '';

-- What the desk said of facts, as it lists them.
CREATE INDEX fact_word_listed ON fact_word(CASE WHEN stale_at > 0 THEN 'stale' ELSE state END, stale_at DESC, at DESC, fact_id);

-- What nobody looked at of stale citations.
CREATE INDEX stale_citation_new ON stale_citation(dispatch_id, number) WHERE looked = 0;

-- What is in hand, among all that is due.
CREATE INDEX due_leased ON due(kind, at) WHERE leased = 1;

-- What failed, among all that is due.
CREATE INDEX due_failed ON due(stuck DESC, at, kind, key) WHERE stuck = 1 OR tries > 0;
