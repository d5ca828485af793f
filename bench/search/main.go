// Search measures the search box over many reports, beside SQLite's FTS5 as it
// comes (the texts stored and indexed by its own tokenizer, bm25 over all that
// matches, its own snippets), in one run: newest first, and ranked with
// highlights; how much memory the process takes; how long after its saving a
// report is found.
//
// Reports are made up, of 60 to 900 words that occur as often as words do in news;
// queries are of twelve kinds, equally often. The folders of -data are kept, so
// that a second run needs not make them again.
//
//	go run ./search -reports 100000 -data FOLDER
package main

import (
	"context"
	"database/sql"
	"flag"
	"fmt"
	"log"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	_ "modernc.org/sqlite"

	"dateline/fetch"
	"dateline/match"
	"dateline/news"
	"dateline/newsroom"
	"dateline/publish"
	"dateline/store"
)

func main() {
	flag.IntVar(&reportsMade, "reports", 100_000, "how many reports")
	data := flag.String("data", "", "folder to keep the reports in (a temporary one if empty)")
	queries := flag.Int("queries", 40, "how many queries of each kind")
	peer := flag.Bool("peer", true, "measure FTS5 as it comes too")
	profile := flag.String("profile", "", "file for a profile of the processor")
	flag.Parse()
	debug.SetGCPercent(50) // as the program itself sets it
	if err := measure(context.Background(), *data, *queries, *peer, *profile); err != nil {
		log.Fatal(err)
	}
}

func measure(ctx context.Context, folder string, n int, peer bool, profile string) error {
	if folder == "" {
		temporary, err := os.MkdirTemp("", "search")
		if err != nil {
			return err
		}
		defer os.RemoveAll(temporary)
		folder = temporary
	}
	room, err := newsroom.Open(ctx, newsroom.Config{
		Data: folder, Public: newsroom.PublicAll, Roles: []newsroom.Role{newsroom.RoleRead},
		Site:  publish.Site{Name: "Bench", BaseURL: "http://localhost"},
		Fetch: fetch.Config{UserAgent: "Dateline/bench"},
		Log:   slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})),
	})
	if err != nil {
		return err
	}
	defer room.Close()
	if err := fill(ctx, room.DB()); err != nil {
		return err
	}
	if profile != "" {
		f, err := os.Create(profile)
		if err != nil {
			return err
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
	}
	newest, err := ask(n, func(ours, _ string) error { return search(ctx, room, ours, store.Newest, false) })
	if err != nil {
		return err
	}
	ranked, err := ask(n, func(ours, _ string) error { return search(ctx, room, ours, store.Relevance, true) })
	if err != nil {
		return err
	}
	if profile != "" {
		pprof.StopCPUProfile()
	}
	resident := residentMB()
	lag, err := lags(ctx, room)
	if err != nil {
		return err
	}
	results := []result{{"newest first", newest}, {"ranked, highlights", ranked}}
	if peer {
		plain, err := openPlain(filepath.Join(folder, "plain.db"))
		if err != nil {
			return err
		}
		defer plain.Close()
		for _, order := range []string{"newest first", "ranked, highlights"} {
			took, err := ask(n, func(_, fts string) error { return plainSearch(plain, fts, order != "newest first") })
			if err != nil {
				return err
			}
			results = append(results, result{"FTS5, " + order, took})
		}
	}
	fmt.Printf("%d reports, %d queries of each of %d kinds, one at a time, in processor's time\n\n", reportsMade, n, len(kinds))
	fmt.Printf("%-26s %10s %10s %10s %10s\n", "", "p50", "p90", "p99", "worst")
	for _, r := range results {
		var all []time.Duration
		for _, took := range r.took {
			all = append(all, took...)
		}
		fmt.Printf("%-26s %10s %10s %10s %10s\n", r.name, at(all, 0.5), at(all, 0.9), at(all, 0.99), at(all, 1))
	}
	fmt.Printf("\n%-26s", "p50 / p99 by kind")
	for _, r := range results {
		fmt.Printf(" %-24s", r.name)
	}
	fmt.Println()
	for i, k := range kinds {
		fmt.Printf("%-26s", k.name)
		for _, r := range results {
			fmt.Printf(" %-24s", at(r.took[i], 0.5).String()+" / "+at(r.took[i], 0.99).String())
		}
		fmt.Println()
	}
	fmt.Printf("\n%-26s %7d MB resident after our searches\n", "memory", resident)
	fmt.Printf("%-26s %10s p50, %s p99, %s worst, from the commit of a report until it is found, on the clock\n", "lag", at(lag, 0.5), at(lag, 0.99), at(lag, 1))
	return nil
}

