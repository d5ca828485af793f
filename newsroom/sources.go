package newsroom

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"dateline/collect"
	"dateline/desk"
	"dateline/news"
	"dateline/store"
)

// mayKeepSources says whether a user may add, change and remove sources.
func mayKeepSources(u news.User) error {
	if u.Role == news.Editor || u.Role == news.Administrator || u.ID == desk.Program.ID {
		return nil
	}
	return refuse("Only editors keep sources; ask one of them.")
}

// An Addition is what adding an address came to.
type Addition struct {
	Added  []news.Source // new ones: the best that was found; of a site without feeds, all its lists of reports
	Known  []news.Source // what was found and is a source already
	Brings []news.Item   // what the first of them would bring now
	Others []news.Source // further feeds of the site, which were not added
}

// discoverWithin bounds the search for a site's feeds: it may ask some dozens of
// addresses, and whoever added the site waits for it.
const discoverWithin = time.Minute

// AddSource adds the feed at an address, or the best of those that the site
// there has. It is due for its first look at once.
func (n *Newsroom) AddSource(ctx context.Context, by news.User, address, folder string) (Addition, error) {
	if err := mayKeepSources(by); err != nil {
		return Addition{}, err
	}
	address = strings.TrimSpace(address)
	if address == "" {
		return Addition{}, refuse("Enter the address of a feed or of a site.")
	}
	if !strings.Contains(address, "://") {
		address = "https://" + address
	}
	within, cancel := context.WithTimeout(ctx, discoverWithin)
	defer cancel()
	found, err := n.collector.Discover(within, address)
	if errors.Is(err, context.DeadlineExceeded) || err != nil && within.Err() != nil {
		return Addition{}, refuse("%s answers too slowly to look for a feed there. Enter the address of the feed itself, or try again later.", address)
	}
	if err != nil {
		return Addition{}, refuse("There is no source to be had at %s: %v.", address, err)
	}
	a := Addition{Brings: found[0].Items}
	var chosen []news.Source
	for i, f := range found {
		f.Folder = folder
		if i > 0 && f.Kind != collect.PageList {
			a.Others = append(a.Others, f.Source)
			continue
		}
		chosen = append(chosen, f.Source)
	}
	if a.Added, err = n.addSources(ctx, by, chosen); err != nil {
		return a, err
	}
	for _, s := range chosen {
		if !slices.ContainsFunc(a.Added, func(added news.Source) bool { return added.Feed == s.Feed }) {
			a.Known = append(a.Known, s)
		}
	}
	return a, nil
}

func (n *Newsroom) addSources(ctx context.Context, by news.User, sources []news.Source) (added []news.Source, err error) {
	err = n.db.Write(ctx, "adding sources", func(tx *store.Tx) error {
		added = nil
		for _, s := range sources {
			s.ID, s.State = news.SourceID(s.Feed), news.SourceActive
			if s.Kind == "" {
				s.Kind = news.SourceFeed
			}
			id, fresh, err := tx.AddSource(s, n.now())
			if err != nil {
				return fmt.Errorf("source %s: %w", s.Feed, err)
			}
			if !fresh {
				continue
			}
			s.ID = id
			if err := n.followSource(tx, s, n.now()); err != nil {
				return err
			}
			if err := tx.Plan(StepLook, s.ID, n.now()); err != nil {
				return err
			}
			if err := tx.Decide(by.ID, "source/"+s.ID, "add", s.Feed, n.now()); err != nil {
				return err
			}
			added = append(added, s)
		}
		return nil
	})
	return added, err
}

// ExportOPML writes all sources with their folders.
func (n *Newsroom) ExportOPML(ctx context.Context, w io.Writer) error {
	var all []news.Source
	err := n.EachSource(ctx, "", func(s store.SourceRow) error { all = append(all, s.Source); return nil })
	if err != nil {
		return err
	}
	return collect.WriteOPML(w, all)
}

// EachSource calls do with every source whose name, address or folder has find in it.
func (n *Newsroom) EachSource(ctx context.Context, find string, do func(store.SourceRow) error) error {
	for after := ""; ; {
		page, err := n.db.Sources(ctx, find, news.Paging{After: after, Limit: 200})
		if err != nil {
			return err
		}
		for _, s := range page.Rows {
			if err := do(s); err != nil {
				return err
			}
		}
		if after = page.Next; after == "" {
			return nil
		}
	}
}

// ChangeSource renames a source, moves it to a folder, pauses, resumes or
// removes it. Its reports stay.
func (n *Newsroom) ChangeSource(ctx context.Context, by news.User, s news.Source) error {
	if err := mayKeepSources(by); err != nil {
		return err
	}
	if strings.TrimSpace(s.Name) == "" {
		return refuse("A source needs a name.")
	}
	return n.db.Write(ctx, "changing a source", func(tx *store.Tx) error {
		if err := tx.ChangeSource(s); err != nil {
			return err
		}
		if err := tx.Decide(by.ID, "source/"+s.ID, string(s.State), s.Name, n.now()); err != nil {
			return err
		}
		if err := n.followSource(tx, s, n.now()); err != nil {
			return err
		}
		if s.State == news.SourceActive {
			return tx.Plan(StepLook, s.ID, n.now())
		}
		return tx.Unplan(StepLook, s.ID)
	})
}

// moveSource gives a source the address to which its own has led for good. Where
// that is another source already, this one is paused: the two would bring the same.
func (n *Newsroom) moveSource(tx *store.Tx, s news.Source, to string, now time.Time) error {
	if to == "" || to == s.Feed {
		return nil
	}
	moved, err := tx.MoveSource(s.ID, to)
	if err != nil {
		return err
	}
	if moved {
		return tx.Decide(desk.Program.ID, "source/"+s.ID, "move", "the feed moved for good, from "+s.Feed+" to "+to, now)
	}
	s.State = news.SourcePaused
	if err := tx.ChangeSource(s); err != nil {
		return err
	}
	if err := n.followSource(tx, s, now); err != nil {
		return err
	}
	return tx.Decide(desk.Program.ID, "source/"+s.ID, string(s.State), "the feed moved for good to "+to+", which is a source already", now)
}

// LookNow makes a source due at once.
func (n *Newsroom) LookNow(ctx context.Context, by news.User, sourceID string) error {
	if err := mayKeepSources(by); err != nil {
		return err
	}
	s, err := n.db.Source(ctx, sourceID)
	if err != nil {
		return err
	}
	if s.State != news.SourceActive {
		return refuse("%s is paused; resume it first.", s.Name)
	}
	return n.db.Write(ctx, "looking now", func(tx *store.Tx) error { return tx.Plan(StepLook, sourceID, n.now()) })
}

// Retry tries again what needed a person.
func (n *Newsroom) Retry(ctx context.Context, by news.User, kind, key string) error {
	if err := mayKeepSources(by); err != nil {
		return err
	}
	return n.db.Write(ctx, "trying again", func(tx *store.Tx) error {
		if err := tx.Decide(by.ID, kind+"/"+key, "try again", "", n.now()); err != nil {
			return err
		}
		if kind == StepDeliver || kind == StepWithdraw {
			return n.sendAgain(tx, key)
		}
		return tx.Retry(kind, key, n.now())
	})
}
