package newsroom

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"dateline/desk"
	"dateline/join"
	"dateline/news"
	"dateline/store"
)

// What stories leave to find which of them follow from one another, and for how
// long and of how many of them it is kept. Matters that lie further back stay as
// they are.
const (
	mattersDays    = 200 * 24 * time.Hour
	mattersStories = 20_000
	outlinesAtOnce = 50
)

// Matters are brought up to date when nothing waits to be joined and settled, and
// take a twentieth of the time at most.
const (
	mattersShare = 20
	mattersWait  = time.Second // before it asks again whether there is something to do
	mattersTries = 4           // where somebody waits for the end, until they are given up
)

// tendMatters keeps matters up to date until ctx ends. What is to be done stands
// in the store, so a crash loses nothing; what comes out follows from the stories
// alone, whenever it is done.
func (n *Newsroom) tendMatters(ctx context.Context) {
	wait, failed := time.Duration(0), 0
	for ctx.Err() == nil {
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
		case <-timer.C:
		}
		timer.Stop()
		n.untilSpace(ctx)
		began := n.steady()
		worked, err := n.tendMattersOnce(ctx)
		if failed++; err == nil {
			failed = 0
		}
		quiet := false
		if err == nil && worked && !n.once {
			quiet, err = n.mattersMayBegin(ctx)
		}
		switch {
		case err != nil && ctx.Err() == nil && n.once && failed >= mattersTries:
			n.matters.gaveUp.Store(&err)
			return
		case err != nil && ctx.Err() == nil && n.once:
			wait = 50 * time.Millisecond << failed
		case err != nil && ctx.Err() == nil:
			n.log.Error("bringing matters up to date", "error", err)
			wait = time.Minute
		case quiet:
			wait = 0 // nothing else is to be done
		case worked && !n.once:
			wait = max(mattersShare*(n.steady()-began), mattersWait)
		case n.once:
			wait = 20 * time.Millisecond // somebody waits for the end
		default:
			wait = mattersWait
		}
	}
}

// outliner is the setting that says with which version outlines were made.
const outliner = "outliner"

// renewOutlines has all outlines made anew if today's cannot be compared with them.
func (n *Newsroom) renewOutlines(ctx context.Context) error {
	with, err := n.db.Setting(ctx, outliner)
	if err != nil || with == join.OutlineVersion {
		return err
	}
	return n.db.Write(ctx, "having outlines made anew", func(tx *store.Tx) error {
		if err := tx.OutdateOutlines(); err != nil {
			return err
		}
		return tx.SaveSetting(outliner, join.OutlineVersion)
	})
}

// tendMattersOnce makes the outlines that are outdated, some of them, or the
// matters when none is.
func (n *Newsroom) tendMattersOnce(ctx context.Context) (worked bool, err error) {
	some, err := n.db.MattersOutdated(ctx)
	if err != nil || !some {
		return false, err
	}
	if n.once { // everything is settled first, so that nothing is done twice
		quiet, err := n.mattersMayBegin(ctx)
		if err != nil || !quiet {
			return false, err
		}
	}
	outdated, err := n.db.OutdatedOutlines(ctx, outlinesAtOnce)
	if err != nil {
		return false, err
	}
	if len(outdated) > 0 {
		return true, n.makeOutlines(ctx, outdated)
	}
	return true, n.makeMatters(ctx, nil)
}

// mattersMayBegin says that what is there is settled and recorded.
func (n *Newsroom) mattersMayBegin(ctx context.Context) (bool, error) {
	quiet, err := n.noneOf(ctx, StepLook, StepPage, StepRead, stepStudy, StepRecord)
	if err != nil || !quiet {
		return false, err
	}
	settled, err := n.db.Mark(ctx, followSettle)
	if err != nil {
		return false, err
	}
	joined, err := n.db.Mark(ctx, followJoin)
	return settled >= joined, err
}

