package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"dateline/news"
)

// A MatterRow is a matter with its kept counts.
type MatterRow struct {
	news.Matter
	Became           string // the story that all its stories became, of one that ended so
	Seq              int64
	Stories, Reports int
	ChangedAt        time.Time
}

// A ThreadRow says why a story follows from an earlier one.
type ThreadRow struct {
	Before, After string // stories
	Score         float64
	Said          bool // a person says so
	Because       []string
}

// A ThreadWord is what a person said of two stories: that they are of one matter,
// or that they are not.
type ThreadWord struct {
	A, B    string
	Linked  bool
	Because string // who says so, and when
}

// An OutlineRow is what finding matters knows of a story, in its own words.
type OutlineRow struct {
	StoryID string
	Turn    int64
	Fresh   bool   // matters are to be made of it
	Outline string // empty: it is not compared
	Empty   bool   // no report stands in the story
	Matter  string // in which the story stands; empty: none
	Was     string // of a story that stands in none: the matter whose stories all became it
	Named   bool   // a person gave that its title
}

const matterColumns = "m.seq, m.id, m.title, m.named, m.merged_into, m.became, m.first, m.last, m.stories, m.reports, m.changed_at"

func scanMatter(r *sql.Rows) (m MatterRow, err error) {
	var first, last, changed int64
	err = r.Scan(&m.Seq, &m.ID, &m.Title, &m.Named, &m.MergedInto, &m.Became, &first, &last, &m.Stories, &m.Reports, &changed)
	m.First, m.Last, m.ChangedAt = fromMillis(first), fromMillis(last), fromMillis(changed)
	return m, err
}

// Matter gives one matter. One that ended is not found; one that became part of
// another says of which, and one whose stories all became one story says which.
func (db *Reader) Matter(ctx context.Context, id string) (MatterRow, error) {
	m, err := one(ctx, db, scanMatter, "SELECT "+matterColumns+" FROM matter m WHERE m.id = ? AND (m.stories > 0 OR m.merged_into <> '' OR m.became <> '')", id)
	if err != nil {
		err = fmt.Errorf("matter %s: %w", id, err)
	}
	return m, err
}

// BecameOf gives the matters whose stories all became a story, those first to which
// a person gave the title.
func (db *Reader) BecameOf(ctx context.Context, storyID string) ([]MatterRow, error) {
	return collect(ctx, db, scanMatter, "SELECT "+matterColumns+" FROM matter m WHERE m.became = ? AND m.became <> '' ORDER BY m.named DESC, m.seq DESC", storyID)
}

// findWords bounds how many words a list is narrowed by.
const findWords = 8

// Matters lists matters, the one with the newest story first; find narrows to
// those with these words in their title or in the headline of one of their stories.
func (db *Reader) Matters(ctx context.Context, find string, p news.Paging) (Page[MatterRow], error) {
	limit := limitOf(p)
	after, err := afterCursor(p.After, 2)
	if err != nil {
		return Page[MatterRow]{}, err
	}
	where, args := "m.stories > 0 AND (m.last, m.seq) < (?, ?)", []any{after[0], after[1]}
	words := strings.Fields(find)
	for _, word := range words[:min(len(words), findWords)] {
		where += " AND (instr(fold(m.title), fold(?)) OR EXISTS (SELECT 1 FROM story s WHERE s.matter_id = m.id AND s.matter_id <> '' AND instr(fold(s.headline), fold(?))))"
		args = append(args, word, word)
	}
	rows, err := collect(ctx, db, scanMatter, "SELECT "+matterColumns+" FROM matter m WHERE "+where+" ORDER BY m.last DESC, m.seq DESC LIMIT ?", append(args, limit+1)...)
	if err != nil {
		return Page[MatterRow]{}, fmt.Errorf("listing matters: %w", err)
	}
	return paged(rows, limit, func(m MatterRow) string { return cursor(millis(m.Last), m.Seq) }), nil
}

