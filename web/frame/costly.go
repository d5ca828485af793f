package frame

import (
	"bytes"
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

// Costly serves a page whose cost grows with the archive. Each client may ask for so
// many at once and so often; what the page reads comes from connections of its own
// and is given up after a while, so that other pages never wait for it.
func (s *Server) Costly(h Answer) Answer {
	return func(w http.ResponseWriter, r *http.Request) error {
		client, often := s.ClientOf(r), s.Limits.Search
		if m, ok := r.Context().Value(memberKey{}).(*member); ok {
			client, often = m.ID, s.Limits.Desk
		}
		if !often.allow(client, time.Now()) {
			return ErrTooMany
		}
		leave, err := s.Limits.Turns.Enter(r.Context(), client, s.Store.CostlyBounds().Wait)
		if err != nil {
			return err
		}
		defer leave()
		answer := &heldAnswer{ResponseWriter: w}
		if err := s.answerCostly(answer, r, h); err != nil {
			return err
		}
		return answer.send()
	}
}

// answerCostly has a page put together in a place for costly reads, and gives the place
// back.
func (s *Server) answerCostly(w http.ResponseWriter, r *http.Request, h Answer) error {
	ctx, done, err := s.Store.Costly(r.Context())
	if err != nil {
		return err
	}
	defer done()
	return TooLong(ctx, h(w, r.WithContext(ctx)), IsNarrowed(r.URL.Query(), "q"))
}

// A heldAnswer keeps what a costly page answers until its reads have ended: who takes
// the page slowly must not keep a place from others.
type heldAnswer struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
}

func (a *heldAnswer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
}

func (a *heldAnswer) Write(b []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.body.Write(b)
}

func (a *heldAnswer) send() error {
	if a.status == 0 {
		return nil // nothing was answered
	}
	a.ResponseWriter.WriteHeader(a.status)
	_, err := a.body.WriteTo(a.ResponseWriter)
	return Writing(err)
}

// SeesIncoming reports whether whoever asks sees stories, facts and the register:
// readers where the newsroom says so, the desk always.
func (s *Server) SeesIncoming(r *http.Request) bool { return s.Room.ShowsIncoming() || s.IsMember(r) }

// IsMember reports whether whoever asks is signed in, at an address that knows of it.
func (s *Server) IsMember(r *http.Request) bool { return hasSession(r) && s.User(r) != nil }

// Incoming serves a page only to who sees stories, facts and the register.
func (s *Server) Incoming(h Answer) Answer {
	return func(w http.ResponseWriter, r *http.Request) error {
		if !s.SeesIncoming(r) {
			return newsroom.ErrNotFound
		}
		return h(w, r)
	}
}

// CostlyDesk is costly for a page of the desk.
func (s *Server) CostlyDesk(h MemberAnswer) MemberAnswer {
	return func(w http.ResponseWriter, r *http.Request, u news.User) error {
		return s.Costly(func(w http.ResponseWriter, r *http.Request) error { return h(w, r, u) })(w, r)
	}
}

// CostlyIf is costlyDesk for a list that costs much only if it is narrowed by one of
// some parameters.
func (s *Server) CostlyIf(h MemberAnswer, parameters ...string) MemberAnswer {
	costly := s.CostlyDesk(h)
	return func(w http.ResponseWriter, r *http.Request, u news.User) error {
		if IsNarrowed(r.URL.Query(), parameters...) {
			return costly(w, r, u)
		}
		return h(w, r, u)
	}
}

// IsNarrowed reports whether a list is narrowed by one of the parameters.
func IsNarrowed(q url.Values, parameters ...string) bool {
	for _, p := range parameters {
		if q.Get(p) != "" {
			return true
		}
	}
	return false
}

// TooLong returns the error of a costly page, or of a search, as one that says that
// its time was up if that is why it came.
func TooLong(ctx context.Context, err error, isSearch bool) error {
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

// SkipCostly drops an error that says that costly reads had no place or no time, for a
// page that can do without them.
func SkipCostly(err error) error {
	if errors.Is(err, newsroom.ErrBusy) || errors.Is(err, errSearchTooLong) || errors.Is(err, errPageTooLong) {
		return nil
	}
	return err
}

// How many costly pages of one client are put together at once, and how many more
// may wait for their turn: a browser opens several tabs.
const (
	TurnsAtOnce  = 2
	turnsWaiting = 8
)

// Turns let each client have so many costly pages at once.
type Turns struct {
	mu  sync.Mutex
	All map[string]*turn // of the clients who have one or wait
}

type turn struct {
	places chan struct{}
	asked  int // requests that have a place or wait for one
}

// Enter waits for a place, at most so long, and returns what gives it back. It
// returns errTooMany if there is none.
func (t *Turns) Enter(ctx context.Context, client string, most time.Duration) (leave func(), err error) {
	one := t.ask(client)
	if one == nil {
		return nil, ErrTooMany
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
		err = ErrTooMany
	case <-ctx.Done():
		err = context.Cause(ctx)
	}
	t.gone(client)
	return nil, err
}

// ask counts a request of a client; it returns nil if too many wait already.
func (t *Turns) ask(client string) *turn {
	t.mu.Lock()
	defer t.mu.Unlock()
	one := t.All[client]
	if one == nil {
		one = &turn{places: make(chan struct{}, TurnsAtOnce)}
		t.All[client] = one
	}
	if one.asked == TurnsAtOnce+turnsWaiting {
		return nil
	}
	one.asked++
	return one
}

func (t *Turns) gone(client string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if one := t.All[client]; one.asked > 1 {
		one.asked--
	} else {
		delete(t.All, client)
	}
}
