// Join measures joining in one run: how right the stories are on labelled sets
// of news, how surely copies are known, and how many reports a second are
// joined when 20,000 stories are live; beside a plain TF-IDF single pass and
// MinHash with LSH from a library.
//
// The labelled sets are read from the folder that DATELINE_SHARED names; without
// it only the speed is measured. Times are the processor's; of the speed, it is
// also shown where they go.
//
//	go run ./join
//	go run ./join -speed
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"log"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	minhashlsh "github.com/ekzhu/minhash-lsh"

	"dateline/join"
	"dateline/news"
)

func main() {
	live := flag.Int("live", 20_000, "how many stories are live when the speed is measured")
	orders := flag.Int("orders", 5, "in how many orders a set is streamed")
	only := flag.Bool("speed", false, "measure the speed alone")
	flag.Parse()
	runtime.GOMAXPROCS(1)
	debug.SetGCPercent(50) // as the program itself sets it
	if !*only {
		if err := measure(*orders); err != nil {
			log.Fatal(err)
		}
	}
	if err := speed(*live); err != nil {
		log.Fatal(err)
	}
}

func measure(orders int) error {
	fmt.Printf("%-26s %9s %9s %9s %10s %9s %9s %9s\n", "B³ F1, mean of orders", "arrival", "settled", "its NMI", "siblings", "naive", "its NMI", "siblings")
	for _, s := range []struct {
		name  string
		blank bool
	}{{"ecbplus", false}, {"basil", false}, {"basil", true}, {"meantime", true}, {"newswcl50", false}, {"gnews", false}} {
		set, err := read(s.name, s.blank)
		if errors.Is(err, fs.ErrNotExist) {
			fmt.Println("the labelled sets are not here:", err)
			break
		}
		if err != nil {
			return err
		}
		quality(s.name, s.blank, set, orders)
	}
	fmt.Println("(joining learned from all of these but newswcl50; go test ./join -run CrossValidated -folds 5 -v says what it does on topics that it didn't learn from)")
	if set, err := read("basil", false); err == nil {
		if err := copies(set); err != nil {
			return err
		}
	}
	return nil
}

// A labelled report, with the story that it belongs to by a person's judgement.
type labelled struct {
	news.Report
	story, topic string
}

func read(name string, blank bool) ([]labelled, error) {
	data, err := os.ReadFile(filepath.Join(os.Getenv("DATELINE_SHARED"), "data/stories", name+".jsonl"))
	if err != nil {
		return nil, err
	}
	var set []labelled
	for line := range strings.Lines(string(data)) {
		var row struct{ ID, Title, Text, Time, Story, Topic, Lang string }
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		published, err := news.ParseTime(row.Time)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if blank {
			published = time.Time{}
		}
		set = append(set, labelled{news.Report{ID: row.ID, Headline: row.Title, Text: row.Text, Published: published, Language: row.Lang}, row.Story, row.Topic})
	}
	return set, nil
}

func quality(name string, blank bool, set []labelled, orders int) {
	f, nmi, siblings := make([]float64, 2+len(naiveLeast)), make([]float64, 2+len(naiveLeast)), make([]int, 2+len(naiveLeast))
	count := func(i int, put map[string]string) {
		f[i] += bCubed(set, put) / float64(orders)
		nmi[i] += mutual(set, put) / float64(orders)
		siblings[i] += together(set, put)
	}
	for order := range orders {
		rand.New(rand.NewPCG(uint64(order)+1, 0)).Shuffle(len(set), func(i, k int) { set[i], set[k] = set[k], set[i] })
		arrival, end := joined(set)
		count(0, arrival)
		count(1, end)
		for i, least := range naiveLeast {
			put, n := map[string]string{}, newNaive(least)
			for _, r := range set {
				put[r.ID] = fmt.Sprint(n.add(r.Report))
			}
			count(2+i, put)
		}
	}
	best := 2
	for i := range f {
		if i > best && f[i] > f[best] {
			best = i
		}
	}
	if blank {
		name += " without dates"
	}
	fmt.Printf("%-26s %9.3f %9.3f %9.3f %10d %9.3f %9.3f %9d\n", name, f[0], f[1], nmi[1], siblings[1]/orders, f[best], nmi[best], siblings[best]/orders)
}

// joined gives where each report was put on arrival and where it stands at the end.
func joined(set []labelled) (arrival, end map[string]string) {
	j := join.New(join.Options{})
	arrival, end = map[string]string{}, map[string]string{}
	for _, r := range set {
		l := j.Add(r.Report)
		arrival[r.ID], end[r.ID] = l.StoryID, l.StoryID
	}
	s := j.Settle()
	for _, m := range s.Merges {
		for id, story := range end {
			if story == m.Gone {
				end[id] = m.Kept
			}
		}
	}
	for _, l := range s.Moves {
		end[l.ReportID] = l.StoryID
	}
	return arrival, end
}

