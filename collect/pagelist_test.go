package collect

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"dateline/news"
)

// frontPage is a page with a navigation, the headlines of some reports, and a
// footer.
func frontPage(headlines ...string) string {
	var b strings.Builder
	b.WriteString(`<html><head><title>The Plain Daily</title></head><body><nav><a href="/">Home</a><a href="/world">World</a><a href="/sport">Sport</a>
<a href="/about-us-and-our-work">About us and our work</a></nav><a href="/subscribe-to-our-paper">Subscribe to our paper today</a>`)
	for i, h := range headlines {
		slug := strings.ReplaceAll(strings.ToLower(h), " ", "-")
		fmt.Fprintf(&b, `<article><a href="/world/2026/%s?utm_source=front"><img src="%d.jpg"></a><h2><a href="/world/2026/%s">%s</a></h2></article>`, slug, i, slug, h)
	}
	b.WriteString(`<footer><a href="/terms-of-our-service">The terms of our service</a><a href="https://elsewhere.example/a-long-slug-here">A friend of this paper</a></footer></body></html>`)
	return b.String()
}

func titles(items []news.Item) (all []string) {
	for _, i := range items {
		all = append(all, i.Title)
	}
	return all
}

func TestPageListTellsReportsByWhatChanges(t *testing.T) {
	const address = "https://plain.example/"
	var watch *Watch
	for i, tc := range []struct {
		page string
		want []string
	}{
		{frontPage("Long bridge opens at last", "Two ferries collide in fog"), []string{"Subscribe to our paper today", "Long bridge opens at last", "Two ferries collide in fog"}},
		{frontPage("Long bridge opens at last", "Two ferries collide in fog"), nil},
		{frontPage("Cranes leave the old dock", "Long bridge opens at last"), []string{"Cranes leave the old dock"}},
		{frontPage("Cranes leave the old dock") + `<a href="/contact">Contact</a>`, nil},
		{frontPage("Two ferries collide in fog", "Harbour board resigns over crane"), []string{"Harbour board resigns over crane"}},
	} {
		before := watch.copy()
		var items []news.Item
		old := watch
		items, watch = readPageList([]byte(tc.page), address, watch)
		if got := titles(items); !reflect.DeepEqual(got, tc.want) {
			t.Errorf("look %d: got %q, want %q", i+1, got, tc.want)
		}
		if old != nil && !reflect.DeepEqual(old, before) {
			t.Errorf("look %d changed what the look before had left", i+1)
		}
	}
}

// TestPageListLearnsShapes begins with links that do not read like headlines:
// they are reports after all when others of their shape come.
func TestPageListLearnsShapes(t *testing.T) {
	page := func(numbers ...int) []byte {
		var b strings.Builder
		for _, n := range numbers {
			fmt.Fprintf(&b, `<a href="/item.php?id=%d">Note %d</a> `, n, n)
		}
		b.WriteString(`<a href="/about">About</a>`)
		return []byte(b.String())
	}
	items, watch := readPageList(page(101, 102), "https://plain.example/", nil)
	if len(items) != 0 {
		t.Errorf("first look: got %q, want nothing yet", titles(items))
	}
	items, _ = readPageList(page(102, 103, 104), "https://plain.example/", watch)
	if got, want := titles(items), []string{"Note 103", "Note 104"}; !reflect.DeepEqual(got, want) {
		t.Errorf("second look: got %q, want %q", got, want)
	}
}

func TestShapeOf(t *testing.T) {
	for _, tc := range []struct{ address, want string }{
		{"https://a.example/world/2026/11/02/long-bridge-opens", "a.example/world/#/#/#/*"},
		{"https://a.example/about", "a.example/about"},
		{"https://a.example/story.php?id=123", "a.example/story.php?id=###"},
		{"https://a.example/a12345", "a.example/*"},
	} {
		if got := shapeOf(tc.address); got != tc.want {
			t.Errorf("%s: got %s, want %s", tc.address, got, tc.want)
		}
	}
}

func TestDiscoverPageLists(t *testing.T) {
	c, web := collector(t)
	front := frontPage("Long bridge opens at last", "Two ferries collide in fog", "Cranes leave the old dock", "Harbour board resigns over crane")
	web.Set("https://plain.example/", front)
	web.Set("https://plain.example/world", strings.ReplaceAll(front, "Plain Daily", "World, The Plain Daily"))
	found, err := c.Discover(t.Context(), "https://plain.example/")
	if err != nil || len(found) != 2 || found[0].Kind != PageList || found[0].Name != "The Plain Daily" || found[1].Feed != "https://plain.example/world" {
		t.Fatalf("got %+v, %v; want the front page and the section", found, err)
	}
	look, err := c.Look(t.Context(), found[0].Source, Memory{})
	if err != nil || len(look.Feed.Items) != 5 || look.Feed.Items[1].URL != "https://plain.example/world/2026/long-bridge-opens-at-last" || look.Memory.Watch == nil {
		t.Fatalf("first look: got %+v, %v", look, err)
	}
	web.Set("https://plain.example/", frontPage("A fifth report comes in", "Long bridge opens at last"))
	again, err := c.Look(t.Context(), found[0].Source, look.Memory)
	if err != nil || len(again.Feed.Items) != 1 || again.Feed.Items[0].Title != "A fifth report comes in" {
		t.Errorf("second look: got %+v, %v", again.Feed, err)
	}
}

func TestDiscoverGivesTheHub(t *testing.T) {
	c, web := collector(t)
	web.Set("https://hubbed.example/feed", `<feed xmlns="http://www.w3.org/2005/Atom"><link rel="hub" href="https://hub.example/"/><link rel="self" href="https://hubbed.example/feed"/><entry><link href="/1"/></entry></feed>`)
	web.Set("https://hubbed.example/", `<html><title>Hubbed</title><a href="/feed">RSS</a></html>`)
	found, err := c.Discover(t.Context(), "https://hubbed.example/")
	if err != nil || len(found) != 1 || found[0].Feed != "https://hubbed.example/feed" {
		t.Fatalf("got %+v, %v", found, err)
	}
	look, err := c.Look(t.Context(), found[0].Source, Memory{})
	if err != nil || look.Feed.Hub != "https://hub.example/" || look.Feed.Self != "https://hubbed.example/feed" {
		t.Errorf("got %+v, %v; want the hub", look.Feed, err)
	}
}

func TestLinkHeader(t *testing.T) {
	hub, self := linkHeader(map[string][]string{"Link": {`<https://hub.example/>; rel="hub", </feed>; title=x; rel=self`, `<https://late.example/>; rel=hub`}}, "https://a.example/x")
	if hub != "https://hub.example/" || self != "https://a.example/feed" {
		t.Errorf("got %q and %q", hub, self)
	}
}
