package newsroom

import (
	"context"
	"errors"
	"slices"
	"sync"

	"dateline/news"
	"dateline/store"
)

// Cited says whether readers are shown something that stands on exactly this
// place of a report: a released dispatch, or a fact.
func (n *Newsroom) Cited(ctx context.Context, reportID string, version, start, end int) (bool, error) {
	at := place{version, start, end}
	facts, err := n.Store.ReportFacts(ctx, reportID)
	if err != nil {
		return false, err
	}
	for _, f := range facts {
		if n.ShowsFact(f.Fact) && slices.Contains(placesOf(f.Fact), at) {
			return true, nil
		}
	}
	return n.cited.has(ctx, n.Store, reportID, at)
}

// A place is a part of a version of a report, in code points.
type place struct{ version, start, end int }

// placesOf gives every place that a fact stands on.
func placesOf(f news.Fact) (out []place) {
	version := 0
	for _, c := range f.Citations {
		version = c.Version
		out = append(out, place{c.Version, c.Start, c.End})
	}
	if f.Agreement == nil {
		return out
	}
	add := func(c *news.Citation) {
		if c != nil {
			out = append(out, place{version, c.Start, c.End}) // an agreement is told by one version
		}
	}
	for _, m := range f.Agreement.Milestones {
		add(m.Citation)
	}
	for _, p := range f.Agreement.Provisions {
		add(p.Citation)
	}
	for _, r := range f.Agreement.Relations {
		add(r.Citation)
	}
	return out
}

// citedPlaces are the places that released dispatches cite. They are gathered
// when they are first asked for, and then follow the change log.
type citedPlaces struct {
	mu   sync.Mutex
	all  map[string]map[string][]place // by report, by dispatch; nil: not gathered yet
	mark int64
}

func (c *citedPlaces) has(ctx context.Context, db *store.DB, reportID string, at place) (bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.gather(ctx, db); err != nil {
		return false, err
	}
	for _, places := range c.all[reportID] {
		if slices.Contains(places, at) {
			return true, nil
		}
	}
	return false, nil
}

// citing gives the published dispatches that cite a report.
func (c *citedPlaces) citing(ctx context.Context, db *store.DB, reportID string) (ids []string, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.gather(ctx, db); err != nil {
		return nil, err
	}
	for id := range c.all[reportID] {
		ids = append(ids, id)
	}
	return ids, nil
}

func (c *citedPlaces) gather(ctx context.Context, db *store.DB) error {
	if c.all == nil {
		return c.begin(ctx, db)
	}
	for {
		changes, err := db.Changes(ctx, c.mark, 1000)
		if err != nil {
			return err
		}
		for _, change := range changes {
			if change.Kind == "dispatch" {
				d, err := db.Dispatch(ctx, change.ID)
				if err != nil && !errors.Is(err, ErrNotFound) {
					return err
				}
				c.forget(change.ID)
				c.learn(d.Dispatch)
			}
			c.mark = change.Seq
		}
		if len(changes) == 0 {
			return nil
		}
	}
}

// begin reads all that was released. The mark is taken before, so that what
// changes meanwhile is looked at again.
func (c *citedPlaces) begin(ctx context.Context, db *store.DB) error {
	mark, err := db.LastChange(ctx)
	if err != nil {
		return err
	}
	all := citedPlaces{all: map[string]map[string][]place{}}
	p := news.Paging{Limit: 200}
	for {
		rows, err := db.Released(ctx, store.DispatchFilter{}, p)
		if err != nil {
			return err
		}
		for _, row := range rows.Rows {
			all.learn(row.Dispatch)
		}
		if rows.Next == "" {
			break
		}
		p.After = rows.Next
	}
	c.all, c.mark = all.all, mark
	return nil
}

func (c *citedPlaces) learn(d news.Dispatch) {
	if d.State != news.Published {
		return
	}
	for _, cited := range d.Citations {
		if c.all[cited.ReportID] == nil {
			c.all[cited.ReportID] = map[string][]place{}
		}
		c.all[cited.ReportID][d.ID] = append(c.all[cited.ReportID][d.ID], place{cited.Version, cited.Start, cited.End})
	}
}

func (c *citedPlaces) forget(dispatchID string) {
	for report, dispatches := range c.all {
		delete(dispatches, dispatchID)
		if len(dispatches) == 0 {
			delete(c.all, report)
		}
	}
}
