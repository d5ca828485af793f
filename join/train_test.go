package join

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"dateline/internal/trees"
)

var (
	train = flag.Bool("train", false, "learn the trees in data/ from the labelled stories and write them")
	folds = flag.Int("folds", 0, "measure on topics that were not learned from, parted into `n` folds")
)

// An example is two bundles beside each other in numbers, and whether both tell
// of one happening.
type example struct {
	x    []float32
	same bool
	fold int
}

// lessons are the labelled sets to learn from.
func lessons(t testing.TB) [][]labelled {
	var sets [][]labelled
	for _, l := range []struct {
		name  string
		blank bool // without times
	}{{"ecbplus", false}, {"meantime", true}, {"basil", true}, {"basil", false}} {
		set := readStories(t, l.name)
		if l.blank {
			blank(set)
		}
		sets = append(sets, set)
	}
	return sets
}

func blank(set []labelled) {
	for i := range set {
		set[i].Published = time.Time{}
	}
}

// foldsOf parts a set by topic.
func foldsOf(set []labelled, n int) map[string]int {
	of, topics := map[string]int{}, map[string]int{}
	for _, r := range set {
		if _, known := topics[r.topic]; !known {
			topics[r.topic] = len(topics)
		}
		of[r.ID] = topics[r.topic] % max(n, 1)
	}
	return of
}

func part(set []labelled, seed uint64, share float64) []labelled {
	return shuffled(set, seed)[:int(share*float64(len(set)))]
}

// arrivals streams a set in which each report is put where it belongs, and
// describes it beside the stories that it could have been put in.
func arrivals(set []labelled, fold map[string]int) (out []example) {
	j := New(Options{})
	label := map[string]string{}
	for _, r := range set {
		it := j.analyst.analyse(r.Report)
		j.number(it)
		j.index(it)
		if original := j.findCopy(it); original != nil {
			it.duplicateOf = original.id
		}
		alone := bundleOf(it)
		for _, c := range j.candidates(it, alone) {
			x := compare(alone, c.story.texts(), nil)
			out = append(out, example{x, label[c.story.members[0].id] == r.story, fold[r.ID]})
		}
		label[r.ID] = r.story
		j.put(it, r.story)
	}
	return out
}

// settlements puts a set together as settling does, where only what belongs
// together becomes one, and describes each pair of groups that came up.
func settlements(set []labelled, fold map[string]int) (out []example) {
	j := New(Options{})
	label := map[*item]string{}
	for _, r := range set {
		it := j.analyst.analyse(r.Report)
		j.number(it)
		j.index(it)
		j.put(it, r.ID)
		label[it] = r.story
	}
	items := slices.Clone(j.arrived)
	_, groups := j.singles(items, 0.04)
	v := newView(items)
	mean := func(a, b *group) float64 {
		n := float64(a.bundle.texts * b.bundle.texts)
		return (0.45*dot(a.bundle.sum[inWords], b.bundle.sum[inWords]) + 0.55*dot(a.bundle.sum[inNames], b.bundle.sum[inNames])) / n
	}
	joinGroups(groups, rule{0.03, mean, func(a, b *group) bool {
		same := label[a.texts[0]] == label[b.texts[0]]
		out = append(out, example{slices.Clone(v.compare(a, b)), same, fold[a.texts[0].id]})
		return same
	}})
	return out
}

// examples are taken of whole sets and of parts of them, so that stories of few
// reports are learned too.
func examples(t testing.TB, n int) (arrival, settle []example) {
	for _, set := range lessons(t) {
		fold := foldsOf(set, n)
		for seed := range uint64(3) {
			arrival = append(arrival, arrivals(shuffled(set, 11+seed), fold)...)
		}
		for seed := range uint64(12) {
			arrival = append(arrival, arrivals(part(set, 101+seed, 0.3), fold)...)
		}
		settle = append(settle, settlements(set, fold)...)
		for seed, share := range []float64{0.1, 0.15, 0.15, 0.2, 0.3, 0.3, 0.4, 0.5, 0.5, 0.6, 0.75, 0.75, 0.85, 0.85, 0.9, 0.9} {
			settle = append(settle, settlements(part(set, 40+uint64(seed), share), fold)...)
		}
	}
	return arrival, settle
}

const arrivalColumns, settleColumns = 0.5, 0.3

// learn gives the trees of all examples but those of one fold. Each tree sees a
// share of the numbers: where many say nearly the same, none is relied on alone.
func learn(all []example, apart int, columns float64) *trees.Forest {
	var x [][]float32
	var y, weight []float32
	for _, e := range all {
		if e.fold == apart {
			continue
		}
		same := float32(0)
		if e.same {
			same = 1
		}
		x, y, weight = append(x, e.x), append(y, same), append(weight, 1)
	}
	return trees.Train(x, y, weight, trees.Options{Trees: 150, Leaves: 6, Rate: 0.08, MinWeight: 4, Columns: columns, Rows: 0.7})
}

// TestTrain learns the trees from all labelled sets:
//
//	go test ./join -run TestTrain -train
func TestTrain(t *testing.T) {
	if !*train {
		t.Skip("-train learns")
	}
	arrival, settle := examples(t, 1)
	for name, f := range map[string]*trees.Forest{"arrival": learn(arrival, -1, arrivalColumns), "settle": learn(settle, -1, settleColumns)} {
		if err := os.WriteFile(filepath.Join("data", name+".trees"), f.Encode(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestCrossValidated measures on topics that were not learned from:
//
//	go test ./join -run TestCrossValidated -folds 5 -v
//
// A report is judged by trees that didn't learn from its topic, whatever set it is in.
func TestCrossValidated(t *testing.T) {
	if *folds < 2 {
		t.Skip("-folds 5 measures")
	}
	arrival, settle := examples(t, *folds)
	t.Logf("%d examples of arrival, %d of settling", len(arrival), len(settle))
	by := make([]models, *folds)
	for k := range by {
		by[k] = models{learn(arrival, k, arrivalColumns), learn(settle, k, settleColumns)}
	}
	for i, set := range lessons(t) {
		fold := foldsOf(set, *folds)
		name := []string{"ecbplus", "meantime blank", "basil blank", "basil"}[i]
		measure(name, set, func() *Joiner {
			j := New(Options{})
			j.modelsOf = func(it *item) models { return by[fold[it.id]] }
			return j
		})
	}
}

// measure prints what becomes of a set in some orders.
func measure(name string, set []labelled, new func() *Joiner) (arrival, end float64) {
	var mean [8]float64
	for seed := range uint64(orders) {
		s := shuffled(set, seed+1)
		put, ends := joinedBy(new(), s)
		var x [8]float64
		x[0], x[1], x[2] = bCubed(s, put)
		x[3], x[4], x[5] = bCubed(s, ends)
		x[6], x[7] = siblings(s, put), siblings(s, ends)
		for i := range x {
			mean[i] += x[i] / orders
		}
	}
	fmt.Printf("%-22s on arrival P %.3f R %.3f B³ %.3f, %5.0f siblings joined   at the end P %.3f R %.3f B³ %.3f, %5.0f siblings joined\n",
		name, mean[0], mean[1], mean[2], mean[6], mean[3], mean[4], mean[5], mean[7])
	return mean[2], mean[5]
}

// siblings counts the pairs of reports of one topic but two stories that stand together.
func siblings(set []labelled, put map[string]string) float64 {
	n := 0
	for i, a := range set {
		for _, b := range set[:i] {
			if a.topic == b.topic && a.story != b.story && put[a.ID] == put[b.ID] {
				n++
			}
		}
	}
	return float64(n)
}
