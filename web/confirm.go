package web

import (
	"errors"
	"net/http"

	"dateline/news"
	"dateline/newsroom"
)

// recentlyAuthenticated lets a handler run only if the user entered their password
// in the last ten minutes, and asks for it otherwise. It stands before whatever
// changes who may do what, shows a secret, or cannot be undone: a desk that was
// left open, or a stolen session, is not enough for those.
func (s *server) recentlyAuthenticated(h memberAnswer) memberAnswer {
	return func(w http.ResponseWriter, r *http.Request, u news.User) error {
		if s.room.Recently(memberOf(r).signIn) {
			return h(w, r, u)
		}
		v := confirmView{To: r.URL.RequestURI()}
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			v.To = s.pageOf(carried{Action: v.To, Page: cameFrom(r)})
		}
		if c, wrote := carriedBy(r); wrote {
			var err error
			if v.Kept, err = c.pack(); err != nil {
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

func (s *server) confirmForm(w http.ResponseWriter, r *http.Request, _ news.User) error {
	return s.showConfirm(w, r, http.StatusOK, confirmView{To: r.URL.Query().Get("to")})
}

func (s *server) showConfirm(w http.ResponseWriter, r *http.Request, status int, v confirmView) error {
	return s.desk(w, r, status, "confirm", "", "Enter your password again", v)
}

// confirmPassword takes the password. The session goes on under a new token.
func (s *server) confirmPassword(w http.ResponseWriter, r *http.Request, u news.User) error {
	v := confirmView{To: r.PostFormValue("to"), Kept: r.PostFormValue("kept")}
	err := s.guardedAgain(r, func() error {
		return s.room.ConfirmPassword(r.Context(), u, memberOf(r).signIn.ID, r.PostFormValue("password"))
	})
	if err != nil {
		said, status, err := refusal(err)
		if err != nil {
			return err
		}
		v.Problem = said
		return s.showConfirm(w, r, status, v)
	}
	if err := s.sessions.RenewToken(r.Context()); err != nil {
		return err
	}
	s.flash(r, "Thank you. For ten minutes you won’t be asked again. Nothing was changed yet: press the button once more.")
	if c, err := unpack(v.Kept); err == nil {
		if v.To, err = s.giveBack(r, c); err != nil {
			return err
		}
	}
	return seeOther(w, r, own(v.To))
}

// guardedAgain makes an attempt for which someone who is signed in enters their
// password: whoever found a desk left open can't try many.
func (s *server) guardedAgain(r *http.Request, attempt func() error) error {
	m := memberOf(r)
	err := s.guarded(map[string]waiting{"sign-in " + m.signIn.ID: oneBrowser}, attempt)
	if errors.Is(err, newsroom.ErrWrongPassword) || errors.Is(err, errTooMany) {
		if e := s.room.NoteFailedSignIn(r.Context(), m.Email, s.clientOf(r), "refused when asked for the password again"); e != nil {
			s.log.Error("cannot keep a failed sign-in", "error", e)
		}
	}
	return err
}
