package dom

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// BenchmarkParse compares Parse with html.Parse on a plain page and on one that
// html.Parse takes quadratic time for.
func BenchmarkParse(b *testing.B) {
	const paragraph = `<div class="text"><p>The harbour board meets on <a href="/tuesday">Tuesday</a>, it said.</p></div>`
	for name, page := range map[string]string{
		"plain":      "<html><body>" + strings.Repeat(paragraph, 2000),
		"stray ends": "<html><body>" + strings.Repeat("<b>", 500) + strings.Repeat("a</q>", 20_000),
	} {
		b.Run(name+"/own", func(b *testing.B) {
			for b.Loop() {
				if _, err := Parse(page); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(name+"/html.Parse", func(b *testing.B) {
			for b.Loop() {
				if _, err := html.Parse(strings.NewReader(page)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
