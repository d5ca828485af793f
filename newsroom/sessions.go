package newsroom

import (
	"context"
	"errors"
	"time"

	"dateline/store"
)

// Sessions keeps the sessions of browsers that signed in.
type Sessions struct{ n *Newsroom }

// Sessions is where the web keeps its sessions.
func (n *Newsroom) Sessions() Sessions { return Sessions{n} }

// Find gives a session's data; found is false when there is none or it ended.
func (s Sessions) Find(token string) (data []byte, found bool, err error) {
	now := s.n.clock.now()
	if data, found, known := s.n.sessions.find(token, now); known {
		return data, found, nil
	}
	v, err := s.n.db.Session(context.Background(), token, now)
	if errors.Is(err, store.ErrNotFound) {
		return nil, false, nil
	}
	return v.Data, err == nil, err
}

// Commit keeps a session.
func (s Sessions) Commit(token string, data []byte, expiry time.Time) error {
	v := store.Session{Data: data, Expiry: expiry}
	return s.n.saved(token, v, s.n.db.Write(context.Background(), "keeping a session", func(tx *store.Tx) error {
		return tx.SaveSession(token, v, s.n.clock.now())
	}))
}

// Delete ends a session.
func (s Sessions) Delete(token string) error {
	return s.n.saved(token, store.Session{}, s.n.db.Write(context.Background(), "ending a session", func(tx *store.Tx) error { return tx.RemoveSession(token) }))
}

// SessionLimits say when a sign-in ends by itself.
type SessionLimits struct {
	Idle time.Duration // not used for so long; 0: 12 hours
	Life time.Duration // after it began; 0: 7 days
}

func (l SessionLimits) orDefault() SessionLimits {
	if l.Idle <= 0 {
		l.Idle = 12 * time.Hour
	}
	if l.Life <= 0 {
		l.Life = 7 * 24 * time.Hour
	}
	return l
}

// SessionLimits returns when a sign-in ends by itself.
func (n *Newsroom) SessionLimits() SessionLimits { return n.config.Sessions.orDefault() }