func (n *Newsroom) makeOutlines(ctx context.Context, outdated []store.OutlineTurn) error {
	type made struct {
		outline string
		last    time.Time
	}
	all := make([]made, len(outdated))
	for i, o := range outdated {
		texts, err := n.storyReports(ctx, o.StoryID)
		if err != nil {
			return err
		}
		if len(texts) == 0 {
			continue
		}
		titles, err := n.instruments(ctx, o.StoryID)
		if err != nil {
			return err
		}
		outline, err := guarded(func() join.Outline { return join.Outlined(o.StoryID, texts, titles) })
		if err != nil { // it then follows from nothing, but the others go on
			n.log.Error("outlining a story", "story", o.StoryID, "error", err)
			outline = join.Outline{StoryID: o.StoryID}
		}
		packed, err := json.Marshal(outline)
		if err != nil {
			return err
		}
		all[i] = made{string(packed), outline.Last}
	}
	return n.db.Write(ctx, "outlining stories", func(tx *store.Tx) error {
		for i, o := range outdated {
			if err := tx.SaveOutline(o, all[i].outline, all[i].last); err != nil {
				return err
			}
		}
		return nil
	})
}

// instruments gives the titles of the agreements that were recorded of a story.
func (n *Newsroom) instruments(ctx context.Context, storyID string) (titles []string, err error) {
	facts, err := n.db.StoryFacts(ctx, storyID)
	if err != nil {
		return nil, err
	}
	for _, f := range facts {
		if f.Agreement != nil && len(strings.Fields(f.Agreement.Title)) > 2 { // "the treaty" is any
			titles = append(titles, f.Agreement.Title)
		}
	}
	return titles, nil
}

// guarded keeps a panic in a stage from taking the newsroom down.
func guarded[T any](do func() T) (out T, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the program failed on it (%v)\n%s", p, debug.Stack())
		}
	}()
	return do(), nil
}

// makingMatters lets one after the other make matters.
type makingMatters struct {
	sync.Mutex
	gaveUp atomic.Pointer[error] // why matters cannot be made, when somebody waited for the end
}

// failed says why matters cannot be made; nil: nobody waited for it in vain.
func (m *makingMatters) failed() error {
	if err := m.gaveUp.Load(); err != nil {
		return *err
	}
	return nil
}

// makeMatters makes the matters of all stories anew and writes what is different,
// together with what a person said, if anything.
func (n *Newsroom) makeMatters(ctx context.Context, order func(*store.Tx) error) error {
	n.matters.Lock()
	defer n.matters.Unlock()
	if order == nil {
		return n.makeThem(ctx)
	}
	if err := n.db.Write(ctx, "what was said of matters", order); err != nil {
		return err
	}
	// What was said holds, and stays work to do until matters are made of it: who
	// said it need not say it again.
	if err := n.makeThem(ctx); err != nil {
		n.log.Error("making matters of what was said", "error", err)
	}
	return nil
}

func (n *Newsroom) makeThem(ctx context.Context) error {
	was, err := n.threadsNow(ctx)
	if err != nil {
		return err
	}
	matters, err := guarded(func() []join.Matter { return join.Matters(was.outlines, was.words) })
	if err != nil { // what there is stays; the same again would fail the same
		n.log.Error("finding matters", "error", err)
		return n.db.Write(ctx, "giving matters up", func(tx *store.Tx) error { return tx.MattersMade(was.turns, time.Time{}, mattersStories) })
	}
	now := n.clock.now() // outlines are forgotten by it
	return n.db.Write(ctx, "keeping matters", func(tx *store.Tx) error {
		if err := was.save(tx, matters, now); err != nil {
			return err
		}
		return tx.MattersMade(was.turns, was.newest.Add(-mattersDays), mattersStories)
	})
}

