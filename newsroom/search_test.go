package newsroom

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"dateline/match"
	"dateline/news"
	"dateline/store"
)

// An alert fires on exactly the reports that the search finds, in whatever
// language they are and in whatever order they are asked for; and where they say
// it is shown.
func TestAlertsFireOnWhatIsFound(t *testing.T) {
	n, now := corridor(t)
	user := news.User{ID: "user_ann", Name: "Ann", Email: "ann@a.example", Role: news.Editor, State: news.UserActive}
	writing(t, n, func(tx *store.Tx) error { return tx.AddUser(user, "", *now) })
	queries := []string{"minister", "Ministers", "firma", "Brand", "harbour AND signed", `"harbour agreement"`, "harbour NEAR/3 signed", "hafen OR puerto",
		"agree* NOT fire", "outlet:courier", "language:de", "headline:harbour", "zurich", `"foreign ministers signed"`, "соглашение", "place:ester harbour", "nothing"}
	alerts := map[string]news.Alert{}
	for _, q := range queries {
		a, err := n.AddAlert(t.Context(), user, news.Alert{Name: q, Query: q, Channel: news.ChannelDesk})
		if err != nil {
			t.Fatal(err)
		}
		alerts[q] = a
	}
	compare := func() (found int) {
		t.Helper()
		for _, q := range queries {
			hits, err := n.db.Hits(t.Context(), alerts[q].ID, news.Paging{Limit: 200})
			if err != nil {
				t.Fatal(err)
			}
			for _, order := range []store.SearchOrder{Newest, Relevance} {
				page, err := n.SearchReports(t.Context(), q, order, news.Paging{Limit: 200})
				if err != nil {
					t.Fatalf("%s: %v", q, err)
				}
				if got, want := identifiers(page.Rows), identifiers(hits.Rows); !slices.Equal(got, want) {
					t.Errorf("%s, %s: the search finds %v, the alert fired on %v", q, order, got, want)
				}
				found += len(page.Rows)
				excerpts, err := n.Excerpts(t.Context(), q, page.Rows)
				if err != nil || len(excerpts) != len(page.Rows) {
					t.Errorf("%s: %d of %d reports are shown, %v", q, len(excerpts), len(page.Rows), err)
				}
			}
		}
		return found
	}
	if found := compare(); found > 0 {
		t.Errorf("%d reports are found where there are none", found)
	}
	for i, r := range []news.Report{
		{Language: "en", Headline: "Ministers sign harbour agreement", Text: "The foreign ministers signed the agreement on Monday in the harbour of Port Ester.", Place: "Port Ester", Outlet: "Courier"},
		{Language: "en", Headline: "Fire at the harbour", Text: "A fire broke out in the harbour. The minister came, and nobody signed.", Place: "Port Ester", Outlet: "Post"},
		{Language: "de", Headline: "Brände im Hafen", Text: "Die Minister kamen aus Zürich. Der Brand im Hafen war gelöscht.", Outlet: "Küstenbote"},
		{Language: "es", Headline: "El puerto", Text: "Los ministros firmaron el acuerdo en el puerto.", Outlet: "El Faro"},
		{Language: "ru", Headline: "Министры подписали соглашение", Text: "Министры подписали соглашение в порту.", Outlet: "Маяк"},
		{Language: "xx", Headline: "Ministers of nowhere", Text: "minister harbour firma", Outlet: "Courier"},
		{Headline: "The harbour agreement of the foreign ministers was signed", Text: "What the foreign ministers signed in the harbour holds for a year.", Outlet: "Post"},
	} {
		r.ID, r.URL, r.Kind, r.CaptureID = fmt.Sprint("rep_", i), fmt.Sprint("https://a.example/", i), news.KindArticle, fmt.Sprint("cap_", i)
		writing(t, n, func(tx *store.Tx) error { _, _, err := tx.SaveReport(r, *now); return err })
		walk(t, n) // each language is new to the search
	}
	if stuck := troubles(t, n); len(stuck) > 0 {
		t.Fatalf("stuck: %+v", stuck)
	}
	if found := compare(); found < 40 {
		t.Errorf("only %d reports are found; the test says little", found)
	}
	var refusal *Refusal
	if _, err := n.Excerpts(t.Context(), "(", nil); !errors.As(err, &refusal) {
		t.Errorf("excerpts for what is no query: %v, want a refusal", err)
	}
}

