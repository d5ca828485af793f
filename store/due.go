package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"dateline/news"
)

// ErrLeaseLost says that what was taken was meanwhile given to another worker,
// or was asked for anew; the work is refused and done again.
var ErrLeaseLost = errors.New("the lease was lost; another worker does it")

// Due is one thing that is to be done at a time: a source's next look, a step
// of a report, a delivery's next try, an embargo's end. Kind and Key say what.
type Due struct {
	Kind, Key string
	At        time.Time
	Fence     int64 // of this lease
	Tries     int   // failed ones before this
	LastError string
	Stuck     bool // given up: needs a person
}

// Plan makes something due. What is due already is moved to the new time, its
// tries begin again, and a worker that has it in hand loses its lease.
func (tx *Tx) Plan(kind, key string, at time.Time) error {
	if err := tx.unstick(kind, key); err != nil {
		return err
	}
	_, err := tx.exec(`INSERT INTO due(kind, key, at) VALUES (?, ?, ?)
		ON CONFLICT(kind, key) DO UPDATE SET at = excluded.at, fence = fence + 1, leased = 0, tries = 0, last_error = '', stuck = 0`,
		kind, key, at.UnixMilli())
	tx.made = append(tx.made, kind)
	return err
}

// PlanIfNone makes something due unless it is due already, at whatever time.
func (tx *Tx) PlanIfNone(kind, key string, at time.Time) error {
	_, err := tx.exec("INSERT INTO due(kind, key, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", kind, key, at.UnixMilli())
	tx.made = append(tx.made, kind)
	return err
}

// Due says when something is due; the zero time if it is not.
func (tx *Tx) Due(kind, key string) (time.Time, error) {
	var at int64
	err := tx.row([]any{&at}, "SELECT at FROM due WHERE stuck = 0 AND kind = ? AND key = ?", kind, key)
	if errors.Is(err, ErrNotFound) {
		return time.Time{}, nil
	}
	return fromMillis(at), err
}

// Hasten makes what is due later due now, and leaves alone what is in hand, is
// stuck, or is not due at all.
func (tx *Tx) Hasten(kind, key string, now time.Time) error {
	n, err := tx.exec("UPDATE due SET at = ?, fence = fence + 1 WHERE kind = ? AND key = ? AND at > ?1 AND leased = 0 AND stuck = 0", now.UnixMilli(), kind, key)
	if n > 0 {
		tx.made = append(tx.made, kind)
	}
	return err
}

// PutOff makes what is due earlier due at a time, and leaves alone what is in
// hand, is stuck, has failed, or is not due at all.
func (tx *Tx) PutOff(kind, key string, at time.Time) error {
	_, err := tx.exec("UPDATE due SET at = ?, fence = fence + 1 WHERE kind = ? AND key = ? AND at < ?1 AND leased = 0 AND stuck = 0 AND tries = 0", at.UnixMilli(), kind, key)
	return err
}

// PlanAll makes several things of a kind due at one time, each as Plan does.
func (tx *Tx) PlanAll(kind string, keys []string, at time.Time) error {
	if len(keys) == 0 {
		return nil
	}
	list, err := toJSON(keys)
	if err != nil {
		return err
	}
	stuck, err := tx.exec("UPDATE due SET stuck = 0 WHERE kind = ?1 AND key IN (SELECT value FROM json_each(?2)) AND stuck = 1", kind, list)
	if err != nil {
		return err
	}
	if _, err := tx.exec(`INSERT INTO due(kind, key, at) SELECT ?1, value, ?3 FROM json_each(?2) WHERE true
		ON CONFLICT(kind, key) DO UPDATE SET at = excluded.at, fence = fence + 1, leased = 0, tries = 0, last_error = '', stuck = 0`,
		kind, list, at.UnixMilli()); err != nil {
		return err
	}
	tx.made = append(tx.made, kind)
	return tx.count("stuck", -int(stuck))
}

// unstick takes what is stuck out of the count of what needs a person.
func (tx *Tx) unstick(kind, key string) error {
	n, err := tx.exec("UPDATE due SET stuck = 0 WHERE kind = ? AND key = ? AND stuck = 1", kind, key)
	if err != nil {
		return err
	}
	return tx.count("stuck", -int(n))
}

// PlanStuck makes something due that needs a person before it can be done.
func (tx *Tx) PlanStuck(kind, key, why string, now time.Time) error {
	if err := tx.Plan(kind, key, now); err != nil {
		return err
	}
	if _, err := tx.exec("UPDATE due SET stuck = 1, tries = 1, last_error = ? WHERE kind = ? AND key = ?", why, kind, key); err != nil {
		return err
	}
	return tx.count("stuck", 1)
}

// Unplan makes something no longer due.
func (tx *Tx) Unplan(kind, key string) error {
	if err := tx.unstick(kind, key); err != nil {
		return err
	}
	_, err := tx.exec("DELETE FROM due WHERE kind = ? AND key = ?", kind, key)
	return err
}

