package collect

import (
	"encoding/json"
	"fmt"
	stdhtml "html"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// forbidden are the elements that no HTML given out may hold.
var forbidden = map[string]bool{
	"script": true, "style": true, "iframe": true, "object": true, "embed": true, "base": true, "meta": true, "link": true, "form": true,
	"input": true, "button": true, "textarea": true, "select": true, "svg": true, "math": true, "template": true, "noscript": true, "frame": true,
}

// vectors finds what could do harm in a piece of HTML as a browser parses it.
func vectors(s string) (found []string) {
	doc, err := html.Parse(strings.NewReader("<!doctype html><html><head></head><body><div>" + s + "</div></body></html>"))
	if err != nil {
		return []string{err.Error()}
	}
	for n := range doc.Descendants() {
		if n.Type == html.CommentNode {
			found = append(found, "a comment")
		}
		if n.Type != html.ElementNode {
			continue
		}
		if forbidden[n.Data] {
			found = append(found, n.Data)
		}
		for _, a := range n.Attr {
			address := strings.ToLower(strings.Map(func(r rune) rune {
				if r <= ' ' {
					return -1
				}
				return r
			}, a.Val))
			scheme, _, absolute := strings.Cut(address, ":")
			switch {
			case strings.HasPrefix(a.Key, "on"), a.Key == "style", a.Key == "srcdoc", a.Key == "formaction":
				found = append(found, a.Key)
			case (linkAttributes[a.Key] || a.Key == "srcset") && absolute && !strings.ContainsAny(scheme, "/?#") && scheme != "http" && scheme != "https" && scheme != "mailto":
				found = append(found, a.Key+"="+a.Val)
			}
		}
	}
	return found
}

// TestNoVectorThrough puts hostile markup wherever a feed can hold HTML.
func TestNoVectorThrough(t *testing.T) {
	cases := 0
	for _, c := range lines[struct{ ID, Payload string }](t, shared(t, "conformance/xss.jsonl")) {
		cases++
		escaped := stdhtml.EscapeString(c.Payload)
		asJSON, err := json.Marshal(c.Payload)
		if err != nil {
			t.Fatal(err)
		}
		for place, feed := range map[string]string{
			"description":  "<rss><channel><item><link>https://a.example/</link><description>" + escaped + "</description></item></channel></rss>",
			"CDATA":        "<rss><channel><item><link>https://a.example/</link><content:encoded><![CDATA[" + c.Payload + "]]></content:encoded></item></channel></rss>",
			"inline":       `<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="https://a.example/"/><content type="xhtml"><div>` + c.Payload + "</div></content></entry></feed>",
			"content_html": fmt.Sprintf(`{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1","content_html":%s}]}`, asJSON),
		} {
			parsed, err := ParseFeed([]byte(feed), "", "https://a.example/feed")
			if err != nil {
				t.Errorf("%s in %s: %v", c.ID, place, err)
				continue
			}
			for _, item := range parsed.Items {
				clean := toJSON(item).HTML
				if found := vectors(clean); len(found) > 0 {
					t.Errorf("%s in %s: %v in %q", c.ID, place, found, clean)
				}
				if again := sanitize(clean); again != clean {
					t.Errorf("%s in %s: cleaned twice it is %q, once %q", c.ID, place, again, clean)
				}
			}
		}
	}
	t.Logf("%d vectors in 4 places", cases)
}

func TestTextOf(t *testing.T) {
	for _, tc := range []struct{ html, want string }{
		{"A &amp; B", "A & B"},
		{"<p>One</p><p>Two<br>Three</p>", "One Two Three"},
		{"be<b>fo</b>re<script>alert(1)</script> after", "before after"},
		{"sa<!-- never closed >fe", "safe"},
		{"<style>p{}</style>seen", "seen"},
	} {
		if got := textOf(tc.html); got != tc.want {
			t.Errorf("%q: got %q, want %q", tc.html, got, tc.want)
		}
	}
}

func TestTitle(t *testing.T) {
	for _, tc := range []struct{ raw, want string }{
		{"Salt & Pepper", "Salt & Pepper"},
		{"1 < 2, and T<X> is a type", "1 < 2, and T<X> is a type"},
		{"<i>Ulysses</i> at &#8220;100&#8221;", "Ulysses at “100”"},
	} {
		if got := title(tc.raw); got != tc.want {
			t.Errorf("%q: got %q, want %q", tc.raw, got, tc.want)
		}
	}
}

func TestResolveLinks(t *testing.T) {
	for _, tc := range []struct{ html, want string }{
		{`<a href="/x">y</a> <img src='z.png'>`, `<a href="https://a.example/x">y</a> <img src="https://a.example/d/z.png">`},
		{`<a href="https://b.example/?a=1&amp;b">y</a>`, `<a href="https://b.example/?a=1&amp;b">y</a>`},
		{`a = b, <a href="#top">y</a>`, `a = b, <a href="#top">y</a>`},
	} {
		if got := resolveLinks(tc.html, "https://a.example/d/feed"); got != tc.want {
			t.Errorf("%q: got %q, want %q", tc.html, got, tc.want)
		}
	}
}
