package newsroom

import (
	"context"
	"time"

	"dateline/news"
	"dateline/record"
	"dateline/store"
)

// JudgeFact keeps what the desk says of a fact: approved, rejected, or proposed again.
func (n *Newsroom) JudgeFact(ctx context.Context, by news.User, factID string, to news.FactState) error {
	if by.Role == news.Reader {
		return refuse("Only reporters and editors judge facts; ask one of them.")
	}
	switch to {
	case news.FactApproved, news.FactRejected, news.FactProposed:
	default:
		return refuse("A fact is approved, rejected or proposed, not %q.", to)
	}
	return n.Store.Write(ctx, "judging a fact", func(tx *store.Tx) error {
		if err := tx.JudgeFact(factID, to); err != nil {
			return err
		}
		return tx.Decide(by.ID, "fact/"+factID, string(to), "", n.now())
	})
}

// Register gives the agreements that the reports tell of, each once.
func (n *Newsroom) Register(ctx context.Context) ([]record.RegisterEntry, error) {
	rows, err := n.Store.AgreementFacts(ctx)
	if err != nil {
		return nil, err
	}
	facts := make([]news.Fact, len(rows))
	for i, r := range rows {
		facts[i] = r.Fact
	}
	return record.MergeAgreements(facts), nil
}

// Binding gives the agreements that bind two parties on a day.
func (n *Newsroom) Binding(ctx context.Context, a, b string, day time.Time) ([]record.RegisterEntry, error) {
	all, err := n.Register(ctx)
	if err != nil {
		return nil, err
	}
	return record.Binding(all, a, b, day), nil
}
