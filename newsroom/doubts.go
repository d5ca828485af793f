package newsroom

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"dateline/desk"
	"dateline/ledger"
	"dateline/news"
)

// borrowedLeast is how many words in a row from another outlet's text have to stand in
// quotation marks.
const borrowedLeast = 12

// Doubts lists why a dispatch may not go out unless an editor gives a reason: it cites
// no source, its sentences differ from what they cite, or it has others' words without
// quotation marks.
func (n *Newsroom) Doubts(ctx context.Context, d news.Dispatch) ([]string, error) {
	footings, err := n.Footings(ctx, d)
	if err != nil {
		return nil, err
	}
	return n.doubts(ctx, d, footings)
}

func (n *Newsroom) doubts(ctx context.Context, d news.Dispatch, footings []Footing) (out []string, err error) {
	if len(footings) == 0 {
		out = append(out, "It cites no source.")
	}
	for _, f := range footings {
		if f.Fault != nil {
			out = append(out, fmt.Sprintf("“%s”: %s", excerpt(f.Text), f.Fault.Sentence()))
		}
	}
	loans, err := n.Loans(ctx, d)
	for _, l := range loans {
		out = append(out, fmt.Sprintf("%d words in a row stand in %s's text: “%s”. Put them in quotation marks or say it in your own words.", l.Count, l.Outlet, excerpt(l.Words)))
	}
	return out, err
}

// Loans are the runs of words that a dispatch has from reports of its story or of its
// citations, outside quotation marks.
func (n *Newsroom) Loans(ctx context.Context, d news.Dispatch) ([]ledger.Loan, error) {
	var sources []ledger.Source
	if d.StoryID != "" {
		var err error
		if sources, err = n.sources(ctx, d.StoryID); err != nil {
			return nil, err
		}
	}
	for _, c := range d.Citations {
		if !slices.ContainsFunc(sources, func(s ledger.Source) bool { return s.ReportID == c.ReportID }) {
			sources = append(sources, ledger.Source{ReportID: c.ReportID, Outlet: c.Outlet, Text: c.Exact})
		}
	}
	return ledger.Borrowed(desk.Prose(d.Body), sources, borrowedLeast), nil
}

// readersSee reports whether an act shows a dispatch to readers that none has seen so.
func readersSee(d news.Dispatch, act desk.Act) bool {
	switch act {
	case desk.Publish, desk.Embargo:
		return d.State != news.Embargoed // it was asked when it was held
	case desk.Correct:
		return true
	}
	return false
}

// mayGoOut refuses an order that would publish what its citations don't bear, unless
// it gives a reason.
func (n *Newsroom) mayGoOut(ctx context.Context, before, after news.Dispatch, o desk.Order) error {
	if !readersSee(before, o.Act) || strings.TrimSpace(o.Reason) != "" {
		return nil
	}
	doubts, err := n.Doubts(ctx, after)
	if err != nil || len(doubts) == 0 {
		return err
	}
	return refuse("This needs a reason: %s Mend it, or write why it goes out as it stands.", strings.Join(doubts[:min(len(doubts), 3)], " "))
}

// noteOf is what is kept of an order: its note, and the reason for going out.
func noteOf(o desk.Order) string {
	reason := strings.TrimSpace(o.Reason)
	if reason == "" {
		return o.Note
	}
	return strings.TrimSpace(cmp.Or(o.Note, "") + "\nWhy it goes out as it stands: " + reason)
}

// excerpt is the beginning of a text.
func excerpt(s string) string {
	words := strings.Fields(s)
	if len(words) <= 16 {
		return strings.Join(words, " ")
	}
	return strings.Join(words[:16], " ") + " …"
}
