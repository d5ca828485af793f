-- +goose Up
-- The kept count of facts is of those that the desk did not reject.
UPDATE count SET n = (SELECT count(*) FROM fact WHERE gone_at = 0 AND state <> 'rejected') WHERE name = 'facts';
