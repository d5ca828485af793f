package newsroom

import (
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/desk"
	"dateline/news"
	"dateline/store"
)

// told is a newsroom with one report in it, whose text can change.
type told struct {
	*testing.T
	n   *Newsroom
	now *time.Time
	id  string
}

func (w told) page(id, text string) {
	w.Helper()
	r := news.Report{ID: id, URL: "https://paper.example/" + id, CaptureID: "cap_1", Kind: news.KindArticle, Language: "en", Headline: "News", Published: *w.now, Text: text,
		Paragraphs: []news.Paragraph{{Kind: news.PlainParagraph, Text: text}}}
	writing(w.T, w.n, func(tx *store.Tx) error {
		if _, _, err := tx.SaveReport(r, *w.now); err != nil {
			return err
		}
		return tx.Plan(StepRecord, id, *w.now)
	})
	doAll(w.T, w.n, StepRecord)
}

func (w told) facts(id string) []store.FactRow {
	w.Helper()
	rows, err := w.n.db.ReportFacts(w.Context(), id)
	if err != nil {
		w.Fatal(err)
	}
	return rows
}

// fact gives the one fact whose predicate begins so.
func (w told) fact(id, predicate string) store.FactRow {
	w.Helper()
	var found []store.FactRow
	for _, f := range w.facts(id) {
		if strings.HasPrefix(f.Predicate, predicate) {
			found = append(found, f)
		}
	}
	if len(found) != 1 {
		w.Fatalf("%d facts begin with %q, want one: %+v", len(found), predicate, w.facts(id))
	}
	return found[0]
}

const (
	slammed = "Russia slammed Germany on Tuesday over its support for Ukraine."
	imposed = "The United States imposed sanctions on Iran."
)

var (
	wordReporter = news.User{ID: "user_r", Role: news.Reporter}
	wordEditor   = news.User{ID: "user_e", Role: news.Editor}
)

func newTold(t *testing.T) told {
	n, now := corridor(t)
	return told{t, n, now, "rep_1"}
}

