package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
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
	LearnedAt   time.Time // when the first version came in of those, up to this one, that say so
	GoneAt      time.Time // when a version came in that no longer says so; zero: it does
	Judged      bool      // the desk spoke of this very fact
}

func scanFact(r *sql.Rows) (f FactRow, err error) {
	var body string
	var at, published, learned, gone int64
	var state news.FactState
	if err = r.Scan(&f.Seq, &f.Version, &at, &state, &body, &f.Outlet, &f.Headline, &f.URL, &f.StoryID, &f.DuplicateOf, &published, &learned, &gone, &f.Judged); err != nil {
		return f, err
	}
	err = json.Unmarshal([]byte(body), &f.Fact)
	f.At, f.State, f.Published = fromMillis(at), state, fromMillis(published)
	f.LearnedAt, f.GoneAt = fromMillis(learned), fromMillis(gone)
	return f, err
}

const factSelect = `SELECT f.seq, f.version, f.at, f.state, f.body, r.outlet, r.headline, r.url, r.story_id, r.duplicate_of, r.published, f.learned_at, f.gone_at,
	EXISTS (SELECT 1 FROM fact_word w WHERE w.fact_id = f.id AND w.stale_at = 0)
	FROM fact f `

const factQuery = factSelect + "JOIN report r ON r.id = f.report_id "

// stillTold leaves out the facts of earlier versions.
const stillTold = " AND f.gone_at = 0 "

// SaveRecord keeps what was recorded of a version of a report, in place of what
// was recorded of that version before; a fact on which the desk's word is not stale
// has the state that it said. Facts that only earlier versions told are kept as gone since this
// version came in: the ledger needs them for what was known until then.
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
	before, err := tx.priorFacts(rec.ID)
	if err != nil {
		return err
	}
	learned, err := tx.learned(rec, version, before)
	if err != nil {
		return fmt.Errorf("since when report %s says so: %w", rec.ID, err)
	}
	if err := errors.Join(tx.forgetActors(ofReport, rec.ID), tx.forgetPlaces(ofReport, rec.ID)); err != nil {
		return err
	}
	gone, err := tx.clearFacts(rec, version, before)
	if err != nil {
		return err
	}
	judged, err := tx.judged(rec.ID)
	if err != nil {
		return err
	}
	told := make([]news.Fact, len(rec.Facts))
	for i, f := range rec.Facts {
		f.State = cmp.Or(f.State, news.FactProposed)
		if s, ok := judged[f.ID]; ok {
			f.State = s
		}
		f.ReportID = rec.ID
		for i := range f.Citations {
			f.Citations[i].ReportID, f.Citations[i].Version = rec.ID, version
		}
		body, err := toJSON(f)
		if err != nil {
			return err
		}
		if _, err := tx.exec("INSERT INTO fact(id, report_id, version, kind, type, state, at, body, learned_at, verb) VALUES (?,?,?,?,?,?,?,?,?,?)",
			f.ID, rec.ID, version, f.Kind, f.Type, f.State, millis(rec.At), body, learned[i], news.HeadVerb(f.Predicate)); err != nil {
			return fmt.Errorf("fact %s: %w", f.ID, err)
		}
		told[i] = f
	}
	if err := tx.saveMentions(told); err != nil {
		return err
	}
	if _, err := tx.exec("DELETE FROM unplaced WHERE report_id = ?", rec.ID); err != nil {
		return err
	}
	if err := tx.changed("record", rec.ID, millis(rec.At)); err != nil {
		return err
	}
	if err := tx.outdateOf(rec.ID); err != nil { // the agreements that it tells of may be others
		return err
	}
	stand := 0
	for _, f := range told {
		if f.State != news.FactRejected {
			stand++
		}
	}
	return tx.count("facts", stand-gone)
}

// Which facts are meant, by the one argument.
const (
	ofReport = "SELECT id FROM fact WHERE report_id = ?1"
	ofFact   = "SELECT ?1"
)

