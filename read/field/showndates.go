package field

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"dateline/news"
	"dateline/read/body"
	"dateline/read/dom"
	"dateline/read/phrase"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// shownDate is a date that readers see, or that an element gives to machines
// where readers see one.
type shownDate struct {
	datum
	modified bool
	near     bool // by the headline
	sure     int  // how plainly it is the story's date
}

// plainlyShown: an element that is marked as a date, or a line that says when
// something was published.
const plainlyShown = 3

// maxDateLine bounds, in bytes, the blocks in which a date is looked for.
const maxDateLine = 4000

// shownDates gives the dates that are shown, the plainest first: those of
// elements that are marked as a date, lines that say when something was
// published, lines that say a date and little else; near the headline, then, if
// there are none, behind the story or before it. Those of teasers and comments
// are other stories' and other people's.
func (p *Page) shownDates() []shownDate {
	var near, far []shownDate
	head := p.HeadIndex()
	for i, b := range p.Blocks {
		if b.Role == dom.RoleCaption || body.Captioned(b) {
			continue // of a picture
		}
		if b.Words > 40 || len(b.Text) > maxDateLine || b.MarkOf(dom.RoleComments) != nil || b.Role == dom.RoleBody && b.Words > 12 && !(b.Words <= 30 && phrase.Issued.MatchString(b.Text[:min(len(b.Text), 30)])) {
			continue
		}
		if !b.Has(dom.RoleDate) && b.Datetime == "" && !phrase.HoldsYear(b.Text) && (i < head-6 || i > p.Begin+2) {
			continue
		}
		isNear, isNext := i >= head-6 && i <= p.Begin+2, i >= head-2 && i <= head+3
		elsewhere := p.apart(b, head, dom.RoleTeaser)
		if elsewhere && !isNext {
			continue
		}
		if len(near) >= 12 || !isNear && len(far) >= 12 {
			continue
		}
		for _, d := range p.datesOf(b, isNear) {
			d.near = isNear
			if i >= head {
				d.sure++
			}
			switch apart := elsewhere || p.apart(b, head, dom.RoleNavigation); {
			case apart && isNext:
				d.sure--
			case apart:
				d.sure -= 3
			}
			switch {
			case d.sure <= 0:
			case isNear:
				near = append(near, d)
			default:
				far = append(far, d)
			}
		}
	}
	bySureness := func(a, b shownDate) int { return b.sure - a.sure }
	slices.SortStableFunc(near, bySureness)
	slices.SortStableFunc(far, bySureness)
	for i := range far {
		far[i].sure = min(far[i].sure, plainlyShown-1)
	}
	return append(near, far...)
}

// apart reports whether a block stands in an element of a role in which the
// headline does not stand.
func (p *Page) apart(b *body.Judged, head int, r dom.Role) bool {
	m := b.MarkOf(r)
	if m == nil || m.Void {
		return false
	}
	return head >= len(p.Blocks) || !slices.Contains(p.Blocks[head].Marks, m)
}

// datesOf reads the dates that a block says, each with the words before it, by
// which one of publishing is told from one of changing.
func (p *Page) datesOf(b *body.Judged, near bool) []shownDate {
	if out := p.elementDates(b); len(out) > 0 {
		return out
	}
	marked := b.Has(dom.RoleDate) || b.Has(dom.RoleByline)
	if !phrase.HoldsYear(b.Text) && near && b.Words <= 16 && !phrase.OtherDay.MatchString(b.Text) && (phrase.Clock.MatchString(b.Text) || strings.ContainsAny(b.Text, "|·•")) {
		if day, at, ok := phrase.LocateShortDay(b.Text, p.dayFirst()); ok {
			return []shownDate{{datum: datum{phrase.WithClock(day, b.Text[:at[0]]+" "+b.Text[at[1]:]), "the line “" + excerptOf(b.Text) + "”"}, modified: phrase.Modified.MatchString(b.Text[:at[0]]), sure: 3}}
		}
	}
	if phrase.OtherDay.MatchString(b.Text) || !marked && !phrase.HoldsYear(b.Text) {
		return nil
	}
	sure := 2
	switch {
	case phrase.Issued.MatchString(b.Text) && b.Words <= 30:
		sure = 4
	case marked, phrase.IsDateLine(b.Text) && utf8.RuneCountInString(b.Letters) <= 60 && !strings.HasSuffix(b.Text, "。"):
	case near && b.Words <= 14 && opensWithDay(b.Text):
		sure = 3
	case near && b.Words <= 14 && utf8.RuneCountInString(b.Text) <= 100 && b.Kind != news.HeadingParagraph && !dom.EndsSentence(b.Text):
		sure = 1
	default:
		return nil
	}
	why := "the line “" + excerptOf(b.Text) + "”"
	var out []shownDate
	rest := b.Text
	for len(out) < 3 {
		day, at, ok := phrase.LocateDay(rest, p.dayFirst())
		if !ok {
			break
		}
		before, behind := rest[:at[0]], rest[at[1]:]
		clock := beforeNextDay(behind)
		if len(out) == 0 {
			clock = before + " " + clock // "10:48, Tue, Nov 19, 2019"
		}
		if day, ok = phrase.Plausible(phrase.WithClock(day, clock)); ok && !p.unsure(rest[at[0]:at[1]]) {
			out = append(out, shownDate{datum: datum{day, why}, modified: phrase.Modified.MatchString(before) && !phrase.Issued.MatchString(before), sure: sure})
		}
		rest = behind
	}
	if len(out) > 0 || !marked {
		return out
	}
	if day, ok := phrase.ShortDay(b.Text, p.dayFirst()); ok {
		out = append(out, shownDate{datum: datum{day, why}, modified: phrase.Modified.MatchString(b.Text), sure: sure})
	}
	return out
}

