package world

import (
	"embed"
	"fmt"
	"hash/fnv"
	"html/template"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
)

//go:embed templates
var templateFiles embed.FS

const hostSuffix = ".localhost"

// An Outlet is one site of the world. Its templates are templates/KEY.html and
// KEY.css; no outlet shares markup with another, since what the newsroom must
// read is many sites, not one site nine times.
type Outlet struct {
	Key, Name, Tagline string
	Language           string // ISO 639-1
	City               string
	Folder             string // where a reader's feed list would put it

	address     func(a *article) string // path of an article's page
	imageDir    string
	feed        feed
	discover    bool // its feed is known only from the front page's link element
	charset     string
	bareAgency  bool // printed wire copy ends in "(Kestrel Wire)" instead of having it as byline
	commentsOn  bool // every article has a comment form
	about       string
	sections    []string // top-level, in the order of the navigation
	subsections map[string][]string
	templates   *template.Template
}

// Host is the name under which the outlet is served.
func (o *Outlet) Host() string { return o.Key + hostSuffix }

// A Feed is one source as a person would add it.
type Feed struct {
	Name   string
	Folder string
	URL    string // of the feed, or of the front page where the feed must be discovered
}

// Feeds lists the outlets' feeds when the world is served at hostport (of which
// only the port counts: each outlet has a host name of its own under localhost).
func (w *World) Feeds(hostport string) []Feed {
	var out []Feed
	for _, o := range w.outlets {
		f := Feed{Name: o.Name, Folder: o.Folder, URL: "http://" + o.Host() + portOf(hostport) + "/"}
		if !o.discover {
			f.URL = strings.TrimSuffix(f.URL, "/") + o.feed.path
		}
		out = append(out, f)
	}
	return out
}

// Outlets lists the sites of the world.
func (w *World) Outlets() []*Outlet { return w.outlets }

func allOutlets() []*Outlet {
	return []*Outlet{
		{Key: "kestrel-wire", Name: "Kestrel Wire", Tagline: "First, and checked", Language: "en", City: "Selden", Folder: "Agencies",
			address: func(a *article) string {
				return a.published.Format("/story/2006-01-02/") + a.slug + "-" + a.number(6)
			},
			imageDir: "/photos/", feed: feed{"/feeds/all.atom", atomFeed}, about: "reports for Kestrel Wire."},
		{Key: "harbour-post", Name: "The Harbour Post", Tagline: "Halden Bay's newspaper since 1871", Language: "en", City: "Halden Bay", Folder: "Varland",
			address: func(a *article) string {
				return "/" + slugOf(a.sections[0]) + a.published.Format("/2006/01/") + a.slug
			},
			imageDir: "/assets/images/", feed: feed{"/rss.xml", rssFeed}, about: "is a staff writer at The Harbour Post."},
		{Key: "northern-herald", Name: "The Northern Herald", Tagline: "Port Amity · All the news of the Federation", Language: "en", City: "Port Amity", Folder: "Abroad",
			address:  func(a *article) string { return "/archive/" + a.number(7) + ".html" },
			imageDir: "/pix/", feed: feed{"/headlines.rdf", rdfFeed}, charset: "windows-1252", bareAgency: true, about: "is a Herald correspondent."},
		{Key: "the-ledger", Name: "The Ledger", Tagline: "Business, markets, policy", Language: "en", City: "Selden", Folder: "Business",
			address: func(a *article) string {
				return "/content/" + a.number(9) + "-" + a.number(4)
			},
			imageDir: "/img/", feed: feed{"/feed.json", jsonFeed}, about: "covers business and policy for The Ledger."},
		{Key: "metro-daily", Name: "Metro Daily", Tagline: "Your city. Your news. Free.", Language: "en", City: "Selden", Folder: "Varland",
			address:  func(a *article) string { return a.published.Format("/2006/01/02/") + a.slug + "/" },
			imageDir: "/wp-content/uploads/", feed: feed{"/feed/", brokenFeed}, bareAgency: true, about: "writes for Metro Daily. Got a story? Tell us!"},
		{Key: "radio-selden", Name: "Radio Selden", Tagline: "The public service", Language: "en", City: "Selden", Folder: "Varland",
			address:  func(a *article) string { return "/news/" + a.slug + "-" + a.number(8) },
			imageDir: "/ichef/", feed: feed{"/podcasts-and-feeds/news.rss", mediaFeed}, about: "is a reporter at Radio Selden."},
		{Key: "foreign-brief", Name: "Foreign Brief", Tagline: "Defence and diplomacy, in short", Language: "en", City: "Port Amity", Folder: "Abroad",
			address:  func(a *article) string { return "/" + a.slug + "/" },
			imageDir: "/uploads/", feed: feed{"/feed/rss2", dullFeed}, commentsOn: true, about: "writes on alliances and arms for Foreign Brief."},
		{Key: "valley-courier", Name: "Sarn Valley Courier", Tagline: "The paper of the valley", Language: "en", City: "Sarnford", Folder: "Varland",
			address:  func(a *article) string { return "/index.php?story=" + a.number(5) },
			imageDir: "/pictures/", feed: feed{"/syndicate.php", fullFeed}, discover: true, bareAgency: true, commentsOn: true, about: "is on the Courier's staff."},
		{Key: "la-gaceta-del-istmo", Name: "La Gaceta del Istmo", Tagline: "Diario independiente de Ciudad Alba", Language: "es", City: "Ciudad Alba", Folder: "Abroad",
			address: func(a *article) string {
				return "/" + slugOf(a.sections[0]) + "/" + a.published.Format("20060102") + "-" + a.slug + ".html"
			},
			imageDir: "/fotos/", feed: feed{"/feeds/portada.xml", atomFeed}, about: "escribe en La Gaceta del Istmo."},
	}
}

