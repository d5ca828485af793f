package store

import (
	"context"
	"database/sql"
	"time"

	"dateline/news"
)

// A SignIn is a browser in which a user is signed in.
type SignIn struct {
	ID, UserID string
	Begun      time.Time
	Used       time.Time // to the minute
	Confirmed  time.Time // when the password was last entered
	Address    string
	Browser    string // as it names itself
}

const signInColumns = "s.id, s.user_id, s.begun_at, s.used_at, s.confirmed_at, s.address, s.browser"

func (s *SignIn) scan(r *sql.Rows, more ...any) error {
	var begun, used, confirmed int64
	err := r.Scan(append([]any{&s.ID, &s.UserID, &begun, &used, &confirmed, &s.Address, &s.Browser}, more...)...)
	s.Begun, s.Used, s.Confirmed = fromMillis(begun), fromMillis(used), fromMillis(confirmed)
	return err
}

// SignIn returns a sign-in and its user, whatever the user's state is.
func (db *Reader) SignIn(ctx context.Context, id string) (SignIn, news.User, error) {
	type pair struct {
		SignIn
		news.User
	}
	p, err := one(ctx, db, func(r *sql.Rows) (p pair, err error) {
		u := &p.User
		err = p.SignIn.scan(r, &u.ID, &u.Name, &u.Email, &u.Role, &u.State, &u.MailChanges)
		return p, err
	}, "SELECT "+signInColumns+", u.id, u.name, u.email, u.role, u.state, u.mail_changes FROM sign_in s JOIN user u ON u.id = s.user_id WHERE s.id = ?", id)
	return p.SignIn, p.User, err
}

// SignIns lists the sign-ins of a user, the last used first.
func (db *Reader) SignIns(ctx context.Context, userID string) ([]SignIn, error) {
	return collect(ctx, db, func(r *sql.Rows) (s SignIn, err error) { err = s.scan(r); return s, err },
		"SELECT "+signInColumns+" FROM sign_in s WHERE s.user_id = ? ORDER BY s.used_at DESC, s.id", userID)
}

// AddSignIn keeps a sign-in that a password opened. It returns ErrNotFound when
// the user is blocked or the password was changed since it was checked: hash is
// what it was checked against.
func (tx *Tx) AddSignIn(s SignIn, hash string) error {
	n, err := tx.exec(`INSERT INTO sign_in(id, user_id, begun_at, used_at, confirmed_at, address, browser)
		SELECT ?, id, ?, ?, ?, ?, ? FROM user WHERE id = ? AND password = ? AND state = ?`,
		s.ID, millis(s.Begun), millis(s.Used), millis(s.Confirmed), s.Address, s.Browser, s.UserID, hash, news.UserActive)
	if err == nil && n == 0 {
		err = ErrNotFound
	}
	return err
}

// UseSignIn keeps when a sign-in was last used.
func (tx *Tx) UseSignIn(id string, at time.Time) error {
	_, err := tx.exec("UPDATE sign_in SET used_at = ? WHERE id = ?", millis(at), id)
	return err
}

// ConfirmSignIn keeps when the password was last entered. It returns ErrNotFound
// when the sign-in ended or the password was changed since it was checked.
func (tx *Tx) ConfirmSignIn(id, hash string, at time.Time) error {
	n, err := tx.exec("UPDATE sign_in SET used_at = ?1, confirmed_at = ?1 WHERE id = ?2 AND (SELECT password FROM user WHERE id = sign_in.user_id) = ?3",
		millis(at), id, hash)
	if err == nil && n == 0 {
		err = ErrNotFound
	}
	return err
}

// EndSignIn ends one sign-in of a user.
func (tx *Tx) EndSignIn(userID, id string) error {
	n, err := tx.exec("DELETE FROM sign_in WHERE id = ? AND user_id = ?", id, userID)
	if err == nil && n == 0 {
		err = ErrNotFound
	}
	return err
}

// EndSignIns ends the sign-ins of a user, except for one; empty: all of them.
func (tx *Tx) EndSignIns(userID, except string) error {
	_, err := tx.exec("DELETE FROM sign_in WHERE user_id = ? AND id != ?", userID, except)
	return err
}

// ForgetSignIns drops the sign-ins that began or were last used before a time.
func (tx *Tx) ForgetSignIns(begun, used time.Time) error {
	_, err := tx.exec("DELETE FROM sign_in WHERE begun_at < ? OR used_at < ?", millis(begun), millis(used))
	return err
}

// A FailedSignIn is an attempt to sign in that failed.
type FailedSignIn struct {
	At      time.Time
	Account string // as it was typed
	Address string
	Reason  string
}

// failedSignInsKept is how many failed attempts are kept.
const failedSignInsKept = 5000

// AddFailedSignIn keeps a failed attempt, and the newest few thousand before it.
func (tx *Tx) AddFailedSignIn(f FailedSignIn) error {
	if _, err := tx.exec("INSERT INTO failed_sign_in(at, account, address, reason) VALUES (?,?,?,?)", millis(f.At), f.Account, f.Address, f.Reason); err != nil {
		return err
	}
	_, err := tx.exec("DELETE FROM failed_sign_in WHERE seq <= (SELECT max(seq) FROM failed_sign_in) - ?", failedSignInsKept)
	return err
}

// FailedSignIns lists the newest failed attempts.
func (db *Reader) FailedSignIns(ctx context.Context, most int) ([]FailedSignIn, error) {
	return collect(ctx, db, func(r *sql.Rows) (f FailedSignIn, err error) {
		var at int64
		err = r.Scan(&at, &f.Account, &f.Address, &f.Reason)
		f.At = fromMillis(at)
		return f, err
	}, "SELECT at, account, address, reason FROM failed_sign_in ORDER BY seq DESC LIMIT ?", most)
}
