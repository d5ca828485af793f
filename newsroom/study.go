package newsroom

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"time"

	"dateline/news"
	"dateline/read"
	"dateline/store"
)

// A site is studied: the memory of it is made anew from what its pages left, in
// an order that does not depend on their arrival, and those of which it says
// something else than before are read again. So the same captures end in the
// same reports. It waits for a moment in which no page waits to be read.
const (
	studyPages = 200             // the newest of a site, of which its memory is made
	studyFrom  = 3               // pages: fewer teach nothing
	youngSite  = 40              // pages: below, each new page makes the site be studied
	studyEvery = 24 * time.Hour  // at most, from then on
	studyPause = 5 * time.Second // after a page, in which others may follow
	studyWait  = 2 * time.Minute // for a quiet moment, at most; facts and alerts wait for it
)

// siteMemories are memories of sites as they were last kept, some of them at hand.
type siteMemories struct {
	mu  sync.Mutex
	all map[string]siteMemory
}

type siteMemory struct {
	*read.SiteProfile // not to be changed
	pages             int
	studiedAt         time.Time
	loadedAt          time.Time
}

// memoriesAtHand bounds how many are decoded at the same time, of some 200 KB each.
const memoriesAtHand = 64

// memoryAge is how long a memory at hand is believed: one that was read just before
// a study was written may be of before it.
const memoryAge = time.Minute

// of gives what is remembered of a site.
func (s *siteMemories) of(ctx context.Context, db *store.DB, site string, now time.Time) (siteMemory, error) {
	s.mu.Lock()
	m, ok := s.all[site]
	s.mu.Unlock()
	if ok && now.Sub(m.loadedAt) < memoryAge || site == "" {
		return m, nil
	}
	kept, err := db.SiteMemory(ctx, site)
	if err != nil {
		return m, err
	}
	m = siteMemory{&read.SiteProfile{}, kept.Pages, kept.StudiedAt, now}
	if len(kept.Memory) > 0 && json.Unmarshal(kept.Memory, m.SiteProfile) != nil {
		m.SiteProfile = &read.SiteProfile{} // of an older version: the next study makes it anew
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.all == nil {
		s.all = map[string]siteMemory{}
	}
	for other := range s.all {
		if len(s.all) < memoriesAtHand {
			break
		}
		delete(s.all, other)
	}
	s.all[site] = m
	return m, nil
}

func (s *siteMemories) forget(site string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.all, site)
}

// readPage reads a capture with what is remembered of its site, and makes the
// report whole by what else is known of it.
func (n *Newsroom) readPage(ctx context.Context, c news.Capture, m *read.SiteProfile, said []store.Correction) (read.Recollection, error) {
	item, err := n.db.Item(ctx, c.ItemID)
	known := err == nil
	if err != nil && !errors.Is(err, ErrNotFound) { // a capture need not come from a feed
		return read.Recollection{}, err
	}
	r, err := m.Recall(pageOf(c), item.Item, corrections(said)...)
	if err != nil {
		return r, err
	}
	if known {
		r.Report = read.Complete(r.Report, item.Item)
	}
	source, err := n.db.Source(ctx, c.SourceID)
	if err != nil && !errors.Is(err, ErrNotFound) { // nor need its source be kept
		return read.Recollection{}, err
	}
	if r.Report.Outlet == "" {
		r.Report.Outlet = source.Name
	}
	// The address that was asked for, not the one that the page claims: pages
	// that claim each other's address would else overwrite each other.
	r.Report.ID, r.Report.URL = news.ReportID(c.URL), c.URL
	r.Report.SourceID, r.Report.CaptureID, r.Report.Reader = c.SourceID, c.ID, read.Version
	return r, nil
}

func pageOf(c news.Capture) read.Page {
	return read.Page{URL: c.FinalURL, ContentType: c.ContentType, Body: c.Body}
}

func corrections(said []store.Correction) (out []read.Correction) {
	for _, c := range said {
		out = append(out, read.Correction{Text: c.Text, Role: c.Role})
	}
	return out
}

// saveReading keeps a report and what its page left.
func saveReading(tx *store.Tx, r read.Recollection, site string, at time.Time, now time.Time) error {
	if _, _, err := tx.SaveReport(r.Report, now); err != nil || site == "" {
		return err
	}
	trace, err := r.Profile.MarshalBinary()
	if err != nil {
		return err
	}
	return tx.SaveTrace(store.PageTrace{ReportID: r.Report.ID, Site: site, CaptureID: r.Report.CaptureID, At: at, Trace: trace, Advice: r.Hints.Key()})
}

// planStudy makes a site due to be studied because of a new page.
func (n *Newsroom) planStudy(tx *store.Tx, site string, m siteMemory) error {
	switch {
	case site == "":
		return nil
	case m.pages < youngSite:
		return tx.Plan(stepStudy, site, n.now().Add(studyPause))
	default:
		return tx.PlanIfNone(stepStudy, site, m.studiedAt.Add(studyEvery))
	}
}

