package publish

import (
	"encoding/json"
	"fmt"
	"strconv"
	"unicode/utf8"

	"dateline/news"
)

type ninjsText struct {
	Role        string `json:"role,omitempty"`
	ContentType string `json:"contentType,omitempty"`
	CharCount   int    `json:"charCount,omitempty"`
	WordCount   int    `json:"wordCount,omitempty"`
	Value       string `json:"value"`
}

type ninjsName struct {
	Name string `json:"name"`
	URI  string `json:"uri,omitempty"`
}

type ninjsRendition struct {
	Name        string `json:"name"`
	Href        string `json:"href"`
	ContentType string `json:"contentType,omitempty"`
}

type ninjsItem struct {
	URI            string           `json:"uri"`
	Standard       *ninjsStandard   `json:"standard,omitempty"`
	Type           string           `json:"type"`
	Representation string           `json:"representationType,omitempty"`
	Version        string           `json:"version,omitempty"`
	FirstCreated   string           `json:"firstCreated,omitempty"`
	VersionCreated string           `json:"versionCreated,omitempty"`
	PubStatus      string           `json:"pubStatus,omitempty"`
	EdNote         string           `json:"edNote,omitempty"`
	Language       string           `json:"language,omitempty"`
	By             string           `json:"by,omitempty"`
	Located        string           `json:"located,omitempty"`
	Slugline       string           `json:"slugline,omitempty"`
	CopyrightOf    string           `json:"copyrightHolder,omitempty"`
	Headlines      []ninjsText      `json:"headlines,omitempty"`
	Descriptions   []ninjsText      `json:"descriptions,omitempty"`
	Bodies         []ninjsText      `json:"bodies,omitempty"`
	Subjects       []ninjsName      `json:"subjects,omitempty"`
	InfoSources    []ninjsName      `json:"infoSources,omitempty"`
	Associations   []ninjsPicture   `json:"associations,omitempty"`
	Renditions     []ninjsRendition `json:"renditions,omitempty"`
	AltIDs         []ninjsAltID     `json:"altIds,omitempty"`
}

type ninjsPicture struct {
	ninjsItem
	Name string `json:"name"`
	Rel  string `json:"rel,omitempty"`
}

type ninjsStandard struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	Schema  string `json:"schema"`
}

type ninjsAltID struct {
	Role  string `json:"role"`
	Value string `json:"value"`
}

// NINJS writes one dispatch as IPTC ninjs 3.1: what is published whole, what
// was killed as "canceled" with the reason and without the text. Anything else
// gives ErrNotReleased.
func NINJS(site Site, d news.Dispatch) ([]byte, error) {
	if !isPublished(d) && !isNotice(d) {
		return nil, fmt.Errorf("dispatch %s: %w", d.ID, ErrNotReleased)
	}
	headline := d.Headline
	if isNotice(d) {
		headline = noticeSubject(d)
	}
	it := ninjsItem{URI: site.Abs(Path(d)), Standard: &ninjsStandard{"ninjs", "3.1", "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#"},
		Type: "text", Representation: "full", Version: strconv.Itoa(max(1, d.Edition)), FirstCreated: rfc3339(d.PublishedAt),
		VersionCreated: rfc3339(changed(d)), PubStatus: "usable", Language: site.language(), CopyrightOf: inert(site.Name),
		Headlines: []ninjsText{{Role: "main", ContentType: "text/plain", Value: inert(headline)}},
		AltIDs:    []ninjsAltID{{"dispatch", d.ID}}, Slugline: inert(d.Slug)}
	if isNotice(d) {
		it.PubStatus, it.Representation, it.EdNote = "canceled", "partial", inert(d.KillNote)
	} else if err := fillNINJS(&it, site, d); err != nil {
		return nil, err
	}
	out, err := json.MarshalIndent(it, "", " ")
	if err != nil {
		return nil, fmt.Errorf("writing ninjs of dispatch %s: %w", d.ID, err)
	}
	return append(out, '\n'), nil
}

func fillNINJS(it *ninjsItem, site Site, d news.Dispatch) error {
	content, p, err := contentHTML(site, d)
	if err != nil {
		return err
	}
	it.By, it.Located = inert(d.Byline), inert(d.Place)
	if notes := p.Corrections; len(notes) > 0 {
		it.EdNote = "Correction: " + inert(notes[0].Note)
	}
	it.Descriptions = []ninjsText{{Role: "summary", ContentType: "text/plain", Value: inert(p.excerpt)}}
	it.Bodies = []ninjsText{{Role: "main", ContentType: "text/html", Value: content, WordCount: p.Words, CharCount: utf8.RuneCountInString(p.plain)}}
	it.Subjects = append(it.Subjects, ninjsName{Name: inert(site.SectionTitle(d.Section)), URI: site.Abs(SectionPath(d.Section))})
	for _, t := range inertAll(d.Tags) {
		it.Subjects = append(it.Subjects, ninjsName{Name: t})
	}
	for _, s := range p.Sources {
		it.InfoSources = append(it.InfoSources, ninjsName{inert(s.Outlet), s.URL})
	}
	if f := p.Figure; f != nil {
		address := site.Abs(f.URL)
		picture := ninjsPicture{Name: "figure", Rel: "figure", ninjsItem: ninjsItem{URI: address, Type: "picture", By: inert(f.Credit),
			Renditions: []ninjsRendition{{"original", address, imageType(address)}}}}
		if f.Caption != "" {
			picture.Descriptions = []ninjsText{{Role: "caption", ContentType: "text/plain", Value: inert(f.Caption)}}
		}
		it.Associations = append(it.Associations, picture)
	}
	return nil
}
