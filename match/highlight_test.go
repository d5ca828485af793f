package match

import (
	"math/rand/v2"
	"strings"
	"testing"

	"dateline/news"
)

// shown writes pieces with what was found in brackets.
func shown(pieces []Piece) string {
	var b strings.Builder
	for _, p := range pieces {
		if p.Found {
			b.WriteString("[" + p.Text + "]")
		} else {
			b.WriteString(p.Text)
		}
	}
	return b.String()
}

func TestHighlighter(t *testing.T) {
	r := news.Report{Language: "en", Headline: "Ministers sign the harbour agreement", Standfirst: "A dredger waited.",
		Text: "Nobody had slept. " + strings.Repeat("One word follows the other here. ", 20) +
			"The ministers' harbours burned twice. A phrase of harbour agreement stood. " + strings.Repeat("And so on it goes. ", 20)}
	for _, tt := range []struct{ query, headline, excerpt string }{
		{"harbour", "Ministers sign the [harbour] agreement", "… The ministers' [harbours] burned twice. A phrase of [harbour] agreement stood. And so on it goes. And so on it goes. And so on it goes. And so on it …"},
		{`"harbour agreement" NOT ministers`, "Ministers sign the [harbour agreement]", "… A phrase of [harbour agreement] stood. And so on it goes. And so on it goes. And so on it goes. And so on it goes. And so on it …"},
		{"minist* AND headline:sign AND outlet:post", "[Ministers] [sign] the harbour agreement", "… The [ministers]' harbours burned twice. A phrase of harbour agreement stood. And so on it goes. And so on it goes. And so on it goes. And so on it …"},
		{"dredgers", "Ministers sign the harbour agreement", "A [dredger] waited."},
		{"sign", "Ministers [sign] the harbour agreement", "Nobody had slept. One word follows the other here. One word follows the other here. One word follows the other here. One word follows the other here. One word follows …"},
	} {
		q, err := Parse(tt.query)
		if err != nil {
			t.Fatal(err)
		}
		headline, excerpt := NewHighlighter(q).Report(r)
		if shown(headline) != tt.headline || shown(excerpt) != tt.excerpt {
			t.Errorf("%s:\n got %s\n     %s\nwant %s\n     %s", tt.query, shown(headline), shown(excerpt), tt.headline, tt.excerpt)
		}
	}
	q, _ := Parse("x")
	if headline, excerpt := NewHighlighter(q).Report(news.Report{}); len(headline)+len(excerpt) != 0 {
		t.Errorf("of an empty report %v and %v are shown", headline, excerpt)
	}
}

// What a report is found by is shown, whatever the language, and what is shown is the report's.
func TestHighlightsAreWhatWasFound(t *testing.T) {
	reports := corpus(t)
	rng := rand.New(rand.NewPCG(8, 9))
	found := 0
	for range 120 {
		query := randomQuery(rng, reports, 2)
		q, err := Parse(query)
		if err != nil {
			continue
		}
		h := NewHighlighter(q)
		for _, r := range reports {
			headline, excerpt := h.Report(r)
			whole := strings.NewReplacer("[", "", "]", "")
			if got := shown(headline); whole.Replace(got) != whole.Replace(r.Headline) {
				t.Fatalf("%s: the headline is shown as %q, not %q", query, got, r.Headline)
			}
			said := strings.TrimSuffix(strings.TrimPrefix(whole.Replace(shown(excerpt)), "… "), " …")
			if !strings.Contains(whole.Replace(r.Text+"\x00"+r.Standfirst), said) {
				t.Fatalf("%s: %q is not in the report", query, said)
			}
			if strings.Contains(query, ":") || !q.Matches(Analyze(r, nil)) {
				continue
			}
			if found++; !strings.Contains(shown(headline)+shown(excerpt), "[") {
				t.Errorf("%s finds %q, and nothing in it is shown: %s", query, r.Headline, shown(excerpt))
			}
		}
	}
	if found < 50 {
		t.Errorf("only %d reports were found; the test says little", found)
	}
}

// A long report in which every word is asked for by many phrases costs no more than
// what is shown of it.
func TestHighlightsAreBounded(t *testing.T) {
	var phrases []string
	for i := range 7 {
		phrases = append(phrases, `"say`+strings.Repeat(" say", i)+`"`)
	}
	q, err := Parse(strings.Join(phrases, " OR "))
	if err != nil {
		t.Fatal(err)
	}
	h := NewHighlighter(q)
	_, excerpt := h.Report(news.Report{Language: "en", Headline: "x", Text: strings.Repeat("say ", 50_000)})
	if len(h.hits) == 0 || len(h.hits) > mostHits || len(excerpt) == 0 || !excerpt[0].Found {
		t.Errorf("%d hits, of which %d pieces are shown", len(h.hits), len(excerpt))
	}
	for i, hit := range h.hits {
		if hit.from != i || hit.to != i+7 {
			t.Fatalf("at word %d the hit is %+v, not the longest phrase", i, hit)
		}
	}
	_, _ = h.Report(news.Report{Language: "en", Text: strings.Repeat("so ", 2*searchedWords) + "say"})
	if len(h.hits) != 0 {
		t.Errorf("what stands after %d words was looked through", searchedWords)
	}
}
