-- +goose Up
-- What was asked for and waits to be confirmed: the section, and the secret
-- that confirms it, a new one for each request. Apart from "secret", by which
-- old e-mails end the subscription whatever is asked for later.
ALTER TABLE subscriber ADD COLUMN asked_section TEXT NOT NULL DEFAULT '';
ALTER TABLE subscriber ADD COLUMN asked_secret TEXT NOT NULL DEFAULT '';
UPDATE subscriber SET asked_section = section, asked_secret = secret WHERE state = 'pending';