// MatterStories gives the stories of a matter in order of time.
func (db *Reader) MatterStories(ctx context.Context, id string) ([]StoryRow, error) {
	return collect(ctx, db, scanStory, "SELECT "+storyColumns+" FROM story WHERE matter_id = ? AND matter_id <> '' AND reports > 0 ORDER BY first, seq", id)
}

// MatterPart lists the stories of a matter in order of time.
func (db *Reader) MatterPart(ctx context.Context, id string, p news.Paging) (Page[StoryRow], error) {
	limit := limitOf(p)
	after := []any{-1 << 62, 0}
	if p.After != "" {
		var err error
		if after, err = afterCursor(p.After, 2); err != nil {
			return Page[StoryRow]{}, err
		}
	}
	rows, err := collect(ctx, db, scanStory, "SELECT "+storyColumns+" FROM story WHERE matter_id = ? AND matter_id <> '' AND reports > 0 AND (first, seq) > (?, ?) ORDER BY first, seq LIMIT ?",
		id, after[0], after[1], limit+1)
	if err != nil {
		return Page[StoryRow]{}, fmt.Errorf("listing the stories of matter %s: %w", id, err)
	}
	return paged(rows, limit, func(s StoryRow) string { return cursor(millis(s.First), s.Seq) }), nil
}

// Beside gives the stories of a story's matter that began next before and after
// it, both in order of time, so many of each at most.
func (db *Reader) Beside(ctx context.Context, story StoryRow, most int) (before, after []StoryRow, err error) {
	const of = "SELECT " + storyColumns + " FROM story WHERE matter_id = ? AND matter_id <> '' AND reports > 0 AND (first, seq) "
	before, err = collect(ctx, db, scanStory, of+"< (?, ?) ORDER BY first DESC, seq DESC LIMIT ?", story.MatterID, millis(story.First), story.Seq, most)
	if err == nil {
		after, err = collect(ctx, db, scanStory, of+"> (?, ?) ORDER BY first, seq LIMIT ?", story.MatterID, millis(story.First), story.Seq, most)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("what is beside story %s: %w", story.ID, err)
	}
	slices.Reverse(before)
	return before, after, nil
}

func scanThread(r *sql.Rows) (t ThreadRow, err error) {
	var because string
	if err = r.Scan(&t.Before, &t.After, &t.Score, &t.Said, &because); err == nil {
		err = json.Unmarshal([]byte(because), &t.Because)
	}
	return t, err
}

const threadColumns = "t.before_id, t.after_id, t.score, t.said, t.because"

// A FollowRow is a thread with the headline of the earlier story.
type FollowRow struct {
	ThreadRow
	Headline string
}

// Follows gives the threads by which some stories follow from others of their matter.
func (db *Reader) Follows(ctx context.Context, stories ...string) ([]FollowRow, error) {
	ids, err := toJSON(append([]string{}, stories...)) // never null
	if err != nil {
		return nil, err
	}
	return collect(ctx, db, func(r *sql.Rows) (f FollowRow, err error) {
		var because string
		if err = r.Scan(&f.Before, &f.After, &f.Score, &f.Said, &because, &f.Headline); err == nil {
			err = json.Unmarshal([]byte(because), &f.Because)
		}
		return f, err
	}, "SELECT "+threadColumns+`, b.headline FROM thread t JOIN story a ON a.id = t.after_id JOIN story b ON b.id = t.before_id
		WHERE t.after_id IN (SELECT value FROM json_each(?)) AND a.matter_id <> '' AND a.matter_id = b.matter_id ORDER BY a.first, a.seq, b.first, b.seq`, ids)
}

// Threads gives all threads.
func (db *Reader) Threads(ctx context.Context) ([]ThreadRow, error) {
	return collect(ctx, db, scanThread, "SELECT "+threadColumns+" FROM thread t ORDER BY t.after_id, t.before_id")
}

// ThreadWords gives what people said, of the stories that the named ones became.
func (db *Reader) ThreadWords(ctx context.Context) ([]ThreadWord, error) { return threadWords(ctx, db) }

// ThreadWords is DB's, as the transaction sees it.
func (tx *Tx) ThreadWords() ([]ThreadWord, error) { return threadWords(tx.ctx, tx) }

