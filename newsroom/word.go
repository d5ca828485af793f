package newsroom

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"dateline/desk"
	"dateline/news"
	"dateline/record"
	"dateline/store"
)

// JudgeFact keeps what the desk says of a fact: approved, rejected, or proposed
// again. It binds every later recording of the same sentence. saw is the SaidBy of
// what was judged, for the page may say something else by now, or the fact may be one
// of which it says nothing any more; empty: what stands.
func (n *Newsroom) JudgeFact(ctx context.Context, by news.User, factID, saw string, to news.FactState) error {
	if by.Role == news.Reader {
		return refuse("Only reporters and editors judge facts; ask one of them.")
	}
	switch to {
	case news.FactApproved, news.FactRejected, news.FactProposed:
	default:
		return refuse("A fact is approved, rejected or proposed, not %q.", to)
	}
	return n.speak(ctx, func(tx *store.Tx) error {
		row, err := tx.Fact(factID)
		told := err == nil
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		if told && (saw == "" || saw == SaidBy(row.Fact)) {
			// What is taken back is for the machine to say again; what is gone, to find
			// stale; and of whom a rejected fact speaks may have been named since.
			again := to == news.FactProposed || !row.GoneAt.IsZero() || row.State == news.FactRejected && to != row.State
			row.State = to
			return n.judge(tx, by, row.Fact, string(to), "", again)
		}
		stale, err := tx.StaleFact(factID)
		switch {
		case err == nil && (saw == "" || saw == SaidBy(stale.Fact)):
			return errors.Join(tx.JudgeStale(factID, to, by.ID, n.now()), tx.Decide(by.ID, "fact/"+factID, string(to), "of a sentence that is gone", n.now()))
		case errors.Is(err, ErrNotFound) && !told, err != nil && !errors.Is(err, ErrNotFound):
			return err
		}
		return refuse("What the page says has changed since you saw it; look again at the fact.")
	})
}

// SaidBy names the sentences that a fact is cited from, to tell whether it still is
// what somebody saw.
func SaidBy(f news.Fact) string {
	parts := []string{f.ReportID}
	for _, c := range f.Citations {
		parts = append(parts, c.Exact)
	}
	return news.DeriveID("said", parts...)
}

// speak writes what the desk says of a fact.
func (n *Newsroom) speak(ctx context.Context, say func(*store.Tx) error) error {
	err := n.db.Write(ctx, "judging a fact", say)
	n.register.drop() // which the change log does not tell
	return err
}

// judge keeps the desk's word on a fact; again, its report is recorded anew.
func (n *Newsroom) judge(tx *store.Tx, by news.User, f news.Fact, act, note string, again bool) error {
	if err := tx.JudgeFact(f, by.ID, n.now()); err != nil {
		return err
	}
	if err := tx.Decide(by.ID, "fact/"+f.ID, act, note, n.now()); err != nil {
		return err
	}
	if again {
		return tx.Plan(StepRecord, f.ReportID, n.now())
	}
	return tx.Changed("record", f.ReportID, n.now()) // of whom it speaks is found no more when it is rejected
}

// EventTypes are the kinds of events that the desk can say.
var EventTypes = record.EventTypes

// coding is how the desk's corrections know what record knows of events.
var coding = desk.Coding{Types: record.EventTypes, TypeOf: record.TypeOf, PlaceNamed: record.PlaceNamed,
	Swapped: record.Swapped, SwappedNote: record.SwappedNote}

// CorrectFact keeps what an event is by the desk's word, and approves it so; one
// that is none is rejected. It binds every later recording of the same sentence. saw
// is as JudgeFact's.
func (n *Newsroom) CorrectFact(ctx context.Context, by news.User, factID, saw string, c desk.FactCorrection) error {
	if by.Role == news.Reader {
		return refuse("Only reporters and editors correct facts; ask one of them.")
	}
	return n.speak(ctx, func(tx *store.Tx) error {
		row, err := tx.Fact(factID)
		if errors.Is(err, ErrNotFound) {
			if _, stale := tx.StaleFact(factID); stale == nil {
				row.GoneAt, err = n.now(), nil
			}
		}
		if err != nil {
			return err
		}
		if !row.GoneAt.IsZero() || saw != "" && saw != SaidBy(row.Fact) {
			return refuse("The page no longer says so; correct what it says now.")
		}
		f, err := coding.Correct(row.Fact, c, n.now())
		if err != nil {
			return err
		}
		if f.State == news.FactRejected {
			return n.judge(tx, by, f, string(news.FactRejected), "", false)
		}
		return n.judge(tx, by, f, "correct", coding.EventNote(f.Type, f.CAMEO, c.Swapped), true)
	})
}

