package newsroom

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"dateline/news"
	"dateline/store"
)

const harbourLetter = "Every evening our editors choose what mattered in the harbour towns, and the letter is read by more people than the paper itself ever was."

// harbourPage is a page of a made-up paper that says the same on each page, set
// as its paragraphs are.
func harbourPage(number int) news.Capture {
	var sb strings.Builder
	fmt.Fprintf(&sb, `<!doctype html><html lang=en><title>Harbour works, part %d | The Courier</title><body><nav><a href=/>Home</a> <a href=/world>World</a></nav><main><h1>Harbour works, part %d</h1><p class=by>Old Hand %c</p><div class=text>`, number, number, 'A'+number)
	for i := range 5 {
		fmt.Fprintf(&sb, `<p>On day %d of stage %d the engineers moved %d tonnes of stone to the outer wall, which they say will hold the spring tides for years to come.</p>`, i+1, number, 100*number+i)
		if i == 2 {
			fmt.Fprintf(&sb, `<p>%s</p>`, harbourLetter)
		}
	}
	sb.WriteString(`</div></main></body></html>`)
	address := fmt.Sprintf("https://courier.example/%d", number)
	return news.Capture{URL: address, FinalURL: address, FetchedAt: time.Date(2026, 6, 1, 7, number, 0, 0, time.UTC), Status: 200, ContentType: "text/html; charset=utf-8", Body: []byte(sb.String())}
}

// arrive keeps a capture and does what is then due of some kinds.
func arrive(t *testing.T, n *Newsroom, c news.Capture) {
	t.Helper()
	packed := n.db.Pack(c)
	writing(t, n, func(tx *store.Tx) error {
		if err := tx.SaveCapture(packed); err != nil {
			return err
		}
		return tx.Plan(StepRead, packed.ID, n.now())
	})
	doAll(t, n, StepRead)
}

// doAll does all that is due of a kind, and says how much it was.
func doAll(t *testing.T, n *Newsroom, kind string) (done int) {
	t.Helper()
	for {
		taken, err := n.claim(t.Context(), n.stepOf(kind))
		if err != nil {
			t.Fatal(err)
		}
		if len(taken) == 0 {
			return done
		}
		for _, d := range taken {
			n.perform(t.Context(), n.stepOf(kind), d)
			done++
		}
		if stuck := troubles(t, n); len(stuck) > 0 {
			t.Fatalf("%s failed: %+v", kind, stuck)
		}
	}
}

