package newsroom

import (
	"context"
	"io"
	"time"

	"dateline/ledger"
	"dateline/news"
	"dateline/store"
)

// A RegisterEntry is one agreement of the register.
type RegisterEntry = ledger.RegisterEntry

// A LedgerEntry is one fact as all reports of a story tell it.
type LedgerEntry = ledger.LedgerEntry

// A Telling is a fact as one report tells it.
type Telling = ledger.Telling

// Ledger gives what the reports of a story tell, each fact once, as it was known
// at a time; the zero time is now.
func (n *Newsroom) Ledger(ctx context.Context, storyID string, at time.Time) ([]LedgerEntry, error) {
	rows, err := n.db.StoryTellings(ctx, storyID)
	if err != nil {
		return nil, err
	}
	return ledger.Ledger(tellings(rows), at), nil
}

func tellings(rows []store.FactRow) (out []ledger.Telling) {
	for _, r := range rows {
		out = append(out, ledger.Telling{Fact: r.Fact, Outlet: r.Outlet, Original: r.DuplicateOf, Told: r.Published, Learned: r.LearnedAt, Gone: r.GoneAt})
	}
	return out
}

// ExportFacts writes what is recorded in one of record's formats, the newest
// first, without what the desk rejected, and says how many facts it wrote.
func (n *Newsroom) ExportFacts(ctx context.Context, w io.Writer, format string, approvedOnly bool) (written int, err error) {
	out, err := ledger.NewFactWriter(w, format)
	if err != nil {
		return 0, err
	}
	for after := ""; ; {
		page, err := n.db.Facts(ctx, "", news.Paging{After: after, Limit: 200})
		if err != nil {
			return written, err
		}
		for i, told := range tellings(page.Rows) {
			row := page.Rows[i]
			if approvedOnly && row.State != news.FactApproved {
				continue
			}
			wrote, err := out.Write(ledger.ExportedFact{Telling: told, URL: row.URL, Headline: row.Headline, StoryID: row.StoryID})
			if err != nil {
				return written, err
			}
			if wrote {
				written++
			}
		}
		if after = page.Next; after == "" {
			return written, out.Close()
		}
	}
}