// StaleFacts is a state that is no fact's own: judged, and its sentence changed.
const StaleFacts = store.StaleFacts

// A FrameWord is what sentences of a frame tell, by the desk's word.
type FrameWord = store.FrameWord

// FrameOf suggests the frame of a fact.
func FrameOf(f news.Fact) string { return record.FrameOf(f.Predicate) }

// spoken puts the desk's word on frames in the words of the stage.
func spoken(words []FrameWord) (out []record.FrameWord) {
	for _, w := range words {
		out = append(out, record.FrameWord{Frame: w.Frame, Type: w.Type, CAMEO: w.CAMEO, Swapped: w.Swapped,
			Basis: fmt.Sprintf("the desk's word of %s: “%s” is %s", w.At.UTC().Format("2 January 2006"), w.Frame, coding.EventNote(w.Type, w.CAMEO, w.Swapped))})
	}
	return out
}

// ruledBy tells whether a fact is what it is by the desk's word on a frame. Such a
// fact may no longer look like the frame: its words may have become its pattern.
func ruledBy(f news.Fact, frame string) bool {
	return strings.Contains(f.Basis, ": “"+frame+"” is ")
}

// A FrameOutcome is what the desk's word on a frame would change.
type FrameOutcome struct {
	Frame    string          // as it is kept
	Facts    int             // kept facts of the frame
	Judged   int             // of them the desk spoke itself: they stay
	Changes  int             // would become something else
	Changed  []store.FactRow // the newest of those
	NoLesson string          // why no sentences become events that are none so far; empty: those with the verb may
	Before   FrameWord       // what the desk said of the frame before; its Frame empty: nothing
}

// changedFactsShown bounds the list of facts that a word on a frame would change.
const changedFactsShown = 30

// TryFrame says what would change if the desk said of a frame what it is. Nothing
// is changed.
func (n *Newsroom) TryFrame(ctx context.Context, w FrameWord) (out FrameOutcome, err error) {
	if w, err = checkFrame(w); err != nil {
		return out, err
	}
	out.Frame = w.Frame
	before, err := n.db.FrameWords(ctx)
	if err != nil {
		return out, err
	}
	words := []FrameWord{w}
	for _, b := range before {
		if b.Frame == w.Frame {
			out.Before = b
		} else {
			words = append(words, b)
		}
	}
	then := spoken(words)
	out.NoLesson = then[0].CannotTeach()
	err = n.db.VerbFacts(ctx, record.VerbForms(w.Frame), func(row store.FactRow) {
		said, fits := record.FrameFor(row.Fact, then)
		if ruledBy(row.Fact, w.Frame) {
			said, fits = then[0], true
		}
		if !fits || said.Frame != w.Frame {
			return
		}
		out.Facts++
		switch {
		case row.Judged:
			out.Judged++
		case said.Changes(row.Fact):
			out.Changes++
			if len(out.Changed) < changedFactsShown {
				out.Changed = append(out.Changed, row)
			}
		}
	})
	return out, err
}

// checkFrame sees whether a word on a frame can be kept, and puts the frame as it
// is kept.
func checkFrame(w FrameWord) (FrameWord, error) {
	var err error
	w.CAMEO = strings.TrimSpace(w.CAMEO)
	w.Frame = record.FrameOf(strings.ToLower(w.Frame))
	if w.Frame == "" || len(w.Frame) > 100 {
		return w, refuse("Give the verb, and with it words that must follow it, of at most 100 letters: slam; impose sanctions.")
	}
	w.Type, err = coding.CheckEvent(w.Type, w.CAMEO)
	if w.Type == "" {
		w.Swapped = false
	}
	return w, err
}

