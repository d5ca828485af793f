package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"dateline/news"
)

// errSkip, from a scan function, leaves the row out.
var errSkip = errors.New("skip")

// querier is what reads: the pool, or the transaction.
type querier interface {
	rows(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

func (db *Reader) rows(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if isCostly(ctx) {
		return db.costly.rows(ctx, query, args...)
	}
	s, err := prepared(ctx, db.readers, &db.asked, query, query)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(ctx, args...)
}

// prepared keeps statements prepared in asked: reading the SQL anew takes longer
// than most queries. There are as many as the program has queries.
func prepared(ctx context.Context, db *sql.DB, asked *sync.Map, query, as string) (*sql.Stmt, error) {
	if s, ok := asked.Load(query); ok {
		return s.(*sql.Stmt), nil
	}
	s, err := db.PrepareContext(ctx, as)
	if err != nil {
		return nil, err
	}
	if first, raced := asked.LoadOrStore(query, s); raced {
		s.Close()
		s = first.(*sql.Stmt)
	}
	return s, nil
}

// A pool is a database that is not ours to keep statements for.
type pool struct{ *sql.DB }

func (p pool) rows(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return p.QueryContext(ctx, query, args...)
}

func (tx *Tx) rows(_ context.Context, query string, args ...any) (*sql.Rows, error) {
	return tx.query(query, args...)
}

// collect reads all rows of a query.
func collect[T any](ctx context.Context, q querier, scan func(*sql.Rows) (T, error), query string, args ...any) ([]T, error) {
	rows, err := q.rows(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		v, err := scan(rows)
		if errors.Is(err, errSkip) {
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

// one reads the only row of a query; ErrNotFound if there is none.
func one[T any](ctx context.Context, q querier, scan func(*sql.Rows) (T, error), query string, args ...any) (T, error) {
	all, err := collect(ctx, q, scan, query, args...)
	var none T
	if err != nil {
		return none, err
	}
	if len(all) == 0 {
		return none, ErrNotFound
	}
	return all[0], nil
}

// A Page is one page of a list and the cursor of the next, empty at the end.
type Page[T any] struct {
	Rows []T
	Next string
}

const (
	defaultLimit = 30
	maxLimit     = 200
)

// limitOf bounds what a caller asks for.
func limitOf(p news.Paging) int {
	if p.Limit <= 0 {
		return defaultLimit
	}
	return min(p.Limit, maxLimit)
}

// A cursor is the place in a list behind which the next page begins: the
// numbers of its order, newest first.
func cursor(numbers ...int64) string {
	parts := make([]string, len(numbers))
	for i, n := range numbers {
		parts[i] = strconv.FormatInt(n, 36)
	}
	return strings.Join(parts, ".")
}

// ErrNoPage says that a cursor names no page of a list: it was typed or cut, not
// followed.
var ErrNoPage = errors.New("there is no such page; begin at the first")

// afterCursor reads a cursor of n numbers; an empty one is before everything.
// One that nobody gave out is ErrNoPage.
func afterCursor(s string, n int) ([]any, error) {
	const top = int64(1) << 62
	out := make([]any, n)
	if s == "" {
		for i := range out {
			out[i] = top
		}
		return out, nil
	}
	parts := strings.Split(s, ".")
	if len(parts) != n {
		return nil, fmt.Errorf("the page %.40q: %w", s, ErrNoPage)
	}
	for i, p := range parts {
		v, err := strconv.ParseInt(p, 36, 64)
		if err != nil {
			return nil, fmt.Errorf("the page %.40q: %w", s, ErrNoPage)
		}
		out[i] = v
	}
	return out, nil
}

// paged cuts the row too many that tells whether there is a next page.
func paged[T any](rows []T, limit int, at func(T) string) Page[T] {
	if len(rows) <= limit {
		return Page[T]{Rows: rows}
	}
	rows = rows[:limit]
	return Page[T]{Rows: rows, Next: at(rows[limit-1])}
}

// millis is a time as columns hold it.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// fromMillis is the time that a column holds.
func fromMillis(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

func toJSON(v any) (string, error) {
	b, err := json.Marshal(v)
	return string(b), err
}

// pack and unpack keep long texts small.
func (db *DB) pack(b []byte) []byte { return db.enc.EncodeAll(b, nil) }

func (db *Reader) unpack(b []byte) ([]byte, error) {
	out, err := db.dec.DecodeAll(b, nil)
	if err != nil {
		return nil, fmt.Errorf("unpacking: %w", err)
	}
	return out, nil
}
