package record

import (
	"bufio"
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"dateline/lang"
	"dateline/news"
)

type gumDocument struct {
	ID, Date  string
	Sentences []string
	Quotes    []struct {
		Sent          int
		Text, Speaker string
		Name          string `json:"speaker_name"`
	}
	Times []struct {
		Sent, Start, End     int
		Text, When, From, To string
	}
}

func gumDocuments(t *testing.T) []gumDocument {
	t.Helper()
	var out []gumDocument
	scan := bufio.NewScanner(bytes.NewReader(shared(t, "data/facts/gum_news.jsonl")))
	scan.Buffer(nil, 16<<20)
	for scan.Scan() {
		var d gumDocument
		if err := json.Unmarshal(scan.Bytes(), &d); err != nil {
			t.Fatal(err)
		}
		out = append(out, d)
	}
	return out
}

// TestGUMQuotes counts, of the quotations that were derived from GUM's trees,
// those found and those whose speaker is right.
func TestGUMQuotes(t *testing.T) {
	gold, found, named, attributed := 0, 0, 0, 0
	for _, d := range gumDocuments(t) {
		published, _ := news.ParseTime(d.Date)
		rec := Record(news.Report{ID: d.ID, Text: strings.Join(d.Sentences, " "), Published: published, Language: "en"})
		for _, q := range d.Quotes {
			gold++
			before := found
			inner := strings.Trim(q.Text, "\"“”,. ")
			for _, f := range rec.Facts {
				ours := strings.Trim(f.Quote, ",. ")
				if f.Kind != news.FactQuote || !strings.Contains(ours, inner) && !(len(ours) > 20 && strings.Contains(inner, ours)) {
					continue
				}
				found++
				if f.Speaker != nil {
					attributed++
					if strings.Contains(q.Speaker, f.Speaker.Text) || strings.Contains(f.Speaker.Text, q.Speaker) || f.Speaker.Name != "" && (strings.Contains(q.Name, f.Speaker.Name) || strings.Contains(f.Speaker.Name, q.Name)) {
						named++
					} else {
						t.Logf("%s: speaker %q, want %q (%s)", d.ID, f.Speaker.Text, q.Speaker, q.Name)
					}
				}
				break
			}
			if found == before {
				t.Logf("%s: not found in %q: %q by %q", d.ID, d.Sentences[q.Sent], inner, q.Speaker)
			}
		}
	}
	t.Logf("of %d quotations %d found, %d attributed, %d of these rightly", gold, found, attributed, named)
	if named*100 < gold*85 || named*20 < attributed*19 {
		t.Errorf("of %d quotations %d found, %d attributed, %d rightly; want 85%% with the right speaker, and 95%% of the speakers right", gold, found, attributed, named)
	}
}

// TestGUMDates counts the dates that are found and those resolved to the span
// that GUM's annotators gave.
func TestGUMDates(t *testing.T) {
	gold, found, resolved, right := 0, 0, 0, 0
	for _, d := range gumDocuments(t) {
		published, _ := news.ParseTime(d.Date)
		for i, s := range d.Sentences {
			mentions := lang.Times(s, published)
			for _, g := range d.Times {
				if g.Sent != i || g.When == "" && g.From == "" {
					continue
				}
				gold++
				runes := []rune(s)
				start := len(string(runes[:g.Start]))
				end := len(string(runes[:g.End]))
				for _, m := range mentions {
					if m.Start >= end || m.End <= start {
						continue
					}
					found++
					if m.Ref.From == "" {
						break
					}
					resolved++
					if g.When != "" && strings.HasPrefix(m.Ref.From, g.When) && strings.HasPrefix(m.Ref.To, g.When) || g.From != "" && strings.HasPrefix(m.Ref.From, g.From) {
						right++
					} else {
						t.Logf("%s: %q = %s..%s (%s), want %s%s..%s", d.ID, m.Ref.Text, m.Ref.From, m.Ref.To, m.Ref.Basis, g.When, g.From, g.To)
					}
					break
				}
			}
		}
	}
	t.Logf("of %d dates %d found, %d resolved, %d of these as annotated", gold, found, resolved, right)
	if right*100 < gold*80 || right*100 < resolved*93 {
		t.Errorf("of %d dates %d found, %d resolved, %d rightly; want 80%% right, and 93%% of those resolved", gold, found, resolved, right)
	}
}
