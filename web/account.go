package web

import (
	"context"
	"crypto/subtle"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"

	"dateline/news"
	"dateline/newsroom"
)

// sessionLife is how long a browser stays signed in.
const sessionLife = 7 * 24 * time.Hour

// newSessions keeps who is signed in in a cookie that scripts cannot read and
// other sites cannot send with a form; the store has only the token's hash.
func newSessions(room *newsroom.Newsroom, secure bool, log *slog.Logger) *scs.SessionManager {
	m := scs.New()
	m.Store = room.Sessions()
	m.Lifetime = sessionLife
	m.HashTokenInStore = true
	m.Cookie.Name = "dateline"
	m.Cookie.HttpOnly = true
	m.Cookie.SameSite = http.SameSiteLaxMode
	m.Cookie.Secure = secure
	m.ErrorFunc = func(w http.ResponseWriter, r *http.Request, err error) {
		log.Error("a session failed", "path", r.URL.Path, "error", err)
		http.Error(w, internalTitle+". "+internalText, http.StatusInternalServerError)
	}
	return m
}

func (s *server) accountRoutes() {
	s.page("GET /signin", s.signInForm)
	s.form("POST /signin", smallForm, s.often(s.limits.signIn), s.signIn)
	s.form("POST /signout", smallForm, anyone, s.signOut)
	s.page("GET /setup", s.setupForm)
	s.form("POST /setup", smallForm, s.maySetUp, s.setup)
}

type userKey struct{}

// user gives who is signed in, nil if nobody is, their account was blocked or
// their password changed since.
func (s *server) user(r *http.Request) *news.User {
	if u, ok := r.Context().Value(userKey{}).(*news.User); ok {
		return u
	}
	u, err := s.signedIn(r)
	if err != nil {
		s.log.Error("cannot tell who is signed in", "path", r.URL.Path, "error", err)
	}
	return u
}

// signedIn asks anew who is signed in. That it cannot be told is an error: who
// is signed in must not be taken for a stranger.
func (s *server) signedIn(r *http.Request) (*news.User, error) {
	id := s.sessions.GetString(r.Context(), "user")
	if id == "" {
		return nil, nil
	}
	u, err := s.room.SignedIn(r.Context(), id, s.sessions.GetString(r.Context(), "epoch"))
	switch {
	case errors.Is(err, newsroom.ErrNotFound):
		return nil, nil
	case err != nil:
		return nil, err
	}
	return &u, nil
}

// A memberAnswer is the handler of a page that only those who signed in see.
type memberAnswer func(w http.ResponseWriter, r *http.Request, u news.User) error

// member serves a page to those whose role reaches; others are asked to sign in
// and come back.
func (s *server) member(least news.Role, h memberAnswer) answer {
	return func(w http.ResponseWriter, r *http.Request) error {
		w.Header().Set("Cache-Control", "no-store")
		u, err := s.signedIn(r)
		if err != nil {
			return err
		}
		if u == nil {
			if asJSON(r) {
				writeJSON(w, http.StatusUnauthorized, map[string]string{"error": "Sign in first."})
				return nil
			}
			back := "/desk"
			if r.Method == http.MethodGet {
				back = r.URL.RequestURI()
			}
			return seeOther(w, r, "/signin?"+url.Values{"to": {back}}.Encode())
		}
		if !reaches(u.Role, least) {
			return errForbidden
		}
		return h(w, r.WithContext(context.WithValue(r.Context(), userKey{}, u)), *u)
	}
}

// reaches says whether a role may do what another may.
func reaches(has, least news.Role) bool {
	rank := map[news.Role]int{news.Reader: 1, news.Reporter: 2, news.Editor: 3, news.Administrator: 4}
	return rank[has] > 0 && rank[has] >= rank[least]
}

// A signInView is the sign-in form.
type signInView struct {
	Email, To     string
	Problem, Demo string
}

func (s *server) signInForm(w http.ResponseWriter, r *http.Request) error {
	needs, err := s.room.NeedsAdministrator(r.Context())
	if err != nil {
		return err
	}
	if needs {
		return seeOther(w, r, "/setup")
	}
	if s.user(r) != nil {
		return seeOther(w, r, own(r.URL.Query().Get("to")))
	}
	return s.show(w, r, "signin", s.signInPage(signInView{To: r.URL.Query().Get("to")}))
}