// The desk's word on a fact is bound to its sentence: it stays however often the
// page is recorded, moves with the sentence, and is stale when that changed.
func TestJudgedFactsStayWithTheirSentence(t *testing.T) {
	w := newTold(t)
	w.page("rep_1", slammed+" "+imposed)
	slam, impose := w.fact("rep_1", "slam"), w.fact("rep_1", "impose")
	if err := w.n.JudgeFact(t.Context(), wordReporter, slam.ID, "", news.FactRejected); err != nil {
		t.Fatal(err)
	}
	if err := w.n.CorrectFact(t.Context(), wordReporter, impose.ID, "", desk.FactCorrection{Type: "SANCTION", CAMEO: "172", Modality: news.Planned}); err == nil {
		t.Error("a code of another kind was taken")
	}
	for _, bad := range []desk.FactCorrection{{Type: "SANCTION", Day: "soon"}, {Type: "SANCTION", Day: "2026-13-01"}, {Type: "SANCTION", Place: "French"}, {Type: "SANCTION", Modality: "sure"}} {
		if err := w.n.CorrectFact(t.Context(), wordReporter, impose.ID, "", bad); err == nil {
			t.Errorf("%+v was taken", bad)
		}
	}
	if err := w.n.CorrectFact(t.Context(), news.User{Role: news.Reader}, impose.ID, "", desk.FactCorrection{Type: "SANCTION"}); err == nil {
		t.Error("a reader corrected a fact")
	}
	if err := w.n.CorrectFact(t.Context(), wordReporter, impose.ID, "", desk.FactCorrection{Type: "SANCTION", Modality: news.Planned, Day: "2026-06", Place: "Tehran"}); err != nil {
		t.Fatal(err)
	}
	holds := func(when string) {
		t.Helper()
		if f := w.fact("rep_1", "slam"); f.State != news.FactRejected || f.ID != slam.ID {
			t.Errorf("%s: what was rejected is %s %s", when, f.State, f.ID)
		}
		f := w.fact("rep_1", "impose")
		if f.State != news.FactApproved || f.Type != "SANCTION" || f.CAMEO != "" || f.Modality != news.Planned || !strings.Contains(f.Basis, "the machine said COERCE 163") {
			t.Errorf("%s: what was corrected is %+v", when, f.Fact)
		}
		if f.Time == nil || f.Time.From != "2026-06-01" || f.Time.To != "2026-06-30" || f.Time.Precision != "month" || f.Place == nil || f.Place.Country != "IRN" || f.Place.Lat == 0 {
			t.Errorf("%s: what was corrected is of %+v in %+v", when, f.Time, f.Place)
		}
		r, err := w.n.db.Report(t.Context(), "rep_1")
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range f.Citations {
			if got := string([]rune(r.Text)[c.Start:c.End]); got != c.Exact {
				t.Errorf("%s: cited %q, there stands %q", when, c.Exact, got)
			}
		}
	}
	holds("at once")
	w.page("rep_1", slammed+" "+imposed)
	holds("recorded again")
	w.page("rep_1", "Both told Reuters so. "+slammed+" It was late. "+imposed)
	holds("moved")

	w.page("rep_1", "Russia slammed Germany on Monday over its support for Ukraine. "+imposed)
	if f := w.fact("rep_1", "slam"); f.State != news.FactProposed {
		t.Errorf("a sentence that changed is %s", f.State)
	}
	stale, err := w.n.db.DeskFacts(t.Context(), StaleFacts, news.Paging{})
	if err != nil || len(stale.Rows) != 1 || stale.Rows[0].ID != slam.ID {
		t.Fatalf("stale: %+v, %v", stale.Rows, err)
	}
	staleFacts := func(want int) {
		t.Helper()
		if counts, err := w.n.db.Counts(t.Context()); err != nil || counts[store.FactsStale] != want {
			t.Errorf("%d facts are counted as stale, %v; want %d", counts[store.FactsStale], err, want)
		}
	}
	staleFacts(1)
	w.page("rep_1", slammed+" "+imposed)
	holds("the sentence came back")
	staleFacts(0)

	if err := w.n.JudgeFact(t.Context(), wordReporter, w.fact("rep_1", "impose").ID, "", news.FactProposed); err != nil {
		t.Fatal(err)
	}
	doAll(t, w.n, StepRecord)
	if f := w.fact("rep_1", "impose"); f.State != news.FactProposed || f.CAMEO != "163" || f.Basis != "" {
		t.Errorf("taken back: %+v", f.Fact)
	}
	w.page("rep_1", imposed)
	if err := w.n.JudgeFact(t.Context(), wordReporter, slam.ID, "", news.FactProposed); err != nil {
		t.Fatalf("taking back what is stale: %v", err)
	}
	staleFacts(0)
	if stale, err := w.n.db.DeskFacts(t.Context(), StaleFacts, news.Paging{}); err != nil || len(stale.Rows) != 0 {
		t.Errorf("stale after it was taken back: %+v, %v", stale.Rows, err)
	}
	said, err := w.n.db.Decisions(t.Context(), "fact/"+slam.ID)
	if err != nil || len(said) != 2 || said[0].Act != "rejected" || said[0].UserID != wordReporter.ID {
		t.Errorf("decisions %+v, %v", said, err)
	}
}

// What the desk says of a fact is of the sentence that it saw: the page may say
// another by now, and of one that is gone it says nothing any more.
func TestJudgingWhatWasSeen(t *testing.T) {
	w := newTold(t)
	w.page("rep_1", slammed+" "+imposed)
	fact := w.fact("rep_1", "slam")
	if err := w.n.JudgeFact(t.Context(), wordReporter, fact.ID, SaidBy(fact.Fact), news.FactRejected); err != nil {
		t.Fatal(err)
	}
	// A fact of that name that stands on another sentence besides, as one kept before
	// facts were named by their sentences may.
	other := fact.Fact
	other.Citations = append(slices.Clone(other.Citations), news.Citation{Exact: imposed})
	other.State = ""
	writing(t, w.n, func(tx *store.Tx) error {
		if err := tx.SetStaleFacts("rep_1", []string{fact.ID}, *w.now); err != nil {
			return err
		}
		return tx.SaveRecord(news.Record{ID: "rep_1", At: *w.now, Facts: []news.Fact{other}}, fact.Version)
	})
	state := func(what string, live, stale news.FactState) {
		t.Helper()
		row, err := w.n.db.Fact(t.Context(), fact.ID)
		if err != nil || row.State != live {
			t.Errorf("%s: what stands is %s, %v; want %s", what, row.State, err, live)
		}
		if was, err := w.n.db.StaleFact(t.Context(), fact.ID); was.State != stale || (err == nil) != (stale != "") {
			t.Errorf("%s: what is gone is %q, %v; want %q", what, was.State, err, stale)
		}
	}
	state("at first", news.FactProposed, news.FactRejected)
	if err := w.n.JudgeFact(t.Context(), wordReporter, fact.ID, "said_else", news.FactApproved); err == nil {
		t.Error("a sentence that nobody saw was approved")
	}
	if err := w.n.CorrectFact(t.Context(), wordReporter, fact.ID, SaidBy(fact.Fact), desk.FactCorrection{Type: "REJECT"}); err == nil {
		t.Error("a sentence that nobody saw was corrected")
	}
	state("refused", news.FactProposed, news.FactRejected)
	if err := w.n.JudgeFact(t.Context(), wordReporter, fact.ID, SaidBy(fact.Fact), news.FactApproved); err != nil {
		t.Fatal(err)
	}
	state("approved what is gone", news.FactProposed, news.FactApproved)
	if err := w.n.JudgeFact(t.Context(), wordReporter, fact.ID, SaidBy(fact.Fact), news.FactProposed); err != nil {
		t.Fatal(err)
	}
	state("taken back what is gone", news.FactProposed, "")
	if counts, err := w.n.db.Counts(t.Context()); err != nil || counts[store.FactsStale] != 0 {
		t.Errorf("%d facts are counted as stale, %v", counts[store.FactsStale], err)
	}
	if err := w.n.JudgeFact(t.Context(), wordReporter, fact.ID, SaidBy(other), news.FactApproved); err != nil {
		t.Fatal(err)
	}
	state("approved what stands", news.FactApproved, "")
}

