package publish

import (
	"bytes"
	"fmt"
	"html"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"dateline/news"
)

// bodyMax bounds, in bytes, the Markdown that is rendered.
const bodyMax = 1 << 20

// A mark is a citation mark in the text: [^Number].
type mark struct {
	ast.BaseInline
	Number int
	Nth    int // how many marks of this number stand before it
}

var markKind = ast.NewNodeKind("CitationMark")

func (*mark) Kind() ast.NodeKind           { return markKind }
func (m *mark) Dump(src []byte, level int) { ast.DumpHelper(m, src, level, nil, nil) }

// marks reads citation marks and writes them. Marks of numbers that have no
// citation are read, so that they don't show, and write nothing.
type marks struct{ known map[int]bool }

var markPattern = regexp.MustCompile(`^\[\^([0-9]{1,6})\]`)

func (marks) Trigger() []byte { return []byte{'[', '!'} }

func (ms marks) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	rest, at := block.PeekLine()
	// "Stop![^1]" would begin a picture to the parser of links.
	exclaimed := rest[0] == '!'
	if exclaimed {
		rest = rest[1:]
	}
	m := markPattern.FindSubmatch(rest)
	if m == nil {
		return nil
	}
	n, err := strconv.Atoi(string(m[1]))
	if err != nil {
		return nil
	}
	if exclaimed {
		ast.MergeOrAppendTextSegment(parent, at.WithStop(at.Start+1))
		block.Advance(1)
	}
	block.Advance(len(m[0]))
	seen, _ := pc.Get(markCount).(map[int]int)
	if seen == nil {
		seen = map[int]int{}
		pc.Set(markCount, seen)
	}
	node := &mark{Number: n, Nth: seen[n]}
	seen[n]++
	return node
}

var markCount = parser.NewContextKey()

func (ms marks) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(markKind, func(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
		m := node.(*mark)
		if !entering || !ms.known[m.Number] {
			return ast.WalkContinue, nil
		}
		id := fmt.Sprintf("ref-%d", m.Number)
		if m.Nth > 0 {
			id += fmt.Sprintf("-%d", m.Nth+1)
		}
		_, err := fmt.Fprintf(w, `<sup><a href="#source-%d" id="%s">%d</a></sup>`, m.Number, id, m.Number)
		return ast.WalkContinue, err
	})
}

// markdown is a converter that knows these citations. Raw HTML in the text is
// left out (goldmark's default).
func markdown(citations []news.DispatchCitation) goldmark.Markdown {
	ms := marks{known: map[int]bool{}}
	for _, c := range citations {
		ms.known[c.Number] = true
	}
	return goldmark.New(goldmark.WithExtensions(extension.Table, extension.Strikethrough),
		// Before links (200), which begin with the same bracket.
		goldmark.WithParserOptions(parser.WithInlineParsers(util.Prioritized(ms, 150))),
		goldmark.WithRendererOptions(renderer.WithNodeRenderers(util.Prioritized(ms, 150))))
}

// bodyPolicy is what a body may hold. Headings begin at h2 in a page, so h1 is
// not among them.
var bodyPolicy = sync.OnceValue(func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "code", "em", "strong", "del",
		"ul", "ol", "li", "sup", "sub", "table", "thead", "tbody", "tr", "th", "td")
	p.AllowURLSchemes("http", "https", "mailto")
	p.AllowRelativeURLs(true)
	p.RequireParseableURLs(true)
	p.AllowAttrs("href").OnElements("a")
	p.AllowAttrs("id").Matching(regexp.MustCompile(`^ref-[0-9]+(-[0-9]+)?$`)).OnElements("a")
	p.AllowAttrs("start").Matching(bluemonday.Integer).OnElements("ol")
	p.AllowAttrs("src").OnElements("img")
	p.AllowAttrs("alt", "title").OnElements("img")
	return p
})

// Sanitize keeps of a piece of HTML what a body may hold. Doing it twice is
// doing it once.
func Sanitize(html string) string {
	for range 4 { // a nested trick can need a second pass; nothing has needed a third
		clean := bodyPolicy().Sanitize(html)
		if clean == html {
			return clean
		}
		html = clean
	}
	return bluemonday.StrictPolicy().Sanitize(html)
}

// A rendering is a dispatch's text, parsed once, in each form that is needed.
type rendering struct {
	html      string      // safe
	text      string      // without markup, paragraphs parted by a blank line
	beginning string      // what stands for the text in a list: its first paragraph, cut, without marks
	marks     map[int]int // how often each number is cited
}

// render parses a dispatch's Markdown and writes it. A text that would take too
// much work is shown as it was typed.
func render(d news.Dispatch) rendering {
	md, src := markdown(d.Citations), source(d)
	if entangled(string(src)) != "" {
		return asTyped(string(src))
	}
	doc := md.Parser().Parse(text.NewReader(src))
	r := rendering{marks: map[int]int{}}
	w := textWriter{src: src, known: map[int]bool{}}
	for _, c := range d.Citations {
		w.known[c.Number] = true
	}
	// Neither visitor gives an error, and a buffer never fails to be written to.
	_ = ast.Walk(doc, w.visit)
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if m, ok := n.(*mark); ok && entering {
			r.marks[m.Number]++
		}
		return ast.WalkContinue, nil
	})
	var out bytes.Buffer
	_ = md.Renderer().Render(&out, src, doc)
	r.html = strings.TrimSpace(Sanitize(demote(out.String())))
	r.text = strings.TrimSpace(blankLines.ReplaceAllString(w.b.String(), "\n\n"))
	if first := doc.FirstChild(); first != nil {
		bare := textWriter{src: src} // knows no mark and writes none
		_ = ast.Walk(first, bare.visit)
		r.beginning = cut(line(bare.b.String()), excerptMax)
	}
	return r
}

// asTyped shows a text without reading its Markdown, paragraph by paragraph.
func asTyped(src string) rendering {
	r := rendering{text: strings.TrimSpace(src), marks: map[int]int{}}
	var out strings.Builder
	for _, p := range strings.Split(r.text, "\n\n") {
		if p = strings.TrimSpace(p); p == "" {
			continue
		}
		if r.beginning == "" {
			r.beginning = cut(line(p), excerptMax)
		}
		out.WriteString("<p>" + html.EscapeString(p) + "</p>\n")
	}
	r.html = strings.TrimSpace(Sanitize(out.String()))
	return r
}

// source is the Markdown, bounded and free of characters that no document may hold.
func source(d news.Dispatch) []byte {
	body := d.Body
	if len(body) > bodyMax {
		body = body[:bodyMax]
	}
	return []byte(strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7F || r == 0xFFFE || r == 0xFFFF {
			return -1
		}
		return r
	}, strings.ToValidUTF8(body, "�")))
}

// demote makes a first-rank heading of the text a second-rank one: the page's
// only h1 is the headline. In goldmark's output a "<" of the text is escaped.
func demote(html string) string {
	return strings.NewReplacer("<h1>", "<h2>", "</h1>", "</h2>").Replace(html)
}
