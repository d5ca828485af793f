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

func (s *server) accountRoutes() {
	s.page("GET /signin", s.signInForm)
	s.page("POST /signin", s.signInSent)
	s.form("POST /signout", smallForm, anyone, s.signOut)
	s.page("GET /setup", s.setupForm)
	s.form("POST /setup", smallForm, s.maySetUp, s.setup)
}

type memberKey struct{}

// A member is someone who is signed in, and where.
type member struct {
	news.User
	signIn newsroom.SignIn
}

// user returns who is signed in, nil if nobody is or their sign-in has ended.
func (s *server) user(r *http.Request) *news.User {
	m := memberOf(r)
	if m == nil {
		var err error
		if m, err = s.signedIn(r); err != nil {
			s.log.Error("cannot tell who is signed in", "path", r.URL.Path, "error", err)
		}
	}
	if m == nil {
		return nil
	}
	return &m.User
}

// memberOf returns for whom a page of the desk is made; nil elsewhere.
func memberOf(r *http.Request) *member {
	m, _ := r.Context().Value(memberKey{}).(*member)
	return m
}

// signedIn asks the store who is signed in. A failure to find out is an error, so
// that someone who is signed in is not taken for a stranger.
func (s *server) signedIn(r *http.Request) (*member, error) {
	id := s.sessions.GetString(r.Context(), "sign-in")
	if id == "" {
		return nil, nil
	}
	u, signIn, err := s.room.SignedIn(r.Context(), id)
	switch {
	case errors.Is(err, newsroom.ErrNotFound):
		return nil, nil
	case err != nil:
		return nil, err
	}
	return &member{u, signIn}, nil
}

// A memberAnswer is the handler of a page that only those who signed in see.
type memberAnswer func(w http.ResponseWriter, r *http.Request, u news.User) error

// member serves a page to users whose role reaches it; others are asked to sign
// in and come back.
func (s *server) member(least news.Role, h memberAnswer) answer {
	return func(w http.ResponseWriter, r *http.Request) error {
		w.Header().Set("Cache-Control", "no-store")
		m, err := s.signedIn(r)
		if err != nil {
			return err
		}
		if m == nil {
			return s.askToSignIn(w, r)
		}
		if !reaches(m.Role, least) {
			return errForbidden
		}
		s.used(r, m.signIn)
		return h(w, r.WithContext(context.WithValue(r.Context(), memberKey{}, m)), m.User)
	}
}

// used keeps that someone used their sign-in. The stream of an open page asks by
// itself, so it doesn't count. A store that takes no writes keeps nobody from reading.
func (s *server) used(r *http.Request, signIn newsroom.SignIn) {
	if r.URL.Path == "/desk/events" {
		return
	}
	if err := s.room.Use(r.Context(), signIn); err != nil {
		s.log.Warn("cannot keep when a sign-in was used", "error", err)
	}
}

// askToSignIn answers a request for a page of the desk from someone who is not
// signed in, or not any more.
func (s *server) askToSignIn(w http.ResponseWriter, r *http.Request) error {
	if asJSON(r) {
		writeJSON(w, http.StatusUnauthorized, map[string]string{"error": "Sign in first."})
		return nil
	}
	back := r.URL.RequestURI()
	if r.Method != http.MethodGet {
		back = s.pageOf(carried{Action: r.URL.RequestURI(), Page: cameFrom(r)})
		if s.mayBeGivenBack(r) {
			return admitted(deskForm, s.bodies.readers, s.clientOf, s.parsed(func(w http.ResponseWriter, r *http.Request) error {
				return s.signInFirst(w, r, signInView{To: back})
			}))(w, r)
		}
	}
	return seeOther(w, r, "/signin?"+url.Values{"to": {back}}.Encode())
}

// mayBeGivenBack reports whether a form from someone who is not signed in is read, so
// that it can be carried on over the sign-in: only in a browser in which someone was
// signed in before. A file stays where it is, on the person's disk.
func (s *server) mayBeGivenBack(r *http.Request) bool {
	return r.Method == http.MethodPost && deskForm.takes(r) == nil && len(s.devices(r)) > 0
}

// signInFirst shows the sign-in page with what was written.
func (s *server) signInFirst(w http.ResponseWriter, r *http.Request, v signInView) error {
	c, wrote := carriedBy(r)
	if !wrote {
		return seeOther(w, r, "/signin?"+url.Values{"to": {v.To}}.Encode())
	}
	var err error
	if v.Kept, err = c.pack(); err != nil {
		return err
	}
	v.Written = c.shown()
	return s.render(w, r, http.StatusForbidden, "signin", s.signInPage(v))
}

