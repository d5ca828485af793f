package frame

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

// newSessions keeps who is signed in in a cookie that scripts cannot read and
// other sites cannot send with a form; the store has only the token's hash.
func newSessions(room *newsroom.Newsroom, secure bool, log *slog.Logger) *scs.SessionManager {
	m := scs.New()
	m.Store = room.Sessions()
	m.Lifetime = room.SessionLimits().Life
	m.HashTokenInStore = true
	m.Cookie.Name = cookieName("dateline", secure)
	m.Cookie.HttpOnly = true
	m.Cookie.SameSite = http.SameSiteLaxMode
	m.Cookie.Secure = secure
	m.ErrorFunc = func(w http.ResponseWriter, r *http.Request, err error) {
		log.Error("a session failed", "path", r.URL.Path, "error", err)
		http.Error(w, internalTitle+". "+internalText, http.StatusInternalServerError)
	}
	return m
}

// cookieName returns a cookie's name as the browser knows it. Where the site is
// served over HTTPS the name has a prefix by which the browser takes it from this
// host alone, over HTTPS alone.
func cookieName(name string, secure bool) string {
	if secure {
		return "__Host-" + name
	}
	return name
}

func (s *Server) accountRoutes() {
	s.Page("GET /signin", s.signInForm)
	s.Page("POST /signin", s.signInSent)
	s.Form("POST /signout", SmallForm, Anyone, s.signOut)
	s.Page("GET /setup", s.setupForm)
	s.Form("POST /setup", SmallForm, s.maySetUp, s.setup)
}

type memberKey struct{}

// A member is someone who is signed in, and where.
type member struct {
	news.User
	SignIn newsroom.SignIn
}

// User returns who is signed in, nil if nobody is or their sign-in has ended.
func (s *Server) User(r *http.Request) *news.User {
	m := MemberOf(r)
	if m == nil {
		var err error
		if m, err = s.SignedIn(r); err != nil {
			s.Log.Error("cannot tell who is signed in", "path", r.URL.Path, "error", err)
		}
	}
	if m == nil {
		return nil
	}
	return &m.User
}

// MemberOf returns for whom a page of the desk is made; nil elsewhere.
func MemberOf(r *http.Request) *member {
	m, _ := r.Context().Value(memberKey{}).(*member)
	return m
}

// SignedIn asks the store who is signed in. A failure to find out is an error, so
// that someone who is signed in is not taken for a stranger.
func (s *Server) SignedIn(r *http.Request) (*member, error) {
	id := s.Sessions.GetString(r.Context(), "sign-in")
	if id == "" {
		return nil, nil
	}
	u, signIn, err := s.Room.SignedIn(r.Context(), id)
	switch {
	case errors.Is(err, newsroom.ErrNotFound):
		return nil, nil
	case err != nil:
		return nil, err
	}
	return &member{u, signIn}, nil
}

// A MemberAnswer is the handler of a page that only those who signed in see.
type MemberAnswer func(w http.ResponseWriter, r *http.Request, u news.User) error

// Member serves a page to users whose role reaches it; others are asked to sign
// in and come back.
func (s *Server) Member(least news.Role, h MemberAnswer) Answer {
	return func(w http.ResponseWriter, r *http.Request) error {
		w.Header().Set("Cache-Control", "no-store")
		m, err := s.SignedIn(r)
		if err != nil {
			return err
		}
		if m == nil {
			return s.askToSignIn(w, r)
		}
		if !Reaches(m.Role, least) {
			return ErrForbidden
		}
		s.used(r, m.SignIn)
		return h(w, r.WithContext(context.WithValue(r.Context(), memberKey{}, m)), m.User)
	}
}

// used keeps that someone used their sign-in. The stream of an open page asks by
// itself, so it doesn't count. A store that takes no writes keeps nobody from reading.
func (s *Server) used(r *http.Request, signIn newsroom.SignIn) {
	if r.URL.Path == "/desk/events" {
		return
	}
	if err := s.Room.Use(r.Context(), signIn); err != nil {
		s.Log.Warn("cannot keep when a sign-in was used", "error", err)
	}
}

// askToSignIn answers a request for a page of the desk from someone who is not
// signed in, or not any more.
func (s *Server) askToSignIn(w http.ResponseWriter, r *http.Request) error {
	if asJSON(r) {
		WriteJSON(w, http.StatusUnauthorized, map[string]string{"error": "Sign in first."})
		return nil
	}
	back := r.URL.RequestURI()
	if r.Method != http.MethodGet {
		back = s.PageOf(Carried{Action: r.URL.RequestURI(), Page: CameFrom(r)})
		if s.mayBeGivenBack(r) {
			return Admitted(DeskForm, s.Bodies.readers, s.ClientOf, s.parsed(func(w http.ResponseWriter, r *http.Request) error {
				return s.signInFirst(w, r, signInView{To: back})
			}))(w, r)
		}
	}
	return SeeOther(w, r, "/signin?"+url.Values{"to": {back}}.Encode())
}