// SayFrame keeps what sentences of a frame tell, by the desk's word: it binds the
// machine for all later reports, and those with facts of the frame are recorded
// again.
func (n *Newsroom) SayFrame(ctx context.Context, by news.User, w FrameWord) error {
	w, err := checkFrame(w)
	if err != nil {
		return err
	}
	w.UserID, w.At = by.ID, n.now()
	var untold []string
	if spoken([]FrameWord{w})[0].CannotTeach() == "" {
		if untold, err = n.reportsThatSay(ctx, record.VerbForms(w.Frame)); err != nil {
			return err
		}
	}
	return n.changeFrame(ctx, by, w.Frame, untold, "say", coding.EventNote(w.Type, w.CAMEO, w.Swapped), func(tx *store.Tx) error { return tx.SaveFrameWord(w) })
}

// TakeBackFrame takes back what the desk said of a frame.
func (n *Newsroom) TakeBackFrame(ctx context.Context, by news.User, frame string) error {
	return n.changeFrame(ctx, by, frame, nil, "take back", "", func(tx *store.Tx) error { return tx.RemoveFrameWord(frame) })
}

// untoldMost bounds the kept reports that are recorded again because they have a
// verb of which the machine told nothing so far; the newest are.
const untoldMost = 2000

// reportsThatSay finds the newest reports that have one of some words.
func (n *Newsroom) reportsThatSay(ctx context.Context, words []string) (ids []string, err error) {
	for p := (news.Paging{Limit: 200}); len(ids) < untoldMost; {
		page, err := n.SearchReports(ctx, strings.Join(words, " OR "), Newest, p)
		if err != nil {
			return nil, fmt.Errorf("finding reports that say %s: %w", words[0], err)
		}
		for _, row := range page.Rows {
			ids = append(ids, row.ID)
		}
		if p.After = page.Next; p.After == "" {
			break
		}
	}
	return ids, nil
}

// changeFrame changes what is said of a frame, and makes the reports due to be
// recorded again that tell facts of it, with some others.
func (n *Newsroom) changeFrame(ctx context.Context, by news.User, frame string, reports []string, act, note string, change func(*store.Tx) error) error {
	if by.Role != news.Editor && by.Role != news.Administrator {
		return refuse("Only editors say what a frame means, for it binds every report; ask one of them.")
	}
	of := record.FrameWord{Frame: frame}
	return n.db.Write(ctx, "the desk's word on a frame", func(tx *store.Tx) error {
		if err := change(tx); err != nil {
			return err
		}
		// Looked up here: what is recorded under the old word meanwhile is found too.
		err := tx.VerbFacts(record.VerbForms(frame), func(row store.FactRow) {
			if of.Fits(row.Fact) || ruledBy(row.Fact, frame) {
				reports = append(reports, row.ReportID)
			}
		})
		if err != nil {
			return err
		}
		if err := tx.Decide(by.ID, "frame/"+frame, act, note, n.now()); err != nil {
			return err
		}
		return tx.PlanReports(StepRecord, reports, n.now())
	})
}

// taught is the recorder with what the desk taught it, made anew when it is
// another.
type taught struct {
	mu       sync.Mutex
	words    []FrameWord
	recorder *record.Recorder
}

func (t *taught) by(words []FrameWord) *record.Recorder {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.recorder == nil || !slices.EqualFunc(t.words, words, func(a, b FrameWord) bool { return a.Frame == b.Frame && a.Type == b.Type && a.CAMEO == b.CAMEO }) {
		t.words, t.recorder = words, record.NewRecorder(spoken(words))
	}
	return t.recorder
}

// recorded takes down a report under the desk's word: on frames that it taught, on
// facts themselves, on frames, and on actors. stale are the facts on which it spoke
// and whose sentences the report no longer has.
func (n *Newsroom) recorded(ctx context.Context, report news.Report) (rec news.Record, stale []string, err error) {
	judged, err := n.db.JudgedFacts(ctx, report.ID)
	if err != nil {
		return rec, nil, err
	}
	frames, err := n.db.FrameWords(ctx)
	if err != nil {
		return rec, nil, err
	}
	actors, err := n.db.ActorWords(ctx)
	if err != nil {
		return rec, nil, err
	}
	rec = n.taught.by(frames).Record(report)
	rec.Facts, stale = record.Bind(report, rec.Facts, judged)
	record.Heed(rec.Facts, spoken(frames))
	heed(rec.Facts, actors)
	rec.ID, rec.Recorder, rec.At = report.ID, record.Version, n.now()
	return rec, stale, nil
}
