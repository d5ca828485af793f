package newsroom

import (
	"context"
	"time"

	"dateline/record"
	"dateline/store"
)

// A LedgerEntry is one fact as all reports of a story tell it.
type LedgerEntry = record.LedgerEntry

// Ledger gives what the reports of a story tell, each fact once, as it was known
// at a time; the zero time is now.
func (n *Newsroom) Ledger(ctx context.Context, storyID string, at time.Time) ([]LedgerEntry, error) {
	rows, err := n.Store.StoryTellings(ctx, storyID)
	if err != nil {
		return nil, err
	}
	return record.Ledger(tellings(rows), at), nil
}

func tellings(rows []store.FactRow) (out []record.Telling) {
	for _, r := range rows {
		out = append(out, record.Telling{Fact: r.Fact, Outlet: r.Outlet, Original: r.DuplicateOf, Told: r.Published, Learned: r.LearnedAt})
	}
	return out
}
