package frame

import (
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"
)

// pagePolicy lets a page load our own files and pictures from anywhere (those of
// outlets), send forms to us alone, and be framed by nobody. Nothing inline runs.
const pagePolicy = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' https: http:; font-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// Around puts around all pages what each needs: a log line, a page for a panic,
// protection from forms on other sites, and headers.
func (s *Server) Around(h http.Handler) http.Handler {
	sameOrigin := http.NewCrossOriginProtection()
	sameOrigin.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.plainPage(w, r, http.StatusForbidden, "This form was not sent from this site", "Open the page here and send it again.")
	}))
	return s.logged(Holding(s.survives(Headed(s.Secure(), sameOrigin.Handler(sealing(h))))))
}

// Headed sets the headers that keep browsers safe on every answer of h, whatever it
// is: a page, an error, a redirect, a file, or figures for a program.
func Headed(secure bool, h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header.Set("Content-Security-Policy", pagePolicy)
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("X-Frame-Options", "DENY")
		header.Set("Referrer-Policy", "strict-origin-when-cross-origin")
		header.Set("Cross-Origin-Opener-Policy", "same-origin")
		header.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
		if secure {
			header.Set("Strict-Transport-Security", "max-age=31536000")
		}
		h.ServeHTTP(w, r)
	})
}

// survives answers a panic by a page.
func (s *Server) survives(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			p := recover()
			if p == nil {
				return
			}
			if p == http.ErrAbortHandler {
				panic(p)
			}
			s.Log.Error("panic", "method", r.Method, "path", r.URL.Path, "panic", p, "stack", string(debug.Stack()))
			if seen, ok := w.(*Witness); ok && seen.Status != 0 {
				panic(http.ErrAbortHandler) // half a page must not look like a whole one
			}
			s.plainPage(w, r, http.StatusInternalServerError, internalTitle, internalText)
		}()
		h.ServeHTTP(w, r)
	})
}

// A Witness sees what was answered.
type Witness struct {
	http.ResponseWriter
	Status int
	bytes  int64
}

func (w *Witness) WriteHeader(status int) {
	if w.Status == 0 {
		w.Status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *Witness) Write(b []byte) (int, error) {
	if w.Status == 0 {
		w.Status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(b)
	w.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach what flushes.
func (w *Witness) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// logged writes a line for each request. The query is left out: links that
// confirm or end a subscription carry their secret there.
func (s *Server) logged(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begun := time.Now()
		seen := &Witness{ResponseWriter: w}
		defer func() {
			level := slog.LevelInfo
			if seen.Status < 400 && (r.Method == http.MethodGet || r.Method == http.MethodHead) {
				level = slog.LevelDebug
			}
			s.Log.Log(r.Context(), level, "request", "method", r.Method, "path", r.URL.Path, "status", seen.Status,
				"bytes", seen.bytes, "took", fmt.Sprintf("%.1fms", float64(time.Since(begun).Microseconds())/1000))
		}()
		h.ServeHTTP(seen, r)
	})
}
