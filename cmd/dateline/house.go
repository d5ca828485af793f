package main

import (
	"context"
	"net/http"
	"sync"
	"sync/atomic"

	"dateline/newsroom"
	"dateline/store"
)

// A house is the newsroom that is served, with its pages. A newsroom that began
// on a full disk, and so can only be read, is replaced by one that can write.
type house struct {
	pages atomic.Pointer[http.Handler]
	mu    sync.Mutex
	room  *newsroom.Newsroom
	left  bool // the program ends: no other is opened
}

func (h *house) ServeHTTP(w http.ResponseWriter, r *http.Request) { (*h.pages.Load()).ServeHTTP(w, r) }

func (h *house) current() *newsroom.Newsroom {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.room
}

// now is the newsroom that is served; it is not replaced any more.
func (h *house) now() *newsroom.Newsroom {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.left = true
	return h.room
}

// openAnew waits until there is space on the disk, and opens the newsroom anew.
func (h *house) openAnew(ctx context.Context, c newsroom.Config, pages func(*newsroom.Newsroom) (http.Handler, error)) {
	for h.current().SpaceReturned(ctx) {
		if err := h.replace(ctx, c, pages); err != nil {
			c.Log.Error("opening the newsroom for writing", "error", err)
			continue
		}
		return
	}
}

func (h *house) replace(ctx context.Context, c newsroom.Config, pages func(*newsroom.Newsroom) (http.Handler, error)) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.left {
		return nil
	}
	// The old one is let go of first: it read a file of which it was sure that
	// nobody writes to it.
	h.pages.Store(&moment)
	if err := h.room.Close(); err != nil {
		c.Log.Warn("closing the newsroom that could only be read", "error", err)
	}
	fresh, err := newsroom.Open(ctx, c)
	if err != nil {
		return err
	}
	handler, err := pages(fresh)
	if err != nil {
		fresh.Close()
		return err
	}
	h.room = fresh
	h.pages.Store(&handler)
	if err := fresh.Start(); err != nil {
		return err
	}
	if fresh.ReadOnly() {
		return store.ErrReadOnly
	}
	c.Log.Info("there is space again: the newsroom can write")
	return nil
}

// moment answers while one newsroom takes the place of another.
var moment http.Handler = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Retry-After", "1")
	http.Error(w, "There is space on the disk again. Try again in a second.", http.StatusServiceUnavailable)
})
