package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"dateline/news"
)

// A SourceRow is a source with its health.
type SourceRow struct {
	news.Source
	AddedAt     time.Time
	Memory      string // what the last look left for the next; the collect stage's
	History     string // from which its rhythm is told; the collect stage's
	LastLook    time.Time
	LastSuccess time.Time
	LastNew     time.Time // when a look last brought something
	NextLook    time.Time
	LastError   string // why the last look failed, in words; empty if it did not
	Damaged     string // what is wrong with a feed that could be read all the same
	Failures    int    // in a row
	Items       int
	Reports     int
}

const sourceColumns = `id, name, feed, site, kind, folder, state, added_at, memory, history,
	last_look_at, last_success_at, last_new_at, next_look_at, last_error, damaged, failures, items, reports`

func scanSource(r *sql.Rows) (s SourceRow, err error) {
	var added, look, success, fresh, next int64
	err = r.Scan(&s.ID, &s.Name, &s.Feed, &s.Site, &s.Kind, &s.Folder, &s.State, &added, &s.Memory, &s.History,
		&look, &success, &fresh, &next, &s.LastError, &s.Damaged, &s.Failures, &s.Items, &s.Reports)
	s.AddedAt, s.LastLook, s.LastSuccess, s.LastNew, s.NextLook = fromMillis(added), fromMillis(look), fromMillis(success), fromMillis(fresh), fromMillis(next)
	return s, err
}

// AddSource adds a source and says whether it was new. One that was removed
// comes back with its reports.
func (tx *Tx) AddSource(s news.Source, now time.Time) (bool, error) {
	var state news.SourceState
	err := tx.row([]any{&state}, "SELECT state FROM source WHERE id = ?", s.ID)
	switch {
	case errors.Is(err, ErrNotFound):
		_, err = tx.exec("INSERT INTO source(id, name, feed, site, kind, folder, state, added_at) VALUES (?,?,?,?,?,?,?,?)",
			s.ID, s.Name, s.Feed, s.Site, s.Kind, s.Folder, s.State, millis(now))
	case err != nil:
		return false, err
	case state != news.SourceRemoved:
		return false, nil
	default:
		_, err = tx.exec("UPDATE source SET state = ?, folder = ? WHERE id = ?", s.State, s.Folder, s.ID)
	}
	if err != nil {
		return false, err
	}
	return true, tx.count("sources", 1)
}

// ChangeSource stores name, site, folder and state of a source that is there.
func (tx *Tx) ChangeSource(s news.Source) error {
	var before news.SourceState
	if err := tx.row([]any{&before}, "SELECT state FROM source WHERE id = ?", s.ID); err != nil {
		return err
	}
	if _, err := tx.exec("UPDATE source SET name = ?, site = ?, folder = ?, state = ? WHERE id = ?", s.Name, s.Site, s.Folder, s.State, s.ID); err != nil {
		return err
	}
	if before != s.State && s.State == news.SourceRemoved {
		return tx.count("sources", -1)
	}
	if before == news.SourceRemoved && s.State != news.SourceRemoved {
		return tx.count("sources", 1)
	}
	return nil
}

// A SourceLook is how a look at a source ended.
type SourceLook struct {
	SourceID        string
	At, Next        time.Time
	Memory, History string
	New             int    // items that are new or changed
	Error           string // why it failed; empty if it did not
	Damaged         string
	Name, Site      string // from the feed; kept where the source has none
}

// SaveLook stores how a look at a source ended.
func (tx *Tx) SaveLook(l SourceLook) error {
	_, err := tx.exec(`UPDATE source SET memory = ?2, history = ?3, last_look_at = ?4, next_look_at = ?5,
		last_error = ?6, damaged = ?7,
		failures = CASE WHEN ?6 = '' THEN 0 ELSE failures + 1 END,
		last_success_at = CASE WHEN ?6 = '' THEN ?4 ELSE last_success_at END,
		last_new_at = CASE WHEN ?8 > 0 THEN ?4 ELSE last_new_at END,
		name = CASE WHEN name = '' THEN ?9 ELSE name END,
		site = CASE WHEN site = '' THEN ?10 ELSE site END
		WHERE id = ?1`,
		l.SourceID, l.Memory, l.History, millis(l.At), millis(l.Next), l.Error, l.Damaged, l.New, l.Name, l.Site)
	return err
}

// Source gives one source.
func (db *DB) Source(ctx context.Context, id string) (SourceRow, error) {
	return one(ctx, db, scanSource, "SELECT "+sourceColumns+" FROM source WHERE id = ?", id)
}

