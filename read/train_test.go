package read

import (
	"flag"
	"fmt"
	"hash/fnv"
	"maps"
	"math"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"dateline/read/body"
	"dateline/read/dom"
	"dateline/read/field"
	"dateline/trees"

	"golang.org/x/net/publicsuffix"
)

var (
	train = flag.Bool("train", false, "learn the trees in data/ from the labelled pages and write them")
	folds = flag.Int("folds", 0, "measure on pages of sites that were not learned from, parted into `n` folds")
	seed  = flag.Int("seed", 0, "another `number` parts the sites in another way")
	forms = flag.String("forms", "html,text", "which `forms` of page to learn")
)

// A lesson is a labelled page, taken apart.
type lesson struct {
	id, site      string
	source        string
	url           *url.URL
	body          string   // the whole body, where it is known
	with, without []string // strings that are in the body or not, where those are known
	scene         *body.Scene
	numbers       [][]float32
	want, weight  []float32
	first         []float32 // what trees that didn't learn from its site say
}

type bodyLabel struct{ URL, ArticleBody string }

type stringLabel struct {
	URL           string
	With, Without []string
	Title, Date   string
	Author        any
}

// lessons takes all labelled pages apart, in a fixed order.
func lessons(t testing.TB) []*lesson {
	var out []*lesson
	dir := sharedDir(t, "data", "extraction", "scrapinghub")
	bodies := labels[bodyLabel](t, dir)
	for _, id := range slices.Sorted(maps.Keys(bodies)) {
		out = append(out, &lesson{id: id, source: source(t, dir, id), url: address(bodies[id].URL), body: bodies[id].ArticleBody})
	}
	dir = sharedDir(t, "data", "extraction", "trafilatura")
	strs := labels[stringLabel](t, dir)
	for _, id := range slices.Sorted(maps.Keys(strs)) {
		l := strs[id]
		out = append(out, &lesson{id: id, source: source(t, dir, id), url: address(l.URL), with: l.With, without: l.Without})
	}
	for _, l := range out {
		l.takeApart(t)
	}
	return out
}

func source(t testing.TB, dir, id string) string {
	packed, err := os.ReadFile(filepath.Join(dir, "pages", id+".html.gz"))
	if err != nil {
		t.Fatal(err)
	}
	body, err := dom.Gunzip(packed)
	if err != nil {
		t.Fatal(err)
	}
	text, err := dom.Decode(body, "")
	if err != nil {
		t.Fatalf("%s: %v", id, err)
	}
	return text
}

func address(s string) *url.URL {
	u, err := url.Parse(s)
	if err != nil || strings.HasPrefix(s, "hard::") {
		return &url.URL{}
	}
	return u
}

func (l *lesson) takeApart(t testing.TB) {
	p, err := field.Open(l.source, l.url)
	if err != nil {
		t.Fatalf("%s: %v", l.id, err)
	}
	l.site = siteOf(l.id, l.url, p)
	l.scene, l.numbers = p.Describe()
	l.label()
}

func siteOf(id string, u *url.URL, p *field.Page) string {
	for _, host := range []string{u.Hostname(), address(p.CanonicalURL()).Hostname()} {
		if site, err := publicsuffix.EffectiveTLDPlusOne(host); err == nil && host != "" {
			return site
		}
	}
	return id
}

// label says of each block whether it is body, and how much that counts.
func (l *lesson) label() {
	n := len(l.scene.Blocks)
	l.want, l.weight = make([]float32, n), make([]float32, n)
	if l.body != "" {
		l.align()
		return
	}
	for i, b := range l.scene.Blocks {
		text := strings.Join(strings.Fields(b.Text), " ")
		has := func(strs []string) bool {
			return slices.ContainsFunc(strs, func(s string) bool { return strings.Contains(text, strings.Join(strings.Fields(s), " ")) })
		}
		switch {
		case has(l.with):
			l.want[i], l.weight[i] = 1, 2
		case has(l.without):
			l.want[i], l.weight[i] = 0, 2
		}
	}
}

