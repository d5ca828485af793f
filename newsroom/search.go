package newsroom

import (
	"context"
	"fmt"
	"sort"
	"strings"

	"dateline/match"
	"dateline/news"
	"dateline/publish"
	"dateline/store"
)

// SearchReports finds reports by a query of the search box. A query that makes
// no sense is a *Refusal that says why.
func (n *Newsroom) SearchReports(ctx context.Context, query string, order store.SearchOrder, p news.Paging) (store.Page[store.ReportRow], error) {
	expression, err := n.expression(ctx, query, order)
	if err != nil {
		return store.Page[store.ReportRow]{}, err
	}
	return n.db.SearchReports(ctx, expression, order, p)
}

// An Excerpt shows where a report says what a query asks for.
type Excerpt struct{ Headline, Text []match.Piece }

// Excerpts shows, of each of some reports by identifier, where it says what a
// query asks for.
func (n *Newsroom) Excerpts(ctx context.Context, query string, reports []store.ReportRow) (map[string]Excerpt, error) {
	q, err := parseQuery(query)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(reports))
	for i, r := range reports {
		ids[i] = r.ID
	}
	texts, err := n.db.ReportTexts(ctx, ids)
	if err != nil {
		return nil, err
	}
	shown, h := make(map[string]Excerpt, len(texts)), match.NewHighlighter(q)
	for id, r := range texts {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("showing what was found: %w", err)
		}
		headline, text := h.Report(r)
		shown[id] = Excerpt{headline, text}
	}
	return shown, nil
}

// SearchStories finds the stories of the reports that a query finds, of those that
// live so (empty: in whatever way).
func (n *Newsroom) SearchStories(ctx context.Context, query string, life news.StoryLife, p news.Paging) (store.Page[store.StoryRow], error) {
	expression, err := n.expression(ctx, query, Newest)
	if err != nil {
		return store.Page[store.StoryRow]{}, err
	}
	return n.db.SearchStories(ctx, expression, n.Living(store.StoryFilter{}, life), p)
}

// SearchDispatches finds what was published, by a query of the search box.
func (n *Newsroom) SearchDispatches(ctx context.Context, query string, p news.Paging) (store.Page[store.DispatchRow], error) {
	q, err := parseQuery(query)
	if err != nil {
		return store.Page[store.DispatchRow]{}, err
	}
	languages, err := n.db.SearchLanguages(ctx)
	if err != nil {
		return store.Page[store.DispatchRow]{}, err
	}
	// Which forms are folded is kept of reports alone; dispatches are few.
	return n.db.SearchDispatches(ctx, q.FTS(languages, q.Forms()), p)
}

func parseQuery(query string) (*match.Query, error) {
	q, err := match.Parse(query)
	if err != nil {
		return nil, &Refusal{Sentence: err.Error()}
	}
	return q, nil
}

// expression says a query in the words of the full-text index of reports. One that
// costs too much in an order is refused.
func (n *Newsroom) expression(ctx context.Context, query string, order store.SearchOrder) (string, error) {
	q, err := parseQuery(query)
	if err != nil {
		return "", err
	}
	if err := n.affordable(ctx, q, order); err != nil {
		return "", err
	}
	languages, err := n.db.SearchLanguages(ctx)
	if err != nil {
		return "", err
	}
	folded, err := n.db.FoldedForms(ctx, q.Forms())
	if err != nil {
		return "", err
	}
	return q.FTS(languages, folded), nil
}

// longPrefix is from how many letters on a prefix that stands alone is not estimated:
// that would take longer than the search.
const longPrefix = 4

// affordable refuses a query that would have to read too much of the index before it
// finds the first report.
func (n *Newsroom) affordable(ctx context.Context, q *match.Query, order store.SearchOrder) error {
	prefixes := q.Prefixes()
	shortest := longPrefix
	for _, p := range prefixes {
		shortest = min(shortest, match.PrefixLetters(p))
	}
	if len(prefixes) == 0 || len(prefixes) <= 2 && shortest == longPrefix {
		return nil
	}
	pages, err := n.db.PrefixPages(ctx, prefixes)
	if err != nil {
		return err
	}
	if order == Relevance {
		pages *= 2 // they are read once more, to count how often each occurs
	}
	if pages > n.db.CostlyBounds().Pages {
		return refuse("Too many words begin like these. Write more letters before each *, or use fewer of them.")
	}
	return nil
}

func searchRow(id string, doc match.Doc) store.SearchRow {
	r := doc.Row()
	return store.SearchRow{ID: id, Headline: r.Headline, Body: r.Body, Forms: r.Forms, Section: r.Section, Place: r.Place, Actor: r.Actor, Outlet: r.Outlet, Language: r.Language, Reading: r.Reading, Folded: r.Folded}
}

// inOrder gives rows by identifier, so that the same work writes the same.
func inOrder(rows map[string]store.SearchRow) []store.SearchRow {
	out := make([]store.SearchRow, 0, len(rows))
	for _, r := range rows {
		out = append(out, r)
	}
	sort.Slice(out, func(i, j int) bool { return strings.Compare(out[i].ID, out[j].ID) < 0 })
	return out
}

// asReport lets a dispatch be searched like a report.
func (n *Newsroom) asReport(d news.Dispatch) news.Report {
	return news.Report{ID: d.ID, Headline: d.Headline, Text: d.Standfirst + "\n\n" + publish.Text(d), Section: []string{d.Section},
		Place: d.Place, Outlet: n.Site.Name, Language: n.Site.Language}
}

// Newest and Relevance are the orders of a search.
const (
	Newest    = store.Newest
	Relevance = store.Relevance
)
