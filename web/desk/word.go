package desk

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"dateline/desk"
	"dateline/news"
	"dateline/newsroom"
	"dateline/store"
	"dateline/web/frame"
)

// A factWordView is an event of which the desk is about to say what it is: this
// one, or all of its frame.
type factWordView struct {
	Fact      deskFact
	Types     []string
	Footings  []string
	Day       string // as far as it is known
	Place     string
	Gone      bool // the page no longer says it
	Decisions []store.Decision
	MayBind   bool // say what a frame means
	Frame     frameForm
}

// footings are the footings that a report can put an event on.
var footings = []string{string(news.Asserted), string(news.Said), string(news.Reported), string(news.Planned), string(news.Possible), string(news.Denied)}

func (s *Desk) deskFact(w http.ResponseWriter, r *http.Request, u news.User) error {
	row, err := s.Store.Fact(r.Context(), r.PathValue("id"))
	if errors.Is(err, newsroom.ErrNotFound) { // one that no version tells that is kept
		row, err = s.Store.StaleFact(r.Context(), r.PathValue("id"))
	}
	if err != nil {
		return err
	}
	v := factWordView{Fact: deskFacts([]store.FactRow{row})[0], Types: newsroom.EventTypes, Footings: footings, MayBind: frame.Reaches(u.Role, news.Editor),
		Frame: frameForm{Word: newsroom.FrameWord{Frame: newsroom.FrameOf(row.Fact), Type: row.Type, CAMEO: row.CAMEO}, Types: newsroom.EventTypes}}
	if row.Time != nil {
		v.Day = row.Time.From[:min(len(row.Time.From), knownDigits(row.Time.Precision))]
	}
	if row.Place != nil {
		v.Place = cmp.Or(row.Place.Name, row.Place.Text)
	}
	v.Gone = !row.GoneAt.IsZero()
	if v.Decisions, err = s.Store.Decisions(r.Context(), "fact/"+row.ID); err != nil {
		return err
	}
	return s.DeskPage(w, r, http.StatusOK, "fact", "facts", "Correct a fact", v)
}

// knownDigits is how much of 2006-01-02 a precision knows.
func knownDigits(precision string) int {
	switch precision {
	case "year", "decade":
		return len("2006")
	case "month", "quarter":
		return len("2006-01")
	}
	return len("2006-01-02")
}

func (s *Desk) correctFact(w http.ResponseWriter, r *http.Request, u news.User) error {
	id := r.PathValue("id")
	c := desk.FactCorrection{Type: r.PostFormValue("type"), CAMEO: strings.TrimSpace(r.PostFormValue("cameo")), Swapped: r.PostFormValue("swapped") != "", Modality: news.Modality(r.PostFormValue("footing")),
		Day: r.PostFormValue("day"), Place: r.PostFormValue("place")}
	if err := s.Room.CorrectFact(r.Context(), u, id, r.PostFormValue("saw"), c); err != nil {
		return err
	}
	s.Flash(r, "Corrected. What you said is bound to this sentence, however often its page is read.")
	return frame.SeeOther(w, r, "/desk/facts/"+url.PathEscape(id))
}

// A frameForm asks what sentences of a frame tell.
type frameForm struct {
	Word  newsroom.FrameWord
	Types []string
}

// A frameView is the desk's word on a frame before it is kept, with its effect.
type frameView struct {
	frameForm
	Problem string
	Outcome newsroom.FrameOutcome
	Changed []deskFact
	Asked   bool
}

// A frameListView is the list of the frames that the desk spoke of.
type frameListView struct {
	frameForm
	Query   string
	Frames  []newsroom.FrameWord
	Pager   frame.Pager
	MayBind bool
}

func frameWordOf(form url.Values) newsroom.FrameWord {
	return newsroom.FrameWord{Frame: strings.TrimSpace(form.Get("frame")), Type: form.Get("type"), CAMEO: strings.TrimSpace(form.Get("cameo")), Swapped: form.Get("swapped") != ""}
}

func (s *Desk) deskFrames(w http.ResponseWriter, r *http.Request, u news.User) error {
	p, err := frame.Paging(r, 1, frame.RowsShown)
	if err != nil {
		return err
	}
	v := frameListView{Query: strings.TrimSpace(r.URL.Query().Get("q")), MayBind: frame.Reaches(u.Role, news.Editor), frameForm: frameForm{Types: newsroom.EventTypes}}
	rows, err := s.Store.FindFrameWords(r.Context(), v.Query, p)
	if err != nil {
		return err
	}
	v.Frames, v.Pager = rows.Rows, frame.PagerOf(r, rows.Next)
	return s.DeskPage(w, r, http.StatusOK, "frames", "frames", "Frames", v)
}

// deskFrame shows what the desk's word on a frame would change.
func (s *Desk) deskFrame(w http.ResponseWriter, r *http.Request, _ news.User) error {
	v := frameView{frameForm: frameForm{Word: frameWordOf(r.URL.Query()), Types: newsroom.EventTypes}}
	status := http.StatusOK
	if v.Word.Frame != "" {
		var err error
		v.Outcome, err = s.Room.TryFrame(r.Context(), v.Word)
		if v.Problem, status, err = frame.Refusal(err); err != nil {
			return err
		}
		if v.Asked = v.Problem == ""; v.Asked {
			v.Word.Frame = v.Outcome.Frame
		}
		v.Changed = deskFacts(v.Outcome.Changed)
	}
	return s.DeskPage(w, r, status, "frame", "frames", "What a frame means", v)
}

func (s *Desk) sayFrame(w http.ResponseWriter, r *http.Request, u news.User) error {
	if r.PostFormValue("act") == "take back" {
		if err := s.Room.TakeBackFrame(r.Context(), u, r.PostFormValue("frame")); err != nil {
			return err
		}
		s.Flash(r, "The desk's word is taken back; reports with facts of this frame are recorded again.")
		return frame.SeeOther(w, r, "/desk/frames")
	}
	if err := s.Room.SayFrame(r.Context(), u, frameWordOf(r.PostForm)); err != nil {
		return err
	}
	s.Flash(r, "Noted. Kept reports that tell facts of this frame, if there are any, are recorded again; later facts of it follow.")
	return frame.SeeOther(w, r, "/desk/frames")
}
