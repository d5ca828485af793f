-- +goose Up

-- What users wrote into a form that was not taken yet: their session ended, or
-- the editor kept it by itself. One row for each form of a user.
CREATE TABLE writing (
  id      TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES user(id),
  form    TEXT NOT NULL,  -- where it is sent, and a field by which the form is told from others
  action  TEXT NOT NULL,  -- path that the form is sent to
  page    TEXT NOT NULL,  -- page that the form stands on
  fields  TEXT NOT NULL,  -- as a form is encoded, without secrets
  at      INTEGER NOT NULL,
  UNIQUE (user_id, form)
) STRICT, WITHOUT ROWID;
CREATE INDEX writing_at ON writing(at);
