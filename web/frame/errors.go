package frame

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"dateline/desk"
	"dateline/newsroom"
	"dateline/publish"
)

// Status is the one of a page that shows what was wrong with what was asked.
func Status(problem string) int {
	if problem != "" {
		return http.StatusUnprocessableEntity
	}
	return http.StatusOK
}

const (
	internalTitle = "Internal error"
	internalText  = "Something went wrong on our side. It is written down, and we will look at it. Try again in a moment."
)

// ErrTooMany says that someone sent more than a person would.
var ErrTooMany = errors.New("too many requests")

// ErrForbidden says that someone signed in may not see a page.
var ErrForbidden = errors.New("the role does not reach")

// Sentence returns the sentence of a refusal, which people read as it is: it says why
// their order can't be carried out.
func Sentence(err error) (string, bool) {
	var refused *desk.Refusal
	if errors.As(err, &refused) {
		return refused.Sentence, true
	}
	return "", false
}

// statusOf is the one table from errors to status codes and what people read.
// Unforeseen errors say nothing of themselves outside.
func statusOf(err error) (status int, title, text string) {
	var large *http.MaxBytesError
	if said, ok := Sentence(err); ok {
		return http.StatusUnprocessableEntity, "This cannot be done", said
	}
	if said := newsroom.Unsaved(err); said != "" {
		return http.StatusServiceUnavailable, "This can't be saved now", said
	}
	switch {
	case errors.Is(err, newsroom.ErrPaused):
		return http.StatusServiceUnavailable, "Nothing is taken now", "The disk is nearly full. Send it again later."
	case errors.Is(err, newsroom.ErrNotFound), errors.Is(err, publish.ErrNotReleased):
		return http.StatusNotFound, "Nothing is at this address", "The page may have moved, or the address may be mistyped. The search may find what you are after."
	case errors.Is(err, newsroom.ErrNoPage):
		return http.StatusBadRequest, "There is no such page of this list", "The address was cut or changed. Open the list at its first page."
	case errors.Is(err, newsroom.ErrConflict):
		return http.StatusConflict, "Someone else changed this meanwhile", "Open it again, look at what they changed, and repeat your change."
	case errors.Is(err, ErrTooMany):
		return http.StatusTooManyRequests, "Too many at once", "This was sent more often than one person would. Wait a minute and try again."
	case errors.Is(err, ErrForbidden):
		return http.StatusForbidden, "This page is for others", "Your account does not reach this page; ask an administrator for the role."
	case errors.Is(err, errWrongKind):
		return http.StatusUnsupportedMediaType, "Unknown kind of data", "This address takes what its own form sends. Open the form and send it from there."
	case errors.Is(err, ErrBusy), errors.Is(err, newsroom.ErrCrowded):
		return http.StatusServiceUnavailable, "Too busy to take this", "Too much is being sent to us at once. Try again in a few seconds."
	case errors.Is(err, newsroom.ErrBusy):
		return http.StatusServiceUnavailable, "Too many searches at once", "Others are searching too. Try again in a few seconds."
	case errors.Is(err, errSearchTooLong):
		return http.StatusServiceUnavailable, "This search takes too long", "This search takes too long. Use longer or fewer words."
	case errors.Is(err, errPageTooLong):
		return http.StatusServiceUnavailable, "This page takes too long", "This page takes too long to put together. Narrow it if you can, or try again in a minute."
	case errors.As(err, &large):
		return http.StatusRequestEntityTooLarge, "This is too large", "Send less at once."
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return http.StatusServiceUnavailable, "This was cut off", "It may not have been done. Open the page again, look, and repeat it if need be."
	}
	return http.StatusInternalServerError, internalTitle, internalText
}

// Fail answers an error by a page.
func (s *Server) Fail(w http.ResponseWriter, r *http.Request, err error) {
	status, title, text := statusOf(err)
	if r.Context().Err() != nil && status >= 500 {
		// Whoever asked left, or the server takes no more: nothing can be looked up
		// for a page, but an answer that says nothing would mean that all is well.
		status, title, text = statusOf(context.Canceled)
		http.Error(w, title+". "+text, status)
		return
	}
	switch {
	case errors.Is(err, newsroom.ErrBusy), errors.Is(err, errSearchTooLong), errors.Is(err, errPageTooLong):
		s.Log.Warn("a costly page was given up", "method", r.Method, "path", r.URL.Path, "error", err)
	case status == http.StatusInternalServerError, status == http.StatusServiceUnavailable:
		s.Log.Error("a page failed", "method", r.Method, "path", r.URL.Path, "error", err)
	}
	if status == http.StatusForbidden || status == http.StatusTooManyRequests {
		s.logRefusal(r, status)
	}
	if errors.Is(err, newsroom.ErrPaused) || newsroom.Unsaved(err) != "" {
		w.Header().Set("Retry-After", "300")
	}
	if status == http.StatusTooManyRequests {
		w.Header().Set("Retry-After", "60")
	}
	if errors.Is(err, ErrBusy) || errors.Is(err, newsroom.ErrBusy) || errors.Is(err, newsroom.ErrCrowded) {
		w.Header().Set("Retry-After", "5")
	}
	if asJSON(r) {
		WriteJSON(w, status, map[string]string{"error": text})
		return
	}
	s.plainPage(w, r, status, title, text)
}

// logRefusal writes who was refused what: somebody who tries doors shows in the log.
func (s *Server) logRefusal(r *http.Request, status int) {
	who := ""
	if hasSession(r) {
		if u := s.User(r); u != nil {
			who = u.ID
		}
	}
	s.Log.Warn("refused", "method", r.Method, "path", r.URL.Path, "status", status, "client", s.ClientOf(r), "user", who)
}

// An ErrorView is the page of something that went wrong.
type ErrorView struct {
	Status int
	Text   string
	Back   string // path of the page that was left, at the desk; may be empty

	Written []WrittenField // in the form that failed
	Again   string         // where it may be sent again; empty: that would not help
}

// mayHelp are the errors after which the same form, or one with a few changes, may
// be taken.
var mayHelp = []int{http.StatusUnprocessableEntity, http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusServiceUnavailable, http.StatusInsufficientStorage}

// plainPage is a page of a title and a sentence. Who works at the desk stays there.
func (s *Server) plainPage(w http.ResponseWriter, r *http.Request, status int, title, text string) {
	w.Header().Del("Content-Type")
	v := ErrorView{Status: status, Text: text}
	if c, wrote := CarriedBy(r); wrote {
		v.Written = c.Shown()
		if slices.Contains(mayHelp, status) && !lacksSecret(r) {
			v.Again = c.Action
		}
	}
	if strings.HasPrefix(r.URL.Path, "/desk") && hasSession(r) && s.User(r) != nil {
		v.Back = CameFrom(r)
		err := s.DeskPage(w, r, status, "error", "", title, v)
		if err == nil {
			return
		}
		s.Log.Error("the desk's error page failed", "error", err)
	}
	err := s.Render(w, r, status, "error", Page{Title: title, NoIndex: true, Query: strings.TrimSpace(r.URL.Query().Get("q")), Data: v})
	if err != nil {
		s.Log.Error("the error page failed", "error", err)
		http.Error(w, title+". "+text, status)
	}
}

// CameFrom gives the page of ours that a form was sent from, as the browser says.
func CameFrom(r *http.Request) string {
	from, err := url.Parse(r.Referer())
	if err != nil || r.Method != http.MethodPost || from.Host != r.Host || from.Path == "" {
		return ""
	}
	return Own(from.RequestURI())
}
