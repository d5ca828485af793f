package field

import (
	"cmp"
	"regexp"
	"strconv"
	"strings"

	"dateline/news"
	"dateline/read/body"
	"dateline/read/claims"
	"dateline/read/dom"
	"dateline/read/phrase"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// teasers are the other stories that the page points to: linked headlines
// outside the body, each with the words under it.
func (p *Page) teasers() []news.Teaser {
	var out []news.Teaser
	seen := map[string]bool{dom.Letters(p.Headline): true}
	here, canonical := dom.Absolute(p.Base, p.Base.Path), p.CanonicalURL()
	add := func(headline, excerpt, href string) {
		letters := dom.Letters(headline)
		href = dom.Absolute(p.Base, href)
		if seen[letters] || len(out) >= MaxTeasers || href == "" || href == here || href == canonical {
			return
		}
		seen[letters] = true
		out = append(out, news.Teaser{Headline: headline, Excerpt: excerpt, URL: href})
	}
	for i, b := range p.Blocks {
		if len(out) >= MaxTeasers {
			break
		}
		if b.Role == dom.RoleTeaser {
			if cards := p.Cards(b); len(cards) > 0 {
				for _, c := range cards {
					add(c.Headline, c.Excerpt, c.Href)
				}
				continue
			}
		}
		if p.isTeaser(b) {
			add(dom.OneLine(b.Text), p.excerpt(i), p.TeaserLink(b))
		}
	}
	return out
}

func (p *Page) isTeaser(b *body.Judged) bool {
	if b.Role == dom.RoleBody || b.Role == dom.RoleHeadline || b.Words < 4 || b.Words > 40 {
		return false
	}
	if b.Has(dom.RoleNavigation) && !b.Has(dom.RoleTeaser) && b.Kind != news.HeadingParagraph || b.Has(dom.RoleComments) || b.Has(dom.RoleShare) || b.Has(dom.RoleLegal) || b.Has(dom.RoleTags) || b.Has(dom.RoleByline) {
		return false
	}
	if b.LinkShare < 0.8 && dom.LinkAround(b.Node) == "" {
		return false
	}
	return b.Kind == news.HeadingParagraph || b.Has(dom.RoleTeaser) || b.Role == dom.RoleTeaser || b.Has(dom.RoleHeadline) || b.Kind == news.ListItemParagraph && b.Words >= 6
}

// excerpt is the text right after a teaser's headline in the same box.
func (p *Page) excerpt(i int) string {
	box := p.Blocks[i].Node.Parent
	for _, b := range p.Blocks[i+1 : min(i+4, len(p.Blocks))] {
		if b.Kind == news.HeadingParagraph || b.Role == dom.RoleBody || box == nil || !dom.Within(b.Node, box, 4) {
			return ""
		}
		if b.Words >= 6 && !phrase.IsDateLine(b.Text) && !phrase.IsBylineLine(b.Text) && !b.Has(dom.RoleByline) && (b.Kind != news.ListItemParagraph || dom.Holds(p.Blocks[i].Node, b.Node)) {
			return dom.OneLine(b.Text)
		}
	}
	return ""
}

// comments says whether readers can comment: a form or a thread that is marked
// so, or a sentence that says they are closed. Nil when nothing says either.
func (p *Page) comments() *news.CommentBox {
	box := &news.CommentBox{Count: p.commentCount()}
	found := box.Count > 0
	dom.EachElement(p.Doc, func(n *html.Node) bool {
		if found && box.Open {
			return false
		}
		switch n.DataAtom {
		case atom.Textarea:
			name := strings.ToLower(dom.Attr(n, "name") + " " + dom.Attr(n, "id") + " " + dom.Attr(n, "placeholder"))
			if strings.Contains(name, "comment") || strings.Contains(name, "kommentar") || strings.Contains(name, "comentario") {
				found, box.Open = true, true
			}
		case atom.Div, atom.Section:
			switch strings.ToLower(dom.Attr(n, "id")) {
			case "disqus_thread", "respond", "commentform", "fb-comments", "coral_talk_stream", "coral-thread", "openweb-conversation":
				found, box.Open = true, true
			}
			if strings.Contains(" "+dom.Attr(n, "class")+" ", " fb-comments ") {
				found, box.Open = true, true
			}
		}
		return true
	})
	for _, b := range p.Blocks {
		if b.Words <= 12 && (strings.Contains(b.Letters, "commentsareclosed") || strings.Contains(b.Letters, "commentsclosed") || strings.Contains(b.Letters, "kommentaregeschlossen") || strings.Contains(b.Letters, "commentsareoff")) {
			found, box.Open = true, false
		}
	}
	if !found {
		return nil
	}
	return box
}

// commentCount is how many comments the page's data or the head of its thread says
// there are.
func (p *Page) commentCount() int {
	if n := countOf(p.Article["commentCount"]); n > 0 {
		return n
	}
	counters, ok := p.Article["interactionStatistic"].([]any)
	if !ok {
		counters = []any{p.Article["interactionStatistic"]}
	}
	for _, c := range counters[:min(len(counters), 20)] {
		m, _ := c.(map[string]any)
		kind, _ := m["interactionType"].(map[string]any)
		if name := claims.TypeOf(kind) + claims.Text(m["interactionType"]); strings.Contains(name, "Comment") {
			if n := countOf(m["userInteractionCount"]); n > 0 {
				return n
			}
		}
	}
	for _, b := range p.Blocks {
		if b.Words > 5 || b.MarkOf(dom.RoleComments) == nil {
			continue
		}
		if m := CommentCount.FindStringSubmatch(b.Text); m != nil {
			return countOf(cmp.Or(m[1], m[2]))
		}
	}
	return 0
}

// countOf is a number as JSON or a page writes it.
func countOf(v any) int {
	switch v := v.(type) {
	case float64:
		if v > 0 && v < 1e7 {
			return int(v)
		}
	case string:
		if n, err := strconv.Atoi(strings.TrimSpace(v)); err == nil && n > 0 && n < 1e7 {
			return n
		}
	}
	return 0
}

// CommentCount finds how many comments a line says that there are.
var CommentCount = regexp.MustCompile(`(?i)^(?:(?:comments?|kommentare?|comentarios?|comentários?|commentaires?|commenti|reacties|komentarze|комментарии|коментарі|yorumlar|التعليقات)\s*[:(]?\s*(\d{1,6})\)?|(\d{1,6})\s+(?:comments?|kommentare?|comentarios?|comentários?|commentaires?|commenti|commento|reacties|komentarzy|комментари(?:й|я|ев)|yorum|responses|replies))$`)
