// Package world is a little web of our own making: nine invented outlets in
// invented countries that publish over two weeks and then go on live. It is
// what `dateline demo` collects from and what the end-to-end tests walk
// through, so neither ever needs the open web. In come the embedded articles
// (articles/*.txtar, one file a happening) and a clock that the caller moves;
// out go pages, feeds, pictures and stylesheets by Host header, and the truth
// (which article tells which happening, which is a copy of which) against which
// a test can score what the newsroom made of it. Every person, place, outlet
// and event in it is invented.
package world

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"path"
	"slices"
	"sort"
	"sync"
	"time"
)

//go:embed articles/*.txtar
var articleFiles embed.FS

// Days is how many days the scheduled part lasts: days 0 to Days-1.
const Days = 14

// A World serves its outlets as they are at the instant of its clock. Its
// methods may be called at the same time from several goroutines.
type World struct {
	outlets    []*Outlet
	happenings []*happening
	articles   []*article          // in the order of their files
	byID       map[string]*article // OUTLET/slug
	live       []liveStep          // in the order in which PublishNext takes them

	mu    sync.RWMutex
	day0  time.Time
	now   time.Time
	taken int // how many of live have been published
}

// A liveStep is one thing that happens while the demo runs: an article appears
// or is corrected.
type liveStep struct {
	order      int
	article    *article
	correction bool
}

// A Happening is one thing that happened in the world, as it truly was.
type Happening struct {
	Slug  string // the name of its file without number and ending
	Truth string // what happened, in prose
}

// An Article is one page of the world with the truth about it.
type Article struct {
	ID        string // OUTLET/slug
	Outlet    string // key of the outlet
	Happening string // slug of the happening it tells
	CopyOf    string // ID of the wire article that it prints, empty if its own
	Headline  string
	Text      string // the body as its page shows it now, without dateline: blocks joined by a blank line
	Path      string // address on its host; empty before a live article is published
	Published time.Time
	Corrected time.Time // zero until it has been corrected
	Paywalled bool      // only the first paragraphs are on the page, and in Text
	Live      bool      // appears by PublishNext, not by the clock
	Visible   bool      // is on the web now
}

// URL is the article's address when the world is served at hostport (of which
// only the port counts).
func (a Article) URL(hostport string) string {
	return "http://" + a.Outlet + hostSuffix + portOf(hostport) + a.Path
}

// Load reads and checks the embedded articles. The error names the file and
// the line of each fault.
func Load() (*World, error) {
	sub, err := fs.Sub(articleFiles, "articles")
	if err != nil {
		return nil, fmt.Errorf("opening the articles: %w", err)
	}
	return load(sub)
}

func load(files fs.FS) (*World, error) {
	w := &World{outlets: allOutlets(), byID: map[string]*article{}}
	names, err := fs.Glob(files, "*.txtar")
	if err != nil {
		return nil, fmt.Errorf("listing the articles: %w", err)
	}
	var faults []error
	for _, name := range names {
		data, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("reading %s: %w", name, err)
		}
		h, err := parseHappening(path.Base(name), data)
		faults = append(faults, err)
		for _, a := range h.articles {
			faults = append(faults, w.add(h, a))
		}
		faults = append(faults, h.linkCopies())
		w.happenings = append(w.happenings, h)
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	sort.SliceStable(w.live, func(i, j int) bool { return w.live[i].order < w.live[j].order })
	for _, o := range w.outlets {
		o.gatherSections(w.articles)
		if err := o.parseTemplates(); err != nil {
			return nil, err
		}
	}
	w.Start(time.Date(2026, time.June, 1, 0, 0, 0, 0, time.UTC))
	return w, nil
}