// Sources lists sources by name, those that were removed left out; find
// narrows to those whose name, address or folder has it.
func (db *DB) Sources(ctx context.Context, find string, p news.Paging) (Page[SourceRow], error) {
	limit := limitOf(p)
	offset, err := afterOffset(p.After)
	if err != nil {
		return Page[SourceRow]{}, err
	}
	rows, err := collect(ctx, db, scanSource, "SELECT "+sourceColumns+` FROM source
		WHERE state <> 'removed' AND (?1 = '' OR instr(lower(name || ' ' || feed || ' ' || folder), lower(?1)))
		ORDER BY name COLLATE NOCASE, id LIMIT ?2 OFFSET ?3`, find, limit+1, offset)
	if err != nil {
		return Page[SourceRow]{}, fmt.Errorf("listing sources: %w", err)
	}
	return paged(rows, limit, func(SourceRow) string { return cursor(int64(offset + limit)) }), nil
}

// SaveItem keeps what a source says of a page. fresh says that its page is to
// be fetched: the item is new or says something else than before, and no other
// source brought the same page already.
func (tx *Tx) SaveItem(i news.Item, now time.Time) (fresh bool, err error) {
	body, err := toJSON(i)
	if err != nil {
		return false, err
	}
	digest := news.Digest([]byte(body))
	var before string
	err = tx.row([]any{&before}, "SELECT digest FROM item WHERE id = ?", i.ID)
	switch {
	case err == nil && before == digest:
		return false, nil
	case err == nil:
		_, err = tx.exec("UPDATE item SET digest = ?, item = ? WHERE id = ?", digest, body, i.ID)
		return true, err
	case !errors.Is(err, ErrNotFound):
		return false, err
	}
	var others int
	if err := tx.row([]any{&others}, "SELECT count(*) FROM item WHERE url = ?", i.URL); err != nil {
		return false, err
	}
	if _, err := tx.exec("INSERT INTO item(id, source_id, url, digest, item, seen_at) VALUES (?,?,?,?,?,?)", i.ID, i.SourceID, i.URL, digest, body, millis(now)); err != nil {
		return false, err
	}
	if _, err := tx.exec("UPDATE source SET items = items + 1 WHERE id = ?", i.SourceID); err != nil {
		return false, err
	}
	return others == 0, tx.count("items", 1)
}

// ItemOutcome keeps how the last fetch of an item's page ended: "ok" or the
// reason of the failure in words.
func (tx *Tx) ItemOutcome(id, outcome string) error {
	if outcome == "ok" {
		n, err := tx.exec("UPDATE item SET given_up = 0 WHERE id = ? AND given_up = 1", id)
		if err != nil {
			return err
		}
		if err := tx.count("pages given up", -int(n)); err != nil {
			return err
		}
	}
	_, err := tx.exec("UPDATE item SET outcome = ? WHERE id = ?", outcome, id)
	return err
}

// PageGivenUp says that an item's page cannot be had.
func (tx *Tx) PageGivenUp(itemID string) error {
	n, err := tx.exec("UPDATE item SET given_up = 1 WHERE id = ? AND given_up = 0", itemID)
	if err != nil {
		return err
	}
	return tx.count("pages given up", int(n))
}

// An ItemRow is an item with what became of it.
type ItemRow struct {
	news.Item
	SeenAt  time.Time
	Outcome string
}

func scanItem(r *sql.Rows) (i ItemRow, err error) {
	var body string
	var seen int64
	if err = r.Scan(&body, &seen, &i.Outcome); err == nil {
		err = json.Unmarshal([]byte(body), &i.Item)
	}
	i.SeenAt = fromMillis(seen)
	return i, err
}

// Item gives one item.
func (db *DB) Item(ctx context.Context, id string) (ItemRow, error) {
	return one(ctx, db, scanItem, "SELECT item, seen_at, outcome FROM item WHERE id = ?", id)
}

// Items lists what a source brought, newest first.
func (db *DB) Items(ctx context.Context, sourceID string, p news.Paging) (Page[ItemRow], error) {
	limit := limitOf(p)
	offset, err := afterOffset(p.After)
	if err != nil {
		return Page[ItemRow]{}, err
	}
	rows, err := collect(ctx, db, scanItem, "SELECT item, seen_at, outcome FROM item WHERE source_id = ? ORDER BY seen_at DESC, id LIMIT ? OFFSET ?", sourceID, limit+1, offset)
	return paged(rows, limit, func(ItemRow) string { return cursor(int64(offset + limit)) }), err
}
