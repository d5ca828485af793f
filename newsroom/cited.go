package newsroom

import (
	"context"
	"slices"

	"dateline/news"
)

// Cited reports whether something that readers see, a published dispatch or a
// public fact, cites exactly this place of a report.
func (n *Newsroom) Cited(ctx context.Context, reportID string, version, start, end int) (bool, error) {
	at := place{version, start, end}
	facts, err := n.Store.ReportFacts(ctx, reportID)
	if err != nil {
		return false, err
	}
	for _, f := range facts {
		if n.ShowsFact(f.Fact) && slices.Contains(placesOf(f.Fact), at) {
			return true, nil
		}
	}
	dispatches, err := n.Store.Citing(ctx, reportID)
	if err != nil {
		return false, err
	}
	for _, d := range dispatches {
		for _, c := range d.Citations {
			if c.ReportID == reportID && at == (place{c.Version, c.Start, c.End}) {
				return true, nil
			}
		}
	}
	return false, nil
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
