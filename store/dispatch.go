package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"dateline/news"
)

// ErrConflict says that someone else saved the dispatch meanwhile.
var ErrConflict = errors.New("someone else changed it meanwhile; open it again and repeat your change")

// A DispatchRow is a dispatch with its revision, which SaveDispatch asks for.
type DispatchRow struct {
	news.Dispatch
	Seq      int64
	Revision int

	changed int64 // by which lists are ordered
}

// The story is read from its column, which follows merges.
const dispatchColumns = "seq, revision, changed_at, story_id, body"

func scanDispatch(r *sql.Rows) (d DispatchRow, err error) {
	var body, story string
	if err = r.Scan(&d.Seq, &d.Revision, &d.changed, &story, &body); err == nil {
		err = json.Unmarshal([]byte(body), &d.Dispatch)
	}
	d.StoryID = story
	return d, err
}

// SaveDispatch keeps a dispatch. Revision is that of the dispatch it was made
// from, 0 for a new one; ErrConflict if it is no longer the newest. A slug that
// is taken gets a number. It gives the dispatch as it was kept.
func (tx *Tx) SaveDispatch(d news.Dispatch, revision int, now time.Time) (DispatchRow, error) {
	row := DispatchRow{Dispatch: d, Revision: revision + 1, changed: millis(now)}
	var before news.Dispatch
	if revision > 0 {
		var body string
		var has int
		if err := tx.row([]any{&has, &body}, "SELECT revision, body FROM dispatch WHERE id = ?", d.ID); err != nil {
			return row, err
		}
		if has != revision {
			return row, ErrConflict
		}
		if err := json.Unmarshal([]byte(body), &before); err != nil {
			return row, err
		}
	}
	if err := tx.freeSlug(&row.Dispatch); err != nil {
		return row, err
	}
	if before.Edition > 0 && before.Slug != row.Slug {
		if _, err := tx.exec("INSERT INTO dispatch_address(slug, dispatch_id) VALUES (?,?) ON CONFLICT DO NOTHING", before.Slug, d.ID); err != nil {
			return row, err
		}
	}
	body, err := toJSON(row.Dispatch)
	if err != nil {
		return row, err
	}
	if _, err := tx.exec(`INSERT INTO dispatch(id, slug, state, section, story_id, headline, published_at, changed_at, edition, revision, body) VALUES (?,?,?,?,?,?,?,?,?,?,?)
		ON CONFLICT(id) DO UPDATE SET slug = excluded.slug, state = excluded.state, section = excluded.section, story_id = excluded.story_id, headline = excluded.headline,
		published_at = excluded.published_at, changed_at = excluded.changed_at, edition = excluded.edition, revision = excluded.revision, body = excluded.body`,
		d.ID, row.Slug, d.State, d.Section, d.StoryID, d.Headline, millis(d.PublishedAt), millis(now), d.Edition, row.Revision, body); err != nil {
		return row, err
	}
	if _, err := tx.exec("DELETE FROM dispatch_report WHERE dispatch_id = ? AND edition = 0", d.ID); err != nil {
		return row, err
	}
	if err := tx.cites(row.Dispatch, 0); err != nil {
		return row, err
	}
	if d.Edition > before.Edition {
		if _, err := tx.exec("INSERT INTO dispatch_edition(dispatch_id, edition, at, body) VALUES (?,?,?,?)", d.ID, d.Edition, millis(now), body); err != nil {
			return row, err
		}
		if err := tx.cites(row.Dispatch, d.Edition); err != nil {
			return row, err
		}
	}
	released := func(s news.DispatchState) int {
		if s == news.Published {
			return 1
		}
		return 0
	}
	if err := tx.count("dispatches", released(d.State)-released(before.State)); err != nil {
		return row, err
	}
	return row, tx.changed("dispatch", d.ID, millis(now))
}

