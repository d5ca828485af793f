// Package demo runs the demonstration: it sets a newsroom up over the invented
// web of package world, plays its editors, and lets the outlets go on
// publishing.
//
// In come the address on which the world is served and the time; out come the
// newsroom's settings and a Run that goes on until its context ends. Everything
// on the demo's pages was collected, read, joined, recorded and released by the
// same code that serves a real newsroom; nothing is put there by hand.
package demo

import (
	"context"
	"fmt"
	"net"
	"sort"
	"strings"
	"time"

	"dateline/demo/world"
	"dateline/desk"
	"dateline/fetch"
	"dateline/news"
	"dateline/newsroom"
	"dateline/publish"
	"dateline/store"
)

// A Show is a demonstration over one world.
type Show struct {
	World    *world.World
	hostport string
}

// The people of the demonstration. Their password is shown on the sign-in page.
const (
	editorEmail   = "editor@demo.localhost"
	reporterEmail = "reporter@demo.localhost"
	password      = "four words will do"
)

// New loads the world, which is served at hostport, so that its last day is the day of now.
func New(hostport string, now time.Time) (*Show, error) {
	w, err := world.Load()
	if err != nil {
		return nil, fmt.Errorf("loading the demo's world: %w", err)
	}
	now = now.UTC()
	w.Start(now.Truncate(24*time.Hour).AddDate(0, 0, 1-world.Days))
	w.SetNow(now)
	return &Show{World: w, hostport: hostport}, nil
}

// Config is how a newsroom is set up over the world, with its data in a folder.
func (s *Show) Config(data string) newsroom.Config {
	_, port, _ := net.SplitHostPort(s.hostport)
	return newsroom.Config{
		Data:  data,
		Facts: newsroom.FactsAll, // there is nobody to approve them
		// The demonstration shows all of Dateline, and what it shows is invented.
		Public: newsroom.PublicAll, Evidence: newsroom.EvidenceOpen,
		Site: publish.Site{Name: "The Dateline Wire", Tagline: "Every line traced to its source", Language: "en", Sections: []publish.Section{
			{Key: "world", Title: "World"}, {Key: "politics", Title: "Politics"}, {Key: "business", Title: "Business"},
			{Key: "science", Title: "Science"}, {Key: "culture", Title: "Culture"}, {Key: "sport", Title: "Sport"},
		}},
		Fetch: fetch.Config{UserAgent: fetch.UserAgent("demo", ""), Resolve: map[string]string{"*.localhost:" + port: s.hostport}},
	}
}

// Note is what the sign-in page says.
func (s *Show) Note() string {
	return fmt.Sprintf("This is a demonstration: sign in as %s or %s with the password “%s”.", editorEmail, reporterEmail, password)
}

// Run sets the newsroom up, waits for the first collection, releases dispatches
// on what most outlets tell, and then lets an outlet publish something every so
// often, until ctx ends. Say is told what goes on.
func (s *Show) Run(ctx context.Context, room *newsroom.Newsroom, every time.Duration, say func(string)) error {
	editor, err := s.people(ctx, room)
	if err != nil {
		return err
	}
	if err := s.sources(ctx, room, editor); err != nil {
		return err
	}
	say("collecting from the demo's outlets …")
	if err := settle(ctx, room); err != nil {
		return quiet(ctx, err)
	}
	if err := s.release(ctx, room, editor, 12); err != nil {
		return quiet(ctx, err)
	}
	say("the front page is out; the outlets go on publishing")
	tick := time.NewTicker(every)
	defer tick.Stop()
	for n := 1; ; n++ {
		select {
		case <-ctx.Done():
			return nil
		case now := <-tick.C:
			s.World.SetNow(now.UTC())
			s.World.PublishNext()
		}
		if err := s.lookAround(ctx, room, editor); err != nil {
			return quiet(ctx, err)
		}
		if n%4 == 0 {
			if err := s.release(ctx, room, editor, 1); err != nil {
				return quiet(ctx, err)
			}
		}
	}
}