// The threads and matters that there are, and what new ones are made from.
type threadsNow struct {
	outlines []join.Outline
	turns    []store.OutlineTurn // of those that matters are to be made of
	changed  map[string]bool     // matters of which a story may be another
	seen     map[string]bool     // stories whose outlines are looked at
	words    []join.ThreadWord
	said     map[[2]string]bool
	threads  []store.ThreadRow
	empty    map[string]bool     // stories in which no report is left,
	left     []string            // those of them that still stand in a matter
	stands   map[string]string   // by story, the matter in which it stands
	within   map[string][]string // by matter, what stood in it
	newest   time.Time
}

func (n *Newsroom) threadsNow(ctx context.Context) (*threadsNow, error) {
	t := &threadsNow{changed: map[string]bool{}, seen: map[string]bool{}, said: map[[2]string]bool{}, empty: map[string]bool{},
		stands: map[string]string{}, within: map[string][]string{}}
	older, left := map[string]bool{}, map[string]bool{} // matters that a story left because it is empty
	rows, err := n.db.Outlines(ctx)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		if row.Fresh {
			t.turns = append(t.turns, store.OutlineTurn{StoryID: row.StoryID, Turn: row.Turn})
			t.changed[row.Matter] = true
		}
		if row.Matter != "" {
			t.stands[row.StoryID] = row.Matter
			t.within[row.Matter] = append(t.within[row.Matter], row.StoryID)
		}
		if row.Empty {
			t.empty[row.StoryID] = true
			if row.Matter != "" {
				t.left = append(t.left, row.StoryID)
				t.changed[row.Matter] = true
				left[row.Matter] = true
			}
			continue
		}
		if row.Outline == "" {
			continue
		}
		o := join.Outline{StoryID: row.StoryID}
		if err := json.Unmarshal([]byte(row.Outline), &o); err != nil {
			return nil, fmt.Errorf("the outline of %s: %w", row.StoryID, err)
		}
		o.Matter, o.Named = cmp.Or(row.Matter, row.Was), row.Named // a matter that became one story lives again when another follows from it
		t.outlines, t.seen[o.StoryID] = append(t.outlines, o), true
		if o.Last.After(t.newest) {
			t.newest = o.Last
		}
	}
	words, err := n.db.ThreadWords(ctx)
	if err != nil {
		return nil, err
	}
	for id := range left {
		stories, err := n.db.MatterStories(ctx, id)
		if err != nil {
			return nil, err
		}
		if len(stories) == 1 { // which is no matter any more, however long ago it was
			older[stories[0].ID] = true
		}
	}
	for _, w := range words {
		t.words = append(t.words, join.ThreadWord(w))
		t.said[pairOf(w.A, w.B)] = true
		older[w.A], older[w.B] = true, true
	}
	if t.threads, err = n.db.Threads(ctx); err != nil {
		return nil, err
	}
	for _, row := range t.threads {
		if t.seen[row.Before] != t.seen[row.After] {
			older[row.Before], older[row.After] = true, true
		}
	}
	stubs, err := n.addOlder(ctx, t, older)
	if err != nil {
		return nil, err
	}
	for _, row := range t.threads { // what holds an older part together, and to the rest, stays
		if (stubs[row.Before] || stubs[row.After]) && !t.said[pairOf(row.Before, row.After)] {
			t.words = append(t.words, join.ThreadWord{A: row.Before, B: row.After, Linked: true})
		}
	}
	return t, nil
}