// Claim takes up to n things of a kind that are due, those that are due
// longest, and gives them by key. They are held for the length of a lease.
// Whoever does not say Done, Later or Stuck until then loses them, and that
// counts as a failed try.
func (db *DB) Claim(ctx context.Context, kind string, n int, now time.Time, lease time.Duration) ([]Due, error) {
	return db.claimDue(ctx, db.Write, kind, n, now, lease)
}

// ClaimUrgent is Claim for what must be done also when the disk is full.
func (db *DB) ClaimUrgent(ctx context.Context, kind string, n int, now time.Time, lease time.Duration) ([]Due, error) {
	return db.claimDue(ctx, db.WriteUrgent, kind, n, now, lease)
}

type writing func(ctx context.Context, what string, do func(*Tx) error) error

func (db *DB) claimDue(ctx context.Context, write writing, kind string, n int, now time.Time, lease time.Duration) ([]Due, error) {
	// Asking costs a reader nothing; taking costs everyone a turn of the writer.
	waiting, err := db.NextDue(ctx, kind)
	if err != nil || waiting.IsZero() || waiting.After(now) {
		return nil, err
	}
	var taken []Due
	err = write(ctx, "taking what is due", func(tx *Tx) error {
		var err error
		taken, err = collect(ctx, tx, scanDue, `UPDATE due SET at = ?, fence = fence + 1, tries = tries + leased, leased = 1
			WHERE kind = ?2 AND key IN (SELECT key FROM due WHERE stuck = 0 AND kind = ?2 AND at <= ?3 ORDER BY at, key LIMIT ?4)
			RETURNING kind, key, at, fence, tries, last_error, stuck`,
			now.Add(lease).UnixMilli(), kind, now.UnixMilli(), n)
		return err
	})
	slices.SortFunc(taken, func(a, b Due) int { return strings.Compare(a.Key, b.Key) }) // SQL promises no order here
	return taken, err
}

func scanDue(r *sql.Rows) (d Due, err error) {
	var at int64
	err = r.Scan(&d.Kind, &d.Key, &at, &d.Fence, &d.Tries, &d.LastError, &d.Stuck)
	d.At = fromMillis(at)
	return d, err
}

// Done ends what was claimed, in the transaction of its output.
func (tx *Tx) Done(d Due) error {
	n, err := tx.exec("DELETE FROM due WHERE kind = ? AND key = ? AND fence = ?", d.Kind, d.Key, d.Fence)
	return fenced(n, err)
}

// Later puts off what was claimed, without counting it as a failure: it is the
// next look, not another try.
func (tx *Tx) Later(d Due, at time.Time) error {
	n, err := tx.exec("UPDATE due SET at = ?, fence = fence + 1, leased = 0, tries = 0, last_error = '' WHERE kind = ? AND key = ? AND fence = ?", at.UnixMilli(), d.Kind, d.Key, d.Fence)
	tx.made = append(tx.made, d.Kind)
	return fenced(n, err)
}

// Failed counts a failed try; the next is at a later time.
func (tx *Tx) Failed(d Due, why string, at time.Time) error {
	n, err := tx.exec("UPDATE due SET at = ?, fence = fence + 1, leased = 0, tries = tries + 1, last_error = ? WHERE kind = ? AND key = ? AND fence = ?", at.UnixMilli(), why, d.Kind, d.Key, d.Fence)
	tx.made = append(tx.made, d.Kind)
	return fenced(n, err)
}

// Stuck gives up what was claimed until a person looks at it.
func (tx *Tx) Stuck(d Due, why string) error {
	n, err := tx.exec("UPDATE due SET stuck = 1, fence = fence + 1, leased = 0, tries = tries + 1, last_error = ? WHERE kind = ? AND key = ? AND fence = ?", why, d.Kind, d.Key, d.Fence)
	if err == nil && n == 1 {
		err = tx.count("stuck", 1)
	}
	return fenced(n, err)
}

// GiveBack ends a claim on what was not begun.
func (tx *Tx) GiveBack(d Due, at time.Time) error {
	_, err := tx.exec("UPDATE due SET at = ?, fence = fence + 1, leased = 0 WHERE kind = ? AND key = ? AND fence = ?", at.UnixMilli(), d.Kind, d.Key, d.Fence)
	tx.made = append(tx.made, d.Kind)
	return err
}

func fenced(n int64, err error) error {
	if err == nil && n == 0 {
		return ErrLeaseLost
	}
	return err
}

// FreeLeases makes everything due that a process held which is no more. Only
// the one process of an embedded database may say so, when it starts.
func (tx *Tx) FreeLeases(now time.Time) (int64, error) {
	return tx.exec("UPDATE due SET at = ?, fence = fence + 1, leased = 0 WHERE leased = 1", now.UnixMilli())
}

