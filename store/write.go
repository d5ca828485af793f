package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"time"
)

// maxGroup bounds how many waiting writes share one commit.
const maxGroup = 512

// ErrClosed is what a write gets after Close.
var ErrClosed = errors.New("the database is closed")

// A write is a function that waits for its turn and its commit.
type write struct {
	ctx    context.Context
	do     func(*Tx) error
	urgent bool
	err    error
	done   chan struct{}
}

// Tx is a transaction under way. It is good only inside the function that got it.
type Tx struct {
	ctx  context.Context
	db   *DB
	made []string // kinds that became due

	appended bool // something was appended to the evidence
}

// Write runs do inside a transaction and returns when it is on disk. What names
// it in errors. If do fails, nothing that it did remains, and its error comes
// back. Do must not wait for anything but the transaction: everyone else's
// writes wait behind it.
func (db *DB) Write(ctx context.Context, what string, do func(*Tx) error) (err error) {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return db.WriteEach(ctx, []Part{{What: what, Do: do}})[0]
}

// WriteUrgent is Write for what must not wait until there is space on the disk,
// such as the kill of a story: it may use up the space that is set aside. Do may
// run more than once; only what the last run did remains.
func (db *DB) WriteUrgent(ctx context.Context, what string, do func(*Tx) error) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return db.WriteEach(ctx, []Part{{What: what, Do: do, Urgent: true}})[0]
}

// A Part is one of several writes that are handed over together.
type Part struct {
	What   string
	Do     func(*Tx) error
	Urgent bool // as WriteUrgent
}

// WriteEach is Write for each of some parts, with one commit for all of them:
// one that fails undoes itself alone. It gives the error of each.
func (db *DB) WriteEach(ctx context.Context, parts []Part) []error {
	group, errs := make([]*write, len(parts)), make([]error, len(parts))
	if len(parts) == 0 {
		return errs
	}
	for i, p := range parts {
		group[i] = &write{ctx: ctx, do: p.Do, urgent: p.Urgent, done: make(chan struct{})}
	}
	open := db.enqueue(group)
	for i, w := range group {
		if open {
			<-w.done // not ctx: whoever asked must know whether it happened
		} else {
			w.err = ErrClosed
		}
		if w.err != nil {
			errs[i] = fmt.Errorf("%s: %w", parts[i].What, w.err)
		}
	}
	return errs
}

// enqueue reports whether the writer took the group; it doesn't once the database is closed.
func (db *DB) enqueue(group []*write) bool {
	db.gate.RLock()
	defer db.gate.RUnlock()
	if db.closed {
		return false
	}
	db.queue <- group
	return true
}

// writeLoop is the one writer: it takes what waits, runs it in one transaction
// with a savepoint for each, and commits once for all (group commit).
func (db *DB) writeLoop() {
	defer close(db.done)
	for group := range db.queue {
	fill:
		for len(group) < maxGroup {
			select {
			case more, ok := <-db.queue:
				if !ok {
					break fill
				}
				group = append(group, more...)
			default:
				break fill
			}
		}
		db.commit(group)
	}
}

// ErrLooking is what a write gets where the database is only looked into.
var ErrLooking = errors.New("the database is only looked into")

// refuseLoop is in the writer's place where nothing is written, and says why.
func (db *DB) refuseLoop(why error) {
	defer close(db.done)
	for group := range db.queue {
		for _, w := range group {
			w.err = why
			close(w.done)
		}
	}
}

// commit runs a group. Where the disk is full, what is urgent is tried once more
// by itself, because what else was in the group may have been what did not fit,
// and then once more in the space that is set aside for it.
func (db *DB) commit(group []*write) {
	db.run(group)
	rest := unfit(group)
	if len(rest) > 0 && len(rest) < len(group) {
		db.run(rest)
		rest = unfit(rest)
	}
	if len(rest) > 0 && db.reserve.giveUp() {
		db.run(rest)
	}
	full := false
	for _, w := range group {
		full = full || FaultOf(w.err) == FaultFull
	}
	db.full.Store(full)
	for _, w := range group {
		close(w.done)
	}
}

// unfit gives the urgent writes that failed because the disk is full.
func unfit(group []*write) (out []*write) {
	for _, w := range group {
		if w.urgent && FaultOf(w.err) == FaultFull {
			out = append(out, w)
		}
	}
	return out
}