// cites keeps which reports an edition of a dispatch cites; 0 is the dispatch as
// it stands.
func (tx *Tx) cites(d news.Dispatch, edition int) error {
	for _, c := range d.Citations {
		if _, err := tx.exec("INSERT INTO dispatch_report(report_id, dispatch_id, edition) VALUES (?,?,?) ON CONFLICT DO NOTHING", c.ReportID, d.ID, edition); err != nil {
			return err
		}
	}
	return nil
}

// Citing gives the published dispatches that cite a report, as they stand.
func (db *Reader) Citing(ctx context.Context, reportID string) ([]DispatchRow, error) {
	return collect(ctx, db, scanDispatch, "SELECT "+dispatchColumns+" FROM dispatch WHERE +state = ? AND id IN (SELECT dispatch_id FROM dispatch_report WHERE report_id = ? AND edition = 0) ORDER BY seq",
		news.Published, reportID)
}

func (tx *Tx) freeSlug(d *news.Dispatch) error {
	base := d.Slug
	for n := 2; ; n++ {
		var other string
		err := tx.row([]any{&other}, `SELECT id FROM dispatch WHERE slug = ?1 AND id <> ?2
			UNION ALL SELECT dispatch_id FROM dispatch_address WHERE slug = ?1 AND dispatch_id <> ?2 LIMIT 1`, d.Slug, d.ID)
		if errors.Is(err, ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		d.Slug = fmt.Sprintf("%s-%d", base, n)
	}
}

// Dispatch gives one dispatch.
func (db *Reader) Dispatch(ctx context.Context, id string) (DispatchRow, error) {
	return one(ctx, db, scanDispatch, "SELECT "+dispatchColumns+" FROM dispatch WHERE id = ?", id)
}

// DispatchBySlug gives the dispatch at a public address, which may be one that it
// had before it was killed.
func (db *Reader) DispatchBySlug(ctx context.Context, slug string) (DispatchRow, error) {
	return one(ctx, db, scanDispatch, "SELECT "+dispatchColumns+" FROM dispatch WHERE id = coalesce((SELECT id FROM dispatch WHERE slug = ?1), (SELECT dispatch_id FROM dispatch_address WHERE slug = ?1))", slug)
}

// A DispatchFilter narrows a list of dispatches. Empty fields do not.
type DispatchFilter struct {
	States  []news.DispatchState
	Section string
	StoryID string
	Matter  string // in which its story stands
	Find    string // in the headline
	Stale   bool   // only those that cite what their pages no longer say, and at which nobody looked
}

// listed gives what follows FROM dispatch: the filter, and what stands behind a place
// in an order, compared by the operator; the two numbers of the place are for the caller to append.
func (f DispatchFilter) listed(order, operator string) (string, []any) {
	// On a story or a matter there are few dispatches. A + keeps SQLite from looking
	// through all that are published, or of a section, for the sake of their order.
	plus := ""
	if f.StoryID != "" || f.Matter != "" {
		plus = "+"
	}
	// Of several states, and of a section by its changes, no index has the order.
	plusState, plusSection := plus, plus
	if len(f.States) > 1 {
		plusState = "+"
	}
	if order == "changed_at" {
		plusSection = "+"
	}
	conds, args := []string{"1"}, []any{}
	if len(f.States) > 0 {
		conds = append(conds, plusState+"state IN (?"+strings.Repeat(",?", len(f.States)-1)+")")
		for _, s := range f.States {
			args = append(args, s)
		}
	}
	if f.Section != "" {
		conds, args = append(conds, plusSection+"section = ?"), append(args, f.Section)
	}
	if f.StoryID != "" {
		conds, args = append(conds, "story_id = ?"), append(args, f.StoryID)
	}
	if f.Matter != "" { // that it is not empty lets the index of stories in matters be used
		conds, args = append(conds, "story_id IN (SELECT id FROM story WHERE matter_id = ? AND matter_id <> '')"), append(args, f.Matter)
	}
	if f.Find != "" {
		conds, args = append(conds, "instr(fold(headline), fold(?))"), append(args, f.Find)
	}
	if f.Stale {
		conds = append(conds, "id IN (SELECT dispatch_id FROM stale_passage WHERE looked = 0)")
	}
	return fmt.Sprintf("WHERE %s AND (%s%s, seq) %s (?, ?)", strings.Join(conds, " AND "), plus, order, operator), args
}

// Dispatches lists dispatches by their last change, newest first: the desk's view.
func (db *Reader) Dispatches(ctx context.Context, f DispatchFilter, p news.Paging) (Page[DispatchRow], error) {
	return db.dispatches(ctx, f, p, "changed_at", func(d DispatchRow) int64 { return d.changed })
}

// Released lists published dispatches by their publication, newest first: the readers' view.
func (db *Reader) Released(ctx context.Context, f DispatchFilter, p news.Paging) (Page[DispatchRow], error) {
	f.States = []news.DispatchState{news.Published}
	return db.dispatches(ctx, f, p, "published_at", func(d DispatchRow) int64 { return millis(d.PublishedAt) })
}

// ReleasedOf lists the published dispatches on the stories of a matter as it went on:
// by their publication, the first first.
func (db *Reader) ReleasedOf(ctx context.Context, matterID string, p news.Paging) (Page[DispatchRow], error) {
	if matterID == "" {
		return Page[DispatchRow]{}, nil // in which no story stands
	}
	limit := limitOf(p)
	after := []any{-1 << 62, 0}
	if p.After != "" {
		var err error
		if after, err = afterCursor(p.After, 2); err != nil {
			return Page[DispatchRow]{}, err
		}
	}
	listed, args := DispatchFilter{States: []news.DispatchState{news.Published}, Matter: matterID}.listed("published_at", ">")
	rows, err := collect(ctx, db, scanDispatch, "SELECT "+dispatchColumns+" FROM dispatch "+listed+" ORDER BY published_at, seq LIMIT ?",
		append(args, after[0], after[1], limit+1)...)
	if err != nil {
		return Page[DispatchRow]{}, fmt.Errorf("listing the dispatches on matter %s: %w", matterID, err)
	}
	return paged(rows, limit, func(d DispatchRow) string { return cursor(millis(d.PublishedAt), d.Seq) }), nil
}

// ReleasedCounts says of matters how many published dispatches are on their stories;
// those without one are left out.
func (db *Reader) ReleasedCounts(ctx context.Context, matters ...string) (map[string]int, error) {
	ids, err := toJSON(append([]string{}, matters...)) // never null
	if err != nil {
		return nil, err
	}
	out := map[string]int{}
	_, err = collect(ctx, db, func(r *sql.Rows) (struct{}, error) {
		var id string
		var n int
		err := r.Scan(&id, &n)
		out[id] = n
		return struct{}{}, err
	}, releasedCounts, ids, news.Published)
	return out, err
}

// releasedCounts joins in that order and no other: from the dispatches on, all that
// are published would be looked through.
const releasedCounts = `SELECT s.matter_id, count(*) FROM story s CROSS JOIN dispatch d ON d.story_id = s.id
	WHERE s.matter_id <> '' AND s.matter_id IN (SELECT value FROM json_each(?)) AND +d.state = ? GROUP BY s.matter_id`

// HasKilledStory reports whether a matter has a story on which a dispatch was killed, and
// none is published.
func (db *Reader) HasKilledStory(ctx context.Context, matterID string) (has bool, err error) {
	has, err = one(ctx, db, func(r *sql.Rows) (has bool, err error) { return has, r.Scan(&has) },
		`SELECT EXISTS (SELECT 1 FROM story s JOIN dispatch d ON d.story_id = s.id WHERE s.matter_id = ? AND s.matter_id <> '' AND +d.state = ?
			AND NOT EXISTS (SELECT 1 FROM dispatch p WHERE p.story_id = s.id AND +p.state = ?))`, matterID, news.Killed, news.Published)
	if err != nil {
		return false, fmt.Errorf("looking for killed stories of matter %s: %w", matterID, err)
	}
	return has, nil
}

// KilledStories returns those of some stories on which a dispatch was killed and none
// is published.
func (db *Reader) KilledStories(ctx context.Context, stories []string) (map[string]bool, error) {
	out := map[string]bool{}
	ids, err := toJSON(append([]string{}, stories...)) // never null
	if err != nil {
		return nil, fmt.Errorf("listing the stories of killed dispatches: %w", err)
	}
	_, err = collect(ctx, db, func(r *sql.Rows) (id string, err error) {
		err = r.Scan(&id)
		out[id] = true
		return id, err
	}, `SELECT story_id FROM dispatch WHERE story_id IN (SELECT value FROM json_each(?)) GROUP BY story_id
		HAVING sum(state = ?) > 0 AND sum(state = ?) = 0`, ids, news.Killed, news.Published)
	if err != nil {
		return nil, fmt.Errorf("listing the stories of killed dispatches: %w", err)
	}
	return out, nil
}

func (db *Reader) dispatches(ctx context.Context, f DispatchFilter, p news.Paging, order string, at func(DispatchRow) int64) (Page[DispatchRow], error) {
	limit := limitOf(p)
	after, err := afterCursor(p.After, 2)
	if err != nil {
		return Page[DispatchRow]{}, err
	}
	listed, args := f.listed(order, "<")
	rows, err := collect(ctx, db, scanDispatch, "SELECT "+dispatchColumns+" FROM dispatch "+listed+" ORDER BY "+order+" DESC, seq DESC LIMIT ?",
		append(args, after[0], after[1], limit+1)...)
	if err != nil {
		return Page[DispatchRow]{}, fmt.Errorf("listing dispatches: %w", err)
	}
	return paged(rows, limit, func(d DispatchRow) string { return cursor(at(d), d.Seq) }), nil
}

// An Edition is a dispatch as it was released at a time.
type Edition struct {
	news.Dispatch
	At time.Time
}

// Editions gives what was released of a dispatch, the first first.
func (db *Reader) Editions(ctx context.Context, id string) ([]Edition, error) {
	return collect(ctx, db, func(r *sql.Rows) (e Edition, err error) {
		var at int64
		var body string
		if err = r.Scan(&at, &body); err == nil {
			err = json.Unmarshal([]byte(body), &e.Dispatch)
		}
		e.At = fromMillis(at)
		return e, err
	}, "SELECT at, body FROM dispatch_edition WHERE dispatch_id = ? ORDER BY edition", id)
}

// A Decision is who decided what, and when.
type Decision struct {
	At                 time.Time
	UserID, UserName   string
	Subject, Act, Note string
}

// Decide keeps a decision, in the transaction of what it changed.
func (tx *Tx) Decide(userID, subject, act, note string, now time.Time) error {
	_, err := tx.exec("INSERT INTO decision(at, user_id, subject, act, note) VALUES (?,?,?,?,?)", millis(now), userID, subject, act, note)
	return err
}

// LastDecision is the number of the last decision there is, 0 if there is none.
func (db *Reader) LastDecision(ctx context.Context) (int64, error) {
	return one(ctx, db, func(r *sql.Rows) (n int64, err error) {
		err = r.Scan(&n)
		return n, err
	}, lastDecision)
}

// LastDecision is DB.LastDecision within a write.
func (tx *Tx) LastDecision() (n int64, err error) {
	err = tx.row([]any{&n}, lastDecision)
	return n, err
}

const lastDecision = "SELECT coalesce(max(seq), 0) FROM decision"

// Decisions gives what was decided on a subject, the first first.
func (db *Reader) Decisions(ctx context.Context, subject string) ([]Decision, error) {
	return collect(ctx, db, func(r *sql.Rows) (d Decision, err error) {
		var at int64
		err = r.Scan(&at, &d.UserID, &d.UserName, &d.Subject, &d.Act, &d.Note)
		d.At = fromMillis(at)
		return d, err
	}, "SELECT d.at, d.user_id, coalesce(u.name, d.user_id), d.subject, d.act, d.note FROM decision d LEFT JOIN user u ON u.id = d.user_id WHERE d.subject = ? ORDER BY d.seq", subject)
}
