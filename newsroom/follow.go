package newsroom

import (
	"context"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"dateline/join"
	"dateline/match"
	"dateline/news"
	"dateline/read"
	"dateline/store"
)

// A follower works through the change log in order. Its mark moves in the
// transaction of its output: a crash repeats, never skips; moving the mark back
// does all again.
type follower struct {
	name  string
	batch int
	// do works on changes and gives what writes their outcome.
	do   func(ctx context.Context, changes []store.Change) (func(*store.Tx) error, error)
	fail func() // the outcome could not be written: what do remembered is wrong
	// rest, if there is one, does what is done when all changes are worked
	// through, and says how long nothing more of it will be due.
	rest func(ctx context.Context) (time.Duration, error)
	kick chan struct{}
}

// The names of the marks that followers move.
const (
	followJoin   = "join"
	followIndex  = "index"
	followSettle = "settle" // how far join had come when stories were last settled
)

func (n *Newsroom) allFollowers() []*follower {
	return []*follower{
		{name: followJoin, batch: 64, do: n.join, fail: n.joiner.forget, rest: n.settle, kick: make(chan struct{}, 1)},
		{name: followIndex, batch: 256, do: n.index, fail: func() {}, rest: n.tendSearch, kick: make(chan struct{}, 1)},
		{name: followStale, batch: 256, do: n.stale, fail: func() {}, kick: make(chan struct{}, 1)},
	}
}

