package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"dateline/desk"
	"dateline/news"
	"dateline/newsroom"
	"dateline/store"
	"dateline/web/api"
	"dateline/web/frame"
	"dateline/web/site"
	"dateline/web/view"
)

// Two stories are linked into a matter by the desk's form, which stands on pages,
// lists and the API from then on; it is named, and unlinked again.
func TestMattersAtTheDesk(t *testing.T) {
	t.Parallel()
	w := fullDesk(t)
	earlier := w.link(w.report("Herald", "Talks on the pact begin", "Delegations met in the palace. Nothing was decided.", Began.Add(-100*time.Hour)))
	reporter, reader := w.as("reporter@meridian.example"), w.as("reader@meridian.example")
	page := reporter.page("/desk/stories/"+w.story, 200)
	const form = `form[action$="/matter"]`
	wantText(t, page, ".story-beside", "Nothing that is known")
	wantText(t, reporter.document("naming none", reporter.submit(page, form, "", url.Values{"act": {"link"}}), 422), "main", "Say with which story")
	wantText(t, reporter.document("naming itself", reporter.submit(page, form, "", url.Values{"act": {"link"}, "to": {w.story}}), 422), "main", "That is the story itself")
	if res := reporter.submit(page, form, "", url.Values{"act": {"link"}, "to": {"story_none"}}); res.StatusCode != 404 {
		t.Errorf("a story that is not there: status %d, want 404", res.StatusCode)
	}
	res := reporter.submit(page, form, "", url.Values{"act": {"link"}, "to": {"/desk/stories/" + earlier}})
	matter := res.Request.URL.Path
	doc := reporter.document("linking", res, 200)
	if !strings.HasPrefix(matter, "/desk/matters/matter_") {
		t.Fatalf("linking leads to %s", matter)
	}
	wantCount(t, doc, ".timeline > li", 2)
	wantText(t, doc, ".timeline > li:first-child h3", "Talks on the pact begin")
	wantText(t, doc, ".timeline > li:last-child .because", "linked by Rolf Reporter on")
	wantCount(t, doc, ".timeline svg[aria-label]", 2)

	doc = reporter.document("naming", reporter.submit(doc, `form[action="`+matter+`"]:has(input[name=title])`, "", url.Values{"act": {"name"}, "title": {"The pact from talks to ink"}}), 200)
	wantText(t, doc, "h1", "The pact from talks to ink")
	for path, want := range map[string]string{
		"/desk/matters": "The pact from talks to ink", "/desk/matters?q=talks+INK": "2 stories", "/desk/matters?q=nothing": "No matter is found",
		"/desk/stories/" + w.story: "before, ", "/desk/stories/" + earlier: "after, ",
	} {
		wantText(t, reader.page(path, 200), "main", want)
	}
	wantText(t, w.page("/stories/"+earlier, 200), ".neighbours", "This story")
	wantCount(t, w.page("/stories/"+earlier, 200), `.neighbours a[href="/stories/`+w.story+`"]`, 1)
	wantCount(t, reader.page(matter, 200), "main form", 0)

	list := decode[api.List[api.Matter]](t, "matters", w.get("/api/matters").body)
	if len(list.Items) != 1 || list.Items[0].Stories != 2 {
		t.Fatalf("the API lists %+v", list.Items)
	}
	whole := decode[api.Matter](t, "a matter", w.get(strings.TrimPrefix(list.Items[0].URL, w.server.URL)).body)
	if len(whole.Order) != 2 || whole.Order[1].ID != w.story || len(whole.Order[1].Follows) != 1 || whole.Order[1].Follows[0].Story != earlier || whole.Order[1].Matter != whole.ID {
		t.Errorf("the API's matter is %+v", whole)
	}
	if got := whole.Order[1].Follows[0].Because; len(got) == 0 || got[0] != "linked by the desk" || strings.Contains(strings.Join(got, " "), "Rolf") {
		t.Errorf("to those who are not signed in the API says why: %q; no name of the desk's may be in it", got)
	}

	doc = reporter.page(matter, 200)
	res = reporter.submit(doc, `.timeline > li:last-child form[action$="/matter"]`, "", url.Values{"act": {"unlink"}})
	if res.Request.URL.Path != "/desk/matters" {
		t.Errorf("unlinking the only two leads to %s, want the list", res.Request.URL.Path)
	}
	for path, status := range map[string]int{matter: 404, "/api/matters/" + whole.ID: 404, "/api/matters/none": 404, "/desk/matters?after=x": 400} {
		if res := reporter.get(path); res.StatusCode != status {
			t.Errorf("%s: status %d, want %d", path, res.StatusCode, status)
		}
	}
	if res := reporter.post("/desk/stories/"+w.story+"/matter", url.Values{}); res.StatusCode != 422 {
		t.Errorf("a form without an act: status %d, want 422", res.StatusCode)
	}
}

