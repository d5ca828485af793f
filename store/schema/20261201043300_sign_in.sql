-- +goose Up

-- Each browser in which a user is signed in. A session names its row here and
-- ends with it. Sessions of earlier versions name none, so they end now.
CREATE TABLE sign_in (
  id           TEXT PRIMARY KEY,
  user_id      TEXT NOT NULL REFERENCES user(id),
  begun_at     INTEGER NOT NULL,
  used_at      INTEGER NOT NULL,
  confirmed_at INTEGER NOT NULL, -- when the password was last entered
  address      TEXT NOT NULL,
  browser      TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sign_in_user ON sign_in(user_id, used_at);

DELETE FROM session;
DELETE FROM setting WHERE name LIKE 'sign-ins/%';

-- Attempts to sign in that failed, the newest few thousand.
CREATE TABLE failed_sign_in (
  seq     INTEGER PRIMARY KEY,
  at      INTEGER NOT NULL,
  account TEXT NOT NULL, -- as it was typed
  address TEXT NOT NULL,
  reason  TEXT NOT NULL
) STRICT;
