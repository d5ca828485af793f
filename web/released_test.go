package web

import (
	"strings"
	"testing"
	"time"

	"dateline/desk"
	"dateline/news"
	"dateline/newsroom"
	"dateline/publish"
	"dateline/store"
	"dateline/web/frame"
)

// A newsroom shows readers nothing that no person released, unless it says so.
func TestReadersSeeOnlyWhatWasReleased(t *testing.T) {
	s := openSite(t, func(c *newsroom.Config, _ *frame.Config) { c.Public, c.Evidence = newsroom.PublicReleased, "" })
	s.makeAdmin()
	first := s.report("Norland Post", "A headline of others", "Two ministers met in Arvika. They signed a pact.", Began)
	second := s.report("Harbour Wire", "Another headline of others", "Two ministers met in Arvika. They left early.", Began)
	s.settle()
	story := s.link(first, second)
	d := s.publish(news.Dispatch{Headline: "Ministers meet", Section: "world", StoryID: story, Body: "They met.[^1]",
		Citations: []news.DispatchCitation{s.cite(1, first, "Two ministers met in Arvika.")}})
	s.settle()
	hidden := []string{"/stories", "/stories/" + story, "/register", "/api/stories", "/api/matters", "/captures/" + first.CaptureID}
	for _, path := range hidden {
		if got := s.get(path).StatusCode; got != 404 {
			t.Errorf("a reader gets %d at %s, want 404", got, path)
		}
	}
	for _, path := range []string{"/", publish.Path(d), "/search?q=headline", "/about", "/feed.json", "/sitemap.xml"} {
		body := s.get(path).body
		for _, of := range []string{"headline of others", "/stories", "/register"} {
			if strings.Contains(body, of) {
				t.Errorf("a reader finds %q at %s", of, path)
			}
		}
	}
	s.page(publish.EvidencePath(d.Citations[0].Citation), 200)
	s.page("/evidence/"+first.ID+"/1", 200)
	s.page("/evidence/"+second.ID+"/1", 404) // nothing cites it: whether it was read is the desk's business
	s.signIn()
	s.page("/evidence/"+second.ID+"/1", 200)
	for _, path := range hidden[:3] {
		if got := s.get(path).StatusCode; got != 200 {
			t.Errorf("an editor gets %d at %s, want 200", got, path)
		}
	}
}

// A kill takes the story's own page and its line in lists along, also where readers see
// stories.
func TestKillHidesTheStory(t *testing.T) {
	s := openSite(t, nil)
	s.makeAdmin()
	first := s.report("Norland Post", "Bridge falls", "The bridge at Arvika fell. Nine people died.", Began)
	second := s.report("Harbour Wire", "Bridge at Arvika falls", "The bridge at Arvika fell at noon. Nine people died.", Began)
	s.settle()
	story := s.link(first, second)
	d := s.publish(news.Dispatch{Headline: "Bridge falls", Section: "world", StoryID: story, Body: "It fell."})
	s.settle()
	if body := s.get("/stories").body; !strings.Contains(body, "/stories/"+story) {
		t.Error("before the kill the story isn't listed")
	}
	s.order(d, desk.Order{Act: desk.Kill, Subject: "World: a report of today", Note: "It stands."})
	s.settle()
	for _, path := range []string{"/stories", "/", "/search?q=bridge", "/api/stories"} {
		if strings.Contains(s.get(path).body, story) {
			t.Errorf("after the kill the story is at %s", path)
		}
	}
	s.page("/stories/"+story, 404)
	s.signIn()
	s.page("/stories/"+story, 200)
}

// The page of a matter tells readers what was released on it: neither the stories of
// others, where they see none, nor a story that a kill hid, nor its headline as title.
func TestMattersTellWhatWasReleased(t *testing.T) {
	t.Parallel()
	for _, public := range []newsroom.PublicPolicy{newsroom.PublicReleased, newsroom.PublicAll} {
		s := openSite(t, func(c *newsroom.Config, _ *frame.Config) { c.Public = public })
		s.makeAdmin()
		gone := s.link(s.report("Norland Post", "Bridge falls", "The bridge fell.", Began.Add(-time.Hour)))
		stands := s.link(s.report("Harbour Wire", "Bridge repaired", "It was repaired.", Began))
		s.write(func(tx *store.Tx) error {
			for _, id := range []string{gone, stands} {
				if err := tx.StandIn(id, "matter_1"); err != nil {
					return err
				}
			}
			if err := tx.SaveThread(store.ThreadRow{Before: gone, After: stands, Because: []string{"one names the other"}}); err != nil {
				return err
			}
			return tx.RetellMatter("matter_1", Began)
		})
		killed := s.publish(news.Dispatch{Headline: "A fall", Section: "world", StoryID: gone, Body: "It fell."})
		s.order(killed, desk.Order{Act: desk.Kill, Subject: "World: a report of today", Note: "It stands."})
		d := s.publish(news.Dispatch{Headline: "Our bridge report", Section: "world", StoryID: stands, Body: "It stands."})
		for _, path := range []string{"/matters/matter_1", publish.Path(d), "/stories/" + stands, "/api/matters", "/api/matters/matter_1"} {
			if body := s.get(path).body; strings.Contains(body, "Bridge falls") || strings.Contains(body, gone) {
				t.Errorf("with --public %s a killed story is at %s", public, path)
			}
		}
		doc := s.page("/matters/matter_1", 200)
		wantText(t, doc, "h1", "Our bridge report")
		wantCount(t, doc, ".neighbours li", map[newsroom.PublicPolicy]int{newsroom.PublicAll: 1}[public])
		s.signIn()
		wantText(t, s.page("/matters/matter_1", 200), ".dossier-stories", "Bridge falls")
	}
}
