package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"dateline/news"
)

// A StoryRow is a story with its kept counts.
type StoryRow struct {
	news.Story
	Seq       int64
	ChangedAt time.Time
	Reports   int
	Outlets   int
	Copies    int       // of Reports, those that print another's text
	MatterID  string    // the matter in which it stands; empty: none
	ToldLast  time.Time // the newest text of its own, no later than it came in
	ToldThird time.Time // the newest of the third outlet, by its newest; zero: fewer told it
}

const storyColumns = "seq, id, headline, state, merged_into, first, last, changed_at, reports, outlets, copies, matter_id, told_last, told_third"

func scanStory(r *sql.Rows) (s StoryRow, err error) {
	var first, last, changed, toldLast, toldThird int64
	err = r.Scan(&s.Seq, &s.ID, &s.Headline, &s.State, &s.MergedInto, &first, &last, &changed, &s.Reports, &s.Outlets, &s.Copies, &s.MatterID, &toldLast, &toldThird)
	s.First, s.Last, s.ChangedAt, s.ToldLast, s.ToldThird = fromMillis(first), fromMillis(last), fromMillis(changed), fromMillis(toldLast), fromMillis(toldThird)
	return s, err
}

// SaveLink puts a report into a story, which begins if it is not there. It
// leaves the story that it stood in before, if any. A report that a person put
// where it stands stays there: only what else the link says is kept.
func (tx *Tx) SaveLink(l news.Link, now time.Time) error {
	var before string
	var bound bool
	if err := tx.row([]any{&before, &bound}, "SELECT story_id, bound FROM report WHERE id = ?", l.ReportID); err != nil {
		return fmt.Errorf("report %s: %w", l.ReportID, err)
	}
	if bound && l.StoryID != before {
		return nil
	}
	l.Bound = bound
	return tx.saveLink(l, before, now)
}

// BindLinks puts reports into stories because a person says so, for ever or
// until a person says otherwise. Who joins reports is told.
func (tx *Tx) BindLinks(links []news.Link, now time.Time) error {
	touched := map[string]bool{}
	for _, l := range links {
		var before string
		if err := tx.row([]any{&before}, "SELECT story_id FROM report WHERE id = ?", l.ReportID); err != nil {
			return fmt.Errorf("report %s: %w", l.ReportID, err)
		}
		l.Bound = true
		if _, err := tx.exec("UPDATE report SET bound = 1 WHERE id = ?", l.ReportID); err != nil {
			return err
		}
		if err := tx.keepLink(l); err != nil {
			return err
		}
		if err := tx.Changed(BoundChange, l.ReportID, now); err != nil {
			return err
		}
		touched[l.StoryID] = true
		if before != "" {
			touched[before] = true
		}
	}
	for _, id := range slices.Sorted(maps.Keys(touched)) { // once each, however many reports came and went
		if err := tx.retell(id, now); err != nil {
			return err
		}
	}
	return nil
}

// BoundChange is the kind of change that a person putting a report into a story is.
const BoundChange = "bound"

// keepLink keeps where a report stands, and nothing of what follows from it.
func (tx *Tx) keepLink(l news.Link) error {
	link, err := toJSON(l)
	if err != nil {
		return err
	}
	_, err = tx.exec("UPDATE report SET story_id = ?, duplicate_of = ?, link = ? WHERE id = ?", l.StoryID, l.DuplicateOf, link, l.ReportID)
	return err
}

func (tx *Tx) saveLink(l news.Link, before string, now time.Time) error {
	if err := tx.keepLink(l); err != nil {
		return err
	}
	if err := tx.retell(l.StoryID, now); err != nil {
		return err
	}
	if before != "" && before != l.StoryID {
		return tx.retell(before, now)
	}
	return nil
}

// MergeStories puts the reports of one story into another, but for those that a
// person put where they stand. Where none is left, the address of the first
// story leads to the second.
func (tx *Tx) MergeStories(kept, gone string, now time.Time) error {
	if _, err := tx.exec("UPDATE report SET story_id = ? WHERE story_id = ? AND bound = 0", kept, gone); err != nil {
		return err
	}
	if err := tx.retell(kept, now); err != nil {
		return err
	}
	return tx.LeadTo(kept, gone, now)
}

// LeadTo has the address of a story in which no report is left lead to another,
// with the dispatches on it and the matters that became it.
func (tx *Tx) LeadTo(kept, gone string, now time.Time) error {
	if err := tx.retell(gone, now); err != nil {
		return err
	}
	n, err := tx.exec("UPDATE story SET state = 'merged', merged_into = ? WHERE id = ? AND reports = 0", kept, gone)
	if err != nil || n == 0 {
		return err
	}
	if _, err = tx.exec("UPDATE dispatch SET story_id = ? WHERE story_id = ?", kept, gone); err != nil {
		return err
	}
	_, err = tx.exec("UPDATE matter SET became = ? WHERE became = ? AND became <> ''", kept, gone)
	return err
}

// SetLead says which report's headline stands for a story.
func (tx *Tx) SetLead(storyID, reportID string, now time.Time) error {
	if _, err := tx.exec("UPDATE story SET lead = ? WHERE id = ?", reportID, storyID); err != nil {
		return err
	}
	return tx.recount(storyID, now)
}

// retell brings a story up to date after other reports stand in it.
func (tx *Tx) retell(id string, now time.Time) error {
	if err := tx.recount(id, now); err != nil {
		return err
	}
	return tx.outdate(id)
}

