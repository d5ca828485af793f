// Join measures joining in one run: how right the stories are on labelled sets
// of news, how surely copies are known, and how many reports a second are
// joined when 20,000 stories are live; beside a plain TF-IDF single pass and
// MinHash with LSH from a library.
//
// The labelled sets are read from the folder that DATELINE_SHARED names; without
// it only the speed is measured. Times are the processor's.
//
//	go run ./join
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
	"syscall"
	"time"

	minhashlsh "github.com/ekzhu/minhash-lsh"

	"dateline/join"
	"dateline/news"
)

func main() {
	live := flag.Int("live", 20_000, "how many stories are live when the speed is measured")
	orders := flag.Int("orders", 5, "in how many orders a set is streamed")
	flag.Parse()
	runtime.GOMAXPROCS(1)
	debug.SetGCPercent(50) // as the program itself sets it
	if err := measure(*live, *orders); err != nil {
		log.Fatal(err)
	}
}

func measure(live, orders int) error {
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
	speed(live)
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

// A naive joiner is a single pass over TF-IDF vectors of all words: a report
// goes to the story whose centroid is most like it.
type naive struct {
	least   float64
	holders map[string]int
	stories []map[string]float64
	lengths []float64 // squared
	under   map[string][]int
	reports int
}

// naiveLeast are the likenesses that suffice; of each set the best is shown.
var naiveLeast = []float64{0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5}

func newNaive(least float64) *naive {
	return &naive{least: least, holders: map[string]int{}, under: map[string][]int{}}
}

func (n *naive) add(r news.Report) int {
	counts := map[string]float64{}
	for _, w := range strings.FieldsFunc(strings.ToLower(r.Headline+" "+r.Text), func(c rune) bool { return (c < 'a' || c > 'z') && (c < '0' || c > '9') && c < 0x80 }) {
		counts[w]++
	}
	n.reports++
	var length float64
	for w, c := range counts {
		n.holders[w]++
		counts[w] = (1 + math.Log(c)) * math.Log(float64(n.reports+40)/float64(n.holders[w]+1))
		length += counts[w] * counts[w]
	}
	dots := map[int]float64{}
	for w, x := range counts {
		if under := n.under[w]; len(under) <= 2000 {
			for _, s := range under {
				dots[s] += x * n.stories[s][w]
			}
		}
	}
	best, most := -1, n.least
	for s, d := range dots {
		if like := d / math.Sqrt(length*n.lengths[s]); like > most || like == most && s < best {
			best, most = s, like
		}
	}
	if best < 0 {
		best = len(n.stories)
		n.stories, n.lengths = append(n.stories, map[string]float64{}), append(n.lengths, 0)
	}
	for w, x := range counts {
		was := n.stories[best][w]
		if was == 0 {
			n.under[w] = append(n.under[w], best)
		}
		n.stories[best][w] = was + x
		n.lengths[best] += (was+x)*(was+x) - was*was
	}
	return best
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

// speed joins made-up reports of 500 words, each of which tells of something
// else, and measures the last of them.
func speed(live int) {
	const last = 1000
	rng := rand.New(rand.NewPCG(1, 1))
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	j := join.New(join.Options{Spare: live + last, Limit: live + 2*last})
	for i := range live {
		j.Add(report(rng, i))
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	var reports []news.Report
	for i := range last {
		reports = append(reports, report(rng, live+i))
	}
	began := processor()
	for _, r := range reports {
		j.Add(r)
	}
	added := processor() - began
	j.SettleFresh() // all of them
	for i := range 100 {
		j.Add(report(rng, live+last+i))
	}
	began = processor()
	j.SettleFresh()
	settled := processor() - began
	few := live / 20 // of as many as of ours nobody would await the end
	n := newNaive(0.3)
	for i := range few {
		n.add(report(rng, i))
	}
	began = processor()
	for _, r := range reports {
		n.add(r)
	}
	plain := processor() - began
	fmt.Printf("\n%d live stories, reports of 500 words, one core\n", live)
	fmt.Printf("%-28s %12.0f reports/s\n", "joined", last/added.Seconds())
	fmt.Printf("%-28s %12.0f reports/s, at %d live stories\n", "TF-IDF, single pass", last/plain.Seconds(), few)
	fmt.Printf("%-28s %12d MB\n", "memory", (int64(after.HeapAlloc)-int64(before.HeapAlloc))>>20)
	fmt.Printf("%-28s %12s for 100 new reports\n", "settled", settled.Round(time.Millisecond))
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

// word makes up the word of a rank.
func word(rank int) string {
	var b strings.Builder
	for k := rank + 21; k > 0; k /= 100 {
		b.WriteByte("bcdfghklmnprstvwzjqx"[k%20])
		b.WriteByte("aeiou"[k/20%5])
	}
	return b.String()
}

// report makes up a report: half of its words occur as often as words do in
// news (Zipf), a third are of its own subject, and it has twelve names.
func report(rng *rand.Rand, i int) news.Report {
	var subject, names []string
	for range 40 {
		subject = append(subject, word(200+rng.IntN(40_000)))
	}
	for range 12 {
		w := word(1000 + rng.IntN(30_000))
		names = append(names, strings.ToUpper(w[:1])+w[1:])
	}
	var b strings.Builder
	for k := range 500 {
		switch r := rng.Float64(); {
		case r < 0.08:
			b.WriteString(names[rng.IntN(len(names))])
		case r < 0.35:
			b.WriteString(subject[rng.IntN(len(subject))])
		case r < 0.37:
			fmt.Fprint(&b, rng.IntN(3000))
		default:
			b.WriteString(word(int(math.Exp(rng.Float64() * math.Log(40_000)))))
		}
		b.WriteString([]string{" ", ". "}[(k%20)/19])
	}
	start := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	return news.Report{ID: fmt.Sprint(i), Language: "en", Headline: names[0] + " " + subject[0] + " " + names[1], Text: b.String(), Published: start.Add(time.Duration(i) * time.Minute)}
}
