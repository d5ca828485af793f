package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"time"
)

// CostlyBounds are the bounds of reads whose cost grows with the archive: searches,
// maps, ledgers, lists that are narrowed. The zero value of a field means its default.
type CostlyBounds struct {
	AtOnce int           // connections of their own; 0 means one for each core, at least 4
	Wait   time.Duration // for a free connection; 0 means 1 second
	Time   time.Duration // for all reads of one request; 0 means 2 seconds
	Pages  int           // of the search index that a search may have to read before it finds anything; 0 means 4,000
}

func (b CostlyBounds) orDefault() CostlyBounds {
	return CostlyBounds{
		AtOnce: cmp.Or(b.AtOnce, max(4, runtime.GOMAXPROCS(0))),
		Wait:   cmp.Or(b.Wait, time.Second),
		Time:   cmp.Or(b.Time, 2*time.Second),
		Pages:  cmp.Or(b.Pages, 4000),
	}
}

// Errors of costly reads.
var (
	// ErrBusy says that as many costly reads are under way as there may be.
	ErrBusy = errors.New("too many searches are under way")
	// ErrTooLong says that a costly read was given up because it took too long.
	ErrTooLong = errors.New("the search takes too long")
)

// costlyReaders are the connections of costly reads. They are apart from the
// others, so that no page waits for a search.
type costlyReaders struct {
	bounds CostlyBounds
	db     *sql.DB
	asked  sync.Map // *sql.Stmt by query
	places chan struct{}
}

func openCostly(file string, b CostlyBounds) (*costlyReaders, error) {
	b = b.orDefault()
	db, err := connect(file, "ro")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(b.AtOnce)
	db.SetMaxIdleConns(b.AtOnce)
	return &costlyReaders{bounds: b, db: db, places: make(chan struct{}, b.AtOnce)}, nil
}

type costlyKey struct{}

// isCostly reports whether reads under a context go to the connections of costly reads.
func isCostly(ctx context.Context) bool { return ctx.Value(costlyKey{}) != nil }

// Costly returns a context for reads whose cost grows with the archive. They have
// connections of their own, are given up after CostlyBounds.Time (the cause of the
// context's end is ErrTooLong then), and one request at a time has each connection:
// Costly waits for a free one and returns ErrBusy if there is none in time. Done must
// be called when the reads have ended. A context that is costly already is returned
// as it is.
func (db *Reader) Costly(ctx context.Context) (costly context.Context, done func(), err error) {
	if isCostly(ctx) {
		return ctx, func() {}, nil
	}
	c := db.costly
	wait := time.NewTimer(c.bounds.Wait)
	defer wait.Stop()
	select {
	case c.places <- struct{}{}:
	case <-wait.C:
		return nil, nil, ErrBusy
	case <-ctx.Done():
		return nil, nil, context.Cause(ctx)
	}
	costly, cancel := context.WithTimeoutCause(context.WithValue(ctx, costlyKey{}, true), c.bounds.Time, ErrTooLong)
	return costly, func() {
		cancel()
		<-c.places
	}, nil
}

// CostlyBounds are the bounds of costly reads.
func (db *Reader) CostlyBounds() CostlyBounds { return db.costly.bounds }

// rows runs a query so that it does all its work before the first row: the driver
// interrupts SQLite only until then when the context ends.
func (c *costlyReaders) rows(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	s, err := prepared(ctx, c.db, &c.asked, query, "WITH found AS MATERIALIZED ("+query+") SELECT * FROM found")
	if err != nil {
		return nil, err
	}
	return s.QueryContext(ctx, args...)
}

// prefixPages counts, in each segment of a full-text index, the leaves from the one
// in which the first word with a prefix can stand to the one in which the last can.
// FTS5 keeps the first word of most leaves in the table _idx (its key is "0" and the
// word, its pgno twice the leaf's number), and the leaves by segment in _data.
const prefixPages = `WITH RECURSIVE
	segment(id) AS (SELECT min(segid) FROM report_search_idx
		UNION ALL SELECT (SELECT min(segid) FROM report_search_idx WHERE segid > segment.id) FROM segment WHERE id IS NOT NULL),
	prefix(word) AS (SELECT CAST('0' || value AS BLOB) FROM json_each(?))
	SELECT coalesce(sum(1 +
		coalesce((SELECT pgno / 2 FROM report_search_idx WHERE segid = s.id AND term > CAST(p.word || x'ff' AS BLOB) ORDER BY term LIMIT 1),
			(SELECT max(id) & 0x7fffffff FROM report_search_data WHERE id < (s.id << 37) + (1 << 31))) -
		coalesce((SELECT pgno / 2 FROM report_search_idx WHERE segid = s.id AND term <= p.word ORDER BY term DESC LIMIT 1), 1)), 0)
	FROM segment s, prefix p WHERE s.id IS NOT NULL`

// PrefixPages estimates how many pages of the search index of reports have to be
// read for words of which only the beginning is known, before the first report is
// found. It takes a few look-ups for each.
func (db *Reader) PrefixPages(ctx context.Context, prefixes []string) (pages int, err error) {
	list, err := json.Marshal(prefixes)
	if err != nil {
		return 0, err
	}
	pages, err = one(ctx, db, func(r *sql.Rows) (n int, err error) { return n, r.Scan(&n) }, prefixPages, string(list))
	if err != nil {
		return 0, fmt.Errorf("estimating the cost of a search: %w", err)
	}
	return pages, nil
}
