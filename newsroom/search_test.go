package newsroom

import (
	"errors"
	"fmt"
	"slices"
	"testing"

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
			hits, err := n.Store.Hits(t.Context(), alerts[q].ID, news.Paging{Limit: 200})
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

func identifiers(rows []store.ReportRow) []string {
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	slices.Sort(ids)
	return ids
}