// mayBeGivenBack reports whether a form from someone who is not signed in is read, so
// that it can be carried on over the sign-in: only in a browser in which someone was
// signed in before. A file stays where it is, on the person's disk.
func (s *Server) mayBeGivenBack(r *http.Request) bool {
	return r.Method == http.MethodPost && DeskForm.takes(r) == nil && len(s.Devices(r)) > 0
}

// signInFirst shows the sign-in page with what was written.
func (s *Server) signInFirst(w http.ResponseWriter, r *http.Request, v signInView) error {
	c, wrote := CarriedBy(r)
	if !wrote {
		return SeeOther(w, r, "/signin?"+url.Values{"to": {v.To}}.Encode())
	}
	var err error
	if v.Kept, err = c.Pack(); err != nil {
		return err
	}
	v.Written = c.Shown()
	return s.Render(w, r, http.StatusForbidden, "signin", s.signInPage(v))
}

// signInSent admits a sign-in. In a browser in which someone was signed in before it
// may carry what was written in the meantime.
func (s *Server) signInSent(w http.ResponseWriter, r *http.Request) error {
	in := SmallForm
	if len(s.Devices(r)) > 0 {
		in = DeskForm
	}
	h := s.signIn
	if err := s.maySignIn(r); err != nil {
		h = refusing(err)
	}
	if len(s.Devices(r)) == 0 {
		h = withoutKept(h)
	}
	return Admitted(in, s.Bodies.readers, s.ClientOf, s.parsed(h))(w, r)
}

// Reaches says whether a role may do what another may.
func Reaches(has, least news.Role) bool {
	rank := map[news.Role]int{news.Reader: 1, news.Reporter: 2, news.Editor: 3, news.Administrator: 4}
	return rank[has] > 0 && rank[has] >= rank[least]
}

// A signInView is the sign-in form.
type signInView struct {
	Email, To     string
	Problem, Demo string
	Kept          string // what was written before the session ended, packed
	Written       []WrittenField
}

func (s *Server) signInForm(w http.ResponseWriter, r *http.Request) error {
	needs, err := s.Room.NeedsAdministrator(r.Context())
	if err != nil {
		return err
	}
	if needs {
		return SeeOther(w, r, "/setup")
	}
	if s.User(r) != nil {
		return SeeOther(w, r, Own(r.URL.Query().Get("to")))
	}
	return s.Show(w, r, "signin", s.signInPage(signInView{To: r.URL.Query().Get("to")}))
}

func (s *Server) signInPage(v signInView) Page {
	v.Demo = s.Demo
	return Page{Title: "Sign in", NoIndex: true, Data: v}
}

// withoutKept leaves out what a stranger claims to have written: unpacked it may be
// many times as long as what they sent.
func withoutKept(h Answer) Answer {
	return func(w http.ResponseWriter, r *http.Request) error {
		r.PostForm.Del("kept")
		return h(w, r)
	}
}

// maySignIn is the right of whoever doesn't try too often. A browser in which
// someone signed in before counts by itself, so that others at its address can't
// keep it out.
func (s *Server) maySignIn(r *http.Request) error {
	if known := s.Devices(r); len(known) > 0 {
		if s.Limits.SignIn.allow("device "+known[0].nonce, time.Now()) {
			return nil
		}
		return ErrTooMany
	}
	return s.Limited(s.Limits.SignIn, r)
}

func (s *Server) signIn(w http.ResponseWriter, r *http.Request) error {
	v := signInView{Email: r.PostFormValue("email"), To: r.PostFormValue("to"), Kept: r.PostFormValue("kept")}
	c, unread := Unpack(v.Kept)
	if unread == nil {
		v.Written = c.Shown()
	}
	err := s.guardedEnter(w, r, v.Email, r.PostFormValue("password"))
	if err != nil {
		return s.Again(w, r, "signin", err, func(problem string) Page {
			v.Problem = problem
			return s.signInPage(v)
		})
	}
	if unread == nil {
		to, err := s.GiveBack(r, c)
		if err != nil {
			return err
		}
		return SeeOther(w, r, to)
	}
	return SeeOther(w, r, Own(v.To))
}

// guardedEnter signs someone in unless too many attempts failed before, and keeps
// what fails. Whether there is an account is told by neither the answer nor its time.
func (s *Server) guardedEnter(w http.ResponseWriter, r *http.Request, email, password string) error {
	email = strings.ToLower(strings.TrimSpace(email))
	keys := map[string]Waiting{"account " + email: allStrangers, "pair " + email + " " + s.ClientOf(r): OneBrowser}
	known, isKnown := s.deviceFor(r, email)
	if isKnown {
		keys = map[string]Waiting{"device " + email + " " + known.nonce: OneBrowser}
	}
	reason := "wrong address or password"
	err := s.Guarded(keys, func() error {
		err := s.enter(r, email, password, isKnown)
		if err == nil {
			err = s.keepDevice(w, r, email)
		}
		return err
	})
	_, refused := Sentence(err)
	switch {
	case errors.Is(err, ErrTooMany):
		reason = "too many attempts failed before"
	case !refused:
		return err
	case errors.Is(err, newsroom.ErrBlocked):
		reason = "the account is blocked"
	}
	if e := s.Room.NoteFailedSignIn(r.Context(), email, s.ClientOf(r), reason); e != nil {
		s.Log.Error("cannot keep a failed sign-in", "error", e)
	}
	return err
}