// bCubed is the F1 of precision and recall averaged over reports (Bagga, Baldwin 1998).
func bCubed(set []labelled, put map[string]string) float64 {
	both, system, gold := map[[2]string]float64{}, map[string]float64{}, map[string]float64{}
	for _, x := range set {
		both[[2]string{put[x.ID], x.story}]++
		system[put[x.ID]]++
		gold[x.story]++
	}
	var p, r float64
	for _, x := range set {
		n := both[[2]string{put[x.ID], x.story}]
		p += n / system[put[x.ID]]
		r += n / gold[x.story]
	}
	return 2 * p * r / (p + r) / float64(len(set))
}

// mutual is the normalised mutual information of the stories and the labels, by
// the mean of their entropies.
func mutual(set []labelled, put map[string]string) float64 {
	together, system, gold := map[[2]string]float64{}, map[string]float64{}, map[string]float64{}
	n := float64(len(set))
	for _, x := range set {
		together[[2]string{put[x.ID], x.story}] += 1 / n
		system[put[x.ID]] += 1 / n
		gold[x.story] += 1 / n
	}
	var both, entropies float64
	for pair, p := range together {
		both += p * math.Log(p/(system[pair[0]]*gold[pair[1]]))
	}
	for _, ps := range []map[string]float64{system, gold} {
		for _, p := range ps {
			entropies -= p * math.Log(p) / 2
		}
	}
	return both / entropies
}

// together counts the pairs of one topic but two stories that were put together.
func together(set []labelled, put map[string]string) int {
	n := 0
	for i, a := range set {
		for _, b := range set[:i] {
			if a.topic == b.topic && a.story != b.story && put[a.ID] == put[b.ID] {
				n++
			}
		}
	}
	return n
}

// The kinds of copies that are made.
var kinds = []struct {
	name string
	make func(rng *rand.Rand, text, other []string) []string
}{
	{"whole", func(_ *rand.Rand, text, _ []string) []string { return text }},
	{"cut to a half or less", func(rng *rand.Rand, text, _ []string) []string {
		return text[:len(text)*(25+rng.IntN(25))/100]
	}},
	{"extended by another's half", func(_ *rand.Rand, text, other []string) []string {
		return append(append([]string{}, text...), other[:min(len(text), len(other)/2)]...)
	}},
	{"one word in thirty changed", func(rng *rand.Rand, text, other []string) []string {
		out := append([]string{}, text...)
		for i := rng.IntN(30); i < len(out); i += 30 {
			out[i] = other[rng.IntN(len(other))]
		}
		return out
	}},
	{"middle part, own opening", func(_ *rand.Rand, text, other []string) []string {
		return append(append([]string{}, other[:min(20, len(other))]...), text[len(text)/4:len(text)*3/4]...)
	}},
}

// copies makes copies of five kinds and counts those that are known as copies of
// what they are copies of.
func copies(set []labelled) error {
	rng := rand.New(rand.NewPCG(3, 3))
	j := join.New(join.Options{})
	lsh := minhashlsh.NewMinhashLSH64(128, 0.5)
	for _, r := range set {
		j.Add(r.Report)
		lsh.Add(r.ID, signature(strings.Fields(r.Text)))
	}
	lsh.Index()
	fmt.Printf("\n%-28s %9s %9s %12s %9s\n", "copies of five kinds", "precision", "recall", "MinHash: P", "R")
	for _, kind := range kinds {
		var said, right, libSaid, libRight int
		for i, r := range set {
			other := set[(i+7)%len(set)]
			if other.story == r.story {
				other = set[(i+31)%len(set)]
			}
			text := kind.make(rng, strings.Fields(r.Text), strings.Fields(other.Text))
			copied := r.Report
			copied.ID, copied.Text, copied.Headline = fmt.Sprint(kind.name, i), strings.Join(text, " "), "A headline of its own"
			if of := j.Add(copied).DuplicateOf; of != "" {
				said++
				if of == r.ID || strings.HasSuffix(of, fmt.Sprint(" ", i)) {
					right++
				}
			}
			for _, key := range lsh.Query(signature(text)) {
				libSaid++
				if key == r.ID {
					libRight++
				}
			}
		}
		n := float64(len(set))
		fmt.Printf("%-28s %9.3f %9.3f %12.3f %9.3f\n", kind.name, float64(right)/float64(said), float64(right)/n, float64(libRight)/float64(max(libSaid, 1)), float64(libRight)/n)
	}
	return nil
}

func signature(words []string) []uint64 {
	m := minhashlsh.NewMinhash(1, 128)
	for i := range max(len(words)-4, 0) {
		m.Push([]byte(strings.ToLower(strings.Join(words[i:i+5], " "))))
	}
	return m.Signature()
}