// number is a steady number of the article's own with so many digits, such as a
// content management system would count up.
func (a *article) number(digits int) string {
	h := fnv.New64a()
	h.Write([]byte(a.id))
	low := uint64(1)
	for range digits - 1 {
		low *= 10
	}
	return strconv.FormatUint(low+h.Sum64()%(9*low), 10)
}

func (a *article) path() string { return a.outlet.address(a) }

// gatherSections makes the navigation from all that the outlet will ever
// publish, so that a page does not change when a section gets its first article.
func (o *Outlet) gatherSections(articles []*article) {
	o.subsections = map[string][]string{}
	for _, a := range articles {
		if a.outlet != o {
			continue
		}
		top := a.sections[0]
		if !slices.Contains(o.sections, top) {
			o.sections = append(o.sections, top)
		}
		for _, sub := range a.sections[1:] {
			if !slices.Contains(o.subsections[top], sub) {
				o.subsections[top] = append(o.subsections[top], sub)
			}
		}
	}
	slices.Sort(o.sections)
}

func (o *Outlet) parseTemplates() error {
	name := path.Join("templates", o.Key+".html")
	t, err := template.New(o.Key).Funcs(template.FuncMap{
		"long":     o.longDate,
		"clock":    func(t time.Time) string { return t.Format("15:04") },
		"iso":      func(t time.Time) string { return t.Format(time.RFC3339) },
		"as":       func(layout string, t time.Time) string { return t.Format(layout) },
		"upper":    strings.ToUpper,
		"initials": initials,
		"slug":     slugOf,
		"from":     from[teaser],
		"upto":     upto[teaser],
	}).ParseFS(templateFiles, name)
	if err != nil {
		return fmt.Errorf("reading the pages of %s: %w", o.Name, err)
	}
	o.templates = t
	return nil
}

// longDate is a date as the outlet writes it above an article.
func (o *Outlet) longDate(t time.Time) string {
	return o.dayMonth(t) + o.yearJoint() + strconv.Itoa(t.Year())
}

func initials(name string) string {
	out := ""
	for _, word := range strings.Fields(name) {
		out += string([]rune(word)[:1])
	}
	return out
}

// from and upto cut a list in templates without failing on a short one.
func from[T any](n int, list []T) []T { return list[min(n, len(list)):] }
func upto[T any](n int, list []T) []T { return list[:min(n, len(list))] }

// slugOf is a name as a piece of an address: no accents, lower case, hyphens.
func slugOf(name string) string {
	plain, _, err := transform.String(transform.Chain(norm.NFD, runes.Remove(runes.In(unicode.Mn))), name)
	if err != nil {
		plain = name
	}
	words := strings.FieldsFunc(strings.ToLower(plain), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	return strings.Join(words, "-")
}
