package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"dateline/news"
)

// ErrTaken says that a user with the e-mail address is there already.
var ErrTaken = errors.New("a user with this e-mail address exists already")

func scanUser(r *sql.Rows) (u news.User, err error) {
	err = r.Scan(&u.ID, &u.Name, &u.Email, &u.Role, &u.State, &u.MailChanges)
	return u, err
}

const userColumns = "id, name, email, role, state, mail_changes"

// AddUser keeps a new user; password is its hash.
func (tx *Tx) AddUser(u news.User, password string, now time.Time) error {
	var other string
	switch err := tx.row([]any{&other}, "SELECT id FROM user WHERE email = ?", u.Email); {
	case err == nil:
		return ErrTaken
	case !errors.Is(err, ErrNotFound):
		return err
	}
	if _, err := tx.exec("INSERT INTO user("+userColumns+", password, made_at) VALUES (?,?,?,?,?,?,?,?)", u.ID, u.Name, u.Email, u.Role, u.State, u.MailChanges, password, millis(now)); err != nil {
		return err
	}
	return tx.count("users", 1)
}

// ChangeUser stores name, role and state of a user.
func (tx *Tx) ChangeUser(u news.User) error {
	n, err := tx.exec("UPDATE user SET name = ?, role = ?, state = ? WHERE id = ?", u.Name, u.Role, u.State, u.ID)
	if err == nil && n == 0 {
		err = ErrNotFound
	}
	return err
}

// MailChanges stores whether a user is told by e-mail of pages that changed.
func (tx *Tx) MailChanges(userID string, wanted bool) error {
	n, err := tx.exec("UPDATE user SET mail_changes = ? WHERE id = ?", wanted, userID)
	if err == nil && n == 0 {
		err = ErrNotFound
	}
	return err
}

// SetPassword stores the hash of a user's new password.
func (tx *Tx) SetPassword(userID, password string) error {
	n, err := tx.exec("UPDATE user SET password = ? WHERE id = ?", password, userID)
	if err == nil && n == 0 {
		err = ErrNotFound
	}
	return err
}

// User gives one user.
func (db *Reader) User(ctx context.Context, id string) (news.User, error) {
	return one(ctx, db, scanUser, "SELECT "+userColumns+" FROM user WHERE id = ?", id)
}

// UserByEmail gives a user and the hash of their password.
func (db *Reader) UserByEmail(ctx context.Context, email string) (u news.User, password string, err error) {
	u, err = one(ctx, db, func(r *sql.Rows) (u news.User, err error) {
		err = r.Scan(&u.ID, &u.Name, &u.Email, &u.Role, &u.State, &u.MailChanges, &password)
		return u, err
	}, "SELECT "+userColumns+", password FROM user WHERE email = ?", email)
	return u, password, err
}

// Users lists all users by name.
func (db *Reader) Users(ctx context.Context) ([]news.User, error) {
	return collect(ctx, db, scanUser, "SELECT "+userColumns+" FROM user ORDER BY name COLLATE NOCASE, id")
}

// HasUser says whether anyone may sign in yet. Inside the transaction that
// makes the first user, it makes sure that there is only one first.
func (tx *Tx) HasUser() (bool, error) {
	var n int
	err := tx.row([]any{&n}, "SELECT count(*) FROM user")
	return n > 0, err
}

// A Session is what a browser that signed in is known by: opaque data until a time.
type Session struct {
	Data   []byte
	Expiry time.Time
}

// Session gives the session of a token; ErrNotFound when there is none or it ended.
func (db *Reader) Session(ctx context.Context, token string, now time.Time) (Session, error) {
	return one(ctx, db, func(r *sql.Rows) (s Session, err error) {
		var at int64
		err = r.Scan(&s.Data, &at)
		s.Expiry = fromMillis(at)
		return s, err
	}, "SELECT data, expiry FROM session WHERE token = ? AND expiry > ?", token, millis(now))
}