// signInSent admits a sign-in. In a browser in which someone was signed in before it
// may carry what was written in the meantime.
func (s *server) signInSent(w http.ResponseWriter, r *http.Request) error {
	in := smallForm
	if len(s.devices(r)) > 0 {
		in = deskForm
	}
	h := s.signIn
	if err := s.maySignIn(r); err != nil {
		h = refusing(err)
	}
	if len(s.devices(r)) == 0 {
		h = withoutKept(h)
	}
	return admitted(in, s.bodies.readers, s.clientOf, s.parsed(h))(w, r)
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
	Kept          string // what was written before the session ended, packed
	Written       []writtenField
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

// withoutKept leaves out what a stranger claims to have written: unpacked it may be
// many times as long as what they sent.
func withoutKept(h answer) answer {
	return func(w http.ResponseWriter, r *http.Request) error {
		r.PostForm.Del("kept")
		return h(w, r)
	}
}

// maySignIn is the right of whoever doesn't try too often. A browser in which
// someone signed in before counts by itself, so that others at its address can't
// keep it out.
func (s *server) maySignIn(r *http.Request) error {
	if known := s.devices(r); len(known) > 0 {
		if s.limits.signIn.allow("device "+known[0].nonce, time.Now()) {
			return nil
		}
		return errTooMany
	}
	return s.limited(s.limits.signIn, r)
}

func (s *server) signIn(w http.ResponseWriter, r *http.Request) error {
	v := signInView{Email: r.PostFormValue("email"), To: r.PostFormValue("to"), Kept: r.PostFormValue("kept")}
	c, unread := unpack(v.Kept)
	if unread == nil {
		v.Written = c.shown()
	}
	err := s.guardedEnter(w, r, v.Email, r.PostFormValue("password"))
	if err != nil {
		return s.again(w, r, "signin", err, func(problem string) page {
			v.Problem = problem
			return s.signInPage(v)
		})
	}
	if unread == nil {
		to, err := s.giveBack(r, c)
		if err != nil {
			return err
		}
		return seeOther(w, r, to)
	}
	return seeOther(w, r, own(v.To))
}

// guardedEnter signs someone in unless too many attempts failed before, and keeps
// what fails. Whether there is an account is told by neither the answer nor its time.
func (s *server) guardedEnter(w http.ResponseWriter, r *http.Request, email, password string) error {
	email = strings.ToLower(strings.TrimSpace(email))
	keys := map[string]waiting{"account " + email: allStrangers, "pair " + email + " " + s.clientOf(r): oneBrowser}
	if known, ok := s.deviceFor(r, email); ok {
		keys = map[string]waiting{"device " + email + " " + known.nonce: oneBrowser}
	}
	reason := "wrong address or password"
	err := s.guarded(keys, func() error {
		err := s.enter(r, email, password)
		if err == nil {
			err = s.keepDevice(w, r, email)
		}
		return err
	})
	_, refused := sentence(err)
	switch {
	case errors.Is(err, errTooMany):
		reason = "too many attempts failed before"
	case !refused:
		return err
	case errors.Is(err, newsroom.ErrBlocked):
		reason = "the account is blocked"
	}
	if e := s.room.NoteFailedSignIn(r.Context(), email, s.clientOf(r), reason); e != nil {
		s.log.Error("cannot keep a failed sign-in", "error", e)
	}
	return err
}

// enter signs someone in with their password. The session goes on under a new
// token, so that one that was planted before is worth nothing.
func (s *server) enter(r *http.Request, email, password string) error {
	_, signIn, err := s.room.SignIn(r.Context(), email, password, s.browserOf(r))
	if err != nil {
		return err
	}
	if err := s.leave(r); err != nil {
		return err
	}
	if err := s.sessions.RenewToken(r.Context()); err != nil {
		return err
	}
	s.sessions.Put(r.Context(), "sign-in", signIn.ID)
	return nil
}

// leave ends the sign-in that the browser had before.
func (s *server) leave(r *http.Request) error {
	m, err := s.signedIn(r)
	if err != nil || m == nil {
		return err
	}
	err = s.room.EndSignIn(r.Context(), m.ID, m.signIn.ID)
	if errors.Is(err, newsroom.ErrNotFound) {
		return nil
	}
	return err
}

// browserMax bounds what is kept of a browser's name, in bytes.
const browserMax = 300

func (s *server) browserOf(r *http.Request) newsroom.Browser {
	name := strings.ToValidUTF8(r.UserAgent(), "")
	if len(name) > browserMax {
		name = strings.ToValidUTF8(name[:browserMax], "")
	}
	return newsroom.Browser{Address: s.clientOf(r), Name: name}
}

func (s *server) signOut(w http.ResponseWriter, r *http.Request) error {
	if err := s.leave(r); err != nil {
		return err
	}
	if err := s.sessions.Destroy(r.Context()); err != nil {
		return err
	}
	// Desk pages are not kept by caches, but a tab's history and the drafts that
	// the editor's script saves may still be in the browser.
	w.Header().Set("Clear-Site-Data", `"cache", "storage"`)
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
	return s.show(w, r, "setup", s.setupPage(setupView{}))
}

func (s *server) setup(w http.ResponseWriter, r *http.Request) error {
	v := setupView{Name: r.PostFormValue("name"), Email: r.PostFormValue("email"), Token: strings.TrimSpace(r.PostFormValue("token"))}
	err := s.makeAdministrator(r, v)
	if err != nil {
		return s.again(w, r, "setup", err, func(problem string) page {
			v.Problem = problem
			return s.setupPage(v)
		})
	}
	if err := s.enter(r, v.Email, r.PostFormValue("password")); err != nil {
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

func (s *server) makeAdministrator(r *http.Request, v setupView) error {
	if s.SetupToken != "" && subtle.ConstantTimeCompare([]byte(v.Token), []byte(s.SetupToken)) != 1 {
		return &newsroom.Refusal{Sentence: "The token is not the one that the program wrote to its log when it started; copy it from there."}
	}
	if r.PostFormValue("password") != r.PostFormValue("again") {
		return &newsroom.Refusal{Sentence: "The two passwords differ; type them again."}
	}
	_, err := s.room.MakeAdministrator(r.Context(), v.Name, v.Email, r.PostFormValue("password"))
	return err
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
