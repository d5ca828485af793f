package newsroom

import (
	"context"
	"slices"
	"unicode/utf8"

	"dateline/lang"
	"dateline/news"
)

// Cited reports whether something that readers see, a published dispatch or a
// public fact, cites exactly this place of a report.
func (n *Newsroom) Cited(ctx context.Context, reportID string, version, start, end int) (bool, error) {
	places, err := n.citedPlaces(ctx, reportID)
	return slices.Contains(places, place{version, start, end}), err
}

// CitedAnywhere reports whether something that readers see cites any place of a version
// of a report. Identities of reports are made of their addresses, so that anybody can
// ask for one.
func (n *Newsroom) CitedAnywhere(ctx context.Context, reportID string, version int) (bool, error) {
	places, err := n.citedPlaces(ctx, reportID)
	return slices.ContainsFunc(places, func(p place) bool { return p.version == version }), err
}

// citedPlaces gives the places of a report that something readers see cites.
func (n *Newsroom) citedPlaces(ctx context.Context, reportID string) (places []place, err error) {
	if n.ShowsIncoming() {
		facts, err := n.db.ReportFacts(ctx, reportID)
		if err != nil {
			return nil, err
		}
		for _, f := range facts {
			if n.ShowsFact(f.Fact) {
				places = append(places, placesOf(f.Fact)...)
			}
		}
	}
	dispatches, err := n.db.Citing(ctx, reportID)
	if err != nil {
		return nil, err
	}
	for _, d := range dispatches {
		for _, c := range d.Citations {
			if c.ReportID == reportID {
				places = append(places, place{c.Version, c.Start, c.End})
			}
		}
	}
	return places, nil
}

// A place is a part of a version of a report, in code points.
type place struct{ version, start, end int }

// placesOf gives every place that a fact stands on.
func placesOf(f news.Fact) (out []place) {
	version := 0
	for _, c := range f.Citations {
		version = c.Version
		out = append(out, place{c.Version, c.Start, c.End})
	}
	if f.Agreement == nil {
		return out
	}
	add := func(c *news.Citation) {
		if c != nil {
			out = append(out, place{version, c.Start, c.End}) // an agreement is told by one version
		}
	}
	for _, m := range f.Agreement.Milestones {
		add(m.Citation)
	}
	for _, p := range f.Agreement.Provisions {
		add(p.Citation)
	}
	for _, r := range f.Agreement.Relations {
		add(r.Citation)
	}
	return out
}

// SplitSentences returns the sentences of a text.
func SplitSentences(text string) (out []string) {
	for _, s := range lang.Sentences(text) {
		out = append(out, text[s.Start:s.End])
	}
	return out
}

// Sentences returns the sentences of a report, each as a citation of it, for the desk to choose from.
func Sentences(r news.Report) []news.Citation {
	var out []news.Citation
	bytes, points := 0, 0 // the same place, counted both ways
	for _, s := range lang.Sentences(r.Text) {
		exact := r.Text[s.Start:s.End]
		points += utf8.RuneCountInString(r.Text[bytes:s.Start])
		length := utf8.RuneCountInString(exact)
		out = append(out, news.Citation{ReportID: r.ID, Version: r.Version, Exact: exact, Start: points, End: points + length})
		bytes, points = s.End, points+length
	}
	return out
}
