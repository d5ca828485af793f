-- +goose Up
-- What stands on a capture is asked for each that may be given up.
CREATE INDEX report_version_capture ON report_version(capture_id);
