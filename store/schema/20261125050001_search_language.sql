-- +goose Up
-- The languages by whose rules the words were stemmed that are searched; empty: by
-- none. A search asks for a word's stem in each, and for no others.
CREATE TABLE search_language (language TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
INSERT INTO search_language(language)
WITH known(language, tags) AS (VALUES
  ('ar','ar'), ('da','da'), ('de','de'), ('en','en'), ('es','es'), ('fi','fi'), ('fr','fr'), ('ga','ga'), ('hu','hu'), ('it','it'),
  ('nl','nl'), ('no','no OR nb OR nn'), ('pt','pt'), ('ro','ro'), ('ru','ru'), ('sv','sv'), ('ta','ta'), ('tr','tr'))
SELECT language FROM known WHERE EXISTS (SELECT 1 FROM report_search WHERE report_search MATCH 'language : (' || tags || ')')
  OR EXISTS (SELECT 1 FROM dispatch_search WHERE dispatch_search MATCH 'language : (' || tags || ')')
UNION ALL SELECT '' WHERE EXISTS (SELECT 1 FROM report_search) OR EXISTS (SELECT 1 FROM dispatch_search);
