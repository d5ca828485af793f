-- +goose Up
-- Subscriptions of sources that are not looked at any more: their hubs are to be
-- told so.
INSERT INTO due(kind, key, at) SELECT 'hub', w.source_id, 0 FROM websub w JOIN source s ON s.id = w.source_id
  WHERE s.state <> 'active' AND w.state <> 'ended' ON CONFLICT(kind, key) DO UPDATE SET at = 0;
UPDATE websub SET state = 'leaving' WHERE state <> 'ended' AND source_id IN (SELECT id FROM source WHERE state <> 'active');