// SaveSession keeps a session and forgets those that ended.
func (tx *Tx) SaveSession(token string, s Session, now time.Time) error {
	if _, err := tx.exec("DELETE FROM session WHERE expiry <= ?", millis(now)); err != nil {
		return err
	}
	_, err := tx.exec("INSERT INTO session(token, data, expiry) VALUES (?,?,?) ON CONFLICT(token) DO UPDATE SET data = excluded.data, expiry = excluded.expiry", token, s.Data, millis(s.Expiry))
	return err
}

// RemoveSession ends a session.
func (tx *Tx) RemoveSession(token string) error {
	_, err := tx.exec("DELETE FROM session WHERE token = ?", token)
	return err
}

func scanComment(r *sql.Rows) (c CommentRow, err error) {
	var at int64
	err = r.Scan(&c.Seq, &c.ID, &c.DispatchID, &c.Name, &c.Text, &c.State, &at, &c.Headline, &c.Slug)
	c.At = fromMillis(at)
	return c, err
}

// A CommentRow is a comment with the dispatch it stands under.
type CommentRow struct {
	news.Comment
	Seq            int64
	Headline, Slug string
}

const commentQuery = "SELECT c.seq, c.id, c.dispatch_id, c.name, c.text, c.state, c.at, d.headline, d.slug FROM comment c JOIN dispatch d ON d.id = c.dispatch_id "

// AddComment keeps a comment.
func (tx *Tx) AddComment(c news.Comment) error {
	if _, err := tx.exec("INSERT INTO comment(id, dispatch_id, name, text, state, at) VALUES (?,?,?,?,?,?)", c.ID, c.DispatchID, c.Name, c.Text, c.State, millis(c.At)); err != nil {
		return err
	}
	return tx.count("comments "+string(c.State), 1)
}

// ModerateComment keeps a moderator's word.
func (tx *Tx) ModerateComment(id string, s news.CommentState) error {
	var before news.CommentState
	if err := tx.row([]any{&before}, "SELECT state FROM comment WHERE id = ?", id); err != nil {
		return err
	}
	if before == s {
		return nil
	}
	if _, err := tx.exec("UPDATE comment SET state = ? WHERE id = ?", s, id); err != nil {
		return err
	}
	if err := tx.count("comments "+string(before), -1); err != nil {
		return err
	}
	return tx.count("comments "+string(s), 1)
}

// Comment gives one comment.
func (db *Reader) Comment(ctx context.Context, id string) (CommentRow, error) {
	return one(ctx, db, scanComment, commentQuery+"WHERE c.id = ?", id)
}

// Comments lists comments in a state, newest first; under one dispatch if it is named.
func (db *Reader) Comments(ctx context.Context, state news.CommentState, dispatchID string, p news.Paging) (Page[CommentRow], error) {
	limit := limitOf(p)
	after, err := afterCursor(p.After, 1)
	if err != nil {
		return Page[CommentRow]{}, err
	}
	rows, err := collect(ctx, db, scanComment, commentQuery+"WHERE c.seq < ? AND c.state = ? AND (?3 = '' OR c.dispatch_id = ?3) ORDER BY c.seq DESC LIMIT ?4", after[0], state, dispatchID, limit+1)
	if err != nil {
		return Page[CommentRow]{}, fmt.Errorf("listing comments: %w", err)
	}
	return paged(rows, limit, func(c CommentRow) string { return cursor(c.Seq) }), nil
}

// Setting gives a setting's value, empty if it was never set.
func (db *Reader) Setting(ctx context.Context, name string) (string, error) {
	v, err := one(ctx, db, func(r *sql.Rows) (s string, err error) { err = r.Scan(&s); return s, err }, "SELECT value FROM setting WHERE name = ?", name)
	if errors.Is(err, ErrNotFound) {
		return "", nil
	}
	return v, err
}

// SaveSetting keeps a setting.
func (tx *Tx) SaveSetting(name, value string) error {
	_, err := tx.exec("INSERT INTO setting(name, value) VALUES (?,?) ON CONFLICT(name) DO UPDATE SET value = excluded.value", name, value)
	return err
}
