package web

import (
	"context"
	"log/slog"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"dateline/internal/testkit"
	"dateline/news"
	"dateline/newsroom"
	"dateline/publish"
	"dateline/store"
	"dateline/web/frame"
)

// hostile is what someone puts into a field who wants it to run.
const hostile = `"><script>alert(1)</script><img src=x onerror=alert(2)>'{{.}}</title></textarea><svg/onload=alert(3)>` + "\x00\u202e"

func TestHostileStringsNeverRun(t *testing.T) {
	s := openSite(t, func(c *newsroom.Config, p *frame.Config) {
		c.Site.Name, c.Site.Tagline = "Name "+hostile, "Tagline "+hostile
		c.Site.Sections = []publish.Section{{Key: "world", Title: "World " + hostile}}
		p.Demo = hostile
	})
	s.makeAdmin()
	r := s.report("evil"+hostile, "Headline "+hostile, "The text "+hostile+".\n\nAnother.", Began)
	s.settle() // before, so that it does not record the report anew
	story := s.link(r)
	c := news.Citation{ReportID: r.ID, Version: 1, Exact: hostile, Start: 0, End: 9}
	actor := news.Actor{Text: hostile, Name: "Name " + hostile, Code: hostile, Role: hostile}
	when := &news.TimeRef{Text: hostile, From: hostile, To: hostile, Precision: hostile}
	place := &news.Place{Text: hostile, Name: hostile}
	s.write(func(tx *store.Tx) error {
		return tx.SaveRecord(news.Record{ID: r.ID, At: Began, Facts: []news.Fact{
			{ID: "fact_1", Kind: news.FactAgreement, Citations: []news.Citation{c}, Agreement: &news.Agreement{Title: "Title " + hostile, Kind: hostile, Aliases: []string{hostile},
				Parties: []news.Actor{actor, {Text: "B " + hostile}}, Milestones: []news.Milestone{{Act: hostile, Time: when, Place: place, By: []news.Actor{actor}, Citation: &c}},
				Provisions: []news.Provision{{Text: hostile, Class: hostile, Citation: &c}},
				Relations:  []news.Relation{{Act: hostile, Instrument: news.Instrument{Title: hostile, Parties: []news.Actor{actor}}, Citation: &c}}}},
			{ID: "fact_2", Kind: news.FactKind(hostile), Predicate: hostile, Source: []news.Actor{actor}, Object: hostile, Time: when, Place: place, Modality: news.Modality(hostile),
				Speaker: &actor, Quote: hostile, Citations: []news.Citation{c}},
		}}, 1)
	})
	d := s.publish(news.Dispatch{Headline: "Headline " + hostile, Standfirst: hostile, Byline: hostile, Place: hostile, Section: "world", StoryID: story, CommentsOpen: true,
		Tags: []string{hostile}, Body: "Text " + hostile + " [x](javascript:alert(1)) ![y](javascript:alert(2)) [^1]",
		Figure:    &news.Figure{URL: "/x.png", Caption: hostile, Credit: hostile, Alt: hostile},
		Citations: []news.DispatchCitation{{Number: 1, Citation: c, Outlet: hostile, URL: "javascript:alert(1)"}}})
	if err := s.room.Comment(context.Background(), d.Slug, "Name "+hostile[:20], hostile); err != nil {
		t.Fatal(err)
	}
	held, err := s.room.Reader().Comments(context.Background(), news.CommentHeld, "", news.Paging{})
	if err != nil || len(held.Rows) != 1 {
		t.Fatalf("%d comments, %v", len(held.Rows), err)
	}
	if err := s.room.Moderate(context.Background(), s.admin, held.Rows[0].ID, news.CommentApproved); err != nil {
		t.Fatal(err)
	}
	s.settle()
	entries, _, err := s.room.Register(context.Background())
	if err != nil || len(entries) == 0 {
		t.Fatalf("%d agreements, %v", len(entries), err)
	}
	evil := url.QueryEscape(hostile)
	for _, path := range []string{"/", "/section/world", "/news/" + d.Slug, "/stories", "/stories/" + story, "/register", "/register/" + entries[0].ID, "/about", "/api",
		publish.EvidencePath(c), "/captures/" + r.CaptureID + "/about", "/signin?to=" + evil, "/setup?token=" + evil, "/search?q=" + evil, "/stories?q=" + evil,
		"/register?q=" + evil + "&party=" + evil + "&year=" + evil, "/register?a=" + evil + "&b=" + evil + "&day=" + evil, "/subscribe?section=" + evil,
		"/subscribe/leave?id=" + evil + "&secret=" + evil, "/news/" + evil, "/" + evil} {
		res := s.get(path)
		if res.StatusCode >= 500 {
			t.Errorf("%.60s: status %d", path, res.StatusCode)
		}
		testkit.Harmless(t, path, res.body)
	}
	for path, form := range map[string]url.Values{
		"/signin":                       {"email": {hostile}, "password": {hostile}, "to": {hostile}},
		"/subscribe":                    {"address": {hostile}, "section": {hostile}},
		"/subscribe/confirm":            {"id": {hostile}, "secret": {hostile}},
		"/news/" + d.Slug + "/comments": {"name": {strings.Repeat(hostile, 9)}, "text": {hostile}},
	} {
		res := s.post(path, form)
		if res.StatusCode != 422 {
			t.Errorf("%s: status %d, want 422", path, res.StatusCode)
		}
		testkit.Harmless(t, "the answer to "+path, res.body)
	}
}

