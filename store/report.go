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

// A ReportRow is a report as lists show it.
type ReportRow struct {
	Seq                                   int64
	ID                                    string
	Version                               int
	SourceID, CaptureID, URL              string
	Kind                                  news.ReportKind
	Outlet, Section, Headline, Standfirst string
	Language, Place                       string
	Published, ArrivedAt, ChangedAt       time.Time
	StoryID, DuplicateOf                  string
	Link                                  news.Link // why it stands in its story; zero until it was joined
	StoryHeadline                         string
	StoryReports                          int
}

const reportColumns = `r.seq, r.id, r.version, r.source_id, r.capture_id, r.url, r.kind, r.outlet, r.section, r.headline, r.standfirst, r.language, r.place,
	r.published, r.arrived_at, r.changed_at, r.story_id, r.duplicate_of, r.link, coalesce(s.headline, ''), coalesce(s.reports, 0)`

const reportFrom = " FROM report r LEFT JOIN story s ON s.id = r.story_id "

func scanReport(rows *sql.Rows) (r ReportRow, err error) {
	var published, arrived, changed int64
	var link string
	err = rows.Scan(&r.Seq, &r.ID, &r.Version, &r.SourceID, &r.CaptureID, &r.URL, &r.Kind, &r.Outlet, &r.Section, &r.Headline, &r.Standfirst, &r.Language, &r.Place,
		&published, &arrived, &changed, &r.StoryID, &r.DuplicateOf, &link, &r.StoryHeadline, &r.StoryReports)
	r.Published, r.ArrivedAt, r.ChangedAt = fromMillis(published), fromMillis(arrived), fromMillis(changed)
	if err == nil && link != "" {
		err = json.Unmarshal([]byte(link), &r.Link)
	}
	return r, err
}

// SaveReport keeps a report that was read from a capture. It says which
// version it is now and whether anything changed. A text that differs from the
// version before is the next version. Where only other fields differ, or the
// same capture was read once more, by a later reader or with what was learned of
// its site since, the version is mended in place, and stands on the capture that
// it was read from now: the page did not change. But what a dispatch cites stays
// as it was cited, words and capture, and the new reading is the next version. A
// capture that was overtaken by the one that the report stands on, as when it is
// read late, changes nothing.
func (tx *Tx) SaveReport(r news.Report, now time.Time) (version int, changed bool, err error) {
	var before []byte
	err = tx.row([]any{&version, &before}, `SELECT r.version, v.body FROM report r JOIN report_version v ON v.report_id = r.id AND v.version = r.version WHERE r.id = ?`, r.ID)
	if errors.Is(err, ErrNotFound) {
		return 1, true, tx.firstVersion(r, now)
	}
	if err != nil {
		return 0, false, err
	}
	old, err := tx.db.unpackReport(before)
	if err != nil {
		return 0, false, err
	}
	if behind, err := tx.overtaken(r.CaptureID, old.CaptureID); err != nil || behind {
		return version, false, err
	}
	sameCapture := r.CaptureID == old.CaptureID
	mends := sameStory(old, r)
	if mends != sameCapture {
		if mends, err = tx.uncited(r.ID); err != nil {
			return 0, false, err
		}
	}
	alike, err := alikeButForCapture(old, r)
	switch {
	case err != nil:
		return 0, false, err
	case alike && (sameCapture || !mends):
		return version, false, nil
	case !mends:
		version++
	}
	r.Version = version
	body, err := json.Marshal(r)
	if err != nil {
		return 0, false, err
	}
	if _, err := tx.exec(`INSERT INTO report_version(report_id, version, capture_id, at, body) VALUES (?,?,?,?,?)
		ON CONFLICT(report_id, version) DO UPDATE SET body = excluded.body, capture_id = excluded.capture_id`, r.ID, version, r.CaptureID, millis(now), tx.db.pack(body)); err != nil {
		return 0, false, err
	}
	if alike { // nobody need hear that it stands on a newer capture
		_, err := tx.exec("UPDATE report SET capture_id = ? WHERE id = ?", r.CaptureID, r.ID)
		return version, false, err
	}
	if _, err := tx.exec(`UPDATE report SET version = ?, capture_id = ?, kind = ?, outlet = ?, section = ?, headline = ?, standfirst = ?, language = ?, place = ?, published = ?, changed_at = ? WHERE id = ?`,
		version, r.CaptureID, r.Kind, r.Outlet, sectionColumn(r), r.Headline, r.Standfirst, r.Language, r.Place, millis(r.Published), millis(now), r.ID); err != nil {
		return 0, false, err
	}
	if !mends && !sameCapture {
		if err := tx.changedPage(old, r, now); err != nil {
			return 0, false, err
		}
	}
	if err := tx.outdateOf(r.ID); err != nil {
		return 0, false, err
	}
	return version, true, tx.changed("report", r.ID, millis(now))
}

// uncited says that no dispatch, in whatever state and edition, cites a report.
func (tx *Tx) uncited(reportID string) (bool, error) {
	var free bool
	err := tx.row([]any{&free}, "SELECT NOT EXISTS (SELECT 1 FROM dispatch_report WHERE report_id = ?)", reportID)
	return free, err
}