// A word on a frame of more than its verb finds the facts that it swapped again.
func TestSwappedFramesAreFoundAgain(t *testing.T) {
	w := newTold(t)
	w.page("rep_1", slammed)
	word := FrameWord{Frame: "slam germany", CAMEO: "130", Swapped: true}
	if err := w.n.SayFrame(t.Context(), wordEditor, word); err != nil {
		t.Fatal(err)
	}
	doAll(t, w.n, StepRecord)
	f := w.fact("rep_1", "slam")
	if f.CAMEO != "130" || !strings.Contains(f.Basis, "swapped") {
		t.Fatalf("said: %+v", f.Fact)
	}
	if would, err := w.n.TryFrame(t.Context(), word); err != nil || would.Facts != 1 || would.Changes != 0 {
		t.Errorf("saying it again would change %+v, %v", would, err)
	}
	if would, err := w.n.TryFrame(t.Context(), FrameWord{Frame: "slam germany", CAMEO: "130"}); err != nil || would.Facts != 1 || would.Changes != 1 {
		t.Errorf("saying it unswapped would change %+v, %v", would, err)
	}
	if err := w.n.TakeBackFrame(t.Context(), wordEditor, "slam germany"); err != nil {
		t.Fatal(err)
	}
	doAll(t, w.n, StepRecord)
	if f := w.fact("rep_1", "slam"); f.Type != "ACCUSE" || f.Source[0].Text != "Russia" {
		t.Errorf("taken back: %+v", f.Fact)
	}
}

// Of whom a fact speaks that the desk rejected, reports are found no more, and
// are again when it takes that back.
func TestRejectedFactsAreNotSearched(t *testing.T) {
	w := newTold(t)
	w.page("rep_1", slammed)
	found := func(when string, want int) {
		t.Helper()
		walk(t, w.n)
		page, err := w.n.SearchReports(t.Context(), "actor:germany", Newest, news.Paging{})
		if err != nil || len(page.Rows) != want {
			t.Errorf("%s: %d reports are found, %v; want %d", when, len(page.Rows), err, want)
		}
	}
	found("recorded", 1)
	for _, f := range w.facts("rep_1") {
		if err := w.n.JudgeFact(t.Context(), wordReporter, f.ID, "", news.FactRejected); err != nil {
			t.Fatal(err)
		}
	}
	found("rejected", 0)
	for _, f := range w.facts("rep_1") {
		if err := w.n.JudgeFact(t.Context(), wordReporter, f.ID, "", news.FactApproved); err != nil {
			t.Fatal(err)
		}
	}
	found("approved", 1)
}