// planRecord makes a report due to be recorded: at once, or, while little is
// known of its site, as soon as that was studied, so that no fact stands on, and
// nobody is alarmed by, what the site says on every page.
func (n *Newsroom) planRecord(tx *store.Tx, reportID, site string, m siteMemory) error {
	at := n.now()
	if site != "" && m.pages < youngSite {
		study, err := tx.Due(stepStudy, site)
		if err != nil {
			return err
		}
		if !study.IsZero() {
			at = at.Add(studyWait)
		}
	}
	return tx.Plan(StepRecord, reportID, at)
}

// mayStudy says whether now is a moment for it.
func (n *Newsroom) mayStudy(ctx context.Context) (bool, error) {
	first, err := n.db.NextDue(ctx, stepStudy)
	if err != nil || first.IsZero() || first.After(n.until(stepStudy)) {
		return false, err
	}
	if n.now().Sub(first) > studyWait {
		return true, nil
	}
	return n.noneOf(ctx, StepLook, StepPage, StepRead)
}

// A siteStudy is a site's memory as its pages make it now.
type siteStudy struct {
	memory *read.SiteProfile
	pages  []studiedPage
	stale  []string // captures whose traces an older reader left
}

type studiedPage struct {
	store.PageTrace
	trace read.PageProfile
	said  []store.Correction
}

// advice is what the memory says of the page now.
func (s siteStudy) advice(p studiedPage) string {
	return s.memory.HintsFor(p.trace, corrections(p.said)...).Key()
}

// learn makes the memory of a site's pages. The desk may be heard with words
// that it did not say yet.
func (n *Newsroom) learn(ctx context.Context, site string, also ...store.Correction) (siteStudy, error) {
	s := siteStudy{memory: &read.SiteProfile{}}
	traces, err := n.db.Traces(ctx, site, studyPages)
	if err != nil {
		return s, err
	}
	said, err := n.db.SiteCorrections(ctx, site)
	if err != nil {
		return s, err
	}
	for _, c := range also {
		said[c.ReportID] = append(said[c.ReportID], c)
	}
	for _, t := range traces {
		p := studiedPage{PageTrace: t, said: said[t.ReportID]}
		if err := p.trace.UnmarshalBinary(t.Trace); err != nil {
			s.stale = append(s.stale, t.CaptureID)
			continue
		}
		s.pages = append(s.pages, p)
	}
	if len(s.pages) >= studyFrom || len(said) > 0 {
		for _, p := range s.pages {
			s.memory.Learn(p.trace, corrections(p.said)...)
		}
	}
	return s, nil
}

// study makes a site's memory anew and reads those of its pages again of which
// it now says something else.
func (n *Newsroom) study(ctx context.Context, d store.Due) (func(*store.Tx) error, error) {
	site := d.Key
	began := n.now()
	s, err := n.learn(ctx, site)
	if err != nil {
		return nil, err
	}
	type reread struct {
		read.Recollection
		at time.Time
	}
	var again []reread
	for _, p := range s.pages {
		if s.advice(p) == p.Advice {
			continue
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		c, err := n.db.Capture(ctx, p.CaptureID)
		var r read.Recollection
		if err == nil {
			r, err = n.readPage(ctx, c, s.memory, p.said)
		}
		if n.faultOf(err) != "" {
			return nil, err
		}
		if err != nil { // the others need not wait for it: it stays as it was read
			n.log.Warn("a page could not be read again", "site", site, "report", p.ReportID, "error", err)
			continue
		}
		again = append(again, reread{r, c.FetchedAt})
	}
	memory, err := json.Marshal(s.memory)
	if err != nil {
		return nil, err
	}
	n.log.Debug("studied", "site", site, "pages", len(s.pages), "reread", len(again))
	return func(tx *store.Tx) error {
		defer n.memories.forget(site) // whatever comes of it: what is kept is read anew
		for _, r := range again {
			if err := saveReading(tx, r.Recollection, site, r.at, n.now()); err != nil {
				return err
			}
		}
		for _, capture := range s.stale {
			if err := tx.Plan(StepRead, capture, n.now()); err != nil {
				return err
			}
		}
		if err := tx.SaveSiteMemory(site, store.SiteMemory{Memory: memory, Pages: len(s.pages), StudiedAt: began}); err != nil {
			return err
		}
		for _, p := range s.pages {
			if err := tx.Hasten(StepRecord, p.ReportID, n.now()); err != nil {
				return err
			}
		}
		if err := tx.ForgetTraces(site, studyPages); err != nil {
			return err
		}
		return tx.Done(d)
	}, nil
}
