package newsroom

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync"
	"time"

	"dateline/collect"
	"dateline/news"
)

// A Progressing import is one that goes on without whoever began it.
type Progressing struct {
	Import
	By    string    // who began it
	Ended time.Time // zero: it goes on
	Why   string    // it ended early; empty: it did all
}

// importing is the import that the desk began last.
type importing struct {
	mu   sync.Mutex
	last Progressing
	stop context.CancelFunc // nil: none goes on
	done chan struct{}
}

// BeginImport reads a file and adds its sources in the background, one file at a
// time. Done is closed when it has ended; Importing says how far it is. Stop breaks
// it off, and the same file then goes on where it was.
func (n *Newsroom) BeginImport(by news.User, file io.Reader) (done <-chan struct{}, err error) {
	if err := mayKeepSources(by); err != nil {
		return nil, err
	}
	g := &n.importing
	if err := g.free(); err != nil { // before the file is read
		return nil, err
	}
	read, err := collect.ReadSubscriptions(file)
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return nil, err
	case err != nil:
		return nil, refuse("The file cannot be read as a list of sources: %v.", err)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.stop != nil {
		return nil, g.busy()
	}
	ctx, stop := context.WithCancel(context.Background()) // it outlives the request that began it
	g.last, g.stop, g.done = Progressing{By: by.ID}, stop, make(chan struct{})
	tell := func(i Import) {
		g.mu.Lock()
		defer g.mu.Unlock()
		g.last.Import = i
	}
	ended := g.done
	go func() {
		defer close(ended)
		got, err := n.importAll(ctx, by, read, tell)
		stop()
		g.mu.Lock()
		defer g.mu.Unlock()
		g.last.Import, g.last.Ended, g.stop = got, n.now(), nil
		if err != nil {
			g.last.Why = "It was broken off; the same file goes on where it was."
			n.log.Warn("an import was broken off", "done", got.Done(), "of", got.Total, "error", err)
		}
	}()
	return ended, nil
}

// free refuses an import while another is under way.
func (g *importing) free() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.stop != nil {
		return g.busy()
	}
	return nil
}

func (g *importing) busy() error {
	return refuse("Another import is under way: %d of %d entries are done. Wait until it has ended.", g.last.Done(), g.last.Total)
}

// Importing returns the import that the desk began last; false if there was none
// since the program started.
func (n *Newsroom) Importing() (Progressing, bool) {
	g := &n.importing
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.last, g.done != nil
}

// breakOff ends an import that is under way, and returns when it has ended.
func (g *importing) breakOff() {
	g.mu.Lock()
	stop, done := g.stop, g.done
	g.mu.Unlock()
	if stop != nil {
		stop()
		<-done
	}
}