// NextDue is when the next thing of a kind is due; the zero time if none is.
func (db *Reader) NextDue(ctx context.Context, kind string) (time.Time, error) {
	return one(ctx, db, func(r *sql.Rows) (time.Time, error) {
		var at sql.NullInt64
		err := r.Scan(&at)
		return fromMillis(at.Int64), err
	}, "SELECT min(at) FROM due WHERE stuck = 0 AND kind = ?", kind)
}

// Pending is how many things of a kind are due at a time or are in hand.
func (db *Reader) Pending(ctx context.Context, kind string, now time.Time) (int, error) {
	return one(ctx, db, scanInt, `SELECT (SELECT count(*) FROM due WHERE stuck = 0 AND kind = ?1 AND at <= ?2)
		+ (SELECT count(*) FROM due WHERE stuck = 0 AND kind = ?1 AND leased = 1 AND at > ?2)`, kind, now.UnixMilli())
}

func scanInt(r *sql.Rows) (n int, err error) {
	err = r.Scan(&n)
	return n, err
}

// Troubles lists what failed and waits to be tried again, and what needs a
// person, the latter first.
func (db *Reader) Troubles(ctx context.Context, p news.Paging) (Page[Due], error) {
	limit := limitOf(p)
	offset, err := afterOffset(p.After)
	if err != nil {
		return Page[Due]{}, err
	}
	rows, err := collect(ctx, db, scanDue, `SELECT kind, key, at, fence, tries, last_error, stuck FROM due
		WHERE stuck = 1 OR tries > 0 ORDER BY stuck DESC, at, kind, key LIMIT ? OFFSET ?`, limit+1, offset)
	if err != nil {
		return Page[Due]{}, fmt.Errorf("listing what failed: %w", err)
	}
	return paged(rows, limit, func(Due) string { return cursor(int64(offset + limit)) }), nil
}

// afterOffset is for lists whose order changes under the reader.
func afterOffset(s string) (int, error) {
	if s == "" {
		return 0, nil
	}
	a, err := afterCursor(s, 1)
	if err != nil {
		return 0, err
	}
	n := a[0].(int64)
	if n < 0 || n > 1<<30 {
		return 0, fmt.Errorf("the page %.40q: %w", s, ErrNoPage)
	}
	return int(n), nil
}

// Retry makes what is stuck due again, because a person said so.
func (tx *Tx) Retry(kind, key string, now time.Time) error {
	n, err := tx.exec("UPDATE due SET stuck = 0, tries = 0, at = ?, fence = fence + 1 WHERE kind = ? AND key = ? AND stuck = 1", now.UnixMilli(), kind, key)
	if err != nil {
		return err
	}
	if n == 0 {
		return ErrNotFound
	}
	tx.made = append(tx.made, kind)
	return tx.count("stuck", -1)
}

// A Change is a row of the change log.
type Change struct {
	Seq      int64
	Kind, ID string
	At       time.Time
}

// Changes gives the changes after a mark, in order.
func (db *Reader) Changes(ctx context.Context, after int64, limit int) ([]Change, error) {
	return collect(ctx, db, func(r *sql.Rows) (c Change, err error) {
		var at int64
		err = r.Scan(&c.Seq, &c.Kind, &c.ID, &at)
		c.At = fromMillis(at)
		return c, err
	}, "SELECT seq, kind, id, at FROM change WHERE seq > ? ORDER BY seq LIMIT ?", after, limit)
}

// LastChange is the number of the newest change.
func (db *Reader) LastChange(ctx context.Context) (int64, error) {
	n, err := one(ctx, db, scanInt, "SELECT coalesce(max(seq), 0) FROM change")
	return int64(n), err
}

// Mark is how far a named consumer of the change log has come.
func (db *Reader) Mark(ctx context.Context, name string) (int64, error) {
	n, err := one(ctx, db, scanInt, "SELECT seq FROM mark WHERE name = ?", name)
	if errors.Is(err, ErrNotFound) {
		return 0, nil
	}
	return int64(n), err
}

// MoveMark moves a consumer's mark, in the transaction of its output.
func (tx *Tx) MoveMark(name string, seq int64) error {
	_, err := tx.exec("INSERT INTO mark(name, seq) VALUES (?, ?) ON CONFLICT(name) DO UPDATE SET seq = excluded.seq", name, seq)
	return err
}

// Counts gives the kept counts by name.
func (db *Reader) Counts(ctx context.Context) (map[string]int, error) { return countsOf(ctx, db) }

func countsOf(ctx context.Context, q querier) (map[string]int, error) {
	out := map[string]int{}
	_, err := collect(ctx, q, func(r *sql.Rows) (int, error) {
		var name string
		var n int
		err := r.Scan(&name, &n)
		out[name] = n
		return n, err
	}, "SELECT name, n FROM count")
	return out, err
}
