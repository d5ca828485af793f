// Match measures standing queries: a million of them on one core against
// reports of 500 words, beside SQLite's FTS5 made to try every query, in one
// run.
//
// Words are made up, and occur as often as words do in news (Zipf); the words
// of queries occur in less than 2 % of the reports. 5 % of the queries are one
// rare word, 40 % two words, 25 % three, 15 % a phrase, 15 % a mixture of AND,
// OR and NOT.
//
//	go run ./match -queries 1000000
package main

import (
	"database/sql"
	"flag"
	"fmt"
	"log"
	"math"
	"math/rand/v2"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"slices"
	"strings"
	"syscall"
	"time"

	_ "modernc.org/sqlite"

	"dateline/match"
	"dateline/news"
)

const vocabulary = 200_000

func main() {
	queries := flag.Int("queries", 1_000_000, "how many standing queries")
	reports := flag.Int("reports", 300, "how many reports are matched")
	tried := flag.Int("tried", 2000, "how many queries FTS5 tries on each of ten reports")
	profile := flag.String("profile", "", "file for a profile of the processor")
	flag.Parse()
	if *profile != "" {
		f, err := os.Create(*profile)
		if err != nil {
			log.Fatal(err)
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			log.Fatal(err)
		}
		defer pprof.StopCPUProfile()
	}
	runtime.GOMAXPROCS(1)
	debug.SetGCPercent(50) // as the program itself sets it
	if err := measure(*queries, *reports, *tried); err != nil {
		log.Fatal(err)
	}
}

func measure(n, reports, tried int) error {
	rng := rand.New(rand.NewPCG(1, 1))
	texts := make([]string, n)
	ids := make([]string, n)
	for i := range texts {
		texts[i], ids[i] = query(rng), fmt.Sprintf("alert-%d", i)
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	began := processor()
	index := match.NewIndex()
	for i, text := range texts {
		q, err := match.Parse(text)
		if err != nil {
			return fmt.Errorf("query %q: %w", text, err)
		}
		index.Add(ids[i], q)
	}
	built := processor() - began
	docs := make([]news.Report, reports)
	for i := range docs {
		docs[i] = report(rng, i)
	}
	index.Match(match.Analyze(docs[0], nil)) // the stems of the language are learned once
	runtime.GC()
	runtime.ReadMemStats(&after)

	var took, analysing []time.Duration
	hits := 0
	for _, r := range docs {
		began := processor()
		d := match.Analyze(r, nil)
		analysed := processor()
		hits += len(index.Match(d))
		took, analysing = append(took, processor()-analysed), append(analysing, analysed-began)
	}
	fts, err := bruteForce(docs[:min(10, len(docs))], texts[:min(tried, n)])
	if err != nil {
		return err
	}
	fmt.Printf("%d queries, %d reports of 500 words, one core, in processor's time; %.0f queries match a report\n\n", n, reports, float64(hits)/float64(reports))
	fmt.Printf("%-34s %12s\n", "index built in", built.Round(time.Millisecond))
	fmt.Printf("%-34s %9d MB\n", "index in memory", (int64(after.HeapAlloc)-int64(before.HeapAlloc))>>20)
	fmt.Printf("%-34s %12s median, %s p99\n", "report matched", middle(took, 0.5), middle(took, 0.99))
	fmt.Printf("%-34s %12s median\n", "report analysed before that", middle(analysing, 0.5))
	fmt.Printf("%-34s %12s (%d tried, scaled)\n", "FTS5, every query tried", (fts * time.Duration(n)).Round(time.Millisecond), tried)
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

func middle(d []time.Duration, at float64) time.Duration {
	slices.Sort(d)
	return d[int(at*float64(len(d)-1))].Round(time.Microsecond)
}

// bruteForce gives how long FTS5 takes for one query on one report.
func bruteForce(reports []news.Report, queries []string) (time.Duration, error) {
	db, err := sql.Open("sqlite", "file::memory:")
	if err != nil {
		return 0, err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if _, err := db.Exec(`CREATE VIRTUAL TABLE f USING fts5(headline, body, tokenize = "porter unicode61")`); err != nil {
		return 0, err
	}
	find, err := db.Prepare(`SELECT count(*) FROM f WHERE f MATCH ?`)
	if err != nil {
		return 0, err
	}
	defer find.Close()
	var took time.Duration
	for _, r := range reports {
		if _, err := db.Exec(`DELETE FROM f`); err != nil {
			return 0, err
		}
		if _, err := db.Exec(`INSERT INTO f VALUES (?, ?)`, r.Headline, r.Text); err != nil {
			return 0, err
		}
		began := processor()
		for _, q := range queries {
			var n int
			if err := find.QueryRow(q).Scan(&n); err != nil {
				return 0, fmt.Errorf("FTS5: %q: %w", q, err)
			}
		}
		took += processor() - began
	}
	return took / time.Duration(len(reports)*len(queries)), nil
}

// word makes up the word of a rank.
func word(rank int) string {
	var b strings.Builder
	for k := rank + 21; k > 0; k /= 100 {
		b.WriteByte("bcdfghklmnprstvwzjqx"[k%20])
		b.WriteByte("aeiou"[k/20%5])
	}
	return b.String()
}

// often draws a rank so that rank k comes up as often as 1/k.
func often(rng *rand.Rand) int { return int(math.Exp(rng.Float64()*math.Log(vocabulary))) - 1 }

// rare draws a word of which less than 2 % of the reports hold one.
func rare(rng *rand.Rand) string {
	for {
		if k := often(rng); k > 2500 {
			return word(k)
		}
	}
}

func query(rng *rand.Rand) string {
	switch n := rng.IntN(100); {
	case n < 5:
		return word(50_000 + rng.IntN(vocabulary-50_000))
	case n < 45:
		return rare(rng) + " " + rare(rng)
	case n < 70:
		return rare(rng) + " " + rare(rng) + " " + rare(rng)
	case n < 85:
		return `"` + rare(rng) + " " + rare(rng) + `"`
	case n < 90:
		return rare(rng) + " OR " + rare(rng)
	case n < 95:
		return "(" + rare(rng) + " OR " + rare(rng) + ") AND " + rare(rng)
	}
	return rare(rng) + " AND " + rare(rng) + " NOT " + rare(rng)
}

func report(rng *rand.Rand, i int) news.Report {
	words := make([]string, 500)
	for k := range words {
		words[k] = word(often(rng))
	}
	return news.Report{ID: fmt.Sprint(i), Language: "en", Headline: strings.Join(words[:8], " "), Text: strings.Join(words[8:], " ")}
}
