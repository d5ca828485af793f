package desk

import (
	"net/http"
	"strings"
	"time"

	"dateline/news"
	"dateline/newsroom"
	"dateline/web/frame"
	"dateline/web/frame/texts"
)

// A signInListView is the list of browsers in which a user is signed in.
type signInListView struct {
	SignIns    []signInLine
	Others     bool // there is more than this one
	Idle, Life string
}

type signInLine struct {
	newsroom.SignIn
	Name    string // of the browser, for people
	Current bool
}

func (s *Desk) signInList(w http.ResponseWriter, r *http.Request, u news.User) error {
	all, err := s.Room.SignIns(r.Context(), u.ID)
	if err != nil {
		return err
	}
	limits := s.Room.SessionLimits()
	v := signInListView{Others: len(all) > 1, Idle: inHours(limits.Idle), Life: inHours(limits.Life)}
	for _, signIn := range all {
		v.SignIns = append(v.SignIns, signInLine{signIn, browserName(signIn.Browser), signIn.ID == frame.MemberOf(r).SignIn.ID})
	}
	return s.DeskPage(w, r, http.StatusOK, "sessions", "sessions", "Signed-in devices", v)
}

func (s *Desk) endSignIn(w http.ResponseWriter, r *http.Request, u news.User) error {
	if err := s.Room.EndSignIn(r.Context(), u.ID, r.PathValue("id")); err != nil {
		return err
	}
	s.Flash(r, "That device is signed out.")
	return frame.SeeOther(w, r, "/desk/sessions")
}

func (s *Desk) endOtherSignIns(w http.ResponseWriter, r *http.Request, u news.User) error {
	if err := s.Room.EndSignIns(r.Context(), u, u.ID, frame.MemberOf(r).SignIn.ID); err != nil {
		return err
	}
	s.Flash(r, "All other devices are signed out.")
	return frame.SeeOther(w, r, "/desk/sessions")
}

// signUserOut ends all sign-ins of a user, by an administrator's order.
func (s *Desk) signUserOut(w http.ResponseWriter, r *http.Request, u news.User) error {
	user, err := s.Store.User(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	except := ""
	if user.ID == u.ID {
		except = frame.MemberOf(r).SignIn.ID
	}
	if err := s.Room.EndSignIns(r.Context(), u, user.ID, except); err != nil {
		return err
	}
	s.Flash(r, user.Name+" is signed out everywhere.")
	return frame.SeeOther(w, r, "/desk/users")
}

// failedShown is how many failed attempts are shown.
const failedShown = 200

func (s *Desk) failedSignIns(w http.ResponseWriter, r *http.Request, _ news.User) error {
	failed, err := s.Store.FailedSignIns(r.Context(), failedShown)
	if err != nil {
		return err
	}
	return s.DeskPage(w, r, http.StatusOK, "failed", "users", "Failed sign-ins", failed)
}

// inHours writes a limit as people say it: 7 days, 12 hours, 90 minutes.
func inHours(d time.Duration) string {
	switch {
	case d >= 48*time.Hour && d%(24*time.Hour) == 0:
		return texts.Count(int(d/(24*time.Hour)), "day", "days")
	case d >= time.Hour && d%time.Hour == 0:
		return texts.Count(int(d/time.Hour), "hour", "hours")
	}
	return texts.Count(int(d.Round(time.Minute)/time.Minute), "minute", "minutes")
}

// Browsers and systems by a word in what they call themselves. The first that fits
// counts: most browsers also claim to be others.
var (
	browserWords = [][2]string{{"Edg", "Edge"}, {"OPR/", "Opera"}, {"Firefox/", "Firefox"}, {"FxiOS/", "Firefox"},
		{"SamsungBrowser/", "Samsung Internet"}, {"Chrome/", "Chrome"}, {"CriOS/", "Chrome"}, {"Safari/", "Safari"}, {"curl/", "curl"}}
	systemWords = [][2]string{{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"CrOS", "ChromeOS"},
		{"Windows", "Windows"}, {"Macintosh", "Mac"}, {"Linux", "Linux"}}
)

// browserName returns what a person calls a browser, such as "Firefox on Linux".
func browserName(agent string) string {
	browser, system := firstWord(browserWords, agent), firstWord(systemWords, agent)
	switch {
	case browser == "" && system == "":
		return "Unknown browser"
	case browser == "":
		return "Browser on " + system
	case system == "":
		return browser
	}
	return browser + " on " + system
}

func firstWord(words [][2]string, agent string) string {
	for _, w := range words {
		if strings.Contains(agent, w[0]) {
			return w[1]
		}
	}
	return ""
}
