package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"dateline/news"
)

// JudgeFact keeps the desk's word on a fact: the fact as it is to stand, its state
// approved or rejected. A proposed one takes back what was said of it.
func (tx *Tx) JudgeFact(f news.Fact, userID string, at time.Time) error {
	stale, err := tx.exec("DELETE FROM fact_word WHERE fact_id = ? AND stale_at > 0", f.ID)
	if err != nil {
		return err
	}
	if err := tx.count(FactsStale, -int(stale)); err != nil {
		return err
	}
	if _, err := tx.exec("DELETE FROM fact_word WHERE fact_id = ?", f.ID); err != nil {
		return err
	}
	body, err := toJSON(f)
	if err != nil {
		return err
	}
	var stood bool
	if err := tx.row([]any{&stood}, "SELECT state <> 'rejected' AND gone_at = 0 FROM fact WHERE id = ?", f.ID); err != nil {
		return err
	}
	var stands bool
	if err := tx.row([]any{&stands}, "UPDATE fact SET state = ?, type = ?, body = ? WHERE id = ? RETURNING state <> 'rejected' AND gone_at = 0", f.State, f.Type, body, f.ID); err != nil {
		return err
	}
	switch {
	case stood && !stands:
		err = tx.count("facts", -1)
	case stands && !stood:
		err = tx.count("facts", 1)
	}
	if err != nil {
		return err
	}
	if err := tx.mentionAgain(f); err != nil {
		return err
	}
	if f.Kind == news.FactAgreement { // by which its story may follow from others
		if err := tx.outdateOf(f.ReportID); err != nil {
			return err
		}
	}
	if f.State == news.FactProposed {
		return nil
	}
	_, err = tx.exec("INSERT INTO fact_word(fact_id, report_id, state, body, user_id, at, stale_at) VALUES (?,?,?,?,?,?,0)", f.ID, f.ReportID, f.State, body, userID, millis(at))
	return err
}

// SetStaleFacts says of which facts of a report, that the desk judged, the page no
// longer says the sentences; of the others it says them (again).
func (tx *Tx) SetStaleFacts(reportID string, stale []string, now time.Time) error {
	ids, err := toJSON(append([]string{}, stale...)) // never null
	if err != nil {
		return err
	}
	became, err := tx.exec("UPDATE fact_word SET stale_at = ? WHERE report_id = ? AND stale_at = 0 AND fact_id IN (SELECT value FROM json_each(?))", millis(now), reportID, ids)
	if err != nil {
		return err
	}
	again, err := tx.exec("UPDATE fact_word SET stale_at = 0 WHERE report_id = ? AND stale_at > 0 AND fact_id NOT IN (SELECT value FROM json_each(?))", reportID, ids)
	if err != nil {
		return err
	}
	return tx.count(FactsStale, int(became-again))
}

// FactsStale is the count of facts that the desk judged and whose pages no longer
// say their sentences.
const FactsStale = "facts stale"

// JudgedFacts gives the facts of a report that the desk judged, as it let them
// stand, those that are stale too.
func (db *Reader) JudgedFacts(ctx context.Context, reportID string) ([]news.Fact, error) {
	return collect(ctx, db, scanJudged, "SELECT state, body FROM fact_word WHERE report_id = ? ORDER BY fact_id", reportID)
}

// StaleFact gives a fact as the desk let it stand, whose page no longer says its
// sentences.
func (db *Reader) StaleFact(ctx context.Context, factID string) (FactRow, error) {
	return one(ctx, db, scanFact, wordQuery+"WHERE w.stale_at > 0 AND w.fact_id = ?", factID)
}

// StaleFact is the database's StaleFact.
func (tx *Tx) StaleFact(factID string) (FactRow, error) {
	return one(tx.ctx, tx, scanFact, wordQuery+"WHERE w.stale_at > 0 AND w.fact_id = ?", factID)
}

// JudgeStale changes what the desk said of a fact that is stale; a proposed one takes
// it back. What the page tells now is not touched.
func (tx *Tx) JudgeStale(factID string, to news.FactState, userID string, at time.Time) error {
	if to != news.FactProposed {
		n, err := tx.exec("UPDATE fact_word SET state = ?, user_id = ?, at = ? WHERE fact_id = ? AND stale_at > 0", to, userID, millis(at), factID)
		if err == nil && n == 0 {
			return ErrNotFound
		}
		return err
	}
	n, err := tx.exec("DELETE FROM fact_word WHERE fact_id = ? AND stale_at > 0", factID)
	if err == nil && n == 0 {
		return ErrNotFound
	}
	return errors.Join(err, tx.count(FactsStale, -int(n)))
}

func scanJudged(r *sql.Rows) (f news.Fact, err error) {
	var body string
	var state news.FactState
	if err = r.Scan(&state, &body); err == nil {
		err = json.Unmarshal([]byte(body), &f)
	}
	f.State = state
	return f, err
}

// judged gives what the desk said of the facts of a report, by their ids, where it
// is not stale.
func (tx *Tx) judged(reportID string) (map[string]news.FactState, error) {
	out := map[string]news.FactState{}
	_, err := collect(tx.ctx, tx, func(r *sql.Rows) (struct{}, error) {
		var id string
		var state news.FactState
		err := r.Scan(&id, &state)
		out[id] = state
		return struct{}{}, err
	}, "SELECT fact_id, state FROM fact_word WHERE report_id = ? AND stale_at = 0", reportID)
	return out, err
}

// StaleFacts stands for facts that the desk judged and whose page no longer says
// their sentences.
const StaleFacts news.FactState = "stale"

