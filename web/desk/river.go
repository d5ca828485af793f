package desk

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"dateline/news"
	"dateline/newsroom"
	"dateline/store"
	"dateline/web/frame"
	"dateline/web/frame/texts"
)

// A riverView is the desk's first page: reports as they arrive, or those that a
// search finds.
type riverView struct {
	Query, Order                     string
	Source, Section, Language, Since string
	Copies                           bool
	Filtered                         bool
	Problem                          string
	Sources                          []store.SourceRow // to choose from
	Days                             []riverDay
	Events                           string // address of the live figures; empty on later pages and in searches
	Work                             string
	Pager                            frame.Pager
}

// A riverDay is the reports of one day of arrival. By relevance there are no days.
type riverDay struct {
	Day     time.Time
	Reports []riverLine
}

// A riverLine is a report in the river.
type riverLine struct {
	store.ReportRow
	Outlets int              // of its story
	Shown   newsroom.Excerpt // where it says what was searched; empty where nothing was
}

// sinceWords are the spans that the river may be narrowed to.
var sinceWords = map[string]time.Duration{"1h": time.Hour, "6h": 6 * time.Hour, "24h": 24 * time.Hour, "7d": 7 * 24 * time.Hour}

// sourcesChoice bounds how many sources the river's filter lists; more are
// reached from the list of sources.
const sourcesChoice = 200

// riverNarrowed are the parameters that narrow the river to what a search finds or to
// what no index tells.
var riverNarrowed = []string{"q", "source", "section", "language", "since"}

func (s *Desk) river(w http.ResponseWriter, r *http.Request, _ news.User) error {
	q := r.URL.Query()
	v := riverView{Query: strings.TrimSpace(q.Get("q")), Order: q.Get("order"), Source: q.Get("source"), Section: strings.TrimSpace(q.Get("section")),
		Language: strings.TrimSpace(q.Get("language")), Since: q.Get("since"), Copies: q.Get("copies") != ""}
	v.Filtered = v.Source+v.Section+v.Language+v.Since != "" || v.Copies
	rows, next, err := s.riverRows(r, v)
	status := http.StatusOK
	if v.Problem, status, err = frame.Refusal(err); err != nil {
		return err
	}
	var excerpts map[string]newsroom.Excerpt
	if v.Query != "" && len(rows) > 0 {
		if excerpts, err = s.Room.Excerpts(r.Context(), v.Query, rows); err != nil {
			return err
		}
	}
	if v.Days, err = s.riverDays(r, rows, excerpts, v.Order != string(newsroom.Relevance)); err != nil {
		return err
	}
	sources, err := s.Store.Sources(r.Context(), "", news.Paging{Limit: sourcesChoice})
	if err != nil {
		return err
	}
	v.Sources, v.Pager = sources.Rows, frame.PagerOf(r, next)
	if v.Query == "" && q.Get("after") == "" {
		v.Events = riverEventsPath(q, rows)
	}
	p, err := s.Room.Progress(r.Context())
	if err != nil {
		return err
	}
	v.Work = workInWords(p)
	title := "River"
	if v.Query != "" {
		title = v.Query + " – Search"
	}
	return s.DeskPage(w, r, status, "river", "river", title, v)
}

func (s *Desk) riverRows(r *http.Request, v riverView) ([]store.ReportRow, string, error) {
	p, err := frame.Paging(r, 1, frame.RowsShown)
	if err != nil {
		return nil, "", err
	}
	if v.Query == "" {
		rows, err := s.Store.Reports(r.Context(), s.riverFilter(r.URL.Query()), p)
		return rows.Rows, rows.Next, err
	}
	order := newsroom.Newest
	if v.Order == string(newsroom.Relevance) {
		order = newsroom.Relevance
	}
	rows, err := s.Room.SearchReports(r.Context(), v.Query, order, p)
	return rows.Rows, rows.Next, err
}

func (s *Desk) riverFilter(q url.Values) store.ReportFilter {
	f := store.ReportFilter{SourceID: q.Get("source"), Section: strings.TrimSpace(q.Get("section")),
		Language: strings.ToLower(strings.TrimSpace(q.Get("language"))), Copies: q.Get("copies") != ""}
	if span := sinceWords[q.Get("since")]; span > 0 {
		f.Since = s.Room.Now().Add(-span)
	}
	return f
}

// riverDays puts reports under the days on which they arrived.
func (s *Desk) riverDays(r *http.Request, rows []store.ReportRow, excerpts map[string]newsroom.Excerpt, byDay bool) ([]riverDay, error) {
	outlets := map[string]int{}
	var days []riverDay
	for _, row := range rows {
		if _, known := outlets[row.StoryID]; !known && row.StoryReports > 1 {
			story, err := s.Store.Story(r.Context(), row.StoryID)
			if err != nil {
				return nil, err
			}
			outlets[row.StoryID] = story.Outlets
		}
		day := row.ArrivedAt.UTC().Truncate(24 * time.Hour)
		if !byDay {
			day = time.Time{}
		}
		if n := len(days); n == 0 || !days[n-1].Day.Equal(day) {
			days = append(days, riverDay{Day: day})
		}
		last := &days[len(days)-1]
		last.Reports = append(last.Reports, riverLine{row, outlets[row.StoryID], excerpts[row.ID]})
	}
	return days, nil
}

// riverEventsPath is where the figures come from that tell a river that more
// arrived than it shows.
func riverEventsPath(q url.Values, rows []store.ReportRow) string {
	var newest int64
	for _, row := range rows {
		newest = max(newest, row.Seq)
	}
	kept := url.Values{"seen": {strconv.FormatInt(newest, 10)}}
	for _, name := range []string{"source", "section", "language", "since", "copies"} {
		if q.Get(name) != "" {
			kept.Set(name, q.Get(name))
		}
	}
	return "/desk/events?" + kept.Encode()
}

// workInWords says what the newsroom is doing.
func workInWords(p newsroom.Progress) string {
	var parts []string
	for _, w := range []struct {
		n         int
		one, many string
	}{
		{p.Looks, "source to look at", "sources to look at"}, {p.Pages, "page to fetch", "pages to fetch"},
		{p.Reading, "page to read", "pages to read"}, {p.Recording, "report to record", "reports to record"},
		{p.Matching, "report to match", "reports to match"}, {p.Delivering, "thing to deliver", "things to deliver"},
	} {
		if w.n > 0 {
			parts = append(parts, texts.Count(w.n, w.one, w.many))
		}
	}
	if len(parts) == 0 {
		return "All that was fetched is read."
	}
	return "At work: " + strings.Join(parts, ", ") + "."
}