func threadWords(ctx context.Context, q querier) ([]ThreadWord, error) {
	words, err := collect(ctx, q, func(r *sql.Rows) (w ThreadWord, err error) {
		err = r.Scan(&w.A, &w.B, &w.Linked, &w.Because)
		return w, err
	}, `WITH RECURSIVE named(id) AS (SELECT a FROM thread_word UNION SELECT b FROM thread_word),
		step(id, at, n) AS (SELECT id, id, 0 FROM named UNION ALL
			SELECT step.id, s.merged_into, n + 1 FROM step JOIN story s ON s.id = step.at WHERE s.state = 'merged' AND s.merged_into <> '' AND n < ?),
		became(id, at) AS MATERIALIZED (SELECT id, at FROM (SELECT id, at, max(n) FROM step GROUP BY id))
		SELECT x.at, y.at, w.linked, w.because FROM thread_word w JOIN became x ON x.id = w.a JOIN became y ON y.id = w.b ORDER BY w.at, w.a, w.b`, mergesFollowed)
	if err != nil {
		return nil, fmt.Errorf("what was said of stories: %w", err)
	}
	return words, nil
}

// mergesFollowed bounds how often a story became another; of a ring, which there
// cannot be, one comes back too.
const mergesFollowed = 100

// BecameStory gives a story, or the one that it became when it was merged.
func (db *Reader) BecameStory(ctx context.Context, id string) (StoryRow, error) {
	s, err := db.Story(ctx, id)
	for range mergesFollowed {
		if err != nil || s.State != news.StoryMerged || s.MergedInto == "" {
			break
		}
		s, err = db.Story(ctx, s.MergedInto)
	}
	return s, err
}

// SayOfStories keeps what a person said of two stories, in the place of what was
// said of them before, and makes matters work to do.
func (tx *Tx) SayOfStories(w ThreadWord, now time.Time) error {
	if _, err := tx.exec(`INSERT INTO thread_word(a, b, linked, because, at) VALUES (?,?,?,?,?)
		ON CONFLICT(a, b) DO UPDATE SET linked = excluded.linked, because = excluded.because, at = excluded.at`,
		min(w.A, w.B), max(w.A, w.B), w.Linked, w.Because, millis(now)); err != nil {
		return err
	}
	_, err := tx.exec(`INSERT INTO story_outline(story_id, work) VALUES (?, 2)
		ON CONFLICT(story_id) DO UPDATE SET work = CASE WHEN work = 0 THEN 2 ELSE work END, turn = turn + 1`, w.A)
	return err
}

// outdate makes the outline of a story work to do.
func (tx *Tx) outdate(storyID string) error {
	_, err := tx.exec("INSERT INTO story_outline(story_id, work) VALUES (?, 1) ON CONFLICT(story_id) DO UPDATE SET work = 1, turn = turn + 1", storyID)
	return err
}

// outdateOf makes the outline of the story of a report work to do, if it stands in one.
func (tx *Tx) outdateOf(reportID string) error {
	_, err := tx.exec(`INSERT INTO story_outline(story_id, work) SELECT story_id, 1 FROM report WHERE id = ? AND story_id <> ''
		ON CONFLICT(story_id) DO UPDATE SET work = 1, turn = turn + 1`, reportID)
	return err
}

// OutdateOutlines makes all outlines work to do.
func (tx *Tx) OutdateOutlines() error {
	_, err := tx.exec("UPDATE story_outline SET work = 1, turn = turn + 1")
	return err
}

// An OutlineTurn is the outline of a story after it changed so often.
type OutlineTurn struct {
	StoryID string
	Turn    int64
}

// OutdatedOutlines gives stories whose outline must be made, up to a number.
func (db *Reader) OutdatedOutlines(ctx context.Context, most int) ([]OutlineTurn, error) {
	return collect(ctx, db, func(r *sql.Rows) (o OutlineTurn, err error) { err = r.Scan(&o.StoryID, &o.Turn); return o, err },
		"SELECT story_id, turn FROM story_outline WHERE work = 1 AND work > 0 ORDER BY story_id LIMIT ?", most)
}

