package field

import (
	"dateline/news"
	"dateline/read/dom"
	"dateline/read/phrase"
)

// behindBody is how many blocks behind the body the line may stand that says that the
// story goes on.
const behindBody = 4

// truncated reports whether the page says that the story goes on elsewhere, and what
// says so: a page number of several, the address of the next part, a link right behind
// the body that says "Read more".
func (p *Page) truncated(body []news.Paragraph) (cut bool, why string) {
	if len(body) == 0 {
		return false, ""
	}
	last := -1
	for i, b := range p.Blocks {
		if b.Role == dom.RoleBody {
			last = i
		}
	}
	for i, b := range p.Blocks {
		if b.Words > 6 || b.Role == dom.RoleBody && b.LinkShare < 0.9 {
			continue
		}
		if at, all := phrase.PageOf(b.Text); at < all {
			return true, "the line “" + excerptOf(b.Text) + "”"
		}
		if last >= 0 && i > last && i <= last+behindBody && dom.SaysMore(b.Text) && p.isNextPart(b.Href) {
			return true, "the link “" + excerptOf(b.Text) + "”"
		}
	}
	return false, ""
}

// isNextPart reports whether a link leads to another page of the site, not to a place
// on this one.
func (p *Page) isNextPart(href string) bool {
	to := dom.Absolute(p.Base, href)
	return to != "" && to != p.Base.String() && p.LeadsOn(href)
}
