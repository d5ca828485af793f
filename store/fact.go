package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"dateline/news"
)

// A FactRow is a fact with the report that tells it.
type FactRow struct {
	news.Fact
	Seq         int64
	Version     int // of the report that it was recorded from
	At          time.Time
	Outlet      string
	Headline    string
	URL         string // of the report
	StoryID     string
	DuplicateOf string    // of the report: whose copy it is
	Published   time.Time // of the report
	LearnedAt   time.Time // when the version came in
}

func scanFact(r *sql.Rows) (f FactRow, err error) {
	var body string
	var at, published, learned int64
	var state news.FactState
	if err = r.Scan(&f.Seq, &f.Version, &at, &state, &body, &f.Outlet, &f.Headline, &f.URL, &f.StoryID, &f.DuplicateOf, &published, &learned); err != nil {
		return f, err
	}
	err = json.Unmarshal([]byte(body), &f.Fact)
	f.At, f.State, f.Published, f.LearnedAt = fromMillis(at), state, fromMillis(published), fromMillis(learned)
	return f, err
}

const factQuery = `SELECT f.seq, f.version, f.at, f.state, f.body, r.outlet, r.headline, r.url, r.story_id, r.duplicate_of, r.published, coalesce(v.at, r.arrived_at)
	FROM fact f JOIN report r ON r.id = f.report_id LEFT JOIN report_version v ON v.report_id = f.report_id AND v.version = f.version `

// SaveRecord keeps what was recorded of a version of a report. It replaces what
// was recorded before, but keeps what the desk said of a fact that is still told.
func (tx *Tx) SaveRecord(rec news.Record, version int) error {
	main, err := toJSON(rec.Main)
	if err != nil {
		return err
	}
	if _, err := tx.exec(`INSERT INTO record(report_id, version, recorder, at, main) VALUES (?,?,?,?,?)
		ON CONFLICT(report_id) DO UPDATE SET version = excluded.version, recorder = excluded.recorder, at = excluded.at, main = excluded.main`,
		rec.ID, version, rec.Recorder, millis(rec.At), main); err != nil {
		return err
	}
	kept, err := collect(tx.ctx, tx, func(r *sql.Rows) (p [2]string, err error) {
		err = r.Scan(&p[0], &p[1])
		return p, err
	}, "SELECT id, state FROM fact WHERE report_id = ? AND state <> 'proposed'", rec.ID)
	if err != nil {
		return err
	}
	judged := map[string]string{}
	for _, k := range kept {
		judged[k[0]] = k[1]
	}
	if err := tx.forgetActors(rec.ID); err != nil {
		return err
	}
	gone, err := tx.exec("DELETE FROM fact WHERE report_id = ?", rec.ID)
	if err != nil {
		return err
	}
	for _, f := range rec.Facts {
		f.State = news.FactProposed
		if s, ok := judged[f.ID]; ok {
			f.State = news.FactState(s)
		}
		f.ReportID = rec.ID
		for i := range f.Citations {
			f.Citations[i].ReportID, f.Citations[i].Version = rec.ID, version
		}
		body, err := toJSON(f)
		if err != nil {
			return err
		}
		if _, err := tx.exec("INSERT INTO fact(id, report_id, version, kind, type, state, at, body) VALUES (?,?,?,?,?,?,?,?)",
			f.ID, rec.ID, version, f.Kind, f.Type, f.State, millis(rec.At), body); err != nil {
			return fmt.Errorf("fact %s: %w", f.ID, err)
		}
	}
	if err := tx.saveActors(rec.Facts); err != nil {
		return fmt.Errorf("of whom facts speak: %w", err)
	}
	if err := tx.changed("record", rec.ID, millis(rec.At)); err != nil {
		return err
	}
	return tx.count("facts", len(rec.Facts)-int(gone))
}

// JudgeFact keeps what the desk says of a fact.
func (tx *Tx) JudgeFact(id string, s news.FactState) error {
	n, err := tx.exec("UPDATE fact SET state = ? WHERE id = ?", s, id)
	if err == nil && n == 0 {
		err = ErrNotFound
	}
	return err
}

// Fact gives one fact.
func (db *DB) Fact(ctx context.Context, id string) (FactRow, error) {
	return one(ctx, db, scanFact, factQuery+"WHERE f.id = ?", id)
}

// ReportFacts gives the facts of a report, in the order of its text.
func (db *DB) ReportFacts(ctx context.Context, reportID string) ([]FactRow, error) {
	return collect(ctx, db, scanFact, factQuery+"WHERE f.report_id = ? ORDER BY f.seq", reportID)
}

// StoryFacts gives the facts that a story's reports tell, copies left out.
func (db *DB) StoryFacts(ctx context.Context, storyID string) ([]FactRow, error) {
	return collect(ctx, db, scanFact, factQuery+"WHERE r.story_id = ? AND r.duplicate_of = '' AND f.state <> 'rejected' ORDER BY r.published, r.seq, f.seq", storyID)
}

// StoryTellings gives every telling of a fact by a story's reports, those of
// copies and those that the desk rejected as well.
func (db *DB) StoryTellings(ctx context.Context, storyID string) ([]FactRow, error) {
	return collect(ctx, db, scanFact, factQuery+"WHERE r.story_id = ? ORDER BY r.seq, f.seq", storyID)
}

// Facts lists facts of a kind, newest first; an empty kind means all.
func (db *DB) Facts(ctx context.Context, kind news.FactKind, p news.Paging) (Page[FactRow], error) {
	limit := limitOf(p)
	after, err := afterCursor(p.After, 1)
	if err != nil {
		return Page[FactRow]{}, err
	}
	rows, err := collect(ctx, db, scanFact, factQuery+"WHERE f.seq < ? AND (? = '' OR f.kind = ?) AND f.state <> 'rejected' ORDER BY f.seq DESC LIMIT ?", after[0], kind, kind, limit+1)
	if err != nil {
		return Page[FactRow]{}, fmt.Errorf("listing facts: %w", err)
	}
	return paged(rows, limit, func(f FactRow) string { return cursor(f.Seq) }), nil
}

// AgreementFacts gives all facts on agreements that the desk did not reject, the
// oldest first: what the register is made of.
func (db *DB) AgreementFacts(ctx context.Context) ([]FactRow, error) {
	return collect(ctx, db, scanFact, factQuery+"WHERE f.kind = 'agreement' AND f.state <> 'rejected' ORDER BY r.published, r.id, f.seq")
}

// Main gives the main event of a report.
func (db *DB) Main(ctx context.Context, reportID string) (news.MainEvent, error) {
	return one(ctx, db, func(r *sql.Rows) (m news.MainEvent, err error) {
		var s string
		if err = r.Scan(&s); err == nil {
			err = json.Unmarshal([]byte(s), &m)
		}
		return m, err
	}, "SELECT main FROM record WHERE report_id = ?", reportID)
}