func reportOf(t *testing.T, n *Newsroom, number int) news.Report {
	t.Helper()
	r, err := n.db.Report(t.Context(), news.ReportID(harbourPage(number).URL))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Whatever order pages come in, and however often their site is studied on the
// way, each is read the same in the end.
func TestStudyingForgetsTheOrder(t *testing.T) {
	var want []string
	for name, order := range map[string][]int{"in order": {1, 2, 3, 4, 5, 6}, "backwards": {6, 5, 4, 3, 2, 1}, "mixed": {4, 1, 6, 2, 5, 3}} {
		t.Run(name, func(t *testing.T) {
			n, now := corridor(t)
			for i, number := range order {
				arrive(t, n, harbourPage(number))
				if name == "backwards" || i == len(order)-1 {
					if early := doAll(t, n, stepStudy); early != 0 {
						t.Error("a site was studied while other pages may follow at once")
					}
					*now = now.Add(studyPause)
					if doAll(t, n, stepStudy) != 1 {
						t.Error("a site with a new page was not studied")
					}
				}
			}
			var got []string
			for _, number := range []int{1, 2, 3, 4, 5, 6} {
				r := reportOf(t, n, number)
				if strings.Contains(r.Text, harbourLetter) || strings.Count(r.Text, "On day") != 5 {
					t.Errorf("page %d: what each page says is in the body, or a paragraph is lost:\n%s", number, r.Text)
				}
				got = append(got, fmt.Sprint(r.Version, r.Headline, r.Text, r.Confidence))
			}
			if want == nil {
				want = got
			}
			for i := range got {
				if got[i] != want[i] {
					t.Errorf("page %d ends as\n%s\nwant\n%s", i+1, got[i], want[i])
				}
			}
			if doAll(t, n, stepStudy) != 0 {
				t.Error("a site is studied though nothing is new")
			}
			// A page of a site that is known is read with what is known, at once.
			arrive(t, n, harbourPage(7))
			if r := reportOf(t, n, 7); strings.Contains(r.Text, harbourLetter) {
				t.Error("a new page was read as if nothing were known of its site")
			}
		})
	}
}

// A correction holds for its page, shows before what it changes, reaches the
// pages that are set alike, and can be taken back.
func TestCorrectingAReading(t *testing.T) {
	n, now := corridor(t)
	for number := 1; number <= 4; number++ {
		arrive(t, n, harbourPage(number))
	}
	*now = now.Add(studyPause)
	doAll(t, n, stepStudy)
	first := reportOf(t, n, 1)
	editor := news.User{ID: "user_e", Role: news.Editor}
	if err := n.Correct(t.Context(), news.User{Role: news.Reader}, first.ID, "Old Hand B", "byline"); err == nil {
		t.Error("a reader corrected a page")
	}
	for text, role := range map[string]string{"Old Hand B": "king", "No such block": "byline"} {
		if err := n.Correct(t.Context(), editor, first.ID, text, role); err == nil {
			t.Errorf("%q was taken to be %s", text, role)
		}
	}
	would, err := n.TryCorrection(t.Context(), first.ID, "Old Hand B", "byline")
	if err != nil || would.Site != "courier.example" || would.Pages != 4 || len(would.Changed) != 4 || would.Changed[0].ID != first.ID {
		t.Fatalf("a correction would change %+v, %v; want all 4 pages", would, err)
	}
	if len(reportOf(t, n, 2).Bylines) != 0 {
		t.Fatal("trying a correction changed something")
	}
	if err := n.Correct(t.Context(), editor, first.ID, "Old Hand B", "byline"); err != nil {
		t.Fatal(err)
	}
	doAll(t, n, StepRead)
	doAll(t, n, stepStudy)
	for number := 1; number <= 4; number++ {
		r, want := reportOf(t, n, number), fmt.Sprintf("Old Hand %c", 'A'+number)
		if len(r.Bylines) != 1 || r.Bylines[0].Name != want || r.Version != 1 {
			t.Errorf("page %d: bylines %v in version %d, want %s in 1", number, r.Bylines, r.Version, want)
		}
	}
	reading, err := n.Reading(t.Context(), first.ID)
	if err != nil || reading.Pages != 4 || len(reading.Corrections) != 1 || reading.Corrections[0].Role != "byline" {
		t.Errorf("the reading says %d pages and corrections %+v, %v", reading.Pages, reading.Corrections, err)
	}
	if err := n.TakeBackCorrection(t.Context(), editor, first.ID, "Old Hand B"); err != nil {
		t.Fatal(err)
	}
	doAll(t, n, StepRead)
	doAll(t, n, stepStudy)
	if r := reportOf(t, n, 2); len(r.Bylines) != 0 {
		t.Errorf("after it was taken back: bylines %v", r.Bylines)
	}
}

// What a dispatch cites stays as it was cited, though the page is read otherwise
// since.
func TestStudyingKeepsWhatIsCited(t *testing.T) {
	n, now := corridor(t)
	arrive(t, n, harbourPage(1))
	first := reportOf(t, n, 1)
	writing(t, n, func(tx *store.Tx) error {
		d := news.Dispatch{ID: "dis_1", Slug: "letter", State: news.Draft, Citations: []news.DispatchCitation{{Citation: news.Citation{ReportID: first.ID, Version: 1, Exact: harbourLetter}}}}
		_, err := tx.SaveDispatch(d, 0, *now)
		return err
	})
	for number := 2; number <= 4; number++ {
		arrive(t, n, harbourPage(number))
	}
	*now = now.Add(studyPause)
	doAll(t, n, stepStudy)
	cited, err := n.db.ReportVersion(t.Context(), first.ID, 1)
	if err != nil || cited.Text != first.Text {
		t.Errorf("the cited version was changed, %v:\n%s", err, cited.Text)
	}
	if r := reportOf(t, n, 1); r.Version != 2 || strings.Contains(r.Text, harbourLetter) {
		t.Errorf("version %d is\n%s", r.Version, r.Text)
	}
	if r := reportOf(t, n, 2); r.Version != 1 {
		t.Errorf("a page that nothing cites has version %d", r.Version)
	}
}

// Facts, and so alerts, wait until a site of which little is known was studied,
// and not longer.
func TestFactsWaitForTheStudy(t *testing.T) {
	n, now := corridor(t)
	join := n.followers[0]
	follow := func() {
		t.Helper()
		for worked := true; worked; {
			var err error
			if worked, err = n.followOnce(t.Context(), join); err != nil {
				t.Fatal(err)
			}
		}
	}
	for number := 1; number <= 3; number++ {
		arrive(t, n, harbourPage(number))
	}
	follow()
	if done := doAll(t, n, StepRecord); done != 0 {
		t.Errorf("%d reports were recorded before their site was studied", done)
	}
	*now = now.Add(studyPause)
	doAll(t, n, stepStudy)
	follow()
	if done := doAll(t, n, StepRecord); done != 3 {
		t.Errorf("%d reports were recorded when their site was studied, want 3", done)
	}
	if done := doAll(t, n, StepMatch); done != 3 {
		t.Errorf("%d reports were matched, want 3", done)
	}
	// Where no moment for a study comes, they wait for two minutes.
	arrive(t, n, harbourPage(4))
	follow()
	if done := doAll(t, n, StepRecord); done != 0 {
		t.Errorf("%d reports were recorded at once", done)
	}
	*now = now.Add(studyWait)
	if done := doAll(t, n, StepRecord); done != 1 {
		t.Errorf("%d reports were recorded after two minutes, want 1", done)
	}
}

// A published dispatch that cites what its page no longer says is flagged until
// an editor lets it stand, and again when the page changes again.
func TestStaleCitations(t *testing.T) {
	n, now := corridor(t)
	arrive(t, n, harbourPage(1))
	first := reportOf(t, n, 1)
	sentence := first.Paragraphs[0].Text
	writing(t, n, func(tx *store.Tx) error {
		d := news.Dispatch{ID: "dis_1", Slug: "stone", State: news.Published, PublishedAt: *now, Citations: []news.DispatchCitation{{Number: 1, Citation: news.Citation{ReportID: first.ID, Version: 1, Exact: sentence}}}, Body: "It is so.[^1]"}
		_, err := tx.SaveDispatch(d, 0, *now)
		return err
	})
	follower := n.followers[len(n.followers)-1]
	if follower.name != followStale {
		t.Fatalf("the last follower is %s", follower.name)
	}
	follow := func() (all []store.StaleCitation, count int) {
		t.Helper()
		for worked := true; worked; {
			var err error
			if worked, err = n.followOnce(t.Context(), follower); err != nil {
				t.Fatal(err)
			}
		}
		all, err := n.db.StaleCitations(t.Context(), "dis_1")
		if err != nil {
			t.Fatal(err)
		}
		counts, err := n.db.Counts(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return all, counts[store.StaleDispatches]
	}
	if stale, count := follow(); len(stale) != 0 || count != 0 {
		t.Fatalf("stale at once: %+v, %d", stale, count)
	}
	change := func(from, to string) {
		t.Helper()
		*now = now.Add(time.Hour)
		c := harbourPage(1)
		c.FetchedAt = *now
		c.Body = []byte(strings.Replace(string(c.Body), from, to, 1))
		arrive(t, n, c)
	}
	change("day 3 of stage 1", "day 33 of stage 1")
	if stale, count := follow(); len(stale) != 0 || count != 0 {
		t.Errorf("another sentence changed, and %+v is stale, %d", stale, count)
	}
	change("day 1 of stage 1", "day 11 of stage 1")
	if stale, count := follow(); len(stale) != 1 || stale[0].Number != 1 || stale[0].Newest != 3 || stale[0].Looked || count != 1 {
		t.Fatalf("stale %+v, %d; want citation 1, by version 3", stale, count)
	}
	editor := news.User{ID: "user_e", Role: news.Editor}
	if err := n.LetStand(t.Context(), news.User{Role: news.Reporter}, "dis_1", "It was so then."); err == nil {
		t.Error("a reporter let it stand")
	}
	if err := n.LetStand(t.Context(), editor, "dis_1", "It was so then."); err != nil {
		t.Fatal(err)
	}
	writing(t, n, func(tx *store.Tx) error { return tx.Changed("report", first.ID, *now) })
	if stale, count := follow(); len(stale) != 1 || !stale[0].Looked || count != 0 {
		t.Errorf("after it was let stand: %+v, %d", stale, count)
	}
	change("day 1 of stage 1", "day 12 of stage 1")
	if stale, count := follow(); len(stale) != 1 || stale[0].Looked || count != 1 {
		t.Errorf("after another change: %+v, %d", stale, count)
	}
	writing(t, n, func(tx *store.Tx) error {
		row, err := n.db.Dispatch(t.Context(), "dis_1")
		if err != nil {
			return err
		}
		row.State = news.Killed
		_, err = tx.SaveDispatch(row.Dispatch, row.Revision, *now)
		return err
	})
	if stale, count := follow(); len(stale) != 0 || count != 0 {
		t.Errorf("withdrawn, and still stale: %+v, %d", stale, count)
	}
}