// The address of a matter whose stories all became one leads to that story at the
// desk, which says so, and the API says it in words.
func TestMatterThatBecameAStory(t *testing.T) {
	t.Parallel()
	s := openSite(t, nil)
	s.makeAdmin()
	a := s.link(s.report("Herald", "Talks on the pact begin", "Delegations met in the palace.", Began))
	b := s.link(s.report("Gazette", "The pact is signed", "It was signed at noon.", Began.Add(time.Hour)))
	s.write(func(tx *store.Tx) error {
		for _, id := range []string{a, b} {
			if err := tx.StandIn(id, "matter_1"); err != nil {
				return err
			}
		}
		if err := tx.RetellMatter("matter_1", Began); err != nil {
			return err
		}
		if err := tx.NameMatter("matter_1", "From talks to ink", Began); err != nil {
			return err
		}
		if err := tx.MergeStories(a, b, Began); err != nil {
			return err
		}
		for _, id := range []string{a, b} {
			if err := tx.StandIn(id, ""); err != nil {
				return err
			}
		}
		if err := tx.RetellMatter("matter_1", Began); err != nil {
			return err
		}
		return tx.MatterBecame("matter_1", []string{a, b})
	})
	ada := s.as("ada@meridian.example")
	res := ada.get("/desk/matters/matter_1")
	if res.Request.URL.Path != "/desk/stories/"+a {
		t.Errorf("its address leads to %s, want the story", res.Request.URL.Path)
	}
	wantText(t, ada.page("/desk/stories/"+a, 200), ".became", "the matter “From talks to ink” named by the desk")
	got := s.get("/api/matters/matter_1")
	said := decode[map[string]string](t, "a matter that became a story", got.body)
	if got.StatusCode != 410 || said["story"] != a || !strings.HasSuffix(said["url"], "/stories/"+a) || said["error"] == "" {
		t.Errorf("the API says %d %v", got.StatusCode, said)
	}
	if list := decode[api.List[api.Matter]](t, "matters", s.get("/api/matters").body); len(list.Items) != 0 {
		t.Errorf("the API lists %+v", list.Items)
	}
}

