package store

import (
	"context"
	"fmt"

	"dateline/news"
)

// A SearchRow is a text as it is searched: tokens that were analysed already,
// with spaces between them. Nothing is analysed here, so that a search and an
// alert mean the same.
type SearchRow struct {
	ID                                                             string // of the report or dispatch
	Headline, Body, Forms, Section, Place, Actor, Outlet, Language string
}

const searchColumns = "rowid, headline, body, forms, section, place, actor, outlet, language"

// IndexReports makes reports findable as they are now; one that is not there is left out.
func (tx *Tx) IndexReports(rows []SearchRow) error { return tx.index("report", rows) }

// IndexDispatches makes dispatches findable as they are now.
func (tx *Tx) IndexDispatches(rows []SearchRow) error { return tx.index("dispatch", rows) }

// UnindexDispatch makes a dispatch no longer findable.
func (tx *Tx) UnindexDispatch(id string) error {
	_, err := tx.exec("DELETE FROM dispatch_search WHERE rowid = (SELECT seq FROM dispatch WHERE id = ?)", id)
	return err
}

func (tx *Tx) index(noun string, rows []SearchRow) error {
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
	}
	return nil
}

// SearchOrder is the order of what a search finds.
type SearchOrder string

const (
	Newest    SearchOrder = "newest"
	Relevance SearchOrder = "relevance" // of the newest 1,000 matches
)

// relevantAmong bounds how many matches are ranked: ranking all matches of a
// common word costs a hundred times what finding the newest does.
const relevantAmong = 1000

// SearchReports finds reports by an FTS5 expression, as the match stage writes it.
func (db *DB) SearchReports(ctx context.Context, expression string, order SearchOrder, p news.Paging) (Page[ReportRow], error) {
	limit := limitOf(p)
	if order == Relevance {
		offset, err := afterOffset(p.After)
		if err != nil {
			return Page[ReportRow]{}, err
		}
		rows, err := collect(ctx, db, scanReport, "SELECT "+reportColumns+` FROM (
			SELECT rowid AS seq, bm25(report_search, 8.0, 1.0) AS score FROM report_search
			WHERE report_search MATCH ?1 AND rowid > coalesce((SELECT min(rowid) FROM (SELECT rowid FROM report_search WHERE report_search MATCH ?1 ORDER BY rowid DESC LIMIT ?2)), 0) - 1
			) m JOIN report r ON r.seq = m.seq LEFT JOIN story s ON s.id = r.story_id ORDER BY m.score, r.seq DESC LIMIT ?3 OFFSET ?4`,
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

// SearchStories finds stories with a report that an FTS5 expression finds,
// among the newest 1,000 such reports, the story with the newest report first.
func (db *DB) SearchStories(ctx context.Context, expression string, p news.Paging) (Page[StoryRow], error) {
	limit := limitOf(p)
	offset, err := afterOffset(p.After)
	if err != nil {
		return Page[StoryRow]{}, err
	}
	rows, err := collect(ctx, db, scanStory, "SELECT s.seq, s.id, s.headline, s.state, s.merged_into, s.first, s.last, s.changed_at, s.reports, s.outlets, s.copies, s.matter_id, s.told_last, s.told_third"+` FROM (
		SELECT r.story_id AS id, max(r.seq) AS newest FROM (SELECT rowid AS seq FROM report_search WHERE report_search MATCH ? ORDER BY rowid DESC LIMIT ?) m
		JOIN report r ON r.seq = m.seq WHERE r.story_id <> '' GROUP BY r.story_id
		) f JOIN story s ON s.id = f.id ORDER BY f.newest DESC LIMIT ? OFFSET ?`, expression, relevantAmong, limit+1, offset)
	if err != nil {
		return Page[StoryRow]{}, fmt.Errorf("searching stories: %w", err)
	}
	return paged(rows, limit, func(StoryRow) string { return cursor(int64(offset + limit)) }), nil
}

// SearchDispatches finds published dispatches by an FTS5 expression, newest first.
func (db *DB) SearchDispatches(ctx context.Context, expression string, p news.Paging) (Page[DispatchRow], error) {
	limit := limitOf(p)
	after, err := afterCursor(p.After, 1)
	if err != nil {
		return Page[DispatchRow]{}, err
	}
	rows, err := collect(ctx, db, scanDispatch, "SELECT "+dispatchColumns+` FROM dispatch WHERE state = 'published' AND seq IN (
		SELECT rowid FROM dispatch_search WHERE dispatch_search MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?
		) ORDER BY seq DESC`, expression, after[0], limit+1)
	if err != nil {
		return Page[DispatchRow]{}, fmt.Errorf("searching dispatches: %w", err)
	}
	return paged(rows, limit, func(d DispatchRow) string { return cursor(d.Seq) }), nil
}
