package desk

import (
	"errors"
	"net/http"

	"dateline/news"
	"dateline/newsroom"
	"dateline/web/frame"
)

// recentlyAuthenticated lets a handler run only if the user entered their password
// in the last ten minutes, and asks for it otherwise. It stands before whatever
// changes who may do what, shows a secret, or cannot be undone: a desk that was
// left open, or a stolen session, is not enough for those.
func (s *Desk) recentlyAuthenticated(h frame.MemberAnswer) frame.MemberAnswer {
	return func(w http.ResponseWriter, r *http.Request, u news.User) error {
		if s.Room.Recently(frame.MemberOf(r).SignIn) {
			return h(w, r, u)
		}
		v := confirmView{To: r.URL.RequestURI()}
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			v.To = s.PageOf(frame.Carried{Action: v.To, Page: frame.CameFrom(r)})
		}
		if c, wrote := frame.CarriedBy(r); wrote {
			var err error
			if v.Kept, err = c.Pack(); err != nil {
				return err
			}
		}
		return s.showConfirm(w, r, http.StatusForbidden, v)
	}
}

// A confirmView is the form that asks for the password once more.
type confirmView struct {
	To      string // where it leads
	Kept    string // the form that was sent, packed
	Problem string
}

func (s *Desk) confirmForm(w http.ResponseWriter, r *http.Request, _ news.User) error {
	return s.showConfirm(w, r, http.StatusOK, confirmView{To: r.URL.Query().Get("to")})
}

func (s *Desk) showConfirm(w http.ResponseWriter, r *http.Request, status int, v confirmView) error {
	return s.DeskPage(w, r, status, "confirm", "", "Enter your password again", v)
}

// confirmPassword takes the password. The session goes on under a new token.
func (s *Desk) confirmPassword(w http.ResponseWriter, r *http.Request, u news.User) error {
	v := confirmView{To: r.PostFormValue("to"), Kept: r.PostFormValue("kept")}
	err := s.guardedAgain(r, func() error {
		return s.Room.ConfirmPassword(r.Context(), u, frame.MemberOf(r).SignIn.ID, r.PostFormValue("password"))
	})
	if err != nil {
		said, status, err := frame.Refusal(err)
		if err != nil {
			return err
		}
		v.Problem = said
		return s.showConfirm(w, r, status, v)
	}
	if err := s.Sessions.RenewToken(r.Context()); err != nil {
		return err
	}
	s.Flash(r, "Thank you. For ten minutes you won’t be asked again. Nothing was changed yet: press the button once more.")
	if c, err := frame.Unpack(v.Kept); err == nil {
		if v.To, err = s.GiveBack(r, c); err != nil {
			return err
		}
	}
	return frame.SeeOther(w, r, frame.Own(v.To))
}

// guardedAgain makes an attempt for which someone who is signed in enters their
// password: whoever found a desk left open can't try many.
func (s *Desk) guardedAgain(r *http.Request, attempt func() error) error {
	m := frame.MemberOf(r)
	err := s.Guarded(map[string]frame.Waiting{"sign-in " + m.SignIn.ID: frame.OneBrowser}, attempt)
	if errors.Is(err, newsroom.ErrWrongPassword) || errors.Is(err, frame.ErrTooMany) {
		if e := s.Room.NoteFailedSignIn(r.Context(), m.Email, s.ClientOf(r), "refused when asked for the password again"); e != nil {
			s.Log.Error("cannot keep a failed sign-in", "error", e)
		}
	}
	return err
}
