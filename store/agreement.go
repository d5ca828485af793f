package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"dateline/news"
)

// An ImportedAgreement is one that somebody brought from a collection.
type ImportedAgreement struct {
	Collection, Number string
	Agreement          news.Agreement
}

// SaveImportedAgreement keeps an agreement of a collection in place of what was
// brought under its number before.
func (tx *Tx) SaveImportedAgreement(a ImportedAgreement, now time.Time) error {
	body, err := toJSON(a.Agreement)
	if err != nil {
		return err
	}
	_, err = tx.exec(`INSERT INTO imported_agreement(collection, number, body, at) VALUES (?,?,?,?)
		ON CONFLICT(collection, number) DO UPDATE SET body = excluded.body, at = excluded.at`, a.Collection, a.Number, body, millis(now))
	return err
}

// RemoveImportedAgreements takes a collection out again and says how many were in it.
func (tx *Tx) RemoveImportedAgreements(collection string) (int64, error) {
	return tx.exec("DELETE FROM imported_agreement WHERE collection = ?", collection)
}

// ImportedAgreements gives all that was brought, by collection and number.
func (db *Reader) ImportedAgreements(ctx context.Context) ([]ImportedAgreement, error) {
	return collect(ctx, db, func(r *sql.Rows) (a ImportedAgreement, err error) {
		var body string
		if err = r.Scan(&a.Collection, &a.Number, &body); err == nil {
			err = json.Unmarshal([]byte(body), &a.Agreement)
		}
		return a, err
	}, "SELECT collection, number, body FROM imported_agreement ORDER BY collection, number")
}