// addOlder adds stories that are compared no more, but are linked with others or
// were spoken of by people, each with the rest of its matter.
func (n *Newsroom) addOlder(ctx context.Context, t *threadsNow, older map[string]bool) (stubs map[string]bool, err error) {
	stubs = map[string]bool{}
	for id := range older {
		if t.seen[id] || stubs[id] || t.empty[id] {
			continue
		}
		story, err := n.db.Story(ctx, id)
		if err != nil {
			return nil, err
		}
		if story.Reports == 0 {
			t.empty[id] = true
			continue
		}
		part, named := []store.StoryRow{story}, false
		if story.MatterID != "" {
			m, err := n.db.Matter(ctx, story.MatterID)
			if err != nil && !errors.Is(err, store.ErrNotFound) { // one that ended has no title to keep
				return nil, err
			}
			named = m.Named
			if part, err = n.db.MatterStories(ctx, story.MatterID); err != nil {
				return nil, err
			}
		}
		for _, s := range part {
			if !t.seen[s.ID] && !stubs[s.ID] {
				stubs[s.ID] = true
				if s.MatterID != "" {
					t.stands[s.ID] = s.MatterID
					t.within[s.MatterID] = append(t.within[s.MatterID], s.ID)
				}
				t.outlines = append(t.outlines, join.Outline{StoryID: s.ID, Key: s.ID, First: s.First, Last: s.Last, Matter: s.MatterID, Named: named})
			}
		}
	}
	return stubs, nil
}

func pairOf(a, b string) [2]string { return [2]string{min(a, b), max(a, b)} }

// save writes what is different from what there was.
func (t *threadsNow) save(tx *store.Tx, matters []join.Matter, now time.Time) error {
	touched, stands, goesOn := map[string]bool{}, map[string]string{}, map[string]map[string]int{}
	fresh := map[[2]string]join.Thread{}
	lives := map[string]bool{}
	for _, m := range matters {
		lives[m.ID] = true
		for _, id := range m.Stories {
			stands[id] = m.ID
		}
		for _, th := range m.Threads {
			fresh[[2]string{th.Before, th.After}] = th
		}
	}
	for _, o := range t.outlines {
		from, to := t.stands[o.StoryID], stands[o.StoryID]
		if from != "" && to != "" {
			if goesOn[from] == nil {
				goesOn[from] = map[string]int{}
			}
			goesOn[from][to]++
		}
		if to == from {
			continue
		}
		if err := tx.StandIn(o.StoryID, to); err != nil {
			return err
		}
		touched[from], touched[to] = true, true
	}
	if err := t.saveThreads(tx, fresh); err != nil {
		return err
	}
	for gone, to := range goesOn {
		if lives[gone] {
			continue
		}
		kept := ""
		for id := range to {
			if kept == "" || to[id] > to[kept] || to[id] == to[kept] && id < kept {
				kept = id
			}
		}
		if err := tx.LeadMatterTo(kept, gone); err != nil {
			return err
		}
		touched[gone], touched[kept] = true, true
	}
	for _, id := range t.left {
		if err := tx.StandIn(id, ""); err != nil {
			return err
		}
	}
	for id := range t.changed { // counts and headlines of their stories may be others
		touched[id] = true
	}
	delete(touched, "")
	for id := range touched {
		if err := tx.RetellMatter(id, now); err != nil {
			return err
		}
		if len(goesOn[id]) == 0 && len(t.within[id]) > 1 {
			if err := tx.MatterBecame(id, t.within[id]); err != nil {
				return err
			}
		}
	}
	return nil
}

// saveThreads writes the threads that are new or different, and takes away those
// that are none any more.
func (t *threadsNow) saveThreads(tx *store.Tx, fresh map[[2]string]join.Thread) error {
	for _, row := range t.threads {
		key := [2]string{row.Before, row.After}
		th, still := fresh[key]
		if still && slices.Equal(th.Because, row.Because) && th.Said == row.Said {
			delete(fresh, key)
			continue
		}
		both := t.seen[row.Before] && t.seen[row.After] || t.said[pairOf(row.Before, row.After)]
		if !both && still {
			delete(fresh, key) // it is kept as it was found when both were compared
		}
		if !still && (both || t.empty[row.Before] || t.empty[row.After]) {
			if err := tx.DropThread(row.Before, row.After); err != nil {
				return err
			}
		}
	}
	for _, th := range fresh {
		if err := tx.SaveThread(store.ThreadRow(th)); err != nil {
			return err
		}
	}
	return nil
}