// saveMentions keeps of whom facts speak, and where they were.
func (tx *Tx) saveMentions(facts []news.Fact) error {
	if err := tx.saveActors(facts); err != nil {
		return fmt.Errorf("of whom facts speak: %w", err)
	}
	if err := tx.savePlaces(facts); err != nil {
		return fmt.Errorf("where facts were: %w", err)
	}
	return nil
}

// mentionAgain keeps anew of whom a fact speaks and where it was, as it stands now;
// of one that is gone nothing is kept.
func (tx *Tx) mentionAgain(f news.Fact) error {
	if err := errors.Join(tx.forgetActors(ofFact, f.ID), tx.forgetPlaces(ofFact, f.ID)); err != nil {
		return err
	}
	var gone int64
	if err := tx.row([]any{&gone}, "SELECT gone_at FROM fact WHERE id = ?", f.ID); err != nil || gone != 0 {
		return err
	}
	return tx.saveMentions([]news.Fact{f})
}

// A priorFact is a fact as it was kept when its report is recorded again.
type priorFact struct {
	id                string
	version           int
	learnedAt, goneAt int64
	state             news.FactState
}

func (tx *Tx) priorFacts(reportID string) ([]priorFact, error) {
	return collect(tx.ctx, tx, func(r *sql.Rows) (p priorFact, err error) {
		err = r.Scan(&p.id, &p.version, &p.learnedAt, &p.goneAt, &p.state)
		return p, err
	}, "SELECT id, version, learned_at, gone_at, state FROM fact WHERE report_id = ?", reportID)
}

// clearFacts makes room for what is told now, and says how many facts were told
// until now and not rejected. A fact that had gone and is told again keeps its first life as a row
// of its own, which no id finds: the ledger tells of both.
func (tx *Tx) clearFacts(rec news.Record, version int, before []priorFact) (gone int, err error) {
	if len(before) == 0 {
		return 0, nil
	}
	var since int64
	if err := tx.row([]any{&since}, "SELECT coalesce((SELECT at FROM report_version WHERE report_id = ? AND version = ?), ?)", rec.ID, version, millis(rec.At)); err != nil {
		return 0, err
	}
	told := map[string]bool{}
	for _, f := range rec.Facts {
		told[f.ID] = true
	}
	for _, p := range before {
		if p.goneAt == 0 && p.state != news.FactRejected {
			gone++
		}
		switch {
		case p.goneAt == 0 && (told[p.id] || p.version >= version):
			_, err = tx.exec("DELETE FROM fact WHERE id = ?", p.id)
		case p.goneAt == 0:
			_, err = tx.exec("UPDATE fact SET gone_at = ? WHERE id = ?", since, p.id)
		case told[p.id]:
			_, err = tx.exec("UPDATE fact SET id = ? WHERE id = ?", fmt.Sprintf("%s~%d", p.id, p.version), p.id)
		}
		if err != nil {
			return 0, err
		}
	}
	return gone, nil
}

// mostVersions bounds how far back it is looked when a sentence came in.
const mostVersions = 200

// learned says of each fact since when its report tells it: since the last record
// said so, or, of what that did not tell, since the first version of those in a
// row up to this one in which its sentences stand.
func (tx *Tx) learned(rec news.Record, version int, before []priorFact) ([]int64, error) {
	since := map[string]int64{}
	for _, p := range before {
		if p.goneAt == 0 && p.version >= version-1 {
			since[p.id] = p.learnedAt
		}
	}
	out := make([]int64, len(rec.Facts))
	var open []int // those that may have been told earlier still
	for i, f := range rec.Facts {
		if out[i] = since[f.ID]; out[i] == 0 {
			open = append(open, i)
		}
	}
	for v := version; v > max(0, version-mostVersions) && len(open) > 0; v-- {
		var at int64
		var packed []byte
		err := tx.row([]any{&at, &packed}, "SELECT at, body FROM report_version WHERE report_id = ? AND version = ?", rec.ID, v)
		if errors.Is(err, ErrNotFound) && v == version {
			at, err = millis(rec.At), nil
		}
		if errors.Is(err, ErrNotFound) {
			break
		}
		if err != nil {
			return nil, err
		}
		if v < version {
			report, err := tx.db.unpackReport(packed)
			if err != nil {
				return nil, err
			}
			open = slices.DeleteFunc(open, func(i int) bool {
				return slices.ContainsFunc(rec.Facts[i].Citations, func(c news.Citation) bool { return !strings.Contains(report.Text, c.Exact) })
			})
		}
		for _, i := range open {
			out[i] = at
		}
	}
	return out, nil
}

