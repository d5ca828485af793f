package newsroom

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"dateline/ledger"
	"dateline/news"
	"dateline/store"
)

// registerAge is how long the register is kept though something changed: it
// walks through every agreement there is, and in a busy newsroom something
// changes all the time.
const registerAge = 5 * time.Second

// registerTime bounds how long the register may take to be made.
const registerTime = time.Minute

// keptRegister is the register as it was last made.
type keptRegister struct {
	making singleflight.Group // of it being made

	mu      sync.Mutex
	entries []ledger.RegisterEntry
	mark    int64     // the last change before it was made
	made    time.Time // zero: not kept
	edition int       // one more each time it is made
	drops   int       // how often it was dropped: what was begun before is not kept
}

func (k *keptRegister) drop() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.made = time.Time{}
	k.drops++
}

// kept returns the register if it can still be shown when the last change is known.
func (k *keptRegister) kept(last int64, now time.Time) (entries []ledger.RegisterEntry, edition int, ok bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	ok = !k.made.IsZero() && (k.mark == last || now.Sub(k.made) < registerAge)
	return k.entries, k.edition, ok
}

// Register gives the agreements that the reports tell of and readers may see, each once, and a
// number that is another whenever they may be others. They are everyone's: do
// not change them.
func (n *Newsroom) Register(ctx context.Context) (entries []ledger.RegisterEntry, edition int, err error) {
	k := &n.register
	for {
		last, err := n.db.LastChange(ctx)
		if err != nil {
			return nil, 0, err
		}
		if entries, edition, ok := k.kept(last, n.now()); ok {
			return entries, edition, nil
		}
		// It is made to its end though whoever asked has gone: the next one finds it.
		made := k.making.DoChan("", func() (any, error) {
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), registerTime)
			defer cancel()
			return nil, n.renewRegister(ctx, last)
		})
		select {
		case done := <-made:
			if done.Err != nil {
				return nil, 0, done.Err
			}
		case <-ctx.Done():
			return nil, 0, context.Cause(ctx)
		}
	}
}

// renewRegister makes the register anew; last is the last change before.
func (n *Newsroom) renewRegister(ctx context.Context, last int64) error {
	k := &n.register
	k.mu.Lock()
	drops := k.drops
	k.mu.Unlock()
	entries, err := n.makeRegister(ctx)
	if err != nil {
		return fmt.Errorf("making the register: %w", err)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.drops == drops {
		k.entries, k.mark, k.made = entries, last, n.now()
		k.edition++
	}
	return nil
}

func (n *Newsroom) makeRegister(ctx context.Context) ([]ledger.RegisterEntry, error) {
	rows, err := n.db.AgreementFacts(ctx)
	if err != nil {
		return nil, err
	}
	var facts []news.Fact
	for _, r := range rows {
		if n.ShowsFact(r.Fact) {
			facts = append(facts, r.Fact)
		}
	}
	entries := ledger.MergeAgreements(facts)
	brought, err := n.db.ImportedAgreements(ctx)
	if err != nil {
		return nil, err
	}
	for _, a := range brought {
		entries = append(entries, ledger.ImportedEntry(a.Collection, a.Number, a.Agreement))
	}
	return entries, nil
}

// atopCollection is the name under which agreements from ATOP's file are kept.
const atopCollection = "ATOP"

// ImportATOP takes agreements from a CSV in ATOP's fields (ledger.ReadATOP), all
// of them or, after an error, none; those of an earlier file go.
func (n *Newsroom) ImportATOP(ctx context.Context, by news.User, in io.Reader) (brought int, err error) {
	var all []store.ImportedAgreement
	if brought, err = ledger.ReadATOP(in, func(number string, a news.Agreement) error {
		all = append(all, store.ImportedAgreement{Collection: atopCollection, Number: number, Agreement: a})
		return nil
	}); err != nil {
		return 0, err
	}
	err = n.db.Write(ctx, "importing agreements", func(tx *store.Tx) error {
		if _, err := tx.RemoveImportedAgreements(atopCollection); err != nil {
			return err
		}
		for _, a := range all {
			if err := tx.SaveImportedAgreement(a, n.now()); err != nil {
				return err
			}
		}
		return tx.Decide(by.ID, "register", "import", fmt.Sprintf("%d agreements from ATOP", brought), n.now())
	})
	n.register.drop()
	return brought, err
}

// Defending gives the agreements by which others must defend a party on a day.
func (n *Newsroom) Defending(ctx context.Context, who string, day time.Time) ([]ledger.RegisterEntry, error) {
	all, _, err := n.Register(ctx)
	if err != nil {
		return nil, err
	}
	return ledger.Defending(all, who, day), nil
}

// Binding gives the agreements that bind two parties on a day.
func (n *Newsroom) Binding(ctx context.Context, a, b string, day time.Time) ([]ledger.RegisterEntry, error) {
	all, _, err := n.Register(ctx)
	if err != nil {
		return nil, err
	}
	return ledger.Binding(all, a, b, day), nil
}
