package frame

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"dateline/news"
)

// A request is taken in this order: its address, the right of whoever sent it,
// the size and the kind of its body, a place among the bodies that are read at
// the same time, and only then the body itself. The order can't be forgotten:
// every body is sealed until admitted opens it.

// An intake says what body an address takes.
type intake struct {
	most  int64    // bytes of one body
	each  int64    // bytes that one client may have under way at once
	kinds []string // media types; an empty body needs none
}

const (
	FormKind   = "application/x-www-form-urlencoded"
	UploadKind = "multipart/form-data"

	SmallMost  = 64 << 10 // forms of readers
	FormMost   = 1 << 20  // what a form of the desk may say, which carries a dispatch
	formRead   = 4 << 20  // what is read of it: more than is taken, so that it can be given back
	UploadMost = 16 << 20 // files, and what a hub sends: as much as a feed may have

	// leastPlace is what the smallest body takes of the budget: what else a
	// request costs.
	leastPlace = 64 << 10
)

var (
	SmallForm   = intake{SmallMost, 8 * leastPlace, []string{FormKind}}
	DeskForm    = intake{formRead, 2 * formRead, []string{FormKind}}
	OneClick    = intake{SmallMost, 8 * leastPlace, []string{FormKind, UploadKind}} // mail programs send either (RFC 8058)
	DeskUpload  = intake{UploadMost, UploadMost, []string{UploadKind}}
	HubsMessage = intake{UploadMost, UploadMost, nil}
)

// budgets are what all bodies that are under way may take together, each sort
// from a budget of its own: hubs can't keep anybody from signing in, nor readers
// the desk from working.
type budgets struct{ readers, Hubs, desk *budget }

func newBudgets() budgets {
	return budgets{readers: newBudget(16 << 20), Hubs: newBudget(32 << 20), desk: newBudget(64 << 20)}
}

var (
	errSealed    = errors.New("the body was read before it was admitted")
	ErrBusy      = errors.New("too many bodies are under way")
	errWrongKind = errors.New("the body is of a kind that this address doesn't take")
)

// sealed stands for a body that is not admitted yet.
type sealed struct{}

func (sealed) Read([]byte) (int, error) { return 0, errSealed }

func (sealed) Close() error { return nil }

type bodyKey struct{}

// sealing keeps the body of each request from being read before it is admitted.
func sealing(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sent := r.Body
		r = r.WithContext(context.WithValue(r.Context(), bodyKey{}, sent))
		if sent != nil && sent != http.NoBody {
			r.Body = sealed{}
		}
		h.ServeHTTP(w, r)
	})
}

// Admitted reads a body for h only if it is one that the address takes and there
// is a place for it. Client names who sent it; budget is what it is taken from.
func Admitted(in intake, budget *budget, client func(*http.Request) string, h Answer) Answer {
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := in.takes(r); err != nil {
			return err
		}
		size := in.most
		if r.ContentLength >= 0 {
			size = r.ContentLength
		}
		release, err := budget.take(client(r), max(size, leastPlace), max(in.each, leastPlace))
		if err != nil {
			return err
		}
		defer release()
		control := http.NewResponseController(w)
		if sent, ok := r.Context().Value(bodyKey{}).(io.ReadCloser); ok && sent != nil {
			r.Body = &arriving{http.MaxBytesReader(w, sent, in.most), control}
		}
		// Whoever sends slowly holds a place only as long as a slow line needs. It
		// is not an error that a recorder in a test has no deadline.
		_ = control.SetReadDeadline(time.Now().Add(patience(size)))
		return h(w, r)
	}
}

// An arriving body lifts its deadline when all of it is there. The server watches
// the connection on, and would cancel the request when the deadline passes.
type arriving struct {
	io.ReadCloser
	control *http.ResponseController
}

func (a *arriving) Read(p []byte) (int, error) {
	n, err := a.ReadCloser.Read(p)
	if err == io.EOF {
		_ = a.control.SetReadDeadline(time.Time{})
	}
	return n, err
}

