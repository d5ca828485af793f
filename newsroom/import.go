package newsroom

import (
	"context"
	"errors"
	"io"
	"sync"

	"dateline/collect"
	"dateline/news"
)

// An Import is how far the sources of a file have come in. The same file may be
// imported again: what is there already is only counted, so that an import that
// was broken off goes on where it was.
type Import struct {
	Total  int // entries of the file
	Added  int
	Known  int // were sources already
	Failed []collect.Refused
}

// Done is how many entries are dealt with.
func (i Import) Done() int { return i.Added + i.Known + len(i.Failed) }

const (
	importedAtOnce = 500 // sources of one transaction
	importAsks     = 8   // sites that are asked at the same time
)

// Import adds the sources that a file names, in any of the forms that
// collect.ReadSubscriptions reads. Feeds are not looked at first: a file of a
// thousand must not wait for each. Of a list of addresses each is asked what it
// is. Tell, which may be nil, is told how far it has come.
func (n *Newsroom) Import(ctx context.Context, by news.User, file io.Reader, tell func(Import)) (Import, error) {
	if err := mayKeepSources(by); err != nil {
		return Import{}, err
	}
	read, err := collect.ReadSubscriptions(file)
	if err != nil {
		return Import{}, refuse("The file cannot be read as a list of sources: %v.", err)
	}
	if tell == nil {
		tell = func(Import) {}
	}
	return n.importAll(ctx, by, read, tell)
}

// importAll adds what was read of a file.
func (n *Newsroom) importAll(ctx context.Context, by news.User, read collect.Subscriptions, tell func(Import)) (Import, error) {
	in := Import{Total: len(read.Sources) + len(read.Sites) + len(read.Refused), Failed: read.Refused}
	tell(in)
	for rest := read.Sources; len(rest) > 0; {
		batch := rest[:min(len(rest), importedAtOnce)]
		rest = rest[len(batch):]
		added, err := n.addSources(ctx, by, batch)
		if err != nil {
			return in, err
		}
		in.Added += len(added)
		in.Known += len(batch) - len(added)
		tell(in)
	}
	return n.importSites(ctx, by, read.Sites, in, tell)
}

// importSites asks addresses what they are, several at a time.
func (n *Newsroom) importSites(ctx context.Context, by news.User, sites []string, in Import, tell func(Import)) (Import, error) {
	known, err := n.db.SourceAddresses(ctx)
	if err != nil {
		return in, err
	}
	var mu sync.Mutex
	var asked sync.WaitGroup
	slots := make(chan struct{}, importAsks)
	var broken error
	for _, site := range sites {
		if known[site] || known[site+"/"] {
			mu.Lock()
			in.Known++
			mu.Unlock()
			continue
		}
		select {
		case slots <- struct{}{}:
		case <-ctx.Done():
		}
		if ctx.Err() != nil {
			break
		}
		asked.Go(func() {
			defer func() { <-slots }()
			a, err := n.AddSource(ctx, by, site, "")
			mu.Lock()
			defer mu.Unlock()
			var refused *Refusal
			switch {
			case ctx.Err() != nil: // broken off, not failed
				return
			case errors.As(err, &refused):
				in.Failed = append(in.Failed, collect.Refused{Entry: site, Why: refused.Sentence})
			case err != nil:
				broken = err
			case len(a.Added) > 0:
				in.Added++
			default:
				in.Known++
			}
			tell(in)
		})
	}
	asked.Wait()
	return in, errors.Join(broken, ctx.Err())
}