// beforeNextDay is what stands behind a day up to the next one: the hour of another day is
// not this one's.
func beforeNextDay(s string) string {
	if _, next, ok := phrase.LocateDay(s, false); ok {
		s = s[:next[0]]
		if m := phrase.Modified.FindStringIndex(s); m != nil {
			s = s[:m[0]]
		}
	}
	return s
}

// opensWithDay: "3 June 2025 – Desk: …".
func opensWithDay(s string) bool {
	_, at, ok := phrase.LocateDay(s, false)
	return ok && at[0] <= 2 && strings.IndexAny(strings.TrimSpace(s[at[1]:]), "-–—|·•,/") == 0
}

// elementDates reads the elements within a block, or around it, that are marked
// as dates.
func (p *Page) elementDates(b *body.Judged) []shownDate {
	var out []shownDate
	before := "" // what was said since the last date
	add := func(n *html.Node) bool {
		words := dom.VisibleText(n)
		if several := p.severalDates(words, dom.Attr(n, "datetime")); len(several) > 1 {
			out = append(out, several...)
			before = ""
			return true
		}
		for _, s := range []string{dom.Attr(n, "datetime"), dom.Attr(n, "content"), dom.Attr(n, "title"), words} {
			at, ok := phrase.ParseDay(s, p.dayFirst())
			if !ok && s == words {
				at, ok = phrase.ShortDay(s, p.dayFirst())
			}
			if !ok || s == words && (phrase.OtherDay.MatchString(words) || p.unsure(words)) {
				continue
			}
			class := strings.NewReplacer("-", " ", "_", " ").Replace(dom.Attr(n, "class") + " " + dom.Attr(n, "itemprop"))
			issued := phrase.Issued.MatchString(before+words) || phrase.Issued.MatchString(class) || dom.Attr(n, "itemprop") == "datePublished"
			changed := phrase.Modified.MatchString(before+" "+words+" "+class) || dom.Attr(n, "itemprop") == "dateModified"
			d := shownDate{datum: datum{at, "a " + n.Data + " element"}, modified: changed && !issued, sure: 3}
			if n.DataAtom == atom.Time {
				d.sure++
			}
			if issued {
				d.sure += 2
			}
			out = append(out, d)
			before = ""
			return true
		}
		return false
	}
	for i := len(b.Marks) - 1; i >= 0; i-- {
		if m := b.Marks[i]; m.Role == dom.RoleDate && m.Words == 0 && dom.TextLength(m.Node, 200) < 200 && !holdsTime(m.Node) && add(m.Node) {
			return out
		}
	}
	if b.Node != nil && dateMarked(b.Node) && dom.TextLength(b.Node, 60) < 60 && !holdsTime(b.Node) && add(b.Node) {
		return out
	}
	budget := 60
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		for c := n.FirstChild; c != nil && budget > 0 && len(out) < 4; c = c.NextSibling {
			budget--
			switch {
			case c.Type == html.TextNode:
				before += " " + c.Data
			case c.Type != html.ElementNode || dom.IsSilent(c):
			case c.DataAtom == atom.Time || dateMarked(c) && !holdsTime(c):
				if !add(c) {
					walk(c)
				}
			default:
				walk(c)
			}
		}
	}
	if b.Node != nil && dom.TextLength(b.Node, 600) < 600 {
		walk(b.Node)
	}
	return out
}

// severalDates reads an element that says in words when the story was published and when
// it was changed, and has but one time for machines: its zone is that of both.
func (p *Page) severalDates(words, machine string) []shownDate {
	if len(words) > 200 {
		return nil
	}
	zone := time.UTC
	if at, ok := phrase.ParseDate(machine); ok {
		zone = at.Location()
	}
	var out []shownDate
	rest := words
	for len(out) < 3 {
		day, at, ok := phrase.LocateDay(rest, p.dayFirst())
		if !ok || p.unsure(rest[at[0]:at[1]]) {
			break
		}
		before, behind := rest[:at[0]], rest[at[1]:]
		day = phrase.WithClock(day, beforeNextDay(behind))
		if day.Location() == time.UTC {
			day = time.Date(day.Year(), day.Month(), day.Day(), day.Hour(), day.Minute(), 0, 0, zone)
		}
		if day, ok = phrase.Plausible(day); ok {
			out = append(out, shownDate{datum: datum{day, "the words of a time element"}, modified: phrase.Modified.MatchString(before), sure: 4})
		}
		rest = behind
	}
	return out
}

// dateMarked: an element whose class says that a date is in it.
func dateMarked(n *html.Node) bool {
	found := false
	for _, key := range []string{"class", "id", "itemprop", "data-testid"} {
		value := dom.Attr(n, key)
		dom.EachWord(value[:min(len(value), 300)], func(w string) {
			switch w {
			case "date", "datum", "fecha", "datetime", "timestamp", "pubdate", "postdate", "published", "publishdate", "dateline", "posted", "updated", "stand", "erscheinungsdatum":
				found = true
			}
		})
	}
	return found
}

// holdsTime reports whether a time element is within, which says more.
func holdsTime(n *html.Node) bool {
	found, budget := false, 200
	dom.EachElement(n, func(c *html.Node) bool {
		budget--
		found = found || c.DataAtom == atom.Time || dom.Attr(c, "datetime") != ""
		return !found && budget > 0
	})
	return found
}
