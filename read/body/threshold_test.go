package body

import (
	"net/url"
	"strings"
	"testing"

	"dateline/news"
	"dateline/read/claims"
	"dateline/read/dom"

	"golang.org/x/net/html"
)

// paragraph is a block of so many words, each its own, of which the trees are so sure.
func paragraph(name string, words int, sure float32) *Judged {
	text := strings.TrimSpace(strings.Repeat(name+" ", words-1)) + " end."
	if words == 1 {
		text = name
	}
	parent := &html.Node{Type: html.ElementNode, Data: "div"}
	node := &html.Node{Type: html.ElementNode, Data: "p"}
	parent.AppendChild(node)
	b := &dom.Block{Node: node, Kind: news.PlainParagraph, Text: text, Letters: dom.Letters(text), Words: words}
	return &Judged{Block: b, Judgement: Judgement{Sure: sure, Ruled: dom.RoleBody}}
}

func heading(name string) *Judged {
	b := paragraph(name, 6, 0)
	b.Kind, b.Level, b.Role = news.HeadingParagraph, 1, dom.RoleHeadline
	return b
}

func selected(t *testing.T, blocks ...*Judged) *Page {
	t.Helper()
	doc, err := dom.Parse("")
	if err != nil {
		t.Fatal(err)
	}
	p := New(doc, claims.Gather(doc, &url.URL{}))
	p.Blocks = blocks
	p.Select()
	return p
}

// TestThresholds: at each threshold of the selection, a block just on one side is body
// and one just on the other is not.
func TestThresholds(t *testing.T) {
	above := func(b *Judged, n int) []*Judged { // below a headline, amid n other blocks that are body
		out := []*Judged{heading("headline")}
		for i := range n {
			out = append(out, paragraph(string(rune('a'+i))+"x", 20, 0.95))
			if i == 0 {
				out = append(out, b)
			}
		}
		return out
	}
	for name, c := range map[string]struct {
		is, not   *Judged
		blocks    func(b *Judged) []*Judged
		otherwise dom.Role
	}{
		"even": {
			is: paragraph("word", 20, 0.5), not: paragraph("word", 20, 0.4999),
			blocks: func(b *Judged) []*Judged { return []*Judged{heading("headline"), b} },
		},
		"maybeBody": {
			is: paragraph("word", 20, 0.15), not: paragraph("word", 20, 0.1499),
			blocks: func(b *Judged) []*Judged { return above(b, 3) },
		},
		"longestGap": {
			is: paragraph("word", 20, 0.2), not: paragraph("other", 20, 0.2),
			blocks: func(b *Judged) []*Judged {
				n := longestGap
				if strings.HasPrefix(b.Text, "other") {
					n++
				}
				out := []*Judged{heading("headline"), paragraph("first", 20, 0.95)}
				for range n - 1 {
					out = append(out, paragraph("list", 5, 0.2))
				}
				return append(out, b, paragraph("last", 20, 0.95))
			},
		},
		"fewAbove": {
			is: paragraph("word", 21, 0.95), not: paragraph("word", 20, 0.95),
			blocks: func(b *Judged) []*Judged { // four times as many words stand below
				return []*Judged{b, heading("headline"), paragraph("first", 40, 0.95), paragraph("last", 40, 0.95)}
			},
		},
		"longCopy": {
			is: paragraph("word", 24, 0.95), not: paragraph("word", 25, 0.95),
			blocks: func(b *Judged) []*Judged {
				again := *b
				return []*Judged{heading("headline"), &again, paragraph("first", 40, 0.95), b}
			},
			otherwise: dom.RoleTeaser,
		},
	} {
		t.Run(name, func(t *testing.T) {
			selected(t, c.blocks(c.is)...)
			if c.is.Role != dom.RoleBody {
				t.Errorf("on one side of the threshold the block is %s, want body", c.is.Role.Name())
			}
			selected(t, c.blocks(c.not)...)
			if c.not.Role != c.otherwise {
				t.Errorf("on the other side it is %s, want %s", c.not.Role.Name(), c.otherwise.Name())
			}
		})
	}
}

// TestDoubt: the trees must be 1.25 times as sure of body as of the contrary.
func TestDoubt(t *testing.T) {
	for p, want := range map[float32]bool{0.555: false, 0.556: true} {
		if got := doubted(p) >= even; got != want {
			t.Errorf("a probability of %.3f is body: %v, want %v", p, got, want)
		}
	}
}

// TestSurely: a first paragraph that the description repeats, set apart from the others,
// is the standfirst unless the trees are surely for body.
func TestSurely(t *testing.T) {
	for sure, want := range map[float32]dom.Role{0.84: dom.RoleStandfirst, 0.85: dom.RoleBody} {
		first := paragraph("summary", 20, sure)
		p := selected(t, heading("headline"), first, paragraph("second", 20, 0.95), paragraph("third", 20, 0.95))
		if first.Role != dom.RoleBody {
			t.Fatalf("without a description the first paragraph is %s, want body", first.Role.Name())
		}
		for _, b := range p.Blocks[1:] {
			b.Role = dom.RoleNone
		}
		p.Metas["description"] = []string{first.Text}
		p.Select()
		if first.Role != want {
			t.Errorf("a first paragraph of which the trees are sure by %.2f is %s, want %s", sure, first.Role.Name(), want.Name())
		}
	}
}
