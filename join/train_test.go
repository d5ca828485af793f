package join

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/news"
	"dateline/trees"
)

var (
	train      = flag.Bool("train", false, "learn the trees in data/ from the labelled stories and write them")
	folds      = flag.Int("folds", 0, "measure on topics that were not learned from, parted into `n` folds")
	keptModels = flag.String("models", "", "`folder` to keep the models of the folds in, or to read them from")
	only       = flag.String("only", "", "measure the sets of these `names` only")
	show       = flag.Bool("show", false, "print the stories that hold reports of several")
	orderCount = flag.Int("orders", 5, "in how many orders sets are streamed")
	deal       = flag.Uint64("deal", 0, "`seed` of how topics are dealt to the folds; 0: in turn")
)

// An example is two bundles beside each other in numbers, and whether both tell
// of one happening.
type example struct {
	x    []float32
	same bool
	fold int

	weight float32 // 0: 1
	lonely bool    // of a stream in which most reports are alone
}

// Most pairs of a lonely stream have hardly a word in common. Of those one in
// plainShare is learned from, at so much more weight.
const (
	plainShare  = 5
	plainCosine = 0.08
)

func thinned(all []example) (out []example) {
	rng := rand.New(rand.NewPCG(uint64(len(all)), 14))
	for _, e := range all {
		e.weight, e.lonely = 1, true
		if !e.same && e.x[1] < plainCosine && e.x[5] < plainCosine {
			if rng.IntN(plainShare) > 0 {
				continue
			}
			e.weight = plainShare
		}
		out = append(out, e)
	}
	return out
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
	if *deal > 0 {
		set = shuffled(set, *deal)
	}
	of, topics := map[string]int{}, map[string]int{}
	for _, r := range set {
		if _, known := topics[r.topic]; !known {
			topics[r.topic] = len(topics)
		}
		of[r.ID] = topics[r.topic] % n
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
		it := j.prepare(r.Report)
		j.number(it)
		j.index(it)
		it.twins = j.twinsOf(it)
		if original := j.findCopy(it); original != nil {
			it.duplicateOf = original.id
		}
		alone := bundleOf(it)
		for _, c := range j.candidates(it, alone) {
			x := append(compare(alone, c.story.texts(), nil), j.company())
			out = append(out, example{x: x, same: label[c.story.members[0].id] == r.story, fold: fold[r.ID]})
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
		it := j.prepare(r.Report)
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
	joinGroups(groups, rule{0.01, mean, func(a, b *group) bool {
		same := label[a.texts[0]] == label[b.texts[0]]
		out = append(out, example{x: slices.Clone(v.compare(a, b)), same: same, fold: fold[a.texts[0].id]})
		return same
	}, j.parted})
	return out
}

// strays puts a set together, as trees that didn't learn from its topics say, and
// describes each short text that is more at home in another group. The label of a
// group is that of most of its texts.
func strays(set []labelled, fold map[string]int, by []models) (out []example) {
	j := New(Options{})
	j.modelsOf = func(it *item) models { return by[fold[it.id]] }
	label := map[*item]string{}
	for _, r := range set {
		it := j.prepare(r.Report)
		j.number(it)
		j.index(it)
		j.put(it, r.ID)
		label[it] = r.story
	}
	most := func(g *group) (story string) {
		n := map[string]int{}
		for _, it := range g.texts {
			n[label[it]]++
		}
		for s := range n {
			if n[s] > n[story] || n[s] == n[story] && s < story {
				story = s
			}
		}
		return story
	}
	groups, v := j.joinedGroups(slices.Clone(j.arrived))
	j.gather(groups, v, func(r removal, x []float32) bool {
		if r.stray == r.stands || most(r.stands) != most(r.home) {
			out = append(out, example{x: slices.Clone(x), same: most(r.stray) == most(r.home), fold: fold[r.stray.texts[0].id]})
		}
		return false
	})
	return out
}

// cut leaves the headline and 15 to 45 words of each report: what a feed says of it.
func cut(set []labelled, seed uint64) []labelled {
	rng := rand.New(rand.NewPCG(seed, 0))
	out := slices.Clone(set)
	for i := range out {
		words := strings.Fields(out[i].Text)
		out[i].Text = strings.Join(words[:min(len(words), 15+rng.IntN(30))], " ")
	}
	return out
}

// allStrays are taken of all sets, of whole ones and of parts, whose stories are
// smaller. Where reports are long they are cut, so that it isn't learned from one
// set alone.
func allStrays(t testing.TB, by []models) (out []example) {
	for _, set := range lessons(t) {
		for seed, share := range []float64{1, 0.9, 0.7, 0.5, 0.3, 0.2, 0.15, 0.1} {
			out = append(out, strays(cut(part(set, 70+uint64(seed), share), uint64(seed)), foldsOf(set, len(by)), by)...)
		}
	}
	set := readStories(t, "gnews")
	for seed, share := range []float64{1, 0.6, 0.3, 0.2, 0.1, 0.05, 0.02} {
		out = append(out, strays(part(set, 70+uint64(seed), share), foldsOf(set, len(by)), by)...)
	}
	return out
}

// examples are taken of whole sets and of parts of them, so that stories of few
// reports are learned too. Of the large set of headlines with a line of text, in
// small letters, there are parts alone: it has no names, and is not to outweigh
// the others. Of short texts more are taken, of the other sets cut ones.
func examples(t testing.TB, n int) (arrival, settle, short []example) {
	add := func(set []labelled, shares []float64, parts int) {
		fold := foldsOf(set, n)
		for seed := range uint64(parts) {
			arrival = append(arrival, arrivals(part(set, 101+seed, shares[0]), fold)...)
		}
		for seed, share := range shares[1:] {
			settle = append(settle, settlements(part(set, 40+uint64(seed), share), fold)...)
		}
	}
	addShort := func(set []labelled, shares []float64) {
		for seed, share := range shares {
			short = append(short, settlements(part(set, 240+uint64(seed), share), foldsOf(set, n))...)
		}
	}
	for i, set := range lessons(t) {
		add(set, []float64{1}, 1)
		add(set, []float64{0.3, 1, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.75, 0.85, 0.9, 1}, 4)
		addShort(cut(set, uint64(i)), []float64{1, 0.7, 0.5, 0.3, 0.3, 0.15, 0.15})
	}
	for _, s := range lonelyStreams(t, n) {
		arrival = append(arrival, thinned(arrivals(s.set, s.fold))...)
		found := thinned(settlements(s.set, s.fold))
		settle, short = append(settle, found...), append(short, found...)
	}
	add(readStories(t, "gnews"), []float64{0.2, 0.05, 0.1, 0.2, 0.3}, 1)
	addShort(readStories(t, "gnews"), []float64{0.05, 0.05, 0.1, 0.1, 0.15, 0.2, 0.2, 0.3, 0.3})
	return arrival, settle, short
}

// A learning says how a forest learns. Trees of more leaves tell like events apart
// better, when little is known of a story. Each tree sees a share of the numbers:
// where many say nearly the same, none is relied on alone.
type learning struct {
	trees, leaves int
	columns       float64
	// In a stream where nearly every report has companions, one that is left alone
	// costs a reader more than one too many in a story: so much more.
	companion float32
}

var (
	arrivalLearning = learning{200, 10, 0.5, 3}
	settleLearning  = learning{250, 8, 0.3, 1.6}
	gatherLearning  = learning{150, 6, 0.5, 1}
)

// learn returns the trees of all examples but those of one fold.
func learn(all []example, apart int, l learning) *trees.Forest {
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
		w := max(e.weight, 1)
		if e.same && !e.lonely {
			w *= l.companion
		}
		x, y, weight = append(x, e.x), append(y, same), append(weight, w)
	}
	return trees.Train(x, y, weight, trees.Options{Trees: l.trees, Leaves: l.leaves, Rate: 0.08, MinWeight: 4, Columns: l.columns, Rows: 0.7})
}

// learnApart gives for each fold the trees that learned from all the others.
func learnApart(arrival, settle, short []example, folds int) []models {
	by := make([]models, folds)
	for k := range by {
		by[k] = models{arrival: learn(arrival, k, arrivalLearning), settle: learn(settle, k, settleLearning), short: learn(short, k, settleLearning)}
	}
	return by
}

// trainFolds is in how many folds the sets are parted to learn what goes astray.
const trainFolds = 5

// TestTrain learns the trees from all labelled sets:
//
//	go test ./join -run TestTrain -train
func TestTrain(t *testing.T) {
	if !*train {
		t.Skip("-train learns")
	}
	arrival, settle, short := examples(t, trainFolds)
	gather := allStrays(t, learnApart(arrival, settle, short, trainFolds))
	pairs := readPairs(t)
	var wanted []float32
	for _, p := range pairs {
		wanted = append(wanted, p.want)
	}
	for name, f := range map[string]*trees.Forest{"arrival": learn(arrival, -1, arrivalLearning), "settle": learn(settle, -1, settleLearning),
		"short": learn(short, -1, settleLearning), "gather": learn(gather, -1, gatherLearning), "pairs": learnPairs(describePairs(pairs), wanted)} {
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
	by, known := readModels(t, *keptModels, *folds)
	if !known {
		by = learnFolds(t, *folds)
		keepModels(t, *keptModels, by)
	}
	sets := map[string]feed{}
	keep := func(name string, set []labelled) { sets[name] = feed{set, foldsOf(set, *folds)} }
	keep("gnews", readStories(t, "gnews"))
	for i, name := range []string{"ecbplus", "meantime blank", "basil blank", "basil"} {
		keep(name, lessons(t)[i])
	}
	undated := readStories(t, "ecbplus")
	blank(undated)
	keep("ecbplus blank", undated)
	keep("local", readLocal(t))
	keep("pages", readPages(t))
	wcl := readStories(t, "newswcl50")
	keep("newswcl50", wcl)
	sets["all but gnews"] = mixed(1, sets["ecbplus"], sets["basil"], sets["meantime blank"], sets["newswcl50"], sets["pages"], sets["local"])
	sets["all"] = mixed(1, sets["all but gnews"], sets["gnews"])
	for _, name := range slices.Sorted(maps.Keys(sets)) {
		if *only != "" && !slices.Contains(strings.Split(*only, ","), name) {
			continue
		}
		s := sets[name]
		measureFeed(name, s.set, func() *Joiner {
			j := New(Options{})
			j.modelsOf = func(it *item) models { return by[s.fold[it.id]] }
			return j
		})
	}
}

// learnFolds gives for each fold the models that learned from all the others.
func learnFolds(t *testing.T, folds int) []models {
	arrival, settle, short := examples(t, folds)
	by := learnApart(arrival, settle, short, folds)
	gather := allStrays(t, by)
	t.Logf("%d examples of arrival, %d of settling, %d of short texts, %d of strays", len(arrival), len(settle), len(short), len(gather))
	for k := range by {
		by[k].gather = learn(gather, k, gatherLearning)
	}
	calibration(t, "arrival", arrival, func(m models) *trees.Forest { return m.arrival }, by)
	calibration(t, "settling", settle, func(m models) *trees.Forest { return m.settle }, by)
	return by
}

// parts are the forests of models by name.
func (m *models) parts() map[string]**trees.Forest {
	return map[string]**trees.Forest{"arrival": &m.arrival, "settle": &m.settle, "short": &m.short, "gather": &m.gather}
}

func keepModels(t *testing.T, folder string, by []models) {
	if folder == "" {
		return
	}
	for k := range by {
		for name, f := range by[k].parts() {
			if err := os.WriteFile(filepath.Join(folder, fmt.Sprint(name, k)), (*f).Encode(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func readModels(t *testing.T, folder string, folds int) ([]models, bool) {
	by := make([]models, folds)
	for k := range by {
		for name, f := range by[k].parts() {
			data, err := os.ReadFile(filepath.Join(folder, fmt.Sprint(name, k)))
			if folder == "" || err != nil {
				return by, false
			}
			if *f, err = trees.Decode(data, homeNumbers); err != nil {
				t.Fatal(err)
			}
		}
	}
	return by, true
}

// calibration prints how often reports belong together that are said to with a
// probability, for each tenth, and the expected calibration error: of all pairs, of
// those that aren't plainly apart, and of those of lonely streams.
func calibration(t *testing.T, name string, all []example, of func(models) *trees.Forest, by []models) {
	for _, part := range []struct {
		name   string
		least  float64
		lonely bool
	}{{"all", 0, false}, {"not plainly apart", 0.1, false}, {"lonely, not plainly apart", 0.1, true}} {
		var n, said, same [10]float64
		total := 0.0
		for _, e := range all {
			p := float64(of(by[e.fold]).Predict(e.x))
			if p < part.least || part.lonely && !e.lonely {
				continue
			}
			w, i := float64(max(e.weight, 1)), min(int(10*p), 9)
			n[i] += w
			said[i] += w * p
			if e.same {
				same[i] += w
			}
			total += w
		}
		off := 0.0
		for i := range n {
			if n[i] > 0 {
				off += math.Abs(said[i]-same[i]) / total
				t.Logf("%s, %s: said %.2f, true %.2f of %.0f", name, part.name, said[i]/n[i], same[i]/n[i], n[i])
			}
		}
		t.Logf("%s, %s: expected calibration error %.4f", name, part.name, off)
	}
}

// measureFeed is measure, and beside it of each set in a stream, and how many
// reports that are alone stand with another.
func measureFeed(name string, set []labelled, new func() *Joiner) (arrival, end float64) {
	arrival, end = measure(name, set, new)
	_, put := joinedBy(new(), shuffled(set, 1))
	of := map[string][]labelled{}
	for _, r := range set {
		kind, _, _ := strings.Cut(r.ID, "/")
		if kind == r.ID {
			kind = "local"
		}
		of[kind] = append(of[kind], r)
	}
	gold, system := map[string]int{}, map[string]int{}
	for _, r := range set {
		gold[r.story]++
		system[put[r.ID]]++
	}
	for _, kind := range slices.Sorted(maps.Keys(of)) {
		alone, wrong := 0, 0
		for _, r := range of[kind] {
			if gold[r.story] == 1 {
				alone++
				if system[put[r.ID]] > 1 {
					wrong++
				}
			}
		}
		_, _, f := bCubed(of[kind], put)
		fmt.Printf("    %-10s B³ settled %.3f; %d of %d lonely reports in a story with another\n", kind, f, wrong, alone)
	}
	if *show {
		showMixed(set, put)
	}
	return arrival, end
}

// showMixed prints the stories that hold reports of several.
func showMixed(set []labelled, put map[string]string) {
	of := map[string][]labelled{}
	for _, r := range set {
		of[put[r.ID]] = append(of[put[r.ID]], r)
	}
	for _, s := range slices.Sorted(maps.Keys(of)) {
		stories := map[string]bool{}
		for _, r := range of[s] {
			stories[r.story] = true
		}
		if len(stories) < 2 {
			continue
		}
		fmt.Println("---", s)
		for _, r := range of[s][:min(len(of[s]), 12)] {
			fmt.Printf("   %s [%s] %s | %s | %.140s\n", r.ID, r.story, r.Published.Format("2006-01-02"), r.Headline, strings.ReplaceAll(r.Text, "\n", " "))
		}
	}
}

// measure prints what becomes of a set in some orders.
func measure(name string, set []labelled, new func() *Joiner) (arrival, end float64) {
	var mean [10]float64
	for seed := range uint64(*orderCount) {
		s := shuffled(set, seed+1)
		put, ends := joinedBy(new(), s)
		var x [10]float64
		x[0], x[1], x[2] = bCubed(s, put)
		x[3], x[4] = mutual(s, put), siblings(s, put)
		x[5], x[6], x[7] = bCubed(s, ends)
		x[8], x[9] = mutual(s, ends), siblings(s, ends)
		for i := range x {
			mean[i] += x[i] / float64(*orderCount)
		}
	}
	fmt.Printf("%-18s on arrival P %.3f R %.3f B³ %.3f NMI %.3f, %4.0f siblings joined   at the end P %.3f R %.3f B³ %.3f NMI %.3f, %4.0f siblings joined\n",
		name, mean[0], mean[1], mean[2], mean[3], mean[4], mean[5], mean[6], mean[7], mean[8], mean[9])
	return mean[2], mean[7]
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

// A judged pair is two reports and how much they tell of the same, 0 to 1, by
// people's judgement.
type judged struct {
	a, b    news.Report
	english bool
	want    float32
}

func readPairs(t testing.TB) (pairs []judged) {
	for _, line := range readLines(t, "semeval22-pairs") {
		var row struct {
			Lang1, Lang2, Text1, Text2 string
			Overall                    float32
		}
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			t.Fatal(err)
		}
		pairs = append(pairs, judged{news.Report{Language: row.Lang1, Text: row.Text1}, news.Report{Language: row.Lang2, Text: row.Text2},
			row.Lang1 == "en" && row.Lang2 == "en", (4 - row.Overall) / 3})
	}
	return pairs
}

func describePairs(pairs []judged) (x [][]float32) {
	c := NewComparer()
	for _, p := range pairs {
		x = append(x, c.describe(p.a, p.b))
	}
	return x
}

func learnPairs(x [][]float32, y []float32) *trees.Forest {
	weight := make([]float32, len(y))
	for i := range weight {
		weight[i] = 1
	}
	return trees.Train(x, y, weight, trees.Options{Trees: 120, Leaves: 5, Rate: 0.06, MinWeight: 4, Columns: 0.5, Rows: 0.7})
}

// TestPairsCrossValidated measures on pairs that were not learned from:
//
//	go test ./join -run TestPairsCrossValidated -folds 5 -v
func TestPairsCrossValidated(t *testing.T) {
	if *folds < 2 {
		t.Skip("-folds 5 measures")
	}
	pairs := readPairs(t)
	x := describePairs(pairs)
	got := make([]float64, len(pairs))
	for k := range *folds {
		var xs [][]float32
		var ys []float32
		for i, p := range pairs {
			if i%*folds != k {
				xs, ys = append(xs, x[i]), append(ys, p.want)
			}
		}
		f := learnPairs(xs, ys)
		for i := range pairs {
			if i%*folds == k {
				got[i] = float64(f.Predict(x[i]))
			}
		}
	}
	english, all := pearson(pairs, got)
	t.Logf("Pearson with people: English %.3f, all %.3f", english, all)
}

// pearson is the correlation with people's judgement: of English pairs, and of all.
func pearson(pairs []judged, got []float64) (english, all float64) {
	of := func(keep func(judged) bool) float64 {
		var n, x, y, xx, yy, xy float64
		for i, p := range pairs {
			if keep(p) {
				a, b := got[i], float64(p.want)
				n, x, y, xx, yy, xy = n+1, x+a, y+b, xx+a*a, yy+b*b, xy+a*b
			}
		}
		return (n*xy - x*y) / math.Sqrt((n*xx-x*x)*(n*yy-y*y))
	}
	return of(func(p judged) bool { return p.english }), of(func(judged) bool { return true })
}
