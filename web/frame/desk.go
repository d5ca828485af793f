package frame

import (
	"errors"
	"net/http"

	"dateline/news"
	"dateline/store"
)

// RowsShown is how many rows a list of the desk shows at once.
const RowsShown = 50

// DeskPage shows a page of the desk; part is the part of the desk that it stands
// in, which the rail marks.
func (s *Server) DeskPage(w http.ResponseWriter, r *http.Request, status int, name, part, title string, data any) error {
	counts, err := s.DeskCounts(r)
	if err != nil {
		return err
	}
	hold, err := s.Room.Hold(r.Context())
	if err != nil {
		return err
	}
	return s.Render(w, r, status, "desk/"+name, Page{Title: title, NoIndex: true, Section: part, Counts: counts, Held: hold != nil, Data: data})
}

// DeskCounts are the figures of the rail: the store's kept counts, and how many
// dispatches wait for an editor.
func (s *Server) DeskCounts(r *http.Request) (map[string]int, error) {
	counts, err := s.Store.Counts(r.Context())
	if err != nil {
		return nil, err
	}
	concerns, err := s.Room.Concerns(r.Context(), counts)
	if err != nil {
		return nil, err
	}
	counts["stuck"] += len(concerns)
	waiting, err := s.Store.Dispatches(r.Context(), store.DispatchFilter{States: []news.DispatchState{news.Submitted}}, news.Paging{Limit: 99})
	if err != nil {
		return nil, err
	}
	counts["submitted"] = len(waiting.Rows)
	return counts, nil
}

// Back leads to where a form was sent from, which it names in a field of its own.
func Back(w http.ResponseWriter, r *http.Request, otherwise string) error {
	if to := r.PostFormValue("back"); to != "" {
		return SeeOther(w, r, Own(to))
	}
	return SeeOther(w, r, otherwise)
}

// Refusal takes the sentence out of a refusal, for a page that shows it beside
// the form, and the status that goes with it; other errors stay errors.
func Refusal(err error) (said string, status int, rest error) {
	if err == nil {
		return "", http.StatusOK, nil
	}
	if said, ok := Sentence(err); ok {
		return said, http.StatusUnprocessableEntity, nil
	}
	var early *waitRefusal
	if errors.As(err, &early) {
		return early.Error(), http.StatusTooManyRequests, nil
	}
	if errors.Is(err, ErrTooMany) {
		status, _, said = statusOf(err)
		return said, status, nil
	}
	return "", 0, err
}
