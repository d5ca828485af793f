package web

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"dateline/news"
	"dateline/newsroom"
	"dateline/store"
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
	Pager   pager
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

func (s *server) deskFactList(w http.ResponseWriter, r *http.Request, _ news.User) error {
	q := r.URL.Query()
	v := factListView{Query: strings.TrimSpace(q.Get("q")), Kind: news.FactKind(q.Get("kind")), Kinds: factKinds,
		State: news.FactState(q.Get("state")), States: factStates}
	rows, next, err := s.factRows(r, v)
	status := http.StatusOK
	if v.Problem, status, err = refusal(err); err != nil {
		return err
	}
	v.Facts, v.Pager = deskFacts(rows), pagerOf(r, next)
	return s.desk(w, r, status, "facts", "facts", "Facts", v)
}

// reportsOfFacts is how many reports that a search finds have their facts on
// one page.
const reportsOfFacts = 10

// factRows lists facts; a search gives those of the reports that it finds.
func (s *server) factRows(r *http.Request, v factListView) (out []store.FactRow, next string, err error) {
	limit := rowsShown
	if v.Query != "" && v.State == "" {
		limit = reportsOfFacts
	}
	p, err := paging(r, 1, limit)
	if err != nil {
		return nil, "", err
	}
	if v.State != "" {
		rows, err := s.store.DeskFacts(r.Context(), v.State, p)
		return rows.Rows, rows.Next, err
	}
	if v.Query == "" {
		rows, err := s.store.Facts(r.Context(), v.Kind, p)
		return rows.Rows, rows.Next, err
	}
	reports, err := s.room.SearchReports(r.Context(), v.Query, newsroom.Newest, p)
	if err != nil {
		return nil, "", err
	}
	for _, report := range reports.Rows {
		facts, err := s.store.ReportFacts(r.Context(), report.ID)
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

func (s *server) judgeFact(w http.ResponseWriter, r *http.Request, u news.User) error {
	to := news.FactState(r.PostFormValue("to"))
	if err := s.room.JudgeFact(r.Context(), u, r.PathValue("id"), r.PostFormValue("saw"), to); err != nil {
		return err
	}
	s.flash(r, "The fact is "+string(to)+".")
	page := "/desk/facts/" + url.PathEscape(r.PathValue("id"))
	if to == news.FactProposed && strings.HasPrefix(r.PostFormValue("back"), page) {
		if _, err := s.store.Fact(r.Context(), r.PathValue("id")); errors.Is(err, newsroom.ErrNotFound) { // nothing is left of it
			return seeOther(w, r, "/desk/facts?state="+string(newsroom.StaleFacts))
		}
	}
	return back(w, r, "/desk/facts")
}