// Readers find from a dispatch the matter that its story is of, and there what was
// published on it, in order; nothing of the desk's, and nothing that is not out or was
// withdrawn.
func TestDossier(t *testing.T) {
	t.Parallel()
	s := openSite(t, nil)
	s.makeAdmin()
	talks := s.link(s.report("Herald", "Talks on the pact begin", "Delegations met in the palace.", Began.Add(-50*time.Hour)))
	signed := s.link(s.report("Gazette", "The pact is signed", "It was signed at noon.", Began.Add(-time.Hour)))
	lonely := s.link(s.report("Gazette", "A cat is found", "It sat in a tree.", Began))
	s.write(func(tx *store.Tx) error {
		for _, id := range []string{talks, signed} {
			if err := tx.StandIn(id, "matter_1"); err != nil {
				return err
			}
		}
		if err := tx.SaveThread(store.ThreadRow{Before: talks, After: signed, Said: true, Because: []string{"linked by Rolf Reporter on 2026-06-03"}}); err != nil {
			return err
		}
		return tx.RetellMatter("matter_1", Began)
	})
	s.page("/matters/matter_1", 404)
	wantCount(t, s.page("/stories/"+signed, 200), `a[href="/matters/matter_1"]`, 0)
	if list := decode[api.List[api.Matter]](t, "matters", s.get("/api/matters").body); len(list.Items) != 1 || list.Items[0].Page != "" || list.Items[0].Released != 0 {
		t.Errorf("the API lists %+v", list.Items)
	}

	dispatch := func(headline, story string, orders ...desk.Order) news.Dispatch {
		t.Helper()
		d := s.publish(news.Dispatch{Headline: headline, Section: "world", Body: "Something happened.", StoryID: story})
		for _, o := range orders {
			d = s.order(d, o)
		}
		return d
	}
	first := dispatch("Ministers meet", talks)
	dispatch("The pact stands", signed)
	killed := dispatch("The pact falls", signed, desk.Order{Act: desk.Kill, Subject: "A report", Note: "It is not so."})
	other := dispatch("Cat saved", lonely)
	row, err := s.room.Begin(context.Background(), s.admin)
	if err != nil {
		t.Fatal(err)
	}
	secret := row.Dispatch
	secret.StoryID = signed
	s.write(func(tx *store.Tx) error {
		row, err = tx.SaveDispatch(secret, row.Revision, Began)
		return err
	})
	secret = s.order(secret, desk.Order{Act: desk.Save, Draft: news.Dispatch{Headline: "What happens tomorrow", Section: "world", Body: "A secret.", StoryID: signed}})
	check := func(when string) {
		t.Helper()
		doc := s.page("/matters/matter_1", 200)
		if got := doc.Find(".dossier h3").Map(func(_ int, h *goquery.Selection) string { return h.Text() }); !slices.Equal(got, []string{"Ministers meet", "The pact stands"}) {
			t.Errorf("%s the dossier tells %q", when, got)
		}
		for _, never := range []string{"falls", "tomorrow", "Cat", "Rolf"} {
			if strings.Contains(doc.Find("main").Text(), never) {
				t.Errorf("%s the dossier says %q", when, never)
			}
		}
		list := decode[api.List[api.Teaser]](t, "of the matter", s.get("/api/dispatches?matter=matter_1").body)
		if len(list.Items) != 2 || list.Items[0].Headline != "The pact stands" {
			t.Errorf("%s the API's dispatches of the matter are %+v", when, list.Items)
		}
	}
	check("with a draft")
	tomorrow := time.Now().Add(24 * time.Hour)
	s.order(secret, desk.Order{Act: desk.Embargo, Reason: "Checked by hand.", Until: tomorrow})
	check("with an embargo")

	doc := s.page("/news/"+first.Slug, 200)
	wantText(t, doc, `.related a[href="/matters/matter_1"]`, "Talks on the pact begin")
	wantText(t, doc, ".related .story-card:last-of-type", "2 dispatches of ours")
	wantCount(t, s.page("/news/"+other.Slug, 200), `a[href^="/matters/"]`, 0)
	wantCount(t, s.page("/news/"+killed.Slug, 410), `a[href^="/matters/"]`, 0)
	wantText(t, s.page("/stories/"+talks, 200), ".story-matter", "2 dispatches of ours")
	doc = s.page("/matters/matter_1", 200)
	wantCount(t, doc, `.neighbours a[href^="/stories/"]`, 2)
	wantCount(t, doc, `meta[name=robots]`, 0)
	wantCount(t, doc, `link[rel=canonical][href$="/matters/matter_1"]`, 1)
	whole := decode[api.Matter](t, "the matter", s.get("/api/matters/matter_1").body)
	if whole.Released != 2 || !strings.HasSuffix(whole.Page, "/matters/matter_1") {
		t.Errorf("the API says %+v", whole)
	}

	for i := range site.DossierDispatches {
		dispatch(fmt.Sprintf("Day %d of it", i), signed)
	}
	doc = s.page("/matters/matter_1", 200)
	wantCount(t, doc, ".dossier h3", site.DossierDispatches)
	next := doc.Find("a[rel=next]").AttrOr("href", "")
	later := s.page(next, 200)
	wantCount(t, later, ".dossier h3", 2)
	wantCount(t, later, `meta[name=robots][content=noindex]`, 1)
	wantCount(t, later, "a[rel=first]", 1)
	s.page("/matters/matter_1?after=x", 400)
	s.page("/matters/none", 404)
	walk(t, s, "/matters/matter_1")

	// It goes on in another one, which then becomes a story.
	s.write(func(tx *store.Tx) error {
		if err := tx.LeadMatterTo("matter_2", "matter_1"); err != nil {
			return err
		}
		if err := tx.RetellMatter("matter_1", Began); err != nil {
			return err
		}
		return tx.RetellMatter("matter_2", Began)
	})
	if res := s.get("/matters/matter_1"); res.StatusCode != 200 || res.Request.URL.Path != "/matters/matter_2" {
		t.Errorf("a matter that became part of another leads to %s, %d", res.Request.URL.Path, res.StatusCode)
	}
	s.write(func(tx *store.Tx) error {
		if err := tx.MergeStories(signed, talks, Began); err != nil {
			return err
		}
		for _, id := range []string{talks, signed} {
			if err := tx.StandIn(id, ""); err != nil {
				return err
			}
		}
		if err := tx.RetellMatter("matter_2", Began); err != nil {
			return err
		}
		return tx.MatterBecame("matter_2", []string{talks, signed})
	})
	if res := s.get("/matters/matter_1"); res.StatusCode != 200 || res.Request.URL.Path != "/stories/"+signed || res.Request.Response.StatusCode != http.StatusSeeOther {
		t.Errorf("a matter whose stories became one leads to %s, %d", res.Request.URL.Path, res.StatusCode)
	}
}