// MattersOutdated says that there is something of matters to do.
func (db *Reader) MattersOutdated(ctx context.Context) (bool, error) {
	return one(ctx, db, func(r *sql.Rows) (some bool, err error) { err = r.Scan(&some); return some, err },
		"SELECT EXISTS (SELECT 1 FROM story_outline WHERE work > 0)")
}

// SaveOutline keeps the outline of a story, if the story did not change since it
// was said to be outdated; an empty one says that no report stands in it.
func (tx *Tx) SaveOutline(o OutlineTurn, outline string, last time.Time) error {
	_, err := tx.exec("UPDATE story_outline SET outline = ?, last = ?, work = 2 WHERE story_id = ? AND turn = ?", outline, millis(last), o.StoryID, o.Turn)
	return err
}

// Outlines gives the outlines of all stories that are looked at together, and of
// those that were and are to be looked at once more: people spoke of them, or no
// report stands in them any more.
func (db *Reader) Outlines(ctx context.Context) ([]OutlineRow, error) {
	return collect(ctx, db, func(r *sql.Rows) (o OutlineRow, err error) {
		err = r.Scan(&o.StoryID, &o.Turn, &o.Fresh, &o.Outline, &o.Empty, &o.Matter, &o.Was, &o.Named)
		return o, err
	}, `SELECT o.story_id, o.turn, o.work = 2, o.outline, s.reports = 0, s.matter_id, coalesce(w.id, ''), coalesce(m.named, w.named, 0) FROM story_outline o JOIN story s ON s.id = o.story_id
		LEFT JOIN matter m ON m.id = s.matter_id AND s.matter_id <> ''
		LEFT JOIN matter w ON s.matter_id = '' AND w.id = (SELECT id FROM matter WHERE became = s.id AND became <> '' ORDER BY named DESC, seq DESC LIMIT 1) WHERE o.outline <> '' OR o.work = 2 ORDER BY o.story_id`)
}

// MattersMade notes that matters were made of some outlines, but for those that
// changed meanwhile, and lets go of the outlines of stories that ended before a
// time and of those beyond the newest most.
func (tx *Tx) MattersMade(of []OutlineTurn, before time.Time, most int) error {
	made, err := toJSON(append([]OutlineTurn{}, of...)) // never null
	if err != nil {
		return err
	}
	for _, step := range []struct {
		query string
		args  []any
	}{
		{`UPDATE story_outline SET work = 0 WHERE work = 2 AND work > 0 AND EXISTS (
			SELECT 1 FROM json_each(?) WHERE value->>'StoryID' = story_id AND value->>'Turn' = turn)`, []any{made}},
		{"DELETE FROM story_outline WHERE work = 0 AND (outline = '' OR last < ?)", []any{millis(before)}},
		{"DELETE FROM story_outline WHERE work = 0 AND story_id IN (SELECT story_id FROM story_outline WHERE work = 0 ORDER BY last DESC, story_id LIMIT -1 OFFSET ?)", []any{most}},
	} {
		if _, err := tx.exec(step.query, step.args...); err != nil {
			return err
		}
	}
	return nil
}

// StandIn puts a story into a matter, or into none.
func (tx *Tx) StandIn(storyID, matterID string) error {
	_, err := tx.exec("UPDATE story SET matter_id = ? WHERE id = ?", matterID, storyID)
	return err
}

// SaveThread keeps why a story follows from another.
func (tx *Tx) SaveThread(t ThreadRow) error {
	because, err := toJSON(t.Because)
	if err != nil {
		return err
	}
	_, err = tx.exec(`INSERT INTO thread(before_id, after_id, score, said, because) VALUES (?,?,?,?,?)
		ON CONFLICT(before_id, after_id) DO UPDATE SET score = excluded.score, said = excluded.said, because = excluded.because`, t.Before, t.After, t.Score, t.Said, because)
	return err
}

// DropThread takes a thread away.
func (tx *Tx) DropThread(before, after string) error {
	_, err := tx.exec("DELETE FROM thread WHERE before_id = ? AND after_id = ?", before, after)
	return err
}

