package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"sync"
	"time"

	"dateline/news"
	"dateline/newsroom"
)

// Errors of costly pages: what they look through took too long.
var (
	errSearchTooLong = errors.New("the search took too long")
	errPageTooLong   = errors.New("the page took too long")
)

// costly serves a page whose cost grows with the archive. Each client may ask for so
// many at once and so often; what the page reads comes from connections of its own
// and is given up after a while, so that other pages never wait for it.
func (s *server) costly(h answer) answer {
	return func(w http.ResponseWriter, r *http.Request) error {
		client, often := s.clientOf(r), s.limits.search
		if m, ok := r.Context().Value(memberKey{}).(*member); ok {
			client, often = m.ID, s.limits.desk
		}
		if !often.allow(client, time.Now()) {
			return errTooMany
		}
		leave, err := s.limits.turns.enter(r.Context(), client, s.store.CostlyBounds().Wait)
		if err != nil {
			return err
		}
		defer leave()
		ctx, done, err := s.store.Costly(r.Context())
		if err != nil {
			return err
		}
		defer done()
		return tooLong(ctx, h(w, r.WithContext(ctx)), isNarrowed(r.URL.Query(), "q"))
	}
}

// costlyDesk is costly for a page of the desk.
func (s *server) costlyDesk(h memberAnswer) memberAnswer {
	return func(w http.ResponseWriter, r *http.Request, u news.User) error {
		return s.costly(func(w http.ResponseWriter, r *http.Request) error { return h(w, r, u) })(w, r)
	}
}

// costlyIf is costlyDesk for a list that costs much only if it is narrowed by one of
// some parameters.
func (s *server) costlyIf(h memberAnswer, parameters ...string) memberAnswer {
	costly := s.costlyDesk(h)
	return func(w http.ResponseWriter, r *http.Request, u news.User) error {
		if isNarrowed(r.URL.Query(), parameters...) {
			return costly(w, r, u)
		}
		return h(w, r, u)
	}
}

func isNarrowed(q url.Values, parameters ...string) bool {
	for _, p := range parameters {
		if q.Get(p) != "" {
			return true
		}
	}
	return false
}

// tooLong returns the error of a costly page, or of a search, as one that says that
// its time was up if that is why it came.
func tooLong(ctx context.Context, err error, isSearch bool) error {
	if err == nil || !errors.Is(context.Cause(ctx), newsroom.ErrTooLong) {
		return err
	}
	if status, _, _ := statusOf(err); status < http.StatusInternalServerError {
		return err
	}
	if isSearch {
		return errSearchTooLong
	}
	return errPageTooLong
}

// skipCostly drops an error that says that costly reads had no place or no time, for a
// page that can do without them.
func skipCostly(err error) error {
	if errors.Is(err, newsroom.ErrBusy) || errors.Is(err, errSearchTooLong) || errors.Is(err, errPageTooLong) {
		return nil
	}
	return err
}

// How many costly pages of one client are put together at once, and how many more
// may wait for their turn: a browser opens several tabs.
const (
	turnsAtOnce  = 2
	turnsWaiting = 8
)

// turns let each client have so many costly pages at once.
type turns struct {
	mu  sync.Mutex
	all map[string]*turn // of the clients who have one or wait
}

type turn struct {
	places chan struct{}
	asked  int // requests that have a place or wait for one
}

// enter waits for a place, at most so long, and returns what gives it back. It
// returns errTooMany if there is none.
func (t *turns) enter(ctx context.Context, client string, most time.Duration) (leave func(), err error) {
	one := t.ask(client)
	if one == nil {
		return nil, errTooMany
	}
	wait := time.NewTimer(most)
	defer wait.Stop()
	select {
	case one.places <- struct{}{}:
		return func() {
			<-one.places
			t.gone(client)
		}, nil
	case <-wait.C:
		err = errTooMany
	case <-ctx.Done():
		err = context.Cause(ctx)
	}
	t.gone(client)
	return nil, err
}

// ask counts a request of a client; it returns nil if too many wait already.
func (t *turns) ask(client string) *turn {
	t.mu.Lock()
	defer t.mu.Unlock()
	one := t.all[client]
	if one == nil {
		one = &turn{places: make(chan struct{}, turnsAtOnce)}
		t.all[client] = one
	}
	if one.asked == turnsAtOnce+turnsWaiting {
		return nil
	}
	one.asked++
	return one
}

func (t *turns) gone(client string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if one := t.all[client]; one.asked > 1 {
		one.asked--
	} else {
		delete(t.all, client)
	}
}
