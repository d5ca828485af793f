package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"dateline/news"
)

// A SearchRow is a text as it is searched: tokens that were analysed already,
// with spaces between them. Nothing is analysed here, so that a search and an
// alert mean the same.
type SearchRow struct {
	ID                                                             string // of the report or dispatch
	Headline, Body, Forms, Section, Place, Actor, Outlet, Language string
	Reading                                                        string // the language by whose rules its words were stemmed; empty: by none
	// Folded are the forms that stand for a word with another stem than the form has.
	Folded []string
}

const searchColumns = "rowid, headline, body, forms, section, place, actor, outlet, language"

// IndexReports makes reports findable as they are now; one that is not there is left out.
func (tx *Tx) IndexReports(rows []SearchRow) error {
	if err := tx.index("report", rows); err != nil {
		return err
	}
	for _, s := range rows {
		if err := tx.addFolded(s.Folded); err != nil {
			return err
		}
	}
	return tx.count(countUnmerged, len(rows))
}

// IndexDispatches makes dispatches findable as they are now.
func (tx *Tx) IndexDispatches(rows []SearchRow) error { return tx.index("dispatch", rows) }

// UnindexDispatch makes a dispatch no longer findable.
func (tx *Tx) UnindexDispatch(id string) error {
	_, err := tx.exec("DELETE FROM dispatch_search WHERE rowid = (SELECT seq FROM dispatch WHERE id = ?)", id)
	return err
}

// The kept counts by which the search index is merged.
const (
	countUnmerged = "search unmerged" // reports that were indexed since merging was begun last
	countMerging  = "search merging"  // 1 while it is under way
)

// leastUnmerged is how many new reports make merging worth while, or an eighth of
// all reports if that is more: it writes the whole index anew.
const leastUnmerged = 1000

// SearchUnmerged says whether the search index has so many pieces that merging them
// is worth while: each is one more place in which every word of a search is looked up.
func (db *Reader) SearchUnmerged(ctx context.Context) (bool, error) {
	counts, err := db.Counts(ctx)
	return counts[countMerging] > 0 || counts[countUnmerged] >= max(leastUnmerged, counts["reports"]/8), err
}

// MergeSearch does so many pages' work of merging the pieces of the search index
// into one; SearchUnmerged says whether more is to be done.
func (tx *Tx) MergeSearch(pages int) error {
	var merging, unmerged int
	if err := tx.row([]any{&merging, &unmerged}, `SELECT coalesce(sum(n) FILTER (WHERE name = ?), 0), coalesce(sum(n) FILTER (WHERE name = ?), 0) FROM count`, countMerging, countUnmerged); err != nil {
		return err
	}
	if merging == 0 { // a negative number begins
		pages = -pages
		if err := tx.count(countMerging, 1); err != nil {
			return err
		}
		if err := tx.count(countUnmerged, -unmerged); err != nil {
			return err
		}
	}
	var before, after int64
	if err := tx.row([]any{&before}, "SELECT total_changes()"); err != nil {
		return err
	}
	if _, err := tx.exec("INSERT INTO report_search(report_search, rank) VALUES ('merge', ?)", pages); err != nil {
		return fmt.Errorf("merging the search index: %w", err)
	}
	if err := tx.row([]any{&after}, "SELECT total_changes()"); err != nil {
		return err
	}
	if after-before < 2 { // by which FTS5 says that nothing was left
		return tx.count(countMerging, -1)
	}
	return nil
}

func (tx *Tx) index(noun string, rows []SearchRow) error {
	readings := map[string]bool{}
	for _, s := range rows {
		var seq int64
		if err := tx.row([]any{&seq}, "SELECT seq FROM "+noun+" WHERE id = ?", s.ID); err != nil {
			return fmt.Errorf("indexing %s %s: %w", noun, s.ID, err)
		}
		if _, err := tx.exec("DELETE FROM "+noun+"_search WHERE rowid = ?", seq); err != nil {
			return err
		}
		if _, err := tx.exec("INSERT INTO "+noun+"_search("+searchColumns+") VALUES (?,?,?,?,?,?,?,?,?)",
			seq, s.Headline, s.Body, s.Forms, s.Section, s.Place, s.Actor, s.Outlet, s.Language); err != nil {
			return fmt.Errorf("indexing %s %s: %w", noun, s.ID, err)
		}
		if readings[s.Reading] {
			continue
		}
		readings[s.Reading] = true
		if _, err := tx.exec("INSERT INTO search_language(language) VALUES (?) ON CONFLICT DO NOTHING", s.Reading); err != nil {
			return err
		}
	}
	return nil
}