// processor is the processor's time that the program has used: the clock on the
// wall measures the neighbours too.
func processor() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		log.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

type result struct {
	name string
	took [][]time.Duration // by kind
}

// ask puts queries of each kind, the kinds in turn, after as many to warm up.
func ask(n int, search func(ours, fts string) error) ([][]time.Duration, error) {
	took := make([][]time.Duration, len(kinds))
	for _, warm := range []bool{true, false} {
		rng := rand.New(rand.NewPCG(5, 5))
		if warm {
			rng = rand.New(rand.NewPCG(6, 6))
		}
		for range n {
			for i, k := range kinds {
				ours, fts := k.make(rng)
				began := processor()
				if err := search(ours, fts); err != nil {
					return nil, fmt.Errorf("%s: %w", ours, err)
				}
				if !warm {
					took[i] = append(took[i], processor()-began)
				}
			}
		}
	}
	return took, nil
}

func at(took []time.Duration, share float64) time.Duration {
	took = slices.Clone(took)
	slices.Sort(took)
	return took[int(share*float64(len(took)-1))].Round(10 * time.Microsecond)
}

// search finds a page of reports, and with highlights shows where they say it.
func search(ctx context.Context, room *newsroom.Newsroom, query string, order store.SearchOrder, highlights bool) error {
	page, err := room.SearchReports(ctx, query, order, news.Paging{Limit: shown})
	if err != nil || !highlights {
		return err
	}
	excerpts, err := room.Excerpts(ctx, query, page.Rows)
	if err == nil && len(excerpts) != len(page.Rows) {
		err = fmt.Errorf("%d reports were found and %d are shown", len(page.Rows), len(excerpts))
	}
	return err
}

// shown is how many reports a page of the search shows.
const shown = 20

// fill saves and indexes the reports that are not there yet. What else a newsroom
// does with a report is left out: its followers are told that they are done.
func fill(ctx context.Context, db *store.DB) error {
	has, err := db.Counts(ctx)
	if err != nil {
		return err
	}
	const batch = 250
	began := time.Now()
	for from := has["reports"]; from < reportsMade; from += batch {
		to := min(from+batch, reportsMade)
		if err := save(ctx, db, from, to); err != nil {
			return err
		}
		if to%10_000 == 0 {
			log.Printf("%d reports saved and indexed, %s", to, time.Since(began).Round(time.Second))
		}
	}
	for { // as a newsroom does while nothing waits
		unmerged, err := db.SearchUnmerged(ctx)
		if err != nil {
			return err
		}
		if !unmerged {
			break
		}
		if err := db.Write(ctx, "merging", func(tx *store.Tx) error { return tx.MergeSearch(1000) }); err != nil {
			return err
		}
	}
	for _, follower := range []string{"join", "index", "stale"} {
		mark, err := db.Mark(ctx, follower)
		for err == nil {
			var changes []store.Change
			if changes, err = db.Changes(ctx, mark, 10_000); err != nil || len(changes) == 0 {
				break
			}
			mark = changes[len(changes)-1].Seq
		}
		if err != nil {
			return err
		}
		if err := db.Write(ctx, "moving a mark", func(tx *store.Tx) error { return tx.MoveMark(follower, mark) }); err != nil {
			return err
		}
	}
	return nil
}

