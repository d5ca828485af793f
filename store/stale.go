package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// A StaleCitation is a citation of a published dispatch whose page no longer says what
// is cited, or words in the rest of the dispatch that a cited page no longer has.
type StaleCitation struct {
	DispatchID string
	Number     int // in the dispatch; 0: the rest of the text
	ReportID   string
	Version    int      // that is cited
	Newest     int      // that no longer says it
	Words      []string // of number 0: numbers and names that the page no longer has
	At         time.Time
	Looked     bool // someone looked at it and lets it stand
}

// A staleKey is which page's change a passage was compared with.
type staleKey struct {
	number, newest int
	report         string
}

// StaleDispatches is the count of dispatches with stale citations at which
// nobody looked yet.
const StaleDispatches = "dispatches stale"

// SetStale says which citations of a dispatch are stale now. What somebody let
// stand stays so until the page changes again.
func (tx *Tx) SetStale(dispatchID string, stale []StaleCitation) error {
	had, err := tx.unlooked(dispatchID)
	if err != nil {
		return err
	}
	looked, err := collect(tx.ctx, tx, func(r *sql.Rows) (k staleKey, err error) {
		err = r.Scan(&k.number, &k.newest, &k.report)
		return k, err
	}, "SELECT number, newest, report_id FROM stale_passage WHERE dispatch_id = ? AND looked = 1", dispatchID)
	if err != nil {
		return err
	}
	if _, err := tx.exec("DELETE FROM stale_passage WHERE dispatch_id = ?", dispatchID); err != nil {
		return err
	}
	for _, s := range stale {
		words, err := toJSON(append([]string{}, s.Words...)) // never null
		if err != nil {
			return err
		}
		stands := slices.Contains(looked, staleKey{s.Number, s.Newest, s.ReportID})
		if _, err := tx.exec("INSERT INTO stale_passage(dispatch_id, number, report_id, version, newest, words, at, looked) VALUES (?,?,?,?,?,?,?,?)",
			dispatchID, s.Number, s.ReportID, s.Version, s.Newest, words, millis(s.At), stands); err != nil {
			return fmt.Errorf("citation %d of %s: %w", s.Number, dispatchID, err)
		}
	}
	has, err := tx.unlooked(dispatchID)
	if err != nil {
		return err
	}
	return tx.count(StaleDispatches, has-had)
}

// StalePassages gives the stale citations of a dispatch as the transaction sees them.
func (tx *Tx) StalePassages(dispatchID string) ([]StaleCitation, error) {
	return collect(tx.ctx, tx, scanStale, staleQuery+"dispatch_id = ? ORDER BY number, report_id", dispatchID)
}

// LetStand says that someone looked at a dispatch's stale citations and lets them stand.
func (tx *Tx) LetStand(dispatchID string) error {
	had, err := tx.unlooked(dispatchID)
	if err != nil {
		return err
	}
	if _, err := tx.exec("UPDATE stale_passage SET looked = 1 WHERE dispatch_id = ?", dispatchID); err != nil {
		return err
	}
	return tx.count(StaleDispatches, -had)
}

// unlooked is 1 if a dispatch has stale citations at which nobody looked, else 0.
func (tx *Tx) unlooked(dispatchID string) (n int, err error) {
	err = tx.row([]any{&n}, "SELECT EXISTS (SELECT 1 FROM stale_passage WHERE dispatch_id = ? AND looked = 0)", dispatchID)
	return n, err
}

// StaleCitations gives the stale citations of a dispatch, or of all that nobody
// looked at if it is empty.
func (db *Reader) StaleCitations(ctx context.Context, dispatchID string) ([]StaleCitation, error) {
	which, args := "looked = 0", []any{}
	if dispatchID != "" {
		which, args = "dispatch_id = ?", []any{dispatchID}
	}
	return collect(ctx, db, scanStale, staleQuery+which+" ORDER BY dispatch_id, number, report_id", args...)
}

const staleQuery = "SELECT dispatch_id, number, report_id, version, newest, words, at, looked FROM stale_passage WHERE "

func scanStale(r *sql.Rows) (s StaleCitation, err error) {
	var at int64
	var words string
	if err = r.Scan(&s.DispatchID, &s.Number, &s.ReportID, &s.Version, &s.Newest, &words, &at, &s.Looked); err != nil {
		return s, err
	}
	s.At = fromMillis(at)
	return s, json.Unmarshal([]byte(words), &s.Words)
}

// ItemOfReport gives the item whose page a report was read from.
func (db *Reader) ItemOfReport(ctx context.Context, reportID string) (itemID string, err error) {
	return one(ctx, db, func(r *sql.Rows) (id string, err error) {
		err = r.Scan(&id)
		return id, err
	}, "SELECT c.item_id FROM report r JOIN capture c ON c.id = r.capture_id WHERE r.id = ? AND c.item_id <> ''", reportID)
}
