package field

import (
	"net/url"
	"strings"
	"testing"

	"dateline/news"
	"dateline/read/body"
	"dateline/read/dom"
)

func open(t *testing.T, source string) *Page {
	t.Helper()
	base, err := url.Parse("https://mail.example/pier-closed")
	if err != nil {
		t.Fatal(err)
	}
	p, err := Open(source, base)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestSeveralHeadings: of several first-level headings none of which is like the page's
// title, none is the headline; one alone is, whatever the page calls itself.
func TestSeveralHeadings(t *testing.T) {
	const page = `<html><head><title>Council votes on the harbour budget</title></head><body>`
	const weather, sport = `<h1>Weather for the weekend</h1>`, `<h1>Results of the rowing regatta</h1>`
	for name, c := range map[string]struct{ page, want string }{
		"one":                {page + weather, "Weather for the weekend"},
		"two":                {page + weather + sport, "Council votes on the harbour budget"},
		"one like the title": {page + weather + `<h1>Council votes on the harbour budget</h1>`, "Council votes on the harbour budget"},
		"two and no title":   {`<html><body>` + weather + sport, "Weather for the weekend"},
	} {
		if p := open(t, c.page); p.Headline != c.want {
			t.Errorf("%s: the headline is %q, want %q", name, p.Headline, c.want)
		}
	}
}

// TestAgreedTitle: what JSON-LD and og:title agree on is the headline where no heading is
// like it, and not where only one of them says so.
func TestAgreedTitle(t *testing.T) {
	const linked = `<script type="application/ld+json">{"@type":"NewsArticle","headline":"Council votes on the harbour budget"}</script>`
	const meta = `<meta property="og:title" content="Council votes on the harbour budget">`
	for name, c := range map[string]struct{ head, want string }{
		"both": {linked + meta, "Council votes on the harbour budget"},
		"one":  {linked, "Weather for the weekend"},
	} {
		if p := open(t, `<html><head>`+c.head+`</head><body><h1>Weather for the weekend</h1>`); p.Headline != c.want {
			t.Errorf("%s: the headline is %q, want %q", name, p.Headline, c.want)
		}
	}
}

// TestStubBody: a visible body of fewer than 250 bytes gives way to a longer one that
// JSON-LD carries; one of 250 doesn't, nor does one whose JSON-LD is a summary.
func TestStubBody(t *testing.T) {
	carried := strings.Repeat("The harbour board met on Tuesday. ", 20)
	for name, c := range map[string]struct {
		shown   int
		carried string
		want    string
	}{
		"a stub":         {249, carried, "JSON-LD"},
		"nearly nothing": {26, carried, "JSON-LD"},
		"a short story":  {250, carried, "shown"},
		"a summary":      {40, carried[:99], "shown"},
		"just a story":   {40, carried[:100], "JSON-LD"},
		"no longer":      {200, carried[:399], "shown"},
		"twice as long":  {200, carried[:400], "JSON-LD"},
	} {
		p := open(t, `<script type="application/ld+json">{"@type":"NewsArticle","articleBody":"`+c.carried+`"}</script>`)
		p.Body = []*body.Judged{{Block: &dom.Block{Kind: news.PlainParagraph, Text: strings.Repeat("s", c.shown)}}}
		got := "JSON-LD"
		if text := p.paragraphs()[0].Text; strings.HasPrefix(text, "sss") {
			got = "shown"
		}
		if got != c.want {
			t.Errorf("%s: of %d bytes shown and %d carried the body is the %s one, want the %s one", name, c.shown, len(c.carried), got, c.want)
		}
	}
}

// TestKind at the edges between a story, a list of stories and neither.
func TestKind(t *testing.T) {
	sentence := strings.TrimSpace(strings.Repeat("word ", fewSentenceWords))
	paragraphs := func(n int, text string) (out []news.Paragraph) {
		for range n {
			out = append(out, news.Paragraph{Kind: news.PlainParagraph, Text: text})
		}
		return out
	}
	for name, c := range map[string]struct {
		paragraphs []news.Paragraph
		teasers    int
		want       news.ReportKind
	}{
		"no text, few teasers":          {nil, listTeasers - 1, news.KindOther},
		"no text, a list":               {nil, listTeasers, news.KindListing},
		"a few words":                   {paragraphs(1, strings.TrimSpace(strings.Repeat("w ", fewWords-1))), 0, news.KindOther},
		"as many as a short note":       {paragraphs(1, strings.TrimSpace(strings.Repeat("w ", fewWords))), 0, news.KindArticle},
		"two sentences, many teasers":   {paragraphs(2, sentence), manyTeasers, news.KindArticle},
		"one sentence, many teasers":    {paragraphs(1, sentence), manyTeasers, news.KindListing},
		"one sentence, fewer teasers":   {paragraphs(1, sentence), manyTeasers - 1, news.KindArticle},
		"many words that are no labels": {paragraphs(1, strings.TrimSpace(strings.Repeat("w ", listWords))), manyTeasers, news.KindArticle},
		"a word less":                   {paragraphs(1, strings.TrimSpace(strings.Repeat("w ", listWords-1))), manyTeasers, news.KindListing},
	} {
		p := open(t, "<p>x</p>")
		if got := p.kind(news.Report{Paragraphs: c.paragraphs, Teasers: make([]news.Teaser, c.teasers)}); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}
