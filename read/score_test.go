package read

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"dateline/internal/testkit"

	"dateline/news"
	"dateline/read/dom"
	"dateline/read/phrase"
)

// sharedDir is where labelled pages are kept beside the repository; they belong
// to their publishers, so nothing of them is in it.
func sharedDir(t testing.TB, parts ...string) string {
	t.Helper()
	root := os.Getenv("DATELINE_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "shared")
	}
	dir := filepath.Join(append([]string{root}, parts...)...)
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("no labelled pages at %s; set DATELINE_SHARED to measure", dir)
	}
	return dir
}

func labels[T any](t testing.TB, dir string) map[string]T {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, "truth.json"))
	if err != nil {
		t.Fatal(err)
	}
	truth := map[string]T{}
	if err := json.Unmarshal(data, &truth); err != nil {
		t.Fatal(err)
	}
	return truth
}

func readLabelled(t testing.TB, dir, id, url string) news.Report {
	t.Helper()
	body, err := os.ReadFile(filepath.Join(dir, "pages", id+".html.gz"))
	if err != nil {
		t.Fatal(err)
	}
	if strings.HasPrefix(url, "hard::") {
		url = ""
	}
	r, err := Read(Page{URL: url, Body: body, As: FormHTML})
	if err != nil {
		t.Errorf("%s: %v", id, err)
	}
	return r
}

var rxToken = regexp.MustCompile(`[\p{L}\p{N}_]+`)

func grams(text string) (map[string]int, int, string) {
	tokens := rxToken.FindAllString(text, -1)
	counts, total := map[string]int{}, 0
	if len(tokens) == 0 {
		return counts, 0, ""
	}
	for i := 0; i < max(1, len(tokens)-3); i++ {
		counts[strings.Join(tokens[i:min(i+4, len(tokens))], " ")]++
		total++
	}
	return counts, total, strings.Join(tokens, " ")
}

// TestBodyAgainstFullTexts measures the body by 4-grams and by exactness
// (metric: the article extraction benchmark of Scrapinghub, 2020).
func TestBodyAgainstFullTexts(t *testing.T) {
	dir := sharedDir(t, "data", "extraction", "scrapinghub")
	truth := labels[bodyLabel](t, dir)
	var precision, recall float64
	var withOutput, withBody, exact int
	out := map[string]string{}
	for n, id := range slices.Sorted(maps.Keys(truth)) {
		if !testkit.Part(n, 4) {
			continue
		}
		label := truth[id]
		r := readLabelled(t, dir, id, label.URL)
		out[id] = r.Text
		want, wantTotal, wantText := grams(label.ArticleBody)
		got, gotTotal, gotText := grams(r.Text)
		both := 0
		for g, n := range want {
			both += min(n, got[g])
		}
		if gotTotal > 0 {
			precision += float64(both) / float64(gotTotal)
			withOutput++
		}
		if wantTotal > 0 {
			recall += float64(both) / float64(wantTotal)
			withBody++
		}
		if wantText == gotText {
			exact++
		}
	}
	p, q := precision/float64(withOutput), recall/float64(withBody)
	f1, accuracy := 2*p*q/(p+q), float64(exact)/float64(len(truth))
	t.Logf("%d pages: precision %.4f recall %.4f F1 %.4f exact %.4f", len(truth), p, q, f1, accuracy)
	if !testkit.Raced && (f1 < 0.975 || accuracy < 0.46) {
		t.Errorf("F1 %.4f, exact %.4f; want at least 0.975 and 0.46", f1, accuracy)
	}
	keepForLooking(t, "scrapinghub", out)
}

