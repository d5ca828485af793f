package newsroom

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"dateline/collect"
	"dateline/deliver"
	"dateline/news"
	"dateline/read"
	"dateline/store"
)

// The kinds of what is due. A key is the identifier of what the work is done on.
const (
	StepLook     = "look"     // a source
	StepPage     = "page"     // an item
	StepRead     = "read"     // a capture
	stepStudy    = "study"    // a site
	StepRecord   = "record"   // a report
	StepMatch    = "match"    // a report
	StepRelease  = "release"  // a dispatch whose embargo ends
	StepEdition  = "edition"  // dispatch/edition, owed to its subscribers
	StepDeliver  = "deliver"  // a delivery
	StepWithdraw = "withdraw" // a delivery that says a dispatch was killed: others never keep it waiting
	stepAgain    = "again"    // an item whose page was fetched: is it still the same?
	stepHub      = "hub"      // a source whose hub is to be asked to tell us
	stepRetain   = "retain"   // the evidence, once a day
	stepCheck    = "check"    // the next part of what is kept: is it still what was written?
	stepFollow   = "follow"   // kind/id of a change that followers are to take up again
)

// gatherLooks is little beside what a fetch takes, and enough for a commit to
// serve many: a commit waits for the disk.
const gatherLooks = 100 * time.Millisecond

// allSteps is the way of a report and of a dispatch. Between read and record
// stands join, which is not a step that is due but follows the change log in
// order (see follow.go), as the search index does.
func (n *Newsroom) allSteps() []*step {
	steps := []*step{
		{kind: StepLook, role: RoleCollect, workers: 40, batch: 256, ready: 128, lease: 10 * time.Minute, tries: 1 << 30, gather: gatherLooks, ahead: n.loadSources, do: n.look},
		{kind: StepPage, role: RoleCollect, workers: 16, batch: 16, lease: 3 * time.Minute, tries: 6, gather: gatherLooks, do: n.page},
		{kind: stepAgain, role: RoleCollect, workers: 8, batch: 32, lease: 3 * time.Minute, tries: 6, gather: gatherLooks, do: n.again},
		{kind: stepHub, role: RoleCollect, workers: 4, batch: 16, lease: 3 * time.Minute, tries: 1 << 30, do: n.hub},
		{kind: StepRead, role: RoleRead, workers: 4, batch: 8, lease: time.Minute, tries: 3, do: n.read},
		{kind: StepRecord, role: RoleRead, workers: 4, batch: 32, lease: time.Minute, tries: 3, do: n.record},
		{kind: StepMatch, role: RoleRead, workers: 4, batch: 32, lease: time.Minute, tries: 3, do: n.match},
		{kind: StepRelease, role: RoleDeliver, workers: 1, batch: 8, lease: time.Minute, tries: 8, do: n.releaseEmbargo},
		{kind: StepEdition, role: RoleDeliver, workers: 1, batch: 4, lease: 5 * time.Minute, tries: 8, do: n.edition},
		{kind: stepRetain, role: RoleCollect, workers: 1, batch: 1, lease: time.Hour, tries: 8, do: n.retain},
		{kind: stepCheck, role: RoleCollect, workers: 1, batch: 1, lease: 5 * time.Minute, tries: 1 << 30, do: n.check},
		{kind: StepDeliver, role: RoleDeliver, workers: 4, batch: 4, lease: 2 * time.Minute, tries: deliver.Tries(false), do: n.deliver, grace: deliverGrace},
		{kind: StepWithdraw, role: RoleDeliver, workers: 4, batch: 4, lease: 2 * time.Minute, tries: deliver.Tries(true), do: n.deliver, grace: deliverGrace},
	}
	steps = append(steps, &step{kind: stepFollow, role: RoleRead, workers: 1, batch: 8, lease: time.Minute, tries: 3, do: n.followAgain})
	for _, s := range steps {
		s.kick = make(chan struct{}, 1)
	}
	// Not woken by each new page, of which most are followed by others at once.
	steps = append(steps, &step{kind: stepStudy, role: RoleRead, workers: 1, batch: 1, lease: 5 * time.Minute, tries: 3, do: n.study, may: n.mayStudy})
	return steps
}

// StepKinds returns the kinds of all steps.
func (n *Newsroom) StepKinds() []string {
	var kinds []string
	for _, s := range n.allSteps() {
		kinds = append(kinds, s.kind)
	}
	return kinds
}

// loadSources loads the sources that are about to be looked at. Whoever changes
// one plans its look anew, so that a look at what it was before is refused.
func (n *Newsroom) loadSources(ctx context.Context, taken []store.Due) error {
	ids := make([]string, len(taken))
	for i, d := range taken {
		ids[i] = d.Key
	}
	rows, err := n.db.SourcesOf(ctx, ids)
	for _, row := range rows {
		n.loaded.Store(row.ID, row)
	}
	return err
}

