package newsroom

import (
	"context"
	"errors"
	"sync"
	"time"

	"dateline/news"
	"dateline/store"
)

// keptSessions are the sessions that could not be saved because the disk is full:
// who must free some space, or kill a story, has to be able to sign in. They are
// saved when there is space again, and are gone if the program ends before.
type keptSessions struct {
	mu  sync.Mutex
	all map[string]store.Session // by token; no data: it has ended
	ins map[string]keptSignIn    // sign-ins by identifier
}

// A keptSignIn is a sign-in with the hash of the password that opened it: it ends
// when that is changed.
type keptSignIn struct {
	SignIn
	hash string
}

func (k *keptSessions) keepSignIn(s SignIn, hash string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.ins) >= keptSessionsMost {
		return false
	}
	if k.ins == nil {
		k.ins = map[string]keptSignIn{}
	}
	k.ins[s.ID] = keptSignIn{s, hash}
	return true
}

// endSignIn ends a sign-in that is kept here, and reports whether there was one.
func (k *keptSessions) endSignIn(userID, id string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.ins[id].UserID != userID {
		return false
	}
	delete(k.ins, id)
	return true
}

func (k *keptSessions) endSignIns(userID, except string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for id, s := range k.ins {
		if s.UserID == userID && id != except {
			delete(k.ins, id)
		}
	}
}

// keptSignIn gives a sign-in that is kept in memory, and its user.
func (n *Newsroom) keptSignIn(ctx context.Context, id string) (SignIn, news.User, error) {
	n.sessions.mu.Lock()
	s, known := n.sessions.ins[id]
	n.sessions.mu.Unlock()
	if !known {
		return SignIn{}, news.User{}, ErrNotFound
	}
	u, err := n.db.User(ctx, s.UserID)
	if err != nil {
		return SignIn{}, news.User{}, err
	}
	_, hash, err := n.db.UserByEmail(ctx, u.Email)
	if err == nil && hash != s.hash {
		err = ErrNotFound
	}
	return s.SignIn, u, err
}

// keptSessionsMost bounds them, so that nobody fills the memory by signing in.
const keptSessionsMost = 1000

// find gives a session that is kept here; known is false where the store must be asked.
func (k *keptSessions) find(token string, now time.Time) (data []byte, found, known bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	s, known := k.all[token]
	return s.Data, known && s.Data != nil && s.Expiry.After(now), known
}

// keep keeps a session, and reports whether there was room for it.
func (k *keptSessions) keep(token string, s store.Session) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.all) >= keptSessionsMost {
		return false
	}
	if k.all == nil {
		k.all = map[string]store.Session{}
	}
	k.all[token] = s
	return true
}

func (k *keptSessions) forget(token string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.all, token)
}

// saved ends a write of a session: where the disk is full the session is kept in memory.
func (n *Newsroom) saved(token string, s store.Session, err error) error {
	if n.faultOf(err) == store.FaultFull && n.sessions.keep(token, s) {
		return nil
	}
	if err == nil {
		n.sessions.forget(token)
	}
	return err
}

// saveSessions saves what was kept in memory while the disk was full.
func (n *Newsroom) saveSessions() {
	n.sessions.mu.Lock()
	all := make(map[string]store.Session, len(n.sessions.all))
	for token, s := range n.sessions.all {
		all[token] = s
	}
	ins := make([]keptSignIn, 0, len(n.sessions.ins))
	for _, s := range n.sessions.ins {
		ins = append(ins, s)
	}
	n.sessions.mu.Unlock()
	for _, s := range ins {
		err := n.db.Write(context.Background(), "keeping a sign-in", func(tx *store.Tx) error { return tx.AddSignIn(s.SignIn, s.hash) })
		if err != nil && !errors.Is(err, store.ErrNotFound) { // that its user may not sign in any more ends it
			return
		}
		n.sessions.endSignIn(s.UserID, s.ID)
	}
	for token, s := range all {
		err := n.db.Write(context.Background(), "keeping a session", func(tx *store.Tx) error {
			if s.Data == nil {
				return tx.RemoveSession(token)
			}
			return tx.SaveSession(token, s, n.clock.now())
		})
		if err != nil {
			return // it is tried again
		}
		n.sessions.forget(token)
	}
}