// quiet lets the end of the demo be no error.
func quiet(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// people makes the demo's users, and gives the editor.
func (s *Show) people(ctx context.Context, room *newsroom.Newsroom) (news.User, error) {
	needs, err := room.NeedsAdministrator(ctx)
	if err != nil {
		return news.User{}, err
	}
	if needs {
		editor, err := room.MakeAdministrator(ctx, "Edda Marsh", editorEmail, password)
		if err != nil {
			return editor, err
		}
		reporter, err := room.AddUser(ctx, editor, "Rune Castell", reporterEmail, news.Reporter, password)
		if err != nil {
			return editor, err
		}
		for name, query := range map[string]string{"Pacts and treaties": "treaty OR pact OR memorandum", "Sea and ports": "ferry OR harbour OR port", "Ceasefires": `"ceasefire" OR truce`} {
			if _, err := room.AddAlert(ctx, reporter, news.Alert{Name: name, Query: query, Channel: news.ChannelDesk}); err != nil {
				return editor, err
			}
		}
	}
	u, _, err := room.Reader().UserByEmail(ctx, editorEmail)
	return u, err
}

func (s *Show) sources(ctx context.Context, room *newsroom.Newsroom, editor news.User) error {
	for _, f := range s.World.Feeds(s.hostport) {
		if _, err := room.AddSource(ctx, editor, f.URL, f.Folder); err != nil {
			return fmt.Errorf("adding %s: %w", f.Name, err)
		}
	}
	return nil
}

// lookAround makes every source due, as a push from its outlet would.
func (s *Show) lookAround(ctx context.Context, room *newsroom.Newsroom, editor news.User) error {
	return room.EachSource(ctx, "", func(row store.SourceRow) error {
		if row.State != news.SourceActive {
			return nil
		}
		return room.LookNow(ctx, editor, row.ID)
	})
}

// settle waits until all that is due is done.
func settle(ctx context.Context, room *newsroom.Newsroom) error {
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for {
		p, err := room.Progress(ctx)
		if err != nil {
			return err
		}
		if p.Idle() {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}

// release publishes dispatches on the stories that most outlets tell and that
// have none yet.
func (s *Show) release(ctx context.Context, room *newsroom.Newsroom, editor news.User, most int) error {
	var stories []store.StoryRow
	for after := ""; ; {
		page, err := room.Reader().Stories(ctx, store.StoryFilter{AtLeast: 3}, news.Paging{After: after, Limit: 200})
		if err != nil {
			return err
		}
		stories = append(stories, page.Rows...)
		if after = page.Next; after == "" {
			break
		}
	}
	sort.SliceStable(stories, func(i, j int) bool { return stories[i].Outlets > stories[j].Outlets })
	released := 0
	for i := 0; i < len(stories) && released < most; i++ {
		has, err := room.Reader().Dispatches(ctx, store.DispatchFilter{StoryID: stories[i].ID}, news.Paging{Limit: 1})
		if err != nil {
			return err
		}
		if len(has.Rows) > 0 {
			continue
		}
		if err := s.write(ctx, room, editor, stories[i].ID); err != nil {
			return err
		}
		released++
	}
	return nil
}

// write makes a dispatch of a story and publishes it, as an editor would: the
// brief with its citations, a standfirst and a picture from its reports.
func (s *Show) write(ctx context.Context, room *newsroom.Newsroom, editor news.User, storyID string) error {
	row, err := room.Draft(ctx, editor, storyID)
	if err != nil {
		return fmt.Errorf("drafting: %w", err)
	}
	d := row.Dispatch
	reports, err := room.Reader().StoryReports(ctx, storyID)
	if err != nil {
		return err
	}
	for _, r := range reports {
		full, err := room.Reader().Report(ctx, r.ID)
		if err != nil {
			return err
		}
		if d.Figure == nil && len(full.Figures) > 0 && full.Figures[0].Caption != "" {
			figure := full.Figures[0]
			if figure.Credit == "" {
				figure.Credit = full.Outlet
			}
			d.Figure = &figure
		}
		if d.Place == "" {
			d.Place = full.Place
		}
		if d.Standfirst == "" && full.Language == "en" && !strings.EqualFold(full.Standfirst, d.Headline) {
			d.Standfirst = full.Standfirst
		}
	}
	d.CommentsOpen = true
	row, err = room.Order(ctx, editor, d.ID, row.Revision, desk.Order{Act: desk.Save, Draft: d})
	if err != nil {
		return fmt.Errorf("saving a draft: %w", err)
	}
	if _, err = room.Order(ctx, editor, d.ID, row.Revision, desk.Order{Act: desk.Publish}); err != nil {
		return fmt.Errorf("publishing %q: %w", d.Headline, err)
	}
	return nil
}
