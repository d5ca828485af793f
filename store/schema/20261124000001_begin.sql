-- +goose Up

-- Times are milliseconds since 1970, UTC; 0 is "unknown". A column named body
-- or item holds the JSON of the value in package news; the columns beside it
-- are what queries need.

CREATE TABLE source (
  id              TEXT PRIMARY KEY,
  name            TEXT NOT NULL,
  feed            TEXT NOT NULL UNIQUE,
  site            TEXT NOT NULL,
  kind            TEXT NOT NULL,
  folder          TEXT NOT NULL,
  state           TEXT NOT NULL,
  added_at        INTEGER NOT NULL,
  memory          TEXT NOT NULL DEFAULT '',  -- what the last look left for the next
  history         TEXT NOT NULL DEFAULT '',  -- from which the rhythm is told
  last_look_at    INTEGER NOT NULL DEFAULT 0,
  last_success_at INTEGER NOT NULL DEFAULT 0,
  last_new_at     INTEGER NOT NULL DEFAULT 0,
  next_look_at    INTEGER NOT NULL DEFAULT 0,
  last_error      TEXT NOT NULL DEFAULT '',
  damaged         TEXT NOT NULL DEFAULT '',
  failures        INTEGER NOT NULL DEFAULT 0, -- in a row
  items           INTEGER NOT NULL DEFAULT 0, -- kept count
  reports         INTEGER NOT NULL DEFAULT 0  -- kept count
) STRICT;

CREATE TABLE item (
  id        TEXT PRIMARY KEY,
  source_id TEXT NOT NULL REFERENCES source(id),
  url       TEXT NOT NULL,
  digest    TEXT NOT NULL,             -- of the item: a change makes the page worth another look
  item      TEXT NOT NULL,
  seen_at   INTEGER NOT NULL,
  outcome   TEXT NOT NULL DEFAULT ''   -- the last fetch: '' not yet, 'ok', or the reason of the failure
) STRICT;
CREATE INDEX item_url ON item(url);
CREATE INDEX item_source ON item(source_id, seen_at);

CREATE TABLE capture_body (
  digest TEXT PRIMARY KEY,
  zstd   BLOB NOT NULL
) STRICT;

CREATE TABLE capture (
  id           TEXT PRIMARY KEY,
  source_id    TEXT NOT NULL,
  item_id      TEXT NOT NULL,
  url          TEXT NOT NULL,
  final_url    TEXT NOT NULL,
  fetched_at   INTEGER NOT NULL,
  status       INTEGER NOT NULL,
  header       TEXT NOT NULL,
  content_type TEXT NOT NULL,
  digest       TEXT NOT NULL REFERENCES capture_body(digest),
  size         INTEGER NOT NULL
) STRICT;
CREATE INDEX capture_item ON capture(item_id, fetched_at);

