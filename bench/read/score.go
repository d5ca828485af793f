package main

import (
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// A page as it was stored, unpacked.
type page struct {
	url  string
	body []byte
}

// bodyLabel gives the whole body (Scrapinghub's article extraction benchmark).
type bodyLabel struct{ URL, ArticleBody string }

func (l bodyLabel) address() string { return l.URL }

// stringLabel gives strings that must and must not be in the body, and fields
// beside it (trafilatura's evaluation).
type stringLabel struct {
	URL           string
	With, Without []string
	Title, Date   string
	Author        any // a string or a list of them
}

// address: labels whose page has none are keyed by "hard::" and a number.
func (l stringLabel) address() string {
	if strings.HasPrefix(l.URL, "hard::") {
		return ""
	}
	return l.URL
}

type labelled[L any] struct {
	label L
	page  page
}

func load[L interface{ address() string }](root, set string) ([]labelled[L], error) {
	data, err := os.ReadFile(filepath.Join(root, set, "truth.json"))
	if err != nil {
		return nil, err
	}
	truth := map[string]L{}
	if err := json.Unmarshal(data, &truth); err != nil {
		return nil, fmt.Errorf("%s: %w", set, err)
	}
	var out []labelled[L]
	for _, id := range slices.Sorted(maps.Keys(truth)) {
		body, err := unpack(filepath.Join(root, set, "pages", id+".html.gz"))
		if err != nil {
			return nil, err
		}
		out = append(out, labelled[L]{truth[id], page{truth[id].address(), body}})
	}
	return out, nil
}

func unpack(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return io.ReadAll(z)
}

// bodyScore: precision and recall of 4-grams of words are averaged over pages,
// F1 is of the averages; a body is exact when its sequence of words is.
type bodyScore struct {
	Precision, Recall                   float64 // sums
	WithOutput, WithBody, Exact, Number int
}

var rxWord = regexp.MustCompile(`[\p{L}\p{N}_]+`)

func grams(text string) (counts map[string]int, total int, words string) {
	tokens := rxWord.FindAllString(text, -1)
	counts = map[string]int{}
	if len(tokens) == 0 {
		return counts, 0, ""
	}
	for i := range max(1, len(tokens)-3) {
		counts[strings.Join(tokens[i:min(i+4, len(tokens))], " ")]++
		total++
	}
	return counts, total, strings.Join(tokens, " ")
}

func (s *bodyScore) add(got, want string) {
	wantGrams, wantTotal, wantWords := grams(want)
	gotGrams, gotTotal, gotWords := grams(got)
	both := 0
	for g, n := range wantGrams {
		both += min(n, gotGrams[g])
	}
	s.Number++
	if gotTotal > 0 {
		s.Precision += float64(both) / float64(gotTotal)
		s.WithOutput++
	}
	if wantTotal > 0 {
		s.Recall += float64(both) / float64(wantTotal)
		s.WithBody++
	}
	if gotWords == wantWords {
		s.Exact++
	}
}

func (s bodyScore) precision() float64 { return s.Precision / float64(max(1, s.WithOutput)) }
func (s bodyScore) recall() float64    { return s.Recall / float64(max(1, s.WithBody)) }
func (s bodyScore) accuracy() float64  { return float64(s.Exact) / float64(max(1, s.Number)) }
func (s bodyScore) f1() float64        { return harmonic(s.precision(), s.recall()) }

func harmonic(p, r float64) float64 {
	if p+r == 0 {
		return 0
	}
	return 2 * p * r / (p + r)
}

// stringScore counts strings over all pages; precision and recall are taken once.
type stringScore struct {
	TP, FP, FN                    int
	Title, TitleNear, Author, Day hits
}

type hits struct{ OK, All int }

func (h *hits) count(ok bool) {
	h.All++
	if ok {
		h.OK++
	}
}

func (h hits) share() float64 { return float64(h.OK) / float64(max(1, h.All)) }

func (s *stringScore) add(got output, want stringLabel) {
	text := oneLine(got.Text)
	for _, w := range want.With {
		if strings.Contains(text, oneLine(w)) {
			s.TP++
		} else {
			s.FN++
		}
	}
	for _, w := range want.Without {
		if strings.Contains(text, oneLine(w)) {
			s.FP++
		}
	}
	if want.Title != "" {
		a, b := letters(want.Title), letters(got.Title)
		s.Title.count(a == b)
		s.TitleNear.count(b != "" && (strings.Contains(a, b) || strings.Contains(b, a)))
	}
	if authors := authorsOf(want.Author); authors != "" {
		s.Author.count(authors == authorsOf(got.Authors))
	}
	if want.Date != "" {
		s.Day.count(got.Day == want.Date)
	}
}

func (s stringScore) precision() float64 { return float64(s.TP) / float64(max(1, s.TP+s.FP)) }
func (s stringScore) recall() float64    { return float64(s.TP) / float64(max(1, s.TP+s.FN)) }
func (s stringScore) f1() float64        { return harmonic(s.precision(), s.recall()) }

var rxAuthors = regexp.MustCompile(`\s*[;,/|]\s*|\s+(?:and|und|et|y|&)\s+`)

// authorsOf makes authors, however they are listed, comparable: names in small
// letters, sorted.
func authorsOf(v any) string {
	var names []string
	switch v := v.(type) {
	case string:
		names = rxAuthors.Split(v, -1)
	case []string:
		names = v
	case []any:
		for _, e := range v {
			if s, ok := e.(string); ok {
				names = append(names, rxAuthors.Split(s, -1)...)
			}
		}
	}
	for i := range names {
		names[i] = letters(names[i])
	}
	slices.Sort(names)
	return strings.Trim(strings.Join(slices.Compact(names), " "), " ")
}

func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
