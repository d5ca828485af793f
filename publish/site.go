package publish

import (
	"errors"
	"net/url"
	"strconv"
	"strings"

	"dateline/news"
)

// ErrNotReleased is given for a dispatch that readers must not see.
var ErrNotReleased = errors.New("this dispatch is not released")

// A Site is what all pages and feeds of a newsroom share.
type Site struct {
	Name     string
	Tagline  string
	BaseURL  string // absolute, with or without a slash at the end
	Language string // BCP 47; empty: en
	Sections []Section
}

// A Section is a part of the site.
type Section struct {
	Key   string // as in Dispatch.Section and in the address
	Title string
}

// SectionTitle is what readers call a section.
func (s Site) SectionTitle(key string) string {
	for _, sec := range s.Sections {
		if sec.Key == key {
			return sec.Title
		}
	}
	return key
}

func (s Site) language() string {
	if s.Language == "" {
		return "en"
	}
	return s.Language
}

// Abs makes a path of this site an absolute address; an absolute address stays
// as it is. What is neither of http, https nor mailto becomes empty.
func (s Site) Abs(ref string) string {
	ref = SafeURL(ref)
	if ref == "" {
		return ""
	}
	base, err := url.Parse(strings.TrimRight(s.BaseURL, "/") + "/")
	if err != nil {
		return ""
	}
	u, err := url.Parse(ref)
	if err != nil {
		return ""
	}
	if u.Scheme == "" && u.Host == "" && strings.HasPrefix(u.Path, "/") {
		u.Path = strings.TrimRight(base.Path, "/") + u.Path // a site may live under a path
		u.RawPath = ""
	}
	return base.ResolveReference(u).String()
}

// Path is the public address of a dispatch within the site.
func Path(d news.Dispatch) string { return "/news/" + url.PathEscape(d.Slug) }

// SectionPath is the address of a section within the site.
func SectionPath(key string) string { return "/section/" + url.PathEscape(key) }

// EvidencePath is the address at which a citation's sentence is shown in the
// version of the report, and in the capture, that it was taken from.
func EvidencePath(c news.Citation) string {
	return "/evidence/" + url.PathEscape(c.ReportID) + "/" + strconv.Itoa(c.Version) +
		"?start=" + strconv.Itoa(c.Start) + "&end=" + strconv.Itoa(c.End) + "#cited"
}

// SafeURL gives an address that may stand in a page: http, https, mailto or
// relative. Everything else becomes empty.
func SafeURL(s string) string {
	s = strings.TrimSpace(s)
	u, err := url.Parse(s)
	if err != nil || strings.ContainsAny(s, "\\\"'<>`") {
		return ""
	}
	switch {
	case u.Scheme == "http" || u.Scheme == "https":
		if u.Host == "" {
			return ""
		}
	case u.Scheme == "mailto":
	case u.Scheme == "" && u.Opaque == "" && !strings.HasPrefix(s, "//"):
	default:
		return ""
	}
	return u.String()
}

func isPublished(d news.Dispatch) bool {
	return d.State == news.Published && !d.PublishedAt.IsZero() && d.Slug != ""
}

func isNotice(d news.Dispatch) bool {
	return d.State == news.Killed && !d.PublishedAt.IsZero() && d.Slug != ""
}

// published keeps those that lists and feeds show.
func published(ds []news.Dispatch) []news.Dispatch {
	var out []news.Dispatch
	for _, d := range ds {
		if isPublished(d) {
			out = append(out, d)
		}
	}
	return out
}
