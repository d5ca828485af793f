package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"dateline/store/pagesum"
)

// Check reads the whole database and gives what is wrong with it, nothing if it is
// sound. The sums of its pages are compared by CheckPages.
func (db *Reader) Check(ctx context.Context) ([]string, error) {
	return checkStructure(ctx, db)
}

func checkStructure(ctx context.Context, q querier) ([]string, error) {
	wrong, err := collect(ctx, q, func(r *sql.Rows) (s string, err error) {
		err = r.Scan(&s)
		if s == "ok" {
			err = errSkip
		}
		return s, err
	}, "PRAGMA integrity_check")
	if Damaged(err) {
		return append(wrong, "a page can't be read: "+err.Error()), nil
	}
	return wrong, err
}

// Damaged reports whether an error says that the disk gave back other bytes than were
// written: a page without its sum, or one that is no page at all.
func Damaged(err error) bool {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return false
	}
	switch code := e.Code(); {
	case code == sqlite3.SQLITE_IOERR_DATA, code == sqlite3.SQLITE_NOTADB:
		return true
	default:
		return code&0xff == sqlite3.SQLITE_CORRUPT
	}
}

// A PageCheck is what reading some pages of the database found.
type PageCheck struct {
	Next    int   // the page to go on with; 0: that was the last
	Read    int   // how many were read
	Damaged []int // the numbers of those whose bytes don't have the sum they were written with
}

// CheckPages reads some pages of the database from the disk, from one on (the first
// is 1), and compares each with its sum. It sees every bit of the file, also where
// nothing is looked up; what is still in the log has sums of SQLite's own.
func (db *Reader) CheckPages(ctx context.Context, from, count int) (PageCheck, error) {
	// A connection of its own: the readers' have pages in their caches.
	own, err := connect(db.file, "ro")
	if err != nil {
		return PageCheck{}, err
	}
	defer own.Close()
	own.SetMaxOpenConns(1)
	return checkPages(ctx, own, from, count)
}

func checkPages(ctx context.Context, own *sql.DB, from, count int) (c PageCheck, err error) {
	var pages int
	if err := own.QueryRowContext(ctx, "SELECT page_count FROM pragma_page_count").Scan(&pages); err != nil {
		if Damaged(err) { // the page with which everything begins
			return PageCheck{Read: 1, Damaged: []int{1}}, nil
		}
		return c, fmt.Errorf("counting the pages of the database: %w", err)
	}
	page, err := own.PrepareContext(ctx, "SELECT length(data) FROM sqlite_dbpage WHERE pgno = ?")
	if err != nil {
		return c, fmt.Errorf("reading the pages of the database: %w", err)
	}
	defer page.Close()
	for n := from; n <= pages; n++ {
		if c.Read == count {
			c.Next = n
			break
		}
		if err := ctx.Err(); err != nil {
			return c, err
		}
		var length sql.NullInt64
		switch err := page.QueryRowContext(ctx, n).Scan(&length); {
		case Damaged(err):
			c.Damaged = append(c.Damaged, n)
		case err != nil:
			return c, fmt.Errorf("reading page %d of the database: %w", n, err)
		}
		c.Read++
	}
	return c, nil
}

// Summed reports whether the database's pages have sums. Those of one that an older
// version made have none until it is brought up to date.
func (db *Reader) Summed(ctx context.Context) (bool, error) {
	return one(ctx, db, func(r *sql.Rows) (summed bool, err error) {
		var reserved string
		err = r.Scan(&reserved)
		return reserved == fmt.Sprintf("%02X", pagesum.Reserve), err
	}, "SELECT hex(substr(data, 21, 1)) FROM sqlite_dbpage WHERE pgno = 1")
}

// A CaptureCheck is what reading some captures found.
type CaptureCheck struct {
	After   string // the cursor to go on with; empty: those were the last
	Read    int
	Damaged []string // sentences
}

// CheckSomeCaptures reads some kept captures from the disk, after a cursor (empty: from
// the first), and compares them with their sums and digests.
func (db *Reader) CheckSomeCaptures(ctx context.Context, after string, count int) (c CaptureCheck, err error) {
	file, at := int64(-1), int64(0)
	if after != "" {
		past, err := afterCursor(after, 2)
		if err != nil {
			return c, err
		}
		file, at = past[0].(int64), past[1].(int64)-1 // a capture that could not be moved into a file is at -1
	}
	type place struct {
		id       string
		file, at int64
	}
	places, err := collect(ctx, db, func(r *sql.Rows) (p place, err error) {
		err = r.Scan(&p.id, &p.file, &p.at)
		return p, err
	}, "SELECT id, file, place FROM capture WHERE (file, place) > (?, ?) ORDER BY file, place LIMIT ?", file, at, count)
	if err != nil {
		return c, fmt.Errorf("listing captures: %w", err)
	}
	for _, p := range places {
		if err := ctx.Err(); err != nil {
			return c, err
		}
		if _, err := db.Capture(ctx, p.id); err != nil && !errors.Is(err, ErrNotFound) { // else it was given up meanwhile
			c.Damaged = append(c.Damaged, err.Error())
		}
		c.Read++
		c.After = cursor(p.file, p.at+1)
	}
	if len(places) < count {
		c.After = ""
	}
	return c, nil
}
