package desk

import (
	"net/http"

	"dateline/news"
	"dateline/newsroom"
	"dateline/store"
	"dateline/web/frame"
)

// A troubleListView lists what failed: what waits to be tried again, and what
// needs a person.
type troubleListView struct {
	Concerns []newsroom.Concern // about what leaves the house
	Troubles []troubleLine
	Pager    frame.Pager
}

// A troubleLine is a step that failed.
type troubleLine struct {
	store.Due
	What  string // in words
	About string // address of the page of what it is about; may be empty
	Name  string // what that is called
}

// stepWords says of each kind of step what it does. Kinds whose names are not exported
// stand as they do in the database.
var stepWords = map[string]string{
	newsroom.StepLook:     "Check a source",
	newsroom.StepPage:     "Fetch a page",
	newsroom.StepRead:     "Read a page",
	newsroom.StepRecord:   "Record facts",
	newsroom.StepMatch:    "Match alerts",
	newsroom.StepRelease:  "End an embargo",
	newsroom.StepEdition:  "Address an edition",
	newsroom.StepDeliver:  "Deliver",
	newsroom.StepWithdraw: "Deliver a withdrawal",
	"again":               "Check a page again",
	"study":               "Learn a site's layout",
	"hub":                 "Subscribe to a WebSub hub",
	"retain":              "Give up old archived pages",
	"check":               "Check the database and the archive for damage",
	"follow":              "Group and index a change",
}

func (s *Desk) troubleList(w http.ResponseWriter, r *http.Request, _ news.User) error {
	p, err := frame.Paging(r, 1, frame.RowsShown)
	if err != nil {
		return err
	}
	rows, err := s.Store.Troubles(r.Context(), p)
	if err != nil {
		return err
	}
	v := troubleListView{Pager: frame.PagerOf(r, rows.Next)}
	counts, err := s.Store.Counts(r.Context())
	if err != nil {
		return err
	}
	if v.Concerns, err = s.Room.Concerns(r.Context(), counts); err != nil {
		return err
	}
	for _, due := range rows.Rows {
		v.Troubles = append(v.Troubles, s.lineOfTrouble(r, due))
	}
	return s.DeskPage(w, r, http.StatusOK, "troubles", "troubles", "Troubles", v)
}

// lineOfTrouble finds what a step is about; what is not there any more has only its key.
func (s *Desk) lineOfTrouble(r *http.Request, due store.Due) troubleLine {
	ctx := r.Context()
	l := troubleLine{Due: due, What: stepWords[due.Kind], Name: due.Key}
	if l.What == "" {
		l.What = due.Kind
	}
	switch due.Kind {
	case newsroom.StepLook:
		if source, err := s.Store.Source(ctx, due.Key); err == nil {
			l.About, l.Name = "/desk/sources/"+source.ID, source.Name
		}
	case newsroom.StepPage:
		if item, err := s.Store.Item(ctx, due.Key); err == nil {
			l.About, l.Name = "/desk/sources/"+item.SourceID, item.URL
		}
	case newsroom.StepRead:
		if capture, err := s.Store.Capture(ctx, due.Key); err == nil {
			l.About, l.Name = "/captures/"+capture.ID, capture.URL
		}
	case newsroom.StepRecord, newsroom.StepMatch:
		if report, err := s.Store.ReportRow(ctx, due.Key); err == nil {
			l.About, l.Name = "/desk/reports/"+report.ID, report.Headline
		}
	case newsroom.StepRelease:
		if d, err := s.Store.Dispatch(ctx, due.Key); err == nil {
			l.About, l.Name = "/desk/dispatches/"+d.ID, d.Headline
		}
	case newsroom.StepDeliver, newsroom.StepWithdraw:
		if d, err := s.Store.Delivery(ctx, due.Key); err == nil {
			l.About, l.Name = "/desk/deliveries/"+d.ID, d.Title
		}
	}
	return l
}

func (s *Desk) tryAgain(w http.ResponseWriter, r *http.Request, u news.User) error {
	if err := s.Room.Retry(r.Context(), u, r.PostFormValue("kind"), r.PostFormValue("key")); err != nil {
		return err
	}
	s.Flash(r, "It is tried again now.")
	return frame.SeeOther(w, r, "/desk/troubles")
}
