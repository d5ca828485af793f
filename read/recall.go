package read

import (
	"dateline/news"
	"dateline/read/body"
	"dateline/read/site"
)

// A SiteProfile is what was learned of one site from its pages. It is small, can be
// written as JSON, and is handed in and out; the zero SiteProfile knows nothing. Its
// methods Learn and HintsFor are those of site.Profile.
type SiteProfile struct{ site.Profile }

type (
	// A Correction is what the desk says of one block of a page.
	Correction = site.Correction
	// A PageProfile is what a page leaves for the profile of its site.
	PageProfile = site.PageProfile
	// Hints are what a site's profile, and the desk, say of a page's blocks.
	Hints = site.Hints
)

// CorrectionRoles are the roles that the desk can give a block.
var CorrectionRoles = site.CorrectionRoles

// profile returns what is known; a nil SiteProfile knows nothing.
func (s *SiteProfile) profile() *site.Profile {
	if s == nil {
		return &site.Profile{}
	}
	return &s.Profile
}

// Read reads a page of the site with what is known of it, and learns from the page.
// Corrections are the desk's, of this page; item is what the site's feed says of the
// page, if anything.
func (s *SiteProfile) Read(p Page, item news.Item, corrections ...Correction) (news.Report, error) {
	r, err := s.Recall(p, item, corrections...)
	if err == nil {
		s.Learn(r.Profile, corrections...)
	}
	return r.Report, err
}

// A Recollection is a page read with what is known of its site.
type Recollection struct {
	Report  news.Report
	Profile PageProfile // what the site's profile can learn from the page
	Hints   Hints       // what the site's profile, and the desk, had to say of it
}

// Recall reads a page as Read does, and learns nothing from it. What comes out follows
// from the page and the Hints alone: two profiles that hint the same give the same
// report.
func (s *SiteProfile) Recall(p Page, item news.Item, corrections ...Correction) (Recollection, error) {
	r := &recall{profile: s.profile(), item: item, corrections: corrections}
	report, err := readPage(p, r)
	return Recollection{report, r.page, r.hints}, err
}

// Explain returns each block of a page as Recall reads it.
func (s *SiteProfile) Explain(p Page, item news.Item, corrections ...Correction) ([]Explained, error) {
	r := &recall{profile: s.profile(), item: item, corrections: corrections, explain: true}
	if _, err := readPage(p, r); err != nil {
		return nil, err
	}
	return r.explained, nil
}

// A recall is a site's profile at work on one page; a nil recall is none.
type recall struct {
	profile     *site.Profile
	item        news.Item
	corrections []Correction
	explain     bool

	page      PageProfile
	hints     Hints
	explained []Explained
}

// weigh takes the page's profile, and corrects what the trees say of each block by what
// is known of the site.
func (r *recall) weigh(s *body.Scene) {
	if r == nil {
		return
	}
	r.page = site.ProfileOf(s, r.item)
	r.hints = r.profile.HintsFor(r.page, r.corrections...)
	r.hints.Apply(s.Blocks)
}

// obey fills the fields of which the desk said in which blocks they stand.
func (r *recall) obey(blocks []*body.Judged, report *news.Report) {
	if r != nil {
		site.Fill(blocks, report)
	}
}