// LeadMatterTo has what is left of a matter go on in another, and its address
// lead there.
func (tx *Tx) LeadMatterTo(kept, gone string) error {
	if _, err := tx.exec("UPDATE story SET matter_id = ? WHERE matter_id = ? AND matter_id <> ''", kept, gone); err != nil {
		return err
	}
	_, err := tx.exec("UPDATE matter SET merged_into = ? WHERE id = ?", kept, gone)
	return err
}

// MatterBecame has the address of a matter that ended lead to a story, if that is
// what the stories that stood in it last all are by now.
func (tx *Tx) MatterBecame(id string, stories []string) error {
	ids, err := toJSON(append([]string{}, stories...)) // never null
	if err != nil {
		return err
	}
	_, err = tx.exec(`WITH RECURSIVE step(id, at, n) AS (SELECT value, value, 0 FROM json_each(?1) UNION ALL
			SELECT step.id, s.merged_into, n + 1 FROM step JOIN story s ON s.id = step.at WHERE s.state = 'merged' AND s.merged_into <> '' AND n < ?3),
		now(at) AS (SELECT DISTINCT at FROM (SELECT at, max(n) FROM step GROUP BY id))
		UPDATE matter SET became = (SELECT at FROM now) WHERE id = ?2 AND stories = 0 AND merged_into = '' AND (SELECT count(*) FROM now) = 1`, ids, id, mergesFollowed)
	return err
}

// NameMatter gives a matter the title that a person chose, or with an empty one
// leaves it to the machine again.
func (tx *Tx) NameMatter(id, title string, now time.Time) error {
	n, err := tx.exec("UPDATE matter SET title = ?, named = ?, changed_at = ? WHERE id = ? AND stories > 0", title, title != "", millis(now), id)
	if err == nil && n == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return err
	}
	return tx.RetellMatter(id, now)
}

// RetellMatter brings a matter's title, times and counts up to date from its
// stories; it changed only if one of them did. The title is a person's, or the
// headline of the story that most texts tell, the earlier of two. It begins if it
// is not there.
func (tx *Tx) RetellMatter(id string, now time.Time) error {
	if _, err := tx.exec("INSERT INTO matter(id, title, first, last, stories, reports, changed_at) VALUES (?, '', 0, 0, 0, 0, ?) ON CONFLICT(id) DO NOTHING", id, millis(now)); err != nil {
		return err
	}
	var was, is int
	if err := tx.row([]any{&was}, "SELECT stories > 0 FROM matter WHERE id = ?", id); err != nil {
		return err
	}
	// That it is not empty lets the index of stories in matters be used.
	_, err := tx.exec(`WITH inside AS MATERIALIZED (SELECT headline, first, last, reports, copies FROM story WHERE matter_id = ?1 AND matter_id <> '' AND reports > 0),
		now(title, first, last, stories, reports) AS (SELECT
			(SELECT headline FROM inside ORDER BY headline = '', reports - copies DESC, first, headline LIMIT 1),
			coalesce(min(nullif(first, 0)), 0), coalesce(max(last), 0), count(*), coalesce(sum(reports), 0) FROM inside)
		UPDATE matter SET title = CASE WHEN named THEN matter.title ELSE coalesce(now.title, matter.title) END,
			first = now.first, last = now.last, stories = now.stories, reports = now.reports,
			merged_into = CASE WHEN now.stories > 0 THEN '' ELSE merged_into END,
			became = CASE WHEN now.stories > 0 THEN '' ELSE became END, changed_at = ?2
		FROM now WHERE id = ?1 AND (NOT named AND matter.title <> coalesce(now.title, matter.title)
			OR (matter.first, matter.last, matter.stories, matter.reports) <> (now.first, now.last, now.stories, now.reports) OR now.stories > 0 AND merged_into || became <> '')`, id, millis(now))
	if err != nil {
		return err
	}
	if err := tx.row([]any{&is}, "SELECT stories > 0 FROM matter WHERE id = ?", id); err != nil {
		return err
	}
	return tx.count("matters", is-was)
}
