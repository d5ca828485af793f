package newsroom

import (
	"context"
	"errors"
	"slices"
	"strings"

	"dateline/news"
	"dateline/store"
)

// followStale is the mark of the follower that watches whether pages still say
// what published dispatches cite.
const followStale = "stale"

// stale looks, for each report and dispatch that changed, whether what is cited
// is still said. It writes only where something is cited.
func (n *Newsroom) stale(ctx context.Context, changes []store.Change) (func(*store.Tx) error, error) {
	var dispatches []string
	for _, c := range changes {
		switch c.Kind {
		case "dispatch":
			dispatches = append(dispatches, c.ID)
		case "report":
			citing, err := n.db.Citing(ctx, c.ID)
			if err != nil {
				return nil, err
			}
			for _, d := range citing {
				dispatches = append(dispatches, d.ID)
			}
		}
	}
	slices.Sort(dispatches)
	found := map[string][]store.StaleCitation{}
	for _, id := range slices.Compact(dispatches) {
		row, err := n.db.Dispatch(ctx, id)
		if errors.Is(err, ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if found[id], err = n.staleIn(ctx, row.Dispatch); err != nil {
			return nil, err
		}
	}
	return func(tx *store.Tx) error {
		for id, stale := range found {
			if err := tx.SetStale(id, stale); err != nil {
				return err
			}
		}
		return nil
	}, nil
}

// staleIn gives the citations of a published dispatch that its pages no longer say.
func (n *Newsroom) staleIn(ctx context.Context, d news.Dispatch) (out []store.StaleCitation, err error) {
	if d.State != news.Published {
		return nil, nil
	}
	newest := map[string]news.Report{}
	for _, c := range d.Citations {
		report, known := newest[c.ReportID]
		if !known {
			if report, err = n.db.Report(ctx, c.ReportID); err != nil && !errors.Is(err, ErrNotFound) {
				return nil, err
			}
			newest[c.ReportID] = report
		}
		if report.ID == "" || report.Version == c.Version || says(report, c.Exact) {
			continue
		}
		out = append(out, store.StaleCitation{DispatchID: d.ID, Number: c.Number, ReportID: c.ReportID, Version: c.Version, Newest: report.Version, At: n.now()})
	}
	return out, nil
}

// says says whether a report holds a sentence, however its blanks are set.
func says(r news.Report, sentence string) bool {
	flat := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	return strings.Contains(flat(r.Text), flat(sentence))
}

// LetStand keeps that someone looked at what a dispatch cites and its pages no
// longer say, and lets the dispatch stand as it is.
func (n *Newsroom) LetStand(ctx context.Context, by news.User, dispatchID string) error {
	if by.Role != news.Editor && by.Role != news.Administrator {
		return refuse("Only editors let a dispatch stand on what its pages no longer say; ask one of them.")
	}
	if _, err := n.db.Dispatch(ctx, dispatchID); err != nil {
		return err
	}
	return n.db.Write(ctx, "letting a dispatch stand", func(tx *store.Tx) error {
		if err := tx.LetStand(dispatchID); err != nil {
			return err
		}
		return tx.Decide(by.ID, "dispatch/"+dispatchID, "let stand", "though its pages no longer say what it cites", n.now())
	})
}
