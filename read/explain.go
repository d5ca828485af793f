package read

import (
	"fmt"
	"strings"

	"dateline/news"
	"dateline/read/body"
	"dateline/read/dom"
)

// An Explained block is one block of a page as the desk looks at it.
type Explained struct {
	Role string             `json:"role"`
	Kind news.ParagraphKind `json:"kind"`
	Sure float32            `json:"sure"` // that it is body, 0 to 1
	Why  string             `json:"why,omitempty"`
	Text string             `json:"text"`
}

// Explain gives each block of a page with its role and what speaks for it.
func Explain(p Page) ([]Explained, error) { return new(SiteProfile).Explain(p, news.Item{}) }

// note keeps what was made of each block, once all have a role.
func (r *recall) note(blocks []*body.Judged) {
	if r == nil || !r.explain {
		return
	}
	for _, b := range blocks {
		r.explained = append(r.explained, Explained{Role: b.Role.Name(), Kind: b.Kind, Sure: b.Sure, Why: why(b), Text: b.Text})
	}
}

// why lists what rules and marks say of a block.
func why(b *body.Judged) string {
	var out []string
	add := func(s string) {
		if len(out) < 4 && (len(out) == 0 || out[len(out)-1] != s) {
			out = append(out, s)
		}
	}
	if b.Desk != "" {
		add("the desk said " + b.Desk)
	}
	if b.Said != dom.RoleNone {
		add("begins like " + b.Said.Name())
	}
	if b.Bylined {
		add("reads like a byline")
	}
	if b.Dated {
		add("says a date")
	}
	if b.Repeated > 0 {
		add(fmt.Sprintf("said on %d other pages", b.Repeated))
	}
	for i := len(b.Marks) - 1; i >= 0; i-- {
		if !b.Marks[i].Void {
			add("marked " + b.Marks[i].Role.Name())
		}
	}
	if b.LinkShare > 0.8 {
		add("is a link")
	}
	return strings.Join(out, ", ")
}

// tellsNothing reports whether a page stands where a story should, and holds none.
func tellsNothing(r news.Report) bool {
	return r.PageKind == news.PageWall || r.PageKind == news.PageError
}

// bodyWords counts the words of a report's body.
func bodyWords(r news.Report) int {
	words := 0
	for _, par := range r.Paragraphs {
		words += dom.CountWords(par.Text)
	}
	return words
}

// confidence says how sure the reader is of a report, 0 to 1, and names what
// speaks against it, for the desk to look at.
func confidence(blocks []*body.Judged, r news.Report) (float64, []string) {
	var reasons []string
	var sum, all float64
	undecided := 0
	for _, b := range blocks {
		if b.Role != dom.RoleBody && b.Sure < 0.2 {
			continue
		}
		w := float64(min(b.Words, 40))
		all += w
		sure := float64(b.Sure)
		if b.Role != dom.RoleBody {
			sure = 1 - sure
		}
		sum += w * sure
		if sure < 0.7 {
			undecided++
		}
	}
	c := 0.5
	if all > 0 {
		c = sum / all
	}
	lower := func(by float64, reason string) {
		c *= by
		reasons = append(reasons, reason)
	}
	if undecided > 0 {
		reasons = append(reasons, fmt.Sprintf("undecided on %d blocks", undecided))
	}
	if r.Headline == "" {
		lower(0.7, "no headline")
	}
	if tellsNothing(r) {
		lower(0.3, "no story: the page is a wall or an error")
	}
	if r.Kind == news.KindArticle && all == 0 {
		lower(0.8, "no body in what the page shows")
	}
	if r.Kind == news.KindArticle && bodyWords(r) < 60 {
		lower(0.8, "a short body")
	}
	if r.Paywalled {
		lower(0.9, "behind a paywall")
	}
	if r.Published.IsZero() {
		reasons = append(reasons, "no date")
	}
	return float64(int(c*100+0.5)) / 100, reasons
}
