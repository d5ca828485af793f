package web

import (
	"strings"
	"testing"

	"dateline/desk"
	"dateline/news"
	"dateline/newsroom"
	"dateline/publish"
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
