package main

import (
	"bytes"
	"io"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"dateline/read"

	"codeberg.org/readeck/go-readability/v2"
	"github.com/markusmobius/go-trafilatura"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/html/charset"
)

// output is what all readers have in common. Day is YYYY-MM-DD.
type output struct {
	Text, Title, Day string
	Authors          []string
}

var readers = map[string]func(page) output{
	"dateline":             readDateline,
	"readeck":              readReadeck,
	"trafilatura":          func(p page) output { return readTrafilatura(p, false) },
	"trafilatura+fallback": func(p page) output { return readTrafilatura(p, true) },
}

func readerNames() []string {
	return []string{"dateline", "readeck", "trafilatura", "trafilatura+fallback", "lines"}
}

// textReaders read bare text. The others have no such thing; beside ours stands
// the simplest rule: lines of at least eight words that end in punctuation.
var textReaders = map[string]func(text string) string{
	"dateline": func(text string) string {
		r, err := read.Read(read.Page{Body: []byte(text), As: read.FormText})
		if err != nil {
			return ""
		}
		return r.Text
	},
	"lines": longLines,
}

func init() {
	readers["lines"] = func(p page) output { return output{Text: longLines(stripped(p.body))} }
}

func longLines(text string) string {
	var out []string
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimSpace(line)
		last, _ := utf8.DecodeLastRuneInString(line)
		if len(strings.Fields(line)) >= 8 && unicode.IsPunct(last) {
			out = append(out, line)
		}
	}
	return strings.Join(out, "\n")
}

func readDateline(p page) output {
	r, err := read.Read(read.Page{URL: p.url, Body: p.body, As: read.FormHTML})
	if err != nil {
		return output{}
	}
	out := output{Text: r.Text, Title: r.Headline}
	for _, b := range r.Bylines {
		out.Authors = append(out.Authors, b.Name)
	}
	if !r.Published.IsZero() {
		out.Day = r.Published.Format("2006-01-02")
	}
	return out
}

func readReadeck(p page) output {
	parser := readability.NewParser()
	address, _ := url.Parse(p.url)
	article, err := parser.Parse(decoded(p.body), address)
	if err != nil || article.Node == nil {
		return output{}
	}
	var text strings.Builder
	if err := article.RenderText(&text); err != nil {
		return output{}
	}
	out := output{Text: text.String(), Title: article.Title(), Authors: split(article.Byline())}
	if at, err := article.PublishedTime(); err == nil {
		out.Day = at.Format("2006-01-02")
	}
	return out
}

func readTrafilatura(p page, fallback bool) output {
	address, _ := url.Parse(p.url)
	r, err := trafilatura.Extract(bytes.NewReader(p.body), trafilatura.Options{OriginalURL: address, EnableFallback: fallback, ExcludeComments: true})
	if err != nil {
		return output{}
	}
	out := output{Text: r.ContentText, Title: r.Metadata.Title, Authors: split(r.Metadata.Author)}
	if !r.Metadata.Date.IsZero() {
		out.Day = r.Metadata.Date.Format("2006-01-02")
	}
	return out
}

func split(authors string) []string {
	if authors == "" {
		return nil
	}
	return rxAuthors.Split(authors, -1)
}

// decoded makes UTF-8 of a page for those who take nothing else. What is valid
// UTF-8 is UTF-8: the standard's sniffing looks at the first 1,024 bytes only.
func decoded(body []byte) io.Reader {
	if utf8.Valid(body) {
		return bytes.NewReader(body)
	}
	r, err := charset.NewReader(bytes.NewReader(body), "text/html")
	if err != nil {
		return bytes.NewReader(body)
	}
	return r
}

// stripped is a page's visible text, a line for each block: what crawlers that
// keep text alone keep.
func stripped(body []byte) string {
	doc, err := html.Parse(decoded(body))
	if err != nil {
		return ""
	}
	var sb strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		switch {
		case n.Type == html.TextNode:
			sb.WriteString(strings.NewReplacer("\n", " ", "\r", " ", "\t", " ").Replace(n.Data))
			return
		case n.Type == html.ElementNode && unseen[n.DataAtom]:
			return
		case n.DataAtom == atom.Br:
			sb.WriteByte('\n')
		}
		block := n.Type == html.ElementNode && !inline[n.DataAtom]
		if block {
			sb.WriteByte('\n')
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
		if block {
			sb.WriteByte('\n')
		}
	}
	walk(doc)
	var lines []string
	for line := range strings.SplitSeq(sb.String(), "\n") {
		if line = oneLine(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

var (
	unseen = map[atom.Atom]bool{atom.Head: true, atom.Script: true, atom.Style: true, atom.Noscript: true, atom.Template: true, atom.Iframe: true, atom.Svg: true, atom.Select: true, atom.Textarea: true, atom.Button: true}
	inline = map[atom.Atom]bool{atom.A: true, atom.Abbr: true, atom.B: true, atom.Bdi: true, atom.Bdo: true, atom.Cite: true, atom.Code: true, atom.Data: true, atom.Del: true, atom.Dfn: true, atom.Em: true, atom.Font: true, atom.I: true, atom.Img: true, atom.Ins: true, atom.Kbd: true, atom.Label: true, atom.Mark: true, atom.Q: true, atom.S: true, atom.Samp: true, atom.Small: true, atom.Span: true, atom.Strong: true, atom.Sub: true, atom.Sup: true, atom.Time: true, atom.Tt: true, atom.U: true, atom.Var: true, atom.Wbr: true, 0: true}
)
