-- +goose Up
-- What a page left for its site's memory is of the capture that its report stands
-- on. Where it was of a later one, the page is to be read again: its advice is
-- none that a memory gives.
DELETE FROM page_trace WHERE report_id NOT IN (SELECT id FROM report);
UPDATE page_trace SET advice = 'of another capture', capture_id = (SELECT capture_id FROM report WHERE id = report_id)
  WHERE capture_id <> (SELECT capture_id FROM report WHERE id = report_id);