// run runs writes in one transaction and sets the error of each.
func (db *DB) run(group []*write) {
	ctx := context.WithoutCancel(group[0].ctx) // one caller's cancellation must not undo the others' work
	var made []string
	err := db.exec(ctx, "BEGIN IMMEDIATE")
	if err == nil {
		if made, err = db.runEach(ctx, group); err == nil {
			err = db.evidence.sync() // before the rows that point there
		}
		if err == nil {
			err = db.exec(ctx, "COMMIT")
		}
		if err != nil {
			db.exec(ctx, "ROLLBACK") // the first error is the one to tell
			err = errors.Join(err, db.evidence.forget())
		}
	}
	if err == nil && len(made) > 0 {
		slices.Sort(made)
		db.wake(slices.Compact(made))
	}
	for _, w := range group {
		if w.err == nil || errors.Is(w.err, errUndone) {
			w.err = err
		}
	}
}

// runEach runs the writes of a transaction and gives the kinds that they made
// due. An error says that the transaction is no more.
func (db *DB) runEach(ctx context.Context, group []*write) (made []string, err error) {
	for _, w := range group {
		w.err = nil
	}
	for _, w := range group {
		tx := &Tx{ctx: ctx, db: db}
		w.err = db.savepoint(ctx, tx, w.do)
		switch {
		case errors.Is(w.err, errUndone):
			return nil, w.err
		case w.err == nil:
			made = append(made, tx.made...)
		case tx.appended:
			w.err = errors.Join(w.err, db.evidence.forget())
		}
	}
	return made, nil
}

// errUndone says that SQLite undid the whole transaction, as it does when it
// cannot go on: on a full disk, an I/O error or for want of memory.
var errUndone = errors.New("the transaction was undone")

// savepoint runs one write; its failure undoes it alone.
func (db *DB) savepoint(ctx context.Context, tx *Tx, do func(*Tx) error) (err error) {
	if err := db.exec(ctx, "SAVEPOINT one"); err != nil {
		return err
	}
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
		if err != nil {
			if e := db.exec(ctx, "ROLLBACK TO one"); e != nil {
				err = errors.Join(err, errUndone)
				return
			}
		}
		if e := db.exec(ctx, "RELEASE one"); e != nil && err == nil {
			err = errors.Join(e, errUndone)
		}
	}()
	return do(tx)
}

func (db *DB) exec(ctx context.Context, query string) error {
	s, err := db.stmt(ctx, query)
	if err != nil {
		return err
	}
	_, err = s.ExecContext(ctx)
	return err
}

// stmt keeps the writer's statements prepared.
func (db *DB) stmt(ctx context.Context, query string) (*sql.Stmt, error) {
	if s := db.stmts[query]; s != nil {
		return s, nil
	}
	s, err := db.conn.PrepareContext(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("preparing %q: %w", query, err)
	}
	db.stmts[query] = s
	return s, nil
}

// exec runs a statement and says how many rows it changed.
func (tx *Tx) exec(query string, args ...any) (int64, error) {
	s, err := tx.db.stmt(tx.ctx, query)
	if err != nil {
		return 0, err
	}
	r, err := s.ExecContext(tx.ctx, args...)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

// row reads one row into dest; ErrNotFound if there is none.
func (tx *Tx) row(dest []any, query string, args ...any) error {
	s, err := tx.db.stmt(tx.ctx, query)
	if err != nil {
		return err
	}
	err = s.QueryRowContext(tx.ctx, args...).Scan(dest...)
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNotFound
	}
	return err
}

func (tx *Tx) query(query string, args ...any) (*sql.Rows, error) {
	s, err := tx.db.stmt(tx.ctx, query)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(tx.ctx, args...)
}

// count moves a kept count.
func (tx *Tx) count(name string, by int) error {
	if by == 0 {
		return nil
	}
	_, err := tx.exec("INSERT INTO count(name, n) VALUES (?, ?) ON CONFLICT(name) DO UPDATE SET n = n + excluded.n", name, by)
	return err
}

// ChangeLog is what OnDue says became due when the change log grew.
const ChangeLog = "change"

// Changed puts something into the change log once more, so that those who follow it take it up again.
func (tx *Tx) Changed(kind, id string, now time.Time) error {
	return tx.changed(kind, id, millis(now))
}

// changed writes the change log that ordered consumers follow.
func (tx *Tx) changed(kind, id string, at int64) error {
	_, err := tx.exec("INSERT INTO change(kind, id, at) VALUES (?, ?, ?)", kind, id, at)
	tx.made = append(tx.made, ChangeLog)
	return err
}