// What is recorded under the old word until the new one is kept is recorded again.
func TestAFrameWhileReportsAreRecorded(t *testing.T) {
	w := newTold(t)
	w.page("rep_1", "Talks go on.")
	late := news.Fact{ID: "fact_late", Kind: news.FactEvent, Type: "ACCUSE", Predicate: "slammed", Citations: []news.Citation{{Exact: "Talks go on."}}}
	err := w.n.changeFrame(t.Context(), wordEditor, "slam", nil, "say", "", func(tx *store.Tx) error {
		return tx.SaveRecord(news.Record{ID: "rep_1", At: *w.now, Facts: []news.Fact{late}}, 1)
	})
	if err != nil {
		t.Fatal(err)
	}
	if done := doAll(t, w.n, StepRecord); done != 1 {
		t.Errorf("%d reports were recorded again, want that which came late", done)
	}
}

// The desk's word on a frame binds kept reports and later ones, is shown with its
// effect before, and is undone when it is taken back.
func TestSayingWhatAFrameMeans(t *testing.T) {
	w := newTold(t)
	w.page("rep_1", slammed+" "+imposed)
	w.page("rep_2", "Turkey is slamming Greece over the islands. China slammed Japan on Tuesday over its fishing fleet.")
	for _, bad := range []FrameWord{{}, {Frame: "slam", Type: "SHOUT"}, {Frame: "slam", CAMEO: "999"}, {Frame: "slam", Type: "ACCUSE", CAMEO: "190"}, {Frame: "; --", Type: "ACCUSE"}} {
		if err := w.n.SayFrame(t.Context(), wordEditor, bad); err == nil {
			t.Errorf("%+v was taken", bad)
		}
	}
	word := FrameWord{Frame: "Slammed", CAMEO: "130", Swapped: true}
	if err := w.n.SayFrame(t.Context(), wordReporter, word); err == nil {
		t.Error("a reporter bound the machine")
	}
	for _, f := range w.facts("rep_2") {
		if f.Source[0].Text == "China" {
			if err := w.n.JudgeFact(t.Context(), wordReporter, f.ID, "", news.FactApproved); err != nil {
				t.Fatal(err)
			}
		}
	}
	would, err := w.n.TryFrame(t.Context(), word)
	if err != nil || would.Frame != "slam" || would.Facts != 3 || would.Judged != 1 || would.Changes != 2 || len(would.Changed) != 2 {
		t.Fatalf("it would change %+v, %v", would, err)
	}
	if f := w.fact("rep_1", "slam"); f.Type != "ACCUSE" {
		t.Fatalf("trying changed it: %+v", f.Fact)
	}
	if err := w.n.SayFrame(t.Context(), wordEditor, word); err != nil {
		t.Fatal(err)
	}
	if done := doAll(t, w.n, StepRecord); done != 2 {
		t.Errorf("%d reports were recorded again, want 2", done)
	}
	w.page("rep_3", "Egypt slammed Ethiopia over the dam on Tuesday.")
	holds := func(when string) {
		t.Helper()
		for id, source := range map[string]string{"rep_1": "Germany", "rep_3": "Ethiopia"} {
			f := w.fact(id, "slam")
			if f.Type != "THREATEN" || f.CAMEO != "130" || f.Source[0].Text != source || !strings.Contains(f.Basis, "“slam” is THREATEN 130, source and target swapped (the machine said ACCUSE 111)") {
				t.Errorf("%s: %s tells %+v", when, id, f.Fact)
			}
		}
		for _, f := range w.facts("rep_2") {
			if f.Source[0].Text == "China" && f.Type != "ACCUSE" {
				t.Errorf("%s: the desk's word on a fact itself gave way: %+v", when, f.Fact)
			}
		}
	}
	holds("said")
	w.page("rep_1", slammed+" "+imposed)
	holds("recorded again")

	if err := w.n.SayFrame(t.Context(), wordEditor, FrameWord{Frame: "slam"}); err != nil {
		t.Fatal(err)
	}
	doAll(t, w.n, StepRecord)
	if f := w.fact("rep_1", "slam"); f.State != news.FactRejected || !strings.Contains(f.Basis, "no event") {
		t.Errorf("no event: %+v", f.Fact)
	}
	if err := w.n.TakeBackFrame(t.Context(), wordReporter, "slam"); err == nil {
		t.Error("a reporter took it back")
	}
	if err := w.n.TakeBackFrame(t.Context(), wordEditor, "slam"); err != nil {
		t.Fatal(err)
	}
	doAll(t, w.n, StepRecord)
	if f := w.fact("rep_1", "slam"); f.State != news.FactProposed || f.Type != "ACCUSE" || f.Source[0].Text != "Russia" || f.Basis != "" {
		t.Errorf("taken back: %+v", f.Fact)
	}
	if err := w.n.TakeBackFrame(t.Context(), wordEditor, "slam"); err == nil {
		t.Error("a word that was taken back was taken back again")
	}
	said, err := w.n.db.Decisions(t.Context(), "frame/slam")
	if err != nil || len(said) != 3 || said[0].Act != "say" || said[0].UserID != wordEditor.ID || said[2].Act != "take back" {
		t.Errorf("decisions %+v, %v", said, err)
	}
}

