package site

import (
	"context"
	"net/http"
	"slices"
	"sync"
	"time"

	"dateline/news"
	"dateline/newsroom"
	"dateline/publish"
	"dateline/store"
	"dateline/web/frame"
	"dateline/web/view"

	"golang.org/x/sync/singleflight"
)

// feedItems is how many dispatches a feed holds.
const feedItems = 50

// A feedKind is a format of feeds.
type feedKind struct {
	name, contentType string
	write             func(publish.Site, publish.FeedMeta, []news.Dispatch) ([]byte, error)
}

var feedKinds = []feedKind{
	{"feed.rss", "application/rss+xml; charset=utf-8", publish.RSS},
	{"feed.atom", "application/atom+xml; charset=utf-8", publish.Atom},
	{"feed.json", "application/feed+json; charset=utf-8", publish.JSONFeed},
}

func (s *Site) feedRoutes() {
	for _, kind := range feedKinds {
		s.Document("GET /"+kind.name, s.feed(kind))
		s.Document("GET /section/{key}/"+kind.name, s.feed(kind))
		s.Document("GET /sections/{key}/"+kind.name, func(w http.ResponseWriter, r *http.Request) error {
			return frame.Moved(w, r, publish.SectionPath(r.PathValue("key"))+"/"+kind.name)
		})
	}
	s.Document("GET /sitemap.xml", s.sitemap)
	s.Document("GET /news-sitemap.xml", s.newsSitemap)
	s.Document("GET /robots.txt", s.robots)
	s.Document("GET /favicon.ico", s.favicon)
}

// feed serves the newest dispatches of the site or of a section.
func (s *Site) feed(kind feedKind) frame.Answer {
	return func(w http.ResponseWriter, r *http.Request) error {
		meta := publish.FeedMeta{Self: r.URL.Path, Icon: s.AssetAddress("dateline.svg")}
		key := r.PathValue("key")
		if key != "" {
			if !slices.ContainsFunc(s.Room.Site.Sections, func(sec publish.Section) bool { return sec.Key == key }) {
				return newsroom.ErrNotFound
			}
			meta.Title = s.Room.Site.Name + " – " + s.Room.Site.SectionTitle(key)
			meta.Home = publish.SectionPath(key)
		}
		ds, _, err := s.Released(r.Context(), view.DispatchesOf{Section: key}, news.Paging{Limit: feedItems})
		if err != nil {
			return err
		}
		gone, err := s.withdrawn(r, key)
		if err != nil {
			return err
		}
		body, err := kind.write(s.Room.Site, meta, append(ds, gone...))
		if err != nil {
			return err
		}
		frame.ServeDocument(w, r, kind.contentType, body)
		return nil
	}
}

// withdrawn gives what was killed of late, so that whoever has it from a feed hears of it.
func (s *Site) withdrawn(r *http.Request, section string) ([]news.Dispatch, error) {
	killed := store.DispatchFilter{States: []news.DispatchState{news.Killed}, Section: section}
	rows, err := s.Store.Dispatches(r.Context(), killed, news.Paging{Limit: feedItems})
	if err != nil {
		return nil, err
	}
	var out []news.Dispatch
	for _, row := range rows.Rows {
		if s.Room.Now().Sub(row.UpdatedAt) < publish.GoneFor {
			out = append(out, row.Dispatch)
		}
	}
	return out, nil
}

// sitemapAge is how long a sitemap is served before it is made anew: it walks
// through everything that was ever published.
const sitemapAge = time.Minute

// sitemapMost bounds what is walked through: what a sitemap may hold.
const sitemapMost = 50_000

func (s *Site) sitemap(w http.ResponseWriter, r *http.Request) error {
	k := &s.keptSitemap
	k.mu.Lock()
	body, made := k.body, k.made
	k.mu.Unlock()
	if body == nil || s.Room.Now().Sub(made) > sitemapAge {
		// It is made to its end though whoever asked has gone: the next one finds it.
		renewed := k.making.DoChan("", func() (any, error) { return s.renewSitemap(context.WithoutCancel(r.Context())) })
		select {
		case done := <-renewed:
			if done.Err != nil {
				return done.Err
			}
			body = done.Val.([]byte)
		case <-r.Context().Done():
			return r.Context().Err()
		}
	}
	frame.ServeDocument(w, r, "application/xml; charset=utf-8", body)
	return nil
}

func (s *Site) renewSitemap(ctx context.Context) ([]byte, error) {
	now := s.Room.Now()
	ds, err := s.everything(ctx)
	if err != nil {
		return nil, err
	}
	body, err := publish.Sitemap(s.Room.Site, ds)
	if err != nil {
		return nil, err
	}
	k := &s.keptSitemap
	k.mu.Lock()
	defer k.mu.Unlock()
	k.body, k.made = body, now
	return body, nil
}

// everything lists all that was published. Each page of the list is a costly read of
// its own.
func (s *Site) everything(ctx context.Context) ([]news.Dispatch, error) {
	var all []news.Dispatch
	p := news.Paging{Limit: 200}
	for {
		ds, next, err := s.releasedApart(ctx, p)
		if err != nil {
			return nil, err
		}
		for i := range ds {
			ds[i].Body, ds[i].Citations = "", nil // only addresses and dates are needed
		}
		all = append(all, ds...)
		if next == "" || len(all) >= sitemapMost {
			return all, nil
		}
		p.After = next
	}
}

func (s *Site) releasedApart(ctx context.Context, p news.Paging) ([]news.Dispatch, string, error) {
	ctx, done, err := s.Store.Costly(ctx)
	if err != nil {
		return nil, "", err
	}
	defer done()
	ds, next, err := s.Released(ctx, view.DispatchesOf{}, p)
	return ds, next, frame.TooLong(ctx, err, false)
}

// newsSitemapMost is how many dispatches of the last two days are looked at; a
// news sitemap may hold 1,000.
const newsSitemapMost = 200

func (s *Site) newsSitemap(w http.ResponseWriter, r *http.Request) error {
	ds, _, err := s.Released(r.Context(), view.DispatchesOf{}, news.Paging{Limit: newsSitemapMost})
	if err != nil {
		return err
	}
	body, err := publish.NewsSitemap(s.Room.Site, ds, s.Room.Now())
	if err != nil {
		return err
	}
	frame.ServeDocument(w, r, "application/xml; charset=utf-8", body)
	return nil
}

// robots keeps machines from the desk, from forms, and from what is not ours:
// stored pages belong to their outlets, which have addresses of their own.
func (s *Site) robots(w http.ResponseWriter, r *http.Request) error {
	body := "User-agent: *\nDisallow: /desk\nDisallow: /signin\nDisallow: /setup\nDisallow: /search\nDisallow: /captures/\nDisallow: /evidence/\nDisallow: /subscribe/\n\n" +
		"Sitemap: " + s.Room.Site.Abs("/sitemap.xml") + "\nSitemap: " + s.Room.Site.Abs("/news-sitemap.xml") + "\n"
	frame.ServeDocument(w, r, "text/plain; charset=utf-8", []byte(body))
	return nil
}

func (s *Site) favicon(w http.ResponseWriter, r *http.Request) error {
	return frame.Moved(w, r, s.AssetAddress("dateline.svg"))
}

// A keptDocument is a document that is expensive to make.
type keptDocument struct {
	making singleflight.Group

	mu   sync.Mutex
	body []byte
	made time.Time
}
