package newsroom

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"dateline/brief"
	"dateline/desk"
	"dateline/ledger"
	"dateline/news"
)

// A Footing is what a passage of a dispatch stands on, by all that the stories of
// its citations tell.
type Footing struct {
	desk.Passage
	Outlets  []string // who tells as much independently, those that are cited first; copies of one text are none
	Disputes []Dispute
}

// OneSource says that one independent source alone tells it.
func (f Footing) OneSource() bool { return len(f.Outlets) < 2 }

// A Dispute is a point on which reports of one thing differ.
type Dispute = ledger.Dispute

// Footings says on what each cited passage of a text stands: who else tells it,
// and who tells it otherwise. Two things are asked: the sentences of the stories'
// reports, for as much in other words, and their ledger, for the same fact.
func (n *Newsroom) Footings(ctx context.Context, d news.Dispatch) ([]Footing, error) {
	passages := desk.Passages(d.Body)
	if len(passages) == 0 {
		return nil, nil
	}
	cited := map[int]news.DispatchCitation{}
	for _, c := range d.Citations {
		cited[c.Number] = c
	}
	used := map[int]bool{}
	for _, p := range passages {
		for _, number := range p.Numbers {
			used[number] = true
		}
	}
	stories := map[string]*storyTold{} // by story
	of := map[int]*storyTold{}         // by citation
	for number := range used {
		c, known := cited[number]
		if !known {
			continue
		}
		story := d.StoryID
		row, err := n.db.ReportRow(ctx, c.ReportID)
		if err == nil {
			story = row.StoryID
		} else if !errors.Is(err, ErrNotFound) {
			return nil, err
		}
		if stories[story] == nil {
			if stories[story], err = n.toldOf(ctx, story); err != nil {
				return nil, err
			}
		}
		of[number] = stories[story]
	}
	var out []Footing
	for _, p := range passages {
		f := Footing{Passage: p}
		var sources []source
		for _, number := range p.Numbers {
			if c, known := cited[number]; known {
				more, disputes := of[number].footing(c)
				sources = append(sources, more...)
				f.Disputes = append(f.Disputes, disputes...)
			}
		}
		if len(sources) == 0 {
			continue // its numbers are no citations, which is said elsewhere
		}
		f.Outlets = independent(sources)
		f.Disputes = once(f.Disputes)
		out = append(out, f)
	}
	return out, nil
}

// onNumber is the ledger's word for a dispute on a number.
const onNumber = "number"

// A storyTold is what the reports of a story tell.
type storyTold struct {
	texts    []news.Report // copies left out
	outlets  map[string]string
	original map[string]string // by report, the one whose text it prints
	ledger   []LedgerEntry
}

// A source is a text and who printed it.
type source struct{ text, outlet string }

func (n *Newsroom) toldOf(ctx context.Context, storyID string) (*storyTold, error) {
	t := &storyTold{outlets: map[string]string{}, original: map[string]string{}}
	rows, err := n.db.StoryReports(ctx, storyID)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		t.outlets[row.ID] = row.Outlet
		t.original[row.ID] = cmp.Or(row.DuplicateOf, row.ID)
	}
	if t.texts, err = n.storyReports(ctx, storyID); err != nil {
		return nil, err
	}
	t.ledger, err = n.Ledger(ctx, storyID, time.Time{})
	return t, err
}

// footing gives who tells what a citation says, the cited first, and on what
// points others differ.
func (t *storyTold) footing(c news.DispatchCitation) (sources []source, disputes []Dispute) {
	text := cmp.Or(t.original[c.ReportID], c.ReportID)
	sources = []source{{text, cmp.Or(c.Outlet, t.outlets[c.ReportID], c.ReportID)}}
	weighed := brief.Weigh(t.texts, []brief.Cited{{ReportID: text, Text: c.Exact}})[0]
	for _, id := range weighed.Tellers {
		sources = append(sources, source{id, cmp.Or(t.outlets[id], id)})
	}
	for _, e := range t.ledger {
		if !slices.ContainsFunc(e.Tellings, func(o ledger.Telling) bool { return standsOn(o, c) }) {
			continue
		}
		disputes = append(disputes, e.Disputes...)
		if e.Fact.Kind != news.FactQuote {
			continue // a sentence tells more than one fact of it
		}
		for _, o := range e.Tellings {
			if o.Gone.IsZero() {
				sources = append(sources, source{cmp.Or(o.Original, o.ReportID), cmp.Or(o.Outlet, o.ReportID)})
			}
		}
	}
	if !slices.ContainsFunc(disputes, func(d Dispute) bool { return d.Point == onNumber }) {
		disputes = append(disputes, t.differing(sources[0], weighed)...)
	}
	return sources, disputes
}

// differing puts sentences that tell the same with other numbers as a dispute.
func (t *storyTold) differing(own source, w brief.Footing) []Dispute {
	if len(w.Differ) == 0 {
		return nil
	}
	answers := []ledger.Answer{{Says: strings.Join(w.Differ[0].Here, ", "), Outlets: []string{own.outlet}}}
	for _, d := range w.Differ {
		says, outlet := strings.Join(d.There, ", "), cmp.Or(t.outlets[d.Citation.ID], d.Citation.ID)
		i := slices.IndexFunc(answers, func(a ledger.Answer) bool { return a.Says == says })
		if i < 0 {
			i = len(answers)
			answers = append(answers, ledger.Answer{Says: says})
		}
		if !slices.Contains(answers[i].Outlets, outlet) {
			answers[i].Outlets = append(answers[i].Outlets, outlet)
		}
	}
	return []Dispute{{Point: onNumber, Answers: answers}}
}

// standsOn says that a telling stands on a cited sentence, or a part of it.
func standsOn(t ledger.Telling, c news.DispatchCitation) bool {
	return t.ReportID == c.ReportID && slices.ContainsFunc(t.Citations, func(x news.Citation) bool {
		return x.Version == c.Version && x.Start < c.End && c.Start < x.End || strings.Contains(c.Exact, x.Exact) || strings.Contains(x.Exact, c.Exact)
	})
}

// independent gives the outlets of sources, each text and each outlet once.
func independent(sources []source) (outlets []string) {
	texts := map[string]bool{}
	for _, s := range sources {
		if !texts[s.text] && !slices.Contains(outlets, s.outlet) {
			outlets = append(outlets, s.outlet)
		}
		texts[s.text] = true
	}
	return outlets
}

// once leaves each dispute once.
func once(disputes []Dispute) (out []Dispute) {
	same := func(a, b Dispute) bool {
		return a.Point == b.Point && slices.EqualFunc(a.Answers, b.Answers, func(x, y ledger.Answer) bool { return x.Says == y.Says && slices.Equal(x.Outlets, y.Outlets) })
	}
	for _, d := range disputes {
		if !slices.ContainsFunc(out, func(o Dispute) bool { return same(o, d) }) {
			out = append(out, d)
		}
	}
	return out
}
