package testkit

import (
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// Harmless fails a test when something of a page could run, or leads out of itself.
func Harmless(t testing.TB, what, body string) {
	t.Helper()
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(body))
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	doc.Find("*").Each(func(_ int, e *goquery.Selection) {
		node := e.Get(0)
		if node.Data == "script" {
			kind, _ := e.Attr("type")
			src, _ := e.Attr("src")
			if kind != "application/ld+json" && !strings.HasPrefix(src, "/assets/") || strings.Contains(e.Text(), "<") {
				t.Errorf("%s holds the script %.80q", what, e.Text())
			}
		}
		for _, a := range node.Attr {
			value := strings.ToLower(strings.TrimSpace(a.Val))
			if strings.HasPrefix(a.Key, "on") || a.Key == "style" || a.Key == "srcdoc" ||
				(a.Key == "href" || a.Key == "src" || a.Key == "action") && (strings.HasPrefix(value, "javascript:") || strings.HasPrefix(value, "data:text")) {
				t.Errorf("%s: <%s %s=%.80q>", what, node.Data, a.Key, a.Val)
			}
		}
		if node.Data == "img" && e.AttrOr("src", "") == "x" {
			t.Errorf("%s holds the hostile picture", what)
		}
	})
	if strings.Contains(body, "<script>alert") || strings.Contains(body, "ZgotmplZ") {
		t.Errorf("%s holds the hostile text as it came, or an address that was filtered late", what)
	}
}