// LinkStories keeps that two stories are of one matter, and gives that matter,
// which is empty if it is not made yet. What a person says binds the machine.
func (n *Newsroom) LinkStories(ctx context.Context, by news.User, a, b string) (matter string, err error) {
	if err := n.sayOfStories(ctx, by, a, []string{b}, true); err != nil {
		return "", err
	}
	story, err := n.db.Story(ctx, a)
	return story.MatterID, err
}

// UnlinkStories keeps that a story is not of the matter of some others.
func (n *Newsroom) UnlinkStories(ctx context.Context, by news.User, story string, others []string) error {
	return n.sayOfStories(ctx, by, story, others, false)
}

// TakeOut keeps that a story is of none of the matter's other stories' matter.
func (n *Newsroom) TakeOut(ctx context.Context, by news.User, matterID, story string) error {
	rows, err := n.db.MatterStories(ctx, matterID)
	if err != nil {
		return err
	}
	var others []string
	for _, row := range rows {
		if row.ID != story {
			others = append(others, row.ID)
		}
	}
	if len(others) == 0 || len(others) == len(rows) {
		return refuse("The story does not stand in this matter any more; look at it again.")
	}
	return n.sayOfStories(ctx, by, story, others, false)
}

func (n *Newsroom) sayOfStories(ctx context.Context, by news.User, story string, others []string, linked bool) error {
	if err := desk.MayBegin(by); err != nil {
		return err
	}
	for _, id := range append([]string{story}, others...) {
		row, err := n.db.Story(ctx, id)
		if err != nil {
			return err
		}
		if row.Reports == 0 {
			return refuse("That story became part of another; take its address of today.")
		}
	}
	if slices.Contains(others, story) {
		return refuse("That is the story itself; give another one.")
	}
	said, act := "unlinked", "unlink"
	if linked {
		said, act = "linked", "link"
	}
	now := n.now()
	because := fmt.Sprintf("%s by %s on %s", said, by.Name, now.Format(time.DateOnly))
	return n.makeMatters(ctx, func(tx *store.Tx) error {
		if err := n.agrees(ctx, tx, story, others, linked); err != nil {
			return err
		}
		for _, other := range others {
			if err := tx.SayOfStories(store.ThreadWord{A: story, B: other, Linked: linked, Because: because}, now); err != nil {
				return err
			}
		}
		return tx.Decide(by.ID, "story/"+story, act, strings.Join(others, " "), now)
	})
}

// agrees refuses what cannot hold beside what people said before.
func (n *Newsroom) agrees(ctx context.Context, tx *store.Tx, story string, others []string, linked bool) error {
	said, err := tx.ThreadWords()
	if err != nil {
		return err
	}
	words := make([]join.ThreadWord, len(said))
	for i, w := range said {
		words[i] = join.ThreadWord(w)
	}
	if linked {
		if slices.ContainsFunc(others, func(other string) bool { return join.Contradicts(words, story, other) }) {
			return refuse("Someone said that stories which these are linked with are of different matters; link or unlink those first.")
		}
		return nil
	}
	by, still := join.StillLinked(words, story, others)
	if !still {
		return nil
	}
	between, err := n.db.Story(ctx, by)
	if err != nil {
		return err
	}
	return refuse("Someone linked both with “%s”, which holds them together; unlink the story from that first.", cmp.Or(between.Headline, "a story without a headline"))
}

// NameMatter gives a matter a title that no machine changes; an empty one leaves
// it to the machine again.
func (n *Newsroom) NameMatter(ctx context.Context, by news.User, matterID, title string) error {
	if err := desk.MayBegin(by); err != nil {
		return err
	}
	title = strings.Join(strings.Fields(title), " ")
	if len([]rune(title)) > 300 {
		return refuse("A title has at most 300 letters; shorten it.")
	}
	return n.db.Write(ctx, "naming a matter", func(tx *store.Tx) error {
		if err := tx.NameMatter(matterID, title, n.now()); err != nil {
			return err
		}
		return tx.Decide(by.ID, "matter/"+matterID, "name", title, n.now())
	})
}