// alikeButForCapture says whether two readings say the same in every field.
func alikeButForCapture(a, b news.Report) (bool, error) {
	b.Version, b.CaptureID = a.Version, a.CaptureID
	was, err := json.Marshal(a)
	if err != nil {
		return false, err
	}
	is, err := json.Marshal(b)
	return string(is) == string(was), err
}

// overtaken says that a capture was last seen before another of the same page.
func (tx *Tx) overtaken(capture, by string) (bool, error) {
	var behind bool
	err := tx.row([]any{&behind}, `SELECT coalesce((SELECT seen_at FROM capture WHERE id = ?) < (SELECT seen_at FROM capture WHERE id = ?), 0)`, capture, by)
	return behind, err
}

func (tx *Tx) firstVersion(r news.Report, now time.Time) error {
	r.Version = 1
	body, err := json.Marshal(r)
	if err != nil {
		return err
	}
	if _, err := tx.exec("INSERT INTO report_version(report_id, version, capture_id, at, body) VALUES (?,?,?,?,?)", r.ID, r.Version, r.CaptureID, millis(now), tx.db.pack(body)); err != nil {
		return err
	}
	if err := tx.insertReport(r, now); err != nil {
		return err
	}
	return tx.changed("report", r.ID, millis(now))
}

// PlanReread makes the newest capture of every report due to be read again, and
// those that could not be read, by the step read, and every report that was
// joined due to be recorded again by the step record. It says how many captures.
func (tx *Tx) PlanReread(read, record string, now time.Time) (int64, error) {
	n, err := tx.exec(`INSERT INTO due(kind, key, at) SELECT ?, capture_id, ? FROM report WHERE capture_id <> '' GROUP BY capture_id
		ON CONFLICT(kind, key) DO UPDATE SET at = excluded.at, fence = fence + 1`, read, millis(now))
	if err != nil {
		return 0, err
	}
	if _, err := tx.exec(`INSERT INTO due(kind, key, at) SELECT ?, id, ? FROM report WHERE story_id <> ''
		ON CONFLICT(kind, key) DO UPDATE SET at = excluded.at, fence = fence + 1`, record, millis(now)); err != nil {
		return 0, err
	}
	stuck, err := tx.exec("UPDATE due SET stuck = 0, tries = 0, at = ?, fence = fence + 1 WHERE kind IN (?, ?) AND stuck = 1", millis(now), read, record)
	if err != nil {
		return 0, err
	}
	tx.made = append(tx.made, read, record)
	return n, tx.count("stuck", -int(stuck))
}

func (tx *Tx) insertReport(r news.Report, now time.Time) error {
	_, err := tx.exec(`INSERT INTO report(id, version, source_id, capture_id, url, kind, outlet, section, headline, standfirst, language, place, published, arrived_at, changed_at)
		VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)`,
		r.ID, r.Version, r.SourceID, r.CaptureID, r.URL, r.Kind, r.Outlet, sectionColumn(r), r.Headline, r.Standfirst, r.Language, r.Place, millis(r.Published), millis(now), millis(now))
	if err != nil {
		return err
	}
	if _, err := tx.exec("UPDATE source SET reports = reports + 1 WHERE id = ?", r.SourceID); err != nil {
		return err
	}
	return tx.count("reports", 1)
}

// sectionColumn holds the section path as people read it.
func sectionColumn(r news.Report) string {
	if len(r.Section) == 0 {
		return ""
	}
	return strings.Join(r.Section, " / ")
}

// sameStory says whether two readings tell readers the same.
func sameStory(a, b news.Report) bool {
	return a.Text == b.Text && a.Headline == b.Headline && a.Standfirst == b.Standfirst
}

func (db *Reader) unpackReport(packed []byte) (r news.Report, err error) {
	body, err := db.unpack(packed)
	if err == nil {
		err = r.UnmarshalJSON(body) // through json.Unmarshal everything would be read twice
	}
	return r, err
}

// Report gives the newest version of a report.
func (db *Reader) Report(ctx context.Context, id string) (news.Report, error) {
	return db.report(ctx, id, "SELECT v.body FROM report r JOIN report_version v ON v.report_id = r.id AND v.version = r.version WHERE r.id = ?", id)
}

// ReportTexts gives the newest versions of several reports, by identifier; those
// that are not there are left out.
func (db *Reader) ReportTexts(ctx context.Context, ids []string) (map[string]news.Report, error) {
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	found := make(map[string]news.Report, len(ids))
	_, err = collect(ctx, db, func(rows *sql.Rows) (none struct{}, err error) {
		var packed sql.RawBytes // good until the next row, and unpacked by then
		if err := rows.Scan(&packed); err != nil {
			return none, err
		}
		r, err := db.unpackReport(packed)
		found[r.ID] = r
		return none, err
	}, `SELECT v.body FROM json_each(?) l CROSS JOIN report r ON r.id = l.value JOIN report_version v ON v.report_id = r.id AND v.version = r.version`, string(list))
	if err != nil {
		return nil, fmt.Errorf("reading the texts of %d reports: %w", len(ids), err)
	}
	return found, nil
}

