package store

import (
	"context"
	"database/sql"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// A Plan is how SQLite carries out a statement.
type Plan struct {
	SQL   string
	Steps []string // as EXPLAIN QUERY PLAN says them
}

// Plans returns the plans of all statements that were prepared since the database was
// opened, in alphabetical order. Those of transactions themselves have none.
func (db *DB) Plans(ctx context.Context) (plans []Plan, err error) {
	var queries []string
	for _, asked := range []*sync.Map{&db.asked, &db.costly.asked} {
		asked.Range(func(query, _ any) bool {
			queries = append(queries, query.(string))
			return true
		})
	}
	err = db.Write(ctx, "listing statements", func(tx *Tx) error { // they are the writer's
		for query := range db.stmts {
			queries = append(queries, query)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.Sort(queries)
	for _, query := range slices.Compact(queries) {
		verb, _, _ := strings.Cut(query, " ")
		if !slices.Contains([]string{"SELECT", "WITH", "INSERT", "UPDATE", "DELETE"}, strings.TrimSpace(verb)) {
			continue
		}
		steps, err := explained(ctx, db, query)
		if err != nil {
			return nil, fmt.Errorf("the plan of %s: %w", query, err)
		}
		plans = append(plans, Plan{query, steps})
	}
	return plans, nil
}

// explained asks the pool itself: a plan is asked for once, and not kept prepared.
func explained(ctx context.Context, db *DB, query string) ([]string, error) {
	return collect(ctx, pool{db.readers}, func(r *sql.Rows) (step string, err error) {
		var id, parent, unused int
		return step, r.Scan(&id, &parent, &unused, &step)
	}, "EXPLAIN QUERY PLAN "+query, make([]any, parameters(query))...)
}

var parameter = regexp.MustCompile(`\?(\d*)`)

// parameters counts those that a statement asks for: each ? is one more, and ?n is the nth.
func parameters(query string) (n int) {
	for _, found := range parameter.FindAllStringSubmatch(query, -1) {
		if number, err := strconv.Atoi(found[1]); err == nil {
			n = max(n, number)
		} else {
			n++
		}
	}
	return n
}
