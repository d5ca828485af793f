package store

import (
	"context"
	"database/sql"
	"time"
)

// Writing is what a user wrote into a form that was not taken yet.
type Writing struct {
	ID, UserID   string
	Form         string // tells the forms of a user apart
	Action, Page string // path that it is sent to, and of the page that it stands on
	Fields       string // as a form is encoded
	At           time.Time
}

const writingColumns = "id, user_id, form, action, page, fields, at"

func scanWriting(r *sql.Rows) (w Writing, err error) {
	var at int64
	err = r.Scan(&w.ID, &w.UserID, &w.Form, &w.Action, &w.Page, &w.Fields, &at)
	w.At = fromMillis(at)
	return w, err
}

// writingsKept is how many forms are kept of one user, writingLife for how long.
const (
	writingsKept = 50
	writingLife  = 30 * 24 * time.Hour
)

// SaveWriting keeps what a user wrote in place of what they wrote into the same
// form before, and forgets what is old or too much.
func (tx *Tx) SaveWriting(w Writing) error {
	_, err := tx.exec("INSERT INTO writing("+writingColumns+") VALUES (?,?,?,?,?,?,?) ON CONFLICT(user_id, form) DO UPDATE SET "+
		"id = excluded.id, action = excluded.action, page = excluded.page, fields = excluded.fields, at = excluded.at",
		w.ID, w.UserID, w.Form, w.Action, w.Page, w.Fields, millis(w.At))
	if err != nil {
		return err
	}
	if _, err = tx.exec("DELETE FROM writing WHERE at < ?", millis(w.At.Add(-writingLife))); err != nil {
		return err
	}
	_, err = tx.exec("DELETE FROM writing WHERE user_id = ?1 AND id NOT IN (SELECT id FROM writing WHERE user_id = ?1 ORDER BY at DESC LIMIT ?2)", w.UserID, writingsKept)
	return err
}

// RemoveWriting drops what a user wrote.
func (tx *Tx) RemoveWriting(userID, id string) error {
	_, err := tx.exec("DELETE FROM writing WHERE id = ? AND user_id = ?", id, userID)
	return err
}

// Writing returns what a user wrote; ErrNotFound also when it is another's.
func (db *Reader) Writing(ctx context.Context, userID, id string) (Writing, error) {
	return one(ctx, db, scanWriting, "SELECT "+writingColumns+" FROM writing WHERE id = ? AND user_id = ?", id, userID)
}

// WritingIn returns what a user wrote into a form.
func (db *Reader) WritingIn(ctx context.Context, userID, form string) (Writing, error) {
	return one(ctx, db, scanWriting, "SELECT "+writingColumns+" FROM writing WHERE user_id = ? AND form = ?", userID, form)
}
