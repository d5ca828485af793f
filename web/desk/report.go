package desk

import (
	"bytes"
	"cmp"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"

	"dateline/desk"
	"dateline/news"
	"dateline/newsroom"
	"dateline/store"
	"dateline/web/frame"
	"dateline/web/frame/texts"
	"dateline/web/view"
)

// A deskReportView is a report beside the capture that it was read from.
type deskReportView struct {
	Report     news.Report
	Row        store.ReportRow    // as lists show it: its story, its newest version
	Versions   []store.Version    // the first first
	Events     []news.ReportEvent // what became of its page, the first first
	Paragraphs []markedParagraph
	Facts      []deskFact
	Because    []string
	Capture    *news.Capture // nil: it cannot be read
	Headers    []view.HeaderLine
	Raw        string // the beginning of the capture, as text
	RawCut     bool
	Drafts     []store.DispatchRow // that the user may add sentences to
	MayWrite   bool
}

// A markedParagraph is a paragraph of a report in sentences.
type markedParagraph struct {
	Kind      news.ParagraphKind
	Sentences []markedSentence
}

// A markedSentence is a sentence with the facts that stand on it.
type markedSentence struct {
	news.Citation
	Facts []deskFact
}

// rawShown bounds, in bytes, what is shown of a capture beside its report; the
// whole of it is one link away.
const rawShown = 150_000

func (s *Desk) deskReport(w http.ResponseWriter, r *http.Request, u news.User) error {
	ctx := r.Context()
	row, err := s.Store.ReportRow(ctx, r.PathValue("id"))
	if err != nil {
		return err
	}
	v := deskReportView{Row: row, Because: view.ReasonsOf(row), MayWrite: desk.MayBegin(u) == nil}
	version := row.Version
	if asked := r.URL.Query().Get("version"); asked != "" {
		if version, err = strconv.Atoi(asked); err != nil {
			return newsroom.ErrNotFound
		}
	}
	if v.Report, err = s.Store.ReportVersion(ctx, row.ID, version); err != nil {
		return err
	}
	if v.Events, err = s.Store.Events(ctx, row.ID); err != nil {
		return err
	}
	if v.Versions, err = s.Store.Versions(ctx, row.ID); err != nil {
		return err
	}
	facts, err := s.Store.ReportFacts(ctx, row.ID)
	if err != nil {
		return err
	}
	for _, f := range deskFacts(facts) {
		if f.Version == version {
			v.Facts = append(v.Facts, f)
		}
	}
	v.Paragraphs = markedParagraphs(v.Report, v.Facts)
	s.besideIt(r, &v)
	if v.MayWrite {
		if v.Drafts, err = s.ownDrafts(r, u); err != nil {
			return err
		}
	}
	return s.DeskPage(w, r, http.StatusOK, "report", "river", cmp.Or(v.Report.Headline, "A report without a headline"), v)
}

// checkPageNow has the report's page looked at again.
func (s *Desk) checkPageNow(w http.ResponseWriter, r *http.Request, u news.User) error {
	id := r.PathValue("id")
	if err := s.Room.CheckNow(r.Context(), u, id); err != nil {
		return err
	}
	s.Flash(r, "The page is being looked at. If it says something new, a new version appears here in a moment.")
	return frame.SeeOther(w, r, "/desk/reports/"+id)
}

// besideIt puts the capture beside the report.
func (s *Desk) besideIt(r *http.Request, v *deskReportView) {
	c, err := s.Store.Capture(r.Context(), v.Report.CaptureID)
	if err != nil {
		return // the page says that it cannot be read; the examination says why
	}
	v.Capture = &c
	for _, name := range slices.Sorted(maps.Keys(c.Header)) {
		for _, value := range c.Header[name] {
			v.Headers = append(v.Headers, view.HeaderLine{Name: name, Value: value})
		}
	}
	raw := c.Body
	if decoded, err := charset.NewReader(bytes.NewReader(c.Body), c.ContentType); err == nil {
		if all, err := io.ReadAll(io.LimitReader(decoded, rawShown+utf8.UTFMax)); err == nil {
			raw = all
		}
	}
	if len(raw) > rawShown {
		raw, v.RawCut = raw[:rawShown], true
	}
	v.Raw = strings.ToValidUTF8(string(raw), "")
}

