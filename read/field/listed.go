package field

import (
	"cmp"
	"strings"
	"unicode"
	"unicode/utf8"

	"dateline/news"
	"dateline/read/body"
	"dateline/read/dom"
)

// A page's listings are its linked headlines with their excerpts, and what else it says.
type listings struct {
	cards  []news.Teaser
	carded int // words of excerpts
	headed int // words of headlines
	free   int // words of prose that belongs to no card
}

// What makes a list of stories. Its own introduction is short beside its cards; where the
// page claims to be a story, or shows a date near its heading, it must be shorter still.
const (
	fewCards    = 4  // at an address for lists
	someCards   = 5  // with excerpts
	manyCards   = 12 // headlines alone
	freeClaimed = 25 // words of prose beside the cards of a page that claims to be an article
	freeWords   = 80
	freeListed  = 150 // at an address for lists
)

// listing tells a list of stories.
func (s *kindScene) listing() (news.PageKind, string) {
	l := s.listings
	root := s.Base.Host != "" && len(s.segments) == 0 && s.Base.RawQuery == ""
	claimed := s.Kind() == news.KindListing || s.Describes("CollectionPage", "SearchResultsPage", "ProfilePage")
	allowed, least := freeWords, someCards
	switch {
	case s.claimed || s.signed && !s.datesInCards():
		allowed, least = freeClaimed, manyTeasers
	case root || claimed || s.listAddress() || s.resultsHeading():
		allowed, least = freeListed, fewCards
	}
	allowed = max(allowed, min(l.carded/4, 2*allowed))
	switch {
	case len(l.cards) < least:
	case l.free > allowed, s.words > allowed+2*(l.carded+l.headed):
	case l.carded == 0 && len(l.cards) < manyCards && !root && !claimed && !s.listAddress() && !s.resultsHeading():
	default:
		return news.PageListing, "linked headlines with little else"
	}
	return "", ""
}

// datesInCards reports whether the date that was taken for the page's stands in a card:
// then it is that of another story.
func (s *kindScene) datesInCards() bool {
	return !s.claimed && (s.listAddress() || s.resultsHeading() || s.Base.Path == "/" || len(s.listings.cards) >= manyTeasers && s.listings.free < freeClaimed)
}

// listAddress reports whether the address is one under which lists stand.
func (s *kindScene) listAddress() bool {
	q := s.Base.Query()
	if q.Has("q") || q.Has("s") || q.Has("query") || q.Has("search") || q.Has("page") {
		return true
	}
	for _, segment := range s.segments[:min(len(s.segments), 3)] {
		if kindLexicon().listPaths[dom.Letters(segment)] {
			return true
		}
	}
	return len(s.segments) > 1 && s.segments[len(s.segments)-2] == "page"
}

// resultsHeading reports whether the heading is that of search results.
func (s *kindScene) resultsHeading() bool {
	for phrase := range kindLexicon().results {
		if strings.HasPrefix(s.heading, phrase) && len(s.heading) <= len(phrase)+80 {
			return true
		}
	}
	return false
}

// longestExcerpt is how many words stand below a card's headline at most.
const longestExcerpt = 70

// listed finds the cards of a page: linked headlines outside its frame that lead to pages
// of the site, each to another, and the short text below each.
func (p *Page) listed() listings {
	var l listings
	seen := map[string]bool{}
	open := -1 // the card of which an excerpt may follow, and how far
	left := 0
	for _, b := range p.Blocks {
		if b.Has(dom.RoleNavigation) && !b.Has(dom.RoleTeaser) || b.Has(dom.RoleLegal) || b.Has(dom.RoleComments) {
			continue
		}
		if headline, excerpt, href := p.cardOf(b); headline != "" {
			address := dom.Absolute(p.Base, href)
			open, left = -1, 0
			if address == "" || seen[address] || len(l.cards) >= MaxTeasers {
				continue
			}
			seen[address] = true
			l.cards = append(l.cards, news.Teaser{Headline: headline, Excerpt: excerpt, URL: address})
			l.carded += dom.CountWords(excerpt)
			l.headed += dom.CountWords(headline)
			if excerpt == "" {
				open, left = len(l.cards)-1, 3
			}
			continue
		}
		switch {
		case b.Words < fewSentenceWords/2 || b.LinkShare > 0.5 || b.Words < fewSentenceWords && !dom.EndsSentence(b.Text):
			left--
		case open >= 0 && left > 0 && b.Words <= longestExcerpt && b.Level == 0:
			l.cards[open].Excerpt = dom.OneLine(b.Text)
			l.carded += b.Words
			open = -1
		default:
			open = -1
			l.free += b.Words
		}
	}
	return l
}

// cardOf returns the parts of a block that is a card, or a card's headline: a link of
// several words that leads to another page of the site, at its beginning.
func (p *Page) cardOf(b *body.Judged) (headline, excerpt, href string) {
	if b.Words < 3 || b.Has(dom.RoleTags) || b.Has(dom.RoleByline) {
		return "", "", ""
	}
	if around := dom.LinkAround(b.Node); around != "" {
		if p.LeadsOn(around) && b.Words <= 40 && (b.Level > 0 || !dom.EndsSentence(b.Text) || b.Words <= 15) {
			return dom.OneLine(b.Text), "", around
		}
		return "", "", ""
	}
	if len(b.Anchors) == 0 || b.Anchors[0].Start > 3 {
		return "", "", ""
	}
	a := b.Anchors[0]
	text := dom.OneLine(b.Text[a.Start:a.End])
	if dom.CountWords(text) < 3 || !p.LeadsOn(a.Href) {
		return "", "", ""
	}
	rest := b.Text[a.End:]
	switch {
	case b.LinkShare >= 0.8 && len(b.Anchors) <= 3:
		return text, "", a.Href
	case dom.CountWords(text) >= 4 && beginsExcerpt(rest) && len(b.Anchors) <= 2:
		return text, dom.OneLine(withoutMore(rest)), a.Href
	}
	return "", "", ""
}

// beginsExcerpt reports whether what stands behind a headline's link is a text of its own,
// and doesn't go on with the link's sentence.
func beginsExcerpt(rest string) bool {
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(rest, " –—-:"))
	return strings.HasPrefix(rest, "\n") || strings.HasPrefix(rest, " ") && (unicode.IsUpper(first) || unicode.IsDigit(first))
}

// withoutMore takes from an excerpt the line that leads to the story.
func withoutMore(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	if n := len(lines); n > 1 && dom.SaysMore(lines[n-1]) {
		lines = lines[:n-1]
	}
	return strings.Join(lines, " ")
}

// addCards adds a list's cards to its teasers.
func (l listings) addCards(teasers []news.Teaser) []news.Teaser {
	at := map[string]int{}
	for i, t := range teasers {
		at[dom.Letters(t.Headline)] = i
	}
	for _, c := range l.cards {
		if i, ok := at[dom.Letters(c.Headline)]; ok {
			teasers[i].Excerpt = cmp.Or(teasers[i].Excerpt, c.Excerpt)
		} else if len(teasers) < MaxTeasers {
			teasers = append(teasers, c)
		}
	}
	return teasers
}