// SearchLanguages are the languages by whose rules the words of what is searched
// were stemmed, among them, empty, by none. An expression has to ask for no others.
func (db *Reader) SearchLanguages(ctx context.Context) ([]string, error) {
	languages, err := collect(ctx, db, func(r *sql.Rows) (s string, err error) { return s, r.Scan(&s) }, "SELECT language FROM search_language ORDER BY language")
	if err != nil {
		return nil, fmt.Errorf("asking for the languages of the search: %w", err)
	}
	return languages, nil
}

// markFolded is up to which report, by its number, forms are not told folded yet:
// those that were indexed before it was kept. 0 if there are none.
const markFolded = "folded"

func (tx *Tx) addFolded(forms []string) error {
	for _, form := range forms {
		if _, err := tx.exec("INSERT INTO folded_form(form) VALUES (?) ON CONFLICT DO NOTHING", form); err != nil {
			return fmt.Errorf("adding the folded form %s: %w", form, err)
		}
	}
	return nil
}

// FoldedForms gives those of some forms that stand in some report for a word with
// another stem than the form has, and so have to be looked up as they stand. While
// there are reports of which it is not known, these are all.
func (db *Reader) FoldedForms(ctx context.Context, forms []string) ([]string, error) {
	if len(forms) == 0 {
		return nil, nil
	}
	list, err := json.Marshal(forms)
	if err != nil {
		return nil, err
	}
	folded, err := collect(ctx, db, func(r *sql.Rows) (s string, err error) { return s, r.Scan(&s) },
		"SELECT l.value FROM json_each(?) l WHERE EXISTS (SELECT 1 FROM mark WHERE name = ? AND seq > 0) OR l.value IN (SELECT form FROM folded_form)", string(list), markFolded)
	if err != nil {
		return nil, fmt.Errorf("asking for the folded forms of the search: %w", err)
	}
	return folded, nil
}

// Unfolded gives some of the reports, by identifier, of which it is not known what
// forms are folded in them; none if it is known of all. SaveFolded says it of them
// and of all that are newer than the last of them.
func (db *Reader) Unfolded(ctx context.Context, limit int) (ids []string, last int64, err error) {
	_, err = collect(ctx, db, func(r *sql.Rows) (none struct{}, err error) {
		var id string
		err = r.Scan(&id, &last)
		ids = append(ids, id)
		return none, err
	}, "SELECT id, seq FROM report WHERE seq <= (SELECT seq FROM mark WHERE name = ?) ORDER BY seq DESC LIMIT ?", markFolded, limit)
	if err != nil {
		return nil, 0, fmt.Errorf("asking for reports whose folded forms are not known: %w", err)
	}
	return ids, last, nil
}

// SaveFolded keeps the folded forms of the reports that Unfolded gave, the last of
// which it named.
func (tx *Tx) SaveFolded(forms []string, last int64) error {
	if err := tx.addFolded(forms); err != nil {
		return err
	}
	return tx.MoveMark(markFolded, last-1)
}

// SearchOrder is the order of what a search finds.
type SearchOrder string

const (
	Newest    SearchOrder = "newest"
	Relevance SearchOrder = "relevance" // of the newest 300 matches
)

// What is ranked, and where stories are looked for, are the newest matches: ranking
// all reports that hold a common word costs a hundred times what finding the newest
// of them does.
const (
	relevantAmong = 300
	storiesAmong  = 1000
)

