package newsroom

import (
	"cmp"
	"context"
	"time"

	"dateline/desk"
	"dateline/ledger"
	"dateline/news"
	"dateline/store"
)

// A Footing is a passage of a dispatch and how the reports of its citations' stories
// bear on it.
type Footing struct {
	desk.Passage
	ledger.Corroboration
}

// A Dispute is a point on which reports of one thing differ.
type Dispute = ledger.Dispute

// Footings returns how the stories of its citations bear on each cited passage of a
// text: who says so, who says otherwise, and what differs from the citation.
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
	rows, err := n.citedReports(ctx, cited, used)
	if err != nil {
		return nil, err
	}
	stories := map[string]*ledger.Corroborator{} // by story
	of := map[int]*ledger.Corroborator{}         // by citation
	for number := range used {
		c, known := cited[number]
		if !known {
			continue
		}
		story := d.StoryID
		if row, known := rows[c.ReportID]; known {
			story = row.StoryID
		}
		if stories[story] == nil {
			if stories[story], err = n.corroborator(ctx, story); err != nil {
				return nil, err
			}
		}
		of[number] = stories[story]
	}
	var out []Footing
	for _, p := range passages {
		var citations []news.DispatchCitation
		var by *ledger.Corroborator
		for _, number := range p.Numbers {
			if c, known := cited[number]; known {
				citations = append(citations, c)
				by = cmp.Or(by, of[number])
			}
		}
		if len(citations) == 0 {
			continue // its numbers are no citations, which is said elsewhere
		}
		out = append(out, Footing{p, by.Passage(p.Text, citations)})
	}
	return out, nil
}

// corroborator reads what the reports of a story say now.
func (n *Newsroom) corroborator(ctx context.Context, storyID string) (*ledger.Corroborator, error) {
	sources, err := n.sources(ctx, storyID)
	if err != nil {
		return nil, err
	}
	entries, err := n.Ledger(ctx, storyID, time.Time{})
	return ledger.NewCorroborator(sources, entries), err
}

// sources are the newest versions of the reports of a story.
func (n *Newsroom) sources(ctx context.Context, storyID string) ([]ledger.Source, error) {
	rows, err := n.db.StoryReports(ctx, storyID)
	if err != nil {
		return nil, err
	}
	var sources []ledger.Source
	for _, row := range rows {
		r, err := n.db.Report(ctx, row.ID)
		if err != nil {
			return nil, err
		}
		sources = append(sources, ledger.Source{ReportID: r.ID, Outlet: r.Outlet, Original: row.DuplicateOf, Text: r.Text, Published: r.Published})
	}
	return sources, nil
}

// citedReports returns the reports of the citations that passages use, in one look-up.
func (n *Newsroom) citedReports(ctx context.Context, cited map[int]news.DispatchCitation, used map[int]bool) (map[string]store.ReportRow, error) {
	var ids []string
	for number := range used {
		if c, known := cited[number]; known {
			ids = append(ids, c.ReportID)
		}
	}
	return n.db.ReportRows(ctx, ids)
}