// align finds the blocks of which the whole body is made: the chain of blocks,
// in the order of both, that covers most of it.
func (l *lesson) align() {
	body := " " + strings.Join(rxToken.FindAllString(l.body, -1), " ") + " "
	type place struct{ block, start, end, best, from int }
	var places []place
	for i, b := range l.scene.Blocks {
		words := " " + strings.Join(rxToken.FindAllString(b.Text, -1), " ") + " "
		if len(words) < 3 {
			continue
		}
		for at, tries := 0, 0; tries < 12; tries++ {
			k := strings.Index(body[at:], words)
			if k < 0 {
				break
			}
			places = append(places, place{block: i, start: at + k, end: at + k + len(words) - 1, from: -1})
			at += k + 1
		}
	}
	last := -1
	for i := range places {
		pl := &places[i]
		for j := range places[:i] {
			if o := &places[j]; o.block < pl.block && o.end <= pl.start && o.best > pl.best {
				pl.best, pl.from = o.best, j
			}
		}
		pl.best += pl.end - pl.start
		if last < 0 || pl.best > places[last].best {
			last = i
		}
	}
	for i := range l.weight {
		l.weight[i] = 1
	}
	for ; last >= 0; last = places[last].from {
		l.want[places[last].block] = 1
	}
	whole, _, _ := grams(l.body) // less what the chain covers: what is said twice is body once
	for i, b := range l.scene.Blocks {
		if l.want[i] == 1 {
			have, _, _ := grams(b.Text)
			for g, n := range have {
				whole[g] -= n
			}
		}
	}
	for i, b := range l.scene.Blocks {
		if l.want[i] == 1 || b.Words < 6 {
			continue
		}
		have, total, _ := grams(b.Text)
		both := 0
		for g, n := range have {
			both += max(0, min(n, whole[g]))
		}
		switch {
		case both*10 >= total*6:
			l.want[i], l.weight[i] = 1, 0.5
		case both*10 >= total*2:
			l.weight[i] = 0
		}
	}
}

var (
	firstOptions  = trees.Options{Trees: 300, Leaves: 16, Rate: 0.05, MinWeight: 3, Columns: 0.2, Rows: 0.8, Easy: 0.1}
	secondOptions = trees.Options{Trees: 400, Leaves: 12, Rate: 0.03, MinWeight: 4, Columns: 0.15, Rows: 0.8, Easy: 0.1}
)

// learn makes judges of lessons. The second trees learn from what first trees
// say of pages that those did not learn from, as they will when they are used.
// What those say also stands, at little weight, for labels that are not known.
func learn(ls []*lesson, parts int) body.Judges {
	for _, l := range ls {
		l.label()
	}
	var inner sync.WaitGroup
	for k := range parts {
		inner.Go(func() {
			f := body.Judges{First: learnFirst(ls, func(l *lesson) bool { return foldOf(l.site+"/inner", parts) != k })}
			for _, l := range ls {
				if foldOf(l.site+"/inner", parts) == k {
					l.first = f.FirstPass(l.numbers)
				}
			}
		})
	}
	inner.Wait()
	var x [][]float32
	var y, w []float32
	for _, l := range ls {
		l.weigh()
		v := l.scene.View(l.first)
		for i := range l.numbers {
			if l.weight[i] > 0 {
				x = append(x, l.scene.DescribeContext(slices.Clone(l.numbers[i]), l.first, v, i))
				y, w = append(y, l.want[i]), append(w, l.weight[i])
			}
		}
	}
	return body.Judges{First: learnFirst(ls, func(*lesson) bool { return true }), Second: trees.Train(x, y, w, secondOptions)}
}

// weigh gives blocks that have no label the guess of the first trees, and long
// blocks of fully labelled pages more weight.
func (l *lesson) weigh() {
	for i, b := range l.scene.Blocks {
		switch {
		case l.body != "":
			l.weight[i] *= 1 + float32(min(b.Words, 40))/20
		case l.weight[i] == 0:
			l.want[i], l.weight[i] = l.first[i], 0.1
		}
	}
}