// SearchReports finds reports by an FTS5 expression, as the match stage writes it.
func (db *Reader) SearchReports(ctx context.Context, expression string, order SearchOrder, p news.Paging) (Page[ReportRow], error) {
	limit := limitOf(p)
	if order == Relevance {
		offset, err := afterOffset(p.After)
		if err != nil {
			return Page[ReportRow]{}, err
		}
		// One walk, newest first: it ends with the last match that is ranked.
		rows, err := collect(ctx, db, scanReport, "SELECT "+reportColumns+` FROM (
			SELECT seq, score FROM (SELECT rowid AS seq, bm25(report_search, 8.0, 1.0) AS score FROM report_search
				WHERE report_search MATCH ? ORDER BY rowid DESC LIMIT ?)
			ORDER BY score, seq DESC LIMIT ? OFFSET ?
			) m JOIN report r ON r.seq = m.seq LEFT JOIN story s ON s.id = r.story_id ORDER BY m.score, r.seq DESC`,
			expression, relevantAmong, limit+1, offset)
		if err != nil {
			return Page[ReportRow]{}, fmt.Errorf("searching: %w", err)
		}
		return paged(rows, limit, func(ReportRow) string { return cursor(int64(offset + limit)) }), nil
	}
	after, err := afterCursor(p.After, 1)
	if err != nil {
		return Page[ReportRow]{}, err
	}
	rows, err := collect(ctx, db, scanReport, "SELECT "+reportColumns+` FROM (
		SELECT rowid AS seq FROM report_search WHERE report_search MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?
		) m JOIN report r ON r.seq = m.seq LEFT JOIN story s ON s.id = r.story_id ORDER BY r.seq DESC`, expression, after[0], limit+1)
	if err != nil {
		return Page[ReportRow]{}, fmt.Errorf("searching: %w", err)
	}
	return paged(rows, limit, func(r ReportRow) string { return cursor(r.Seq) }), nil
}

// SearchStories finds the stories of a filter with a report that an FTS5 expression
// finds, among the newest 1,000 such reports, the story with the newest report first.
func (db *Reader) SearchStories(ctx context.Context, expression string, f StoryFilter, p news.Paging) (Page[StoryRow], error) {
	limit := limitOf(p)
	offset, err := afterOffset(p.After)
	if err != nil {
		return Page[StoryRow]{}, err
	}
	where, args := f.where([]any{expression, storiesAmong})
	rows, err := collect(ctx, db, scanStory, "SELECT s.seq, s.id, s.headline, s.state, s.merged_into, s.first, s.last, s.changed_at, s.reports, s.outlets, s.copies, s.matter_id, s.told_last, s.told_third"+` FROM (
		SELECT r.story_id AS id, max(r.seq) AS newest FROM (SELECT rowid AS seq FROM report_search WHERE report_search MATCH ? ORDER BY rowid DESC LIMIT ?) m
		JOIN report r ON r.seq = m.seq WHERE r.story_id <> '' GROUP BY r.story_id
		) f JOIN story s ON s.id = f.id WHERE `+where+` ORDER BY f.newest DESC LIMIT ? OFFSET ?`, append(args, limit+1, offset)...)
	if err != nil {
		return Page[StoryRow]{}, fmt.Errorf("searching stories: %w", err)
	}
	return paged(rows, limit, func(StoryRow) string { return cursor(int64(offset + limit)) }), nil
}

// SearchDispatches finds published dispatches by an FTS5 expression, newest first.
func (db *Reader) SearchDispatches(ctx context.Context, expression string, p news.Paging) (Page[DispatchRow], error) {
	limit := limitOf(p)
	after, err := afterCursor(p.After, 1)
	if err != nil {
		return Page[DispatchRow]{}, err
	}
	rows, err := collect(ctx, db, scanDispatch, "SELECT "+dispatchColumns+` FROM dispatch WHERE +state = 'published' AND seq IN (
		SELECT rowid FROM dispatch_search WHERE dispatch_search MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?
		) ORDER BY seq DESC`, expression, after[0], limit+1)
	if err != nil {
		return Page[DispatchRow]{}, fmt.Errorf("searching dispatches: %w", err)
	}
	return paged(rows, limit, func(d DispatchRow) string { return cursor(d.Seq) }), nil
}