// ReportVersion gives one version of a report.
func (db *Reader) ReportVersion(ctx context.Context, id string, version int) (news.Report, error) {
	return db.report(ctx, id, "SELECT body FROM report_version WHERE report_id = ? AND version = ?", id, version)
}

func (db *Reader) report(ctx context.Context, id, query string, args ...any) (news.Report, error) {
	r, err := one(ctx, db, func(rows *sql.Rows) (news.Report, error) {
		var packed []byte
		if err := rows.Scan(&packed); err != nil {
			return news.Report{}, err
		}
		return db.unpackReport(packed)
	}, query, args...)
	if err != nil {
		err = fmt.Errorf("report %s: %w", id, err)
	}
	return r, err
}

// A Version is one version of a report, without its text.
type Version struct {
	Version   int
	CaptureID string
	At        time.Time
}

// Versions lists a report's versions, the first first.
func (db *Reader) Versions(ctx context.Context, id string) ([]Version, error) {
	return collect(ctx, db, func(r *sql.Rows) (v Version, err error) {
		var at int64
		err = r.Scan(&v.Version, &v.CaptureID, &at)
		v.At = fromMillis(at)
		return v, err
	}, "SELECT version, capture_id, at FROM report_version WHERE report_id = ? ORDER BY version", id)
}

// ReportRow gives a report as lists show it.
func (db *Reader) ReportRow(ctx context.Context, id string) (ReportRow, error) {
	r, err := one(ctx, db, scanReport, "SELECT "+reportColumns+reportFrom+"WHERE r.id = ?", id)
	if err != nil {
		err = fmt.Errorf("report %s: %w", id, err)
	}
	return r, err
}

// ReportRows returns reports by their identifiers; those that aren't there are left out.
func (db *Reader) ReportRows(ctx context.Context, ids []string) (map[string]ReportRow, error) {
	list, err := toJSON(ids)
	if err != nil {
		return nil, err
	}
	rows, err := collect(ctx, db, scanReport, "SELECT "+reportColumns+reportFrom+"WHERE r.id IN (SELECT value FROM json_each(?))", list)
	if err != nil {
		return nil, fmt.Errorf("reading %d reports: %w", len(ids), err)
	}
	found := make(map[string]ReportRow, len(rows))
	for _, r := range rows {
		found[r.ID] = r
	}
	return found, nil
}

// A ReportFilter narrows the river of reports. Empty fields do not.
type ReportFilter struct {
	SourceID, Language, Kind string
	Section                  string // a part of the section path
	Copies                   bool   // also those that are copies of others
	Since                    time.Time
}

// Reports lists reports as they arrived, newest first.
func (db *Reader) Reports(ctx context.Context, f ReportFilter, p news.Paging) (Page[ReportRow], error) {
	limit := limitOf(p)
	after, err := afterCursor(p.After, 1)
	if err != nil {
		return Page[ReportRow]{}, err
	}
	where, args := "r.seq < ?", after
	and := func(cond string, arg any) { where += " AND " + cond; args = append(args, arg) }
	if f.SourceID != "" {
		and("r.source_id = ?", f.SourceID)
	}
	if f.Language != "" {
		and("r.language = ?", f.Language)
	}
	if f.Kind != "" {
		and("r.kind = ?", f.Kind)
	}
	if f.Section != "" {
		and("instr(fold(r.section), fold(?))", f.Section)
	}
	if !f.Copies {
		where += " AND r.duplicate_of = ''"
	}
	if !f.Since.IsZero() {
		and("r.arrived_at >= ?", millis(f.Since))
	}
	rows, err := collect(ctx, db, scanReport, "SELECT "+reportColumns+reportFrom+"WHERE "+where+" ORDER BY r.seq DESC LIMIT ?", append(args, limit+1)...)
	if err != nil {
		return Page[ReportRow]{}, fmt.Errorf("listing reports: %w", err)
	}
	return paged(rows, limit, func(r ReportRow) string { return cursor(r.Seq) }), nil
}

// StoryReports gives all reports of a story, the earliest first.
func (db *Reader) StoryReports(ctx context.Context, storyID string) ([]ReportRow, error) {
	return collect(ctx, db, scanReport, selectStoryReports, storyID)
}

const selectStoryReports = "SELECT " + reportColumns + reportFrom + "WHERE r.story_id = ? ORDER BY r.published, r.seq"

// JoinedSince gives the reports that were joined and published since a time, in
// the order in which they arrived: what the join stage must be told after a restart.
func (db *Reader) JoinedSince(ctx context.Context, since time.Time) ([]ReportRow, error) {
	return collect(ctx, db, scanReport, "SELECT "+reportColumns+reportFrom+"WHERE r.story_id <> '' AND max(r.published, r.arrived_at) >= ? ORDER BY r.seq", millis(since))
}