func (s *server) signInPage(v signInView) page {
	v.Demo = s.Demo
	return page{Title: "Sign in", NoIndex: true, Data: v}
}

func (s *server) signIn(w http.ResponseWriter, r *http.Request) error {
	v := signInView{Email: r.PostFormValue("email"), To: r.PostFormValue("to")}
	u, epoch, err := s.room.SignIn(r.Context(), v.Email, r.PostFormValue("password"))
	if err != nil {
		return s.again(w, r, "signin", err, func(problem string) page {
			v.Problem = problem
			return s.signInPage(v)
		})
	}
	if err := s.enter(r, u, epoch); err != nil {
		return err
	}
	return seeOther(w, r, own(v.To))
}

// enter notes who signed in, under a new token, so that one that was planted
// before is worth nothing, and in which epoch.
func (s *server) enter(r *http.Request, u news.User, epoch string) error {
	if err := s.sessions.RenewToken(r.Context()); err != nil {
		return err
	}
	s.sessions.Put(r.Context(), "user", u.ID)
	s.sessions.Put(r.Context(), "epoch", epoch)
	return nil
}

func (s *server) signOut(w http.ResponseWriter, r *http.Request) error {
	if err := s.sessions.Destroy(r.Context()); err != nil {
		return err
	}
	return seeOther(w, r, "/")
}

// A setupView is the form that makes the first administrator.
type setupView struct {
	Name, Email, Token string
	AskToken           bool
	Problem            string
}

func (s *server) setupPage(v setupView) page {
	v.AskToken = s.SetupToken != ""
	return page{Title: "Make the administrator", NoIndex: true, Data: v}
}

func (s *server) setupForm(w http.ResponseWriter, r *http.Request) error {
	needs, err := s.room.NeedsAdministrator(r.Context())
	if err != nil {
		return err
	}
	if !needs {
		return seeOther(w, r, "/signin")
	}
	return s.show(w, r, "setup", s.setupPage(setupView{Token: r.URL.Query().Get("token")}))
}

func (s *server) setup(w http.ResponseWriter, r *http.Request) error {
	v := setupView{Name: r.PostFormValue("name"), Email: r.PostFormValue("email"), Token: strings.TrimSpace(r.PostFormValue("token"))}
	u, err := s.makeAdministrator(r, v)
	if err != nil {
		return s.again(w, r, "setup", err, func(problem string) page {
			v.Problem = problem
			return s.setupPage(v)
		})
	}
	if err := s.enter(r, u, ""); err != nil { // a new user has had no reason to sign in again
		return err
	}
	return seeOther(w, r, "/desk")
}

// maySetUp says whether somebody may still make the first administrator.
func (s *server) maySetUp(r *http.Request) error {
	if err := s.limited(s.limits.signIn, r); err != nil {
		return err
	}
	needs, err := s.room.NeedsAdministrator(r.Context())
	if err == nil && !needs {
		return &newsroom.Refusal{Sentence: "There is an administrator already. Sign in instead."}
	}
	return err
}

func (s *server) makeAdministrator(r *http.Request, v setupView) (news.User, error) {
	if s.SetupToken != "" && subtle.ConstantTimeCompare([]byte(v.Token), []byte(s.SetupToken)) != 1 {
		return news.User{}, &newsroom.Refusal{Sentence: "The token is not the one that the program wrote to its log when it started; copy it from there."}
	}
	if r.PostFormValue("password") != r.PostFormValue("again") {
		return news.User{}, &newsroom.Refusal{Sentence: "The two passwords differ; type them again."}
	}
	return s.room.MakeAdministrator(r.Context(), v.Name, v.Email, r.PostFormValue("password"))
}

// own keeps a way back on this site: a path, not another site's address. What
// else was asked for leads to the desk.
func own(path string) string {
	u, err := url.Parse(path)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n\t") {
		return "/desk"
	}
	return path
}

// badForm is a form that cannot be read: too large, or not sent by a browser.
func badForm(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return err
	}
	return &newsroom.Refusal{Sentence: "The form could not be read; open the page again and send it once more."}
}