func (w *World) add(h *happening, a *article) error {
	for _, o := range w.outlets {
		if o.Key == a.outletKey {
			a.outlet = o
		}
	}
	if a.outlet == nil {
		return a.fault("there is no outlet %q", a.outletKey)
	}
	if first, ok := w.byID[a.id]; ok {
		return a.fault("%s is there already, at %s:%d", a.id, first.file, first.line)
	}
	a.happening = h
	w.byID[a.id] = a
	w.articles = append(w.articles, a)
	if a.at.live > 0 {
		w.live = append(w.live, liveStep{a.at.live, a, false})
	}
	if a.correctAt.live > 0 {
		w.live = append(w.live, liveStep{a.correctAt.live, a, true})
	}
	return nil
}

// Start sets the date of day 0, winds the clock back to its first minute and
// takes back what PublishNext has published.
func (w *World) Start(day0 time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	y, m, d := day0.Date()
	w.day0 = time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	w.now = w.day0
	w.taken = 0
	for _, a := range w.articles {
		a.published, a.corrected = a.at.on(w.day0), a.correctAt.on(w.day0)
	}
}

// SetNow moves the clock: what is published by t is on the web, what comes
// later is not. Live articles that are out stay out.
func (w *World) SetNow(t time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = t.UTC().Truncate(time.Second)
}

// PublishNext puts the next live article on the web (or makes the next live
// correction), stamped with the clock's time. It says false when there is none left.
func (w *World) PublishNext() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.taken == len(w.live) {
		return false
	}
	step := w.live[w.taken]
	w.taken++
	if step.correction {
		step.article.corrected = w.now
	} else {
		step.article.published = w.now
	}
	return true
}

// LiveLeft is how many live steps PublishNext still has.
func (w *World) LiveLeft() int {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return len(w.live) - w.taken
}

// Happenings lists what happened, in the order of the files.
func (w *World) Happenings() []Happening {
	var out []Happening
	for _, h := range w.happenings {
		out = append(out, Happening{Slug: h.slug, Truth: h.truth})
	}
	return out
}

// Articles lists every article, those that are not yet out included, with the
// truth about it as of now.
func (w *World) Articles() []Article {
	w.mu.RLock()
	defer w.mu.RUnlock()
	var out []Article
	for _, a := range w.articles {
		t := Article{
			ID: a.id, Outlet: a.outletKey, Happening: a.happening.slug,
			Headline: w.fill(a, a.headline), Paywalled: a.paywall, Live: a.at.live > 0,
			Published: a.published, Visible: w.visible(a),
		}
		if a.copyOf != nil {
			t.CopyOf = a.copyOf.id
		}
		if w.isCorrected(a) {
			t.Corrected = a.corrected
		}
		if !a.published.IsZero() {
			t.Path = a.path()
		}
		t.Text = textOf(w.shownBody(a))
		out = append(out, t)
	}
	return out
}

// visible says whether the article is on the web now. The caller holds mu.
func (w *World) visible(a *article) bool {
	return !a.published.IsZero() && !a.published.After(w.now)
}

// isCorrected says whether the page shows the corrected text now. The caller holds mu.
func (w *World) isCorrected(a *article) bool {
	return !a.corrected.IsZero() && !a.corrected.After(w.now)
}

// visibleOf lists what an outlet has on the web now, newest first; what came
// out in the same minute stands in the order of the files. The caller holds mu.
func (w *World) visibleOf(o *Outlet) []*article {
	var out []*article
	for _, a := range w.articles {
		if a.outlet == o && w.visible(a) {
			out = append(out, a)
		}
	}
	slices.SortStableFunc(out, func(a, b *article) int { return b.published.Compare(a.published) })
	return out
}

// changed is when the article's page last changed. The caller holds mu.
func (w *World) changed(a *article) time.Time {
	if w.isCorrected(a) {
		return a.corrected
	}
	return a.published
}

// portOf gives ":port" of an address such as 127.0.0.1:8090, :8090 or 8090,
// and nothing when it has none or it is HTTP's own.
func portOf(hostport string) string {
	port := hostport
	if _, p, err := net.SplitHostPort(hostport); err == nil {
		port = p
	}
	for _, c := range port {
		if c < '0' || c > '9' {
			return ""
		}
	}
	if port == "" || port == "80" {
		return ""
	}
	return ":" + port
}