func save(ctx context.Context, db *store.DB, from, to int) error {
	var rows []store.SearchRow
	reports := make([]news.Report, 0, to-from)
	for i := from; i < to; i++ {
		r := report(i)
		reports = append(reports, r)
		row := match.Analyze(r, nil).Row()
		rows = append(rows, store.SearchRow{ID: r.ID, Headline: row.Headline, Body: row.Body, Forms: row.Forms, Section: row.Section, Place: row.Place, Actor: row.Actor, Outlet: row.Outlet, Language: row.Language, Reading: row.Reading, Folded: row.Folded})
	}
	return db.Write(ctx, "saving", func(tx *store.Tx) error {
		for _, r := range reports {
			if _, _, err := tx.SaveReport(r, r.Published); err != nil {
				return err
			}
		}
		return tx.IndexReports(rows)
	})
}

// lags saves reports while the newsroom is at work and looks for each until it is
// found: it is joined, recorded and indexed before.
func lags(ctx context.Context, room *newsroom.Newsroom) ([]time.Duration, error) {
	if err := room.Start(); err != nil {
		return nil, err
	}
	defer room.Stop()
	var took []time.Duration
	for i := range 101 {
		r := report(i)
		r.ID = fmt.Sprintf("rep_late_%d_%d", time.Now().UnixNano(), i)
		word := fmt.Sprintf("late%dword%d", time.Now().UnixNano(), i)
		r.Headline += " " + word
		if err := room.DB().Write(ctx, "saving", func(tx *store.Tx) error {
			_, _, err := tx.SaveReport(r, time.Now())
			return err
		}); err != nil {
			return nil, err
		}
		for began := time.Now(); ; time.Sleep(5 * time.Millisecond) {
			page, err := room.SearchReports(ctx, word, newsroom.Newest, news.Paging{})
			if err != nil {
				return nil, err
			}
			if len(page.Rows) == 1 {
				if i > 0 { // with the first, what recording needs is loaded
					took = append(took, time.Since(began))
				}
				break
			}
			if time.Since(began) > time.Minute {
				return nil, fmt.Errorf("%s is not found after a minute", r.ID)
			}
		}
	}
	return took, nil
}

// residentMB is the memory that the system has given to the process.
func residentMB() int {
	runtime.GC()
	data, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(data)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, _ := strconv.Atoi(strings.Fields(rest)[0])
			return kb >> 10
		}
	}
	return 0
}

// openPlain fills FTS5 as it comes.
func openPlain(file string) (*sql.DB, error) {
	db, err := sql.Open("sqlite", "file:"+file+"?_pragma=journal_mode(WAL)&_pragma=synchronous(OFF)")
	if err != nil {
		return nil, err
	}
	if _, err := db.Exec(`CREATE VIRTUAL TABLE IF NOT EXISTS f USING fts5(headline, body, outlet, tokenize = "porter unicode61")`); err != nil {
		return nil, err
	}
	var has int
	if err := db.QueryRow("SELECT coalesce(max(rowid), 0) FROM f").Scan(&has); err != nil {
		return nil, err
	}
	for has < reportsMade {
		tx, err := db.Begin()
		if err != nil {
			return nil, err
		}
		for range min(1000, reportsMade-has) {
			r := report(has)
			has++
			if _, err := tx.Exec("INSERT INTO f (rowid, headline, body, outlet) VALUES (?, ?, ?, ?)", has, r.Headline, r.Text, r.Outlet); err != nil {
				return nil, err
			}
		}
		if err := tx.Commit(); err != nil {
			return nil, err
		}
	}
	return db, nil
}

func plainSearch(db *sql.DB, query string, ranked bool) error {
	order := "rowid DESC"
	if ranked {
		order = "rank"
	}
	rows, err := db.Query("SELECT rowid, highlight(f, 0, '<b>', '</b>'), snippet(f, 1, '<b>', '</b>', '…', 30) FROM f WHERE f MATCH ? ORDER BY "+order+" LIMIT "+strconv.Itoa(shown), query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var seq int
		var headline, snippet string
		if err := rows.Scan(&seq, &headline, &snippet); err != nil {
			return err
		}
	}
	return rows.Err()
}