// recount brings a story's headline, times and counts up to date from its
// reports. The headline is that of the lead, or else of the earliest report, so
// it does not depend on the order of arrival. Stories that hold a report are
// counted.
func (tx *Tx) recount(id string, now time.Time) error {
	var reports, outlets, copies int
	var first, last int64
	err := tx.row([]any{&reports, &outlets, &copies, &first, &last}, `SELECT count(*), count(DISTINCT outlet), count(nullif(duplicate_of, '')),
		coalesce(min(nullif(published, 0)), 0), coalesce(max(published), 0) FROM report WHERE story_id = ?`, id)
	if err != nil {
		return err
	}
	toldLast, toldThird, err := tx.told(id)
	if err != nil {
		return err
	}
	was := 0
	if err := tx.row([]any{&was}, "SELECT reports > 0 FROM story WHERE id = ?", id); err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	if err := tx.count("stories", min(reports, 1)-was); err != nil {
		return err
	}
	var headline string
	err = tx.row([]any{&headline}, `SELECT headline FROM report WHERE story_id = ?1
		ORDER BY headline = '', id = (SELECT lead FROM story WHERE id = ?1) DESC, published = 0, published, id LIMIT 1`, id)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	// A story that was merged lives again when a report stands in it.
	n, err := tx.exec(`UPDATE story SET headline = ?, first = ?, last = ?, changed_at = ?, reports = ?, outlets = ?, copies = ?, told_last = ?, told_third = ?,
		state = CASE WHEN state = ? AND ? > 0 THEN ? ELSE state END, merged_into = CASE WHEN ? > 0 THEN '' ELSE merged_into END WHERE id = ?`,
		headline, first, last, millis(now), reports, outlets, copies, toldLast, toldThird, news.StoryMerged, reports, news.StoryLive, reports, id)
	if err != nil || n > 0 {
		return err
	}
	_, err = tx.exec("INSERT INTO story(id, headline, state, first, last, changed_at, reports, outlets, copies, told_last, told_third) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
		id, headline, news.StoryLive, first, last, millis(now), reports, outlets, copies, toldLast, toldThird)
	return err
}

// told gives when the newest text of a story came out, and the newest of the
// third outlet. A page that gives itself a time to come counts from when it came
// in; so does one that gives none.
func (tx *Tx) told(id string) (last, third int64, err error) {
	at, err := collect(tx.ctx, tx, func(r *sql.Rows) (at int64, err error) { err = r.Scan(&at); return at, err },
		`SELECT max(`+toldAt+`) AS at FROM report WHERE story_id = ? AND duplicate_of = '' GROUP BY outlet ORDER BY at DESC LIMIT 3`, id)
	if len(at) > 0 {
		last = at[0]
	}
	if len(at) > 2 {
		third = at[2]
	}
	return last, third, err
}

// toldAt is when a report came out, for the life of its story.
const toldAt = "min(coalesce(nullif(published, 0), arrived_at), arrived_at)"

// Story gives one story.
func (db *Reader) Story(ctx context.Context, id string) (StoryRow, error) {
	s, err := one(ctx, db, scanStory, "SELECT "+storyColumns+" FROM story WHERE id = ?", id)
	if err != nil {
		err = fmt.Errorf("story %s: %w", id, err)
	}
	return s, err
}

// A StoryFilter narrows a list of stories; the zero value lists all.
type StoryFilter struct {
	AtLeast int       // reports
	After   time.Time // that had a text of their own then or later, and
	Third   time.Time // that of a third outlet,
	Before  time.Time // but none then or later,
	Beneath time.Time // or not of a third outlet
}

// Stories lists stories by their last change, newest first.
func (db *Reader) Stories(ctx context.Context, f StoryFilter, p news.Paging) (Page[StoryRow], error) {
	limit := limitOf(p)
	after, err := afterCursor(p.After, 2)
	if err != nil {
		return Page[StoryRow]{}, err
	}
	where, args := f.where([]any{after[0], after[1]})
	rows, err := collect(ctx, db, scanStory, "SELECT "+storyColumns+" FROM story WHERE (changed_at, seq) < (?, ?) AND "+where+" ORDER BY changed_at DESC, seq DESC LIMIT ?", append(args, limit+1)...)
	if err != nil {
		return Page[StoryRow]{}, fmt.Errorf("listing stories: %w", err)
	}
	return paged(rows, limit, func(s StoryRow) string { return cursor(millis(s.ChangedAt), s.Seq) }), nil
}

// where says the filter of a story in SQL, and adds what it asks for to args.
func (f StoryFilter) where(args []any) (string, []any) {
	where, args := "state <> 'merged' AND reports >= ? AND reports > 0", append(args, f.AtLeast)
	for _, bound := range []struct {
		at    time.Time
		holds string
	}{{f.After, "told_last >= ?"}, {f.Third, "told_third >= ?"}, {f.Before, "told_last < ?"}, {f.Beneath, "told_third < ?"}} {
		if !bound.at.IsZero() {
			where, args = where+" AND "+bound.holds, append(args, millis(bound.at))
		}
	}
	return where, args
}

// A StoryTold is one report in the coverage of a story.
type StoryTold struct {
	StoryID string
	Outlet  string
	At      time.Time
	Copy    bool
}

// Told gives when and by whom some stories were told, the earliest first.
func (db *Reader) Told(ctx context.Context, stories []string) ([]StoryTold, error) {
	ids, err := toJSON(stories)
	if err != nil {
		return nil, err
	}
	return collect(ctx, db, func(r *sql.Rows) (t StoryTold, err error) {
		var at int64
		err = r.Scan(&t.StoryID, &t.Outlet, &at, &t.Copy)
		t.At = fromMillis(at)
		return t, err
	}, "SELECT story_id, outlet, "+toldAt+" AS at, duplicate_of <> '' FROM report WHERE story_id IN (SELECT value FROM json_each(?)) ORDER BY at, seq", ids)
}
