-- +goose Up
-- The verb of what was done, without auxiliaries before it: what were killed and what
-- killed are of one frame. Whoever writes a fact says it.
DROP INDEX fact_verb;
ALTER TABLE fact DROP COLUMN verb;
ALTER TABLE fact ADD COLUMN verb TEXT NOT NULL DEFAULT '';
UPDATE fact SET verb = lower(coalesce(body ->> '$.predicate', '')) WHERE kind = 'event';
-- Of kept facts, up to three: will not be killed.
UPDATE fact SET verb = substr(verb, instr(verb, ' ') + 1) WHERE instr(verb, ' ') > 0 AND substr(verb, 1, instr(verb, ' ') - 1) IN ('be','is','are','was','were','been','being','will','would','can','could','may','might','shall','should','must','not');
UPDATE fact SET verb = substr(verb, instr(verb, ' ') + 1) WHERE instr(verb, ' ') > 0 AND substr(verb, 1, instr(verb, ' ') - 1) IN ('be','is','are','was','were','been','being','will','would','can','could','may','might','shall','should','must','not');
UPDATE fact SET verb = substr(verb, instr(verb, ' ') + 1) WHERE instr(verb, ' ') > 0 AND substr(verb, 1, instr(verb, ' ') - 1) IN ('be','is','are','was','were','been','being','will','would','can','could','may','might','shall','should','must','not');
UPDATE fact SET verb = substr(verb, 1, instr(verb, ' ') - 1) WHERE instr(verb, ' ') > 0;
CREATE INDEX fact_verb ON fact(verb, seq) WHERE kind = 'event';
