package read

import (
	"strings"
	"testing"

	"dateline/news"
)

// TestLinks: what leads somewhere still does in Markdown and HTML; what is no
// address of the web, or no part of the text, does not.
func TestLinks(t *testing.T) {
	for name, c := range map[string]struct {
		text       string
		links      []news.Hyperlink
		md, markup string
	}{
		"one":         {"Read the notice today.", []news.Hyperlink{{Start: 5, End: 15, URL: "https://line.example/n"}}, "Read [the notice](<https://line.example/n>) today.", `Read <a href="https://line.example/n">the notice</a> today.`},
		"code points": {"Größe: ähnlich", []news.Hyperlink{{Start: 7, End: 14, URL: "https://line.example/ä"}}, "Größe: [ähnlich](<https://line.example/%C3%A4>)", `Größe: <a href="https://line.example/%C3%A4">ähnlich</a>`},
		"signs":       {"a [b] <c>", []news.Hyperlink{{Start: 2, End: 9, URL: "https://line.example/?a=1&b=(2)"}}, `a [\[b\] &lt;c&gt;](<https://line.example/?a=1&amp;b=(2)>)`, `a <a href="https://line.example/?a=1&amp;b=(2)">[b] &lt;c&gt;</a>`},
		"a script":    {"press here", []news.Hyperlink{{Start: 0, End: 5, URL: "javascript:alert(1)"}}, "press here", "press here"},
		"out of it":   {"press here", []news.Hyperlink{{Start: 6, End: 50, URL: "https://line.example/"}, {Start: -1, End: 3, URL: "https://line.example/"}}, "press here", "press here"},
		"overlapping": {"press here", []news.Hyperlink{{Start: 0, End: 7, URL: "https://a.example/"}, {Start: 6, End: 10, URL: "https://b.example/"}}, "[press h](<https://a.example/>)ere", `<a href="https://a.example/">press h</a>ere`},
	} {
		t.Run(name, func(t *testing.T) {
			p := news.Paragraph{Kind: news.PlainParagraph, Text: c.text, Links: c.links}
			if got := strings.TrimSpace(Markdown(news.Report{Paragraphs: []news.Paragraph{p}})); got != c.md {
				t.Errorf("Markdown: got %s want %s", got, c.md)
			}
			if got, want := bodyHTML([]news.Paragraph{p}), "<p>"+c.markup+"</p>"; got != want {
				t.Errorf("HTML: got %s want %s", got, want)
			}
		})
	}
}