// A matter can have any number of stories: pages of one of them show those nearest
// to it, and the matter's own come in pages.
func TestLongMatters(t *testing.T) {
	t.Parallel()
	s := openSite(t, nil)
	s.makeAdmin()
	var ids []string
	for i := range 25 {
		ids = append(ids, s.link(s.report("Herald", fmt.Sprintf("Part %d of it", i), fmt.Sprintf("This is part %d.", i), Began.Add(time.Duration(i)*time.Hour))))
	}
	s.write(func(tx *store.Tx) error {
		for i, id := range ids {
			if err := tx.StandIn(id, "matter_long"); err != nil {
				return err
			}
			if i > 0 {
				if err := tx.SaveThread(store.ThreadRow{Before: ids[i-1], After: id, Score: 2, Because: []string{"3 names in common"}}); err != nil {
					return err
				}
			}
		}
		return tx.RetellMatter("matter_long", Began)
	})
	ada := s.as("ada@meridian.example")
	for path, more := range map[string]string{"/stories/": "and earlier ones", "/desk/stories/": "earlier ones"} {
		doc := ada.page(path+ids[12], 200)
		wantCount(t, doc, ".neighbours > li", 2*view.BesideShown+1+2)
		wantText(t, doc, ".neighbours > li:nth-child(1)", more)
		wantText(t, doc, ".neighbours > li:nth-child(2)", "Part 2 of it")
		wantText(t, doc, ".neighbours > li:nth-child(12)", "his story")
		wantText(t, doc, ".neighbours > li:nth-child(22)", "Part 22 of it")
		wantCount(t, ada.page(path+ids[1], 200), ".neighbours > li", 1+1+view.BesideShown+1)
	}
	var got []string
	for next := "/api/matters/matter_long?limit=10"; next != ""; {
		m := decode[api.Matter](t, "a part of the matter", s.get(strings.TrimPrefix(next, s.server.URL)).body)
		for _, c := range m.Order {
			if len(c.Follows) != min(len(got), 1) {
				t.Errorf("%s follows from %+v", c.Headline, c.Follows)
			}
			got = append(got, c.ID)
		}
		if m.Stories != 25 || len(m.Order) > 10 {
			t.Errorf("a page has %d of %d stories", len(m.Order), m.Stories)
		}
		next = m.Next
	}
	if !slices.Equal(got, ids) {
		t.Errorf("the pages of the matter list %d stories, want all 25 in order", len(got))
	}
	wantCount(t, ada.page("/desk/matters/matter_long", 200), ".timeline svg[aria-label]", 25)
	if res := s.get("/api/matters/matter_long?after=x"); res.StatusCode != 400 {
		t.Errorf("a page that is none: status %d", res.StatusCode)
	}
}

