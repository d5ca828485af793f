-- +goose Up

-- What all deliveries of a subject have in common, once. The title stays; the body
-- (JSON of the texts) is removed when nothing of it may be sent any more.
CREATE TABLE message (
  subject TEXT PRIMARY KEY,
  title   TEXT NOT NULL,
  at      INTEGER NOT NULL,  -- when it was composed
  body    TEXT NOT NULL      -- empty: removed
) STRICT;
CREATE INDEX message_kept ON message(at) WHERE body <> '';

-- Of what may still be sent the text is kept without what was personal in it: the
-- link that unsubscribes, which is added when sending. Requests to confirm hold a
-- secret and are composed when sending.
INSERT INTO message(subject, title, at, body)
SELECT subject, coalesce(max(title), ''), min(decided_at),
  CASE WHEN subject LIKE 'confirm/%' OR max(state IN ('owed', 'sending', 'failed', 'unsure')) = 0 THEN ''
  ELSE json_object(
    'text', max(CASE WHEN instr(text, char(10) || char(10) || '-- ' || char(10) || 'To get no more of these: ')
      THEN substr(text, 1, instr(text, char(10) || char(10) || '-- ' || char(10) || 'To get no more of these: ') - 1) || char(10) ELSE text END),
    'html', max(CASE WHEN instr(html, '<p style="max-width:600px;margin:24px auto 0;font-size:14px;color:#555555"><a href="')
      THEN substr(html, 1, instr(html, '<p style="max-width:600px;margin:24px auto 0;font-size:14px;color:#555555"><a href="') - 1) || '</body></html>' || char(10) ELSE html END),
    'payload', max(payload)) END
FROM (SELECT subject, state, decided_at, json_extract(body, '$.title') AS title, coalesce(json_extract(body, '$.text'), '') AS text,
  coalesce(json_extract(body, '$.html'), '') AS html, coalesce(json_extract(body, '$.payload'), '') AS payload FROM delivery)
GROUP BY subject;

-- A delivery is who gets what, how it stands and what was answered; no text, no
-- address, no secret.
CREATE TABLE delivery_row (
  seq        INTEGER PRIMARY KEY AUTOINCREMENT,
  id         TEXT NOT NULL UNIQUE,
  subject    TEXT NOT NULL,
  channel    TEXT NOT NULL,
  recipient  TEXT NOT NULL,
  state      TEXT NOT NULL,
  tries      INTEGER NOT NULL DEFAULT 0,
  last_error TEXT NOT NULL DEFAULT '',
  decided_by TEXT NOT NULL,
  decided_at INTEGER NOT NULL,
  sent_at    INTEGER NOT NULL DEFAULT 0,
  receipt    TEXT NOT NULL DEFAULT ''
) STRICT;
INSERT INTO delivery_row(seq, id, subject, channel, recipient, state, tries, last_error, decided_by, decided_at, sent_at, receipt)
SELECT seq, id, subject, channel, recipient, state, tries, last_error, coalesce(json_extract(body, '$.decided_by'), ''), decided_at,
  coalesce(CAST(round((julianday(json_extract(body, '$.sent_at')) - 2440587.5) * 86400000) AS INTEGER), 0), coalesce(json_extract(body, '$.receipt'), '')
FROM delivery ORDER BY seq;
DROP TABLE delivery;
ALTER TABLE delivery_row RENAME TO delivery;
CREATE INDEX delivery_state ON delivery(state, seq);
CREATE INDEX delivery_subject ON delivery(subject, seq);

INSERT INTO count(name, n) SELECT 'deliveries unsure', count(*) FROM delivery WHERE state = 'unsure';