// Fact gives one fact.
func (db *Reader) Fact(ctx context.Context, id string) (FactRow, error) {
	return one(ctx, db, scanFact, factQuery+"WHERE f.id = ?", id)
}

// Fact is the database's Fact.
func (tx *Tx) Fact(id string) (FactRow, error) {
	return one(tx.ctx, tx, scanFact, factQuery+"WHERE f.id = ?", id)
}

// ReportFacts gives the facts of a report, in the order of its text.
func (db *Reader) ReportFacts(ctx context.Context, reportID string) ([]FactRow, error) {
	return collect(ctx, db, scanFact, factQuery+"WHERE f.report_id = ?"+stillTold+"ORDER BY f.seq", reportID)
}

// StoryFacts gives the facts that a story's reports tell, copies left out.
func (db *Reader) StoryFacts(ctx context.Context, storyID string) ([]FactRow, error) {
	return collect(ctx, db, scanFact, factQuery+"WHERE r.story_id = ? AND r.duplicate_of = '' AND f.state <> 'rejected'"+stillTold+"ORDER BY r.published, r.seq, f.seq", storyID)
}

// StoryTellings gives every telling of a fact by a story's reports, those of
// copies, those that the desk rejected and those that are gone as well.
func (db *Reader) StoryTellings(ctx context.Context, storyID string) ([]FactRow, error) {
	return collect(ctx, db, scanFact, factQuery+"WHERE r.story_id = ? ORDER BY r.seq, f.seq", storyID)
}

// Facts lists facts of a kind, newest first; an empty kind means all.
func (db *Reader) Facts(ctx context.Context, kind news.FactKind, p news.Paging) (Page[FactRow], error) {
	limit := limitOf(p)
	after, err := afterCursor(p.After, 1)
	if err != nil {
		return Page[FactRow]{}, err
	}
	where, args := "WHERE f.seq < ?", after
	if kind != "" {
		where, args = where+" AND f.kind = ?", append(args, kind)
	}
	rows, err := collect(ctx, db, scanFact, factQuery+where+" AND f.state <> 'rejected'"+stillTold+"ORDER BY f.seq DESC LIMIT ?", append(args, limit+1)...)
	if err != nil {
		return Page[FactRow]{}, fmt.Errorf("listing facts: %w", err)
	}
	return paged(rows, limit, func(f FactRow) string { return cursor(f.Seq) }), nil
}

// AgreementFacts gives all facts on agreements that the desk did not reject, the
// oldest first: what the register is made of.
func (db *Reader) AgreementFacts(ctx context.Context) ([]FactRow, error) {
	return collect(ctx, db, scanFact, factQuery+"WHERE f.kind = 'agreement' AND f.state <> 'rejected'"+stillTold+"ORDER BY r.published, r.id, f.seq")
}

// Main gives the main event of a report.
func (db *Reader) Main(ctx context.Context, reportID string) (news.MainEvent, error) {
	return one(ctx, db, func(r *sql.Rows) (m news.MainEvent, err error) {
		var s string
		if err = r.Scan(&s); err == nil {
			err = json.Unmarshal([]byte(s), &m)
		}
		return m, err
	}, "SELECT main FROM record WHERE report_id = ?", reportID)
}
