-- +goose Up

-- Which newsroom a database is: the same in all its copies, with a generation that is
-- one more in each copy that was restored.
INSERT INTO setting(name, value) VALUES ('newsroom', lower(hex(randomblob(12)))), ('generation', '1')
ON CONFLICT DO NOTHING;