// enter signs someone in with their password. The session goes on under a new
// token, so that one that was planted before is worth nothing.
func (s *Server) enter(r *http.Request, email, password string, known bool) error {
	from := s.browserOf(r)
	from.Known = known
	_, signIn, err := s.Room.SignIn(r.Context(), email, password, from)
	if err != nil {
		return err
	}
	if err := s.leave(r); err != nil {
		return err
	}
	if err := s.Sessions.RenewToken(r.Context()); err != nil {
		return err
	}
	s.Sessions.Put(r.Context(), "sign-in", signIn.ID)
	return nil
}

// leave ends the sign-in that the browser had before.
func (s *Server) leave(r *http.Request) error {
	m, err := s.SignedIn(r)
	if err != nil || m == nil {
		return err
	}
	err = s.Room.EndSignIn(r.Context(), m.ID, m.SignIn.ID)
	if errors.Is(err, newsroom.ErrNotFound) {
		return nil
	}
	return err
}

// browserMax bounds what is kept of a browser's name, in bytes.
const browserMax = 300

func (s *Server) browserOf(r *http.Request) newsroom.Browser {
	name := strings.ToValidUTF8(r.UserAgent(), "")
	if len(name) > browserMax {
		name = strings.ToValidUTF8(name[:browserMax], "")
	}
	return newsroom.Browser{Address: s.ClientOf(r), Name: name}
}

func (s *Server) signOut(w http.ResponseWriter, r *http.Request) error {
	if err := s.leave(r); err != nil {
		return err
	}
	if err := s.Sessions.Destroy(r.Context()); err != nil {
		return err
	}
	// Desk pages are not kept by caches, but a tab's history and the drafts that
	// the editor's script saves may still be in the browser.
	w.Header().Set("Clear-Site-Data", `"cache", "storage"`)
	return SeeOther(w, r, "/")
}

// A setupView is the form that makes the first administrator.
type setupView struct {
	Name, Email, Token string
	AskToken           bool
	Problem            string
}

func (s *Server) setupPage(v setupView) Page {
	v.AskToken = s.SetupToken != ""
	return Page{Title: "Make the administrator", NoIndex: true, Data: v}
}

func (s *Server) setupForm(w http.ResponseWriter, r *http.Request) error {
	needs, err := s.Room.NeedsAdministrator(r.Context())
	if err != nil {
		return err
	}
	if !needs {
		return SeeOther(w, r, "/signin")
	}
	return s.Show(w, r, "setup", s.setupPage(setupView{}))
}

func (s *Server) setup(w http.ResponseWriter, r *http.Request) error {
	v := setupView{Name: r.PostFormValue("name"), Email: r.PostFormValue("email"), Token: strings.TrimSpace(r.PostFormValue("token"))}
	err := s.makeAdministrator(r, v)
	if err != nil {
		return s.Again(w, r, "setup", err, func(problem string) Page {
			v.Problem = problem
			return s.setupPage(v)
		})
	}
	if err := s.enter(r, v.Email, r.PostFormValue("password"), true); err != nil {
		return err
	}
	return SeeOther(w, r, "/desk")
}

// maySetUp says whether somebody may still make the first administrator.
func (s *Server) maySetUp(r *http.Request) error {
	if err := s.Limited(s.Limits.SignIn, r); err != nil {
		return err
	}
	needs, err := s.Room.NeedsAdministrator(r.Context())
	if err == nil && !needs {
		return &newsroom.Refusal{Sentence: "There is an administrator already. Sign in instead."}
	}
	return err
}

func (s *Server) makeAdministrator(r *http.Request, v setupView) error {
	if s.SetupToken != "" && subtle.ConstantTimeCompare([]byte(v.Token), []byte(s.SetupToken)) != 1 {
		return &newsroom.Refusal{Sentence: "The token is not the one that the program wrote to its log when it started; copy it from there."}
	}
	if r.PostFormValue("password") != r.PostFormValue("again") {
		return &newsroom.Refusal{Sentence: "The two passwords differ; type them again."}
	}
	_, err := s.Room.MakeAdministrator(r.Context(), v.Name, v.Email, r.PostFormValue("password"))
	return err
}

// Own keeps a way back on this site: a path, not another site's address. What
// else was asked for leads to the desk.
func Own(path string) string {
	u, err := url.Parse(path)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n\t") {
		return "/desk"
	}
	return path
}

// BadForm is a form that cannot be read: too large, or not sent by a browser.
func BadForm(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return err
	}
	return &newsroom.Refusal{Sentence: "The form could not be read; open the page again and send it once more."}
}