CREATE TABLE report (
  seq          INTEGER PRIMARY KEY AUTOINCREMENT,
  id           TEXT NOT NULL UNIQUE,
  version      INTEGER NOT NULL,
  source_id    TEXT NOT NULL,
  capture_id   TEXT NOT NULL,
  url          TEXT NOT NULL,
  kind         TEXT NOT NULL,
  outlet       TEXT NOT NULL,
  section      TEXT NOT NULL,
  headline     TEXT NOT NULL,
  standfirst   TEXT NOT NULL,
  language     TEXT NOT NULL,
  place        TEXT NOT NULL,
  published    INTEGER NOT NULL,
  arrived_at   INTEGER NOT NULL,
  changed_at   INTEGER NOT NULL,
  story_id     TEXT NOT NULL DEFAULT '',
  duplicate_of TEXT NOT NULL DEFAULT '',
  link         TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX report_story ON report(story_id, published, seq);
CREATE INDEX report_source ON report(source_id, seq);
CREATE INDEX report_url ON report(url);

CREATE TABLE report_version (
  report_id  TEXT NOT NULL,
  version    INTEGER NOT NULL,
  capture_id TEXT NOT NULL,
  at         INTEGER NOT NULL,
  body       BLOB NOT NULL,           -- zstd of the JSON
  PRIMARY KEY (report_id, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE story (
  seq         INTEGER PRIMARY KEY AUTOINCREMENT,
  id          TEXT NOT NULL UNIQUE,
  headline    TEXT NOT NULL,
  state       TEXT NOT NULL,
  merged_into TEXT NOT NULL DEFAULT '',
  first       INTEGER NOT NULL,
  last        INTEGER NOT NULL,
  changed_at  INTEGER NOT NULL,
  reports     INTEGER NOT NULL,       -- kept count
  outlets     INTEGER NOT NULL,       -- kept count
  copies      INTEGER NOT NULL        -- kept count of reports that are copies of others
) STRICT;
CREATE INDEX story_changed ON story(changed_at, seq);
CREATE INDEX story_reports ON story(reports, seq);

CREATE TABLE record (
  report_id TEXT PRIMARY KEY,
  version   INTEGER NOT NULL,
  recorder  TEXT NOT NULL,
  at        INTEGER NOT NULL,
  main      TEXT NOT NULL
) STRICT;

CREATE TABLE fact (
  seq       INTEGER PRIMARY KEY AUTOINCREMENT,
  id        TEXT NOT NULL UNIQUE,
  report_id TEXT NOT NULL,
  version   INTEGER NOT NULL,
  kind      TEXT NOT NULL,
  type      TEXT NOT NULL,
  state     TEXT NOT NULL,
  at        INTEGER NOT NULL,
  body      TEXT NOT NULL
) STRICT;
CREATE INDEX fact_report ON fact(report_id, seq);
CREATE INDEX fact_kind ON fact(kind, seq);

CREATE TABLE dispatch (
  seq          INTEGER PRIMARY KEY AUTOINCREMENT,
  id           TEXT NOT NULL UNIQUE,
  slug         TEXT NOT NULL UNIQUE,
  state        TEXT NOT NULL,
  section      TEXT NOT NULL,
  story_id     TEXT NOT NULL,
  headline     TEXT NOT NULL,
  published_at INTEGER NOT NULL,
  changed_at   INTEGER NOT NULL,
  edition      INTEGER NOT NULL,
  revision     INTEGER NOT NULL,      -- one more at each save: two people do not overwrite each other
  body         TEXT NOT NULL
) STRICT;
CREATE INDEX dispatch_published ON dispatch(state, published_at);
CREATE INDEX dispatch_section ON dispatch(section, state, published_at);
CREATE INDEX dispatch_changed ON dispatch(changed_at);
CREATE INDEX dispatch_story ON dispatch(story_id);

CREATE TABLE dispatch_edition (
  dispatch_id TEXT NOT NULL,
  edition     INTEGER NOT NULL,
  at          INTEGER NOT NULL,
  body        TEXT NOT NULL,
  PRIMARY KEY (dispatch_id, edition)
) STRICT, WITHOUT ROWID;

-- Who decided what, and when: written in the transaction of the decision.
CREATE TABLE decision (
  seq     INTEGER PRIMARY KEY AUTOINCREMENT,
  at      INTEGER NOT NULL,
  user_id TEXT NOT NULL,
  subject TEXT NOT NULL,
  act     TEXT NOT NULL,
  note    TEXT NOT NULL
) STRICT;
CREATE INDEX decision_subject ON decision(subject, seq);

CREATE TABLE subscriber (
  id         TEXT PRIMARY KEY,
  channel    TEXT NOT NULL,
  address    TEXT NOT NULL,
  section    TEXT NOT NULL,
  secret     TEXT NOT NULL,
  state      TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX subscriber_created ON subscriber(created_at, id);

CREATE TABLE delivery (
  seq       INTEGER PRIMARY KEY AUTOINCREMENT,
  id        TEXT NOT NULL UNIQUE,
  subject   TEXT NOT NULL,
  channel   TEXT NOT NULL,
  recipient TEXT NOT NULL,
  state     TEXT NOT NULL,
  tries     INTEGER NOT NULL DEFAULT 0,
  last_error TEXT NOT NULL DEFAULT '',
  decided_at INTEGER NOT NULL,
  secret    TEXT NOT NULL,
  body      TEXT NOT NULL
) STRICT;
CREATE INDEX delivery_state ON delivery(state, seq);
CREATE INDEX delivery_subject ON delivery(subject, seq);

CREATE TABLE alert (
  id         TEXT PRIMARY KEY,
  user_id    TEXT NOT NULL,
  name       TEXT NOT NULL,
  query      TEXT NOT NULL,
  channel    TEXT NOT NULL,
  address    TEXT NOT NULL,
  secret     TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  hits       INTEGER NOT NULL DEFAULT 0  -- kept count
) STRICT;
CREATE INDEX alert_user ON alert(user_id, created_at);

CREATE TABLE alert_hit (
  seq       INTEGER PRIMARY KEY AUTOINCREMENT,
  alert_id  TEXT NOT NULL,
  report_id TEXT NOT NULL,
  at        INTEGER NOT NULL,
  UNIQUE (alert_id, report_id)
) STRICT;

CREATE TABLE comment (
  seq         INTEGER PRIMARY KEY AUTOINCREMENT,
  id          TEXT NOT NULL UNIQUE,
  dispatch_id TEXT NOT NULL,
  name        TEXT NOT NULL,
  text        TEXT NOT NULL,
  state       TEXT NOT NULL,
  at          INTEGER NOT NULL
) STRICT;
CREATE INDEX comment_dispatch ON comment(dispatch_id, state, seq);
CREATE INDEX comment_state ON comment(state, seq);

CREATE TABLE user (
  id       TEXT PRIMARY KEY,
  name     TEXT NOT NULL,
  email    TEXT NOT NULL UNIQUE,
  role     TEXT NOT NULL,
  state    TEXT NOT NULL,
  password TEXT NOT NULL,             -- argon2id
  made_at  INTEGER NOT NULL
) STRICT;

CREATE TABLE session (
  token  TEXT PRIMARY KEY,
  data   BLOB NOT NULL,
  expiry INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_expiry ON session(expiry);

CREATE TABLE setting (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Counts that pages show.
CREATE TABLE count (
  name TEXT PRIMARY KEY,
  n    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What is due. A row that is taken gets a later "at" (the end of its lease) and
-- the next fence: a worker that died leaves it due again, and one that was
-- only slow finds the fence changed and its work refused.
CREATE TABLE due (
  kind       TEXT NOT NULL,
  key        TEXT NOT NULL,
  at         INTEGER NOT NULL,
  fence      INTEGER NOT NULL DEFAULT 0,
  leased     INTEGER NOT NULL DEFAULT 0,
  tries      INTEGER NOT NULL DEFAULT 0,
  last_error TEXT NOT NULL DEFAULT '',
  stuck      INTEGER NOT NULL DEFAULT 0, -- 1: needs a person
  PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX due_at ON due(stuck, kind, at);

-- What changed, in order; consumers keep a mark.
CREATE TABLE change (
  seq  INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  id   TEXT NOT NULL,
  at   INTEGER NOT NULL
) STRICT;

CREATE TABLE mark (
  name TEXT PRIMARY KEY,
  seq  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Tokens come analysed; the tokenizer only cuts at spaces.
CREATE VIRTUAL TABLE report_search USING fts5(
  headline, body, forms, section, place, actor, outlet, language,
  content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 0 categories 'L* N* M* Co'"
);
CREATE VIRTUAL TABLE dispatch_search USING fts5(
  headline, body, forms, section, place, actor, outlet, language,
  content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 0 categories 'L* N* M* Co'"
);