// TestBodyAgainstStrings measures by strings that must and must not be in the
// body, and the fields beside it where they are labelled (metric: trafilatura's
// own evaluation).
func TestBodyAgainstStrings(t *testing.T) {
	dir := sharedDir(t, "data", "extraction", "trafilatura")
	truth := labels[stringLabel](t, dir)
	var tp, fp, fn, tn int
	fields := map[string][2]int{}
	count := func(field string, ok bool) {
		c := fields[field]
		c[1]++
		if ok {
			c[0]++
		}
		fields[field] = c
	}
	out := map[string]string{}
	var misses []string
	for n, id := range slices.Sorted(maps.Keys(truth)) {
		if !testkit.Part(n, 6) {
			continue
		}
		l := truth[id]
		r := readLabelled(t, dir, id, l.URL)
		text := strings.Join(strings.Fields(r.Text), " ")
		out[id] = r.Text
		for _, s := range l.With {
			if strings.Contains(text, strings.Join(strings.Fields(s), " ")) {
				tp++
			} else {
				fn++
				misses = append(misses, fmt.Sprintf("%s %s lacks %q", id, r.Kind, s))
			}
		}
		for _, s := range l.Without {
			if strings.Contains(text, strings.Join(strings.Fields(s), " ")) {
				fp++
				misses = append(misses, fmt.Sprintf("%s has %q", id, s))
			} else {
				tn++
			}
		}
		if l.Title != "" {
			a, b := dom.Letters(l.Title), dom.Letters(r.Headline)
			count("title exact", a == b)
			count("title contained", b != "" && (strings.Contains(a, b) || strings.Contains(b, a)))
			if a != b {
				misses = append(misses, fmt.Sprintf("%s title want %q got %q", id, l.Title, r.Headline))
			}
		}
		if want := authorLetters(l.Author); want != "" {
			got := ""
			for _, b := range r.Bylines {
				got += dom.Letters(b.Name)
			}
			count("author exact", want == got)
			count("author contained", got != "" && (strings.Contains(want, got) || strings.Contains(got, want)))
			if want != got {
				misses = append(misses, fmt.Sprintf("%s author want %q got %q", id, l.Author, r.Bylines))
			}
		}
		if l.Date != "" {
			got := r.Published.Format("2006-01-02")
			count("date", got == l.Date)
			if got != l.Date {
				misses = append(misses, fmt.Sprintf("%s date want %s got %s", id, l.Date, got))
			}
		}
	}
	p, q := float64(tp)/float64(tp+fp), float64(tp)/float64(tp+fn)
	f1 := 2 * p * q / (p + q)
	t.Logf("%d pages: precision %.4f recall %.4f F1 %.4f", len(truth), p, q, f1)
	for name, c := range fields {
		t.Logf("%s: %d of %d = %.3f", name, c[0], c[1], float64(c[0])/float64(c[1]))
	}
	if testkit.Raced {
		return // of a part the figures mean little
	}
	for name, least := range map[string]float64{"title exact": 0.865, "author exact": 0.69, "date": 0.86} {
		if c := fields[name]; float64(c[0]) < least*float64(c[1]) {
			t.Errorf("%s: %d of %d; want at least %.3f", name, c[0], c[1], least)
		}
	}
	if f1 < 0.93 {
		t.Errorf("F1 %.4f; want at least 0.93", f1)
	}
	keepForLooking(t, "trafilatura", out)
	keepForLooking(t, "misses", misses)
}

func authorLetters(v any) string {
	switch v := v.(type) {
	case string:
		var sb strings.Builder
		for _, b := range (phrase.House{}).Names(v) {
			sb.WriteString(dom.Letters(b.Name))
		}
		if sb.Len() == 0 {
			return dom.Letters(v)
		}
		return sb.String()
	case []any:
		var sb strings.Builder
		for _, e := range v {
			if s, ok := e.(string); ok {
				sb.WriteString(dom.Letters(s))
			}
		}
		return sb.String()
	}
	return ""
}

// keepForLooking writes what was read to a folder that whoever measures names.
func keepForLooking(t *testing.T, name string, v any) {
	dir := os.Getenv("READ_SCORE_OUT")
	if dir == "" {
		return
	}
	data, err := json.MarshalIndent(v, "", " ")
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, name+".json"), data, 0o644)
	}
	if err != nil {
		t.Error(err)
	}
}
