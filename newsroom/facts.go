package newsroom

import (
	"context"
	"sync"
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
	err := n.Store.Write(ctx, "judging a fact", func(tx *store.Tx) error {
		if err := tx.JudgeFact(factID, to); err != nil {
			return err
		}
		return tx.Decide(by.ID, "fact/"+factID, string(to), "", n.now())
	})
	n.register.drop() // which the change log does not tell
	return err
}

// registerAge is how long the register is kept though something changed: it
// walks through every agreement there is, and in a busy newsroom something
// changes all the time.
const registerAge = 5 * time.Second

// keptRegister is the register as it was last made.
type keptRegister struct {
	mu      sync.Mutex
	entries []record.RegisterEntry
	mark    int64     // the last change before it was made
	made    time.Time // zero: not kept
	edition int       // one more each time it is made
}

func (k *keptRegister) drop() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.made = time.Time{}
}

// Register gives the agreements that the reports tell of and readers may see, each once, and a
// number that is another whenever they may be others. They are everyone's: do
// not change them.
func (n *Newsroom) Register(ctx context.Context) (entries []record.RegisterEntry, edition int, err error) {
	k := &n.register
	k.mu.Lock()
	defer k.mu.Unlock()
	last, err := n.Store.LastChange(ctx)
	if err != nil {
		return nil, 0, err
	}
	now := n.now()
	if k.made.IsZero() || k.mark != last && now.Sub(k.made) >= registerAge {
		if k.entries, err = n.makeRegister(ctx); err != nil {
			k.made = time.Time{}
			return nil, 0, err
		}
		k.mark, k.made = last, now
		k.edition++
	}
	return k.entries, k.edition, nil
}

func (n *Newsroom) makeRegister(ctx context.Context) ([]record.RegisterEntry, error) {
	rows, err := n.Store.AgreementFacts(ctx)
	if err != nil {
		return nil, err
	}
	var facts []news.Fact
	for _, r := range rows {
		if n.ShowsFact(r.Fact) {
			facts = append(facts, r.Fact)
		}
	}
	return record.MergeAgreements(facts), nil
}

// Binding gives the agreements that bind two parties on a day.
func (n *Newsroom) Binding(ctx context.Context, a, b string, day time.Time) ([]record.RegisterEntry, error) {
	all, _, err := n.Register(ctx)
	if err != nil {
		return nil, err
	}
	return record.Binding(all, a, b, day), nil
}
