package desk

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"dateline/news"
	"dateline/newsroom"
	"dateline/store"
	"dateline/web/frame"
)

// A factListView is the list of facts.
type factListView struct {
	Query   string
	Kind    news.FactKind // empty: all
	Kinds   []factKind
	State   news.FactState // what the desk said of it; empty: whatever
	States  []factState
	Problem string
	Facts   []deskFact
	Pager   frame.Pager
}

// A factState is what the desk said of a fact.
type factState struct {
	Key   news.FactState
	Title string
}

var factStates = []factState{{"", "Whatever"}, {news.FactApproved, "Approved"}, {news.FactRejected, "Rejected"}, {newsroom.StaleFacts, "Its sentence changed since"}}

type factKind struct {
	Key   news.FactKind
	Title string
}

var factKinds = []factKind{{"", "All"}, {news.FactEvent, "Events"}, {news.FactStatement, "Statements"}, {news.FactQuote, "Quotes"}, {news.FactAgreement, "Agreements"}}

func (s *Desk) deskFactList(w http.ResponseWriter, r *http.Request, _ news.User) error {
	q := r.URL.Query()
	v := factListView{Query: strings.TrimSpace(q.Get("q")), Kind: news.FactKind(q.Get("kind")), Kinds: factKinds,
		State: news.FactState(q.Get("state")), States: factStates}
	rows, next, err := s.factRows(r, v)
	status := http.StatusOK
	if v.Problem, status, err = frame.Refusal(err); err != nil {
		return err
	}
	v.Facts, v.Pager = deskFacts(rows), frame.PagerOf(r, next)
	return s.DeskPage(w, r, status, "facts", "facts", "Facts", v)
}

// reportsOfFacts is how many reports that a search finds have their facts on
// one page.
const reportsOfFacts = 10

// factRows lists facts; a search gives those of the reports that it finds.
func (s *Desk) factRows(r *http.Request, v factListView) (out []store.FactRow, next string, err error) {
	limit := frame.RowsShown
	if v.Query != "" && v.State == "" {
		limit = reportsOfFacts
	}
	p, err := frame.Paging(r, 1, limit)
	if err != nil {
		return nil, "", err
	}
	if v.State != "" {
		rows, err := s.Store.DeskFacts(r.Context(), v.State, p)
		return rows.Rows, rows.Next, err
	}
	if v.Query == "" {
		rows, err := s.Store.Facts(r.Context(), v.Kind, p)
		return rows.Rows, rows.Next, err
	}
	reports, err := s.Room.SearchReports(r.Context(), v.Query, newsroom.Newest, p)
	if err != nil {
		return nil, "", err
	}
	for _, report := range reports.Rows {
		facts, err := s.Store.ReportFacts(r.Context(), report.ID)
		if err != nil {
			return nil, "", err
		}
		for _, f := range facts {
			if f.State != news.FactRejected && (v.Kind == "" || f.Kind == v.Kind) {
				out = append(out, f)
			}
		}
	}
	return out, reports.Next, nil
}

func (s *Desk) judgeFact(w http.ResponseWriter, r *http.Request, u news.User) error {
	to := news.FactState(r.PostFormValue("to"))
	if err := s.Room.JudgeFact(r.Context(), u, r.PathValue("id"), r.PostFormValue("saw"), to); err != nil {
		return err
	}
	s.Flash(r, "The fact is "+string(to)+".")
	page := "/desk/facts/" + url.PathEscape(r.PathValue("id"))
	if to == news.FactProposed && strings.HasPrefix(r.PostFormValue("back"), page) {
		if _, err := s.Store.Fact(r.Context(), r.PathValue("id")); errors.Is(err, newsroom.ErrNotFound) { // nothing is left of it
			return frame.SeeOther(w, r, "/desk/facts?state="+string(newsroom.StaleFacts))
		}
	}
	return frame.Back(w, r, "/desk/facts")
}
