package join

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// Most reports of a real stream have no companion. The streams here are made so:
// short local news, pages of many sites, and labelled sets of whose stories mostly
// one report is left.

// readLocal reads the short local news of testdata/local.
func readLocal(t testing.TB) (set []labelled) {
	files, err := filepath.Glob("testdata/local/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no local news: %v", err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		town := strings.TrimSuffix(filepath.Base(file), ".txt")
		for n, line := range strings.Split(strings.TrimSpace(string(data)), "\n") {
			f := strings.Split(line, "|")
			if len(f) != 5 {
				t.Fatalf("%s:%d has %d fields, want 5", file, n+1, len(f))
			}
			published, err := time.Parse("2006-01 2 15:04", "2026-05 "+f[2])
			if err != nil {
				t.Fatalf("%s:%d: %v", file, n+1, err)
			}
			r := labelled{story: town + f[0], topic: town}
			r.ID, r.Outlet, r.Published, r.Headline, r.Text = fmt.Sprintf("%s-%d", town, n+1), f[1], published, f[3], f[4]
			set = append(set, r)
		}
	}
	return set
}

// lonely leaves one report of most stories, and all of the others.
func lonely(set []labelled, seed uint64, share float64) (out []labelled) {
	rng := rand.New(rand.NewPCG(seed, 11))
	whole, told := map[string]bool{}, map[string]bool{}
	for _, r := range shuffled(set, seed) {
		if !told[r.story] {
			told[r.story], whole[r.story] = true, rng.Float64() > share
		} else if !whole[r.story] {
			continue
		}
		out = append(out, r)
	}
	return out
}

// shortened leaves the headline and one to three sentences.
func shortened(set []labelled, seed uint64) []labelled {
	rng := rand.New(rand.NewPCG(seed, 12))
	out := slices.Clone(set)
	for i := range out {
		n, text := 1+rng.IntN(3), out[i].Text
		end := 0
		for range n {
			next := strings.IndexAny(text[end:], ".\n")
			for next >= 0 && next < 25 { // no sentence yet
				more := strings.IndexAny(text[end+next+1:], ".\n")
				if more < 0 {
					next = -1
					break
				}
				next += 1 + more
			}
			if next < 0 {
				end = len(text)
				break
			}
			end += next + 1
		}
		out[i].Text = strings.TrimSpace(text[:end])
	}
	return out
}

// redated gives each story a day within two months, and its reports times within a
// few days of it, as an event is told. Where the sets have times they are those of
// pages that were found years later, or spread over ten years.
func redated(set []labelled, seed uint64) []labelled {
	rng := rand.New(rand.NewPCG(seed, 13))
	start := time.Date(2025, 3, 1, 0, 0, 0, 0, time.UTC)
	began := map[string]time.Time{}
	out := slices.Clone(set)
	slices.SortFunc(out, func(a, b labelled) int { return strings.Compare(a.ID, b.ID) })
	for i, r := range out {
		if began[r.story].IsZero() {
			began[r.story] = start.Add(time.Duration(rng.IntN(60*24)) * time.Hour)
		}
		out[i].Published = began[r.story].Add(time.Duration(rng.ExpFloat64()*18*60) * time.Minute)
	}
	return out
}

// A feed is reports, and for each the fold of its topic.
type feed struct {
	set  []labelled
	fold map[string]int
}

func mixed(seed uint64, streams ...feed) feed {
	out := feed{fold: map[string]int{}}
	for _, s := range streams {
		out.set = append(out.set, s.set...)
		for id, k := range s.fold {
			out.fold[id] = k
		}
	}
	out.set = shuffled(out.set, seed)
	return out
}

// lonelyStreams are streams in which most reports are alone.
func lonelyStreams(t testing.TB, n int) (out []feed) {
	local, pages := readLocal(t), readPages(t)
	ecb, basil, meantime := readStories(t, "ecbplus"), readStories(t, "basil"), readStories(t, "meantime")
	of := func(set []labelled) feed { return feed{set, foldsOf(set, n)} }
	as := func(s feed, set []labelled) feed { return feed{set, s.fold} }
	l, p, e, b, m := of(local), of(pages), of(ecb), of(basil), of(meantime)
	undated := func(set []labelled) []labelled {
		set = slices.Clone(set)
		blank(set)
		return set
	}
	for seed := range uint64(3) {
		out = append(out,
			mixed(seed+1, as(e, shortened(redated(lonely(ecb, seed, 0.75), seed), seed)), as(b, shortened(redated(lonely(basil, seed, 0.75), seed), seed)),
				as(m, shortened(redated(lonely(meantime, seed, 0.9), seed), seed)), as(p, shortened(redated(pages, seed), seed)), l),
			mixed(seed+20, as(e, lonely(ecb, seed+5, 0.7)), as(b, redated(lonely(basil, seed+5, 0.7), seed)),
				as(m, redated(lonely(meantime, seed+5, 0.8), seed)), as(p, redated(pages, seed+5)), l),
			as(l, part(local, 300+seed, []float64{1, 0.5, 0.25}[seed])))
	}
	return append(out,
		mixed(31, e, as(b, undated(basil)), as(m, undated(meantime)), as(p, undated(pages)), as(l, undated(local))),
		mixed(32, as(e, lonely(undated(ecb), 9, 0.8)), as(p, shortened(undated(pages), 9)), as(l, undated(local)), as(b, shortened(undated(basil), 9))),
		as(p, shuffled(pages, 33)), as(p, shuffled(redated(pages, 8), 34)))
}