// patience is how long a body of a size may take to arrive.
func patience(size int64) time.Duration {
	return 15*time.Second + time.Duration(size/(256<<10))*time.Second
}

// takes refuses a body by what its header says of it.
func (in intake) takes(r *http.Request) error {
	if r.ContentLength > in.most {
		return &http.MaxBytesError{Limit: in.most}
	}
	if r.ContentLength == 0 || in.kinds == nil {
		return nil
	}
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || !slices.Contains(in.kinds, kind) {
		return errWrongKind
	}
	return nil
}

// A budget is what bodies under way may take together, and each client of it.
type budget struct {
	most int64

	mu    sync.Mutex
	taken int64
	of    map[string]int64 // by client; only of those with a body under way
}

func newBudget(most int64) *budget { return &budget{most: most, of: map[string]int64{}} }

// take takes a place of a size, or returns errBusy. A client may hold each bytes.
func (b *budget) take(client string, size, each int64) (release func(), err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.taken+size > b.most || b.of[client]+size > max(each, size) {
		return nil, ErrBusy
	}
	b.taken += size
	b.of[client] += size
	return func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.taken -= size
		if b.of[client] -= size; b.of[client] == 0 {
			delete(b.of, client)
		}
	}, nil
}

// A right says whether a request may do what it asks for. It never sees the body.
type right func(r *http.Request) error

// Form serves a form that people who aren't signed in may send: after its right
// was checked, its fields are read and given to h.
func (s *Server) Form(pattern string, in intake, may right, h Answer) {
	read := Admitted(in, s.Bodies.readers, s.ClientOf, s.parsed(h))
	s.Page(pattern, func(w http.ResponseWriter, r *http.Request) error {
		err := may(r)
		if errors.Is(err, ErrTooMany) { // what a person wrote is small, and given back to them
			return Admitted(in, s.Bodies.readers, s.ClientOf, s.parsed(refusing(err)))(w, r)
		}
		if err != nil {
			return err
		}
		return read(w, r)
	})
}

// refusing answers with an error.
func refusing(err error) Answer {
	return func(http.ResponseWriter, *http.Request) error { return err }
}

// parsed reads the fields of a form for h, so that one that is too large or cut
// short is refused as a whole.
func (s *Server) parsed(h Answer) Answer {
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := r.ParseForm(); err != nil {
			return BadForm(err)
		}
		Hold(r)
		if sizeOf(r.PostForm) > FormMost {
			return &http.MaxBytesError{Limit: FormMost}
		}
		return h(w, r)
	}
}

// sizeOf returns how much the fields of a form say, in bytes.
func sizeOf(fields url.Values) (n int) {
	for name, values := range fields {
		for _, v := range values {
			n += len(name) + len(v)
		}
	}
	return n
}

// Posted is for what members of the desk send: it admits the body after member
// has checked the role.
func (s *Server) Posted(in intake, h MemberAnswer) MemberAnswer {
	return func(w http.ResponseWriter, r *http.Request, u news.User) error {
		me := func(*http.Request) string { return u.ID }
		return Admitted(in, s.Bodies.desk, me, func(w http.ResponseWriter, r *http.Request) error {
			return h(w, r, u)
		})(w, r)
	}
}

// WithFields reads the fields of a form before h sees it.
func (s *Server) WithFields(h MemberAnswer) MemberAnswer {
	return func(w http.ResponseWriter, r *http.Request, u news.User) error {
		return s.parsed(func(w http.ResponseWriter, r *http.Request) error { return h(w, r, u) })(w, r)
	}
}

// Anyone is the right of everyone.
func Anyone(*http.Request) error { return nil }

// Often is the right of everyone who doesn't ask too often.
func (s *Server) Often(l *Limiter) right {
	return func(r *http.Request) error { return s.Limited(l, r) }
}