func learnFirst(ls []*lesson, from func(*lesson) bool) *trees.Forest {
	var x [][]float32
	var y, w []float32
	for _, l := range ls {
		if !from(l) {
			continue
		}
		for i := range l.numbers {
			if l.weight[i] > 0 {
				x, y, w = append(x, l.numbers[i]), append(y, l.want[i]), append(w, l.weight[i])
			}
		}
	}
	return trees.Train(x, y, w, firstOptions)
}

func foldOf(site string, n int) int {
	h := fnv.New32a()
	h.Write([]byte(site))
	return int(h.Sum32() % uint32(n))
}

// TestTrain learns the trees from all labelled pages:
//
//	go test ./read -run TestTrain -train
//	go test ./read -run TestTrain -train -forms html
func TestTrain(t *testing.T) {
	if !*train {
		t.Skip("-train learns")
	}
	for form := range strings.SplitSeq(*forms, ",") {
		if form == "text" {
			trainText(t)
			continue
		}
		j := learn(lessons(t), 5)
		keepLearned(t, "html-first.trees", j.First.Save(body.FirstFeatures()))
		keepLearned(t, "html-second.trees", j.Second.Save(body.SecondFeatures()))
	}
}

func keepLearned(t *testing.T, name string, data []byte) {
	if err := os.WriteFile(filepath.Join("data", name), data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestCrossValidated measures on sites that were not learned from:
//
//	go test ./read -run TestCrossValidated -folds 5 -v
func TestCrossValidated(t *testing.T) {
	if *folds < 2 {
		t.Skip("-folds 5 measures")
	}
	t.Run("html", func(t *testing.T) { crossValidate(t, lessons(t)) })
	t.Run("text", crossValidateText)
}

func crossValidate(t *testing.T, ls []*lesson) {
	var best score
	for _, l := range ls {
		best.addBlocks(l)
	}
	t.Logf("blocks chosen by the labels: %v", best)
	var s score
	var several remembered
	var loss, wrong float64
	sure := map[string][]float32{}
	seeded := ""
	if *seed > 0 {
		seeded = fmt.Sprint("/", *seed)
	}
	for k := range *folds {
		var apart []*lesson
		for _, l := range ls {
			if foldOf(l.site+seeded, *folds) != k {
				apart = append(apart, l)
			}
		}
		j := learn(apart, 4)
		for _, l := range ls {
			if foldOf(l.site+seeded, *folds) == k {
				s.read(t, l, j, nil)
				j.Judge(l.scene, l.numbers)
				for i, b := range l.scene.Blocks {
					sure[l.id] = append(sure[l.id], b.Sure)
					if l.body != "" && l.weight[i] > 0 {
						p := min(max(float64(b.Sure), 0.001), 0.999)
						loss -= float64(l.want[i])*math.Log(p) + float64(1-l.want[i])*math.Log(1-p)
						wrong += float64(trees.Yes((l.want[i] > 0.5) != (p > 0.5)))
					}
				}
			}
		}
		several.read(t, ls, j, func(l *lesson) bool { return foldOf(l.site+seeded, *folds) == k })
	}
	several.log(t)
	t.Logf("%d folds by site: %v; %.0f blocks of whole bodies wrong, loss %.1f", *folds, s, wrong, loss)
	keepForLooking(t, strings.ReplaceAll(t.Name(), "/", "-"), s.Bad)
	keepForLooking(t, strings.ReplaceAll(t.Name(), "/", "-")+"-sure", sure)
}

// remembered measures what a memory does on sites that have several pages: the
// page alone, in a row with memory, and in a row once more.
type remembered struct{ alone, row, again score }

func (m *remembered) read(t *testing.T, ls []*lesson, j body.Judges, in func(*lesson) bool) {
	sites := map[string][]*lesson{}
	for _, l := range ls {
		if in(l) {
			sites[l.site] = append(sites[l.site], l)
		}
	}
	for _, site := range slices.Sorted(maps.Keys(sites)) {
		pages := sites[site]
		if len(pages) < 2 {
			continue
		}
		memory := &SiteProfile{}
		for _, s := range []*score{&m.row, &m.again} {
			for _, l := range pages {
				r := &recall{profile: memory.profile()}
				s.read(t, l, j, r)
				memory.Learn(r.page)
			}
		}
		for _, l := range pages {
			m.alone.read(t, l, j, nil)
		}
	}
}

func (m *remembered) log(t *testing.T) {
	t.Logf("%d pages with whole bodies of sites that have several pages, alone: %v", m.alone.pages, m.alone)
	t.Logf("in a row, with memory: %v", m.row)
	t.Logf("and once more: %v", m.again)
}

// score gathers the metrics of both sets.
type score struct {
	precision, recall        float64
	withOutput, exact, pages int
	tp, fp, fn               int
	Bad                      map[string]any
}

func (s *score) read(t *testing.T, l *lesson, j body.Judges, m *recall) {
	r, err := readHTML(l.source, l.url, j, m)
	if err != nil {
		t.Fatal(err)
	}
	finish(&r, Page{})
	s.add(l, r.Text)
}

func (s *score) addBlocks(l *lesson) {
	var out []string
	for i, b := range l.scene.Blocks {
		if l.want[i] > 0.5 {
			out = append(out, b.Text)
		}
	}
	s.add(l, strings.Join(out, "\n\n"))
}

func (s *score) add(l *lesson, text string) {
	if s.Bad == nil {
		s.Bad = map[string]any{}
	}
	if l.body == "" {
		flat := strings.Join(strings.Fields(text), " ")
		for _, w := range l.with {
			if strings.Contains(flat, strings.Join(strings.Fields(w), " ")) {
				s.tp++
			} else {
				s.fn++
				s.Bad[l.id+" lacks "+w] = l.url.String()
			}
		}
		for _, w := range l.without {
			if strings.Contains(flat, strings.Join(strings.Fields(w), " ")) {
				s.fp++
				s.Bad[l.id+" has "+w] = l.url.String()
			}
		}
		return
	}
	want, wantTotal, wantText := grams(l.body)
	got, gotTotal, gotText := grams(text)
	both := 0
	for g, n := range want {
		both += min(n, got[g])
	}
	s.pages++
	if gotTotal > 0 {
		s.withOutput++
		s.precision += float64(both) / float64(gotTotal)
	}
	s.recall += float64(both) / float64(wantTotal)
	if gotText == wantText {
		s.exact++
		return
	}
	s.Bad[l.id] = differences(l, text)
}

// differences lists the blocks that are wrong, for looking at.
func differences(l *lesson, text string) []string {
	have := map[string]bool{}
	for par := range strings.SplitSeq(text, "\n\n") {
		have[dom.Letters(par)] = true
	}
	out := []string{l.url.String()}
	for i, b := range l.scene.Blocks {
		if got := have[b.Letters]; got != (l.want[i] > 0.5) {
			out = append(out, fmt.Sprintf("got %v want %v (%.1f) ruled %d sure %.2f: %.300s", got, l.want[i], l.weight[i], b.Ruled, b.Sure, b.Text))
		}
	}
	return out
}

func (s score) String() string {
	p, r := s.precision/float64(s.withOutput), s.recall/float64(s.pages)
	sp, sr := float64(s.tp)/float64(s.tp+s.fp), float64(s.tp)/float64(s.tp+s.fn)
	return fmt.Sprintf("bodies precision %.4f recall %.4f F1 %.4f exact %.4f; strings precision %.4f recall %.4f F1 %.4f",
		p, r, 2*p*r/(p+r), float64(s.exact)/float64(s.pages), sp, sr, 2*sp*sr/(sp+sr))
}
