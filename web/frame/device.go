package frame

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"
	"time"
)

// A browser in which someone signed in keeps a cookie that says so, for longer than
// they stay signed in. It opens nothing. But strangers who guess at an account can't
// make a browser wait that is known to it, and what was written in a browser whose
// session ended is read and given back.
const (
	deviceLife = 400 * 24 * time.Hour // the most that browsers keep a cookie
	devicesMax = 5                    // accounts that one browser is known to
)

// A device is an account that a browser is known to.
type device struct{ account, nonce string }

func (s *Server) deviceCookie() string { return cookieName("dateline-device", s.Secure()) }

// Devices returns the accounts that a browser is known to.
func (s *Server) Devices(r *http.Request) (out []device) {
	cookie, err := r.Cookie(s.deviceCookie())
	if err != nil || cookie.Value == "" {
		return nil
	}
	key, err := s.Room.DeviceKey(r.Context(), false)
	if err != nil {
		s.Log.Error("cannot tell whether a browser is known", "error", err)
	}
	if err != nil || key == "" {
		return nil
	}
	for i, one := range strings.Split(cookie.Value, "~") {
		parts := strings.Split(one, ".")
		if i == devicesMax || len(parts) != 3 {
			break
		}
		if d := (device{parts[0], parts[1]}); hmac.Equal([]byte(parts[2]), []byte(d.seal(key))) {
			out = append(out, d)
		}
	}
	return out
}

// deviceFor returns how a browser is known to an account; false if it isn't.
func (s *Server) deviceFor(r *http.Request, email string) (device, bool) {
	all := s.Devices(r)
	if len(all) == 0 {
		return device{}, false
	}
	key, err := s.Room.DeviceKey(r.Context(), false)
	if err != nil {
		return device{}, false
	}
	account := sealOf(key, "account", email)
	for _, d := range all {
		if d.account == account {
			return d, true
		}
	}
	return device{}, false
}

// keepDevice makes a browser known to an account.
func (s *Server) keepDevice(w http.ResponseWriter, r *http.Request, email string) error {
	key, err := s.Room.DeviceKey(r.Context(), true)
	if err != nil {
		return err
	}
	account := sealOf(key, "account", email)
	values := []string{}
	for _, d := range append([]device{{account, rand.Text()}}, s.Devices(r)...) {
		if len(values) < devicesMax && (len(values) == 0 || d.account != account) {
			values = append(values, d.account+"."+d.nonce+"."+d.seal(key))
		}
	}
	http.SetCookie(w, &http.Cookie{Name: s.deviceCookie(), Value: strings.Join(values, "~"), Path: "/", MaxAge: int(deviceLife / time.Second),
		Secure: s.Secure(), HttpOnly: true, SameSite: http.SameSiteLaxMode})
	return nil
}

func (d device) seal(key string) string { return sealOf(key, "device", d.account+"."+d.nonce) }

func sealOf(key, what, of string) string {
	m := hmac.New(sha256.New, []byte(key))
	m.Write([]byte(what + "\x00" + of))
	return base64.RawURLEncoding.EncodeToString(m.Sum(nil))
}
