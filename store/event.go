package store

import (
	"context"
	"database/sql"
	"time"

	"dateline/news"
)

// Event keeps what became of a report, and gives it its number.
func (tx *Tx) Event(e news.ReportEvent) error {
	_, err := tx.exec("INSERT INTO report_event(report_id, version, kind, at, note) VALUES (?,?,?,?,?)", e.ReportID, e.Version, e.Kind, millis(e.At), e.Note)
	return err
}

// Events lists what became of a report, the first first.
func (db *Reader) Events(ctx context.Context, reportID string) ([]news.ReportEvent, error) {
	return collect(ctx, db, func(r *sql.Rows) (e news.ReportEvent, err error) {
		var at int64
		err = r.Scan(&e.Number, &e.ReportID, &e.Version, &e.Kind, &at, &e.Note)
		e.At = fromMillis(at)
		return e, err
	}, "SELECT seq, report_id, version, kind, at, note FROM report_event WHERE report_id = ? ORDER BY seq", reportID)
}

// changedPage keeps what a page that changed now says otherwise.
func (tx *Tx) changedPage(before, after news.Report, now time.Time) error {
	e := news.ReportEvent{ReportID: after.ID, Version: after.Version, At: now}
	if before.Headline != after.Headline {
		e.Kind, e.Note = news.HeadlineChanged, before.Headline
		if err := tx.Event(e); err != nil {
			return err
		}
	}
	if before.Text != after.Text || before.Standfirst != after.Standfirst {
		e.Kind, e.Note = news.BodyChanged, ""
		return tx.Event(e)
	}
	return nil
}

// HitsOf gives the alerts that fired on a report, and when they did.
func (db *Reader) HitsOf(ctx context.Context, reportID string) (map[string]time.Time, error) {
	out := map[string]time.Time{}
	_, err := collect(ctx, db, func(r *sql.Rows) (struct{}, error) {
		var id string
		var at int64
		err := r.Scan(&id, &at)
		out[id] = fromMillis(at)
		return struct{}{}, err
	}, "SELECT alert_id, at FROM alert_hit WHERE report_id = ?", reportID)
	return out, err
}

// Revisit gives what the looks at an item's page left for the next one.
func (db *Reader) Revisit(ctx context.Context, itemID string) (string, error) {
	return one(ctx, db, func(r *sql.Rows) (s string, err error) {
		err = r.Scan(&s)
		return s, err
	}, "SELECT revisit FROM item WHERE id = ?", itemID)
}

// SaveRevisit keeps what a look at an item's page leaves for the next one.
func (tx *Tx) SaveRevisit(itemID, revisit string) error {
	_, err := tx.exec("UPDATE item SET revisit = ? WHERE id = ?", revisit, itemID)
	return err
}
