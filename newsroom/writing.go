package newsroom

import (
	"context"

	"dateline/news"
	"dateline/store"
)

// Writing is what a user wrote into a form that was not taken yet.
type Writing = store.Writing

// KeepWriting keeps what a user wrote in place of what they wrote into the same form
// before, and returns by what it is found.
func (n *Newsroom) KeepWriting(ctx context.Context, u news.User, w Writing) (string, error) {
	w.ID, w.UserID, w.At = news.RandomID("writing"), u.ID, n.now()
	return w.ID, n.db.Write(ctx, "keeping what was written", func(tx *store.Tx) error { return tx.SaveWriting(w) })
}

// DropWriting forgets what a user wrote.
func (n *Newsroom) DropWriting(ctx context.Context, u news.User, id string) error {
	return n.db.Write(ctx, "forgetting what was written", func(tx *store.Tx) error { return tx.RemoveWriting(u.ID, id) })
}
