package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// A StaleCitation is a citation of a published dispatch whose page no longer
// says what is cited.
type StaleCitation struct {
	DispatchID string
	Number     int // in the dispatch
	ReportID   string
	Version    int // that is cited
	Newest     int // that no longer says it
	At         time.Time
	Looked     bool // someone looked at it and lets it stand
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
	looked, err := collect(tx.ctx, tx, func(r *sql.Rows) (k [2]int, err error) {
		err = r.Scan(&k[0], &k[1])
		return k, err
	}, "SELECT number, newest FROM stale_citation WHERE dispatch_id = ? AND looked = 1", dispatchID)
	if err != nil {
		return err
	}
	if _, err := tx.exec("DELETE FROM stale_citation WHERE dispatch_id = ?", dispatchID); err != nil {
		return err
	}
	for _, s := range stale {
		stands := 0
		for _, k := range looked {
			if k == [2]int{s.Number, s.Newest} {
				stands = 1
			}
		}
		if _, err := tx.exec("INSERT INTO stale_citation(dispatch_id, number, report_id, version, newest, at, looked) VALUES (?,?,?,?,?,?,?)",
			dispatchID, s.Number, s.ReportID, s.Version, s.Newest, millis(s.At), stands); err != nil {
			return fmt.Errorf("citation %d of %s: %w", s.Number, dispatchID, err)
		}
	}
	has, err := tx.unlooked(dispatchID)
	if err != nil {
		return err
	}
	return tx.count(StaleDispatches, has-had)
}

// LetStand says that someone looked at a dispatch's stale citations and lets them stand.
func (tx *Tx) LetStand(dispatchID string) error {
	had, err := tx.unlooked(dispatchID)
	if err != nil {
		return err
	}
	if _, err := tx.exec("UPDATE stale_citation SET looked = 1 WHERE dispatch_id = ?", dispatchID); err != nil {
		return err
	}
	return tx.count(StaleDispatches, -had)
}

// unlooked is 1 if a dispatch has stale citations at which nobody looked, else 0.
func (tx *Tx) unlooked(dispatchID string) (n int, err error) {
	err = tx.row([]any{&n}, "SELECT EXISTS (SELECT 1 FROM stale_citation WHERE dispatch_id = ? AND looked = 0)", dispatchID)
	return n, err
}

// StaleCitations gives the stale citations of a dispatch, or of all that nobody
// looked at if it is empty.
func (db *Reader) StaleCitations(ctx context.Context, dispatchID string) ([]StaleCitation, error) {
	which, args := "looked = 0", []any{}
	if dispatchID != "" {
		which, args = "dispatch_id = ?", []any{dispatchID}
	}
	return collect(ctx, db, func(r *sql.Rows) (s StaleCitation, err error) {
		var at int64
		err = r.Scan(&s.DispatchID, &s.Number, &s.ReportID, &s.Version, &s.Newest, &at, &s.Looked)
		s.At = fromMillis(at)
		return s, err
	}, "SELECT dispatch_id, number, report_id, version, newest, at, looked FROM stale_citation WHERE "+which+" ORDER BY dispatch_id, number", args...)
}
