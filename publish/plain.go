package publish

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"

	"dateline/news"
)

var blankLines = regexp.MustCompile(`\n{3,}`)

// PlainText is a dispatch for an e-mail's plain part: the text with its marks
// as [1], the sources, the corrections and the address. It is empty for a
// dispatch that is not released.
func PlainText(site Site, d news.Dispatch) string {
	if isNotice(d) {
		return fmt.Sprintf("WITHDRAWN: %s\n\n%s\n\n%s\n", noticeSubject(d), line(d.KillNote), site.Abs(Path(d)))
	}
	if !isPublished(d) {
		return ""
	}
	var b strings.Builder
	paragraph := func(s string) {
		if s != "" {
			b.WriteString(s + "\n\n")
		}
	}
	paragraph(line(d.Headline))
	paragraph(line(d.Standfirst))
	paragraph(line(d.Byline))
	for _, c := range corrections(d) {
		paragraph("Correction, " + c.At.UTC().Format("2 January 2006, 15:04 MST") + ": " + c.Note)
	}
	r := render(d)
	body := r.text
	if place := line(d.Place); place != "" {
		body = strings.ToUpper(place) + " – " + body
	}
	paragraph(body)
	if sources := sourcesOf(d, r.marks); len(sources) > 0 {
		b.WriteString("Sources\n")
		for _, s := range sources {
			b.WriteString(strings.TrimSpace(fmt.Sprintf("[%d] %s: “%s” %s", s.Number, s.Outlet, s.Exact, s.URL)) + "\n")
		}
		b.WriteString("\n")
	}
	b.WriteString(site.Abs(Path(d)) + "\n")
	return b.String()
}

// A textWriter writes the visible text of a parsed body.
type textWriter struct {
	src   []byte
	known map[int]bool
	b     strings.Builder
}

func (w *textWriter) visit(n ast.Node, entering bool) (ast.WalkStatus, error) {
	switch n := n.(type) {
	case *ast.Text:
		if entering {
			w.b.WriteString(unescape(n.Segment.Value(w.src), n.IsRaw()))
			if n.SoftLineBreak() {
				w.b.WriteByte(' ')
			} else if n.HardLineBreak() {
				w.b.WriteByte('\n')
			}
		}
	case *ast.String:
		if entering {
			w.b.Write(n.Value)
		}
	case *ast.AutoLink:
		if entering {
			w.b.Write(n.Label(w.src))
		}
	case *mark:
		if entering && w.known[n.Number] {
			fmt.Fprintf(&w.b, "[%d]", n.Number)
		}
	case *ast.ListItem:
		if entering {
			w.b.WriteString("– ")
		}
	case *ast.HTMLBlock, *ast.RawHTML:
		return ast.WalkSkipChildren, nil
	case *extast.TableCell:
		if !entering {
			w.b.WriteByte('\t')
		}
	case *extast.TableRow, *extast.TableHeader:
		if !entering {
			w.b.WriteByte('\n')
		}
	case *ast.CodeBlock, *ast.FencedCodeBlock:
		if entering {
			for i := range n.Lines().Len() {
				segment := n.Lines().At(i)
				w.b.Write(segment.Value(w.src))
			}
			w.b.WriteByte('\n')
		}
	case *ast.TextBlock, *ast.List: // a tight list's item; the end of a list
		if !entering {
			w.b.WriteByte('\n')
		}
	default:
		if !entering && n.Type() == ast.TypeBlock && n.Kind() != ast.KindDocument {
			w.b.WriteString("\n\n")
		}
	}
	return ast.WalkContinue, nil
}

// Text is the body of a dispatch as plain text, for those who look in it for
// words; citation marks stand as [1].
func Text(d news.Dispatch) string { return render(d).text }