// Reports that an older program indexed are found by words as they stand until it is
// known which of their forms are folded, and after.
func TestFoldedFormsOfOlderReports(t *testing.T) {
	n, now := corridor(t)
	const older = 2*foldBatch + 1
	for i := range older {
		r := news.Report{ID: fmt.Sprint("rep_", i), URL: fmt.Sprint("https://a.example/", i), Kind: news.KindArticle, CaptureID: fmt.Sprint("cap_", i),
			Language: "es", Headline: "Elecciones", Text: "Las elecciones fueron en mayo."}
		if i == 0 { // of the last that are worked through
			r.Text = "Las elecciones serán en mayo."
		}
		row := searchRow(r.ID, match.Analyze(r, nil))
		row.Folded = nil
		writing(t, n, func(tx *store.Tx) error {
			if _, _, err := tx.SaveReport(r, *now); err != nil {
				return err
			}
			if err := tx.IndexReports([]store.SearchRow{row}); err != nil {
				return err
			}
			return tx.MoveMark("folded", int64(i+1)) // as the step of the schema leaves it
		})
	}
	find := func(when string) {
		t.Helper()
		page, err := n.SearchReports(t.Context(), "seran", Newest, news.Paging{})
		if err != nil || len(page.Rows) != 1 || page.Rows[0].ID != "rep_0" {
			t.Errorf("%s the search finds %v, %v; want rep_0", when, identifiers(page.Rows), err)
		}
	}
	find("before")
	for turns := 0; ; turns++ {
		ids, _, err := n.db.Unfolded(t.Context(), 1)
		if err != nil || turns > older {
			t.Fatalf("after %d turns %v is to be done, %v", turns, ids, err)
		}
		if len(ids) == 0 {
			break
		}
		if _, err := n.tendSearch(t.Context()); err != nil {
			t.Fatal(err)
		}
		find(fmt.Sprintf("after %d turns", turns+1))
	}
	folded, err := n.db.FoldedForms(t.Context(), []string{"elecciones", "seran"})
	if err != nil || !slices.Equal(folded, []string{"seran"}) {
		t.Errorf("folded are %v, %v; want seran alone", folded, err)
	}
}

// By relevance the headline comes before the body, what says it often before what
// says it once, and the newest of those that say it alike; in which of its forms a
// word stands makes no difference, as it makes none for what is found.
func TestRanking(t *testing.T) {
	n, now := corridor(t)
	const plain = "Nobody knows what the council will decide on Monday in the old town hall"
	for i, r := range []news.Report{
		{Headline: "Council meets", Text: plain + ". The harbour waits."},
		{Headline: "Council meets", Text: plain + ". Two harbours wait."},
		{Headline: "Harbour meets", Text: plain + ". The council waits."},
		{Headline: "Council meets", Text: plain + ". The harbour waits."},
		{Headline: "Council meets", Text: "The harbour waits on Monday, and the harbour of the old town decides what the harbour will know."},
	} {
		r.ID, r.URL, r.Kind, r.CaptureID, r.Language = fmt.Sprint("rep_", i), fmt.Sprint("https://a.example/", i), news.KindArticle, fmt.Sprint("cap_", i), "en"
		writing(t, n, func(tx *store.Tx) error { _, _, err := tx.SaveReport(r, *now); return err })
	}
	walk(t, n)
	for _, query := range []string{"harbour", "harbours"} {
		page, err := n.SearchReports(t.Context(), query, Relevance, news.Paging{})
		var got []string
		for _, r := range page.Rows {
			got = append(got, r.ID)
		}
		if want := []string{"rep_2", "rep_4", "rep_3", "rep_1", "rep_0"}; err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %v, %v; want %v", query, got, err, want)
		}
	}
}

func identifiers(rows []store.ReportRow) []string {
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	slices.Sort(ids)
	return ids
}
