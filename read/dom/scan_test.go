package dom

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"dateline/internal/testkit"

	"golang.org/x/net/html"
)

// scanned is what the scanner makes of a source, a line a token; text that a
// comment parts is one.
func scanned(source string) []string {
	var w tokenWriter
	s := &scanner{source: source}
	s.tokens(w.text, func(kind html.TokenType, t html.Token) bool {
		w.tag(kind, t)
		return true
	})
	return w.lines()
}

// tokenized is what html.Tokenizer makes of it.
func tokenized(source string) []string {
	var w tokenWriter
	z := html.NewTokenizer(strings.NewReader(source))
	for {
		switch kind := z.Next(); kind {
		case html.ErrorToken:
			return w.lines()
		case html.TextToken:
			w.text(string(z.Text()))
		case html.StartTagToken, html.SelfClosingTagToken, html.EndTagToken:
			w.tag(kind, z.Token())
		}
	}
}

type tokenWriter struct {
	out  []string
	open strings.Builder
}

func (w *tokenWriter) text(s string) { w.open.WriteString(s) }

func (w *tokenWriter) tag(kind html.TokenType, t html.Token) {
	w.flush()
	if kind == html.EndTagToken {
		w.out = append(w.out, fmt.Sprintf("/%.200s", t.Data))
		return
	}
	line := fmt.Sprintf("%s %.200s", kind, t.Data)
	for _, a := range t.Attr[:min(len(t.Attr), maxAttrs)] {
		line += fmt.Sprintf(" %.200s=%.1000q", a.Key, a.Val) // long ones are cut when they are read
	}
	w.out = append(w.out, line)
}

func (w *tokenWriter) flush() {
	if w.open.Len() > 0 {
		w.out = append(w.out, fmt.Sprintf("%q", w.open.String()))
		w.open.Reset()
	}
}

func (w *tokenWriter) lines() []string {
	w.flush()
	return w.out
}

var scanCases = []string{
	"", "<", "a<", "a<b", "a < b", "<p", "<p ", "<p>", "<p/>", "<p / >", "</p>", "</p x=1>", "</>", "</ p>x", "<!>x", "<!-->x", "<!--->x", "<!-- a -- b -->x", "<!-- a --!>x", "<!-- a ---->x", "<!-- a", "<!doctype html>x", "<?xml version='1.0'?>x", "<![CDATA[a]]>x", "<1>", "<>",
	`<a href=x class="a b" id='c' hidden data-X=Y>`, `<a href = "x" = y ==z>`, `<a href=x/>y`, `<a/href=x/>`, `<a href="x"class=y>`, `<a href="x`, `<a href=>`, `<A HREF=X TITLE="A&amp;B &lt c &copy=2 &copy; &notit &amp &#65; &#x42 &#66 &nosuch; &amp0; &semi; &NotEqualTilde; &">`, `<a a=1 a=2>`,
	"a &amp; b &lt; c &copy=2 &notit; &#8217; &#x2019 &#8217 &nosuch; & &;", "<title>a <b> &amp; c</title>d", "<textarea>a <b> &amp; c</textarea >d", "<script>a < b && c </script>d", "<script>a</script", "<script>a</scripty>b</script>c", "<script><!-- <script>a</script> --></script>b", "<script><!-- a</script>b", "<script><!-- <script>a</script>b", "<script><!-- <script>a --></script>b", "<SCRIPT>a</Script\n>b", "<style>a<b></style>c", "<script/>a<b></script>c", "<iframe><p></iframe><xmp><p></xmp><noframes><p></noframes><noembed><p></noembed>", "<plaintext>a<p>", "<svg><title>a<p></title></svg>",
	"<noscript>a<b></noscript>c", "<é>x</é>", "<p é=ü>x",
}

// TestScanner holds the scanner against the tokenizer of golang.org/x/net/html.
func TestScanner(t *testing.T) {
	for _, source := range scanCases {
		if got, want := scanned(source), tokenized(source); !slices.Equal(got, want) {
			t.Errorf("%q is scanned as\n%s\nnot as\n%s", source, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

// TestScannerOnPages compares them on the labelled pages.
func TestScannerOnPages(t *testing.T) {
	root := cmp.Or(os.Getenv("DATELINE_SHARED"), filepath.Join("..", "..", "..", "shared"))
	pages, err := filepath.Glob(filepath.Join(root, "data", "extraction", "*", "pages", "*.html.gz"))
	if err != nil {
		t.Fatal(err)
	}
	if len(pages) == 0 {
		t.Skipf("no labelled pages below %s; set DATELINE_SHARED to compare with them", root)
	}
	for n, path := range pages {
		if !testkit.Part(n, 8) {
			continue
		}
		page := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(storedPage(t, path))
		got, want := scanned(page), tokenized(page)
		for i := range max(len(got), len(want)) {
			if i < len(got) && i < len(want) && got[i] == want[i] {
				continue
			}
			t.Errorf("%s: token %d of %d is %.300s, want (of %d) %.300s", path, i, len(got), tokenAt(got, i), len(want), tokenAt(want, i))
			break
		}
	}
}

func tokenAt(tokens []string, i int) string {
	if i < len(tokens) {
		return tokens[i]
	}
	return "none"
}

// storedPage is the text of a page that is kept gzipped.
func storedPage(t *testing.T, path string) string {
	packed, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	body, err := Gunzip(packed)
	if err != nil {
		t.Fatal(err)
	}
	text, err := Decode(body, "")
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return text
}

// FuzzScanner: whatever comes, both give the same tags. Whether one closes itself
// is left to the tests above: the tokenizer takes the slash of a value that it
// drops, as in <a f f=/>, for the tag's own (HTML §13.2.5.38 has it in the value).
func FuzzScanner(f *testing.F) {
	for _, source := range append(scanCases, "<A f f=/>") {
		f.Add(source)
	}
	f.Fuzz(func(t *testing.T, source string) {
		if len(source) > 250 {
			return // longer names and values are cut when they are read
		}
		if small := strings.ToLower(source); strings.Contains(small, "<script") && strings.Contains(small, "<!--") {
			return // the tokenizer leaves a script's comment at "<<" (HTML §13.2.5.22 stays in it)
		}
		source = strings.ToValidUTF8(strings.NewReplacer("\r\n", "\n", "\r", "\n", "\x00", "").Replace(source), "?")
		open := func(tags []string) []string {
			for i, tag := range tags {
				if rest, closed := strings.CutPrefix(tag, "SelfClosingTag "); closed {
					tags[i] = "StartTag " + rest
				}
			}
			return tags
		}
		got, want := open(scanned(source)), open(tokenized(source))
		if !slices.Equal(got, want) {
			t.Errorf("%q is scanned as\n%s\nnot as\n%s", source, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	})
}
