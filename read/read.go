package read

import (
	"bytes"
	"cmp"
	"errors"
	"net/url"
	"strings"

	"dateline/news"
	"dateline/read/claims"
	"dateline/read/dom"
	"dateline/read/field"
	"dateline/read/phrase"
)

// Version names the reader in every report that it writes, so that reports of
// an older reader can be told and read again.
const Version = "read/2"

// Form says what a page's bytes are.
type Form string

const (
	FormAny  Form = ""     // told apart by content
	FormHTML Form = "html" // mark-up
	FormText Form = "text" // a page copied or crawled as text
)

// A Page is what is to be read.
type Page struct {
	ID          string // copied into the report; empty: derived from the canonical address
	URL         string // of the page; makes relative addresses absolute
	ContentType string // of the HTTP header, may name a charset
	Body        []byte // may be gzipped
	As          Form
}

var errEmpty = errors.New("the page is empty; there is nothing to read")

// Read gives the report of one page. A page without a story is no error: its
// report has another kind and no text. Errors are about pages that can't be
// taken in at all: empty, binary, larger than 16 MiB, broken gzip.
func Read(p Page) (news.Report, error) { return readPage(p, nil) }

func readPage(p Page, m *recall) (news.Report, error) {
	body, err := dom.Gunzip(p.Body)
	if err != nil {
		return news.Report{}, err
	}
	if len(bytes.TrimSpace(body)) == 0 {
		return news.Report{}, errEmpty
	}
	if kind, what := noPage(body); kind != "" {
		r := news.Report{Kind: news.KindOther, PageKind: kind, Reasons: []string{what}}
		finish(&r, p)
		return r, nil
	}
	text, err := dom.Decode(body, p.ContentType)
	if err != nil {
		return news.Report{}, err
	}
	base, _ := url.Parse(p.URL)
	if base == nil || !base.IsAbs() {
		base = &url.URL{}
	}
	var r news.Report
	if p.As == FormText || p.As == FormAny && !looksLikeHTML(text) {
		r = readText(text, learnedText(), m)
	} else {
		if r, err = readHTML(text, base, htmlJudges(), m); err != nil {
			return news.Report{}, err
		}
	}
	finish(&r, p)
	return r, nil
}

// finish fills what follows from the other fields.
func finish(r *news.Report, p Page) {
	r.URL = p.URL
	r.Reader = Version
	if r.Kind == "" {
		r.Kind = news.KindArticle
	}
	if r.Kind != news.KindArticle {
		r.Paragraphs, r.Notes, r.Withdrawn, r.Truncated = nil, nil, nil, false
	}
	if r.PageKind == "" {
		r.PageKind = news.PageKind(r.Kind)
	}
	r.Text = news.JoinParagraphs(r.Paragraphs)
	r.Bylines = r.Bylines[:min(len(r.Bylines), field.MaxBylines)]
	r.Teasers = r.Teasers[:min(len(r.Teasers), field.MaxTeasers)]
	r.Tags = r.Tags[:min(len(r.Tags), field.MaxTags)]
	r.ID = p.ID
	if r.ID == "" {
		// Without an address the bytes alone tell a page from others.
		r.ID = news.ReportID(cmp.Or(cmp.Or(r.CanonicalURL, r.URL), news.Digest(p.Body)))
	}
	if r.Language == "" || r.Text != "" {
		r.Language = phrase.ChooseLanguage(r.Language, r.Headline+"\n"+r.Text)
	}
}

// looksLikeHTML tells mark-up from bare text. A text may speak of tags and even
// quote one; a page of HTML has several, and some of those that only pages have.
func looksLikeHTML(text string) bool {
	head := text[:min(len(text), 64<<10)]
	lower := strings.ToLower(head)
	trimmed := strings.TrimLeft(lower, " \t\r\n\ufeff")
	for _, opening := range []string{"<!doctype html", "<html", "<head", "<body", "<?xml", "<!--"} {
		if strings.HasPrefix(trimmed, opening) {
			return true
		}
	}
	tags := 0
	for _, tag := range []string{"<div", "<p>", "<p ", "</p>", "</a>", "<a href", "<span", "<meta ", "<title>", "<h1", "<br", "<article", "<table", "<img ", "<li>", "<ul>"} {
		if strings.Contains(lower, tag) {
			tags++
		}
	}
	return tags >= 2
}

// Site returns the site of a page, for which there is one SiteProfile: its registrable
// domain. It is empty for what is no address of the web.
func Site(address string) string { return claims.Site(address) }