// The frame that is suggested for what was done to someone is the verb's, and holds
// of it.
func TestAFrameOfThePassive(t *testing.T) {
	w := newTold(t)
	w.page("rep_1", "At least 12 people were killed in a bomb attack in Ankara.")
	f := w.fact("rep_1", "were killed")
	frame := FrameOf(f.Fact)
	if frame != "kill" {
		t.Errorf("the frame of %q is %q", f.Predicate, frame)
	}
	would, err := w.n.TryFrame(t.Context(), FrameWord{Frame: frame, Type: "x-DISASTER"})
	if err != nil || would.Facts != 1 || would.Changes != 1 || would.NoLesson == "" {
		t.Errorf("it would change %+v, %v", would, err)
	}
	if err := w.n.SayFrame(t.Context(), wordEditor, FrameWord{Frame: frame, Type: "x-DISASTER"}); err != nil {
		t.Fatal(err)
	}
	doAll(t, w.n, StepRecord)
	if f := w.fact("rep_1", "were killed"); f.Type != "x-DISASTER" {
		t.Errorf("said: %+v", f.Fact)
	}
}

// What the machine takes for no event it does once the desk says what it is.
func TestTeachingAFrame(t *testing.T) {
	w := newTold(t)
	const ghosted = "Russia ghosted Germany on Tuesday."
	w.page("rep_1", ghosted)
	if facts := w.facts("rep_1"); len(facts) != 0 {
		t.Fatalf("the machine knows it: %+v", facts)
	}
	if err := w.n.Once(t.Context(), func(Progress) {}); err != nil { // so that it can be found
		t.Fatal(err)
	}
	if err := w.n.SayFrame(t.Context(), wordEditor, FrameWord{Frame: "ghosted", Type: "REJECT"}); err != nil {
		t.Fatal(err)
	}
	if done := doAll(t, w.n, StepRecord); done != 1 {
		t.Errorf("%d reports were recorded again, want that which has the verb", done)
	}
	w.page("rep_2", ghosted)
	for _, id := range []string{"rep_1", "rep_2"} {
		if f := w.fact(id, "ghost"); f.Type != "REJECT" || !strings.Contains(f.Basis, "“ghost” is REJECT") {
			t.Errorf("%s tells %+v", id, f.Fact)
		}
	}
	if err := w.n.TakeBackFrame(t.Context(), wordEditor, "ghost"); err != nil {
		t.Fatal(err)
	}
	doAll(t, w.n, StepRecord)
	if facts := w.facts("rep_1"); len(facts) != 0 {
		t.Errorf("after it was taken back: %+v", facts)
	}
}

// The desk's word is heeded though it comes while a report is being recorded.
func TestAWordWhileRecording(t *testing.T) {
	w := newTold(t)
	w.page("rep_1", slammed)
	writing(t, w.n, func(tx *store.Tx) error { return tx.Plan(StepRecord, "rep_1", *w.now) })
	due, err := w.n.db.Claim(t.Context(), StepRecord, 1, *w.now, time.Minute)
	if err != nil || len(due) != 1 {
		t.Fatalf("claimed %v, %v", due, err)
	}
	finish, err := w.n.record(t.Context(), due[0])
	if err != nil {
		t.Fatal(err)
	}
	writing(t, w.n, func(tx *store.Tx) error {
		if err := tx.SaveFrameWord(FrameWord{Frame: "slam", Type: "REJECT", At: *w.now}); err != nil {
			return err
		}
		return tx.Decide("user_e", "frame/slam", "say", "REJECT", *w.now)
	})
	writing(t, w.n, finish)
	doAll(t, w.n, StepRecord)
	if f := w.fact("rep_1", "slam"); f.Type != "REJECT" {
		t.Errorf("the word came too late: %+v", f.Fact)
	}
	if again, err := w.n.db.Claim(t.Context(), StepRecord, 1, *w.now, time.Minute); err != nil || len(again) != 0 {
		t.Errorf("recorded without end: %v, %v", again, err)
	}
}