// wordQuery gives facts as the desk let them stand.
const wordQuery = `SELECT 0, r.version, w.at, w.state, w.body, r.outlet, r.headline, r.url, r.story_id, r.duplicate_of, r.published, w.at, w.stale_at, w.stale_at = 0
	FROM fact_word w JOIN report r ON r.id = w.report_id `

// DeskFacts lists facts that the desk judged: those approved, rejected or stale.
// What was judged last comes first; of stale ones what became so last.
func (db *Reader) DeskFacts(ctx context.Context, which news.FactState, p news.Paging) (Page[FactRow], error) {
	limit := limitOf(p)
	offset, err := afterOffset(p.After)
	if err != nil {
		return Page[FactRow]{}, err
	}
	rows, err := collect(ctx, db, scanFact, wordQuery+`WHERE CASE WHEN w.stale_at > 0 THEN 'stale' ELSE w.state END = ?
		ORDER BY w.stale_at DESC, w.at DESC, w.fact_id LIMIT ? OFFSET ?`, which, limit+1, offset)
	if err != nil {
		return Page[FactRow]{}, fmt.Errorf("listing judged facts: %w", err)
	}
	return paged(rows, limit, func(FactRow) string { return cursor(int64(offset + limit)) }), nil
}

// A FrameWord is what sentences of a frame tell, by the desk's word.
type FrameWord struct {
	Frame, Type, CAMEO string // Type empty: no event
	Swapped            bool
	UserID, UserName   string
	At                 time.Time
}

// SaveFrameWord keeps the desk's word on a frame in place of an earlier one.
func (tx *Tx) SaveFrameWord(w FrameWord) error {
	swapped := 0
	if w.Swapped {
		swapped = 1
	}
	_, err := tx.exec(`INSERT INTO frame_word(frame, type, cameo, swapped, user_id, at) VALUES (?,?,?,?,?,?)
		ON CONFLICT(frame) DO UPDATE SET type = excluded.type, cameo = excluded.cameo, swapped = excluded.swapped, user_id = excluded.user_id, at = excluded.at`,
		w.Frame, w.Type, w.CAMEO, swapped, w.UserID, millis(w.At))
	return err
}

// RemoveFrameWord takes back the desk's word on a frame.
func (tx *Tx) RemoveFrameWord(frame string) error {
	n, err := tx.exec("DELETE FROM frame_word WHERE frame = ?", frame)
	if err == nil && n == 0 {
		return ErrNotFound
	}
	return err
}

const frameWordQuery = "SELECT w.frame, w.type, w.cameo, w.swapped, w.user_id, coalesce(u.name, w.user_id), w.at FROM frame_word w LEFT JOIN user u ON u.id = w.user_id "

func scanFrameWord(r *sql.Rows) (w FrameWord, err error) {
	var at int64
	err = r.Scan(&w.Frame, &w.Type, &w.CAMEO, &w.Swapped, &w.UserID, &w.UserName, &at)
	w.At = fromMillis(at)
	return w, err
}

// FrameWords gives the desk's word on every frame, by frame.
func (db *Reader) FrameWords(ctx context.Context) ([]FrameWord, error) {
	return collect(ctx, db, scanFrameWord, frameWordQuery+"ORDER BY w.frame")
}

// FindFrameWords lists the frames that the desk spoke of, by frame; find, if not
// empty, is a part of the frame or of what it is.
func (db *Reader) FindFrameWords(ctx context.Context, find string, p news.Paging) (Page[FrameWord], error) {
	limit := limitOf(p)
	offset, err := afterOffset(p.After)
	if err != nil {
		return Page[FrameWord]{}, err
	}
	rows, err := collect(ctx, db, scanFrameWord, frameWordQuery+"WHERE instr(fold(w.frame || ' ' || w.type || ' ' || w.cameo), fold(?)) > 0 ORDER BY w.frame LIMIT ? OFFSET ?", find, limit+1, offset)
	if err != nil {
		return Page[FrameWord]{}, fmt.Errorf("listing frames: %w", err)
	}
	return paged(rows, limit, func(FrameWord) string { return cursor(int64(offset + limit)) }), nil
}

// VerbFacts gives the events whose verb is one of some words, written small, the
// newest first.
func (db *Reader) VerbFacts(ctx context.Context, verbs []string, do func(FactRow)) error {
	return verbFacts(ctx, db, verbs, do)
}

// VerbFacts is the database's VerbFacts, with what was recorded until this write.
func (tx *Tx) VerbFacts(verbs []string, do func(FactRow)) error {
	return verbFacts(tx.ctx, tx, verbs, do)
}

func verbFacts(ctx context.Context, q querier, verbs []string, do func(FactRow)) error {
	words, err := toJSON(verbs)
	if err != nil {
		return err
	}
	_, err = collect(ctx, q, func(r *sql.Rows) (struct{}, error) {
		f, err := scanFact(r)
		if err == nil {
			do(f)
			err = errSkip
		}
		return struct{}{}, err
	}, factSelect+"INDEXED BY fact_verb JOIN report r ON r.id = f.report_id WHERE f.kind = 'event' AND f.verb IN (SELECT value FROM json_each(?))"+stillTold+"ORDER BY f.seq DESC", words)
	return err
}

// PlanReports makes a step due on each of some reports.
func (tx *Tx) PlanReports(step string, reportIDs []string, now time.Time) error {
	ids, err := toJSON(append([]string{}, reportIDs...)) // never null
	if err != nil {
		return err
	}
	_, err = tx.exec(`INSERT INTO due(kind, key, at) SELECT DISTINCT ?, value, ? FROM json_each(?) WHERE true
		ON CONFLICT(kind, key) DO UPDATE SET at = excluded.at, fence = fence + 1, leased = 0`, step, millis(now), ids)
	tx.made = append(tx.made, step)
	return err
}
