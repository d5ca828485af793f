package read

import (
	"strconv"
	"strings"

	"dateline/news"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// teasers are the other stories that the page points to: linked headlines
// outside the body, each with the words under it.
func (p *page) teasers() []news.Teaser {
	var out []news.Teaser
	seen := map[string]bool{lettersOf(p.headline): true}
	here, canonical := absolute(p.base, p.base.Path), p.canonicalURL()
	add := func(headline, excerpt, href string) {
		letters := lettersOf(headline)
		href = absolute(p.base, href)
		if seen[letters] || len(out) >= maxTeasers || href == "" || href == here || href == canonical {
			return
		}
		seen[letters] = true
		out = append(out, news.Teaser{Headline: headline, Excerpt: excerpt, URL: href})
	}
	for i, b := range p.blocks {
		if len(out) >= maxTeasers {
			break
		}
		if b.role == roleTeaser {
			if cards := p.teaserCards(b); len(cards) > 0 {
				for _, c := range cards {
					add(c.headline, c.excerpt, c.href)
				}
				continue
			}
		}
		if p.isTeaser(b) {
			add(oneLine(b.text), p.excerpt(i), p.teaserLink(b))
		}
	}
	return out
}

func (p *page) isTeaser(b *block) bool {
	if b.role == roleBody || b.role == roleHeadline || b.words < 4 || b.words > 40 {
		return false
	}
	if b.has(roleNavigation) && !b.has(roleTeaser) && b.kind != news.HeadingParagraph || b.has(roleComments) || b.has(roleShare) || b.has(roleLegal) || b.has(roleTags) || b.has(roleByline) {
		return false
	}
	if b.linkShare < 0.8 && linkAround(b.node) == "" {
		return false
	}
	return b.kind == news.HeadingParagraph || b.has(roleTeaser) || b.role == roleTeaser || b.has(roleHeadline) || b.kind == news.ListItemParagraph && b.words >= 6
}

func (p *page) teaserLink(b *block) string {
	if around := linkAround(b.node); around != "" {
		return around
	}
	return b.href
}

// excerpt is the text right after a teaser's headline in the same box.
func (p *page) excerpt(i int) string {
	box := p.blocks[i].node.Parent
	for _, b := range p.blocks[i+1 : min(i+4, len(p.blocks))] {
		if b.kind == news.HeadingParagraph || b.role == roleBody || box == nil || !within(b.node, box, 4) {
			return ""
		}
		if b.words >= 6 && !isDateLine(b.text) && !isBylineLine(b.text) && !b.has(roleByline) && (b.kind != news.ListItemParagraph || holds(p.blocks[i].node, b.node)) {
			return oneLine(b.text)
		}
	}
	return ""
}

func within(n, box *html.Node, steps int) bool {
	for ; n != nil && steps >= 0; n, steps = n.Parent, steps-1 {
		if n == box {
			return true
		}
	}
	return false
}

// comments says whether readers can comment: a form or a thread that is marked
// so, or a sentence that says they are closed. Nil when nothing says either.
func (p *page) comments() *news.CommentBox {
	box := &news.CommentBox{Count: p.commentCount()}
	found := box.Count > 0
	eachElement(p.doc, func(n *html.Node) bool {
		if found && box.Open {
			return false
		}
		switch n.DataAtom {
		case atom.Textarea:
			name := strings.ToLower(attr(n, "name") + " " + attr(n, "id") + " " + attr(n, "placeholder"))
			if strings.Contains(name, "comment") || strings.Contains(name, "kommentar") || strings.Contains(name, "comentario") {
				found, box.Open = true, true
			}
		case atom.Div, atom.Section:
			switch strings.ToLower(attr(n, "id")) {
			case "disqus_thread", "respond", "commentform", "fb-comments", "coral_talk_stream", "coral-thread", "openweb-conversation":
				found, box.Open = true, true
			}
			if strings.Contains(" "+attr(n, "class")+" ", " fb-comments ") {
				found, box.Open = true, true
			}
		}
		return true
	})
	for _, b := range p.blocks {
		if b.words <= 12 && (strings.Contains(b.letters, "commentsareclosed") || strings.Contains(b.letters, "commentsclosed") || strings.Contains(b.letters, "kommentaregeschlossen") || strings.Contains(b.letters, "commentsareoff")) {
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
func (p *page) commentCount() int {
	if n := countOf(p.article["commentCount"]); n > 0 {
		return n
	}
	counters, ok := p.article["interactionStatistic"].([]any)
	if !ok {
		counters = []any{p.article["interactionStatistic"]}
	}
	for _, c := range counters[:min(len(counters), 20)] {
		m, _ := c.(map[string]any)
		kind, _ := m["interactionType"].(map[string]any)
		if name := typeOf(kind) + text(m["interactionType"]); strings.Contains(name, "Comment") {
			if n := countOf(m["userInteractionCount"]); n > 0 {
				return n
			}
		}
	}
	for _, b := range p.blocks {
		if b.words > 5 || b.markOf(roleComments) == nil {
			continue
		}
		if m := rxCommentCount.FindStringSubmatch(b.text); m != nil {
			return countOf(firstOf(m[1], m[2]))
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