// loadedSource gives a source that was loaded ahead, or loads it.
func (n *Newsroom) loadedSource(ctx context.Context, id string) (store.SourceRow, error) {
	if row, ok := n.loaded.LoadAndDelete(id); ok {
		return row.(store.SourceRow), nil
	}
	return n.db.Source(ctx, id)
}

// doubtfulAtOnce is how many sources that failed the last time are looked at at
// the same time: many are slow to fail again, and the others must not wait for
// them. One that finds no place comes back after doubtfulWait.
const (
	doubtfulAtOnce = 16
	doubtfulWait   = 15 * time.Second
)

// look asks a source what is new; each new or changed item's page is due at once.
func (n *Newsroom) look(ctx context.Context, d store.Due) (func(*store.Tx) error, error) {
	source, err := n.loadedSource(ctx, d.Key)
	if err != nil {
		return nil, fmt.Errorf("source %s: %w", d.Key, err)
	}
	if source.State != news.SourceActive {
		return func(tx *store.Tx) error { return tx.Done(d) }, nil
	}
	leave, ok := n.place(source)
	if !ok {
		return nil, putOff{n.now().Add(doubtfulWait)}
	}
	defer leave()
	memory := stateOf[collect.Memory](n, "source "+source.ID, source.Memory)
	history := stateOf[collect.History](n, "source "+source.ID, source.History)
	history.SourceID = source.ID
	began := n.steady()
	found, lookErr := n.collector.Look(ctx, source.Source, memory)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if lookErr = n.fetched(began, lookErr); n.faultOf(lookErr) != "" {
		return nil, lookErr
	}
	now, sure := n.now(), n.clock.now()
	ended := store.SourceLook{SourceID: source.ID, At: now, Damaged: found.Feed.Damaged, Name: found.Feed.Title, Site: found.Feed.Site}
	if lookErr != nil {
		ended.Error, ended.Reason, found.Memory = lookErr.Error(), reasonOf(lookErr), memory
		n.log.Info("a look failed", "source", source.Name, "error", lookErr)
	}
	if lookErr != nil || found.NotModified {
		ended.Damaged = source.Damaged // as it was: nothing else was seen
	}
	evidence := n.packLook(&found)
	return func(tx *store.Tx) error {
		for _, packed := range evidence {
			if err := tx.SaveCapture(packed); err != nil {
				return err
			}
		}
		fresh, err := tx.SaveItems(found.Feed.Items, now)
		if err != nil {
			return err
		}
		if err := tx.PlanAll(StepPage, fresh, now); err != nil {
			return err
		}
		if err := n.noteHub(tx, source.Source, found.Feed, now); err != nil {
			return err
		}
		if err := n.moveSource(tx, source.Source, found.MovedTo, now); err != nil {
			return err
		}
		ended.New = len(fresh)
		if history, err = n.told(tx, source, history, ended.New > 0, now); err != nil {
			return err
		}
		// A clock that jumped ahead must not count as time in which the source was silent.
		history = history.After(sure, found, ended.New > 0, lookErr).Noted(sure, source.NextLook, ended.New, lookErr != nil)
		ended.Next = now.Add(collect.NextLook(history, sure).Sub(sure))
		if ended.Memory, err = encodeState(found.Memory); err != nil {
			return err
		}
		if ended.History, err = encodeState(history); err != nil {
			return err
		}
		if err := tx.SaveLook(ended); err != nil {
			return err
		}
		return tx.Later(d, ended.Next)
	}, nil
}

// place takes a place for a look at a source that failed the last time; others,
// and a single run, which waits for all, need none.
func (n *Newsroom) place(s store.SourceRow) (leave func(), ok bool) {
	if s.Failures == 0 || n.once {
		return func() {}, true
	}
	select {
	case n.doubtful <- struct{}{}:
		return func() { <-n.doubtful }, true
	default:
		return nil, false
	}
}

// packLook packs what a look is to keep, and lets go of the bodies: what waits
// for its commit need not hold them twice.
func (n *Newsroom) packLook(found *collect.Look) (evidence []store.PackedCapture) {
	if found.Capture == nil {
		return nil
	}
	for _, c := range append([]news.Capture{*found.Capture}, found.Parts...) {
		packed := n.db.Pack(c)
		packed.Body = nil
		evidence = append(evidence, packed)
	}
	found.Capture, found.Parts = nil, nil
	return evidence
}

