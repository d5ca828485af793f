package view

import (
	"net/http"
	"slices"
	"time"

	"dateline/news"
	"dateline/store"
)

// A StoryTeaser is a story in a list.
type StoryTeaser struct {
	ID, Headline    string
	First, Last     time.Time
	Reports, Copies int
	Outlets         int
	Life            news.StoryLife
	MatterID        string
	Curve           CoverageView // on lists of stories and on the story's page
}

// TeaserOf returns a story as lists show it.
func (s *Views) TeaserOf(row store.StoryRow) StoryTeaser {
	return StoryTeaser{ID: row.ID, Headline: row.Headline, First: row.First, Last: row.Last, Reports: row.Reports, Copies: row.Copies, Outlets: row.Outlets,
		Life: s.Room.LifeOf(row), MatterID: row.MatterID}
}

// WithCurves adds how stories were covered.
func (s *Views) WithCurves(r *http.Request, list []StoryTeaser) error {
	var ids []string
	for _, t := range list {
		ids = append(ids, t.ID)
	}
	curves, err := s.Coverage(r, ids...)
	for i := range list {
		list[i].Curve = curves[list[i].ID]
	}
	return err
}

// RecentStories gives stories with at least so many reports that live so (empty:
// in whatever way), the newest first, and the cursor of the next page.
func (s *Views) RecentStories(r *http.Request, atLeast int, life news.StoryLife, p news.Paging) (out []StoryTeaser, next string, err error) {
	rows, err := s.Store.Stories(r.Context(), s.Room.Living(store.StoryFilter{AtLeast: atLeast}, life), p)
	if err != nil {
		return nil, "", err
	}
	out, err = s.Shown(r, rows.Rows)
	return out, rows.Next, err
}

// Shown returns the stories that whoever asks may see. A story on which a dispatch was
// killed, and none is published, is hidden from readers: it would go on saying what the
// newsroom took back.
func (s *Views) Shown(r *http.Request, rows []store.StoryRow) ([]StoryTeaser, error) {
	hidden, err := s.hiddenOf(r, rows...)
	if err != nil {
		return nil, err
	}
	var out []StoryTeaser
	for _, row := range rows {
		if !hidden[row.ID] {
			out = append(out, s.TeaserOf(row))
		}
	}
	return out, nil
}

// hiddenOf returns those of some stories that whoever asks may not see.
func (s *Views) hiddenOf(r *http.Request, rows ...store.StoryRow) (map[string]bool, error) {
	if s.IsMember(r) {
		return nil, nil
	}
	var ids []string
	for _, row := range rows {
		ids = append(ids, row.ID)
	}
	return s.Store.KilledStories(r.Context(), ids)
}

// withoutHidden leaves out the stories that whoever asks may not see.
func (s *Views) withoutHidden(r *http.Request, rows []store.StoryRow) ([]store.StoryRow, error) {
	hidden, err := s.hiddenOf(r, rows...)
	return slices.DeleteFunc(rows, func(row store.StoryRow) bool { return hidden[row.ID] }), err
}

// IsHidden reports whether whoever asks may not see a story.
func (s *Views) IsHidden(r *http.Request, story store.StoryRow) (bool, error) {
	hidden, err := s.hiddenOf(r, story)
	return hidden[story.ID], err
}

// FoundStories gives the stories that a query finds, and the cursor of the next page.
func (s *Views) FoundStories(r *http.Request, query string, p news.Paging) (out []StoryTeaser, next string, err error) {
	rows, err := s.Room.SearchStories(r.Context(), query, LifeAsked(r), p)
	if err != nil {
		return nil, "", err
	}
	out, err = s.Shown(r, rows.Rows)
	return out, rows.Next, err
}

// A TextView is one text with all who printed it.
type TextView struct {
	ReportLine
	Because []string // why it stands in this story
	Copies  []ReportLine
	Outlets int // that printed it, copies included
}

// A ReportLine is a report in a list.
type ReportLine struct {
	ID, Outlet, Headline, URL, Standfirst string
	Version                               int
	At                                    time.Time
}

// FactsShown is how many facts a story's page shows unless all are asked for.
const FactsShown = 60

// Texts groups a story's reports by text: each with those that are copies of it.
func (s *Views) Texts(r *http.Request, storyID string) ([]TextView, error) {
	rows, err := s.Store.StoryReports(r.Context(), storyID)
	if err != nil {
		return nil, err
	}
	original := map[string]string{}
	for _, row := range rows {
		original[row.ID] = row.DuplicateOf
	}
	var out []TextView
	at := map[string]int{}
	var copies []int
	for i, row := range rows {
		if _, here := original[row.DuplicateOf]; here {
			copies = append(copies, i)
			continue
		}
		at[row.ID] = len(out)
		out = append(out, TextView{ReportLine: ReportLine{row.ID, row.Outlet, row.Headline, row.URL, row.Standfirst, row.Version, row.Published}, Because: ReasonsOf(row)})
	}
	for _, i := range copies {
		row := rows[i]
		line := ReportLine{row.ID, row.Outlet, row.Headline, row.URL, row.Standfirst, row.Version, row.Published}
		if j, ok := at[rootOf(row.ID, original)]; ok {
			out[j].Copies = append(out[j].Copies, line)
			continue
		}
		out = append(out, TextView{ReportLine: line}) // copies that name each other in a ring
	}
	for i := range out {
		outlets := map[string]bool{out[i].Outlet: true}
		for _, c := range out[i].Copies {
			outlets[c.Outlet] = true
		}
		out[i].Outlets = len(outlets)
	}
	return out, nil
}

// ReasonsOf says why a report stands in its story.
func ReasonsOf(row store.ReportRow) []string {
	if len(row.Link.Because) == 0 && row.Link.New {
		return []string{"the story began with it"}
	}
	return row.Link.Because
}

// rootOf follows copies of copies to the text that was there first.
func rootOf(id string, original map[string]string) string {
	for range len(original) {
		before, here := original[id]
		if _, known := original[before]; !here || !known {
			return id
		}
		id = before
	}
	return id
}
