package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
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
	Reason      string // the sort of that failure; the newsroom's
	Damaged     string // what is wrong with a feed that could be read all the same

	FailingSince, DamagedSince time.Time
	Failures                   int // in a row
	Items                      int
	Reports                    int
}

const sourceColumns = `id, name, feed, site, kind, folder, state, added_at, memory, history,
	last_look_at, last_success_at, last_new_at, next_look_at, last_error, reason, damaged, failing_since, damaged_since, failures, items, reports`

func scanSource(r *sql.Rows) (s SourceRow, err error) {
	var added, look, success, fresh, next, failing, damaged int64
	err = r.Scan(&s.ID, &s.Name, &s.Feed, &s.Site, &s.Kind, &s.Folder, &s.State, &added, &s.Memory, &s.History,
		&look, &success, &fresh, &next, &s.LastError, &s.Reason, &s.Damaged, &failing, &damaged, &s.Failures, &s.Items, &s.Reports)
	s.AddedAt, s.LastLook, s.LastSuccess, s.LastNew, s.NextLook = fromMillis(added), fromMillis(look), fromMillis(success), fromMillis(fresh), fromMillis(next)
	s.FailingSince, s.DamagedSince = fromMillis(failing), fromMillis(damaged)
	return s, err
}

// AddSource adds a source and says whether it was new. One that was removed
// comes back with its reports, under the identity that it had.
func (tx *Tx) AddSource(s news.Source, now time.Time) (id string, fresh bool, err error) {
	var state news.SourceState
	err = tx.row([]any{&state, &s.ID}, "SELECT state, id FROM source WHERE feed = ?", s.Feed) // one that moved there has another identity
	if errors.Is(err, ErrNotFound) {
		err = tx.row([]any{&state}, "SELECT state FROM source WHERE id = ?", s.ID)
	}
	switch {
	case errors.Is(err, ErrNotFound):
		_, err = tx.exec("INSERT INTO source(id, name, feed, site, kind, folder, state, added_at) VALUES (?,?,?,?,?,?,?,?)",
			s.ID, s.Name, s.Feed, s.Site, s.Kind, s.Folder, s.State, millis(now))
	case err != nil:
		return "", false, err
	case state != news.SourceRemoved:
		return s.ID, false, nil
	default:
		_, err = tx.exec("UPDATE source SET state = ?, folder = ? WHERE id = ?", s.State, s.Folder, s.ID)
	}
	if err != nil {
		return "", false, err
	}
	return s.ID, true, tx.count("sources", 1)
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

// MoveSource changes the address of a source's feed; false if another source has
// it already.
func (tx *Tx) MoveSource(id, feed string) (bool, error) {
	var others int
	if err := tx.row([]any{&others}, "SELECT count(*) FROM source WHERE feed = ? AND id <> ?", feed, id); err != nil || others > 0 {
		return false, err
	}
	_, err := tx.exec("UPDATE source SET feed = ? WHERE id = ?", feed, id)
	return true, err
}

// A SourceLook is how a look at a source ended.
type SourceLook struct {
	SourceID        string
	At, Next        time.Time
	Memory, History string
	New             int    // items that are new or changed
	Error, Reason   string // why it failed, in words and its sort; empty if it did not
	Damaged         string
	Name, Site      string // from the feed; kept where the source has none
}

// SaveLook stores how a look at a source ended.
func (tx *Tx) SaveLook(l SourceLook) error {
	_, err := tx.exec(`UPDATE source SET memory = ?2, history = ?3, last_look_at = ?4, next_look_at = ?5,
		last_error = ?6, reason = ?11, damaged = ?7,
		failing_since = CASE WHEN ?6 = '' THEN 0 WHEN failures = 0 THEN ?4 ELSE failing_since END,
		damaged_since = CASE WHEN ?7 = '' THEN 0 WHEN damaged = '' THEN ?4 ELSE damaged_since END,
		failures = CASE WHEN ?6 = '' THEN 0 ELSE failures + 1 END,
		last_success_at = CASE WHEN ?6 = '' THEN ?4 ELSE last_success_at END,
		last_new_at = CASE WHEN ?8 > 0 THEN ?4 ELSE last_new_at END,
		name = CASE WHEN name = '' THEN ?9 ELSE name END,
		site = CASE WHEN site = '' THEN ?10 ELSE site END
		WHERE id = ?1`,
		l.SourceID, l.Memory, l.History, millis(l.At), millis(l.Next), l.Error, l.Damaged, l.New, l.Name, l.Site, l.Reason)
	return err
}

// SaveHistory keeps what a source's rhythm is told from, outside of a look.
func (tx *Tx) SaveHistory(sourceID, history string) error {
	_, err := tx.exec("UPDATE source SET history = ? WHERE id = ?", history, sourceID)
	return err
}

// Source gives one source.
func (db *Reader) Source(ctx context.Context, id string) (SourceRow, error) {
	return one(ctx, db, scanSource, "SELECT "+sourceColumns+" FROM source WHERE id = ?", id)
}

// SourceAddresses gives the addresses of the feeds and sites of all sources that
// are looked at.
func (db *Reader) SourceAddresses(ctx context.Context) (map[string]bool, error) {
	known := map[string]bool{}
	_, err := collect(ctx, db, func(r *sql.Rows) (struct{}, error) {
		var feed, site string
		err := r.Scan(&feed, &site)
		known[feed], known[site] = true, true
		return struct{}{}, err
	}, "SELECT feed, site FROM source WHERE state <> 'removed'")
	return known, err
}

// SourcesOf gives the sources with some identities, in no order.
func (db *Reader) SourcesOf(ctx context.Context, ids []string) ([]SourceRow, error) {
	list, err := toJSON(ids)
	if err != nil {
		return nil, err
	}
	return collect(ctx, db, scanSource, "SELECT "+sourceColumns+" FROM source WHERE id IN (SELECT value FROM json_each(?))", list)
}

// Sources lists sources by name, those that were removed left out; find
// narrows to those whose name, address or folder has it.
func (db *Reader) Sources(ctx context.Context, find string, p news.Paging) (Page[SourceRow], error) {
	limit := limitOf(p)
	offset, err := afterOffset(p.After)
	if err != nil {
		return Page[SourceRow]{}, err
	}
	rows, err := collect(ctx, db, scanSource, "SELECT "+sourceColumns+` FROM source
		WHERE state <> 'removed' AND (?1 = '' OR instr(fold(name || ' ' || feed || ' ' || folder), fold(?1)))
		ORDER BY name COLLATE NOCASE, id LIMIT ?2 OFFSET ?3`, find, limit+1, offset)
	if err != nil {
		return Page[SourceRow]{}, fmt.Errorf("listing sources: %w", err)
	}
	return paged(rows, limit, func(SourceRow) string { return cursor(int64(offset + limit)) }), nil
}

// SaveItems keeps what a source says of pages. fresh are the items whose page is
// to be fetched: they are new or say something else than before, and no other
// source brought the same page already.
func (tx *Tx) SaveItems(items []news.Item, now time.Time) (fresh []string, err error) {
	rows := make([]itemRow, len(items))
	ids := make([]string, len(items))
	for i, item := range items {
		body, err := json.Marshal(item)
		if err != nil {
			return nil, err
		}
		rows[i] = itemRow{item, body, news.Digest(body)}
		ids[i] = item.ID
	}
	known, err := tx.digests(ids)
	if err != nil {
		return nil, err
	}
	var unknown []itemRow
	for _, row := range rows {
		before, ok := known[row.ID]
		switch {
		case !ok:
			unknown = append(unknown, row)
			known[row.ID] = row.digest // one that is named twice is kept once
		case before != row.digest:
			if _, err := tx.exec("UPDATE item SET digest = ?, item = ? WHERE id = ?", row.digest, string(row.body), row.ID); err != nil {
				return nil, err
			}
			fresh = append(fresh, row.ID)
		}
	}
	added, err := tx.addItems(unknown, now)
	return append(fresh, added...), err
}

// An itemRow is an item as its row holds it.
type itemRow struct {
	news.Item
	body   []byte
	digest string
}

// digests gives the digests of those items that are kept.
func (tx *Tx) digests(ids []string) (map[string]string, error) {
	known := map[string]string{}
	if len(ids) == 0 {
		return known, nil
	}
	list, err := toJSON(ids)
	if err != nil {
		return nil, err
	}
	_, err = collect(tx.ctx, tx, func(r *sql.Rows) (struct{}, error) {
		var id, digest string
		err := r.Scan(&id, &digest)
		known[id] = digest
		return struct{}{}, err
	}, "SELECT id, digest FROM item WHERE id IN (SELECT value FROM json_each(?))", list)
	return known, err
}

// insertedAtOnce is how many items one statement inserts.
const insertedAtOnce = 10

var (
	insertItem  = "INSERT INTO item(id, source_id, url, digest, item, seen_at) VALUES (?,?,?,?,?,?)"
	insertItems = insertItem + strings.Repeat(",(?,?,?,?,?,?)", insertedAtOnce-1)
)

// addItems inserts items and gives those whose page no source had brought yet.
func (tx *Tx) addItems(rows []itemRow, now time.Time) (fresh []string, err error) {
	if len(rows) == 0 {
		return nil, nil
	}
	urls := make([]string, len(rows))
	for i, row := range rows {
		urls[i] = row.URL
	}
	list, err := toJSON(urls)
	if err != nil {
		return nil, err
	}
	elsewhere := map[string]bool{}
	if _, err := collect(tx.ctx, tx, func(r *sql.Rows) (struct{}, error) {
		var url string
		err := r.Scan(&url)
		elsewhere[url] = true
		return struct{}{}, err
	}, "SELECT url FROM item WHERE url IN (SELECT value FROM json_each(?))", list); err != nil {
		return nil, err
	}
	bySource := map[string]int{}
	args := make([]any, 0, 6*insertedAtOnce)
	for i, row := range rows {
		if !elsewhere[row.URL] {
			fresh = append(fresh, row.ID)
		}
		bySource[row.SourceID]++
		args = append(args, row.ID, row.SourceID, row.URL, row.digest, string(row.body), millis(now))
		query := insertItems
		if i >= len(rows)/insertedAtOnce*insertedAtOnce {
			query = insertItem
		} else if len(args) < cap(args) {
			continue
		}
		if _, err := tx.exec(query, args...); err != nil {
			return nil, err
		}
		args = args[:0]
	}
	for id, n := range bySource {
		if _, err := tx.exec("UPDATE source SET items = items + ? WHERE id = ?", n, id); err != nil {
			return nil, err
		}
	}
	return fresh, tx.count("items", len(rows))
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
func (db *Reader) Item(ctx context.Context, id string) (ItemRow, error) {
	return one(ctx, db, scanItem, "SELECT item, seen_at, outcome FROM item WHERE id = ?", id)
}

// Items lists what a source brought, newest first.
func (db *Reader) Items(ctx context.Context, sourceID string, p news.Paging) (Page[ItemRow], error) {
	limit := limitOf(p)
	offset, err := afterOffset(p.After)
	if err != nil {
		return Page[ItemRow]{}, err
	}
	rows, err := collect(ctx, db, scanItem, "SELECT item, seen_at, outcome FROM item WHERE source_id = ? ORDER BY seen_at DESC, id LIMIT ? OFFSET ?", sourceID, limit+1, offset)
	return paged(rows, limit, func(ItemRow) string { return cursor(int64(offset + limit)) }), err
}