// TestEveryLinkLeadsSomewhere walks from the front page over every link of ours.
func TestEveryLinkLeadsSomewhere(t *testing.T) {
	if seen := walk(t, fullWorld(t).rig, "/"); seen < 40 {
		t.Errorf("only %d pages were walked over", seen)
	}
}

// walk follows every link of ours from a page on, holds each page to what a page
// must be, and each form to an address that takes it. It says how many it saw.
func walk(t *testing.T, w *rig, from string) int {
	t.Helper()
	bare, err := newServer(frame.Config{Room: w.room, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{from: true}
	next := []string{from}
	for len(next) > 0 {
		path := next[0]
		next = next[1:]
		res := w.get(path)
		if res.StatusCode != 200 && res.StatusCode != 410 { // 410: what was killed says so
			t.Errorf("%s: status %d", path, res.StatusCode)
			continue
		}
		if !strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") {
			continue
		}
		doc := w.document(path, res, res.StatusCode)
		testkit.Harmless(t, path, res.body)
		accessible(t, path, doc)
		doc.Find("form").Each(func(_ int, f *goquery.Selection) {
			method := strings.ToUpper(f.AttrOr("method", "get"))
			action := strings.Split(f.AttrOr("action", path), "#")[0]
			if _, pattern := bare.Mux.Handler(httptest.NewRequest(method, action, nil)); pattern == "GET /" || !strings.HasPrefix(pattern, method+" ") {
				t.Errorf("%s: nothing takes the form that is sent to %s %s", path, method, action)
			}
		})
		doc.Find("a[href], link[href]").Each(func(_ int, a *goquery.Selection) {
			href := a.AttrOr("href", "")
			u, err := url.Parse(href)
			if err != nil {
				t.Errorf("%s links to %q: %v", path, href, err)
				return
			}
			if u.Host != "" && "http://"+u.Host != w.server.URL {
				return
			}
			if u.Fragment != "" && u.Path == "" && doc.Find("[id='"+u.Fragment+"']").Length() != 1 {
				t.Errorf("%s links to #%s, which is not on it once", path, u.Fragment)
			}
			to := u.EscapedPath()
			if u.RawQuery != "" {
				to += "?" + u.RawQuery
			}
			if to != "" && !strings.HasPrefix(to, "/") && !strings.HasPrefix(to, "?") {
				t.Errorf("%s links to %q, relative to wherever it stands", path, href)
			}
			if strings.HasPrefix(to, "/") && !seen[to] {
				seen[to] = true
				next = append(next, to)
			}
		})
	}
	return len(seen)
}

// accessible holds what each page owes to those who use no mouse or no eyes.
func accessible(t *testing.T, path string, doc *goquery.Document) {
	t.Helper()
	for selector, want := range map[string]int{"h1": 1, "main": 1, "head title": 1, "a.skip": 1, "html[lang]": 1} {
		if got := doc.Find(selector).Length(); got != want {
			t.Errorf("%s: %d fit %q, want %d", path, got, selector, want)
		}
	}
	ids := map[string]bool{}
	doc.Find("[id]").Each(func(_ int, e *goquery.Selection) {
		id := e.AttrOr("id", "")
		if ids[id] {
			t.Errorf("%s: the id %q stands twice", path, id)
		}
		ids[id] = true
	})
	doc.Find("input, select, textarea").Each(func(_ int, e *goquery.Selection) {
		id := e.AttrOr("id", "none")
		if e.AttrOr("type", "") != "hidden" && e.Closest("label").Length() == 0 && doc.Find("label[for='"+id+"']").Length() == 0 {
			t.Errorf("%s: the field %q has no label", path, e.AttrOr("name", ""))
		}
	})
	doc.Find("img").Each(func(_ int, e *goquery.Selection) {
		if _, ok := e.Attr("alt"); !ok {
			t.Errorf("%s: the picture %q has no alt", path, e.AttrOr("src", ""))
		}
	})
	doc.Find("[aria-labelledby], [aria-describedby]").Each(func(_ int, e *goquery.Selection) {
		for _, id := range strings.Fields(e.AttrOr("aria-labelledby", "") + " " + e.AttrOr("aria-describedby", "")) {
			if !ids[id] {
				t.Errorf("%s: #%s, which names something, is not there", path, id)
			}
		}
	})
	last := 0
	doc.Find("h1, h2, h3, h4, h5, h6").Each(func(_ int, e *goquery.Selection) {
		level := int(goquery.NodeName(e)[1] - '0')
		if last > 0 && level > last+1 {
			t.Errorf("%s: heading %q of rank %d follows one of rank %d", path, strings.TrimSpace(e.Text()), level, last)
		}
		last = level
	})
}