// page fetches an item's page and keeps it; what was kept is due to be read.
// A page that cannot be had ends with the reason, which the source's page shows.
func (n *Newsroom) page(ctx context.Context, d store.Due) (func(*store.Tx) error, error) {
	item, err := n.db.Item(ctx, d.Key)
	if err != nil {
		return nil, fmt.Errorf("item %s: %w", d.Key, err)
	}
	began := n.steady()
	capture, err := n.collector.Page(ctx, item.Item)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err = n.fetched(began, err); n.faultOf(err) != "" {
		return nil, err
	}
	if err != nil {
		later, after := mayHelp(err)
		return func(tx *store.Tx) error {
			if err := tx.ItemOutcome(item.ID, err.Error()); err != nil {
				return err
			}
			if later && d.Tries+1 < n.stepOf(StepPage).tries {
				return tx.Failed(d, err.Error(), n.now().Add(max(after, backoff(d.Tries))))
			}
			return errors.Join(tx.PageGivenUp(item.ID), tx.Done(d))
		}, nil
	}
	capture.SourceID, capture.ItemID = item.SourceID, item.ID
	packed := n.db.Pack(capture)
	packed.Body, capture.Body = nil, nil // what waits for its commit need not hold it twice
	return func(tx *store.Tx) error {
		if err := tx.SaveCapture(packed); err != nil {
			return err
		}
		if err := tx.ItemOutcome(item.ID, "ok"); err != nil {
			return err
		}
		if err := tx.Plan(StepRead, packed.ID, n.now()); err != nil {
			return err
		}
		if err := n.planAgain(tx, item.Item, capture); err != nil {
			return err
		}
		return tx.Done(d)
	}, nil
}

// read makes a report of a capture. A report that says something new is in the
// change log, which join follows.
func (n *Newsroom) read(ctx context.Context, d store.Due) (func(*store.Tx) error, error) {
	capture, err := n.db.Capture(ctx, d.Key)
	if err != nil {
		return nil, err
	}
	site := read.Site(capture.URL)
	memory, err := n.memories.of(ctx, n.db, site, n.now())
	if err != nil {
		return nil, err
	}
	said, err := n.db.Corrections(ctx, news.ReportID(capture.URL))
	if err != nil {
		return nil, err
	}
	reading, err := n.readPage(ctx, capture, memory.SiteProfile, said)
	if err != nil {
		// Reading the same bytes again gives the same answer; a person, or a later reader, must look.
		return func(tx *store.Tx) error {
			return errors.Join(tx.ItemOutcome(capture.ItemID, err.Error()), tx.Stuck(d, err.Error()))
		}, nil
	}
	return func(tx *store.Tx) error {
		if err := saveReading(tx, reading, site, capture.FetchedAt, n.now()); err != nil {
			return err
		}
		if err := n.planStudy(tx, site, memory); err != nil {
			return err
		}
		return tx.Done(d)
	}, nil
}

// record takes down what a report says; then it is matched.
func (n *Newsroom) record(ctx context.Context, d store.Due) (func(*store.Tx) error, error) {
	report, err := n.db.Report(ctx, d.Key)
	if err != nil {
		return nil, err
	}
	mark, err := n.db.LastDecision(ctx)
	if err != nil {
		return nil, err
	}
	rec, stale, err := n.recorded(ctx, report)
	if err != nil {
		return nil, err
	}
	return func(tx *store.Tx) error {
		if err := tx.SetStaleFacts(report.ID, stale, n.now()); err != nil {
			return err
		}
		if err := tx.SaveRecord(rec, report.Version); err != nil {
			return err
		}
		if err := tx.Plan(StepMatch, report.ID, n.now()); err != nil {
			return err
		}
		if err := tx.Done(d); err != nil {
			return err
		}
		return n.againIfDecided(tx, mark, report.ID)
	}, nil
}

// againIfDecided has a report recorded once more if the desk decided something while
// it was: its word on a fact, a frame or an actor came too late for it.
func (n *Newsroom) againIfDecided(tx *store.Tx, mark int64, reportID string) error {
	now, err := tx.LastDecision()
	if err != nil || now == mark {
		return err
	}
	return tx.Plan(StepRecord, reportID, n.now())
}

func (n *Newsroom) stepOf(kind string) *step {
	for _, s := range n.steps {
		if s.kind == kind {
			return s
		}
	}
	return nil
}

// encodeState writes a stage's own value for the store, which does not look into it.
func encodeState(v any) (string, error) {
	b, err := json.Marshal(v)
	return string(b), err
}

// decodeState reads what encodeState wrote. Nothing, and what can't be read, is the zero value.
func decodeState[T any](s string) (T, error) {
	var v, none T
	if s == "" {
		return none, nil
	}
	if err := json.Unmarshal([]byte(s), &v); err != nil {
		return none, err
	}
	return v, nil
}

// stateOf is decodeState that begins anew where the state of an older version no
// longer fits, and writes in the log of what.
func stateOf[T any](n *Newsroom, what, s string) T {
	v, err := decodeState[T](s)
	if err != nil {
		n.log.Warn("what was remembered can't be read and begins anew", "of", what, "error", err)
	}
	return v
}