// follow works until ctx ends.
func (n *Newsroom) follow(ctx context.Context, f *follower) {
	wait := time.Duration(0)
	for ctx.Err() == nil {
		n.untilSpace(ctx)
		worked, err := n.followOnce(ctx, f)
		rest := time.Minute
		if err == nil && !worked && f.rest != nil {
			if rest, err = f.rest(ctx); err != nil {
				f.fail()
			}
		}
		switch {
		case err != nil && ctx.Err() == nil:
			n.notFollowed(f, err)
			wait = min(max(2*wait, time.Second), time.Minute)
		case worked:
			wait = 0
			continue
		default:
			wait = rest
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
		case <-f.kick:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// notFollowed says that changes could not be worked on and will be again.
func (n *Newsroom) notFollowed(f *follower, err error) {
	fault := n.faultOf(err)
	if fault == "" {
		n.log.Error("following the change log", "follower", f.name, "error", err)
		return
	}
	if _, first := n.faults.met(fault, n.steady()); first {
		n.log.Warn("a fault of the environment; the work waits", "fault", fault, "follower", f.name, "error", err)
	}
	n.lookAtSpace()
}

// followOnce works on the next changes. Where they cannot be worked on together
// they are taken one by one, and one that cannot be worked on at all is left to
// a person: nothing behind it has to wait.
func (n *Newsroom) followOnce(ctx context.Context, f *follower) (worked bool, err error) {
	mark, err := n.db.Mark(ctx, f.name)
	if err != nil {
		return false, err
	}
	changes, err := n.db.Changes(ctx, mark, f.batch)
	if err != nil || len(changes) == 0 {
		return false, err
	}
	cause := n.followChanges(ctx, f, changes)
	if cause == nil {
		return true, nil
	}
	if n.faultOf(cause) != "" {
		return false, cause
	}
	for _, c := range changes {
		if ctx.Err() != nil {
			return true, ctx.Err()
		}
		cause := n.followChanges(ctx, f, []store.Change{c})
		if cause == nil {
			continue
		}
		if n.faultOf(cause) != "" {
			return true, cause
		}
		n.log.Warn("needs a person", "follower", f.name, "change", c.Kind+"/"+c.ID, "error", cause)
		err := n.db.Write(ctx, f.name, func(tx *store.Tx) error {
			if err := tx.PlanStuck(stepFollow, c.Kind+"/"+c.ID, f.name+": "+cause.Error(), n.now()); err != nil {
				return err
			}
			return tx.MoveMark(f.name, c.Seq)
		})
		if err != nil {
			return true, err // the store itself fails: wait and begin again here
		}
	}
	return true, nil
}

// followChanges works on changes and moves the mark past them.
func (n *Newsroom) followChanges(ctx context.Context, f *follower, changes []store.Change) (err error) {
	defer func() {
		if p := recover(); p != nil {
			n.log.Error("panic", "follower", f.name, "panic", p, "stack", string(debug.Stack()))
			err = fmt.Errorf("the program failed on it (%v)", p)
		}
		if err != nil {
			f.fail()
		}
	}()
	write, err := f.do(ctx, changes)
	if err != nil {
		return err
	}
	return n.db.Write(ctx, f.name, func(tx *store.Tx) error {
		if err := write(tx); err != nil {
			return err
		}
		return tx.MoveMark(f.name, changes[len(changes)-1].Seq)
	})
}

// followAgain puts a change that a person was needed for into the log once more.
func (n *Newsroom) followAgain(_ context.Context, d store.Due) (func(*store.Tx) error, error) {
	kind, id, ok := strings.Cut(d.Key, "/")
	if !ok {
		return nil, fmt.Errorf("%q names no change", d.Key)
	}
	return func(tx *store.Tx) error {
		if err := tx.Changed(kind, id, n.now()); err != nil {
			return err
		}
		return tx.Done(d)
	}, nil
}

// joinWindow is how far back a restart tells the join stage what it knew.
const joinWindow = 30 * 24 * time.Hour

// textsAtOnce is how many texts are loaded together, so that few wait in memory.
const textsAtOnce = 100

// idsOf returns the identifiers of reports.
func idsOf(rows []store.ReportRow) []string {
	ids := make([]string, len(rows))
	for i, row := range rows {
		ids[i] = row.ID
	}
	return ids
}

// joining is the join stage with what it remembers; nil joiner: to be told again.
type joining struct {
	n        *Newsroom
	joiner   *join.Joiner
	changed  bool          // there may be something to settle
	mayRest  time.Duration // by the steady clock: all is not settled again before that,
	mayFresh time.Duration // and what is new not before that
}

func newJoining(n *Newsroom) *joining { return &joining{n: n} }

func (j *joining) forget() { j.joiner = nil }

// remembered gives the joiner, told all that was decided if it is new.
func (j *joining) remembered(ctx context.Context) (*join.Joiner, error) {
	if j.joiner != nil {
		return j.joiner, nil
	}
	rows, err := j.n.db.JoinedSince(ctx, j.n.clock.now().Add(-joinWindow))
	if err != nil {
		return nil, fmt.Errorf("remembering what was joined: %w", err)
	}
	joiner := join.New(join.Options{})
	for some := range slices.Chunk(rows, textsAtOnce) {
		texts, err := j.n.db.ReportTexts(ctx, idsOf(some))
		if err != nil {
			return nil, fmt.Errorf("remembering what was joined: %w", err)
		}
		for _, row := range some {
			report, known := texts[row.ID]
			if !known {
				return nil, fmt.Errorf("remembering what was joined: report %s: %w", row.ID, ErrNotFound)
			}
			link := row.Link
			link.ReportID, link.StoryID, link.DuplicateOf = row.ID, row.StoryID, row.DuplicateOf
			joiner.Restore(report, link)
		}
	}
	j.joiner, j.changed = joiner, true
	return joiner, nil
}

// join puts each new or changed report into a story; then it is recorded.
func (n *Newsroom) join(ctx context.Context, changes []store.Change) (func(*store.Tx) error, error) {
	joiner, err := n.joiner.remembered(ctx)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, c := range changes {
		if c.Kind == "report" && !slices.Contains(ids, c.ID) {
			ids = append(ids, c.ID)
		}
	}
	texts, err := n.db.ReportTexts(ctx, ids)
	if err != nil {
		return nil, err
	}
	rows, err := n.db.ReportRows(ctx, ids)
	if err != nil {
		return nil, err
	}
	var links []news.Link
	seen := map[string]string{} // those that tell of something, and their sites
	for _, c := range changes {
		if c.Kind == store.BoundChange {
			if err := n.bind(ctx, joiner, c.ID); err != nil {
				return nil, err
			}
		}
		if _, again := seen[c.ID]; c.Kind != "report" || again {
			continue
		}
		report, known := texts[c.ID]
		if !known {
			return nil, fmt.Errorf("report %s: %w", c.ID, ErrNotFound)
		}
		if report.Kind != news.KindArticle {
			continue // a page without a story is kept, but tells of no happening
		}
		seen[c.ID] = read.Site(report.URL)
		n.joiner.changed = true
		row := rows[c.ID]
		if row.Link.Bound { // a person's word holds, also where it is not remembered
			joiner.Restore(report, row.Link)
			continue
		}
		link := joiner.Add(report)
		if link.StoryID == row.StoryID && (row.Link.New || len(row.Link.Because) > 0) {
			link.New, link.Because = row.Link.New, row.Link.Because // a later version stands there for the reasons of the first
		}
		links = append(links, link)
	}
	memories := map[string]siteMemory{}
	for _, site := range seen {
		if memories[site], err = n.memories.of(ctx, n.db, site, n.now()); err != nil {
			return nil, err
		}
	}
	now := n.now()
	return func(tx *store.Tx) error {
		for _, l := range links {
			if err := tx.SaveLink(l, now); err != nil {
				return err
			}
		}
		for id, site := range seen {
			if err := n.planRecord(tx, id, site, memories[site]); err != nil {
				return err
			}
		}
		return nil
	}, nil
}

func saveMerges(tx *store.Tx, merges []join.Merge, now time.Time) error {
	for _, m := range merges {
		if err := tx.MergeStories(m.Kept, m.Gone, now); err != nil {
			return err
		}
	}
	return nil
}

// match checks a report against every alert; those that fire for the first time
// are owed to their owners.
func (n *Newsroom) match(ctx context.Context, d store.Due) (func(*store.Tx) error, error) {
	report, err := n.db.Report(ctx, d.Key)
	if err != nil {
		return nil, err
	}
	actors, err := n.actors(ctx, report.ID)
	if err != nil {
		return nil, err
	}
	fired := n.alerts.Match(match.Analyze(report, actors))
	notices, err := n.alertNotices(ctx, fired, report)
	if err != nil {
		return nil, err
	}
	changes, err := n.changeNotices(ctx, report)
	if err != nil {
		return nil, err
	}
	return func(tx *store.Tx) error {
		for _, notice := range changes {
			if err := owe(tx, *notice.delivery, notice.message, n.now()); err != nil {
				return err
			}
		}
		for _, notice := range notices {
			first, err := tx.Hit(notice.alertID, report.ID, n.now())
			if err != nil {
				return err
			}
			if first && notice.delivery != nil {
				if err := owe(tx, *notice.delivery, notice.message, n.now()); err != nil {
					return err
				}
			}
		}
		return tx.Done(d)
	}, nil
}

// actors gives the names that a report's facts speak of, without what the desk rejected.
func (n *Newsroom) actors(ctx context.Context, reportID string) ([]string, error) {
	facts, err := n.db.ReportFacts(ctx, reportID)
	if err != nil {
		return nil, err
	}
	var names []string
	add := func(as ...news.Actor) {
		for _, a := range as {
			names = append(names, a.Text, a.Name)
		}
	}
	for _, f := range facts {
		if f.State == news.FactRejected {
			continue
		}
		add(f.Source...)
		add(f.Target...)
		if f.Speaker != nil {
			add(*f.Speaker)
		}
		if f.Agreement != nil {
			add(f.Agreement.Parties...)
		}
	}
	return names, nil
}

// How the search index is tended while nothing waits: so much at once that whoever
// writes waits for it unnoticed, with as long a pause that they come before it.
const (
	mergePages = 250
	foldBatch  = 64 // reports, whose words are analysed anew
	tendPause  = 100 * time.Millisecond
)

// tendSearch does a little of what makes searching faster, if that is worth while.
func (n *Newsroom) tendSearch(ctx context.Context) (time.Duration, error) {
	worth, err := n.db.SearchUnmerged(ctx)
	if err != nil {
		return 0, err
	}
	if worth {
		return tendPause, n.db.Write(ctx, "merging the search index", func(tx *store.Tx) error { return tx.MergeSearch(mergePages) })
	}
	ids, last, err := n.db.Unfolded(ctx, foldBatch)
	if err != nil || len(ids) == 0 {
		return time.Minute, err
	}
	texts, err := n.db.ReportTexts(ctx, ids)
	if err != nil {
		return 0, err
	}
	var folded []string
	for _, r := range texts {
		folded = append(folded, match.Analyze(r, nil).Row().Folded...)
	}
	slices.Sort(folded) // so that the same work writes the same
	return tendPause, n.db.Write(ctx, "folding", func(tx *store.Tx) error { return tx.SaveFolded(slices.Compact(folded), last) })
}

// index makes what changed findable, many rows a transaction, behind the work itself.
func (n *Newsroom) index(ctx context.Context, changes []store.Change) (func(*store.Tx) error, error) {
	reports, dispatches := map[string]store.SearchRow{}, map[string]store.SearchRow{}
	var gone []string
	for _, c := range changes {
		switch c.Kind {
		case "record":
			report, err := n.db.Report(ctx, c.ID)
			if err != nil {
				return nil, err
			}
			actors, err := n.actors(ctx, c.ID)
			if err != nil {
				return nil, err
			}
			reports[c.ID] = searchRow(c.ID, match.Analyze(report, actors))
		case "dispatch":
			d, err := n.db.Dispatch(ctx, c.ID)
			if err != nil {
				return nil, err
			}
			if d.State != news.Published {
				gone = append(gone, c.ID)
				delete(dispatches, c.ID)
				continue
			}
			dispatches[c.ID] = searchRow(c.ID, match.Analyze(n.asReport(d.Dispatch), nil))
		}
	}
	return func(tx *store.Tx) error {
		if err := tx.IndexReports(inOrder(reports)); err != nil {
			return err
		}
		for _, id := range gone {
			if err := tx.UnindexDispatch(id); err != nil {
				return err
			}
		}
		return tx.IndexDispatches(inOrder(dispatches))
	}, nil
}
