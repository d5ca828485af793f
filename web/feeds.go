package web

import (
	"bytes"
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"dateline/news"
	"dateline/newsroom"
	"dateline/publish"
	"dateline/store"
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

func (s *server) feedRoutes() {
	for _, kind := range feedKinds {
		s.document("GET /"+kind.name, s.feed(kind))
		s.document("GET /section/{key}/"+kind.name, s.feed(kind))
		s.document("GET /sections/{key}/"+kind.name, func(w http.ResponseWriter, r *http.Request) error {
			return moved(w, r, publish.SectionPath(r.PathValue("key"))+"/"+kind.name)
		})
	}
	s.document("GET /sitemap.xml", s.sitemap)
	s.document("GET /news-sitemap.xml", s.newsSitemap)
	s.document("GET /robots.txt", s.robots)
	s.document("GET /favicon.ico", s.favicon)
}

// feed serves the newest dispatches of the site or of a section.
func (s *server) feed(kind feedKind) answer {
	return func(w http.ResponseWriter, r *http.Request) error {
		meta := publish.FeedMeta{Self: r.URL.Path, Icon: s.assets.byName["dateline.svg"]}
		key := r.PathValue("key")
		if key != "" {
			if !slices.ContainsFunc(s.room.Site.Sections, func(sec publish.Section) bool { return sec.Key == key }) {
				return newsroom.ErrNotFound
			}
			meta.Title = s.room.Site.Name + " – " + s.room.Site.SectionTitle(key)
			meta.Home = publish.SectionPath(key)
		}
		ds, _, err := s.released(r.Context(), dispatchesOf{section: key}, news.Paging{Limit: feedItems})
		if err != nil {
			return err
		}
		gone, err := s.withdrawn(r, key)
		if err != nil {
			return err
		}
		body, err := kind.write(s.room.Site, meta, append(ds, gone...))
		if err != nil {
			return err
		}
		serveDocument(w, r, kind.contentType, body)
		return nil
	}
}

// withdrawn gives what was killed of late, so that whoever has it from a feed hears of it.
func (s *server) withdrawn(r *http.Request, section string) ([]news.Dispatch, error) {
	killed := store.DispatchFilter{States: []news.DispatchState{news.Killed}, Section: section}
	rows, err := s.store.Dispatches(r.Context(), killed, news.Paging{Limit: feedItems})
	if err != nil {
		return nil, err
	}
	var out []news.Dispatch
	for _, row := range rows.Rows {
		if s.room.Now().Sub(row.UpdatedAt) < publish.GoneFor {
			out = append(out, row.Dispatch)
		}
	}
	return out, nil
}

// serveDocument answers 304 to who has it already, by ETag alone. A date would
// lie: when a dispatch is withdrawn, the newest that is left in a list is older
// than what the reader has, who would then keep the withdrawn one.
func serveDocument(w http.ResponseWriter, r *http.Request, contentType string, body []byte) {
	header := w.Header()
	header.Set("Content-Type", contentType)
	header.Set("Cache-Control", "public, max-age=60")
	header.Set("ETag", `"`+strings.TrimPrefix(news.Digest(body), "sha256:")[:32]+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}

// sitemapAge is how long a sitemap is served before it is made anew: it walks
// through everything that was ever published.
const sitemapAge = time.Minute

// A keptDocument is a document that is expensive to make.
type keptDocument struct {
	making singleflight.Group

	mu   sync.Mutex
	body []byte
	made time.Time
}

// sitemapMost bounds what is walked through: what a sitemap may hold.
const sitemapMost = 50_000

func (s *server) sitemap(w http.ResponseWriter, r *http.Request) error {
	k := &s.keptSitemap
	k.mu.Lock()
	body, made := k.body, k.made
	k.mu.Unlock()
	if body == nil || s.room.Now().Sub(made) > sitemapAge {
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
	serveDocument(w, r, "application/xml; charset=utf-8", body)
	return nil
}

func (s *server) renewSitemap(ctx context.Context) ([]byte, error) {
	now := s.room.Now()
	ds, err := s.everything(ctx)
	if err != nil {
		return nil, err
	}
	body, err := publish.Sitemap(s.room.Site, ds)
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
func (s *server) everything(ctx context.Context) ([]news.Dispatch, error) {
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

func (s *server) releasedApart(ctx context.Context, p news.Paging) ([]news.Dispatch, string, error) {
	ctx, done, err := s.store.Costly(ctx)
	if err != nil {
		return nil, "", err
	}
	defer done()
	ds, next, err := s.released(ctx, dispatchesOf{}, p)
	return ds, next, tooLong(ctx, err, false)
}

// newsSitemapMost is how many dispatches of the last two days are looked at; a
// news sitemap may hold 1,000.
const newsSitemapMost = 200

func (s *server) newsSitemap(w http.ResponseWriter, r *http.Request) error {
	ds, _, err := s.released(r.Context(), dispatchesOf{}, news.Paging{Limit: newsSitemapMost})
	if err != nil {
		return err
	}
	body, err := publish.NewsSitemap(s.room.Site, ds, s.room.Now())
	if err != nil {
		return err
	}
	serveDocument(w, r, "application/xml; charset=utf-8", body)
	return nil
}

// robots keeps machines from the desk, from forms, and from what is not ours:
// stored pages belong to their outlets, which have addresses of their own.
func (s *server) robots(w http.ResponseWriter, r *http.Request) error {
	body := "User-agent: *\nDisallow: /desk\nDisallow: /signin\nDisallow: /setup\nDisallow: /search\nDisallow: /captures/\nDisallow: /evidence/\nDisallow: /subscribe/\n\n" +
		"Sitemap: " + s.room.Site.Abs("/sitemap.xml") + "\nSitemap: " + s.room.Site.Abs("/news-sitemap.xml") + "\n"
	serveDocument(w, r, "text/plain; charset=utf-8", []byte(body))
	return nil
}

func (s *server) favicon(w http.ResponseWriter, r *http.Request) error {
	return moved(w, r, s.assets.byName["dateline.svg"])
}
