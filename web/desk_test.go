package web

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"dateline/desk"
	"dateline/news"
	"dateline/newsroom"
	"dateline/store"
)

// A deskWorld is a world whose desk has something on every page.
type deskWorld struct {
	*world
	source, alert, draft, comment, delivery string
	held                                    news.Dispatch // under embargo
}

func fullDesk(t testing.TB) *deskWorld {
	t.Helper()
	return furnish(fullWorld(t))
}

// furnish puts onto the desk what a newsroom gathers in its life.
func furnish(w *world) *deskWorld {
	w.t.Helper()
	ctx := context.Background()
	d := &deskWorld{world: w}
	check := func(what string, err error) {
		w.t.Helper()
		if err != nil {
			w.t.Fatalf("%s: %v", what, err)
		}
	}
	for _, u := range []struct {
		name string
		role news.Role
	}{{"Rhea Reader", news.Reader}, {"Rolf Reporter", news.Reporter}, {"Edna Editor", news.Editor}} {
		_, err := w.room.AddUser(ctx, w.admin, u.name, string(u.role)+"@meridian.example", u.role, password)
		check("adding a user", err)
	}
	a, err := w.room.AddAlert(ctx, w.admin, "Pacts", "pact OR treaty", news.ChannelDesk, "")
	check("adding an alert", err)
	d.alert = a.ID
	feed := news.Source{ID: news.SourceID("https://norland.example/feed"), Name: "Norland Post", Feed: "https://norland.example/feed", Site: "https://norland.example/",
		Kind: news.SourceFeed, Folder: "North", State: news.SourceActive}
	d.source = feed.ID
	w.write(func(tx *store.Tx) error {
		if _, err := tx.AddSource(feed, began); err != nil {
			return err
		}
		item := news.Item{ID: news.ItemID(feed.ID, w.reports[0].URL), SourceID: feed.ID, URL: w.reports[0].URL, Title: w.reports[0].Headline}
		if _, err := tx.SaveItem(item, began); err != nil {
			return err
		}
		if _, err := tx.Hit(a.ID, w.reports[0].ID, began); err != nil {
			return err
		}
		if err := tx.Decide(w.admin.ID, "source/"+feed.ID, "add", feed.Feed, began); err != nil {
			return err
		}
		again := w.reports[0]
		again.Text = strings.Replace(again.Text, "on Tuesday", "on Tuesday evening", 1)
		again.Paragraphs = nil
		for _, p := range strings.Split(again.Text, "\n\n") {
			again.Paragraphs = append(again.Paragraphs, news.Paragraph{Kind: news.PlainParagraph, Text: p})
		}
		_, _, err := tx.SaveReport(again, began.Add(3*time.Hour))
		return err
	})
	row, err := w.room.Draft(ctx, w.admin, w.story)
	check("drafting", err)
	d.draft = row.ID
	row, err = w.room.Begin(ctx, w.admin)
	check("beginning", err)
	row, err = w.room.Order(ctx, w.admin, row.ID, row.Revision, desk.Order{Act: desk.Save, Draft: news.Dispatch{Headline: "Held back", Section: "world", Body: "Not before tomorrow."}})
	check("saving", err)
	row, err = w.room.Order(ctx, w.admin, row.ID, row.Revision, desk.Order{Act: desk.Embargo, Until: time.Now().Add(24 * time.Hour)})
	check("holding", err)
	d.held = row.Dispatch
	check("commenting", w.room.Comment(ctx, w.pact.Slug, "Iris", "Was it raining?"))
	held, err := w.room.Store.Comments(ctx, news.CommentHeld, "", news.Paging{})
	check("listing comments", err)
	d.comment = held.Rows[0].ID
	check("subscribing", w.room.Subscribe(ctx, "iris@reader.example", "world"))
	owed, err := w.room.Store.Deliveries(ctx, "", "", news.Paging{})
	check("listing deliveries", err)
	d.delivery = owed.Rows[0].ID
	return d
}

func TestDeskWalk(t *testing.T) {
	w := fullDesk(t)
	w.signIn()
	for _, p := range []string{"/desk", "/desk?q=pact", "/desk/stories", "/desk/stories/" + w.story, "/desk/reports/" + w.reports[0].ID, "/desk/reports/" + w.reports[0].ID + "/changes", "/desk/facts",
		"/desk/dispatches", "/desk/dispatches/" + w.draft, "/desk/dispatches/" + w.held.ID, "/desk/dispatches/" + w.pact.ID, "/desk/dispatches/" + w.killed.ID, "/desk/alerts", "/desk/alerts/" + w.alert,
		"/desk/sources", "/desk/sources/" + w.source, "/desk/troubles", "/desk/comments", "/desk/subscribers", "/desk/deliveries", "/desk/deliveries/" + w.delivery, "/desk/users"} {
		res := w.get(p)
		if res.StatusCode != 200 {
			t.Errorf("%s: %d", p, res.StatusCode)
			continue
		}
		doc, _ := goquery.NewDocumentFromReader(strings.NewReader(res.body))
		accessible(t, p, doc)
	}
	_ = fmt.Sprint(url.Values{}, newsroom.Newest)
}
