package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"dateline/news"
)

// A PageTrace is what a page left for the memory of its site when it was last
// read, and what that memory had to say of it. The stage read understands both.
type PageTrace struct {
	ReportID, Site, CaptureID string
	At                        time.Time // of the capture
	Trace                     []byte
	Advice                    string
}

// SaveTrace keeps what a page left for its site's memory in place of what it
// left before, if its report stands on the same capture: one that was overtaken,
// or from which a cited report was not moved, leaves nothing. So whatever stands
// on a capture is a version of a report.
func (tx *Tx) SaveTrace(t PageTrace) error {
	_, err := tx.exec(`INSERT INTO page_trace(report_id, site, capture_id, at, trace, advice) SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE EXISTS (SELECT 1 FROM report WHERE id = ?1 AND capture_id = ?3)
		ON CONFLICT(report_id) DO UPDATE SET site = excluded.site, capture_id = excluded.capture_id, at = excluded.at, trace = excluded.trace, advice = excluded.advice`,
		t.ReportID, t.Site, t.CaptureID, millis(t.At), t.Trace, t.Advice)
	return err
}

// Traces gives the traces of a site's newest pages, at most a number of them,
// and of those that the desk corrected, in the order of their reports' identifiers, which no order of arrival changes.
func (db *Reader) Traces(ctx context.Context, site string, most int) ([]PageTrace, error) {
	out, err := collect(ctx, db, func(r *sql.Rows) (t PageTrace, err error) {
		var at int64
		err = r.Scan(&t.ReportID, &t.Site, &t.CaptureID, &at, &t.Trace, &t.Advice)
		t.At = fromMillis(at)
		return t, err
	}, `SELECT report_id, site, capture_id, at, trace, advice FROM page_trace WHERE site = ?1 AND (report_id IN (SELECT report_id FROM page_trace WHERE site = ?1 ORDER BY at DESC, report_id LIMIT ?2)
		OR report_id IN (SELECT report_id FROM correction)) ORDER BY report_id`, site, most)
	if err != nil {
		err = fmt.Errorf("what pages of %s left: %w", site, err)
	}
	return out, err
}

// ForgetTraces forgets what a site's pages left, but for its newest pages and
// for those that the desk corrected.
func (tx *Tx) ForgetTraces(site string, newest int) error {
	_, err := tx.exec(`DELETE FROM page_trace WHERE site = ?1 AND report_id NOT IN (SELECT report_id FROM page_trace WHERE site = ?1 ORDER BY at DESC, report_id LIMIT ?2)
		AND report_id NOT IN (SELECT report_id FROM correction)`, site, newest)
	return err
}

// A SiteMemory is what was learned of a site (read.Memory).
type SiteMemory struct {
	Memory    []byte
	Pages     int // that it was made of
	StudiedAt time.Time
}

// SiteMemory gives what was learned of a site; the zero value if nothing was.
func (db *Reader) SiteMemory(ctx context.Context, site string) (SiteMemory, error) {
	m, err := one(ctx, db, func(r *sql.Rows) (m SiteMemory, err error) {
		var packed []byte
		var at int64
		if err := r.Scan(&packed, &m.Pages, &at); err != nil {
			return m, err
		}
		m.StudiedAt = fromMillis(at)
		m.Memory, err = db.unpack(packed)
		return m, err
	}, "SELECT memory, pages, studied_at FROM site_memory WHERE site = ?", site)
	if errors.Is(err, ErrNotFound) {
		return m, nil
	}
	if err != nil {
		err = fmt.Errorf("what was learned of %s: %w", site, err)
	}
	return m, err
}

// SaveSiteMemory keeps what was learned of a site.
func (tx *Tx) SaveSiteMemory(site string, m SiteMemory) error {
	_, err := tx.exec(`INSERT INTO site_memory(site, memory, pages, studied_at) VALUES (?,?,?,?)
		ON CONFLICT(site) DO UPDATE SET memory = excluded.memory, pages = excluded.pages, studied_at = excluded.studied_at`,
		site, tx.db.pack(m.Memory), m.Pages, millis(m.StudiedAt))
	return err
}

// A Correction is what the desk said of one block of a report's page.
type Correction struct {
	ReportID, Text, Role string
	UserID, UserName     string
	At                   time.Time
}

// SaveCorrection keeps what the desk says of a block, in place of what it said before.
func (tx *Tx) SaveCorrection(c Correction) error {
	_, err := tx.exec(`INSERT INTO correction(report_id, block, text, role, user_id, at) VALUES (?,?,?,?,?,?)
		ON CONFLICT(report_id, block) DO UPDATE SET role = excluded.role, user_id = excluded.user_id, at = excluded.at`,
		c.ReportID, news.Digest([]byte(c.Text)), c.Text, c.Role, c.UserID, millis(c.At))
	return err
}

// RemoveCorrection takes back what the desk said of a block.
func (tx *Tx) RemoveCorrection(reportID, text string) error {
	n, err := tx.exec("DELETE FROM correction WHERE report_id = ? AND block = ?", reportID, news.Digest([]byte(text)))
	if err == nil && n == 0 {
		return ErrNotFound
	}
	return err
}

func scanCorrection(r *sql.Rows) (c Correction, err error) {
	var at int64
	err = r.Scan(&c.ReportID, &c.Text, &c.Role, &c.UserID, &c.UserName, &at)
	c.At = fromMillis(at)
	return c, err
}

const selectCorrection = "SELECT c.report_id, c.text, c.role, c.user_id, coalesce(u.name, c.user_id), c.at FROM correction c LEFT JOIN user u ON u.id = c.user_id "

// Corrections gives what the desk said of a report's page, the first first.
func (db *Reader) Corrections(ctx context.Context, reportID string) ([]Correction, error) {
	return collect(ctx, db, scanCorrection, selectCorrection+"WHERE c.report_id = ? ORDER BY c.at, c.block", reportID)
}

// SiteCorrections gives what the desk said of a site's pages, by report.
func (db *Reader) SiteCorrections(ctx context.Context, site string) (map[string][]Correction, error) {
	all, err := collect(ctx, db, scanCorrection, selectCorrection+"WHERE c.report_id IN (SELECT report_id FROM page_trace WHERE site = ?) ORDER BY c.report_id, c.at, c.block", site)
	if err != nil {
		return nil, fmt.Errorf("what the desk said of %s: %w", site, err)
	}
	out := map[string][]Correction{}
	for _, c := range all {
		out[c.ReportID] = append(out[c.ReportID], c)
	}
	return out, nil
}