// markedParagraphs cuts a report into sentences, each with the facts that are
// cited to it.
func markedParagraphs(r news.Report, facts []deskFact) []markedParagraph {
	var out []markedParagraph
	var ends []int // of the paragraphs, in code points
	at := 0
	for _, p := range r.Paragraphs {
		out = append(out, markedParagraph{Kind: p.Kind})
		at += utf8.RuneCountInString(p.Text) + 2
		ends = append(ends, at)
	}
	if len(out) == 0 {
		out, ends = []markedParagraph{{Kind: news.PlainParagraph}}, []int{0}
	}
	i := 0
	for _, c := range newsroom.Sentences(r) {
		for i < len(ends)-1 && c.Start >= ends[i] {
			i++
		}
		m := markedSentence{Citation: c}
		for _, f := range facts {
			if slices.ContainsFunc(f.Citations, func(x news.Citation) bool { return x.Start < c.End && c.Start < x.End }) {
				m.Facts = append(m.Facts, f)
			}
		}
		out[i].Sentences = append(out[i].Sentences, m)
	}
	return slices.DeleteFunc(out, func(p markedParagraph) bool { return len(p.Sentences) == 0 })
}

// ownDrafts lists the dispatches that a user may add sentences to.
func (s *Desk) ownDrafts(r *http.Request, u news.User) ([]store.DispatchRow, error) {
	rows, err := s.Store.Dispatches(r.Context(), store.DispatchFilter{States: []news.DispatchState{news.Draft, news.Submitted}}, news.Paging{Limit: 100})
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(rows.Rows, func(row store.DispatchRow) bool { return desk.May(u, desk.Save, row.Dispatch) != nil }), nil
}

// citeReport puts the sentences that were ticked into a dispatch.
func (s *Desk) citeReport(w http.ResponseWriter, r *http.Request, u news.User) error {
	version, err := strconv.Atoi(r.PostFormValue("version"))
	if err != nil {
		return newsroom.ErrNotFound
	}
	var picked []news.Citation
	for _, place := range r.PostForm["sentence"] {
		from, to, _ := strings.Cut(place, "-")
		start, err1 := strconv.Atoi(from)
		end, err2 := strconv.Atoi(to)
		if err1 != nil || err2 != nil {
			return newsroom.ErrNotFound
		}
		picked = append(picked, news.Citation{ReportID: r.PathValue("id"), Version: version, Start: start, End: end})
	}
	if len(picked) == 0 {
		return &newsroom.Refusal{Sentence: "No sentence was ticked; tick those that the dispatch is to have."}
	}
	id := r.PostFormValue("dispatch")
	if id == "" {
		row, err := s.Room.Begin(r.Context(), u)
		if err != nil {
			return err
		}
		id = row.ID
	}
	if _, err := s.Room.AddSentences(r.Context(), u, id, picked); err != nil {
		return err
	}
	s.Flash(r, texts.Count(len(picked), "sentence was", "sentences were")+" added at the end, each with its citation.")
	return frame.SeeOther(w, r, "/desk/dispatches/"+id)
}

// A changesView compares two versions of a report.
type changesView struct {
	Row      store.ReportRow
	Versions []store.Version
	From, To int
	Changes  []paragraphChange
	Same     bool
}

func (s *Desk) deskChanges(w http.ResponseWriter, r *http.Request, _ news.User) error {
	ctx := r.Context()
	row, err := s.Store.ReportRow(ctx, r.PathValue("id"))
	if err != nil {
		return err
	}
	v := changesView{Row: row, From: max(1, row.Version-1), To: row.Version}
	if q := r.URL.Query(); q.Has("from") || q.Has("to") {
		var err1, err2 error
		v.From, err1 = strconv.Atoi(q.Get("from"))
		v.To, err2 = strconv.Atoi(q.Get("to"))
		if err1 != nil || err2 != nil {
			return newsroom.ErrNotFound
		}
	}
	before, err := s.Store.ReportVersion(ctx, row.ID, v.From)
	if err != nil {
		return err
	}
	after, err := s.Store.ReportVersion(ctx, row.ID, v.To)
	if err != nil {
		return err
	}
	if v.Versions, err = s.Store.Versions(ctx, row.ID); err != nil {
		return err
	}
	v.Changes = compareTexts(wholeText(before), wholeText(after))
	v.Same = !slices.ContainsFunc(v.Changes, func(c paragraphChange) bool { return c.Kind != "same" })
	return s.DeskPage(w, r, http.StatusOK, "changes", "river", "Changes: "+row.Headline, v)
}

func wholeText(r news.Report) string { return r.Headline + "\n\n" + r.Standfirst + "\n\n" + r.Text }