// How a story lives is told from texts of their own, and lists are narrowed by it.
func TestLifeOnPages(t *testing.T) {
	t.Parallel()
	now := Began.Add(time.Hour)
	s := openSite(t, func(c *newsroom.Config, _ *frame.Config) { c.Clock = func() time.Time { return now } })
	s.makeAdmin()
	told := func(headline string, ago ...time.Duration) string {
		var reports []news.Report
		for i, d := range ago {
			reports = append(reports, s.report("Paper"+string(rune('A'+i)), headline, headline+". In the words of paper "+string(rune('A'+i))+".", now.Add(-d)))
		}
		return s.link(reports...)
	}
	told("Fire in the harbour", time.Minute, 30*time.Minute, time.Hour)
	told("Strike at the mill", time.Minute, 20*time.Hour)
	told("Election is over", 30*time.Hour, 40*time.Hour)
	wire := s.report("PaperA", "Wire story", "One text by the wire.", now.Add(-time.Hour))
	s.link(wire, s.report("PaperB", "Wire story", "One text by the wire.", now), s.report("PaperC", "Wire story again", "One text by the wire.", now))
	ada := s.as("ada@meridian.example")
	for life, want := range map[string][]string{"breaking": {"Fire in the harbour"}, "running": {"Strike at the mill", "Wire story"}, "quiet": {"Election is over"}} {
		for _, page := range []string{"/desk/stories?life=" + life, "/stories?life=" + life} {
			doc := ada.page(page, 200)
			got := doc.Find(".row-title, .story-row h2").Length()
			if got != len(want) {
				t.Errorf("%s lists %d stories, want %v", page, got, want)
			}
			for _, headline := range want {
				wantText(t, doc, "main", headline)
			}
			wantText(t, doc, "main .badge", life)
			wantText(t, doc, `select[name=life] option[selected]`, life)
		}
		list := decode[api.List[api.Story]](t, life, s.get("/api/stories?life="+life).body)
		if len(list.Items) != len(want) || list.Items[0].Life != life {
			t.Errorf("the API lists as %s %+v", life, list.Items)
		}
	}
	if got := ada.page("/stories?life=none", 200).Find(".story-row").Length(); got != 4 {
		t.Errorf("with a life that there is not, %d stories are listed, want all four", got)
	}
	doc := s.page("/stories/"+news.StoryID(wire.ID), 200)
	wantText(t, doc, ".coverage figcaption", "Coverage by the hour: 1 text of their own and 2 copies by 3 outlets, from 3 Jun 2026, 09:00 to 3 Jun 2026, 10:00; most, 2, on 3 Jun 2026, 10:00.")
	if label := doc.Find(".coverage svg").AttrOr("aria-label", ""); !strings.HasPrefix(label, "Coverage by the hour") {
		t.Errorf("the curve says %q to those who do not see it", label)
	}
	wantCount(t, doc, ".coverage svg rect", 2)
	if ends := strings.Join(strings.Fields(doc.Find(".curve-ends").Text()), " "); ends != "3 Jun 2026, 09:00 to 3 Jun 2026, 10:00" {
		t.Errorf("under the curve stands %q, want when it began and ended", ends)
	}
	wantCount(t, doc, ".coverage-numbers table:first-of-type tbody tr", 2+3) // two tables, by time and by outlet
	if _, err := s.room.Coverage(context.Background()); err != nil {
		t.Errorf("of no story: %v", err)
	}
}
