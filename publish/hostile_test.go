package publish

import (
	"bufio"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/net/html"

	"dateline/news"
)

// shared opens a file of the data that the project's tests share, or skips.
func shared(t testing.TB, path string) *os.File {
	t.Helper()
	root := os.Getenv("DATELINE_SHARED")
	if root == "" {
		root = "../../shared"
	}
	f, err := os.Open(filepath.Join(root, filepath.FromSlash(path)))
	if err != nil {
		t.Skipf("shared data is not here (%v); set DATELINE_SHARED to its folder", err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

var forbidden = map[string]bool{}

func init() {
	for _, name := range strings.Fields("script style iframe object embed base meta link form input button textarea select svg math template noscript frame frameset") {
		forbidden[name] = true
	}
}

// harm lists what of a document, parsed as HTML5, could do harm.
func harm(t testing.TB, doc string) []string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(doc))
	if err != nil {
		t.Fatalf("parsing %q: %v", doc, err)
	}
	var out []string
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.CommentNode {
			out = append(out, "comment "+n.Data)
		}
		if n.Type == html.ElementNode && forbidden[n.Data] {
			out = append(out, "element "+n.Data)
		}
		for _, a := range n.Attr {
			key := strings.ToLower(a.Key)
			switch {
			case strings.HasPrefix(key, "on"), key == "style", key == "srcdoc", key == "formaction":
				out = append(out, "attribute "+key)
			case key == "href" || key == "src" || key == "action" || key == "cite" || key == "background" || key == "poster":
				if !harmless(a.Val) {
					out = append(out, "address "+a.Val)
				}
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(root)
	return out
}

func harmless(address string) bool {
	address = strings.ToLower(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsControl(r) {
			return -1
		}
		return r
	}, address))
	scheme, _, found := strings.Cut(address, ":")
	if !found || strings.ContainsAny(scheme, "/?#") {
		return true // relative
	}
	return scheme == "http" || scheme == "https" || scheme == "mailto"
}

// hostile is a published dispatch that has the payload everywhere.
func hostile(payload string) news.Dispatch {
	d := sample()
	d.Headline, d.Standfirst, d.Byline, d.Place = payload, payload, payload, payload
	d.Body = payload + "\n\n" + payload + "[^1]\n\n> " + payload + "\n\n[a](" + payload + ") ![" + payload + "](" + payload + ")\n\n`" + payload + "`"
	d.Tags = []string{payload}
	d.Figure = &news.Figure{URL: payload, Caption: payload, Credit: payload, Alt: payload}
	d.Citations[0].Exact, d.Citations[0].Outlet, d.Citations[0].URL, d.Citations[0].ReportID = payload, payload, payload, payload
	d.Corrections = []news.Correction{{At: noon, Note: payload}}
	return d
}

// outputs gives, by name, all HTML that comes out of a dispatch, and every text
// of a feed or document as a reader who takes it for HTML would see it.
func outputs(t testing.TB, d news.Dispatch) map[string]string {
	t.Helper()
	must := func(b []byte, err error) []byte {
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	p, err := Article(site, d)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{"body": string(p.BodyHTML)}
	if p.Figure != nil {
		out["figure"] = `<img src="` + html.EscapeString(p.Figure.URL) + `">`
	}
	for _, s := range p.Sources {
		out["source"] = `<a href="` + html.EscapeString(s.URL) + `"></a><a href="` + html.EscapeString(s.Evidence) + `"></a>`
	}
	mail, err := EmailHTML(site, d)
	if err != nil {
		t.Fatal(err)
	}
	// The frame of the e-mail is ours: its own styles and meta elements are not
	// the payload's doing.
	_, inside, _ := strings.Cut(mail, "<body")
	for _, own := range ownStyles {
		inside = strings.ReplaceAll(inside, own, "")
	}
	out["e-mail"] = "<body" + inside
	ds := []news.Dispatch{d}
	for name, doc := range map[string][]byte{"rss": must(RSS(site, meta1, ds)), "atom": must(Atom(site, meta1, ds)), "sitemap": must(NewsSitemap(site, ds, noon))} {
		dec := xml.NewDecoder(strings.NewReader(string(doc)))
		for i := 0; ; i++ {
			tok, err := dec.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("%s is no XML: %v", name, err)
			}
			if text, ok := tok.(xml.CharData); ok {
				out[fmt.Sprintf("%s %d", name, i)] = string(text)
			}
		}
	}
	for name, doc := range map[string][]byte{"json feed": must(JSONFeed(site, meta1, ds)), "ninjs": must(NINJS(site, d)), "json-ld": []byte(p.JSONLD)} {
		var v any
		if err := json.Unmarshal(doc, &v); err != nil {
			t.Fatalf("%s is no JSON: %v", name, err)
		}
		flatten(name, v, out)
	}
	out["json-ld in its script"] = "<p>" + string(p.JSONLD) + "</p>"
	return out
}

func flatten(path string, v any, out map[string]string) {
	switch v := v.(type) {
	case string:
		out[path] = v
	case []any:
		for i, x := range v {
			flatten(fmt.Sprintf("%s[%d]", path, i), x, out)
		}
	case map[string]any:
		for k, x := range v {
			flatten(path+"."+k, x, out)
		}
	}
}

// ownStyles are the style attributes of our own e-mail.
var ownStyles = func() []string {
	var styles []string
	for _, piece := range strings.Split(mailTemplate.Tree.Root.String(), ` style="`)[1:] {
		style, _, _ := strings.Cut(piece, `"`)
		styles = append(styles, ` style="`+style+`"`)
	}
	return styles
}()

func TestHostilePayloads(t *testing.T) {
	lines := bufio.NewScanner(shared(t, "data/conformance/xss.jsonl"))
	lines.Buffer(nil, 1<<20)
	n := 0
	for lines.Scan() {
		var c struct{ ID, Payload string }
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		n++
		checkHostile(t, c.ID, c.Payload)
	}
	if n == 0 {
		t.Fatal("no payloads were read")
	}
	t.Logf("%d payloads", n)
}

func checkHostile(t testing.TB, name, payload string) {
	t.Helper()
	for where, doc := range outputs(t, hostile(payload)) {
		if h := harm(t, doc); len(h) > 0 {
			t.Errorf("%s in %s: %q\n in %q", name, where, h, doc)
		}
	}
	once := Sanitize(payload)
	if twice := Sanitize(once); twice != once {
		t.Errorf("%s: cleaning twice gives %q, once %q", name, twice, once)
	}
	if h := harm(t, once); len(h) > 0 {
		t.Errorf("%s sanitised: %q in %q", name, h, once)
	}
}

// The check itself must see harm.
func TestHarmIsSeen(t *testing.T) {
	for _, doc := range []string{"<script>x</script>", "<p onclick=x>", "<a href=' java\tscript:x'>", "<!-- x -->", "<svg>", "<b style=x>", "<img src=data:x>"} {
		if len(harm(t, doc)) == 0 {
			t.Errorf("no harm was seen in %q", doc)
		}
	}
}

func FuzzHostile(f *testing.F) {
	for _, s := range []string{"<script>alert(1)</script>", "<a href=\"javascript:x\">", "[x](javascript:x)", "<svg><style><img onerror=x>",
		"<<b>script>", "&lt;script&gt;", "\\<script>", "<math><mi//xlink:href=\"data:x\">", "![x](//a \"t\")", "<http://a\"onload=x>"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, payload string) { checkHostile(t, "fuzz", payload) })
}
