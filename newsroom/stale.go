package newsroom

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"dateline/deliver"
	"dateline/desk"
	"dateline/news"
	"dateline/store"
)

// followStale is the mark of the follower that watches whether pages still say
// what published dispatches cite.
const followStale = "stale"

// A watched dispatch is one of which a page may have changed.
type watched struct {
	news.Dispatch
	stale []store.StaleCitation
	items []string // of the pages that it cites
}

// stale looks, for each report and dispatch that changed, whether what is cited
// is still said. It writes only where something is cited.
func (n *Newsroom) stale(ctx context.Context, changes []store.Change) (func(*store.Tx) error, error) {
	var dispatches []string
	for _, c := range changes {
		switch c.Kind {
		case "dispatch":
			dispatches = append(dispatches, c.ID)
		case "report":
			citing, err := n.db.Citing(ctx, c.ID)
			if err != nil {
				return nil, err
			}
			for _, d := range citing {
				dispatches = append(dispatches, d.ID)
			}
		}
	}
	slices.Sort(dispatches)
	var found []watched
	for _, id := range slices.Compact(dispatches) {
		row, err := n.db.Dispatch(ctx, id)
		if errors.Is(err, ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		w := watched{Dispatch: row.Dispatch}
		if w.stale, err = n.staleIn(ctx, w.Dispatch); err != nil {
			return nil, err
		}
		if w.items, err = n.pagesOf(ctx, w.Dispatch); err != nil {
			return nil, err
		}
		found = append(found, w)
	}
	return func(tx *store.Tx) error {
		for _, w := range found {
			if err := n.saveStale(tx, w); err != nil {
				return err
			}
		}
		return nil
	}, nil
}

// saveStale keeps what is out of date in a dispatch, tells of it who wants to know, and
// has its pages looked at soon.
func (n *Newsroom) saveStale(tx *store.Tx, w watched) error {
	before, err := tx.StalePassages(w.ID)
	if err != nil {
		return err
	}
	if err := tx.SetStale(w.ID, w.stale); err != nil {
		return err
	}
	known := map[string]bool{}
	for _, s := range before {
		known[deliver.ChangeKey(s.Number, s.ReportID, s.Newest)] = true
	}
	var fresh []string
	for _, s := range w.stale {
		if key := deliver.ChangeKey(s.Number, s.ReportID, s.Newest); !known[key] {
			fresh = append(fresh, key)
		}
	}
	if len(fresh) > 0 {
		if err := n.tellOfChanges(tx, w.Dispatch, fresh); err != nil {
			return err
		}
	}
	every, ok := watchEvery(w.Dispatch, n.now())
	if !ok {
		return nil
	}
	for _, item := range w.items {
		if err := lookBy(tx, item, n.now().Add(every)); err != nil {
			return err
		}
	}
	return nil
}

// tellOfChanges owes an e-mail to the author and the editors who asked for one.
func (n *Newsroom) tellOfChanges(tx *store.Tx, d news.Dispatch, fresh []string) error {
	users, err := tx.Users()
	if err != nil {
		return err
	}
	for _, u := range users {
		edits := u.Role == news.Editor || u.Role == news.Administrator
		if !u.MailChanges || u.State != news.UserActive || u.ID != d.AuthorID && !edits {
			continue
		}
		owed, m := deliver.ChangedPages(d, fresh, u.ID, n.Site.BaseURL+"/desk/dispatches/"+d.ID, n.now())
		if err := owe(tx, owed, m, n.now()); err != nil {
			return err
		}
	}
	return nil
}

// MailChanges says whether a user wants an e-mail when a page changed on which a
// dispatch stands that they wrote or may correct.
func (n *Newsroom) MailChanges(ctx context.Context, by news.User, wanted bool) error {
	return n.db.Write(ctx, "keeping what a user wants to be told", func(tx *store.Tx) error {
		return tx.MailChanges(by.ID, wanted)
	})
}

// A page on which a published dispatch stands is looked at often at first: most
// corrections come within a day.
const (
	watchFirst, watchFirstUntil = 10 * time.Minute, 24 * time.Hour
	watchThen, watchThenUntil   = time.Hour, 7 * 24 * time.Hour
	watchLast, watchLastUntil   = 24 * time.Hour, 30 * 24 * time.Hour
)

// watchEvery says how often the pages of a dispatch are looked at, by how long ago it
// was published or corrected. ok is false when it isn't published or that is too long ago.
func watchEvery(d news.Dispatch, now time.Time) (every time.Duration, ok bool) {
	if d.State != news.Published {
		return 0, false
	}
	since := d.PublishedAt
	if d.UpdatedAt.After(since) {
		since = d.UpdatedAt
	}
	switch age := now.Sub(since); {
	case age < watchFirstUntil:
		return watchFirst, true
	case age < watchThenUntil:
		return watchThen, true
	case age < watchLastUntil:
		return watchLast, true
	}
	return 0, false
}

// watchReport says when the page of a report is to be looked at for the dispatches that
// cite it; ok is false if none does.
func (n *Newsroom) watchReport(ctx context.Context, reportID string, now time.Time) (at time.Time, ok bool, err error) {
	citing, err := n.db.Citing(ctx, reportID)
	if err != nil {
		return at, false, err
	}
	for _, d := range citing {
		if every, watched := watchEvery(d.Dispatch, now); watched && (!ok || now.Add(every).Before(at)) {
			at, ok = now.Add(every), true
		}
	}
	return at, ok, nil
}

// lookBy has a page looked at again at a time, unless that is to be done before.
func lookBy(tx *store.Tx, itemID string, at time.Time) error {
	planned, err := tx.Due(stepAgain, itemID)
	if err != nil || !planned.IsZero() && !planned.After(at) {
		return err
	}
	return tx.Plan(stepAgain, itemID, at)
}

// CheckNow has the page of a report looked at again at once.
func (n *Newsroom) CheckNow(ctx context.Context, by news.User, reportID string) error {
	if err := desk.MayBegin(by); err != nil {
		return err
	}
	return n.checkNow(ctx, reportID)
}

func (n *Newsroom) checkNow(ctx context.Context, reportID string) error {
	item, err := n.db.ItemOfReport(ctx, reportID)
	if errors.Is(err, ErrNotFound) {
		return refuse("This report has no page that can be looked at again.")
	}
	if err != nil {
		return err
	}
	return n.db.WriteUrgent(ctx, "having a page looked at", func(tx *store.Tx) error {
		return lookBy(tx, item, n.now())
	})
}

// Recheck looks at the pages of reports now, each named by its identity or its page's
// address, and says in words of each what became of it.
func (n *Newsroom) Recheck(ctx context.Context, asked []string) (said []string, err error) {
	var before []pageState
	for _, name := range asked {
		state, err := n.pageState(ctx, name)
		if err == nil {
			err = n.checkNow(ctx, state.report)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		before = append(before, state)
	}
	if err := n.Once(ctx, func(Progress) {}); err != nil {
		return nil, err
	}
	for i, name := range asked {
		after, err := n.pageState(ctx, name)
		if err != nil {
			return said, fmt.Errorf("%s: %w", name, err)
		}
		said = append(said, after.since(before[i]))
	}
	return said, nil
}

// A pageState is what is known of a report's page.
type pageState struct {
	report  string
	version int
	events  []news.ReportEvent
}

// pageState looks up a report by its identity or the address of its page.
func (n *Newsroom) pageState(ctx context.Context, name string) (p pageState, err error) {
	report, err := n.db.Report(ctx, name)
	if errors.Is(err, ErrNotFound) {
		report, err = n.db.Report(ctx, news.ReportID(name))
	}
	if errors.Is(err, ErrNotFound) {
		return p, refuse("There is no report of that identity or address.")
	}
	if err != nil {
		return p, err
	}
	events, err := n.db.Events(ctx, report.ID)
	return pageState{report.ID, report.Version, events}, err
}

// since says what became of a page since it was looked at before.
func (p pageState) since(before pageState) string {
	gone := len(p.events) > len(before.events) && p.events[len(p.events)-1].Kind == news.PageGone
	switch {
	case gone:
		return "its page is gone: " + p.events[len(p.events)-1].Note
	case p.version > before.version:
		return fmt.Sprintf("it says something else now, kept as version %d", p.version)
	}
	return "it says what it said, or couldn't be had; its source's page at the desk says which"
}

// pagesOf gives the items whose pages a dispatch cites.
func (n *Newsroom) pagesOf(ctx context.Context, d news.Dispatch) (items []string, err error) {
	if d.State != news.Published {
		return nil, nil
	}
	seen := map[string]bool{}
	for _, c := range usedCitations(d) {
		if seen[c.ReportID] {
			continue
		}
		seen[c.ReportID] = true
		item, err := n.db.ItemOfReport(ctx, c.ReportID)
		switch {
		case errors.Is(err, ErrNotFound):
		case err != nil:
			return nil, err
		default:
			items = append(items, item)
		}
	}
	return items, nil
}

// usedCitations gives the citations that the text of a dispatch has a mark for. Those
// that a correction replaced are kept, and readers don't see them.
func usedCitations(d news.Dispatch) (out []news.DispatchCitation) {
	used := desk.CitedNumbers(d.Body)
	for _, c := range d.Citations {
		if slices.Contains(used, c.Number) {
			out = append(out, c)
		}
	}
	return out
}

// staleIn gives the citations of a published dispatch that its pages no longer say, and
// the numbers and names in the rest of it that they no longer have.
func (n *Newsroom) staleIn(ctx context.Context, d news.Dispatch) (out []store.StaleCitation, err error) {
	if d.State != news.Published {
		return nil, nil
	}
	newest := map[string]news.Report{}
	for _, c := range usedCitations(d) {
		report, known := newest[c.ReportID]
		if !known {
			if report, err = n.db.Report(ctx, c.ReportID); err != nil && !errors.Is(err, ErrNotFound) {
				return nil, err
			}
			newest[c.ReportID] = report
		}
		if report.ID == "" || report.Version == c.Version || says(report, c.Exact) {
			continue
		}
		out = append(out, store.StaleCitation{DispatchID: d.ID, Number: c.Number,
			ReportID: c.ReportID, Version: c.Version, Newest: report.Version, At: n.now()})
	}
	for _, id := range slices.Sorted(maps.Keys(newest)) {
		report := newest[id]
		version, words, err := n.lostWords(ctx, d, report)
		if err != nil {
			return nil, err
		}
		if len(words) > 0 {
			out = append(out, store.StaleCitation{DispatchID: d.ID,
				ReportID: id, Version: version, Newest: report.Version, Words: words, At: n.now()})
		}
	}
	return out, nil
}

// lostWords gives the numbers and names of a dispatch's text that a version of a page,
// which it cited once, had, and that the newest has nowhere. The versions that earlier
// editions cited count: a corrected citation doesn't mend the headline.
func (n *Newsroom) lostWords(ctx context.Context, d news.Dispatch, newest news.Report) (
	last int, words []string, err error) {
	if newest.ID == "" {
		return 0, nil, nil
	}
	var versions []int
	for _, c := range d.Citations { // those of earlier editions are among them
		if c.ReportID == newest.ID && c.Version < newest.Version {
			versions = append(versions, c.Version)
		}
	}
	slices.Sort(versions)
	has := wordsIn(newest.Headline + "\n" + newest.Standfirst + "\n" + newest.Text)
	lost := map[string]bool{}
	for _, version := range slices.Compact(versions) {
		old, err := n.db.ReportVersion(ctx, newest.ID, version)
		if errors.Is(err, ErrNotFound) {
			continue
		}
		if err != nil {
			return 0, nil, err
		}
		for _, word := range telling(old.Text) {
			if !has[word] {
				lost[word], last = true, version
			}
		}
	}
	for _, word := range slices.Sorted(maps.Keys(lost)) {
		if len(whereStands(d, word)) > 0 {
			words = append(words, word)
		}
	}
	return last, words, nil
}

// says reports whether a report holds a sentence, however its blanks are set.
func says(r news.Report, sentence string) bool {
	flat := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	return strings.Contains(flat(r.Text), flat(sentence))
}

// LetStand keeps that someone looked at what a dispatch cites and its pages no
// longer say, and why the dispatch stands as it is.
func (n *Newsroom) LetStand(ctx context.Context, by news.User, dispatchID, why string) error {
	if by.Role != news.Editor && by.Role != news.Administrator {
		return refuse("Only editors let a dispatch stand on what its pages no longer say; ask one of them.")
	}
	why = strings.TrimSpace(why)
	if why == "" {
		return refuse("Write why it stands although its pages changed; the reason is kept with the decision.")
	}
	if len([]rune(why)) > 1000 {
		return refuse("The reason is longer than 1,000 characters; shorten it.")
	}
	if _, err := n.db.Dispatch(ctx, dispatchID); err != nil {
		return err
	}
	return n.db.Write(ctx, "letting a dispatch stand", func(tx *store.Tx) error {
		if err := tx.LetStand(dispatchID); err != nil {
			return err
		}
		return tx.Decide(by.ID, "dispatch/"+dispatchID, "let stand", why, n.now())
	})
}
